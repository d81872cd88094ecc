"""Rows of one key from overlapping exports, merged field by field.

Source: spec, "Overlaps". Rows come concatenated in order of lateness: files by the latest event
time inside them, then by name; inside a file by sheet and row. So "later" is simply "further
down", and every rule here is a reduction over the rows of a group in that order.
"""

from __future__ import annotations

from collections.abc import Sequence
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


@dataclass(frozen=True)
class Groups:
    """Rows grouped by key.

    order : row positions, grouped, the rows of a group in order of lateness
    starts : where each group begins in `order`
    """

    order: Ints
    starts: Ints

    @property
    def single(self) -> bool:
        """Whether every key occurs once, so that merging is only reordering."""
        return len(self.starts) == len(self.order)

    def last(self) -> Ints:
        """Position of each group's latest row."""
        if not len(self.order):
            return self.order
        ends: Ints = np.append(self.starts[1:], len(self.order))
        return self.order[ends - 1]

    def latest(self, values: npt.NDArray[Scalar], present: Bools) -> npt.NDArray[Scalar]:
        """Each group's latest value among those present; the latest row's where none is."""
        if self.single:
            return values[self.order]
        at = np.where(present[self.order], np.arange(len(self.order)), -1)
        latest = np.maximum.reduceat(at, self.starts) if len(at) else at
        return values[np.where(latest >= 0, self.order[latest], self.last())]

    def earliest(self, values: Ints) -> Ints:
        """Each group's smallest value that is not NONE; NONE where there is none."""
        if self.single:
            return values[self.order]
        # Seen as unsigned after shifting, NONE (the smallest integer) becomes the greatest.
        shifted = (values[self.order] - 1).view(np.uint64) ^ np.uint64(1 << 63)
        least = np.minimum.reduceat(shifted, self.starts) if len(shifted) else shifted
        return (least ^ np.uint64(1 << 63)).view(np.int64) + 1

    def total(self, values: Ints) -> Ints:
        """Each group's sum, NONE counting as nothing; NONE where all are."""
        here = values[self.order]
        if self.single or not len(here):
            return here
        present = here != NONE
        total = np.add.reduceat(np.where(present, here, 0), self.starts)
        return np.where(np.logical_or.reduceat(present, self.starts), total, NONE)

    def numbers(self) -> Ints:
        """Each row's group, by row position."""
        number = np.empty(len(self.order), dtype=np.int64)
        sizes = np.diff(np.append(self.starts, len(self.order)))
        number[self.order] = np.repeat(np.arange(len(self.starts)), sizes)
        return number

    def differing(self, values: Ints) -> Bools:
        """Whether a group holds two different values, NONE aside."""
        if self.single or not len(self.order):
            return np.zeros(len(self.starts), dtype=np.bool_)
        here = values[self.order]
        high = np.maximum.reduceat(here, self.starts)  # NONE is the smallest integer
        two: Bools = (high != NONE) & (self.earliest(values) != high)
        return two


def group(keys: Sequence[Array]) -> Groups:
    """Group rows by several integer keys, the first the most significant.

    Parameters
    ----------
    keys : integer arrays of equal length

    Notes
    -----
    Where the ranges of all keys fit 64 bits together they are packed into one number: sorting
    one number is several times faster than sorting by columns.
    """
    count = len(keys[0])
    if count == 0:
        empty = np.empty(0, dtype=np.int64)
        return Groups(empty, empty)
    packed = _packed(keys)
    if packed is None:
        order = np.lexsort(tuple(reversed(keys)))
        new = np.zeros(count, dtype=np.bool_)
        for key in keys:
            here = key[order]
            new[1:] |= here[1:] != here[:-1]
    else:
        order = np.argsort(packed, kind="stable")
        here = packed[order]
        new = np.empty(count, dtype=np.bool_)
        np.not_equal(here[1:], here[:-1], out=new[1:])
    new[0] = True
    return Groups(order, np.flatnonzero(new))


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
