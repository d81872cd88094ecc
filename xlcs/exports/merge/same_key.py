"""Rows of one key from overlapping exports, merged field by field.

Source: spec, "Overlaps". Rows come in order of lateness (see `files_of_table`), so "later" is
simply "further down".
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from xlcs.exports.values.parsed import DAY, DAY_S, FORM, MINUTE, NAT, SECOND

WHERE = ("sheet", "file", "row")
"""The columns that say where a row stands."""

Key = npt.NDArray[np.int64]

Wholes = npt.NDArray[np.integer[Any]]
"""Whole numbers as they come: a wider copy of every column took a third of making the key."""

_WIDEST = 2**62


def one_number(columns: Sequence[pd.Series[Any]]) -> Key:
    """Several columns of each row as one whole number: equal where all of them are equal.

    The numbers order rows by the columns, blanks last. Comparing and sorting one integer is many
    times faster than comparing columns.
    """
    first, *others = columns
    values = _whole(first)
    low, span = _extent(values)
    number = np.subtract(values, low, dtype=np.int64)
    for column in others:
        values = _whole(column)
        low, width = _extent(values)
        if span * width > _WIDEST:
            number, values = _without_gaps(number), _without_gaps(values)
            span, (low, width) = _extent(number)[1], _extent(values)
        if width > 1:  # else all rows have the same
            number *= width
            number += values
            if low:
                number -= low
            span *= width
    return number


def _extent(values: Wholes) -> tuple[int, int]:
    """The least value, and how many there could be from it to the greatest."""
    if not len(values):
        return 0, 1
    low = int(values.min())
    return low, int(values.max()) - low + 1


def _without_gaps(values: Wholes) -> Key:
    return np.unique(values, return_inverse=True)[1].astype(np.int64)


def _whole(column: pd.Series[Any]) -> Wholes:
    """The column as whole numbers in its order, blank as the greatest."""
    if isinstance(column.dtype, pd.CategoricalDtype):
        codes = column.cat.codes.to_numpy()
        blank = codes < 0
    elif column.dtype.kind == "M":
        codes = column.to_numpy().view(np.int64)
        blank = codes == NAT
    elif isinstance(column.dtype, pd.Int64Dtype):
        codes, blank = column.fillna(0).to_numpy(np.int64), column.isna().to_numpy()
    elif column.dtype.kind == "b":
        return column.to_numpy().view(np.int8)
    else:
        return column.to_numpy().astype(np.int64, copy=False)
    if not blank.any():
        return codes
    greatest = codes[~blank].max() if not blank.all() else 0
    return np.where(blank, np.int64(greatest) + 1, codes)


def _occurring_twice(key: Key) -> Key:
    in_order = np.sort(key)
    return np.unique(in_order[1:][in_order[1:] == in_order[:-1]])


def without_copies(rows: pd.DataFrame, key: Key) -> tuple[pd.DataFrame, Key]:
    """The rows, and the key of each, without copies: where all rows of a key are alike, the last.

    Daily exports of the last thirty days hold most facts thirty times. The later row wins, so that
    what is left out says nothing that what stays does not.

    Parameters
    ----------
    rows : later ones further down; alike are those equal in every column but of where they stand
    """
    order = np.argsort(key, kind="stable")
    next_is_same = np.diff(key[order]) == 0
    if not next_is_same.any():
        return rows, key
    next_differs = np.zeros(len(next_is_same), dtype=np.bool_)
    for name in (name for name in rows.columns if name not in WHERE):
        values = _whole(rows[name])[order]
        next_differs |= values[:-1] != values[1:]
    of_unlike = key[order[:-1]][next_is_same & next_differs]
    is_last = np.ones(len(rows), dtype=np.bool_)
    is_last[order[:-1]] = ~next_is_same
    stays = is_last | pd.Series(key).isin(of_unlike).to_numpy()
    return rows[stays], key[stays]


def one_row_a_key(rows: pd.DataFrame, key: Key, *, earliest: Collection[str] = ()) -> pd.DataFrame:
    """The rows with those of one key merged into one, field by field.

    Parameters
    ----------
    rows : later ones further down; their labels are all different
    key : of each row
    earliest : the times of which the earliest is kept; of everything else the latest value

    Returns
    -------
    A row for each key, under the label of its latest row; keys that occur once come first. A value
    beats a blank. Of times that are known by day, a moment on that day beats the bare day; of a
    time to the minute and one to the second within that minute, the latter is kept.
    """
    if not len(_occurring_twice(key)):
        return rows
    rows, key = without_copies(rows, key)
    twice_there = _occurring_twice(key)
    if not len(twice_there):
        return rows
    keys = pd.Series(key, rows.index)
    doubled = keys.isin(twice_there)
    twice, theirs = rows[doubled], keys[doubled]
    merged = twice.groupby(theirs, sort=False).last()
    for column in rows.columns:
        if rows[column].dtype.kind == "M":
            chosen = _chosen(twice, theirs, str(column), column in earliest)
            for name in chosen.columns:
                merged[name] = chosen[name].reindex(merged.index)
                if name != column:
                    merged[name] = merged[name].fillna(SECOND).astype("int8")
    latest = pd.Series(theirs.index, theirs.to_numpy()).groupby(level=0, sort=False).last()
    merged.index = pd.Index(latest.reindex(merged.index))
    merged = merged[rows.columns].astype(rows.dtypes)
    if doubled.all():
        return merged  # putting it below nothing would compare all names
    return pd.concat([rows[~doubled], merged])


def _chosen(rows: pd.DataFrame, keys: pd.Series[int], column: str, earliest: bool) -> pd.DataFrame:
    """Of each key with a time in that column, the one that stays, and its form."""
    columns = [column] + [column + FORM] * (column + FORM in rows)
    there = rows.loc[rows[column].notna(), columns].assign(key=keys)
    if not earliest:
        best = there.drop_duplicates("key", keep="last").set_index("key")
    else:
        there = there.assign(rank=_rank(there, column)).sort_values("rank", kind="stable")
        best = there.drop_duplicates("key").set_index("key")[columns]
    if len(columns) == 1 or not (there[column + FORM] == MINUTE).any():
        return best
    # To the second where another row of the key gives a second within that minute.
    exact = there[there[column + FORM] == SECOND]
    exact = exact.assign(minute=exact[column].dt.floor("min"))
    exact = exact.drop_duplicates(["key", "minute"], keep="first" if earliest else "last")
    coarse = best[best[column + FORM] == MINUTE].reset_index()
    known = coarse.merge(
        exact[["key", "minute", column]], left_on=["key", column], right_on=["key", "minute"],
        suffixes=("_coarse", ""),
    ).set_index("key")  # fmt: skip
    best.loc[known.index, column] = known[column]
    best.loc[known.index, column + FORM] = SECOND
    return best


def _rank(rows: pd.DataFrame, column: str) -> Key:
    """An order of times: by day, and on a day moments before the bare day."""
    seconds = rows[column].to_numpy().view(np.int64) * 2
    if column + FORM not in rows:
        return seconds
    a_day = 2 * DAY_S
    bare = (rows[column + FORM] == DAY).to_numpy()
    return np.where(bare, (seconds // a_day + 1) * a_day - 1, seconds)
