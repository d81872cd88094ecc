"""Rows of data above the header, where they are lost: they are refused.

A sheet was sorted together with its header; or files were joined of which the first lacks a column.
Titles and notes stand above a header as well. Source: spec, "Refused or blanked".
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from xlcs.exports.read.headers.header import Aliases, Header, known_names, possible_names
from xlcs.exports.read.headers.repeated import Record
from xlcs.exports.read.sheet import RefusedRow, Sheet
from xlcs.exports.read.slipped import as_text, fits
from xlcs.exports.shapes import is_data, looks_like

LEAST_TIME = 5
"""Characters of a day's serial number; a shorter number is a column's: `1, 2, 3, 4`."""

_FEWEST_NAMES, _FEWEST_DATA = 3, 2
"""Known names that make a row a header, though it lacks some; cells that make one below it data."""


def refusing_data_above(sheet: Sheet, above: Sequence[Record], aliases: Aliases) -> Sheet:
    """The sheet, of which the rows of data among those `above` its header are refused."""
    assert sheet.header is not None
    assert sheet.rows is not None
    rows = [list(map(as_text, record)) for record in above]
    numbers = {n for n, cells in enumerate(rows, start=1) if is_row_of(sheet.header, cells)}
    numbers.update(_under_another_header(rows, known_names(aliases)) if rows else ())
    refused = [RefusedRow(number, "row_above_header", None) for number in sorted(numbers)]
    return replace(sheet, rows=replace(sheet.rows, refused=(*refused, *sheet.rows.refused)))


def is_row_of(header: Header, cells: Sequence[str]) -> bool:
    """Whether a row has all that the table requires, its time too, and nothing that is amiss."""
    if len(cells) <= max(header.taken):
        return False
    kinds = header.kinds
    filled = {name for name, at in header.columns.items() if any(cells[i] for i in at)}
    times = header.columns.get(header.table.main_time, ())
    return (
        any(is_data(cells[i]) and len(cells[i]) >= LEAST_TIME for i in times)
        and all(not filled.isdisjoint(group) for group in header.table.required)
        and fits(cells, kinds)
        and not any(kind == "name" and looks_like(cells[i], "time") for i, kind in kinds.items())
    )


def _under_another_header(rows: Sequence[Sequence[str]], known: set[str]) -> Iterator[int]:
    """Numbers of the rows of data below a row of known names, which is no header of a table."""
    is_below = False
    for number, cells in enumerate(rows, start=1):
        data = [cell for cell in cells if is_data(cell) and len(cell) >= LEAST_TIME]
        if is_below and len(data) >= _FEWEST_DATA:
            yield number
        names = sum(not known.isdisjoint(possible_names(cell)) for cell in cells if cell)
        is_below = is_below or names >= _FEWEST_NAMES
