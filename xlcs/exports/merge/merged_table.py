"""One table's rows, merged, in the narrow types and the order of `xlcs.shop.columns.Columns`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa

from xlcs.exports.merge.same_key import Ints
from xlcs.problems import Problem
from xlcs.shop.columns import (
    BUYER_MESSAGES,
    Codes,
    Seconds,
    Texts,
    in_order,
    smallest,
    spared,
    split_messages,
)

Part = Mapping[str, Any]
"""Column → array of its rows."""

_STR = pd.StringDtype("pyarrow", na_value=np.nan)


@dataclass(frozen=True)
class MergedTable:
    """What merging one table gives.

    Parameters
    ----------
    parts : table id → column → array, as in `Columns.tables`; messages have two parts
    words : column → its words by code
    passes : problems found while merging. Each pass goes over the rows of all files once, later
        files last, so that passes over some of the files can be put together again.
    """

    parts: Mapping[str, Part]
    words: Mapping[str, Sequence[str]] = field(default_factory=dict)
    passes: Sequence[Sequence[Problem]] = ((),)


def in_parts(table: str, columns: Mapping[str, Any]) -> dict[str, Part]:
    """A table's columns, in order; messages with `by_agent` as those of agents and of buyers."""
    parts: Mapping[str, Part] = {table: columns}
    if table == "messages":
        rest = {name: values for name, values in columns.items() if name != "by_agent"}
        if columns["by_agent"].all():  # as most exports are: nothing is copied
            none = {name: np.empty(0, values.dtype) for name, values in rest.items()}
            parts = {table: rest, BUYER_MESSAGES: none}
        else:
            parts = split_messages(columns)
    return {part: spared(part, in_order(part, rows)) for part, rows in parts.items()}


def seconds(times: Ints) -> Seconds:
    """Seconds since 1970 [local time], NONE for none → NO_TIME for none."""
    narrow: Seconds = times.astype(np.uint32)  # the low 32 bits of NONE are zero
    return narrow


def word_codes(codes: npt.NDArray[np.signedinteger[Any]], words: Sequence[str]) -> Codes:
    """Codes of words in as few bytes as they need."""
    return smallest(codes, len(words))


def as_texts(array: pa.Array) -> Texts:
    """An Arrow array of texts as pandas has it; its characters are not copied."""
    chunked = pa.chunked_array([array.cast(pa.large_string())])
    make: Any = pd.arrays.ArrowStringArray  # whose stubs know no dtype
    texts: Texts = make(chunked, dtype=_STR)
    return texts


def as_arrow(texts: Texts) -> pa.Array:
    """pandas' texts as one Arrow array."""
    array = pa.array(texts, pa.large_string())
    return array.combine_chunks() if isinstance(array, pa.ChunkedArray) else array
