"""What the calculation does with arrays, whatever they mean.

Attribution is comparisons of whole numbers. NumPy does these on ten million messages without
making a frame for every step; see `xlcs.shop.columns` for how buyers, agents and times are
numbered.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]
Codes = npt.NDArray[np.signedinteger[Any]]
"""Numbers of buyers, agents, relations …, in as few bytes as they need."""

Seconds = npt.NDArray[np.uint32]
"""Times since 1970 [s, local time], `xlcs.shop.columns.NO_TIME` for none."""

Bools = npt.NDArray[np.bool_]
Indices = npt.NDArray[np.intp]

DAY_SECONDS = 86_400

_SIGNED_BITS = 63
_ROWS_OF_A_PART = 100_000


def stable_order(keys: Ints | Codes) -> Indices:
    """`np.argsort(keys, kind="stable")` for keys that are not negative."""
    return stable_sorted(keys)[1]


def stable_sorted(keys: Ints | Codes) -> tuple[Ints | Codes, Indices]:
    """The keys, none negative, sorted, and `np.argsort(keys, kind="stable")`.

    Sorting keys that carry their positions in their low bits is some five times faster than
    sorting positions by their keys.
    """
    count = len(keys)
    bits = count.bit_length()
    if count and int(keys.max()).bit_length() + bits > _SIGNED_BITS:
        order = np.argsort(keys, kind="stable")
        return keys[order], order
    packed = keys.astype(np.int64) << bits
    packed |= np.arange(count)
    packed.sort()
    return packed >> bits, packed & ((1 << bits) - 1)


def parts(count: int) -> Iterator[slice]:
    """So many rows, some at a time: what is made of these on the way stays in the caches, and in
    memory that is in use already."""
    for start in range(0, count, _ROWS_OF_A_PART):
        yield slice(start, min(start + _ROWS_OF_A_PART, count))


def run_begins(values: npt.NDArray[Any]) -> Bools:
    """Whether a run of equal values begins at each."""
    begins = np.ones(len(values), dtype=np.bool_)
    np.not_equal(values[1:], values[:-1], out=begins[1:])
    return begins


def run_starts(values: npt.NDArray[Any]) -> Indices:
    """Where each run of equal values begins."""
    return np.flatnonzero(run_begins(values))


def tied(ascending: npt.NDArray[Any]) -> Indices:
    """Positions of the sorted values that equal a neighbour."""
    same = ascending[1:] == ascending[:-1]
    edge = np.zeros(1, dtype=np.bool_)
    return np.flatnonzero(np.concatenate([same, edge]) | np.concatenate([edge, same]))
