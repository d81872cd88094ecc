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
from xlcs.figures.arrays import DAY_SECONDS, NONE, Bools, Codes, Indices, Ints, positions

_CODE = {reason.id: code for code, reason in enumerate(REASONS)}
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
        the last of those that passed most steps, −1 for none
    """

    reason: Reasons
    followup: Indices
    decided: Indices

    @property
    def counted(self) -> Bools:
        """Whether each order is in `guided_gmv`."""
        counted: Bools = self.reason == _CODE["counted"]
        return counted


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
    same = np.flatnonzero(in_order[1:] == in_order[:-1])
    if len(same):
        # Few messages share buyer and second; only these need the rest of the order.
        tied = np.union1d(same, same + 1)
        rows = order[tied]
        rank = np.lexsort((-agent[rows].astype(np.int64), moment[rows], ~sent_is_day[rows],
                           key[rows]))  # fmt: skip
        order[tied] = rows[rank]
    return Candidates(
        message[order],
        in_order,
        ~sent_is_day[order],
        older[order],
        read_on_day[order],
        moment[order],
    )


def attribute(
    payments: Payments,
    messages: Candidates,
    *,
    messaged_earlier: Bools,
    earlier_midnight: Ints,
    is_client: Bools,
    read_rule: str = "before_payment",
) -> Attribution:
    """Reason, follow-up credit and deciding message of each paid order.

    Parameters
    ----------
    payments : the paid orders
    messages : the eligible messages of (at least) their buyers on the days of payment and on the
        earlier days given
    messaged_earlier : whether the buyer has an eligible message on one of the days looked back to
    earlier_midnight : the midnight that the last such day begins with [s since 1970]
    is_client : whether the buyer has an active relation with some agent when paying
    read_rule : "before_payment" or "same_day"

    Notes
    -----
    A message sent, or read, in the very second of paying is before paying. A payment of which
    only the day is known comes after no message. A read known only by its day counts from the
    sending on, whatever `read_rule`.
    """
    key, midnight = messages.key, payments.midnight
    high = payments.buyer.astype(np.int64) << _TIME_BITS
    begin = positions(key, high | midnight)
    end = positions(key, high | (midnight + DAY_SECONDS))
    until_paid = positions(key, high | payments.paid, after_equal=True)
    until_paid[payments.is_day] = begin[payments.is_day]

    followup = _last_of(messages.exact, begin, until_paid)
    is_older = messages.exact & messages.older
    older = _last_of(is_older, begin, until_paid)
    is_read = is_older & messages.read_on_day
    read = _last_of(is_read, begin, until_paid)
    if read_rule == "same_day":
        guided = read
    else:
        paid = np.where(payments.is_day, midnight - 1, payments.paid)
        guided = _last_read_before(messages, np.flatnonzero(is_read), begin, high | paid)

    earlier = positions(key, high | (earlier_midnight + DAY_SECONDS)) - 1
    started = end > begin
    # From the last step to the first: the first one that left nothing is the reason.
    steps = (
        (guided >= 0, "counted", guided),
        (read >= 0, "read_after_purchase", read),
        (older >= 0, "unread", older),
        (followup >= 0, "client_bound_same_day", followup),
        (started, "messaged_after_purchase", end - 1),
        (messaged_earlier, "messaged_earlier_day", earlier),
        (is_client, "not_messaged", np.full(len(begin), -1, dtype=np.intp)),
    )
    conditions = [condition for condition, _, _ in steps]
    reason = np.select(conditions, [_CODE[name] for _, name, _ in steps], _CODE["not_a_client"])
    decided = np.select(conditions, [message for _, _, message in steps], -1)
    return Attribution(reason.astype(np.int8), followup, decided)


def _last_of(which: Bools, begin: Indices, end: Indices) -> Indices:
    """The last message from `begin` up to, not including, `end` that is one of `which`, or −1."""
    last = np.append(np.maximum.accumulate(np.where(which, np.arange(len(which)), -1)), -1)
    found = last[end - 1]  # `end` 0 finds the −1 at the end
    return np.where(found >= begin, found, -1)


def _last_read_before(
    messages: Candidates, read: Indices, begin: Indices, paid_key: Ints
) -> Indices:
    """The last message among `read` that was sent and read at or before paying, or −1.

    In the order of reading, the last one up to the payment is a running maximum. Nobody reads
    before the sending, so that what is read by then is sent by then. What was read is of the day
    it was sent, so that a message found before `begin` is of another day or buyer.
    """
    sent = messages.key[read] & ((1 << _TIME_BITS) - 1)
    known = messages.read[read]
    key = (messages.key[read] - sent) | np.maximum(sent, known)
    order = np.argsort(key)
    last = np.append(np.maximum.accumulate(read[order]) if len(read) else read, -1)
    found = last[positions(key[order], paid_key, after_equal=True) - 1]
    return np.where(found >= begin, found, -1)
