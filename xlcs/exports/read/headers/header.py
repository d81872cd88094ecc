"""The header row of a sheet: which table it makes, which column is which.

Source: spec, "Tables": a file is recognised by its headers, never by its name.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from xlcs.tables import (
    MAIN_ORDER,
    OF_ITEMS,
    OF_REFUNDS,
    ORDERED_AT,
    TABLES,
    UNSEEN,
    Kind,
    Table,
    bare,
    normalised,
)

SEARCHED_ROWS = 50
"""How many rows from the top are searched for the header row."""

HEADER_ROWS = 3
"""How many rows a header has at most."""

Aliases = Mapping[str, Mapping[str, tuple[str, ...]]]
"""Table id → canonical column → normalised headers to accept, the preferred one first."""


@dataclass(frozen=True)
class Finding:
    """A problem of the header: its code, the header it is about, and what was found."""

    code: str
    column: str | None = None
    found: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Header:
    """What the first rows of a sheet say, or the names in some rows taken as a table's header.

    row : the last one of the header, as Excel shows it; None where no row looks like one
    table : the table it is, or the nearest one
    columns : canonical column → indices of the sheet's columns that hold it, in order of
        preference: each row takes the first that is not blank
    names : the header of each column of the sheet as exported; the lowest that is filled, where
        the header has several rows
    doubles : canonical column → the columns that stand under one and the same header
    there : how many canonical columns have a header, those that no figure needs too
    missing : columns that the table requires, in groups of which one is enough
    likeness : where it is not recognised, how many columns are there, and how much the others are
        like those that are missing
    findings : what is wrong with it, and notes
    above : of a summary the lines above the header, which may tell its period
    """

    row: int | None
    table: Table
    columns: Mapping[str, tuple[int, ...]]
    names: tuple[str, ...]
    doubles: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    there: int = 0
    missing: tuple[tuple[str, ...], ...] = ()
    likeness: float = 0.0
    findings: tuple[Finding, ...] = ()
    above: tuple[str, ...] = ()

    @property
    def taken(self) -> set[int]:
        """The sheet's columns that are known headers."""
        return {i for indices in self.columns.values() for i in indices}

    @property
    def needed(self) -> tuple[int, ...]:
        """The columns to be read, and the sheet's first one: there totals and notes are named."""
        return tuple(sorted(self.taken | {0}))

    @property
    def kinds(self) -> dict[int, Kind]:
        """Index of each column to be read → what kind of cells it holds."""
        return {i: self.table.column(name).kind for name, at in self.columns.items() for i in at}

    @property
    def captions(self) -> dict[str, str]:
        """Canonical column → the preferred one of its headers, as exported."""
        return {column: self.caption(indices[0]) for column, indices in self.columns.items()}

    def caption(self, index: int) -> str:
        """The header of a column of the sheet, for messages."""
        return caption(self.names[index])

    @property
    def width(self) -> int:
        """Cells of the header."""
        return len(self.names)

    @property
    def named(self) -> int:
        """Cells of the header up to the last that is not blank."""
        filled = (i for i, name in enumerate(self.names, start=1) if normalised(name))
        return max(filled, default=0)

    @property
    def share(self) -> float:
        """Part of the table's required columns that are there."""
        return 1 - len(self.missing) / max(len(self.table.required), 1)

    @property
    def recognised(self) -> bool:
        """Whether all that the table requires is there: else the sheet cannot be used."""
        return not self.missing

    @property
    def rank(self) -> tuple[bool, int, float, float]:
        """Greater for a better match; compares readings of one file.

        Of headers that are recognised the upmost is meant: what stands above it would be lost.
        """
        above = (self.row or 0) if self.recognised else 0
        return (self.recognised, -above, max(self.likeness, len(self.columns)), self.share)


def accepted(own: Mapping[str, Mapping[str, tuple[str, ...]]]) -> Aliases:
    """Headers to accept: the built-in ones, then the shop's own."""
    return {
        table.id: {
            column.name: tuple(
                dict.fromkeys(
                    normalised(header)
                    for header in (*column.headers, *own.get(table.id, {}).get(column.name, ()))
                )
            )
            for column in table.columns
        }
        for table in TABLES
    }


def known_names(aliases: Aliases) -> set[str]:
    """All headers to accept, of any table."""
    return {name for columns in aliases.values() for names in columns.values() for name in names}


def possible_names(header: str) -> set[str]:
    """What a header may be accepted as: `总金额(元)` as `总金额` too."""
    name = normalised(header)
    return {name, bare(name)}


def is_list_of_refunds(header: Header) -> bool:
    """Whether a header that is, or is nearest to, that of orders is one of refunds."""
    names = set(map(normalised, header.names))
    is_one = all(any(map(part.search, names)) for part in OF_REFUNDS) and ORDERED_AT not in names
    return is_one and header.table.id == "orders"


def is_list_of_items(header: Header) -> bool:
    """Whether a header that is nearest to that of orders is one of their items alone."""
    names = set(map(normalised, header.names))
    is_one = any(names.issuperset(some) for some in OF_ITEMS)
    lacks = {name for group in header.missing for name in group}
    return is_one and header.table.id == "orders" and {"buyer_id", "amount"} <= lacks


def lowest_filled(rows: Sequence[Sequence[str]]) -> tuple[str, ...]:
    """The name of each column under a header of several rows."""
    width = max(map(len, rows))
    names = [""] * width
    for row in rows:
        for i, cell in enumerate(row):
            if normalised(cell):
                names[i] = cell
    return tuple(names)


def matched(
    table: Table, aliases: Mapping[str, tuple[str, ...]], exported: Sequence[str], row: int
) -> Header:
    """Names of a sheet's columns taken as the header of a table, whose headers are `aliases`."""
    places = _places(exported)
    there = {
        column: [places[alias] for alias in accepted_ones if alias in places]
        for column, accepted_ones in aliases.items()
    }
    there = {column: found for column, found in there.items() if found}
    if "sub_order_id" in there and "order_id" in there:
        main = places.get(normalised(MAIN_ORDER), [])
        there["order_id"].sort(key=lambda found: found != main)
    kept = {name: found for name, found in there.items() if table.column(name).is_read}
    columns = {name: tuple(i for found in all_ for i in found) for name, all_ in kept.items()}
    doubles = {
        name: tuple(found) for name, all_ in kept.items() for found in all_ if len(found) > 1
    }
    missing = tuple(group for group in table.required if columns.keys().isdisjoint(group))
    return Header(row, table, columns, tuple(exported), doubles, len(there), missing)


def _places(exported: Sequence[str]) -> dict[str, list[int]]:
    """Where each name stands, normalised; `总金额(元)` stands in for `总金额` that is not there."""
    places: dict[str, list[int]] = {}
    stand_ins: dict[str, list[int]] = {}
    for index, name in enumerate(map(normalised, exported)):
        if name:
            places.setdefault(name, []).append(index)
            if (stem := bare(name)) and stem != name:
                stand_ins.setdefault(stem, []).append(index)
    return stand_ins | places


def caption(cell: str) -> str:
    """A header as a message shows it: as exported, without unseen characters around it."""
    return re.sub(rf"[{UNSEEN}]", "", cell).strip()
