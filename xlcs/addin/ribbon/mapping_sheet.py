"""列名对应: the sheet that asks which header of a file is which of our columns, and its saving.

A refresh that meets files whose headers are not known offers it. A row is a column that a file
lacks: the file, our column in Chinese, values under the likely header, and a drop-down of the
file's headers with that one chosen. What is chosen is saved beside the data, in `xlcs.toml`.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from xlcs.addin.ribbon import open_workbook as excel
from xlcs.addin.ribbon.messages import TEXT
from xlcs.errors import InputError
from xlcs.exports.mapping import Unmapped
from xlcs.plurals import listed
from xlcs.report.description.sheets import Column, Sheet, Table, Text
from xlcs.report.write.live_workbook import MADE, write_live
from xlcs.settings import FILE_NAME
from xlcs.tables import TABLE

SHEET = "mapping"
_TABLE_ROW = 4
_SHOWN = ("file", "sheet", "table", "ours", "samples", "chosen")
_KEYS = ("table_id", "column")
"""What says which column of which table a row is; hidden, and the file's headers behind it."""

LIST, STOP, BETWEEN = 3, 1, 1
"""Excel's xlValidateList, xlValidAlertStop, xlBetween."""

_CAPTIONS = {
    "zh": ("文件", "工作表", "当作", "需要的列", "这一列的内容", "文件里的列名（点开选）"),
    "en": ("file", "sheet", "taken as", "column needed", "its values", "header in the file"),
}
_WIDTHS = (34.0, 14.0, 14.0, 20.0, 44.0, 30.0)


def is_shown(book: Any) -> bool:
    """Whether the workbook has the sheet already."""
    return MADE + SHEET in book.names


def offer(book: Any, found: Sequence[Unmapped], language: str) -> bool:
    """Ask whether to name the columns on the sheet, and show it; gives what the user said."""
    files = listed(dict.fromkeys(one.file for one in found), language)
    if not excel.agrees(book, TEXT[language]["offer mapping"].format(files=files)):
        return False
    book.sheets[show(book, found, language)].activate()
    return True


def show(book: Any, found: Sequence[Unmapped], language: str) -> str:
    """Write the sheet, over what was on it before, and return its name.

    Raises
    ------
    WorkbookError : the sheet or the workbook's structure is protected.
    """
    name = write_live(book, [mapping_sheet(found, language)], language)[0]
    sheet = book.sheets[name]
    first, chosen = _TABLE_ROW + 1, _SHOWN.index("chosen") + 1
    headers = len(_SHOWN) + len(_KEYS) + 1
    rows = [one for one in found for _ in one.guesses]
    for row, one in enumerate(rows, first):
        cells = sheet.range((row, headers), (row, headers + len(one.headers) - 1))
        validation = sheet.range((row, chosen)).api.Validation
        validation.Delete()
        validation.Add(LIST, STOP, BETWEEN, f"={cells.get_address(True, True)}")
    longest = max((len(one.headers) for one in found), default=0)
    sheet.range((1, len(_SHOWN) + 1), (1, headers + longest)).api.EntireColumn.Hidden = True
    return name


def mapping_sheet(found: Sequence[Unmapped], language: str) -> Sheet:
    """What stands on the sheet; a line that nothing is left where all files are known."""
    text = TEXT[language]
    told = text["mapping told" if found else "mapping done"]
    longest = max((len(one.headers) for one in found), default=0)
    captions = (*_CAPTIONS[language], *_KEYS, *(f"header {i + 1}" for i in range(longest)))
    rows = [
        (
            one.file,
            one.sheet or "",
            TABLE[one.table].name(language),
            TABLE[one.table].column(guess.column).headers[0],
            listed(guess.samples, language),
            guess.header or "",
            one.table,
            guess.column,
            *one.headers,
            *[""] * (longest - len(one.headers)),
        )
        for one in found
        for guess in one.guesses
    ]
    frame = pd.DataFrame(rows, columns=list(captions), dtype=object)
    widths = (*_WIDTHS, *[8.0] * (len(captions) - len(_WIDTHS)))
    columns = tuple(
        Column(caption, caption, "name", frame[caption], width=width)
        for caption, width in zip(captions, widths, strict=True)
    )
    blocks = (
        Text(1, 1, text["mapping sheet"], "title"),
        Text(2, 1, told, "subtitle"),
        Table(SHEET, _TABLE_ROW, 1, columns),
    )
    return Sheet(SHEET, text["mapping sheet"], blocks, freeze=(_TABLE_ROW + 1, 1))


def save(book: Any, folder: str, language: str) -> None:
    """Save what is chosen on the sheet into the settings beside the data.

    Raises
    ------
    InputError : there is no such sheet, or nothing is chosen on it.
    SettingsError : the settings would not be right, or cannot be written; they are as they were.
    """
    if not is_shown(book):
        raise InputError(TEXT[language]["no mapping sheet"])
    rows = book.names[MADE + SHEET].refers_to_range.options(ndim=2).value[_TABLE_ROW:]
    answers: dict[str, dict[str, list[str]]] = {}
    for row in rows:
        chosen, table, column = row[len(_SHOWN) - 1 : len(_SHOWN) + len(_KEYS)]
        header = str(chosen).strip() if chosen is not None else ""
        if header and table in TABLE:
            headers = answers.setdefault(table, {}).setdefault(column, [])
            if header not in headers:
                headers.append(header)
    if not answers:
        raise InputError(TEXT[language]["nothing mapped"])
    # Imported here because only this needs the library that writes settings.
    from xlcs.settings.mapping_file import save_mapping

    save_mapping(Path(folder) / FILE_NAME, answers, language)
