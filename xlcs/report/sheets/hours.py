"""发送时机: when messages are sent, read and bought upon, and what sending earlier would catch."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pandas as pd

from xlcs.advice.hours import (
    HOURS,
    caught_by_hour,
    guided_gmv_by_hour,
    messages_by_hour,
    read_within_hour,
)
from xlcs.report.description.formats import (
    NOTHING,
    display_width,
    short_money,
    short_money_format,
)
from xlcs.report.description.scope import TABLE_ROW, Scope
from xlcs.report.description.sheets import Block, Chart, Column, Kind, Series, Sheet, Table, Text
from xlcs.report.sheets.effect import WEEKDAYS

_HOUR_WIDTH = 8.0

EARLIEST_HOUR = 7
"""Before this hour nobody should be messaged; the advisor begins here."""


def hours_sheet(scope: Scope) -> Sheet | None:
    """The sheet 发送时机; none where no eligible message's hour is known."""
    say = scope.say
    counted = scope.sent_by_hour
    sent = messages_by_hour(counted)
    if not sent.to_numpy().any():
        return None
    blocks: list[Block] = []
    row = TABLE_ROW
    caught = caught_by_hour(scope.orders)
    if caught["orders"].any():
        blocks += _advisor(scope, caught, row)
        row += 3 + HOURS - EARLIEST_HOUR + 2
    weekdays = _weekdays(scope)
    grids: list[tuple[str, str, Kind, pd.DataFrame]] = [
        ("sent_by_hour", say("发出的主动消息（条）", "Messages sent"), "count", sent),
        (
            "read_by_hour",
            say("发出后一小时内已读的比例", "Share read within an hour of sending"),
            "rate",
            read_within_hour(counted),
        ),
    ]
    if scope.figures.value("read_customers", scope.start, scope.end) is None:
        del grids[1]
    if scope.figures.value("guided_gmv", scope.start, scope.end) is not None:
        gmv = guided_gmv_by_hour(scope.orders)
        caption = say("引导成交金额（元），按起作用的消息发出的时间",
                      "Guided GMV (CNY), by when the credited message was sent")  # fmt: skip
        grids.append(("gmv_by_hour", caption, "money", gmv))
    hours = _used_hours([grid for *_, grid in grids])
    for id, caption, kind, grid in grids:
        table = _grid(scope, id, row + 1, kind, grid.loc[weekdays], hours)
        blocks += [Text(row, 1, caption, "heading"), table]
        row = table.last_row + 2
    return scope.sheet(
        "hours",
        say("发送时机", "When to send"),
        blocks,
        note=say(
            "颜色越深，数字越大。只知道日期、不知道时刻的消息和付款不在内。",
            "The darker, the greater. Messages and payments known only by their day are left out.",
        ),
    )


def _advisor(scope: Scope, caught: pd.DataFrame, row: int) -> Iterator[Block]:
    """What a message sent by each hour would have caught, at most."""
    say = scope.say
    heading = say("当天几点前发，最多能多算多少", "What an earlier message would catch at most")
    yield Text(row, 1, heading, "heading")
    yield Text(
        row + 1,
        1,
        say(
            "是上限：前几天发过、付款后才发、付款后才读的订单里，在那个钟点或之后付款的全部金额。"
            "实际还要客户在付款前读到，且关系在前一天或更早建立。",
            "An upper bound: of the orders messaged on an earlier day, messaged after paying or"
            " read after paying, all those paid at that hour or later. The client would still"
            " have to read it before paying, under a relation of an earlier day.",
        ),
        "note",
        span=14,
        lines=2,
    )
    caught = caught[caught["hour"] >= EARLIEST_HOUR].reset_index(drop=True)
    # Short, for seventeen of them stand side by side below a chart.
    hour = caught["hour"].map(str) + say("点", "")
    table = Table(
        "caught",
        row + 2,
        1,
        (
            Column("hour", say("几点前发", "Sent by (hour)"), "text", hour),
            Column("orders", say("最多多算订单", "Orders"), "count", caught["orders"], width=10),
            Column("amount", say("最多多算金额", "Amount"), "money", caught["amount"], width=14),
        ),
    )
    yield table
    yield Chart(
        "column",
        say(
            "当天几点前发，最多能多算多少（元）",
            "Caught at most by a message sent by (CNY)",
        ),
        "caught",
        "hour",
        (Series("amount", say("金额", "amount"), "accent"),),
        row + 2,
        5,
        row + 16,
        14,
        value_kind="money",
        number_format=short_money_format(caught["amount"].max(), scope.language),
    )


def _grid(scope: Scope, id: str, row: int, kind: Kind, grid: pd.DataFrame, hours: range) -> Table:
    """A row a weekday, a column an hour; money in few digits."""
    shape, width = "", _HOUR_WIDTH
    if kind == "money":
        largest = float(grid[list(hours)].to_numpy(dtype=float).max())
        shape = short_money_format(largest, scope.language)
        width = max(width, display_width(short_money(largest, largest, scope.language)) + 2.5)
    names = pd.Series([WEEKDAYS[scope.language][day] for day in grid.index], dtype=object)
    cells = [
        Column(
            f"h{hour}",
            f"{hour}",
            kind,
            grid[hour].reset_index(drop=True),
            missing=NOTHING,
            width=width,
            number_format=shape,
        )
        for hour in hours
    ]
    first = Column("weekday", scope.say("星期＼点", "Day / hour"), "text", names, width=14)
    return Table(id, row, 1, (first, *cells), shaded=tuple(cell.id for cell in cells))


def _weekdays(scope: Scope) -> list[int]:
    """The weekdays that the period has, Monday is 0: of others nothing is known."""
    if scope.days is None:
        return []
    first, last = scope.days
    days = min((last - first).days + 1, len(WEEKDAYS["zh"]))
    return sorted((first + timedelta(days=day)).weekday() for day in range(days))


def _used_hours(grids: list[pd.DataFrame]) -> range:
    """From the first to the last hour in which anything was."""
    used = [
        hour for hour in range(HOURS) if any((grid[hour].fillna(0) != 0).any() for grid in grids)
    ]
    return range(used[0], used[-1] + 1)
