"""Periods that are asked for by name: the same on the command line, the ribbon and the template.

Source: spec, "Terms": covered days.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

Range = tuple[date, date]
"""First and last day, both included."""

THIN_DAYS = 3
"""A month of which the data has no more days than these has hardly begun."""

_WEEK = 7
_ONE_DAY = timedelta(days=1)


def month_of(day: date) -> Range:
    """The calendar month of a day."""
    return day.replace(day=1), day.replace(day=monthrange(day.year, day.month)[1])


def covered_by_any(*covered: Range | None) -> Range | None:
    """From the first to the last day of any of these ranges; None where there is none."""
    known = [days for days in covered if days is not None]
    if not known:
        return None
    return min(days[0] for days in known), max(days[1] for days in known)


@dataclass(frozen=True)
class NamedPeriod:
    """A period that has a name.

    days : its days, from today and the first and last day with data
    option : its option on the command line; "" for the one that is meant where nothing is said
    """

    id: str
    zh: str
    en: str
    zh_told: str
    en_told: str
    option: str
    days: Callable[[date, Range], Range]

    def name(self, language: str) -> str:
        """What it is called."""
        return self.en if language == "en" else self.zh

    @property
    def help(self) -> str:
        """What the command line says of its option."""
        return f"{self.zh_told} / {self.en_told}"


def _latest_month(today: date, covered: Range) -> Range:
    return month_of(covered[1])


def _this_month(today: date, covered: Range) -> Range:
    return today.replace(day=1), today


def _last_month(today: date, covered: Range) -> Range:
    return month_of(today.replace(day=1) - _ONE_DAY)


def _yesterday(today: date, covered: Range) -> Range:
    return today - _ONE_DAY, today - _ONE_DAY


def _last_7_days(today: date, covered: Range) -> Range:
    return today - timedelta(days=_WEEK), today - _ONE_DAY


def _all(today: date, covered: Range) -> Range:
    return covered


NAMED_PERIODS: tuple[NamedPeriod, ...] = (
    NamedPeriod("latest_month", "最近有数据的月份", "Latest month with data",
                "最近一个有数据的月份", "the latest month with data", "", _latest_month),
    NamedPeriod("last_month", "上月", "Last month",
                "上个月", "the month before this one", "--last-month", _last_month),
    NamedPeriod("this_month", "本月", "This month",
                "本月 1 日到今天", "from the first of this month to today", "--this-month",
                _this_month),
    NamedPeriod("yesterday", "昨天", "Yesterday",
                "昨天", "yesterday", "--yesterday", _yesterday),
    NamedPeriod("last_7_days", "近 7 天", "Last 7 days",
                "到昨天为止的 7 天", "the 7 days up to yesterday", "--last-7-days", _last_7_days),
    NamedPeriod("all", "全部", "All",
                "数据里的所有日期", "all days that the data covers", "--all", _all),
)  # fmt: skip
"""In the order in which they are offered; the first one is meant where nothing is said."""

NAMED_PERIOD: dict[str, NamedPeriod] = {period.id: period for period in NAMED_PERIODS}

CUSTOM, CUSTOM_EN = "自定义", "Custom"
"""Days that are typed, where a period is chosen by name."""
