"""Customers who were messaged, and those who read, replied, visited or bought afterwards.

Source: spec, "Guided-sales figures", "Per-agent figures", "Rule editions".
"""

from __future__ import annotations

import pandas as pd

from xlcs.figures.lookup.distinct import customers, customers_in_rows
from xlcs.figures.lookup.look_up import LookUp
from xlcs.figures.numbers_in_order import ascending, sorted_numbers
from xlcs.figures.times_in_numbers import DAYS, Flags, Numbers, customer_of, day_of


def were_read(eligible: pd.DataFrame, *, window_days: int) -> Flags:
    """Whether each message was read from its day on, until the end of its window."""
    return _in_window(eligible, day_of(eligible["read"]), window_days)


def were_replied_to(eligible: pd.DataFrame, *, window_days: int) -> Flags:
    """Whether each message was replied to from its day on, until the end of its window."""
    return _in_window(eligible, eligible["replied_day"], window_days)


def followed_by(eligible: pd.DataFrame, events: Numbers, *, window_days: int) -> Flags:
    """Whether a visit, or payment, came at or after each message, until the end of its window.

    Parameters
    ----------
    eligible : columns moment, customer
    events : moments of the visits or payments, see `times_in_numbers.happened`
    """
    happened = pd.DataFrame({"moment": sorted_numbers(events)})
    happened["customer"] = customer_of(happened["moment"])
    asked = pd.DataFrame({"moment": ascending(eligible["moment"])})
    found = pd.merge_asof(asked, happened, on="moment", direction="forward")["customer"]
    followed = found < customer_of(asked["moment"].reset_index(drop=True)) + window_days
    return followed.set_axis(asked.index).reindex(eligible.index)


def _in_window(eligible: pd.DataFrame, day: Numbers, window_days: int) -> Flags:
    return (day >= eligible["day"]) & (day < eligible["day"] + window_days)


def messaged_customers(
    eligible: pd.DataFrame, outcomes: dict[str, Flags | None], agents: int
) -> dict[str, LookUp]:
    """Distinct customers for any range of days.

    Parameters
    ----------
    eligible : what `eligible_messages` gives
    outcomes : figure → which of the messages count in it; None for all
    agents : how many agents there are [count]
    """
    buyer_day = eligible["buyer"] * DAYS + eligible["day"]
    pair_day = eligible["pair"] * DAYS + eligible["day"]
    found = {}
    for figure, which in outcomes.items():
        of_pair, of_buyer = (
            (pair_day, buyer_day) if which is None else (pair_day[which], buyer_day[which])
        )
        found[figure] = customers(sorted_numbers(of_pair), of_buyer, agents)
    return found


def converted_customers(orders: pd.DataFrame, agents: int) -> LookUp:
    """Distinct buyers of follow-up orders.

    Parameters
    ----------
    orders : columns buyer, day, followup (agent code, negative for none)
    """
    of_agent = orders[orders["followup"] >= 0]
    return customers_in_rows(of_agent["buyer"], of_agent["followup"], of_agent["day"], agents)
