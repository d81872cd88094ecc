"""Parsed sheets from literal rows, as the reader would give them."""

from __future__ import annotations

from datetime import datetime

import pyarrow as pa

from xlcs.exports.values.parsed import DAY, MINUTE, NO_TIME, SECOND, ParsedTable
from xlcs.shop.shop import Source
from xlcs.tables import TABLE

FORM = {10: DAY, 16: MINUTE, 19: SECOND}


def parsed(table: str, rows: list[dict[str, object]], file: str = "a.csv", sheet=None):
    """A parsed sheet: times as ISO text (their form is their length), money in fen."""
    kinds = {c.name: c.kind for c in TABLE[table].columns}
    kinds["initiated_by"] = "choice"
    names = list(dict.fromkeys(name for row in rows for name in row))
    columns: dict[str, pa.Array] = {
        "row": pa.array(range(2, len(rows) + 2), pa.int32()),
    }
    events = []
    for name in names:
        values = [row.get(name) for row in rows]
        if kinds[name] == "time":
            times = [datetime.fromisoformat(v) if v else None for v in values]
            events += [t for t in times if t]
            columns[name] = pa.array(times, pa.timestamp("s"))
            forms = [FORM[len(v)] if v else NO_TIME for v in values]
            columns[f"{name}_form"] = pa.array(forms, pa.int8())
        elif kinds[name] == "money":
            columns[name] = pa.array(values, pa.int64())
        elif kinds[name] == "id":
            columns[name] = pa.array(values, pa.string())
        else:
            columns[name] = pa.array(values, pa.string()).dictionary_encode()
    source = Source(
        file, sheet, "0" * 64, table, "gb18030", 1, len(rows), 0,
        min(events, default=None), max(events, default=None),
    )  # fmt: skip
    return ParsedTable(source, pa.table(columns), [])
