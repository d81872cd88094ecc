"""Rows of one key from overlapping exports, merged field by field.

Source: spec, "Overlaps". Rows come concatenated in order of lateness: files by the latest event
time inside them, then by name; inside a file by sheet and row. So "later" is simply "further
down", and every rule here is a reduction over the rows of a group in that order.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
import numpy.typing as npt

Scalar = TypeVar("Scalar", bound=np.generic)

Array = npt.NDArray[np.generic]
Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]

NONE = np.iinfo(np.int64).min
"""No value, in columns of integers (it is NaT's pattern, so times need no conversion)."""

_POSITION_BITS = 32


@dataclass(frozen=True)
class Groups:
    """Rows grouped by key; only the keys that occur more than once are spelled out.

    rows : position of each key's latest row, ascending; all rows, as a slice, where no key occurs
        twice, so that merging then copies nothing
    order : positions of the rows of doubled keys, key by key, in order of lateness
    starts : where each doubled key begins in `order`
    place : where each doubled key stands in `rows`
    """

    rows: Ints | slice
    order: Ints
    starts: Ints
    place: Ints

    @property
    def doubled(self) -> bool:
        """Whether any key occurs more than once."""
        return len(self.starts) > 0

    def latest(self, values: npt.NDArray[Scalar], present: Bools) -> npt.NDArray[Scalar]:
        """Each key's latest value among those present; the latest row's where none is."""
        return self._merged(values, lambda: self.latest_of_doubled(values, present))

    def earliest(self, values: Ints) -> Ints:
        """Each key's smallest value that is not NONE; NONE where there is none."""
        return self._merged(values, lambda: self._earliest_of_doubled(values))

    def total(self, values: Ints) -> Ints:
        """Each key's sum; NONE where any part of it is."""
        return self._merged(values, lambda: self._total_of_doubled(values))

    def latest_of_doubled(self, values: npt.NDArray[Scalar], present: Bools) -> npt.NDArray[Scalar]:
        """`latest` of the doubled keys alone."""
        at = np.where(present[self.order], np.arange(len(self.order)), -1)
        latest = np.maximum.reduceat(at, self.starts)
        ends: Ints = np.append(self.starts[1:], len(self.order))
        return values[self.order[np.where(latest >= 0, latest, ends - 1)]]

    def differing(self, values: Ints) -> Bools:
        """Of the doubled keys, which hold two different values, NONE aside."""
        high = np.maximum.reduceat(values[self.order], self.starts)  # NONE is the smallest
        two: Bools = (high != NONE) & (self._earliest_of_doubled(values) != high)
        return two

    def rows_of(self, which: Bools) -> list[Ints]:
        """The rows of some of the doubled keys, key by key."""
        ends = np.append(self.starts[1:], len(self.order))
        return [self.order[self.starts[key] : ends[key]] for key in np.flatnonzero(which).tolist()]

    def _merged(
        self, values: npt.NDArray[Scalar], of_doubled: Callable[[], npt.NDArray[Scalar]]
    ) -> npt.NDArray[Scalar]:
        merged = values[self.rows]
        if self.doubled:
            merged[self.place] = of_doubled()
        return merged

    def _earliest_of_doubled(self, values: Ints) -> Ints:
        # Seen as unsigned after shifting, NONE (the smallest integer) becomes the greatest.
        shifted = (values[self.order] - 1).view(np.uint64) ^ np.uint64(1 << 63)
        least = np.minimum.reduceat(shifted, self.starts)
        return (least ^ np.uint64(1 << 63)).view(np.int64) + 1

    def _total_of_doubled(self, values: Ints) -> Ints:
        here = values[self.order]
        present = here != NONE
        total = np.add.reduceat(np.where(present, here, 0), self.starts)
        return np.where(np.logical_and.reduceat(present, self.starts), total, NONE)


def group(keys: Sequence[Array]) -> Groups:
    """Group rows by several integer keys.

    Parameters
    ----------
    keys : integer arrays of equal length

    Notes
    -----
    Where the ranges of all keys fit 64 bits together they are packed into one number: sorting
    one number is several times faster than sorting by columns, and sorting the numbers without
    their positions, which shows whether any occurs twice, several times faster again.
    """
    packed = _packed(keys) if len(keys[0]) else None
    if packed is not None:
        in_order = np.sort(packed)
        if not (in_order[1:] == in_order[:-1]).any():
            return no_doubles()
        order = np.argsort(packed)
        return _doubles(order, packed[order][1:] != packed[order][:-1])
    order = np.lexsort(tuple(reversed(keys)))
    new = np.zeros(max(len(order) - 1, 0), dtype=np.bool_)
    for key in keys:
        new |= key[order][1:] != key[order][:-1]
    return no_doubles() if new.all() else _doubles(order, new)


def no_doubles() -> Groups:
    """Groups of rows that are known to be of one key each."""
    none = np.empty(0, dtype=np.int64)
    return Groups(slice(None), none, none, none)


def _doubles(order: Ints, new: Bools) -> Groups:
    """Groups of rows in the order of their keys; `new`: whether the next row has another key."""
    count = len(order)
    firsts = np.concatenate([[True], new])
    alone = firsts & np.concatenate([new, [True]])
    doubled = ~alone
    starts = np.flatnonzero(firsts[doubled])
    # Equal keys may come in any order; their number above the position puts them into the files'.
    number = np.cumsum(firsts[doubled], dtype=np.int64) << _POSITION_BITS
    order = np.sort(number | order[doubled]) & ((1 << _POSITION_BITS) - 1)
    lasts = order[np.append(starts[1:], len(order)) - 1]
    kept = np.ones(count, dtype=np.bool_)
    kept[order] = False
    kept[lasts] = True
    rows = np.flatnonzero(kept)
    return Groups(rows, order, starts, np.searchsorted(rows, lasts))


def _packed(keys: Sequence[Array]) -> npt.NDArray[np.uint64] | None:
    lows = [int(key.min()) for key in keys]
    widths = [(int(key.max()) - low).bit_length() for key, low in zip(keys, lows, strict=True)]
    if sum(widths) > 64:
        return None
    packed = np.zeros(len(keys[0]), dtype=np.uint64)
    for key, low, width in zip(keys, lows, widths, strict=True):
        packed <<= np.uint64(width)
        packed |= (key.astype(np.int64) - low).astype(np.uint64)
    return packed
