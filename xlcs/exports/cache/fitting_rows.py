"""The kept rows of a sheet are what its reading gives, or the file is parsed anew.

Source: `ParsedTable`, which says what each column is.
"""

from __future__ import annotations

import pyarrow as pa
import pyarrow.compute as pc

from xlcs.exports.cache.table_columns import FIRST, LAST
from xlcs.exports.values.parsed import FORM, NO_TIME, SECOND, ParsedTable
from xlcs.exports.values.typed_rows import NICK
from xlcs.tables import TABLE, Kind, Table

WORDS = pa.dictionary(pa.int32(), pa.string())
TIME = pa.timestamp("s")
TYPES: dict[Kind, pa.DataType] = {
    "id": pa.string(), "name": WORDS, "time": TIME, "money": pa.int64(), "choice": WORDS,
    "text": WORDS,
}  # fmt: skip


def fitting(sheet: ParsedTable, frame: pa.Table) -> pa.Table:
    """The kept rows of a sheet, if they are what its reading gives.

    Raises
    ------
    ValueError : a column is of another type or holds what no reading gives, or there are more or
        fewer rows.
    KeyError : a column or the table is none.
    """
    if frame.num_rows != sheet.source.rows - sheet.source.refused_rows:
        raise ValueError("rows")
    if len(set(frame.column_names)) != frame.num_columns:
        raise ValueError("columns")
    table = TABLE[sheet.source.table or ""]
    for name, column in zip(frame.column_names, frame.columns, strict=True):
        if column.type != _type(table, name):
            raise ValueError(name)
        if column.null_count and _has_value(table, name):
            raise ValueError(name)
        if not _in_bounds(name, column):
            raise ValueError(name)
    return frame


def _type(table: Table, name: str) -> pa.DataType:
    if name == "row":
        return pa.int32()
    if name.endswith(FORM):
        return pa.int8()
    kinds = {column.name: column.kind for column in table.columns}
    return WORDS if name == NICK else TYPES[kinds[name]]


def _has_value(table: Table, name: str) -> bool:
    """Whether a column has a value in every kept row."""
    if name == "row" or name.endswith(FORM) or name == "order_id":
        return True
    of_orders = table.id == "orders"
    return name in ("buyer_id", "agent") or (name == table.main_time and not of_orders)


def _in_bounds(name: str, column: pa.ChunkedArray) -> bool:
    if pa.types.is_dictionary(column.type):
        # A word that is null would be a value that no row says is missing.
        return all(chunk.dictionary.null_count == 0 for chunk in column.chunks)
    if name == "row":
        least, most = 1, None
    elif name.endswith(FORM):
        least, most = NO_TIME, SECOND
    elif column.type == TIME:
        column, least, most = column.cast(pa.int64()), FIRST, LAST
    else:
        return True
    ends = pc.min_max(column).as_py()
    if ends["min"] is None:
        return True
    return ends["min"] >= least and (most is None or ends["max"] <= most)
