"""成交归因: a row a paid order, why it counts or not, and the message that decided."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import pandas as pd

from xlcs.catalogue import REASONS
from xlcs.report.description.formats import NOTHING, at_most, fitted_width, shown
from xlcs.report.description.pages import ONE_PAGE
from xlcs.report.description.scope import TABLE_ROW, Scope
from xlcs.report.description.sheets import Column, Sheet, Table
from xlcs.report.description.words import Spoken

_MESSAGE = ("agent", "sent_at", "read_at", "bound_at")
"""The columns of the message that decided, the last ones."""

_AGENTS = ("credited_agent", "client_agent")
_WIDEST_BUYER, _NARROWEST_AGENT = 18.0, 20.0
"""Longer names are wrapped, so that all that is printed fits on one page [widths of a digit]."""

_MANY_ROWS = 500
"""From so many orders on the sheet says how to print a part of it: more than ten pages."""


def orders_sheet(scope: Scope) -> Sheet | None:
    """The sheet 成交归因; none where no order was paid."""
    say = scope.say
    frame = scope.orders
    if frame.empty:
        return None
    columns = _of_one_page(_client_first(order_columns(scope, frame)))
    table = Table("orders", TABLE_ROW, 1, columns, filter=True)
    amounts = table.column("amount").values
    guided = amounts[frame["reason"] == "counted"]
    ids = frame["reason"].astype(object)
    known = Column("reason_id", say("原因代码", "Reason's id"), "text", ids, hidden=True)
    table = replace(table, columns=(*table.columns, known))
    how_many = say(
        f"计入引导成交 {len(guided):,} 单，{shown(guided.sum(), 'money')} 元。"
        f"发送{scope.who}等四列是起决定作用的那条消息，不打印。",
        f"counted {len(guided):,}, {shown(guided.sum(), 'money')} CNY. The four columns from"
        " Sent by on are the message that decided; they are not printed.",
    )
    if scope.figures.value("guided_gmv", scope.start, scope.end) is None:
        how_many = say(
            "计入引导成交 —：没有专属客户关系、客服消息或阅读的数据，无法判断。"
            f"发送{scope.who}等四列不打印。",
            "counted —: without client relations, messages or any state of reading it is unknown."
            " The four columns from Sent by on are not printed.",
        )
    if len(amounts) >= _MANY_ROWS:
        how_many += say(
            "打印前请先筛选：只打印看得见的行。",
            " Filter before printing: only the rows in sight are printed.",
        )
    return scope.sheet(
        "orders",
        say("成交归因", "Orders"),
        [table],
        note=say(
            f"付款订单 {len(amounts):,} 单，{shown(amounts.sum(), 'money')} 元；{how_many}",
            f"{len(amounts):,} paid orders, {shown(amounts.sum(), 'money')} CNY; {how_many}",
        ),
        frozen=table,
        frozen_cols=1,
        printed=(table.last_row, table.position("client_agent")),
        group="orders",
    )


def _client_first(columns: Iterable[Column]) -> list[Column]:
    """The columns, whose client the buyer is before the message: all that is read on paper."""
    rank = {id: place for place, id in enumerate(_MESSAGE, start=1)}
    return sorted(columns, key=lambda column: rank.get(column.id, 0))


def _of_one_page(columns: Iterable[Column]) -> tuple[Column, ...]:
    """The columns, names wrapped where the page has no room for them in one line.

    Two lines an order take twice the pages, and so does a table that goes on to the right.
    """
    narrow = [at_most(c, _WIDEST_BUYER) if c.id == "buyer_id" else c for c in columns]
    others = [c for c in narrow if c.id not in (*_AGENTS, *_MESSAGE)]
    room = (ONE_PAGE - sum(map(fitted_width, others))) / len(_AGENTS)
    room = max(room, _NARROWEST_AGENT)
    return tuple(at_most(c, room) if c.id in _AGENTS else c for c in narrow)


def order_columns(words: Spoken, frame: pd.DataFrame) -> tuple[Column, ...]:
    """The columns of the orders' table: `frame` is as `Figures.orders` gives it."""
    say = words.say
    names = {reason.id: words.reason_name(reason.id) for reason in REASONS}
    reasons = frame["reason"].map(names).astype(object)
    presale = frame["presale"].map({True: say("是", "yes"), False: say("否", "no")}).astype(object)
    who = words.who
    band = say("起决定作用的消息", "The message that decided")
    order = say("订单", "Order")
    return (
        Column("order_id", say("订单编号", "Order"), "name", frame["order_id"], band=order),
        Column("buyer_id", say("买家", "Buyer"), "name", frame["buyer_id"], band=order),
        Column(
            "paid_at", say("付款时间", "Paid at"), "time", frame["paid_at"], band=order,
            day_only=frame["paid_at_is_day"].astype(bool),
        ),
        Column("amount", say("金额", "Amount"), "money", frame["amount"], band=order),
        Column("presale", say("预售", "Presale"), "text", presale, band=order),
        Column(
            "reason", say("计入或未计入的原因", "Why it counts or not"), "text", reasons,
            band=order, tones={names["counted"]: "good"}, missing=NOTHING,
        ),
        Column(
            "credited_agent", say(f"归属{who}", f"Credited {who.lower()}"), "name",
            frame["credited_agent"], band=order,
        ),
        Column("agent", say(f"发送{who}", "Sent by"), "name", frame["agent"], band=band),
        Column(
            "sent_at", say("发送时间", "Sent at"), "time", frame["sent_at"], band=band,
            day_only=frame["sent_at_is_day"].fillna(False).astype(bool),
        ),
        Column(
            "read_at", say("阅读时间", "Read at"), "time", frame["read_at"], band=band,
            day_only=frame["read_at_is_day"].fillna(False).astype(bool),
        ),
        Column("bound_at", say("关系建立时间", "Bound at"), "time", frame["bound_at"], band=band),
        Column(
            "client_agent", say(f"专属{who}", f"Client's {who.lower()}"), "name",
            frame["client_agent"], band=say("是谁的客户", "Whose client"),
        ),
    )  # fmt: skip
