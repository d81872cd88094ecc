"""Whose each of a shop's nicks is, by the settings and by the table 人员 in its data."""

from __future__ import annotations

from collections.abc import Sequence

from xlcs.plurals import some_of
from xlcs.problems import Problem
from xlcs.settings import Settings
from xlcs.settings.people import Nick
from xlcs.shop.shop import Shop

_MOST_NAMED = 10


def nicks_of(agents: Sequence[str], shop: str, people: Sequence[Nick]) -> dict[str, Nick]:
    """The entry of each agent who has one.

    Parameters
    ----------
    agents : names, bare or with the shop before a colon (`店铺:客服`)
    shop : what the shop's folder is called
    people : entries; one without a shop holds for all shops

    Notes
    -----
    An entry that names the agent in full goes before one that has only the part after the colon,
    and an entry that names the shop before one that does not.
    """
    of_nick: dict[str, list[Nick]] = {}
    for entry in people:
        of_nick.setdefault(entry.nick, []).append(entry)
    found = {}
    for agent in agents:
        before, colon, bare = agent.partition(":")
        shops = {shop, before} if colon else {shop}
        for name in (agent, bare) if colon else (agent,):
            fitting = [e for e in of_nick.get(name, ()) if not e.shop or e.shop in shops]
            if fitting:
                found[agent] = min(fitting, key=lambda entry: not entry.shop)
                break
    return found


def nicks_in(shop: Shop, settings: Settings) -> dict[str, Nick]:
    """The entry of each of the shop's agents who has one; the settings' go before the data's."""
    agents = [str(name) for name in shop.tables.agents.categories]
    of_data = nicks_of(agents, shop.name, shop.people)
    return of_data | nicks_of(agents, shop.name, settings.people)


def notes_on_people(shop: Shop, settings: Settings) -> list[Problem]:
    """Notes that name the shop's nicks without a person, and those of which settings and data
    name different ones; none where nobody says whose any nick is.
    """
    if not shop.people and not settings.people:
        return []
    agents = [str(name) for name in shop.tables.agents.categories]
    of_settings = nicks_of(agents, shop.name, settings.people)
    of_data = nicks_of(agents, shop.name, shop.people)
    told = {
        "nicks_without_person": [a for a in agents if a not in of_settings and a not in of_data],
        "nicks_of_settings": [
            agent
            for agent, entry in of_settings.items()
            if agent in of_data and of_data[agent].person != entry.person
        ],
    }
    return [
        Problem(code, found={"count": f"{len(nicks):,}", "nicks": some_of(nicks, _MOST_NAMED)})
        for code, nicks in told.items()
        if nicks
    ]
