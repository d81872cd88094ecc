"""An "XML spreadsheet 2003", mostly named .xls or .xml → its sheets.

It is read as a stream: no tree, no network, no entities. Source: spec, "Tables".
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from itertools import chain

from lxml import etree

from xlcs.exports.read.headers.header import Aliases
from xlcs.exports.read.limits import LONGEST_TEXT, MOST_SHEETS
from xlcs.exports.read.markup.table_cells import (
    TableCells,
    cell_too_long,
    check_tags,
    count_in,
    feed,
)
from xlcs.exports.read.sheet import FileRefused, Sheet
from xlcs.exports.read.text.decoding import decoded, in_pieces

_LOOKED_AT = 1 << 12

_NAMESPACE = "{urn:schemas-microsoft-com:office:spreadsheet}"
_DECLARATION = re.compile(r"^\s*<\?xml[^<>]{0,200}\?>")
_WORKBOOK = re.compile(r"<(?:\w{1,20}:)?Workbook\b")
_ENTITIES = re.compile(r"<!(?:DOCTYPE|ENTITY)\b")
_DAYS_OF_NO_DATE = ("1899-12-30", "1899-12-31")


def is_xml_spreadsheet(data: bytes) -> bool:
    """Whether a file of markup is an XML spreadsheet, told by its beginning."""
    return _WORKBOOK.search(decoded(data[:_LOOKED_AT])[0]) is not None


def read_xml_spreadsheet(data: bytes, aliases: Aliases, most_cells: int) -> list[Sheet]:
    """All sheets of an XML spreadsheet, those with nothing but blank cells too.

    It is UTF-8, UTF-16 or GB18030, whatever it says of itself.

    Raises
    ------
    FileRefused : it is not well-formed, defines entities, or has a sheet of more than `most_cells`.
    """
    check_tags(data)
    pieces, _ = in_pieces(data)
    start = next(pieces, "")
    if _ENTITIES.search(start[:_LOOKED_AT]):
        raise FileRefused("damaged_workbook", why="<!DOCTYPE")
    book = _Book(most_cells)
    parser = etree.XMLParser(
        target=book, encoding="utf-8", no_network=True, resolve_entities=False, huge_tree=False
    )
    feed(parser, chain([_DECLARATION.sub("", start)], pieces))
    if not book.tables:
        raise FileRefused("html_workbook")
    return [sheet for cells in book.tables for sheet in cells.sheets(aliases, None)]


class _Book:
    """What `lxml` tells of a workbook, gathered."""

    def __init__(self, most_cells: int) -> None:
        self._most_cells = most_cells
        self.tables: list[TableCells] = []
        self._row = self._column = self._spanned = self._next = 0
        self._across = self._down = 0
        self._kind = "String"
        self._text: list[str] | None = None  # of a cell's data, while that is open
        self._length = 0
        self._value: object = None
        self._in_cell = 0  # how deep within a cell: its data is at 1, a comment's deeper

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        """An element begins."""
        name = tag.removeprefix(_NAMESPACE)
        if self._in_cell:
            self._in_cell += 1
            if name == "Data" and self._in_cell == 2:
                self._kind = attributes.get(f"{_NAMESPACE}Type", "String")
                self._text, self._length = [], 0
        elif name == "Worksheet":
            if len(self.tables) == MOST_SHEETS:
                raise FileRefused("too_many_sheets", most=str(MOST_SHEETS))
            name = attributes.get(f"{_NAMESPACE}Name", "")
            self.tables.append(TableCells(name, self._most_cells))
            self._row = self._spanned = 0
        elif name == "Row" and self.tables:
            self._row = _number(attributes, "Index", self._row + self._spanned + 1)
            self._spanned = _number(attributes, "Span", 0)
            self._next = 0
        elif name == "Cell" and self.tables and self._row:
            self._column = max(0, _number(attributes, "Index", self._next + 1) - 1)
            self._across = _number(attributes, "MergeAcross", 0)
            self._down = _number(attributes, "MergeDown", 0)
            self._next = self._column + self._across + 1
            self._value = None
            self._in_cell = 1

    def end(self, tag: str) -> None:
        """An element ends."""
        if not self._in_cell:
            return
        self._in_cell -= 1
        if self._in_cell == 1 and self._text is not None:
            self._value = _value("".join(self._text), self._kind)
            self._text = None
        if not self._in_cell and self._value is not None:
            rows, columns = self._down + 1, self._across + 1
            self.tables[-1].put(self._row, self._column, self._value, rows, columns)

    def data(self, text: str) -> None:
        """Text that stands there."""
        if self._text is not None:
            self._text.append(text)
            self._length += len(text)
            if self._length > LONGEST_TEXT:
                raise cell_too_long()

    def close(self) -> None:
        """The workbook ends."""


def _number(attributes: Mapping[str, str], name: str, default: int) -> int:
    return count_in(attributes, _NAMESPACE + name, default)


def _value(text: str, kind: str) -> object:
    """What a cell of that kind holds; its text where that is not of the kind."""
    try:
        if kind == "Number":
            return float(text)
        if kind == "DateTime":
            return _moment(text)
    except ValueError:
        return text
    if kind == "Boolean":
        return text.strip() == "1"
    return text


def _moment(text: str) -> datetime | str:
    """A moment; of a time of day alone, which has one of the days before any date, its text."""
    moment = datetime.fromisoformat(text.strip())
    is_time = text.strip().startswith(_DAYS_OF_NO_DATE) and moment.time() != moment.min.time()
    return moment.strftime("%H:%M:%S") if is_time else moment.replace(tzinfo=None)
