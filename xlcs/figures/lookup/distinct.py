"""Distinct customers of any range of days, by look-up.

Each day on which a customer was seen in a group (an agent, or the shop) is one event that knows
the day before on which the same customer was seen in that group. In a range of days, the distinct
customers are the events whose day before lies before the range: a slice and a comparison.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from xlcs.figures.arrays import Codes, Indices, Ints, Seconds, run_starts
from xlcs.figures.days import Days

Bits = npt.NDArray[np.uint8]
"""How something was seen: a bit for each kind."""

_KINDS = 8
_DAY_BITS = 16
"""As many as an unsigned 16-bit number takes out of a wider one."""
_MOVED_AT_A_TIME = 8
"""Days whose events are moved at a time: few enough for the caches [count]."""

_LAST_DAYS = np.dtype(("V", 2 * _KINDS))
"""A 16-bit day for each kind. As one piece of memory it is fetched and stored at once."""

_ALL_BITS = np.arange(256, dtype=np.uint8)[:, np.newaxis]
_SEEN = np.unpackbits(_ALL_BITS, axis=1, bitorder="little").astype(np.bool_)
_THESE_KINDS = np.where(_SEEN, np.uint16(0xFFFF), np.uint16(0))
_OTHER_KINDS = (~_THESE_KINDS).view(_LAST_DAYS).ravel()
"""For each value of `Bits`, masks of the days of the kinds that it has, and of those it has not."""


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


def distinct_by_bit(
    seen: Sequence[tuple[int, Codes, Bits]], group_first: Ints | Indices, days: int
) -> list[Distinct]:
    """Prepare distinct counts of eight kinds at once, each a bit.

    Parameters
    ----------
    seen : (day, members seen on it, how each was seen); days ascending, members distinct and
        ascending. A member is a customer of a group, numbered by group
    group_first : each group's first member; one more than there are groups
    days : how many days there are [count]

    Returns
    -------
    For each bit, from the lowest on, the members seen so.
    """
    befores, sizes = _days_before(seen, group_first, days)
    found = []
    for of_kind in sizes:
        of_days = [before for before in befores.pop(0) if len(before)]
        before = _by_group(of_days, of_kind[:, of_kind.any(axis=0)])
        found.append(Distinct(days, before, _bounds(of_kind)))
    return found


def _days_before(
    seen: Sequence[tuple[int, Codes, Bits]], group_first: Ints | Indices, days: int
) -> tuple[list[list[npt.NDArray[np.uint16]]], Ints]:
    """For each kind and each day with members, the day before of each (see `Distinct`); and how
    many there are: kinds × groups × days."""
    groups = len(group_first) - 1
    # A member's last days of all kinds lie side by side, since they are looked for together.
    last_seen = np.zeros(int(group_first[-1]), dtype=_LAST_DAYS)
    sizes = np.zeros((_KINDS, groups, days), dtype=np.int64)
    befores: list[list[npt.NDArray[np.uint16]]] = [[] for _ in range(_KINDS)]
    for day, members, bits in seen:
        at = members.astype(np.intp)
        last_days = last_seen.take(at)
        last = last_days.view(np.uint16).reshape(len(at), _KINDS)
        cuts = np.searchsorted(members, group_first)
        for kind in range(int(np.bitwise_or.reduce(bits)).bit_length()):
            chosen = np.flatnonzero((bits & np.uint8(1 << kind)).astype(np.bool_))
            befores[kind].append(last[:, kind][chosen])
            sizes[kind, :, day] = np.diff(np.searchsorted(chosen, cuts))
        # By the bits of a member, which of its days are kept and which are this one.
        last &= _OTHER_KINDS.take(bits).view(np.uint16).reshape(last.shape)
        this_day = (_THESE_KINDS & np.uint16(day + 1)).view(_LAST_DAYS).ravel()
        last |= this_day.take(bits).view(np.uint16).reshape(last.shape)
        last_seen[at] = last_days
    return befores, sizes


def _by_group(of_days: Sequence[npt.NDArray[np.uint16]], sizes: Ints) -> npt.NDArray[np.uint16]:
    """What stands day by day, and in each day group by group, brought into the order of groups and
    then of days; `sizes` says how many there are of each group on each of those days."""
    if len(sizes) == 1:
        return np.concatenate([*of_days, np.empty(0, dtype=np.uint16)])
    ordered = np.empty(int(sizes.sum()), dtype=np.uint16)
    belongs = np.cumsum(sizes).reshape(sizes.shape) - sizes
    for first in range(0, len(of_days), _MOVED_AT_A_TIME):
        some = slice(first, first + _MOVED_AT_A_TIME)
        values, of_groups = np.concatenate(of_days[some]), sizes[:, some].T.ravel()
        stands = np.cumsum(of_groups) - of_groups
        moved = np.repeat(belongs[:, some].T.ravel() - stands, of_groups)
        moved += np.arange(len(values))
        ordered[moved] = values
    return ordered


def _bounds(sizes: Ints) -> Ints:
    """Where each group's days begin, from how many events each has: groups × days."""
    bounds = np.zeros(sizes.size + 1, dtype=np.int64)
    np.cumsum(sizes.ravel(), out=bounds[1:])
    return bounds


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
    buyer: Codes, agent: Codes, time: Seconds, *, buyers: int, agents: int, days: Days
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
    day, member = day[inside], buyer[inside].astype(np.int64)
    of_agents = agent[inside].astype(np.int64)
    of_agents *= buyers
    of_agents += member
    return Customers(
        _distinct(of_agents, buyers, day, agents, days.count),
        _distinct(member, buyers, day, 1, days.count),
    )


def _distinct(member: Ints, of_group: int, day: Ints, groups: int, days: int) -> Distinct:
    """Prepare distinct counts from events in any order; a group has `of_group` members, which are
    numbered by group. `member` is used up."""
    # Packed numbers are sorted, and unpacked again: several times faster than sorting positions.
    # All is done in place: memory that was not used before costs more than the calculation.
    seen = member
    seen <<= _DAY_BITS
    seen |= day
    seen.sort()
    seen = seen[run_starts(seen)]
    day_seen = seen.astype(np.uint16)
    seen >>= _DAY_BITS
    again = np.flatnonzero(seen[1:] == seen[:-1])
    before = np.zeros_like(day_seen)
    before[again + 1] = day_seen[again] + np.uint16(1)
    seen //= max(of_group, 1)
    seen *= days
    seen += day_seen
    sizes = np.bincount(seen, minlength=groups * days)
    seen <<= _DAY_BITS
    seen |= before
    seen.sort()
    return Distinct(days, seen.astype(np.uint16), _bounds(sizes))
