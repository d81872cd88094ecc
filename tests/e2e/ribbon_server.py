"""Buttons of the ribbon, pressed in the Windows Python: on a stand-in workbook, asked over COM.

Windows' own part of a press runs so: paths, files put in place, the key that cancels.
"""

from __future__ import annotations

import datetime as dt
import json

import xlwings as xw

from tests.addin.stand_in import FakeBook
from xlcs.addin import macros
from xlcs.addin.session import names

BOOKS: dict[str, FakeBook] = {}


@xw.func
def PRESS(command, folder, path):  # noqa: N802
    """JSON of what a press said, in messages and the status bar, and the sheet then shown."""
    book = BOOKS.setdefault(path, _book(folder, path))
    before = len(book.app.alerts)
    macros.run(getattr(macros, command).work, book)
    found = {
        "said": [text for _, text in book.app.alerts[before:]],
        "bar": [text for text in book.app.bars if isinstance(text, str)][-1:],
        "sheet": book.sheets.active.name,
    }
    return json.dumps(found, ensure_ascii=False)


def _book(folder, path):
    book = FakeBook(path)
    sheet = book.sheet("设置")
    days = dt.datetime(2022, 8, 1), dt.datetime(2022, 8, 31)
    for row, (name, value) in enumerate(
        zip((names.FOLDER, names.START, names.END), (folder, *days), strict=True), 1
    ):
        book.names.add(name, f"='设置'!$B${row}")
        sheet.put((row, 2), value)
    return book
