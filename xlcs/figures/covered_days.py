"""The days that a shop's data covers: those of its messages, visits and payments.

Source: spec, "Terms": covered days.
"""

from __future__ import annotations

import pandas as pd

from xlcs.figures.lookup.look_up import SHOP, LookUp
from xlcs.figures.lookup.sums import summed
from xlcs.figures.periods import Range, as_date
from xlcs.figures.times_in_numbers import day_of, seconds
from xlcs.shop.frames import Tables


def rows_by_day(tables: Tables) -> LookUp:
    """How many messages, visits and payments there are of each day [count], of the shop."""
    times = []
    if tables.messages is not None:
        times.append(tables.messages.sent_at)
    if tables.visits is not None:
        times.append(tables.visits.visited_at)
    if tables.orders is not None:
        times.append(tables.orders.paid_at.dropna())
    none = pd.Series([], pd.Index([], dtype="int64"), dtype="int64")
    counted = [day_of(seconds(of_table)).value_counts(sort=False) for of_table in times]
    by_day = pd.concat([none, *counted])
    return LookUp(summed(SHOP, by_day.index.to_series(by_day.index), by_day))


def covered(rows: LookUp) -> Range | None:
    """First and last day on which the shop has any of the rows counted; None without any."""
    days = rows.days()
    return (as_date(days[0]), as_date(days[-1])) if days else None
