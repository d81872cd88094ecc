"""The sheets from 效果数据 to 今日待办: the report's tables, filled by array formulas.

An array formula has a fixed size, which Excel 2016 and 2019 need; rows that the data does not
reach stay empty. Captions that the functions give go into a hidden row: those of the report stand
above it, and are there without the add-in too.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

import pandas as pd

from xlcs.addin.build.template import calls
from xlcs.addin.build.template.beside import minutes, points
from xlcs.addin.build.template.board import (
    NO_GMV,
    NO_PAYMENT,
    in_place_of_chart,
    trend_chart,
)
from xlcs.addin.build.template.calls import filled
from xlcs.addin.session import names
from xlcs.addresses import area_name, cell_name, column_letters
from xlcs.catalogue import AGENT_TABLE, BESIDE, EFFECT, REASONS, RECEPTION
from xlcs.report.description.scope import TABLE_ROW
from xlcs.report.description.sheets import (
    Block,
    Chart,
    Column,
    Formula,
    Input,
    Kind,
    Series,
    Sheet,
    Table,
    Text,
    Value,
)
from xlcs.report.description.subtitle import with_whole_subtitle
from xlcs.report.description.words import Words
from xlcs.report.sheets.agents import agent_columns
from xlcs.report.sheets.effect import CUSTOMER_LOOKS, effect_columns
from xlcs.report.sheets.leakage import leakage_columns, step_names, waterfall_chart
from xlcs.report.sheets.orders import order_columns
from xlcs.report.sheets.receptions import reception_columns
from xlcs.report.sheets.todo import todo_columns

DAYS, AGENTS, PERIODS, ORDERS, TASKS = 186, 100, 62, 1000, 300
"""Rows that each table has room for; the report as a file has no such bound."""

PRINTED = 31
"""Rows of each table that are printed, as many as a month has days; they fit on a page's height."""

_CHART_COLUMNS = 9
"""Columns of ordinary width that charts beside a table cover."""

_CHANGES = ("conversion_change", "duration_change")

_OF_AGENTS = ("credited_agent", "agent", "client_agent")
"""Columns of 成交归因 that name one."""

_NO_CUSTOMERS = ("这些天没有发送", "nobody was messaged on these days")

_WIDTHS: dict[Kind, float] = {"name": 22.0, "time": 21.0, "day": 14.0, "money": 15.0, "text": 12.0}


def _sheet(
    id: str, name: str, note: str, blocks: Sequence[Block], frozen: Table, *, last_col: int = 0
) -> Sheet:
    """A sheet of whose table only `PRINTED` rows are printed.

    Formulas fill far more of them, and Excel prints those that stay empty too.
    """
    sheet = Sheet(
        id=id,
        name=name,
        blocks=(Text(1, 1, name, "title"), Text(2, 1, note, "subtitle"), *blocks),
        freeze=(frozen.first_row, 2),
        printed=(frozen.first_row + PRINTED - 1, last_col or frozen.last_col),
    )
    return with_whole_subtitle(sheet, with_period=False)


def _roomy(columns: Sequence[Column]) -> tuple[Column, ...]:
    """Columns as wide as what will come."""
    return tuple(
        replace(column, width=max(column.width or 0.0, _WIDTHS.get(column.kind, 11.0)))
        for column in columns
    )


def _captions(id: str, columns: Sequence[Column], name: str, figures: Sequence[str]) -> Table:
    """The captions, and under them one row of formulas: the shop as a whole."""
    first: list[Value] = [name, *(calls.figure(figure, calls.PERIOD) for figure in figures)]
    whole = tuple(replace(c, total=value) for c, value in zip(columns, first, strict=True))
    return Table(id, TABLE_ROW, 1, whole, total=True)


def _empty(*columns: str) -> pd.DataFrame:
    return pd.DataFrame(columns=list(columns), dtype=object)


def effect_sheet(words: Words) -> Sheet:
    """The sheet 效果数据, and the days that the dashboard's chart draws."""
    say = words.say
    known = effect_columns(words, _empty("day", *EFFECT), {})
    columns = _roomy([column for column in known if column.id != "weekday"])
    name = say("合计（去重）", "Total (distinct)")
    total = _captions("daily_total", columns, name, EFFECT)
    row = total.last_row + 1
    daily = filled("daily", row, columns, "XLCS_DAILY", calls.PERIOD, DAYS)
    col, last = daily.last_col + 2, daily.last_col + _CHART_COLUMNS
    hidden = [replace(column, hidden=True) for column in columns]
    given = f"{names.AGENT},{names.TREND_START},{names.TREND_END}"
    # Right of the charts.
    trend = filled("trend", row, hidden, "XLCS_AGENT_DAILY", given, calls.TREND_DAYS, last + 2)
    gmv = replace(trend_chart(words, TABLE_ROW, col, TABLE_ROW + 14, last), clear=True)
    drawn = tuple(
        Series(id, words.caption(id), look)
        for id, look in zip(EFFECT, CUSTOMER_LOOKS, strict=False)
    )
    title = say(
        f"看板所选：每日客户数（截至期末 {calls.TREND_DAYS} 天）",
        f"As chosen on the board: customers by day ({calls.TREND_DAYS} days up to its end)",
    )
    customers = Chart(
        "line", title, "trend", "day", drawn, TABLE_ROW + 16, col, TABLE_ROW + 29, last,
        value_kind="count", clear=True,
    )  # fmt: skip
    of_trend = trend.position("guided_gmv")
    of_sent, of_buyers = trend.position(EFFECT[0]), trend.position(EFFECT[-2])
    customers_drawn = area_name(trend.first_row, of_sent, trend.end_row, of_buyers)
    empty = [
        in_place_of_chart(words, TABLE_ROW + 7, col + 2, names.TREND_GMV, NO_GMV),
        in_place_of_chart(words, TABLE_ROW + 22, col + 2, customers_drawn, _NO_CUSTOMERS),
    ]
    note = say(
        f"全店；客户数按期间去重；最多显示 {DAYS} 天、打印 {PRINTED} 天，更多请用“导出报表”。",
        f"The shop; customers are distinct over the period; at most {DAYS} days, {PRINTED} of"
        " them printed. For more use Export report.",
    )
    heading = Text(1, col, say("效果数据：图", "Effect: charts"), "title")
    blocks: list[Block] = [heading, total, daily, trend, gmv, customers, *empty]
    sheet = _sheet("effect", say("效果数据", "Effect"), note, blocks, daily, last_col=last)
    return replace(
        sheet,
        names={
            names.DAYS: (daily.first_row, 1, daily.end_row, 1),
            names.TREND_GMV: (trend.first_row, of_trend, trend.end_row, of_trend),
        },
    )


def agents_sheet(words: Words) -> Sheet:
    """The sheet 客服明细."""
    known = agent_columns(words, _empty("agent", *AGENT_TABLE, *BESIDE), {})
    # What charts of the report as a file call the agents, no function gives.
    columns = _roomy([column for column in known if column.id != "short_name"])
    name = words.say("全店（去重）", "Shop (distinct)")
    total = _captions("agents_total", columns, name, (*AGENT_TABLE, *BESIDE))
    row = total.last_row + 1
    agents = filled("agents", row, columns, "XLCS_AGENTS", calls.CHOSEN, AGENTS)
    note = words.say(
        "按引导成交金额排序。全店行的客户数为全店去重，不等于各行相加。"
        f"打印前 {PRINTED} 名，更多请用“导出报表”。",
        "Sorted by guided GMV. Customers in the shop's row are distinct, not the sum of the"
        f" rows. The first {PRINTED} are printed; for more use Export report.",
    )
    caption = _caption(words, total, agents, "agent")
    blocks: list[Block] = [total, caption, agents]
    sheet = _sheet("agents", words.say("客服明细", "Agents"), note, blocks, agents)
    at = caption.row, caption.col
    return replace(sheet, names={names.AGENTS_ARE: (*at, *at)})


def _caption(words: Words, heads: Table, table: Table, column: str) -> Text:
    """The caption of a column of agents, who may be persons or groups, as the function gives it."""
    at = table.position(column)
    told = cell_name(table.header_row, at)
    caption = words.say(told, f"UPPER(LEFT({told},1))&MID({told},2,99)")
    formula = Formula(f'=IF({told}="","{heads.column(column).caption}",{caption})')
    return Text(heads.header_row, at, formula, "header")


def receptions_sheet(words: Words) -> Sheet:
    """The sheet 接待达标."""
    columns = _reception_columns(words)
    heads = Table("receptions_head", TABLE_ROW, 1, columns)
    row = heads.last_row + 1
    # The words for the changes stand beside what the function fills.
    asked = columns[:-2]
    given = f"{calls.PERIOD},,{names.AGENT}"
    table = filled("receptions", row, asked, "XLCS_RECEPTIONS", given, PERIODS)
    in_words = {"conversion_change": lambda cell: points(cell, words), "duration_change": minutes}
    beside = [
        _worded(column, table, id, in_words[id], table.last_col + place)
        for place, (column, id) in enumerate(zip(columns[-2:], _CHANGES, strict=True), 1)
    ]
    note = words.say(
        "按看板上的选择；变动为与上一期间之差。达标线和周期在“设置”里。",
        "As chosen on the board; changes are against the period before. Limits and periods"
        " are on Settings.",
    )
    return _sheet(
        "receptions", words.say("接待达标", "Receptions"), note, [heads, table, *beside], table,
        last_col=heads.last_col,
    )  # fmt: skip


def _worded(
    column: Column, table: Table, id: str, words_for: Callable[[str], str], col: int
) -> Table:
    """A column beside the function's rows that says a change in words."""
    at = table.position(id)
    area = area_name(table.first_row, at, table.end_row, at)
    body = Formula(f'=IF(ISNUMBER({area}),{words_for(area)},"")')
    return Table(column.id, table.header_row, col, (column,), body=body, space=table.length)


def _reception_columns(words: Words) -> tuple[Column, ...]:
    """In the order of the function, and behind them the changes in words."""
    frame = _empty("agent", "period", "start", "end", "partial", *RECEPTION)
    known = {column.id: column for column in reception_columns(words, frame)}
    none = pd.Series(dtype=object)
    asked = (
        replace(known["period"], width=12.0),
        Column("start", words.say("开始", "From"), "day", none),
        Column("end", words.say("结束", "To"), "day", none),
        Column("partial", words.say("不完整", "Partial"), "text", none),
        *(known[id] for id in RECEPTION),
    )
    shown = [
        replace(column, kind="number", hidden=True) if column.id in _CHANGES else column
        for column in asked
    ]
    worded = [replace(known[id], id=f"{id}_words", width=18.0, missing="") for id in _CHANGES]
    return (*_roomy(shown), *worded)


def orders_sheet(words: Words) -> Sheet:
    """The sheet 成交归因, with the question why an order counts or not."""
    frame = _empty(
        "order_id", "buyer_id", "paid_at", "paid_at_is_day", "amount", "presale", "reason",
        "credited_agent", "agent", "sent_at", "sent_at_is_day", "read_at", "read_at_is_day",
        "bound_at", "client_agent",
    )  # fmt: skip
    columns = [
        replace(column, day_only=None, width=34.0 if column.id == "reason" else column.width)
        for column in order_columns(words, frame)
    ]
    heads = Table("orders_head", TABLE_ROW + 3, 1, _roomy(columns))
    say = words.say
    why = say("为什么没算：填订单编号", "Why not counted: order number")
    asked = Input(TABLE_ROW, 1, why, names.ORDER, None, "name")
    nothing = say("没有答案：请先刷新", "no answer: refresh first")
    answer = Text(
        TABLE_ROW + 1, 1,
        Formula(f'=IF({names.ORDER}="","",IFERROR(WHY_COUNTED({names.ORDER}),"{nothing}"))'),
        "note",
    )  # fmt: skip
    row = heads.last_row + 1
    table = filled("orders", row, heads.columns, "XLCS_ORDERS", calls.CHOSEN, ORDERS)
    named = [_caption(words, heads, table, id) for id in _OF_AGENTS]
    note = say(
        f"按看板上的选择；最多显示 {ORDERS:,} 单、打印 {PRINTED} 单，全部订单请用“导出报表”。",
        f"As chosen on the board; at most {ORDERS:,}, {PRINTED} of them printed. For all of"
        " them use Export report.",
    )
    return _sheet(
        "orders", say("成交归因", "Orders"), note, [asked, answer, heads, *named, table], table
    )


def todo_sheet(words: Words) -> Sheet:
    """The sheet 今日待办; the columns right of it are the lead's own."""
    say = words.say
    frame = _empty("agent", "kind", "buyer_id", "at", "order_id", "amount", "detail")
    columns = [
        replace(column, width=30.0 if column.id in ("kind", "detail") else column.width)
        for column in todo_columns(words, frame)
    ]
    heads = Table("todo_head", TABLE_ROW, 1, _roomy(columns))
    table = filled("todo", heads.last_row + 1, heads.columns, "XLCS_TODO", f",{names.AGENT}", TASKS)
    note = say(
        f"截至数据的最后一天，按看板上的选择；最多显示 {TASKS} 行、打印 {PRINTED} 行。"
        "右边的列可以自己写备注。",
        f"As of the data's last day, as chosen on the board; at most {TASKS} rows, {PRINTED} of"
        " them printed. The columns to the right are yours.",
    )
    blocks: list[Block] = [heads, _caption(words, heads, table, "agent"), table]
    return _sheet("todo", say("今日待办", "To do"), note, blocks, table)


def leakage_sheet(words: Words) -> Sheet:
    """The sheet 漏损: steps and a waterfall, worked out from the money of each reason."""
    say, none = words.say, pd.Series(dtype=object)
    ids = [reason.id for reason in REASONS]
    lost = [id for id in ids if id not in ("counted", "not_a_client")]
    steps = step_names(words, lost)
    top = TABLE_ROW + 1
    # Behind the steps' own columns, in the order of the function.
    col = len(leakage_columns(words, _no_numbers(steps))) + 2
    raw = Table(
        "leakage_reasons", TABLE_ROW, col,
        (
            Column("reason", say("原因", "Reason"), "text", none, hidden=True),
            Column("orders", say("订单数", "Orders"), "count", none, hidden=True),
            Column("amount", say("金额", "Amount"), "money", none, hidden=True),
        ),
        body=calls.table("XLCS_AGENT_LEAKAGE", f"{names.AGENT},{calls.PERIOD}", len(ids) + 1),
        space=len(ids) + 1,
    )  # fmt: skip
    where = {id: raw.first_row + 1 + place for place, id in enumerate(ids)}
    filled = _with_formulas(steps, where, raw, top, words.language)
    table = Table("leakage", TABLE_ROW, 1, leakage_columns(words, filled))
    row = table.last_row + 2
    chart = waterfall_chart(words, row=row, col=1, end_row=row + 15, end_col=5, clear=True)
    empty = in_place_of_chart(words, row + 8, 2, names.PAID, NO_PAYMENT)
    name = say("漏损", "Leakage")
    told = say(
        "从全部付款到引导成交金额，每一步少掉的金额和原因。"
        "看板上选了一个客服（人员、组），就是其客户付的款，不论计入的算给了谁。",
        "From all that was paid down to the guided GMV, and why. Of an agent, person or"
        " group chosen on the board: what its clients paid, whoever is credited.",
    )
    heads = Text(1, 1, name, "title"), Text(2, 1, told, "subtitle")
    of_all = table.position("amount")
    return Sheet(
        "leakage",
        name,
        (*heads, table, raw, chart, empty),
        freeze=(table.first_row, 1),
        names={names.PAID: (table.first_row, of_all, table.first_row, of_all)},
    )


def _no_numbers(steps: pd.DataFrame) -> pd.DataFrame:
    blank = dict.fromkeys(("orders", "amount", "share", "base", "level", "fall"), None)
    return steps.assign(**blank)


def _with_formulas(
    steps: pd.DataFrame, where: Mapping[str, int], raw: Table, top: int, language: str
) -> pd.DataFrame:
    """The steps, their numbers as formulas on the function's rows and on each other."""
    columns = [column.id for column in leakage_columns(Words("zh"), _no_numbers(steps))]
    letter = {id: column_letters(columns.index(id) + 1) for id in columns}
    ids = steps["id"].tolist()
    levels = [place for place, id in enumerate(ids) if id is None]
    made: dict[str, list[Formula | None]] = {
        number: [_number(raw, number, where, id, place, levels) for place, id in enumerate(ids)]
        for number in ("orders", "amount")
    }
    made |= {name: [] for name in ("share", "level", "fall", "base", "label")}
    for row, (id, label) in enumerate(zip(ids, steps["label"], strict=True), top):
        amount, most = f"{letter['amount']}{row}", f"{letter['amount']}${top}"
        told = calls.short_money(amount, most, language)
        # A fall ends where the one above it ended, less itself; after a level, below that.
        above = letter["level" if row - 1 - top in levels else "base"]
        base = Formula(f"=N({above}{row - 1})-N({letter['fall']}{row})")
        is_level, shown = id is None, Formula(f"={amount}")
        made["label"].append(Formula(f'="{label}  "&{told}'))
        made["share"].append(Formula(f'=IFERROR({amount}/{letter["amount"]}{top},"")'))
        made["level"].append(shown if is_level else None)
        made["fall"].append(None if is_level else shown)
        made["base"].append(None if is_level else base)
    return steps.assign(**{name: pd.Series(cells, dtype=object) for name, cells in made.items()})


def _number(
    raw: Table,
    number: str,
    where: Mapping[str, int],
    id: str | None,
    place: int,
    levels: Sequence[int],
) -> Formula:
    """Orders or money of a step; empty as long as the function gives none."""
    source = column_letters(raw.position(number))
    every = f"{source}{min(where.values())}:{source}{max(where.values())}"
    one = {reason: f"N({source}{row})" for reason, row in where.items()}
    of_levels = (f"SUM({every})", f"SUM({every})-{one['not_a_client']}", one["counted"])
    amount = one[id] if id is not None else of_levels[levels.index(place)]
    return Formula(f'=IF(COUNT({every})=0,"",{amount})')
