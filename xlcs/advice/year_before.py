"""同比: a period's figures beside those of the same period a year before.

Source: documentation, "The report": the same period a year before.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from xlcs.catalogue import FIGURES, RECEPTION
from xlcs.figures.periods import Range, month_of, week_of

if TYPE_CHECKING:
    from xlcs.figures.figures import Figures

DIFFERENCES = ("rate", "duration")
"""Units of which the change is a difference; of all others it is relative."""

_NOT_COMPARED = ("verdict", "rate_change", "duration_change")


@dataclass(frozen=True)
class Beside:
    """A figure beside itself a year before, each in its own unit.

    now : None where it is unknown
    change : now ÷ then − 1 [fraction], of rates and durations now − then; None where `now` is, and
        where there was nothing to divide by
    """

    now: float | None
    then: float
    change: float | None


def year_before(start: date, end: date) -> Range | None:
    """The same period a year before, known or not.

    Of a whole ISO week it is the week of that number; of whole calendar months the same months, as
    long as they were then; else the same dates. None where there was no such week or day: week 53
    of most years, 29 February alone. A range that begins on that day begins on 1 March, one that
    ends on it ends on 28 February.
    """
    try:
        if (start, end) == week_of(start):
            year, week, _ = start.isocalendar()
            monday = date.fromisocalendar(year - 1, week, 1)
            return week_of(monday)
        leap = date(start.year - 1, 3, 1)
        first = leap if _is_leap_day(start) else start.replace(year=start.year - 1)
        whole_months = start.day == 1 and end == month_of(end)[1]
        if whole_months or _is_leap_day(end):
            last = month_of(date(end.year - 1, end.month, 1))[1]
        else:
            last = end.replace(year=end.year - 1)
    except (ValueError, OverflowError):  # before the first year, or no such week
        return None
    return (first, last) if first <= last else None


def _is_leap_day(day: date) -> bool:
    return (day.month, day.day) == (2, 29)


def beside_year_before(
    figures: Figures, start: date, end: date, agent: str | None = None
) -> dict[str, Beside]:
    """The figures that are known for the same period a year before, by id.

    Only where the data covers all of that period: a part of it would be no comparison. Empty where
    there was no such period.

    Parameters
    ----------
    start, end : first and last day, both included
    agent : None for the shop

    Raises
    ------
    UnknownAgent : as `Figures.value`.
    """
    before = year_before(start, end)
    if before is None:
        return {}
    found = {}
    for figure in FIGURES:
        received = figure.id in RECEPTION
        covered = figures.reception_covered if received else figures.covered
        if figure.unit in _NOT_COMPARED or covered is None:
            continue
        if before[0] < covered[0] or before[1] > covered[1]:
            continue
        then = figures.value(figure.id, *before, agent)
        if then is None:
            continue
        known = figures.value(figure.id, start, end, agent)
        now = None if known is None else float(known)
        found[figure.id] = Beside(now, float(then), _change(now, float(then), figure.unit))
    return found


def _change(now: float | None, then: float, unit: str) -> float | None:
    if now is None:
        return None
    if unit in DIFFERENCES:
        return now - then
    return now / then - 1 if then else None
