"""A shop's paid orders: their reasons, and the figures that credit them to agents.

Source: spec, "Guided-sales figures", "Per-agent figures", "Why an order counts, or not".
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from xlcs.figures.arrays import DAY_SECONDS, NONE, Codes, Indices
from xlcs.figures.attribution import (
    REASON_CODE,
    Candidates,
    Payments,
    Reasons,
    attribute,
    candidates,
    last_of_day,
)
from xlcs.figures.distinct import Customers, distinct_customers
from xlcs.figures.eligible import Eligible, Messages
from xlcs.figures.lookback import messaged, messages_of
from xlcs.figures.orders import FEN, NO_AGENT, Deciding, PaidOrders
from xlcs.figures.relations import Relations
from xlcs.figures.sums import Totals, sums
from xlcs.settings import Settings


def credit(
    orders: PaidOrders,
    messages: Messages,
    eligible: Eligible,
    relations: Relations,
    settings: Settings,
) -> tuple[PaidOrders, Codes]:
    """The orders with their reasons and deciding messages, and whom each is a follow-up of.

    Returns
    -------
    orders : with `reason` and `deciding`
    followup : the code of the agent credited with each as a follow-up, NO_AGENT for none
    """
    paid = orders.payments
    when = messaged(eligible, relations, paid.buyer, orders.by_day)
    earlier = (when.earlier >= 0) & (orders.day - when.earlier <= settings.lookback_days)
    that_day, before = np.flatnonzero(when.that_day), np.flatnonzero(~when.that_day & earlier)
    never = np.flatnonzero(~when.that_day & ~earlier)
    among = _candidates(messages, eligible, relations, messages_of(
        eligible,
        relations,
        np.concatenate([paid.buyer[that_day], paid.buyer[before]]),
        np.concatenate([orders.day[that_day], when.earlier[before]]),
        orders.days,
    ))  # fmt: skip

    reason = np.full(len(paid.buyer), REASON_CODE["messaged_earlier_day"], dtype=np.int8)
    decided = np.full(len(paid.buyer), -1, dtype=np.intp)
    followup = decided.copy()
    reason[never] = _reasons_without_message(paid.of(never), relations)
    midnight = (orders.days.first + when.earlier[before]) * DAY_SECONDS
    decided[before] = last_of_day(among, paid.buyer[before], midnight)
    found = attribute(paid.of(that_day), among, read_rule=settings.read_rule)
    reason[that_day] = found.reason
    decided[that_day] = found.decided
    followup[that_day] = found.followup

    message = np.append(among.message, -1)
    deciding = _deciding(messages, eligible, relations, message[decided])
    judged = replace(orders, reason=reason, deciding=deciding)
    return judged, _sender(eligible, relations, message[followup])


def credited_figures(
    orders: PaidOrders, followup: Codes, buyers: int, agents: int
) -> dict[str, Customers | Totals]:
    """`guided_gmv`, `followup_gmv`, `followup_orders` and `converted_customers`.

    Parameters
    ----------
    orders, followup : what `credit` gives
    buyers, agents : how many there are [count]
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
        "converted_customers": distinct_customers(
            orders.payments.buyer[credited],
            followup[credited],
            orders.payments.paid[credited],
            buyers=buyers,
            agents=agents,
            days=orders.days,
        ),
    }


def _reasons_without_message(paid: Payments, relations: Relations) -> Reasons:
    """`not_messaged` for clients when paying, `not_a_client` for others."""
    midnight = paid.midnight
    since = np.where(paid.is_day, midnight, paid.paid)
    until = np.where(paid.is_day, midnight + DAY_SECONDS - 1, paid.paid)
    client = relations.is_client(paid.buyer, since, until)
    codes = REASON_CODE["not_messaged"], REASON_CODE["not_a_client"]
    return np.where(client, *codes).astype(np.int8)


def _candidates(
    messages: Messages, eligible: Eligible, relations: Relations, at: Indices
) -> Candidates:
    row, relation = eligible.row[at], eligible.relation[at]
    return candidates(
        message=at,
        buyer=relations.buyer[relation],
        agent=relations.agent[relation],
        sent=messages.sent[row],
        sent_is_day=messages.sent_is_day[row],
        read=messages.read[row],
        read_is_day=messages.read_is_day[row],
        older=eligible.older[at],
        read_on_day=eligible.read[at],
    )


def _sender(eligible: Eligible, relations: Relations, at: Indices) -> Codes:
    """The sender of each eligible message, NO_AGENT for −1."""
    agent = np.full(len(at), NO_AGENT, dtype=np.int32)
    known = np.flatnonzero(at >= 0)
    agent[known] = relations.agent[eligible.relation[at[known]]]
    return agent


def _deciding(
    messages: Messages, eligible: Eligible, relations: Relations, at: Indices
) -> Deciding:
    known = np.flatnonzero(at >= 0)
    row, relation = eligible.row[at[known]], eligible.relation[at[known]]
    sent, read, bound = (np.full(len(at), NONE, dtype=np.int64) for _ in range(3))
    read_is_day = np.zeros(len(at), dtype=np.bool_)
    sent[known] = messages.sent[row]
    read[known] = messages.read[row]
    read_is_day[known] = messages.read_is_day[row]
    bound[known] = relations.bound[relation]
    return Deciding(_sender(eligible, relations, at), sent, read, read_is_day, bound)
