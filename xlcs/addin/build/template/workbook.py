"""The template as a file."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from xlcs.addin.build.template.board import board_sheet
from xlcs.addin.build.template.instructions import instructions_sheet, paste_sheets
from xlcs.addin.build.template.setup import setup_sheet
from xlcs.addin.build.template.tables import (
    agents_sheet,
    effect_sheet,
    leakage_sheet,
    orders_sheet,
    receptions_sheet,
    todo_sheet,
)
from xlcs.report.description.sheets import Sheet
from xlcs.report.description.words import Words
from xlcs.report.write.workbook_file import write_workbook
from xlcs.shop.shop import TEMPLATE_MARK

MADE = datetime(2022, 8, 1)
"""When the file says it was made: always the same, so that equal sheets are equal bytes."""


def template_sheets(language: str = "zh") -> list[Sheet]:
    """The sheets of the template, in the order of their tabs."""
    words = Words(language)
    return [
        board_sheet(words),
        effect_sheet(words),
        agents_sheet(words),
        receptions_sheet(words),
        orders_sheet(words),
        leakage_sheet(words),
        todo_sheet(words),
        setup_sheet(words),
        *paste_sheets(words),
        instructions_sheet(words),
    ]


def build_template(path: str | Path, language: str = "zh") -> Path:
    """Write the template in a language to a file and return its path.

    Raises
    ------
    WorkbookError : it cannot be written; an older file stays whole.
    """
    target = Path(path)
    sheets = template_sheets(language)
    write_workbook(sheets, target, language=language, mark=TEMPLATE_MARK, created=MADE)
    return target
