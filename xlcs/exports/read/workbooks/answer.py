"""What passes between the process that reads workbooks and the one that asks it.

Sheets go as MessagePack and Arrow's IPC, never as something that could run code.
"""

from __future__ import annotations

import struct
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import IO

import msgspec
import numpy as np
import pyarrow as pa

from xlcs.exports.read.cells import Cells
from xlcs.exports.read.headers.header import Aliases, Header
from xlcs.exports.read.sheet import FileRefused, RefusedRow, Rows, Sheet
from xlcs.settings.limits import Limits
from xlcs.summary_table import SUMMARY
from xlcs.tables import PEOPLE, TABLE

BEGUN = b"\x01"
"""Sent when a question has arrived: a process that ends before has not looked at the workbook."""

LENGTH = struct.Struct("<Q")
"""The length of a part, before it [byte]."""

NO_MEMORY = "no memory"


def write_parts(file: IO[bytes], *contents: bytes) -> None:
    """Write each with its length before it."""
    for content in contents:
        file.write(LENGTH.pack(len(content)))
        file.write(content)
    file.flush()


def read_part(file: IO[bytes]) -> bytes:
    """What was written with `write_parts`, the next; nothing where the file ends before it does."""
    start = file.read(LENGTH.size)
    if len(start) < LENGTH.size:
        return b""
    (length,) = LENGTH.unpack(start)
    part = file.read(length)
    return part if len(part) == length else b""


@dataclass(frozen=True)
class Question:
    """What goes before a workbook's content; it may be computed for so many `seconds`."""

    aliases: Aliases
    limits: Limits
    seconds: float


@dataclass(frozen=True)
class _ToldRows:
    """Rows, with their numbers and cells as Arrow's IPC."""

    cells: memoryview
    refused: tuple[RefusedRow, ...]
    since_1904: bool


@dataclass(frozen=True)
class _Told:
    """A sheet."""

    name: str | None
    header: Header | None
    rows: _ToldRows | None


@dataclass(frozen=True)
class _Answer:
    """The sheets, or why the workbook cannot be used."""

    sheets: tuple[_Told, ...] = ()
    refused: str = ""
    found: Mapping[str, str] = field(default_factory=dict)


def of_sheets(sheets: Sequence[Sheet]) -> bytes:
    """The answer that holds sheets."""
    told = (_Told(s.name, s.header, None if s.rows is None else _told(s.rows)) for s in sheets)
    return msgspec.msgpack.encode(_Answer(tuple(told)))


def of_refusal(refused: FileRefused) -> bytes:
    """The answer that the workbook cannot be used."""
    return msgspec.msgpack.encode(_Answer(refused=refused.code, found=refused.found))


def sheets(answer: bytes) -> list[Sheet]:
    """The sheets that an answer holds.

    Raises
    ------
    FileRefused : it says that the workbook cannot be used.
    """
    told = msgspec.msgpack.decode(answer, type=_Answer)
    if told.refused:
        raise FileRefused(told.refused, **told.found)
    return [
        Sheet(
            sheet.name,
            None,
            sheet.header and replace(sheet.header, table=_TABLES[sheet.header.table.id]),
            None if sheet.rows is None else _rows(sheet.rows),
        )
        for sheet in told.sheets
    ]


_TABLES = {**TABLE, SUMMARY.id: SUMMARY, PEOPLE.id: PEOPLE}


def _told(rows: Rows) -> _ToldRows:
    columns: dict[str, pa.Array] = {"number": pa.array(rows.number, pa.int32())}
    for i, cells in rows.cells.items():
        columns[f"text {i}"] = cells.text
        if cells.moment is not None:
            columns[f"moment {i}"] = cells.moment
    batch = pa.RecordBatch.from_pydict(columns)
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, batch.schema) as stream:
        stream.write_batch(batch)
    return _ToldRows(memoryview(sink.getvalue()), rows.refused, rows.since_1904)


def _rows(told: _ToldRows) -> Rows:
    with pa.ipc.open_stream(pa.py_buffer(told.cells)) as stream:
        batch = stream.read_next_batch()
    names = batch.schema.names
    cells = {
        int(name.removeprefix("text ")): Cells(
            batch.column(name),
            batch.column(moment) if (moment := name.replace("text", "moment")) in names else None,
        )
        for name in names
        if name.startswith("text ")
    }
    number = batch.column("number").to_numpy(zero_copy_only=False).astype(np.int32, copy=False)
    return Rows(number, cells, told.refused, told.since_1904)
