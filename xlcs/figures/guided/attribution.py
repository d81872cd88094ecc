"""Which message an order is owed to: guided and follow-up credit, and why an order counts or not.

All rules look at one buyer on one day. Messages are sorted so that of several the last one is the
one to credit; each rule is then a look-up in a sorted array, never orders × messages: a buyer with
thousands of both on one day costs no more than thousands of buyers with one of each.

Source: spec, "Guided-sales figures", "Per-agent figures", "Why an order counts, or not".
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from xlcs.catalogue import REASONS
from xlcs.figures.arrays import Bools, Codes, Indices, Ints, stable_order
from xlcs.figures.guided.eligible import NOT_READ, SECOND_BITS, Eligible

REASON_CODE = {reason.id: code for code, reason in enumerate(REASONS)}
"""Position of each reason in `catalogue.REASONS`."""

Reasons = npt.NDArray[np.int8]
"""Positions in `catalogue.REASONS`."""

DAY_ONLY = -1
"""Second of a payment of which only the day is known: it comes after no message."""


@dataclass(frozen=True)
class Attribution:
    """What became of each order.

    reason : position in `catalogue.REASONS`
    followup : the message credited as follow-up, −1 for none
    decided : the message that decided about guided GMV: the credited one where counted, else
        the last of those that passed most steps
    """

    reason: Reasons
    followup: Indices
    decided: Indices


def attribute(
    customer: Codes, second: Codes, messages: Eligible, *, read_rule: str = "before_payment"
) -> Attribution:
    """Reason, follow-up credit and deciding message of orders with a message on their day.

    Parameters
    ----------
    customer : of each order, its customer: position in `messages.slots`
    second : of the day when it was paid, DAY_ONLY where the moment is not known
    messages : the eligible messages of that day
    read_rule : "before_payment" or "same_day"

    Notes
    -----
    A message sent, or read, in the very second of paying is before paying. A payment of which
    only the day is known comes after no message. A read known only by its day counts from the
    sending on, whatever `read_rule`.
    """
    paid = customer.astype(np.int64) << SECOND_BITS | np.maximum(second, 0)
    paid -= second == DAY_ONLY
    # Looked up in their own order, they touch each part of a long array once.
    order = stable_order(paid + 1)
    paid, customer = paid[order], customer[order]
    those = _of_payers(messages, customer)
    first = those.first[customer]

    sent = np.searchsorted(those.key, paid, side="right")
    followup = _last_of(those.exact, sent, first)
    is_older = those.exact & those.older
    older = _last_of(is_older, sent, first)
    is_read = is_older & (those.read != NOT_READ)
    read = _last_of(is_read, sent, first)
    guided = read
    if read_rule != "same_day":
        guided = _last_read(those, np.flatnonzero(is_read), paid, first)
    last = those.first[customer + 1] - 1

    # From the last step to the first: the first one that left something decides.
    steps = (
        (guided, "counted"),
        (read, "read_after_purchase"),
        (older, "unread"),
        (followup, "client_bound_same_day"),
    )
    reason = np.full(len(paid), REASON_CODE["messaged_after_purchase"], dtype=np.int8)
    decided = last
    for message, name in reversed(steps):
        left = message >= 0
        reason[left] = REASON_CODE[name]
        decided = np.where(left, message, decided)
    at = np.append(those.at, -1)
    return Attribution(
        _put_back(reason, order), _put_back(at[followup], order), _put_back(at[decided], order)
    )


@dataclass(frozen=True)
class _OfPayers:
    """The messages to customers who paid; `at` are their positions, `first` is by customer, the
    rest as in `Eligible`."""

    at: Indices
    first: Ints
    customer: Codes
    key: Ints
    exact: Bools
    older: Bools
    read: Codes


def _of_payers(messages: Eligible, customer: Codes) -> _OfPayers:
    # Few customers pay: what follows goes over their messages several times.
    paying = np.zeros(len(messages.slots), dtype=np.bool_)
    paying[customer] = True
    at = np.flatnonzero(paying[messages.customer])
    first = np.zeros(len(messages.first), dtype=np.int64)
    np.cumsum(np.where(paying, np.diff(messages.first), 0), out=first[1:])
    of, second = messages.customer[at], messages.second[at]
    key = of.astype(np.int64) << SECOND_BITS | second
    exact, older, read = messages.exact[at], messages.older[at], messages.read[at]
    return _OfPayers(at, first, of, key, exact, older, read)


def _last_of(which: Bools, end: Indices, first: Ints) -> Indices:
    """The last message before position `end` that is one of `which`, and not before `first`; −1
    where there is none."""
    last = np.maximum.accumulate(np.where(which, np.arange(len(which), dtype=np.int32), -1))
    return _not_before(last, end - 1, first)


def _last_read(messages: _OfPayers, read: Indices, paid: Ints, first: Ints) -> Indices:
    """The last message among `read` that was sent and read at or before paying, or −1.

    In the order of reading, the last one up to the payment is a running maximum. Nobody reads
    before the sending, so that what is read by then is sent by then.
    """
    key = messages.customer[read].astype(np.int64) << SECOND_BITS | messages.read[read]
    order = stable_order(key)
    last = np.maximum.accumulate(read[order])
    return _not_before(last, np.searchsorted(key[order], paid, side="right") - 1, first)


def _not_before(last: Indices | Codes, at: Indices, first: Ints) -> Indices:
    """Those of `last` at positions `at` (−1 for before all) that are not before `first`."""
    found = np.append(last, -1)[at]
    return np.where(found >= first, found, -1)


def _put_back(values: npt.NDArray[np.signedinteger], order: Indices) -> npt.NDArray:  # type: ignore[type-arg]
    """Values of orders taken in `order`, in the place of each."""
    out = np.empty_like(values)
    out[order] = values
    return out
