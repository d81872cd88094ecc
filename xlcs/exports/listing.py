"""The table files of a data folder, and what in it is left alone.

Source: spec, "Tables". Subfolders are looked through too.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path

from xlcs.errors import FolderError
from xlcs.exports.cache.places import FOLDER, is_link
from xlcs.exports.read.archives import ExportFile, Member, free_name, members, too_large
from xlcs.exports.read.kinds.kind_of_file import ZIP, DirectoryTooLarge, Kind, Opened, kind_of
from xlcs.exports.read.limits import LOOKED_AT_BYTES
from xlcs.exports.read.sheet import FileRefused
from xlcs.problems import Problem
from xlcs.settings import FILE_NAME
from xlcs.settings.limits import DEFAULTS, Limits
from xlcs.system.refusals import refusal

TABLE_SUFFIXES = {".csv", ".txt", ".tsv", ".xls", ".xlsx", ".xlsm", ".xlsb", ".et", ".ods"}
"""Whoever gave a file such a name takes it for an export: what is wrong with it is told."""

OTHER_ARCHIVES = {".rar", ".7z", ".gz"}
LEFT_ALONE = "left_alone_"
"""How the codes begin of what is left alone for good; what else was not read may hold exports, and
is a problem of the data."""
OURS = {FILE_NAME, FILE_NAME + ".txt", "thumbs.db", "desktop.ini"}


def find_files(
    folder: Path, *, language: str = "zh", may_be_empty: bool = False, limits: Limits = DEFAULTS
) -> tuple[dict[str, ExportFile], list[Problem]]:
    """The files to be read below a folder by relative name, and what is left alone with the reason.

    A `.zip` is listed like a folder. A subfolder or archive that cannot be listed is left alone.

    Raises
    ------
    FolderError : the folder does not exist, is none, cannot be listed, or holds no file.
    """
    shown = shown_name(str(folder))
    found = _Found(limits)
    left = found.left

    def refused(kind: str, why: str = "") -> FolderError:
        zh, en = _REFUSED[kind]
        return FolderError((en if language == "en" else zh).format(shown=shown, why=why))

    try:
        is_folder = _is_folder(folder)
        for path, name in files_below(folder, left) if is_folder else ():
            if path.name.lower() not in OURS:
                found.sort_out(path, name)
    except (FileNotFoundError, NotADirectoryError) as error:
        raise refused("absent") from error
    except OSError as error:
        raise refused("closed", refusal(error, language)) from error
    if not is_folder:
        raise refused("file")
    nothing = not found.files and all(problem.code.startswith(LEFT_ALONE) for problem in left)
    if nothing and not may_be_empty:
        raise refused("empty")
    return found.files, left


_REFUSED = {
    "absent": ("文件夹不存在：{shown}。请检查路径。",
               "The folder does not exist: {shown}. Check the path."),
    "closed": ("文件夹打不开：{shown}（{why}）。请检查权限。",
               "The folder cannot be opened: {shown} ({why}). Check permissions."),
    "file": ("这是文件，不是文件夹：{shown}。请给出放导出文件的文件夹。",
             "This is a file, not a folder: {shown}. Name the folder that holds the exports."),
    "empty": ("文件夹里没有可读取的文件：{shown}。请把导出的 CSV 或 Excel 文件放进去。",
              "The folder holds no file to read: {shown}. Put exported CSV or Excel files in."),
}  # fmt: skip


def _is_folder(path: Path) -> bool:
    """Whether a path is a folder.

    Raises
    ------
    OSError : there is nothing there, or it may not be looked at.
    """
    try:
        return stat.S_ISDIR(path.stat().st_mode)
    except ValueError as error:  # a character that no path may hold
        raise FileNotFoundError(str(error)) from error


@dataclass
class _Found:
    """The files to be read, and what is left alone, so far."""

    limits: Limits
    files: dict[str, ExportFile] = field(default_factory=dict)
    left: list[Problem] = field(default_factory=list)

    def sort_out(self, path: Path, name: str) -> None:
        """Put a file on disk where it belongs, of an archive the files inside."""
        hidden = _why_hidden(path.name)
        if hidden:
            self.left.append(Problem(hidden, name))
            return
        try:
            if not stat.S_ISREG(path.stat().st_mode):  # reading a pipe would wait for ever
                is_called_table = path.suffix.lower() in {*TABLE_SUFFIXES, ".zip"}
                code = "no_table_inside" if is_called_table else "left_alone_other"
                self.left.append(Problem(code, name))
                return
            with path.open("rb", buffering=0) as file:
                if path.suffix.lower() in TABLE_SUFFIXES and file.read(len(ZIP)) != ZIP:
                    self.files[name] = path
                    return
                file.seek(0)
                opened = kind_of(file)
            if opened.kind is not Kind.ARCHIVE or opened.why:
                self._sort_out(path, name, opened)
                return
            inside = members(path, self.limits)
            if not inside:
                self.left.append(Problem("empty_file", name))
            for member in inside:
                self._sort_out_member(member, f"{name}/{member.name}")
        except FileRefused as refusal:
            self.left.append(Problem(refusal.code, name, found=refusal.found))
        except DirectoryTooLarge:
            told = too_large(self.limits)
            self.left.append(Problem(told.code, name, found=told.found))
        except OSError:
            if path.suffix.lower() in {*TABLE_SUFFIXES, ".zip"}:
                self.files[name] = path  # that it cannot be read is told where it is read
            else:
                self.left.append(Problem("left_alone_other", name))

    def _sort_out_member(self, member: Member, name: str) -> None:
        hidden = next(filter(None, map(_why_hidden, member.name.split("/"))), None)
        if hidden:
            self.left.append(Problem(hidden, name))
            return
        if member.suffix.lower() in TABLE_SUFFIXES:
            self.files[name] = member  # what it is will be told where it is read
            return
        try:
            start = member.start(LOOKED_AT_BYTES)
        except FileRefused as refusal:
            self.left.append(Problem(refusal.code, name, found=refusal.found))
            return
        if start.startswith(ZIP):
            self.files[name] = member  # an archive or a workbook: its end tells, when it is read
            return
        opened = kind_of(BytesIO(start))
        if opened.kind is Kind.OTHER_ARCHIVE:
            self.left.append(Problem("archive_nested", name))
        else:
            self._sort_out(member, name, opened)

    def _sort_out(self, file: ExportFile, name: str, opened: Opened) -> None:
        code = _why_left_alone(file, opened)
        if code is None:
            self.files[name] = file
        else:
            found = {"why": opened.why or "no zip"} if code == "archive_damaged" else {}
            self.left.append(Problem(code, name, found=found))


def _why_hidden(name: str) -> str | None:
    if name.startswith("~$"):
        return "left_alone_lock"
    return "left_alone_dot" if name.startswith(".") or name == "__MACOSX" else None


def _why_left_alone(file: ExportFile, opened: Opened) -> str | None:
    """A code of `KINDS` for a file that is not to be read; None for one that is."""
    suffix = file.suffix.lower()
    if opened.own:
        return "left_alone_own"
    if suffix in TABLE_SUFFIXES or opened.kind in (Kind.ZIP_WORKBOOK, Kind.EXCEL_ONLY):
        return None
    if opened.kind is Kind.OLE_WORKBOOK and _WORKBOOK_STREAM in file.read_bytes():
        return None
    if opened.kind in (Kind.TEXT, Kind.MARKUP) and _begins_like_a_table(file):
        return None
    if opened.kind is Kind.OTHER_ARCHIVE or suffix in OTHER_ARCHIVES:
        return "archive"
    return "archive_damaged" if suffix == ".zip" else "left_alone_other"


_WORKBOOK_STREAM = "Workbook".encode("utf-16-le")
"""The name of the part that holds a workbook's cells."""


def _begins_like_a_table(file: ExportFile) -> bool:
    # Seldom asked: a cell's first call does not wait for the patterns of chat records.
    from xlcs.exports.read.kinds.by_kind import is_likely_table

    if isinstance(file, Member):
        return is_likely_table(file.start(LOOKED_AT_BYTES))
    with file.open("rb") as opened:
        return is_likely_table(opened.read(LOOKED_AT_BYTES))


# ---- all files below, whatever lies there: deep, linked, closed, named in another encoding


def files_below(folder: Path, left: list[Problem]) -> Iterator[tuple[Path, str]]:
    """Each file below a folder, with its relative name as it is shown.

    A folder's own files come first, then its subfolders', each in the order of names. Hidden
    subfolders, linked ones (which may lead in a circle) and those that cannot be opened are named
    in `left`.

    Raises
    ------
    OSError : the folder itself cannot be opened.
    """
    names: set[str] = set()
    waiting = [(folder, "")]
    while waiting:  # not by calling itself: folders may be deeper than calls
        here, prefix = waiting.pop()
        try:
            with os.scandir(here) as entries:
                listed = sorted(entries, key=lambda entry: entry.name)
        except OSError as error:
            if not prefix:
                raise
            why = error.strerror or type(error).__name__
            left.append(Problem("unreadable_folder", prefix.rstrip("/"), found={"why": why}))
            continue
        below = []
        for entry in listed:
            name = free_name(prefix + shown_name(entry.name), names)
            names.add(name)
            if not _leads_to_folder(entry):
                yield here / entry.name, name
            elif entry.name.startswith("."):
                code = "left_alone_cache" if entry.name == FOLDER else "left_alone_dot"
                left.append(Problem(code, name))
            elif is_link(here / entry.name):
                left.append(Problem("linked_folder", name))
            else:
                below.append((here / entry.name, name + "/"))
        waiting += reversed(below)


def shown_name(name: str) -> str:
    """A name as a report can show it.

    One that is no text in the system's encoding is most likely a Chinese one of an archive that was
    packed on Windows and unpacked elsewhere.
    """
    try:
        name.encode()
        return name
    except UnicodeEncodeError:
        pass
    try:
        content = os.fsencode(name)
    except UnicodeEncodeError:  # half a character, which no file has in its name
        return name.encode("utf-8", "backslashreplace").decode()
    try:
        return content.decode("gb18030")
    except UnicodeDecodeError:
        return content.decode("utf-8", "backslashreplace")


def _leads_to_folder(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir()
    except OSError:
        return False  # that it cannot be looked at is told where it is read
