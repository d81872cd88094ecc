"""Periods of days: what may be asked for, the period before, whole months and ISO weeks.

Source: spec, "Terms": covered days, period before; "Reception figures".
"""

from __future__ import annotations

import calendar
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from xlcs.errors import BadPeriod
from xlcs.figures.unknown_names import shown
from xlcs.problems import Problem
from xlcs.settings import PERIODS

Range = tuple[date, date]
"""First and last day, both included."""

Day = date | str
"""A day as callers give it: a date, a datetime or Timestamp (its day), or ISO text."""

_ONE_DAY = timedelta(days=1)
_ONE_WEEK = timedelta(days=7)
_EPOCH = date(1970, 1, 1)

FIRST_DAY, LAST_DAY = date(1900, 1, 2), date(9999, 12, 30)
"""No data lies before the one or after the other; what is near them still has days around it."""

STRAY_DAYS = 180
"""So many days without any row are a stretch of which no row is shown (spec, "A stray date")."""

_TEXT = {
    "zh": {
        "day": "“{value}”不是日期。请写成 2022-08-01 这样的日期。",
        "start": "期间只有结束 {end}，没有开始。请写上开始日期。",
        "kind": "接待不能按“{value}”分期，只能按：{kinds}。",
        "order": "期间的开始 {start} 晚于结束 {end}。请对调。",
    },
    "en": {
        "day": "“{value}” is no day. Write a date like 2022-08-01.",
        "start": "The period has an end, {end}, and no start. Give its first day.",
        "kind": "Receptions cannot be taken by “{value}”, only by one of: {kinds}.",
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
    """A whole month, week or day, cut to the chosen range; or the range itself.

    start, end : what is left of it
    before : the days that it is compared with; None for none
    partial : whether the chosen range cut it
    """

    label: str
    start: date
    end: date
    before: Range | None
    partial: bool = False

    @property
    def days(self) -> Range:
        """First and last day."""
        return self.start, self.end


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
        raise BadPeriod(_TEXT[language]["day"].format(value=_shown(value))) from error
    raise BadPeriod(_TEXT[language]["day"].format(value=_shown(value)))


def as_reception_period(by: object, language: str = "zh") -> str:
    """The kind of period that a caller gave.

    Raises
    ------
    BadPeriod
        It is none of `settings.PERIODS`.
    """
    if isinstance(by, str) and by in PERIODS:
        return by
    kinds = ", ".join(PERIODS)
    raise BadPeriod(_TEXT[language]["kind"].format(value=_shown(by), kinds=kinds))


def _shown(value: object) -> str:
    return str(value) if isinstance(value, date) else shown(value)


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
        raise BadPeriod(_TEXT[language]["start"].format(end=_shown(end)))
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


def period_before(start: date, end: date) -> Range | None:
    """The period before; None before the first date there is.

    Of a whole calendar month the month before; of a range that begins on the 1st and ends inside
    that month the same days of the month before, as far as it has them; of a whole ISO week, and
    of a range that begins on a Monday and ends inside that week, the same weekdays of the week
    before; else the equally long range that ends the day before.

    Source: spec, "Terms": period before.
    """
    length = end - start + _ONE_DAY
    try:
        first, last = month_of(start)
        if start == first and end <= last:
            before = month_of(start - _ONE_DAY)
            return before if end == last else (before[0], min(before[0] + (end - start), before[1]))
        if start.weekday() == 0 and length <= _ONE_WEEK:
            return start - _ONE_WEEK, end - _ONE_WEEK
        return start - length, start - _ONE_DAY
    except OverflowError:
        return None


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
    if by == "day" or start == end:
        return start.isoformat()
    return f"{start.isoformat()}..{end.isoformat()}"


def whole_period(day: date, by: str) -> Range:
    """The month, week or day that a day is in."""
    if by == "month":
        return month_of(day)
    return week_of(day) if by == "week" else (day, day)


def day_number(day: date) -> int:
    """Days since 1970-01-01."""
    return day.toordinal() - _EPOCH.toordinal()


def as_date(number: int) -> date:
    """The date of a day number."""
    return _EPOCH + timedelta(days=number)


def shown_days(first: int, last: int, having: Sequence[int]) -> Iterator[int]:
    """The days from `first` through `last`, without empty stretches of more than STRAY_DAYS.

    Parameters
    ----------
    having : days that have rows, ascending; day numbers like the others
    """
    day = _past_empty_stretch(first, having)
    while day is not None and day <= last:
        yield day
        day = _past_empty_stretch(day + 1, having)


def _past_empty_stretch(day: int, having: Sequence[int]) -> int | None:
    """The day, or the one with rows that ends its empty stretch; None after the last of these."""
    at = bisect_left(having, day)
    if at == len(having):
        return None
    if at == 0 or having[at] == day:
        return day
    empty_days = having[at] - having[at - 1] - 1
    return having[at] if empty_days > STRAY_DAYS else day


def pieces(asked: Range | None, having: Sequence[int], by: str) -> Iterator[Piece]:
    """The months, weeks or days of a period, or the period itself (`by` is "range").

    Parameters
    ----------
    asked : the chosen range; None for all covered days, which cut nothing
    having : the days that have rows, ascending (day numbers); what lies before the first or after
        the last of them is left out, and so is a month (week, day) in an empty stretch of more
        than STRAY_DAYS
    by : "month", "week", "day" or "range"

    Notes
    -----
    The chosen range cuts the first and last one. A whole one is compared with the whole one
    before; others that are cut are compared with nothing. A range inside one of them, or that is
    one, is the only piece, compared with its own period before: of 1 to 7 August, a whole week in
    2022, that is 1 to 7 July.

    Source: spec, "Reception figures".
    """
    if not having:
        return
    covered = as_date(having[0]), as_date(having[-1])
    chosen = asked or covered
    inside = clip(chosen, covered)
    if inside is None:
        return
    if by == "range" or (asked is not None and _inside_one(asked, by)):
        named = by if by != "range" and chosen == whole_period(chosen[0], by) else "range"
        yield Piece(label(chosen, named), *chosen, period_before(*chosen))
        return
    day = _past_empty_stretch(day_number(inside[0]), having)
    while day is not None and day <= day_number(inside[1]):
        whole = whole_period(as_date(day), by)
        cut = whole if asked is None else clip(whole, asked)
        assert cut is not None  # `day` is in both
        partial = cut != whole
        before = None if partial else whole_period(whole[0] - _ONE_DAY, by)
        yield Piece(label(whole, by), *cut, before, partial)
        day = _past_empty_stretch(day_number(whole[1]) + 1, having)


def _inside_one(asked: Range, by: str) -> bool:
    return asked[1] <= whole_period(asked[0], by)[1]
