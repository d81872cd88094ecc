"""From a shop's frames to everything that any period or agent may ask for, once per refresh."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import pandas as pd

from xlcs.figures.arrays import NONE, Codes, People, flags, people, seconds
from xlcs.figures.clients import clients_total, clients_unsubscribed
from xlcs.figures.credit import credit, credited_figures
from xlcs.figures.customers import Events, daily_customers, events
from xlcs.figures.days import Days, days_of
from xlcs.figures.distinct import Customers
from xlcs.figures.eligible import (
    Eligible,
    Messages,
    columns_of,
    eligible_messages,
    messages_by_day,
)
from xlcs.figures.invitations import invited_customers
from xlcs.figures.opportunities import opportunities
from xlcs.figures.orders import Leakage, PaidOrders, leakage, no_orders, paid_orders
from xlcs.figures.reception import Receptions, receptions
from xlcs.figures.relations import Relations, relations
from xlcs.figures.sums import Totals
from xlcs.settings import Settings
from xlcs.shop import Shop

Progress = Callable[[str, int, int], None]
"""Called with the step ("figures"), how much of it is done, and how much there is."""

Answer = Customers | Totals

_STEPS = 4


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
    who = people(shop.tables)
    days = _covered(shop.tables)
    data = _Data(shop.tables, who, days or Days(0, 0))
    agents = who.agents_of("relations", "messages", "invitations", "opportunities").tolist()
    received = _receptions(data, settings)
    progress("figures", 1, _STEPS)
    if days is None:
        return Prepared(who, None, agents, {}, received, no_orders(who, data.days), None)
    with ThreadPoolExecutor(1) as beside:
        related = None
        if "relations" in data.tables:
            frame = data.tables["relations"]
            related = relations(frame, *data.codes("relations"), data.buyers)
        others = beside.submit(_other_figures, data, related)
        orders = _paid_orders(data)
        answers: dict[str, Answer] = {}
        if related is not None and "messages" in data.tables:
            messages = columns_of(data.tables["messages"], *data.codes("messages"))
            eligible = eligible_messages(messages, messages_by_day(messages, days), related, days)
            progress("figures", 2, _STEPS)
            crediting = beside.submit(_credit, data, orders, messages, eligible, related, settings)
            answers |= daily_customers(eligible, related, data.agents, days, *_events(data, orders))
            progress("figures", 3, _STEPS)
            orders, credited = crediting.result()
            answers |= credited
        answers |= others.result()
    progress("figures", _STEPS, _STEPS)
    return Prepared(who, days, agents, answers, received, orders, leakage(orders))


@dataclass(frozen=True)
class _Data:
    """A shop's frames, its people by number, the covered days."""

    tables: Mapping[str, pd.DataFrame]
    people: People
    days: Days

    @property
    def buyers(self) -> int:
        return len(self.people.buyers)

    @property
    def agents(self) -> int:
        return len(self.people.agents)

    def codes(self, table: str) -> tuple[Codes, Codes]:
        return self.people.codes[table, "buyer_id"], self.people.codes[table, "agent"]


def _covered(tables: Mapping[str, pd.DataFrame]) -> Days | None:
    times = [
        seconds(tables[table][column])
        for table, column in (("messages", "sent_at"), ("visits", "visited_at"))
        if table in tables
    ]
    if "orders" in tables:
        paid = seconds(tables["orders"]["paid_at"])
        times.append(paid[paid != NONE])
    return days_of(*times)


def _receptions(data: _Data, settings: Settings) -> Receptions | None:
    if "receptions" not in data.tables:
        return None
    return receptions(
        data.tables["receptions"],
        *data.codes("receptions"),
        buyers=data.buyers,
        agents=data.agents,
        status_means=settings.status_means(),
    )


def _other_figures(data: _Data, related: Relations | None) -> dict[str, Answer]:
    """The figures that need no messages."""
    tables, agents, days = data.tables, data.agents, data.days
    answers: dict[str, Answer] = {}
    if related is not None:
        answers["clients_total"] = Totals(
            clients_total(related, agents, days, of_shop=False),
            clients_total(related, agents, days, of_shop=True),
            is_state=True,
        )
        unsubscribed = clients_unsubscribed(related, agents, days)
        answers["clients_unsubscribed"] = Totals.adding_up(unsubscribed)
    if "invitations" in tables:
        codes = data.codes("invitations")
        answers |= invited_customers(tables["invitations"], *codes, data.buyers, agents, days)
    if "opportunities" in tables:
        agent = data.people.codes["opportunities", "agent"]
        done, todo = opportunities(tables["opportunities"], agent, agents, days)
        answers["opportunities_done"] = Totals.adding_up(done)
        answers["opportunities_todo"] = Totals.adding_up(todo, is_state=True)
    return answers


def _paid_orders(data: _Data) -> PaidOrders:
    if "orders" not in data.tables:
        return no_orders(data.people, data.days)
    return paid_orders(data.tables["orders"], data.people, data.days)


def _events(data: _Data, orders: PaidOrders) -> tuple[Events | None, Events | None]:
    """Visits and payments; None where the table is missing."""
    visits = payments = None
    if "visits" in data.tables:
        frame = data.tables["visits"]
        buyer = data.people.codes["visits", "buyer_id"]
        is_day = flags(frame["visited_at_is_day"])
        visits = events(buyer, seconds(frame["visited_at"]), is_day, data.days)
    if "orders" in data.tables:
        paid = orders.payments
        payments = events(paid.buyer, paid.paid, paid.is_day, data.days)
    return visits, payments


def _credit(
    data: _Data,
    orders: PaidOrders,
    messages: Messages,
    eligible: Eligible,
    related: Relations,
    settings: Settings,
) -> tuple[PaidOrders, dict[str, Answer]]:
    if "orders" not in data.tables:
        return orders, {}
    judged, followup = credit(orders, messages, eligible, related, settings)
    return judged, credited_figures(judged, followup, data.buyers, data.agents)
