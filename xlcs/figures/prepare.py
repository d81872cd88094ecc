"""From a shop's tables to everything that any period or agent may ask for, once per refresh."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property

import pandas as pd

from xlcs.figures.covered_days import covered, rows_by_day
from xlcs.figures.daily_work.sending import Sending, sending
from xlcs.figures.daily_work.todo import todo
from xlcs.figures.edition import Edition
from xlcs.figures.guided.buyer_blocks import Block, blocks
from xlcs.figures.guided.guided_sales import Guided, guided
from xlcs.figures.guided.relations import relation_times
from xlcs.figures.lookup.look_up import Answer, LookUp
from xlcs.figures.nicks_persons_groups import Owners
from xlcs.figures.periods import Range
from xlcs.figures.rules import Rules
from xlcs.figures.tables.clients import clients_total, clients_unsubscribed
from xlcs.figures.tables.invitations import invited_customers
from xlcs.figures.tables.opportunities import opportunities_done, opportunities_todo
from xlcs.figures.tables.receptions import PreparedReceptions, prepared_receptions
from xlcs.settings.people import Level
from xlcs.shop.frames import Tables
from xlcs.shop.progress import Progress, silent
from xlcs.shop.shop import Shop

STEPS = 4


@dataclass(frozen=True)
class Prepared:
    """What every edition of the rule shares.

    rules : those asked for; of another edition all else is the same
    covering : messages, visits and payments of each day [count], of the shop
    agents, receivers : codes of the owners of the agents' table, and of the receptions
    answers : figure id → its look-up; a figure whose tables are missing is absent
    """

    tables: Tables
    rules: Rules
    covering: LookUp
    agents: list[int]
    receivers: list[int]
    answers: Mapping[str, Answer]
    receptions: PreparedReceptions | None
    _guided: dict[Edition, Guided] = field(default_factory=dict)

    def guided(self, edition: Edition) -> Guided:
        """What hangs on that edition, made when it is first asked for."""
        if edition not in self._guided:
            # Most shops ask for one edition only: what it shares with others is not kept then.
            stay = bool(self._guided)
            found = self._kept_blocks if stay else self._blocks()
            rules = replace(self.rules, edition=edition)
            self._guided[edition] = guided(self.tables, found, rules, stay=stay)
        return self._guided[edition]

    @cached_property
    def relations(self) -> pd.DataFrame | None:
        """What `relations.relation_times` gives, None where the table is missing."""
        table = self.tables.relations
        return None if table is None else relation_times(table, len(self.tables.agents.categories))

    @cached_property
    def _kept_blocks(self) -> list[Block]:
        return list(self._blocks())

    def _blocks(self) -> Iterator[Block]:
        at_the_minute = self.rules.at_the_minute
        return blocks(self.tables, self.relations, at_the_minute=at_the_minute)

    @property
    def names(self) -> pd.CategoricalDtype:
        """The names that codes of agents stand for."""
        return self.rules.owners.names

    def todo(self, orders: pd.DataFrame, day: date | None, agent: str | None) -> pd.DataFrame:
        """What is to be done after a day; see `daily_work.todo.todo`."""
        return todo(self.tables, orders, day, agent, self.rules.owners)

    def sending(self, start: date, end: date) -> Sending:
        """What a report says of single messages; see `daily_work.sending.sending`."""
        return sending(self.tables, start, end, self.rules.owners)

    def by(self, shop: Shop, edition: Edition, level: Level) -> Prepared:
        """The same, the agents' figures being of the owners at that level."""
        rules = replace(Rules.of(shop, self.rules.settings, level), edition=edition)
        return prepare(self.tables, rules, silent)

    @property
    def days(self) -> list[int]:
        """The days that have a message, visit or payment, ascending [days since 1970]."""
        return self.covering.days()

    @property
    def covered(self) -> Range | None:
        """First and last of these days; None without any."""
        return covered(self.covering)


def prepare(tables: Tables, rules: Rules, progress: Progress) -> Prepared:
    """Prepare all figures of a shop; see `Prepared`."""
    owners = rules.owners
    count = len(owners.names.categories)
    progress("figures", 1, STEPS)
    answers: dict[str, Answer] = {}
    if (invitations := tables.invitations) is not None:
        answers |= invited_customers(owners.table(invitations), count)
    if (tasks := tables.opportunities) is not None and "done_at" in tasks.known:
        tasks = owners.table(tasks)
        answers["opportunities_done"] = opportunities_done(tasks)
        answers["opportunities_todo"] = opportunities_todo(tasks)
    receptions = None
    if (received := tables.receptions) is not None:
        status_means = rules.settings.status_means()
        receptions = prepared_receptions(owners.table(received), count, status_means)
    progress("figures", 2, STEPS)
    prepared = Prepared(
        tables, rules, rows_by_day(tables), *agents_of(tables, owners), answers, receptions
    )
    clients = prepared.relations
    if tables.relations is not None and not owners.are_agents:
        clients = relation_times(owners.table(tables.relations), count)
    if tables.relations is not None and clients is not None:
        answers["clients_total"] = clients_total(clients)
        if "unbound_at" in tables.relations.known:
            answers["clients_unsubscribed"] = clients_unsubscribed(clients)
    prepared.guided(rules.edition)
    progress("figures", STEPS, STEPS)
    return prepared


def agents_of(tables: Tables, owners: Owners) -> tuple[list[int], list[int]]:
    """Codes of the owners of the agents' table, and of the receptions."""
    return (
        _agents(tables, owners, "relations", "invitations", "opportunities", "messages"),
        _agents(tables, owners, "receptions"),
    )


def _agents(tables: Tables, owners: Owners, *ids: str) -> list[int]:
    """Codes, ascending, of the owners of the agents who occur in any of those tables."""
    everyone = set(range(len(tables.agents.categories)))
    seen: set[int] = set()
    for id, table in tables.there().items():
        # Few agents are in no other table, so that the many messages are seldom looked through.
        if id in ids and seen < everyone:
            seen |= set(table.frame["agent"].cat.codes.unique().tolist())
    return sorted(set(owners.codes(pd.Series(list(seen), dtype="int64"))))
