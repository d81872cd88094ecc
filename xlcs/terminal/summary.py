"""The summary that `xlcs report` ends with: the figures beside the period before, and why."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd
from rich.console import Console
from rich.table import Table

from xlcs.advice.clients import leakage_of_agent
from xlcs.catalogue import EFFECT, FIGURE, REASON
from xlcs.problems import Problem
from xlcs.problems.of_data import CHANGES_FIGURES
from xlcs.problems.together import told_together
from xlcs.report.description.formats import (
    KIND_OF_UNIT,
    NOTHING,
    day_fraction,
    relative_change,
    shown,
    signed_durations,
    signed_points,
    verdict,
)
from xlcs.terminal.console import console, described, fits, place, plain

if TYPE_CHECKING:
    from xlcs.figures import Figures

FEW_EXAMPLES = 2
"""Problems of one kind that are named before the rest is only counted."""

FEW_PERIODS = 6
"""Reception periods that are shown: the latest ones, fewer where the terminal is narrow."""

_TEXT = {
    "zh": {
        "agent": "客服 {agent}",
        "period": "期间 {start} 至 {end}",
        "now": "本期",
        "before": "上期 {start} 至 {end}",
        "no_before": "上期",
        "change": "变动",
        "effect": "效果数据",
        "reception": "接待达标",
        "partial": "（不完整）",
        "reasons": "成交归因",
        "orders": "订单数",
        "amount": "金额",
        "first": "先看这些",
        "points": "要点",
        "check": "数据检查",
        "clean": "数据检查：没有发现问题。",
        "file": "没有使用的文件",
        "row": "没有使用的行",
        "value": "按没有处理的值",
        "note": "提示",
        "count": "{level} {count}",
        "more": "  … 同样的还有 {count} 处",
        "all": "全部列在报表的“数据检查”里，运行 xlcs check 也能看到。",
        "written": "已写入 {path}",
    },
    "en": {
        "agent": "Agent {agent}",
        "period": "Period {start} to {end}",
        "now": "period",
        "before": "before: {start} to {end}",
        "no_before": "before",
        "change": "change",
        "effect": "Effect",
        "reception": "Receptions",
        "partial": " (partial)",
        "reasons": "Why orders count, or not",
        "orders": "orders",
        "amount": "amount",
        "first": "Look at this first",
        "points": "What stands out",
        "check": "Data check",
        "clean": "Data check: no problems found.",
        "file": "files refused",
        "row": "rows refused",
        "value": "values blanked",
        "note": "notes",
        "count": "{level}: {count}",
        "more": "  … and {count} more like these",
        "all": "All are in the report's data check; xlcs check shows them too.",
        "written": "Written: {path}",
    },
}


def summary(
    content: Mapping[str, Any],
    figures: Figures,
    problems: Sequence[Problem],
    start: date | None,
    end: date | None,
    written: Sequence[Path],
    *,
    language: str,
    agent: str | None = None,
    points: Sequence[str] = (),
    on_stderr: bool = False,
) -> None:
    """Show what `Figures.report` gave for the period, the problems by kind, and what was written.

    Parameters
    ----------
    content : `figures.report(start, end, agent)`
    agent : whose figures are shown; None for the shop's
    problems : the data check, notes on the period included
    points : the sentences of 要点
    on_stderr : where standard output carries the figures themselves
    """
    out = console(on_stderr=on_stderr)
    received, lost = content["reception"]["periods"], content["leakage"]
    if agent is not None:
        out.print(_TEXT[language]["agent"].format(agent=plain(agent)))
        received = content["reception"]["agents"]
        own = leakage_of_agent(figures.orders(start, end, agent), agent).to_dict("records")
        lost = [row for row in own if row["reason"] in {row["reason"] for row in lost}]
    _effect(out, content["period"], figures, start, end, agent, language)
    _reception(out, received, language)
    _reasons(out, lost, language)
    told = told_together(problems, language)
    first = [problem for problem in told if problem.code in CHANGES_FIGURES]
    _points(out, _TEXT[language]["first"], [described(one, language) for one in first])
    _points(out, _TEXT[language]["points"], points)
    others = [problem for problem in told if problem.code not in CHANGES_FIGURES]
    if others or not first:
        _problems(out, others, language)
    for path in written:
        out.print(_TEXT[language]["written"].format(path=plain(path)), soft_wrap=True)


def _effect(
    out: Console,
    period: Mapping[str, Any],
    figures: Figures,
    start: date | None,
    end: date | None,
    agent: str | None,
    language: str,
) -> None:
    text = _TEXT[language]
    if period["from"] is not None:
        out.print(text["period"].format(start=period["from"], end=period["to"]))
    before = figures.period(start, end).before
    caption = text["no_before"]
    if before is not None:
        caption = text["before"].format(start=before[0], end=before[1])
    rows = []
    for figure in (FIGURE[id_] for id_ in EFFECT):
        now = figures.value(figure.id, start, end, agent)
        then = None if before is None else figures.value(figure.id, *before, agent)
        kind = KIND_OF_UNIT[figure.unit]
        change = relative_change(now, then) or NOTHING
        rows.append((figure.name(language), shown(now, kind), shown(then, kind), change))
    table = _table((text["effect"], text["now"], caption, text["change"]), rows)
    if fits(out, table):
        out.print(table)
        return
    if before is not None:
        out.print(caption)
    _print(out, (text["effect"], text["now"], text["no_before"], text["change"]), rows)


def _reception(out: Console, periods: Sequence[Mapping[str, Any]], language: str) -> None:
    if not periods:
        return
    text = _TEXT[language]
    latest = list(periods)[-FEW_PERIODS:]
    ids = ("receptions", "conversion_rate", "conversion_change", "average_duration",
           "duration_change", "compliant")  # fmt: skip
    captions = [FIGURE[id_].name(language) for id_ in ids]
    rates = _changes([row["conversion_change"] for row in latest])
    durations = _changes([row["duration_change_s"] for row in latest])
    points, minutes = signed_points(rates, language), signed_durations(durations)
    names: list[str] = []
    cells: list[tuple[str, ...]] = []
    for number, row in enumerate(latest):
        verdict_is = row["compliant"]
        names.append(row["period"] + (text["partial"] if row.get("partial") else ""))
        cells.append(
            (
                shown(row["receptions"], "count"),
                shown(row["conversion_rate"], "rate"),
                NOTHING if rates.isna()[number] else points[number],
                shown(day_fraction(row["average_duration_s"]), "duration"),
                NOTHING if durations.isna()[number] else minutes[number],
                NOTHING if verdict_is is None else verdict(verdict_is, language),
            )
        )
    table = _table((text["reception"], *captions), [*map(_row, names, cells)])
    if fits(out, table):
        out.print(table)
        return
    # where captions have no room beside each other: a row a figure, and the latest periods
    for first in range(len(names)):
        headings = (text["reception"], *names[first:])
        by_figure = [*map(_row, captions, zip(*cells[first:], strict=True))]
        if fits(out, _table(headings, by_figure)):
            break
    _print(out, headings, by_figure)


def _row(name: str, values: Iterable[str]) -> tuple[str, ...]:
    return (name, *values)


def _reasons(out: Console, leakage: Sequence[Mapping[str, Any]], language: str) -> None:
    if not leakage:
        return
    text = _TEXT[language]
    rows = []
    for row in leakage:
        reason = REASON[row["reason"]]
        name = reason.en if language == "en" else reason.zh
        rows.append((name, shown(row["orders"], "count"), shown(row["amount"], "money")))
    _print(out, (text["reasons"], text["orders"], text["amount"]), rows)


def _table(headings: Sequence[str], rows: Sequence[Sequence[str]]) -> Table:
    table = Table(headings[0])
    for heading in headings[1:]:
        table.add_column(heading, justify="right")
    for row in rows:
        table.add_row(*row)
    return table


def _print(out: Console, headings: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """A table; where it has no room, each row's name and below it its values with theirs."""
    table = _table(headings, rows)
    if fits(out, table):
        out.print(table)
        return
    out.print(headings[0])
    for name, *values in rows:
        out.print(f"  {name}")
        pairs = zip(headings[1:], values, strict=True)
        out.print("    " + "  ".join(f"{heading} {value}" for heading, value in pairs))


def _points(out: Console, heading: str, points: Sequence[str]) -> None:
    if points:
        out.print(heading)
    for point in points:
        out.print("  - " + plain(point), soft_wrap=True)


def _problems(out: Console, problems: Sequence[Problem], language: str) -> None:
    text = _TEXT[language]
    if not problems:
        out.print(text["clean"])
        return
    out.print(text["check"])
    for level in ("file", "row", "value", "note"):
        found = [problem for problem in problems if problem.level == level]
        found.sort(key=lambda problem: problem.file is not None)  # of all data first
        if not found:
            continue
        out.print("  " + text["count"].format(level=text[level], count=len(found)))
        if level == "file":  # each was complained of with what to do about it
            for problem in found:
                out.print("  - " + place(problem, language), soft_wrap=True)
            continue
        for code in dict.fromkeys(problem.code for problem in found):
            same = [described(problem, language) for problem in found if problem.code == code]
            for line in same[:FEW_EXAMPLES]:
                out.print("  - " + line, soft_wrap=True)
            if len(same) > FEW_EXAMPLES:
                out.print("  " + text["more"].format(count=len(same) - FEW_EXAMPLES))
    out.print(text["all"])


def _changes(values: Sequence[float | None]) -> pd.Series[Any]:
    return pd.Series(values, dtype="float64")
