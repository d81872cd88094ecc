"""Periods of days: what may be asked for, the period before, whole months and ISO weeks.

Source: spec, "Terms": covered days, period before; "Reception figures".
"""

from __future__ import annotations

import calendar
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from xlcs.errors import BadPeriod
from xlcs.problems import Problem

Range = tuple[date, date]
"""First and last day, both included."""

Day = date | str
"""A day as callers give it: a date, a datetime or Timestamp (its day), or ISO text."""

_ONE_DAY = timedelta(days=1)

_TEXT = {
    "zh": {
        "day": "“{value}”不是日期。请写成 2022-08-01 这样的日期。",
        "start": "期间只有结束 {end}，没有开始。请写上开始日期。",
        "order": "期间的开始 {start} 晚于结束 {end}。请对调。",
    },
    "en": {
        "day": "“{value}” is no day. Write a date like 2022-08-01.",
        "start": "The period has an end, {end}, and no start. Give its first day.",
        "order": "The period starts on {start}, after its end on {end}. Swap them.",
    },
}


@dataclass(frozen=True)
class Period:
    """A period that was asked for.

    asked : its days; None where none were given (all covered days)
    covered : the part of it that the data covers; None where there is none
    before : the period before; None where the data covers none of it
    notes : what the reader of its figures should know
    """

    asked: Range | None
    covered: Range | None
    before: Range | None
    notes: list[Problem] = field(default_factory=list)


@dataclass(frozen=True)
class Piece:
    """A whole month, week or day, or the chosen range, cut to the chosen range.

    start, end : what is left of it; `whole` is the uncut one
    """

    label: str
    start: date
    end: date
    whole: Range

    @property
    def partial(self) -> bool:
        """Whether the chosen range cut it."""
        return (self.start, self.end) != self.whole


def as_day(value: object, language: str = "zh") -> date:
    """The day that a caller gave.

    Raises
    ------
    BadPeriod
        It is no date, datetime, Timestamp or ISO text.
    """
    try:
        if isinstance(value, datetime) and value == value:  # NaT is a datetime, unequal to itself
            return value.date()
        if isinstance(value, date) and not isinstance(value, datetime):
            return value
        # Python reads 2022-W31 as its Monday; who writes it means the week.
        if isinstance(value, str) and "W" not in value.upper():
            return datetime.fromisoformat(value.strip()).date()
    except ValueError as error:
        raise BadPeriod(_TEXT[language]["day"].format(value=value)) from error
    raise BadPeriod(_TEXT[language]["day"].format(value=value))


def as_range(start: object, end: object, language: str = "zh") -> Range | None:
    """The period that a caller gave: `start` alone is that day, neither is None.

    Raises
    ------
    BadPeriod
        A day is no date, `end` is before `start`, or `end` is given alone.
    """
    if start is None and end is None:
        return None
    if start is None:
        raise BadPeriod(_TEXT[language]["start"].format(end=end))
    first = as_day(start, language)
    last = first if end is None else as_day(end, language)
    if last < first:
        raise BadPeriod(_TEXT[language]["order"].format(start=first, end=last))
    return first, last


def clip(asked: Range, covered: Range | None) -> Range | None:
    """The part of a period that is covered, None where none is."""
    if covered is None:
        return None
    first, last = max(asked[0], covered[0]), min(asked[1], covered[1])
    return (first, last) if first <= last else None


def period_before(start: date, end: date) -> Range:
    """The period before: of a whole calendar month the month before, of a whole ISO week the week
    before, else the equally long range that ends the day before."""
    if (start, end) == month_of(start):
        return month_of(start - _ONE_DAY)
    length = end - start + _ONE_DAY
    return start - length, start - _ONE_DAY


def month_of(day: date) -> Range:
    """The calendar month of a day."""
    last = calendar.monthrange(day.year, day.month)[1]
    return day.replace(day=1), day.replace(day=last)


def week_of(day: date) -> Range:
    """The ISO week of a day, from Monday to Sunday."""
    monday = day - timedelta(days=day.weekday())
    return monday, monday + timedelta(days=6)


def label(whole: Range, by: str) -> str:
    """What a month (`2022-08`), week (`2022-W31`), day or range is called."""
    start, end = whole
    if by == "month":
        return f"{start:%Y-%m}"
    if by == "week":
        year, week, _ = start.isocalendar()
        return f"{year}-W{week:02d}"
    if by == "day":
        return start.isoformat()
    return f"{start.isoformat()}..{end.isoformat()}"


def whole_period(day: date, by: str) -> Range:
    """The month, week or day that a day is in."""
    if by == "month":
        return month_of(day)
    return week_of(day) if by == "week" else (day, day)


def pieces(asked: Range | None, covered: Range, by: str) -> Iterator[Piece]:
    """The months, weeks or days of a period, or the period itself (`by` is "range").

    Parameters
    ----------
    asked : the chosen range, which cuts the first and last one; None for all covered days, which
        cut nothing
    covered : the days that the data covers; a month (week, day) before the first or after the
        last of them is left out, and so is a range that holds none of them
    by : "month", "week", "day" or "range"
    """
    chosen = asked or covered
    inside = clip(chosen, covered)
    if inside is None:
        return
    if by == "range":
        yield Piece(label(chosen, by), *chosen, chosen)
        return
    day = inside[0]
    while day <= inside[1]:
        whole = whole_period(day, by)
        cut = whole if asked is None else clip(whole, asked)
        assert cut is not None  # `day` is in both
        yield Piece(label(whole, by), *cut, whole)
        day = whole[1] + _ONE_DAY
