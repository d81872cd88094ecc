"""今日待办: whom each agent should see to, as of the data's last day."""

from __future__ import annotations

import pandas as pd

from xlcs.catalogue import REASON
from xlcs.figures.daily_work.todo import KINDS, OLDEST_DEPOSIT_DAYS
from xlcs.plurals import filled
from xlcs.report.description.formats import at_most, shown
from xlcs.report.description.scope import TABLE_ROW, Scope
from xlcs.report.description.sheets import Column, Sheet, Table
from xlcs.report.description.words import Spoken
from xlcs.report.sheets.agents import short_names

WIDEST_NAME = 24.0
"""Longer names of agents are wrapped [widths of a digit]."""

KIND_NAMES = {
    "balance_due": ("催尾款", "balance due"),
    "lost_order": ("前一天没算上的订单", "order lost the day before"),
    "unread": ("当天发了没读", "messaged that day, not read"),
    "opportunity": ("商机待办", "open opportunity"),
}


def todo_sheet(scope: Scope) -> Sheet | None:
    """The sheet 今日待办; none where nothing is to be done."""
    frame = scope.todo
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


_FIRST = {
    "balance_due": (
        "先催尾款：{count} 单付了定金（共 {amount} 元），还没付尾款",
        "Urge balances first: {count} orders with a deposit ({amount} CNY in all) and no balance",
    ),
    "lost_order": (
        "先回访前一天付了款、但没算上的 {count} 单（共 {amount} 元）",
        "See first to {count} orders paid the day before and not counted ({amount} CNY in all)",
    ),
    "unread": (
        "先再联系当天发了消息、还没读的 {count} 位客户",
        "Contact first who was messaged and has not read it: {count} clients",
    ),
    "opportunity": (
        "先做完 {count} 个商机待办",
        "Finish the open opportunities first: {count}",
    ),
}  # fmt: skip
"""What is to be done first, where that is the first of `KINDS` that there is."""


def first_of_today(scope: Scope) -> str | None:
    """What a lead does first, in a sentence; None where nothing is to be done.

    Of the kinds of tasks that there are the first (`KINDS`), with the agent who has most of them
    where the report is of several and one has more than each other; and how many tasks there are
    besides.
    """
    frame = scope.todo
    if frame.empty:
        return None
    say = scope.say
    kind = next(kind for kind in KINDS if (frame["kind"] == kind).any())
    tasks = frame[frame["kind"] == kind]
    amount = tasks["amount"].sum(min_count=1)  # a deposit may be unknown
    money = shown(None if pd.isna(amount) else float(amount), "money")
    found = {"count": f"{len(tasks):,}", "amount": money}
    told = filled(say(*_FIRST[kind]), found)
    by_agent = tasks["agent"].value_counts()
    if scope.agent is None and len(by_agent) > 1 and (by_agent == by_agent.max()).sum() == 1:
        most = tasks["agent"].mode()[0]
        agents = pd.Series(scope.figures.agents, dtype=object)
        name = dict(zip(agents, short_names(agents), strict=True)).get(most, most)
        of_most = f"{(tasks['agent'] == most).sum():,}"
        told += say(f"，{name} 最多（{of_most}）", f"; most at {name} ({of_most})")
    rest = len(frame) - len(tasks)
    day = scope.figures.last_day
    if rest:
        told += say(f"；另有 {rest:,} 件，见“今日待办”", f". {rest:,} more: the sheet To do")
    return say(f"今天{told}。（数据截至 {day}）", f"{told}. (As of {day}.)")


def todo_columns(words: Spoken, frame: pd.DataFrame) -> tuple[Column, ...]:
    """The columns of the table: `frame` is as `Figures.todo` gives it."""
    say = words.say
    kinds = frame["kind"].map({id: say(*names) for id, names in KIND_NAMES.items()})
    reasons = {id: words.reason_name(id) for id in REASON}
    detail = frame["detail"].map(reasons).fillna(frame["detail"]).astype(object)
    return (
        at_most(Column("agent", words.who, "name", frame["agent"]), WIDEST_NAME),
        Column("kind", say("事项", "What"), "text", kinds.astype(object)),
        Column("buyer_id", say("买家", "Buyer"), "name", frame["buyer_id"]),
        Column("at", say("时间", "Time"), "time", frame["at"]),
        Column("order_id", say("订单编号", "Order"), "name", frame["order_id"]),
        Column("amount", say("金额", "Amount"), "money", frame["amount"]),
        Column("detail", say("说明", "Detail"), "text", detail),
    )
