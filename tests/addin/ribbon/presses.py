"""Pressing a button of the ribbon on a stand-in workbook, and what it said."""

from __future__ import annotations

from typing import Any

from xlcs.addin import functions, macros


def command(name: str, book: Any) -> None:
    macros.run(getattr(macros, name).work, book)


def gmv(book: Any, *given: Any) -> Any:
    return functions.GUIDED_GMV(*(given or (None, None, None)), book.fullname)


def said(book: Any) -> list[str]:
    return [text for _, text in book.app.alerts]
