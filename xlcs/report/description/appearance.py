"""How cells and rows look: one accent, greys, and green and red for verdicts alone.

Both writers translate a `CellLook` into their own terms and decide nothing themselves.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Literal, TypeAlias

import numpy as np
import pandas as pd

from xlcs.report.description.formats import (
    LEFT_KINDS,
    NUMBER_FORMATS,
    WRAPPED_KINDS,
    display_width,
    fitted_width,
    text_widths,
)
from xlcs.report.description.sheets import (
    Column,
    Group,
    Input,
    Kind,
    Look,
    Sheet,
    Table,
    Text,
    Tile,
    Tone,
)

ACCENT = "1F5C99"
INK = "262B33"
MUTED = "6B7280"
HAIRLINE = "E3E8EF"
HEADER_FILL = "EAF0F7"
TILE_FILL = "F4F6F9"
INPUT_FILL = "FFF9E5"
AMBER = "A35A05"

TONE_INK: Mapping[Tone, str] = {
    "plain": INK, "good": "1B7F4B", "fair": AMBER, "bad": "B3261E", "quiet": MUTED,
}  # fmt: skip
TONE_FILL: Mapping[Tone, str] = {
    "good": "E3F4EA",
    "fair": INPUT_FILL,
    "bad": "FBE7E5",
    "quiet": "F1F3F5",
}

LOOK_INK: Mapping[Look, str] = {
    "accent": ACCENT, "second": "5FA3C7", "third": "A9C4DC", "muted": "B8C2CE", "fall": "D9A441",
    "limit": "B3261E",
}  # fmt: skip
"""Colours of a chart's series; an invisible one has none."""

SHADES = ("FFFFFF", "A9C4DC")
"""Grounds of the least and of the greatest number of a shaded table."""

TAB_INK: Mapping[Group, str] = {
    "answer": ACCENT, "detail": "5FA3C7", "orders": "D9A441", "about": "B8C2CE",
}  # fmt: skip
"""Colours of the sheets' tabs."""

LABEL_FORMATS: Mapping[Kind, str] = {"rate": "0.0%", "duration": "[h]:mm:ss"}
AXIS_FORMATS: Mapping[Kind, str] = {"rate": "0%", "duration": "[h]:mm:ss"}
"""Of a chart's numbers, `#,##0` where nothing is said."""
MOST_LABELS = 12
"""Days that are named below a chart; of more only every second, third, …"""

FONT: Mapping[str, str] = {"zh": "Microsoft YaHei", "en": "Calibri"}
BODY_SIZE = 10.0
ROW_HEIGHT = 18.0
"""Height of a row that nothing else sizes [points]."""
LINE_HEIGHT = 15.0
"""What each line of a wrapped text adds to its row [points]."""
HIGHEST_ROW = 409.0
"""The height that Excel allows a row at most [points]."""

Part: TypeAlias = Literal[
    "body", "total", "header", "band", "title", "subtitle", "first", "heading", "point", "note",
    "warning", "tile_caption", "tile_value", "tile_line", "input_caption", "input", "worked_out",
    "filled", "empty",
]  # fmt: skip
Align: TypeAlias = Literal["left", "right", "center", "centerContinuous"]


@dataclass(frozen=True)
class CellLook:
    """How a cell looks. Colours are RRGGBB, None is none; sizes are in points."""

    number_format: str = "General"
    size: float = BODY_SIZE
    bold: bool = False
    ink: str = INK
    fill: str | None = None
    align: Align = "left"
    top: bool = False
    wrap: bool = False
    shrink: bool = False
    indent: int = 0
    line_below: str | None = None
    line_above: str | None = None
    bar_left: str | None = None


_PARTS: Mapping[Part, CellLook] = {
    "body": CellLook(line_below=HAIRLINE),
    "total": CellLook(bold=True, fill=TILE_FILL, line_above=ACCENT),
    "header": CellLook(bold=True, ink=ACCENT, fill=HEADER_FILL, wrap=True, line_below=ACCENT),
    "band": CellLook(size=9.0, ink=MUTED, fill=HEADER_FILL, align="centerContinuous"),
    "title": CellLook(size=18.0, bold=True, ink=ACCENT),
    "subtitle": CellLook(ink=MUTED),
    "first": CellLook(size=12.0, bold=True, ink=ACCENT),
    "heading": CellLook(size=12.0, bold=True),
    "point": CellLook(),
    "note": CellLook(size=9.0, ink=MUTED),
    "warning": CellLook(ink=AMBER),
    "tile_caption": CellLook(ink=MUTED, fill=TILE_FILL, indent=1, bar_left=ACCENT),
    "tile_value": CellLook(
        size=20.0, bold=True, fill=TILE_FILL, indent=1, bar_left=ACCENT, shrink=True
    ),
    "tile_line": CellLook(
        size=9.0, ink=MUTED, fill=TILE_FILL, indent=1, bar_left=ACCENT, shrink=True
    ),
    "input_caption": CellLook(),
    "worked_out": CellLook(ink=MUTED, line_below=HAIRLINE),
    "filled": CellLook(),
    "empty": CellLook(),
    "input": CellLook(fill=INPUT_FILL, line_below=ACCENT, line_above=HAIRLINE),
}

_HEIGHTS: Mapping[Part, float] = {
    "title": 32.0, "first": 32.0, "heading": 30.0, "tile_caption": 24.0, "tile_value": 34.0,
    "tile_line": 17.0,
}  # fmt: skip


def cell_look(part: Part, kind: Kind = "text", tone: Tone = "plain") -> CellLook:
    """How a cell of that part of a sheet looks."""
    look = replace(_PARTS[part], number_format=NUMBER_FORMATS[kind])
    if part in ("body", "total", "header", "filled"):
        # Words that follow a number need the indent; LibreOffice prints a right one unevenly.
        left = kind in LEFT_KINDS
        look = replace(look, align="left" if left else "right", indent=int(left))
    if part == "header":
        look = replace(look, number_format="General")
    if part == "body" and kind in WRAPPED_KINDS:
        look = replace(look, wrap=True)
    if tone != "plain":
        look = replace(look, ink=TONE_INK[tone])
    return look


def body_look(column: Column, *, is_other: bool = False) -> CellLook:
    """How a column's body cells look, or those of its rows that are of the other kind."""
    look = cell_look("body", column.other_rows[0] if is_other else column.kind)
    if column.number_format and not is_other:
        look = replace(look, number_format=column.number_format)
    return look


def column_widths(sheet: Sheet) -> dict[int, float]:
    """Width of each column that has one [widths of a digit]."""
    widths: dict[int, float] = {}
    for table in sheet.tables():
        for position, column in enumerate(table.columns, start=table.col):
            widths[position] = max(widths.get(position, 0.0), fitted_width(column))
    return widths | dict(sheet.widths)


def hidden_columns(sheet: Sheet) -> list[int]:
    """Columns that are there to be computed with."""
    return [
        col
        for table in sheet.tables()
        for col, column in enumerate(table.columns, start=table.col)
        if column.hidden
    ]


def row_heights(sheet: Sheet) -> dict[int, float]:
    """Height of each row that is not as high as others [points], tables' bodies left out.

    Of a row that is hidden it is 0.
    """
    heights: dict[int, float] = {}
    hidden: set[int] = set()
    widths = column_widths(sheet)

    def at_least(row: int, height: float) -> None:
        heights[row] = min(max(heights.get(row, ROW_HEIGHT), height), HIGHEST_ROW)

    for block in sheet.blocks:
        if isinstance(block, Text):
            height = block.lines * LINE_HEIGHT + 3.0 if block.lines > 1 else ROW_HEIGHT
            at_least(block.row, max(height, _HEIGHTS.get(block.role, height)))
        elif isinstance(block, Tile):
            at_least(block.row, _HEIGHTS["tile_caption"])
            at_least(block.row + 1, _HEIGHTS["tile_value"])
            for row in range(block.row + 2, block.last_row + 1):
                at_least(row, _HEIGHTS["tile_line"])
        elif isinstance(block, Table) and block.captioned:
            hidden.add(block.header_row)
        elif isinstance(block, Table):
            lines = [
                math.ceil(display_width(column.caption) / (widths[position] - 2.0))
                for position, column in enumerate(block.columns, start=block.col)
                if not column.hidden
            ]
            at_least(block.header_row, max(lines, default=1) * LINE_HEIGHT + 7.0)
        elif isinstance(block, Input):
            at_least(block.cell[0], 22.0)
    return heights | dict.fromkeys(hidden, 0.0)


def body_heights(table: Table) -> pd.Series[float] | None:
    """Height of each row of the body [points], None where no text of it can take two lines."""
    wrapped = [column for column in table.columns if column.kind in WRAPPED_KINDS]
    if not wrapped or table.body is not None:
        return None
    lines = np.ones(table.length)
    for column in wrapped:
        widths = text_widths(column.values).to_numpy(dtype=float)
        # A line breaks before it is quite full, at a word or before a punctuation mark.
        lines = np.maximum(lines, np.ceil(widths / (fitted_width(column) - 4.0)))
    heights = np.where(lines > 1, lines * LINE_HEIGHT + 3.0, ROW_HEIGHT)
    return pd.Series(np.minimum(heights, HIGHEST_ROW))
