"""All rows of one table from all files, one below the other, as NumPy columns.

Files stand in order of lateness (see `overlaps`), so that later rows are further down.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import cached_property
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from xlcs.exports.merge.same_key import NONE, Bools, Ints, Scalar
from xlcs.exports.values.parsed import DAY, FORM, MINUTE, NO_TIME, ParsedTable
from xlcs.problems import Problem
from xlcs.tables import TABLE

EARLIEST = datetime.min


def by_lateness(parsed: Sequence[ParsedTable]) -> list[ParsedTable]:
    """The parsed sheets of one table, later files last.

    A file is later when the latest event time inside it (over its sheets of this table) is, then
    by its name. The sheets of a file keep their order.
    """
    last: dict[str, datetime] = {}
    for table in parsed:
        file = table.source.file
        last[file] = max(last.get(file, EARLIEST), table.source.last or EARLIEST)
    return sorted(parsed, key=lambda t: (last[t.source.file], t.source.file))


class Stack:
    """One table's rows from all its files.

    Parameters
    ----------
    table : canonical table id
    parts : its parsed sheets, later files last; each has a frame
    """

    def __init__(self, table: str, parts: Sequence[ParsedTable]) -> None:
        self.table = table
        self.parts = list(parts)
        self.frames = [part.frame for part in self.parts if part.frame is not None]
        self.sizes = [frame.num_rows for frame in self.frames]

    def __len__(self) -> int:
        return sum(self.sizes)

    @cached_property
    def part(self) -> npt.NDArray[np.int32]:
        """Each row's sheet, as an index into `parts`."""
        return np.repeat(np.arange(len(self.parts), dtype=np.int32), self.sizes)

    @cached_property
    def file(self) -> npt.NDArray[np.int32]:
        """Each row's file: sheets of one workbook share a number."""
        files: dict[str, int] = {}
        numbers = [files.setdefault(p.source.file, len(files)) for p in self.parts]
        return np.repeat(np.array(numbers, dtype=np.int32), self.sizes)

    @cached_property
    def row(self) -> npt.NDArray[np.int32]:
        """Each row's number as Excel shows it."""
        rows = []
        for part, frame in zip(self.parts, self.frames, strict=True):
            if "row" in frame.column_names:
                rows.append(frame["row"].to_numpy())
            else:  # see `lean`
                first = (part.source.header_row or 0) + 1
                rows.append(np.arange(first, first + frame.num_rows, dtype=np.int32))
        return np.concatenate(rows)

    def has(self, column: str) -> bool:
        """Whether any file has that column."""
        return any(column in frame.column_names for frame in self.frames)

    def all_unique(self, main_time: str | None = None) -> bool:
        """Whether it is certain, without comparing rows, that no two are of one key.

        So it is for a single sheet whose rows are, and for several if their ranges of `main_time`,
        a part of the key, do not touch.
        """
        if not all(part.unique for part in self.parts):
            return False
        if len(self.parts) == 1:
            return True
        if main_time is None:
            return False
        ranges = sorted(
            (found["min"], found["max"])
            for frame in self.frames
            if (found := pc.min_max(frame[main_time]).as_py())["min"] is not None
        )
        return all(a[1] < b[0] for a, b in pairwise(ranges))

    def times(self, column: str) -> Ints:
        """A time column as seconds since 1970 [local time], NONE for none."""
        return self._column(column, np.int64, NONE)

    def is_day(self, column: str) -> Bools:
        """Whether a time is known only by its day."""
        return self._is_form(column, DAY)

    def is_minute(self, column: str) -> Bools:
        """Whether a time is given to the minute."""
        return self._is_form(column, MINUTE)

    def _is_form(self, column: str, form: int) -> Bools:
        if not self.has(column + FORM):
            return np.zeros(len(self), dtype=np.bool_)
        here: Bools = self._column(column + FORM, np.int8, NO_TIME) == form
        return here

    def money(self, column: str) -> Ints:
        """A money column [fen], NONE for blank."""
        return self._column(column, np.int64, NONE)

    def words(self, column: str) -> tuple[npt.NDArray[np.signedinteger[Any]], list[str]]:
        """A column of words as codes (−1 for blank) and the words, sorted by code point."""
        missing = pa.array([None], pa.string()).dictionary_encode()
        chunks = [
            frame[column].combine_chunks()
            if column in frame.column_names
            else pa.DictionaryArray.from_arrays(
                pa.nulls(frame.num_rows, pa.int32()), missing.dictionary
            )
            for frame in self.frames
        ]
        codes, texts = shared_codes(chunks)
        words = [str(word) for word in texts.to_pylist()]
        rank = ranks(sorted(range(len(words)), key=words.__getitem__))
        return joined([rank[part] for part in codes]), sorted(words)

    def texts(self, column: str) -> pa.ChunkedArray:
        """A column of free text, null where a file has no such column."""
        return pa.chunked_array(
            [
                chunk
                for frame in self.frames
                for chunk in (
                    frame[column].chunks
                    if column in frame.column_names
                    else [pa.nulls(frame.num_rows, pa.string())]
                )
            ],
            pa.string(),
        )

    def problem(self, code: str, at: int, column: str, value: str | None, **found: str) -> Problem:
        """A problem of the row at that position; `column` is canonical."""
        source = self.parts[int(self.part[at])].source
        return Problem(
            code,
            source.file,
            source.sheet,
            int(self.row[at]),
            self.table,
            source.headers.get(column, TABLE[self.table].column(column).headers[0]),
            value,
            found,
        )

    def _column(self, column: str, dtype: type[Scalar], blank: int) -> npt.NDArray[Scalar]:
        columns = [
            _plain(frame[column].combine_chunks(), blank)
            if column in frame.column_names
            else np.full(size, blank, dtype=dtype)
            for frame, size in zip(self.frames, self.sizes, strict=True)
        ]
        return joined(columns)


def _plain(values: pa.Array, blank: int) -> npt.NDArray[Any]:
    """The values as NumPy has them, `blank` for null; without a copy where none is null."""
    if pa.types.is_timestamp(values.type):
        values = values.view(pa.int64())
    filled = values.fill_null(blank) if values.null_count else values
    plain: npt.NDArray[Any] = filled.to_numpy(zero_copy_only=False)
    return plain


def shared_codes(
    chunks: Sequence[pa.DictionaryArray],
) -> tuple[list[npt.NDArray[np.int32]], pa.Array]:
    """Codes of dictionary columns, each brought to one dictionary; −1 for null."""
    if not chunks:
        return [], pa.array([], pa.string())
    one = pa.chunked_array(chunks).unify_dictionaries()
    return [_plain(chunk.indices, -1) for chunk in one.chunks], one.chunk(0).dictionary


def ranks(order: Sequence[int] | npt.NDArray[np.int64]) -> npt.NDArray[np.signedinteger[Any]]:
    """Code → rank, for words whose codes stand in this order; code −1 keeps −1.

    The type is the smallest that holds them: a column of few words is a byte a row.
    """
    rank = np.empty(len(order) + 1, dtype=np.min_scalar_type(-len(order) - 1))
    rank[np.asarray(order, dtype=np.intp)] = np.arange(len(order))
    rank[-1] = -1  # code −1 indexes the last place
    return rank


def joined(parts: Sequence[npt.NDArray[Scalar]]) -> npt.NDArray[Scalar]:
    """The parts as one array; without a copy where there is one part."""
    return np.concatenate(parts) if len(parts) != 1 else parts[0]


def clock(seconds: int, day_only: bool = False) -> str:
    """A time as its text, for messages."""
    moment = np.datetime64(int(seconds), "s")
    text = str(moment).replace("T", " ")
    return text[:10] if day_only else text
