"""The rows of some buyers alone, and the buyers whose rows two tables do not share.

What a rule asks of one buyer it never asks of another, so that the tables of some buyers are a shop
of their own.

NumPy finds the rows of 1 % of 50,000 buyers among a million in 0.1 ms, a mask over all rows in 2.3.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from xlcs.shop.frames import Table, Tables

Flags = npt.NDArray[np.bool_]
Counts = npt.NDArray[np.int64]


def tables_of_buyers(tables: Tables, mine: Flags, *, with_nobodys: bool) -> Tables:
    """The tables with the rows of some buyers.

    Parameters
    ----------
    mine : of each buyer, by code, whether it is one of them
    with_nobodys : whether rows without a buyer (opportunities) stay; the table is there in any case

    Returns
    -------
    Tables : their buyers are these alone, in the same order; agents and `known` as before.
    """
    buyers = pd.CategoricalDtype(tables.buyers.categories[mine])
    place = np.cumsum(mine) - 1
    made: dict[str, Any] = {}
    for id, table in tables.there().items():
        if "buyer_id" not in table.frame:
            made[id] = table if with_nobodys else type(table)(table.frame.iloc[:0], table.known)
            continue
        rows = rows_at(table.frame, places_of(table, mine)).reset_index(drop=True)
        code = place[rows["buyer_id"].cat.codes.to_numpy()]
        named = pd.Categorical.from_codes(code, dtype=buyers, validate=False)
        made[id] = type(table)(rows.assign(buyer_id=named), table.known)
    return Tables(**made, buyers=buyers, agents=tables.agents)


def rows_at(frame: pd.DataFrame, at: Counts) -> pd.DataFrame:
    """The rows at these places, ascending; where they stand next to each other, without a copy."""
    if len(at) and at[-1] - at[0] == len(at) - 1:
        return frame.iloc[at[0] : at[-1] + 1]
    return frame.take(at)


def codes_of(table: Table) -> Any:
    """The buyer's code of each row."""
    return table.frame["buyer_id"].cat.codes.to_numpy()


def places_of(table: Table, mine: Flags) -> Counts:
    """Where the rows of some buyers stand in a table, ascending."""
    code = codes_of(table)
    if "buyer_id" not in table.order[:1]:
        return np.flatnonzero(mine[code]) if len(mine) else np.zeros(0, np.int64)
    # Rows stand by buyer: each one's are found without looking at those of others.
    who = np.flatnonzero(mine).astype(code.dtype)
    if len(who) and who[-1] - who[0] == len(who) - 1:  # next to each other, as their rows are
        return np.arange(code.searchsorted(who[0]), code.searchsorted(who[-1], "right"))
    begin = code.searchsorted(who)
    number = code.searchsorted(who, "right") - begin
    before = np.cumsum(number) - number
    at: Counts = np.repeat(begin - before, number) + np.arange(number.sum())
    return at


def rows_of_buyers(table: Table | None, buyers: int) -> Counts:
    """How many rows each of so many buyers has, by code [count]; none where there is no table."""
    if table is None:
        return np.zeros(buyers, np.int64)
    return np.bincount(codes_of(table), minlength=buyers).astype(np.int64, copy=False)


def buyers_that_differ(old: Table, new: Table, buyers: int) -> Flags:
    """Of each buyer, by code, whether its rows in both tables are not the same ones in their order.

    Parameters
    ----------
    old, new : of one kind, in which a buyer's code means the same, and an agent's too
    buyers : how many there are in either [count]
    """
    differ: Flags = rows_of_buyers(old, buyers) != rows_of_buyers(new, buyers)
    ours, theirs = _by_buyer(old, ~differ), _by_buyer(new, ~differ)
    code = theirs["buyer_id"].cat.codes.to_numpy()
    for name in new.columns():
        if name != "buyer_id":
            differ[code[~_same(ours[name], theirs[name])]] = True
    return differ


def _by_buyer(table: Table, which: Flags) -> pd.DataFrame:
    """The rows of those buyers, one buyer's after another's, each buyer's in their order."""
    at = places_of(table, which)
    return table.frame.take(at[np.argsort(codes_of(table)[at], kind="stable")])


def _same(ours: pd.Series[Any], theirs: pd.Series[Any]) -> Flags:
    """Of each row, whether both columns hold the same value, or neither any."""
    if isinstance(ours.dtype, pd.CategoricalDtype):  # words, of which a table may know more
        place = ours.cat.categories.get_indexer(theirs.cat.categories)
        other = theirs.cat.codes.to_numpy()
        as_ours = np.where(other < 0, -1, np.where(place[other] < 0, -2, place[other])) \
            if len(place) else other  # fmt: skip
        return np.asarray(ours.cat.codes.to_numpy() == as_ours)
    blank, none = ours.isna().to_numpy(), theirs.isna().to_numpy()
    equal = ours.reset_index(drop=True).eq(theirs.reset_index(drop=True))
    return np.asarray((blank & none) | equal.fillna(False).to_numpy(dtype=np.bool_))
