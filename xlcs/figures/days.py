"""Days, and the rows of each: nearly every rule of the spec looks at one day at a time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from xlcs.figures.arrays import DAY_SECONDS, Indices, Ints, Seconds

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

    def midnight(self, index: int) -> int:
        """The midnight that day begins with [s since 1970]; `index` counts from the first day."""
        return (self.first + index) * DAY_SECONDS

    def index_of(self, times: Seconds) -> Ints:
        """Days of the times, counted from the first day."""
        # Dividing by a plain number lets NumPy use its fast path.
        return (times // np.uint32(DAY_SECONDS)).astype(np.int64) - self.first

    def inside(self, index: Ints) -> Indices:
        """Which of those days are in the run, as positions."""
        return np.flatnonzero((index >= 0) & (index < self.count))

    def bounds(self, ascending: Seconds) -> Ints:
        """Where the rows of each day begin; one more than there are days.

        `ascending` are their times, sorted, all inside the days.
        """
        midnights = np.arange(self.first, self.last + 2, dtype=np.int64) * DAY_SECONDS
        return np.searchsorted(ascending, midnights.astype(np.uint32)).astype(np.int64)


def days_of(*times: Seconds) -> Days | None:
    """The days from the earliest to the latest of all times; None where there is no time."""
    lows = [int(values.min()) for values in times if len(values)]
    highs = [int(values.max()) for values in times if len(values)]
    if not lows:
        return None
    first = min(lows) // DAY_SECONDS
    return Days(first, max(highs) // DAY_SECONDS - first + 1)
