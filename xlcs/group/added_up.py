"""Figures and paid orders of a shop in parts, from those of each part.

A part has all that there is of its buyers, so that every customer is in one part alone: distinct
customers add up as money does, in whole numbers. Look-ups are added up when they are asked: to put
them together beforehand would take as long as a quarter of all figures does.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from xlcs.figures.lookup.look_up import LookUp
from xlcs.figures.times_in_numbers import DAY_SECONDS


@dataclass(frozen=True)
class AddedUp:
    """A figure of all parts."""

    parts: Sequence[LookUp]

    def of(self, agent: int | None, first: int, last: int) -> int | float:
        """The figure of an agent (by code), or of the shop, from day to day."""
        number = sum(part.undivided(agent, first, last) for part in self.parts)
        divisor = self.parts[0].divisor
        return number if divisor == 1 else number / divisor


def all_added_up(parts: Sequence[Mapping[str, LookUp]]) -> dict[str, AddedUp]:
    """All figures of all parts; every part knows the same ones."""
    return {id: AddedUp([part[id] for part in parts]) for id in parts[0]}


class OrdersOfParts:
    """The paid orders of parts of a shop.

    Parameters
    ----------
    parts : what `PaidOrders.table` gives for all days of each part
    agents : the names of agents' codes
    """

    def __init__(self, parts: Sequence[pd.DataFrame], agents: pd.CategoricalDtype) -> None:
        some = [part for part in parts if len(part)] or list(parts[:1])
        both = pd.concat(some, ignore_index=True)
        self._orders = both.sort_values(["paid_at", "order_id"], kind="stable", ignore_index=True)
        self._names = agents.categories

    def table(self, first: int, last: int, agent: int | None = None) -> pd.DataFrame:
        """Orders paid from day to day [days since 1970]; see `OrdersTable`."""
        orders = self._orders
        days = orders["day"].astype("int64") // DAY_SECONDS
        begin, end = (days.searchsorted(day) for day in (first, last + 1))
        rows = orders.iloc[int(begin) : int(end)]
        if agent is not None:
            name = self._names[agent]
            rows = rows[(rows["credited_agent"] == name) | (rows["client_agent"] == name)]
        return rows.reset_index(drop=True)

    def credited(self, first: int, last: int) -> pd.Series[Any]:
        """The agents credited with the orders of `table`, missing where one is not counted."""
        return self.table(first, last)["credited_agent"]

    def one(self, order_id: str) -> dict[str, object] | None:
        """The row of one order, None where there is no such paid order."""
        rows = self._orders[self._orders["order_id"] == order_id].to_dict("records")
        return {str(name): value for name, value in rows[0].items()} if rows else None
