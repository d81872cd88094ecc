"""When messages are sent, read and bought upon; what a message sent by an hour would have caught.

Messages are counted as `Sending.sent` gives them; orders are as `Figures.orders` gives them.
"""

from __future__ import annotations

from typing import Any

import pandas as pd

WEEKDAYS, HOURS = 7, 24

LATE_REASONS = ("messaged_earlier_day", "messaged_after_purchase", "read_after_purchase")
"""Reasons of lost orders that an earlier message on the day of payment might have saved."""


def _by_hour(weekday: pd.Series[Any], hour: pd.Series[Any], value: pd.Series[Any]) -> pd.DataFrame:
    """Sums by weekday (rows, Monday is 0) and hour (columns); 0 where nothing is."""
    cells = value.groupby([weekday.to_numpy(), hour.to_numpy()]).sum().unstack()
    return cells.reindex(index=range(WEEKDAYS), columns=range(HOURS)).fillna(0)


def messages_by_hour(counted: pd.DataFrame) -> pd.DataFrame:
    """Messages by weekday and hour of sending [count]."""
    return _by_hour(counted["weekday"], counted["hour"], counted["sent"]).astype("int64")


def read_within_hour(counted: pd.DataFrame) -> pd.DataFrame:
    """The share of messages that were read within an hour, by weekday and hour of sending.

    Missing where none was sent.
    """
    sent = messages_by_hour(counted)
    read = _by_hour(counted["weekday"], counted["hour"], counted["read_soon"])
    return (read / sent).where(sent > 0)


def guided_gmv_by_hour(orders: pd.DataFrame) -> pd.DataFrame:
    """Guided GMV [CNY] by weekday and hour at which the credited message was sent.

    Orders credited for a message of which only the day is known are left out.
    """
    timed = orders["sent_at"].notna() & ~orders["sent_at_is_day"]
    counted = orders[(orders["reason"] == "counted") & timed]
    sent_at = counted["sent_at"]
    return _by_hour(sent_at.dt.day_of_week, sent_at.dt.hour, counted["amount"]).astype("float64")


def caught_by_hour(orders: pd.DataFrame) -> pd.DataFrame:
    """What a message sent by each full hour of the day of payment would have caught, at most.

    Of the orders lost for one of `LATE_REASONS`, those paid at that hour or later. It is an upper
    bound: the message would still have to be read before paying, under a relation of an earlier
    day, and the buyer to pay as before. Orders of which only the day of payment is known are left
    out.

    Returns
    -------
    Columns hour (0 … 23), orders [count], amount [CNY].
    """
    lost = orders[orders["reason"].isin(LATE_REASONS) & ~orders["paid_at_is_day"]]
    hour = lost["paid_at"].dt.hour
    amounts = lost["amount"].groupby(hour).agg(["size", "sum"]).reindex(range(HOURS), fill_value=0)
    later = amounts[::-1].cumsum()[::-1]
    return pd.DataFrame(
        {
            "hour": range(HOURS),
            "orders": later["size"].astype("int64"),
            "amount": later["sum"].astype("float64").round(2),
        }
    ).reset_index(drop=True)
