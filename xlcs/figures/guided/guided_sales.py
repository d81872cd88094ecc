"""The figures of guided sales (引导成效) under an edition of the rule, block by block of buyers."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

import pandas as pd

from xlcs.figures.guided.attribution import attribution
from xlcs.figures.guided.buyer_blocks import Block
from xlcs.figures.guided.credit import credited_money, credited_orders, with_agents
from xlcs.figures.guided.customers import (
    converted_customers,
    followed_by,
    messaged_customers,
    were_read,
    were_replied_to,
)
from xlcs.figures.guided.relations import NOBODY
from xlcs.figures.lookup.look_up import Answer, LookUp, together
from xlcs.figures.nicks_persons_groups import Owners
from xlcs.figures.output.leakage import leakage
from xlcs.figures.output.orders_table import OrdersTable, PaidOrders
from xlcs.figures.rules import Rules
from xlcs.figures.times_in_numbers import Flags, codes, compared, happened, seconds
from xlcs.shop.frames import Messages, Tables, no_orders


@dataclass(frozen=True)
class Guided:
    """What hangs on the edition of the rule; a figure that is unknown is absent.

    of_orders : figure id → its look-up, and the leakage; of those that hang on orders
    of_messages : gives those of the customers messaged
    """

    orders: OrdersTable
    of_orders: Mapping[str, Answer]
    of_messages: Callable[[], Mapping[str, Answer]]

    @cached_property
    def answers(self) -> Mapping[str, Answer]:
        """All look-ups by figure id, and the leakage."""
        return {**self.of_messages(), **self.of_orders}

    def answer(self, id: str) -> Answer | None:
        """The look-up of a figure; None where it is unknown, or hangs on no edition."""
        # Editions beside each other are asked for orders alone.
        return self.of_orders.get(id) or self.answers.get(id)


def guided(tables: Tables, blocks: Iterable[Block], rules: Rules, *, stay: bool) -> Guided:
    """The figures of guided sales, and the orders with their reasons.

    Parameters
    ----------
    blocks : of all buyers
    rules : what counts is decided by the agents themselves; their figures are the owners'
    stay : whether the blocks are there for good: distinct customers, which take half the time,
        are then counted when they are first asked for
    """
    answers, orders, customers = [], [], []
    for block in blocks:
        of_block, orders_of_block = _orders_of_block(block, rules)
        answers.append(of_block)
        orders.append(orders_of_block)
        if not stay:
            customers.append(_customers_messaged(block, rules))

    def messaged() -> Mapping[str, Answer]:
        return together(customers or [_customers_messaged(block, rules) for block in blocks])

    decided, names = pd.concat(orders, ignore_index=True), rules.owners.names
    return Guided(
        PaidOrders(tables, tables.orders or no_orders(), decided, names),
        together(answers),
        messaged,
    )


def _customers_messaged(block: Block, rules: Rules) -> dict[str, LookUp]:
    """The look-ups of distinct customers messaged, of some buyers; empty where unknown."""
    window_days, owners = rules.edition.window_days, rules.owners
    eligible, messages = block.eligible, block.tables.messages
    if eligible is None or messages is None:
        return {}
    if window_days not in block.customers:
        outcomes = _outcomes(block, eligible, messages, rules)
        sent, agents = eligible, len(owners.names.categories)
        if not owners.are_agents:
            owner = owners.codes(eligible["agent"])
            sent = eligible.assign(agent=owner, pair=eligible["buyer"] * agents + owner)
        block.customers[window_days] = messaged_customers(sent, outcomes, agents)
    return block.customers[window_days]


def _orders_of_block(block: Block, rules: Rules) -> tuple[dict[str, LookUp], pd.DataFrame]:
    """The look-ups of some buyers' orders, and these with the reasons."""
    owners, tables, messages = rules.owners, block.tables, block.tables.messages
    paid, eligible = block.paid, block.eligible
    if eligible is None or messages is None or tables.orders is None:
        return {}, _in_shop(_owned(paid, owners), block)
    reading_known = "read_at" in messages.known
    attributed = attribution(
        paid.assign(client=paid["client_agent"] != NOBODY), eligible, rules.edition,
        reading_known=reading_known, lookback_days=rules.settings.lookback_days,
    )  # fmt: skip
    orders = _owned(with_agents(paid, attributed, eligible), owners)
    answers: dict[str, LookUp] = {
        "converted_customers": converted_customers(orders, len(owners.names.categories)),
        "followup_orders": credited_orders(orders),
    }
    for figure, agent, amount in (
        ("followup_gmv", "followup", "amount"),
        ("followup_net_gmv", "followup", "net"),
        ("guided_gmv", "credited", "amount"),
        ("guided_net_gmv", "credited", "net"),
    ):
        if (agent == "followup" or reading_known) and (
            amount == "amount" or "refund" in tables.orders.known
        ):
            answers[figure] = credited_money(orders, agent, amount)
    if reading_known:
        answers |= leakage(orders)
    return answers, _in_shop(orders, block)


def _outcomes(
    block: Block, eligible: pd.DataFrame, messages: Messages, rules: Rules
) -> dict[str, Flags | None]:
    """Figure → which of the eligible messages count in it; None for all."""
    window_days, at_the_minute = rules.edition.window_days, rules.at_the_minute
    outcomes: dict[str, Flags | None] = {"sent_customers": None}
    if "read_at" in messages.known:
        outcomes["read_customers"] = were_read(eligible, window_days=window_days)
    if "replied_at" in messages.known:
        outcomes["replied_customers"] = were_replied_to(eligible, window_days=window_days)
    if (visits := block.tables.visits) is not None:
        visited_at = compared(seconds(visits.visited_at), at_the_minute=at_the_minute)
        visited = happened(codes(visits.buyer_id), visited_at, visits.visited_at_is_day)
        outcomes["guided_visitors"] = followed_by(eligible, visited, window_days=window_days)
    if block.tables.orders is not None:
        paid_at = block.paid["moment"]
        outcomes["guided_buyers"] = followed_by(eligible, paid_at, window_days=window_days)
    return outcomes


def _in_shop(orders: pd.DataFrame, block: Block) -> pd.DataFrame:
    """The block's orders, their rows and messages numbered as in the shop's tables."""
    # Where it is unknown why orders count, columns are missing: nobody, none and unknown are −1.
    orders = orders.reindex(columns=PaidOrders.COLUMNS, fill_value=NOBODY)
    message = orders["message"]
    return orders.assign(
        row=orders["row"] + block.first_order,
        message=message.mask(message != NOBODY, message + block.first_message),
    )


def _owned(orders: pd.DataFrame, owners: Owners) -> pd.DataFrame:
    """The orders with the owners of their agents in the agents' place."""
    if owners.are_agents:
        return orders
    columns = [c for c in ("client_agent", "credited", "followup", "agent") if c in orders]
    return orders.assign(**{column: owners.codes(orders[column]) for column in columns})


RATIOS = {
    "read_rate": ("read_customers", "sent_customers"),
    "reply_rate": ("replied_customers", "sent_customers"),
    "guided_conversion": ("guided_buyers", "sent_customers"),
    "order_value": ("followup_gmv", "converted_customers"),
}
"""Figure → what is divided by what."""
