"""The table 人员: whose each nick is. Of two persons who claim one nick the first counts.

Source: docs/settings.md, "One person, several nicks".
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import TypeVar

import numpy as np

from xlcs.exports.read.headers.header import Header
from xlcs.exports.read.sheet import Rows
from xlcs.exports.values.parsed import ParsedTable
from xlcs.problems import Problem
from xlcs.settings.people import Nick
from xlcs.shop.shop import Source

Place = TypeVar("Place")


def nicks_of_sheet(header: Header, rows: Rows, source: Source) -> ParsedTable:
    """A sheet's entries: one a row that has a person and a nick."""
    count = len(rows.number)
    counting: list[Nick] = []
    doubled: list[Problem] = []
    for entry, _, other in _with_other((entry, None) for entry in _entries(header, rows)):
        if other is None:
            counting.append(entry)
            continue
        found = {"nick": entry.nick, "first": str(other[0].row)}
        column = header.captions["nick"]
        doubled.append(source.problem("nick_of_two_persons", entry.row, column, **found))
    persons = {entry.person for entry in counting}
    note = source.problem("people_read", nicks=str(len(counting)), people=str(len(persons)))
    source = replace(
        source, rows=count, refused_rows=count - len(counting), headers=header.captions
    )
    return ParsedTable(source, None, [note, *doubled], people=tuple(counting))


def one_person_each(sheets: Iterable[ParsedTable]) -> tuple[tuple[Nick, ...], list[Problem]]:
    """The entries of all sheets that count, and each row that gives a nick to another person than a
    sheet before. `sheets` are in the order of the data check.
    """
    counting: list[Nick] = []
    refused: list[Problem] = []
    entries = ((entry, sheet.source) for sheet in sheets for entry in sheet.people)
    for entry, source, other in _with_other(entries):
        if other is None:
            counting.append(entry)
            continue
        first, there = other
        before = " / ".join(filter(None, [there.file, there.sheet]))
        found = {"nick": entry.nick, "first": before, "first_row": str(first.row)}
        column = source.headers.get("nick")
        refused.append(source.problem("nick_of_two_files", entry.row, column, **found))
    return tuple(counting), refused


def _with_other(
    entries: Iterable[tuple[Nick, Place]],
) -> Iterator[tuple[Nick, Place, tuple[Nick, Place] | None]]:
    """Each entry, and the first one of its nick where that is another person's."""
    firsts: dict[tuple[str, str], tuple[Nick, Place]] = {}
    for entry, place in entries:
        first = firsts.setdefault((entry.nick, entry.shop), (entry, place))
        yield entry, place, None if first[0].person == entry.person else first


def _entries(header: Header, rows: Rows) -> Iterator[Nick]:
    every = np.arange(len(rows.number))

    def column(name: str) -> list[str]:
        if name not in header.columns:
            return [""] * len(every)
        cells = rows.cells[header.columns[name][0]]
        return [(value or "").strip() for value in cells.at(every)]

    told = zip(*map(column, ("person", "nick", "group", "shop")), strict=True)
    for row, (person, nick, group, shop) in zip(rows.number.tolist(), told, strict=True):
        if person and nick:
            yield Nick(person, nick.replace("：", ":"), group, shop, row)
