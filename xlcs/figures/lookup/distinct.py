"""Distinct customers of any range of days, by look-up.

Each day on which a customer was seen knows the day before on which the same customer was seen. In
a range of days the distinct customers are the days seen whose day before lies before the range: a
slice and a comparison. How often a day and a day before occur together is counted beforehand.

A frame's slice and comparison take half a millisecond; those of its arrays some microseconds.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

import pandas as pd

from xlcs.figures.lookup.sums import bounds, of_rows
from xlcs.figures.moments import DAYS, Numbers


def days_seen(owner_day: Numbers) -> pd.DataFrame:
    """Each owner on each day once, and when it was seen before.

    Parameters
    ----------
    owner_day : owner × DAYS + day, ascending; an owner is a buyer, or a buyer and an agent

    Returns
    -------
    Columns owner, day, before [days since 1970, 0 for never].
    """
    once = owner_day[owner_day.ne(owner_day.shift(fill_value=-1))]
    owner, day = once // DAYS, once % DAYS
    same = owner.eq(owner.shift(fill_value=-1))
    before = day.shift(fill_value=0).where(same, 0)
    return pd.DataFrame({"owner": owner, "day": day, "before": before}, copy=False)


class Distinct:
    """Counts the distinct customers of a group over a range of days.

    Parameters
    ----------
    counts : customers by key: (group × DAYS + day) × DAYS + the day before; keys ascend
    """

    def __init__(self, counts: pd.Series[int]) -> None:
        keys = counts.index.to_series().astype("int64")
        self._bounds = bounds(keys // (DAYS * DAYS))
        self._days = (keys // DAYS % DAYS).to_numpy()
        self._before = (keys % DAYS).to_numpy()
        self._counts = counts.to_numpy()

    @classmethod
    def of(cls, seen: pd.DataFrame, group: Numbers | int) -> Self:
        """Of the days that `days_seen` gives; no group is negative."""
        key = (seen["day"] + group * DAYS) * DAYS + seen["before"]
        return cls(key.value_counts(sort=False).sort_index())

    def counts(self) -> pd.Series[int]:
        """Customers by key, as it was made of."""
        key = (of_rows(self._bounds) * DAYS + self._days) * DAYS + self._before
        return pd.Series(self._counts, key)

    def count(self, group: int, first: int, last: int) -> int:
        """Distinct customers of the group from day `first` through `last`."""
        begin, end = self._bounds.get(group, (0, 0))
        days = self._days[begin:end]
        rows = slice(begin + days.searchsorted(first), begin + days.searchsorted(last, "right"))
        return int(self._counts[rows][self._before[rows] < first].sum())


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


def customers(pair_day: Numbers, buyer_day: Numbers, agents: int) -> Customers:
    """A figure of distinct customers.

    Parameters
    ----------
    pair_day : pair × DAYS + day, ascending, where pair is buyer × agents + agent
    buyer_day : buyer × DAYS + day, ascending
    agents : how many agents there are [count]
    """
    by_agent = days_seen(pair_day)
    return Customers(
        Distinct.of(by_agent, by_agent["owner"] % max(agents, 1)),
        Distinct.of(days_seen(buyer_day), 0),
    )


def customers_of_rows(buyer: Numbers, agent: Numbers, day: Numbers, agents: int) -> Customers:
    """A figure of distinct customers from rows in any order: codes, and days since 1970."""
    pair_day = ((buyer * agents + agent) * DAYS + day).sort_values()
    return customers(pair_day, (buyer * DAYS + day).sort_values(), agents)
