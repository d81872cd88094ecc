"""Notations of times that one cell does not tell, and a whole column may: `8/31/2025`, `25-08-31`.

As Excel of other countries and systems write them. Source: docs, "What is read".
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from datetime import UTC, datetime

from xlcs.exports.values.by_kind.plain_text import plain

_DATE = re.compile(
    r"(?P<first>\d{1,2})(?P<sign>[-/.])(?P<second>\d{1,2})(?P=sign)(?P<third>\d{4}|\d{1,2})"
    r"(?P<clock>(?!\d).*)",
    re.ASCII,
)
_SINCE_1970 = re.compile(r"(1\d{9})(\d{3})?(?:\.\d*)?", re.ASCII)
"""Seconds, or milliseconds, of the years 2001 to 2033."""

Rewrite = Callable[[str], str]
"""A text in another notation → the same in one that a single cell tells."""

IsUsable = Callable[[str], bool]


def is_short_date(text: str) -> bool:
    """Whether a text is a date that does not tell its year from its month and day."""
    return _DATE.fullmatch(plain(text)) is not None


def other_notation(texts: Iterable[str], is_usable: IsUsable) -> Rewrite | None:
    """The one notation in which all dates or counts of seconds in a column make times.

    None where there is no such text, where none fits all of them, or where several do: then what
    is the day and what the month is not known.

    Parameters
    ----------
    texts : the different ones of a column, none of which tells a time by itself
    is_usable : whether a text, rewritten, is a time
    """
    alike = [text for text in texts if _SINCE_1970.fullmatch(plain(text)) or is_short_date(text)]
    if not alike:
        return None
    fitting = [rewrite for rewrite in _NOTATIONS if all(is_usable(rewrite(text)) for text in alike)]
    return fitting[0] if len(fitting) == 1 else None


def _month_day_year(text: str) -> str:
    return _iso(text, "third", "first", "second")


def _day_month_year(text: str) -> str:
    return _iso(text, "third", "second", "first")


def _year_month_day(text: str) -> str:
    return _iso(text, "first", "second", "third")


def _iso(text: str, year: str, month: str, day: str) -> str:
    """A date whose parts stand in that order; the text itself where it is none."""
    found = _DATE.fullmatch(plain(text))
    if found is None or len(found[year]) == 1 or len(found[day]) > 2:
        return text
    century = "20" if len(found[year]) == 2 else ""
    return f"{century}{found[year]}-{found[month]}-{found[day]}{found['clock']}"


def _since_1970(text: str) -> str:
    """Seconds, or milliseconds, since 1970 in UTC."""
    found = _SINCE_1970.fullmatch(plain(text))
    if found is None:
        return text
    return datetime.fromtimestamp(int(found[1]), UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


_NOTATIONS: tuple[Rewrite, ...] = (_month_day_year, _day_month_year, _year_month_day, _since_1970)
