"""概览: the period's figures beside the period before, the reception's verdict, two charts."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import replace
from datetime import date

from xlcs.advice.highlights import highlights
from xlcs.advice.targets import Progress, progress
from xlcs.advice.year_before import DIFFERENCES
from xlcs.catalogue import EFFECT, FIGURE
from xlcs.report.description.compared_days import not_compared
from xlcs.report.description.formats import (
    KIND_OF_UNIT,
    NOTHING,
    day_fraction,
    display_width,
    figure_value,
    period_text,
    relative_change,
    shown,
    verdict,
)
from xlcs.report.description.scope import Scope
from xlcs.report.description.sheets import Block, Chart, Role, Sheet, Text, Tile, Tone
from xlcs.report.sheets.agents import ranking_chart
from xlcs.report.sheets.effect import effect_rows, gmv_chart, known
from xlcs.report.sheets.highlights import place_of, told
from xlcs.report.sheets.leakage import is_drawn, leakage_steps, waterfall_chart
from xlcs.report.sheets.receptions import change_text
from xlcs.report.sheets.remarks import remarks
from xlcs.report.sheets.todo import first_of_today

TILE_COLUMNS = (2, 4, 6, 8, 10)
"""A tile is one column wide; between two is a narrow one."""

MARGIN, TILE, GAP = 2.0, 28.0, 1.6
LAST_COLUMN = TILE_COLUMNS[-1]
_LINE_ROOM = 29
"""For a line of a tile, in letters of 9 points [`display_width`]."""

_LINE_WIDTH = 140.0
"""Of the tiles together, a little less [widths of a digit]."""

_TOP_ROW = 4
_CHART_ROWS = 12


_OF_READING = ("read_customers", "guided_gmv")
"""Figures of the tiles that are unknown where no message says whether it was read."""


def overview_sheet(scope: Scope, others: Sequence[Sheet], *, brief: bool = False) -> Sheet:
    """The sheet 概览; `others` are the sheets behind it, only the first of them if `brief`."""
    say = scope.say
    first = first_of_today(scope) if any(sheet.id == "todo" for sheet in others) else None
    uneven = not_compared(scope, scope.figures, scope.days, scope.before)
    above: list[Text] = []
    if first:
        above.append(_line(_TOP_ROW, first, "first", link="todo"))
    if uneven:
        above.append(_line(_TOP_ROW + len(above), uneven, "warning"))
    top = _TOP_ROW + len(above)
    effect = of_one_height(map(_of_tile_width, _effect_tiles(scope, top + 1)))
    heading = max(tile.last_row for tile in effect) + 2
    receptions = of_one_height(map(_of_tile_width, _reception_tiles(scope, heading + 1)))
    blocks: list[Block] = [
        Text(1, 2, scope.title, "title"),
        Text(2, 2, _periods(scope), "subtitle"),
        Text(3, 2, _made_from(scope), "note"),
        *above,
        Text(top, 2, say("专属客服引导成交", "Guided sales"), "heading"),
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
        _line(row + number, text, role)
        for number, (text, role) in enumerate(remarks(scope, others, brief=brief))
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


def _line(row: int, text: str, role: Role, **link: str) -> Text:
    """A text below or above the tiles, in as many lines as it takes over their width."""
    room = _LINE_WIDTH / 1.2 if role == "first" else _LINE_WIDTH  # of larger letters
    lines = math.ceil(display_width(text) / room)
    span = LAST_COLUMN - 1 if lines > 1 else 1
    return Text(row, 2, text, role, span=span, lines=lines, **link)


def _periods(scope: Scope) -> str:
    """The days, and those that they are compared with."""
    told = scope.say(f"期间：{scope.period}", f"Period: {scope.period}")
    if scope.before is None:
        return told
    before = period_text(*scope.before, scope.language)
    return told + scope.say(f"　上期：{before}", f"　before: {before}")


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
        lines.append(_line(row + number, text, "point", link=link, link_cell=cell))
    heading = Text(row, 2, scope.say("要点", "What stands out"), "heading")
    return [heading, *lines] if lines else []


def of_one_height(tiles: Iterable[Tile]) -> list[Tile]:
    """Tiles side by side, each with as many lines as the longest."""
    row = list(tiles)
    most = max(len(tile.lines) for tile in row)
    blank: tuple[tuple[str, Tone], ...] = (("", "quiet"),)
    return [replace(tile, lines=tile.lines + blank * (most - len(tile.lines))) for tile in row]


def _of_tile_width(tile: Tile) -> Tile:
    """A line too long goes on below: the tile beside would cut the last digits of its number."""
    lines: list[tuple[str, Tone]] = []
    for text, tone in tile.lines:
        begun = ""
        for part in _BEHIND_COMMA.split(str(text)):
            if begun and display_width((begun + part).rstrip(_MARKS)) > _LINE_ROOM:
                lines.append((begun.rstrip(_MARKS), tone))
                begun = ""
            begun += part
        lines.append((begun, tone))
    return replace(tile, lines=tuple(lines))


_MARKS = "，, \u3000"
_BEHIND_COMMA = re.compile("(?<=[，\u3000])|(?<=, )")
"""Where a line may be broken; the comma within a number is followed by no blank."""


def _effect_tiles(scope: Scope, row: int) -> Iterable[Tile]:
    for col, id in zip(TILE_COLUMNS, EFFECT, strict=True):
        yield _counted_tile(scope, row, col, id)


def _counted_tile(scope: Scope, row: int, col: int, id: str) -> Tile:
    """A figure beside that of the period before; more is better."""
    kind = KIND_OF_UNIT[FIGURE[id].unit]
    now = _number(scope, id, scope.start, scope.end)
    then = _number(scope, id, *scope.before) if scope.before else None
    unit = scope.say("（元）", " (CNY)") if kind == "money" else ""
    if lacking := _exports_missing(scope, id):
        return Tile(row, col, scope.caption(id) + unit, NOTHING, kind, ((lacking, "quiet"),))
    unread = any(problem.code == "reading_unknown" for problem in scope.shop.problems)
    if now is None and unread and id in _OF_READING:
        lacking = scope.say("消息里没有阅读时间", "no message has a time of reading")
        return Tile(row, col, scope.caption(id) + unit, NOTHING, kind, ((lacking, "quiet"),))
    return Tile(
        row,
        col,
        scope.caption(id) + unit,
        NOTHING if now is None else now,
        kind,
        (
            _change_line(scope, relative_change(now, then) if scope.compares(id) else None),
            _before_line(scope, id, then),
            *_year_before_line(scope, id),
            *_target_line(scope, id),
        ),
        link="effect" if id in EFFECT else "receptions",
    )


def _exports_missing(scope: Scope, id: str) -> str:
    """That a table which the figure needs is missing; "" where none is."""
    missing = {note.table for note in scope.notes if note.code == "missing_table"}
    if not missing & set(FIGURE[id].needs):
        return ""
    return scope.say("缺少需要的导出文件", "exports are missing")


def _year_before_line(scope: Scope, id: str) -> Iterable[tuple[str, Tone]]:
    """The same period a year before and the change since; nothing where the data has none of it."""
    if id not in scope.year_before:
        return
    beside, unit = scope.year_before[id], FIGURE[id].unit
    text = scope.say("去年同期 ", "a year before: ") + _figure_shown(id, beside.then)
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
    """How far the month has come, and what each day left has to bring, or that it was missed.

    Nothing without a target.
    """
    known = progress(scope.figures, *scope.days, scope.agent) if scope.days else {}
    if id not in known:
        return
    say, one = scope.say, known[id]
    if FIGURE[id].unit == "rate":
        text = _beside_target(scope, one)
    else:
        target, done = shown(one.target, "count"), shown(one.done, "rate")
        text = say(f"目标 {target}：{done}", f"{done} of {target}")
    if one.a_day:
        need = f"{math.ceil(round(one.a_day, 2)):,}"  # of less a day the target would be missed
        text += say(f"，每天还要 {need}", f", {need} a day to go")
    missed = one.done is not None and one.done < 1 and not one.days_left
    if missed:
        text += say("，没有完成", ", missed")
    yield text, "bad" if missed else "good" if (one.done or 0) >= 1 else "quiet"


def _beside_target(scope: Scope, one: Progress) -> str:
    """How far a rate is from its target, in percentage points: a share of it would mean nothing."""
    say, target = scope.say, shown(one.target, "rate")
    if one.value is None:
        return say(f"目标 {target}：{NOTHING}", f"target {target}: {NOTHING}")
    apart = change_text(scope, "conversion_change", abs(one.value - one.target))
    apart = apart.removeprefix("+")
    if one.value >= one.target:
        return say(f"目标 {target}：已达到，高 {apart}", f"target {target}: met, {apart} above")
    return say(f"目标 {target}：还差 {apart}", f"target {target}: {apart} short")


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


def _before_line(scope: Scope, id: str, then: float | None) -> tuple[str, Tone]:
    if then is None:
        return scope.say("上期没有数据", "no data for the period before"), "quiet"
    value = _figure_shown(id, then)
    return scope.say(f"上期 {value}", f"before: {value}"), "quiet"


def _figure_shown(id: str, value: float) -> str:
    """A figure in a line of text."""
    kind = KIND_OF_UNIT[FIGURE[id].unit]
    return shown(day_fraction(value) if kind == "duration" else value, kind)


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
    if lacking := _exports_missing(scope, id):
        return Tile(row, col, scope.caption(id), NOTHING, kind, ((lacking, "quiet"),))
    now = _number(scope, id, scope.start, scope.end)
    change = _number(scope, change_id, scope.start, scope.end)
    then = _number(scope, id, *scope.before) if scope.before else None
    cell = figure_value(now, FIGURE[id].unit, scope.language)
    words = None if change is None else change_text(scope, change_id, change)
    return Tile(
        row,
        col,
        scope.caption(id),
        NOTHING if cell is None else cell,
        kind,
        (
            _change_line(scope, words, more_is_better=id == "conversion_rate"),
            _before_line(scope, id, then),
            *_year_before_line(scope, id),
            *_target_line(scope, id),
        ),
        link="receptions",
    )


def _charts(scope: Scope, tables: Collection[str], row: int) -> list[Block]:
    """The two most telling charts whose tables (ids) are in the report, side by side.

    One alone is as wide as both.
    """
    figures = scope.figures
    by, rows = effect_rows(scope)
    agents = figures.agent_table(scope.start, scope.end, scope.agent)
    makers: list[Callable[..., Chart]] = []
    if known(rows, "guided_gmv"):
        makers.append(lambda **place: gmv_chart(scope, rows, by, **place))
    if "leakage" in tables and is_drawn(leakage_steps(scope)):
        makers.append(lambda **place: waterfall_chart(scope, **place))
    if len(agents) > 1 and (agents["guided_gmv"] > 0).any():
        makers.append(lambda **place: ranking_chart(scope, agents["guided_gmv"], **place))
    places = [(TILE_COLUMNS[0], TILE_COLUMNS[1]), (TILE_COLUMNS[2], LAST_COLUMN)]
    if len(makers) == 1:
        places = [(TILE_COLUMNS[0], LAST_COLUMN)]
    return [
        make(row=row, end_row=row + _CHART_ROWS - 1, col=first, end_col=last)
        for make, (first, last) in zip(makers, places, strict=False)
    ]
