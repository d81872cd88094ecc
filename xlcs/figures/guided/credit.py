"""Paid orders: whose client paid, why they count or not, and the agents who are credited.

Source: spec, "Guided-sales figures", "Per-agent figures", "Beside them", "Whose client".
"""

from __future__ import annotations

import pandas as pd

from xlcs.figures.guided.attribution import REASON_CODE
from xlcs.figures.guided.relations import NOBODY, OF_BUYER, relation_at
from xlcs.figures.lookup.look_up import LookUp
from xlcs.figures.lookup.sums import total
from xlcs.figures.numbers_in_order import taken, taken_where_there
from xlcs.figures.times_in_numbers import (
    Numbers,
    codes,
    compared,
    customer_of,
    day_of,
    happened,
    seconds,
)
from xlcs.shop.frames import FEN, Orders


def payments(orders: Orders, *, at_the_minute: bool = False) -> pd.DataFrame:
    """The paid orders by buyer and time.

    `at_the_minute` says whether times are compared at the minute.

    Returns
    -------
    Columns row (label in `orders`), buyer (code), second [s since 1970], asked (when a relation
    must have been active) [s since 1970], is_day (whether only the day is known), day [days since
    1970], moment and customer (see `times_in_numbers`), amount [fen], net [fen; Int64, the amount
    less what was refunded, missing where no file tells of refunds].
    """
    is_paid = orders.paid_at.notna()
    paid = orders.frame[is_paid]
    second, buyer = seconds(paid["paid_at"]), codes(paid["buyer_id"])
    paid_at = compared(second, at_the_minute=at_the_minute)
    found = pd.DataFrame(
        {
            "row": paid.index,
            "buyer": buyer,
            "second": second,
            "asked": seconds(orders.relation_asked_at()[is_paid]),
            "is_day": paid["paid_at_is_day"],
            "day": day_of(second),
            "moment": happened(buyer, paid_at, paid["paid_at_is_day"]),
            "amount": paid["amount"],
            "net": net_amount(paid["amount"], paid["refund"], known="refund" in orders.known),
        },
        copy=False,
    )
    found["customer"] = customer_of(found["moment"])
    if not found["moment"].is_monotonic_increasing:
        found = found.sort_values("moment", kind="stable")
    return found.reset_index(drop=True)


def net_amount(amount: Numbers, refund: pd.Series[int], *, known: bool) -> pd.Series[int]:
    """What is left of each amount after its refund, never below 0 [fen, Int64].

    Missing in all rows where no file tells of refunds; an order without one is not refunded.
    """
    left = (amount - refund.fillna(0)).clip(lower=0)
    return left if known else left.mask(left.notna())


def client_agent(paid: pd.DataFrame, relations: pd.DataFrame) -> Numbers:
    """The agent (code) whose client each order's buyer was when paying; NOBODY for none.

    Of several active relations it is the one with the latest `bound`; of equal ones the agent
    whose name sorts first.

    Parameters
    ----------
    paid : columns buyer, asked, is_day as `payments` gives them
    relations : what `relations.relation_times` gives
    """
    asked = paid[["buyer", "is_day"]].assign(second=paid["asked"])
    active = relation_at(asked, relations, OF_BUYER)
    return taken(relations["agent"], active).reindex(paid.index, fill_value=NOBODY)


def with_agents(
    paid: pd.DataFrame, attributed: pd.DataFrame, eligible: pd.DataFrame
) -> pd.DataFrame:
    """The orders with what was decided about them.

    Parameters
    ----------
    paid : what `payments` gives
    attributed : what `attribution` gives
    eligible : what `eligible_messages` gives

    Returns
    -------
    Further columns: reason; credited, followup (agents' codes, NOBODY for none); of the message
    that decided agent (code), message (its label) and bound [s since 1970], all NOBODY for none.
    """
    decided, counted = attributed["decided"], attributed["reason"] == REASON_CODE["counted"]
    agent = taken_where_there(eligible["agent"], decided)
    return paid.assign(
        reason=attributed["reason"],
        credited=agent.where(counted, NOBODY),
        followup=taken_where_there(eligible["agent"], attributed["followup"]),
        agent=agent,
        message=taken_where_there(eligible["row"], decided),
        bound=taken_where_there(eligible["bound"], decided),
    )


def credited_money(orders: pd.DataFrame, agent: str, amount: str) -> LookUp:
    """The sum of the orders that are credited, by agent and day of payment.

    Parameters
    ----------
    agent : "credited" or "followup"
    amount : "amount" or "net" [fen]
    """
    of_agent = orders[orders[agent] != NOBODY]
    return total(of_agent[agent], of_agent["day"], of_agent[amount].astype("int64"), divisor=FEN)


def credited_orders(orders: pd.DataFrame) -> LookUp:
    """How many follow-up orders are credited, by agent and day of payment."""
    of_agent = orders[orders["followup"] != NOBODY]
    return total(of_agent["followup"], of_agent["day"])
