"""A workbook with the template's named cells, and how a test presses a button."""

from __future__ import annotations

from datetime import datetime

import pytest

from tests.addin.stand_in import FakeBook
from xlcs.addin.session import names


@pytest.fixture
def book():
    return FakeBook()


@pytest.fixture
def template(book, data):
    """A workbook with the template's named cells, a folder and August."""
    sheet = book.sheet("设置")
    cells = {
        names.FOLDER: str(data),
        names.START: datetime(2022, 8, 1),
        names.END: datetime(2022, 8, 31),
        names.READ_RULE: None,
        names.MAX_AVERAGE_MIN: None,
    }
    for row, (name, value) in enumerate(cells.items(), 1):
        book.names.add(name, f"='设置'!$B${row}")
        sheet.put((row, 2), value)
    for row in range(1, 6):
        sheet.put((row, 8), "")
    book.names.add(names.AGENTS, "='设置'!$H$1:$H$5")
    book.log.clear()
    return book
