"""Distinct customers of any range of days, by look-up.

Each day on which a customer was seen knows the day before on which the same customer was seen. In
a range of days the distinct customers are the days seen whose day before lies before the range: a
slice and a comparison. How often a day and a day before occur together is counted beforehand.

A frame's slice and comparison take half a millisecond; those of its arrays some microseconds.
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise
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


def customers(seen: Mapping[str, tuple[Numbers, Numbers]], agents: int) -> dict[str, Customers]:
    """Figures of distinct customers.

    Parameters
    ----------
    seen : figure → whom it counts, both ascending: pair × DAYS + day, where pair is
        buyer × agents + agent, and buyer × DAYS + day
    agents : how many agents there are [count]
    """
    room = (agents + 1) * _GROUP
    keys = []
    for number, (pair_day, buyer_day) in enumerate(seen.values()):
        by_agent, of_shop = days_seen(pair_day), days_seen(buyer_day)
        group = by_agent["who"] % max(agents, 1) + 1
        keys += [of_shop["key"] + number * room, by_agent["key"] + (group * _GROUP + number * room)]
    counts = _counts(pd.concat(keys, ignore_index=True))
    begins = [number * room for number in range(len(seen) + 1)]
    found = {}
    for figure, (begin, end) in zip(seen, pairwise(begins), strict=True):
        own = slice(*counts.index.searchsorted([begin, end]))
        found[figure] = Customers(counts.iloc[own].set_axis(counts.index[own] - begin))
    return found


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
    day = once - who * DAYS
    before = day.shift(fill_value=0).where(who.eq(who.shift(fill_value=-1)), 0)
    return pd.DataFrame({"who": who, "key": day * DAYS + before}, copy=False)


def _counts(keys: Numbers) -> pd.Series[int]:
    """How often each key occurs, by key."""
    keys = sorted_numbers(keys)  # then counting takes a third of what `value_counts` does
    first = keys[keys.ne(keys.shift(fill_value=-1))]
    begins = first.index.to_series()
    ends = begins.shift(-1, fill_value=len(keys))
    return pd.Series((ends - begins).to_numpy(), pd.Index(first))


def seen_in_rows(
    buyer: Numbers, agent: Numbers, day: Numbers, agents: int
) -> tuple[Numbers, Numbers]:
    """What `customers` takes, from rows in any order: codes, and days since 1970."""
    pair_day, buyer_day = (buyer * agents + agent) * DAYS + day, buyer * DAYS + day
    return sorted_numbers(pair_day), sorted_numbers(buyer_day)
