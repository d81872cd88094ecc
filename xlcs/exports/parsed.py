"""What the reading of one sheet or CSV file gives: typed columns, how it was read, what was wrong.

Source: spec, "Tables".
"""

from __future__ import annotations

from dataclasses import dataclass, field

import pyarrow as pa

from xlcs.problems import Problem
from xlcs.shop import Source

NO_TIME, DAY, MINUTE, SECOND = 0, 1, 2, 3
"""Values of a time's form: how exactly its text gives it. A time of none has `NO_TIME`."""


@dataclass(frozen=True)
class ParsedTable:
    """One sheet or CSV file, read and typed; nothing here depends on another file.

    `frame` is None where the sheet was refused or is no known table. Else it has one row for each
    kept row of the file, in the file's order, and the columns whose header the file has:

    row : int32, the row as Excel shows it (1 is the first; title and blank lines count; in a CSV
        a record counts once, however many lines it has)
    buyer_id, agent : dictionary<int32, string>
    order_id, sub_order_id : string
    each time X : timestamp[s] [local time], null for none, and `X_form` : int8 (`NO_TIME`, `DAY`,
        `MINUTE`, `SECOND`)
    each money column : int64 [fen], null for blank
    initiated_by (agent/buyer), channel (manual/auto), outcome (accepted/declined/null), kind,
        status : dictionary<int32, string>

    Messages never have `is_initiated` and `is_read`: they are merged into `initiated_by` and
    `read_at`. Opportunities never have `task_status`: it is merged into `done_at`.

    `unique` is whether no two rows are of one key (see `merge.KEYS`); False where nobody looked.
    """

    source: Source
    frame: pa.Table | None
    problems: list[Problem] = field(default_factory=list)
    unique: bool = False
