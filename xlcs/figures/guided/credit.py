"""A shop's paid orders: their reasons, and the figures that credit them to agents.

Source: spec, "Guided-sales figures", "Per-agent figures", "Why an order counts, or not".
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from xlcs.figures.arrays import DAY_SECONDS, Codes, Indices, parts
from xlcs.figures.guided.attribution import REASON_CODE, Reasons
from xlcs.figures.guided.customers import CustomersOfDay
from xlcs.figures.guided.eligible import Messages
from xlcs.figures.guided.relations import Relations
from xlcs.figures.guided.stretches import DaysOfShop
from xlcs.figures.lookup.sums import Totals, sums
from xlcs.figures.output.orders_table import FEN, NO_AGENT, Deciding, PaidOrders
from xlcs.shop.columns import NO_TIME, Array

_NO_MESSAGE = -1
"""Position of the message that decided about an order, where none did."""


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
    row = np.full(count, _NO_MESSAGE, dtype=np.int32)
    followup = np.full(count, NO_AGENT, dtype=messages.agent.dtype)
    for of_some in of_days:
        if (judged := of_some.judged) is not None:
            reason[judged.order] = judged.reason
            row[judged.order] = judged.row
            followup[judged.order] = judged.followup
    customers = {of_day.day: of_day for of_some in of_days for of_day in of_some.customers}
    _look_back(row, orders, customers, messages, relations.buyers, lookback_days)
    never = np.flatnonzero(row == _NO_MESSAGE)
    reason[never] = _reasons_without_message(orders, never, relations)
    return replace(orders, reason=reason, deciding=_deciding(row, messages, relations)), followup


def _look_back(
    row: Codes,
    orders: PaidOrders,
    customers: Mapping[int, CustomersOfDay],
    messages: Messages,
    buyers: int,
    lookback_days: int,
) -> None:
    """Give each order without a message the last one of the days before, if there is any."""
    last = np.full(buyers, _NO_MESSAGE, dtype=np.int32)
    for day in range(orders.days.count):
        start, end = orders.bounds[day], orders.bounds[day + 1]
        without = start + np.flatnonzero(row[start:end] == _NO_MESSAGE)
        found = last[orders.buyer[without]]
        # Messages stand in the order of days.
        since = messages.bounds[max(day - lookback_days, 0)]
        row[without] = np.where(found >= since, found, _NO_MESSAGE)
        if (of_day := customers.get(day)) is not None:
            last[of_day.buyers] = of_day.last


def _deciding(row: Codes, messages: Messages, relations: Relations) -> Deciding:
    known = np.flatnonzero(row != _NO_MESSAGE)
    found = row[known]
    bound = np.empty(len(found), dtype=np.uint32)
    for part in parts(len(found)):
        _, bound[part] = messages.related(found[part], relations)

    def spread(values: Array, otherwise: int) -> Array:
        of_orders = np.full(len(row), otherwise, dtype=values.dtype)
        of_orders[known] = values
        return of_orders

    return Deciding(
        spread(messages.agent[found], NO_AGENT),
        spread(messages.sent[found], NO_TIME),
        spread(messages.read[found], NO_TIME),
        spread(messages.read_is_day[found], False),
        spread(bound, NO_TIME),
    )


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
    client = np.empty(len(at), dtype=np.bool_)
    for part in parts(len(at)):
        some = at[part]
        since = until = orders.paid[some]
        if (is_day := orders.is_day[some]).any():
            until = np.where(is_day, since + np.uint32(DAY_SECONDS - 1), since)
        client[part] = relations.is_client(orders.buyer[some], since, until)
    codes = REASON_CODE["not_messaged"], REASON_CODE["not_a_client"]
    return np.where(client, *(np.int8(code) for code in codes))
