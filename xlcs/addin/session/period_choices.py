"""The periods that the template's drop-down offers, and the words for them."""

from __future__ import annotations

from datetime import timedelta

from xlcs.named_periods import CUSTOM, CUSTOM_EN, NAMED_PERIOD, NAMED_PERIODS, Range

ALL_DAYS, ALL_DAYS_EN = NAMED_PERIOD["all"].zh, NAMED_PERIOD["all"].en
"""All days that the data covers."""

FIRST_CHOICE = NAMED_PERIODS[0]
"""What is chosen as long as nobody chose."""

WEEKS = 8
"""Weeks that are offered: the latest ones."""


def labels(covered: Range | None, language: str = "zh") -> list[str]:
    """What to offer for data of these days.

    The periods that have names, custom, then months and weeks, the latest first; their labels are
    those of the report's periods: `2022-08`, `2022-W31`.
    """
    custom = CUSTOM_EN if language == "en" else CUSTOM
    offered = [*(period.name(language) for period in NAMED_PERIODS), custom]
    if covered is None:
        return offered
    first, last = covered
    months = [
        f"{month // 12:04}-{month % 12 + 1:02}"
        for month in range(last.year * 12 + last.month - 1, first.year * 12 + first.month - 2, -1)
    ]
    monday = last - timedelta(days=last.weekday())
    mondays = (monday - timedelta(weeks=back) for back in range(WEEKS))
    weeks = [
        f"{year:04}-W{week:02}"
        for year, week, _ in (
            day.isocalendar() for day in mondays if day + timedelta(days=6) >= first
        )
    ]
    return [*offered, *months, *weeks]
