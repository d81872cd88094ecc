"""What reading a folder gives: the shop's merged tables, how each file was read, what was wrong.

`exports` makes a `Shop`, `figures` computes from it; this module only names the parts.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from xlcs.problems import Problem

if TYPE_CHECKING:
    from datetime import date, datetime

    import pandas as pd

    from xlcs.shop.columns import Columns


@dataclass(frozen=True)
class Source:
    """How one sheet (or CSV file) was read.

    `table` is None where it was no known table. `net_of_refunds` is None for other tables than
    orders. `first` and `last` are the earliest and latest event times inside [local time].
    `headers` maps canonical columns to the headers that the file has for them.
    """

    file: str
    sheet: str | None
    sha256: str
    table: str | None
    encoding: str | None
    header_row: int | None
    rows: int
    refused_rows: int
    first: datetime | None
    last: datetime | None
    net_of_refunds: bool | None = None
    refunded_rows: int = 0
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Coverage:
    """What the data covers.

    days : table id → its first and last day
    buyers : distinct buyers over all tables, and how many of them are masked (`小**明`)
    order_buyers : distinct buyers of the orders, and how many of them have any relation
    """

    days: Mapping[str, tuple[date, date]] = field(default_factory=dict)
    buyers: int = 0
    masked_buyers: int = 0
    order_buyers: int = 0
    order_buyers_known: int = 0


@dataclass(frozen=True)
class Shop:
    """A shop's merged data.

    `tables` holds a frame for each table that some file had (a table without file is absent); of
    a shop that was read from files a frame is made when it is asked for, from `columns`, which
    hold the same rows in far less memory and are what figures are calculated from. Where
    `columns` is None (a shop made by hand), they are made from the frames.
    All `buyer_id` columns share one set of categories, all `agent` columns another one whose
    categories are sorted by code point. Times are datetime64[s] [local time], NaT for none;
    `X_is_day` is true where X is known only by its day. Money is whole fen (int64).

    relations     buyer_id, agent, bound_at, unbound_at
    messages      buyer_id, agent, sent_at, sent_at_is_day, by_agent (bool: 发起方 is 客服),
                  read_at, read_at_is_day, replied_at
    visits        buyer_id, visited_at, visited_at_is_day
    orders        order_id (str), buyer_id, paid_at, paid_at_is_day, amount [fen], presale (bool);
                  paid_at and amount are those of the *payment* (spec, "Terms"): of a presale
                  order the balance's time and deposit + balance; NaT where nothing counts as paid
    invitations   buyer_id, agent, invited_at, channel (manual/auto), outcome
                  (accepted/declined/missing), answered_at
    opportunities agent, kind, created_at, done_at; one row a task
    receptions    buyer_id, agent, started_at, ended_at, kind, status (as exported)

    `problems` is the data check; `left_alone` names the files that were not read on purpose (own
    reports, lock files, dot-files, the cache).
    `resolution` is "minute" where some sent, read, visit or payment time is known only to the
    minute: all of these are then to be compared at the minute (`Tables.at_the_minute`).
    """

    folder: str
    tables: Mapping[str, pd.DataFrame]
    problems: list[Problem]
    sources: list[Source]
    resolution: Literal["second", "minute"] = "second"
    coverage: Coverage = field(default_factory=Coverage)
    left_alone: tuple[Problem, ...] = ()
    columns: Columns | None = None

    def rows(self, table: str) -> int:
        """How many rows a table has [count]."""
        return self.columns.rows(table) if self.columns else len(self.tables[table])

    def has_order(self, order_id: str) -> bool:
        """Whether there is an order of that number, paid or not."""
        if "orders" not in self.tables:
            return False
        source = self.columns.tables if self.columns else self.tables
        return bool((source["orders"]["order_id"] == order_id).any())


REPORT_MARK = "xlcs-report"
TEMPLATE_MARK = "xlcs-template"
"""Core property `keywords` of the workbooks that xlcs writes; a reader leaves them alone."""
