"""The merged shop as it was last read, in one file: without new files nothing is merged again.

A snapshot is of an exact set of files (name → sha256) and of what else decides how they are read
and merged. It counts for those alone; files that came, went or changed since are merged onto it as
far as that goes (see `new_files`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import IO, Any

import pandas as pd
import pyarrow as pa

from xlcs.exports.cache.believed import expect_told
from xlcs.exports.cache.kept_file import KeptFile, Unusable, write_kept
from xlcs.exports.cache.table_columns import arrow_of, frame_of, texts_of
from xlcs.exports.merge.shop import JOINING, Merged, Told
from xlcs.shop.frames import CLASSES, Tables
from xlcs.tables import TABLE

VERSION = 10
"""Part of a snapshot's key: raised whenever the same files would be merged or kept differently."""

SUFFIX = ".snapshot"

_BUYERS, _AGENTS = "buyers", "agents"


@dataclass(frozen=True)
class _Kept(Told):
    """What stands beside the rows.

    key : what else decides how the files are read and merged
    known : table id → its columns of which something is known, see `Table`
    """

    key: str
    known: Mapping[str, frozenset[str]]


def _told(merged: Told) -> dict[str, Any]:
    return {field.name: getattr(merged, field.name) for field in fields(Told)}


@dataclass(frozen=True)
class Snapshot:
    """A snapshot of which was read what it is of.

    identity : of its content; see `KeptFile.identity`
    """

    file: KeptFile
    told: _Kept
    identity: str

    @property
    def files(self) -> dict[str, str]:
        """Name → sha256 of the files merged."""
        return {name: file.sha256 for name, file in self.told.files.items()}

    @property
    def joining(self) -> set[str]:
        """The names of those that hold tables of `merge.shop.JOINING`."""
        return {name for name, file in self.told.files.items() if file.tables & set(JOINING)}

    def load(self) -> Merged | None:
        """The merged shop; None where the file is damaged or gone."""
        try:
            merged = _merged(self.told, self.file.tables())
            # Another process may have put another one there since.
            return merged if self.file.identity() == self.identity else None
        except (Unusable, ValueError, KeyError, TypeError, AttributeError, pa.ArrowException):
            # However contents of another layout show themselves, all is merged anew.
            return None


def open_snapshot(path: Path, key: str) -> Snapshot | None:
    """The snapshot there; None where there is none of that key, or it is damaged."""
    file = KeptFile(path)
    try:
        told = file.about(_Kept)
        return Snapshot(file, told, file.identity()) if told.key == key else None
    except Unusable:
        return None


def write_snapshot(file: IO[bytes], key: str, merged: Merged) -> str:
    """Write the merged shop; gives the content's identity.

    Raises
    ------
    OSError : it cannot be written.
    """
    tables = {id_: arrow_of(table) for id_, table in merged.tables.there().items()}
    for name, people in ((_BUYERS, merged.tables.buyers), (_AGENTS, merged.tables.agents)):
        tables[name] = pa.table({"name": pa.array(people.categories, pa.large_string())})
    known = {id_: table.known for id_, table in merged.tables.there().items()}
    kept = _Kept(**_told(merged), key=key, known=known)
    return write_kept(file, kept, tables, compressed=False)


def _merged(told: _Kept, arrows: Mapping[str, pa.Table]) -> Merged:
    expect_told(told)
    if not told.coverage.days.keys() <= TABLE.keys():
        raise ValueError("no table")
    for table, columns in told.to_the_minute.items():
        if not {*columns} <= {column.name for column in TABLE[table].columns}:
            raise ValueError("no column")
    buyers, agents = (
        pd.CategoricalDtype(texts_of(arrows[name]["name"])) for name in (_BUYERS, _AGENTS)
    )
    if not agents.categories.is_monotonic_increasing:
        raise ValueError("agents out of order")
    tables: dict[str, Any] = {
        cls.id: cls(frame_of(cls, arrows[cls.id], buyers, agents), told.known[cls.id])
        for cls in CLASSES
        if cls.id in arrows
    }
    whole = Tables(**tables, buyers=buyers, agents=agents)
    return Merged(**_told(told), tables=whole)
