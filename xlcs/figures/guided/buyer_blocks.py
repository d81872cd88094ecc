"""A shop's buyers in blocks, each computed for itself.

Rules look at one buyer at a time, and what they give adds up. A block's columns are small enough
that each is still near when the next rule asks for it, and are let go before the next block: ten
million messages take two thirds of the time that they take at once, and half the memory.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import pairwise
from typing import TypeVar

import pandas as pd

from xlcs.figures.guided.credit import client_agent, payments
from xlcs.figures.guided.eligible import eligible_messages
from xlcs.figures.guided.relations import NOBODY
from xlcs.figures.lookup.look_up import LookUp
from xlcs.shop.frames import Messages, Orders, Tables, Visits, no_orders

BLOCK_MESSAGES = 1_000_000
"""Messages in a block, about; a buyer's are all in one."""

ByBuyer = TypeVar("ByBuyer", Messages, Visits, Orders)


@dataclass(frozen=True)
class Block:
    """All that there is of some buyers, and what editions of the rule do not differ in.

    tables : their messages, visits and orders; the other tables are the shop's
    relations : theirs, columns as `relations.relation_times` gives them; None without the table
    at_the_minute : whether times are compared at the minute
    first_message, first_order : which of the shop's rows its first ones are
    customers : days of the window → the figures of customers messaged, which editions of equal
        windows share
    """

    tables: Tables
    relations: pd.DataFrame | None
    at_the_minute: bool
    first_message: int = 0
    first_order: int = 0
    customers: dict[int, dict[str, LookUp]] = field(default_factory=dict)

    @cached_property
    def paid(self) -> pd.DataFrame:
        """What `credit.payments` gives, and client_agent."""
        orders = self.tables.orders or no_orders()
        paid = payments(orders, at_the_minute=self.at_the_minute)
        if self.relations is None:
            return paid.assign(client_agent=NOBODY)
        return paid.assign(client_agent=client_agent(paid, self.relations))

    @cached_property
    def eligible(self) -> pd.DataFrame | None:
        """The eligible messages; None where relations or messages are missing."""
        messages, agents = self.tables.messages, len(self.tables.agents.categories)
        if self.relations is None or messages is None:
            return None
        return eligible_messages(messages, self.relations, agents, at_the_minute=self.at_the_minute)


def blocks(
    tables: Tables, relations: pd.DataFrame | None, *, at_the_minute: bool
) -> Iterator[Block]:
    """The shop's buyers, block by block.

    Parameters
    ----------
    relations : what `relations.relation_times` gives
    """
    messages = tables.messages
    count = 0 if messages is None else round(len(messages) / BLOCK_MESSAGES)
    if messages is None or count < 2:
        yield Block(tables, relations, at_the_minute)
        return
    code = messages.buyer_id.cat.codes
    begins = {int(code.iloc[len(code) * number // count]) for number in range(1, count)}
    for first, end in pairwise([0, *sorted(begins - {0}), len(tables.buyers.categories)]):
        messages_of, first_message = _rows_of(messages, first, end)
        visits = None if tables.visits is None else _rows_of(tables.visits, first, end)[0]
        orders, first_order = None, 0
        if tables.orders is not None:
            orders, first_order = _rows_of(tables.orders, first, end)
        related = relations
        if relations is not None:
            related = relations[relations["buyer"].between(first, end - 1)].reset_index(drop=True)
        own = replace(tables, messages=messages_of, visits=visits, orders=orders)
        yield Block(own, related, at_the_minute, first_message, first_order)


def _rows_of(table: ByBuyer, first: int, end: int) -> tuple[ByBuyer, int]:
    """The rows of the buyers from `first` up to `end` (codes), and which row is their first."""
    buyer = table.buyer_id.cat.codes
    begin, stop = int(buyer.searchsorted(first)), int(buyer.searchsorted(end))
    rows = table.frame.iloc[begin:stop].reset_index(drop=True)
    return type(table)(rows, table.known), begin
