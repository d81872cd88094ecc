"""设置: data folder, rules and limits as named cells; what formulas work out from the choices."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import pandas as pd

from xlcs.addin.build.template import beside, calls
from xlcs.addin.session import names
from xlcs.addin.session.period_choices import ALL_DAYS, ALL_DAYS_EN, FIRST_CHOICE, labels
from xlcs.addresses import fixed_area
from xlcs.catalogue import EFFECT, FIGURE
from xlcs.named_periods import CUSTOM, CUSTOM_EN, NAMED_PERIODS
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

NAME = beside.SHEET

_RULES_ROW = 8
_WORKED_OUT_ROW = 17
_COMPARISON_ROW = 26
_LISTS_COL = 6
AGENTS_LISTED, PERIODS_LISTED = 200, 80
"""Rows of the lists behind the drop-downs."""

_LARGEST = "9E+307"
"""Looked up in a column, it finds the last number, whatever texts and errors stand below."""

_BEFORE = f"{names.BEFORE_START},{names.BEFORE_END},{names.AGENT}"
COMPARED = (*EFFECT, "conversion_rate", "average_duration", "buyers", "converted_buyers",
            "followup_gmv", "followup_orders")  # fmt: skip
"""Figures that are shown beside those of the period before."""
_CHANGES = ("conversion_change", "duration_change")
_WHY_NOT = ("guided_gmv", "buyers")
"""A figure of each kind that is compared or not by the days that its data covers."""
_OLDER_ADDIN = (
    "加载项比模板旧，看不出两期的数据是否齐全：人数和金额不和上期比。请更新加载项。",
    "The add-in is older than the template and cannot tell whether the data covers both periods:"
    " counts and money are not compared. Update the add-in.",
)


def setup_sheet(words: Words) -> Sheet:
    """The sheet 设置."""
    say = words.say
    comparison = _comparison(words)
    whole, listed = say(*names.WHOLE_SHOP), labels(None, words.language)
    agents = _list(5, _LISTS_COL, say("客服名单", "Agents"), (whole,), AGENTS_LISTED)
    periods = _list(5, _LISTS_COL + 1, say("期间名单", "Periods"), listed, PERIODS_LISTED)
    blocks: list[Block] = [
        Text(1, 1, say(*NAME), "title"),
        Text(
            2, 1,
            say("黄色的格子可以填。留空的用 xlcs.toml 的设置，没有就用默认值。",
                "Yellow cells may be filled in. A blank one leaves what xlcs.toml says, or the"
                " default."),
            "subtitle",
        ),
        Text(4, 1, say("数据", "Data"), "heading"),
        Input(
            5, 1, say("数据文件夹", "Data folder"), names.FOLDER, None, "name",
            note=say("点功能区“数据文件夹”选择，或把路径填在这里，再点“刷新”",
                     "Choose it by Data folder on the ribbon, or type its path, then Refresh"),
        ),
        Text(_RULES_ROW - 1, 1, say("规则", "Rules"), "heading"),
        *_rules(words),
        Text(
            _WORKED_OUT_ROW - 1, 1,
            say("期间（由“看板”的选择算出，不用填）", "Period (worked out from the board)"),
            "heading",
        ),
        *_worked_out(words),
        Text(
            _COMPARISON_ROW - 1, 1,
            say("与上期比较（由公式算出，不用填）", "The period before (worked out)"), "heading",
        ),
        comparison,
        Text(
            4, _LISTS_COL,
            say("下拉框的名单（刷新时自动填）", "Lists of the drop-downs (filled by Refresh)"),
            "heading",
        ),
        agents,
        periods,
        Text(
            4, beside.COL,
            say("看板用到的表（由公式算出，不用填）", "Tables behind the board (worked out)"),
            "heading",
        ),
        beside.period_days(words),
        beside.targets(words),
        beside.year_before(words),
    ]  # fmt: skip
    return Sheet(
        id="setup",
        name=say(*NAME),
        blocks=tuple(blocks),
        widths={1: 30.0, 2: 34.0, 3: 64.0},
        one_page=True,
        printed=(_COMPARISON_ROW - 2, 3),
        names={names.AGENTS: _area(agents), names.PERIODS: _area(periods)},
    )


def _rules(words: Words) -> Iterator[Input]:
    say = words.say

    def choices(field: str) -> tuple[str, ...]:
        return tuple(say(word.zh, word.en) for word in names.WORDS[field])

    rules: tuple[tuple[str, str, Kind, tuple[str, ...], str], ...] = (
        (say("阅读规则", "Reading"), names.READ_RULE, "text", choices("read_rule"),
         say("引导成交对阅读的要求，默认付款前已读",
             "What guided GMV asks of reading; by default before paying")),
        (say("往前看的天数", "Days to look back"), names.LOOKBACK_DAYS, "count", (),
         say("“前几天发过消息”看几天，默认 7", "For “messaged on an earlier day”; by default 7")),
        (say("接待周期", "Periods of receptions"), names.RECEPTION_PERIOD, "text",
         choices("reception_period"), say("默认按月", "by default months")),
        (say("达标：最长平均分钟", "Met: longest average [min]"), names.MAX_AVERAGE_MIN, "number",
         (), say("默认 50，等于也算达标", "by default 50; at the limit counts as met")),
        (say("达标：最低转化率", "Met: lowest conversion"), names.MIN_CONVERSION_RATE, "rate", (),
         say("默认 50%，等于也算达标", "by default 50 %; at the limit counts as met")),
        (say("客服按什么统计", "Agents are"), names.AGENTS_BY, "text", choices("agents_by"),
         say("旺旺归哪个人、哪个组见“人员”表，默认按客服旺旺",
             "Nicks, persons or groups; [people] says whose each nick is")),
        (say("语言", "Language"), names.LANGUAGE, "text", choices("language"),
         say("函数和报表的语言，默认中文", "Of functions and reports; by default Chinese")),
    )  # fmt: skip
    for row, (caption, name, kind, allowed, note) in enumerate(rules, start=_RULES_ROW):
        spoken = "English" if name == names.LANGUAGE and words.language == "en" else None
        yield Input(row, 1, caption, name, spoken, kind, allowed, note=note)


def _worked_out(words: Words) -> Iterator[Input]:
    say = words.say
    all_days = say(ALL_DAYS, ALL_DAYS_EN)

    def chosen(*labels: str) -> str:
        return "OR(" + ",".join(f'{names.PERIOD_LABEL}="{label}"' for label in labels) + ")"

    # Where nothing is said, or days are to be typed and are not yet: what is meant without dates.
    unsaid = f'OR({names.PERIOD}="",{calls.CUSTOM_WITHOUT_DAY})'
    typed = f'IF(ISNUMBER({names.PERIOD}),TEXT({names.PERIOD},"yyyy-mm"),{names.PERIOD})'
    label = f'IF({unsaid},"{FIRST_CHOICE.name(words.language)}",{typed})'
    named_words = [word for period in NAMED_PERIODS for word in (period.zh, period.en)]
    named = chosen(*named_words)
    year, rest = (f"VALUE(LEFT({names.PERIOD_LABEL},4))", f"MID({names.PERIOD_LABEL},6,3)")
    is_week = f'LEFT({rest},1)="W"'
    fourth = f"DATE({year},1,4)"
    # The week with 4 January is the first one; weeks begin on Monday.
    monday = f"{fourth}-WEEKDAY({fourth},2)+1+7*(VALUE(MID({rest},2,2))-1)"
    start, end = names.START, names.END
    # As `periods.period_before`: a month or its first days, a week or its first days, else as many
    # days just before.
    in_month = f"AND(DAY({start})=1,{end}<=EOMONTH({start},0))"
    in_week = f"AND(WEEKDAY({start},2)=1,{end}-{start}<7)"
    custom_end = f'IF({names.CUSTOM_END}="",{names.CUSTOM_START},{names.CUSTOM_END})'
    formulas: tuple[tuple[str, str, Kind, str], ...] = (
        (say("期间的名称", "Its name"), names.PERIOD_LABEL, "text", label),
        # No period is told by a word: left out, functions would take that of the last refresh.
        (say("期间开始", "First day"), start, "day",
         f'IF({chosen(CUSTOM, CUSTOM_EN)},{names.CUSTOM_START},'
         f'IF({named},IFERROR({beside.day_of(words, names.PERIOD_LABEL, "start")},"{all_days}"),'
         f"IF({is_week},{monday},DATE({year},VALUE(LEFT({rest},2)),1))))"),
        (say("期间结束", "Last day"), end, "day",
         f'IF(ISNUMBER({start}),IF({chosen(CUSTOM, CUSTOM_EN)},{custom_end},'
         f'IF({named},{beside.day_of(words, names.PERIOD_LABEL, "end")},'
         f'IF({is_week},{start}+6,EOMONTH({start},0)))),"")'),
        (say("上期开始", "Before: first day"), names.BEFORE_START, "day",
         f'IF(ISNUMBER({start}),IF({in_month},EDATE({start},-1),'
         f'IF({in_week},{start}-7,2*{start}-{end}-1)),"")'),
        (say("上期结束", "Before: last day"), names.BEFORE_END, "day",
         f'IF(ISNUMBER({start}),IF({in_month},IF({end}=EOMONTH({start},0),{start}-1,'
         f'MIN(EDATE({start},-1)+{end}-{start},{start}-1)),'
         f'IF({in_week},{end}-7,{start}-1)),"")'),
        (say("走势图开始", "Trend: first day"), names.TREND_START, "day",
         f'IF(ISNUMBER({names.TREND_END}),{names.TREND_END}-{calls.TREND_DAYS - 1},"{all_days}")'),
        (say("走势图结束", "Trend: last day"), names.TREND_END, "day",
         f'IF(ISNUMBER({end}),{end},IFERROR(LOOKUP({_LARGEST},{names.DAYS}),""))'),
    )  # fmt: skip
    for row, (caption, name, kind, formula) in enumerate(formulas, start=_WORKED_OUT_ROW):
        yield Input(row, 1, caption, name, Formula(f"={formula}"), kind)


def _comparison(words: Words) -> Table:
    """The period before, and the changes against it, once for all formulas that show them."""
    before_it = words.say("（上期）", " (before)")
    why_not = words.say("不和上期比的原因", "Why not compared")
    kinds = words.say("（引导成交）", " (guided sales)"), words.say("（接待）", " (receptions)")
    captions = [
        *(words.caption(id) + before_it for id in COMPARED),
        *map(words.caption, _CHANGES),
        *(why_not + kind for kind in kinds),
    ]
    values = [
        *map(_before, COMPARED),
        *(calls.figure(id, otherwise="") for id in _CHANGES),
        *(_why_not(words, id) for id in _WHY_NOT),
    ]
    columns = (
        Column("figure", words.say("指标", "Figure"), "text", pd.Series(captions, dtype=object)),
        Column("value", words.say("数值", "Value"), "number", pd.Series(values, dtype=object)),
    )
    return Table("comparison", _COMPARISON_ROW, 1, columns)


def _before(id: str) -> Value:
    asked = calls.figure(id, _BEFORE, otherwise="").text.removeprefix("=")
    return Formula(f'=IF({names.BEFORE_START}="","",{asked})')


def _why_not(words: Words, id: str) -> Value:
    """Why a figure is not compared: an add-in that cannot tell, being older, is a reason too."""
    asked = f'XLCS_NOT_COMPARED("{FIGURE[id].function}",{calls.PERIOD})'
    is_older = f'AND(ERROR.TYPE({asked})=5,IFERROR(XLCS_STATUS(),"")<>"")'  # 5: no such function
    return Formula(f'=IFERROR({asked},IF({is_older},"{words.say(*_OLDER_ADDIN)}",""))')


def comparison_cell(words: Words, id: str) -> str:
    """Where on this sheet the figure of the period before is, or the change against it."""
    return _comparison_row(words, (*COMPARED, *_CHANGES).index(id))


def why_not_compared_cell(words: Words, id: str) -> str:
    """Where on this sheet it stands why a figure is not compared; empty where it is."""
    of_receptions = FIGURE[id].scope == "reception"
    return _comparison_row(words, len(COMPARED) + len(_CHANGES) + of_receptions)


def _comparison_row(words: Words, place: int) -> str:
    row = _COMPARISON_ROW + 1 + place
    return fixed_area(words.say(*NAME), row, 2, row, 2)


def _list(row: int, col: int, caption: str, first: Sequence[str], rows: int) -> Table:
    values = pd.Series([*first, *[None] * (rows - len(first))], dtype=object)
    return Table(caption, row, col, (Column(caption, caption, "name", values, width=26),))


def _area(table: Table) -> tuple[int, int, int, int]:
    return table.first_row, table.col, table.end_row, table.col
