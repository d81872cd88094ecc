"""What passes between the process that reads workbooks and the one that asks it.

Sheets go as JSON and Arrow's IPC, never as something that could run code.
"""

from __future__ import annotations

import json
import struct
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, fields
from typing import IO, Any

import numpy as np
import pyarrow as pa

from xlcs.exports.read.cells import Cells
from xlcs.exports.read.headers import Finding, Header
from xlcs.exports.read.people_header import PEOPLE
from xlcs.exports.read.sheet import FileRefused, RefusedRow, Rows, Sheet
from xlcs.exports.read.summary_header import SUMMARY
from xlcs.tables import TABLE

BEGUN = b"\x01"
"""Sent when a question has arrived: a process that ends before has not looked at the workbook."""

LENGTH = struct.Struct("<Q")
"""The length of a part, before it [byte]."""

NO_MEMORY = "no memory"


def parts(*contents: bytes) -> bytes:
    """Parts with their lengths before them, one behind the other."""
    return b"".join(LENGTH.pack(len(content)) + content for content in contents)


def read_part(file: IO[bytes]) -> bytes:
    """The next part of `parts`; nothing where the file ends before it does."""
    start = file.read(LENGTH.size)
    if len(start) < LENGTH.size:
        return b""
    (length,) = LENGTH.unpack(start)
    part = file.read(length)
    return part if len(part) == length else b""


def split(answer: bytes) -> Iterator[memoryview]:
    """The parts of `parts`."""
    view = memoryview(answer)
    while view:
        (length,) = LENGTH.unpack(view[: LENGTH.size])
        yield view[LENGTH.size : LENGTH.size + length]
        view = view[LENGTH.size + length :]


def of_sheets(sheets: Sequence[Sheet]) -> bytes:
    """The answer that holds sheets."""
    told = [
        {
            "name": sheet.name,
            "header": None if sheet.header is None else _plain_header(sheet.header),
            "has_rows": sheet.rows is not None,
            "since_1904": sheet.rows is not None and sheet.rows.since_1904,
            "refused": [asdict(row) for row in sheet.rows.refused] if sheet.rows else [],
        }
        for sheet in sheets
    ]
    rows = [_ipc(sheet.rows) for sheet in sheets if sheet.rows is not None]
    return parts(_json({"sheets": told}), *rows)


def of_refusal(refused: FileRefused) -> bytes:
    """The answer that the workbook cannot be used."""
    return parts(_json({"refused": refused.code, "found": refused.found}))


def sheets(answer: bytes) -> list[Sheet]:
    """The sheets that an answer holds.

    Raises
    ------
    FileRefused : it says that the workbook cannot be used.
    """
    first, *rest = split(answer)
    told = json.loads(bytes(first))
    if "refused" in told:
        raise FileRefused(told["refused"], **told["found"])
    rows = iter(rest)
    return [
        Sheet(
            sheet["name"],
            None,
            None if sheet["header"] is None else _header(sheet["header"]),
            _rows(next(rows), sheet) if sheet["has_rows"] else None,
        )
        for sheet in told["sheets"]
    ]


def _json(told: Mapping[str, Any]) -> bytes:
    return json.dumps(told).encode()


def _plain_header(header: Header) -> dict[str, Any]:
    told = {field.name: getattr(header, field.name) for field in fields(header)}
    told["table"] = header.table.id
    told["findings"] = [[f.code, f.column, dict(f.found)] for f in header.findings]
    return {name: dict(v) if isinstance(v, Mapping) else v for name, v in told.items()}


_TABLES = {**TABLE, SUMMARY.id: SUMMARY, PEOPLE.id: PEOPLE}


def _header(told: Mapping[str, Any]) -> Header:
    values = {name: _tuples(value) for name, value in told.items()}
    values["table"] = _TABLES[told["table"]]
    values["findings"] = tuple(Finding(*finding) for finding in told["findings"])
    return Header(**values)


def _tuples(value: Any) -> Any:
    """JSON's lists as the tuples that they were."""
    if isinstance(value, dict):
        return {key: _tuples(inner) for key, inner in value.items()}
    return tuple(map(_tuples, value)) if isinstance(value, list) else value


def _ipc(rows: Rows) -> bytes:
    columns: dict[str, pa.Array] = {"number": pa.array(rows.number, pa.int32())}
    for i, cells in rows.cells.items():
        columns[f"text {i}"] = cells.text
        if cells.moment is not None:
            columns[f"moment {i}"] = cells.moment
    batch = pa.RecordBatch.from_pydict(columns)
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, batch.schema) as stream:
        stream.write_batch(batch)
    return bytes(sink.getvalue())


def _rows(part: memoryview, told: Mapping[str, Any]) -> Rows:
    with pa.ipc.open_stream(pa.py_buffer(part)) as stream:
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
    refused = tuple(RefusedRow(**row) for row in told["refused"])
    return Rows(number, cells, refused, since_1904=told["since_1904"])
