"""How values look in cells: number formats, signed changes in words, widths that fit Chinese."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any
from weakref import WeakKeyDictionary

import numpy as np
import pandas as pd

from xlcs.catalogue import Unit
from xlcs.report.description.sheets import Column, Formula, Kind, Value

NUMBER_FORMATS: dict[Kind, str] = {
    "name": "@",
    "long_name": "@",
    "text": "General",
    "prose": "General",
    "change": "General",
    "count": "#,##0",
    "money": "#,##0.00",
    "rate": "0.0%",
    "duration": "[h]:mm:ss",
    "day": "yyyy-mm-dd",
    "time": "yyyy-mm-dd hh:mm:ss",
    "number": "General",
}
"""Excel's number format of each kind. Names are text cells, so that editing one that begins with
`=` does not turn it into a formula."""

TEXT_KINDS: frozenset[Kind] = frozenset({"name", "long_name", "text", "prose", "change"})
OUTSIDE_KINDS: frozenset[Kind] = frozenset({"name", "long_name"})
WRAPPED_KINDS: frozenset[Kind] = frozenset({"long_name", "prose"})
LEFT_KINDS: frozenset[Kind] = frozenset({"name", "long_name", "text", "prose", "day", "time"})
TIME_KINDS: frozenset[Kind] = frozenset({"day", "time"})

KIND_OF_UNIT: dict[Unit, Kind] = {
    "customers": "count",
    "orders": "count",
    "money": "money",
    "tasks": "count",
    "relations": "count",
    "receptions": "count",
    "rate": "rate",
    "duration": "duration",
    "rate_change": "change",
    "duration_change": "change",
    "verdict": "text",
}
"""How a figure of that unit is shown."""

NOTHING = "—"
"""What stands where a figure is unknown."""

SECONDS_A_DAY = 86_400
CELL_LIMIT = 32_767
"""Longest text of an Excel cell [characters]."""

NARROWEST, WIDEST = 8.0, 60.0
"""Bounds of a fitted column [widths of a digit]."""

# What XML 1.0 cannot hold; Excel would call the file damaged.
_FORBIDDEN = "[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]"
# Excel reads _x0041_ in a cell as the letter A; an escaped underscore keeps such a name as it is.
_ESCAPE = "_(?=x[0-9A-Fa-f]{4}_)"


def wording(language: str) -> Callable[[str, str], str]:
    """A function that picks the Chinese or the English of two texts."""
    return (lambda zh, en: en) if language == "en" else (lambda zh, en: zh)


def cell_text(text: str) -> str:
    """Text as a cell can hold it: what XML forbids becomes �, overlong text is cut."""
    cleaned = re.sub(_FORBIDDEN, "\ufffd", text)
    return re.sub(_ESCAPE, "_x005F_", cleaned)[:CELL_LIMIT]


def cell_texts(texts: pd.Series[Any]) -> pd.Series[Any]:
    """`cell_text` for a whole column; a missing value stays missing."""
    plain = texts.astype("str")
    if plain.str.contains(f"{_FORBIDDEN}|{_ESCAPE}", regex=True).any():
        plain = plain.map(cell_text, na_action="ignore")
    return plain.str.slice(0, CELL_LIMIT)


def display_width(text: str) -> int:
    """Width of a text [widths of a digit]; a Chinese character is two wide."""
    wide = sum(unicodedata.east_asian_width(letter) in "WF" for letter in text)
    return len(text) + wide


def text_widths(texts: pd.Series[Any]) -> pd.Series[Any]:
    """`display_width` of a whole column, near enough; a missing text has none."""
    plain = texts.astype("str")
    # Beyond Latin-1 nearly every letter of these texts is wide.
    return (plain.str.len() + plain.str.count("[^\x00-\xff]")).fillna(0)


def fitted_width(column: Column) -> float:
    """Width that shows every value of the column whole, and its caption on at most two lines.

    A width that was given is kept, unless a word of the caption would be broken or a number of
    the column, of its kind's own format, would be shown as #####.
    """
    if column.width is not None:
        words = re.findall("[\x21-\xff]+", column.caption)
        widest = max(map(len, words), default=0) + 3.0
        if column.kind in ("money", "count") and not column.number_format:
            digits = max(_body_width(column), _value_width(column.total, column.kind))
            widest = max(widest, digits + 2.5)
        return max(column.width, widest)
    caption = display_width(column.caption)
    head = caption + 4.0 if caption <= 10 else caption / 2 + 5.0
    body = max(_body_width(column), _value_width(column.total, column.kind))
    return float(min(max(head, body + 3.5, NARROWEST), WIDEST))


def at_most(column: Column, width: float) -> Column:
    """The column of names, wrapped where it would be wider [widths of a digit]."""
    if fitted_width(column) <= width:
        return column
    return replace(column, kind="long_name", width=width)


_BODY_WIDTHS: WeakKeyDictionary[Column, float] = WeakKeyDictionary()


def _body_width(column: Column) -> float:
    """Width of the widest value; measured once: what a sheet looks like is asked some ten times."""
    if column not in _BODY_WIDTHS:
        _BODY_WIDTHS[column] = _measured_body_width(column)
    return _BODY_WIDTHS[column]


def _measured_body_width(column: Column) -> float:
    values = column.values.dropna()
    if values.dtype == object:
        values = values[[not isinstance(value, Formula) for value in values]]
    if values.empty:
        return 0
    if column.kind in TEXT_KINDS:
        return float(text_widths(values).max())
    if column.kind in TIME_KINDS:
        return 10 if column.kind == "day" else 19
    return max(_value_width(values.max(), column.kind), _value_width(values.min(), column.kind))


def _value_width(value: Any, kind: Kind) -> int:
    if isinstance(value, str):
        return display_width(value)
    if value is None or isinstance(value, Formula) or pd.isna(value) or kind in TEXT_KINDS:
        return 0
    if kind == "money":
        return len(f"{value:,.2f}")
    if kind == "count":
        return len(f"{value:,.0f}")
    return {"duration": 9, "rate": 7, "day": 10, "time": 19}.get(kind, 10)


def day_fraction(seconds: float | None) -> float | None:
    """A duration [s] as Excel keeps it, a fraction of a day."""
    return None if seconds is None else seconds / SECONDS_A_DAY


def figure_value(value: Value, unit: Unit, language: str) -> Value:
    """A figure as `Figures` gives it, as a cell holds it: durations in days, verdicts in words."""
    if value is None:
        return None
    if unit in ("duration", "duration_change"):
        assert isinstance(value, (int, float))
        return day_fraction(value)
    if unit == "verdict":
        return verdict(bool(value), language)
    return value


def verdict(compliant: bool, language: str) -> str:
    """达标 or 不达标."""
    yes, no = verdicts(language)
    return yes if compliant else no


def verdicts(language: str) -> tuple[str, str]:
    """The words for compliant and for not."""
    return ("met", "not met") if language == "en" else ("达标", "不达标")


def signed_points(changes: pd.Series[Any], language: str) -> pd.Series[Any]:
    """Changes of rates [fraction] as `+6.0 个百分点`; missing stays missing.

    Rounded here and nowhere before. What rounds to nothing carries no sign.
    """
    points = np.round(changes.to_numpy(dtype=float, na_value=np.nan) * 100, 1)
    numbers = np.char.mod("%+.1f", np.where(points == 0, 0.0, points))
    numbers = np.where(points == 0, "0.0", numbers)
    unit = " pp" if language == "en" else " 个百分点"
    return _texts(np.char.add(numbers, unit), changes)


def signed_durations(changes: pd.Series[Any]) -> pd.Series[Any]:
    """Changes of durations [s] as signed minutes and seconds, `+5:35`; missing stays missing.

    Text, since Excel shows negative times as #####. Half a second rounds away from zero.
    """
    raw = changes.to_numpy(dtype=float, na_value=np.nan)
    known = np.nan_to_num(raw)
    seconds = np.floor(np.abs(known) + 0.5).astype(np.int64)
    sign = np.where(seconds == 0, "", np.where(known < 0, "-", "+"))
    minutes = np.char.mod("%d", seconds // 60)
    rest = np.char.mod(":%02d", seconds % 60)
    return _texts(np.char.add(np.char.add(sign, minutes), rest), changes)


def _texts(texts: np.ndarray[Any, Any], like: pd.Series[Any]) -> pd.Series[Any]:
    return pd.Series(texts, index=like.index, dtype="str").where(like.notna())


def relative_change(now: float | None, before: float | None) -> str | None:
    """A change as `+12.3%`; None where either is unknown or there was nothing before."""
    if now is None or before is None or before == 0:
        return None
    change = round((now / before - 1) * 100, 1)
    return f"{change:+.1f}%" if change else "0.0%"


def shown(value: float | None, kind: Kind) -> str:
    """A number in a line of text, as its number format would show it."""
    if value is None:
        return NOTHING
    if kind == "money":
        return f"{value:,.2f}"
    if kind == "rate":
        return f"{value:.1%}"
    if kind == "duration":
        seconds = int(value * SECONDS_A_DAY + 0.5)
        return f"{seconds // 3600}:{seconds // 60 % 60:02d}:{seconds % 60:02d}"
    return f"{value:,.0f}"


MONEY_UNITS = {
    "zh": ((1e6, 1e4, 1, "万"), (1e9, 1e8, 2, "亿")),
    "en": ((1e6, 1e6, 2, "M"), (1e9, 1e9, 2, "bn")),
}
"""From which amount on money is told in a unit, its size [CNY], decimals, and what it is called."""
WHOLE_FROM = 100.0
"""From which amount on money in few digits is told without its fen [CNY]."""


def _unit_of_money(largest: float, language: str) -> tuple[float, int, str]:
    """What money of up to that much is told in: the unit's size [CNY], decimals, its name."""
    for bound, size, decimals, unit in reversed(MONEY_UNITS[language]):
        if largest >= bound:
            return size, decimals, unit
    return 1.0, 0 if largest >= WHOLE_FROM else 2, ""


def short_money(amount: float, largest: float, language: str) -> str:
    """An amount [CNY] in few digits beside others of up to `largest`: 3,432.7万, 1,234, 0.05.

    — where it is unknown.
    """
    if pd.isna(amount):
        return NOTHING
    size, decimals, unit = _unit_of_money(largest, language)
    return f"{amount / size:,.{decimals}f}{unit}" if amount or not unit else "0"


def short_money_format(largest: float, language: str) -> str:
    """The number format that shows amounts of up to `largest` [CNY] as `short_money` does.

    Excel scales by thousands alone: 万 and 亿 are thousands and millions with a point written
    before the last digits. Their thousands are not grouped, which would be counted from there.
    """
    _, decimals, unit = _unit_of_money(largest, language)
    point = "." if language == "en" or not unit else "\\."
    shape = ("#,##0" if point == "." else "0") + (f"{point}{'0' * decimals}" if decimals else "")
    if not unit:
        return shape
    thousands = {"万": 1, "亿": 2, "M": 2, "bn": 3}[unit]
    shape += "," * thousands + f'"{unit}"'
    return f"{shape};-{shape};0"


def any_money_format(language: str) -> str:
    """The number format of a chart's axis whose amounts nobody knows yet."""
    bound = MONEY_UNITS[language][0][0]
    in_unit = short_money_format(bound, language).partition(";")[0]
    return f"[>={bound:.0f}]{in_unit};[>={WHOLE_FROM:.0f}]#,##0;General"


def period_text(first: date, last: date, language: str) -> str:
    """A closed range of days in words."""
    days = (last - first).days + 1
    if language == "en":
        return f"{first} to {last} ({days} days)" if days > 1 else f"{first}"
    return f"{first} 至 {last}（{days} 天）" if days > 1 else f"{first}"
