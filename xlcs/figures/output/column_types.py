"""Column types of the tables of figures: the same whether values are known or not."""

from __future__ import annotations

import pandas as pd

from xlcs.catalogue import FIGURE

_COUNTS = ("customers", "orders", "tasks", "relations", "receptions")
_MEASURES = ("money", "rate", "duration", "rate_change", "duration_change")
_TYPE_OF_UNIT = {
    **dict.fromkeys(_COUNTS, "Int64"), **dict.fromkeys(_MEASURES, "float64"), "verdict": "boolean",
}  # fmt: skip


def typed(table: pd.DataFrame) -> pd.DataFrame:
    """The table with its figures' columns as Int64 (counts), float64 (money [CNY], rates,
    durations [s]; missing is NaN) and boolean (verdict), and texts as str."""
    types = {id: _TYPE_OF_UNIT[FIGURE[id].unit] for id in table.columns if id in FIGURE}
    types |= {name: "str" for name in ("agent", "period") if name in table}
    types |= {"partial": "bool"} if "partial" in table else {}
    return table.astype(types)
