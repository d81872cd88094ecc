"""The tables of figures already added up in one sheet: one below the other, side by side.

Each has its own header, and its own period where something above it tells one. Source: spec, "The
platform's own figures: 对账".
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from xlcs.exports.read.cells import from_column
from xlcs.exports.read.headers.header import Header
from xlcs.exports.read.headers.repeated import Record
from xlcs.exports.read.headers.summary import SUMMARISED, SummaryHeader, summary_headers_at
from xlcs.exports.read.sheet import Rows
from xlcs.summary_table import SUMMARY
from xlcs.tables import normalised

MOST_RECORDS = 20_100
"""A sheet of more rows is no summary: `file.MOST_SUMMARY_ROWS`, and lines above and between."""

MOST_CELLS = 4_000_000


@dataclass
class _Table:
    """A table being gathered: its header, the lines above, the records of its rows by index."""

    header: SummaryHeader
    above: tuple[str, ...]
    rows: list[int] = field(default_factory=list)


def is_small(records: Sequence[Record]) -> bool:
    """Whether the first `MOST_RECORDS` rows of a sheet are all of a summary's that is looked into.

    Another one is read under its topmost header alone, and refused for its length.
    """
    width = max(map(len, records), default=0)
    return len(records) < MOST_RECORDS and len(records) * width <= MOST_CELLS


def summary_tables(
    records: Sequence[Record],
    header_of_facts: Callable[[Sequence[str]], Header | None],
    *,
    since_1904: bool = False,
) -> tuple[list[tuple[Header, Rows]], Header | None]:
    """The tables of a sheet whose topmost header is that of a summary.

    Parameters
    ----------
    records : all rows from row 1 on
    header_of_facts : what a row says as the header of a table of facts, which ends the summary
    since_1904 : whether the workbook counts its days from 1904

    Returns
    -------
    Each table's header, its columns counted from the table's first one, and the rows under it that
    are not blank; and the header of the table of facts below them, if there is one.
    """
    width = max(map(len, records), default=0)
    records = [[*record, *[""] * (width - len(record))] for record in records]
    texts = [[str(cell) for cell in record] for record in records]
    tables: list[_Table] = []
    going_on: list[_Table] = []
    last_row = 0  # of a header, or with figures
    facts: Header | None = None
    for at, cells in enumerate(texts):
        number = at + 1
        if any(number <= table.header.row for table in going_on):
            continue
        if going_on and (facts := header_of_facts(cells)) is not None:
            facts = replace(facts, row=number)
            break
        if found := summary_headers_at(texts, number, last_row):
            title = _title(texts, last_row, found[0].top)
            for table in going_on:
                table.rows = [row for row in table.rows if row not in title]
            going_on = [t for t in going_on if not any(_overlap(t.header, new) for new in found)]
            new = [_Table(header, _above(texts, header, last_row, tables)) for header in found]
            tables += new
            going_on += new
            last_row = found[0].row
            continue
        for table in going_on:
            table.rows.append(at)
        if any(_has_figures(cells, table.header) for table in going_on):
            last_row = number
    return [_read(table, records, since_1904=since_1904) for table in tables], facts


def _title(texts: Sequence[Sequence[str]], after: int, top: int) -> range:
    """Which records above a header are its title: those behind the last blank line."""
    blank = [at for at in range(after, top - 1) if not _line(texts[at])]
    return range(blank[-1] + 1, top - 1) if blank else range(0)


def _overlap(one: SummaryHeader, other: SummaryHeader) -> bool:
    return max(one.span.start, other.span.start) < min(one.span.stop, other.span.stop)


def _above(
    texts: Sequence[Sequence[str]], header: SummaryHeader, after: int, tables: Sequence[_Table]
) -> tuple[str, ...]:
    """The lines that may tell a table's period, the likeliest last.

    Those above the topmost table hold for all; then those between the table above and this one,
    and what stands above its own figures.
    """
    whole = tables[0].above if tables else ()
    lines = []
    for cells in texts[after : header.top - 1]:
        own = _line(cells[header.span.start : header.span.stop])
        lines.append(own or _line(cells))
    return (*whole, *filter(None, lines), *filter(None, [header.period]))


def _line(cells: Iterable[str]) -> str:
    return " ".join(filter(None, map(str.strip, cells)))


def _has_figures(cells: Sequence[str], header: SummaryHeader) -> bool:
    return any(
        name in SUMMARISED and normalised(cells[header.left + at])
        for name, at in header.columns.items()
    )


def _read(table: _Table, records: Sequence[Record], *, since_1904: bool) -> tuple[Header, Rows]:
    found = table.header
    columns = {name: (at,) for name, at in found.columns.items()}
    header = Header(found.row, SUMMARY, columns, found.names, above=table.above)
    places = [found.left + i for i in header.needed]
    rows = [at for at in table.rows if any(str(records[at][i]).strip() for i in places)]
    cells = {i: from_column([records[at][found.left + i] for at in rows]) for i in header.needed}
    return header, Rows(np.array(rows, np.int32) + 1, cells, since_1904=since_1904)
