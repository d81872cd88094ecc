"""Which message an order is owed to, and why an order counts in guided GMV or does not.

An order looks at the eligible messages of its window: of the day of payment, and in other editions
of the days before it. Each message stands once for each customer (a buyer on a day of payment) who
may look at it. The rules then are steps; each asks for the last message that passed it by the
moment of paying.

Source: spec, "Guided-sales figures", "Why an order counts, or not", "Rule editions".
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

import pandas as pd

from xlcs.catalogue import REASONS
from xlcs.figures.edition import Edition
from xlcs.figures.times_in_numbers import (
    DAYS,
    NONE,
    Flags,
    Numbers,
    ascending,
    at_or_before,
    customer_of,
    day_of,
    first_moment,
    in_order,
    last_moment,
    moment,
    taken,
    taken_where_there,
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
    sent = Coming.of(rows["moment"], rows["customer"])
    customer = payments["customer"]
    in_day = sent.last(customer, sent.come(last_moment(customer)))
    messaged = in_day >= 0
    found = [
        _not_messaged(payments[~messaged], eligible, edition.window_days, lookback_days),
        _messaged(payments[messaged], in_day[messaged], rows, sent, edition, reading_known),
    ]
    return pd.concat(found).sort_index(kind="stable")


def _not_messaged(
    payments: pd.DataFrame, eligible: pd.DataFrame, window_days: int, lookback_days: int
) -> pd.DataFrame:
    """Orders without a message on the days of their window."""
    earlier = _earlier_day(payments, eligible, window_days, lookback_days)
    reason = pd.Series(REASON_CODE["not_a_client"], payments.index)
    reason = reason.mask(payments["client"], REASON_CODE["not_messaged"])
    reason = reason.mask(earlier >= 0, REASON_CODE["messaged_earlier_day"])
    return pd.DataFrame({"reason": reason, "decided": earlier, "followup": NO_MESSAGE})


def _messaged(
    payments: pd.DataFrame,
    in_day: Numbers,
    rows: pd.DataFrame,
    sent: Coming,
    edition: Edition,
    reading_known: bool,
) -> pd.DataFrame:
    """Orders with a message on the days of their window: the steps that one of them passed.

    Parameters
    ----------
    in_day : the last row of each order's customer, sent before paying or after
    rows : what `_messages_of_window` gives
    sent : these, as they were sent
    """
    is_read, read_by = _reading(rows, edition)
    older, customer = rows["older"], payments["customer"]
    by_paying = sent.come(payments["moment"])
    in_time = sent.last(customer, by_paying)
    steps = {
        "messaged_after_purchase": in_day,
        "client_bound_same_day": in_time,
        "unread": sent.last(customer, by_paying, older),
    }
    if reading_known:
        credited = _first if edition.credit == "first" else _last
        steps["read_after_purchase"] = sent.last(customer, by_paying, older & is_read)
        steps["counted"] = credited(payments, rows, read_by[older & is_read])

    reason = decided = pd.Series(NO_MESSAGE, payments.index)
    for unless_more, row in steps.items():
        reason = reason.mask(row >= 0, REASON_CODE[unless_more])
        decided = decided.mask(row >= 0, row)
    if not reading_known:
        unknown = steps["unread"] >= 0
        reason, decided = reason.mask(unknown, UNKNOWN_REASON), decided.mask(unknown, NO_MESSAGE)

    followup = _first(payments, rows, rows["moment"]) if edition.credit == "first" else in_time
    messages = {
        name: taken_where_there(rows["message"], row)
        for name, row in (("decided", decided), ("followup", followup))
    }
    return pd.DataFrame({"reason": reason, **messages})


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


@dataclass(frozen=True)
class Coming:
    """Messages in the order in which they come to count.

    row : of each its row; of one's rows, one further down is credited before one above it
    moment : since when it counts, ascending
    whose : of each row the customer, or the buyer; ascending, as the moments are by customer
    """

    row: Numbers
    moment: Numbers
    whose: Numbers

    @classmethod
    def of(cls, since: Numbers, whose: Numbers) -> Self:
        """In the order of the moments since which rows count; labels are rows, and ascend."""
        since = ascending(since)
        return cls(pd.Series(since.index), since.reset_index(drop=True), whose)

    def come(self, by: Numbers) -> Numbers:
        """The place, in this order, of the last that has come by each moment; −1 for none.

        These moments ascend.
        """
        places = pd.DataFrame({"moment": self.moment, "place": self.moment.index}, copy=False)
        return at_or_before(by, places)["place"]

    def last(self, of: Numbers, come: Numbers, which: Flags | None = None) -> Numbers:
        """The row that is credited of those that came, of `which` alone; NO_MESSAGE for none.

        Parameters
        ----------
        of : whose rows each order looks at
        come : what `come` gives
        """
        row = self.row
        if which is not None:
            row = row.where(taken(which, row), NO_MESSAGE)
        # One's rows are below those of all who come earlier.
        return _own(taken_where_there(row.cummax(), come), self.whose, of)


def _own(row: Numbers, whose: Numbers, of: Numbers) -> Numbers:
    """The rows that are the order's own, NO_MESSAGE for the others."""
    return row.where(taken_where_there(whose, row) == of, NO_MESSAGE)


def _last(payments: pd.DataFrame, rows: pd.DataFrame, since: Numbers) -> Numbers:
    """Of each order the row, of those that count by paying, that was sent last.

    Parameters
    ----------
    since : the moment since which rows count, under their labels
    """
    read = Coming.of(since, rows["customer"])
    return read.last(payments["customer"], read.come(payments["moment"]))


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
    row = at_or_before(payments["moment"], events)["row"]
    return _own(row, rows["customer"], payments["customer"])


def _earlier_day(
    payments: pd.DataFrame, eligible: pd.DataFrame, window_days: int, lookback_days: int
) -> Numbers:
    """The last message of the last day with any, of the days before each order's window."""
    first_day = payments["customer"] - (window_days - 1)
    sent = Coming.of(eligible["moment"], eligible["buyer"])
    found = sent.last(payments["customer"] // DAYS, sent.come(first_moment(first_day)))
    day = taken_where_there(eligible["buyer"] * DAYS + eligible["day"], found)
    return found.where(day >= first_day - lookback_days, NO_MESSAGE)
