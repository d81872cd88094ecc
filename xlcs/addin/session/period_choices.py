"""The periods that the template's drop-down offers, and the words for them."""

from __future__ import annotations

from datetime import date, timedelta

ALL_DAYS, ALL_DAYS_EN = "全部", "All"
"""All days that the data covers."""
CUSTOM, CUSTOM_EN = "自定义", "Custom"
"""The days typed beside the drop-down."""

WEEKS = 8
"""Weeks that are offered: the latest ones."""


def labels(covered: tuple[date, date] | None, language: str = "zh") -> list[str]:
    """What to offer for data of these days: all, custom, months and weeks, the latest first.

    Labels are those of the report's periods: `2022-08`, `2022-W31`.
    """
    first_words = [ALL_DAYS_EN, CUSTOM_EN] if language == "en" else [ALL_DAYS, CUSTOM]
    if covered is None:
        return first_words
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
    return [*first_words, *months, *weeks]
