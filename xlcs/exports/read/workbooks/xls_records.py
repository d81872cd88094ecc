"""What the records of an XLS say beside its cells: password, epoch, how many merged areas.

Source: spec, "Tables" (serial numbers).
"""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator

_BEGINNING = bytes.fromhex("0908 1000 0006 0500")
"""The first record of a workbook since Excel 97."""

_RECORD = struct.Struct("<HH")
_PASSWORD, _FROM_1904, _END = 0x2F, 0x22, 0x0A
_RECORDS = 64
"""Those that matter are among so many first ones."""

_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
"""A part of an XLSX with a password, which is kept in the container of an XLS."""


def has_password(content: bytes) -> bool:
    """Whether a workbook in that container has a password."""
    return _ENCRYPTED in content or any(kind == _PASSWORD for kind, _ in _records(content))


def counts_from_1904(content: bytes) -> bool:
    """Whether the dates of an XLS count from 1904."""
    return any(kind == _FROM_1904 and value[:1] == b"\x01" for kind, value in _records(content))


_MERGED = re.compile(rb"\xe5\x00(?=(..)(..))", re.DOTALL)
"""Where a record of merged areas may begin: then follow its length and their number."""
_AREA, _COUNT = struct.Struct("<4H"), struct.Struct("<H")


def merged_areas(content: bytes) -> int:
    """How many merged areas there may be in all sheets, told without reading any."""
    count = 0
    for found in _MERGED.finditer(content):
        (length,), (areas,) = map(_COUNT.unpack, found.groups())
        if length == _COUNT.size + _AREA.size * areas:
            count += areas
    return count


def _records(content: bytes) -> Iterator[tuple[int, bytes]]:
    """The kinds and contents of the first records; none where the workbook is of another kind."""
    at = content.find(_BEGINNING)
    for _ in range(_RECORDS if at >= 0 else 0):
        if at + _RECORD.size > len(content):
            return
        kind, length = _RECORD.unpack_from(content, at)
        at += _RECORD.size
        yield kind, content[at : at + length]
        if kind == _END:
            return
        at += length
