"""What an ODS says of its cells beside their values: merged areas, error cells.

calamine gives the former not at all, and the latter as blank cells, which may mean "not read" or
"no refund"; an error never does. Source: spec, "Tables" (merged cells; error cells are named).
"""

from __future__ import annotations

import io
import zipfile
from dataclasses import dataclass, field, replace
from itertools import product
from typing import IO
from xml.parsers import expat

from xlcs.exports.read.error_cells import ErrorCells
from xlcs.exports.read.grid import SheetCells
from xlcs.exports.read.limits import MOST_SHEETS, SPAN_ROWS
from xlcs.exports.read.merged_areas import Area
from xlcs.exports.read.sheet import FileRefused
from xlcs.settings.limits import raised_by

_CONTENT, _MANIFEST = "content.xml", "META-INF/manifest.xml"
_ENCRYPTED = b"encryption-data"
_CHUNK_BYTES = 1 << 20

_TABLE, _ROW, _CELL, _COVERED = (
    f"table:{name}" for name in ("table", "table-row", "table-cell", "covered-table-cell")
)


@dataclass
class Beside:
    """What there is to know of a sheet beside its values; columns are counted from 0.

    areas : merged over several rows
    errors : row as Excel shows it and column → what an error cell shows
    width, height : how far filled cells reach from A1 on
    """

    areas: list[Area] = field(default_factory=list)
    errors: dict[tuple[int, int], str] = field(default_factory=dict)
    width: int = 0
    height: int = 0

    def from_column(self, left: int) -> SheetCells:
        """For rows of which the first cell is in that column."""
        areas = [replace(area, left=area.left - left) for area in self.areas]
        errors = ErrorCells.of((row, at - left, said) for (row, at), said in self.errors.items())
        return SheetCells(areas, errors)


def beside_cells(content: bytes, most_cells: int) -> dict[str, Beside]:
    """What there is beside the values of each sheet.

    A row or cell that is written once may stand for any number of them, so that this is asked
    before any sheet is read.

    Raises
    ------
    FileRefused : a sheet reaches over more than `most_cells`, there are too many sheets, or the
        workbook has a password.
    Exception : of `zipfile` or expat, where it is damaged.
    """
    looked = _Looked(most_cells)
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        if _MANIFEST in parts.namelist():
            with parts.open(_MANIFEST) as file:
                if _ENCRYPTED in file.read(_CHUNK_BYTES):
                    raise FileRefused("password")
        with parts.open(_CONTENT) as file:
            looked.go_through(file)
    return looked.sheets


class _Looked:
    """Goes through the XML tag by tag; nothing of it is kept but what is looked for."""

    def __init__(self, most_cells: int) -> None:
        self.sheets: dict[str, Beside] = {}
        self._most_cells = most_cells
        self._inside = 0  # a table in a cell of another one is no sheet
        self._sheet = Beside()
        self._row = self._rows = self._column = self._columns = 0
        self._error: list[str] | None = None

    def go_through(self, file: IO[bytes]) -> None:
        """All of the file."""
        parser = expat.ParserCreate()
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._text
        while chunk := file.read(_CHUNK_BYTES):
            parser.Parse(chunk)
        parser.Parse(b"", True)

    def _start(self, tag: str, given: dict[str, str]) -> None:
        if tag == _TABLE:
            self._inside += 1
            if self._inside == 1:
                if len(self.sheets) == MOST_SHEETS:
                    raise FileRefused("too_many_sheets", most=str(MOST_SHEETS))
                self._sheet = self.sheets[given.get("table:name", "")] = Beside()
                self._row = self._rows = 0
        if self._inside != 1:
            return
        if tag == _ROW:
            self._row += self._rows
            self._rows = _repeats(given, "table:number-rows-repeated")
            self._column = self._columns = 0
        elif tag in (_CELL, _COVERED):
            self._column += self._columns
            self._columns = _repeats(given, "table:number-columns-repeated")
            spanned = _repeats(given, "table:number-rows-spanned")
            if spanned > 1:
                top = self._row + 1
                last = min(top + spanned - 1, SPAN_ROWS)
                self._sheet.areas.append(Area(top, last, self._column))
            if "office:value-type" in given:
                self._reach()
            if given.get("calcext:value-type") == "error":
                self._error = []

    def _reach(self) -> None:
        sheet = self._sheet
        sheet.width = max(sheet.width, self._column + self._columns)
        sheet.height = max(sheet.height, self._row + self._rows)
        if sheet.width * sheet.height > self._most_cells:
            extent = f"{sheet.height} × {sheet.width}"
            raise FileRefused("sheet_too_large", extent=extent, **raised_by("sheet_cells"))

    def _end(self, tag: str) -> None:
        if tag == _TABLE:
            self._inside -= 1
        elif tag in (_CELL, _COVERED) and self._error is not None and self._inside == 1:
            text = "".join(self._error).strip() or "#N/A"
            rows, columns = range(self._row, self._row + self._rows), range(self._columns)
            for row, column in product(rows, columns):
                self._sheet.errors[row + 1, self._column + column] = text
            self._error = None

    def _text(self, text: str) -> None:
        if self._error is not None:
            self._error.append(text)


def _repeats(given: dict[str, str], name: str) -> int:
    said = given.get(name, "1")
    return int(said) if said.isdecimal() else 1
