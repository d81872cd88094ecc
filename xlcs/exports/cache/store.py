"""What was read before, kept beside the data, so that a refresh does only what is new.

Three kinds of files: an **entry** for each source file, with its parsed rows; a **snapshot** of the
shop they were merged into (see `snapshot`); and `index.json`, each path's size and time with its
content's sha256, which saves reading unchanged files at all. An entry is a zip (stored, not
deflated: its members are compressed Arrow already) named by the source file's content and by what
else decides how it is parsed; so it is never stale, and a file that was moved or doubled finds it
too.

Nothing here is needed for a right answer. Whatever does not fit its checksum is made anew; every
file is written beside and then replaced, so that a killed or a second process leaves whole ones.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import struct
import threading
import time
import zipfile
import zlib
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

import pyarrow as pa

from xlcs import places
from xlcs.exports.cache import snapshot
from xlcs.exports.cache.records import sheet_of, sheet_record
from xlcs.exports.cache.snapshot import Snapshot, open_snapshot, write_snapshot
from xlcs.exports.merge.shop import Merged
from xlcs.exports.read.archives import ExportFile
from xlcs.exports.values.parsed import FORMAT_VERSION, ParsedTable
from xlcs.settings import Settings

FOLDER = ".xlcs-cache"
INDEX = "index.json"
SUFFIX = ".zip"
PART = ".part"
SECOND_NS = 1_000_000_000
FRESH_NS, FINE_FRESH_NS = 2_000_000_000, 100_000_000
"""A file changed this shortly before it was read may change again within one tick of its
filesystem's clock: its content is looked at again next time. The clock ticks every second or two
where times are whole seconds, else a hundred times a second and more."""
ABANDONED_S = 86_400
"""Age after which another process's unfinished file is taken to be left behind."""
TRIES, PAUSE_S = 4, 0.05
"""How often, and how far apart, a file is replaced that another process has open: Windows refuses
that, and reading one takes no longer."""

LARGE_BYTES = 1 << 24
"""To delete a larger file takes a good part of a second, in which nobody need wait."""

Seen = dict[str, list[Any]]
"""Relative name → size, time [ns; 0 where it may change unseen], sha256."""


class Cache:
    """What is kept of one data folder.

    Parameters
    ----------
    folder : the data folder
    settings : its header aliases decide how files are parsed, its statuses what merging finds

    Attributes
    ----------
    place : where the cache is: in the data folder, or in the user's application data where that
        cannot be written
    trouble : why something could not be written (disk full), or None
    """

    def __init__(self, folder: Path, settings: Settings) -> None:
        self.folder = folder
        self.place = cache_place(folder)
        self.trouble: str | None = None
        aliases = json.dumps(settings.headers, sort_keys=True)
        parsing = f"{FORMAT_VERSION}:{aliases}"
        merging = json.dumps([snapshot.VERSION, parsing, settings.status_means()], sort_keys=True)
        self._parsing = hashlib.sha256(parsing.encode()).hexdigest()[:8]
        self._merging = hashlib.sha256(merging.encode()).hexdigest()
        self._index = read_index(self.place)
        self._seen: Seen = {}

    def content_hash(self, path: ExportFile, name: str) -> str:
        """The file's sha256; from the index if its size and time are as remembered.

        Raises
        ------
        OSError : the file cannot be read.
        """
        stat = path.stat()
        known = self._index.get(name)
        if known and known[:2] == [stat.st_size, stat.st_mtime_ns]:
            self._seen[name] = known
            return str(known[2])
        with path.open("rb") as file:
            sha256 = hashlib.file_digest(file, "sha256").hexdigest()
        in_seconds = stat.st_mtime_ns % SECOND_NS == 0
        settled = time.time_ns() - stat.st_mtime_ns > (FRESH_NS if in_seconds else FINE_FRESH_NS)
        self._seen[name] = [stat.st_size, stat.st_mtime_ns if settled else 0, sha256]
        return sha256

    def forget(self, name: str) -> None:
        """Look at the file's content again next time."""
        self._seen.pop(name, None)

    def known(self) -> dict[str, str]:
        """The files of the last reading: name → sha256."""
        return {name: str(entry[2]) for name, entry in self._index.items()}

    def get(self, sha256: str, name: str) -> list[ParsedTable] | None:
        """What was parsed from a file of that content, under its present name; None if unknown."""
        try:
            with zipfile.ZipFile(self.entry(sha256)) as entry:
                records = json.loads(entry.read("tables.json"))
                arrows = [
                    entry.read(f"{number}.arrow") if record["frame"] else None
                    for number, record in enumerate(records)
                ]
            return [
                replace(sheet_of(record, name), frame=_frame(arrow))
                for record, arrow in zip(records, arrows, strict=True)
            ]
        except FileNotFoundError:
            return None
        except (
            OSError, EOFError, ValueError, KeyError, TypeError, NotImplementedError, RuntimeError,
            ArithmeticError, MemoryError, struct.error, zlib.error, zipfile.BadZipFile,
            pa.ArrowException,
        ):  # fmt: skip
            # However a damaged entry shows itself, it is as if it were not there: parsed anew.
            return None

    def put(self, sha256: str, parsed: list[ParsedTable]) -> None:
        """Remember what was parsed from a file of that content."""
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as entry:
            records = [sheet_record(t) | {"frame": t.frame is not None} for t in parsed]
            entry.writestr("tables.json", json.dumps(records))
            for number, table in enumerate(parsed):
                if table.frame is not None:
                    entry.writestr(f"{number}.arrow", _arrow(table.frame))
        self._write(self.entry(sha256), lambda part: part.write_bytes(buffer.getvalue()))

    def snapshot(self) -> Snapshot | None:
        """The merged shop of some former reading under the same settings."""
        return open_snapshot(self._snapshot(), self._merging)

    def keep(self, merged: Merged) -> None:
        """Remember the merged shop, in place of the one before."""
        self._write(self._snapshot(), lambda part: write_snapshot(part, self._merging, merged))

    def finish(self, names: Iterable[str]) -> None:
        """Write the index of these files, as far as their content is known, in that order.

        Deletes what none of them needs.
        """
        seen = {name: self._seen[name] for name in names if name in self._seen}
        if seen != self._index or list(seen) != list(self._index):
            self._write(self.place / INDEX, lambda part: part.write_bytes(_index_of(seen)))
        needed = {self.entry(str(known[2])).name for known in seen.values()}
        needed |= {INDEX, self._snapshot().name}
        for path in (path for path in own_files(self.place) if _is_over(path, needed)):
            # Another process may be using or deleting the same file: then it is left to that one.
            with suppress(OSError):
                path.unlink()

    def entry(self, sha256: str) -> Path:
        """Where the parsed rows of a file of that content are, if anywhere."""
        return self.place / f"{sha256[:32]}-{self._parsing}{SUFFIX}"

    def _snapshot(self) -> Path:
        return self.place / f"shop-{self._merging[:8]}{snapshot.SUFFIX}"

    def _write(self, path: Path, write: Callable[[Path], object]) -> None:
        part = self.place / f"{path.name}.{os.getpid()}-{threading.get_ident()}{PART}"
        try:
            self.place.mkdir(parents=True, exist_ok=True)
            write(part)
            _replace(part, path)
        except OSError as error:
            self.trouble = str(error)
            with suppress(OSError):
                part.unlink(missing_ok=True)


def cache_place(folder: Path) -> Path:
    """Where the cache of a data folder is."""
    beside = folder / FOLDER
    if os.access(beside if beside.exists() else folder, os.W_OK):
        return beside
    key = hashlib.sha256(str(folder.resolve()).encode()).hexdigest()[:16]
    return places.user_data() / "cache" / key


def read_index(place: Path) -> Seen:
    """The index of a cache; empty where there is none, or it is damaged or of another version."""
    try:
        index = json.loads((place / INDEX).read_bytes())
        files: Seen = dict(index["files"])
        return files if index["crc32"] == zlib.crc32(_canonical(files)) else {}
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return {}


def own_files(place: Path) -> list[Path]:
    """The files in a cache that are of a kind that xlcs writes there."""
    with suppress(OSError):
        return sorted(p for p in place.iterdir() if is_own(p.name) and p.is_file())
    return []


def is_own(name: str) -> bool:
    """Whether a file of that name is one that xlcs writes into a cache."""
    return name == INDEX or Path(name).suffix in (SUFFIX, snapshot.SUFFIX, PART)


def _is_over(path: Path, needed: set[str]) -> bool:
    if path.suffix != PART:
        return path.name not in needed
    with suppress(OSError):
        return time.time() - path.stat().st_mtime > ABANDONED_S
    return False


def _replace(part: Path, path: Path) -> None:
    """Put a written file in its place; one that was there and is large is deleted meanwhile."""
    aside = part.with_suffix(f".old{PART}")
    for left in reversed(range(TRIES)):
        try:
            large = path.exists() and path.stat().st_size > LARGE_BYTES
            if large:
                path.replace(aside)
            part.replace(path)
            if large:
                threading.Thread(target=_delete, args=(aside,)).start()
            return
        except PermissionError:
            if not left:
                raise
            time.sleep(PAUSE_S)


def _delete(path: Path) -> None:
    with suppress(OSError):
        path.unlink()


def _index_of(files: Seen) -> bytes:
    return json.dumps({"crc32": zlib.crc32(_canonical(files)), "files": files}).encode()


def _canonical(files: Seen) -> bytes:
    return json.dumps(files).encode()


def _arrow(frame: pa.Table) -> bytes:
    sink = pa.BufferOutputStream()
    options = pa.ipc.IpcWriteOptions(compression="lz4")
    with pa.ipc.new_file(sink, frame.schema, options=options) as writer:
        writer.write_table(frame.combine_chunks())
    return bytes(sink.getvalue())


def _frame(arrow: bytes | None) -> pa.Table | None:
    return None if arrow is None else pa.ipc.open_file(pa.BufferReader(arrow)).read_all()
