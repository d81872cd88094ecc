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
from xlcs.figures.numbers_in_order import (
    ascending,
    at_or_before,
    in_order,
    taken,
    taken_where_there,
)
from xlcs.figures.times_in_numbers import (
    DAYS,
    NONE,
    Flags,
    Numbers,
    customer_of,
    day_of,
    first_moment,
    last_moment,
    moment,
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

    The eligible messages of the days of the window are filtered step by step: t ≤ p → relation
    bound on an earlier day → read that day → r ≤ p. What is left decides; else the step that
    emptied the set.

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
    left = _left_by_each_step(payments, rows, is_read)
    credited = _first if edition.credit == "first" else _last
    left["counted"] = credited(payments, rows, read_by[rows["older"] & is_read])
    if not reading_known:
        del left["read_after_purchase"], left["counted"]
    earlier = _earlier_day(payments, eligible, edition, lookback_days)

    reason = pd.Series(REASON_CODE["not_a_client"], payments.index)
    reason = reason.mask(payments["client"], REASON_CODE["not_messaged"])
    decided = pd.Series(NO_MESSAGE, payments.index)
    for if_the_next_leaves_none, message in {"messaged_earlier_day": earlier, **left}.items():
        reason = reason.mask(message >= 0, REASON_CODE[if_the_next_leaves_none])
        decided = decided.mask(message >= 0, message)
    if not reading_known:
        unknown = left["unread"] >= 0
        reason, decided = reason.mask(unknown, UNKNOWN_REASON), decided.mask(unknown, NO_MESSAGE)
    followup = left["client_bound_same_day"]
    if edition.credit == "first":
        followup = _first(payments, rows, rows["moment"])
    return pd.DataFrame({"reason": reason, "decided": decided, "followup": followup})


def _left_by_each_step(
    payments: pd.DataFrame, rows: pd.DataFrame, is_read: Flags
) -> dict[str, Numbers]:
    """The last message that each step leaves of an order's, by the reason if the next leaves none.

    The last step, r ≤ p, leaves the credited one: see `_last` and `_first`.

    Parameters
    ----------
    rows : what `_messages_of_window` gives
    is_read : whether each of them was read as the edition asks for
    """
    older = rows["older"]
    coming = _coming(rows["moment"], older=older, older_and_read=older & is_read)
    end_of_day = last_moment(payments["customer"])
    sent = _own(payments, rows, at_or_before(end_of_day, coming[["moment", "last"]]))
    by_paying = _own(payments, rows, at_or_before(payments["moment"], coming))
    return {
        "messaged_after_purchase": sent["last"],
        "client_bound_same_day": by_paying["last"],
        "unread": by_paying["older"],
        "read_after_purchase": by_paying["older_and_read"],
    }


def _messages_of_window(eligible: pd.DataFrame, paying: Numbers, window_days: int) -> pd.DataFrame:
    """The messages that each customer's orders look at.

    Parameters
    ----------
    paying : the customer of each order, ascending

    Returns
    -------
    In the order of crediting, customer by customer: those of `eligible` that the steps need,
    message (position there), customer, and moment: by which it was surely sent, of one of an
    earlier day the moment before the first of the customer's day.
    """
    sent_on = eligible["buyer"] * DAYS + eligible["day"]
    places = pd.DataFrame({"moment": sent_on, "place": sent_on.index})
    customer = paying.drop_duplicates().reset_index(drop=True)
    last, before = (
        at_or_before(day, places)["place"] for day in (customer, customer - window_days)
    )
    number = last - before
    done = number.cumsum() - number  # rows of the customers before
    message = (before + 1 - done).repeat(number.tolist()).reset_index(drop=True)
    message += message.index
    columns = ["moment", "buyer", "agent", "second", "read", "read_is_day", "older"]
    rows = pd.DataFrame({name: taken(eligible[name], message) for name in columns}, copy=False)
    rows["message"], rows["customer"] = message, customer.repeat(number.tolist()).to_numpy()
    if window_days > 1:
        of_day = taken(sent_on, message) == rows["customer"]
        rows["moment"] = rows["moment"].where(of_day, first_moment(rows["customer"]))
    return rows


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


def _coming(since: Numbers, **steps: Flags) -> pd.DataFrame:
    """The message that is credited, the last one, of those that have come to count by a moment.

    Parameters
    ----------
    since : the moment since which each message counts; labels ascend in the order of crediting
    steps : whether each message passes a step

    Returns
    -------
    Columns moment, ascending, last (its label), and of those alone that pass each step the last
    one, NO_MESSAGE until there is one.
    """
    since = ascending(since)
    label = pd.Series(since.index)
    found = pd.DataFrame({"moment": since.array, "last": label.cummax()}, copy=False)
    for step, passes in steps.items():
        found[step] = label.where(taken(passes, label), NO_MESSAGE).cummax()
    return found


def _own(payments: pd.DataFrame, rows: pd.DataFrame, found: pd.DataFrame) -> pd.DataFrame:
    """The messages found of each order that are its own customer's, as positions in `eligible`.

    Parameters
    ----------
    found : columns of labels of `rows`, which are in the order of customers
    """
    own = {}
    # A customer who has none finds the last one of the customers before.
    for name, label in found.items():
        is_own = taken_where_there(rows["customer"], label) == payments["customer"]
        own[name] = taken_where_there(rows["message"], label).where(is_own, NO_MESSAGE)
    return pd.DataFrame(own, copy=False)


def _last(payments: pd.DataFrame, rows: pd.DataFrame, since: Numbers) -> Numbers:
    """Of each order the message, of those that count by paying, that was sent last.

    Parameters
    ----------
    since : the moment since which messages count, under their labels in `rows`
    """
    found = at_or_before(payments["moment"], _coming(since))
    return _own(payments, rows, found)["last"]


def _first(payments: pd.DataFrame, rows: pd.DataFrame, since: Numbers) -> Numbers:
    """The one that was sent first; of several in one second that of the first agent by name."""
    # Read only after the customer's day, it is read by none of the customer's orders.
    since = since[customer_of(since) == rows["customer"].loc[since.index]]
    if not len(since):
        return pd.Series(NO_MESSAGE, payments.index)
    second = moment(rows["buyer"], rows["second"])
    order = in_order(second, lambda tied: rows.loc[tied, ["agent"]])
    rank = pd.Series(order.index, order)

    since = since.sort_values(kind="stable")
    first = rank.loc[since.index].groupby(rows["customer"].loc[since.index]).cummin()
    events = pd.DataFrame({"moment": since, "row": taken(order, first)})
    return _own(payments, rows, at_or_before(payments["moment"], events))["row"]


def _earlier_day(
    payments: pd.DataFrame, eligible: pd.DataFrame, edition: Edition, lookback_days: int
) -> Numbers:
    """The last message of the last day with any, of the days before each order's window."""
    customer = payments["customer"]
    first_day = customer - (edition.window_days - 1)
    found = at_or_before(first_moment(first_day), _coming(eligible["moment"]))["last"]
    sent_on = taken_where_there(eligible["buyer"] * DAYS + eligible["day"], found)
    is_near = (sent_on >= first_day - lookback_days) & (sent_on // DAYS == customer // DAYS)
    return found.where(is_near, NO_MESSAGE)
