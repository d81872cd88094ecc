"""Column types of the tables of figures: the same whether values are known or not."""

from __future__ import annotations

import pandas as pd

from xlcs.catalogue import FIGURE

_TYPE_OF_UNIT = {
    "customers": "Int64",
    "orders": "Int64",
    "tasks": "Int64",
    "relations": "Int64",
    "receptions": "Int64",
    "money": "float64",
    "rate": "float64",
    "duration": "float64",
    "rate_change": "float64",
    "duration_change": "float64",
    "verdict": "boolean",
}


def typed(table: pd.DataFrame) -> pd.DataFrame:
    """The table with its figures' columns as Int64 (counts), float64 (money [CNY], rates,
    durations [s]; missing is NaN) and boolean (verdict), and texts as str."""
    types = {id: _TYPE_OF_UNIT[FIGURE[id].unit] for id in table.columns if id in FIGURE}
    types |= {name: "str" for name in ("agent", "period") if name in table}
    types |= {"partial": "bool"} if "partial" in table else {}
    return table.astype(types)
