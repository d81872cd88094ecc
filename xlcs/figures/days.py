"""Days, and the rows of each: nearly every rule of the spec looks at one day at a time."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

import numpy as np

from xlcs.figures.arrays import DAY_SECONDS, Codes, Indices, Ints, Seconds

EPOCH = date(1970, 1, 1)

_ROWS = 150_000
"""Rows of a stretch of days: enough that calling NumPy costs little, few enough for the caches."""


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


@dataclass(frozen=True)
class Stretch:
    """Some days in a row that are computed together, each by itself.

    A buyer on a day is one of `slots`: day by day, in each all buyers by code.

    midnight : that the first one begins with [s since 1970]
    first, count : the first day, counted from the first of all days, and how many they are
    buyers : how many buyers there are [count]
    """

    midnight: int
    first: int
    count: int
    buyers: int

    def rows(self, bounds: Ints) -> slice:
        """The rows of these days, where `bounds` says where each of all days begins."""
        return slice(int(bounds[self.first]), int(bounds[self.first + self.count]))

    def day_and_second(self, times: Seconds) -> tuple[Codes, Codes]:
        """The day of each time, counted from the first of these days, and the second of it."""
        since = times - np.uint32(self.midnight)
        day = since // np.uint32(DAY_SECONDS)
        return day.astype(np.int32), (since - day * np.uint32(DAY_SECONDS)).astype(np.int32)

    def slot(self, day: Codes, buyer: Codes | Indices) -> Ints:
        """The slot of each buyer on that day, counted from the first of these days."""
        return day.astype(np.int64) * self.buyers + buyer

    def by_day(self, ascending: Ints | Codes, a_day: int) -> Iterator[tuple[int, slice, int]]:
        """Numbers that count on by `a_day` a day, taken apart by day: the day, counted from the
        first of all days; where its numbers are; and what the day's numbers begin with."""
        cuts = np.searchsorted(ascending, np.arange(self.count + 1) * a_day).tolist()
        for number, (start, end) in enumerate(pairwise(cuts)):
            if start < end:
                yield self.first + number, slice(start, end), number * a_day


def stretches(bounds: Ints, days: Days, buyers: int) -> list[Stretch]:
    """The days that have rows, in stretches of enough rows for NumPy to be quick.

    Parameters
    ----------
    bounds : where the rows of each day begin; one more than there are days
    buyers : how many there are [count]
    """
    found = []
    first = 0
    while first < days.count:
        end = int(np.searchsorted(bounds, bounds[first] + _ROWS))
        end = min(max(end, first + 1), days.count)
        if bounds[first] < bounds[end]:
            found.append(Stretch(days.midnight(first), first, end - first, buyers))
        first = end
    return found
