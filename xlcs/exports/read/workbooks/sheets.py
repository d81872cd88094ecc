"""The sheets of a workbook, within the process that reads workbooks.

Sheets of uniform columns are taken as whole columns, all others cell by cell. Source: spec,
"Tables".
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from functools import lru_cache, partial
from typing import Any

import fastexcel
from python_calamine import CalamineWorkbook, PasswordError

from xlcs.exports import side_by_side
from xlcs.exports.read.error_cells import ErrorCells
from xlcs.exports.read.grid import SheetCells, sheets_of
from xlcs.exports.read.headers.header import Aliases
from xlcs.exports.read.kinds.kind_of_file import ZIP
from xlcs.exports.read.limits import (
    BELIEVED_RATIO,
    CELL_CHARACTERS,
    LONGEST_CELL,
    MEGABYTE,
    MEMORY_RATIO,
    MEMORY_RATIO_OLD,
    MERGED_BYTES,
)
from xlcs.exports.read.merged_areas import Area
from xlcs.exports.read.sheet import FileRefused, Sheet
from xlcs.exports.read.text.csv import read_text
from xlcs.exports.read.text.one_cell_lines import column_as_text
from xlcs.exports.read.workbooks.ods_cells import beside_cells
from xlcs.exports.read.workbooks.xls_records import counts_from_1904, merged_areas
from xlcs.exports.read.workbooks.xlsx_as_text import (
    with_formulas_as_texts,
    with_new_errors_as_texts,
)
from xlcs.exports.read.workbooks.xlsx_columns import uniform_sheets
from xlcs.exports.read.workbooks.xlsx_parts import Parts
from xlcs.settings.limits import DEFAULTS, Limits, raised_by

_ERRORS = {
    "NA": "#N/A", "Ref": "#REF!", "Value": "#VALUE!", "Name": "#NAME?", "Div0": "#DIV/0!",
    "Null": "#NULL!", "Num": "#NUM!", "GettingData": "#GETTING_DATA",
}  # fmt: skip
"""calamine's names of Excel's errors."""

_UNKNOWN_ERROR = "Unsupported cell error value"
"""What calamine says of #SPILL! and others that came after it."""

_ERROR = re.compile(r"Error\((\w+)\)")


def memory_of_old(content: bytes, limits: Limits) -> int:
    """How much memory the reading of an XLS may take [byte].

    Raises
    ------
    FileRefused : it has more merged areas than there is memory for.
    """
    memory = limits.workbook_memory_mb * MEGABYTE + MEMORY_RATIO_OLD * len(content)
    if MERGED_BYTES * merged_areas(content) > memory:
        raise FileRefused("workbook_too_large", **raised_by("workbook_memory_mb"))
    return memory


def sheets_in(
    content: bytes, aliases: Aliases, limits: Limits, may_take: Callable[[int], None]
) -> list[Sheet]:
    """All sheets of a workbook; those with nothing but blank cells have no header.

    `may_take` is told how much memory they may take [byte], before any is read.

    Raises
    ------
    FileRefused : the workbook is damaged, a bomb, or has a password.
    MemoryError : it needs more memory than there is.
    """
    with _damage_told():
        if content.startswith(ZIP):
            return _of_zip(content, aliases, limits, may_take)
        may_take(memory_of_old(content, limits))
        return _by_cell(content, aliases, {}, since_1904=counts_from_1904(content))


def _of_zip(
    content: bytes, aliases: Aliases, limits: Limits, may_take: Callable[[int], None]
) -> list[Sheet]:
    """All sheets of an XLSX, XLSM, XLSB or ODS."""
    parts = Parts(content, limits.packed_ratio)
    least = limits.workbook_memory_mb * MEGABYTE
    may_take(least + MEMORY_RATIO * min(parts.unpacked_bytes(least), BELIEVED_RATIO * len(content)))
    if parts.is_ods():
        parts.odd_sheets(least)
        found = beside_cells(content, limits.sheet_cells)  # its dates are no serial numbers
        return _cell_by_cell(
            content, aliases, {}, lambda sheet: found[sheet.name].from_column(sheet.start[1])
        )
    names, uniform, odd = _looked_at(content, aliases, parts, least)
    if parts.has_formulas_without_values:
        content = with_formulas_as_texts(content)
        parts = Parts(content, limits.packed_ratio)
        names, uniform, odd = _looked_at(content, aliases, parts, least)
    known = {name: sheet for name, sheet in uniform.items() if name not in odd}
    if len(known) == len(names) > 0:
        return [known[name] for name in names]
    left = [name for name in names if name not in known]
    may_have_errors = [n for n in left if n in odd or not parts.is_there(n)] if names else None
    read = partial(_by_cell, aliases=aliases, known=known, may_have_errors=may_have_errors)
    try:
        with _damage_told():
            return read(content, since_1904=parts.since_1904)
    except FileRefused as refused:
        if _UNKNOWN_ERROR not in refused.found.get("why", ""):
            raise
    return read(with_new_errors_as_texts(content), since_1904=parts.since_1904)


def refuse_long_cells(sheets: Iterable[Sheet]) -> None:
    """Refuse a workbook with a text longer than any cell of Excel, in a column that matters.

    It may be put together from pieces of which none is long.

    Raises
    ------
    FileRefused : so it is.
    """
    for sheet in sheets:
        for cells in sheet.rows.cells.values() if sheet.rows else ():
            if cells.longer(LONGEST_CELL) is not None:
                raise FileRefused("cell_too_long", most=f"{CELL_CHARACTERS:,}")


def _looked_at(
    content: bytes, aliases: Aliases, parts: Parts, memory: int
) -> tuple[list[str], dict[str, Sheet], set[str]]:
    """What `_uniform` gives of an XLSX, and the odd ones among its sheets."""
    # Neither needs the interpreter much.
    with side_by_side.beside(partial(parts.odd_sheets, memory)) as looked:
        names, uniform = _uniform(content, aliases, parts)
        return names, uniform, looked()


def _uniform(content: bytes, aliases: Aliases, parts: Parts) -> tuple[list[str], dict[str, Sheet]]:
    """`uniform_sheets`; nothing where there is anything wrong, which the exact way tells."""
    try:
        with _damage_told():
            return uniform_sheets(content, aliases, parts)
    except FileRefused:
        return [], {}


def _by_cell(
    content: bytes,
    aliases: Aliases,
    known: Mapping[str, Sheet],
    *,
    may_have_errors: Collection[str] | None = None,
    since_1904: bool,
) -> list[Sheet]:
    """All sheets, those that are not known yet read cell by cell.

    `may_have_errors` are the sheets that may have error cells; None where that is not known.
    """
    errors = _errors(content, may_have_errors)

    def beside(sheet: Any) -> SheetCells:
        above, left = sheet.start
        areas = [
            Area(top + 1, bottom + 1, first - left)
            for (top, first), (bottom, _) in sheet.merged_cell_ranges or ()
        ]
        shown = errors.get(sheet.name)
        return SheetCells(areas, shown and shown.below(above), since_1904)

    return _cell_by_cell(content, aliases, known, beside)


def _cell_by_cell(
    content: bytes,
    aliases: Aliases,
    known: Mapping[str, Sheet],
    beside: Callable[[Any], SheetCells],
) -> list[Sheet]:
    """All sheets; `beside` tells what there is to know of one of calamine's beside its rows."""
    sheets: list[Sheet] = []
    with CalamineWorkbook.from_filelike(io.BytesIO(content)) as book:
        for name in book.sheet_names:
            if name in known:
                sheets.append(known[name])
                continue
            sheet = book.get_sheet_by_name(name)
            if sheet.start is None:
                sheets.append(Sheet(name, None, None))
            else:
                found = sheets_of(name, sheet.iter_rows(), aliases, beside(sheet))
                sheets += found if _is_known(found) else _in_one_column(sheet, aliases) or found
    if not sheets:
        raise FileRefused("workbook_without_sheets")
    return sheets


def _in_one_column(sheet: Any, aliases: Aliases) -> list[Sheet]:
    """The sections of a CSV that was pasted, or opened, into one column; none where it is not."""
    text = column_as_text(sheet.iter_rows())
    found = [] if text is None else read_text(text, aliases, DEFAULTS)
    return [replace(one, name=sheet.name, encoding=None) for one in found if _is_known(found)]


def _is_known(sheets: list[Sheet]) -> bool:
    return sheets[0].header is None or sheets[0].header.recognised


def _errors(content: bytes, among: Collection[str] | None) -> dict[str, ErrorCells]:
    """The error cells of those sheets, or of all; rows are counted from 1 in the first filled one.

    To find errors a workbook is read once more, so that this is done before it is read: both at
    once would take twice the memory.
    """
    if among is not None and not among:
        return {}
    reader = fastexcel.read_excel(content)
    names = [name for name in reader.sheet_names if among is None or name in among]
    return {name: ErrorCells.of(_errors_of(reader, name)) for name in names}


def _errors_of(reader: Any, name: str) -> Iterator[tuple[int, int, str]]:
    """Row, column and text of each error cell of a sheet."""
    sheet = reader.load_sheet(name, header_row=None, dtypes="string")
    _, found = sheet.to_arrow_with_errors()
    del sheet
    for cell in found.errors if found else ():
        row, column = cell.position
        yield row + 1, column, _error_text(cell.detail)


@lru_cache
def _error_text(detail: str) -> str:
    """What Excel shows of an error: `#N/A` for `Expected string but got 'Error(NA)'`."""
    found = _ERROR.search(detail)
    return _ERRORS[found[1]] if found else detail


@contextmanager
def _damage_told() -> Iterator[None]:
    """Whatever goes wrong in here, in calamine as a rule, the workbook is damaged."""
    try:
        yield
    except (FileRefused, MemoryError, KeyboardInterrupt, SystemExit, GeneratorExit):
        raise
    except PasswordError as error:
        raise FileRefused("password") from error
    except BaseException as error:  # a panic inside calamine is no Exception
        why = str(error).splitlines()[0] if str(error) else ""
        raise FileRefused("damaged_workbook", why=f"{type(error).__name__}: {why}") from error
