"""One integer for a buyer's day, and one for a moment of it: what rules sort, join and group by.

A *customer* is a buyer on a day. A day has 86,402 *moments*: its seconds, one before them and one
after them. These two are for what is known by its day only: a message sent on a day is surely sent
by the moment after its last second, a visit or payment surely not before the moment that precedes
its first. So "t ≤ p" holds between days and never within one, as spec, "Resolution", wants it.
"""

from __future__ import annotations

from typing import Any

import pandas as pd

MINUTE_SECONDS = 60
DAY_SECONDS = 86_400
DAYS = 50_000
"""Days that a number has room for, from 1970 to 2106; no reader takes a year after 2100."""
SPAN = DAYS * DAY_SECONDS
"""Seconds of these days: later than any time."""
DAY_MOMENTS = DAY_SECONDS + 2
NONE = -(2**63)
"""What `seconds` makes of no time: before everything, on no day."""

Numbers = pd.Series  # of whole numbers
Flags = pd.Series  # of bool


def seconds(times: pd.Series[Any]) -> Numbers:
    """Times as whole seconds since 1970 [s, local time]; NONE for NaT."""
    return pd.Series(times.to_numpy().view("int64"), times.index)


def compared(second: Numbers, *, at_the_minute: bool) -> Numbers:
    """Times as they are compared with each other: as they are, or cut to the minute; NONE stays."""
    if not at_the_minute:
        return second
    return (second // MINUTE_SECONDS * MINUTE_SECONDS).mask(second == NONE, NONE)


def day_of(second: Numbers) -> Numbers:
    """The day of each second, counted from 1970 [days]."""
    return second // DAY_SECONDS


def codes(names: pd.Series[Any]) -> Numbers:
    """The numbers of buyers or agents; those of agents ascend with their names."""
    return names.cat.codes.astype("int64")


def moment(buyer: Numbers, second: Numbers) -> Numbers:
    """The moment of a buyer at that second."""
    return buyer * (DAYS * DAY_MOMENTS) + day_of(second) * 2 + second + 1


def first_moment(customer: Numbers) -> Numbers:
    """The moment before the first second of the customer's day."""
    return customer * DAY_MOMENTS


def last_moment(customer: Numbers) -> Numbers:
    """The moment after the last second of the customer's day."""
    return customer * DAY_MOMENTS + (DAY_MOMENTS - 1)


def customer_of(moments: Numbers) -> Numbers:
    """The customer, a buyer on a day, of each moment."""
    return moments // DAY_MOMENTS


def happened(buyer: Numbers, second: Numbers, is_day: Flags) -> Numbers:
    """The moment of a visit or payment: surely not earlier."""
    moments = moment(buyer, second)
    return moments.mask(is_day, first_moment(customer_of(moments))) if is_day.any() else moments


def sent(buyer: Numbers, second: Numbers, is_day: Flags) -> Numbers:
    """The moment by which a message was surely sent."""
    moments = moment(buyer, second)
    return moments.mask(is_day, last_moment(customer_of(moments))) if is_day.any() else moments
