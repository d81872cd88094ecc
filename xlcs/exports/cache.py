"""Parsed files kept beside the data, so that a refresh parses only what is new.

A cache entry is a zip (stored, not deflated: its members are compressed Arrow already) named by
the source file's content and by what else decides how it is parsed; so it is never stale, and a
file that was moved or doubled finds it too. `index.json` remembers each path's size and time with
its content hash, which saves reading unchanged files at all.

Nothing here is needed for a right answer. An entry that does not read back (the zip checks each
member by CRC-32) is parsed anew; entries and index are written beside and then replaced, so a
killed or a second process leaves whole files only.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import threading
import time
import zipfile
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Any

import pyarrow as pa

from xlcs import places
from xlcs.exports.parsed import FORMAT_VERSION, ParsedTable
from xlcs.problems import Problem
from xlcs.shop import Source

FOLDER = ".xlcs-cache"
INDEX = "index.json"
SUFFIX = ".zip"
FRESH_NS = 2_000_000_000
"""A file changed this shortly before it was read may change again within one tick of its
filesystem's clock: its content is looked at again next time."""
ABANDONED_S = 86_400
"""Age after which another process's unfinished file is taken to be left behind."""


class Cache:
    """The parsed files of one data folder.

    Parameters
    ----------
    folder : the data folder
    headers : the shop's own header aliases, part of what decides how a file is parsed

    Attributes
    ----------
    place : where the cache is: in the data folder, or in the user's application data where that
        cannot be written
    trouble : why something could not be written (disk full), or None
    """

    def __init__(self, folder: Path, headers: Mapping[str, Mapping[str, tuple[str, ...]]]) -> None:
        self.folder = folder
        self.place = cache_place(folder)
        self.trouble: str | None = None
        aliases = json.dumps(headers, sort_keys=True, ensure_ascii=True)
        self._parsing = hashlib.sha256(f"{FORMAT_VERSION}:{aliases}".encode()).hexdigest()[:8]
        self._index = self._read_index()
        self._seen: dict[str, list[Any]] = {}

    def content_hash(self, path: Path, name: str) -> str:
        """The file's sha256; from the index if its size and time are as remembered."""
        stat = path.stat()
        known = self._index.get(name)
        if known and known[:2] == [stat.st_size, stat.st_mtime_ns]:
            self._seen[name] = known
            return str(known[2])
        with path.open("rb") as file:
            sha256 = hashlib.file_digest(file, "sha256").hexdigest()
        settled = time.time_ns() - stat.st_mtime_ns > FRESH_NS
        self._seen[name] = [stat.st_size, stat.st_mtime_ns if settled else 0, sha256]
        return sha256

    def known(self) -> dict[str, str]:
        """The files of the last reading: name → sha256."""
        return {name: str(entry[2]) for name, entry in self._index.items()}

    def get(self, sha256: str, name: str) -> list[ParsedTable] | None:
        """What was parsed from a file of that content, under its present name; None if unknown."""
        try:
            with zipfile.ZipFile(self._entry(sha256)) as entry:
                records = json.loads(entry.read("tables.json"))
                arrows = [
                    entry.read(f"{number}.arrow") if record["frame"] else None
                    for number, record in enumerate(records)
                ]
            return [_parsed(r, arrow, name) for r, arrow in zip(records, arrows, strict=True)]
        except FileNotFoundError:
            return None
        except (
            OSError, EOFError, ValueError, KeyError, TypeError, NotImplementedError, RuntimeError,
            zipfile.BadZipFile, pa.ArrowException,
        ):  # fmt: skip
            # However a damaged entry shows itself, it is as if it were not there: parsed anew.
            return None

    def put(self, sha256: str, parsed: list[ParsedTable]) -> None:
        """Remember what was parsed from a file of that content."""
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as entry:
            entry.writestr("tables.json", json.dumps([_record(t) for t in parsed]))
            for number, table in enumerate(parsed):
                if table.frame is not None:
                    entry.writestr(f"{number}.arrow", _arrow(table.frame))
        self._write(self._entry(sha256).name, buffer.getvalue())

    def finish(self) -> None:
        """Write the index and delete what no present file needs."""
        if self._seen != self._index:
            self._write(INDEX, json.dumps(self._seen).encode())
        needed = {self._entry(known[2]).name for known in self._seen.values()} | {INDEX}
        for path in self.place.iterdir() if self.place.is_dir() else ():
            # Another process may be using or deleting the same file: then it is left to that one.
            with suppress(OSError):
                abandoned = path.suffix == SUFFIX and path.name not in needed
                if path.suffix == ".part":
                    abandoned = time.time() - path.stat().st_mtime > ABANDONED_S
                if abandoned:
                    path.unlink()

    def _entry(self, sha256: str) -> Path:
        return self.place / f"{sha256[:32]}-{self._parsing}{SUFFIX}"

    def _read_index(self) -> dict[str, list[Any]]:
        try:
            index = json.loads((self.place / INDEX).read_bytes())
        except (OSError, ValueError):
            return {}
        sound = isinstance(index, dict) and all(
            isinstance(v, list) and len(v) == 3 and isinstance(v[2], str) for v in index.values()
        )
        return index if sound else {}

    def _write(self, name: str, content: bytes) -> None:
        part = self.place / f"{name}.{os.getpid()}-{threading.get_ident()}.part"
        try:
            self.place.mkdir(parents=True, exist_ok=True)
            part.write_bytes(content)
            part.replace(self.place / name)
        except OSError as error:
            self.trouble = str(error)
            part.unlink(missing_ok=True)


def cache_place(folder: Path) -> Path:
    """Where the cache of a data folder is."""
    beside = folder / FOLDER
    if os.access(beside if beside.exists() else folder, os.W_OK):
        return beside
    key = hashlib.sha256(str(folder.resolve()).encode()).hexdigest()[:16]
    return places.user_data() / "cache" / key


def _arrow(frame: pa.Table) -> bytes:
    sink = pa.BufferOutputStream()
    options = pa.ipc.IpcWriteOptions(compression="lz4")
    with pa.ipc.new_file(sink, frame.schema, options=options) as writer:
        writer.write_table(frame.combine_chunks())
    return bytes(sink.getvalue())


def _record(table: ParsedTable) -> dict[str, Any]:
    source = asdict(table.source)
    for key in ("first", "last"):
        source[key] = source[key].isoformat() if source[key] else None
    return {
        "source": source,
        "frame": table.frame is not None,
        "unique": table.unique,
        "problems": [asdict(problem) for problem in table.problems],
    }


def _parsed(record: dict[str, Any], arrow: bytes | None, name: str) -> ParsedTable:
    source = dict(record["source"], file=name)
    for key in ("first", "last"):
        source[key] = datetime.fromisoformat(source[key]) if source[key] else None
    return ParsedTable(
        Source(**source),
        None if arrow is None else pa.ipc.open_file(pa.BufferReader(arrow)).read_all(),
        [Problem(**dict(problem, file=name)) for problem in record["problems"]],
        bool(record["unique"]),
    )
