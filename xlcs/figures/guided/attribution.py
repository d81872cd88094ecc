"""Which message an order is owed to, and why an order counts in guided GMV or does not.

An order looks at the eligible messages of its window: of the day of payment, and in other editions
of the days before it. Each message stands once for each customer (a buyer on a day of payment) who
may look at it. The rules then are steps; each asks for the last message that passed it by the
moment of paying.

Source: spec, "Guided-sales figures", "Why an order counts, or not", "Rule editions".
"""

from __future__ import annotations

import pandas as pd

from xlcs.catalogue import REASONS
from xlcs.figures.edition import Edition
from xlcs.figures.moments import (
    DAYS,
    NONE,
    Flags,
    Numbers,
    at_or_before,
    customer_of,
    day_of,
    first_moment,
    in_order,
    last_moment,
    moment,
    taken,
)

NO_MESSAGE = -1
REASON_CODE = {reason.id: code for code, reason in enumerate(REASONS)}
UNKNOWN_REASON = -1


def attribution(
    payments: pd.DataFrame,
    eligible: pd.DataFrame,
    edition: Edition,
    *,
    reading_known: bool,
    lookback_days: int,
) -> pd.DataFrame:
    """Why each order counts or not, and which messages decided that.

    Parameters
    ----------
    payments : columns moment, customer, client (whether the buyer has an active relation when
        paying); by moment
    eligible : what `eligible_messages` gives
    reading_known : whether any file says anything of reading
    lookback_days : days before the window in which a message makes `messaged_earlier_day`

    Returns
    -------
    Columns, rows as in `payments`:

    reason : position in `catalogue.REASONS`, UNKNOWN_REASON where it hangs on an unknown reading
    decided : position in `eligible` of the message that decided: the credited one where counted,
        else the last of those that passed most steps; NO_MESSAGE for none
    followup : position of the message credited as follow-up, NO_MESSAGE for none

    Notes
    -----
    A message sent, or read, in the very second of paying is before paying. One read on a day of
    which no moment is known counts as read from its sending on.
    """
    rows = _messages_of_window(eligible, payments["customer"], edition.window_days)
    is_read, read_by = _reading(rows, edition)
    older = rows["older"]
    in_time = rows["moment"]

    reason = pd.Series(REASON_CODE["messaged_earlier_day"], payments.index)
    decided = _earlier_day(payments, eligible, edition.window_days, lookback_days)
    never = decided == NO_MESSAGE
    reason[never & payments["client"]] = REASON_CODE["not_messaged"]
    reason[never & ~payments["client"]] = REASON_CODE["not_a_client"]

    def left(of: pd.DataFrame, which: Flags | None, since: Numbers, credit: str) -> Numbers:
        """The message of each order that passed a step, of those that have one."""
        return taken(rows["message"], _chosen(of, rows, which, since, credit))

    start = payments.assign(moment=last_moment(payments["customer"]))
    passed = left(start, None, in_time, "last")
    _decide(reason, decided, passed, "messaged_after_purchase")
    passed = sent = left(payments.loc[passed.index], None, in_time, "last")
    _decide(reason, decided, passed, "client_bound_same_day")
    passed = left(payments.loc[passed.index], older, in_time, "last")
    if reading_known:
        _decide(reason, decided, passed, "unread")
        passed = left(payments.loc[passed.index], older & is_read, in_time, "last")
        _decide(reason, decided, passed, "read_after_purchase")
        passed = left(payments.loc[passed.index], older & is_read, read_by, edition.credit)
        _decide(reason, decided, passed, "counted")
    else:
        reason[passed.index], decided[passed.index] = UNKNOWN_REASON, NO_MESSAGE

    if edition.credit == "first":
        sent = left(payments.loc[sent.index], None, in_time, "first")
    followup = sent.reindex(payments.index, fill_value=NO_MESSAGE)
    return pd.DataFrame({"reason": reason, "decided": decided, "followup": followup})


def _decide(reason: Numbers, decided: Numbers, passed: Numbers, unless_more: str) -> None:
    """Orders that passed a step have that reason, unless they pass more."""
    reason.loc[passed.index] = REASON_CODE[unless_more]
    decided.loc[passed.index] = passed


def _messages_of_window(eligible: pd.DataFrame, paying: Numbers, window_days: int) -> pd.DataFrame:
    """The messages that each customer's orders look at.

    Returns
    -------
    In the order of crediting, customer by customer: those of `eligible` that the steps need,
    message (position there), customer, and moment: by which it was surely sent, of one of an
    earlier day the moment before the first of the customer's day.
    """
    columns = ["moment", "buyer", "agent", "second", "read", "read_is_day", "older"]
    own = eligible[columns].assign(
        message=eligible.index, customer=eligible["buyer"] * DAYS + eligible["day"]
    )
    # Few customers pay: what follows goes over their messages several times.
    placed = [own[own["customer"].isin(paying)]]
    for later in range(1, window_days):
        customer = own["customer"] + later
        looked_at = customer.isin(paying)
        customer = customer[looked_at]
        placed.append(own[looked_at].assign(customer=customer, moment=first_moment(customer)))
    if window_days > 1:
        placed = [pd.concat(placed).sort_values(["customer", "message"], kind="stable")]
    return placed[0].reset_index(drop=True)


def _reading(rows: pd.DataFrame, edition: Edition) -> tuple[Flags, Numbers]:
    """Whether each message was read as the edition asks for, and the moment it was surely by."""
    day, read_day = rows["customer"] % DAYS, day_of(rows["read"])
    if edition.read_day == "payment_day":
        is_read = read_day == day
    elif edition.read_rule == "same_day":
        is_read = (rows["read"] != NONE) & (read_day <= day)
    else:
        is_read = rows["read"] != NONE
    if edition.read_rule == "same_day":
        return is_read, rows["moment"]
    read = moment(rows["buyer"], rows["read"].where(is_read, 0))
    read = read.mask(rows["read_is_day"] & (read_day <= day), 0)
    return is_read, read.where(read > rows["moment"], rows["moment"])


def _chosen(
    payments: pd.DataFrame, rows: pd.DataFrame, which: Flags | None, since: Numbers, credit: str
) -> Numbers:
    """Of each order's messages the last (or first) that is one of `which` and was `since` by then.

    Parameters
    ----------
    which : of `rows`; None for all
    since : the moment from which each is one

    Returns
    -------
    Positions in `rows`, under the labels of the orders that have such a message.
    """
    customer = rows["customer"]
    if which is not None:
        customer, since = customer[which], since[which]
    events = pd.DataFrame({"moment": since, "customer": customer, "row": since.index})
    if not since.is_monotonic_increasing:
        # Read only after the customer's day, it is read by none of the customer's orders.
        events = events[customer_of(since) == customer].sort_values("moment", kind="stable")
        # Customers' messages stand one after another, so that the latest so far is the customer's.
        events["row"] = events["row"].cummax()
    if credit == "first":
        second = moment(rows["buyer"], rows["second"])
        named = pd.DataFrame({"row": rows.index, "agent": rows["agent"]}, dtype="int64")
        order = in_order(named, second, lambda tied: tied[["agent"]])["row"]
        # A step that nothing passes leaves no rows, and without rows a type is not kept.
        rank = pd.Series(order.index, order).reindex(events.index).astype("int64")
        first = rank.groupby(events["customer"]).cummin()
        events["row"] = taken(order, first)
    found = at_or_before(payments["moment"], events[["moment", "row"]])["row"]
    found = found[found >= 0]
    own = taken(rows["customer"], found).eq(payments["customer"].loc[found.index])
    return found[own]


def _earlier_day(
    payments: pd.DataFrame, eligible: pd.DataFrame, window_days: int, lookback_days: int
) -> Numbers:
    """The last message of the last day with any, of the days before each order's window."""
    first_day = payments["customer"] - (window_days - 1)
    events = pd.DataFrame({"moment": eligible["moment"], "message": eligible.index})
    if not events["moment"].is_monotonic_increasing:
        events = events.sort_values("moment", kind="stable")
        events["message"] = events["message"].cummax()
    found = at_or_before(first_moment(first_day), events)["message"]
    known = found[found >= 0]
    message_day = taken(eligible["buyer"] * DAYS + eligible["day"], known)
    near = message_day >= first_day.loc[known.index] - lookback_days
    same = message_day // DAYS == payments["customer"].loc[known.index] // DAYS
    return known[near & same].reindex(payments.index, fill_value=NO_MESSAGE)
