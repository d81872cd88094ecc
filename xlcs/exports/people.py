"""Buyers and agents as codes that all tables share.

Every table names buyers by the same categories, so that figures compare integers; the agents'
categories are sorted by code point, which is the spec's rule for ties.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from xlcs.exports.overlaps import Bools, Ints
from xlcs.exports.stack import Stack, joined, ranks, shared_codes

Codes = npt.NDArray[np.signedinteger[Any]]
MASK = "*"


@dataclass(frozen=True)
class People:
    """The shop's buyers and agents.

    buyers, agents : the shared categories
    codes : (table id, "buyer_id" or "agent") → each stacked row's code
    masked : of each buyer, whether the name is masked (`小**明`)
    """

    buyers: pd.CategoricalDtype
    agents: pd.CategoricalDtype
    codes: Mapping[tuple[str, str], Codes]
    masked: Bools

    def buyer_column(self, table: str, rows: Ints | slice) -> pd.Categorical:
        """The buyers of some stacked rows."""
        return _categorical(self.codes[table, "buyer_id"][rows], self.buyers)

    def agent_column(self, table: str, rows: Ints | slice) -> pd.Categorical:
        """The agents of some stacked rows."""
        return _categorical(self.codes[table, "agent"][rows], self.agents)


def in_words(codes: Codes, words: list[str]) -> pd.Categorical:
    """A column of words from their codes; −1 is missing."""
    return _categorical(codes, pd.CategoricalDtype(words))


def people(stacks: Mapping[str, Stack]) -> People:
    """Number all buyers and agents of the stacked tables."""
    buyer_codes, buyers = _share("buyer_id", stacks)
    agent_codes, agents = _share("agent", stacks)
    order = pc.sort_indices(agents).to_numpy().astype(np.int64)
    rank = ranks(order)
    codes: dict[tuple[str, str], Codes] = {}
    for table, parts in buyer_codes.items():
        codes[table, "buyer_id"] = joined(parts)
    for table, parts in agent_codes.items():
        codes[table, "agent"] = joined([rank[part] for part in parts])
    return People(
        _dtype(buyers),
        _dtype(agents.take(pa.array(order))),
        codes,
        pc.match_substring(buyers, MASK).to_numpy(zero_copy_only=False).astype(np.bool_),
    )


def _share(
    column: str, stacks: Mapping[str, Stack]
) -> tuple[dict[str, list[npt.NDArray[np.int32]]], pa.Array]:
    """The codes of a column, table by table and sheet by sheet, and their texts."""
    having = [stack for stack in stacks.values() if stack.has(column)]
    chunks = [frame[column].combine_chunks() for stack in having for frame in stack.frames]
    codes, texts = shared_codes(chunks)
    of_sheets = iter(codes)
    parts = {stack.table: [next(of_sheets) for _ in stack.frames] for stack in having}
    return parts, texts.cast(pa.string())


def _dtype(texts: pa.Array) -> pd.CategoricalDtype:
    return pd.CategoricalDtype(pd.Index(pd.array(texts, dtype="str")))


def _categorical(codes: Codes, dtype: pd.CategoricalDtype) -> pd.Categorical:
    return pd.Categorical.from_codes(codes, dtype=dtype, validate=False)
