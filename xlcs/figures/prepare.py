"""From a shop's tables to everything that any period or agent may ask for, once per refresh."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np

from xlcs.figures.days import Days, days_of, stretches
from xlcs.figures.guided.credit import credit, credited_figures
from xlcs.figures.guided.customers import BIT, daily_customers
from xlcs.figures.guided.eligible import Messages, messages_of
from xlcs.figures.guided.relations import Relations, relations
from xlcs.figures.guided.stretches import DaysOfShop, Events, Guided
from xlcs.figures.lookup.distinct import Customers
from xlcs.figures.lookup.sums import Totals
from xlcs.figures.output.orders_table import Leakage, PaidOrders, leakage, paid_orders
from xlcs.figures.parallel import side_by_side
from xlcs.figures.tables.clients import clients_total, clients_unsubscribed
from xlcs.figures.tables.invitations import invited_customers
from xlcs.figures.tables.opportunities import opportunities
from xlcs.figures.tables.receptions import Receptions, receptions
from xlcs.settings import Settings
from xlcs.shop.columns import BUYER_MESSAGES, Columns, columns_of_shop, mark
from xlcs.shop.shop import Shop

Progress = Callable[[str, int, int], None]
"""Called with the step ("figures"), how much of it is done, and how much there is."""

Answer = Customers | Totals

_STEPS = 4


@dataclass(frozen=True)
class Prepared:
    """A shop, prepared.

    columns : its tables
    days : the covered days, None where there is no message, visit or payment
    agents : codes of the agents of the agents' table
    receivers : codes of the agents of the receptions
    answers : figure id → its look-up; a figure whose tables are missing is absent
    receptions, leakage : None where tables are missing
    orders : the paid orders, without any where the table is missing
    """

    columns: Columns
    days: Days | None
    agents: list[int]
    receivers: list[int]
    answers: Mapping[str, Answer]
    receptions: Receptions | None
    orders: PaidOrders
    leakage: Leakage | None


def prepare(shop: Shop, settings: Settings, progress: Progress) -> Prepared:
    """Prepare all figures of a shop; see `Prepared`."""
    columns = columns_of_shop(shop)
    days = _covered(columns)
    # Few agents are in no other table, so that the many messages are seldom looked through.
    agents = _agents(
        columns, "relations", "invitations", "opportunities", BUYER_MESSAGES, "messages"
    )
    receivers = _agents(columns, "receptions")
    orders = paid_orders(columns, days or Days(0, 0))
    progress("figures", 1, _STEPS)
    with ThreadPoolExecutor(1) as beside:
        of_receptions = beside.submit(_receptions, columns, settings)
        answers: dict[str, Answer] = {}
        lost = None
        if days is not None:
            of_tables = beside.submit(_invitations_and_opportunities, columns, days)
            related = _relations(columns)
            if related is not None:
                of_clients = beside.submit(_clients, columns, related, days)
                if "messages" in columns.tables:
                    messages = messages_of(columns.tables["messages"], days)
                    of_days = _days_of_shop(columns, messages, related, days, orders, settings)
                    progress("figures", 2, _STEPS)
                    crediting = beside.submit(_credited, columns, orders, of_days, messages,
                                              related, settings)  # fmt: skip
                    answers |= _customers(columns, of_days, related, days)
                    progress("figures", 3, _STEPS)
                    orders, lost, credited = crediting.result()
                    answers |= credited
                answers |= of_clients.result()
            answers |= of_tables.result()
        progress("figures", _STEPS, _STEPS)
        received = of_receptions.result()
        return Prepared(columns, days, agents, receivers, answers, received, orders, lost)


def _covered(columns: Columns) -> Days | None:
    """The days of messages, visits and payments; these stand in the order of time."""
    times = []
    for table, column in (
        ("messages", "sent_at"),
        (BUYER_MESSAGES, "sent_at"),
        ("visits", "visited_at"),
        ("orders", "paid_at"),
    ):
        if table in columns.tables:
            of_table = columns.tables[table][column]
            known = of_table[: np.count_nonzero(of_table)]  # orders not paid stand at the end
            times += [known[:1], known[-1:]]
    return days_of(*times)


def _agents(columns: Columns, *tables: str) -> list[int]:
    """Codes, ascending, of the agents who occur in any of those tables."""
    seen = np.zeros(len(columns.agents), dtype=np.bool_)
    for table in tables:
        if table in columns.tables and not seen.all():
            mark(seen, columns.tables[table]["agent"])
    return np.flatnonzero(seen).tolist()


def _computable(figure: str, columns: Columns) -> bool:
    needs = {
        "guided_visitors": "visits",
        "guided_buyers": "orders",
        "converted_customers": "orders",
    }.get(figure)
    return needs is None or needs in columns.tables


def _relations(columns: Columns) -> Relations | None:
    of_table = columns.tables.get("relations")
    if of_table is None:
        return None
    related = relations(
        of_table["buyer_id"],
        of_table["agent"],
        of_table["bound_at"],
        of_table["unbound_at"],
        len(columns.buyers),
    )
    return related.ready()


def _receptions(columns: Columns, settings: Settings) -> Receptions | None:
    if "receptions" not in columns.tables:
        return None
    return receptions(
        columns.tables["receptions"],
        columns.words["receptions", "status"],
        buyers=len(columns.buyers),
        agents=len(columns.agents),
        status_means=settings.status_means(),
    )


def _clients(columns: Columns, related: Relations, days: Days) -> dict[str, Answer]:
    """The figures of relations alone."""
    agents = len(columns.agents)
    return {
        "clients_total": Totals(
            clients_total(related, agents, days, of_shop=False),
            clients_total(related, agents, days, of_shop=True),
            is_state=True,
        ),
        "clients_unsubscribed": Totals.adding_up(clients_unsubscribed(related, agents, days)),
    }


def _invitations_and_opportunities(columns: Columns, days: Days) -> dict[str, Answer]:
    """The figures of these two tables alone."""
    answers: dict[str, Answer] = {}
    if "invitations" in columns.tables:
        answers |= invited_customers(columns, days)
    if "opportunities" in columns.tables:
        done, todo = opportunities(columns.tables["opportunities"], len(columns.agents), days)
        answers["opportunities_done"] = Totals.adding_up(done)
        answers["opportunities_todo"] = Totals.adding_up(todo, is_state=True)
    return answers


def _customers(
    columns: Columns, of_days: Sequence[DaysOfShop], related: Relations, days: Days
) -> dict[str, Customers]:
    """The figures of customers who were messaged."""
    figures = [figure for figure in BIT if _computable(figure, columns)]
    of_customers = [of_day for some in of_days for of_day in some.customers]
    return daily_customers(of_customers, figures, related, len(columns.agents), days.count)


def _credited(
    columns: Columns,
    orders: PaidOrders,
    of_days: Sequence[DaysOfShop],
    messages: Messages,
    related: Relations,
    settings: Settings,
) -> tuple[PaidOrders, Leakage | None, dict[str, Totals]]:
    """The orders with their reasons, the leakage, and the figures that credit orders to agents."""
    if "orders" not in columns.tables:
        return orders, None, {}
    judged, followup = credit(orders, of_days, messages, related, settings.lookback_days)
    return judged, leakage(judged), credited_figures(judged, followup, len(columns.agents))


def _days_of_shop(
    columns: Columns,
    messages: Messages,
    related: Relations,
    days: Days,
    orders: PaidOrders,
    settings: Settings,
) -> list[DaysOfShop]:
    """The stretches of days that have eligible messages."""
    visits = payments = None
    if (of_table := columns.tables.get("visits")) is not None:
        time = of_table["visited_at"]
        is_day = of_table["visited_at_is_day"]
        visits = Events(of_table["buyer_id"], time, is_day, days.bounds(time))
    if "orders" in columns.tables:
        payments = Events(orders.buyer, orders.paid, orders.is_day, orders.bounds)
    guided = Guided(messages, related, visits, payments, settings.read_rule)
    having = stretches(messages.bounds, days, len(columns.buyers))
    of_stretches = side_by_side(guided.days, having)
    return [of_some for of_some in of_stretches if of_some is not None]
