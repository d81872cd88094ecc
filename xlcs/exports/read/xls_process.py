"""Reads an XLS workbook in a process of its own: `python xls_process.py WORKBOOK RESULT`,
where the workbook is a file, or `-`: then it comes by standard input.

A damaged XLS can make calamine ask for more memory than there is, which ends the process and
cannot be caught. So this is run apart from the one that must live on, and imports none of it.
The result is a pickled list of (sheet name, first cell or None, rows from row 1), or the name of
an exception and its text.
"""

from __future__ import annotations

import io
import pickle
import sys
from pathlib import Path
from typing import Any

SheetCells = tuple[str, tuple[int, int] | None, list[list[Any]]]
STDIN = "-"

Result = list[SheetCells] | tuple[str, str]


def read(path: str) -> Result:
    """All cells of a workbook, or what went wrong with it."""
    from python_calamine import CalamineError, CalamineWorkbook

    try:
        source = io.BytesIO(sys.stdin.buffer.read()) if path == STDIN else path
        with CalamineWorkbook.from_object(source) as book:
            sheets = [book.get_sheet_by_name(name) for name in book.sheet_names]
            return [(sheet.name, sheet.start, list(sheet.iter_rows())) for sheet in sheets]
    except CalamineError as error:
        return type(error).__name__, str(error)


if __name__ == "__main__":
    Path(sys.argv[2]).write_bytes(pickle.dumps(read(sys.argv[1])))
