"""转成数值: a table that one of our functions fills, turned into values that can be sorted.

Excel sorts no part of an array formula, nor cells that spill.
"""

from __future__ import annotations

from typing import Any

from xlcs.addin.cells.function_list import FUNCTIONS
from xlcs.addin.ribbon import open_workbook as excel
from xlcs.addin.ribbon.messages import TEXT
from xlcs.errors import InputError, WorkbookError

PASTE_VALUES = -4163
"""Excel's xlPasteValues."""


def convert(book: Any, language: str) -> None:
    """Turn the table of the selected cell into values, once the user agrees.

    Values are pasted and not written: written anew, an order number would become a number, and a
    buyer's name that begins with = a formula.

    Raises
    ------
    InputError : no table of ours is selected.
    WorkbookError : its sheet is protected.
    """
    text = TEXT[language]
    area = selected_table(book)
    if area is None:
        raise InputError(text["no table"])
    sheet = area.Worksheet
    address = str(area.Address).replace("$", "")
    if sheet.ProtectContents:
        raise WorkbookError(text["protected"].format(sheet=sheet.Name))
    if not excel.agrees(book, text["to values"].format(sheet=sheet.Name, area=address)):
        return
    area.Copy()
    area.PasteSpecial(PASTE_VALUES)
    book.app.api.CutCopyMode = False
    excel.show_in_status_bar(book, text["is values"].format(area=address))


def selected_table(book: Any) -> Any | None:
    """The cells of our table in which the selected cell is, as Excel's own range; None for none."""
    selection = book.app.selection
    if selection is None:
        return None
    cell = selection[0].api
    # Excel before 2021 does not spill, and has no such property.
    if getattr(cell, "HasSpill", False):
        area, formula = cell.SpillParent.SpillingToRange, cell.SpillParent.Formula
    elif cell.HasArray:
        area, formula = cell.CurrentArray, cell.CurrentArray.Cells(1, 1).Formula
    else:
        return None
    called = str(formula).upper()
    return area if any(f"{function.name}(" in called for function in FUNCTIONS) else None
