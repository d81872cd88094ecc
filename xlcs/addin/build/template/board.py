"""看板: the figures of a period and an agent, both chosen here, as tiles and charts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from xlcs.addin.build.template import calls
from xlcs.addin.build.template.setup import COMPARED, comparison_cell
from xlcs.addin.session import names
from xlcs.addin.session.period_choices import ALL_DAYS
from xlcs.catalogue import EFFECT, FIGURE
from xlcs.report.description.addresses import cell_name
from xlcs.report.description.formats import KIND_OF_UNIT, NUMBER_FORMATS, verdicts
from xlcs.report.description.sheets import (
    Block,
    Chart,
    Formula,
    Input,
    Series,
    Sheet,
    Text,
    Tile,
    Tone,
)
from xlcs.report.description.words import Words
from xlcs.report.sheets.leakage import waterfall_chart
from xlcs.report.sheets.overview import GAP, LAST_COLUMN, MARGIN, TILE, TILE_COLUMNS

_INPUT_ROW = 5
_ROWS = {"effect": 9, "reception": 15, "agent": 21}
_CHART_ROW, _CHART_ROWS = 26, 12

NO_ADDIN = (
    "没有检测到 xlcs 加载项，数字不会更新。请双击 install.cmd 安装，重新打开 Excel，"
    "再点功能区“客服数据”里的“刷新”。"
)

_FOLLOWED = ("clients_total", "followup_gmv", "followup_orders", "opportunities_done",
             "opportunities_todo")  # fmt: skip


def board_sheet(words: Words) -> Sheet:
    """The sheet 看板."""
    blocks: list[Block] = [
        Text(1, 2, "客服数据看板", "title"),
        Text(2, 2, Formula(f'=IFERROR(XLCS_STATUS(),"{NO_ADDIN}")'), "note"),
        Text(3, 2, _period_line(), "subtitle"),
        *_inputs(),
        Text(_ROWS["effect"] - 1, 2, "专属客服引导成交", "heading"),
        *_tiles(words, "effect", EFFECT),
        Text(_ROWS["reception"] - 1, 2, "接待", "heading"),
        *_reception_tiles(words),
        Text(_ROWS["agent"] - 1, 2, "跟进与商机", "heading"),
        *_tiles(words, "agent", _FOLLOWED),
        *_charts(words),
    ]
    return Sheet(
        id="board",
        name="看板",
        blocks=tuple(blocks),
        gridlines=False,
        one_page=True,
        widths={1: MARGIN}
        | dict.fromkeys(TILE_COLUMNS, TILE)
        | dict.fromkeys(range(3, LAST_COLUMN, 2), GAP),
    )


def _period_line() -> Formula:
    start, end = (f'TEXT({name},"yyyy-mm-dd")' for name in (names.START, names.END))
    days = f'IF({names.START}="{ALL_DAYS}","数据覆盖的全部日期",{start}&" 至 "&{end})'
    wrong = "期间不对：请从下拉框里选，或选“自定义”并填写日期"
    return Formula(f'=IFERROR("期间："&{days}&"　客服："&{names.AGENT},"{wrong}")')


def _inputs() -> Iterator[Input]:
    columns = iter(TILE_COLUMNS)
    yield Input(
        _INPUT_ROW, next(columns), "期间（下拉选择）", names.PERIOD, ALL_DAYS, "name",
        choices_from=_listed(names.PERIODS), above=True,
    )  # fmt: skip
    yield Input(
        _INPUT_ROW, next(columns), "自定义：开始日期", names.CUSTOM_START, None, "day", above=True
    )
    yield Input(
        _INPUT_ROW, next(columns), "自定义：结束日期", names.CUSTOM_END, None, "day", above=True
    )
    yield Input(
        _INPUT_ROW, next(columns), "客服（下拉选择）", names.AGENT, names.WHOLE_SHOP[0], "name",
        choices_from=_listed(names.AGENTS), above=True,
    )  # fmt: skip


def _listed(name: str) -> Formula:
    """As much of a named list as is filled."""
    return Formula(f"=OFFSET({name},0,0,MAX(1,COUNTA({name})),1)")


def _tiles(words: Words, section: str, ids: tuple[str, ...]) -> Iterator[Tile]:
    for col, id in zip(TILE_COLUMNS, ids, strict=True):
        yield _tile(words, _ROWS[section], col, id)


def _reception_tiles(words: Words) -> Iterator[Tile]:
    row = _ROWS["reception"]
    yes, no = verdicts(words.language)
    most, least = names.MAX_AVERAGE_MIN, names.MIN_CONVERSION_RATE
    limits = (
        f'=IF({most}="","时长上限、转化率下限","时长 ≤ "&{most}&" 分钟")',
        f'=IF({least}="","见“设置”","转化率 ≥ "&TEXT({least},"0.0%"))',
    )
    yield Tile(
        row, TILE_COLUMNS[0], words.caption("compliant"), calls.figure("compliant"), "text",
        tuple((Formula(limit), "quiet") for limit in limits), tones={yes: "good", no: "bad"},
    )  # fmt: skip
    ids = ("conversion_rate", "average_duration", "buyers", "converted_buyers")
    for col, id in zip(TILE_COLUMNS[1:], ids, strict=True):
        yield _tile(words, row, col, id)


def _tile(words: Words, row: int, col: int, id: str) -> Tile:
    kind = KIND_OF_UNIT[FIGURE[id].unit]
    unit = "（元）" if kind == "money" else ""
    return Tile(row, col, words.caption(id) + unit, calls.figure(id), kind, _lines(row, col, id))


def _lines(row: int, col: int, id: str) -> tuple[tuple[str | Formula, Tone], ...]:
    """What a tile says of the period before."""
    value = cell_name(row + 1, col)
    shape = NUMBER_FORMATS[KIND_OF_UNIT[FIGURE[id].unit]]
    none = "上期没有数据"
    if id in COMPARED:
        before = comparison_cell(id)
        change = f'TEXT({value}/{before}-1,"+0.0%;-0.0%;0.0%")'
        was = f'IF(ISNUMBER({before}),"上期 "&TEXT({before},"{shape}"),"{none}")'
    elif id in ("conversion_rate", "average_duration"):
        difference = comparison_cell(
            "conversion_change" if id == "conversion_rate" else "duration_change"
        )
        change = points(difference) if id == "conversion_rate" else minutes(difference)
        was = f'"上期 "&TEXT({value}-{difference},"{shape}")'
    else:
        return (("期末" if id in ("clients_total", "opportunities_todo") else "期间内", "quiet"),
                ("", "quiet"))  # fmt: skip
    return (
        (Formula(f'=IFERROR("较上期 "&{change},"较上期 —")'), "quiet"),
        (Formula(f'=IFERROR({was},"{none}")'), "quiet"),
    )


def points(cell: str) -> str:
    """A change of a rate in a cell, as words."""
    return f'TEXT(100*{cell},"+0.0;-0.0;0.0")&" 个百分点"'


def minutes(cell: str) -> str:
    """A change of a duration in a cell, as words: Excel shows a negative time as #####."""
    return f'IF({cell}<0,"-","+")&TEXT(ABS({cell}),"[m]:ss")'


def trend_chart(words: Words, row: int, col: int, end_row: int, end_col: int) -> Chart:
    """Guided GMV of the days up to the period's last one.

    Always as many: a chart in a file cannot draw more or fewer rows than it was made with.
    """
    drawn = (Series("guided_gmv", words.caption("guided_gmv"), "accent"),)
    title = f"全店每日引导成交金额（元，截至期末 {calls.TREND_DAYS} 天）"
    return Chart(
        "column", title, "trend", "day", drawn, row, col, end_row, end_col, value_kind="money"
    )


def _charts(words: Words) -> list[Chart]:
    end = _CHART_ROW + _CHART_ROWS - 1
    trend = trend_chart(words, _CHART_ROW, TILE_COLUMNS[0], end, TILE_COLUMNS[1])
    leakage = waterfall_chart(
        words, row=_CHART_ROW, col=TILE_COLUMNS[2], end_row=end, end_col=LAST_COLUMN
    )
    return [trend, replace(leakage, title="全店从付款到引导成交（元）")]
