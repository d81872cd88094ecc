"""What the reading of one sheet or CSV file gives: typed columns, how it was read, what was wrong.

Source: spec, "Tables".
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import numpy as np
import pyarrow as pa

from xlcs.exports.read.sheet import FileRefused
from xlcs.problems import Problem
from xlcs.settings.people import Nick
from xlcs.shop.shop import Source
from xlcs.shop.summaries import Summary
from xlcs.tables import Kind

FORMAT_VERSION = 17
"""Part of a cached file's key: raised whenever the same bytes would be read differently."""

NO_TIME, DAY, MINUTE, SECOND = 0, 1, 2, 3
"""Values of a time's form: how exactly its text gives it. A time of none has `NO_TIME`."""

DAY_S = 86_400
"""Seconds of a day."""

FORM = "_form"

WORDS = pa.dictionary(pa.int32(), pa.string())
ARROW_TYPES: Mapping[Kind, pa.DataType] = {
    "id": pa.string(), "name": WORDS, "time": pa.timestamp("s"), "money": pa.int64(),
    "choice": WORDS, "text": WORDS,
}  # fmt: skip
"""The type of a frame's column, by its kind; durations go into times."""

NAT = np.iinfo(np.int64).min
"""Stands for no time where times are whole numbers."""


MERGED_CHOICES = ("initiated_by", "is_initiated", "is_read", "task_status")
"""Columns that go into another one, or stand in for each other."""

NICK = "buyer_nick"
"""The buyer's further column, where a file has several: merging chooses between the two."""

SPEAKER = "speaker"
"""The column by which the rows of a chat record differ from those of a table of messages."""
CHAT_TYPES: Mapping[str, pa.DataType] = {
    "row": pa.int32(), SPEAKER: WORDS, "addressee": WORDS, "sent_at": ARROW_TYPES["time"],
    "sent_at" + FORM: pa.int8(), "is_read": pa.bool_(), "part": pa.int32(),
}  # fmt: skip
"""The types of all columns of a chat record, see `chat_table`."""


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

    What goes without saying is left out of the frames that are merged and cached (see `lean`):
    `row` where the rows follow the header without a gap, `X_form` where all are to the second.

    known : columns on which some row has a say though it leaves them blank: `is_read`, `read_at`
        where 是否已读 says anything (spec, "Unknown is not 0"); once asked for, those with a value
    alone : (row, days since 1970) of rows far from all others of the sheet, see `stray_dates`
    summary : the sheet's figures, where it is no table of facts but a summary
    people : whose each nick is, where it is the table 人员
    """

    source: Source
    frame: pa.Table | None
    problems: list[Problem] = field(default_factory=list)
    known: frozenset[str] = frozenset()
    alone: tuple[tuple[int, int], ...] = ()
    summary: Summary | None = None
    people: tuple[Nick, ...] = ()


def is_chat(table: ParsedTable) -> bool:
    """Whether rows are a chat record's."""
    return table.frame is not None and SPEAKER in table.frame.column_names


def not_read(
    name: str, reason: FileRefused | OSError | MemoryError, sha256: str = ""
) -> ParsedTable:
    """What there is of a file that cannot be used: the reason."""
    code, found = "unreadable_file", {"why": str(reason) or type(reason).__name__}
    if isinstance(reason, FileRefused):
        code, found = reason.code, reason.found
    elif isinstance(reason, MemoryError):
        found = {"why": "内存不足 (not enough memory)"}
    elif reason.strerror:
        found = {"why": reason.strerror}
    return ParsedTable(Source(name, sha256=sha256), None, [Problem(code, name, found=found)])


def with_known(table: ParsedTable) -> ParsedTable:
    """The table, knowing all columns that have a value in any row."""
    frame = table.frame
    if frame is None:
        return table
    having = {name for name in frame.column_names if frame[name].null_count < frame.num_rows}
    return replace(table, known=table.known | having)


def lean(table: ParsedTable) -> ParsedTable:
    """The table without the columns that go without saying."""
    frame, header_row = table.frame, table.source.header_row
    if frame is None or header_row is None:
        return table
    spare = [
        name
        for name in frame.column_names
        if name.endswith(FORM) and not np.isin(frame[name].to_numpy(), (DAY, MINUTE)).any()
    ]
    follow = np.arange(header_row + 1, header_row + 1 + frame.num_rows, dtype=np.int32)
    if np.array_equal(frame["row"].to_numpy(), follow):
        spare.append("row")
    return replace(table, frame=frame.drop_columns(spare))
