"""数据检查: how each file was read, the days each table covers, notes, and every problem.

The problems come last, since there may be thousands of them; a line at the top leads to them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import timedelta
from typing import Any

import pandas as pd

from xlcs.addresses import cell_name
from xlcs.problems import Problem
from xlcs.problems.of_data import CHANGES_FIGURES
from xlcs.problems.together import told_together
from xlcs.report.description.formats import NOTHING
from xlcs.report.description.scope import TABLE_ROW, Scope
from xlcs.report.description.sheets import Block, Column, Kind, Sheet, Table, Text, Tone
from xlcs.report.description.words import Spoken
from xlcs.shop.shop import Shop, Source
from xlcs.tables import TABLE, TABLES

_FILE, _ROW, _SHEET, _TABLE, _COLUMN, _PROSE, _LEVEL = 26.0, 9.0, 12.0, 15.0, 20.0, 46.0, 16.0
"""Widths that the sheet's stacked tables share: together no more than one page has."""

_LEVELS = {
    "file": ("文件没有使用", "file refused"),
    "row": ("行没有使用", "row refused"),
    "value": ("值按没有处理", "value blanked"),
    "note": ("提示", "note"),
}
"""The kinds of problems, in the order in which they are listed."""
_TONES: dict[str, Tone] = {"file": "bad", "row": "bad", "value": "quiet", "note": "quiet"}


def check_sheet(scope: Scope) -> Sheet:
    """The sheet 数据检查."""
    say = scope.say
    sources = _sources(scope, TABLE_ROW + 1)
    coverage = _coverage(scope, sources.last_row + 3)
    blocks: list[Block] = [
        Text(TABLE_ROW, 1, say("每个文件怎样读取", "How each file was read"), "heading"),
        sources,
        Text(coverage.row - 1, 1, say("各表覆盖的日期", "Days that each table covers"), "heading"),
        coverage,
    ]
    row = coverage.last_row + 1
    for note in coverage_notes(scope, scope.shop, scope.figures.settings.lookback_days):
        blocks.append(Text(row, 1, note, "note"))
        row += 1
    of_files = told_together([*scope.shop.problems, *scope.shop.left_alone], scope.language)
    problems = sorted([*scope.notes, *of_files], key=_urgency)
    if problems:
        blocks.append(_way_to(scope, problems, row + 1))
    heading = say(f"问题和提示（{len(problems)}）", f"Problems and notes ({len(problems)})")
    blocks.append(Text(row + 1, 1, heading, "heading"))
    if problems:
        blocks.append(_problems(scope, problems, row + 2))
    else:
        blocks.append(Text(row + 2, 1, say("没有发现问题。", "No problems found."), "note"))
    # File and row stand beside what to do about them on a further page too.
    return scope.sheet("check", say("数据检查", "Data check"), blocks, frozen_cols=2, group="about")


def _urgency(problem: Problem) -> tuple[int, bool]:
    """What was not used first, then what else makes figures wrong."""
    return list(_LEVELS).index(problem.level), problem.code not in CHANGES_FIGURES


def _way_to(scope: Scope, problems: Sequence[Problem], row: int) -> Text:
    """How many problems there are of each kind, and from which row on they stand."""
    count = Counter[str](problem.level for problem in problems)
    kinds = scope.listed(
        f"{scope.say(*names)} {count[level]:,}" for level, names in _LEVELS.items() if count[level]
    )
    text = scope.say(
        f"从第 {row} 行起是问题和改法（点这里）：{kinds}。",
        f"Problems and what to do, from row {row} on (click here): {kinds}.",
    )
    return Text(TABLE_ROW - 1, 1, text, "point", link="check", link_cell=cell_name(row, 1))


def _column(
    scope: Scope, id: str, caption: tuple[str, str], kind: Kind, values: Iterable[Any], **more: Any
) -> Column:
    return Column(id, scope.say(*caption), kind, pd.Series(list(values), dtype=object), **more)


def _sources(scope: Scope, row: int) -> Table:
    sources = scope.shop.sources
    names = [scope.read_as(source) for source in sources]
    how = [_how(scope, source) for source in sources]
    return Table(
        "sources",
        row,
        1,
        (
            _column(scope, "file", ("文件", "File"), "long_name", (s.file for s in sources),
                    width=_FILE),
            _column(scope, "rows", ("行数", "Rows"), "count", (s.rows for s in sources),
                    width=_ROW),
            _column(scope, "sheet", ("工作表", "Sheet"), "long_name", (s.sheet for s in sources),
                    width=_SHEET),
            _column(scope, "table", ("读作", "Read as"), "prose", names, width=_TABLE),
            _column(scope, "first", ("最早时间", "First"), "time", (s.first for s in sources),
                    width=_COLUMN),
            _column(scope, "last", ("最晚时间", "Last"), "time", (s.last for s in sources),
                    width=_COLUMN),
            _column(scope, "how", ("编码、表头行、金额", "Encoding, header row, amounts"), "prose",
                    how, width=_PROSE),
            _column(scope, "refused", ("没有使用的行", "Rows refused"), "count",
                    (s.refused_rows for s in sources), width=_LEVEL),
        ),
    )  # fmt: skip


def _how(scope: Scope, source: Source) -> str:
    parts = [source.encoding or scope.say("工作簿", "workbook")]
    if source.header_row is not None:
        row = source.header_row
        parts.append(scope.say(f"表头在第 {row} 行", f"header in row {row}"))
    if source.net_of_refunds:
        parts.append(
            scope.say("金额已扣退款，已把退款加回", "net of refunds, which were added back")
        )
    elif source.net_of_refunds is not None:
        parts.append(scope.say("金额未扣退款", "gross amounts"))
    return scope.say("；", "; ").join(parts)


def _coverage(scope: Scope, row: int) -> Table:
    shop = scope.shop
    days = [shop.coverage.days.get(table.id, (None, None)) for table in TABLES]
    names = [scope.table_name(table.id) for table in TABLES]
    rows = [shop.rows(table.id) if table.id in shop.tables.there() else None for table in TABLES]
    return Table(
        "coverage",
        row,
        1,
        (
            _column(scope, "table", ("表", "Table"), "text", names),
            _column(scope, "rows", ("合并后行数", "Rows, merged"), "count", rows, width=_ROW,
                    missing=NOTHING),
            _column(scope, "first", ("第一天", "First day"), "day", (d[0] for d in days),
                    width=_SHEET),
            _column(scope, "last", ("最后一天", "Last day"), "day", (d[1] for d in days),
                    width=_TABLE),
        ),
    )  # fmt: skip


def coverage_notes(words: Spoken, shop: Shop, lookback: int) -> Iterable[str]:
    """How well buyers are known, and where days or times at hand limit what can be told."""
    say, coverage = words.say, shop.coverage
    yield say(
        f"买家共 {coverage.buyers:,} 个，其中 {coverage.masked_buyers:,} 个是打码的"
        "（如 小**明，可能是几个人）；"
        f"下过单的 {coverage.order_buyers:,} 个，其中 {coverage.order_buyers_known:,} 个"
        "是（或曾是）专属客户。",
        f"{coverage.buyers:,} buyers, {coverage.masked_buyers:,} of them masked (like 小**明:"
        " may be several people);"
        f" {coverage.order_buyers:,} ordered, {coverage.order_buyers_known:,} of them are or were"
        " clients.",
    )
    if "messages" in coverage.days and lookback:
        first = coverage.days["messages"][0]
        last = first + timedelta(days=lookback - 1)
        yield say(
            f"{first} 至 {last} 的订单，往前看的 {lookback} 天有一部分在数据之前，"
            "“前几天发过消息”可能少算。",
            f"Orders of {first} to {last}: part of the {lookback} days to look back lies before the"
            " data, so “messaged on an earlier day only” may come out low.",
        )
    if shop.resolution == "minute":
        yield say(
            "发送、阅读、进店、付款时间按分钟比较。",
            "Sent, read, visit and payment times are compared at the minute.",
        )


def _problems(scope: Scope, problems: Sequence[Problem], row: int) -> Table:
    levels = {id: scope.say(*names) for id, names in _LEVELS.items()}
    tables = [scope.table_name(p.table) if p.table in TABLE else p.table for p in problems]
    texts = (p.text(scope.language) for p in problems)
    values = (p.shown_value(scope.language) for p in problems)
    return Table(
        "problems",
        row,
        1,
        (
            _column(scope, "file", ("文件", "File"), "long_name", (p.file for p in problems),
                    width=_FILE),
            _column(scope, "row", ("行", "Row"), "count", (p.row for p in problems), width=_ROW),
            _column(scope, "sheet", ("工作表", "Sheet"), "long_name", (p.sheet for p in problems),
                    width=_SHEET),
            _column(scope, "table", ("表", "Table"), "prose", tables, width=_TABLE),
            _column(scope, "column", ("列", "Column"), "long_name", (p.column for p in problems),
                    width=_COLUMN),
            _column(scope, "value", ("值", "Value"), "long_name", values, width=_COLUMN),
            _column(scope, "problem", ("问题和改法", "Problem and what to do"), "prose", texts,
                    width=_PROSE),
            _column(scope, "level", ("类别", "Kind"), "text", (levels[p.level] for p in problems),
                    width=_LEVEL, tones={levels[id]: tone for id, tone in _TONES.items()}),
        ),
        filter=True,
    )  # fmt: skip
