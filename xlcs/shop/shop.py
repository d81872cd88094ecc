"""What reading a folder gives: the shop's merged tables, how each file was read, what was wrong.

`exports` makes a `Shop`, `figures` computes from it; this module only names the parts.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import PurePath
from typing import TYPE_CHECKING, Literal

from xlcs.problems import Problem
from xlcs.settings.people import Nick
from xlcs.shop.summaries import Summary

if TYPE_CHECKING:
    from xlcs.shop.frames import Tables
    from xlcs.shop.kept import Kept


@dataclass(frozen=True)
class Source:
    """How one sheet (or CSV file) was read.

    `table` is None where it was no known table. `net_of_refunds` is None for other tables than
    orders. `first` and `last` are the earliest and latest event times inside [local time].
    `headers` maps canonical columns to the headers that the file has for them.
    """

    file: str
    sheet: str | None = None
    sha256: str = ""
    table: str | None = None
    encoding: str | None = None
    header_row: int | None = None
    rows: int = 0
    refused_rows: int = 0
    first: datetime | None = None
    last: datetime | None = None
    net_of_refunds: bool | None = None
    refunded_rows: int = 0
    headers: Mapping[str, str] = field(default_factory=dict)

    def problem(
        self,
        code: str,
        row: int | None = None,
        column: str | None = None,
        value: str | None = None,
        **found: str,
    ) -> Problem:
        """A problem of it, or of a row of it; of its table, where it is of one."""
        return Problem(code, self.file, self.sheet, row, self.table, column, value, found)


@dataclass(frozen=True)
class Coverage:
    """What the data covers.

    days : table id → its first and last day
    buyers : distinct buyers over all tables, and how many of them are masked (`小**明`)
    order_buyers : distinct buyers of the orders, and how many of them have any relation
    rows : table id → rows, of a shop whose rows are elsewhere, in its parts
    """

    days: Mapping[str, tuple[date, date]] = field(default_factory=dict)
    buyers: int = 0
    masked_buyers: int = 0
    order_buyers: int = 0
    order_buyers_known: int = 0
    rows: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Shop:
    """A shop's merged data.

    `tables` holds the merged tables as typed frames, see `xlcs.shop.frames`.
    `problems` is the data check; `left_alone` names the files that were not read on purpose (own
    reports, lock files, dot-files, the cache).
    `resolution` is "minute" where some sent, read, visit or payment time is known only to the
    minute: all of these are then compared at the minute.
    `summaries` are the platform's and other tools' own figures, to be compared with ours.
    `kept` finds what was computed of these very tables before; None where nothing is kept.
    """

    folder: str
    tables: Tables
    problems: list[Problem]
    sources: list[Source]
    resolution: Literal["second", "minute"] = "second"
    coverage: Coverage = field(default_factory=Coverage)
    left_alone: tuple[Problem, ...] = ()
    summaries: tuple[Summary, ...] = ()
    people: tuple[Nick, ...] = ()
    kept: Kept | None = field(default=None, repr=False, compare=False)

    @property
    def name(self) -> str:
        """What the shop's folder is called; where it lies is nobody's business."""
        return PurePath(self.folder).name or self.folder

    def __repr__(self) -> str:
        rows = ", ".join(f"{id_} {len(table)}" for id_, table in self.tables.there().items())
        return f"<Shop {self.folder}: {rows or 'no tables'}; {len(self.problems)} in the check>"

    def rows(self, table: str) -> int:
        """How many rows a table has [count]."""
        return self.coverage.rows.get(table, len(self.tables.there()[table]))

    def has_order(self, order_id: str) -> bool:
        """Whether there is an order of that number, paid or not."""
        orders = self.tables.orders
        return orders is not None and bool((orders.order_id == order_id).any())


REPORT_MARK = "xlcs-report"
TEMPLATE_MARK = "xlcs-template"
"""Core property `keywords` of the workbooks that xlcs writes; a reader leaves them alone."""
