"""概览: the period's figures beside the period before, the reception's verdict, two charts."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import replace
from datetime import date

from xlcs.catalogue import EFFECT, FIGURE
from xlcs.figures.advice.highlights import highlights
from xlcs.figures.advice.targets import progress
from xlcs.figures.advice.year_before import DIFFERENCES
from xlcs.problems import Problem
from xlcs.report.description.formats import (
    KIND_OF_UNIT,
    NOTHING,
    figure_value,
    relative_change,
    shown,
    verdict,
)
from xlcs.report.description.scope import Scope
from xlcs.report.description.sheets import Block, Chart, Role, Sheet, Text, Tile, Tone
from xlcs.report.sheets.agents import ranking_chart
from xlcs.report.sheets.effect import effect_rows, gmv_chart, known
from xlcs.report.sheets.highlights import place_of, told
from xlcs.report.sheets.leakage import leakage_steps, waterfall_chart
from xlcs.report.sheets.receptions import change_text

TILE_COLUMNS = (2, 4, 6, 8, 10)
"""A tile is one column wide; between two is a narrow one."""

MARGIN, TILE, GAP = 2.0, 28.0, 1.6
LAST_COLUMN = TILE_COLUMNS[-1]

_EFFECT_ROW = 5
_CHART_ROWS = 12


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


def overview_sheet(scope: Scope, others: Sequence[Sheet], *, brief: bool = False) -> Sheet:
    """The sheet 概览; `others` are the sheets behind it, only the first of them if `brief`."""
    say = scope.say
    effect = _of_one_height(_effect_tiles(scope))
    heading = max(tile.last_row for tile in effect) + 2
    receptions = _of_one_height(_reception_tiles(scope, heading + 1))
    blocks: list[Block] = [
        Text(1, 2, scope.title, "title"),
        Text(2, 2, say(f"期间：{scope.period}", f"Period: {scope.period}"), "subtitle"),
        Text(3, 2, _made_from(scope), "note"),
        Text(_EFFECT_ROW - 1, 2, say("专属客服引导成交", "Guided sales"), "heading"),
        *effect,
        Text(heading, 2, say("接待", "Receptions"), "heading"),
        *receptions,
    ]
    row = max(tile.last_row for tile in receptions) + 2
    points = _points(scope, others, row)
    blocks += points
    row += len(points) + bool(points)
    charts = _charts(scope, {table.id for sheet in others for table in sheet.tables()}, row)
    blocks += charts
    row += _CHART_ROWS + 1 if charts else 0
    blocks += [
        Text(row + number, 2, text, role)
        for number, (text, role) in enumerate(_remarks(scope, others, brief=brief))
    ]
    return Sheet(
        id="overview",
        name=say("概览", "Overview"),
        blocks=tuple(blocks),
        gridlines=False,
        one_page=True,
        group="answer",
        widths={1: MARGIN}
        | dict.fromkeys(TILE_COLUMNS, TILE)
        | dict.fromkeys(range(3, LAST_COLUMN, 2), GAP),
        footer=f"{scope.title}　{scope.period}",
    )


def _made_from(scope: Scope) -> str:
    say = scope.say
    if any(note.code == "stored_in_parts" for note in scope.shop.problems):
        return say(
            f"依据：{scope.folder} 中存好的分份数据", f"Made from stored parts in {scope.folder}"
        )
    files = {source.file for source in scope.shop.sources if source.table}
    last = max((source.last for source in scope.shop.sources if source.last), default=None)
    upto = (
        say(f"，数据截至 {last:%Y-%m-%d %H:%M}", f", up to {last:%Y-%m-%d %H:%M}") if last else ""
    )
    return say(
        f"依据：{scope.folder} 中的 {len(files)} 个导出文件{upto}",
        f"Made from {len(files)} exported files in {scope.folder}{upto}",
    )


def _points(scope: Scope, others: Sequence[Sheet], row: int) -> list[Text]:
    """要点, under their heading, each leading to its rows; none where nothing stands out."""
    if scope.days is None:
        return []
    found = highlights(scope.figures, *scope.days, scope.agent)
    lines = []
    for number, highlight in enumerate(found, start=1):
        link, cell = place_of(highlight, others)
        text = f"· {told(scope, highlight)}"
        lines.append(Text(row + number, 2, text, "point", link=link, link_cell=cell))
    heading = Text(row, 2, scope.say("要点", "What stands out"), "heading")
    return [heading, *lines] if lines else []


def _of_one_height(tiles: Iterable[Tile]) -> list[Tile]:
    """Tiles side by side, each with as many lines as the longest."""
    row = list(tiles)
    most = max(len(tile.lines) for tile in row)
    blank: tuple[tuple[str, Tone], ...] = (("", "quiet"),)
    return [replace(tile, lines=tile.lines + blank * (most - len(tile.lines))) for tile in row]


def _effect_tiles(scope: Scope) -> Iterable[Tile]:
    for col, id in zip(TILE_COLUMNS, EFFECT, strict=True):
        yield _counted_tile(scope, _EFFECT_ROW, col, id)


def _counted_tile(scope: Scope, row: int, col: int, id: str) -> Tile:
    """A figure beside that of the period before; more is better."""
    kind = KIND_OF_UNIT[FIGURE[id].unit]
    now = _number(scope, id, scope.start, scope.end)
    then = _number(scope, id, *scope.before) if scope.before else None
    unit = scope.say("（元）", " (CNY)") if kind == "money" else ""
    missing = {note.table for note in scope.notes if note.code == "missing_table"}
    if missing & set(FIGURE[id].needs):
        lacking = scope.say("缺少需要的导出文件", "exports are missing")
        return Tile(row, col, scope.caption(id) + unit, NOTHING, kind, ((lacking, "quiet"),))
    return Tile(
        row,
        col,
        scope.caption(id) + unit,
        NOTHING if now is None else now,
        kind,
        (
            _change_line(scope, relative_change(now, then)),
            _before_line(scope, None if then is None else shown(then, kind)),
            *_year_before_line(scope, id),
            *_target_line(scope, id),
        ),
        link="effect" if id in EFFECT else "receptions",
    )


def _year_before_line(scope: Scope, id: str) -> Iterable[tuple[str, Tone]]:
    """The same period a year before and the change since; nothing where the data has none of it."""
    if id not in scope.year_before:
        return
    beside, unit = scope.year_before[id], FIGURE[id].unit
    then = figure_value(beside.then, unit, scope.language)
    assert isinstance(then, float)
    text = scope.say("去年同期 ", "a year before: ") + shown(then, KIND_OF_UNIT[unit])
    change = None
    if unit not in DIFFERENCES:
        change = relative_change(beside.now, beside.then)
    elif beside.change is not None:
        of_rate = "conversion_change" if unit == "rate" else "duration_change"
        change = change_text(scope, of_rate, beside.change)
    if change is None:
        yield text, "quiet"
        return
    arrow, tone = _direction(change, more_is_better=unit != "duration")
    yield f"{text}　{arrow}{change}", tone


def _target_line(scope: Scope, id: str) -> Iterable[tuple[str, Tone]]:
    """How far the month has come, and what each day left has to bring; nothing without a target."""
    known = progress(scope.figures, *scope.days, scope.agent) if scope.days else {}
    if id not in known:
        return
    say, one = scope.say, known[id]
    target = shown(one.target, "rate" if FIGURE[id].unit == "rate" else "count")
    done = shown(one.done, "rate")
    text = say(f"目标 {target}：{done}", f"{done} of {target}")
    if one.a_day:
        need = shown(one.a_day, "count")
        text += say(f"，每天还要 {need}", f", {need} a day to go")
    yield text, "good" if (one.done or 0) >= 1 else "quiet"


def _number(scope: Scope, id: str, start: date | None, end: date | None) -> float | None:
    """The figure of the shop, or of the agent, as `Figures` gives it."""
    value = scope.figures.value(id, start, end, scope.agent)
    return None if value is None else float(value)


def _change_line(
    scope: Scope, change: str | None, *, more_is_better: bool = True
) -> tuple[str, Tone]:
    if change is None:
        return scope.say("较上期 —", "change —"), "quiet"
    arrow, tone = _direction(change, more_is_better=more_is_better)
    return scope.say(f"较上期 {arrow}{change}", f"{arrow}{change} on the period before"), tone


def _direction(change: str, *, more_is_better: bool) -> tuple[str, Tone]:
    """The arrow and the tone of a signed change; the arrow is for who cannot tell colours apart."""
    if change[0] not in "+-":
        return "", "quiet"
    return "▲ " if change[0] == "+" else "▼ ", (
        "good" if (change[0] == "+") is more_is_better else "bad"
    )


def _before_line(scope: Scope, value: str | None) -> tuple[str, Tone]:
    if value is None:
        return scope.say("上期没有数据", "no data for the period before"), "quiet"
    return scope.say(f"上期 {value}", f"before: {value}"), "quiet"


def _reception_tiles(scope: Scope, row: int) -> Iterable[Tile]:
    judged = scope.value("compliant")
    tone: Tone = "plain"
    if judged is not None:
        tone = "good" if judged == verdict(True, scope.language) else "bad"
    settings = scope.figures.settings
    most, least = settings.max_average_min, settings.min_conversion_rate
    limits = (
        scope.say(f"平均时长 ≤ {most:g} 分钟", f"average duration ≤ {most:g} min"),
        scope.say(f"转化率 ≥ {least:.1%}", f"conversion rate ≥ {least:.1%}"),
    )
    yield Tile(
        row,
        TILE_COLUMNS[0],
        scope.caption("compliant"),
        NOTHING if judged is None else judged,
        "text",
        tuple((limit, "quiet") for limit in limits),
        tone,
    )
    yield _changed_tile(scope, row, TILE_COLUMNS[1], "conversion_rate", "conversion_change")
    yield _changed_tile(scope, row, TILE_COLUMNS[2], "average_duration", "duration_change")
    yield _counted_tile(scope, row, TILE_COLUMNS[3], "buyers")
    yield _counted_tile(scope, row, TILE_COLUMNS[4], "converted_buyers")


def _changed_tile(scope: Scope, row: int, col: int, id: str, change_id: str) -> Tile:
    """A rate or a duration with its difference to the period before."""
    kind = KIND_OF_UNIT[FIGURE[id].unit]
    now = _number(scope, id, scope.start, scope.end)
    change = _number(scope, change_id, scope.start, scope.end)
    cell = figure_value(now, FIGURE[id].unit, scope.language)
    before = None
    if now is not None and change is not None:
        then = figure_value(now - change, FIGURE[id].unit, scope.language)
        assert isinstance(then, float)
        before = shown(then, kind)
    words = None if change is None else change_text(scope, change_id, change)
    return Tile(
        row,
        col,
        scope.caption(id),
        NOTHING if cell is None else cell,
        kind,
        (
            _change_line(scope, words, more_is_better=id == "conversion_rate"),
            _before_line(scope, before),
            *_year_before_line(scope, id),
            *_target_line(scope, id),
        ),
        link="receptions",
    )


def _charts(scope: Scope, tables: Collection[str], row: int) -> list[Block]:
    """The two most telling charts whose tables (ids) are in the report, side by side."""
    figures = scope.figures
    by, rows = effect_rows(scope)
    agents = figures.agent_table(scope.start, scope.end, scope.agent)
    makers: list[Callable[..., Chart]] = []
    if known(rows, "guided_gmv"):
        makers.append(lambda **place: gmv_chart(scope, rows, by, **place))
    if "leakage" in tables and leakage_steps(scope)["amount"].notna().all():
        makers.append(lambda **place: waterfall_chart(scope, **place))
    if len(agents) > 1 and (agents["guided_gmv"] > 0).any():
        makers.append(lambda **place: ranking_chart(scope, len(agents), **place))
    places = ((TILE_COLUMNS[0], TILE_COLUMNS[1]), (TILE_COLUMNS[2], LAST_COLUMN))
    return [
        make(row=row, end_row=row + _CHART_ROWS - 1, col=first, end_col=last)
        for make, (first, last) in zip(makers, places, strict=False)
    ]


def _told(scope: Scope, note: Problem) -> str:
    text = note.text(scope.language)
    if note.table is None:
        return text
    return scope.table_name(note.table) + scope.say("：", ": ") + text


def _counted(count: int, noun: str) -> str:
    return f"{count:,} {noun}" if count == 1 else f"{count:,} {noun}s"


def _remarks(scope: Scope, others: Sequence[Sheet], *, brief: bool) -> list[tuple[str, Role]]:
    """What the reader should know before trusting the figures, and where to read more."""
    say = scope.say
    missing = [note.table for note in scope.notes if note.code == "missing_table"]
    remarks: list[tuple[str, Role]] = [
        (say("注意：", "Note: ") + _told(scope, note), "warning")
        for note in scope.notes
        if note.code != "missing_table"
    ]
    if missing:
        names = say("、", ", ").join(scope.table_name(table) for table in missing if table)
        text = say(
            f"注意：没有这些导出文件：{names}；需要它们的数字是 —，详见“数据检查”。",
            f"Note: exports that are missing: {names}; figures that need them are —. See Data"
            " check.",
        )
        remarks.append((text, "warning"))
    problems = scope.shop.problems
    files = len({(p.file, p.sheet) for p in problems if p.level == "file"})
    rows = sum(p.level == "row" for p in problems)
    unused = [say(f"{files:,} 个文件", _counted(files, "file"))] if files else []
    unused += [say(f"{rows:,} 行", _counted(rows, "row"))] if rows else []
    if unused:
        remarks.append(
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
        remarks.append(
            (
                say(
                    "这是简版。每一单计入或未计入的原因、数据检查和口径说明在完整的报表里。",
                    "The brief report. Why each order counts or not, the data check and the"
                    " definitions are in the whole one.",
                ),
                "note",
            )
        )
        return remarks
    absent = [say(*names) for id, names in SHEETS.items() if id not in there]
    if absent:
        listed = say("、", ", ").join(absent)
        text = say(
            f"没有数据、所以没有的工作表：{listed}。", f"Sheets left out, without data: {listed}."
        )
        remarks.append((text, "note"))
    remarks.append(
        (
            say(
                "各数字的定义见“口径说明”，每一单计入或未计入的原因见“成交归因”。",
                "Definitions: the sheet Definitions. Why each order counts or not: the sheet"
                " Orders.",
            ),
            "note",
        )
    )
    return remarks
