"""Sums over any range of days, by look-up.

A pandas frame takes a fifth of a millisecond for such a question and a workbook asks thousands;
bisection in running sums takes a microsecond.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from itertools import pairwise
from typing import Protocol

import pandas as pd

from xlcs.figures.times_in_numbers import DAYS, Numbers

SHOP = -1
"""The group of a whole shop, beside those of its agents (codes)."""


class Answer(Protocol):
    """A figure, prepared for any agent and range of days."""

    def of(self, agent: int | None, first: int, last: int) -> int | float | None:
        """The figure of an agent (by code), or of the shop, from day to day."""


def bounds(group: Numbers) -> dict[int, tuple[int, int]]:
    """Where the rows of each group stand, from and up to; groups ascend."""
    starts = group.reset_index(drop=True).drop_duplicates()
    ends = pairwise([*starts.index.tolist(), len(group)])
    return dict(zip(starts.tolist(), ends, strict=True))


def of_rows(bounds: dict[int, tuple[int, int]]) -> Numbers:
    """The group of each row, from where the rows of each group stand."""
    groups = pd.Series(list(bounds), dtype="int64")
    return groups.repeat([end - begin for begin, end in bounds.values()]).reset_index(drop=True)


class Sums:
    """Sums of whole numbers (counts, or money in fen) of a group over a range of days.

    Parameters
    ----------
    rows : columns group, day [days since 1970], value; in any order
    """

    def __init__(self, rows: pd.DataFrame) -> None:
        key = (rows["group"] + 1) * DAYS + rows["day"]  # the shop's group becomes 0
        of_days = rows["value"].groupby(key).sum()
        days = of_days.index.to_series()
        self._bounds = {g - 1: where for g, where in bounds(days // DAYS).items()}
        self._days: list[int] = (days % DAYS).tolist()
        self._running: list[int] = [0, *of_days.cumsum().tolist()]

    def total(self, group: int, first: int, last: int) -> int:
        """The sum of the group from day `first` through `last`."""
        begin, end = self._bounds.get(group, (0, 0))
        before = bisect_left(self._days, first, begin, end)
        return self._running[bisect_right(self._days, last, begin, end)] - self._running[before]

    def rows(self) -> pd.DataFrame:
        """What it adds up: columns group, day, value, one row for each group and day."""
        value = pd.Series(self._running, dtype="int64").diff().iloc[1:]
        rows = {"group": of_rows(self._bounds), "day": self._days, "value": value.tolist()}
        return pd.DataFrame(rows, dtype="int64")

    def days(self, group: int) -> list[int]:
        """The days on which the group has rows, ascending."""
        begin, end = self._bounds.get(group, (0, 0))
        return self._days[begin:end]


@dataclass(frozen=True)
class Total:
    """A figure that adds up, of each agent and of the shop.

    is_state : whether it is a state at the end of a day (clients, tasks to do); the sums are then
        of its changes
    divisor : what a sum is divided by: 100 for money in fen, which is shown in CNY
    """

    sums: Sums
    is_state: bool = False
    divisor: int = 1

    def of(self, agent: int | None, first: int, last: int) -> int | float:
        """The figure of an agent (by code), or of the shop, from day to day."""
        group = SHOP if agent is None else agent
        total = self.sums.total(group, 0 if self.is_state else first, last)
        return total if self.divisor == 1 else total / self.divisor


def total(
    agent: Numbers, day: Numbers, value: Numbers | None = None, *,
    is_state: bool = False, divisor: int = 1,
) -> Total:  # fmt: skip
    """A figure that the shop has as much of as its agents together.

    Parameters
    ----------
    agent, day : of each row; the agent as code, the day since 1970
    value : what is summed; left out, rows are counted
    """
    key = agent * DAYS + day
    of_days = key.value_counts(sort=False) if value is None else value.groupby(key).sum()
    keys = of_days.index.to_series().reset_index(drop=True)
    rows = pd.DataFrame({"group": keys // DAYS, "day": keys % DAYS, "value": of_days.to_numpy()})
    both = pd.concat([rows, rows.assign(group=SHOP)], ignore_index=True)
    return Total(Sums(both), is_state, divisor)


@dataclass(frozen=True)
class Ratio:
    """A figure divided by another one of the same days and agent; None over 0."""

    above: Answer
    below: Answer

    def of(self, agent: int | None, first: int, last: int) -> float | None:
        """The figure of an agent (by code), or of the shop, from day to day."""
        above, below = self.above.of(agent, first, last), self.below.of(agent, first, last)
        return above / below if above is not None and below else None
