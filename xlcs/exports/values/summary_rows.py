"""The rows of a summary: whose they are, of which days, and their figures as numbers.

Source: spec, "The platform's own figures: 对账".
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property, partial

import pyarrow as pa

from xlcs.catalogue import FIGURE
from xlcs.exports.read.cells import Cells
from xlcs.exports.read.headers.header import Header
from xlcs.exports.read.headers.summary import KEYS, SUMMARISED, WHOSE
from xlcs.exports.read.left_alone import is_total_or_note
from xlcs.exports.read.sheet import Rows
from xlcs.exports.shapes import is_surely_personal
from xlcs.exports.values.by_kind.durations import durations, unit_of
from xlcs.exports.values.by_kind.money import amount
from xlcs.exports.values.by_kind.names_and_words import names
from xlcs.periods_in_text import (
    date_in,
    days_in,
    is_only_days,
    lacks_year,
    month_in,
    range_in,
    week_in,
)
from xlcs.settings.people import Level
from xlcs.shop.frames import FEN
from xlcs.shop.summaries import Days, Summary, SummaryRow
from xlcs.summary_table import SUMMARY
from xlcs.tables import normalised

_MEAN_OR_NOTE = re.compile(
    r"(?i)均|average|^(?:[^汇合总小计]*)(?:说明|备注|注|提示|注意|须知|来源|口径|解释)"
)
_WHOLE_SHOP = {"全店", "店铺", "整店", "全部", "整体", "总"}
_OTHER_TIME = re.compile(r"导出|生成|下载|更新|制表|打印")
_OF_PERIOD = re.compile(r"统计|日期|时间|周期|期间|月份")
_ONE_END = re.compile(r"^(?:统计|数据)?(?:开始|起始|结束|截止|终止)(?:日期|时间|日)")
_REPEATED = {normalised(header) for name in KEYS for header in SUMMARY.column(name).headers}
_LEVELS: dict[str, Level] = {"person": "person", "group": "group"}


@dataclass(frozen=True)
class _Row:
    """A row of a summary as it is written.

    agent, days : as texts; None where the table has no such column
    first : its first cell
    figures : figure id → its cell
    """

    number: int
    agent: str | None
    days: str | None
    first: str | None
    figures: Mapping[str, FigureCell]

    @cached_property
    def _labels(self) -> list[str]:
        return [label for label in (self.agent, self.days, self.first) if label]

    @cached_property
    def own_days(self) -> Days | None:
        """The days that the row tells; None where it tells none, or lacks their year."""
        return days_in(self.days) if self.days and is_only_days(self.days) else None

    @cached_property
    def day_of_some_year(self) -> str:
        """Its day as written, where it lacks its year."""
        lacks = self.days and self.own_days is None and lacks_year(self.days)
        return self.days or "" if lacks else ""

    @property
    def has_day(self) -> bool:
        """Whether it tells its days, if without their year."""
        return self.own_days is not None or bool(self.day_of_some_year)

    @cached_property
    def is_total(self) -> bool:
        """Whether it adds up other rows."""
        return any(map(_is_total, self._labels))

    @property
    def whose(self) -> str | None:
        """The agent that it is of; None for the shop."""
        of_shop = self.is_total and (not self.agent or _is_total(self.agent))
        return None if of_shop else self.agent

    @property
    def is_left_alone(self) -> bool:
        """Whether it is a row of means or notes, a header once more, or a line without figures."""
        if any(_is_mean_or_note(one) or normalised(one) in _REPEATED for one in self._labels):
            return True
        return not self.has_day and not any(cell.is_filled for cell in self.figures.values())

    @property
    def is_usable(self) -> bool:
        """Whether it tells day and agent where the table has them, and has not slipped."""
        if self.whose and is_surely_personal(self.whose):
            return False
        if any(cell.is_personal for cell in self.figures.values()):
            return False
        lacks_agent, lacks_day = self.agent == "", self.days is not None and not self.has_day
        return self.is_total or not (lacks_agent or lacks_day)

    def read(self) -> SummaryRow:
        """What it says."""
        return SummaryRow(
            self.number,
            self.whose,
            self.own_days,
            {id: cell.value for id, cell in self.figures.items()},
            self.day_of_some_year,
            self.is_total and not self.has_day,
            {id: cell.rounding for id, cell in self.figures.items() if cell.rounding},
        )


def summary_of(header: Header, rows: Rows, file: str, sheet: str | None) -> Summary:
    """The summary under a header, whose rows have cells for each of its columns.

    A row of totals is the shop's, or its agent's where it names one. Rows of means and notes, lines
    without any figure, and a header that is repeated, are left alone.
    """
    whose = next((name for name in WHOSE if name in header.columns), None)
    nothing = [None] * len(rows.number)
    agents = nothing if whose is None else _names(header, rows, whose)
    figures = {id: read_figures(rows.cells[at[0]], id, header.names[at[0]])
               for id, at in header.columns.items() if id in SUMMARISED}  # fmt: skip
    cells = [
        dict(zip(figures, of_row, strict=True)) for of_row in zip(*figures.values(), strict=True)
    ]
    written = map(
        _Row,
        rows.number.tolist(),
        agents,
        _days(header, rows) or nothing,
        rows.cells[0].plain().to_pylist(),
        cells,
    )
    told = [row for row in written if not row.is_left_alone]
    unused = tuple(row.number for row in told if not row.is_usable)
    found = tuple(row.read() for row in told if row.is_usable)
    level = _LEVELS.get(whose or "")
    return Summary(file, sheet, None, found, unused, level).of(_stated(header.above))


def _names(header: Header, rows: Rows, column: str) -> list[str]:
    words, _ = names(rows.cells[header.columns[column][0]], of_agents=True)
    return [text or "" for text in words.to_pylist()]


def _days(header: Header, rows: Rows) -> list[str] | None:
    """The text of each row's days; None where the table has none."""
    if "day" not in header.columns:
        return None
    at = header.columns["day"][0]
    texts = _day_texts(rows, at)
    if "last_day" in header.columns:
        ends = _day_texts(rows, header.columns["last_day"][0])
        return [
            f"{one} ~ {end}" if one and end else one for one, end in zip(texts, ends, strict=True)
        ]
    if _are_months(texts, header.names[at]):
        return [text[: len("2022-08")] if _CELL_DAY.fullmatch(text) else text for text in texts]
    return texts


_CELL_DAY = re.compile(r"20\d{2}-\d{2}-\d{2}")
_SERIAL = re.compile(r"[34]\d{4}")


def _day_texts(rows: Rows, at: int) -> list[str]:
    """The cells of a column of days as text; date cells and serial numbers as `2022-08-01`."""
    origin = date(1904, 1, 1) if rows.since_1904 else date(1899, 12, 30)
    texts = []
    for cell in rows.cells[at].plain().to_pylist():
        text = (cell or "").strip().removesuffix(" 00:00:00")
        if _SERIAL.fullmatch(text):
            text = (origin + timedelta(days=int(text))).isoformat()
        texts.append(text)
    return texts


def _are_months(texts: Sequence[str], caption: str) -> bool:
    """Whether date cells stand for months: each is the first day of one, of two or under 月."""
    dates = {text for text in texts if _CELL_DAY.fullmatch(text)}
    firsts = all(text.endswith("-01") for text in dates)
    return firsts and (len(dates) > 1 or "月" in caption)


def _is_total(text: str) -> bool:
    return normalised(text) in _WHOLE_SHOP or is_total_or_note(text)


def _is_mean_or_note(text: str) -> bool:
    plain = "".join(unicodedata.normalize("NFKC", text).split())
    return is_total_or_note(text) and _MEAN_OR_NOTE.search(plain) is not None


def _stated(lines: tuple[str, ...]) -> Days | None:
    """The period that a line above the header tells, the lowest that does.

    Of lines for its first and its last day one alone tells none.
    """
    ends = [line for line in lines if _ONE_END.search(line)]
    for line in reversed(lines):
        if _OTHER_TIME.search(line) and not range_in(line):
            continue
        found = (
            range_in(" ".join(ends) if line in ends else line) or week_in(line) or month_in(line)
        )
        if found is None and _OF_PERIOD.search(line) and line not in ends:
            found = date_in(line)
        if found is not None:
            return found
    return None


# ---- the cells of a figure, as people and tools write them

_LARGE = {"万": 10_000, "亿": 100_000_000, "w": 10_000, "k": 1_000, "千": 1_000}
_SHORT = re.compile(r"^(.*?\d)\s*([万亿千wk])\s*([元人单个次位]?)$", re.IGNORECASE)
_WHOLE_COUNT = re.compile(r"^([\d,]+(?:\.0+)?)\s*[人单个次位笔件]$")
_NUMBER = re.compile(r"^(\d+(?:\.\d+)?|\.\d+)(%?)$")
_DIGITS = re.compile(r"\d[\d,]*(?:\.\d+)?|\.\d+")
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
        spans = durations(cells, unit_s=unit_s)
        seconds = pa.array(spans.seconds, mask=~spans.given).to_pylist()
        read = map(partial(_mean_span, unit_s=unit_s), seconds, texts)
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
    value = None if fen is None else fen / FEN
    if size > 1:
        digits = _DIGITS.search(text)  # all of them: in 万 the fen is the sixth decimal
        if value is not None and digits is not None:
            value = math.copysign(round(float(digits[0].replace(",", "")) * size, 2), value)
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
