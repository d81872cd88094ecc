"""Clients at the end of a day, and relations that ended (客户总数, 总退订).

Source: spec, "Per-agent figures": `clients_total`, `clients_unsubscribed`.
"""

from __future__ import annotations

import numpy as np

from xlcs.figures.arrays import Codes, Ints, tied
from xlcs.figures.days import Days
from xlcs.figures.guided.relations import NEVER, Relations
from xlcs.figures.lookup.sums import Sums, sums


def clients_total(relations: Relations, agents: int, days: Days, *, of_shop: bool) -> Sums:
    """Clients at the midnight after each day, as sums from the first day on.

    Parameters
    ----------
    agents : how many agents there are [count]
    of_shop : one group, the shop, instead of a group for each agent

    Returns
    -------
    Sums whose total from day 0 through a day is the number of distinct buyers with a relation
    active at the midnight after it: bound before that midnight, not unbound before it.
    """
    # At the midnights after the days bound … unbound − 1: bound at midnight sharp is of the day
    # that begins, unbound at midnight sharp is still active at it.
    begin, end = (
        np.clip(days.index_of(times), 0, days.count)
        for times in (relations.bound, relations.unbound)
    )
    owner: Codes = relations.pair
    group: Codes = relations.agent
    if of_shop:
        order = relations.by_buyer
        begin, end, owner = begin[order], end[order], relations.buyer[order]
        group = np.broadcast_to(np.int8(0), len(order))
    several = tied(owner)  # few: of the others, each is covered by itself
    begin[several], end[several] = newly_covered(owner[several], begin[several], end[several])
    groups = 1 if of_shop else agents
    return sums(group, begin, groups, days.count).less(sums(group, end, groups, days.count))


def newly_covered(owner: Codes, begin: Ints, end: Ints) -> tuple[Ints, Ints]:
    """The part of each stretch of days that no earlier one of the same owner covers.

    Parameters
    ----------
    owner, begin, end : stretches from `begin` up to, not including, `end`; sorted by owner and
        `begin`, day numbers not negative

    Returns
    -------
    begin, end : of what each stretch adds; equal where it adds nothing
    """
    high = owner.astype(np.int64) << 32
    furthest = np.maximum.accumulate(high | end)
    before = np.concatenate([[0], furthest[:-1]])
    before = np.where(before >> 32 == owner, before & NEVER, 0)
    begin = np.maximum(begin, before)
    return begin, np.maximum(end, begin)


def clients_unsubscribed(relations: Relations, agents: int, days: Days) -> Sums:
    """Relations unbound on each day, by agent."""
    day = days.index_of(relations.unbound)
    inside = days.inside(day)
    return sums(relations.agent[inside], day[inside], agents, days.count)
