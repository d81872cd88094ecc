"""The header among the first rows of a sheet.

Source: spec, "Tables".
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import compress, groupby

from xlcs.exports.read.headers.header import (
    HEADER_ROWS,
    SEARCHED_ROWS,
    Aliases,
    Finding,
    Header,
    is_list_of_refunds,
    known_names,
    lowest_filled,
    matched,
    possible_names,
)
from xlcs.exports.read.headers.summary import SummaryHeader, find_summary_headers
from xlcs.summary_table import SUMMARY
from xlcs.tables import PEOPLE, TABLES, Table, normalised

_OF_PEOPLE = {c.name: tuple(map(normalised, c.headers)) for c in PEOPLE.columns}


def find_header(rows: Sequence[Sequence[str]], aliases: Aliases) -> Header:
    """The header among the first rows of a sheet, blank ones too, and what it says.

    The first row that has all required columns of some table, alone or together with one or two
    rows above it; of several such tables the one with most columns there, then the one that
    requires more. A row of finer names below belongs to the header. Of whole tables beside each
    other, their headers in one row or not, none is read. Else the header of a summary or of 人员,
    else that of the nearest table (`unrecognised`).
    """
    known = known_names(aliases)
    partly: list[tuple[tuple[int, float, int], Header]] = []
    searched = rows[:SEARCHED_ROWS]
    for number, cells in enumerate(searched, start=1):
        if not _has_known(cells, known):
            continue
        for height in range(1, min(HEADER_ROWS, number) + 1):
            names = lowest_filled(searched[number - height : number])
            headers = [matched(table, aliases[table.id], names, number) for table in TABLES]
            whole = [header for header in headers if header.recognised]
            if whole:
                best = _best(whole)
                if refusal := _refusal(best, searched, aliases):
                    return replace(best, missing=best.table.required, findings=(refusal,))
                return _with_finer_names(best, rows, aliases)
            best = max(headers, key=lambda h: (h.there, h.share))
            rank = (best.there, best.share, sum(map(bool, names)) if height == 1 else 0)
            partly.append((rank, best))
    if summaries := find_summary_headers(searched):
        return _of_summary(summaries[0], searched)
    for number, cells in enumerate(searched, start=1):
        people = matched(PEOPLE, _OF_PEOPLE, cells, number)
        if people.recognised:
            return people
    from xlcs.exports.read.headers.unrecognised import nearest  # most files are recognised

    return nearest(rows, partly, aliases)


def _refusal(header: Header, rows: Sequence[Sequence[str]], aliases: Aliases) -> Finding | None:
    """Why a sheet is not read though all that a table requires is there; None where it is."""
    if is_list_of_refunds(header):
        return Finding("refund_list")
    beside = _tables_in(header.names, aliases)
    if further_down := _tables_further_down(header, rows, aliases):
        beside = [header.table, *further_down]
    if len(beside) > 1:
        found = {
            "tables": "、".join(table.zh for table in beside),
            "tables_en": ", ".join(table.en for table in beside),
        }
        return Finding("tables_beside", None, found)
    return None


def _tables_in(cells: Sequence[str], aliases: Aliases, taken: Sequence[bool] = ()) -> list[Table]:
    """The tables that are whole between blank cells of a row, beside columns that are `taken`."""
    beside = []
    parted = groupby(enumerate(cells), lambda cell: normalised(cell[1]) != "")
    for run in [list(cells) for is_filled, cells in parted if is_filled]:
        if any(taken[run[0][0] : run[-1][0] + 1]):
            continue
        names = [name for _, name in run]
        headers = [matched(table, aliases[table.id], names, 0) for table in TABLES]
        if whole := [header for header in headers if header.recognised]:
            beside.append(_best(whole).table)
    return beside


def _tables_further_down(
    header: Header, rows: Sequence[Sequence[str]], aliases: Aliases
) -> list[Table]:
    """The tables whose header stands beside rows of data under this one."""
    is_named = [normalised(name) != "" for name in header.names]
    known = known_names(aliases)
    return [
        table
        for cells in rows[header.row :]
        if any(compress(cells, is_named)) and _has_known(_without(cells, is_named), known)
        for table in _tables_in(cells, aliases, is_named)
    ]


def _without(cells: Sequence[str], taken: Sequence[bool]) -> list[str]:
    others = [cell for cell, one in zip(cells, taken, strict=False) if not one]
    return [*others, *cells[len(taken) :]]


def _best(headers: Sequence[Header]) -> Header:
    """Of tables that are whole the one with most columns, then the one that requires more."""
    return max(headers, key=lambda h: (h.there, len(h.table.required)))


def _of_summary(found: SummaryHeader, rows: Sequence[Sequence[str]]) -> Header:
    columns = {name: (found.left + index,) for name, index in found.columns.items()}
    names = lowest_filled(rows[found.top - 1 : found.row])
    above = tuple(" ".join(filter(None, cells)) for cells in rows[: found.top - 1])
    return Header(found.row, SUMMARY, columns, names, above=above)


def _has_known(cells: Sequence[str], known: set[str]) -> bool:
    return any(not known.isdisjoint(possible_names(cell)) for cell in cells)


def _with_finer_names(header: Header, rows: Sequence[Sequence[str]], aliases: Aliases) -> Header:
    """The header with the row below it, where that holds nothing but more of its names."""
    assert header.row is not None
    below = next(iter(rows[header.row : header.row + 1]), ())
    accepted_ones = aliases[header.table.id]
    own = {name for names in accepted_ones.values() for name in names}
    if not _has_known(below, own) or len(below) > header.width:
        return header
    if any(normalised(c) == normalised(n) != "" for c, n in zip(below, header.names, strict=False)):
        return header  # the header once more, where files were joined
    names = lowest_filled([header.names, below])
    finer = matched(header.table, accepted_ones, names, header.row + 1)
    return finer if finer.recognised and finer.there > header.there else header
