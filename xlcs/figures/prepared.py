"""From a shop's frames to everything that any period or agent may ask for, once per refresh."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from xlcs.figures.arrays import DAY_SECONDS, NONE, Codes, Indices, People, flags, people, seconds
from xlcs.figures.attribution import Attribution, Candidates, Payments, attribute, candidates
from xlcs.figures.clients import clients_total, clients_unsubscribed
from xlcs.figures.customers import Events, daily_customers, events
from xlcs.figures.days import Days, days_of, rows_by_day
from xlcs.figures.distinct import Customers, distinct_customers
from xlcs.figures.eligible import (
    Eligible,
    Messages,
    columns_of,
    eligible_messages,
    messages_by_day,
)
from xlcs.figures.invitations import invited_customers
from xlcs.figures.lookback import messaged, messages_of
from xlcs.figures.opportunities import opportunities
from xlcs.figures.orders import (
    FEN,
    NO_AGENT,
    Deciding,
    Leakage,
    PaidOrders,
    credited_sums,
    leakage,
    no_orders,
)
from xlcs.figures.reception import Receptions, receptions
from xlcs.figures.relations import Relations, relations
from xlcs.figures.sums import Sums, Totals
from xlcs.settings import Settings
from xlcs.shop import Shop

Progress = Callable[[str, int, int], None]
"""Called with the step ("figures"), how much of it is done, and how much there is."""

Answer = Customers | Totals

_STEPS = 6


@dataclass(frozen=True)
class Prepared:
    """A shop, prepared.

    days : the covered days, None where there is no message, visit or payment
    agents : codes of the agents of the agents' table
    answers : figure id → its look-up; a figure whose tables are missing is absent
    receptions, leakage : None where tables are missing
    orders : the paid orders, without any where the table is missing
    """

    people: People
    days: Days | None
    agents: list[int]
    answers: Mapping[str, Answer]
    receptions: Receptions | None
    orders: PaidOrders
    leakage: Leakage | None


def prepare(shop: Shop, settings: Settings, progress: Progress) -> Prepared:
    """Prepare all figures of a shop; see `Prepared`."""
    tables = shop.tables
    who = people(tables)
    counts = _Counts(len(who.buyers), len(who.agents))
    days = _covered(tables)
    received = None
    if "receptions" in tables:
        received = receptions(
            tables["receptions"],
            *_codes(who, "receptions"),
            buyers=counts.buyers,
            agents=counts.agents,
            status_means=settings.status_means(),
        )
    progress("figures", 1, _STEPS)
    agents = who.agents_of("relations", "messages", "invitations", "opportunities").tolist()
    if days is None:
        return Prepared(who, None, agents, {}, received, no_orders(who, Days(0, 0)), None)

    answers: dict[str, Answer] = {}
    related = None
    if "relations" in tables:
        related = relations(tables["relations"], *_codes(who, "relations"), counts.buyers)
        answers |= _client_figures(related, counts, days)
    if "invitations" in tables:
        answers |= invited_customers(
            tables["invitations"], *_codes(who, "invitations"), counts.buyers, counts.agents, days
        )
    if "opportunities" in tables:
        agent = who.codes["opportunities", "agent"]
        done, todo = opportunities(tables["opportunities"], agent, counts.agents, days)
        answers["opportunities_done"] = Totals(done, done.of_all())
        answers["opportunities_todo"] = Totals(todo, todo.of_all(), is_state=True)
    progress("figures", 2, _STEPS)

    orders = _paid_orders(tables["orders"], who, days) if "orders" in tables else None
    if related is not None and "messages" in tables:
        messages = columns_of(tables["messages"], *_codes(who, "messages"))
        eligible = eligible_messages(messages, messages_by_day(messages, days), related, days)
        progress("figures", 3, _STEPS)
        visits = _visits(tables["visits"], who, days) if "visits" in tables else None
        paid = None if orders is None else _payments(orders)
        bought = None if paid is None else events(paid.buyer, paid.paid, paid.is_day, days)
        answers |= daily_customers(eligible, related, counts.agents, days, visits, bought)
        progress("figures", 4, _STEPS)
        if orders is not None and paid is not None:
            credit = _Credit(messages, eligible, related, days, settings)
            orders, more = credit.of(orders, paid, counts)
            answers |= more
    progress("figures", 5, _STEPS)
    lost = None if orders is None else leakage(orders)
    progress("figures", _STEPS, _STEPS)
    return Prepared(who, days, agents, answers, received, orders or no_orders(who, days), lost)


@dataclass(frozen=True)
class _Counts:
    buyers: int
    agents: int


def _codes(who: People, table: str) -> tuple[Codes, Codes]:
    return who.codes[table, "buyer_id"], who.codes[table, "agent"]


def _covered(tables: Mapping[str, pd.DataFrame]) -> Days | None:
    times = [
        seconds(tables[table][column])
        for table, column in (
            ("messages", "sent_at"),
            ("visits", "visited_at"),
            ("orders", "paid_at"),
        )
        if table in tables
    ]
    return days_of(*(values[values != NONE] for values in times))


def _client_figures(related: Relations, counts: _Counts, days: Days) -> dict[str, Answer]:
    clients = Totals(
        clients_total(related, counts.agents, days, of_shop=False),
        clients_total(related, counts.agents, days, of_shop=True),
        is_state=True,
    )
    unsubscribed = clients_unsubscribed(related, counts.agents, days)
    return {
        "clients_total": clients,
        "clients_unsubscribed": Totals(unsubscribed, unsubscribed.of_all()),
    }


def _visits(frame: pd.DataFrame, who: People, days: Days) -> Events:
    return events(
        who.codes["visits", "buyer_id"],
        seconds(frame["visited_at"]),
        flags(frame["visited_at_is_day"]),
        days,
    )


def _paid_orders(frame: pd.DataFrame, who: People, days: Days) -> PaidOrders:
    paid = seconds(frame["paid_at"])
    rows = np.flatnonzero(paid != NONE)
    by_day = rows_by_day(rows, days.index_of(paid[rows]), days)
    amount = frame["amount"].to_numpy(dtype=np.int64, na_value=0)[by_day.rows]
    day = np.repeat(np.arange(days.count), np.diff(by_day.bounds))
    return PaidOrders(who, days, frame, by_day.rows, day, by_day.bounds, amount, None, None)


def _payments(orders: PaidOrders) -> Payments:
    return Payments(
        orders.people.codes["orders", "buyer_id"][orders.row],
        seconds(orders.frame["paid_at"])[orders.row],
        flags(orders.frame["paid_at_is_day"])[orders.row],
    )


@dataclass(frozen=True)
class _Credit:
    """Attribution of a shop's orders to its eligible messages."""

    messages: Messages
    eligible: Eligible
    related: Relations
    days: Days
    settings: Settings

    def of(
        self, orders: PaidOrders, paid: Payments, counts: _Counts
    ) -> tuple[PaidOrders, dict[str, Answer]]:
        """The orders with their reasons, and the figures that credit them."""
        found, among = self._attributed(orders, paid)
        message = np.append(among.message, -1)
        decided = self._deciding(message[found.decided])
        followup = self._agent(message[found.followup])
        guided = np.where(found.counted, decided.agent, np.int32(NO_AGENT))
        judged = PaidOrders(
            orders.people, orders.days, orders.frame, orders.row, orders.day, orders.bounds,
            orders.amount, found.reason, decided,
        )  # fmt: skip
        credited = np.flatnonzero(followup != NO_AGENT)
        return judged, {
            "guided_gmv": _adding_up(credited_sums(judged, guided, counts.agents, money=True), FEN),
            "followup_gmv": _adding_up(
                credited_sums(judged, followup, counts.agents, money=True), FEN
            ),
            "followup_orders": _adding_up(
                credited_sums(judged, followup, counts.agents, money=False)
            ),
            "converted_customers": distinct_customers(
                paid.buyer[credited],
                followup[credited],
                paid.paid[credited],
                buyers=counts.buyers,
                agents=counts.agents,
                days=self.days,
            ),
        }

    def _attributed(self, orders: PaidOrders, paid: Payments) -> tuple[Attribution, Candidates]:
        by_day = rows_by_day(np.arange(len(orders.row)), orders.day, self.days)
        when = messaged(self.eligible, self.related, paid.buyer, by_day)
        back = orders.day - when.earlier
        looked_back = (when.earlier >= 0) & (back <= self.settings.lookback_days)
        day = np.where(when.that_day, orders.day, when.earlier)
        needed = np.flatnonzero(when.that_day | looked_back)
        at = messages_of(self.eligible, self.related, paid.buyer[needed], day[needed], self.days)
        among = self._candidates(at)
        since = np.where(paid.is_day, paid.midnight, paid.paid)
        until = np.where(paid.is_day, paid.midnight + DAY_SECONDS - 1, paid.paid)
        found = attribute(
            paid,
            among,
            messaged_earlier=looked_back,
            earlier_midnight=(self.days.first + np.maximum(when.earlier, 0)) * DAY_SECONDS,
            is_client=self.related.is_client(paid.buyer, since, until),
            read_rule=self.settings.read_rule,
        )
        return found, among

    def _candidates(self, at: Indices) -> Candidates:
        row, relation = self.eligible.row[at], self.eligible.relation[at]
        return candidates(
            message=at,
            buyer=self.related.buyer[relation],
            agent=self.related.agent[relation],
            sent=self.messages.sent[row],
            sent_is_day=self.messages.sent_is_day[row],
            read=self.messages.read[row],
            read_is_day=self.messages.read_is_day[row],
            older=self.eligible.older[at],
            read_on_day=self.eligible.read[at],
        )

    def _agent(self, at: Indices) -> Codes:
        """The sender of each eligible message, NO_AGENT for −1."""
        agent = np.full(len(at), NO_AGENT, dtype=np.int32)
        known = np.flatnonzero(at >= 0)
        agent[known] = self.related.agent[self.eligible.relation[at[known]]]
        return agent

    def _deciding(self, at: Indices) -> Deciding:
        known = np.flatnonzero(at >= 0)
        row, relation = self.eligible.row[at[known]], self.eligible.relation[at[known]]
        sent, read, bound = (np.full(len(at), NONE, dtype=np.int64) for _ in range(3))
        read_is_day = np.zeros(len(at), dtype=np.bool_)
        sent[known] = self.messages.sent[row]
        read[known] = self.messages.read[row]
        read_is_day[known] = self.messages.read_is_day[row]
        bound[known] = self.related.bound[relation]
        return Deciding(self._agent(at), sent, read, read_is_day, bound)


def _adding_up(of_agents: Sums, divisor: int = 1) -> Totals:
    return Totals(of_agents, of_agents.of_all(), divisor=divisor)
