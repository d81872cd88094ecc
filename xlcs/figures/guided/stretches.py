"""Some days of the shop: their eligible messages, what came of them, and the orders paid on them.

No rule but the looking back needs more than one day, so that days are computed side by side.

Source: spec, "Guided-sales figures", "Per-agent figures", "Why an order counts, or not".
"""

from __future__ import annotations

from dataclasses import dataclass
from queue import SimpleQueue

import numpy as np

from xlcs.figures.arrays import Bools, Codes, Indices, Ints, Seconds
from xlcs.figures.days import Stretch
from xlcs.figures.guided.attribution import DAY_ONLY, Reasons, attribute
from xlcs.figures.guided.customers import (
    CustomersOfDay,
    customers_of_days,
    last_second,
    message_bits,
)
from xlcs.figures.guided.eligible import Eligible, Messages, eligible_messages
from xlcs.figures.guided.relations import Relations
from xlcs.figures.output.orders_table import NO_AGENT
from xlcs.figures.parallel import THREADS

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
    row : of the message that decided (see `attribution.Attribution`), among all
    followup : agent of the message credited as follow-up, NO_AGENT for none
    """

    order: Indices
    reason: Reasons
    row: Indices
    followup: Codes


@dataclass(frozen=True)
class DaysOfShop:
    """What some days give, of which at least one has an eligible message.

    customers : one for each day that has
    judged : None where the table of orders is missing
    """

    customers: list[CustomersOfDay]
    judged: Judged | None


class Guided:
    """Computes stretches of days, from several threads at once.

    Parameters
    ----------
    visits, payments : None where the table is missing
    read_rule : "before_payment" or "same_day"
    """

    def __init__(
        self,
        messages: Messages,
        relations: Relations,
        visits: Events | None,
        payments: Events | None,
        read_rule: str,
    ) -> None:
        self._messages = messages
        self._relations = relations
        self._visits = visits
        self._payments = payments
        self._read_rule = read_rule
        # Each thread looks customers up in a table of its own: by buyer, day after day.
        self._tables: SimpleQueue[Codes] = SimpleQueue()
        for _ in range(THREADS):
            self._tables.put(np.full(relations.buyers, NOBODY, dtype=np.int32))

    def days(self, stretch: Stretch) -> DaysOfShop | None:
        """What those days give; None without eligible messages."""
        messages = eligible_messages(self._messages, stretch, self._relations)
        if not len(messages.row):
            return None
        table = self._tables.get()
        try:
            visits, paid = (
                None if events is None else _happened(events, stretch, messages, table)
                for events in (self._visits, self._payments)
            )
        finally:
            self._tables.put(table)
        after, judged, converted = {}, None, np.empty(0, dtype=np.intp)
        if visits is not None:
            after["guided_visitors"] = _last(visits, len(messages.slots))
        if paid is not None:
            after["guided_buyers"] = _last(paid, len(messages.slots))
            judged, converted = self._judged(paid, messages)
        bits = message_bits(messages, after, converted)
        return DaysOfShop(
            customers_of_days(stretch, messages, bits, len(self._relations.pair_agent)),
            judged,
        )

    def _judged(self, paid: _Happened, messages: Eligible) -> tuple[Judged, Indices]:
        """The orders judged by these messages, and the messages credited as follow-up."""
        second = np.where(paid.is_day, np.int32(DAY_ONLY), paid.second)
        found = attribute(paid.customer, second, messages, read_rule=self._read_rule)
        credited = found.followup >= 0
        followup = self._messages.agent[messages.row[found.followup]]
        judged = Judged(
            paid.row,
            found.reason,
            messages.row[found.decided],
            np.where(credited, followup, np.int8(NO_AGENT)),
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


def _happened(events: Events, stretch: Stretch, messages: Eligible, table: Codes) -> _Happened:
    """The events of the days' customers; `table` holds NOBODY for each buyer, before and after."""
    rows = stretch.rows(events.bounds)
    buyer = events.buyer[rows]
    customer = np.full(len(buyer), NOBODY, dtype=np.int32)
    for day, of_day, first in stretch.by_day(messages.slots, stretch.buyers):
        messaged = messages.slots[of_day] - first
        table[messaged] = np.arange(of_day.start, of_day.stop, dtype=np.int32)
        of_events = slice(events.bounds[day] - rows.start, events.bounds[day + 1] - rows.start)
        customer[of_events] = table[buyer[of_events]]
        table[messaged] = NOBODY
    at = np.flatnonzero(customer != NOBODY)
    row = at + rows.start
    _, second = stretch.day_and_second(events.time[row])
    return _Happened(row, customer[at], second, events.is_day[row])


def _last(found: _Happened, customers: int) -> Codes:
    known = np.flatnonzero(~found.is_day)
    return last_second(customers, found.customer[known], found.second[known])
