"""What `xlcs check` shows: how each file was read, what the data covers, what cannot be used."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta
from itertools import groupby
from typing import TYPE_CHECKING

from rich.console import Console

from xlcs.plurals import filled
from xlcs.problems.of_data import CHANGES_FIGURES
from xlcs.problems.together import told_together
from xlcs.tables import TABLE
from xlcs.terminal.console import console, described, plain, print_lines

if TYPE_CHECKING:
    from xlcs.problems import Problem
    from xlcs.settings import Settings
    from xlcs.shop.shop import Shop, Source

_TEXT = {
    "zh": {
        "files": "读入的文件",
        "unknown": "没有读入",
        "summary": "汇总数据，只用来对账",
        "sheet": "工作表 {sheet}",
        "header": "表头第 {row} 行",
        "rows": "{rows} 行",
        "refused": "没有使用 {rows} 行",
        "times": "{first} 至 {last}",
        "net": "实际支付金额已扣退款，退款已加回",
        "gross": "实际支付金额未扣退款",
        "days": "数据覆盖的日期",
        "range": "  {table} {first} 至 {last}",
        "no_days": "  {table} 没有日期",
        "buyers": "买家",
        "masked": "  共 {buyers} 个，其中 {masked} 个是打码的（如 小**明，可能是几个人）",
        "known": "  下过单的 {buyers} 个，其中 {known} 个是（或曾是）专属客户",
        "look_back": "  {first} 至 {last} 的订单：往前看的 {days} 天有一部分在数据之前，"
        "“前几天发过消息”可能少算",
        "left_alone": "没有读取的文件",
        "first": "先看这些",
        "notes": "提示",
        "row": "没有使用的行",
        "value": "按没有处理的值",
        "clean": "每一行都能用。",
        "clean_rest": "读入的文件里每一行都能用。",
        "same": "    … 同样的还有 {count} 行：{rows}",
    },
    "en": {
        "files": "Files read",
        "unknown": "not read",
        "summary": "summary, compared only",
        "sheet": "sheet {sheet}",
        "header": "header in row {row}",
        "rows": "{rows} rows",
        "refused": "{rows} rows refused",
        "times": "{first} to {last}",
        "net": "amounts are net of refunds; refunds were added back",
        "gross": "amounts are gross",
        "days": "Days covered",
        "range": "  {table}: {first} to {last}",
        "no_days": "  {table}: no days",
        "buyers": "Buyers",
        "masked": "  {buyers} in all, {masked} of them masked (like 小**明: may be several people)",
        "known": "  {buyers} ordered, {known} of them are or were clients",
        "look_back": "  orders of {first} to {last}: part of the {days} days to look back lies"
        " before the data, so “messaged on an earlier day only” may come out low",
        "left_alone": "Files left alone",
        "first": "Look at this first",
        "notes": "Notes",
        "row": "Rows refused",
        "value": "Values blanked",
        "clean": "Every row can be used.",
        "clean_rest": "Every row of the files that were read can be used.",
        "same": "    … and {count} more rows: {rows}",
    },
}

_ROWS_LISTED = 20
"""More rows that have the same fault in a column of the same name are told as one, ..."""
_ROWS_SHOWN = 3
"""... of which so many are shown, ..."""
_RANGES_TOLD = 10
"""... and of the others so many ranges of rows; the report lists each."""


def reading(shop: Shop, settings: Settings) -> None:
    """Show what to look at first, every row that cannot be used, and how each file was read."""
    out = console()
    language = settings.language
    text = _TEXT[language]
    of_level: dict[str, list[Problem]] = {"row": [], "value": [], "note": [], "file": []}
    for problem in told_together(shop.problems, language):
        of_level[problem.level].append(problem)
    first: list[Problem] = []
    of_a_file: list[Problem] = []
    for note in of_level["note"]:
        is_first = note.file is None or note.code in CHANGES_FIGURES
        (first if is_first else of_a_file).append(note)
    _listed(out, text["first"], first, language)
    _rows_listed(out, text["row"], of_level["row"], language)
    _rows_listed(out, text["value"], of_level["value"], language)
    if shop.tables.there() and not of_level["row"] and not of_level["value"]:
        out.print(text["clean_rest" if of_level["file"] else "clean"])
    _noted(out, text["notes"], of_a_file, language)
    out.print(text["files"])
    summed = {(summary.file, summary.sheet) for summary in shop.summaries}
    for source in shop.sources:
        is_summary = (source.file, source.sheet) in summed
        out.print("  " + _source(source, language, is_summary=is_summary), soft_wrap=True)
    if shop.tables.there():
        _coverage(out, shop, settings)
    _listed(out, text["left_alone"], told_together(shop.left_alone, language), language)


def _source(source: Source, language: str, *, is_summary: bool) -> str:
    """How one file or sheet was read, on one line."""
    text = _TEXT[language]
    parts = [source.file]
    if source.sheet is not None:
        parts.append(text["sheet"].format(sheet=source.sheet))
    if source.table is None:
        parts.append(text["summary" if is_summary else "unknown"])
        return plain(" · ".join(parts))
    parts.append(_table_name(source.table, language))
    if source.encoding is not None:
        parts.append(source.encoding)
    if source.header_row is not None:
        parts.append(text["header"].format(row=source.header_row))
    parts.append(filled(text["rows"], {"rows": f"{source.rows:,}"}))
    if source.refused_rows:
        parts.append(filled(text["refused"], {"rows": f"{source.refused_rows:,}"}))
    if source.first is not None and source.last is not None:
        parts.append(text["times"].format(first=source.first, last=source.last))
    if source.net_of_refunds is not None:
        parts.append(text["net"] if source.net_of_refunds else text["gross"])
    return plain(" · ".join(parts))


def _coverage(out: Console, shop: Shop, settings: Settings) -> None:
    text = _TEXT[settings.language]
    coverage = shop.coverage
    out.print(text["days"])
    for table in shop.tables.there():
        name = _table_name(table, settings.language)
        days = coverage.days.get(table)
        if days is None:
            out.print(text["no_days"].format(table=name))
        else:
            out.print(text["range"].format(table=name, first=days[0], last=days[1]))
    if "messages" in coverage.days and settings.lookback_days:
        first = coverage.days["messages"][0]
        last = first + timedelta(days=settings.lookback_days - 1)
        out.print(
            text["look_back"].format(first=first, last=last, days=settings.lookback_days),
            soft_wrap=True,
        )
    out.print(text["buyers"])
    out.print(text["masked"].format(buyers=coverage.buyers, masked=coverage.masked_buyers))
    out.print(text["known"].format(buyers=coverage.order_buyers, known=coverage.order_buyers_known))


def _listed(out: Console, heading: str, problems: Sequence[Problem], language: str) -> None:
    if not problems:
        return
    out.print(f"{heading} {len(problems)}")
    print_lines(out, ("  - " + described(problem, language) for problem in problems))


def _rows_listed(out: Console, heading: str, problems: Sequence[Problem], language: str) -> None:
    """Rows one by one, but for many that are all at fault in the same way."""
    if not problems:
        return
    out.print(f"{heading} {len(problems)}")
    same: dict[tuple[object, ...], list[Problem]] = {}
    for problem in problems:
        same.setdefault((problem.code, problem.column), []).append(problem)
    for found in same.values():
        shown = found if len(found) <= _ROWS_LISTED else found[:_ROWS_SHOWN]
        lines = ["  - " + described(problem, language) for problem in shown]
        is_one_place = len({(problem.file, problem.sheet) for problem in found}) == 1
        others = _others(found[len(shown) :], language, with_files=not is_one_place)
        print_lines(out, [*lines, *others])


def _others(
    problems: Sequence[Problem], language: str, *, with_files: bool = False
) -> Iterator[str]:
    """How many more rows there are like those above, and which."""
    if not problems:
        return
    named = []
    for (file, _), of_sheet in groupby(problems, lambda problem: (problem.file, problem.sheet)):
        rows = sorted(problem.row for problem in of_sheet if problem.row is not None)
        for _, placed in groupby(enumerate(rows), lambda row: row[1] - row[0]):
            run = [row for _, row in placed]
            told = f"{run[0]}-{run[-1]}" if len(run) > 1 else str(run[0])
            named.append(f"{plain(file)} {told}" if with_files else told)
    told = (", " if language == "en" else "、").join(named[:_RANGES_TOLD])
    told += " …" if len(named) > _RANGES_TOLD else ""
    yield _TEXT[language]["same"].format(count=len(problems), rows=told)


def _noted(out: Console, heading: str, notes: Sequence[Problem], language: str) -> None:
    """Notes that differ by their row alone, such as those on one status, are shown once."""
    if not notes:
        return
    out.print(f"{heading} {len(notes)}")
    same: dict[tuple[object, ...], list[Problem]] = {}
    for note in notes:
        alike = (note.code, note.file, note.sheet, note.column, note.value, note.text(language))
        same.setdefault(alike, []).append(note)
    for first, *others in same.values():
        print_lines(out, [f"  - {described(first, language)}", *_others(others, language)])


def _table_name(table: str, language: str) -> str:
    return TABLE[table].en if language == "en" else TABLE[table].zh
