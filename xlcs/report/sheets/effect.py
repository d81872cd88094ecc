"""效果数据: the five effect figures, a row a day, and the figures for the period as a whole.

Above `MOST_DAYS` days a row is a week, above `MOST_DAYS_BY_WEEK` a month.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from xlcs.advice.highlights import daily_of
from xlcs.catalogue import EFFECT
from xlcs.figures.periods import Range, label, whole_period
from xlcs.report.description.formats import short_money_format
from xlcs.report.description.scope import TABLE_ROW, Scope, totals
from xlcs.report.description.sheets import (
    Block,
    Chart,
    Column,
    Look,
    Series,
    Sheet,
    Table,
    Text,
    Value,
)
from xlcs.report.description.words import Spoken, figure_column

MANY_DAYS = 62
"""From here on a line shows more than columns do."""

MOST_DAYS = 92
MOST_DAYS_BY_WEEK = 366
"""Days of a period up to which a row is a day, and a week."""

CUSTOMER_LOOKS: tuple[Look, ...] = ("third", "second", "accent", "fall")
"""Of the four counts of customers in a chart, in the catalogue's order."""

WEEKDAYS = {
    "zh": ["周一", "周二", "周三", "周四", "周五", "周六", "周日"],
    "en": ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"],
}


def effect_sheet(scope: Scope) -> Sheet | None:
    """The sheet 效果数据; none where no day has any of its figures."""
    by, frame = effect_rows(scope)
    if not frame[list(EFFECT)].notna().any(axis=None):
        return None
    columns = effect_columns(scope, frame, totals(scope, EFFECT, scope.agent), by)
    say = scope.say
    if "final" in frame:
        columns = (*columns, _not_final(scope, frame["final"]))
    table = Table("daily", TABLE_ROW, 1, columns, total=True, filter=True)
    note = say(
        "合计行的客户数按期间去重，不等于各行相加；金额为各行之和。",
        "Customers in the total row are distinct over the period, not the sum of the rows.",
    )
    if by != "day":
        many = say("期间长，按周分行。", "By week, as the period is long. ")
        months = say("期间长，按月分行。", "By month, as the period is long. ")
        note = (many if by == "week" else months) + _cut(scope, by) + note
    return scope.sheet(
        "effect",
        say("效果数据", "Effect"),
        [table, *_charts(scope, frame, table, by)],
        note=note,
        frozen=table,
        frozen_cols=2,
    )


def _cut(scope: Scope, by: str) -> str:
    """That the first or the last row is no whole week, or month: it looks like a fall."""
    covered = scope.figures.period(scope.start, scope.end).covered
    if covered is None:
        return ""
    first, last = covered
    is_cut = (whole_period(first, by)[0] < first, last < whole_period(last, by)[1])
    rows = {
        (True, True): ("首、末两行", "The first and the last row have"),
        (True, False): ("第一行", "The first row has"),
        (False, True): ("最后一行", "The last row has"),
    }
    if is_cut not in rows:
        return ""
    zh, en = rows[is_cut]
    of_each = {"week": ("周", "week"), "month": ("月", "month")}[by]
    return scope.say(
        f"{zh}不是整{of_each[0]}，只有其中几天。", f"{en} only a part of a {of_each[1]}. "
    )


def _not_final(scope: Scope, final: pd.Series[bool]) -> Column:
    """Marks the days whose window reaches past the last covered day."""
    pending = scope.say("未定", "not final")
    marks = pd.Series(["" if one else pending for one in final], dtype=object)
    return Column(
        "final", scope.say("窗口未走完", "Window"), "text", marks, tones={pending: "quiet"}
    )


def effect_rows(scope: Scope) -> tuple[str, pd.DataFrame]:
    """What a row of the sheet is, "day", "week" or "month", and the rows.

    Returns
    -------
    Columns day (the first one), the figures of effect and, by week or month, period (its label). A
    week or month that the period cuts is cut.
    """
    if scope.days is None or (scope.days[1] - scope.days[0]).days < MOST_DAYS:
        daily = scope.figures.daily(scope.start, scope.end)
        if scope.agent is not None and scope.days is not None:
            daily = daily_of(scope.figures, *scope.days, scope.agent)
        return "day", daily
    length = (scope.days[1] - scope.days[0]).days + 1
    by = "week" if length <= MOST_DAYS_BY_WEEK else "month"
    days = pd.to_datetime(scope.figures.daily(scope.start, scope.end)["day"])
    wholes = sorted({whole_period(day.date(), by) for day in days})
    rows = [_row(scope, whole, by, scope.days) for whole in wholes]
    return by, pd.DataFrame(rows, columns=["day", "period", *EFFECT])


def _row(scope: Scope, whole: Range, by: str, asked: Range) -> dict[str, Any]:
    first, last = max(whole[0], asked[0]), min(whole[1], asked[1])
    values = {id: scope.figures.value(id, first, last, scope.agent) for id in EFFECT}
    return {"day": pd.Timestamp(first), "period": label(whole, by)} | values


def effect_columns(
    words: Spoken,
    frame: pd.DataFrame,
    total: Mapping[str, Value],
    by: str = "day",
    total_name: tuple[str, str] = ("合计（去重）", "Total (distinct)"),
) -> tuple[Column, ...]:
    """The columns of the table: `frame` is as `effect_rows` gives it."""
    say = words.say
    days = pd.to_datetime(frame["day"])
    names: tuple[Column, ...]
    if by == "day":
        weekday = pd.Series(WEEKDAYS[words.language], dtype=object)
        weekdays = weekday.reindex(days.dt.day_of_week).reset_index(drop=True)
        names = (
            Column("day", say("日期", "Day"), "day", days, total=say(*total_name), width=15),
            Column("weekday", say("星期", "Weekday"), "text", weekdays, width=8),
        )
    else:
        caption = say("周", "Week") if by == "week" else say("月", "Month")
        names = (
            Column("period", caption, "text", frame["period"], total=say(*total_name), width=15),
            Column("day", say("从", "From"), "day", days, width=13),
        )
    return (
        *names,
        *(figure_column(words, id, frame[id], total=total.get(id), width=16) for id in EFFECT),
    )


def gmv_chart(scope: Scope, frame: pd.DataFrame, by: str, **place: Any) -> Chart:
    """Guided GMV by day, week or month."""
    caption = scope.caption("guided_gmv")
    return Chart(
        "column" if len(frame) <= MANY_DAYS else "line",
        _by(scope, by, ("引导成交金额（元）", "Guided GMV by {} (CNY)")),
        "daily",
        "day" if by == "day" else "period",
        (Series("guided_gmv", caption, "accent"),),
        value_kind="money",
        number_format=short_money_format(frame["guided_gmv"].max(), scope.language),
        **place,
    )


def _by(words: Spoken, by: str, text: tuple[str, str]) -> str:
    each = {"day": "每日", "week": "每周", "month": "每月"}[by]
    return words.say(each + text[0], text[1].format(by))


def known(frame: pd.DataFrame, *ids: str) -> bool:
    """Whether there is anything to draw: two days at least, and more than 0 of each figure."""
    return len(frame) > 1 and all((frame[id] > 0).any() for id in ids)


def _charts(scope: Scope, frame: pd.DataFrame, table: Table, by: str) -> list[Block]:
    col = table.last_col + 2
    below = table.first_row  # a chart beside the header would be printed with it on every page
    charts: list[Block] = []
    if known(frame, "guided_gmv"):
        charts.append(
            gmv_chart(scope, frame, by, row=below, col=col, end_row=below + 12, end_col=col + 11)
        )
    followed = [id for id in EFFECT[:-1] if known(frame, id)]
    looks = dict(zip(EFFECT, CUSTOMER_LOOKS, strict=False))
    if followed:
        row = below + 14 if charts else below
        charts.append(
            Chart(
                "line",
                _by(scope, by, ("客户数", "Customers by {}")),
                "daily",
                "day" if by == "day" else "period",
                tuple(Series(id, scope.caption(id), looks[id]) for id in followed),
                row=row,
                col=col,
                end_row=row + 12,
                end_col=col + 11,
                value_kind="count",
            )
        )
    if charts:
        # On paper they stand on a page of their own, to the right of the table's.
        title = scope.say("效果数据：图", "Effect: charts")
        charts = [Text(1, col, title, "title"), Text(2, col, scope.period, "subtitle"), *charts]
    return charts
