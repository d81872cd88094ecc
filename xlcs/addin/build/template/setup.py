"""设置: data folder, rules and limits as named cells; what formulas work out from the choices."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import pandas as pd

from xlcs.addin.build.template import calls
from xlcs.addin.session import names
from xlcs.addin.session.period_choices import ALL_DAYS, CUSTOM
from xlcs.catalogue import EFFECT
from xlcs.report.description.addresses import fixed_area
from xlcs.report.description.sheets import (
    Block,
    Column,
    Formula,
    Input,
    Kind,
    Sheet,
    Table,
    Text,
    Value,
)
from xlcs.report.description.words import Words

NAME = "设置"

_RULES_ROW = 8
_WORKED_OUT_ROW = 17
_COMPARISON_ROW = 26
_LISTS_COL = 6
AGENTS_LISTED, PERIODS_LISTED = 200, 80
"""Rows of the lists behind the drop-downs."""

_LARGEST = "9E+307"
"""Looked up in a column, it finds the last number, whatever texts and errors stand below."""

_BEFORE = f"{names.BEFORE_START},{names.BEFORE_END},{names.AGENT}"
COMPARED = (*EFFECT, "buyers", "converted_buyers", "followup_gmv", "followup_orders")
"""Figures that are shown beside those of the period before."""
_CHANGES = ("conversion_change", "duration_change")


def setup_sheet(words: Words) -> Sheet:
    """The sheet 设置."""
    agents = _list(5, _LISTS_COL, "客服名单", (names.WHOLE_SHOP[0],), AGENTS_LISTED)
    periods = _list(5, _LISTS_COL + 1, "期间名单", (ALL_DAYS, CUSTOM), PERIODS_LISTED)
    blocks: list[Block] = [
        Text(1, 1, NAME, "title"),
        Text(2, 1, "黄色的格子可以填。留空的用 xlcs.toml 的设置，没有就用默认值。", "subtitle"),
        Text(4, 1, "数据", "heading"),
        Input(
            5, 1, "数据文件夹", names.FOLDER, None, "name",
            note="点功能区“数据文件夹”选择，或把路径填在这里，再点“刷新”",
        ),
        Text(_RULES_ROW - 1, 1, "规则", "heading"),
        *_rules(),
        Text(_WORKED_OUT_ROW - 1, 1, "期间（由“看板”的选择算出，不用填）", "heading"),
        *_worked_out(),
        Text(_COMPARISON_ROW - 1, 1, "与上期比较（由公式算出，不用填）", "heading"),
        _comparison(words),
        Text(4, _LISTS_COL, "下拉框的名单（刷新时自动填）", "heading"),
        agents,
        periods,
    ]  # fmt: skip
    return Sheet(
        id="setup",
        name=NAME,
        blocks=tuple(blocks),
        widths={1: 30.0, 2: 34.0, 3: 64.0},
        names={names.AGENTS: _area(agents), names.PERIODS: _area(periods)},
    )


def _rules() -> Iterator[Input]:
    def words(field: str) -> tuple[str, ...]:
        return tuple(word.zh for word in names.WORDS[field])

    rules: tuple[tuple[str, str, Kind, tuple[str, ...], str], ...] = (
        ("阅读规则", names.READ_RULE, "text", words("read_rule"),
         "引导成交对阅读的要求，默认付款前已读"),
        ("往前看的天数", names.LOOKBACK_DAYS, "count", (), "“前几天发过消息”看几天，默认 7"),
        ("接待周期", names.RECEPTION_PERIOD, "text", words("reception_period"), "默认按月"),
        ("达标：最长平均分钟", names.MAX_AVERAGE_MIN, "number", (), "默认 50，等于也算达标"),
        ("达标：最低转化率", names.MIN_CONVERSION_RATE, "rate", (), "默认 50%，等于也算达标"),
        ("语言", names.LANGUAGE, "text", words("language"), "函数和报表的语言，默认中文"),
    )  # fmt: skip
    for row, (caption, name, kind, choices, note) in enumerate(rules, start=_RULES_ROW):
        yield Input(row, 1, caption, name, None, kind, choices, note=note)


def _worked_out() -> Iterator[Input]:
    label = f'IF(ISNUMBER({names.PERIOD}),TEXT({names.PERIOD},"yyyy-mm"),{names.PERIOD})'
    year, rest = (f"VALUE(LEFT({names.PERIOD_LABEL},4))", f"MID({names.PERIOD_LABEL},6,3)")
    is_week = f'LEFT({rest},1)="W"'
    fourth = f"DATE({year},1,4)"
    # The week with 4 January is the first one; weeks begin on Monday.
    monday = f"{fourth}-WEEKDAY({fourth},2)+1+7*(VALUE(MID({rest},2,2))-1)"
    start, end = names.START, names.END
    custom_end = f'IF({names.CUSTOM_END}="",{names.CUSTOM_START},{names.CUSTOM_END})'
    formulas: tuple[tuple[str, str, Kind, str], ...] = (
        ("期间的名称", names.PERIOD_LABEL, "text", label),
        # No period is told by a word: left out, functions would take that of the last refresh.
        ("期间开始", start, "day",
         f'IF(OR({names.PERIOD_LABEL}="",{names.PERIOD_LABEL}="{ALL_DAYS}"),"{ALL_DAYS}",'
         f'IF({names.PERIOD_LABEL}="{CUSTOM}",'
         f'IF({names.CUSTOM_START}="","{ALL_DAYS}",{names.CUSTOM_START}),'
         f"IF({is_week},{monday},DATE({year},VALUE(LEFT({rest},2)),1))))"),
        ("期间结束", end, "day",
         f'IF(ISNUMBER({start}),IF({names.PERIOD_LABEL}="{CUSTOM}",{custom_end},'
         f'IF({is_week},{start}+6,EOMONTH({start},0))),"")'),
        ("上期开始", names.BEFORE_START, "day",
         f"IF(ISNUMBER({start}),IF(AND(DAY({start})=1,{end}=EOMONTH({start},0)),"
         f'EDATE({start},-1),2*{start}-{end}-1),"")'),
        ("上期结束", names.BEFORE_END, "day", f'IF(ISNUMBER({start}),{start}-1,"")'),
        ("走势图开始", names.TREND_START, "day",
         f'IF(ISNUMBER({names.TREND_END}),{names.TREND_END}-{calls.TREND_DAYS - 1},"{ALL_DAYS}")'),
        ("走势图结束", names.TREND_END, "day",
         f'IF(ISNUMBER({end}),{end},IFERROR(LOOKUP({_LARGEST},{names.DAYS}),""))'),
    )  # fmt: skip
    for row, (caption, name, kind, formula) in enumerate(formulas, start=_WORKED_OUT_ROW):
        yield Input(row, 1, caption, name, Formula(f"={formula}"), kind)


def _comparison(words: Words) -> Table:
    """The period before, and the changes against it, once for all formulas that show them."""
    before = [_before(id) for id in COMPARED]
    changes: list[Value] = [calls.figure(id, otherwise="") for id in _CHANGES]
    captions = [words.caption(id) + "（上期）" for id in COMPARED]
    captions += [words.caption(id) for id in _CHANGES]
    return Table(
        "comparison",
        _COMPARISON_ROW,
        1,
        (
            Column("figure", "指标", "text", pd.Series(captions, dtype=object)),
            Column("value", "数值", "number", pd.Series([*before, *changes], dtype=object)),
        ),
    )


def _before(id: str) -> Value:
    asked = calls.figure(id, _BEFORE, otherwise="").text.removeprefix("=")
    return Formula(f'=IF({names.BEFORE_START}="","",{asked})')


def comparison_cell(id: str) -> str:
    """Where on this sheet the figure of the period before is, or the change against it."""
    row = _COMPARISON_ROW + 1 + (*COMPARED, *_CHANGES).index(id)
    return fixed_area(NAME, row, 2, row, 2)


def _list(row: int, col: int, caption: str, first: Sequence[str], rows: int) -> Table:
    values = pd.Series([*first, *[None] * (rows - len(first))], dtype=object)
    return Table(caption, row, col, (Column(caption, caption, "name", values, width=26),))


def _area(table: Table) -> tuple[int, int, int, int]:
    return table.first_row, table.col, table.end_row, table.col
