"""Rows of data above the header: where a sheet was sorted together with its header.

Titles and notes stand there as well. A row is taken for one of data only where each of its cells
looks like what the header below says of its column. Source: spec, "Refused or blanked".
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from xlcs.exports.read.headers.header import Header
from xlcs.exports.read.headers.repeated import Record
from xlcs.exports.read.sheet import RefusedRow, Sheet
from xlcs.exports.read.slipped import as_text, fits
from xlcs.exports.values.shapes import is_data, looks_like

LEAST_TIME = 5
"""Characters of a day's serial number; a shorter number is a column's: `1, 2, 3, 4`."""


def refusing_data_above(sheet: Sheet, above: Sequence[Record]) -> Sheet:
    """The sheet, of which the rows of data among those `above` its header are refused."""
    assert sheet.header is not None
    assert sheet.rows is not None
    refused = [
        RefusedRow(number, "row_above_header", None)
        for number, row in enumerate(above, start=1)
        if _is_data(row, sheet.header)
    ]
    return replace(sheet, rows=replace(sheet.rows, refused=(*refused, *sheet.rows.refused)))


def _is_data(row: Record, header: Header) -> bool:
    """Whether a row has all that the table requires, its time too, and nothing that is amiss."""
    if len(row) <= max(header.taken):
        return False
    cells, kinds = list(map(as_text, row)), header.kinds
    filled = {name for name, at in header.columns.items() if any(cells[i] for i in at)}
    times = header.columns.get(header.table.main_time, ())
    return (
        any(is_data(cells[i]) and len(cells[i]) >= LEAST_TIME for i in times)
        and all(not filled.isdisjoint(group) for group in header.table.required)
        and fits(cells, kinds)
        and not any(kind == "name" and looks_like(cells[i], "time") for i, kind in kinds.items())
    )
