"""A `.zip` as a folder of files: nothing is unpacked but what is read, and that into memory.

Source: spec, "Tables" (a `.zip` is read as a folder).
"""

from __future__ import annotations

import io
import re
import stat
import struct
import zipfile
import zlib
from collections.abc import Container
from dataclasses import dataclass
from itertools import pairwise
from os import stat_result
from pathlib import Path, PurePosixPath

from xlcs.exports.read.kinds.kind_of_file import ZIP, ZIP_ERRORS, DirectoryTooLarge, open_zip
from xlcs.exports.read.limits import MEGABYTE, MEMBER_NAME, MEMBER_PATH, PACKED_BYTES
from xlcs.exports.read.sheet import FileRefused
from xlcs.settings.limits import Limits, raised_by
from xlcs.tables import UNSEEN

_ENCRYPTED, _NAME_IN_UTF8 = 0x1, 0x800
_PACKINGS = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}
"""Ways of packing whose unpacking needs little memory, whatever is packed."""

_ENTRY = struct.Struct("<26xHH")
"""What stands before a file in a `.zip`: the lengths of its name and of what follows that."""

_PACKED_START = 1 << 10
_CHECKSUM, _ENTRY_LOST, _OVERLAP = "checksum", "entry", "overlap"


@dataclass(frozen=True)
class Member:
    """A file in a `.zip`, to be opened like a file on disk.

    archive : the `.zip`
    name : its name there as it is shown, with `/`
    entry : what the archive says of it
    """

    archive: Path
    name: str
    entry: zipfile.ZipInfo

    @property
    def suffix(self) -> str:
        """The end of its name from the last dot on."""
        return PurePosixPath(self.name).suffix

    def stat(self) -> stat_result:
        """Size and times of the archive: while these stay, so does the member."""
        return self.archive.stat()

    def open(self, mode: str = "rb") -> io.BytesIO:
        """The unpacked file; see `read_bytes`."""
        assert mode == "rb"
        return io.BytesIO(self.read_bytes())

    def read_bytes(self) -> bytes:
        """The unpacked file.

        Raises
        ------
        FileRefused : it is damaged.
        OSError : the archive cannot be opened.
        """
        content = self._unpacked(self.entry.file_size, self.entry.compress_size)
        if len(content) != self.entry.file_size or zlib.crc32(content) != self.entry.CRC:
            raise FileRefused("archive_damaged", why=_CHECKSUM)
        return content

    def start(self, size: int) -> bytes:
        """Its first bytes, at most so many; see `read_bytes`."""
        packed_size = min(self.entry.compress_size, size + _PACKED_START)
        return self._unpacked(min(size, self.entry.file_size), packed_size)

    def _unpacked(self, size: int, packed_size: int) -> bytes:
        """So many bytes at most, unpacked from so many.

        Not by `zipfile`: it would read the archive's whole list for each of its files.
        """
        with self.archive.open("rb") as file:
            file.seek(self.entry.header_offset)
            head = file.read(_ENTRY.size)
            if len(head) != _ENTRY.size or not head.startswith(ZIP):
                raise FileRefused("archive_damaged", why=_ENTRY_LOST)
            name_length, extra_length = _ENTRY.unpack(head)
            file.seek(name_length + extra_length, 1)
            content = file.read(packed_size)
        is_stored = self.entry.compress_type == zipfile.ZIP_STORED
        if is_stored or not size:  # zlib takes a limit of 0 for none
            return content[:size]
        try:
            return zlib.decompressobj(-zlib.MAX_WBITS).decompress(content, size)
        except zlib.error as error:
            raise FileRefused("archive_damaged", why=str(error)) from error


ExportFile = Path | Member
"""A file of the data folder, on disk or in a `.zip`."""


def on_disk(file: ExportFile) -> Path:
    """The file that a file of the data folder is, or lies in."""
    return file.archive if isinstance(file, Member) else file


def members(archive: Path, limits: Limits) -> list[Member]:
    """The files in a `.zip`, after a look at what they would take to unpack.

    Raises
    ------
    FileRefused : it is damaged, has a password, or is too large.
    OSError : it cannot be opened.
    """
    try:
        with archive.open("rb") as file, open_zip(file) as parts:
            listed = parts.infolist()
    except DirectoryTooLarge as error:
        raise too_large(limits) from error
    except ZIP_ERRORS as error:
        raise FileRefused("archive_damaged", why=str(error) or type(error).__name__) from error
    files = [info for info in listed if not info.filename.endswith("/")]
    if any(info.flag_bits & _ENCRYPTED for info in files):
        raise FileRefused("archive_password")
    _check_sizes(files, limits)
    if any(info.compress_type not in _PACKINGS for info in files):
        raise FileRefused("archive_packing")
    found: dict[str, Member] = {}
    for info in files:
        if not stat.S_ISLNK(info.external_attr >> 16):
            name = free_name(shown_name(info), found)
            found[name] = Member(archive, name, info)
    return list(found.values())


def _check_sizes(infos: list[zipfile.ZipInfo], limits: Limits) -> None:
    """Refuse an archive of too many files or bytes.

    A file cannot be larger than its entry says: unpacking stops there.
    """
    if len(infos) > limits.archive_files:
        raise too_large(limits)
    whole = sum(info.file_size for info in infos)
    if whole > limits.archive_mb * MEGABYTE:
        raise _unpacked_too_large("", whole, f"{limits.archive_mb} MB", "archive_mb")
    for info in infos:
        size, packed = info.file_size, max(info.compress_size, 1)
        named = f"{shown_name(info)}: "
        if size > limits.archive_file_mb * MEGABYTE:
            most = f"{limits.archive_file_mb} MB"
            raise _unpacked_too_large(named, size, most, "archive_file_mb")
        if size > PACKED_BYTES and size > limits.packed_ratio * packed:
            raise _unpacked_too_large(named, size, f"1:{limits.packed_ratio}", "packed_ratio")
    all_packed = sum(info.compress_size for info in infos)
    if whole > PACKED_BYTES and whole > limits.packed_ratio * all_packed:
        raise _unpacked_too_large("", whole, f"1:{limits.packed_ratio}", "packed_ratio")
    if _overlap(infos):
        raise FileRefused("archive_damaged", why=_OVERLAP)


def _overlap(infos: list[zipfile.ZipInfo]) -> bool:
    """Whether one and the same bytes are said to be of several files: what was packed once would
    be unpacked a thousand times."""
    ends = sorted((info.header_offset, info.compress_size) for info in infos)
    return any(at + _ENTRY.size + size > following for (at, size), (following, _) in pairwise(ends))


def _unpacked_too_large(named: str, size: int, most: str, key: str) -> FileRefused:
    what = f"{named}{size // MEGABYTE} MB"
    return FileRefused("archive_too_large", what=what, most=most, **raised_by(key))


def too_large(limits: Limits) -> FileRefused:
    """The refusal of an archive of too many files."""
    most = str(limits.archive_files)
    found = raised_by("archive_files")
    return FileRefused("archive_too_large", what=f"> {most}", most=most, **found)


def shown_name(info: zipfile.ZipInfo) -> str:
    """A file's name in an archive, with `/`.

    Archives made in China hold names in GBK and do not say so; `zipfile` then takes each byte for
    a letter of the first IBM PC. Of a name that is longer than any system has them, the middle is
    left out.
    """
    name = info.orig_filename
    if not info.flag_bits & _NAME_IN_UTF8:
        raw = name.encode("cp437", "replace")
        try:
            name = raw.decode("utf-8")
        except UnicodeDecodeError:
            name = raw.decode("gb18030", "replace")
    name = re.sub(f"[{UNSEEN}]", "", name).replace("\\", "/")
    parts = [_short(part, MEMBER_NAME) for part in name.split("/") if part not in ("", ".", "..")]
    return _short("/".join(parts), MEMBER_PATH) or "?"


def _short(name: str, most: int) -> str:
    """The name; the beginning and the end of one that no system could have."""
    kept = most // 2
    return name if len(name) <= most else f"{name[:kept]}…{name[-kept:]}"


def free_name(name: str, taken: Container[str]) -> str:
    """The name, with a number before its suffix where another file is shown under it already."""
    suffix = PurePosixPath(name).suffix
    free, number = name, 1
    while free in taken:
        number += 1
        free = f"{name.removesuffix(suffix)} ({number}){suffix}"
    return free
