"""Which days of a table are read again, and which are known from before.

A table with an index is read in parts: whole months, the days of the last month that are over, and
the days that are still open. A part that is over is read once and kept. Rows without a time stay
open: an unanswered message may be answered yet.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Self

EARLIEST = date(1900, 1, 1)
"""Times before it mean none (spec, "Tables")."""


@dataclass(frozen=True)
class Days:
    """A part of a table by its index: from the first day up to, not including, `end`.

    end : None where the days are still open; those before `EARLIEST` and rows without a time are
        then meant as well
    first : None where all are meant
    """

    first: date | None
    end: date | None

    @property
    def is_over(self) -> bool:
        """Whether no new rows are expected."""
        return self.end is not None

    @property
    def name(self) -> str:
        """`2022-08` for a month, `2022-09-01..2022-09-05` for some of its days, `2022-09-06..`."""
        if self.first is None:
            return ".."
        if self.end is None:
            return f"{self.first}.."
        if self.first.day == 1 and self.end == next_month(self.first):
            return f"{self.first:%Y-%m}"
        return f"{self.first}..{self.end - timedelta(days=1)}"

    @classmethod
    def of(cls, name: str) -> Self | None:
        """The days of that name, if they are over; None else."""
        first, _, last = name.partition("..")
        try:
            if not last:
                month = date.fromisoformat(f"{first}-01")
                return cls(month, next_month(month))
            return cls(date.fromisoformat(first), date.fromisoformat(last) + timedelta(days=1))
        except ValueError:
            return None


def next_month(day: date) -> date:
    """The first day of the month after."""
    return (day.replace(day=1) + timedelta(days=32)).replace(day=1)


FirstFrom = Callable[[date], date | None]
"""A day → the first day from it on that has rows; None where there is none."""


def parts(
    newest: date | None,
    first_from: FirstFrom,
    kept: Collection[Days],
    *,
    today: date,
    reread_days: int,
) -> Iterator[Days]:
    """The parts of a table, those that are over first.

    Parameters
    ----------
    newest : the last day that has rows; None where no row has a time
    first_from : asks the database
    kept : parts that are known from before
    today : days to come are not over, whatever is dated there by mistake
    reread_days : days before the last one that may still change
    """
    if newest is None:
        yield Days(None, None)
        return
    edge = max(min(newest, today) - timedelta(days=reread_days), EARLIEST)
    month = edge.replace(day=1)
    first: date | None = EARLIEST
    while first is not None:
        known = Days(first, next_month(first))
        if first.day != 1 or known not in kept:
            first = first_from(first)
        if first is None or first >= month:
            break
        first = first.replace(day=1)
        yield Days(first, next_month(first))
        first = next_month(first)
    done = month
    while (going_on := _from(done, kept, edge)) is not None and going_on.end is not None:
        yield going_on
        done = going_on.end
    if done < edge:
        yield Days(done, edge)
    yield Days(edge, None)


def _from(day: date, kept: Collection[Days], edge: date) -> Days | None:
    """The longest part that is known from that day on and ends by `edge`."""
    ends = [d.end for d in kept if d.first == day and d.end is not None and d.end <= edge]
    return Days(day, max(ends)) if ends else None
