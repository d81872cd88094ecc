"""A header that comes again among the rows of data: where files were joined.

Source: spec, "Tables" (joined files).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from xlcs.exports.read.cells import Cells, as_string, first_bytes
from xlcs.exports.read.headers.find_header import find_header
from xlcs.exports.read.headers.header import (
    HEADER_ROWS,
    Aliases,
    Header,
    known_names,
    possible_names,
)
from xlcs.exports.read.limits import SPAN_COLUMNS
from xlcs.exports.shapes import is_data

_TIME = re.compile(r"\d\D*\d\D*\d\D*\d")

_DIGIT = np.zeros(256, dtype=np.bool_)
_DIGIT[[0, *b"0123456789"]] = True
"""First bytes of a time written in digits; 0 stands for a blank cell."""

Record = Sequence[object]
"""The cells of a row."""


@dataclass(frozen=True)
class HeaderAgain:
    """A header among the rows of data, as places among the records.

    titles : where the titles directly above it begin; no data either
    start, end : its first record, and the one behind its last
    header : what it says; its row is the last one, counted from `start` as 1
    """

    titles: int
    start: int
    end: int
    header: Header


class RepeatedHeaders:
    """Knows a header when it comes again, be it of one row or of several.

    A row of data has a time where the header has a name, so that only rows with something else
    there are looked at. What stands `above` the first header may come again with it.
    """

    def __init__(self, aliases: Aliases, above: Sequence[Record] = ()) -> None:
        self._aliases = aliases
        self._above = {_seen_texts(record) for record in above}
        self._has_title = any(sum(map(bool, texts)) == 1 for texts in self._above)
        self._known = known_names(aliases)
        self._is_name: dict[str, bool] = {}
        self._headers: dict[tuple[tuple[str, ...], ...], Header | None] = {}

    def first_in(self, records: Sequence[Record], at: int, start: int = 0) -> HeaderAgain | None:
        """The first header among the records from `start` on, and what it says.

        Rows of data have a time in the column `at`.
        """
        for place in range(start, len(records)):
            record = records[place]
            cell = record[at] if len(record) > at else None
            if cell is None or cell == "":  # a narrower header has nothing there
                cell = next((other for other in record if other), None)
            if type(cell) is str and cell and not cell[0].isdigit() and self.may_be_name(cell):
                found = self._header_around(records, place, start)
                if found is not None:
                    return found
        return None

    def _header_around(
        self, records: Sequence[Record], place: int, start: int
    ) -> HeaderAgain | None:
        """The header that a record is a row of; None where it is of none."""
        for top in range(place, max(start, place - HEADER_ROWS + 1) - 1, -1):
            if top < place and not _is_free_of_data(records[top]):
                return None
            below = place + 1 < len(records) and _is_free_of_data(records[place + 1])
            rows = records[top : place + 2] if below else records[top : place + 1]
            header = self.header(rows)
            if header is None or header.row is None or top + header.row <= place:
                continue
            end = top + header.row
            if end == place + 2 and self.header(records[place + 1 : end]) is not None:
                continue  # the next record is a header by itself
            return HeaderAgain(self._titles_above(records, top, start), top, end, header)
        return None

    def _titles_above(self, records: Sequence[Record], top: int, start: int) -> int:
        """Where the titles above a header begin: one cell each, or as above the first header."""
        first = top
        for place in range(top - 1, max(start, top - _TITLE_ROWS) - 1, -1):
            texts = _seen_texts(records[place])
            if not any(texts):
                continue
            is_one = self._is_title(records[place]) and _is_free_of_data(texts)
            if not is_one and texts not in self._above:
                break
            first = place
        return first

    def _is_title(self, record: Record) -> bool:
        """Whether a record is one text as a title is, and no row that lacks its time.

        Of two cells a single text may be either: it is a title where one stands above the first
        header too.
        """
        is_one = sum(map(bool, _seen_texts(record))) == 1
        return is_one and (len(record) != NARROWEST or self._has_title)

    def is_in(self, times: Cells) -> bool:
        """Whether a known header is among the cells of the column in which rows have a time."""
        pieces = times.pieces
        for piece in pieces.chunks if isinstance(pieces, pa.ChunkedArray) else [as_string(pieces)]:
            others = piece.filter(pa.array(~_DIGIT[first_bytes(piece)])).unique()
            if any(map(self.may_be_name, others.to_pylist())):
                return True
        return False

    def header(self, records: Sequence[Record]) -> Header | None:
        """What records say as a header; None where they are none."""
        names = tuple(map(_texts, records))
        if names not in self._headers:
            header = find_header(names, self._aliases)
            self._headers[names] = header if header.recognised else None
        return self._headers[names]

    def may_be_name(self, cell: str) -> bool:
        """Whether a cell is a known header; one with many digits is a time and none."""
        if _TIME.search(cell):
            return False
        if cell not in self._is_name:
            self._is_name[cell] = not self._known.isdisjoint(possible_names(cell))
        return self._is_name[cell]


_TITLE_ROWS = 5
"""So many rows above a header that comes again are looked at for titles."""

NARROWEST = 2
"""Columns of the narrowest table."""


def _texts(record: Record) -> tuple[str, ...]:
    return tuple("" if cell is None else str(cell) for cell in record[:SPAN_COLUMNS])


def _seen_texts(record: Record) -> tuple[str, ...]:
    """A record's cells as texts, without blanks around them and blank cells behind."""
    texts = [text.strip() for text in _texts(record)]
    while texts and not texts[-1]:
        texts.pop()
    return tuple(texts)


def _is_free_of_data(record: Record) -> bool:
    return not any(is_data(str(cell)) for cell in record if cell)


def time_column(header: Header) -> int:
    """The sheet's column in which a row of data has a time, or nothing; of a summary its first."""
    times = {c.name for c in header.table.columns if c.kind == "time"}
    main = header.table.main_time
    others = (c for c in header.columns if c in times)
    name = main if main in header.columns else next(others, next(iter(header.columns)))
    return header.columns[name][0]
