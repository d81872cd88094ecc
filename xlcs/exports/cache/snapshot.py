"""The merged shop as it was last read, in one file: without new files nothing is merged again.

A snapshot is of an exact set of files (name → sha256) and of what else decides how they are read
and merged. It counts for those alone; files that came, went or changed since are merged onto it as
far as that goes (see `added`).
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from xlcs.exports.cache.array_file import Array, Damaged, Head, read_arrays, read_head, write_arrays
from xlcs.exports.cache.records import problem_of, problem_record, sheet_of, sheet_record
from xlcs.exports.data_check import Marks
from xlcs.exports.merge.merged_table import as_arrow, as_texts
from xlcs.exports.merge.orders import Net
from xlcs.exports.merge.shop import JOINING, FileRead, Merged
from xlcs.shop.columns import Columns, Texts, is_nothing, nothing
from xlcs.shop.shop import Coverage

VERSION = 2
"""Part of a snapshot's key: raised whenever the same files would be merged or kept differently."""

SUFFIX = ".snapshot"

_TOLD = "told"
_STARTS, _CHARACTERS = ".starts", ".characters"


@dataclass(frozen=True)
class Snapshot:
    """A snapshot whose head was read.

    files : name → sha256 of the files merged
    joining : the names of those that hold tables of `merged.JOINING`
    """

    path: Path
    files: Mapping[str, str]
    joining: frozenset[str]
    head: Head

    def load(self) -> Merged | None:
        """The merged shop; None where the file is damaged or gone."""
        try:
            return _merged(self.head, read_arrays(self.path, self.head))
        except _UNUSABLE:
            return None


_UNUSABLE = (
    OSError, Damaged, ValueError, KeyError, TypeError, IndexError, AttributeError, MemoryError,
    OverflowError, pa.ArrowException,
)  # fmt: skip
"""However a damaged snapshot shows itself, it is as if it were not there: all is merged anew."""


def open_snapshot(path: Path, key: str) -> Snapshot | None:
    """The snapshot there; None where there is none of that key, or its head is damaged."""
    try:
        head = read_head(path)
        if head.about["key"] != key:
            return None
        return Snapshot(path, dict(head.about["files"]), frozenset(head.about["joining"]), head)
    except _UNUSABLE:
        return None


def write_snapshot(path: Path, key: str, merged: Merged) -> None:
    """Write the merged shop.

    Raises
    ------
    OSError : it cannot be written.
    """
    arrays: dict[str, Array] = {}
    without: dict[str, tuple[int, str]] = {}
    for table, columns in merged.columns.tables.items():
        for name, values in columns.items():
            where = f"{table}/{name}"
            if name == "order_id":
                arrays |= _texts_apart(where, values)
            elif is_nothing(values):
                without[where] = len(values), values.dtype.str
            else:
                arrays[where] = values
    arrays |= _texts_apart("buyers", merged.columns.buyers)
    arrays |= {"joined": merged.marks.joined, "masked": merged.marks.masked}
    told = json.dumps(_told(merged)).encode()
    arrays[_TOLD] = np.frombuffer(told, dtype=np.uint8)
    files = {name: file.sha256 for name, file in merged.files.items()}
    tables = {table: list(columns) for table, columns in merged.columns.tables.items()}
    joining = [name for name, file in merged.files.items() if file.tables & set(JOINING)]
    about = {
        "key": key, "files": files, "joining": joining, "tables": tables, "nothing": without
    }  # fmt: skip
    write_arrays(path, about, arrays)


def _merged(head: Head, arrays: dict[str, Array]) -> Merged:
    told = json.loads(arrays.pop(_TOLD).tobytes())
    columns = Columns(
        _texts(arrays, "buyers"),
        told["agents"],
        {
            table: {name: _column(head, arrays, f"{table}/{name}") for name in names}
            for table, names in head.about["tables"].items()
        },
        {(table, name): words for table, name, words in told["words"]},
    )
    files = {
        name: FileRead(sha256, [sheet_of(sheet, name) for sheet in sheets])
        for name, sha256, sheets in told["files"]
    }
    passes = {
        table: [[problem_of(p) for p in found] for found in passes]
        for table, passes in told["passes"].items()
    }
    nets = {file: Net(*net) for file, net in told["nets"].items()}
    days = {
        table: (date.fromisoformat(first), date.fromisoformat(last))
        for table, (first, last) in told["days"].items()
    }
    notes = [problem_of(note) for note in told["notes"]]
    coverage = Coverage(days, *told["buyers"])
    marks = Marks(arrays.pop("joined"), arrays.pop("masked"))
    return Merged(files, columns, passes, nets, told["to_the_minute"], marks, coverage, notes)


def _told(merged: Merged) -> dict[str, Any]:
    """All but the tables, as JSON takes it."""
    cover = merged.coverage
    return {
        "agents": list(merged.columns.agents),
        "words": [[*where, list(words)] for where, words in merged.columns.words.items()],
        "files": [
            [name, file.sha256, [sheet_record(sheet) for sheet in file.sheets]]
            for name, file in merged.files.items()
        ],
        "passes": {
            table: [[problem_record(p) for p in found] for found in passes]
            for table, passes in merged.passes.items()
        },
        "nets": {file: [n.net, n.refunded, n.satisfying] for file, n in merged.nets.items()},
        "to_the_minute": {table: list(names) for table, names in merged.to_the_minute.items()},
        "days": {table: [day.isoformat() for day in days] for table, days in cover.days.items()},
        "buyers": [
            cover.buyers, cover.masked_buyers, cover.order_buyers, cover.order_buyers_known
        ],
        "notes": [problem_record(note) for note in merged.notes],
    }  # fmt: skip


def _column(head: Head, arrays: dict[str, Array], where: str) -> Any:
    if where in head.about["nothing"]:
        return nothing(*head.about["nothing"][where])
    return arrays.pop(where) if where in arrays else _texts(arrays, where)


def _texts_apart(where: str, texts: Texts) -> dict[str, Array]:
    """Texts as where each starts among all characters, and those."""
    array = as_arrow(texts)
    _, starts, characters = array.buffers()
    count, first = len(array), array.offset
    if not count:
        return {where + _STARTS: np.zeros(1, np.int64), where + _CHARACTERS: np.empty(0, np.uint8)}
    begins = np.frombuffer(starts, np.int64, count + 1, first * 8)
    span = int(begins[-1] - begins[0])
    held = (
        np.frombuffer(characters, np.uint8, span, int(begins[0])) if span else np.empty(0, np.uint8)
    )
    return {where + _STARTS: begins - begins[0] if begins[0] else begins, where + _CHARACTERS: held}


def _texts(arrays: dict[str, Array], where: str) -> Texts:
    starts, characters = arrays.pop(where + _STARTS), arrays.pop(where + _CHARACTERS)
    buffers = [None, pa.py_buffer(starts), pa.py_buffer(characters)]
    return as_texts(pa.Array.from_buffers(pa.large_string(), len(starts) - 1, buffers))
