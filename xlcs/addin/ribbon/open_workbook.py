"""What macros ask of the open workbook and of Excel: named cells, pasted sheets, messages.

Each function takes the xlwings book; none is kept beyond a call, or Excel could not be closed.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

from xlcs.addin.session import names, pasted_sheets
from xlcs.addin.session.remembered_choices import constant

TITLE = "xlcs"
FOLDER_PICKER = 4
"""Office's msoFileDialogFolderPicker."""
PICKED = -1
"""What an Office dialog's Show gives for OK."""


def full_name(book: Any) -> str:
    """The workbook's name as its functions in cells give it: with the folder once it was saved."""
    # xlwings' own fullname looks for a synchronised folder behind a web address; the cells do not.
    return str(book.api.FullName) if sys.platform == "win32" else str(book.fullname)


def open_names(book: Any) -> set[str]:
    """The names of all workbooks that are open beside this one, and its own."""
    return {full_name(each) for each in book.app.books}


def named_values(book: Any) -> dict[str, object]:
    """What our names of a workbook hold: cell or constant; those it does not have are missing."""
    return {
        name: _value(book.names[name])
        for name in names.NAMES
        if name != names.AGENTS and name in book.names
    }


def _value(name: Any) -> object:
    refers_to = name.refers_to
    if "!" not in refers_to or refers_to.startswith('="'):
        return constant(refers_to)
    return None if "#REF!" in refers_to else name.refers_to_range.value


def set_named(book: Any, name: str, value: str | date | None) -> None:
    """Put a value into a named cell; where the workbook has no such cell, into a name alone."""
    if name in book.names:
        refers_to = book.names[name].refers_to
        if "!" in refers_to and not refers_to.startswith('="') and "#REF!" not in refers_to:
            cell = datetime.combine(value, time()) if isinstance(value, date) else value
            book.names[name].refers_to_range.value = _safe(cell)
            return
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


def fill_named_list(book: Any, name: str, values: Sequence[str]) -> None:
    """Fill a named column of cells with texts, blank where they end; nothing without the name.

    More texts than cells: the last ones are left out.
    """
    if name not in book.names or "#REF!" in book.names[name].refers_to:
        return
    column = book.names[name].refers_to_range
    cells = [f"'{value}" for value in values][: column.rows.count]
    cells += [""] * (column.rows.count - len(cells))
    column.value = [[cell] for cell in cells]


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

    Excel recalculates only what changed, and new data behind a function is no change to it.
    On macOS there are no functions in cells.
    """
    if sys.platform == "darwin":
        return
    app = book.app
    before = app.calculation
    app.calculation = "manual"
    try:
        for sheet in book.sheets:
            sheet.used_range.api.Dirty()
        app.calculate()
    finally:
        app.calculation = before


def tell(book: Any, text: str, *, bad: bool = False) -> None:
    """A message that the user closes."""
    book.app.alert(text, title=TITLE, mode="critical" if bad else "info")


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
