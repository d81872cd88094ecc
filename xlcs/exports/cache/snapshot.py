"""The merged shop as it was last read, in one file: without new files nothing is merged again.

A snapshot is of an exact set of files (name → sha256) and of what else decides how they are read
and merged. It counts for those alone; files that came, went or changed since are merged onto it as
far as that goes (see `new_files`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import IO, Any

import pandas as pd
import pyarrow as pa

from xlcs.exports.cache.expected import expect, expect_table, expect_texts
from xlcs.exports.cache.kept_file import KeptFile, Unusable, write_kept
from xlcs.exports.cache.records import problem_of, problem_record, sheet_of, sheet_record
from xlcs.exports.cache.table_columns import arrow_of, frame_of, texts_of
from xlcs.exports.merge.orders import Net
from xlcs.exports.merge.shop import JOINING, FileRead, Merged
from xlcs.shop.frames import CLASSES, Tables
from xlcs.shop.shop import Coverage

VERSION = 5
"""Part of a snapshot's key: raised whenever the same files would be merged or kept differently."""

SUFFIX = ".snapshot"

_BUYERS, _AGENTS = "buyers", "agents"


@dataclass(frozen=True)
class Snapshot:
    """A snapshot of which was read what it is of.

    files : name → sha256 of the files merged
    joining : the names of those that hold tables of `merge.shop.JOINING`
    identity : of its content; see `KeptFile.identity`
    """

    file: KeptFile
    about: Mapping[str, Any]
    files: Mapping[str, str]
    joining: frozenset[str]
    identity: str

    def load(self) -> Merged | None:
        """The merged shop; None where the file is damaged or gone."""
        try:
            merged = _merged(self.about, self.file.tables())
            # Another process may have put another one there since.
            return merged if self.file.identity() == self.identity else None
        except (Unusable, *_UNFIT):
            return None


_UNFIT = (
    ValueError, KeyError, TypeError, IndexError, AttributeError, OverflowError, pa.ArrowException,
)  # fmt: skip
"""How contents of another layout show themselves: all is merged anew."""


def open_snapshot(path: Path, key: str) -> Snapshot | None:
    """The snapshot there; None where there is none of that key, or it is damaged."""
    file = KeptFile(path)
    try:
        about = file.about()
        if about["key"] != key:
            return None
        files, joining = dict(about["files"]), frozenset(about["joining"])
        return Snapshot(file, about, files, joining, file.identity())
    except (Unusable, *_UNFIT):
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
    about = {
        "key": key,
        "files": {name: file.sha256 for name, file in merged.files.items()},
        "joining": [name for name, of in merged.files.items() if of.tables & set(JOINING)],
        **_told(merged),
    }
    return write_kept(file, about, tables, compressed=False)


def _merged(about: Mapping[str, Any], arrows: Mapping[str, pa.Table]) -> Merged:
    buyers, agents = (
        pd.CategoricalDtype(texts_of(arrows[name]["name"])) for name in (_BUYERS, _AGENTS)
    )
    if not agents.categories.is_monotonic_increasing:
        raise ValueError("agents out of order")
    tables: dict[str, Any] = {
        cls.id: cls(frame_of(cls, arrows[cls.id], buyers, agents), about["known"][cls.id])
        for cls in CLASSES
        if cls.id in arrows
    }
    files = {
        name: FileRead(sha256, [sheet_of(sheet, name) for sheet in sheets])
        for name, sha256, sheets in about["read"]
    }
    days = {
        table: (date.fromisoformat(first), date.fromisoformat(last))
        for table, (first, last) in about["days"].items()
    }
    nets = {file: Net(*net) for file, net in about["nets"].items()}
    expect((net.net for net in nets.values()), bool)
    expect((n for net in nets.values() for n in (net.refunded, net.satisfying)), int)
    expect(about["buyers"], int)
    for texts in (about["as_exported"], *about["to_the_minute"].values(), *about["known"].values()):
        expect_texts(texts)
    for table in (*about["days"], *about["to_the_minute"]):
        expect_table(table)
    expect((sha256 for _, sha256, _ in about["read"]), str)
    return Merged(
        files=files,
        tables=Tables(**tables, buyers=buyers, agents=agents),
        as_exported=frozenset(about["as_exported"]),
        joins=bool(about["joins"]),
        problems={id_: [problem_of(p) for p in found] for id_, found in about["problems"].items()},
        nets=nets,
        to_the_minute=about["to_the_minute"],
        coverage=Coverage(days, *about["buyers"]),
        notes=[problem_of(note) for note in about["notes"]],
    )


def _told(merged: Merged) -> dict[str, Any]:
    """All but the tables, as JSON takes it."""
    cover = merged.coverage
    return {
        "known": {id_: sorted(table.known) for id_, table in merged.tables.there().items()},
        "as_exported": sorted(merged.as_exported),
        "joins": merged.joins,
        "read": [
            [name, file.sha256, [sheet_record(sheet) for sheet in file.sheets]]
            for name, file in merged.files.items()
        ],
        "problems": {
            id_: [problem_record(p) for p in found] for id_, found in merged.problems.items()
        },
        "nets": {file: [n.net, n.refunded, n.satisfying] for file, n in merged.nets.items()},
        "to_the_minute": {id_: list(names) for id_, names in merged.to_the_minute.items()},
        "days": {table: [day.isoformat() for day in days] for table, days in cover.days.items()},
        "buyers": [
            cover.buyers, cover.masked_buyers, cover.order_buyers, cover.order_buyers_known
        ],
        "notes": [problem_record(note) for note in merged.notes],
    }  # fmt: skip
