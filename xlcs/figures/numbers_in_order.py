"""Columns of whole numbers: taken by position, put in order, and joined by the order of moments.

pandas has each of these; where one is written anew here, it is said how much that saves.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pandas as pd

from xlcs.figures.times_in_numbers import NONE, Numbers

_WIDEST = 2**62


def taken(column: pd.Series[Any], at: Numbers | pd.Index[int]) -> pd.Series[Any]:
    """The values of the column at those positions; numbered, or under the labels of a series."""
    # `column.take` takes the labels too, which costs four times as much.
    values = column.array.take(at.to_numpy())
    return pd.Series(values, at.index if isinstance(at, pd.Series) else None)


def taken_where_there(column: Numbers, position: Numbers) -> Numbers:
    """The values at those positions, −1 where the position is −1."""
    if not len(column):
        return position
    return taken(column, position).where(position >= 0, -1)


def ascending(values: Numbers) -> Numbers:
    """The values in order; equal ones, and those that are in order, stay as they stand."""
    if values.is_monotonic_increasing:
        return values
    count, low, high = len(values), int(values.min()), int(values.max())
    if (high - low + 1) * count > _WIDEST:
        return values.sort_values(kind="stable")
    # Value and place as one number: to sort these takes a tenth of sorting places by values.
    numbers = (values.to_numpy() - low) * count + pd.RangeIndex(count).to_numpy()
    numbers.sort()
    above = numbers // count
    return pd.Series(above + low, values.index.take(numbers - above * count))


def sorted_numbers(values: Numbers) -> Numbers:
    """The values in order, without their labels: a fifth of what it takes to move these too."""
    if values.is_monotonic_increasing:
        return values
    found = values.to_numpy(copy=True)
    found.sort()
    return pd.Series(found)


def in_order(key: Numbers, ties: Callable[[pd.Index[Any]], pd.DataFrame]) -> Numbers:
    """The labels of `key` by its values; those that share one by the columns that `ties` gives.

    `ties` is given the labels of the few rows that share a key: only these are sorted by several
    columns.
    """
    key = ascending(key)
    shared = key.eq(key.shift(fill_value=NONE)) | key.eq(key.shift(-1, fill_value=NONE))
    if not shared.any():
        return pd.Series(key.index)
    tied = key[shared]
    by = ties(tied.index).reset_index(drop=True)
    # One column after the other, the last first: of text, pandas' sorting by several is slow.
    for column in reversed(by.columns):
        by = by.sort_values(column, kind="stable")
    labels = pd.Series(key.index)
    labels.loc[shared.to_numpy()] = ascending(tied.take(by.index.to_numpy())).index
    return labels


def at_or_before(moments: Numbers, events: pd.DataFrame) -> pd.DataFrame:
    """For each moment the last event at or before it; both stand in the order of moments.

    Parameters
    ----------
    events : columns moment, and whole numbers that are not negative

    Returns
    -------
    The other columns, −1 where there is no event; rows as in `moments`.
    """
    asked = pd.DataFrame({"moment": moments})
    found = pd.merge_asof(asked, events, on="moment").drop(columns="moment")
    return found.fillna(-1).astype("int64").set_axis(moments.index)
