"""The same figures by the slow computation of the tests, from the generated tables."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet

from tests.bench.common import of_report
from tests.reference.slow import Slow
from tests.reference.source import File, Time

WHO = {True: "agent", False: "buyer"}


def file_of(table_id: str, table: pa.Table) -> File:
    """A generated table as the rows that its export file states."""
    rows = table.to_pylist()
    for row in rows:
        if "by_agent" in row:
            row["initiated_by"] = WHO[row.pop("by_agent")]
        for column, value in row.items():
            if column.endswith("_at") and value is not None:
                row[column] = Time(value)
    columns = ["initiated_by" if c == "by_agent" else c for c in table.column_names]
    return File(f"{table_id}.csv", table_id, columns, rows)


def figures(folder: Path) -> dict[str, Any]:
    """Every figure of the report over the covered days, in the form of `common`."""
    files = [file_of(p.stem, pyarrow.parquet.read_table(p)) for p in folder.glob("*.parquet")]
    return of_report(Slow(files).report())
