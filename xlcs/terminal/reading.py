"""What `xlcs check` shows: how each file was read, what the data covers, what cannot be used."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import TYPE_CHECKING

from rich.console import Console

from xlcs.plurals import filled
from xlcs.problems.of_data import CHANGES_FIGURES
from xlcs.problems.together import told_together
from xlcs.report.description.words import Words
from xlcs.report.sheets.data_check import coverage_notes
from xlcs.terminal.console import console, described, plain, print_lines

if TYPE_CHECKING:
    from xlcs.problems import Problem
    from xlcs.settings import Settings
    from xlcs.shop.shop import Shop, Source

_ROWS_LISTED = 20
"""More rows that have the same fault in a column of the same name are told as one, ..."""
_ROWS_SHOWN = 3
"""... of which so many are shown, ..."""
_RANGES_TOLD = 10
"""... and of the others so many ranges of rows; the report lists each."""


def reading(shop: Shop, settings: Settings) -> None:
    """Show what to look at first, every row that cannot be used, and how each file was read."""
    out, words = console(), Words(settings.language)
    say = words.say
    of_level: dict[str, list[Problem]] = {"row": [], "value": [], "note": [], "file": []}
    for problem in told_together(shop.problems, words.language):
        of_level[problem.level].append(problem)
    first: list[Problem] = []
    of_a_file: list[Problem] = []
    for note in of_level["note"]:
        is_first = note.file is None or note.code in CHANGES_FIGURES
        (first if is_first else of_a_file).append(note)
    _listed(out, say("先看这些", "Look at this first"), first, words)
    _rows_listed(out, say("没有使用的行", "Rows refused"), of_level["row"], words)
    _rows_listed(out, say("按没有处理的值", "Values blanked"), of_level["value"], words)
    if shop.tables.there() and not of_level["row"] and not of_level["value"]:
        zh, en = ("读入的文件里", " of the files that were read") if of_level["file"] else ("", "")
        out.print(say(f"{zh}每一行都能用。", f"Every row{en} can be used."))
    _noted(out, say("提示", "Notes"), of_a_file, words)
    out.print(say("读入的文件", "Files read"))
    summed = {(summary.file, summary.sheet) for summary in shop.summaries}
    for source in shop.sources:
        is_summary = (source.file, source.sheet) in summed
        out.print("  " + _source(source, words, is_summary=is_summary), soft_wrap=True)
    if shop.tables.there():
        _coverage(out, shop, settings, words)
    left_alone = told_together(shop.left_alone, words.language)
    _listed(out, say("没有读取的文件", "Files left alone"), left_alone, words)


def _source(source: Source, words: Words, *, is_summary: bool) -> str:
    """How one file or sheet was read, on one line."""
    say = words.say
    parts = [source.file]
    if source.sheet is not None:
        parts.append(say(f"工作表 {source.sheet}", f"sheet {source.sheet}"))
    if source.table is None:
        of_summary = say("汇总数据，只用来对账", "summary, compared only")
        parts.append(of_summary if is_summary else say("没有读入", "not read"))
        return plain(" · ".join(parts))
    parts.append(words.table_name(source.table))
    if source.encoding is not None:
        parts.append(source.encoding)
    if source.header_row is not None:
        parts.append(say(f"表头第 {source.header_row} 行", f"header in row {source.header_row}"))
    parts.append(filled(say("{rows} 行", "{rows} rows"), {"rows": f"{source.rows:,}"}))
    if source.refused_rows:
        refused = say("没有使用 {rows} 行", "{rows} rows refused")
        parts.append(filled(refused, {"rows": f"{source.refused_rows:,}"}))
    if source.first is not None and source.last is not None:
        parts.append(f"{source.first}{say(' 至 ', ' to ')}{source.last}")
    if source.net_of_refunds:
        parts.append(
            say(
                "实际支付金额已扣退款，退款已加回",
                "amounts are net of refunds; refunds were added back",
            )
        )
    elif source.net_of_refunds is not None:
        parts.append(say("实际支付金额未扣退款", "amounts are gross"))
    return plain(" · ".join(parts))


def _coverage(out: Console, shop: Shop, settings: Settings, words: Words) -> None:
    say = words.say
    out.print(say("数据覆盖的日期", "Days covered"))
    for table in shop.tables.there():
        name, days = words.table_name(table), shop.coverage.days.get(table)
        if days is None:
            out.print(say(f"  {name} 没有日期", f"  {name}: no days"))
        else:
            out.print(say(f"  {name} {days[0]} 至 {days[1]}", f"  {name}: {days[0]} to {days[1]}"))
    for note in coverage_notes(words, shop, settings.lookback_days):
        out.print(note, soft_wrap=True)


def _listed(out: Console, heading: str, problems: Sequence[Problem], words: Words) -> None:
    if problems:
        out.print(f"{heading} {len(problems)}")
        print_lines(out, ("  - " + described(problem, words.language) for problem in problems))


def _rows_listed(out: Console, heading: str, problems: Sequence[Problem], words: Words) -> None:
    """Rows one by one, but for many that are all at fault in the same way."""
    if not problems:
        return
    out.print(f"{heading} {len(problems)}")
    same: dict[tuple[object, ...], list[Problem]] = {}
    for problem in problems:
        same.setdefault((problem.code, problem.column), []).append(problem)
    for found in same.values():
        shown = found if len(found) <= _ROWS_LISTED else found[:_ROWS_SHOWN]
        print_lines(out, ("  - " + described(problem, words.language) for problem in shown))
        is_one_place = len({(problem.file, problem.sheet) for problem in found}) == 1
        print_lines(out, _others(found[len(shown) :], words, with_files=not is_one_place))


def _noted(out: Console, heading: str, notes: Sequence[Problem], words: Words) -> None:
    """Notes that differ by their row alone, such as those on one status, are shown once."""
    if not notes:
        return
    out.print(f"{heading} {len(notes)}")
    same: dict[tuple[object, ...], list[Problem]] = {}
    for note in notes:
        alike = (note.code, note.file, note.sheet, note.column, note.value)
        same.setdefault((*alike, note.text(words.language)), []).append(note)
    for first, *others in same.values():
        print_lines(out, ["  - " + described(first, words.language), *_others(others, words)])


def _others(
    problems: Sequence[Problem], words: Words, *, with_files: bool = False
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
    which = words.listed(named, _RANGES_TOLD)
    told = words.say("同样的还有 {count} 行：", "and {count} more rows: ")
    yield f"    … {filled(told, {'count': len(problems)})}{which}"
