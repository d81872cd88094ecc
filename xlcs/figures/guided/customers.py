"""Customers who were messaged, and those who read, replied, visited or bought afterwards.

Source: spec, "Guided-sales figures", "Per-agent figures", "Rule editions".
"""

from __future__ import annotations

import pandas as pd

from xlcs.figures.lookup.distinct import Customers, customers, customers_of_rows
from xlcs.figures.moments import DAYS, Flags, Numbers, ascending, customer_of, day_of, taken


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
    events : moments of the visits or payments, see `moments.happened`
    """
    happened = pd.DataFrame({"moment": ascending(events)})
    happened["customer"] = customer_of(happened["moment"])
    asked = pd.DataFrame({"moment": ascending(eligible["moment"])})
    found = pd.merge_asof(asked, happened, on="moment", direction="forward")["customer"]
    followed = found < customer_of(asked["moment"].reset_index(drop=True)) + window_days
    return followed.set_axis(asked.index).reindex(eligible.index)


def _in_window(eligible: pd.DataFrame, day: Numbers, window_days: int) -> Flags:
    return (day >= eligible["day"]) & (day < eligible["day"] + window_days)


def messaged_customers(
    eligible: pd.DataFrame, outcomes: dict[str, Flags | None], agents: int
) -> dict[str, Customers]:
    """Distinct customers for any range of days.

    Parameters
    ----------
    eligible : what `eligible_messages` gives
    outcomes : figure → which of the messages count in it; None for all
    agents : how many agents there are [count]
    """
    buyer_day = eligible["buyer"] * DAYS + eligible["day"]
    pair_day = eligible["pair"] * DAYS + eligible["day"]
    by_pair = pair_day.sort_values(kind="stable")
    order, by_pair = by_pair.index, by_pair.reset_index(drop=True)
    found = {}
    for figure, which in outcomes.items():
        if which is None:
            found[figure] = customers(by_pair, buyer_day, agents)
        else:
            found[figure] = customers(by_pair[taken(which, order)], buyer_day[which], agents)
    return found


def converted_customers(orders: pd.DataFrame, agents: int) -> Customers:
    """Distinct buyers of follow-up orders.

    Parameters
    ----------
    orders : columns buyer, day, followup (agent code, negative for none)
    """
    of_agent = orders[orders["followup"] >= 0]
    return customers_of_rows(of_agent["buyer"], of_agent["followup"], of_agent["day"], agents)
