"""Exports pasted into a workbook's sheets, kept as a workbook file that is read like any other."""

from __future__ import annotations

import hashlib
import re
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from datetime import date, datetime
from pathlib import Path
from typing import Any

from xlcs.addin.session import remembered_choices
from xlcs.addin.session.names import PASTE_PREFIX, PASTE_PREFIX_EN
from xlcs.system import places
from xlcs.system.part_files import delete_left_behind, replacing

FILE_NAME = "粘贴数据.xlsx"


def place(book: str, *, coming: bool = False) -> Path:
    """Where the pasted exports of a workbook are kept; while a refresh is under way: `coming`."""
    key = _hashed(remembered_choices.key(book))
    return _all_places() / (f"{key}-coming" if coming else key) / FILE_NAME


def _all_places() -> Path:
    return places.user_data() / "pasted"


def _hashed(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()[:16]


_OWN = re.compile(r"([0-9a-f]{16})(-coming)?")

UNUSED_S = 86_400
"""What was written since may be another process's, which reads it now [s]."""


def forget_all_but(books: Iterable[str]) -> None:
    """Delete what was pasted into workbooks but these, by `remembered_choices.key`."""
    known = {_hashed(book) for book in books}
    with suppress(OSError):  # there is none, or another process is at it
        for folder in _all_places().iterdir():
            own = _OWN.fullmatch(folder.name)
            if own is None or own[1] in known or folder.is_symlink():
                continue
            if time.time() - folder.stat().st_mtime > UNUSED_S:
                _clear(folder)


def _clear(folder: Path) -> None:
    """Delete what was pasted and the cache of it; whatever else lies there stays."""
    # Imported here because a cell's first call does not need it.
    from xlcs.exports.cache.places import FOLDER, own_files

    with suppress(OSError):  # another program may hold it open: the next refresh does it
        for path in (folder / FILE_NAME, *own_files(folder / FOLDER)):
            path.unlink(missing_ok=True)
        for emptied in (folder / FOLDER, folder):
            if emptied.is_dir():
                emptied.rmdir()


@contextmanager
def coming_for(book: str) -> Iterator[Path]:
    """Where a refresh writes what is pasted, until `settle`; nothing is left there."""
    path = place(book, coming=True)
    try:
        yield path
    finally:
        _clear(path.parent)


def kept(book: str) -> Path | None:
    """The file with what was pasted as of the last refresh; None where nothing was."""
    path = place(book)
    return path if path.is_file() else None


def settle(book: str, coming: Path | None) -> Path | None:
    """Make what a refresh has read the pasted exports of the workbook; returns its place."""
    path = place(book)
    if coming is None:
        _clear(path.parent)
        return None
    places.make_private(path.parent)
    return coming.replace(path)


def is_paste_sheet(name: str) -> bool:
    """Whether a sheet of that name holds a pasted export."""
    return name.startswith((PASTE_PREFIX, PASTE_PREFIX_EN))


def anything(sheets: Mapping[str, Sequence[Sequence[Any]]]) -> bool:
    """Whether any of the sheets holds a row below its headers."""
    return any(_filled(rows) for rows in sheets.values())


def _filled(rows: Sequence[Sequence[Any]]) -> bool:
    # The template's own sheets have headers, and nothing was pasted as long as they stand alone.
    holding = (any(value is not None and value != "" for value in row) for row in rows)
    return sum(holding) > 1


def write(
    path: Path,
    sheets: Mapping[str, Sequence[Sequence[Any]]],
    headers: Mapping[str, Mapping[str, tuple[str, ...]]],
) -> Path | None:
    """Write pasted sheets to a file of the user's alone; None, and no file, where there are none.

    Their rows are as Excel holds them, from A1 on. Only columns that a figure needs, under our
    headers or the settings', are written: the others may be personal data.
    """
    filled = {name: rows for name, rows in sheets.items() if _filled(rows)}
    if not filled:
        path.unlink(missing_ok=True)
        return None
    # Imported here because a cell's first call does not need it.
    import openpyxl

    from xlcs.exports.read.headers.header import accepted
    from xlcs.exports.read.needed import only_needed

    aliases = accepted(headers)
    book = openpyxl.Workbook(write_only=True)
    for name, rows in filled.items():
        sheet = book.create_sheet(name)
        for row in only_needed(rows, aliases):
            sheet.append([_cell(sheet, value) for value in row])
    places.make_private(path.parent)
    delete_left_behind(path.parent)
    with replacing(path) as file:
        book.save(file)
    return path


def _cell(sheet: Any, value: Any) -> Any:
    if isinstance(value, datetime):
        return value.replace(tzinfo=None)
    if value is None or isinstance(value, (bool, int, float, date)):
        return value
    from openpyxl.cell import WriteOnlyCell

    cell = WriteOnlyCell(sheet, str(value))
    cell.data_type = "s"
    return cell
