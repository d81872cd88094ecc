"""What stands below the tiles of 概览: what to know before trusting the figures, where to read."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from xlcs.advice.days_lacking import matters
from xlcs.advice.targets import names_of_nobody
from xlcs.plurals import filled
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


def remarks(scope: Scope, others: Sequence[Sheet], *, brief: bool) -> list[tuple[str, Role]]:
    """What the reader should know before trusting the figures, and where to read more."""
    before = scope.say("注意：", "Note: ")
    warnings: list[tuple[str, Role]] = [(before + text, "warning") for text in _warnings(scope)]
    return warnings + [(text, "note") for text in _where_to_read(scope, others, brief=brief)]


def _warnings(scope: Scope) -> Iterator[str]:
    """What makes figures wrong or unknown."""
    for known in scope.notes:
        if known.code not in ("missing_table", "missing_column"):
            yield _in_words(scope, known)
    yield from what_changes_figures(scope)
    if tables := [n.table for n in scope.notes if n.code == "missing_table" and n.table]:
        names = scope.listed(map(scope.table_name, tables))
        yield scope.say(
            f"没有这些导出文件：{names}；需要它们的数字是 —，详见“数据检查”。",
            f"exports that are missing: {names}; figures that need them are —. See Data check.",
        )
    if columns := [n for n in scope.notes if n.code == "missing_column"]:
        between = scope.say("·", ": ")
        names = scope.listed(
            scope.table_name(n.table or "") + between + n.found["column"] for n in columns
        )
        yield scope.say(
            f"导出里没有这些列：{names}；需要它们的数字是 —，详见“数据检查”。",
            f"no export has these columns: {names}; figures that need them are —. See Data check.",
        )
    if scope.agent is None and (unknown := names_of_nobody(scope.figures)):
        listed = scope.listed(unknown)
        yield scope.say(
            f"设置的 [targets] 里给 {listed} 定了目标，数据里没有叫这个名字的客服（或不止一个），"
            "没有用上。请改成和客服明细里一样的名字。",
            f"[targets] of the settings names {listed}, who is no agent of the data, or may be"
            " several: not used. Write the name as in Agents.",
        )
    if unused := _unused(scope, scope.shop.problems):
        told = scope.say("、", " and ").join(unused)
        yield scope.say(
            f"{told}没有使用，原因和改法见“数据检查”。",
            f"{told} not used. See Data check for why and what to do.",
        )


def what_changes_figures(scope: Scope) -> list[str]:
    """What is wrong with the data in a way that makes figures of the period wrong, in sentences."""
    changing = [
        problem
        for problem in scope.shop.problems
        if problem.code in CHANGES_FIGURES and matters(problem, scope.days)
    ]
    return [_in_words(scope, known) for known in told_together(changing, scope.language)]


def _in_words(scope: Scope, note: Problem) -> str:
    text = note.text(scope.language)
    about = note.file or (note.table and scope.table_name(note.table))
    return text if about is None else about + scope.say("：", ": ") + text


def _where_to_read(scope: Scope, others: Sequence[Sheet], *, brief: bool) -> Iterator[str]:
    """Which sheets there are not, and which say more."""
    if brief:
        yield scope.say(
            "这是简版。每一单计入或未计入的原因、数据检查和口径说明在完整的报表里。",
            "The brief report. Why each order counts or not, the data check and the definitions are"
            " in the whole one.",
        )
        return
    there = {sheet.id for sheet in others}
    if absent := [scope.say(*names) for id, names in SHEETS.items() if id not in there]:
        listed = scope.listed(absent)
        yield scope.say(
            f"没有数据、所以没有的工作表：{listed}。", f"Sheets left out, without data: {listed}."
        )
    of_orders = "orders" in there
    zh = "，每一单计入或未计入的原因见“成交归因”" if of_orders else ""
    en = " Why each order counts or not: the sheet Orders." if of_orders else ""
    yield scope.say(f"各数字的定义见“口径说明”{zh}。", f"Definitions: the sheet Definitions.{en}")


def _unused(scope: Scope, problems: Sequence[Problem]) -> list[str]:
    """How many files were not used, with the first names, and how many rows."""
    refused = {(p.file, p.sheet): p.file for p in problems if p.level == "file"}
    names = [name for name in dict.fromkeys(refused.values()) if name]
    rows = sum(p.level == "row" for p in problems)
    of_files = scope.say("{count} 个文件（{names}）", "{count} files ({names})")
    of_rows = scope.say("{count} 行", "{count} rows")
    found = {"count": f"{len(refused):,}", "names": scope.listed(names, _FEW)}
    unused = [filled(of_files, found)] if refused else []
    return unused + ([filled(of_rows, {"count": f"{rows:,}"})] if rows else [])
