"""The rows of a summary: whose they are, of which days, and their figures as numbers.

Source: spec, "The platform's own figures: 对账".
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from datetime import date, timedelta

from xlcs.exports.read.headers.header import Header
from xlcs.exports.read.headers.summary import KEYS, SUMMARISED, WHOSE
from xlcs.exports.read.sheet import Rows
from xlcs.exports.values.by_kind.names_and_words import names
from xlcs.exports.values.left_alone import is_total_or_note
from xlcs.exports.values.shapes import is_surely_personal
from xlcs.exports.values.summary_figures import read_figures
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
from xlcs.shop.summaries import Days, Summary, SummaryRow
from xlcs.tables import SUMMARY, normalised

_MEAN_OR_NOTE = re.compile(
    r"(?i)均|average|^(?:[^汇合总小计]*)(?:说明|备注|注|提示|注意|须知|来源|口径|解释)"
)
_WHOLE_SHOP = {"全店", "店铺", "整店", "全部", "整体", "总"}
_OTHER_TIME = re.compile(r"导出|生成|下载|更新|制表|打印")
_OF_PERIOD = re.compile(r"统计|日期|时间|周期|期间|月份")
_REPEATED = {normalised(header) for name in KEYS for header in SUMMARY.column(name).headers}
_LEVELS: dict[str, Level] = {"person": "person", "group": "group"}


def summary_of(header: Header, rows: Rows, file: str, sheet: str | None) -> Summary:
    """The summary under a header, whose rows have cells for each of its columns.

    A row of totals is the shop's, or its agent's where it names one. Rows of means and notes, lines
    without any figure, and a header that is repeated, are left alone.
    """
    whose = next((name for name in WHOSE if name in header.columns), None)
    agents = None if whose is None else _names(header, rows, whose)
    days = _days(header, rows)
    first = rows.cells[0].plain().to_pylist()
    figures = {id: read_figures(rows.cells[at[0]], id, header.names[at[0]])
               for id, at in header.columns.items() if id in SUMMARISED}  # fmt: skip
    found: list[SummaryRow] = []
    unused: list[int] = []
    for i, number in enumerate(rows.number.tolist()):
        agent = agents[i] if agents is not None else None
        written = days[i] if days is not None else ""
        labels = [label for label in (agent, written, first[i]) if label]
        if any(_is_mean_or_note(label) or normalised(label) in _REPEATED for label in labels):
            continue
        is_total = any(map(_is_total, labels))
        if is_total and (not agent or _is_total(agent)):
            agent = None
        own = days_in(written) if written and is_only_days(written) else None
        day = written if own is None and lacks_year(written) else ""
        has_day = own is not None or bool(day)
        own_figures = {id: column[i] for id, column in figures.items()}
        if not has_day and not any(cell.is_filled for cell in own_figures.values()):
            continue
        lacks_agent = agents is not None and not agent
        is_unusable = not is_total and (lacks_agent or (days is not None and not has_day))
        has_slipped = any(cell.is_personal for cell in own_figures.values())
        if is_unusable or has_slipped or (agent and is_surely_personal(agent)):
            unused.append(number)
            continue
        values = {id: cell.value for id, cell in own_figures.items()}
        rounding = {id: cell.rounding for id, cell in own_figures.items() if cell.rounding}
        adds_up = is_total and not has_day
        found.append(SummaryRow(number, agent, own, values, day, adds_up, rounding))
    level = _LEVELS.get(whose or "")
    return Summary(file, sheet, None, tuple(found), tuple(unused), level).of(_stated(header.above))


def period_of_name(file: str) -> Days | None:
    """The days that a file's name tells: two dates, or one month."""
    name = file.rsplit("/", 1)[-1]
    return range_in(name) or month_in(name)


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
    """The period that a line above the header tells, the lowest that does."""
    for line in reversed(lines):
        if _OTHER_TIME.search(line) and not range_in(line):
            continue
        found = range_in(line) or week_in(line) or month_in(line)
        if found is None and _OF_PERIOD.search(line):
            found = date_in(line)
        if found is not None:
            return found
    return None
