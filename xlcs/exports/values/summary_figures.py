"""The cells of a figure in a summary, as people and tools write them → numbers.

Source: spec, "The platform's own figures: 对账"; "Tables" (durations, amounts).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, replace

import pyarrow as pa

from xlcs.catalogue import FIGURE
from xlcs.exports.read.cells import Cells
from xlcs.exports.values.by_kind.durations import durations, unit_of
from xlcs.exports.values.by_kind.money import money
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
class Figures:
    """A column of a summary.

    values : counts, money [CNY], rates [fraction], durations [s]; None where empty or no number
    rounding : by how much each may be off for being written short, in the value's unit; 0 for none
    is_filled : whether anything stands in the cell
    is_personal : whether a telephone number or an address does: the row has slipped
    """

    values: Sequence[float | None]
    rounding: Sequence[float]
    is_filled: Sequence[bool]
    is_personal: Sequence[bool]


def read_figures(cells: Cells, figure: str, header: str) -> Figures:
    """The cells of a figure's column, under that header as exported.

    `￥1,234.56`, `1.2万`, `300人`; `60.00%`, `0.6`, `60` (percent: no rate is above 1); `8分48秒`,
    `00:08:48`, `528`. A unit in the header holds for all: `金额(万元)`, `转化率(%)`, `时长(分钟)`.
    """
    unit = FIGURE[figure].unit
    texts = [
        unicodedata.normalize("NFKC", text or "").strip() for text in cells.plain().to_pylist()
    ]
    filled = [bool(text) for text in texts]
    personal = list(map(is_surely_personal, texts))
    told = _IN_HEADER.search(unicodedata.normalize("NFKC", header))
    of_header = told[1].lower() if told else ""
    if unit == "duration":
        values, rounding = _spans(cells, texts, unit_of(header))
        return Figures(values, rounding, filled, personal)
    if unit == "rate":
        in_percent = "%" in of_header or "百分" in of_header
        rates = [_rate(text, in_percent=in_percent) for text in texts]
        values, rounding = [value for value, _ in rates], [off for _, off in rates]
        return Figures(values, rounding, filled, personal)
    scale = next((size for word, size in _LARGE.items() if of_header.startswith(word)), 1)
    values, rounding = _amounts(cells, texts, scale, is_money=unit == "money")
    return Figures(values, rounding, filled, personal)


def _amounts(
    cells: Cells, texts: Sequence[str], scale: int, *, is_money: bool
) -> tuple[list[float | None], list[float]]:
    short = [_SHORT.match(text) for text in texts]
    counted = [_WHOLE_COUNT.match(text) for text in texts]
    if any(short) or any(counted):
        plain = [
            of_short[1] if of_short else of_count[1] if of_count else text
            for text, of_short, of_count in zip(texts, short, counted, strict=True)
        ]
        cells = replace(cells, pieces=pa.array(plain, pa.string()))
    sizes = [_LARGE[found[2].lower()] if found else scale for found in short]
    fens = money(cells).fen.to_pylist()
    values = [
        None if fen is None else fen * size / FEN for fen, size in zip(fens, sizes, strict=True)
    ]
    rounding = [
        HALF * size * _last_digit(text) if size > 1 else HALF * (is_money and _is_whole(text))
        for text, size in zip(texts, sizes, strict=True)
    ]
    return values, rounding


def _spans(
    cells: Cells, texts: Sequence[str], unit_s: int
) -> tuple[list[float | None], list[float]]:
    """Means of durations: unlike a single one, a mean has a fraction of a second."""
    whole = durations(cells, unit_s=unit_s).seconds.to_pylist()
    values: list[float | None] = []
    rounding = []
    for seconds, text in zip(whole, texts, strict=True):
        last = _LAST_OF_SPAN.search("".join(text.split()))
        if seconds is None or last is None or (unit_s == 1 and _BELOW_ONE.fullmatch(text)):
            # nothing, a cell that holds a time, or Excel's fraction of a day: seconds, cut
            values.append(None if seconds is None else float(seconds))
            rounding.append(1.0)
            continue
        decimals, hours, minutes = last.groups()
        is_bare = _NUMBER.match(text) is not None
        of_last_s = unit_s if is_bare else 3600 if hours else 60 if minutes else 1
        exact = float(text) * unit_s if is_bare else seconds + float(f"0.{decimals or 0}")
        values.append(exact)
        rounding.append(HALF * of_last_s * 10.0 ** -len(decimals or ""))
    return values, rounding


def _last_digit(text: str) -> float:
    """What the last digit written is worth: 0.1 in `1.2万`."""
    digits = re.search(r"\d(?:\.(\d*))?(?!.*\d)", text)
    return float(10 ** -len(digits[1] or "")) if digits else 1.0


def _is_whole(text: str) -> bool:
    return bool(text) and "." not in text


def _rate(text: str, *, in_percent: bool) -> tuple[float | None, float]:
    found = _NUMBER.match("".join(text.split()))
    if found is None:
        return None, 0.0
    number, off = float(found[1]), HALF * _last_digit(found[1])
    if found[2] or in_percent or number > 1:
        return number / 100, off / 100
    return number, 0.0  # a fraction is written to its last digit
