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
class _Told:
    """A sheet, its rows' numbers and cells as Arrow's IPC; None where it has no rows."""

    name: str | None
    header: Header | None
    cells: memoryview | None
    refused: tuple[RefusedRow, ...]
    since_1904: bool


@dataclass(frozen=True)
class _Answer:
    """The sheets, or why the workbook cannot be used."""

    sheets: tuple[_Told, ...] = ()
    refused: str = ""
    found: Mapping[str, str] = field(default_factory=dict)


def of_sheets(sheets: Sequence[Sheet]) -> bytes:
    """The answer that holds sheets."""
    return msgspec.msgpack.encode(_Answer(tuple(map(_told, sheets))))


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
    return list(map(_sheet, told.sheets))


_TABLES = {**TABLE, SUMMARY.id: SUMMARY, PEOPLE.id: PEOPLE}


def _told(sheet: Sheet) -> _Told:
    rows = sheet.rows
    if rows is None:
        return _Told(sheet.name, sheet.header, None, (), False)
    columns: dict[str, pa.Array] = {"number": pa.array(rows.number, pa.int32())}
    for i, cells in rows.cells.items():
        columns[f"text {i}"] = cells.text
        if cells.moment is not None:
            columns[f"moment {i}"] = cells.moment
    batch = pa.RecordBatch.from_pydict(columns)
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, batch.schema) as stream:
        stream.write_batch(batch)
    told = memoryview(sink.getvalue())
    return _Told(sheet.name, sheet.header, told, rows.refused, rows.since_1904)


def _sheet(told: _Told) -> Sheet:
    header = told.header and replace(told.header, table=_TABLES[told.header.table.id])
    if told.cells is None:
        return Sheet(told.name, None, header)
    with pa.ipc.open_stream(pa.py_buffer(told.cells)) as stream:
        batch = stream.read_next_batch()
    columns = dict(zip(batch.schema.names, batch.columns, strict=True))
    number = columns.pop("number").to_numpy(zero_copy_only=False).astype(np.int32, copy=False)
    cells = {
        int(name.removeprefix("text ")): Cells(text, columns.get(name.replace("text", "moment")))
        for name, text in columns.items()
        if name.startswith("text ")
    }
    return Sheet(told.name, None, header, Rows(number, cells, told.refused, told.since_1904))
