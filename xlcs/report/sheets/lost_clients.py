"""漏损到人: whose clients' money was lost, and why."""

from __future__ import annotations

from xlcs.advice.clients import lost_by_client_agent
from xlcs.report.description.formats import at_most
from xlcs.report.description.scope import TABLE_ROW, Scope
from xlcs.report.description.sheets import Column, Sheet, Table

WIDEST_NAME = 30.0
"""Longer names of agents are wrapped [widths of a digit]."""


def lost_clients_sheet(scope: Scope) -> Sheet | None:
    """The sheet 漏损到人; none where no client paid, or there is no leakage."""
    say = scope.say
    known = scope.figures.leakage(scope.start, scope.end)
    frame = lost_by_client_agent(scope.orders, known["reason"])
    if scope.agent is not None:
        frame = frame[frame["agent"] == scope.agent].reset_index(drop=True)
    if frame.empty:
        return None
    reasons = [id for id in frame.columns if id not in ("agent", "counted")]
    lost, paid = frame[reasons].sum(axis="columns"), frame.drop(columns="agent").sum(axis="columns")
    caption = say(f"专属{scope.who}", f"Client's {scope.who.lower()}")
    names = {id: scope.reason_name(id) for id in reasons}
    columns = [
        at_most(Column("agent", caption, "name", frame["agent"],
                       total=say("合计", "Total")), WIDEST_NAME),
        Column("paid", say("客户付款", "Paid by clients"), "money", paid, total=paid.sum()),
        Column("counted", say("计入引导成交", "Counted"), "money", frame["counted"],
               total=frame["counted"].sum()),
        Column("lost", say("没有计入", "Not counted"), "money", lost, total=lost.sum()),
        *(Column(id, names[id], "money", frame[id], total=frame[id].sum(), width=15)
          for id in reasons),
    ]  # fmt: skip
    table = Table(
        "lost_clients", TABLE_ROW, 1, tuple(columns), total=True, filter=True,
        shaded=tuple(reasons),
    )  # fmt: skip
    return scope.sheet(
        "lost_clients",
        say("漏损到人", "Lost by agent"),
        [table],
        note=say(
            "按付款时买家是谁的专属客户（不论有没有发消息、算给了谁），每种原因的金额（元）。"
            "付款时关系已经解除的不在内，所以可能比“漏损”里的少。",
            "Money (CNY) by whose client the buyer was when paying, whether messaged or not. Buyers"
            " no longer bound when they paid are left out, so that it may be less than in Leakage.",
        ),
        frozen=table,
        frozen_cols=1,
    )
