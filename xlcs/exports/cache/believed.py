"""How sheets were read and their rows, as the cache gives them: believed only if they can be.

That each part of what is told is of its type is seen to where the JSON is read. A file of right
checksums and types may still come from another program, or from somebody who wants to see it fail.
Whatever no reading gives is a ValueError or KeyError of the functions here: the file is parsed
anew. What each column of the rows is, `ParsedTable` says.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import fields, is_dataclass, replace
from datetime import datetime
from functools import cache
from string import Formatter

import pyarrow as pa
import pyarrow.compute as pc

from xlcs.exports.cache.table_columns import FIRST, LAST
from xlcs.exports.values.parsed import (
    ARROW_TYPES,
    CHAT_TYPES,
    FORM,
    NICK,
    NO_TIME,
    SECOND,
    SPEAKER,
    WORDS,
    ParsedTable,
)
from xlcs.problems import KINDS, Problem
from xlcs.shop.shop import Source
from xlcs.summary_table import SUMMARY
from xlcs.tables import TABLE, Table

MOST_ROWS = 1 << 31
"""A row's number is a whole number of 32 bits."""

_BOUNDS = {pa.int32(): (1, MOST_ROWS - 1), pa.int8(): (NO_TIME, SECOND),
           ARROW_TYPES["time"]: (FIRST, LAST)}  # fmt: skip
"""Least and greatest value of rows' numbers, forms and times."""
_PARTS = (0, MOST_ROWS - 1)
"""Likewise of the parts of a chat record, which are counted from 0."""


def under_name(sheet: ParsedTable, name: str) -> ParsedTable:
    """The sheet of a file that is now of that name."""
    if sheet.source.file == name:
        return sheet
    return replace(
        sheet,
        source=replace(sheet.source, file=name),
        problems=[replace(problem, file=name) for problem in sheet.problems],
        summary=None if sheet.summary is None else replace(sheet.summary, file=name),
    )


def expect_rows(sheet: ParsedTable, frame: pa.Table) -> None:
    """See that a frame holds the rows of a sheet."""
    table = TABLE[sheet.source.table or ""]
    names = frame.column_names
    if frame.num_rows != sheet.source.rows - sheet.source.refused_rows:
        raise ValueError("rows")
    if len(set(names)) != len(names):
        raise ValueError("columns")
    if SPEAKER in names and set(names) != CHAT_TYPES.keys():
        raise ValueError("columns of a chat record")
    always = {"row", "order_id", "buyer_id", "agent", SPEAKER, "addressee", "part"}
    always |= {table.main_time} if table.id != "orders" else set()
    for name, column in zip(names, frame.columns, strict=True):
        lacks = column.null_count and (name in always or name.endswith(FORM))
        kind = CHAT_TYPES[name] if SPEAKER in names else _type(table, name)
        if column.type != kind or lacks or not _in_bounds(name, column):
            raise ValueError(name)


def _type(table: Table, name: str) -> pa.DataType:
    if name in ("row", NICK):
        return pa.int32() if name == "row" else WORDS
    kinds = {column.name: column.kind for column in table.columns}
    return pa.int8() if name.endswith(FORM) else ARROW_TYPES[kinds[name]]


def _in_bounds(name: str, column: pa.ChunkedArray) -> bool:
    if pa.types.is_dictionary(column.type):
        # A word that is null would be a value that no row says is missing.
        return all(chunk.dictionary.null_count == 0 for chunk in column.chunks)
    if column.type not in _BOUNDS:
        return True
    least, most = _PARTS if name == "part" else _BOUNDS[column.type]
    ends = pc.min_max(column.cast(pa.int64())).as_py()
    return ends["min"] is None or (least <= ends["min"] and ends["max"] <= most)


def expect_told(told: object) -> None:
    """See that all that is told, of sheets or of merging them, is what a reading can give.

    Counts and numbers of rows are such, times are of no zone, tables are known, problems are of
    known kinds and have all that their texts show.
    """
    is_right = True
    if told is None or isinstance(told, str):
        return  # most parts are such
    if isinstance(told, int):
        is_right = 0 <= told < MOST_ROWS
    elif isinstance(told, datetime):
        is_right = told.tzinfo is None
    elif isinstance(told, Source | Problem):
        is_right = told.table in _TABLES
    if isinstance(told, Problem):
        is_right &= told.code in KINDS and _shown(told.code) <= told.found.keys()
    if not is_right:
        raise ValueError(f"no {type(told).__name__}")
    for part in _parts(told):
        expect_told(part)


_TABLES = {*TABLE, SUMMARY.id, None}


def _parts(told: object) -> Iterable[object]:
    if isinstance(told, Problem):
        return (told.row,)
    if isinstance(told, Mapping):
        return told.values()
    if isinstance(told, list | tuple):
        return told
    return (getattr(told, part.name) for part in fields(told)) if is_dataclass(told) else ()


@cache
def _shown(code: str) -> frozenset[str]:
    """The names of what the texts of a problem show."""
    kind = KINDS[code]
    parts = (part for text in (kind.zh, kind.en) for part in Formatter().parse(text))
    return frozenset(name for _, name, _, _ in parts if name)
