"""A figure prepared for any agent and range of days, and such figures of parts of a shop together.

Each day on which a customer was seen knows the day before on which the same customer was seen. In a
range of days the distinct customers are the days seen whose day before lies before the range. What
is no customer (money, orders, tasks) knows no day before, and counts on each of its days.

NumPy, since a workbook asks thousands of times: an array's search, slice and comparison take some
microseconds, a frame's half a millisecond.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
import pandas as pd

from xlcs.figures.times_in_numbers import DAYS, Numbers

SHOP = -1
"""The group of a whole shop, beside those of its agents (codes)."""

Span = tuple[int, int]
"""First and last day, both included [days since 1970]."""

NO_DAYS: Span = (0, -1)


class Answer(Protocol):
    """A figure, prepared for any agent and range of days."""

    def of(self, agent: int | None, first: int, last: int) -> int | float | None:
        """The figure of an agent (by code), or of the shop, from day to day."""


class LookUp:
    """A figure in whole numbers, which add up over the buyers of a shop.

    Parameters
    ----------
    numbers : customers, counts, or money in fen, by key as `keys` gives it, ascending
    is_state : whether it is a state at the end of a day (clients, tasks to do); the numbers are
        then its changes
    divisor : what a number is divided by: 100 for money in fen, which is shown in CNY
    """

    def __init__(
        self, numbers: pd.Series[int], *, is_state: bool = False, divisor: int = 1
    ) -> None:
        self.numbers, self.is_state, self.divisor = numbers, is_state, divisor
        self._keys, self._numbers = numbers.index.to_numpy(), numbers.to_numpy()
        self._running = np.append(0, self._numbers.cumsum())
        self._day_before = self._keys % DAYS
        self._is_of_customers = bool(self._day_before.any())

    def of(self, agent: int | None, first: int, last: int) -> int | float:
        """The figure of an agent (by code), or of the shop, from day to day."""
        number = self.undivided(agent, first, last)
        return number if self.divisor == 1 else number / self.divisor

    def undivided(self, agent: int | None, first: int, last: int) -> int:
        """The same in whole numbers."""
        if first < 1 or last >= DAYS:  # no key has such days
            first, last = max(first, 1), min(last, DAYS - 1)
        if last < first:
            return 0
        group = 0 if agent is None else agent + 1
        begin = self._at(group, 0 if self.is_state else first)
        end = self._at(group, last + 1)
        number: int = self._running.item(end) - self._running.item(begin)
        if self._is_of_customers:
            seen_already = self._day_before[begin:end] >= first
            number -= int(self._numbers[begin:end][seen_already].sum())
        return number

    def days(self) -> list[int]:
        """The days on which the shop has any, ascending [days since 1970]."""
        of_shop = self._keys[: self._at(1, 0)]
        return pd.unique(of_shop // DAYS).tolist()

    def _at(self, group: int, day: int) -> Any:
        """Where the numbers of a group, 0 for the shop, stand from that day on."""
        return self._keys.searchsorted((group * DAYS + day) * DAYS)


def keys(group: Numbers | int, day: Numbers, day_before: Numbers | int = 0) -> Numbers:
    """The keys of a look-up: the shop first, then agent by agent; of each by day, day before.

    Parameters
    ----------
    group : SHOP, or an agent's code
    day, day_before : days since 1970; 0 for never
    """
    return ((group + 1) * DAYS + day) * DAYS + day_before


def day_of_key(key: pd.Index[int]) -> pd.Index[int]:
    """The day of each key of a look-up."""
    return key // DAYS % DAYS


def counted(key: Numbers) -> pd.Series[int]:
    """How often each key occurs, by key."""
    return key.value_counts(sort=False).sort_index()


def together(parts: Sequence[Mapping[str, LookUp]]) -> dict[str, LookUp]:
    """All look-ups of all parts of a shop; every part knows the same ones.

    A part has all that there is of its buyers, so that every customer is in one part alone:
    distinct customers add up as money does.
    """
    if len(parts) == 1:
        return dict(parts[0])
    found = {}
    for id, of in parts[0].items():
        numbers = pd.concat([part[id].numbers for part in parts]).groupby(level=0).sum()
        found[id] = LookUp(numbers, is_state=of.is_state, divisor=of.divisor)
    return found


@dataclass(frozen=True)
class Ratio:
    """A figure divided by another one of the same days and agent; None over 0."""

    above: Answer
    below: Answer

    def of(self, agent: int | None, first: int, last: int) -> float | None:
        """The figure of an agent (by code), or of the shop, from day to day."""
        above, below = self.above.of(agent, first, last), self.below.of(agent, first, last)
        return above / below if above is not None and below else None
