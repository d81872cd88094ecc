"""Sheets whose columns are of one kind each, read as whole columns: the fast way for XLSX.

What a platform or a database writes is such a sheet: a header in the first row, and below it in
each column nothing but texts, or numbers, or dates. Such columns come as Arrow's, where the exact
way of `workbooks` makes an object of each cell. Both give the same; a sheet about which there is
any doubt goes the exact way. Source: spec, "Tables".
"""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Sequence
from typing import Any

import fastexcel
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from xlcs.addresses import column_letters
from xlcs.exports.read.cells import Cells, number_texts, to_second, wholly_blank
from xlcs.exports.read.headers.find_header import find_header
from xlcs.exports.read.headers.header import (
    SEARCHED_ROWS,
    Aliases,
    Header,
    known_names,
    possible_names,
)
from xlcs.exports.read.headers.repeated import RepeatedHeaders, time_column
from xlcs.exports.read.sheet import Rows, Sheet
from xlcs.exports.read.workbooks.xlsx_parts import Parts
from xlcs.summary_table import SUMMARY

for _name in ("fastexcel", "calamine"):
    logging.getLogger(_name).setLevel(logging.ERROR)  # they warn of every blank column

_UNNAMED = "__UNNAMED__"
"""How fastexcel begins the name of a column without a header."""

_RENAMED = re.compile(r"^(.*)_\d+$", re.DOTALL)
"""… and what it makes of a header that comes again."""

_FIRST_MOMENT, _AFTER_LAST_MOMENT = (
    int(np.datetime64(day, "ms").astype(np.int64)) for day in ("1900-03-01", "9999-12-31")
)
"""Between these both ways see the same in a date cell; before lie hours and a day too many."""

_NO_DATE = (
    r"""\sr=["'](?:%s)\d+["'][^>]*>(?:<(?:\w+:)?f\b[^>]*(?:/>|>[^<]*</(?:\w+:)?f>))?"""
    r"""<(?:\w+:)?v>-?(?:\d{8}|[\d.]+[eE])"""
)
"""In a column of those letters, perhaps a number that is too great for any date: where dates are
expected it would come as a blank cell."""


def uniform_sheets(
    content: bytes, aliases: Aliases, parts: Parts
) -> tuple[list[str], dict[str, Sheet]]:
    """The names of all sheets of an XLSX, and those sheets that can be read the fast way.

    A sheet that can be read has a recognised header in its first row and in no other, begins in
    A1, has no row without a cell that matters, and columns of one kind each, as far as they matter.
    Error cells are blank in them, and of merged areas only the first cell is filled.

    Raises
    ------
    Exception : of many kinds, where the workbook is damaged or none that this way can read.
    """
    reader = fastexcel.read_excel(content)
    usable = {
        name: sheet
        for name in reader.sheet_names
        if parts.begins_at_a1(name) and (sheet := _sheet(reader, name, parts, aliases))
    }
    return list(reader.sheet_names), usable


def _sheet(reader: Any, name: str, parts: Parts, aliases: Aliases) -> Sheet | None:
    known = known_names(aliases)
    names: list[str] = []

    def may_matter(column: Any) -> bool:
        names.append(column.name)
        may_be_beyond = column.name.startswith(_UNNAMED)
        return len(names) == 1 or may_be_beyond or not known.isdisjoint(possible_names(column.name))

    columns = _columns(reader, name, may_matter)
    if columns is None or _has_double(names):
        return None
    head = [["" if n.startswith(_UNNAMED) else n for n in names], *_first_rows(columns, names)]
    header = find_header(head, aliases)
    if header.row != 1 or not header.recognised or header.table is SUMMARY:
        return None
    if _reaches_beyond(header, columns, names):
        return None
    cells: dict[int, Cells] = {}
    for i in header.needed:
        column = _cells(columns.column(names[i])) if names[i] in columns.schema.names else None
        if column is None:
            return None
        cells[i] = column
    if RepeatedHeaders(aliases).is_in(cells[time_column(header)]):
        return None
    if wholly_blank(list(cells.values())).any():
        return None  # whether such a row holds anything else is not known here
    gaps = [i for i, c in cells.items() if c.moment is not None and c.moment.null_count]
    if gaps:
        no_date = re.compile(
            (_NO_DATE % "|".join(column_letters(gap + 1) for gap in gaps)).encode()
        )
        if parts.holds(name, no_date.search):
            return None
    number = np.arange(2, 2 + columns.num_rows, dtype=np.int32)
    return Sheet(name, None, header, Rows(number, cells, since_1904=parts.since_1904))


def _columns(reader: Any, name: str, may_matter: Callable[[Any], bool]) -> pa.RecordBatch | None:
    """The columns of a sheet that may matter, under their headers; None where one is mixed."""
    try:
        return reader.load_sheet(
            name,
            header_row=0,
            schema_sample_rows=None,  # the kind of a column is told from all its cells
            dtype_coercion="strict",
            use_columns=may_matter,
            eager=True,
        )
    except fastexcel.FastExcelError:
        return None


def _first_rows(columns: pa.RecordBatch, names: Sequence[str]) -> list[list[str]]:
    """The first rows below the header as texts: more of it may be there, or another beside it."""
    few = columns.slice(0, SEARCHED_ROWS).to_pylist()
    return [["" if row.get(name) is None else str(row[name]) for name in names] for row in few]


def _reaches_beyond(header: Header, columns: pa.RecordBatch, names: Sequence[str]) -> bool:
    """Whether there is anything in the column behind the last header: a row may have slipped."""
    if header.named == len(names):
        return False
    behind = names[header.named]
    if behind not in columns.schema.names:
        return True
    column = columns.column(behind)
    return bool(column.null_count < len(column))


def _has_double(names: Sequence[str]) -> bool:
    """Whether a header may have been there twice."""
    several = set(names)
    matches = (_RENAMED.match(name) for name in names)
    return any(match is not None and match[1] in several for match in matches)


def _cells(column: pa.Array) -> Cells | None:
    """The cells as `cells.from_column` has them; None for a kind that it alone knows."""
    kind = column.type
    if pa.types.is_null(kind):
        return Cells(pa.repeat("", len(column)))
    if pa.types.is_string(kind):
        return Cells(pc.fill_null(column, ""))
    if pa.types.is_floating(kind) or pa.types.is_integer(kind):
        return Cells(number_texts(column.cast(pa.float64())).fill_null(""))
    if not pa.types.is_timestamp(kind) or column.null_count == len(column):
        return None
    ends = pc.min_max(column)
    if not (ends["min"].value >= _FIRST_MOMENT and ends["max"].value < _AFTER_LAST_MOMENT):
        return None
    return Cells(pa.repeat("", len(column)), to_second(column))
