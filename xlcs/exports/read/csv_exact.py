"""The exact way to read a text file's records: any that are irregular are told one by one.

Source: spec, "Tables", "Refused or blanked".
"""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from itertools import chain, compress, islice
from operator import itemgetter

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from xlcs.exports.read.cells import Bools, Cells, bools, joined, shown, wholly_blank
from xlcs.exports.read.headers import Header
from xlcs.exports.read.sheet import RefusedRow, Rows

BATCH_RECORDS = 1 << 14
"""Records turned into columns at a time."""

_END = "\x00end of file\x00"
"""A line added behind the last one: a quote left open swallows it."""


def read_records(body: bytes, codec: str, separator: str, header: Header, *, is_cut: bool) -> Rows:
    """The rows under the header, by the standard library's reader.

    A row with cells beyond the header is refused unless these are blank; one with fewer cells,
    where a column that matters is missing. The last record is refused as broken off where the
    file has no end of line and the record is short or its last character is cut (`is_cut`), or
    where a quote is left open.
    """
    assert header.row is not None
    text = body.decode(codec, "replace").removeprefix("\ufeff")
    is_ended = text.endswith(("\n", "\r"))
    lines = chain(io.StringIO(text, newline=""), [_END])
    records = islice(csv.reader(lines, delimiter=separator), header.row, None)
    torn = _Torn(header, separator)
    needed = header.needed
    parts: dict[int, list[Cells]] = {i: [] for i in needed}
    numbers: list[npt.NDArray[np.int32]] = []
    first = header.row + 1
    batch = list(islice(records, BATCH_RECORDS))
    while batch:
        following = list(islice(records, BATCH_RECORDS))
        if following == [[_END]]:
            batch.append(following.pop())
        if not following:
            torn.end(batch, first, is_ended=is_ended, is_cut=is_cut)
        number = np.arange(first, first + len(batch), dtype=np.int32)
        usable = torn.usable(batch, number)
        whole = list(compress(batch, usable))
        cells = {i: _cells(list(map(itemgetter(i), whole))) for i in needed}
        seen = _seen(whole, list(cells.values()))
        numbers.append(number[usable][seen])
        for i, column in cells.items():
            parts[i].append(column if seen.all() else column.where(seen))
        first += len(number)
        batch = following
    number = np.concatenate(numbers) if numbers else np.empty(0, dtype=np.int32)
    cells = {i: joined(pieces) for i, pieces in parts.items()}
    return Rows(number, cells, tuple(torn.refused))


class _Torn:
    """Records that cannot be taken apart, gathered batch by batch."""

    def __init__(self, header: Header, separator: str) -> None:
        self._header = header
        self._separator = separator
        self._last_needed = max(header.needed)
        self.refused: list[RefusedRow] = []

    def end(self, batch: list[list[str]], first: int, *, is_ended: bool, is_cut: bool) -> None:
        """Take the mark off the last batch, and its last record where that is broken off."""
        last = batch.pop()
        is_open = last != [_END]
        if not is_open:
            if is_ended or not batch:
                return
            last = batch[-1]
            if not is_cut and (len(last) >= self._header.named or not any(map(str.strip, last))):
                return
            batch.pop()
        value = shown(self._separator.join(last).replace(_END, ""))
        self.refused.append(RefusedRow(first + len(batch), "truncated_file", value))

    def usable(self, batch: Sequence[list[str]], number: npt.NDArray[np.int32]) -> Bools:
        """Records with a cell for each column that matters, and none beyond the header."""
        lengths = np.fromiter(map(len, batch), np.int64, len(batch))
        usable: Bools = lengths > self._last_needed
        for i in np.flatnonzero(lengths > self._header.width).tolist():
            usable[i] = not any(map(str.strip, batch[i][self._header.width :]))
        headers = str(self._header.named)
        self.refused += [
            RefusedRow(
                int(number[i]),
                "ragged_row",
                shown(self._separator.join(batch[i])),
                {"cells": str(len(batch[i])), "headers": headers},
            )
            for i in np.flatnonzero(~usable).tolist()
            if any(map(str.strip, batch[i]))
        ]
        return usable


def _seen(records: Sequence[Sequence[str]], columns: Sequence[Cells]) -> Bools:
    """Records that are not wholly blank; those with a cell that matters are told at once."""
    blank = wholly_blank(columns)
    seen = ~blank
    doubtful = (any(map(str.strip, record)) for record in compress(records, blank))
    seen[blank] = np.fromiter(doubtful, np.bool_, int(blank.sum()))
    return seen


def _cells(values: list[str]) -> Cells:
    text = pa.array(values, pa.string())
    broken = bools(pc.match_substring(text, "\ufffd"))
    return Cells(text, broken=broken if broken.any() else None)
