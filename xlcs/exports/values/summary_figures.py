"""The cells of a figure in a summary, as people and tools write them → numbers.

Source: spec, "The platform's own figures: 对账"; "Tables" (durations, amounts).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial

from xlcs.catalogue import FIGURE
from xlcs.exports.read.cells import Cells
from xlcs.exports.values.by_kind.durations import durations, unit_of
from xlcs.exports.values.by_kind.money import amount
from xlcs.exports.values.shapes import is_surely_personal
from xlcs.shop.frames import FEN

_LARGE = {"万": 10_000, "亿": 100_000_000, "w": 10_000, "k": 1_000, "千": 1_000}
_SHORT = re.compile(r"^(.*?\d)\s*([万亿千wk])\s*([元人单个次位]?)$", re.IGNORECASE)
_WHOLE_COUNT = re.compile(r"^([\d,]+(?:\.0+)?)\s*[人单个次位笔件]$")
_NUMBER = re.compile(r"^(\d+(?:\.\d+)?|\.\d+)(%?)$")
_LAST_OF_SPAN = re.compile(
    r"(?:^|\D)\d+(?:\.(\d+))?(?:(h|小时|时)|(m|min|分钟?|′|')|(?:s|sec|秒钟?|″|''|\")?)$",
    re.IGNORECASE,
)
_BELOW_ONE = re.compile(r"0?\.\d+(?:e-\d+)?", re.IGNORECASE)
_IN_HEADER = re.compile(r"[(（]([^()（）]*)[)）]\s*$")

HALF = 0.5


@dataclass(frozen=True)
class FigureCell:
    """A cell of a figure.

    value : count, money [CNY], rate [fraction], duration [s]; None where empty or no number
    rounding : by how much it may be off for being written short, in the value's unit; 0 for none
    is_filled : whether anything stands there
    is_personal : whether a telephone number or an address does: the row has slipped
    """

    value: float | None
    rounding: float
    is_filled: bool
    is_personal: bool


def read_figures(cells: Cells, figure: str, header: str) -> list[FigureCell]:
    """The cells of a figure's column, under that header as exported.

    `￥1,234.56`, `1.2万`, `300人`; `60.00%`, `0.6`, `60` (percent: no rate is above 1); `8分48秒`,
    `00:08:48`, `528`. A unit in the header holds for all: `金额(万元)`, `转化率(%)`, `时长(分钟)`.
    """
    unit = FIGURE[figure].unit
    told = _IN_HEADER.search(unicodedata.normalize("NFKC", header))
    of_header = told[1].lower() if told else ""
    texts = [text or "" for text in cells.plain().to_pylist()]
    read: Iterable[tuple[float | None, float]]
    if unit == "duration":
        unit_s = unit_of(header)
        spans = durations(cells, unit_s=unit_s).seconds.to_pylist()
        read = map(partial(_mean_span, unit_s=unit_s), spans, texts)
    elif unit == "rate":
        in_percent = "%" in of_header or "百分" in of_header
        read = (_rate(text, in_percent=in_percent) for text in texts)
    else:
        scale = next((size for word, size in _LARGE.items() if of_header.startswith(word)), 1)
        read = (_amount(text, scale, is_money=unit == "money") for text in texts)
    return [
        FigureCell(*found, bool(text.strip()), is_surely_personal(text))
        for found, text in zip(read, texts, strict=True)
    ]


def _amount(cell: str, scale: int, *, is_money: bool) -> tuple[float | None, float]:
    text = unicodedata.normalize("NFKC", cell).strip()
    short, counted = _SHORT.match(text), _WHOLE_COUNT.match(text)
    size = _LARGE[short[2].lower()] if short else scale
    number = short or counted
    fen = amount(number[1] if number else cell)
    value = None if fen is None else fen * size / FEN
    if size > 1:
        return value, HALF * size * _last_digit(text)
    return value, HALF * (is_money and bool(text) and "." not in text)


def _mean_span(seconds: int | None, cell: str, unit_s: int) -> tuple[float | None, float]:
    """A mean of durations: unlike a single one, which is `seconds`, it has a fraction of one."""
    text = unicodedata.normalize("NFKC", cell).strip()
    last = _LAST_OF_SPAN.search("".join(text.split()))
    if seconds is None or last is None or (unit_s == 1 and _BELOW_ONE.fullmatch(text)):
        # nothing, a cell that holds a time, or Excel's fraction of a day: seconds, cut
        return None if seconds is None else float(seconds), 1.0
    decimals, hours, minutes = last.groups()
    is_bare = _NUMBER.match(text) is not None
    of_last_s = unit_s if is_bare else 3600 if hours else 60 if minutes else 1
    exact = float(text) * unit_s if is_bare else seconds + float(f"0.{decimals or 0}")
    return exact, HALF * of_last_s * 10.0 ** -len(decimals or "")


def _last_digit(text: str) -> float:
    """What the last digit written is worth: 0.1 in `1.2万`."""
    digits = re.search(r"\d(?:\.(\d*))?(?!.*\d)", text)
    return float(10 ** -len(digits[1] or "")) if digits else 1.0


def _rate(text: str, *, in_percent: bool) -> tuple[float | None, float]:
    found = _NUMBER.match("".join(unicodedata.normalize("NFKC", text).split()))
    if found is None:
        return None, 0.0
    number, off = float(found[1]), HALF * _last_digit(found[1])
    if found[2] or in_percent or number > 1:
        return number / 100, off / 100
    return number, 0.0  # a fraction is written to its last digit
