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
from xlcs.figures.arrays import DAY_SECONDS, NONE, Bools, Codes, Indices, Ints, positions, tied

REASON_CODE = {reason.id: code for code, reason in enumerate(REASONS)}
"""Position of each reason in `catalogue.REASONS`."""

_TIME_BITS = 32

Reasons = npt.NDArray[np.int8]
"""Positions in `catalogue.REASONS`."""


@dataclass(frozen=True)
class Payments:
    """Paid orders: buyer, time of payment [s since 1970], whether only its day is known."""

    buyer: Codes
    paid: Ints
    is_day: Bools

    @property
    def midnight(self) -> Ints:
        """The midnight that the day of payment begins with [s since 1970]."""
        return self.paid - self.paid % DAY_SECONDS

    def of(self, rows: Indices) -> Payments:
        """Some of them."""
        return Payments(self.buyer[rows], self.paid[rows], self.is_day[rows])


@dataclass(frozen=True)
class Candidates:
    """Eligible messages in the order of crediting: of several, the last one is credited.

    Sorted by buyer; time sent (where only the day is known: before all moments of that day); time
    read, not read or no moment known first; name of the agent, the first one last.

    message : position among the eligible messages
    key : buyer and time sent [s since 1970], packed
    exact : whether the moment of sending is known
    older : whether the relation was bound on an earlier day
    read_on_day : whether read on the day of sending
    read : time read [s since 1970], NONE where not read or only the day is known
    """

    message: Indices
    key: Ints
    exact: Bools
    older: Bools
    read_on_day: Bools
    read: Ints


@dataclass(frozen=True)
class Attribution:
    """What became of each order.

    reason : position in `catalogue.REASONS`
    followup : the candidate credited as follow-up, −1 for none
    decided : the candidate that decided about guided GMV: the credited one where counted, else
        the last of those that passed most steps
    """

    reason: Reasons
    followup: Indices
    decided: Indices


def candidates(
    *,
    message: Indices,
    buyer: Codes,
    agent: Codes,
    sent: Ints,
    sent_is_day: Bools,
    read: Ints,
    read_is_day: Bools,
    older: Bools,
    read_on_day: Bools,
) -> Candidates:
    """Sort eligible messages into the order of crediting.

    Parameters
    ----------
    message : whatever identifies each one
    agent : codes in code-point order of the names
    sent, read : [s since 1970]; `read` is NONE where not read
    sent_is_day, read_is_day : whether only the day is known
    older, read_on_day : see `Candidates`
    """
    key = (buyer.astype(np.int64) << _TIME_BITS) | sent
    moment = np.where(read_is_day, NONE, read)
    order = np.argsort(key)
    in_order = key[order]
    # Few messages share buyer and second; only these need the rest of the order.
    equal = tied(in_order)
    if len(equal):
        rows = order[equal]
        rank = np.lexsort((-agent[rows].astype(np.int64), moment[rows], ~sent_is_day[rows],
                           key[rows]))  # fmt: skip
        order[equal] = rows[rank]
    return Candidates(
        message[order],
        in_order,
        ~sent_is_day[order],
        older[order],
        read_on_day[order],
        moment[order],
    )


def attribute(
    payments: Payments, messages: Candidates, *, read_rule: str = "before_payment"
) -> Attribution:
    """Reason, follow-up credit and deciding message of orders with a message on their day.

    Parameters
    ----------
    payments : paid orders whose buyers have an eligible message on the day of payment
    messages : (at least) all these messages
    read_rule : "before_payment" or "same_day"

    Notes
    -----
    A message sent, or read, in the very second of paying is before paying. A payment of which
    only the day is known comes after no message. A read known only by its day counts from the
    sending on, whatever `read_rule`.
    """
    high, midnight = payments.buyer.astype(np.int64) << _TIME_BITS, payments.midnight
    # Known by its day, a payment is put before all that is on the day.
    paid = high | np.where(payments.is_day, midnight - 1, payments.paid)
    day = high | midnight

    sent = positions(messages.key, paid, after_equal=True)
    followup = _last_of(messages, messages.exact, sent, day)
    is_older = messages.exact & messages.older
    older = _last_of(messages, is_older, sent, day)
    is_read = is_older & messages.read_on_day
    read = _last_of(messages, is_read, sent, day)
    guided = read
    if read_rule != "same_day":
        guided = _last_read(messages, np.flatnonzero(is_read), paid, day)

    # From the last step to the first: the first one that left something decides.
    steps = (
        (guided, "counted"),
        (read, "read_after_purchase"),
        (older, "unread"),
        (followup, "client_bound_same_day"),
    )
    left = [message >= 0 for message, _ in steps]
    reason = np.select(left, [REASON_CODE[name] for _, name in steps],
                       REASON_CODE["messaged_after_purchase"])  # fmt: skip
    last = last_of_day(messages, payments.buyer, midnight)
    decided = np.select(left, [message for message, _ in steps], last)
    return Attribution(reason.astype(np.int8), followup, decided)


def last_of_day(messages: Candidates, buyer: Codes, midnight: Ints) -> Indices:
    """The last message to each buyer on the day that begins with `midnight` [s since 1970]; there
    must be one."""
    key = (buyer.astype(np.int64) << _TIME_BITS) | (midnight + DAY_SECONDS)
    return positions(messages.key, key) - 1


def _last_of(messages: Candidates, which: Bools, end: Indices, day: Ints) -> Indices:
    """The last message before position `end` that is one of `which`, and of the same buyer and
    day (its first moment, as a key, is `day`); −1 where there is none."""
    last = np.maximum.accumulate(np.where(which, np.arange(len(which)), -1))
    return _of_day(messages, last, end - 1, day)


def _last_read(messages: Candidates, read: Indices, paid: Ints, day: Ints) -> Indices:
    """The last message among `read` that was sent and read at or before paying, or −1.

    In the order of reading, the last one up to the payment is a running maximum. Nobody reads
    before the sending, so that what is read by then is sent by then.
    """
    sent = messages.key[read] & ((1 << _TIME_BITS) - 1)
    key = messages.key[read] - sent + np.maximum(sent, messages.read[read])
    order = np.argsort(key)
    last = np.maximum.accumulate(read[order])
    at = positions(key[order], paid, after_equal=True) - 1
    return _of_day(messages, last, at, day)


def _of_day(messages: Candidates, last: Indices, at: Indices, day: Ints) -> Indices:
    """Those of `last` at positions `at` (−1 for before all) that are not before `day`."""
    found = np.append(last, -1)[at]
    return np.where((found >= 0) & (messages.key[found] >= day), found, -1)
