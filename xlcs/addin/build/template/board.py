"""看板: the figures of a period and an agent, both chosen here, as tiles and charts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from xlcs.addin.build.template import calls
from xlcs.addin.build.template.beside import (
    minutes,
    points,
    share,
    target_line,
    year_before_line,
)
from xlcs.addin.build.template.setup import COMPARED, comparison_cell, why_not_compared_cell
from xlcs.addin.session import names
from xlcs.addin.session.period_choices import FIRST_CHOICE
from xlcs.addresses import cell_name
from xlcs.catalogue import EFFECT, FIGURE
from xlcs.report.description.formats import (
    KIND_OF_UNIT,
    NOTHING,
    NUMBER_FORMATS,
    any_money_format,
    verdicts,
)
from xlcs.report.description.sheets import (
    Block,
    Chart,
    Formula,
    Input,
    Kind,
    Series,
    Sheet,
    Text,
    Tile,
    Tone,
)
from xlcs.report.description.words import Words
from xlcs.report.sheets.leakage import waterfall_chart
from xlcs.report.sheets.overview import (
    GAP,
    LAST_COLUMN,
    MARGIN,
    TILE,
    TILE_COLUMNS,
    of_one_height,
)

_INPUT_ROW = 5
_ROWS = {"effect": 9, "reception": 17, "agent": 25}
_CHART_ROW, _CHART_ROWS = 32, 12

NO_ADDIN = (
    "没有检测到 xlcs 加载项，数字不会更新。请双击 install.cmd 安装，重新打开 Excel，"
    "再点功能区“客服数据”里的“刷新”。",
    "The xlcs add-in is not there, so the figures stay as they are. Double-click install.cmd, open"
    " Excel again, and press Refresh on the tab “Service data”.",
)

_FOLLOWED = ("clients_total", "followup_gmv", "followup_orders", "opportunities_done",
             "opportunities_todo")  # fmt: skip


def board_sheet(words: Words) -> Sheet:
    """The sheet 看板."""
    say = words.say
    blocks: list[Block] = [
        Text(1, 2, say("客服数据看板", "Customer service board"), "title"),
        # Two lines: a refresh that failed is told here too, before all else.
        Text(
            2, 2, Formula(f'=IFERROR(XLCS_STATUS(),"{say(*NO_ADDIN)}")'), "note",
            span=LAST_COLUMN - 1, lines=2,
        ),
        Text(3, 2, _period_line(words), "subtitle"),
        *_inputs(words),
        Text(_ROWS["effect"] - 1, 2, say("专属客服引导成交", "Guided sales"), "heading"),
        _why_not_compared(words, "effect", "guided_gmv"),
        *_tiles(words, "effect", EFFECT),
        Text(_ROWS["reception"] - 1, 2, say("接待", "Receptions"), "heading"),
        _why_not_compared(words, "reception", "buyers"),
        *_reception_tiles(words),
        Text(_ROWS["agent"] - 1, 2, say("跟进与商机", "Follow-up, tasks"), "heading"),
        *_tiles(words, "agent", _FOLLOWED),
        *_charts(words),
        *_in_place_of_charts(words),
    ]  # fmt: skip
    gaps = dict.fromkeys(range(3, LAST_COLUMN, 2), GAP)
    widths = {1: MARGIN} | dict.fromkeys(TILE_COLUMNS, TILE) | gaps
    return Sheet(
        "board", say("看板", "Board"), tuple(blocks), gridlines=False, one_page=True, widths=widths
    )


def _period_line(words: Words) -> Formula:
    say = words.say
    start, end = (f'TEXT({name},"yyyy-mm-dd")' for name in (names.START, names.END))
    all_days = say("数据覆盖的全部日期", "all days that the data covers")
    days = f'IF(NOT(ISNUMBER({names.START})),"{all_days}",{start}&"{say(" 至 ", " to ")}"&{end})'
    wrong = say(
        "期间不对：请从下拉框里选，或选“自定义”并填写日期",
        "No period: choose one of the list, or Custom, and fill in its days",
    )
    period = say("期间：", "Period: ")
    agent = say(f'"　"&{names.AGENTS_ARE}&"："', f'"; "&LOWER({names.AGENTS_ARE})&": "')
    latest = FIRST_CHOICE.name(words.language)
    no_day = say(
        f"　（“自定义”还没有填开始日期，先按“{latest}”）",
        f"; Custom without a first day: {latest} instead",
    )
    told = f'IF({calls.CUSTOM_WITHOUT_DAY},"{no_day}","")'
    return Formula(f'=IFERROR("{period}"&{days}&{agent}&{names.AGENT}&{told},"{wrong}")')


def _inputs(words: Words) -> Iterator[Input]:
    say = words.say
    whose = Formula(f'={names.AGENTS_ARE}&"{say("（下拉选择）", " (choose)")}"')
    inputs: tuple[tuple[str, str | Formula, str | None, Kind, Formula | None], ...] = (
        (names.PERIOD, say("期间（下拉选择）", "Period (choose)"),
         FIRST_CHOICE.name(words.language), "name", _listed(names.PERIODS)),
        (names.CUSTOM_START, say("自定义：开始日期", "Custom: first day"), None, "day", None),
        (names.CUSTOM_END, say("自定义：结束日期", "Custom: last day"), None, "day", None),
        (names.AGENT, whose,
         say(*names.WHOLE_SHOP), "name", _listed(names.AGENTS)),
    )  # fmt: skip
    for col, (name, caption, value, kind, listed) in zip(TILE_COLUMNS, inputs, strict=False):
        yield Input(_INPUT_ROW, col, caption, name, value, kind, choices_from=listed, above=True)


def _listed(name: str) -> Formula:
    """As much of a named list as is filled."""
    return Formula(f"=OFFSET({name},0,0,MAX(1,COUNTA({name})),1)")


def _why_not_compared(words: Words, section: str, id: str) -> Text:
    """Beside a section's heading, why its counts and money are not compared, if they are not."""
    told = why_not_compared_cell(words, id)
    return Text(_ROWS[section] - 1, TILE_COLUMNS[1], Formula(f'={told}&""'), "note")


def _tiles(words: Words, section: str, ids: tuple[str, ...]) -> Iterator[Tile]:
    for col, id in zip(TILE_COLUMNS, ids, strict=True):
        yield _tile(words, _ROWS[section], col, id)


def _reception_tiles(words: Words) -> Iterator[Tile]:
    row = _ROWS["reception"]
    yes, no = verdicts(words.language)
    say = words.say
    limits = (
        _limit(say("时长 ", "duration "), "average_duration"),
        _limit(say("转化率 ", "conversion "), "conversion_rate"),
    )
    judged = Tile(
        row, TILE_COLUMNS[0], words.caption("compliant"),
        calls.figure("compliant", language=words.language), "text",
        tuple((limit, "quiet") for limit in limits), tones={yes: "good", no: "bad"},
    )  # fmt: skip
    ids = ("conversion_rate", "average_duration", "buyers", "converted_buyers")
    counted = [_tile(words, row, col, id) for col, id in zip(TILE_COLUMNS[1:], ids, strict=True)]
    yield from of_one_height([judged, *counted])


def _limit(name: str, id: str) -> Formula:
    """The limit in force, which may be that of the settings beside the data."""
    return Formula(f'="{name}"&IFERROR(XLCS_LIMIT("{FIGURE[id].function}"),"{NOTHING}")')


def _tile(words: Words, row: int, col: int, id: str) -> Tile:
    """A figure, beside that of the period before, of the year before, and its target."""
    kind = KIND_OF_UNIT[FIGURE[id].unit]
    unit = words.say("（元）", " (CNY)") if kind == "money" else ""
    lines: tuple[tuple[str | Formula, Tone], ...] = (
        *_before_lines(words, row, col, id),
        (year_before_line(words, id), "quiet"),
        (target_line(words, id), "quiet"),
    )
    return Tile(row, col, words.caption(id) + unit, calls.figure(id), kind, lines)


def _before_lines(
    words: Words, row: int, col: int, id: str
) -> tuple[tuple[str | Formula, Tone], ...]:
    value = cell_name(row + 1, col)
    shape = NUMBER_FORMATS[KIND_OF_UNIT[FIGURE[id].unit]]
    say = words.say
    none, was_before = say("上期没有数据", "no data before"), say("上期 ", "before: ")
    if id not in COMPARED:
        at_end = id in ("clients_total", "opportunities_todo")
        told = say("期末", "at the end") if at_end else say("期间内", "in the period")
        return (told, "quiet"), ("", "quiet")
    before = comparison_cell(words, id)
    if id == "conversion_rate":
        change = points(comparison_cell(words, "conversion_change"), words)
    elif id == "average_duration":
        change = minutes(comparison_cell(words, "duration_change"))
    else:
        why_not = why_not_compared_cell(words, id)
        change = f'IF({why_not}="",{share(f"{value}/{before}-1")},"{NOTHING}")'
    was = f'IF(ISNUMBER({before}),"{was_before}"&TEXT({before},"{shape}"),"{none}")'
    against = say("较上期 ", "change ")
    return (
        (Formula(f'=IFERROR("{against}"&{change},"{against}—")'), "quiet"),
        (Formula(f'=IFERROR({was},"{none}")'), "quiet"),
    )


def trend_chart(words: Words, row: int, col: int, end_row: int, end_col: int) -> Chart:
    """Guided GMV of the days up to the period's last one.

    Always as many: a chart in a file cannot draw more or fewer rows than it was made with.
    """
    drawn = (Series("guided_gmv", words.caption("guided_gmv"), "accent"),)
    title = words.say(
        f"每日引导成交金额（元，截至期末 {calls.TREND_DAYS} 天）",
        f"Guided GMV by day (CNY, {calls.TREND_DAYS} days up to the period's end)",
    )
    return Chart(
        "column", title, "trend", "day", drawn, row, col, end_row, end_col, value_kind="money",
        number_format=any_money_format(words.language),
    )  # fmt: skip


def _charts(words: Words) -> Iterator[Chart]:
    end = _CHART_ROW + _CHART_ROWS - 1
    first, second, third, *_ = TILE_COLUMNS
    for chart in (
        trend_chart(words, _CHART_ROW, first, end, second),
        waterfall_chart(words, row=_CHART_ROW, col=third, end_row=end, end_col=LAST_COLUMN),
    ):
        yield replace(chart, clear=True)


def _in_place_of_charts(words: Words) -> Iterator[Text]:
    row = _CHART_ROW + _CHART_ROWS // 2
    yield in_place_of_chart(words, row, TILE_COLUMNS[1], names.TREND_GMV, NO_GMV)
    yield in_place_of_chart(words, row, TILE_COLUMNS[3], names.PAID, NO_PAYMENT)


NO_GMV = ("这些天没有引导成交", "no guided GMV on these days")
NO_PAYMENT = ("没有付款订单", "no paid orders")


def in_place_of_chart(words: Words, row: int, col: int, drawn: str, none: tuple[str, str]) -> Text:
    """What is read through a chart that has nothing to draw: `none`, or that there is no data.

    `drawn` are the cells whose numbers it draws.
    """
    nothing = words.say("没有数据", "no data")
    told = f'IF(SUM({drawn})>0,"",IF(COUNT({drawn})>0,"{words.say(*none)}","{nothing}"))'
    return Text(row, col, Formula(f'=IFERROR({told},"")'), "subtitle")
