"""Some days of the shop: their eligible messages, what came of them, and the orders paid on them.

No rule but the looking back needs more than one day, so that days are computed side by side.

Source: spec, "Guided-sales figures", "Per-agent figures", "Why an order counts, or not".
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from queue import SimpleQueue

import numpy as np

from xlcs.figures.arrays import Bools, Codes, Indices, Ints, Seconds
from xlcs.figures.attribution import DAY_ONLY, Reasons, attribute
from xlcs.figures.customers import (
    CustomersOfDay,
    customers_of_days,
    last_second,
    message_bits,
)
from xlcs.figures.days import Stretch
from xlcs.figures.eligible import Eligible, Messages, eligible_messages
from xlcs.figures.lookback import LastMessages, last_messages
from xlcs.figures.orders import NO_AGENT
from xlcs.figures.parallel import THREADS
from xlcs.figures.relations import Relations

NOBODY = -1
"""Position of a buyer on a day without an eligible message."""


@dataclass(frozen=True)
class Events:
    """Visits, or payments of orders, by time.

    is_day : whether only the day is known
    bounds : where each day begins; one more than there are days
    """

    buyer: Codes
    time: Seconds
    is_day: Bools
    bounds: Ints


@dataclass(frozen=True)
class Judged:
    """Orders paid on the day of an eligible message to their buyer.

    order : position among the paid orders
    reason : position in `catalogue.REASONS`
    row, agent, bound : of the message that decided (see `attribution.Attribution`, `Eligible`)
    followup : agent of the message credited as follow-up, NO_AGENT for none
    """

    order: Indices
    reason: Reasons
    row: Indices
    agent: Codes
    bound: Seconds
    followup: Codes


@dataclass(frozen=True)
class DaysOfShop:
    """What some days give, of which at least one has an eligible message.

    customers, last : one for each day that has
    judged : None where the table of orders is missing
    """

    customers: list[CustomersOfDay]
    last: list[LastMessages]
    judged: Judged | None


class Guided:
    """Computes stretches of days, from several threads at once.

    Parameters
    ----------
    slots : of the largest stretch [count]
    visits, payments : None where the table is missing
    read_rule : "before_payment" or "same_day"
    """

    def __init__(
        self,
        messages: Messages,
        relations: Relations,
        slots: int,
        visits: Events | None,
        payments: Events | None,
        read_rule: str,
    ) -> None:
        self._messages = messages
        self._relations = relations.ready()
        self._visits = visits
        self._payments = payments
        self._read_rule = read_rule
        # Each thread numbers its customers in a table of its own, by slot.
        self._tables: SimpleQueue[Codes] = SimpleQueue()
        for _ in range(THREADS):
            self._tables.put(np.full(slots, NOBODY, dtype=np.int32))

    def days(self, stretch: Stretch) -> DaysOfShop | None:
        """What those days give; None without eligible messages."""
        messages = eligible_messages(self._messages, stretch, self._relations)
        if not len(messages.row):
            return None
        with self._customers(messages) as customer_of:
            after, judged = {}, None
            converted = np.empty(0, dtype=np.intp)
            for figure, events in (
                ("guided_visitors", self._visits),
                ("guided_buyers", self._payments),
            ):
                if events is not None:
                    found = _happened(events, stretch, customer_of)
                    after[figure] = _last(found, len(messages.slots))
                    if events is self._payments:
                        judged, converted = self._judged(found, messages)
        bits = message_bits(messages, after, converted)
        return DaysOfShop(
            customers_of_days(stretch, messages, bits, len(self._relations.pair_agent)),
            last_messages(stretch, messages),
            judged,
        )

    @contextmanager
    def _customers(self, messages: Eligible) -> Iterator[Codes]:
        """The position in `messages.slots` of each slot, NOBODY for those not in it."""
        table = self._tables.get()
        table[messages.slots] = np.arange(len(messages.slots), dtype=np.int32)
        try:
            yield table
        finally:
            table[messages.slots] = NOBODY
            self._tables.put(table)

    def _judged(self, paid: _Happened, messages: Eligible) -> tuple[Judged, Indices]:
        """The orders judged by these messages, and the messages credited as follow-up."""
        second = np.where(paid.is_day, np.int32(DAY_ONLY), paid.second)
        found = attribute(paid.customer, second, messages, read_rule=self._read_rule)
        credited = found.followup >= 0
        judged = Judged(
            paid.row,
            found.reason,
            messages.row[found.decided],
            messages.agent[found.decided],
            messages.bound[found.decided],
            np.where(credited, messages.agent[found.followup], NO_AGENT),
        )
        return judged, found.followup[credited]


@dataclass(frozen=True)
class _Happened:
    """Visits or payments of customers: position among all, customer, second of the day, and
    whether only the day is known."""

    row: Indices
    customer: Codes
    second: Codes
    is_day: Bools


def _happened(events: Events, stretch: Stretch, customer_of: Codes) -> _Happened:
    rows = stretch.rows(events.bounds)
    day, second = stretch.day_and_second(events.time[rows])
    customer = customer_of[stretch.slot(day, events.buyer[rows])]
    at = np.flatnonzero(customer != NOBODY)
    return _Happened(at + rows.start, customer[at], second[at], events.is_day[rows][at])


def _last(found: _Happened, customers: int) -> Codes:
    known = np.flatnonzero(~found.is_day)
    return last_second(customers, found.customer[known], found.second[known])
