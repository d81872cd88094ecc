"""Literal parsed sheets, merged: the frame that a shop shows of a table, and what was found."""

from __future__ import annotations

import pandas as pd

from xlcs.exports.merge import tables as merge
from xlcs.exports.merge.files_of_table import FileRows, file_rows, sheets_of_tables
from xlcs.exports.merge.orders import MergedOrders, orders
from xlcs.exports.merge.people import people
from xlcs.exports.merge.tables import MergedTable
from xlcs.exports.values.parsed import ParsedTable

STATUSES = {"未付款": False, "已付款": True}


def rows_of(*sheets: ParsedTable) -> FileRows:
    """The rows of one table's sheets, later files further down."""
    ((table, parts),) = sheets_of_tables(sheets).items()
    return file_rows(table, parts, people({table: parts}))


def merged_of(*sheets: ParsedTable, **how: object) -> MergedTable:
    """One table's sheets, merged."""
    rows = rows_of(*sheets)
    if rows.table == "messages":
        return merge.messages(rows, to_the_minute=bool(how.get("to_the_minute", False)))
    if rows.table == "receptions":
        return merge.receptions(rows, STATUSES)
    return getattr(merge, rows.table)(rows)


def frame_of(*sheets: ParsedTable) -> pd.DataFrame:
    """The merged rows."""
    return merged_of(*sheets).table.frame


def orders_of(*sheets: ParsedTable) -> MergedOrders:
    """Sheets of orders, merged."""
    return orders(rows_of(*sheets))


def texts(frame: pd.DataFrame, column: str) -> list[str | None]:
    """A column as texts, None where it is blank."""
    return [None if pd.isna(value) else str(value) for value in frame[column]]
