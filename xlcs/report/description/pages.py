"""How a sheet falls into printed pages: nothing that belongs together is cut.

A table too wide to be read on one page goes on to the right on another one, its frozen columns
repeated. Where Excel fits a sheet to a page's width it ignores breaks set by hand, so that a sheet
with breaks is given a scale instead, which is reckoned here from its columns.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby, pairwise

from xlcs.report.description.appearance import (
    ROW_HEIGHT,
    body_heights,
    column_widths,
    hidden_columns,
    row_heights,
)
from xlcs.report.description.sheets import Block, Chart, Sheet, Table, Text, Tile

PAGE_WIDTH, PAGE_HEIGHT = 774.0, 510.0
"""A4 landscape within the margins that the file writer sets [points]."""

WIDTH_OF_DIGIT = 6.3
"""Of a column's width [points]; Excel takes 5.25, LibreOffice with its own fonts up to this."""

ORDINARY_WIDTH = 64.0
"""Width of a column that nothing sizes [points]."""

SPARE = 0.95
"""Of the reckoned scale: fonts differ between machines, and a page too narrow is cut."""

READABLE = 0.7
"""Of the size on the screen; what would be printed smaller takes more pages side by side."""

A_LITTLE = 0.93
"""Of `READABLE`: so much smaller is what would else go on with a few rows on all pages again."""

ONE_PAGE = SPARE * PAGE_WIDTH / READABLE / WIDTH_OF_DIGIT
"""Columns that are together no wider are printed on one page [widths of a digit]."""

ROWS_BELOW_HEADING = 3
"""Rows of a table that stay with the heading above it."""


SHORT_TABLE = 18
"""Rows of a table that is not cut at all, where it has a heading."""


@dataclass(frozen=True)
class _Together:
    """Rows that stand on one page."""

    first: int
    last: int


def page_scale(sheet: Sheet) -> float:
    """How much smaller a sheet is printed so that its columns fit on their pages; at most 1.

    A sheet of several pages side by side of which a few rows would stand on as many more below is
    printed a little smaller.
    """
    widths = printed_widths(sheet)
    starts = [1, *column_breaks(sheet), len(widths) + 1]
    frozen = sum(widths[: _frozen_columns(sheet)])
    needed = [
        sum(widths[first - 1 : following - 1]) + (frozen if first > 1 else 0.0)
        for first, following in pairwise(starts)
    ]
    across = SPARE * PAGE_WIDTH / max(needed)
    if len(needed) == 1:
        return min(1.0, across)
    scale = min(READABLE, across)
    last = max(_last_row(block) for block in sheet.blocks)
    if last * ROW_HEIGHT * scale * A_LITTLE > PAGE_HEIGHT:
        return scale
    down = math.floor(100 * PAGE_HEIGHT / _height(sheet, last)) / 100
    return down if scale * A_LITTLE <= down < scale else scale


def column_breaks(sheet: Sheet) -> list[int]:
    """The columns before which a further page to the right begins.

    None where all can be read on one page; on a sheet without frozen columns, whose rows could not
    be told apart on the next one; and where a chart lies over these, which would repeat a part of
    it. Neither a chart nor the columns under one band are cut.
    """
    widths, frozen = printed_widths(sheet), _frozen_columns(sheet)
    room = ONE_PAGE * WIDTH_OF_DIGIT
    if sheet.one_page or not frozen or sum(widths) <= room:
        return []
    if any(isinstance(block, Chart) and block.col <= frozen for block in sheet.blocks):
        return []
    joined = {col for first, last in _uncut(sheet) for col in range(first + 1, last + 1)}
    further = [col for col in range(frozen + 2, len(widths) + 1) if col not in joined]
    repeated = sum(widths[:frozen])
    breaks, used = [], repeated
    for first, following in pairwise([frozen + 1, *further, len(widths) + 1]):
        needed = sum(widths[first - 1 : following - 1])
        if needed and used > repeated and used + needed > room:
            breaks.append(first)
            used = repeated
        used += needed
    return breaks


def repeated_columns(sheet: Sheet) -> tuple[int, int] | None:
    """The first and last column printed on every page; None where none needs them.

    A page of charts alone does not.
    """
    breaks, hidden = column_breaks(sheet), set(hidden_columns(sheet))
    last = max(
        (
            col
            for table in sheet.tables()
            for col in range(table.col, table.last_col + 1)
            if col not in hidden
        ),
        default=0,
    )
    return (1, _frozen_columns(sheet)) if breaks and last >= breaks[0] else None


def page_breaks(sheet: Sheet) -> list[int]:
    """The rows before which a new page begins, so that no chart is cut and no heading left alone.

    None where every page break that comes by itself is harmless.
    """
    groups = sorted(_groups(sheet), key=lambda group: group.first)
    if sheet.one_page or not groups:
        return []
    heights = _heights(sheet)
    room = PAGE_HEIGHT / page_scale(sheet)
    repeated = 0.0
    if sheet.repeat is not None:
        repeated = sum(heights.get(r, ROW_HEIGHT) for r in range(*_closed(sheet.repeat)))
    starts = {group.first: group for group in groups}
    breaks, used = [], 0.0
    for row in range(1, groups[-1].last + 1):
        height = heights.get(row, ROW_HEIGHT)
        group = starts.get(row)
        if group is not None and used > repeated:
            needed = sum(heights.get(r, ROW_HEIGHT) for r in range(group.first, group.last + 1))
            if used + needed > room:
                breaks.append(row)
                used = repeated
        if used + height > room:
            used = repeated
        used += height
    return breaks


def is_scaled(sheet: Sheet) -> bool:
    """Whether a sheet is printed at the scale reckoned here, not fitted to a page's width.

    With breaks it is; and where what must not be cut would reach past the first page at full size:
    fitted, columns narrower than reckoned would make its rows higher than reckoned.
    """
    if page_breaks(sheet) or column_breaks(sheet):
        return True
    last = max((group.last for group in _groups(sheet)), default=0)
    return not sheet.one_page and _height(sheet, last) > PAGE_HEIGHT


def fits_one_page(sheet: Sheet) -> bool:
    """Whether a sheet that is fitted to a page's width is fitted to its height too.

    So is a table of a month, say, of which a few rows would stand on a second page; not what would
    be printed smaller than can be read.
    """
    if sheet.one_page:
        return True
    last = max((_last_row(block) for block in sheet.blocks), default=1)
    return _height(sheet, last) <= SPARE * PAGE_HEIGHT / READABLE


def repeated_rows(sheet: Sheet) -> tuple[int, int] | None:
    """The first and last row printed on every page below them; None where none is needed.

    The rows that the sheet names, where the table under them goes on on another page. Of several
    tables the header of the last one, where that is the longer one and may go on.
    """
    named = sheet.repeat if _goes_on(sheet) else None
    tables = sorted(sheet.tables(), key=lambda table: table.row)
    if len(tables) < 2:
        return named
    last = tables[-1]
    if SHORT_TABLE < last.length > (tables[0].length if named else 0):
        return last.row, last.header_row
    return named


def _goes_on(sheet: Sheet) -> bool:
    """Whether the table under the rows that the sheet names goes on on another page."""
    if sheet.repeat is None:
        return False
    table = next((t for t in sheet.tables() if t.row <= sheet.repeat[1] <= t.header_row), None)
    if table is None:
        return True
    return _height(sheet, table.last_row) > PAGE_HEIGHT / page_scale(sheet)


def _frozen_columns(sheet: Sheet) -> int:
    return sheet.freeze[1] - 1 if sheet.freeze is not None else 0


def printed_widths(sheet: Sheet) -> list[float]:
    """Width of each column that is printed, from the first one on [points]; of a hidden one 0."""
    widths, hidden = column_widths(sheet), set(hidden_columns(sheet))
    last = max((_last_column(block) for block in sheet.blocks), default=1)
    if sheet.printed is not None:
        last = min(last, sheet.printed[1])
    return [
        0.0 if col in hidden else widths[col] * WIDTH_OF_DIGIT if col in widths else ORDINARY_WIDTH
        for col in range(1, last + 1)
    ]


def _uncut(sheet: Sheet) -> Iterator[tuple[int, int]]:
    """First and last column of each chart, and of each band of a table."""
    for block in sheet.blocks:
        if isinstance(block, Chart):
            yield block.col, block.end_col
        elif isinstance(block, Table):
            col = block.col
            for _, columns in groupby(block.columns, key=lambda column: column.band or column.id):
                width = len(list(columns))
                yield col, col + width - 1
                col += width


def _closed(rows: tuple[int, int]) -> tuple[int, int]:
    return rows[0], rows[1] + 1


def _groups(sheet: Sheet) -> Iterator[_Together]:
    tables = sorted(sheet.tables(), key=lambda table: table.row)
    for block in sheet.blocks:
        if isinstance(block, Chart):
            yield _Together(block.row, block.end_row)
        elif isinstance(block, Text) and block.role == "heading":
            below = next((table for table in tables if table.row > block.row), None)
            last = block.row + 1
            if below is not None and below.length <= SHORT_TABLE:
                last = below.last_row
            elif below is not None:
                last = min(below.first_row + ROWS_BELOW_HEADING - 1, below.last_row)
            yield _Together(block.row, max(last, block.row))


def _height(sheet: Sheet, last: int) -> float:
    """Height of the rows from the first to the `last` one [points]."""
    heights = _heights(sheet)
    return sum(heights.get(row, ROW_HEIGHT) for row in range(1, last + 1))


def _heights(sheet: Sheet) -> dict[int, float]:
    """Height of each row that is not as high as others [points], tables' bodies too."""
    heights = row_heights(sheet)
    for table in sheet.tables():
        of_body = body_heights(table)
        if of_body is not None:
            heights |= dict(zip(range(table.first_row, table.end_row + 1), of_body, strict=True))
    return heights


def _last_row(block: Block) -> int:
    if isinstance(block, Chart):
        return block.end_row
    return block.last_row if isinstance(block, (Table, Tile)) else block.row


def _last_column(block: object) -> int:
    if isinstance(block, Chart):
        return block.end_col
    if isinstance(block, Table):
        return block.last_col
    return 1
