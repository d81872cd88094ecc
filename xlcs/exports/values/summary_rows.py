"""The rows of a summary: whose they are, of which days, and their figures as numbers.

Source: spec, "The platform's own figures: 对账".
"""

from __future__ import annotations

import re
import unicodedata
from datetime import date

from xlcs.catalogue import FIGURE
from xlcs.exports.read.cells import Cells
from xlcs.exports.read.headers import Header
from xlcs.exports.read.sheet import Rows
from xlcs.exports.read.summary_header import SUMMARISED, SUMMARY
from xlcs.exports.values.by_kind.durations import durations
from xlcs.exports.values.by_kind.money import money
from xlcs.exports.values.by_kind.names_and_words import names
from xlcs.exports.values.left_alone import is_total_or_note
from xlcs.periods_in_text import date_in, days_in, month_in, range_in
from xlcs.shop.frames import FEN
from xlcs.shop.summaries import Days, Summary, SummaryRow
from xlcs.tables import normalised

_MEAN_OR_NOTE = re.compile(
    r"(?i)均|average|^(?:[^汇合总小计]*)(?:说明|备注|注|提示|注意|须知|来源|口径|解释)"
)
_WHOLE_SHOP = {"全店", "店铺", "整店", "全部", "整体", "总"}
_OTHER_TIME = re.compile(r"导出|生成|下载|更新|制表|打印")
_OF_PERIOD = re.compile(r"统计|日期|时间|周期|期间|月份")
_REPEATED = {normalised(header) for name in ("agent", "day") for header in
             SUMMARY.column(name).headers}  # fmt: skip


def summary_of(header: Header, rows: Rows, file: str, sheet: str | None) -> Summary:
    """The summary under a header.

    A row of totals is the shop's; without days of its own it is of all days of the other rows. Rows
    of means and notes, and a header that is repeated, are left alone.

    Parameters
    ----------
    header : of a summary
    rows : with cells for each of its columns
    file, sheet : where it is from
    """
    agents = _column(header, rows, "agent")
    days = _column(header, rows, "day")
    first = rows.cells[0].plain().to_pylist()
    figures = {id: _values(rows.cells[at[0]], id) for id, at in header.columns.items()
               if id in SUMMARISED}  # fmt: skip
    found: list[SummaryRow] = []
    unused: list[int] = []
    totals: list[int] = []
    for i, number in enumerate(rows.number.tolist()):
        agent = agents[i] if agents is not None else None
        day = days[i] if days is not None else None
        labels = [label for label in (agent, day, first[i]) if label]
        if any(_is_mean_or_note(label) or normalised(label) in _REPEATED for label in labels):
            continue
        total = any(map(_is_total, labels))
        own = days_in(day) if day else None
        if not total and ((agents is not None and not agent) or (days is not None and own is None)):
            unused.append(number)
            continue
        if total and own is None:
            totals.append(len(found))
        values = {id: column[i] for id, column in figures.items()}
        found.append(SummaryRow(number, None if total else agent, own, values))
    if days is not None and (span := _span([row.days for row in found])) is not None:
        for place in totals:
            row = found[place]
            found[place] = SummaryRow(row.row, row.agent, span, row.values)
    return Summary(file, sheet, _stated(header.above), tuple(found), tuple(unused))


def period_of_name(file: str) -> Days | None:
    """The days that a file's name tells: two dates, or one month."""
    name = file.rsplit("/", 1)[-1]
    return range_in(name) or month_in(name)


def _column(header: Header, rows: Rows, name: str) -> list[str] | None:
    at = header.columns.get(name)
    if at is None:
        return None
    cells = rows.cells[at[0]]
    if name == "agent":
        words, _ = names(cells, of_agents=True)
        return [text or "" for text in words.to_pylist()]
    return [(text or "").strip() for text in cells.plain().to_pylist()]


def _values(cells: Cells, figure: str) -> list[float | None]:
    unit = FIGURE[figure].unit
    if unit == "duration":
        return [None if s is None else float(s) for s in durations(cells).seconds.to_pylist()]
    if unit == "rate":
        return [_rate(text or "") for text in cells.plain().to_pylist()]
    return [None if fen is None else fen / FEN for fen in money(cells).fen.to_pylist()]


_RATE = re.compile(r"^(\d+(?:\.\d+)?|\.\d+)(%?)$")


def _rate(text: str) -> float | None:
    """A fraction: `60.00%`, `0.6`, and `60`, which can only be meant in percent."""
    found = _RATE.match("".join(unicodedata.normalize("NFKC", text).split()))
    if found is None:
        return None
    number = float(found[1])
    return number / 100 if found[2] or number > 1 else number


def _is_total(text: str) -> bool:
    return normalised(text) in _WHOLE_SHOP or is_total_or_note(text)


def _is_mean_or_note(text: str) -> bool:
    plain = "".join(unicodedata.normalize("NFKC", text).split())
    return is_total_or_note(text) and _MEAN_OR_NOTE.search(plain) is not None


def _span(days: list[Days | None]) -> tuple[date, date] | None:
    known = [one for one in days if one is not None]
    return (min(first for first, _ in known), max(last for _, last in known)) if known else None


def _stated(lines: tuple[str, ...]) -> Days | None:
    """The period that a line above the header tells, the lowest that does."""
    for line in reversed(lines):
        if _OTHER_TIME.search(line) and not range_in(line):
            continue
        found = range_in(line) or month_in(line)
        if found is None and _OF_PERIOD.search(line):
            found = date_in(line)
        if found is not None:
            return found
    return None
