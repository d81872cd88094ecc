"""A workbook (XLSX, XLSM, XLSB, XLS) → its sheets: headers and the cells that matter.

Row numbers are Excel's. Hidden sheets are read like others. Source: spec, "Tables".
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from itertools import chain, compress, islice
from operator import itemgetter
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from xlcs.exports.cells import Bools, Cells, from_column, joined
from xlcs.exports.headers import SEARCHED_ROWS, Aliases, Header, find_header
from xlcs.exports.sheet import FileRefused, Rows, Sheet

BATCH_ROWS = 1 << 14
"""Rows turned into columns at a time: few enough that no row outlives its batch by long."""


def read_workbook(path: Path, aliases: Aliases) -> list[Sheet]:
    """Read all sheets of a workbook; those with nothing but blank cells have no header.

    Raises
    ------
    FileRefused : the workbook is damaged or has a password.
    OSError : it cannot be opened.
    """
    from python_calamine import CalamineWorkbook, PasswordError

    try:
        book = _guarded(lambda: CalamineWorkbook.from_path(str(path)))
        with book:
            names = list(book.sheet_names)
            return [_guarded(partial(_sheet, book, name, aliases)) for name in names]
    except PasswordError as error:
        raise FileRefused("password") from error


def _guarded(step: Callable[[], Any]) -> Any:
    """Run a step of calamine; whatever goes wrong in it, the workbook is damaged."""
    from python_calamine import PasswordError

    try:
        return step()
    except (OSError, MemoryError, PasswordError):
        raise
    except (KeyboardInterrupt, SystemExit, GeneratorExit):
        raise
    except BaseException as error:  # a panic inside calamine is no Exception
        raise FileRefused("damaged_workbook", why=str(error) or type(error).__name__) from error


def _sheet(book: Any, name: str, aliases: Aliases) -> Sheet:
    sheet = book.get_sheet_by_name(name)
    if sheet.start is None:
        return Sheet(name, None, None)
    above = int(sheet.start[0])
    rows = islice(sheet.iter_rows(), above, None)
    head = list(islice(rows, SEARCHED_ROWS))
    shown = [[str(cell) for cell in row] for row in head]
    if not any(cell.strip() for row in shown for cell in row):
        rest = next((row for row in rows if _is_seen(row)), None)
        if rest is None:
            return Sheet(name, None, None)
    header = find_header(shown, aliases)
    if header.row is None or header.refused:
        return Sheet(name, None, _moved(header, above))
    data = chain(head[header.row :], rows)
    return Sheet(name, None, _moved(header, above), _rows(data, header, above))


def _moved(header: Header, above: int) -> Header:
    return header if header.row is None else replace(header, row=header.row + above)


def _rows(data: Iterator[list[object]], header: Header, above: int) -> Rows:
    """The rows under the header, turned into columns batch by batch."""
    assert header.row is not None
    needed = sorted(set(header.columns.values()))
    parts: dict[int, list[Cells]] = {i: [] for i in needed}
    numbers: list[npt.NDArray[np.int32]] = []
    first = above + header.row + 1
    while batch := list(islice(data, BATCH_ROWS)):
        cells = {i: from_column(list(map(itemgetter(i), batch))) for i in needed}
        kept = _seen(batch, list(cells.values()))
        number = np.arange(first, first + len(batch), dtype=np.int32)
        if kept.all():
            numbers.append(number)
        else:
            numbers.append(number[kept])
            cells = {i: column.where(kept) for i, column in cells.items()}
        for i, column in cells.items():
            parts[i].append(column)
        first += len(batch)
    number = np.concatenate(numbers) if numbers else np.empty(0, dtype=np.int32)
    return Rows(number, {i: joined(pieces) for i, pieces in parts.items()})


def _seen(batch: Sequence[Sequence[object]], columns: Sequence[Cells]) -> Bools:
    """Rows that are not wholly blank; those that matter are looked at first, all together."""
    blank = columns[0].blank()
    for column in columns[1:]:
        if not blank.any():
            break
        blank &= column.blank()
    seen = ~blank
    seen[blank] = np.fromiter(map(_is_seen, compress(batch, blank)), np.bool_, int(blank.sum()))
    return seen


def _is_seen(row: Sequence[object]) -> bool:
    return any(map(str.strip, map(str, row)))
