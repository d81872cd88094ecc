"""What tests in a real Excel ask of it."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from xlcs.addin.session import names
from xlcs.catalogue import FIGURE

PERIOD = (date(2022, 9, 1), date(2022, 9, 30))
NA, VALUE, NAME = -2146826246, -2146826273, -2146826259
"""Excel's errors as they arrive over COM."""
MACROS_WITHOUT_ASKING = 1
DIALOG_CLASS, TITLE, OK, COMMAND = "#32770", "xlcs", 1, 0x111
POLL_S = 0.2


def press(book: Any, macro: str) -> None:
    """Press a button of the ribbon for a workbook."""
    book.activate()
    book.app.api.Run("'xlcs.xlam'!RunMacro", macro)


def refresh(book: Any, folder: Path, period: tuple[date, date] | None = PERIOD) -> None:
    """Point a workbook at a folder and press 刷新."""
    book.api.Names.Add(Name=names.FOLDER, RefersTo=f'="{folder}"')
    if period:
        for name, day in zip((names.START, names.END), period, strict=True):
            book.api.Names.Add(Name=name, RefersTo=f'="{day}"')
    press(book, "refresh")


@contextmanager
def saying_ok() -> Iterator[list[str]]:
    """Press OK in each of the add-in's messages while this lasts; gives what they said."""
    import win32gui

    said: list[str] = []
    ended = threading.Event()

    def watch() -> None:
        while not ended.is_set():
            window = win32gui.FindWindow(DIALOG_CLASS, TITLE)
            if window:
                said.append(max(_texts(window), key=len, default=""))
                win32gui.PostMessage(window, COMMAND, OK, 0)
            time.sleep(POLL_S)

    watcher = threading.Thread(target=watch, daemon=True)
    watcher.start()
    try:
        yield said
    finally:
        ended.set()
        watcher.join()


def _texts(window: int) -> list[str]:
    import win32gui

    texts: list[str] = []
    win32gui.EnumChildWindows(
        window, lambda child, _: texts.append(win32gui.GetWindowText(child)), None
    )
    return texts


def answer(book: Any, formula: str, cell: str = "A1") -> Any:
    """What a formula gives, errors as numbers."""
    target = book.sheets[0].range(cell)
    target.clear()
    target.api.Formula = formula
    return target.api.Value2


def expected(record: dict[str, Any], id_: str) -> Any:
    """A figure of the command line as a cell shows it."""
    value = record[FIGURE[id_].json_key]
    if value is None:
        return NA
    if isinstance(value, bool):
        return value
    seconds = FIGURE[id_].unit in ("duration", "duration_change")
    return pytest.approx(value / 86400 if seconds else value)
