"""The cells of a written report, for another writer to write.

    python -m tests.bench.cells REPORT OUT

pickles a list of (sheet's name, rows), a row being (number, cells), a cell (column, whether it is
a text, value, number format); dates as Excel's numbers, so that neither side converts them.
"""

from __future__ import annotations

import pickle
import sys
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import openpyxl
from openpyxl.utils.datetime import to_excel

TIMES = (date, datetime, time, timedelta)
Cell = tuple[int, bool, Any, str]


def cells_of(report: Path) -> list[tuple[str, list[tuple[int, list[Cell]]]]]:
    """Every cell that holds something, sheet by sheet, row by row."""
    book = openpyxl.load_workbook(report, read_only=True)
    sheets = []
    for sheet in book.worksheets:
        rows = []
        for number, row in enumerate(sheet.iter_rows()):
            cells = [
                (
                    at,
                    isinstance(cell.value, str),
                    to_excel(cell.value) if isinstance(cell.value, TIMES) else cell.value,
                    cell.number_format,
                )
                for at, cell in enumerate(row)
                if cell.value is not None
            ]
            if cells:
                rows.append((number, cells))
        sheets.append((sheet.title, rows))
    return sheets


if __name__ == "__main__":
    Path(sys.argv[2]).write_bytes(pickle.dumps(cells_of(Path(sys.argv[1]))))
