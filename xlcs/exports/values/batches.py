"""Long columns of odd texts, some at a time: each step of parsing makes a copy of all it is given.

A file of nothing but unusable rows would otherwise take many times its own size.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import numpy as np
import pyarrow as pa

BATCH_WORDS = 1 << 17

Columns = TypeVar("Columns", bound=tuple[Any, ...])


def in_batches(words: pa.Array, parse: Callable[[pa.Array], Columns]) -> Columns:
    """What `parse` gives of all the words: arrays of NumPy's or Arrow's, each as long as those."""
    if len(words) <= BATCH_WORDS:
        return parse(words)
    parts = [parse(words[at : at + BATCH_WORDS]) for at in range(0, len(words), BATCH_WORDS)]
    return tuple(map(_joined, zip(*parts, strict=True)))  # type: ignore[return-value]


def _joined(parts: tuple[Any, ...]) -> Any:
    return pa.concat_arrays(parts) if isinstance(parts[0], pa.Array) else np.concatenate(parts)
