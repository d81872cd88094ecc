"""Blocks as single cells: where each is, what it holds, how it looks."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from xlcs.report.addresses import area_name
from xlcs.report.look import CellLook, cell_look
from xlcs.report.sheets import Block, Input, Sheet, Table, Text, Tile, Value


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell. `array` is the range that its formula fills, "" for a formula of its own."""

    row: int
    col: int
    value: Value
    look: CellLook
    array: str = ""


def cells(block: Block, *, with_body: bool = True) -> Iterator[Cell]:
    """The cells of a block; a chart has none, and a table's body may be left out."""
    if isinstance(block, Text):
        look = cell_look(block.role)
        yield Cell(block.row, block.col, block.text, replace(look, wrap=block.lines > 1))
    elif isinstance(block, Tile):
        yield from _tile(block)
    elif isinstance(block, Input):
        yield Cell(block.row, block.col, block.caption, cell_look("input_caption"))
        yield Cell(block.row, block.col + 1, block.value, cell_look("input", block.kind))
        if block.note:
            yield Cell(block.row, block.col + 2, block.note, cell_look("note"))
    elif isinstance(block, Table):
        yield from _frame(block)
        if with_body:
            yield from _filled(block) if block.body is not None else _body(block)


def _tile(tile: Tile) -> Iterator[Cell]:
    yield Cell(tile.row, tile.col, tile.caption, cell_look("tile_caption"))
    value = cell_look("tile_value", tile.kind, tile.tone)
    yield Cell(tile.row + 1, tile.col, tile.value, value)
    for row, (line, tone) in enumerate(tile.lines, start=tile.row + 2):
        yield Cell(row, tile.col, line, cell_look("tile_line", tone=tone))


def _frame(table: Table) -> Iterator[Cell]:
    """Bands, captions and the total row."""
    band = None
    for col, column in enumerate(table.columns, start=table.col):
        if table.header_row > table.row:
            # Centred over the empty cells that follow, which need no merging.
            name = column.band if column.band != band else None
            yield Cell(table.row, col, name, cell_look("band"))
            band = column.band
        yield Cell(table.header_row, col, column.caption, cell_look("header", column.kind))
        if table.total:
            yield Cell(table.last_row, col, column.total, cell_look("total", column.kind))


def _body(table: Table) -> Iterator[Cell]:
    by_day = cell_look("body", "day")
    for col, column in enumerate(table.columns, start=table.col):
        look = cell_look("body", column.kind)
        known = column.values.notna()
        values = column.values.astype(object).where(known, column.missing or None).tolist()
        days = [False] * len(values) if column.day_only is None else column.day_only.tolist()
        for row, (value, day) in enumerate(zip(values, days, strict=True), start=table.first_row):
            yield Cell(row, col, value, by_day if day else look)


def _filled(table: Table) -> Iterator[Cell]:
    """The body that an array formula fills."""
    area = area_name(table.first_row, table.col, table.end_row, table.last_col)
    for col, column in enumerate(table.columns, start=table.col):
        look = cell_look("body", column.kind)
        for row in range(table.first_row, table.end_row + 1):
            first = (row, col) == (table.first_row, table.col)
            yield Cell(row, col, table.body if first else None, look, area if first else "")


def outside_texts(sheet: Sheet) -> tuple[str, ...]:
    """The ranges of a sheet that hold words from outside, order numbers among them."""
    return tuple(
        area_name(table.first_row, col, table.end_row, col)
        for table in sheet.tables()
        for col, column in enumerate(table.columns, start=table.col)
        if column.kind == "name" and table.length
    )
