"""The rows of a sheet, cell by cell → its sections, each with its header: the exact way.

For every sheet that cannot be taken as whole columns: of a workbook, of a page of HTML.
Source: spec, "Tables" (merged cells, joined files, serial numbers).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain, islice

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from xlcs.exports.read.cells import as_string
from xlcs.exports.read.error_cells import ErrorCells
from xlcs.exports.read.headers.find_header import find_header
from xlcs.exports.read.headers.header import SEARCHED_ROWS, Aliases, Header
from xlcs.exports.read.headers.repeated import Record, RepeatedHeaders
from xlcs.exports.read.sections import is_seen, sections_under
from xlcs.exports.read.sheet import Rows, Sheet
from xlcs.exports.read.slipped import without_slipped
from xlcs.exports.read.summary_tables import MOST_RECORDS, is_small, summary_tables
from xlcs.settings.limits import DEFAULTS
from xlcs.summary_table import SUMMARY
from xlcs.tables import TABLES


@dataclass(frozen=True)
class Area:
    """A merged area: the first and last row as Excel shows them, and its first column from 0."""

    top: int
    bottom: int
    left: int


@dataclass(frozen=True)
class SheetCells:
    """What there is to know of a sheet beside its rows.

    areas : its merged areas
    errors : its error cells, where the rows have them as blank ones
    since_1904 : whether its dates are counted from 1904
    """

    areas: Sequence[Area] = ()
    errors: ErrorCells | None = None
    since_1904: bool = False


PLAIN = SheetCells()


def sheets_of(
    name: str | None, rows: Iterable[Record], aliases: Aliases, beside: SheetCells = PLAIN
) -> list[Sheet]:
    """A sheet's sections: one, and one more for each row that is another header.

    Parameters
    ----------
    rows : from row 1 on, blank ones too, all of one length; a cell is "", a text, a number, or
        what `cells.from_column` takes beside them

    Returns
    -------
    list of Sheet : never empty. The header is None where nothing can be seen, the rows are None
        where the header cannot be used.
    """
    records = iter(rows) if beside.errors is None else beside.errors.put_into(rows)
    head = list(islice(records, SEARCHED_ROWS))
    if not any(map(is_seen, head)) and not any(map(is_seen, records)):
        return [Sheet(name, None, None)]
    header = find_header([[str(cell) for cell in record] for record in head], aliases)
    if header.row is None or not header.recognised:
        return [Sheet(name, None, header)]
    if header.table is SUMMARY:
        head += islice(records, MOST_RECORDS)
        if is_small(head):
            return _summary(name, _merged(head, beside.areas), aliases, beside)
    repeated = RepeatedHeaders(aliases, head[: header.row - 1])
    return _sheets(name, header, chain(head[header.row :], records), repeated, beside)


def _sheets(
    name: str | None,
    header: Header,
    below: Iterator[Record],
    repeated: RepeatedHeaders,
    beside: SheetCells,
) -> list[Sheet]:
    most_listed = DEFAULTS.listed_torn_rows
    sections = sections_under(header, below, repeated, without_slipped, most_listed)
    return [
        Sheet(name, None, one.header, _filled(one.rows(), one.header, beside)) for one in sections
    ]


def _summary(
    name: str | None, records: Sequence[Record], aliases: Aliases, beside: SheetCells
) -> list[Sheet]:
    """The tables of a sheet that begins with a summary; a table of facts may follow below.

    `records` are all rows of the sheet from row 1 on.
    """
    repeated = RepeatedHeaders(aliases)

    def header_of_facts(cells: Sequence[str]) -> Header | None:
        if sum(map(repeated.may_be_name, cells)) < FEWEST_NAMES:
            return None
        header = repeated.header([cells])
        return header if header is not None and header.table in TABLES else None

    found, facts = summary_tables(records, header_of_facts, since_1904=beside.since_1904)
    sheets = [Sheet(name, None, header, rows) for header, rows in found]
    if facts is not None:
        sheets += _sheets(name, facts, iter(records[facts.row :]), repeated, beside)
    return sheets


FEWEST_NAMES = 2
"""A table of facts needs so many columns at least."""


def _merged(records: Sequence[Record], areas: Sequence[Area]) -> Sequence[Record]:
    """The records with the value of each merged area in all of its rows."""
    rows = [list(record) for record in records]
    for area in areas:
        for at in range(area.top, min(area.bottom, len(rows))):
            if area.left < len(rows[at]):
                rows[at][area.left] = rows[area.top - 1][area.left]
    return rows


def _filled(rows: Rows, header: Header, beside: SheetCells) -> Rows:
    """The rows with what merged areas say of those below their first one.

    The value holds for all of them; an amount counts once, so that it is 0 in the others.
    """
    cells = dict(rows.cells)
    for i, kind in header.kinds.items():
        areas = [area for area in beside.areas if area.left == i]
        if not areas:
            continue
        source = _first_rows(rows.number, areas)
        below = source != np.arange(len(source))
        if kind == "money":
            below &= ~cells[i].blank()[source]
            text = pc.if_else(pa.array(below), "0", as_string(cells[i].text))
            cells[i] = replace(cells[i], pieces=text)
        else:
            cells[i] = cells[i].taken(source)
    return replace(rows, cells=cells, since_1904=beside.since_1904)


def _first_rows(number: npt.NDArray[np.int32], areas: Sequence[Area]) -> npt.NDArray[np.intp]:
    """For each row the first one of the merged area that it is in, else itself; by position."""
    source = np.arange(len(number))
    first = np.searchsorted(number, [area.top for area in areas])
    after = np.searchsorted(number, [area.bottom + 1 for area in areas])
    for area, start, end in zip(areas, first.tolist(), after.tolist(), strict=True):
        if end - start > 1 and number[start] == area.top:
            source[start + 1 : end] = start
    return source
