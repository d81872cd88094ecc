"""What a file is, told by its first bytes and never by its name.

Source: spec, "Tables" ("What a file is").
"""

from __future__ import annotations

import re
import struct
import zipfile
import zlib
from dataclasses import dataclass
from enum import Enum, auto
from typing import IO

from xlcs.exports.read.limits import ARCHIVE_DIRECTORY_BYTES
from xlcs.shop.shop import REPORT_MARK, TEMPLATE_MARK

ZIP = b"PK\x03\x04"
OLE = bytes.fromhex("D0CF11E0A1B11AE1")
_EMPTY_ZIP = b"PK\x05\x06"

START_BYTES = 1 << 12
"""How much of a file's beginning is looked at."""


class Kind(Enum):
    """What a file is."""

    EMPTY = auto()
    ZIP_WORKBOOK = auto()
    """XLSX, XLSM, XLSB, ODS."""
    OLE_WORKBOOK = auto()
    """XLS, an older .et, and any file of that container: its workbook may have a password."""
    MARKUP = auto()
    """HTML or XML."""
    EXCEL_ONLY = auto()
    """What Excel alone opens: a web archive, a workbook before Excel 5, SYLK."""
    ARCHIVE = auto()
    """A `.zip` of files."""
    OTHER_ARCHIVE = auto()
    """.rar, .7z, .gz and others."""
    FOREIGN = auto()
    """A picture, a document, a program."""
    TEXT = auto()
    """Anything else."""


OTHER_ARCHIVES = (
    b"Rar!\x1a\x07", b"7z\xbc\xaf\x27\x1c", b"\x1f\x8b", b"BZh", b"\xfd7zXZ\x00",
    b"\x28\xb5\x2f\xfd", b"MSCF",
)  # fmt: skip

_TAR, _TAR_AT = b"ustar", 257
"""How a .tar says what it is, behind the name of its first file."""

_FOREIGN = (
    b"%PDF-", b"\x89PNG\r\n", b"\xff\xd8\xff", b"GIF87a", b"GIF89a", b"II*\x00", b"MM\x00*",
    b"RIFF", b"OggS", b"ID3\x03", b"ID3\x04", b"\x7fELF", b"{\\rtf", b"SQLite format 3\x00",
    b"L\x00\x00\x00\x01\x14\x02\x00", b"\x00\x00\x01\x00", b"\xca\xfe\xba\xbe", b"wOFF",
)  # fmt: skip
"""How pictures, sounds, documents, programs and databases begin."""

_OLD_EXCEL = tuple(bytes((9, version, length, 0)) for version, length in ((0, 4), (2, 6), (4, 6)))
"""How a workbook of Excel 2, 3 and 4 begins."""

_MARKUP = re.compile(
    r"<(?:!--|(?:!doctype|html|head|meta|title|link|body|table|thead|tbody|tr|style|script|div|center"
    r"|h[1-6]|\?xml|\?mso|(?:\w+:)?workbook)\b)",
    re.IGNORECASE,
)
_WEB_ARCHIVE = re.compile(rb"(?i)(?:\A|\n)(?:mime-version:|content-type:\s*multipart/related)")

_PACKAGE = {"[content_types].xml", "xl/workbook.xml"}
"""Either makes a zip a package of Office: a program or a repair may have lost one."""
_OTHER_DOCUMENTS = ("word/", "ppt/", "visio/")
_OPEN_DOCUMENT = "mimetype"

_DIRECTORY_END, _WIDE_LOCATOR = b"PK\x05\x06", b"PK\x06\x07"
_END_BYTES = (1 << 16) + 22
_WIDE_BYTES = 20 + 56
"""A zip64 archive's locator, and the record before it that holds the true sizes."""

ZIP_ERRORS = (
    zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError,
    struct.error, OverflowError, MemoryError,
)  # fmt: skip
"""What `zipfile` raises of damaged or strange archives."""


class DirectoryTooLarge(Exception):
    """A zip's list of its files is too long to be read."""


@dataclass(frozen=True)
class Opened:
    """A file's kind.

    own : whether it is a workbook that xlcs itself wrote
    why : what is wrong with a zip that cannot be opened
    """

    kind: Kind
    own: bool = False
    why: str = ""


def kind_of(file: IO[bytes]) -> Opened:
    """What an open file is; it is left anywhere.

    Raises
    ------
    OSError : it cannot be read.
    DirectoryTooLarge : it is a zip of too many parts.
    """
    start = file.read(START_BYTES)
    if not start:
        return Opened(Kind.EMPTY)
    if start.startswith((ZIP, _EMPTY_ZIP)):
        return _kind_of_zip(file)
    return Opened(_kind_of_bytes(start))


def whole(file: IO[bytes]) -> bytes:
    """All of an open file."""
    file.seek(0)
    return file.read()


def _kind_of_bytes(start: bytes) -> Kind:
    if start.startswith(OLE):
        return Kind.OLE_WORKBOOK
    if start.startswith(OTHER_ARCHIVES) or start.startswith(_TAR, _TAR_AT):
        return Kind.OTHER_ARCHIVE
    if start.startswith(_FOREIGN) or _is_program(start) or start[4:8] == b"ftyp":
        return Kind.FOREIGN
    if start.startswith((b"ID;P", *_OLD_EXCEL)) or _WEB_ARCHIVE.search(start):
        return Kind.EXCEL_ONLY
    return Kind.MARKUP if _MARKUP.match(as_text(start).lstrip("\ufeff \t\r\n")) else Kind.TEXT


def _is_program(start: bytes) -> bool:
    is_bitmap = start.startswith(b"BM") and start[6:10] == bytes(4)
    return is_bitmap or (start.startswith(b"MZ") and b"\x00" in start)


def as_text(start: bytes) -> str:
    """The beginning of a text as far as its letters of ASCII go."""
    wide = start.startswith((b"\xff\xfe", b"\xfe\xff"))
    return start.decode("utf-16" if wide else "utf-8-sig", "replace")


def _kind_of_zip(file: IO[bytes]) -> Opened:
    try:
        with open_zip(file) as parts:
            kind = _kind_of_parts(parts)
            return Opened(kind, kind is Kind.ZIP_WORKBOOK and _is_own(parts))
    except ZIP_ERRORS as error:
        return Opened(Kind.ARCHIVE, why=str(error) or type(error).__name__)


def _is_own(parts: zipfile.ZipFile) -> bool:
    try:
        return own_mark(parts) is not None
    except ZIP_ERRORS:
        return False  # whatever is wrong with that part, none of ours is damaged so


def _kind_of_parts(parts: zipfile.ZipFile) -> Kind:
    names = {name.lower(): name for name in parts.namelist()}
    if not _PACKAGE.isdisjoint(names):
        is_document = any(name.startswith(_OTHER_DOCUMENTS) for name in names)
        return Kind.FOREIGN if is_document else Kind.ZIP_WORKBOOK
    said = names.get(_OPEN_DOCUMENT)
    if said is not None and parts.getinfo(said).file_size < START_BYTES:
        is_sheet = b"spreadsheet" in parts.read(said)
        return Kind.ZIP_WORKBOOK if is_sheet else Kind.FOREIGN
    return Kind.ARCHIVE


def open_zip(file: IO[bytes]) -> zipfile.ZipFile:
    """A zip opened for reading, after a look at how long its list of parts is.

    Raises
    ------
    DirectoryTooLarge : the list is too long.
    Exception : one of `ZIP_ERRORS`, where it is damaged.
    """
    if _directory_bytes(file) > ARCHIVE_DIRECTORY_BYTES:
        raise DirectoryTooLarge
    parts = zipfile.ZipFile(file)
    if any(part.header_offset < 0 for part in parts.infolist()):
        raise zipfile.BadZipFile("a part before the beginning")
    return parts


def _directory_bytes(file: IO[bytes]) -> int:
    """What a zip says of the length of its list; 0 where it says nothing."""
    size = file.seek(0, 2)
    file.seek(max(0, size - _END_BYTES - _WIDE_BYTES))
    tail = file.read()
    at = tail.rfind(_DIRECTORY_END)
    if at < 0 or len(tail) < at + 16:
        return 0
    if at >= _WIDE_BYTES and tail[at - 20 :].startswith(_WIDE_LOCATOR):
        (wide,) = struct.unpack_from("<Q", tail, at - _WIDE_BYTES + 40)
        return int(wide)
    (length,) = struct.unpack_from("<L", tail, at + 12)
    return int(length)


_PROPERTIES = ("docProps/core.xml", "meta.xml")
"""Of an XLSX, and of one that was saved as ODS."""

_MOST_BYTES = 1 << 16
"""Of properties that are looked at: ours take less than a thousand."""

_KEYWORDS = re.compile(rb"<(?:\w{1,20}:)?keywords?\b[^<>]{0,200}>([^<>]{0,200})<")


def own_mark(parts: zipfile.ZipFile) -> str | None:
    """The mark of a workbook that xlcs itself wrote (report, template), else None.

    Raises
    ------
    Exception : of `ZIP_ERRORS`, where that part is damaged.
    """
    properties = next((name for name in _PROPERTIES if name in parts.namelist()), None)
    if properties is None:
        return None
    with parts.open(properties) as part:
        found = _KEYWORDS.search(part.read(_MOST_BYTES))
    keywords = found[1].decode("utf-8", "replace") if found else ""
    return next((mark for mark in (REPORT_MARK, TEMPLATE_MARK) if mark in keywords), None)
