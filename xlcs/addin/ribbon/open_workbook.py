"""What macros ask of the open workbook and of Excel: named cells, pasted sheets, dialogs.

Each function takes the xlwings book; none is kept beyond a call, or Excel could not be closed.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

from xlcs.addin.session import names, pasted_sheets
from xlcs.addin.session.remembered_choices import constant
from xlcs.errors import WorkbookError

TITLE = "xlcs"
FOLDER_PICKER = 4
"""Office's msoFileDialogFolderPicker."""
PICKED = -1
"""What an Office dialog's Show gives for OK."""

_PROTECTED = {
    "zh": "工作表“{sheet}”有保护，单元格 {cell} 写不进去。"
    "请先撤销保护（审阅 → 撤销工作表保护），或把这个格子的“锁定”取消。",
    "en": "Sheet “{sheet}” is protected, and cell {cell} cannot be written. Unprotect the sheet"
    " (Review → Unprotect Sheet) or unlock that cell.",
}


def full_name(book: Any) -> str:
    """The workbook's name as its functions in cells give it: with the folder once it was saved."""
    # xlwings' own fullname looks for a synchronised folder behind a web address; the cells do not.
    return str(book.api.FullName) if sys.platform == "win32" else str(book.fullname)


def open_names(book: Any) -> set[str]:
    """The names of all workbooks that are open beside this one, and its own."""
    return {full_name(each) for each in book.app.books}


def named_values(book: Any) -> dict[str, object]:
    """What our names of a workbook hold: cell or constant; those it does not have are missing."""
    found: dict[str, object] = {}
    for name in names.NAMES:
        if name != names.AGENTS and name in book.names:
            cells = named_range(book, name)
            found[name] = constant(book.names[name].refers_to) if cells is None else cells.value
    return found


def named_range(book: Any, name: str) -> Any | None:
    """The cells that a name of the workbook stands for; None where it stands for none."""
    if name not in book.names:
        return None
    refers_to = book.names[name].refers_to
    if "!" not in refers_to or refers_to.startswith('="') or "#REF!" in refers_to:
        return None
    return book.names[name].refers_to_range


def may_write(cells: Any) -> bool:
    """Whether cells can be written: their sheet is not protected, or they are not locked."""
    if sys.platform == "darwin":
        return True
    return not cells.sheet.api.ProtectContents or bool(cells.api.AllowEdit)


def refuse_protected(book: Any, names_to_set: Iterable[str], language: str) -> None:
    """Ask before anything is done whether named cells can be written.

    Raises
    ------
    WorkbookError : one of them stands on a protected sheet, and is locked.
    """
    for name in names_to_set:
        cells = named_range(book, name)
        if cells is not None and not may_write(cells):
            cell = cells.get_address(False, False)
            raise WorkbookError(
                _PROTECTED[language].format(sheet=cells.sheet.name, cell=f"{cell} ({name})")
            )


def set_named(book: Any, values: Mapping[str, str | date | None]) -> None:
    """Put values into named cells; where the workbook has no such cell, into a name alone.

    To be asked for first: `refuse_protected`.
    """
    for name, value in values.items():
        cells = named_range(book, name)
        if cells is not None:
            cells.value = _safe(
                datetime.combine(value, time()) if isinstance(value, date) else value
            )
            continue
        if name in book.names:
            book.names[name].delete()
        if value is not None:
            book.names.add(name, _as_constant(value))


def _as_constant(value: str | date) -> str:
    if isinstance(value, date):
        return f"={(value - date(1899, 12, 30)).days}"
    quoted = value.replace('"', '""')
    return f'="{quoted}"'


def _safe(value: object) -> object:
    return f"'{value}" if isinstance(value, str) else value


def fill_named_list(book: Any, name: str, values: Sequence[str]) -> str | None:
    """Fill a named column of cells with texts, blank where they end; nothing without the name.

    More texts than cells: the last ones are left out. A protected column stays as it is, and the
    name of its sheet is given.
    """
    column = named_range(book, name)
    if column is None:
        return None
    if not may_write(column):
        return str(column.sheet.name)
    cells = [f"'{value}" for value in values][: column.rows.count]
    cells += [""] * (column.rows.count - len(cells))
    column.value = [[cell] for cell in cells]
    return None


def paste_sheets(book: Any) -> dict[str, list[list[Any]]]:
    """The sheets to paste exports into: name → rows from cell A1 on."""
    found: dict[str, list[list[Any]]] = {}
    for sheet in book.sheets:
        if pasted_sheets.is_paste_sheet(sheet.name):
            last = sheet.used_range.last_cell
            area = sheet.range((1, 1), (last.row, last.column))
            found[sheet.name] = area.options(ndim=2).value
    return found


def selected_value(book: Any) -> object:
    """The value of the selected cell, the first one of several; None where no cell is."""
    selection = book.app.selection
    return None if selection is None else selection[0].value


def recalculate(book: Any) -> None:
    """Let every formula of the workbook ask again, once.

    Excel recalculates only what changed, and new data behind a function is no change to it. A sheet
    whose calculation is switched off and on has all its formulas to calculate; `Range.Dirty` would
    do so on the active sheet alone. Sheets that the user has switched off stay so.
    On macOS there are no functions in cells.
    """
    if sys.platform == "darwin":
        return
    app = book.app
    before = app.calculation
    app.calculation = "manual"
    try:
        for sheet in book.sheets:
            if sheet.api.EnableCalculation:
                sheet.api.EnableCalculation = False
                sheet.api.EnableCalculation = True
        app.calculate()
    finally:
        app.calculation = before


def let_status_ask_again(book: Any) -> None:
    """Let the volatile functions ask again, such as `XLCS_STATUS`; all others keep their answers.

    On macOS there are no functions in cells.
    """
    if sys.platform != "darwin":
        book.app.calculate()


def tell(book: Any, text: str, *, bad: bool = False) -> None:
    """A message that the user closes."""
    book.app.alert(text, title=TITLE, mode="critical" if bad else "info")


def agrees(book: Any, text: str) -> bool:
    """Whether the user says OK to a question."""
    return bool(book.app.alert(text, title=TITLE, buttons="ok_cancel", mode="info") == "ok")


def show_in_status_bar(book: Any, text: str) -> None:
    """A line in the status bar; the add-in's VBA takes it away after some seconds."""
    book.app.status_bar = text


def ask_text(book: Any, prompt: str, default: str) -> str | None:
    """A line typed by the user; None if cancelled."""
    answer = book.app.api.InputBox(prompt, TITLE, default)
    return answer if isinstance(answer, str) else None


def ask_folder(book: Any, title: str, start: str) -> str | None:
    """A folder chosen by the user; None if cancelled."""
    dialog = book.app.api.FileDialog(FOLDER_PICKER)
    dialog.Title = title
    if start:
        dialog.InitialFileName = start
    return str(dialog.SelectedItems(1)) if dialog.Show() == PICKED else None


def ask_file_to_save(book: Any, name: str, kind: str) -> Path | None:
    """Where to save a workbook of that name, chosen by the user; None if cancelled."""
    answer = book.app.api.GetSaveAsFilename(name, f"{kind} (*.xlsx), *.xlsx")
    return Path(answer) if isinstance(answer, str) else None


def new_from_template(book: Any, template: Path) -> Any:
    """A new workbook made from the template; the book that is active then."""
    book.app.books.api.Add(str(template))
    return book.app.books.active


def open_file(path: Path) -> None:
    """Open a file in the program that the user's system has for it."""
    if sys.platform == "win32":
        import os

        os.startfile(path)
        return
    import subprocess

    opener = "open" if sys.platform == "darwin" else "xdg-open"
    subprocess.run([opener, str(path)], check=True)
