"""Long columns, some of their texts at a time: what is made of all at once takes many times a file.

A file of nothing but unusable rows would otherwise take many times its own size.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from xlcs.exports.read.cells import as_dictionary

BATCH_WORDS, BATCH_ROWS = 1 << 17, 1 << 19
"""How many different texts, or cells, are read at a time."""

MANY_ROWS = 1 << 19
"""From so many rows on, memory that a step took is given back before the next one."""

Records = npt.NDArray[Any]
AtOnce = Callable[[pa.Array], Records | None]


def read_each(
    texts: pa.Array,
    read: Callable[[str], tuple[Any, ...]],
    fields: np.dtype[Any],
    at_once: AtOnce = lambda words: None,
) -> list[Records]:
    """What `read` says of each text, an array for each of its `fields`.

    Each different text is read once. `at_once` reads many of them the quick way, as records of
    these fields; it gives None where one is too odd for that.
    """
    if not pa.types.is_dictionary(texts.type) and len(texts) > BATCH_ROWS:
        starts = range(0, len(texts), BATCH_ROWS)
        parts = [read_each(texts[at : at + BATCH_ROWS], read, fields, at_once) for at in starts]
        return [np.concatenate(columns) for columns in zip(*parts, strict=True)]
    words = as_dictionary(texts)
    found = [np.empty(0, fields)]
    for at in range(0, len(words.dictionary), BATCH_WORDS):
        some = words.dictionary[at : at + BATCH_WORDS]
        records = at_once(some)
        if records is None:
            records = np.fromiter(map(read, some.to_pylist()), fields, len(some))
        found.append(records)
    every, place = np.concatenate(found), words.indices.to_numpy(zero_copy_only=False)
    return [every[name][place] for name in fields.names or ()]


def give_back(rows: int) -> None:
    """Give back to the system what the last step on so many rows took and needs no more.

    Arrow keeps it at hand; the next step, on other pieces, would take as much again.
    """
    if rows >= MANY_ROWS:
        pa.default_memory_pool().release_unused()
