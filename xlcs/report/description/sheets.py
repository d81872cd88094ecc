"""What a workbook's sheets hold, as plain data that no front is needed to read.

The file writer and the live writer both follow these descriptions, so they cannot differ; the
template is described by them too. Rows and columns count from 1, as in Excel. Values are ready for
cells: money in CNY, durations as fractions of a day, rates as fractions, unknown as None (shown
as — or left blank, never 0). Text is text: only a `Formula` becomes a formula.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any, Literal, TypeAlias

import pandas as pd

Kind = Literal[
    "name", "long_name", "text", "prose", "count", "money", "rate", "duration", "day", "time",
    "change", "number",
]  # fmt: skip
"""name: words from outside (buyers, agents, order numbers) · long_name: the same, wrapped · text:
our own words · prose: the same, wrapped · count: whole numbers · money: CNY · rate: a fraction ·
duration: a fraction of a day · day, time: local · change: a signed difference in words · number:
any other number."""

Tone = Literal["plain", "good", "fair", "bad", "quiet"]
"""good, fair and bad colour a verdict; quiet stands back."""

Role = Literal["title", "subtitle", "first", "heading", "point", "note", "warning", "header"]
"""first: what is read first of all; header: a caption that a formula gives."""

Group = Literal["answer", "detail", "orders", "about"]
"""What a sheet is for, which its tab's colour shows: the answer at a glance, figures in detail,
single orders, or how all of it was made."""

Look = Literal["accent", "second", "third", "muted", "fall", "limit", "invisible"]
"""How a series of a chart is drawn; limit is a line across
the columns; invisible is the base that a waterfall's bars float on."""

MAX_ROWS = 1_048_576
"""Rows of an Excel sheet."""


@dataclass(frozen=True)
class Formula:
    """A formula, with its leading `=`; nothing else ever becomes one."""

    text: str


Value: TypeAlias = str | int | float | bool | date | datetime | Formula | None


@dataclass(frozen=True)
class Text:
    """A line of text in one cell, running over `span` columns; of several lines it is wrapped.

    `link` is the id of the sheet that a click leads to, `link_cell` where on it.
    """

    row: int
    col: int
    text: str | Formula
    role: Role
    span: int = 1
    lines: int = 1
    link: str = ""
    link_cell: str = "A1"


@dataclass(frozen=True)
class Tile:
    """A figure in large type: caption, value, and small lines below, one cell each.

    `tones` colours the value by its text, where a formula decides it. `link` is the id of the sheet
    that a click leads to.
    """

    row: int
    col: int
    caption: str
    value: Value
    kind: Kind
    lines: tuple[tuple[str | Formula, Tone], ...] = ()
    tone: Tone = "plain"
    tones: Mapping[str, Tone] = field(default_factory=dict)
    link: str = ""
    link_cell: str = "A1"

    @property
    def last_row(self) -> int:
        """The row of its last line."""
        return self.row + 1 + len(self.lines)


@dataclass(frozen=True, eq=False)
class Column:
    """A column of a table.

    `total` stands in the total row. `tones` colours cells by their text. `day_only` is true in
    rows whose time is known only by its day, `counts` in rows of money that are counts, written
    without decimals. `missing` stands in body cells without a value. A
    `hidden` column is there to be computed with or charted, not to be read. `bars` draws each
    number as a bar in its cell, full at 1. `number_format` is its own, where its kind's is not
    meant.
    """

    id: str
    caption: str
    kind: Kind
    values: pd.Series[Any]
    total: Value = None
    band: str | None = None
    tones: Mapping[str, Tone] = field(default_factory=dict)
    day_only: pd.Series[bool] | None = None
    counts: pd.Series[bool] | None = None
    missing: str = ""
    width: float | None = None
    hidden: bool = False
    bars: bool = False
    number_format: str = ""

    def part(self, first: int, last: int) -> Column:
        """The column with only the rows first ≤ position < last."""
        days, counts = self.day_only, self.counts
        return replace(
            self,
            values=self.values.iloc[first:last],
            day_only=None if days is None else days.iloc[first:last],
            counts=None if counts is None else counts.iloc[first:last],
        )

    @property
    def other_rows(self) -> tuple[Kind, pd.Series[bool] | None]:
        """The kind that some rows are of instead of the column's, and which rows."""
        return ("day", self.day_only) if self.counts is None else ("count", self.counts)


@dataclass(frozen=True, eq=False)
class Table:
    """A table: a row of bands (if any column has one), the header, the rows, the total row.

    `id` is what charts refer to. `row` is its topmost row. `body`, where given, is an array formula
    that fills `space` rows instead of the columns' values; where it is `captioned` it fills the
    header row too, which is then hidden, since captions that read well stand above it. Numbers of
    columns that are `shaded` have a darker ground the greater they are, in all of them together.
    """

    id: str
    row: int
    col: int
    columns: tuple[Column, ...]
    total: bool = False
    filter: bool = False
    body: Formula | None = None
    space: int = 0
    captioned: bool = False
    shaded: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        lengths = {column.id: len(column.values) for column in self.columns}
        if self.body is None and len(set(lengths.values())) > 1:
            raise ValueError(f"columns of table {self.id} differ in length: {lengths}")
        if len(lengths) < len(self.columns):
            raise ValueError(f"table {self.id} has two columns of one id")
        if self.filter and len({column.caption.casefold() for column in self.columns}) < len(
            lengths
        ):
            # Excel would call the file damaged, and take the filter away.
            raise ValueError(f"table {self.id} has two columns of one caption")

    @property
    def length(self) -> int:
        """Rows of the body."""
        return self.space if self.body is not None else len(self.columns[0].values)

    @property
    def header_row(self) -> int:
        """The row of the captions."""
        return self.row + any(column.band for column in self.columns)

    @property
    def first_row(self) -> int:
        """The first row of the body."""
        return self.header_row + 1

    @property
    def end_row(self) -> int:
        """The last row of the body; the header's where it is empty."""
        return self.header_row + self.length

    @property
    def last_row(self) -> int:
        """The last row of all, the total row included."""
        return self.end_row + self.total

    @property
    def last_col(self) -> int:
        """Its rightmost column on the sheet."""
        return self.col + len(self.columns) - 1

    def column(self, id: str) -> Column:
        """The column of that id."""
        return next(column for column in self.columns if column.id == id)

    def position(self, id: str) -> int:
        """Where on the sheet the column of that id is."""
        return self.col + [column.id for column in self.columns].index(id)


@dataclass(frozen=True)
class Series:
    """A row of marks in a chart: a column of a table, and how it is drawn."""

    column: str
    caption: str
    look: Look
    labels: bool = False


@dataclass(frozen=True)
class Chart:
    """A native chart of a table's columns, over the cells from (row, col) to (end_row, end_col).

    column stands, bar lies (its first category on top), line runs; a waterfall's bars lie on an
    invisible first series. `rows` bounds how many rows of the table are drawn. `number_format` is
    that of its numbers, where not their kind's. `alt` says in words what it shows, for who cannot
    see it; left out, the title does. Where it is `clear`, the cells under it show through.
    """

    kind: Literal["column", "waterfall", "bar", "line"]
    title: str
    table: str
    categories: str
    series: tuple[Series, ...]
    row: int
    col: int
    end_row: int
    end_col: int
    value_kind: Kind
    rows: int | None = None
    number_format: str = ""
    alt: str = ""
    clear: bool = False


@dataclass(frozen=True)
class Input:
    """A cell that the user fills in, or that a formula works out for others to use.

    Its caption is left of it, or `above` it; (row, col) is the caption's cell. `name` is the
    workbook-wide name that formulas use. `choices` makes a drop-down of these words;
    `choices_from` of what a range (written as a formula) holds, beside which others may be typed.
    """

    row: int
    col: int
    caption: str | Formula
    name: str
    value: Value
    kind: Kind
    choices: tuple[str, ...] = ()
    choices_from: Formula | None = None
    note: str = ""
    above: bool = False

    @property
    def cell(self) -> tuple[int, int]:
        """The row and column of the cell itself."""
        return (self.row + 1, self.col) if self.above else (self.row, self.col + 1)


Block: TypeAlias = Text | Tile | Table | Chart | Input


@dataclass(frozen=True, eq=False)
class Sheet:
    """A sheet: its blocks, and how it is shown and printed (A4 landscape, one page wide).

    `id` is the same in every language. `freeze` is the first cell (row, column) that scrolls.
    `repeat` is the first and last row printed on every page. `widths` are for columns that no table
    sizes [widths of a digit]. `one_page` fits it onto a single page. `printed` are the last row and
    the last column of what is printed, where that is not all. `names` are workbook-wide names of
    ranges: row, column, last row, last column. `kinds` says of what kind the empty cells of a
    column are, for what the user will put there.
    """

    id: str
    name: str
    blocks: tuple[Block, ...]
    freeze: tuple[int, int] | None = None
    repeat: tuple[int, int] | None = None
    gridlines: bool = True
    widths: Mapping[int, float] = field(default_factory=dict)
    footer: str = ""
    one_page: bool = False
    printed: tuple[int, int] | None = None
    group: Group = "detail"
    names: Mapping[str, tuple[int, int, int, int]] = field(default_factory=dict)
    kinds: Mapping[int, Kind] = field(default_factory=dict)

    def tables(self) -> Iterator[Table]:
        """Its tables, in the order they were described."""
        return (block for block in self.blocks if isinstance(block, Table))


def find_table(sheets: Sequence[Sheet], id: str) -> tuple[Sheet, Table]:
    """The table of that id and the sheet it is on; KeyError where no sheet has it."""
    for sheet in sheets:
        for table in sheet.tables():
            if table.id == id:
                return sheet, table
    raise KeyError(id)


def continued(sheet: Sheet, row_limit: int = MAX_ROWS) -> list[Sheet]:
    """The sheet, and as many more as its last table needs to stay within `row_limit` rows.

    The sheets that follow are named with a number (… 2, … 3), repeat title and header and hold
    nothing else. The total row comes last.

    Raises
    ------
    ValueError
        The table's header alone would pass the limit.
    """
    tables = list(sheet.tables())
    table = max(tables, key=lambda t: t.last_row, default=None)
    if table is None or table.body is not None or table.last_row <= row_limit:
        return [sheet]
    titles = tuple(
        block
        for block in sheet.blocks
        if isinstance(block, Text) and block.role in ("title", "subtitle") and block.row < table.row
    )
    below = max((title.row for title in titles), default=-1) + 2
    head = table.header_row - table.row + 1
    rooms = row_limit - table.header_row, row_limit - (below + head - 1)
    if min(rooms) < 1:
        raise ValueError(f"{row_limit} rows leave no room below the header of {table.id}")

    parts: list[Sheet] = []
    needed = table.length + table.total
    start = 0
    while start < needed:
        number = len(parts) + 1
        stop = start + rooms[min(number, 2) - 1]
        piece = replace(
            table,
            columns=tuple(column.part(start, stop) for column in table.columns),
            total=table.total and stop >= needed,
        )
        start = stop
        if number == 1:
            blocks = tuple(piece if block is table else block for block in sheet.blocks)
            parts.append(replace(sheet, blocks=blocks, printed=_printed(sheet, piece)))
            continue
        piece = replace(piece, id=f"{table.id}_{number}", row=below)
        parts.append(
            replace(
                sheet,
                id=f"{sheet.id}_{number}",
                name=f"{sheet.name} {number}",
                blocks=(*titles, piece),
                freeze=(piece.first_row, sheet.freeze[1] if sheet.freeze else 1),
                repeat=(piece.row, piece.header_row),
                printed=_printed(sheet, piece),
            )
        )
    return parts


def _printed(sheet: Sheet, last: Table) -> tuple[int, int] | None:
    """What is printed of a part of a sheet that ends with that table."""
    return None if sheet.printed is None else (last.last_row, sheet.printed[1])
