"""From a shop's frames to everything that any period or agent may ask for, once per refresh."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from xlcs.figures.arrays import NONE, Codes, People, flags, people, seconds
from xlcs.figures.attribution import Payments
from xlcs.figures.clients import clients_total, clients_unsubscribed
from xlcs.figures.credit import credit, credited_figures
from xlcs.figures.customers import Events, daily_customers, events
from xlcs.figures.days import Days, days_of, rows_by_day
from xlcs.figures.distinct import Customers
from xlcs.figures.eligible import columns_of, eligible_messages, messages_by_day
from xlcs.figures.invitations import invited_customers
from xlcs.figures.opportunities import opportunities
from xlcs.figures.orders import Leakage, PaidOrders, leakage, no_orders
from xlcs.figures.reception import Receptions, receptions
from xlcs.figures.relations import Relations, relations
from xlcs.figures.sums import Totals
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
        answers["opportunities_done"] = Totals.adding_up(done)
        answers["opportunities_todo"] = Totals.adding_up(todo, is_state=True)
    progress("figures", 2, _STEPS)

    orders = _paid_orders(tables["orders"], who, days) if "orders" in tables else None
    if related is not None and "messages" in tables:
        messages = columns_of(tables["messages"], *_codes(who, "messages"))
        eligible = eligible_messages(messages, messages_by_day(messages, days), related, days)
        progress("figures", 3, _STEPS)
        visits = _visits(tables["visits"], who, days) if "visits" in tables else None
        bought = None
        if orders is not None:
            paid = orders.payments
            bought = events(paid.buyer, paid.paid, paid.is_day, days)
        answers |= daily_customers(eligible, related, counts.agents, days, visits, bought)
        progress("figures", 4, _STEPS)
        if orders is not None:
            orders, credited = credit(orders, messages, eligible, related, settings)
            answers |= credited_figures(orders, credited, counts.buyers, counts.agents)
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
    return {"clients_total": clients, "clients_unsubscribed": Totals.adding_up(unsubscribed)}


def _visits(frame: pd.DataFrame, who: People, days: Days) -> Events:
    buyer = who.codes["visits", "buyer_id"]
    is_day = flags(frame["visited_at_is_day"])
    return events(buyer, seconds(frame["visited_at"]), is_day, days)


def _paid_orders(frame: pd.DataFrame, who: People, days: Days) -> PaidOrders:
    paid = seconds(frame["paid_at"])
    rows = np.flatnonzero(paid != NONE)
    by_day = rows_by_day(rows, days.index_of(paid[rows]), days)
    amount = frame["amount"].to_numpy(dtype=np.int64, na_value=0)[by_day.rows]
    day = np.repeat(np.arange(days.count), np.diff(by_day.bounds))
    payments = Payments(
        who.codes["orders", "buyer_id"][by_day.rows],
        paid[by_day.rows],
        flags(frame["paid_at_is_day"])[by_day.rows],
    )
    return PaidOrders(
        who, days, frame, by_day.rows, day, by_day.bounds, payments, amount, None, None
    )
