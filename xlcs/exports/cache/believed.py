"""How sheets were read and their rows, as the cache gives them: believed only if they can be.

That each part of what is told is of its type is seen to where the JSON is read. A file of right
checksums and types may still come from another program, or from somebody who wants to see it fail.
Whatever no reading gives is a ValueError or KeyError of the functions here: the file is parsed
anew. What each column of the rows is, `ParsedTable` says.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from functools import cache
from string import Formatter

import pyarrow as pa
import pyarrow.compute as pc

from xlcs.exports.cache.table_columns import FIRST, LAST
from xlcs.exports.values.parsed import (
    ARROW_TYPES,
    FORM,
    NO_TIME,
    SECOND,
    WORDS,
    ParsedTable,
)
from xlcs.exports.values.typed_rows import NICK
from xlcs.problems import KINDS, Problem
from xlcs.summary_table import SUMMARY
from xlcs.tables import TABLE, Table

MOST_ROWS = 1 << 31
"""A row's number is a whole number of 32 bits."""

_BOUNDS = {pa.int32(): (1, MOST_ROWS - 1), pa.int8(): (NO_TIME, SECOND),
           ARROW_TYPES["time"]: (FIRST, LAST)}  # fmt: skip
"""Least and greatest value of rows' numbers, forms and times."""


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
    always = {"row", "order_id", "buyer_id", "agent"}
    always |= {table.main_time} if table.id != "orders" else set()
    for name, column in zip(names, frame.columns, strict=True):
        lacks = column.null_count and (name in always or name.endswith(FORM))
        if column.type != _type(table, name) or lacks or not _in_bounds(column):
            raise ValueError(name)


def _type(table: Table, name: str) -> pa.DataType:
    if name in ("row", NICK):
        return pa.int32() if name == "row" else WORDS
    kinds = {column.name: column.kind for column in table.columns}
    return pa.int8() if name.endswith(FORM) else ARROW_TYPES[kinds[name]]


def _in_bounds(column: pa.ChunkedArray) -> bool:
    if pa.types.is_dictionary(column.type):
        # A word that is null would be a value that no row says is missing.
        return all(chunk.dictionary.null_count == 0 for chunk in column.chunks)
    if column.type not in _BOUNDS:
        return True
    least, most = _BOUNDS[column.type]
    ends = pc.min_max(column.cast(pa.int64())).as_py()
    return ends["min"] is None or (least <= ends["min"] and ends["max"] <= most)


def expect_sheet(sheet: ParsedTable) -> None:
    """See that a sheet is one that reading can give, its rows apart."""
    source = sheet.source
    counts = [source.header_row or 0, source.rows, source.refused_rows, source.refunded_rows]
    if sheet.summary is not None:
        counts += [row.row for row in sheet.summary.rows]
    counts += [entry.row for entry in sheet.people]
    expect_counts(counts)
    expect_tables([source.table])
    expect_problems(sheet.problems)
    if any(time is not None and time.tzinfo for time in (source.first, source.last)):
        raise ValueError("no local time")


def expect_problems(problems: Iterable[Problem]) -> None:
    """See that problems can be told: of known kinds, with all that their texts show."""
    for problem in problems:
        expect_counts([problem.row or 0])
        expect_tables([problem.table])
        if problem.code not in KINDS or not _shown(problem.code) <= problem.found.keys():
            raise ValueError("no problem")


def expect_tables(tables: Iterable[str | None]) -> None:
    """See that these are tables' ids, or none."""
    if not {*tables} <= {*TABLE, SUMMARY.id, None}:
        raise ValueError("no table")


def expect_counts(counts: Iterable[int]) -> None:
    """See that these are numbers of rows."""
    if not all(0 <= count < MOST_ROWS for count in counts):
        raise ValueError("no count")


@cache
def _shown(code: str) -> frozenset[str]:
    """The names of what the texts of a problem show."""
    kind = KINDS[code]
    parts = (part for text in (kind.zh, kind.en) for part in Formatter().parse(text))
    return frozenset(name for _, name, _, _ in parts if name)
