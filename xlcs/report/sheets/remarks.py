"""What stands below the tiles of 概览: what to know before trusting the figures, where to read."""

from __future__ import annotations

from collections.abc import Sequence

from xlcs.problems import Problem
from xlcs.problems.of_data import CHANGES_FIGURES
from xlcs.problems.together import told_together
from xlcs.report.description.scope import Scope
from xlcs.report.description.sheets import Role, Sheet

SHEETS = {
    "effect": ("效果数据", "Effect"),
    "agents": ("客服明细", "Agents"),
    "receptions": ("接待达标", "Receptions"),
    "orders": ("成交归因", "Orders"),
    "leakage": ("漏损", "Leakage"),
    "lost_clients": ("漏损到人", "Lost by agent"),
    "hours": ("发送时机", "When to send"),
    "todo": ("今日待办", "To do"),
}
"""The sheets that are there where there is data for them."""

_FEW = 3
"""Of more files that were refused the others are only counted."""


def _in_words(scope: Scope, note: Problem) -> str:
    text = note.text(scope.language)
    about = note.file or (note.table and scope.table_name(note.table))
    return text if about is None else about + scope.say("：", ": ") + text


def _counted(count: int, noun: str) -> str:
    return f"{count:,} {noun}" if count == 1 else f"{count:,} {noun}s"


def remarks(scope: Scope, others: Sequence[Sheet], *, brief: bool) -> list[tuple[str, Role]]:
    """What the reader should know before trusting the figures, and where to read more."""
    say = scope.say
    missing = [note.table for note in scope.notes if note.code == "missing_table"]
    columns = [note for note in scope.notes if note.code == "missing_column"]
    changing = [problem for problem in scope.shop.problems if problem.code in CHANGES_FIGURES]
    told: list[tuple[str, Role]] = [
        (say("注意：", "Note: ") + _in_words(scope, note), "warning")
        for note in (*scope.notes, *told_together(changing, scope.language))
        if note.code not in ("missing_table", "missing_column")
    ]
    if missing:
        names = scope.listed(scope.table_name(table) for table in missing if table)
        text = say(
            f"注意：没有这些导出文件：{names}；需要它们的数字是 —，详见“数据检查”。",
            f"Note: exports that are missing: {names}; figures that need them are —. See Data"
            " check.",
        )
        told.append((text, "warning"))
    if columns:
        names = scope.listed(
            scope.table_name(note.table or "") + say("·", ": ") + note.found["column"]
            for note in columns
        )
        text = say(
            f"注意：导出里没有这些列：{names}；需要它们的数字是 —，详见“数据检查”。",
            f"Note: no export has these columns: {names}; figures that need them are —. See Data"
            " check.",
        )
        told.append((text, "warning"))
    problems = scope.shop.problems
    refused = {(p.file, p.sheet): p.file for p in problems if p.level == "file"}
    files, rows = len(refused), sum(p.level == "row" for p in problems)
    named = scope.listed([name for name in dict.fromkeys(refused.values()) if name][:_FEW])
    named += " …" if files > _FEW else ""
    unused = [say(f"{files:,} 个文件（{named}）", f"{_counted(files, 'file')} ({named})")]
    unused = unused if files else []
    unused += [say(f"{rows:,} 行", _counted(rows, "row"))] if rows else []
    if unused:
        told.append(
            (
                say(
                    f"注意：{'、'.join(unused)}没有使用，原因和改法见“数据检查”。",
                    f"Note: {' and '.join(unused)} not used. See Data check for why and what to"
                    " do.",
                ),
                "warning",
            )
        )
    there = {sheet.id for sheet in others}
    if brief:
        told.append(
            (
                say(
                    "这是简版。每一单计入或未计入的原因、数据检查和口径说明在完整的报表里。",
                    "The brief report. Why each order counts or not, the data check and the"
                    " definitions are in the whole one.",
                ),
                "note",
            )
        )
        return told
    absent = [say(*names) for id, names in SHEETS.items() if id not in there]
    if absent:
        listed = scope.listed(absent)
        text = say(
            f"没有数据、所以没有的工作表：{listed}。", f"Sheets left out, without data: {listed}."
        )
        told.append((text, "note"))
    more = say("各数字的定义见“口径说明”", "Definitions: the sheet Definitions.")
    if "orders" in there:
        more += say(
            "，每一单计入或未计入的原因见“成交归因”",
            " Why each order counts or not: the sheet Orders.",
        )
    told.append((more + say("。", ""), "note"))
    return told
