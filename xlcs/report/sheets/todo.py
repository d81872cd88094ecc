"""今日待办: whom each agent should see to, as of the data's last day."""

from __future__ import annotations

import pandas as pd

from xlcs.catalogue import REASON
from xlcs.figures.advice.todo import KINDS, OLDEST_DEPOSIT_DAYS
from xlcs.report.description.formats import at_most
from xlcs.report.description.scope import TABLE_ROW, Scope
from xlcs.report.description.sheets import Column, Sheet, Table
from xlcs.report.description.words import Spoken

WIDEST_NAME = 30.0
"""Longer names of agents are wrapped [widths of a digit]."""

KIND_NAMES = {
    "balance_due": ("催尾款", "balance due"),
    "lost_order": ("前一天没算上的订单", "order lost the day before"),
    "unread": ("当天发了没读", "messaged that day, not read"),
    "opportunity": ("商机待办", "open opportunity"),
}


def todo_sheet(scope: Scope) -> Sheet | None:
    """The sheet 今日待办; none where nothing is to be done."""
    frame = scope.figures.todo(None, scope.agent)
    if frame.empty:
        return None
    day = scope.figures.last_day
    counts = frame["kind"].value_counts()
    say = scope.say
    parts = [f"{say(*KIND_NAMES[kind])} {counts[kind]:,}" for kind in KINDS if kind in counts]
    table = Table("todo", TABLE_ROW, 1, todo_columns(scope, frame), filter=True)
    told = say(
        f"截至数据的最后一天 {day}：{'、'.join(parts)}。"
        f"催尾款只看最近 {OLDEST_DEPOSIT_DAYS} 天的定金。",
        f"As of the data's last day, {day}: {', '.join(parts)}. Deposits of the last"
        f" {OLDEST_DEPOSIT_DAYS} days.",
    )
    return scope.sheet(
        "todo",
        say("今日待办", "To do"),
        [table],
        subtitle=told,
        frozen=table,
        frozen_cols=1,
        group="orders",
    )


def todo_columns(words: Spoken, frame: pd.DataFrame) -> tuple[Column, ...]:
    """The columns of the table: `frame` is as `Figures.todo` gives it."""
    say = words.say
    kinds = frame["kind"].map({id: say(*names) for id, names in KIND_NAMES.items()})
    reasons = {r.id: r.en if words.language == "en" else r.zh for r in REASON.values()}
    detail = frame["detail"].map(reasons).fillna(frame["detail"]).astype(object)
    return (
        at_most(Column("agent", say("客服", "Agent"), "name", frame["agent"]), WIDEST_NAME),
        Column("kind", say("事项", "What"), "text", kinds.astype(object)),
        Column("buyer_id", say("买家", "Buyer"), "name", frame["buyer_id"]),
        Column("at", say("时间", "Time"), "time", frame["at"]),
        Column("order_id", say("订单编号", "Order"), "name", frame["order_id"]),
        Column("amount", say("金额", "Amount"), "money", frame["amount"]),
        Column("detail", say("说明", "Detail"), "text", detail),
    )
