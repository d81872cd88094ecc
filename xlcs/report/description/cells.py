"""Blocks as single cells: where each is, what it holds, how it looks."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from xlcs.addresses import area_name, cell_name
from xlcs.report.description.appearance import CellLook, Part, body_look, cell_look
from xlcs.report.description.formats import OUTSIDE_KINDS
from xlcs.report.description.sheets import (
    Block,
    Formula,
    Input,
    Sheet,
    Table,
    Text,
    Tile,
    Tone,
    Value,
)


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
        part: Part = "worked_out" if isinstance(block.value, Formula) else "input"
        yield Cell(*block.cell, block.value, cell_look(part, block.kind))
        if block.note:
            row, col = block.cell
            yield Cell(row, col + 1, block.note, cell_look("note"))
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
        if not table.captioned:
            yield Cell(table.header_row, col, column.caption, cell_look("header", column.kind))
        if table.total:
            yield Cell(table.last_row, col, column.total, cell_look("total", column.kind))


def _body(table: Table) -> Iterator[Cell]:
    for col, column in enumerate(table.columns, start=table.col):
        look, other = body_look(column), body_look(column, is_other=True)
        known = column.values.notna()
        values = column.values.astype(object).where(known, column.missing or None).tolist()
        _, flags = column.other_rows
        others = [False] * len(values) if flags is None else flags.tolist()
        for row, (value, is_other) in enumerate(
            zip(values, others, strict=True), start=table.first_row
        ):
            yield Cell(row, col, value, other if is_other else look)


def _filled(table: Table) -> Iterator[Cell]:
    """The body that an array formula fills."""
    top = table.header_row if table.captioned else table.first_row
    area = area_name(top, table.col, table.end_row, table.last_col)
    for col, column in enumerate(table.columns, start=table.col):
        look = cell_look("filled", column.kind)
        for row in range(top, table.end_row + 1):
            first = (row, col) == (top, table.col)
            yield Cell(row, col, table.body if first else None, look, area if first else "")


@dataclass(frozen=True, slots=True)
class Toned:
    """Cells that take a tone where they hold this text; `fill`: their background too."""

    area: str
    text: str
    tone: Tone
    fill: bool


def toned_areas(block: Block) -> Iterator[Toned]:
    """What of a block is coloured by its text, so that it stays right when cells change."""
    if isinstance(block, Tile):
        for text, tone in block.tones.items():
            yield Toned(cell_name(block.row + 1, block.col), text, tone, fill=False)
    elif isinstance(block, Table) and block.length:
        for col, column in enumerate(block.columns, start=block.col):
            area = area_name(block.first_row, col, block.end_row, col)
            for text, tone in column.tones.items():
                yield Toned(area, text, tone, fill=True)


def shaded_area(block: Block) -> str | None:
    """The cells of a table that are darker the greater their number; None for none."""
    if not isinstance(block, Table) or not block.shaded or not block.length:
        return None
    cols = [block.position(id) for id in block.shaded]
    return area_name(block.first_row, min(cols), block.end_row, max(cols))


def bar_areas(block: Block) -> Iterator[str]:
    """The columns of a table whose numbers are drawn as bars."""
    if isinstance(block, Table) and block.length:
        for col, column in enumerate(block.columns, start=block.col):
            if column.bars:
                yield area_name(block.first_row, col, block.end_row, col)


def named_areas(sheet: Sheet) -> dict[str, tuple[int, int, int, int]]:
    """The workbook-wide names that a sheet gives: its own ranges and its inputs' cells."""
    inputs = (block for block in sheet.blocks if isinstance(block, Input))
    return dict(sheet.names) | {block.name: (*block.cell, *block.cell) for block in inputs}


def outside_texts(sheet: Sheet) -> tuple[str, ...]:
    """The ranges of a sheet that hold words from outside, order numbers among them."""
    return tuple(
        area_name(table.first_row, col, table.end_row, col)
        for table in sheet.tables()
        for col, column in enumerate(table.columns, start=table.col)
        if column.kind in OUTSIDE_KINDS and table.length
    )
