"""The summary that `xlcs report` ends with: the figures beside the period before, and why."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd
from rich.console import Console
from rich.table import Table

from xlcs.advice.clients import leakage_of_agent
from xlcs.advice.days_lacking import matters
from xlcs.advice.period_before import days_covered
from xlcs.catalogue import EFFECT, FIGURE
from xlcs.problems import Problem
from xlcs.problems.of_data import CHANGES_FIGURES
from xlcs.problems.together import told_together
from xlcs.report.description.compared_days import not_compared
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
from xlcs.report.description.words import Words
from xlcs.terminal.console import console, described, fits, place, plain

if TYPE_CHECKING:
    from xlcs.figures import Figures

FEW_EXAMPLES = 2
"""Problems of one kind that are named before the rest is only counted."""

_MISSING = "missing_table"

_LEVELS = {
    "file": ("没有使用的文件 {}", "files refused: {}"),
    "row": ("没有使用的行 {}", "rows refused: {}"),
    "value": ("按没有处理的值 {}", "values blanked: {}"),
    "note": ("提示 {}", "notes: {}"),
}

FEW_PERIODS = 6
"""Reception periods that are shown: the latest ones, fewer where the terminal is narrow."""


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
    is_thin: bool = False,
    on_stderr: bool = False,
) -> None:
    """Show what `Figures.report` gave for the period, the problems by kind, and what was written.

    Parameters
    ----------
    content : `figures.report(start, end, agent)`
    agent : whose figures are shown; None for the shop's
    problems : the data check, notes on the period included
    points : the sentences of 要点
    is_thin : whether it is told elsewhere that the month before may be meant
    on_stderr : where standard output carries the figures themselves
    """
    out, words = console(on_stderr=on_stderr), Words(language, figures.edition)
    say = words.say
    received, lost = content["reception"]["periods"], content["leakage"]
    if agent is not None:
        out.print(say("客服 ", "Agent ") + plain(agent))
        received = content["reception"]["agents"]
        reasons = [row["reason"] for row in lost]
        own = leakage_of_agent(figures.orders(start, end, agent), agent, reasons)
        lost = own.to_dict("records")
    period = content["period"]
    if period["from"] is not None:
        days = say(f"{period['from']} 至 {period['to']}", f"{period['from']} to {period['to']}")
        out.print(say("期间 ", "Period ") + days)
    _effect(out, figures, start, end, agent, words, is_thin=is_thin)
    _reception(out, received, words)
    _reasons(out, lost, words)
    told = told_together(problems, language)
    asked = figures.period(start, end).asked
    changing = [one for one in told if one.code in CHANGES_FIGURES and matters(one, asked)]
    first = [described(one, language) for one in changing]
    _points(out, say("先看这些", "Look at this first"), first)
    _points(out, say("要点", "What stands out"), points)
    others = [problem for problem in told if problem not in changing]
    if others or not first:
        _problems(out, others, words)
    for path in written:
        out.print(say("已写入 ", "Written: ") + plain(path), soft_wrap=True)


def _effect(
    out: Console,
    figures: Figures,
    start: date | None,
    end: date | None,
    agent: str | None,
    words: Words,
    *,
    is_thin: bool,
) -> None:
    say = words.say
    before = figures.period(start, end).before
    short = caption = say("上期", "before")
    if before is not None:
        first, last = before
        caption = say(f"上期 {first} 至 {last}", f"before: {first} to {last}")
    rows = []
    asked = figures.period(start, end).asked or figures.covered
    compared = asked and before and days_covered(figures, asked, before).comparable
    for figure in (FIGURE[id_] for id_ in EFFECT):
        now = figures.value(figure.id, start, end, agent)
        then = None if before is None else figures.value(figure.id, *before, agent)
        kind = KIND_OF_UNIT[figure.unit]
        change = (relative_change(now, then) if compared else None) or NOTHING
        rows.append((figure.name(words.language), shown(now, kind), shown(then, kind), change))
    if all(now == then == NOTHING for _, now, then, _ in rows):
        return  # which files are missing is told below
    name, now_is, change_is = (
        say("效果数据", "Effect"),
        say("本期", "period"),
        say("变动", "change"),
    )
    table = _table((name, now_is, caption, change_is), rows)
    if fits(out, table):
        out.print(table)
    else:
        if before is not None:
            out.print(caption)
        _print(out, (name, now_is, short, change_is), rows)
    if uneven := not_compared(words, figures, asked, before, with_choice=not is_thin):
        out.print(uneven, soft_wrap=True)


def _reception(out: Console, periods: Sequence[Mapping[str, Any]], words: Words) -> None:
    if not periods:
        return
    language, name = words.language, words.say("接待达标", "Receptions")
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
        partial = words.say("（不完整）", " (partial)") if row.get("partial") else ""
        names.append(row["period"] + partial)
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
    table = _table(
        (name, *captions), [(n, *values) for n, values in zip(names, cells, strict=True)]
    )
    if fits(out, table):
        out.print(table)
        return
    # where captions have no room beside each other: a row a figure, and the latest periods
    for first in range(len(names)):
        headings = (name, *names[first:])
        by_figure = [*zip(captions, *cells[first:], strict=True)]
        if fits(out, _table(headings, by_figure)):
            break
    _print(out, headings, by_figure)


def _reasons(out: Console, leakage: Sequence[Mapping[str, Any]], words: Words) -> None:
    if not leakage:
        return
    say = words.say
    rows = [
        (words.reason_name(row["reason"]), shown(row["orders"], "count"),
         shown(row["amount"], "money"))
        for row in leakage
    ]  # fmt: skip
    name = say("成交归因", "Why orders count, or not")
    _print(out, (name, say("订单数", "orders"), say("金额", "amount")), rows)


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


def _problems(out: Console, problems: Sequence[Problem], words: Words) -> None:
    say = words.say
    if not problems:
        out.print(say("数据检查：没有发现问题。", "Data check: no problems found."))
        return
    out.print(say("数据检查", "Data check"))
    for level, count in _LEVELS.items():
        found = [problem for problem in problems if problem.level == level]
        found.sort(key=lambda problem: problem.file is not None)  # of all data first
        if not found:
            continue
        missing = [one.table for one in found if one.code == _MISSING and one.table is not None]
        out.print("  " + say(*count).format(len(found) - max(len(missing) - 1, 0)))
        if level == "file":  # each was complained of with what to do about it
            for problem in found:
                out.print("  - " + place(problem, words.language), soft_wrap=True)
            continue
        for code in dict.fromkeys(problem.code for problem in found):
            same = [described(one, words.language) for one in found if one.code == code]
            if code == _MISSING:
                same = [_without_tables(missing, words)]
            for line in same[:FEW_EXAMPLES]:
                out.print("  - " + line, soft_wrap=True)
            if (rest := len(same) - FEW_EXAMPLES) > 0:
                out.print(say(f"    … 同样的还有 {rest} 处", f"    … and {rest} more like these"))
    out.print(
        say(
            "全部列在报表的“数据检查”里，运行 xlcs check 也能看到。",
            "All are in the report's data check; xlcs check shows them too.",
        )
    )


def _without_tables(ids: Sequence[str], words: Words) -> str:
    """That there is no usable file of these tables, once for all of them."""
    names = words.listed(map(words.table_name, ids))
    return words.say(
        f"没有能用的文件：{names}。需要它们的数字是 —，是哪些见报表的“数据检查”。",
        f"No usable file of: {names}. Figures that need them are —; the report's data check says"
        " which.",
    )


def _changes(values: Sequence[float | None]) -> pd.Series[Any]:
    return pd.Series(values, dtype="float64")
