"""The rows under a header, gathered until another header comes: where files were joined.

A joined file repeats its header, perhaps in another order or of another table; what follows
belongs to that header. Source: spec, "Tables" (joined files).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import compress, islice
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from xlcs.exports.read.cells import Cells, first_bytes, from_column, joined
from xlcs.exports.read.headers.header import (
    HEADER_ROWS,
    Aliases,
    Header,
    find_header,
    known_names,
    possible_names,
)
from xlcs.exports.read.limits import MOST_HEADERS, MOST_SECTIONS, SPAN_COLUMNS
from xlcs.exports.read.sheet import FileRefused, RefusedRow, Rows
from xlcs.exports.values.left_alone import LEFT_ALONE
from xlcs.exports.values.shapes import is_data

_TIME = re.compile(r"\d\D*\d\D*\d\D*\d")

_DIGIT = np.zeros(256, dtype=np.bool_)
_DIGIT[[0, *b"0123456789"]] = True
"""First bytes of a time written in digits; 0 stands for a blank cell."""

BATCH_RECORDS, BATCH_CELLS = 1 << 14, 1 << 20
"""Records turned into columns at a time: so many, or fewer that have more cells."""

Record = Sequence[object]


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

    def is_in(self, times: Iterable[pa.Array], codec: str = "utf-8") -> bool:
        """Whether a known header is among the cells of the column in which rows have a time.

        The column comes in pieces: of texts, or of their bytes in that codec.
        """
        for piece in times:
            doubtful = ~_DIGIT[first_bytes(piece)]
            if not doubtful.any():
                continue
            different = piece.filter(pa.array(doubtful)).unique().to_pylist()
            texts = (c if isinstance(c, str) else c.decode(codec, "replace") for c in different)
            if any(map(self.may_be_name, texts)):
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


class Section:
    """The rows under one header, gathered batch by batch.

    Of refused rows `most_listed` are told one by one; of more their number is.
    """

    def __init__(self, header: Header, most_listed: int) -> None:
        self.header, self.most_listed = header, most_listed
        self._refused: list[RefusedRow] = []
        self._more_refused = self._first_of_more = 0
        self._left_alone: list[RefusedRow] = []
        self._numbers: list[npt.NDArray[np.int32]] = []
        self._parts: dict[int, list[Cells]] = {i: [] for i in header.needed}

    def add(self, records: Sequence[Record], first: int, usable: Sequence[bool]) -> None:
        """Take in the usable ones of some records, from row `first` on, but those wholly blank.

        Each has a cell for every column that is needed.
        """
        seen = [use and is_seen(record) for record, use in zip(records, usable, strict=True)]
        if not any(seen):
            return
        kept = list(compress(records, seen))
        self._numbers.append(np.flatnonzero(seen).astype(np.int32) + np.int32(first))
        for i, parts in self._parts.items():
            parts.append(from_column([record[i] for record in kept]))

    def leave_alone(self, records: Sequence[Record], first: int) -> None:
        """Note records that are no data, such as the titles above a header that comes again.

        Parameters
        ----------
        first : number of the first of them as Excel shows it
        """
        self._left_alone += [
            RefusedRow(number, LEFT_ALONE, None)
            for number, record in enumerate(records, start=first)
            if is_seen(record)
        ]

    @property
    def refused_count(self) -> int:
        """How many rows were refused."""
        return len(self._refused) + self._more_refused

    @property
    def is_full(self) -> bool:
        """Whether of further refused rows only the number is told."""
        return len(self._refused) >= self.most_listed

    def refuse(self, row: RefusedRow) -> None:
        """Note a row that cannot be used."""
        if self.is_full:
            self.refuse_more(row.row, 1)
        else:
            self._refused.append(row)

    def refuse_more(self, number: int, count: int) -> None:
        """Note that from that row on so many, if any, cannot be used, and are told together."""
        if count > 0:
            self._more_refused += count
            self._first_of_more = self._first_of_more or number

    def rows(self) -> Rows:
        """All of them, once: the gathered pieces are given up, which take as much memory again."""
        number = np.concatenate([np.empty(0, np.int32), *self._numbers])
        cells = {i: joined(self._parts.pop(i)) for i in list(self._parts)}
        refused = [*self._left_alone, *self._refused]
        if count := self._more_refused:
            found = {"count": str(count)}
            more = RefusedRow(self._first_of_more, "more_torn_rows", None, found, count=count)
            refused.append(more)
        return Rows(number, cells, tuple(refused))


Usable = Callable[[Section, Sequence[Any], int], list[bool]]
"""Which records of a section, from that row on, can be used; it takes the others as refused."""


def sections_under(
    header: Header,
    records: Iterator[Record],
    repeated: RepeatedHeaders,
    usable: Usable,
    most_listed: int,
) -> list[Section]:
    """The sections of a sheet: that of its header, and one more for each that says other things.

    `records` are those below the header.

    Raises
    ------
    FileRefused : there are more headers, or one comes more often, than in any joined file.
    """
    assert header.row is not None
    sections = _Sections(header, repeated, most_listed)
    number = header.row + 1
    while batch := _batch(records):
        for section, start, end in sections.parts(batch, number):
            part, first = batch[start:end], number + start
            section.add(part, first, usable(section, part, first))
        number += len(batch)
    return sections.found


def _batch(records: Iterator[Record]) -> list[Record]:
    batch: list[Record] = []
    cells = 0
    for record in islice(records, BATCH_RECORDS):
        batch.append(record)
        cells += len(record)
        if cells > BATCH_CELLS:
            break
    return batch


class _Sections:
    """The sections `found` so far."""

    def __init__(self, header: Header, repeated: RepeatedHeaders, most_listed: int) -> None:
        self.found = [Section(header, most_listed)]
        self._now, self._repeated = self.found[0], repeated
        self._again = 0

    def parts(self, records: Sequence[Record], first: int) -> Iterator[tuple[Section, int, int]]:
        """The next records by section: which, where its own begin, where they end.

        The first of them is row `first`.
        """
        start = 0
        while found := self._repeated.first_in(records, time_column(self._now.header), start):
            if start < found.titles:
                yield self._now, start, found.titles
            self._now.leave_alone(records[found.titles : found.start], first + found.titles)
            start = found.end
            self._now = self._under(replace(found.header, row=first + start - 1))
            self._again += 1
            if self._again > MOST_HEADERS:
                told = {"row": str(first + start - 1), "most": f"{MOST_HEADERS:,}"}
                raise FileRefused("header_too_often", **told)
        if start < len(records):
            yield self._now, start, len(records)

    def _under(self, header: Header) -> Section:
        """The section of a header that says the same, be it the latest or not; else a new one."""
        for section in self.found:
            known = section.header
            if header.table is known.table and header.columns == known.columns:
                return section
        if len(self.found) == MOST_SECTIONS:
            raise FileRefused("too_many_headers", row=str(header.row), most=str(MOST_SECTIONS))
        self.found.append(Section(header, self._now.most_listed))
        return self.found[-1]


def time_column(header: Header) -> int:
    """The sheet's column in which a row of data has a time, or nothing; of a summary its first."""
    times = {c.name for c in header.table.columns if c.kind == "time"}
    main = header.table.main_time
    others = (c for c in header.columns if c in times)
    name = main if main in header.columns else next(others, next(iter(header.columns)))
    return header.columns[name][0]


def is_seen(record: Record) -> bool:
    """Whether anything can be seen in a row."""
    return any(map(str.strip, map(str, record)))
