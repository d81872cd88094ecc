"""Whose a per-agent figure is: an agent's (a nick), a person's with several nicks, or a group's.

Rules look at nicks: a message is eligible under its own nick's relation, and an order is credited
to a nick. Only then do nicks become persons, so that a person's money is that of the nicks, and a
buyer whom two of them served is one customer of the person.

Source: spec, "Per-agent figures".
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

import pandas as pd

from xlcs.figures.guided.relations import NOBODY
from xlcs.figures.numbers_in_order import taken
from xlcs.figures.times_in_numbers import Numbers
from xlcs.settings import Settings
from xlcs.settings.people import NICK, Level, Nick
from xlcs.shop.frames import Table
from xlcs.shop.people import nicks_in
from xlcs.shop.shop import Shop

AnyTable = TypeVar("AnyTable", bound=Table)


@dataclass(frozen=True)
class Owners:
    """Whom the agents' figures are of.

    names : of the owners, by code point
    of_agent : agent's code → owner's code; empty where they are the agents themselves
    by_name : agent's name → owner's name; likewise
    """

    names: pd.CategoricalDtype
    of_agent: Numbers = field(default_factory=lambda: pd.Series(dtype="int64"))
    by_name: Mapping[str, str] = field(default_factory=dict)

    @property
    def are_agents(self) -> bool:
        """Whether they are the agents themselves."""
        return not len(self.of_agent)

    def codes(self, agents: Numbers) -> Numbers:
        """The owner of each agent, both as codes; nobody's is nobody's."""
        if self.are_agents:
            return agents
        return taken(self.of_agent, agents.clip(lower=0)).where(agents != NOBODY, NOBODY)

    def table(self, table: AnyTable) -> AnyTable:
        """The table, its agents being the owners."""
        if self.are_agents:
            return table
        owner = self.codes(table.frame["agent"].cat.codes.astype("int64"))
        named = pd.Categorical.from_codes(owner, dtype=self.names)
        return type(table)(table.frame.assign(agent=named), table.known)

    def named(self, agents: pd.Series[Any]) -> pd.Series[Any]:
        """The owners' names of agents' names; missing stays missing."""
        return agents if self.are_agents else agents.astype("str").map(self.by_name).astype("str")


def owners_in(shop: Shop, settings: Settings, level: Level) -> Owners:
    """The owners of the shop's agents at a level."""
    return owners_of(shop.tables.agents, nicks_in(shop, settings), level)


def owners_of(agents: pd.CategoricalDtype, nicks: Mapping[str, Nick], level: Level) -> Owners:
    """The owners at a level.

    A nick without a person is its own person, a person without a group its own group.
    """
    if level == NICK:
        return Owners(agents)
    by_name = {str(name): str(name) for name in agents.categories}
    for agent, entry in nicks.items():
        by_name[agent] = entry.group if level == "group" and entry.group else entry.person
    names = pd.CategoricalDtype(pd.Index(sorted(set(by_name.values())), dtype="str"))
    of_agent = pd.Series(names.categories.get_indexer(pd.Index(list(by_name.values()))))
    return Owners(names, of_agent.astype("int64"), by_name)
