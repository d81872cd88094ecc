"""A column of bytes as codes and its different values, for long columns of many different ones.

Arrow's hash table is asked row by row, and waits for memory at each. Here a step is done for all
rows at once, which waits for many at a time: in as little as half the time where other programs
use the same memory. The result is Arrow's own.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from xlcs.exports.read.cells import ends_of, utf8

FEWEST_ROWS, MOST_ROWS = 1 << 17, 1 << 22
"""Columns for which it is worth while: of shorter ones Arrow's table is in the processor's cache,
and for longer ones this takes too much memory."""

LONGEST = 64
"""Bytes of the longest value for which it is worth while."""

_SAMPLE = 1_000
_WORD = 8
_ROUNDS = 8
_FACTOR = np.uint64(0x9E3779B97F4A7C15)
"""2^64 by the golden ratio, which spreads what it multiplies over the upper bits."""
_UPPER = np.uint64(32)
_KEPT = np.array([(1 << (8 * count)) - 1 for count in range(_WORD + 1)], dtype=np.uint64)
"""By how many bytes of a word are the value's own: what to keep of it."""

Words = Sequence[npt.NDArray[np.uint64]]
Rows = npt.NDArray[np.int32]


def coded(column: pa.Array) -> pa.DictionaryArray:
    """The column dictionary-encoded, values in order of their first row.

    Parameters
    ----------
    column : binary, without nulls
    """
    if not FEWEST_ROWS <= len(column) <= MOST_ROWS:
        return column.dictionary_encode()
    if len(column[:_SAMPLE].unique()) < _SAMPLE // 4:
        return column.dictionary_encode()
    lengths = np.diff(ends_of(column))
    if int(lengths.max()) > LONGEST:
        return column.dictionary_encode()
    words = _words(column, lengths)
    hashes = lengths.astype(np.uint64)
    for word in words:
        hashes ^= word
        hashes *= _FACTOR
        hashes ^= hashes >> _UPPER
    first = _first_rows(hashes)
    if first is None:
        return column.dictionary_encode()
    is_first = first == np.arange(len(column), dtype=np.int32)
    codes = (np.cumsum(is_first, dtype=np.int32) - np.int32(1))[first]
    values = np.flatnonzero(is_first)
    if not all(np.array_equal(part[values][codes], part) for part in (lengths, *words)):
        return column.dictionary_encode()  # two different values have the same hash
    return pa.DictionaryArray.from_arrays(pa.array(codes), column.take(pa.array(values)))


def _words(column: pa.Array, lengths: Rows) -> Words:
    """The values as 64-bit words: the first of each, the second of each …; 0 behind the end."""
    content = utf8(column)
    padded = np.zeros(len(content) + _WORD, dtype=np.uint8)
    padded[: len(content)] = content
    word_at = np.ndarray((len(content) + 1,), np.dtype("<u8"), padded, strides=(1,))
    ends = ends_of(column)
    starts = ends[:-1] - ends[0]
    words = []
    for at in range(0, int(lengths.max()), _WORD):
        word = word_at[np.minimum(starts + at, len(content))]
        word &= _KEPT[np.clip(lengths - at, 0, _WORD)]
        words.append(word)
    return words


def _first_rows(hashes: npt.NDArray[np.uint64]) -> Rows | None:
    """For each row the first one with the same hash; None where that takes too many rounds.

    A round puts the rows into places by a part of their hash. Those with the hash of the first row
    in their place are done; the others go into the next round, where other parts decide.
    """
    bits = max(len(hashes) - 1, 1).bit_length()
    place = np.empty(1 << bits, dtype=np.int32)
    out = np.empty(len(hashes), dtype=np.int32)
    rest = np.arange(len(hashes), dtype=np.int32)
    mixed = hashes
    for _ in range(_ROUNDS):
        mixed = mixed * _FACTOR
        at = (mixed >> np.uint64(64 - bits)).astype(np.int32)
        place[at[::-1]] = rest[::-1]  # of several rows the one assigned last stays: the first
        first = place[at]
        same = hashes[first] == hashes[rest]
        out[rest[same]] = first[same]
        if same.all():
            return out
        rest, mixed = rest[~same], mixed[~same]
    return None
