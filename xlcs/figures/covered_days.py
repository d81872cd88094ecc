"""The days that a shop's data covers: those of its messages, visits and payments.

Source: spec, "Terms": covered days.
"""

from __future__ import annotations

import pandas as pd

from xlcs.figures.lookup.look_up import SHOP, LookUp
from xlcs.figures.lookup.sums import summed
from xlcs.figures.periods import Range, as_date
from xlcs.figures.times_in_numbers import DAY_SECONDS, day_of, seconds
from xlcs.shop.frames import Tables


def _covering(tables: Tables) -> list[pd.Series[int]]:
    """The times that cover days [s since 1970]."""
    found = []
    if tables.messages is not None:
        found.append(seconds(tables.messages.sent_at))
    if tables.visits is not None:
        found.append(seconds(tables.visits.visited_at))
    if tables.orders is not None:
        found.append(seconds(tables.orders.paid_at.dropna()))
    return [times for times in found if len(times)]


def rows_by_day(tables: Tables) -> LookUp:
    """How many messages, visits and payments there are of each day [count], of the shop."""
    none = pd.Series([], pd.Index([], dtype="int64"), dtype="int64")
    counted = [day_of(times).value_counts(sort=False) for times in _covering(tables)]
    by_day = pd.concat([none, *counted])
    return LookUp(summed(SHOP, by_day.index.to_series(by_day.index), by_day))


def covered(tables: Tables) -> Range | None:
    """First and last day on which any message, visit or payment is; None without any."""
    times = _covering(tables)
    if not times:
        return None
    first, last = min(t.min() for t in times), max(t.max() for t in times)
    return as_date(int(first) // DAY_SECONDS), as_date(int(last) // DAY_SECONDS)


def covered_of(rows: LookUp) -> Range | None:
    """First and last day on which the shop has any of the rows that were counted."""
    days = rows.days()
    return (as_date(days[0]), as_date(days[-1])) if days else None
