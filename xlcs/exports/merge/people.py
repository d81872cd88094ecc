"""Buyers and agents as codes that all tables share.

Every table names buyers by the same numbers, so that figures compare integers; the agents' stand
in code-point order, which is the spec's rule for ties.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from xlcs.exports.merge.files_of_table import Stack, joined, shared_codes
from xlcs.shop.columns import smallest

Codes = npt.NDArray[np.signedinteger[Any]]

NOBODY = pa.array([], pa.large_string())


@dataclass(frozen=True)
class People:
    """The shop's buyers and agents.

    buyers : names by code, large_string
    agents : names by code, in code-point order
    codes : (table id, "buyer_id" or "agent") → each stacked row's code
    """

    buyers: pa.Array
    agents: Sequence[str]
    codes: Mapping[tuple[str, str], Codes]

    def pair(self, table: str) -> tuple[Codes, Codes]:
        """Buyer and agent of each stacked row of a table."""
        return self.codes[table, "buyer_id"], self.codes[table, "agent"]


def people(
    stacks: Mapping[str, Stack], buyers: pa.Array = NOBODY, agents: Sequence[str] = ()
) -> People:
    """Number all buyers and agents of the stacked tables.

    Parameters
    ----------
    stacks : table id → its rows
    buyers, agents : those known already. A known buyer keeps its number, new ones come after; a
        new agent moves the numbers of those that sort after it.
    """
    codes: dict[tuple[str, str], Codes] = {}
    of_buyers, names = _share("buyer_id", stacks)
    number, buyers = _numbered(names.cast(pa.large_string()), buyers)
    for table, parts in of_buyers.items():
        shared = parts if number is None else [number[part] for part in parts]
        codes[table, "buyer_id"] = joined(shared)
    of_agents, found = _share("agent", stacks)
    here = [str(name) for name in found.to_pylist()]
    all_agents = sorted({*agents, *here})
    place = places(here, all_agents)
    for table, parts in of_agents.items():
        codes[table, "agent"] = joined([place[part] for part in parts])
    return People(buyers, all_agents, codes)


def places(names: Sequence[str], among: Sequence[str]) -> Codes:
    """Each name's place among others that include it, and −1 for code −1 at the end."""
    at = {name: number for number, name in enumerate(among)}
    return smallest(np.array([*(at[name] for name in names), -1], dtype=np.int64), len(among))


def _numbered(names: pa.Array, known: pa.Array) -> tuple[Codes | None, pa.Array]:
    """The number of each name, −1 at the end, and all names; None where each keeps its place."""
    if not len(known):
        return None, names
    # Few names come with new files: looking all known ones up among them is the quicker way.
    at = pc.index_in(known, value_set=names).fill_null(-1).to_numpy(zero_copy_only=False)
    number = np.full(len(names) + 1, -1, dtype=np.int32)
    old = np.flatnonzero(at >= 0)
    number[at[old]] = old
    new = np.flatnonzero(number[:-1] < 0)
    number[new] = np.arange(len(known), len(known) + len(new))
    return number, pa.concat_arrays([known, names.take(pa.array(new))]) if len(new) else known


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
