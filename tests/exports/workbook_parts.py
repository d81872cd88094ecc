"""Workbooks whose XML is written by hand, part by part."""

from __future__ import annotations

import zipfile
from collections.abc import Mapping
from pathlib import Path

SHEET = "xl/worksheets/sheet1.xml"


def parts_of(path: Path) -> dict[str, bytes]:
    """The parts of a workbook by name."""
    with zipfile.ZipFile(path) as book:
        return {name: book.read(name) for name in book.namelist()}


def with_parts(path: Path, parts: Mapping[str, bytes]) -> Path:
    """A workbook of these parts."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as book:
        for name, content in parts.items():
            book.writestr(name, content)
    return path


def with_sheet(path: Path, old: bytes, new: bytes, name: str | None = None) -> Path:
    """The workbook with something else in the XML of its first sheet, under another name."""
    parts = parts_of(path)
    assert old in parts[SHEET]
    parts[SHEET] = parts[SHEET].replace(old, new)
    return with_parts(path.with_name(name or path.name), parts)
