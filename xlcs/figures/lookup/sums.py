"""Sums over any range of days, by look-up: running sums by group (agent or shop) and day."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from xlcs.figures.arrays import Codes, Indices, Ints

_EXACT = 2**53
"""Up to here floats hold every whole number; adding them up is several times faster."""


class Sums:
    """Sums of whole numbers (counts, or money in fen) of a group over a range of days.

    Parameters
    ----------
    running : groups × (days + 1): the sum over the days before each day
    """

    def __init__(self, running: Ints) -> None:
        self._running = running

    def total(self, group: int, first: int, last: int) -> int:
        """The sum of the group from day `first` through `last`."""
        of_group = self._running[group]
        return int(of_group[last + 1]) - int(of_group[first])

    def daily(self, group: int) -> Ints:
        """The sum of the group on each day."""
        of_days: Ints = np.diff(self._running[group])
        return of_days

    def less(self, others: Sums) -> Sums:
        """These sums less those of others, of the same groups and days."""
        return Sums(self._running - others._running)

    def of_all(self) -> Sums:
        """The groups added up, as one group."""
        return Sums(self._running.sum(axis=0, keepdims=True))


def sums(
    group: Codes | Indices | Ints,
    day: Ints,
    groups: int,
    days: int,
    value: Ints | None = None,
) -> Sums:
    """Prepare sums.

    Parameters
    ----------
    group, day : of each row; days counted from the first day, from 0 through `days` (what is on
        day `days` is after the last one and in no sum)
    groups, days : how many there are [count]
    value : what is summed, by row; left out, rows are counted
    """
    at = group.astype(np.int64)
    at *= days + 2
    at += day
    at += 1
    size = groups * (days + 2)
    if value is None:
        of_days = np.bincount(at, minlength=size)
    elif np.abs(value).sum() < _EXACT:  # then so are all parts, which floats hold exactly
        of_days = np.bincount(at, value, minlength=size).astype(np.int64)
    else:
        of_days = np.zeros(size, dtype=np.int64)
        np.add.at(of_days, at, value)
    return Sums(np.cumsum(of_days.reshape(groups, days + 2)[:, : days + 1], axis=1))


@dataclass(frozen=True)
class Totals:
    """A figure that adds up: by agent, and for the shop as one group.

    agents, shop : its sums; where the figure is a state at the end of a day (clients, tasks to
        do), sums of its changes
    is_state : whether it is such a state
    divisor : what a sum is divided by: 100 for money in fen, which is shown in CNY
    """

    agents: Sums
    shop: Sums
    is_state: bool = False
    divisor: int = 1

    @classmethod
    def adding_up(cls, agents: Sums, *, is_state: bool = False, divisor: int = 1) -> Totals:
        """A figure that the shop has as much of as its agents together."""
        return cls(agents, agents.of_all(), is_state, divisor)

    def of(self, agent: int | None, first: int, last: int) -> int | float:
        """The figure of an agent (by code), or of the shop, from day to day."""
        begin = 0 if self.is_state else first
        if agent is None:
            total = self.shop.total(0, begin, last)
        else:
            total = self.agents.total(agent, begin, last)
        return total if self.divisor == 1 else total / self.divisor
