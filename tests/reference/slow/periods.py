"""Periods of days, from the spec's "Terms" and "Reception figures"."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

Days = tuple[date, date]
DAY = timedelta(days=1)


def midnight(day: date) -> datetime:
    return datetime.combine(day, time())


def days_of(period: Days | None) -> Iterator[date]:
    day = period[0] if period else date.max
    while period and day <= period[1]:
        yield day
        day += DAY


def clipped(asked: Days | None, covered: Days | None) -> Days | None:
    """The part of a period that is covered (asked None: all of it); None where there is none."""
    if covered is None or asked is None:
        return covered
    start, end = max(asked[0], covered[0]), min(asked[1], covered[1])
    return (start, end) if start <= end else None


def period_before(period: Days) -> Days | None:
    """Section "Terms", period before, its cases in their order; None before all dates."""
    start, end = period
    try:
        last_of_month = (start.replace(day=1) + 31 * DAY).replace(day=1) - DAY
        sunday = start + (7 - start.isoweekday()) * DAY
        if start.day == 1 and end <= last_of_month:
            before = (start - DAY).replace(day=1)
            if end == last_of_month:
                return before, start - DAY
            return before, min(before + (end - start), start - DAY)
        if start.isoweekday() == 1 and end <= sunday:  # a whole week, or its first days
            return start - 7 * DAY, end - 7 * DAY
        return start - (end - start) - DAY, start - DAY
    except OverflowError:
        return None


def whole_before(kind: str, start: date) -> Days | None:
    """The whole month, week or day before the one that begins on that day."""
    if start == date.min:
        return None
    [(_, days)] = whole_periods(kind, (start - DAY, start - DAY))
    return days


def whole_periods(kind: str, days: Days) -> Iterator[tuple[str, Days]]:
    """Section "Reception figures": the months, weeks or days that these days touch, labelled."""
    day = days[0]
    while day <= days[1]:
        first = last = day
        label = day.isoformat()
        if kind == "month":
            label, first = f"{day:%Y-%m}", day.replace(day=1)
            last = (first + 31 * DAY).replace(day=1) - DAY
        elif kind == "week":
            year, week, weekday = day.isocalendar()
            label, first = f"{year}-W{week:02d}", day - (weekday - 1) * DAY
            last = first + 6 * DAY
        yield label, (first, last)
        day = last + DAY
