"""Descriptions of sheets, written into the open workbook by xlwings.

The workbook belongs to the user. Only cells that were written here before are written again: a
name in the workbook (`MADE`) marks them, and it moves with them. Sheets, formulas, comments and
anything else that the user put beside them stay; what stands below a table that grows moves down.
Where the user changed the shape of the marked cells (inserted a row or a column into them, say),
they are his from then on, and a new sheet is made.

Values, number formats and headers are written; charts, the colours of verdicts and what only the
template has (cells to fill in, array formulas) are the file writer's. Text never becomes a formula,
nor a date or a number.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

import numpy as np
import pandas as pd

from xlcs.errors import WorkbookError
from xlcs.report.description.appearance import HEADER_FILL, MUTED
from xlcs.report.description.formats import (
    CELL_LIMIT,
    NUMBER_FORMATS,
    TEXT_KINDS,
    WRAPPED_KINDS,
    fitted_width,
)
from xlcs.report.description.sheets import (
    Column,
    Formula,
    Sheet,
    Table,
    Text,
    Tile,
    Value,
    continued,
)

MADE = "xlcs_made_"
"""Name of the cells that were written, followed by the sheet's id; and with `SIZE`, their size."""
SIZE = "_size"

TITLE_SIZE = 14
"""Type of a sheet's title [points]."""

_TEXT = {
    "zh": {
        "protected": "工作表“{sheet}”有保护，写不进去。请先撤销保护（审阅 → 撤销工作表保护）。",
        "structure": "工作簿的结构有保护，加不了工作表“{sheet}”。"
        "请先撤销保护（审阅 → 保护工作簿）。",
        "occupied": "工作表“{sheet}”的 {area} 里有别的内容，写不下。请把它移开后再试。",
    },
    "en": {
        "protected": "Sheet “{sheet}” is protected and cannot be written. Unprotect it first.",
        "structure": "The workbook's structure is protected, and sheet “{sheet}” cannot be added."
        " Unprotect it first (Review → Protect Workbook).",
        "occupied": "Cells {area} of sheet “{sheet}” hold something else. Move it and try again.",
    },
}  # fmt: skip


@dataclass(frozen=True)
class Area:
    """Cells from (row, col) to (last_row, last_col), counted from 1."""

    row: int
    col: int
    last_row: int
    last_col: int

    @property
    def size(self) -> tuple[int, int]:
        """Its rows and columns."""
        return self.last_row - self.row + 1, self.last_col - self.col + 1

    def moved(self, rows: int, cols: int) -> Area:
        """The area so many rows further down and columns further right."""
        return Area(self.row + rows, self.col + cols, self.last_row + rows, self.last_col + cols)


@dataclass
class Plan:
    """Everything that is going to be written on one sheet, worked out before anything is."""

    sheet: Sheet
    values: list[list[Any]]
    formats: list[tuple[Area, str]] = field(default_factory=list)
    headers: list[Area] = field(default_factory=list)
    headings: list[Area] = field(default_factory=list)
    quiet: list[Area] = field(default_factory=list)
    wrapped: list[Area] = field(default_factory=list)
    widths: dict[int, float] = field(default_factory=dict)

    @property
    def size(self) -> tuple[int, int]:
        """Its rows and columns."""
        return len(self.values), len(self.values[0])


def write_live(book: Any, sheets: Sequence[Sheet], language: str = "zh") -> list[str]:
    """Write sheets into the open workbook and return the names of the sheets they are on.

    A table beyond Excel's rows goes on in further sheets.

    Raises
    ------
    WorkbookError
        A sheet or the workbook's structure is protected, or cells that are needed hold something
        else. Nothing was written.
    """
    plans = [plan(part) for sheet in sheets for part in continued(sheet)]
    places = [_place(book, each, language) for each in plans]
    missing = [each.sheet for each, place in zip(plans, places, strict=True) if place is None]
    if missing and sys.platform != "darwin" and book.api.ProtectStructure:
        raise WorkbookError(_TEXT[language]["structure"].format(sheet=missing[0].name))
    active = book.sheets.active
    names = [_write(book, each, place) for each, place in zip(plans, places, strict=True)]
    active.activate()
    return names


def plan(sheet: Sheet) -> Plan:
    """What of a sheet is written, and where, counted from the sheet's first cell."""
    blocks = [block for block in sheet.blocks if isinstance(block, (Text, Tile, Table))]
    rows = max((_extent(block)[0] for block in blocks), default=1)
    cols = max((_extent(block)[1] for block in blocks), default=1)
    made = Plan(sheet, [[None] * cols for _ in range(rows)])
    for block in blocks:
        if isinstance(block, Table):
            _plan_table(made, block)
        elif isinstance(block, Tile):
            _plan_tile(made, block)
        else:
            _plan_text(made, block)
    for col, width in sheet.widths.items():
        made.widths.setdefault(col, width)
    return made


def _extent(block: Text | Tile | Table) -> tuple[int, int]:
    if isinstance(block, Table):
        return block.last_row, block.last_col
    return (block.last_row if isinstance(block, Tile) else block.row), block.col


def _plan_text(made: Plan, text: Text) -> None:
    told = text.text
    if isinstance(told, str):  # broken for paper: here it runs on over the cells beside it
        told = told.replace("\n", " ")
    made.values[text.row - 1][text.col - 1] = _cell(told)
    area = Area(text.row, text.col, text.row, text.col)
    if text.role in ("title", "first", "heading"):
        made.headings.append(area)
    elif text.role != "warning":
        made.quiet.append(area)


def _plan_tile(made: Plan, tile: Tile) -> None:
    lines = [tile.caption, tile.value, *(line for line, _ in tile.lines)]
    for offset, line in enumerate(lines):
        made.values[tile.row - 1 + offset][tile.col - 1] = _cell(line)
    value = Area(tile.row + 1, tile.col, tile.row + 1, tile.col)
    made.formats.append((value, NUMBER_FORMATS[tile.kind]))
    made.headings.append(value)


def _plan_table(made: Plan, table: Table) -> None:
    if table.body is not None:
        raise ValueError(f"table {table.id}: an array formula cannot be written here")
    for offset, column in enumerate(table.columns):
        col = table.col + offset
        if column.band and (offset == 0 or table.columns[offset - 1].band != column.band):
            made.values[table.row - 1][col - 1] = _cell(column.band)
        made.values[table.header_row - 1][col - 1] = _cell(column.caption)
        for row, value in enumerate(_body(column), table.first_row):
            made.values[row - 1][col - 1] = value
        if table.total:
            made.values[table.last_row - 1][col - 1] = _cell(column.total)
        if table.last_row > table.header_row:
            body = Area(table.first_row, col, table.last_row, col)
            made.formats.append((body, column.number_format or NUMBER_FORMATS[column.kind]))
            other, flags = column.other_rows
            for first, last in _runs(flags):
                part = Area(table.first_row + first, col, table.first_row + last, col)
                made.formats.append((part, NUMBER_FORMATS[other]))
            if column.kind in WRAPPED_KINDS:
                made.wrapped.append(body)
        made.widths.setdefault(col, fitted_width(column))
    made.headers.append(Area(table.row, table.col, table.header_row, table.last_col))
    if table.total:
        made.headings.append(Area(table.last_row, table.col, table.last_row, table.last_col))


def _runs(flags: pd.Series[bool] | None) -> Iterator[tuple[int, int]]:
    """First and last position of each run of rows that are flagged."""
    if flags is None:
        return
    there = np.flatnonzero(flags.to_numpy(dtype=bool))
    for run in np.split(there, np.flatnonzero(np.diff(there) > 1) + 1):
        if len(run):
            yield int(run[0]), int(run[-1])


def _body(column: Column) -> Iterator[Any]:
    missing = column.values.isna().to_numpy()
    is_text = column.kind in TEXT_KINDS
    for value, none in zip(column.values.astype(object), missing, strict=True):
        yield _cell(column.missing or None) if none else _cell(value, as_text=is_text)


def _cell(value: Value | np.generic, *, as_text: bool = False) -> Any:
    """A value as Excel is to get it: text with an apostrophe, which Excel takes as its mark."""
    if isinstance(value, Formula):
        return value.text
    if isinstance(value, np.generic):
        value = value.item()
    if value is None or value is pd.NaT or value == "":
        return None
    if isinstance(value, pd.Timestamp):
        return value.to_pydatetime()
    if isinstance(value, (bool, int, float, datetime, date)) and not as_text:
        return value
    return f"'{str(value)[:CELL_LIMIT]}"


def _place(book: Any, made: Plan, language: str) -> tuple[Any, Area] | None:
    """The sheet and the cells that hold what is to be replaced; None where nothing is."""
    name = MADE + made.sheet.id
    if name not in book.names or name + SIZE not in book.names:
        return None
    if "#REF!" in book.names[name].refers_to:
        return None
    cells = book.names[name].refers_to_range
    last = cells.last_cell
    area = Area(cells.row, cells.column, last.row, last.column)
    if book.names[name + SIZE].refers_to != _size_text(area.size):
        return None
    sheet = cells.sheet
    if sys.platform != "darwin" and sheet.api.ProtectContents:
        raise WorkbookError(_TEXT[language]["protected"].format(sheet=sheet.name))
    _, cols = made.size
    if cols > area.size[1]:
        beside = Area(area.row, area.last_col + 1, area.last_row, area.col + cols - 1)
        if _holds_anything(sheet, beside):
            address = _range(sheet, beside).get_address(False, False)
            raise WorkbookError(_TEXT[language]["occupied"].format(sheet=sheet.name, area=address))
    return sheet, area


def _write(book: Any, made: Plan, place: tuple[Any, Area] | None) -> str:
    rows, cols = made.size
    if place is None:
        sheet = book.sheets.add(_free_name(book, made.sheet.name), after=book.sheets[-1])
        area = Area(1, 1, rows, cols)
    else:
        sheet, old = place
        area = Area(old.row, old.col, old.row + rows - 1, old.col + cols - 1)
        if area.last_row > old.last_row:
            further = Area(old.last_row + 1, area.col, area.last_row, area.last_col)
            if _holds_anything(sheet, further):
                _range(sheet, further).insert(shift="down")
        _range(sheet, old).clear_contents()
        _range(sheet, old).clear_formats()
    _format(sheet, made, area)
    _range(sheet, area).value = made.values
    if place is None:
        for col, width in made.widths.items():
            sheet.range((1, col)).column_width = width
        if made.sheet.freeze:
            sheet.freeze_panes.freeze_at(sheet.range(made.sheet.freeze))
    _mark(book, made, sheet, area)
    return str(sheet.name)


def _format(sheet: Any, made: Plan, area: Area) -> None:
    def cells(part: Area) -> Any:
        return _range(sheet, part.moved(area.row - 1, area.col - 1))

    for part, number_format in made.formats:
        cells(part).number_format = number_format
    for part in made.headers:
        cells(part).color = f"#{HEADER_FILL}"
        cells(part).font.bold = True
        cells(part).wrap_text = True
    for part in made.headings:
        cells(part).font.bold = True
    for part in made.quiet:
        cells(part).font.color = f"#{MUTED}"
    for part in made.wrapped:
        cells(part).wrap_text = True
    title = made.headings[0] if made.headings else None
    if title and (title.row, title.col) == (1, 1):
        cells(title).font.size = TITLE_SIZE


def _mark(book: Any, made: Plan, sheet: Any, area: Area) -> None:
    quoted = sheet.name.replace("'", "''")
    address = _range(sheet, area).get_address(True, True)
    for name, refers_to in (
        (MADE + made.sheet.id, f"='{quoted}'!{address}"),
        (MADE + made.sheet.id + SIZE, _size_text(area.size)),
    ):
        if name in book.names:
            book.names[name].delete()
        book.names.add(name, refers_to)


def _size_text(size: tuple[int, int]) -> str:
    return f'="{size[0]}x{size[1]}"'


def _free_name(book: Any, name: str) -> str:
    taken = {sheet.name.casefold() for sheet in book.sheets}
    base = re.sub(r"[\[\]:*?/\\]", " ", name)[:27]
    return next(n for n in _numbered(base) if n.casefold() not in taken)


def _numbered(base: str) -> Iterator[str]:
    yield base
    number = 2
    while True:
        yield f"{base} {number}"
        number += 1


def _range(sheet: Any, area: Area) -> Any:
    return sheet.range((area.row, area.col), (area.last_row, area.last_col))


def _holds_anything(sheet: Any, area: Area) -> bool:
    values = _range(sheet, area).options(ndim=2).value
    return any(value is not None and value != "" for row in values for value in row)
