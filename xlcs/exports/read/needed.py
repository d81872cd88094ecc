"""The cells of a sheet that any figure needs: what else a pasted export holds is not kept.

Source: spec, "Tables" (columns that no figure needs are personal data).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from xlcs.exports.read.headers.find_header import find_header
from xlcs.exports.read.headers.guesses import SAMPLE_ROWS
from xlcs.exports.read.headers.header import SEARCHED_ROWS, Aliases, Header
from xlcs.exports.read.headers.repeated import RepeatedHeaders, time_column
from xlcs.exports.read.left_alone import is_total_or_note
from xlcs.exports.read.slipped import as_text
from xlcs.exports.shapes import PHONE_LIKE, is_personal, is_surely_personal
from xlcs.summary_table import SUMMARY
from xlcs.tables import Kind


def only_needed(rows: Sequence[Sequence[Any]], aliases: Aliases) -> list[list[Any]]:
    """A sheet's rows from row 1 on, with blank cells in place of those that no figure needs.

    A telephone number, an address or the like under a time or an amount has slipped: in its place
    stands one of nobody, so that the row is refused and told as it would have been.

    Of a sheet that is no known table the first rows are left, from which its columns can be told,
    without what looks like a telephone number, an account or an address.
    """
    texts = [["" if cell is None else str(cell) for cell in row] for row in rows[:SEARCHED_ROWS]]
    header = find_header(texts, aliases)
    if header.row is None or not header.recognised:
        last = (header.row or 0) + SAMPLE_ROWS
        return [[None if is_personal(str(cell)) else cell for cell in row] for row in rows[:last]]
    repeated = RepeatedHeaders(aliases, rows[: header.row - 1])
    above = _without_personal(rows[: header.row - 1], header)
    kept = [*above, list(rows[header.row - 1])]
    at = header.row
    while found := repeated.first_in(rows, time_column(header), at):
        kept += [_needed(row, header) for row in rows[at : found.titles]]
        kept += [list(row) for row in rows[found.titles : found.end]]
        header, at = found.header, found.end
    return kept + [_needed(row, header) for row in rows[at:]]


def _without_personal(rows: Sequence[Sequence[Any]], header: Header) -> list[list[Any]]:
    is_one = is_surely_personal if header.table is SUMMARY else is_personal
    return [[None if is_one(as_text(cell)) else cell for cell in row] for row in rows]


def _needed(row: Sequence[Any], header: Header) -> list[Any]:
    if header.table is SUMMARY:  # whose other tables have other columns
        return _without_personal([row], header)[0]
    kinds = header.kinds
    kept = [_own(cell, kinds[i]) if i in kinds else None for i, cell in enumerate(row)]
    if 0 not in kinds and row and is_total_or_note(str(row[0])):
        kept[0] = row[0]
    return kept


def _own(cell: Any, kind: Kind) -> Any:
    """The cell, or one of nobody that is as long and of the same kind."""
    if kind not in ("time", "duration", "money", "choice", "text"):
        return cell
    if isinstance(cell, float) and PHONE_LIKE <= cell < PHONE_LIKE * 2:
        return float(PHONE_LIKE)
    if not isinstance(cell, str) or not is_surely_personal(cell):
        return cell
    start = cell.strip()[:2] if cell.strip()[:11].isdigit() else "某省某路"
    return (start + "0" * len(cell))[: max(len(cell), len("某省某路0"))]
