"""Days and months as people write them in file names, captions and settings.

Source: spec, "The platform's own figures: 对账" (its period).
"""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date

_YEAR = r"(?<!\d)(20\d{2})"
_DATE = re.compile(
    _YEAR + r"(?:\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})(?!\d)日?|(\d{2})(\d{2})(?!\d))"
)
_END_WITHOUT_YEAR = re.compile(r"(?:\s*[~～至到—–-]+\s*)(\d{1,2})\s*[-/.月]\s*(\d{1,2})(?!\d)日?")
_MONTH = re.compile(_YEAR + r"(?:\s*[-/.年_]\s*)?(\d{1,2})(?!\d)月?(?![-/.]?\d)")


def days_in(text: str) -> tuple[date, date] | None:
    """The days that a text names: two dates, a date, or a month; None where it names none.

    Examples
    --------
    >>> days_in("统计时间：2022-08-01 至 2022-08-31")
    (datetime.date(2022, 8, 1), datetime.date(2022, 8, 31))
    """
    return range_in(text) or date_in(text) or month_in(text)


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
    year, month = months.pop()
    return date(year, month, 1), date(year, month, monthrange(year, month)[1])


def _day(found: re.Match[str]) -> date | None:
    return _made(int(found[1]), int(found[2] or found[4]), int(found[3] or found[5]))


def _made(year: int, month: int, day: int) -> date | None:
    if not 1 <= month <= 12 or not 1 <= day <= monthrange(year, month)[1]:
        return None
    return date(year, month, day)
