"""A shop's tables from frames made by hand."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, cast

import pandas as pd

from xlcs.shop.frames import CLASSES, Table, Tables, Words


def tables_of(
    frames: Mapping[str, pd.DataFrame], known: Mapping[str, Iterable[str]] | None = None
) -> Tables:
    """Tables from frames made by hand: names as text, rows in any order.

    Columns that may be missing, and flags, may be left out. `known` is by table what `Table` takes.
    """
    names: dict[str, pd.CategoricalDtype] = {}
    for column in ("buyer_id", "agent"):
        having = [frame[column].unique() for frame in frames.values() if column in frame]
        found = {str(name) for of_frame in having for name in of_frame}
        names[column] = pd.CategoricalDtype(pd.Index(sorted(found), dtype="str"))
    made: dict[str, Any] = {}
    for table in CLASSES:
        if table.id in frames:
            frame = _completed(table, frames[table.id], names)
            made[table.id] = table(frame, (known or {}).get(table.id))
    return Tables(**made, buyers=names["buyer_id"], agents=names["agent"])


def _completed(
    table: type[Table], frame: pd.DataFrame, names: Mapping[str, pd.CategoricalDtype]
) -> pd.DataFrame:
    columns = {}
    for name, column in table.columns().items():
        kind = column.kind
        values = frame[name] if name in frame else pd.Series(kind.otherwise, frame.index)
        if name in names:
            # Types of the same categories in another order are equal: `astype` would keep that one.
            categories = names[name].categories
            columns[name] = values.astype("category").cat.set_categories(categories)
        else:
            values = values.astype(cast(Any, "str" if kind is Words else kind.dtype))
            columns[name] = values.astype("category") if kind is Words else values
    completed = pd.DataFrame(columns)
    return completed.sort_values(list(table.order), ignore_index=True) if table.order else completed
