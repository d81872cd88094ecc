"""Sums over any range of days, by look-up.

A pandas frame takes a fifth of a millisecond for such a question and a workbook asks thousands;
bisection in running sums takes a microsecond.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from typing import Self

import pandas as pd

from xlcs.figures.lookup.look_up import SHOP, Answer, bounds
from xlcs.figures.times_in_numbers import DAYS, Numbers


class Total:
    """A figure that adds up, of each agent and of the shop.

    Parameters
    ----------
    numbers : counts, or money in fen, by key: group × DAYS + day, where the shop is group 0 and an
        agent its code + 1; keys ascend
    is_state : whether it is a state at the end of a day (clients, tasks to do); the numbers are
        then its changes
    divisor : what a sum is divided by: 100 for money in fen, which is shown in CNY
    """

    def __init__(self, numbers: pd.Series[int], is_state: bool = False, divisor: int = 1) -> None:
        self.numbers, self.is_state, self.divisor = numbers, is_state, divisor
        key = numbers.index.to_series()
        self._bounds = {group - 1: rows for group, rows in bounds(key // DAYS).items()}
        self._days: list[int] = (key % DAYS).tolist()
        self._running: list[int] = [0, *numbers.cumsum().tolist()]

    def of(self, agent: int | None, first: int, last: int) -> int | float:
        """The figure of an agent (by code), or of the shop, from day to day."""
        begin, end = self._bounds.get(SHOP if agent is None else agent, (0, 0))
        before = bisect_left(self._days, 0 if self.is_state else first, begin, end)
        total = self._running[bisect_right(self._days, last, begin, end)] - self._running[before]
        return total if self.divisor == 1 else total / self.divisor

    def days(self) -> list[int]:
        """The days on which the shop has any, ascending [days since 1970]."""
        begin, end = self._bounds.get(SHOP, (0, 0))
        return self._days[begin:end]

    def with_numbers(self, numbers: pd.Series[int]) -> Self:
        """The same figure of other buyers."""
        return type(self)(numbers, self.is_state, self.divisor)


def summed(group: Numbers | int, day: Numbers, value: Numbers | None = None) -> pd.Series[int]:
    """The sums of a group's days, as `Total` takes them.

    Parameters
    ----------
    group, day : of each row; SHOP, or an agent's code, and days since 1970
    value : what is summed; left out, rows are counted
    """
    key = (group + 1) * DAYS + day
    if value is None:
        return key.value_counts(sort=False).sort_index()
    return value.groupby(key).sum()


def total(
    agent: Numbers, day: Numbers, value: Numbers | None = None, *,
    is_state: bool = False, divisor: int = 1,
) -> Total:  # fmt: skip
    """A figure that the shop has as much of as its agents together; see `summed` and `Total`."""
    of_agents = summed(agent, day, value)
    of_shop = summed(SHOP, of_agents.index.to_series() % DAYS, of_agents)
    return Total(pd.concat([of_shop, of_agents]), is_state, divisor)


@dataclass(frozen=True)
class Ratio:
    """A figure divided by another one of the same days and agent; None over 0."""

    above: Answer
    below: Answer

    def of(self, agent: int | None, first: int, last: int) -> float | None:
        """The figure of an agent (by code), or of the shop, from day to day."""
        above, below = self.above.of(agent, first, last), self.below.of(agent, first, last)
        return above / below if above is not None and below else None
