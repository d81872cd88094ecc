"""Distinct customers of any range of days, by look-up.

Each day on which a customer was seen in a group (an agent, or the shop) is one event that knows
the day before on which the same customer was seen in that group. In a range of days, the distinct
customers are the events whose day before lies before the range: a slice and a comparison.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from xlcs.figures.arrays import Bools, Codes, Indices, Ints
from xlcs.figures.days import ByDay, Days, rows_by_day


class Distinct:
    """Counts distinct customers of a group over a range of days.

    Parameters
    ----------
    days : how many days there are [count]
    before : of each event, sorted by group and day, the day before on which the customer was
        seen, counted from 1; 0 for never
    bounds : where each group's days begin in `before`: groups × days of them, and the end
    """

    def __init__(self, days: int, before: npt.NDArray[np.uint16], bounds: Ints) -> None:
        self._days = days
        self._before = before
        self._bounds = bounds

    def count(self, group: int, first: int, last: int) -> int:
        """Distinct customers of the group from day `first` through `last`."""
        at = group * self._days
        begin, end = self._bounds[at + first], self._bounds[at + last + 1]
        return int(np.count_nonzero(self._before[begin:end] <= first))

    def daily(self, group: int) -> Ints:
        """Distinct customers of the group on each day."""
        at = group * self._days
        counts: Ints = np.diff(self._bounds[at : at + self._days + 1])
        return counts


def distinct(
    seen: Iterable[tuple[int, Codes | Indices]], group_first: Sequence[int] | Ints, days: int
) -> Distinct:
    """Prepare distinct counts.

    Parameters
    ----------
    seen : (day, members seen on it); days ascending, members distinct and ascending. A member is
        a customer of a group, numbered by group
    group_first : each group's first member; one more than there are groups
    days : how many days there are [count]
    """
    edges = np.asarray(group_first)
    groups = len(edges) - 1
    last_seen = np.zeros(int(edges[-1]), dtype=np.uint16)
    sizes = np.zeros((groups, days), dtype=np.int64)
    of_days: list[tuple[npt.NDArray[np.uint16], list[int]]] = []
    for day, members in seen:
        before = last_seen[members]
        last_seen[members] = day + 1
        cuts = np.searchsorted(members, edges)
        sizes[:, day] = np.diff(cuts)
        of_days.append((before, cuts.tolist()))
    parts = [
        before[cuts[group] : cuts[group + 1]] for group in range(groups) for before, cuts in of_days
    ]
    bounds = np.zeros(groups * days + 1, dtype=np.int64)
    np.cumsum(sizes.ravel(), out=bounds[1:])
    joined = np.concatenate(parts) if parts else np.empty(0, dtype=np.uint16)
    return Distinct(days, joined, bounds)


@dataclass(frozen=True)
class Customers:
    """A figure of distinct customers: by agent, and for the shop as one group."""

    agents: Distinct
    shop: Distinct

    def of(self, agent: int | None, first: int, last: int) -> int:
        """Distinct customers of an agent (by code), or of the shop, from day to day."""
        if agent is None:
            return self.shop.count(0, first, last)
        return self.agents.count(agent, first, last)


def distinct_customers(
    buyer: Codes, agent: Codes, time: Ints, *, buyers: int, agents: int, days: Days
) -> Customers:
    """Prepare a figure of distinct customers from its events.

    Parameters
    ----------
    buyer, agent : codes of each event
    time : of each event [s since 1970]; those outside `days` are left out
    buyers, agents : how many there are [count]
    """
    day = days.index_of(time)
    inside = days.inside(day)
    by_day = rows_by_day(np.arange(len(inside)), day[inside], days)
    who = buyer[inside]
    pairs, pair = np.unique(agent[inside].astype(np.int64) * buyers + who, return_inverse=True)
    first = np.searchsorted(pairs, np.arange(agents + 1) * buyers)
    return Customers(
        distinct(_members_by_day(pair, len(pairs), by_day), first, days.count),
        distinct(_members_by_day(who, buyers, by_day), [0, buyers], days.count),
    )


def _members_by_day(
    member: Codes | Indices, members: int, by_day: ByDay
) -> Iterator[tuple[int, Indices]]:
    marks = np.zeros(members, dtype=np.bool_)
    for day in by_day:
        yield day, marked(marks, member[by_day.of(day)])


def marked(marks: Bools, members: Indices | Codes) -> Indices:
    """The distinct members, ascending; `marks` (one a member) is all false before and after.

    Where members are not many times more than rows, this is much faster than sorting.
    """
    marks[members] = True
    seen = np.flatnonzero(marks)
    marks[seen] = False
    return seen
