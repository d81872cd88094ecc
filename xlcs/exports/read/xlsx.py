"""A workbook (XLSX, XLSM, XLSB, XLS) → its sheets: headers and the cells that matter.

Row numbers are Excel's. Hidden sheets are read like others. Source: spec, "Tables".
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import partial
from itertools import chain, compress, islice
from typing import Any

import numpy as np

from xlcs.exports.read.cells import Bools, Cells, from_column, joined, wholly_blank
from xlcs.exports.read.content import Content, as_source, opened
from xlcs.exports.read.headers import SEARCHED_ROWS, Aliases, Header, find_header
from xlcs.exports.read.kind_of_file import OLE
from xlcs.exports.read.sheet import FileRefused, Rows, Sheet
from xlcs.exports.read.xls import read_sheets
from xlcs.exports.read.xlsx_columns import uniform_sheets
from xlcs.exports.read.xlsx_errors import Errors, error_cells
from xlcs.exports.read.xlsx_far_cells import check_reach

BATCH_ROWS = 512
"""Rows taken apart into columns at a time."""

BATCHES_AT_A_TIME = 64
"""Batches put together before their cells become Arrow's."""

Column = tuple[object, ...]


def read_workbook(content: Content, aliases: Aliases) -> list[Sheet]:
    """Read all sheets of a workbook; those with nothing but blank cells have no header.

    Raises
    ------
    FileRefused : the workbook is damaged or has a password.
    OSError : it cannot be opened.
    """
    with opened(content) as file:
        is_old = file.read(len(OLE)) == OLE
    if is_old:
        return [_sheet(sheet, aliases, {}) for sheet in read_sheets(content)]
    check_reach(content)
    with ThreadPoolExecutor(1) as beside:  # neither needs the interpreter much
        seeking = beside.submit(error_cells, content)
        names, uniform = _uniform(content, aliases)
        errors: Mapping[str, Errors] = _guarded(seeking.result)
    sheets = {name: _with_errors(uniform[name], errors.get(name, {})) for name in uniform}
    if len(sheets) == len(names) > 0:
        return [sheets[name] for name in names]
    return _by_cell(content, aliases, sheets, errors)


def _uniform(content: Content, aliases: Aliases) -> tuple[list[str], dict[str, Sheet]]:
    """`uniform_sheets`; nothing where there is anything wrong, which the exact way tells."""
    try:
        names, sheets = _guarded(lambda: uniform_sheets(content, aliases))
    except (FileRefused, OSError):
        return [], {}
    return names, sheets


def _with_errors(sheet: Sheet, errors: Errors) -> Sheet:
    """A sheet that begins in A1, with its error cells put in."""
    assert sheet.header is not None
    assert sheet.header.row is not None
    assert sheet.rows is not None
    cells = _put_in(sheet.rows.cells, errors, sheet.header.row, 0)
    return replace(sheet, rows=replace(sheet.rows, cells=cells))


def _put_in(cells: Mapping[int, Cells], errors: Errors, above: int, left: int) -> dict[int, Cells]:
    """The cells of a sheet with its error cells; so many rows are above them, columns left."""
    out = dict(cells)
    for i in cells:
        below = {row - above - 1: text for row, text in errors.get(i + left, {}).items()}
        out[i] = cells[i].with_texts({at: text for at, text in below.items() if at >= 0})
    return out


def _by_cell(
    content: Content, aliases: Aliases, known: Mapping[str, Sheet], errors: Mapping[str, Errors]
) -> list[Sheet]:
    """All sheets, those that are not known yet read cell by cell."""
    from python_calamine import CalamineWorkbook, PasswordError

    try:
        with _guarded(lambda: CalamineWorkbook.from_object(as_source(content))) as book:
            return [
                known.get(name)
                or _sheet(
                    _guarded(partial(book.get_sheet_by_name, name)), aliases, errors.get(name, {})
                )
                for name in book.sheet_names
            ]
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
        raise FileRefused("damaged_workbook", why=f"{type(error).__name__}: {error}") from error


def _sheet(sheet: Any, aliases: Aliases, errors: Errors) -> Sheet:
    name = str(sheet.name)
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
    return Sheet(name, None, _moved(header, above), _rows(sheet, header, above, errors))


def _moved(header: Header, above: int) -> Header:
    return header if header.row is None else replace(header, row=header.row + above)


def _rows(sheet: Any, header: Header, above: int, errors: Errors) -> Rows:
    """The rows under the header, turned into columns."""
    assert header.row is not None
    first = above + header.row
    needed = header.needed
    parts: dict[int, list[Cells]] = {i: [] for i in needed}
    rows = islice(sheet.iter_rows(), first, None)
    count = 0
    while batches := list(islice(_batches(rows, needed), BATCHES_AT_A_TIME)):
        for place, i in enumerate(needed):
            parts[i].append(from_column(list(chain.from_iterable(b[place] for b in batches))))
        count += sum(len(batch[0]) for batch in batches)
    cells = {i: joined(pieces) for i, pieces in parts.items()}
    cells = _put_in(cells, errors, first, int(sheet.start[1]))
    number = np.arange(first + 1, first + 1 + count, dtype=np.int32)
    kept = _seen(islice(sheet.iter_rows(), first, None), list(cells.values()))
    if kept.all():
        return Rows(number, cells)
    return Rows(number[kept], {i: column.where(kept) for i, column in cells.items()})


def _batches(rows: Iterator[list[object]], needed: Sequence[int]) -> Iterator[list[Column]]:
    """The needed columns of a few rows at a time: a row that lives long costs collecting it."""
    while batch := list(islice(rows, BATCH_ROWS)):
        columns = list(zip(*batch, strict=True))
        yield [columns[i] for i in needed]


def _seen(rows: Iterator[Sequence[object]], columns: Sequence[Cells]) -> Bools:
    """Rows that are not wholly blank; only those with no cell that matters are looked at."""
    blank = wholly_blank(columns)
    seen = ~blank
    seen[blank] = np.fromiter(map(_is_seen, compress(rows, blank)), np.bool_, int(blank.sum()))
    return seen


def _is_seen(row: Sequence[object]) -> bool:
    return any(map(str.strip, map(str, row)))
