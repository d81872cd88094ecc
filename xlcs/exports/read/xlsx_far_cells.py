"""How far the cells of a workbook's sheets reach, before a sheet is read.

Calamine makes room for each cell between the first and the last one of a sheet, and the process
ends where there is not enough memory. One cell typed by mistake in the last row or column is what
does it, so that a sheet of such reach is refused here.
"""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Iterator
from typing import IO

from xlcs.exports.read.content import Content, as_source
from xlcs.exports.read.headers import column_letters, column_number
from xlcs.exports.read.sheet import FileRefused

MAX_CELLS = 120_000_000
MAX_SPARSE_CELLS = 40_000_000
"""Largest reach of a sheet that is read, and of a mostly empty one; a cell takes 32 bytes."""

MIN_CELL_BYTES = 4
"""Of XML a cell, below which most cells within the reach must be empty."""

SCANNED_BYTES = 4 << 20
"""A sheet of at most so much XML is looked through; of a longer one its own word is taken."""

_SHEETS = "xl/worksheets/"
_DIMENSION = re.compile(rb"""<(?:\w+:)?dimension ref=["']([A-Z]{1,3})(\d+):([A-Z]{1,3})(\d+)""")
_ROWS = re.compile(rb"""\sr=["'][A-Z]{0,3}(\d+)["']""")
_COLUMNS = re.compile(rb"""\sr=["']([A-Z]{2,})\d""")
_CHUNK_BYTES = 1 << 20
_OVERLAP_BYTES = 64
_LAST_LETTERS = 3


def check_reach(content: Content) -> None:
    """Refuse a workbook with a sheet that reaches too far; says nothing of other kinds of file.

    Raises
    ------
    FileRefused : it reaches too far, or its parts cannot be unpacked.
    """
    if not zipfile.is_zipfile(as_source(content)):
        return
    try:
        with zipfile.ZipFile(as_source(content)) as parts:
            for part in parts.infolist():
                if part.filename.startswith(_SHEETS) and part.filename.endswith(".xml"):
                    with parts.open(part) as file:
                        _check(file, part.file_size)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError) as error:
        raise FileRefused("damaged_workbook", why=str(error)) from error


def _check(file: IO[bytes], size: int) -> None:
    start = file.read(_CHUNK_BYTES)
    said = _DIMENSION.search(start)
    if said is not None and size > SCANNED_BYTES:
        left, top, right, bottom = (group.decode() for group in said.groups())
        width = column_number(right) - column_number(left) + 1
        height = int(bottom) - int(top) + 1
    else:
        width, height = _scanned(start, file)
        right, bottom = column_letters(width - 1), str(height)
    cells = width * height
    if cells > MAX_CELLS or (cells > MAX_SPARSE_CELLS and size < MIN_CELL_BYTES * cells):
        raise FileRefused("sheet_too_large", extent=f"A1:{right}{bottom}")


def _scanned(start: bytes, file: IO[bytes]) -> tuple[int, int]:
    """The greatest column and row that any cell says it is in."""
    width, height = 26, 1
    for chunk in _chunks(start, file):
        rows = set(_ROWS.findall(chunk))
        height = max(height, max((int(row) for row in rows), default=1))
        letters = {name.decode() for name in _COLUMNS.findall(chunk)}
        far = [column_number(name[: _LAST_LETTERS + 1]) + 1 for name in letters]
        width = max(width, *far) if far else width
    return width, height


def _chunks(start: bytes, file: IO[bytes]) -> Iterator[bytes]:
    chunk, rest = start, b""
    while chunk:
        yield rest + chunk
        rest = chunk[-_OVERLAP_BYTES:]
        chunk = file.read(_CHUNK_BYTES)
