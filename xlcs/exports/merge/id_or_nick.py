"""Of a file that names buyers by an ID and by a nick: the column that the other tables know.

Source: spec, "Buyers".
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

import pyarrow as pa
import pyarrow.compute as pc

from xlcs.exports.values.parsed import ParsedTable
from xlcs.exports.values.typed_rows import NICK

ID = "buyer_id"


def has_both(sheet: ParsedTable) -> bool:
    """Whether a sheet names buyers in two ways; known of one whose rows are gone, too."""
    return NICK in sheet.known or (sheet.frame is not None and NICK in sheet.frame.column_names)


def with_one_name(tables: Mapping[str, Sequence[ParsedTable]]) -> dict[str, list[ParsedTable]]:
    """The tables by id, each sheet with one name for its buyers.

    Of a sheet with both, `buyer_id` is the column of whose names more occur in the sheets of other
    tables, the ID where as many do. Of sheets elsewhere those with one name decide; if all have
    two, all of these.
    """
    if not any(has_both(sheet) for sheets in tables.values() for sheet in sheets):
        return {table: list(sheets) for table, sheets in tables.items()}
    elsewhere = {
        table: _names(s for other, sheets in tables.items() if other != table for s in sheets)
        for table in tables
    }
    return {
        table: [_with_one_name(sheet, elsewhere[table]) for sheet in sheets]
        for table, sheets in tables.items()
    }


def _names(sheets: Iterable[ParsedTable]) -> set[str]:
    """All names of buyers in some sheets, of those with one name if there are any."""
    sheets = list(sheets)
    clear = [sheet for sheet in sheets if not has_both(sheet)]
    names: set[str] = set()
    for sheet in clear or sheets:
        for column in (ID, NICK):
            names |= _different(sheet.frame, column)
    return names


def _different(frame: pa.Table | None, column: str) -> set[str]:
    if frame is None or column not in frame.column_names:
        return set()
    return set(frame[column].unique().to_pylist()) - {None}


def _with_one_name(sheet: ParsedTable, elsewhere: set[str]) -> ParsedTable:
    frame = sheet.frame
    if frame is None or NICK not in frame.column_names:
        return sheet
    by_id, by_nick = (_share(_different(frame, column), elsewhere) for column in (ID, NICK))
    if by_nick > by_id:
        ids, nicks = (frame[column].cast(pa.string()) for column in (ID, NICK))
        names = pc.coalesce(nicks, ids).combine_chunks().dictionary_encode()
        frame = frame.set_column(frame.column_names.index(ID), ID, names)
    return replace(sheet, frame=frame.drop_columns([NICK]))


def _share(names: set[str], elsewhere: set[str]) -> float:
    return len(names & elsewhere) / len(names) if names else 0.0
