"""What was read before, kept beside the data, so that a refresh does only what is new.

Four kinds of files: an **entry** for each source file, with its parsed rows; a **snapshot** of the
shop they were merged into (see `snapshot`); the **figures** of that shop (see `kept_figures`); and
the index, which says by what signs each path's content was known, and its sha256, so that unchanged
files are not read at all. An entry is named by the source file's content and by what else decides
how it is parsed; so it is never stale, and a file that was moved or doubled finds it too.

Nothing here is needed for a right answer. Whatever does not fit its checksum is made anew; every
file is written beside and then replaced, so that a killed or a second process leaves whole ones.
"""

from __future__ import annotations

import hashlib
import json
import zlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import IO

import msgspec

from xlcs import __version__
from xlcs.exports.cache import snapshot
from xlcs.exports.cache.believed import expect_rows, expect_told, under_name
from xlcs.exports.cache.kept_file import KeptFile, Unusable, open_plain, write_kept
from xlcs.exports.cache.places import (
    ENTRY_SUFFIX,
    FIGURES_SUFFIX,
    INDEX,
    age_s,
    cache_place,
    delete,
    make_room,
    own_files,
)
from xlcs.exports.cache.signs import Signs, signs_of
from xlcs.exports.cache.snapshot import Snapshot, open_snapshot, write_snapshot
from xlcs.exports.merge.shop import Merged
from xlcs.exports.read.archives import ExportFile
from xlcs.exports.values.parsed import FORMAT_VERSION, ParsedTable
from xlcs.settings import Settings
from xlcs.system.part_files import SUFFIX as PART
from xlcs.system.part_files import is_left_behind, replacing

UNUSED_S = 30 * 86_400
"""Age from which what other settings wrote is deleted: until then these are taken to be in use too.
What another version wrote goes at once."""

FROM_DATABASE = "database://"
"""How the names begin of what comes from a database; no file's name has two slashes."""

MOST_INDEX_BYTES = 64 << 20
"""A longer index is none of ours: of a hundred thousand files it takes twenty megabytes."""

Seen = dict[str, tuple[Signs, str]]
"""Relative name → by what signs its content was known, and its sha256."""


@dataclass(frozen=True)
class _Entry:
    """What an entry is of: a file's content, how it was parsed, its sheets, and those with rows."""

    sha256: str
    parsing: str
    sheets: list[ParsedTable]
    with_rows: list[int]


@dataclass(frozen=True)
class _Index:
    crc32: int
    files: msgspec.Raw


class Cache:
    """What is kept of one data folder.

    Parameters
    ----------
    folder : the data folder
    settings : its header aliases and limits decide how files are parsed, its statuses and the pause
        between conversations what merging finds

    Attributes
    ----------
    place : where the cache is: in the data folder, or in the user's application data where that
        cannot be written or a link leads elsewhere
    trouble : why something could not be written (disk full), or None
    """

    def __init__(self, folder: Path, settings: Settings) -> None:
        self.folder = folder
        self.place = cache_place(folder)
        self.trouble: str | None = None
        version = f"{__version__}:{FORMAT_VERSION}:{snapshot.VERSION}"
        aliases = json.dumps(settings.headers, sort_keys=True)
        limits = json.dumps(settings.limits.key(), sort_keys=True)
        statuses = json.dumps(settings.status_means(), sort_keys=True)
        self._version = _hashed(version)[:4]
        self._parsing = f"{version}:{aliases}:{limits}"
        self._merging = f"{self._parsing}:{statuses}:{settings.conversation_gap_min}"
        self._index = read_index(self.place)
        self._seen: Seen = {}

    def content_hash(self, path: ExportFile, name: str) -> str:
        """The file's sha256; from the index if its signs are as remembered.

        Raises
        ------
        OSError : the file cannot be read.
        """
        signs = signs_of(path)
        known = self._index.get(name)
        if known is not None and known[0].sure and known[0] == signs:
            self._seen[name] = known
            return known[1]
        with path.open("rb") as file:
            sha256 = hashlib.file_digest(file, "sha256").hexdigest()
        self._seen[name] = signs, sha256
        return sha256

    def forget(self, name: str) -> None:
        """Look at the file's content again next time."""
        self._seen.pop(name, None)

    def remember(self, name: str, signs: Signs, sha256: str) -> None:
        """Take it that what has that name, which is no file, has these signs and that content."""
        self._seen[name] = signs, sha256

    def from_database(self, start: str, identity: int) -> Seen:
        """What came from a database at the last reading and is still kept.

        Its names begin with `start`; its signs have the identity in the place of a file's number.
        """
        return {
            name: (signs, sha256)
            for name, (signs, sha256) in self._index.items()
            if name.startswith(start) and signs.number == identity and self.entry(sha256).is_file()
        }

    def known(self) -> dict[str, str]:
        """The files of the last reading: name → sha256."""
        return {name: sha256 for name, (_, sha256) in self._index.items()}

    def get(self, sha256: str, name: str) -> list[ParsedTable] | None:
        """What was parsed from a file of that content, under its present name; None if unknown."""
        entry = KeptFile(self.entry(sha256))
        try:
            of = entry.about(_Entry)
            if of.sha256 != sha256 or of.parsing != self._parsing:
                return None
            sheets = [under_name(sheet, name) for sheet in of.sheets]
            frames = entry.tables()
            expect_told(sheets)
            for number in of.with_rows:
                expect_rows(sheets[number], frames[str(number)])
                sheets[number] = replace(sheets[number], frame=frames[str(number)])
        except (Unusable, ValueError, KeyError, IndexError):
            # However a damaged entry shows itself, it is as if it were not there: parsed anew.
            return None
        return sheets

    def put(self, sha256: str, parsed: list[ParsedTable]) -> bool:
        """Remember what was parsed from a file of that content; whether that could be written."""
        frames = {n: table.frame for n, table in enumerate(parsed) if table.frame is not None}
        sheets = [replace(table, frame=None) for table in parsed]
        of = _Entry(sha256, self._parsing, sheets, list(frames))
        tables = {str(number): frame for number, frame in frames.items()}
        return self.write(
            self.entry(sha256), lambda file: write_kept(file, of, tables, compressed=True)
        )

    def snapshot(self) -> Snapshot | None:
        """The merged shop of some former reading under the same settings."""
        return open_snapshot(self._snapshot(), self._merging)

    def keep(self, merged: Merged) -> str | None:
        """Remember the merged shop, in place of the one before.

        Returns
        -------
        What tells it from any other; None where it could not be written.
        """
        told: list[str] = []
        written = self.write(
            self._snapshot(), lambda file: told.append(write_snapshot(file, self._merging, merged))
        )
        return told[0] if written else None

    def figures(self) -> Path:
        """Where the figures of the merged shop are, if anywhere."""
        return self.place / f"figures-{self._of_merged()}{FIGURES_SUFFIX}"

    def finish(self, names: Iterable[str]) -> None:
        """Write the index of these files, as far as their content is known, in that order.

        Deletes what none of them needs, and what a killed process left half-written.
        """
        seen = {name: self._seen[name] for name in names if name in self._seen}
        if list(seen.items()) != list(self._index.items()):
            files = msgspec.Raw(msgspec.json.encode(seen))
            content = msgspec.json.encode(_Index(zlib.crc32(files), files))
            self.write(self.place / INDEX, lambda file: file.write(content))
        contents = {sha256[:32] for _, sha256 in seen.values()}
        for path in own_files(self.place):
            if self._is_over(path, contents):
                delete(path)

    def entry(self, sha256: str) -> Path:
        """Where the parsed rows of a file of that content are, if anywhere."""
        name = f"{sha256[:32]}-{self._version}{_hashed(self._parsing)[:4]}"
        return self.place / f"{name}{ENTRY_SUFFIX}"

    def _snapshot(self) -> Path:
        return self.place / f"shop-{self._of_merged()}{snapshot.SUFFIX}"

    def _of_merged(self) -> str:
        return f"{self._version}{_hashed(self._merging)[:4]}"

    def _is_over(self, path: Path, contents: set[str]) -> bool:
        """Whether a file of ours is needed by nobody; `contents`: how needed entries begin."""
        if path.suffix == PART:
            return is_left_behind(path)
        key = path.stem.rpartition("-")[2]
        if path.name == INDEX or path in (self._snapshot(), self.figures()):
            return False
        if path.suffix == ENTRY_SUFFIX and path.name[:32] not in contents:
            return True
        is_ours = path.suffix == ENTRY_SUFFIX and key == self.entry("").stem.rpartition("-")[2]
        return not is_ours and (key[:4] != self._version or age_s(path) > UNUSED_S)

    def write(self, path: Path, write: Callable[[IO[bytes]], object]) -> bool:
        """Write a file of ours; whether that could be done: else `trouble` says why not."""
        try:
            make_room(self.place)
            with replacing(path) as file:
                write(file)
        except OSError as error:
            self.trouble = error.strerror or str(error)
            return False
        return True


def read_index(place: Path) -> Seen:
    """The index of a cache; empty where there is none, or it is damaged or of another version."""
    try:
        with open_plain(place / INDEX) as file:
            content = file.read(MOST_INDEX_BYTES + 1)
        if len(content) > MOST_INDEX_BYTES:
            return {}
        index = msgspec.json.decode(content, type=_Index)
        if index.crc32 != zlib.crc32(index.files):
            return {}
        return msgspec.json.decode(index.files, type=Seen)
    except (OSError, msgspec.MsgspecError, RecursionError):
        return {}


def _hashed(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
