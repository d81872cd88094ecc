"""One day of the shop: its eligible messages, what came of them, and the orders paid on it.

No rule but the looking back needs more than one day, so that days are computed side by side.

Source: spec, "Guided-sales figures", "Per-agent figures", "Why an order counts, or not".
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from queue import SimpleQueue

import numpy as np

from xlcs.figures.arrays import Bools, Codes, Indices, Ints, Seconds
from xlcs.figures.attribution import DAY_ONLY, Reasons, attribute
from xlcs.figures.customers import (
    CustomersOfDay,
    customers_of_day,
    last_second,
    message_bits,
)
from xlcs.figures.days import Days
from xlcs.figures.eligible import Eligible, Messages, eligible_messages
from xlcs.figures.lookback import LastMessages, last_messages
from xlcs.figures.orders import NO_AGENT
from xlcs.figures.parallel import THREADS
from xlcs.figures.relations import Relations

NOBODY = -1
"""Position of a buyer to whom there is no eligible message on the day."""


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

    def of(self, day: int) -> slice:
        """Those of that day (counted from the first day)."""
        return slice(int(self.bounds[day]), int(self.bounds[day + 1]))


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
class DayOfShop:
    """What a day with at least one eligible message gives."""

    customers: CustomersOfDay
    last: LastMessages
    judged: Judged | None


class Guided:
    """Computes days, from several threads at once.

    Parameters
    ----------
    visits, payments : None where the table is missing
    read_rule : "before_payment" or "same_day"
    """

    def __init__(
        self,
        messages: Messages,
        relations: Relations,
        days: Days,
        visits: Events | None,
        payments: Events | None,
        read_rule: str,
    ) -> None:
        self._messages = messages
        self._relations = relations.ready()
        self._days = days
        self._visits = visits
        self._payments = payments
        self._read_rule = read_rule
        # Each thread numbers the customers of its day in a table of all buyers of its own.
        self._tables: SimpleQueue[Codes] = SimpleQueue()
        for _ in range(THREADS):
            self._tables.put(np.full(relations.buyers, NOBODY, dtype=np.int32))

    def day(self, day: int) -> DayOfShop | None:
        """What that day (counted from the first day) gives; None without eligible messages."""
        midnight = self._days.midnight(day)
        messages = eligible_messages(self._messages, day, self._relations, midnight)
        if not len(messages.row):
            return None
        with self._customers(messages) as customer_of:
            after, judged = {}, None
            converted = np.empty(0, dtype=np.intp)
            if self._visits is not None:
                after["guided_visitors"] = self._last(self._visits, day, messages, customer_of)
            if self._payments is not None:
                after["guided_buyers"] = self._last(self._payments, day, messages, customer_of)
                judged, converted = self._judged(self._payments, day, messages, customer_of)
        bits = message_bits(messages, after, converted)
        customers = customers_of_day(day, messages, bits)
        return DayOfShop(customers, last_messages(day, messages), judged)

    @contextmanager
    def _customers(self, messages: Eligible) -> Iterator[Callable[[Codes], Codes]]:
        """What gives each buyer's position in `messages.buyers`, NOBODY where it has none."""
        table = self._tables.get()
        table[messages.buyers] = np.arange(len(messages.buyers), dtype=np.int32)
        try:
            yield table.__getitem__
        finally:
            table[messages.buyers] = NOBODY
            self._tables.put(table)

    def _last(
        self, events: Events, day: int, messages: Eligible, customer_of: Callable[[Codes], Codes]
    ) -> Codes:
        of_day = events.of(day)
        customer = customer_of(events.buyer[of_day])
        known = np.flatnonzero((customer != NOBODY) & ~events.is_day[of_day])
        second = self._second(events.time[of_day][known], day)
        return last_second(len(messages.buyers), customer[known], second)

    def _judged(
        self, paid: Events, day: int, messages: Eligible, customer_of: Callable[[Codes], Codes]
    ) -> tuple[Judged, Indices]:
        """The orders to judge by this day's messages, and the messages credited as follow-up."""
        of_day = paid.of(day)
        customer = customer_of(paid.buyer[of_day])
        at = np.flatnonzero(customer != NOBODY)
        second = self._second(paid.time[of_day][at], day)
        second[paid.is_day[of_day][at]] = DAY_ONLY
        found = attribute(customer[at], second, messages, read_rule=self._read_rule)
        credited = found.followup >= 0
        judged = Judged(
            at + of_day.start,
            found.reason,
            messages.row[found.decided],
            messages.agent[found.decided],
            messages.bound[found.decided],
            np.where(credited, messages.agent[found.followup], NO_AGENT),
        )
        return judged, found.followup[credited]

    def _second(self, time: Seconds, day: int) -> Codes:
        return (time - np.uint32(self._days.midnight(day))).astype(np.int32)
