"""The finished workbook as a file: large tables' rows filled in, fixed stamps, put in its place.

A workbook is a zip of XML parts. The parts come ready from the writer but for the rows of large
tables, which go in here, as text, while the file is written.
"""

from __future__ import annotations

import errno
import os
import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO
from xml.sax.saxutils import quoteattr
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from xlcs.errors import WorkbookError
from xlcs.report.description.formats import wording
from xlcs.system import part_files
from xlcs.system.refusals import refusal

_EARLIEST = (1980, 1, 1, 0, 0, 0)
"""The stamp of every part: the least that a zip can say, so that equal content is equal bytes."""

_LEVEL = 4
"""Of compression; 6 takes twice as long for 5 % less."""


@dataclass(frozen=True)
class Late:
    """What goes into a sheet's part at the end.

    rows : XML of rows below all others
    dimension : the range that the sheet has with them; "" where there are none
    texts : ranges of texts that may look like numbers, for Excel not to remark on each of them
    alts : of a drawing's charts, in words what each shows
    """

    rows: Iterable[str] = ()
    dimension: str = ""
    texts: tuple[str, ...] = ()
    alts: tuple[str, ...] = ()


def write_package(parts: IO[bytes], late: Mapping[str, Late], target: IO[bytes]) -> None:
    """Copy a workbook's parts to the target, adding to its sheets what comes late, by part."""
    with ZipFile(parts) as source, ZipFile(target, "w", ZIP_DEFLATED, compresslevel=_LEVEL) as out:
        for name in source.namelist():
            content = source.read(name)
            info = ZipInfo(name, _EARLIEST)
            info.compress_type = ZIP_DEFLATED
            info._compresslevel = _LEVEL  # type: ignore[attr-defined]
            if name not in late:
                out.writestr(info, content)
                continue
            added = late[name]
            if added.alts:
                out.writestr(info, _with_alts(content, added.alts))
                continue
            head, end, tail = content.partition(b"</sheetData>")
            if added.dimension:
                dimension = f'<dimension ref="{added.dimension}"'.encode()
                head = re.sub(rb'<dimension ref="[^"]*"', dimension, head, count=1)
            with out.open(info, "w") as part:
                part.write(head)
                for rows in added.rows:
                    part.write(rows.encode())
                part.write(end + _with_texts(tail, added.texts))


def _with_alts(drawing: bytes, alts: tuple[str, ...]) -> bytes:
    """A drawing's part, its charts described."""
    left = iter(alts)
    return re.sub(rb"<cNvPr ", lambda _: f"<cNvPr descr={quoteattr(next(left))} ".encode(), drawing)


def _with_texts(tail: bytes, areas: tuple[str, ...]) -> bytes:
    """The end of a sheet's part, saying that these ranges are texts on purpose."""
    if not areas:
        return tail
    texts = "".join(f'<ignoredError sqref="{area}" numberStoredAsText="1"/>' for area in areas)
    # ECMA-376 part 1, 18.3.1.99: after breaks, before drawings and what follows them.
    before = re.search(rb"<(drawing|legacyDrawing|tableParts|extLst|/worksheet)\b", tail)
    assert before is not None
    at = before.start()
    return tail[:at] + f"<ignoredErrors>{texts}</ignoredErrors>".encode() + tail[at:]


@contextmanager
def replacing(path: Path, language: str) -> Iterator[IO[bytes]]:
    """A file to write that takes the place of `path` at the end, or vanishes on any failure.

    Raises
    ------
    WorkbookError
        It cannot be written or put in place; an older file is whole, nothing is left behind.
    """
    try:
        if not is_possible(path):
            raise OSError(errno.EINVAL, os.strerror(errno.EINVAL))
        if path.exists() and not path.is_file():  # a folder has its own message; a device must stay
            raise FileExistsError("no regular file")
        part_files.delete_left_behind(path.parent)
        with part_files.replacing(path, for_all=True) as file:
            yield file
    except OSError as error:
        raise WorkbookError(_why(error, path, language)) from error


def is_possible(path: Path) -> bool:
    """Whether the system has names for such a path: none with a zero byte or half a character."""
    try:
        return b"\0" not in os.fsencode(path)
    except UnicodeEncodeError:
        return False


def _why(error: OSError, path: Path, language: str) -> str:
    say = wording(language)
    if not os.path.isdir(path.parent):  # noqa: PTH112 (a name too long is none here)
        return say(
            f"文件夹 {path.parent} 不存在，{path.name} 没有写成。"
            "请先新建这个文件夹，或换一个位置。",
            f"The folder {path.parent} does not exist; {path.name} was not written. Make the folder"
            " or choose another place.",
        )
    if os.path.isdir(path):  # noqa: PTH112
        example = path / f"report{path.suffix}"
        return say(
            f"{path} 是一个文件夹，不能写成文件。请给出文件名，如 {example}。",
            f"{path} is a folder. Give a file name, such as {example}.",
        )
    if error.errno == errno.ENOSPC:
        return say(
            f"磁盘已满，{path} 没有写成，原来的文件没有改动。请腾出空间后重试。",
            f"The disk is full; {path} was not written, an older file is unchanged. Free some space"
            " and try again.",
        )
    if isinstance(error, PermissionError):
        return say(
            f"{path} 写不进去：可能正在 Excel 里打开，或没有写入权限。原来的文件没有改动。"
            "请关闭它后重试，或换一个文件名或位置。",
            f"{path} cannot be written: it may be open in Excel, or you may not write there. An"
            " older file is unchanged. Close it and try again, or choose another name or place.",
        )
    return say(
        f"{path} 没有写成（{refusal(error, language)}），原来的文件没有改动。请换一个位置后重试。",
        f"{path} was not written ({refusal(error, language)}); an older file is unchanged. Choose"
        " another place and try again.",
    )
