"""Distinct customers of any range of days, by look-up.

Each day on which a customer was seen knows the day before on which the same customer was seen. In
a range of days the distinct customers are the days seen whose day before lies before the range: a
slice and a comparison. How often a day and a day before occur together is counted beforehand.

A frame's slice and comparison take half a millisecond; those of its arrays some microseconds.
"""

from __future__ import annotations

from typing import Self

import pandas as pd

from xlcs.figures.lookup.look_up import SHOP, bounds
from xlcs.figures.times_in_numbers import DAYS, Numbers, sorted_numbers

_GROUP = DAYS * DAYS
"""A group's keys: of the shop, or of an agent, whose code is one less."""


class Customers:
    """A figure of distinct customers, of each agent and of the shop.

    Parameters
    ----------
    numbers : customers by key: (group × DAYS + day) × DAYS + the day before, 0 for none, where the
        shop is group 0 and an agent its code + 1; keys ascend
    """

    def __init__(self, numbers: pd.Series[int]) -> None:
        self.numbers = numbers
        keys = pd.Series(numbers.index.to_numpy(), dtype="int64")
        self._bounds = {group - 1: rows for group, rows in bounds(keys // _GROUP).items()}
        self._days = (keys // DAYS % DAYS).to_numpy()
        self._before = (keys % DAYS).to_numpy()
        self._counts = numbers.to_numpy()

    def of(self, agent: int | None, first: int, last: int) -> int:
        """Distinct customers of an agent (by code), or of the shop, from day to day."""
        begin, end = self._bounds.get(SHOP if agent is None else agent, (0, 0))
        days = self._days[begin:end]
        rows = slice(begin + days.searchsorted(first), begin + days.searchsorted(last, "right"))
        return int(self._counts[rows][self._before[rows] < first].sum())

    def with_numbers(self, numbers: pd.Series[int]) -> Self:
        """The same figure of other buyers."""
        return type(self)(numbers)


def customers(pair_day: Numbers, buyer_day: Numbers, agents: int) -> Customers:
    """A figure of distinct customers, of each agent and of the shop.

    Parameters
    ----------
    pair_day : whom it counts, ascending: pair × DAYS + day, where pair is buyer × agents + agent
    buyer_day : likewise buyer × DAYS + day
    agents : how many agents there are [count]
    """
    of_shop = _counted(days_seen(buyer_day)["key"])
    of_pairs = days_seen(pair_day)
    group = of_pairs["who"] % max(agents, 1) + 1
    return Customers(pd.concat([of_shop, _counted(of_pairs["key"] + group * _GROUP)]))


def _counted(keys: Numbers) -> pd.Series[int]:
    """How often each key occurs, by key."""
    return keys.value_counts(sort=False).sort_index()


def days_seen(who_day: Numbers) -> pd.DataFrame:
    """Each one who was seen on each day once, and when that one was seen before.

    Parameters
    ----------
    who_day : who × DAYS + day, ascending; a buyer, or a pair of a buyer and an agent

    Returns
    -------
    Columns who, and key: day × DAYS + the day before [days since 1970, 0 for never].
    """
    once = who_day[who_day.ne(who_day.shift(fill_value=-1))]
    who = once // DAYS
    first_day = who * DAYS
    # A day of another one, who stands before, is before the first day there is.
    before = (once.shift(fill_value=0) - first_day).clip(lower=0)
    return pd.DataFrame({"who": who, "key": (once - first_day) * DAYS + before}, copy=False)


def customers_in_rows(buyer: Numbers, agent: Numbers, day: Numbers, agents: int) -> Customers:
    """The same from rows in any order: codes, and days since 1970."""
    pair_day, buyer_day = (buyer * agents + agent) * DAYS + day, buyer * DAYS + day
    return customers(sorted_numbers(pair_day), sorted_numbers(buyer_day), agents)
