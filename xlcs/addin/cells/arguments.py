"""What arrives from a cell → a day, an agent, an order number, a word of a setting.

Excel sends a date cell as a datetime, a number as a float (as a Decimal where the cell's format is
of money), an empty cell as None, a range of several cells as nested tuples, an error in a cell as
its code. LibreOffice sends dates as serial numbers, TRUE as 1, and an argument left out as 0 or as
`MISSING`; so TRUE and FALSE mean 1 and 0 everywhere.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache

from xlcs.addin.session import period_choices
from xlcs.addin.session.names import WHOLE_SHOP, WORDS, meant
from xlcs.catalogue import FIGURES, Figure
from xlcs.errors import InputError
from xlcs.settings.people import LEVELS, Level

MISSING = "__missing__"
EMPTY = (None, "", 0, MISSING)
"""Values that mean the argument was left out."""

ALL_DAYS = (period_choices.ALL_DAYS, "all")
"""Words for all days that the data covers, whatever the report period is."""

_WHOLE_SHOP = [word.casefold() for word in WHOLE_SHOP]

SERIAL_EPOCH = 693594
"""Proleptic ordinal of Excel's day 0 (1899-12-30)."""

LOWEST_SERIAL, HIGHEST_SERIAL = 20000, 80000
"""Excel serials taken as days [days]: 1954-10-03 to 2119-01-11; as in exported files."""

LOST_DIGITS = 10**15
"""Numbers from here on lost digits in Excel, which keeps fifteen."""

ERROR_CODES = range(-2146826288, -2146826188)
"""How an error in a cell (#N/A, #DIV/0!, … #CALC!) arrives over COM: numbers from 2000 on."""

_DAY = re.compile(
    r"(\d{4})(?:([-/.])(\d{1,2})\2(\d{1,2})|年(\d{1,2})月(\d{1,2})日|(\d\d)(\d\d)(?:\d{6})?)"
    r"(?:[T ]\d{1,2}:\d\d(?::\d\d(?:\.\d+)?)?(?:\+08:?00)?)?"
)

_TEXT = {
    "zh": {
        "day": "{name} “{value}” 不是日期。请用日期单元格、20220801 或 2022-08-01；"
        "一个月要写它的第一天和最后一天。",
        "range": "{name} 是多个单元格的区域。请只给一个单元格。",
        "error": "{name} 引用的单元格里是错误值。请先改好那个单元格。",
        "agent": "{name} “{value}” 不是客服的名称。请写客服旺旺的准确名称。",
        "order": "{name} “{value}” 不是订单编号。请把单元格设为文本，填完整的编号。",
        "digits": "{name} 是 {value}：Excel 已经丢掉了订单编号后面的数字。"
        "请把单元格设为文本，重新填完整的编号。",
        "no order": "没有给订单编号。",
        "reception_period": "{name} “{value}” 不是接待周期。可以写：{allowed}。",
        "agents_by": "{name} “{value}” 不对，客服只能按这几种统计：{allowed}。",
        "figure": "{name} “{value}” 不是指标。请写指标的名称或函数名，例如 引导成交金额 或"
        " GUIDED_GMV。",
        "end alone": "有结束日期，没有开始日期。请把开始日期也填上。",
        "ranges": "区域大小对不上：一个是 {one}，另一个是 {other}。请给同样大小的区域。",
        "too many": "区域有 {cells:,} 个单元格，最多 {most:,} 个。请不要选整列。",
        "end first": "结束日期 {end} 在开始日期 {start} 之前。请改正日期。",
    },
    "en": {
        "day": "{name} “{value}” is no date. Give a date cell, 20220801 or 2022-08-01; of a month"
        " its first and its last day.",
        "range": "{name} is a range of several cells. Give one cell.",
        "error": "{name} refers to a cell with an error. Mend that cell first.",
        "agent": "{name} “{value}” is no agent's name. Give the agent's exact name.",
        "order": "{name} “{value}” is no order number. Give all of it, in a cell of text.",
        "digits": "{name} is {value}: Excel has lost the order number's last digits. Format the"
        " cell as text and enter the whole number.",
        "no order": "No order number was given.",
        "reception_period": "{name} “{value}” is no period of receptions. It may be: {allowed}.",
        "agents_by": "{name} “{value}” is not what agents can be taken by. It may be: {allowed}.",
        "figure": "{name} “{value}” is no figure. Give its name or its function, such as guided GMV"
        " or GUIDED_GMV.",
        "end alone": "There is a last day but no first day. Give the first day too.",
        "ranges": "The ranges do not fit each other: one is {one}, the other {other}.",
        "too many": "The range has {cells:,} cells; {most:,} is the most. Do not select a whole"
        " column.",
        "end first": "The last day {end} is before the first day {start}. Put the days right.",
    },
}  # fmt: skip


class ArgumentError(InputError):
    """An argument of a function in a cell that cannot be used."""


def bad(kind: str, language: str, **found: object) -> ArgumentError:
    """The error of that kind, its text in that language."""
    return ArgumentError(_TEXT[language][kind].format_map(found))


def single(value: object, name: str, language: str) -> object:
    """One cell's value; a range of one cell counts as that cell.

    Raises
    ------
    ArgumentError
        Several cells, or a cell that holds an Excel error.
    """
    while isinstance(value, (list, tuple)) and len(value) == 1:
        value = value[0]
    if isinstance(value, (list, tuple)):
        raise bad("range", language, name=name)
    if type(value) is int and value in ERROR_CODES:
        raise bad("error", language, name=name)
    return float(value) if isinstance(value, Decimal) else value


def day(value: object, name: str, language: str = "zh") -> date | None:
    """A day from a date cell, an Excel serial, a number or text; None where it was left out.

    A time of day is cut off. Numbers: 44774 (Excel serial) or 20220801. Text: 2022-08-01,
    2022/8/1, 2022.8.1, 20220801, 2022年8月1日, each also with a time as exports write it
    (2022-08-01T09:30:00+08:00, 20220801093000), also in full-width digits.

    Raises
    ------
    ArgumentError
        Anything else.
    """
    value = single(value, name, language)
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    if value in EMPTY:
        return None
    if isinstance(value, (int, float)):
        found = _of_number(value)
    elif isinstance(value, str):
        if not value.strip():
            return None
        found = _of_text(value)
    else:
        found = None
    if found is None:
        raise bad("day", language, name=name, value=_shown(value))
    return found


def _of_number(number: float) -> date | None:
    if LOWEST_SERIAL <= number < HIGHEST_SERIAL:
        return date.fromordinal(int(number) + SERIAL_EPOCH)
    return _of_text(str(int(number))) if number == number // 1 else None


@lru_cache(maxsize=4096)
def _of_text(text: str) -> date | None:
    text = unicodedata.normalize("NFKC", text).strip()
    match = _DAY.fullmatch(text)
    if match is None:
        return _of_number(float(text)) if re.fullmatch(r"\d{5}(\.\d+)?", text) else None
    year, _, *parts = match.groups()
    month, day_of_month = (int(part) for part in parts if part is not None)
    try:
        return date(int(year), month, day_of_month)
    except ValueError:
        return None


def period(
    start: object, end: object, names: tuple[str, str], language: str = "zh"
) -> tuple[date | None, date | None] | None:
    """First and last day as given; None where both were left out.

    `start` alone means that day; one of `ALL_DAYS` all days that the data covers: (None, None).

    Raises
    ------
    ArgumentError
        A day that is none, an end without a start, an end before the start.
    """
    if isinstance(start, str) and start.strip().casefold() in ALL_DAYS:
        return None, None
    first = day(start, names[0], language)
    last = day(end, names[1], language)
    if first is None:
        if last is not None:
            raise bad("end alone", language)
        return None
    if last is None:
        return first, first
    if last < first:
        raise bad("end first", language, start=first, end=last)
    return first, last


def agent(value: object, name: str, language: str = "zh") -> str | None:
    """An agent's name; None for the whole shop (left out, blank, 全店).

    A number is taken as its digits, for agents whose names are such.
    """
    value = single(value, name, language)
    if value in EMPTY:
        return None
    if isinstance(value, str):
        text = value.strip()
        return None if not text or text.casefold() in _WHOLE_SHOP else text
    if isinstance(value, (int, float)) and value == value // 1:
        return str(int(value))
    raise bad("agent", language, name=name, value=_shown(value))


def order_id(value: object, name: str, language: str = "zh") -> str:
    """An order number as text, without the guards that exports put around it.

    Raises
    ------
    ArgumentError
        Left out, no number at all, or a number that has lost digits.
    """
    value = single(value, name, language)
    if value in EMPTY:
        raise bad("no order", language)
    if isinstance(value, (int, float)) and value == value // 1:
        if value >= LOST_DIGITS:
            raise bad("digits", language, name=name, value=f"{value:.15g}")
        return str(int(value))
    if isinstance(value, str):
        text = unicodedata.normalize("NFKC", value).strip().removeprefix("=").strip("\"'").strip()
        if not text:
            raise bad("no order", language)
        if re.fullmatch(r"\d(\.\d+)?[eE]\+?\d+", text):
            raise bad("digits", language, name=name, value=text)
        return text
    raise bad("order", language, name=name, value=_shown(value))


def figure(value: object, name: str, language: str = "zh") -> Figure:
    """A figure by its id, its function's name or its name in either language, in any case.

    Raises
    ------
    ArgumentError
        Anything else, nothing too.
    """
    value = single(value, name, language)
    found = _FIGURES.get(str(value).strip().casefold())
    if found is None:
        raise bad("figure", language, name=name, value="" if value in EMPTY else _shown(value))
    return found


_FIGURES = {
    name.casefold(): figure for figure in FIGURES for name in (figure.id, figure.zh, figure.en)
}


def reception_period(value: object, name: str, language: str = "zh") -> str | None:
    """month, week, day or range, in any of the words for them; None where left out."""
    return _word("reception_period", value, name, language)


def agents_by(value: object, name: str, language: str = "zh") -> Level | None:
    """nick, person or group, in any of the words for them; None where left out."""
    found = _word("agents_by", value, name, language)
    return next((level for level in LEVELS if level == found), None)


def _word(key: str, value: object, name: str, language: str) -> str | None:
    """One of the words that a setting takes, in Chinese or English; None where left out.

    Raises
    ------
    ArgumentError : another word; those that are allowed are named.
    """
    value = single(value, name, language)
    if value in EMPTY:
        return None
    found = meant(key, value)
    if found is not None or not str(value).strip():
        return found
    allowed = ", ".join(f"{word.value} ({word.zh})" for word in WORDS[key])
    raise bad(key, language, name=name, value=_shown(value), allowed=allowed)


def _shown(value: object) -> str:
    if isinstance(value, bool):
        return str(value).upper()
    return f"{value:.15g}" if isinstance(value, float) else str(value)
