"""The add-in file as it is shipped: where it lies, and what a copy of it says of itself."""

from __future__ import annotations

import zipfile
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree

from xlcs.errors import SetupError

ADDIN_NAME = "xlcs.xlam"
TEMPLATE_NAME = "xlcs-template.xlsx"
TEXT_SHEET = "xlcs_texts"
TEXT_PART = "xl/worksheets/sheet1.xml"

_CELL = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


def workbook_folder() -> Path:
    """The folder with what a lead gets (add-in, template, scripts) and their sources.

    In an installed package it lies inside the package, in the project beside it.
    """
    package = Path(__file__).resolve().parents[1]
    installed = package / "workbook"
    return installed if installed.is_dir() else package.parent / "workbook"


def shipped_addin() -> Path:
    """The add-in that came with this version of xlcs.

    Raises
    ------
    SetupError
        If it is missing; the text says how to make it.
    """
    path = workbook_folder() / ADDIN_NAME
    if not path.is_file():
        raise SetupError(
            f"缺少加载项文件 {path}。请重新安装，或运行 xlcs addin build。"
            f" / The add-in {path} is missing. Install again, or run xlcs addin build."
        )
    return path


@dataclass(frozen=True)
class AddinVersions:
    """What an add-in was built from: the versions of xlcs and of xlwings, None where unreadable."""

    xlcs: str | None
    xlwings: str | None


def versions_in(path: Path) -> AddinVersions:
    """The versions that the add-in at `path` names in its text sheet."""
    texts = texts_in(path)
    return AddinVersions(texts.get("version"), texts.get("xlwings"))


def texts_in(path: Path) -> dict[str, str]:
    """Key → Chinese text of the add-in's text sheet; empty if the file cannot be read as one."""
    try:
        with zipfile.ZipFile(path) as package:
            root = ElementTree.fromstring(package.read(TEXT_PART))
    except (OSError, zipfile.BadZipFile, KeyError, ElementTree.ParseError):
        return {}
    rows = ([cell.text or "" for cell in row.iter(f"{_CELL}t")] for row in root.iter(f"{_CELL}row"))
    return {row[0]: row[1] for row in rows if len(row) >= 2}
