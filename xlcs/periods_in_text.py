"""Days and months as people write them in file names, captions and settings.

Source: spec, "The platform's own figures: 对账" (its period).
"""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date, timedelta

_YEAR = r"(?<!\d)(20\d{2})"
_DATE = re.compile(
    _YEAR + r"(?:\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})(?!\d)日?|(\d{2})(\d{2})(?!\d))"
)
_END_WITHOUT_YEAR = re.compile(r"(?:\s*[~～至到—–-]+\s*)(\d{1,2})\s*[-/.月]\s*(\d{1,2})(?!\d)日?")
_MONTH = re.compile(_YEAR + r"(?:\s*[-/.年_]\s*)?(\d{1,2})(?!\d)月?(?![-/.]?\d)")
_WEEK = re.compile(_YEAR + r"\s*[-/.年]?\s*(?:[Ww]|第)\s*(\d{1,2})(?!\d)\s*周?")
_PART = r"(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*[日号]?"
_WEEKDAY = r"(?:\s*[(（]?(?:周|星期)[一二三四五六日天][)）]?)?"
_WITHOUT_YEAR = re.compile(rf"\s*{_PART}{_WEEKDAY}(?:\s*[~～至到—–-]+\s*{_PART}{_WEEKDAY})?\s*")
_BESIDE_DAYS = re.compile(r"[^\d\s年月日号至到第周星期一二三四五六天份TWw~～—–:：/.,，()（）-]")
_MONTH_ALONE = re.compile(r"\s*(\d{1,2})\s*月(?:份)?\s*")


def days_in(text: str) -> tuple[date, date] | None:
    """The days that a text names: two dates, a week, a date, or a month; None where it names none.

    A week is one of ISO: `2022-W31`, `2022年第31周`.

    Examples
    --------
    >>> days_in("统计时间：2022-08-01 至 2022-08-31")
    (datetime.date(2022, 8, 1), datetime.date(2022, 8, 31))
    """
    return range_in(text) or week_in(text) or date_in(text) or month_in(text)


def is_only_days(text: str) -> bool:
    """Whether a text says nothing beside days: `按客服（2022年8月）` is a title."""
    return not _BESIDE_DAYS.search(text)


def lacks_year(text: str) -> bool:
    """Whether a text is days or a month but for the year: `8月1日`, `8.1-8.7`, `8月`."""
    return bool(_WITHOUT_YEAR.fullmatch(text) or _MONTH_ALONE.fullmatch(text))


def days_within(text: str, within: tuple[date, date]) -> tuple[date, date] | None:
    """The days that a text without a year names, in the year in which they lie within others.

    None where they do in no year, or where it names none.

    Examples
    --------
    >>> days_within("1月2日", (date(2022, 12, 26), date(2023, 1, 8)))
    (datetime.date(2023, 1, 2), datetime.date(2023, 1, 2))
    """
    first, last = within
    for year in range(first.year, last.year + 1):
        days = _days_of(text, year)
        if days is not None and first <= days[0] and days[1] <= last:
            return days
    return None


def _days_of(text: str, year: int) -> tuple[date, date] | None:
    if month := _MONTH_ALONE.fullmatch(text):
        return _whole_month(year, int(month[1]))
    found = _WITHOUT_YEAR.fullmatch(text)
    if found is None:
        return None
    first = _made(year, int(found[1]), int(found[2]))
    last = first
    if first is not None and found[3]:
        month_of_last = int(found[3])
        last = _made(year + (month_of_last < first.month), month_of_last, int(found[4]))
    return (first, last) if first is not None and last is not None and first <= last else None


def week_in(text: str) -> tuple[date, date] | None:
    """The ISO week in a text, Monday to Sunday."""
    found = _WEEK.search(text)
    if found is None:
        return None
    try:
        monday = date.fromisocalendar(int(found[1]), int(found[2]), 1)
    except ValueError:  # that year has no such week
        return None
    return monday, monday + timedelta(days=6)


def range_in(text: str) -> tuple[date, date] | None:
    """The first and last of the dates in a text, where there are two, the earlier one first."""
    dates = [(found, day) for found in _DATE.finditer(text) if (day := _day(found))]
    if not dates:
        return None
    found, first = dates[0]
    if len(dates) > 1:
        last: date | None = dates[1][1]
    else:
        short = _END_WITHOUT_YEAR.match(text, found.end())
        last = _made(first.year, int(short[1]), int(short[2])) if short else None
    return (first, last) if last is not None and first <= last else None


def date_in(text: str) -> tuple[date, date] | None:
    """The date in a text, as a range of one day."""
    day = next((day for found in _DATE.finditer(text) if (day := _day(found))), None)
    return None if day is None else (day, day)


def month_in(text: str) -> tuple[date, date] | None:
    """The month in a text, where it names one and no more."""
    months = {
        (int(found[1]), int(found[2]))
        for found in _MONTH.finditer(_DATE.sub(" ", text))
        if 1 <= int(found[2]) <= 12
    }
    if len(months) != 1:
        return None
    return _whole_month(*months.pop())


def _whole_month(year: int, month: int) -> tuple[date, date] | None:
    last = monthrange(year, month)[1] if 1 <= month <= 12 else 0
    return (date(year, month, 1), date(year, month, last)) if last else None


def _day(found: re.Match[str]) -> date | None:
    return _made(int(found[1]), int(found[2] or found[4]), int(found[3] or found[5]))


def _made(year: int, month: int, day: int) -> date | None:
    if not 1 <= month <= 12 or not 1 <= day <= monthrange(year, month)[1]:
        return None
    return date(year, month, day)


def period_of_file(name: str) -> tuple[date, date] | None:
    """The days that a file's name tells: two dates, or one month.

    Examples
    --------
    >>> period_of_file("2022-08/客服汇总 2022年9月.xlsx")
    (datetime.date(2022, 9, 1), datetime.date(2022, 9, 30))
    """
    last = name.rsplit("/", 1)[-1]
    return range_in(last) or month_in(last)
