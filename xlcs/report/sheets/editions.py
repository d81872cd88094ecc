"""口径对比: what each edition of the rule counts, for the shop, each agent, each order."""

from __future__ import annotations

from typing import Any

import pandas as pd

from xlcs.compare.editions import (
    BESIDE_EACH_OTHER,
    editions_of_orders,
    editions_table,
    shown_editions,
)
from xlcs.figures.edition import UNCONFIRMED, edition_name
from xlcs.report.description.formats import NOTHING, at_most
from xlcs.report.description.scope import TABLE_ROW, Scope
from xlcs.report.description.sheets import Block, Column, Kind, Sheet, Table, Text

_CAPTIONS: dict[str, tuple[str, str, Kind]] = {
    "guided_orders": ("订单", "Orders", "count"),
    "guided_gmv": ("引导成交金额", "Guided GMV", "money"),
    "guided_net_gmv": ("净额", "Net", "money"),
}


_WIDEST_NAME, _WIDEST_CREDITED = 30.0, 18.0
"""Longer names of agents are wrapped [widths of a digit]."""


def editions_sheet(scope: Scope) -> Sheet | None:
    """The sheet 口径对比; none where no order was paid."""
    say = scope.say
    orders = editions_of_orders(scope.figures, scope.start, scope.end)
    if orders.empty:
        return None
    names = shown_editions(scope.figures)
    figures = _figures(scope, names, orders)
    row = figures.last_row + 2
    credited = orders[names]
    of_whom = credited.notna() if scope.agent is None else credited == scope.agent
    counted = orders[of_whom.fillna(value=False).any(axis="columns")].reset_index(drop=True)
    never = int(credited.isna().all(axis="columns").sum())
    heading = say(
        f"每单在哪些版本里计入、归谁（另有 {never:,} 单在任何版本里都不计入）",
        f"In which editions each order counts, and who is credited ({never:,} more count in none)",
    )
    if scope.agent is not None:
        heading = say(
            f"在某个版本里归 {scope.agent} 的订单，每单在哪些版本里计入、归谁",
            f"Orders that some edition credits to {scope.agent}, and what each one says",
        )
    blocks: list[Block] = [figures, Text(row, 1, heading, "heading")]
    if not counted.empty:
        blocks.append(_orders(scope, names, counted, row + 1))
    doubtful = scope.listed(UNCONFIRMED)
    return scope.sheet(
        "editions",
        say("口径对比", "Rule editions"),
        blocks,
        note=say(
            f"本报表用的是 {edition_name(scope.figures.edition)}；"
            f"{doubtful} 出自一个没有日期的页面，未经平台确认。逐单的对比在表的下方，不打印。",
            f"This report is of {edition_name(scope.figures.edition)}; {doubtful} rests on an"
            " undated page that the platform has not confirmed. What each order counts as stands"
            " below; it is not printed.",
        ),
        frozen_cols=1,
        printed=(figures.last_row, figures.last_col),
        group="about",
    )


def _figures(scope: Scope, names: list[str], orders: pd.DataFrame) -> Table:
    frame = editions_table(scope.figures, scope.start, scope.end, orders=orders)
    shop = frame[frame["agent"].isna()].set_index("edition")
    agents = scope.figures.agents if scope.agent is None else [scope.agent]
    by_agent = frame[frame["agent"].notna()].set_index(["edition", "agent"])
    columns = [
        at_most(Column("agent", scope.who, "name", pd.Series(agents, dtype=object),
                       total=scope.say("全店", "Shop"), band=" "), _WIDEST_NAME),
    ]  # fmt: skip
    for name in names:
        for id in BESIDE_EACH_OTHER:
            zh, en, kind = _CAPTIONS[id]
            values = [by_agent.loc[(name, agent), id] for agent in agents]
            total: Any = shop.loc[name, id]
            columns.append(
                Column(
                    f"{id}_{name}",
                    scope.say(zh, en),
                    kind,
                    pd.Series(values, dtype=object),
                    total=NOTHING if pd.isna(total) else total,
                    band=name,
                    missing=NOTHING,
                )
            )
    return Table("editions", TABLE_ROW, 1, tuple(columns), total=True)


def _orders(scope: Scope, names: list[str], orders: pd.DataFrame, row: int) -> Table:
    say = scope.say
    credited = [
        at_most(
            Column(f"credited_{name}", name, "name", orders[name].astype(object), missing=""),
            _WIDEST_CREDITED,
        )
        for name in names
    ]
    return Table(
        "editions_orders",
        row,
        1,
        (
            Column("order_id", say("订单编号", "Order"), "name", orders["order_id"]),
            Column("day", say("付款日", "Paid on"), "day", orders["day"]),
            Column("amount", say("金额", "Amount"), "money", orders["amount"]),
            *credited,
        ),
        filter=True,
    )
