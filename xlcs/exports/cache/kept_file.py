"""A file of the cache: what it is of as JSON, and tables as Arrow IPC; a zip, stored as they are.

A zip holds a checksum of each member, and any program can look into it. What another program or
another version wrote there, be it by accident or by design, is unusable rather than believed:
nothing is unpacked, and Arrow looks through all it reads (lengths, offsets, indices, texts).
"""

from __future__ import annotations

import hashlib
import os
import stat
import struct
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any, TypeVar

import msgspec
import pyarrow as pa

from xlcs.exports.side_by_side import side_by_side

Of = TypeVar("Of")

ABOUT = "about.json"
ARROW = ".arrow"


class Unusable(Exception):
    """The file is not there, not whole, or not what was written."""


_SIGNS = (
    OSError, EOFError, ValueError, KeyError, TypeError, IndexError, AttributeError,
    NotImplementedError, RuntimeError, ArithmeticError, MemoryError, struct.error, zlib.error,
    zipfile.BadZipFile, pa.ArrowException, msgspec.MsgspecError,
)  # fmt: skip
"""How a damaged file shows itself."""


def write_kept(
    file: IO[bytes], about: Any, tables: Mapping[str, pa.Table], *, compressed: bool
) -> str:
    """Write what the file is of, which becomes JSON, and its tables.

    Returns
    -------
    The content's identity; see `KeptFile.identity`.

    Raises
    ------
    OSError : it cannot be written, the disk is full.
    """
    options = pa.ipc.IpcWriteOptions(compression="lz4" if compressed else None)
    with zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as kept:
        kept.writestr(ABOUT, msgspec.json.encode(about))
        for name, table in tables.items():
            with (
                kept.open(name + ARROW, "w", force_zip64=True) as member,
                pa.ipc.new_stream(member, table.schema, options=options) as stream,
            ):
                stream.write_table(table.combine_chunks())
    return _identity(kept)


class KeptFile:
    """A file of the cache, to be read.

    Raises
    ------
    Unusable : see there; in every method.
    """

    def __init__(self, path: Path) -> None:
        self.path = path

    def about(self, of: type[Of]) -> Of:
        """What the file is of: every part of it is of the type that `of` says."""
        with self._opened() as kept:
            return msgspec.json.decode(_member(kept, ABOUT), type=of)

    def identity(self) -> str:
        """What tells its content from any other: names, lengths and checksums of what it holds."""
        with self._opened() as kept:
            return _identity(kept)

    def tables(self) -> dict[str, pa.Table]:
        """Its tables."""
        with self._opened() as kept:
            names = [name for name in kept.namelist() if name.endswith(ARROW)]
        read = side_by_side(self._table, names)
        return {name.removesuffix(ARROW): table for name, table in read}

    def _table(self, name: str) -> pa.Table:
        with self._opened() as kept:
            table = pa.ipc.open_stream(pa.BufferReader(_member(kept, name))).read_all()
            table.validate(full=True)
            return table

    @contextmanager
    def _opened(self) -> Iterator[zipfile.ZipFile]:
        try:
            with open_plain(self.path) as file, zipfile.ZipFile(file) as kept:
                yield kept
        except _SIGNS as sign:
            raise Unusable(str(self.path)) from sign


def open_plain(path: Path) -> IO[bytes]:
    """A file opened to be read, if it is a plain one: neither a link nor a pipe, which would wait.

    Raises
    ------
    OSError : there is none, or it cannot be opened.
    """
    if not stat.S_ISREG(os.lstat(path).st_mode):
        raise OSError(f"no plain file: {path.name}")
    return path.open("rb")


def _identity(kept: zipfile.ZipFile) -> str:
    members = [[member.filename, member.file_size, member.CRC] for member in kept.infolist()]
    return hashlib.sha256(msgspec.json.encode(members)).hexdigest()


def _member(kept: zipfile.ZipFile, name: str) -> bytes:
    member = kept.getinfo(name)
    if member.compress_type != zipfile.ZIP_STORED or member.file_size != member.compress_size:
        raise ValueError(f"{name} is packed")
    return kept.read(member)
