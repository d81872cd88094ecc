"""Named arrays in one file, each with its checksum; read straight into their final memory.

Layout: a prefix (magic, layout version, the head's CRC-32, place and length), the arrays, each at a
multiple of 64 bytes, and the head as JSON (what the file is of, and each array's name, type, length
and CRC-32). The prefix is written last. Nothing is believed before its checksum fits.

Why not a format that exists: NumPy's zip of arrays is read by way of further copies, and in one
thread; Parquet and Arrow files decode, and their footers have no checksum.
"""

from __future__ import annotations

import json
import os
import struct
import sys
import zlib
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from xlcs.exports.cache.room import with_room

Array = npt.NDArray[Any]

LAYOUT = 1
_PREFIX = struct.Struct("<8sIIQQ")
_MAGIC = b"xlcsarr\n"
_ALIGNED = 64
_STEP = 1 << 20
"""Bytes read or written at a time: what was just read is still in the processor's cache when its
checksum is taken."""
_THREADS = 2


class Damaged(Exception):
    """The file is not whole, not of this layout, or not what was written."""


@dataclass(frozen=True)
class _Member:
    name: str
    dtype: np.dtype[Any]
    length: int
    crc: int
    offset: int

    @property
    def size(self) -> int:
        """Its length [bytes]."""
        return self.length * self.dtype.itemsize


@dataclass(frozen=True)
class Head:
    """What a file says of itself.

    about : what its writer said it is of
    """

    about: Mapping[str, Any]
    members: Sequence[_Member]


def write_arrays(path: Path, about: Mapping[str, Any], arrays: Mapping[str, Array]) -> None:
    """Write the arrays, each of one dimension, and what they are of, as JSON takes it.

    Raises
    ------
    OSError : the file cannot be written, the disk is full.
    """
    flat = {name: np.ascontiguousarray(array) for name, array in arrays.items()}
    listed = [[name, a.dtype.newbyteorder("<").str, len(a), 0] for name, a in flat.items()]
    members = _members(listed)
    path.write_bytes(b"")
    with ThreadPoolExecutor(_THREADS) as pool:
        shares = pool.map(lambda few: _write_some(path, few, flat), _shares(members))
        crcs = {name: crc for share in shares for name, crc in share.items()}
    listed = [[*entry[:3], crcs[str(entry[0])]] for entry in listed]
    head = json.dumps({"about": about, "arrays": listed}).encode()
    with path.open("r+b") as file:
        place = file.seek(0, os.SEEK_END)
        file.write(head)
        file.seek(0)
        file.write(_PREFIX.pack(_MAGIC, LAYOUT, zlib.crc32(head), place, len(head)))


def read_head(path: Path) -> Head:
    """The head alone.

    Raises
    ------
    OSError : the file cannot be opened or read.
    Damaged : see there.
    """
    with path.open("rb") as file:
        prefix = file.read(_PREFIX.size)
        if len(prefix) < _PREFIX.size:
            raise Damaged
        magic, layout, crc, place, length = _PREFIX.unpack(prefix)
        if magic != _MAGIC or layout != LAYOUT or place + length > path.stat().st_size:
            raise Damaged
        file.seek(place)
        content = file.read(length)
    if len(content) < length or zlib.crc32(content) != crc:
        raise Damaged
    head = json.loads(content)
    return Head(head["about"], _members(head["arrays"]))


def read_arrays(path: Path, head: Head) -> dict[str, Array]:
    """All arrays of the file with that head, by name, with room behind them; see `room`.

    Raises
    ------
    OSError : the file cannot be opened or read.
    Damaged : see there; the file may also have been replaced since its head was read.
    """
    arrays = {m.name: with_room(m.length, m.dtype) for m in head.members}
    with ThreadPoolExecutor(_THREADS) as pool:
        list(pool.map(lambda few: _read_some(path, few, arrays), _shares(head.members)))
    return arrays


def _members(listed: Sequence[Sequence[Any]]) -> list[_Member]:
    members, start = [], _PREFIX.size
    for name, dtype, length, crc in listed:
        start += -start % _ALIGNED
        members.append(_Member(name, np.dtype(dtype), length, crc, start))
        start += members[-1].size
    return members


def _shares(members: Sequence[_Member]) -> list[list[_Member]]:
    """The members shared out between the threads, as evenly as whole ones go."""
    shares: list[list[_Member]] = [[] for _ in range(_THREADS)]
    for member in sorted(members, key=lambda m: -m.size):
        min(shares, key=lambda share: sum(m.size for m in share)).append(member)
    return shares


def _steps(array: Array) -> Iterator[memoryview]:
    """The array's bytes, little end first, some at a time."""
    if sys.byteorder == "big" and array.dtype.itemsize > 1:
        raise Damaged  # nobody runs Excel there; without the snapshot all is right too
    if array.size:
        whole = array.view(np.uint8).data
        for at in range(0, len(whole), _STEP):
            yield whole[at : at + _STEP]


def _write_some(
    path: Path, members: Sequence[_Member], arrays: Mapping[str, Array]
) -> dict[str, int]:
    """Write some of the arrays; gives their checksums by name."""
    crcs = {}
    with path.open("r+b", buffering=0) as file:
        for member in members:
            file.seek(member.offset)
            crc = 0
            for step in _steps(arrays[member.name]):
                crc = zlib.crc32(step, crc)
                _write_all(file, step)
            crcs[member.name] = crc
    return crcs


def _write_all(file: Any, step: memoryview) -> None:
    done = 0
    while done < len(step):  # unbuffered writing may stop half-way, before a full disk say
        done += file.write(step[done:])


def _read_some(path: Path, members: Sequence[_Member], arrays: Mapping[str, Array]) -> None:
    with path.open("rb", buffering=0) as file:
        for member in members:
            file.seek(member.offset)
            crc = 0
            for step in _steps(arrays[member.name]):
                _read_all(file, step)
                crc = zlib.crc32(step, crc)
            if crc != member.crc:
                raise Damaged


def _read_all(file: Any, step: memoryview) -> None:
    done = 0
    while done < len(step):
        read = file.readinto(step[done:])
        if not read:
            raise Damaged
        done += read
