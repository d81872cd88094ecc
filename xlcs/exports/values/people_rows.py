"""The rows of the table 人员, as entries of whose each nick is."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import repeat

import numpy as np

from xlcs.exports.read.headers.header import Header
from xlcs.exports.read.sheet import Rows
from xlcs.settings.people import Nick


def people_of_rows(header: Header, rows: Rows) -> tuple[Nick, ...]:
    """One entry a row that has a person and a nick, the first where a nick is of two persons."""
    return tuple(entry for _, entry, first in _told(header, rows) if first is None)


def nicks_of_two(header: Header, rows: Rows) -> Iterator[tuple[int, str, int]]:
    """Each row that gives a nick to another person than a row before: its number, the nick, and
    the number of that row before.
    """
    for row, entry, first in _told(header, rows):
        if first is not None:
            yield row, entry.nick, first


def _told(header: Header, rows: Rows) -> Iterator[tuple[int, Nick, int | None]]:
    """Each row's number and entry; and, where its nick is another person's, that one's row."""
    count = np.arange(len(rows.number))

    def column(name: str) -> list[str]:
        if name not in header.columns:
            return list(repeat("", len(count)))
        cells = rows.cells[header.columns[name][0]]
        return [(value or "").strip() for value in cells.at(count)]

    told = zip(*map(column, ("person", "nick", "group", "shop")), strict=True)
    firsts: dict[tuple[str, str], tuple[int, str]] = {}
    for row, (person, nick, group, shop) in zip(rows.number.tolist(), told, strict=True):
        if person and nick:
            entry = Nick(person, nick.replace("：", ":"), group, shop, row)
            first, other = firsts.setdefault((entry.nick, shop), (row, person))
            yield row, entry, None if other == person else first
