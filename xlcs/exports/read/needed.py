"""The cells of a sheet that any figure needs: what else a pasted export holds is not kept.

Source: spec, "Tables" (columns that no figure needs are personal data).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from xlcs.exports.mapping import SAMPLE_ROWS
from xlcs.exports.read.headers import SEARCHED_ROWS, Aliases, Header, find_header
from xlcs.exports.read.summary_header import SUMMARY
from xlcs.exports.read.text.sections import RepeatedHeaders, time_column
from xlcs.exports.values.shapes import is_personal

Rows = Sequence[Sequence[Any]]


def only_needed(rows: Rows, aliases: Aliases) -> list[list[Any]]:
    """The rows with blank cells in place of those that no figure needs.

    Of a sheet that is no known table the first rows are left, from which its columns can be told,
    without what looks like a telephone number, an account or an address.

    Parameters
    ----------
    rows : from row 1 on, as Excel holds them
    aliases : headers to accept, of `headers.accepted`
    """
    texts = [["" if cell is None else str(cell) for cell in row] for row in rows[:SEARCHED_ROWS]]
    header = find_header(texts, aliases)
    if header.row is None or header.refused:
        last = (header.row or 0) + SAMPLE_ROWS
        return [[None if is_personal(str(cell)) else cell for cell in row] for row in rows[:last]]
    repeated = RepeatedHeaders(aliases, rows[: header.row - 1])
    kept = [list(row) for row in rows[: header.row]]
    at = header.row
    while found := repeated.first_in(rows, time_column(header), at):
        kept += [_needed(row, header) for row in rows[at : found.titles]]
        kept += [list(row) for row in rows[found.titles : found.end]]
        header, at = found.header, found.end
    return kept + [_needed(row, header) for row in rows[at:]]


def _needed(row: Sequence[Any], header: Header) -> list[Any]:
    if header.table is SUMMARY:  # whose other tables have other columns
        return [None if is_personal(str(cell)) else cell for cell in row]
    return [cell if i in header.needed else None for i, cell in enumerate(row)]
