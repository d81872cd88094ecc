"""A workbook that is in truth a web page → a sheet for each of its tables.

Web shops and older tools write an HTML table and name it .xls. It is read as a stream: no tree, no
network. Source: spec, "Tables".
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from lxml import etree

from xlcs.exports.read.headers.header import Aliases
from xlcs.exports.read.limits import (
    CELL_CHARACTERS,
    MARKUP_DEPTH,
    MARKUP_TABLES,
    SPAN_ROWS,
)
from xlcs.exports.read.markup.table_cells import TableCells, check_tags, count_in, feed
from xlcs.exports.read.sheet import FileRefused, Sheet
from xlcs.exports.read.text.decoding import in_pieces

_END_BYTES = 1 << 18
_LARGEST_UNIT = 4
"""Bytes of a character of UTF-32, in the midst of which no piece may begin."""

_UNSHOWN = {"style", "script", "title", "noscript", "template"}
_LINE_BREAKS = {"br", "p", "div", "li"}
_BLANKS = re.compile(r"[ \t\r\n\f\xa0\u3000]+")
_NUMBER = "x:num"
"""An attribute in which Excel keeps a cell's number with all its digits."""


def read_html(data: bytes, aliases: Aliases, most_cells: int) -> list[Sheet]:
    """The tables of a web page, those in the cells of others too.

    It is UTF-8, UTF-16 or GB18030, whatever it says of itself.

    Raises
    ------
    FileRefused : it holds no table, or one of more than `most_cells`.
    """
    for sign, most in ((b"<tr", SPAN_ROWS), (b"<table", MARKUP_TABLES)):
        if data.count(sign) + data.count(sign.upper()) > most:
            raise FileRefused("sheet_beyond_excel", extent=f"{sign.decode()}> × {most}")
    check_tags(data)
    pieces, encoding = in_pieces(data)
    page = _Page(most_cells)
    parser = etree.HTMLParser(target=page, encoding="utf-8", no_network=True, huge_tree=False)
    feed(parser, pieces)
    tables = [table for table in page.tables if table.rows]
    if not tables:
        raise FileRefused("html_workbook")
    if len(tables) > 1:
        for number, table in enumerate(tables, start=1):
            table.name = f"表{number}"
    cut = tables[-1] if _ends_within_a_row(data, encoding) else None
    return [
        sheet for table in tables for sheet in table.sheets(aliases, encoding, is_cut=table is cut)
    ]


def _ends_within_a_row(data: bytes, encoding: str) -> bool:
    """Whether the page breaks off behind a cell: its other rows are closed, and so are tables."""
    start = max(0, len(data) - _END_BYTES) // _LARGEST_UNIT * _LARGEST_UNIT
    end = data[start:].decode(encoding, "replace").lower()
    row, cell, table = end.rfind("</tr"), end.rfind("<td"), end.rfind("</table")
    return 0 <= row < cell and table < cell


class _Page:
    """What `lxml` tells of a page, gathered, tables in the order of their begin."""

    def __init__(self, most_cells: int) -> None:
        self._most_cells = most_cells
        self.tables: list[TableCells] = []
        self._open: list[_Table] = []
        self._unshown = self._depth = 0

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        """An element begins."""
        self._depth += 1
        if self._depth > MARKUP_DEPTH:
            raise FileRefused("damaged_workbook", why=f"tags within tags × {MARKUP_DEPTH}")
        if tag in _UNSHOWN:
            self._unshown += 1
        elif tag == "table":
            self._open.append(_Table(self._most_cells))
            self.tables.append(self._open[-1].cells)
        elif self._open and tag == "tr":
            self._open[-1].begin_row()
        elif self._open and tag in ("td", "th"):
            self._open[-1].begin_cell(attributes)
        elif self._open and tag in _LINE_BREAKS:
            self._open[-1].add(" ")

    def end(self, tag: str) -> None:
        """An element ends."""
        self._depth -= 1
        if tag in _UNSHOWN:
            self._unshown = max(0, self._unshown - 1)
        elif self._open and tag == "table":
            self._open.pop().end_cell()
        elif self._open and tag in ("td", "th", "tr"):
            self._open[-1].end_cell()

    def data(self, text: str) -> None:
        """Text that stands there."""
        if self._open and not self._unshown:
            self._open[-1].add(text)

    def close(self) -> None:
        """The page ends."""
        while self._open:
            self._open.pop().end_cell()


class _Table:
    """A table that is being read."""

    def __init__(self, most_cells: int) -> None:
        self.cells = TableCells(None, most_cells)
        self._text: list[str] = []
        self._length = 0
        self._row = self._column = 0
        self._cell: tuple[int, int, str | None] | None = None  # rows, columns, its number
        self._reaches: dict[int, int] = {}  # column → the last row of a cell that comes from above

    def begin_row(self) -> None:
        """The next cells are in a new row."""
        self.end_cell()
        self._row += 1
        self._column = 0

    def begin_cell(self, attributes: Mapping[str, str]) -> None:
        """The next text is a cell's."""
        self.end_cell()
        if not self._row:
            self.begin_row()
        while self._reaches and self._reaches.get(self._column, 0) >= self._row:
            self._column += 1
        self._cell = _PLAIN_CELL if not attributes else _cell(attributes)
        self._text, self._length = [], 0

    def add(self, text: str) -> None:
        """Text of the cell; of more than a cell of Excel holds the rest is nothing."""
        if self._length < CELL_CHARACTERS:
            self._text.append(text[: CELL_CHARACTERS - self._length])
            self._length += len(text)

    def end_cell(self) -> None:
        """The cell that is open has ended."""
        if self._cell is None:
            return
        cell, self._cell = self._cell, None
        rows, columns, number = cell
        if cell == _PLAIN_CELL and not self._text:  # a large page may be mostly blank cells
            self.cells.put_blank(self._row, self._column)
            self._column += 1
            return
        shown = _BLANKS.sub(" ", "".join(self._text)).strip()
        self.cells.put(self._row, self._column, _value(shown, number), rows, columns)
        if rows > 1:
            last = self._row + rows - 1
            self._reaches |= {self._column + i: last for i in range(columns)}
        self._column += columns


_PLAIN_CELL = (1, 1, None)
"""A cell of one row and column that shows all that it holds."""


def _cell(attributes: Mapping[str, str]) -> tuple[int, int, str | None]:
    """Over how many rows and columns a cell reaches, and its number."""
    rows, columns = (max(1, count_in(attributes, f"{of}span", 1)) for of in ("row", "col"))
    return rows, columns, attributes.get(_NUMBER)


def _value(shown: str, number: str | None) -> object:
    """What a cell holds: its number where Excel kept one, else what it shows."""
    try:
        return float(number) if number else shown
    except ValueError:
        return shown
