"""The shop's frames as arrays: buyers and agents as integer codes, times as seconds and days.

Attribution is comparisons of whole numbers; NumPy does these on ten million messages without
making a frame for every step. Canonical frames are described at `xlcs.shop.Shop`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import numpy.typing as npt
import pandas as pd

Ints = npt.NDArray[np.int64]
Codes = npt.NDArray[np.signedinteger[Any]]
"""Numbers of buyers or agents, in as few bytes as they need."""

Bools = npt.NDArray[np.bool_]
Indices = npt.NDArray[np.intp]

DAY_SECONDS = 86_400

NONE = int(np.iinfo(np.int64).min)
"""No time [s]; it is NaT's pattern."""


@dataclass(frozen=True)
class People:
    """Buyers and agents by number.

    buyers : names by code
    agents : names by code, in code-point order, so that comparing codes compares names
    codes : (table id, "buyer_id" or "agent") → each row's code
    """

    buyers: pd.Index[str]
    agents: pd.Index[str]
    codes: Mapping[tuple[str, str], Codes]

    def agents_of(self, *tables: str) -> Ints:
        """Codes, ascending, of the agents who occur in any of those tables."""
        seen = np.zeros(len(self.agents), dtype=np.bool_)
        for table in tables:
            if (table, "agent") in self.codes:
                seen[self.codes[table, "agent"]] = True
        return np.flatnonzero(seen)


def people(tables: Mapping[str, pd.DataFrame]) -> People:
    """Number the buyers and agents of all tables.

    Parameters
    ----------
    tables : canonical frames; `buyer_id` and `agent` are categoricals that share their
        categories, or columns of text, which are numbered here
    """
    buyers, of_buyers = _numbered({t: f["buyer_id"] for t, f in tables.items() if "buyer_id" in f})
    agents, of_agents = _numbered({t: f["agent"] for t, f in tables.items() if "agent" in f})
    names = agents.to_list()
    order = sorted(range(len(names)), key=names.__getitem__)
    if order != list(range(len(names))):
        rank = np.empty(len(order), dtype=np.int32)
        rank[order] = np.arange(len(order), dtype=np.int32)
        of_agents = {table: rank[codes] for table, codes in of_agents.items()}
        agents = agents.take(order)
    return People(
        buyers,
        agents,
        {(table, "buyer_id"): codes for table, codes in of_buyers.items()}
        | {(table, "agent"): codes for table, codes in of_agents.items()},
    )


def seconds(times: pd.Series) -> Ints:
    """Times as seconds since 1970 [local time], NONE for NaT."""
    return times.to_numpy().astype("datetime64[s]", copy=False).view(np.int64)


def as_times(values: Ints) -> npt.NDArray[np.datetime64]:
    """Seconds since 1970 as datetime64[s]; NONE is NaT."""
    return values.view("datetime64[s]")


def flags(column: pd.Series) -> Bools:
    """A column of true and false."""
    return column.to_numpy(dtype=np.bool_)


def positions(ascending: Ints, keys: Ints, *, after_equal: bool = False) -> Indices:
    """`np.searchsorted` for keys in any order.

    Looking keys up in their own order touches each part of a long array once; that is several
    times faster than jumping about in it, the sorting of the keys included.
    """
    side: Literal["left", "right"] = "right" if after_equal else "left"
    order = np.argsort(keys)
    found = np.empty(len(keys), dtype=np.intp)
    found[order] = np.searchsorted(ascending, keys[order], side=side)
    return found


def tied(ascending: Ints) -> Indices:
    """Positions of the sorted keys that equal a neighbour."""
    same = ascending[1:] == ascending[:-1]
    edge = np.zeros(1, dtype=np.bool_)
    return np.flatnonzero(np.concatenate([same, edge]) | np.concatenate([edge, same]))


def _numbered(columns: Mapping[str, pd.Series]) -> tuple[pd.Index[str], dict[str, Codes]]:
    shared = _shared_categories(list(columns.values()))
    if shared is None:
        plain = {table: column.astype(object) for table, column in columns.items()}
        names = {name for column in plain.values() for name in column.unique()}
        shared = pd.Index(sorted(names), dtype="str")
        columns = {
            table: pd.Series(pd.Categorical(column, categories=shared))
            for table, column in plain.items()
        }
    return shared, {table: _codes(column) for table, column in columns.items()}


def _codes(column: pd.Series) -> Codes:
    # A categorical's own codes; `column.cat.codes` would copy ten million of them.
    values = column.array
    assert isinstance(values, pd.Categorical)
    codes: Codes = values.codes
    return codes


def _shared_categories(columns: list[pd.Series]) -> pd.Index[str] | None:
    if not columns or not all(isinstance(c.dtype, pd.CategoricalDtype) for c in columns):
        return None
    first: pd.Index[str] = columns[0].cat.categories
    same = all(
        column.cat.categories is first or column.cat.categories.equals(first)
        for column in columns[1:]
    )
    return first if same else None
