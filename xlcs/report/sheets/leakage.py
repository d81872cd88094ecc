"""漏损: where the money that was paid falls out on its way to the guided GMV."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from xlcs.advice.clients import leakage_of_agent
from xlcs.figures.edition import renamed_reasons
from xlcs.report.description.formats import NOTHING, short_money
from xlcs.report.description.scope import TABLE_ROW, Scope
from xlcs.report.description.sheets import Block, Chart, Column, Series, Sheet, Table
from xlcs.report.description.words import Spoken

_ADVICE = {
    "not_a_client": ("邀请这些买家建立专属关系。", "Invite these buyers to become clients."),
    "messaged_earlier_day": (
        "活动当天再发一次，不要拖到深夜。", "Message again on the day itself, not late at night.",
    ),
    "not_messaged": ("活动当天主动发消息。", "Message them on the day of the promotion."),
    "messaged_after_purchase": (
        "早一点发：付款之后才发的不算。", "Message earlier: after paying it does not count.",
    ),
    "client_bound_same_day": (
        "提前一天以上建立关系。", "Bind clients a day or more before the promotion.",
    ),
    "unread": ("换更吸引人的开头和更合适的时间。", "A better opening line and a better hour."),
    "read_after_purchase": (
        "早一点发，让客户在付款前看到。", "Message earlier, so that it is read before paying.",
    ),
}  # fmt: skip


_LABELS = {
    "not_a_client": ("不是专属客户", "not a client"),
    "messaged_earlier_day": ("前几天发过，当天没发", "messaged on an earlier day"),
    "not_messaged": ("是客户，没有发消息", "client, not messaged"),
    "messaged_after_purchase": ("付款之后才发", "messaged after paying"),
    "client_bound_same_day": ("关系当天才建立", "bound that very day"),
    "unread": ("当天没有读", "not read that day"),
    "read_after_purchase": ("付款之后才读", "read after paying"),
}
"""Reasons in few enough words to stand beside a bar."""


def leakage_sheet(scope: Scope) -> Sheet | None:
    """The sheet 漏损; none where no paid order could be attributed."""
    say = scope.say
    steps = leakage_steps(scope)
    if steps.empty:
        return None
    table = Table("leakage", TABLE_ROW, 1, leakage_columns(scope, steps))
    row = table.last_row + 2
    blocks: list[Block] = [table]
    if is_drawn(steps):
        blocks.append(waterfall_chart(scope, row=row, col=1, end_row=row + 15, end_col=5))
    return scope.sheet("leakage", say("漏损", "Leakage"), blocks, note=_about(scope), frozen=table)


def is_drawn(steps: pd.DataFrame) -> bool:
    """Whether the waterfall has anything to draw: all money is known, and some was paid."""
    amounts = steps["amount"]
    return bool(amounts.notna().all() and amounts.iloc[0] > 0)


def _about(scope: Scope) -> str:
    if scope.agent is not None:
        return scope.say(
            f"{scope.agent} 的专属客户付款的订单，不论计入的算给了谁。",
            f"Orders paid by clients of {scope.agent}, whoever is credited.",
        )
    return scope.say(
        "从全部付款到引导成交金额，每一步少掉的金额和原因。",
        "From all that was paid down to the guided GMV: what falls out, and why.",
    )


def step_names(words: Spoken, lost: Sequence[str]) -> pd.DataFrame:
    """The steps of the waterfall, top to bottom.

    Parameters
    ----------
    lost : the reasons for which clients' money is not counted, in order

    Returns
    -------
    step (caption), id (the reason that takes money away; missing for a level), label (a few words
    for the chart, to which the amount is added), advice.
    """
    say = words.say

    rows = [
        (say("全部付款", "All that was paid"), None),
        (words.reason_name("not_a_client"), "not_a_client"),
        (say("专属客户付款", "Paid by clients"), None),
        *((words.reason_name(id), id) for id in lost),
        (words.caption("guided_gmv"), None),
    ]
    steps = pd.DataFrame(rows, columns=["step", "id"], dtype=object)
    texts = _LABELS | renamed_reasons(words.edition)
    labels = {id: say(*text) for id, text in texts.items()}
    steps["label"] = steps["id"].map(labels).where(steps["id"].notna(), steps["step"])
    steps["advice"] = steps["id"].map({id: say(*texts) for id, texts in _ADVICE.items()})
    return steps


def leakage_steps(scope: Scope) -> pd.DataFrame:
    """The steps of the waterfall with their numbers.

    Returns
    -------
    As `step_names`, and orders, amount [CNY], share [fraction of all paid], and what the chart
    draws [CNY]: base (invisible), level (a total), fall (what a step takes away). Empty where no
    order was attributed.
    """
    found = scope.figures.leakage(scope.start, scope.end)
    if scope.agent is not None and not found.empty:
        found = leakage_of_agent(scope.orders, scope.agent, found["reason"])
    if found.empty:
        return pd.DataFrame()
    reasons = found.set_index("reason")
    lost = [id for id in reasons.index if id not in ("not_a_client", "counted")]
    steps = step_names(scope, lost)
    falls = steps["id"].notna()
    for number in ("orders", "amount"):
        by_reason = reasons[number]
        all_paid = by_reason.sum()
        levels = [all_paid, all_paid - by_reason["not_a_client"], by_reason["counted"]]
        steps[number] = steps["id"].map(by_reason)
        steps.loc[~falls, number] = levels
    steps["amount"] = steps["amount"].astype(float)
    paid = steps["amount"].iloc[0]
    steps["share"] = steps["amount"] / paid if paid else np.nan
    steps["level"] = steps["amount"].where(~falls)
    steps["fall"] = steps["amount"].where(falls)
    # Down to where each fall reaches: all that was paid less everything up to here.
    steps["base"] = (paid - steps["fall"].fillna(0.0).cumsum()).round(2).where(falls)
    # A number in or on a bar loses the digits that the bar is too short for.
    short = (
        NOTHING if pd.isna(a) else short_money(a, paid, scope.language) for a in steps["amount"]
    )
    steps["label"] += "  " + pd.Series(short, steps.index)
    return steps


def leakage_columns(words: Spoken, steps: pd.DataFrame) -> tuple[Column, ...]:
    """The columns of the waterfall's table: `steps` is as `leakage_steps` gives it."""
    say = words.say
    sign = steps["id"].notna().map({True: say("减：", "less: "), False: ""})
    return (
        Column("step", say("步骤", "Step"), "text", sign + steps["step"], width=34),
        Column("orders", say("订单数", "Orders"), "count", steps["orders"], width=11),
        Column("amount", say("金额", "Amount"), "money", steps["amount"], width=16),
        Column(
            "share", say("占全部付款", "Of all paid"), "rate", steps["share"], missing=NOTHING,
            width=14,
        ),
        # So wide that the sheet is printed small enough for the chart below it on the same page.
        Column("advice", say("怎么减少", "What helps"), "text", steps["advice"], width=60),
        Column("label", say("图：步骤", "Chart: step"), "text", steps["label"], hidden=True),
        Column("base", say("图：底", "Chart: base"), "count", steps["base"], hidden=True),
        Column("level", say("图：小计", "Chart: level"), "count", steps["level"], hidden=True),
        Column("fall", say("图：减少", "Chart: fall"), "count", steps["fall"], hidden=True),
    )  # fmt: skip


def waterfall_chart(words: Spoken, **place: Any) -> Chart:
    """From all that was paid down to the guided GMV: bars on an invisible base."""
    say = words.say
    return Chart(
        "waterfall",
        say("从付款到引导成交（元）", "From paid to guided GMV (CNY)"),
        "leakage",
        "label",
        (
            Series("base", "", "invisible"),
            Series("level", say("小计", "level"), "accent"),
            Series("fall", say("减少", "less"), "fall"),
        ),
        value_kind="money",
        alt=say(
            "从全部付款金额一步步减到引导成交金额，每一步少掉多少；数字在“漏损”表里。",
            "From all that was paid down to the guided GMV, and what falls out at each step; the"
            " numbers are in the sheet Leakage.",
        ),
        **place,
    )
