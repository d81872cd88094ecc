"""The cells of a table of HTML or XML, put in one by one → its sheets."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from lxml import etree

from xlcs.exports.read.grid import SheetCells, sheets_of
from xlcs.exports.read.headers.header import Aliases
from xlcs.exports.read.headers.repeated import Record
from xlcs.exports.read.limits import (
    CELL_CHARACTERS,
    MARKUP_BETWEEN_TAGS,
    MARKUP_TAG_BYTES,
    MEGABYTE,
    SPAN_COLUMNS,
    SPAN_ROWS,
)
from xlcs.exports.read.merged_areas import Area
from xlcs.exports.read.sheet import FileRefused, RefusedRow, Sheet
from xlcs.settings.limits import raised_by

_KNOWN_TEXTS = 1 << 17
"""Of so many different texts one of all equal ones is kept."""

_COMMENT, _COMMENT_END = b"<!--", b"-->"


def check_tags(data: bytes) -> None:
    """Look at how many tags a page or workbook has, and how long they are, before it is parsed.

    Raises
    ------
    FileRefused : it is nothing but tags, or one of them, a comment or a text, has no end.
    """
    if len(data) > MEGABYTE and data.count(b"<") * MARKUP_TAG_BYTES > len(data):
        raise FileRefused("damaged_workbook", why="nothing but tags")
    for at in range(0, len(data) - MARKUP_BETWEEN_TAGS, MARKUP_BETWEEN_TAGS):
        if data.find(b">", at, at + MARKUP_BETWEEN_TAGS) < 0:
            if data.rfind(b">", 0, at) > data.rfind(b"<", 0, at):
                raise cell_too_long()
            megabytes = MARKUP_BETWEEN_TAGS // MEGABYTE
            raise FileRefused("damaged_workbook", why=f"{megabytes} MB without the end of a tag")
    end = 0
    while (begin := data.find(_COMMENT, end)) >= 0:
        end = data.find(_COMMENT_END, begin, begin + MARKUP_BETWEEN_TAGS)
        if end < 0:
            if begin + MARKUP_BETWEEN_TAGS < len(data):
                raise FileRefused("damaged_workbook", why=_COMMENT.decode())
            return


def cell_too_long() -> FileRefused:
    """The refusal of a text that is longer than any cell's."""
    return FileRefused("cell_too_long", most=f"{CELL_CHARACTERS:,}")


def feed(parser: Any, pieces: Iterable[str]) -> None:
    """Give a parser of lxml a text, piece by piece.

    Raises
    ------
    FileRefused : it is not well-formed.
    """
    try:
        for piece in pieces:
            parser.feed(piece.encode("utf-8", "replace"))
        parser.close()
    except etree.XMLSyntaxError as error:
        raise FileRefused("damaged_workbook", why=str(error)) from error


def count_in(attributes: Mapping[str, str], name: str, default: int) -> int:
    """What an attribute counts; the default where it is missing, or no whole number."""
    digits = attributes.get(name, "").strip()
    return int(digits[:8]) if digits.isascii() and digits.isdigit() else default


@dataclass
class TableCells:
    """The cells of one table.

    name : the sheet's, None where the file has but one table
    most_cells : that it may have
    rows : row as Excel shows it → what its cells hold, from the first column on up to the last
        cell that is there: a text, a number or a moment
    areas : merged over several rows; the cell is in the first row and column of its area
    """

    name: str | None
    most_cells: int
    rows: dict[int, list[object]] = field(default_factory=dict)
    areas: list[Area] = field(default_factory=list)
    _covered: int = 0
    _once: dict[str, str] = field(default_factory=dict)  # one of equal texts is kept

    def put(self, row: int, column: int, value: object, rows: int = 1, columns: int = 1) -> None:
        """Put a cell in, which may reach over several rows and columns.

        Raises
        ------
        FileRefused : the cell lies outside any sheet of Excel, or there are too many cells.
        """
        cells = self.rows.setdefault(row, [])
        self._covered += rows * columns + max(0, column - len(cells))
        last_row, width = row + rows - 1, column + columns
        if last_row > SPAN_ROWS or width > SPAN_COLUMNS:
            raise FileRefused("sheet_beyond_excel", extent=f"{last_row} × {width}")
        if self._covered > self.most_cells:
            raise _too_large(last_row, width)
        cells.extend([""] * (column + 1 - len(cells)))
        cells[column] = self._one_of_equal(value) if isinstance(value, str) else value
        if rows > 1:
            self.areas.append(Area(row, last_row, column))

    def _one_of_equal(self, text: str) -> str:
        """The text as it was put in first; to know all of a column of times would take as much
        memory as the cells."""
        if len(self._once) < _KNOWN_TEXTS:
            return self._once.setdefault(text, text)
        return self._once.get(text, text)

    def put_blank(self, row: int, column: int) -> None:
        """Put in a cell that holds nothing; see `put`."""
        self._covered += 1
        if self._covered > self.most_cells or row > SPAN_ROWS or column >= SPAN_COLUMNS:
            self.put(row, column, "")

    def sheets(
        self, aliases: Aliases, encoding: str | None, *, is_cut: bool = False
    ) -> list[Sheet]:
        """The sheets that the cells make; `encoding` is the file's, None where it is none of text.

        Where the file breaks off within the last row (`is_cut`), that row is refused.

        Raises
        ------
        FileRefused : the cells lie too far from each other.
        """
        cut = max(self.rows, default=None) if is_cut else None
        lost = () if cut is None else (RefusedRow(cut, "truncated_file", None),)
        if cut is not None:
            del self.rows[cut]
        sheets = sheets_of(self.name, self._from_the_top(), aliases, SheetCells(self.areas))
        sheets = [replace(sheet, encoding=encoding) for sheet in sheets]
        if lost and sheets[-1].rows is not None:
            rows = replace(sheets[-1].rows, refused=(*sheets[-1].rows.refused, *lost))
            sheets[-1] = replace(sheets[-1], rows=rows)
        return sheets

    def _from_the_top(self) -> Iterator[Record]:
        """All rows from row 1 on, blank ones too, of one length."""
        height = max(self.rows, default=0)
        width = max(map(len, self.rows.values()), default=0)
        if height * width > self.most_cells:
            raise _too_large(height, width)
        for number in range(1, height + 1):
            row = self.rows.pop(number, [])
            yield [*row, *[""] * (width - len(row))]


def _too_large(rows: int, columns: int) -> FileRefused:
    return FileRefused("sheet_too_large", extent=f"{rows} × {columns}", **raised_by("sheet_cells"))
