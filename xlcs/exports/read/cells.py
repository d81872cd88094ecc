"""A column of a sheet as the file has it, before its meaning is known.

Source: spec, "Tables" (what real exports look like), "Numbers that Excel damaged".
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cached_property

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from xlcs.tables import UNSEEN

Bools = npt.NDArray[np.bool_]

_VISIBLE = np.ones(256, dtype=np.bool_)
"""Bytes of UTF-8 that begin neither a blank nor an unseen character."""
_VISIBLE[[*range(0x21), 0x7F, 0xC2, 0xE1, 0xE2, 0xE3, 0xEF]] = False

SHOWN_LENGTH = 200
"""A longer text is cut where a message shows it."""

BROKEN = "\ufffd"
"""Stands for a character that could not be decoded."""

MAX_EXACT = 1e15
"""A numeric cell from here on has lost digits."""


@dataclass(frozen=True)
class Cells:
    """The cells of one column.

    pieces : string or dictionary<int32, string>, without nulls; "" where blank or a date cell.
        A numeric cell is its shortest text, from `MAX_EXACT` on in scientific notation (which
        text digits are not, so the two stay apart).
    moment : timestamp[s] of date cells, null elsewhere; None where no cell is one
    """

    pieces: pa.Array | pa.ChunkedArray
    moment: pa.Array | None = None

    def __len__(self) -> int:
        return len(self.pieces)

    @cached_property
    def text(self) -> pa.Array:
        """The `pieces` in one; times of a large CSV are read without: it is a copy of the file."""
        return as_array(self.pieces)

    @property
    def dated(self) -> Bools:
        """Where a date cell is."""
        if self.moment is None:
            return np.zeros(len(self), dtype=np.bool_)
        return bools(self.moment.is_valid())

    @property
    def seconds(self) -> npt.NDArray[np.int64]:
        """Of date cells the seconds since 1970; 0 elsewhere."""
        if self.moment is None:
            return np.zeros(len(self), dtype=np.int64)
        return np.asarray(self.moment.view(pa.int64()).fill_null(0).to_numpy(zero_copy_only=False))

    def words(self) -> pa.DictionaryArray:
        """The cells as text, dictionary-encoded; date cells as `2022-08-01 23:30:00`."""
        return as_dictionary(self.plain())

    def plain(self) -> pa.Array:
        """The cells as text; date cells as `2022-08-01 23:30:00`."""
        if self.moment is None:
            return self.text
        dates = pc.strftime(self.moment, "%Y-%m-%d %H:%M:%S")
        return pc.coalesce(dates, as_string(self.text))

    def strings(self) -> pa.Array:
        """`plain`, never dictionary-encoded."""
        return as_string(self.plain())

    def longer(self, most: int) -> Bools | None:
        """Where a text has more bytes in UTF-8; None where none has."""
        found = on_words(self.text, lambda texts: pa.array(np.diff(ends_of(texts)) > most))
        return found if found.any() else None

    def without(self, at: Bools) -> Cells:
        """The same, blank in some rows."""
        blank = pc.if_else(pa.array(at), "", as_string(self.text))
        return Cells(blank, self.moment and pc.if_else(pa.array(at), None, self.moment))

    def broken(self) -> Bools | None:
        """Where a character could not be decoded; None where all could."""
        plain = self.pieces if pa.types.is_string(self.pieces.type) else self.text.dictionary
        if is_ascii(plain):
            return None
        found = on_words(self.text, lambda texts: pc.match_substring(texts, BROKEN))
        return found if found.any() else None

    def empty(self) -> Bools:
        """Where no text is, not even a space; plain `pieces` are not copied for it."""
        if pa.types.is_dictionary(self.pieces.type):
            return on_words(self.text, lambda texts: pc.equal(texts, ""))
        found: Bools = pc.binary_length(self.pieces).to_numpy(zero_copy_only=False) == 0
        return found

    def blank(self) -> Bools:
        """Where nothing can be seen in the cell."""
        empty = on_words(self.text, _is_blank)
        return empty if self.moment is None else empty & ~self.dated

    def at(self, rows: npt.NDArray[np.intp]) -> list[str | None]:
        """The text of some cells, for messages; None where blank."""
        return [shown(text) for text in self.taken(rows).plain().to_pylist()]

    def where(self, keep: Bools) -> Cells:
        """Only some rows."""
        return self.taken(np.flatnonzero(keep))

    def taken(self, rows: npt.NDArray[np.intp]) -> Cells:
        """Some rows, in that order."""
        return Cells(
            self.text.take(rows),
            None if self.moment is None else self.moment.take(rows),
        )


def wholly_blank(columns: Sequence[Cells]) -> Bools:
    """Rows in which none of the columns, of which there is at least one, holds anything."""
    blank = columns[0].blank()
    for column in columns[1:]:
        if not blank.any():
            return blank
        blank &= column.blank()
    return blank


def shown(text: str) -> str | None:
    """A text as messages show it: without line ends, cut where long; None where blank."""
    line = " ".join(text.replace("\x00", "").split())
    return (line[: SHOWN_LENGTH - 1] + "…" if len(line) > SHOWN_LENGTH else line) or None


def as_dictionary(array: pa.Array) -> pa.DictionaryArray:
    """Dictionary-encoded, if it is not yet."""
    return array if pa.types.is_dictionary(array.type) else array.dictionary_encode()


def as_string(array: pa.Array) -> pa.Array:
    """Plain strings, if they are dictionary-encoded."""
    return array.cast(pa.string()) if pa.types.is_dictionary(array.type) else array


def as_array(column: pa.Array | pa.ChunkedArray) -> pa.Array:
    """A column in one piece."""
    if isinstance(column, pa.Array):
        return column
    if column.num_chunks == 1:
        return column.chunk(0)
    return pa.concat_arrays(column.chunks) if column.chunks else pa.array([], column.type)


def bools(array: pa.Array) -> Bools:
    """An arrow array of bools without nulls as NumPy's."""
    out: Bools = array.to_numpy(zero_copy_only=False).astype(np.bool_, copy=False)
    return out


def matching(texts: pa.Array, pattern: str) -> Bools:
    """Which texts match a pattern somewhere; null matches none."""
    return bools(pc.fill_null(pc.match_substring_regex(texts, pattern), False))


def on_words(array: pa.Array, test: object) -> Bools:
    """A test of texts, done once for each different text where they are dictionary-encoded."""
    assert callable(test)
    if not pa.types.is_dictionary(array.type):
        return bools(test(array))
    answers = bools(test(array.dictionary))
    taken: Bools = answers[array.indices.to_numpy(zero_copy_only=False)]
    return taken


def _is_blank(texts: pa.Array) -> pa.Array:
    if _VISIBLE[first_bytes(texts)].all():
        return pa.array(np.zeros(len(texts), dtype=np.bool_))
    return pc.equal(visible(texts), "")


def first_bytes(texts: pa.Array) -> npt.NDArray[np.uint8]:
    """The first byte of each plain text in UTF-8; 0 where it is empty."""
    ends, content = ends_of(texts), utf8(texts)
    if not len(content):
        return np.zeros(len(texts), dtype=np.uint8)
    starts = ends[:-1] - ends[0]
    first = content[np.minimum(starts, len(content) - 1)]
    return np.where(np.diff(ends) == 0, np.uint8(0), first)


def utf8(texts: pa.Array) -> npt.NDArray[np.uint8]:
    """The bytes of plain texts, one text behind the other."""
    offsets, content = ends_of(texts), texts.buffers()[2]
    if content is None:
        return np.empty(0, dtype=np.uint8)
    return np.frombuffer(content, np.uint8)[offsets[0] : offsets[-1]]


def is_ascii(texts: pa.Array | pa.ChunkedArray) -> bool:
    """Whether plain texts, or bytes, have characters of ASCII only."""
    if isinstance(texts, pa.ChunkedArray):
        return all(map(is_ascii, texts.chunks))
    content = texts.buffers()[2]
    return content is None or bool(np.frombuffer(content, np.int8).min(initial=0) >= 0)


def ends_of(texts: pa.Array) -> npt.NDArray[np.int32]:
    """Where in its bytes each plain text begins, and behind them where the last one ends."""
    offsets = texts.buffers()[1]
    if offsets is None or not len(texts):
        return np.zeros(1, dtype=np.int32)
    return np.frombuffer(offsets, np.int32)[texts.offset : texts.offset + len(texts) + 1]


def visible(texts: pa.Array) -> pa.Array:
    """Texts without unseen characters and without surrounding blanks."""
    if _VISIBLE[utf8(texts)].all():
        return texts
    return pc.utf8_trim_whitespace(pc.replace_substring_regex(texts, f"[{UNSEEN}]+", " "))


_NUMBERS, _TOLD_AS_TEXT = (float, int), (bool, time, timedelta)
_SECONDS, _MICROSECONDS = pa.timestamp("s"), pa.timestamp("us")


def from_column(column: Sequence[object]) -> Cells:
    """A column of texts and of whatever else calamine gives, as `Cells`."""
    types = set(map(type, column))
    if types <= {str}:
        return Cells(pa.array(column, pa.string()))
    texts = [str(v).upper() if type(v) in _TOLD_AS_TEXT else v if type(v) is str else None
             for v in column]  # fmt: skip
    text = pa.array(texts, pa.string())
    if types & {float, int}:
        numbers = [float(v) if type(v) in _NUMBERS else None for v in column]  # type: ignore[arg-type]
        text = pc.coalesce(text, number_texts(pa.array(numbers, pa.float64())))
    text = text.fill_null("")
    if not types & {datetime, date}:
        return Cells(text)
    moment = pa.array([v if type(v) is datetime else None for v in column], _MICROSECONDS)
    if date in types:
        days = pa.array([v if type(v) is date else None for v in column], pa.date32())
        moment = pc.coalesce(moment, days.cast(_MICROSECONDS))
    return Cells(text, to_second(moment))


def to_second(moment: pa.Array) -> pa.Array:
    """Moments without their fractions of a second.

    Excel's fraction of a day does not hold a second exactly: the nearest millisecond is meant.
    """
    exact = pc.round_temporal(moment, unit="millisecond")
    return pc.floor_temporal(exact, unit="second").cast(_SECONDS)


def number_texts(numbers: pa.Array) -> pa.Array:
    """Numeric cells as text: 1234.0 is `1234`, 2.9e18 is `2.9E+18`; never rounded."""
    values = numbers.fill_null(0).to_numpy(zero_copy_only=False)
    whole = (values == np.floor(values)) & (np.abs(values) < MAX_EXACT)
    texts = numbers.cast(pa.string())
    digits = pa.array(np.where(whole, values, 0).astype(np.int64)).cast(pa.string())
    texts = pc.if_else(pa.array(whole), digits, texts)
    size = np.abs(values)
    # Arrow goes over to an exponent early (1e+10); up to MAX_EXACT a person would not.
    own = ~whole & ((size >= 1e9) | (size < 1e-3)) | ~(size < MAX_EXACT)
    if own.any():
        told = pa.array(map(_number_text, values[own].tolist()), pa.string())
        texts = pc.replace_with_mask(texts, pa.array(own), told)
    return pc.if_else(numbers.is_valid(), texts, None) if numbers.null_count else texts


def _number_text(value: float) -> str:
    """Any number; `1234567890123456.0` as `1.234567890123456E+15`."""
    if abs(value) < MAX_EXACT:
        return np.format_float_positional(value)
    digits = repr(value).upper()
    if "E" in digits or "N" in digits:
        return digits
    mantissa, exponent = f"{value:.16E}".split("E")
    return f"{mantissa.rstrip('0').rstrip('.')}E{exponent}"


def joined(parts: Sequence[Cells]) -> Cells:
    """Pieces of one column, put one below the other."""
    texts = [as_string(part.text) for part in parts]
    text = pa.concat_arrays(texts) if texts else pa.array([], pa.string())
    if all(part.moment is None for part in parts):
        return Cells(text)
    moments = [
        pa.nulls(len(part), _SECONDS) if part.moment is None else part.moment for part in parts
    ]
    return Cells(text, pa.concat_arrays(moments))
