"""Long columns of odd texts, some at a time: each step of parsing makes a copy of all it is given.

A file of nothing but unusable rows would otherwise take many times its own size.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import numpy as np
import pyarrow as pa

BATCH_WORDS, BATCH_ROWS = 1 << 17, 1 << 19
"""How many different texts, or cells, are parsed at a time."""

MANY_ROWS = 1 << 19
"""From so many rows on, memory that a step took is given back before the next one."""

Columns = TypeVar("Columns", bound=tuple[Any, ...])


def in_batches(
    words: pa.Array, parse: Callable[[pa.Array], Columns], size: int = BATCH_WORDS
) -> Columns:
    """What `parse` gives of all the words: arrays of NumPy's or Arrow's, each as long as those."""
    if len(words) <= size:
        return parse(words)
    parts = [parse(words[at : at + size]) for at in range(0, len(words), size)]
    return tuple(map(_joined, zip(*parts, strict=True)))  # type: ignore[return-value]


def _joined(parts: tuple[Any, ...]) -> Any:
    return pa.concat_arrays(parts) if isinstance(parts[0], pa.Array) else np.concatenate(parts)


def give_back(rows: int) -> None:
    """Give back to the system what the last step on so many rows took and needs no more.

    Arrow keeps it at hand; the next step, on other pieces, would take as much again.
    """
    if rows >= MANY_ROWS:
        pa.default_memory_pool().release_unused()
