"""Rows by their day: nearly every rule of the spec looks at one day at a time."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from xlcs.figures.arrays import DAY_SECONDS, Indices, Ints

EPOCH = date(1970, 1, 1)


def day_number(day: date) -> int:
    """Days since 1970-01-01."""
    return day.toordinal() - EPOCH.toordinal()


def as_date(number: int) -> date:
    """The date of a day number."""
    return EPOCH + timedelta(days=number)


@dataclass(frozen=True)
class Days:
    """A run of days: the first one's number (days since 1970-01-01), and how many [count]."""

    first: int
    count: int

    @property
    def last(self) -> int:
        """The last day's number."""
        return self.first + self.count - 1

    @property
    def dates(self) -> tuple[date, date]:
        """First and last day."""
        return as_date(self.first), as_date(self.last)

    def start_of(self, index: int) -> int:
        """The midnight that day begins with [s since 1970]; `index` counts from the first day."""
        return (self.first + index) * DAY_SECONDS

    def index_of(self, times: Ints) -> Ints:
        """Days of the times, counted from the first day."""
        # Dividing by a plain number lets NumPy use its fast path.
        return times // DAY_SECONDS - self.first

    def inside(self, index: Ints) -> Indices:
        """Which of those days are in the run, as positions."""
        return np.flatnonzero((index >= 0) & (index < self.count))


def days_of(*times: Ints) -> Days | None:
    """The days from the earliest to the latest of all times; None where there is no time."""
    lows = [int(values.min()) for values in times if len(values)]
    highs = [int(values.max()) for values in times if len(values)]
    if not lows:
        return None
    first = min(lows) // DAY_SECONDS
    return Days(first, max(highs) // DAY_SECONDS - first + 1)


@dataclass(frozen=True)
class ByDay:
    """Rows grouped by day.

    rows : row positions, days ascending, rows of a day in their own order
    bounds : where each day begins in `rows`; one more than there are days
    """

    rows: Indices
    bounds: Ints

    def of(self, day: int) -> Indices:
        """The rows of that day (counted from the first day)."""
        return self.rows[self.bounds[day] : self.bounds[day + 1]]

    def __iter__(self) -> Iterator[int]:
        """The days that have rows."""
        return iter(np.flatnonzero(np.diff(self.bounds)).tolist())


def rows_by_day(rows: Indices, day: Ints, days: Days) -> ByDay:
    """Group rows by day.

    Parameters
    ----------
    rows : row positions
    day : the day of each of these, counted from the first day, all inside `days`
    """
    # Days are few: as 16-bit numbers they sort by counting, in two passes over the rows.
    # The years that times may have (2003 to 2100) are well below 65,536 days.
    small = day.astype(np.uint16)
    if (small[1:] < small[:-1]).any():
        rows = rows[np.argsort(small, kind="stable")]
    bounds = np.zeros(days.count + 1, dtype=np.int64)
    np.cumsum(np.bincount(small, minlength=days.count), out=bounds[1:])
    return ByDay(rows, bounds)
