"""The error cells of a sheet, which calamine gives as blank ones.

A blank may mean "not read" or "no refund"; an error never does. Source: spec, "Tables" (error cells
are named).
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

import numpy as np

from xlcs.exports.read.headers.repeated import Record


@dataclass(frozen=True)
class ErrorCells:
    """Error cells by row: a whole column of a large sheet may be of nothing else.

    row : as Excel shows it, ascending
    column : counted from 0
    code : which of the `texts` the cell shows
    """

    row: array[int]
    column: array[int]
    code: array[int]
    texts: tuple[str, ...]

    @classmethod
    def of(cls, cells: Iterable[tuple[int, int, str]]) -> ErrorCells:
        """Of row, column and text of each, in any order."""
        row, column, code = array("i"), array("i"), array("i")
        codes: dict[str, int] = {}
        for number, at, text in cells:
            row.append(number)
            column.append(at)
            code.append(codes.setdefault(text, len(codes)))
        order = np.argsort(row, kind="stable")
        row, column, code = (
            array("i", np.asarray(part, np.int32)[order].tobytes()) for part in (row, column, code)
        )
        return cls(row, column, code, tuple(codes))

    def below(self, rows: int) -> ErrorCells:
        """The same, below so many more rows."""
        moved = (np.asarray(self.row, np.int32) + np.int32(rows)).tobytes()
        return replace(self, row=array("i", moved))

    def put_into(self, rows: Iterable[Record]) -> Iterator[Record]:
        """The rows, from row 1 on, with the texts of their error cells."""
        at, end = 0, len(self.row)
        for number, cells in enumerate(rows, start=1):
            if at < end and self.row[at] == number:
                shown = list(cells)
                while at < end and self.row[at] == number:
                    if 0 <= self.column[at] < len(shown):
                        shown[self.column[at]] = self.texts[self.code[at]]
                    at += 1
                yield shown
            else:
                yield cells
