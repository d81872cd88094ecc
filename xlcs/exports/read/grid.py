"""The rows of a sheet, cell by cell → its sections, each with its header: the exact way.

For every sheet that cannot be taken as whole columns: of a workbook, of a page of HTML.
Source: spec, "Tables" (merged cells, joined files, serial numbers).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain, islice

from xlcs.exports.read.error_cells import ErrorCells
from xlcs.exports.read.headers.above import refusing_data_above
from xlcs.exports.read.headers.find_header import find_header
from xlcs.exports.read.headers.header import SEARCHED_ROWS, Aliases, Header
from xlcs.exports.read.headers.repeated import Record, RepeatedHeaders
from xlcs.exports.read.merged_areas import Area, filled
from xlcs.exports.read.sections import is_seen, sections_under
from xlcs.exports.read.sheet import Sheet
from xlcs.exports.read.slipped import without_slipped
from xlcs.exports.read.summary_tables import MOST_RECORDS, is_small, summary_tables
from xlcs.settings.limits import DEFAULTS
from xlcs.summary_table import SUMMARY
from xlcs.tables import TABLES


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
    above = head[: header.row - 1]
    below = chain(head[header.row :], records)
    first, *more = _sheets(name, header, below, RepeatedHeaders(aliases, above), beside)
    return [refusing_data_above(first, above, aliases), *more]


def _sheets(
    name: str | None,
    header: Header,
    below: Iterator[Record],
    repeated: RepeatedHeaders,
    beside: SheetCells,
) -> list[Sheet]:
    most_listed = DEFAULTS.listed_torn_rows
    sheets = []
    for one in sections_under(header, below, repeated, without_slipped, most_listed):
        rows, told = filled(one.rows(), one.header, beside.areas)
        sheets.append(Sheet(name, None, told, replace(rows, since_1904=beside.since_1904)))
    return sheets


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
