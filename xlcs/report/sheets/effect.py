"""效果数据: the five effect figures, a row a day, and the shop's own figures for the period."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from xlcs.catalogue import EFFECT
from xlcs.report.description.scope import TABLE_ROW, Scope, totals
from xlcs.report.description.sheets import Block, Chart, Column, Look, Series, Sheet, Table, Value
from xlcs.report.description.words import Spoken, figure_column

MANY_DAYS = 62
"""From here on a line shows more than columns do."""

CUSTOMER_LOOKS: tuple[Look, ...] = ("third", "second", "accent", "fall")
"""Of the four counts of customers in a chart, in the catalogue's order."""

_WEEKDAYS = {
    "zh": ["周一", "周二", "周三", "周四", "周五", "周六", "周日"],
    "en": ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"],
}


def effect_sheet(scope: Scope) -> Sheet | None:
    """The sheet 效果数据; none where no day has any of its figures."""
    frame = scope.figures.daily(scope.start, scope.end)
    if not frame[list(EFFECT)].notna().any(axis=None):
        return None
    columns = effect_columns(scope, frame, totals(scope, EFFECT))
    table = Table("daily", TABLE_ROW, 1, columns, total=True, filter=True)
    say = scope.say
    return scope.sheet(
        "effect",
        say("效果数据", "Effect"),
        [table, *_charts(scope, frame, table)],
        note=say(
            "合计行的客户数按期间去重，不等于各日相加；金额为各日之和。",
            "Customers in the total row are distinct over the period, not the sum of the days.",
        ),
        frozen=table,
        frozen_cols=2,
    )


def effect_columns(
    words: Spoken, frame: pd.DataFrame, total: Mapping[str, Value]
) -> tuple[Column, ...]:
    """The columns of the table by day: `frame` has day and the five figures."""
    say = words.say
    days = pd.to_datetime(frame["day"])
    names = pd.Series(_WEEKDAYS[words.language], dtype=object)
    weekdays = names.reindex(days.dt.day_of_week).reset_index(drop=True)
    total_name = say("合计（去重）", "Total (distinct)")
    return (
        Column("day", say("日期", "Day"), "day", days, total=total_name, width=15),
        Column("weekday", say("星期", "Weekday"), "text", weekdays, width=8),
        *(figure_column(words, id, frame[id], total=total.get(id), width=16) for id in EFFECT),
    )


def daily_gmv_chart(scope: Scope, frame: pd.DataFrame, **place: Any) -> Chart:
    """Guided GMV by day."""
    caption = scope.caption("guided_gmv")
    return Chart(
        "column" if len(frame) <= MANY_DAYS else "line",
        scope.say("每日引导成交金额（元）", "Guided GMV by day (CNY)"),
        "daily",
        "day",
        (Series("guided_gmv", caption, "accent"),),
        value_kind="money",
        **place,
    )


def known(frame: pd.DataFrame, *ids: str) -> bool:
    """Whether there is anything to draw: two days at least, and a value for each figure."""
    return len(frame) > 1 and all(frame[id].notna().any() for id in ids)


def _charts(scope: Scope, frame: pd.DataFrame, table: Table) -> list[Block]:
    col = table.last_col + 2
    below = table.first_row  # a chart beside the header would be printed with it on every page
    charts: list[Block] = []
    if known(frame, "guided_gmv"):
        charts.append(
            daily_gmv_chart(scope, frame, row=below, col=col, end_row=below + 12, end_col=col + 8)
        )
    followed = [id for id in EFFECT[:-1] if known(frame, id)]
    looks = dict(zip(EFFECT, CUSTOMER_LOOKS, strict=False))
    if followed:
        charts.append(
            Chart(
                "line",
                scope.say("每日客户数", "Customers by day"),
                "daily",
                "day",
                tuple(Series(id, scope.caption(id), looks[id]) for id in followed),
                row=below + 14,
                col=col,
                end_row=below + 26,
                end_col=col + 8,
                value_kind="count",
            )
        )
    return charts
