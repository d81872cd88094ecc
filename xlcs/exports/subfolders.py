"""All files below a folder, whatever lies there: deep, linked, closed, named in another encoding.

Source: spec, "Tables" (subfolders are read too).
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from xlcs.exports.cache.places import FOLDER, is_link
from xlcs.exports.read.archives import free_name
from xlcs.problems import Problem


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
            if not _is_folder(entry):
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


def _is_folder(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir()
    except OSError:
        return False  # that it cannot be looked at is told where it is read
