"""The rows under a header, gathered until another header comes: where files were joined.

A joined file repeats its header, perhaps in another order or of another table; what follows
belongs to that header. Source: spec, "Tables" (joined files).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from itertools import compress, islice
from typing import Any

import numpy as np
import numpy.typing as npt

from xlcs.exports.read.cells import Cells, from_column, joined
from xlcs.exports.read.headers.header import Header
from xlcs.exports.read.headers.repeated import Record, RepeatedHeaders, time_column
from xlcs.exports.read.left_alone import LEFT_ALONE
from xlcs.exports.read.limits import MOST_HEADERS, MOST_SECTIONS
from xlcs.exports.read.sheet import FileRefused, RefusedRow, Rows

BATCH_RECORDS, BATCH_CELLS = 1 << 14, 1 << 20
"""Records turned into columns at a time: so many, or fewer that have more cells."""


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

    def take_back_last(self) -> None:
        """Give up the last row taken in, which what came below has shown to be none."""
        self._numbers[-1] = self._numbers[-1][:-1]
        for parts in self._parts.values():
            parts[-1] = parts[-1].taken(np.arange(len(parts[-1]) - 1))

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


def is_seen(record: Record) -> bool:
    """Whether anything can be seen in a row."""
    return any(map(str.strip, map(str, record)))
