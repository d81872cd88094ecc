"""The table files of a data folder, and what in it is left alone.

Source: spec, "Tables". Subfolders are looked through too.
"""

from __future__ import annotations

import os
import re
import zipfile
from pathlib import Path

from xlcs.errors import FolderError
from xlcs.exports.cache.store import FOLDER
from xlcs.problems import Problem
from xlcs.settings import FILE_NAME
from xlcs.shop.shop import REPORT_MARK, TEMPLATE_MARK

TABLE_SUFFIXES = {".csv", ".txt", ".tsv", ".xls", ".xlsx", ".xlsm", ".xlsb"}
ARCHIVE_SUFFIXES = {".zip", ".rar", ".7z", ".gz"}
TOLD = {"archive", "unreadable_folder"}
"""What was left alone though it may hold exports: a problem of the data."""
OURS = {FILE_NAME, "thumbs.db", "desktop.ini"}


def find_files(
    folder: Path, *, language: str = "zh", may_be_empty: bool = False
) -> tuple[dict[str, Path], list[Problem]]:
    """The table files below a folder by relative name, and what is left alone with the reason.

    A subfolder that cannot be listed is left alone too.

    Raises
    ------
    FolderError : the folder does not exist, is none, cannot be listed, or holds no file.
    """
    zh = language != "en"
    if not folder.exists():
        raise FolderError(
            f"文件夹不存在：{folder}。请检查路径。"
            if zh
            else f"The folder does not exist: {folder}. Check the path."
        )
    if not folder.is_dir():
        raise FolderError(
            f"这是文件，不是文件夹：{folder}。请给出放导出文件的文件夹。"
            if zh
            else f"This is a file, not a folder: {folder}. Name the folder that holds the exports."
        )
    try:
        next(folder.iterdir(), None)
    except OSError as error:
        raise FolderError(
            f"文件夹打不开：{folder}（{error.strerror}）。请检查权限。"
            if zh
            else f"The folder cannot be opened: {folder} ({error.strerror}). Check permissions."
        ) from error
    files: dict[str, Path] = {}
    left: list[Problem] = []
    closed: list[OSError] = []
    for top, folders, names in os.walk(folder, onerror=closed.append):
        here = Path(top)
        for name in sorted(n for n in folders if n.startswith(".")):
            left.append(
                _left((here / name).relative_to(folder), "cache" if name == FOLDER else "dot")
            )
        folders[:] = sorted(n for n in folders if not n.startswith("."))
        for name in sorted(names):
            relative = (here / name).relative_to(folder)
            reason = _why_left_alone(here / name)
            if reason:
                left.append(_left(relative, reason))
            elif name.lower() not in OURS:
                files[relative.as_posix()] = here / name
    left += [
        Problem(
            "unreadable_folder",
            file=Path(error.filename).relative_to(folder).as_posix(),
            found={"why": error.strerror or type(error).__name__},
        )
        for error in closed
    ]
    if not files and not may_be_empty:
        raise FolderError(
            f"文件夹里没有可读取的文件：{folder}。请把导出的 CSV 或 Excel 文件放进去。"
            if zh
            else f"The folder holds no file to read: {folder}. Put exported CSV or Excel files in."
        )
    return files, left


def own_mark(path: Path) -> str | None:
    """The mark of a workbook that xlcs itself wrote (report, template), else None."""
    if path.suffix.lower() not in {".xlsx", ".xlsm"}:
        return None
    try:
        with zipfile.ZipFile(path) as book:
            core = book.read("docProps/core.xml").decode("utf-8", "replace")
    except (OSError, KeyError, zipfile.BadZipFile, NotImplementedError, RuntimeError):
        # Whatever is wrong with the file is told where it is read.
        return None
    keywords = re.search(r"<(?:\w+:)?keywords[^>]*>([^<]*)<", core)
    text = keywords.group(1) if keywords else ""
    return next((mark for mark in (REPORT_MARK, TEMPLATE_MARK) if mark in text), None)


def _left(relative: Path, reason: str) -> Problem:
    name = relative.as_posix()
    return Problem("archive" if reason == "archive" else f"left_alone_{reason}", file=name)


def _why_left_alone(path: Path) -> str | None:
    suffix = path.suffix.lower()
    if path.name.startswith("~$"):
        return "lock"
    if path.name.startswith("."):
        return "dot"
    if suffix in ARCHIVE_SUFFIXES:
        return "archive"
    if path.name.lower() in OURS:
        return None
    is_special = path.exists() and not path.is_file()  # reading a pipe would wait for ever
    if suffix not in TABLE_SUFFIXES or is_special:
        return "other"
    return "own" if own_mark(path) else None
