"""A shop's paid orders: their reasons, and the figures that credit them to agents.

Source: spec, "Guided-sales figures", "Per-agent figures", "Why an order counts, or not".
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from xlcs.columns import NO_TIME
from xlcs.figures.arrays import DAY_SECONDS, Codes, Indices, Seconds
from xlcs.figures.attribution import REASON_CODE, Reasons
from xlcs.figures.eligible import Messages
from xlcs.figures.guided import DaysOfShop
from xlcs.figures.lookback import Lookback
from xlcs.figures.orders import FEN, NO_AGENT, Deciding, PaidOrders
from xlcs.figures.relations import Relations
from xlcs.figures.sums import Totals, sums


def credit(
    orders: PaidOrders,
    of_days: Sequence[DaysOfShop],
    messages: Messages,
    relations: Relations,
    lookback_days: int,
) -> tuple[PaidOrders, Codes]:
    """The orders with their reasons and deciding messages, and whom each is a follow-up of.

    Parameters
    ----------
    of_days : stretches of days that have eligible messages, ascending

    Returns
    -------
    orders : with `reason` and `deciding`
    followup : the code of the agent credited with each as a follow-up, NO_AGENT for none
    """
    count = len(orders.buyer)
    reason = np.full(count, REASON_CODE["messaged_earlier_day"], dtype=np.int8)
    decided = _Decided(count)
    followup = np.full(count, NO_AGENT, dtype=np.int32)
    for of_some in of_days:
        if (judged := of_some.judged) is not None:
            reason[judged.order] = judged.reason
            decided.put(judged.order, judged.row, judged.agent, judged.bound)
            followup[judged.order] = judged.followup
    lookback = Lookback(relations.buyers)
    messaged = {last.day: last for of_some in of_days for last in of_some.last}
    for day in range(orders.days.count):
        start, end = orders.bounds[day], orders.bounds[day + 1]
        without = start + np.flatnonzero(decided.agent[start:end] == NO_AGENT)
        found, last = lookback.last(orders.buyer[without], day - lookback_days)
        decided.put(without[found], last["row"], last["agent"], last["bound"])
        if day in messaged:
            lookback.note(messaged[day])
    never = np.flatnonzero(decided.agent == NO_AGENT)
    reason[never] = _reasons_without_message(orders, never, relations)
    return replace(orders, reason=reason, deciding=decided.deciding(messages)), followup


class _Decided:
    """The message that decided about each order: its row, agent and bound, as in `Eligible`."""

    def __init__(self, orders: int) -> None:
        self.row = np.zeros(orders, dtype=np.int32)
        self.agent = np.full(orders, NO_AGENT, dtype=np.int32)
        self.bound = np.full(orders, NO_TIME, dtype=np.uint32)

    def put(self, order: Indices, row: Codes, agent: Codes, bound: Seconds) -> None:
        self.row[order] = row
        self.agent[order] = agent
        self.bound[order] = bound

    def deciding(self, messages: Messages) -> Deciding:
        known = np.flatnonzero(self.agent != NO_AGENT)
        row = self.row[known]
        sent, read = (np.full(len(self.row), NO_TIME, dtype=np.uint32) for _ in range(2))
        read_is_day = np.zeros(len(self.row), dtype=np.bool_)
        sent[known], read[known] = messages.sent[row], messages.read[row]
        read_is_day[known] = messages.read_is_day[row]
        return Deciding(self.agent, sent, read, read_is_day, self.bound)


def credited_figures(orders: PaidOrders, followup: Codes, agents: int) -> dict[str, Totals]:
    """`guided_gmv`, `followup_gmv` and `followup_orders`.

    Parameters
    ----------
    orders, followup : what `credit` gives
    agents : how many there are [count]
    """
    guided = np.flatnonzero(orders.credited != NO_AGENT)
    credited = np.flatnonzero(followup != NO_AGENT)
    count = orders.days.count
    by = (followup[credited], orders.day[credited], agents, count)
    guided_gmv = sums(
        orders.credited[guided], orders.day[guided], agents, count, orders.amount[guided]
    )
    return {
        "guided_gmv": Totals.adding_up(guided_gmv, divisor=FEN),
        "followup_gmv": Totals.adding_up(sums(*by, orders.amount[credited]), divisor=FEN),
        "followup_orders": Totals.adding_up(sums(*by)),
    }


def _reasons_without_message(orders: PaidOrders, at: Indices, relations: Relations) -> Reasons:
    """`not_messaged` for clients when paying, `not_a_client` for others."""
    since = until = orders.paid[at]
    if (is_day := orders.is_day[at]).any():
        until = np.where(is_day, since + np.uint32(DAY_SECONDS - 1), since)
    client = relations.is_client(orders.buyer[at], since, until)
    codes = REASON_CODE["not_messaged"], REASON_CODE["not_a_client"]
    return np.where(client, *codes).astype(np.int8)
