"""A shop's table as Arrow columns for the snapshot, and back without a copy where that goes.

A time is kept as whole seconds, NaT's pattern for none: Arrow's own nulls would cost a copy of
every column of ten million times at each refresh.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa

from xlcs.exports.merge.files_of_table import STR, in_order
from xlcs.exports.values.parsed import NAT
from xlcs.shop.frames import (
    Flags,
    Kind,
    MaybeMoney,
    MaybeTimes,
    Money,
    Names,
    Table,
    Texts,
    Times,
    Words,
)

FIRST, LAST = (int(np.datetime64(day, "s").view(np.int64)) for day in ("1900-01-01", "9999-12-31"))
"""Between these every usable time lies [s since 1970]."""

_WORDS = pa.dictionary(pa.int8(), pa.large_string())


def arrow_of(table: Table) -> pa.Table:
    """A table's columns."""
    return pa.table(
        {name: _kept(table.frame[name], column.kind) for name, column in table.columns().items()}
    )


def frame_of(
    cls: type[Table], arrow: pa.Table, buyers: pd.CategoricalDtype, agents: pd.CategoricalDtype
) -> pd.DataFrame:
    """The frame of a table's columns.

    Raises
    ------
    ValueError, KeyError, pa.ArrowException : a column is missing, of another type, or holds what
        cannot be: a code of nobody, a time outside all reason.
    """
    names = {"buyer_id": buyers, "agent": agents}
    columns = {
        name: _read(arrow[name], column.kind, names.get(name))
        for name, column in cls.columns().items()
    }
    return pd.DataFrame(columns, copy=False)


def texts_of(column: pa.ChunkedArray) -> Any:
    """Texts as pandas has them; their characters are not copied."""
    make: Any = pd.arrays.ArrowStringArray  # whose stubs know no dtype
    return pd.Index(make(column.cast(pa.large_string()), dtype=STR))


def _kept(values: pd.Series[Any], kind: Kind[Any]) -> pa.Array:
    if kind is Names:
        return pa.array(values.cat.codes.to_numpy())
    if kind is Words:
        return pa.array(values).cast(_WORDS)
    if kind in (Times, MaybeTimes):
        return pa.array(values.to_numpy().view(np.int64))
    if kind is Texts:
        return pa.array(values, pa.large_string())
    return pa.array(values)


def _read(column: pa.ChunkedArray, kind: Kind[Any], names: pd.CategoricalDtype | None) -> Any:
    if names is not None:
        codes = _whole(column, pa.types.is_signed_integer(column.type))
        if len(codes) and codes.min() < 0:
            raise ValueError("a row of nobody")
        return pd.Categorical.from_codes(codes, dtype=names)
    if kind is Words:
        return in_order(column.unify_dictionaries().to_pandas())
    if kind in (Times, MaybeTimes):
        return _times(_whole(column, column.type == pa.int64()), may_miss=kind.may_miss)
    if kind is Texts:
        return texts_of(column)
    wanted = {Flags: pa.bool_(), Money: pa.int64(), MaybeMoney: pa.int64()}[kind]
    if column.type != wanted or (kind is not MaybeMoney and column.null_count):
        raise ValueError("not of this kind")
    if kind is MaybeMoney:
        return pd.array(column.to_pandas(types_mapper={pa.int64(): pd.Int64Dtype()}.get))
    return column.to_numpy()


def _whole(column: pa.ChunkedArray, right: bool) -> Any:
    if not right or column.null_count:
        raise ValueError("not of this kind")
    if column.num_chunks == 1:
        return column.chunk(0).to_numpy()
    return column.to_numpy()


def _times(seconds: Any, *, may_miss: bool) -> Any:
    blank = np.count_nonzero(seconds == NAT) if may_miss else 0
    if np.count_nonzero(seconds < FIRST) > blank or (len(seconds) and seconds.max() > LAST):
        raise ValueError("no time")
    return seconds.view("datetime64[s]")
