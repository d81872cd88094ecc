"""Files on their way: written beside their place, then put there, so that each is whole or absent.

Their names are random, since two containers that write to one disk may have equal process numbers.
"""

from __future__ import annotations

import os
import re
import secrets
import stat
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

if sys.platform != "win32":
    import fcntl

SUFFIX = ".part"

_NAME = re.compile(r"\.xlcs-[0-9a-f]{16}\.part")
"""A dot-file, which a data folder leaves alone; short, so that it fits where any name does."""

TRIES, PAUSE_S = 4, 0.05
"""How often, and how far apart, a file is replaced that another process has open: Windows refuses
that, and reading one takes no longer."""


def part_beside(path: Path) -> Path:
    """A path beside another one, for what is to take its place."""
    return path.parent / f".xlcs-{secrets.token_hex(8)}{SUFFIX}"


def open_part(path: Path, *, for_all: bool = False) -> IO[bytes]:
    """A new file, marked as being written for as long as it is open.

    Parameters
    ----------
    for_all : whether others may read it, as far as the user lets them; else it is the user's alone

    Raises
    ------
    OSError : it cannot be made, or is there already.
    """
    how = os.O_RDWR | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
    number = os.open(path, how, 0o666 if for_all else 0o600)
    if sys.platform != "win32":
        with suppress(OSError):  # a network's disk may have no marks: then nobody looks for them
            fcntl.flock(number, fcntl.LOCK_EX | fcntl.LOCK_NB)
    return os.fdopen(number, "w+b")


@contextmanager
def replacing(path: Path, *, for_all: bool = False) -> Iterator[IO[bytes]]:
    """A file to write beside its place, which it takes at the end; on any failure it vanishes.

    Raises
    ------
    OSError : it cannot be written or put there; what was there is whole.
    """
    part = part_beside(path)
    try:
        with open_part(part, for_all=for_all) as file:
            yield file
            file.flush()
            if sys.platform == "win32":  # where an open file cannot be put elsewhere
                file.close()
            _replace(part, path)
    finally:
        with suppress(OSError):
            part.unlink()


def _replace(part: Path, path: Path) -> None:
    for left in reversed(range(TRIES)):
        try:
            part.replace(path)
            return
        except PermissionError:
            if not left:
                raise
            time.sleep(PAUSE_S)


def is_left_behind(path: Path) -> bool:
    """Whether nobody writes that part of a file any more: its process was killed.

    On Windows a file that is open cannot be deleted, which tells as much.
    """
    if sys.platform == "win32":
        return True
    try:
        number = os.open(path, os.O_RDWR | os.O_NONBLOCK | os.O_NOFOLLOW)
    except OSError:
        return False
    try:
        fcntl.flock(number, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    finally:
        os.close(number)
    return True


def delete_left_behind(folder: Path) -> None:
    """Delete the parts that killed processes left in a folder; nothing of any other name."""
    with suppress(OSError):
        for path in folder.iterdir():
            is_ours = _NAME.fullmatch(path.name) and stat.S_ISREG(os.lstat(path).st_mode)
            if is_ours and is_left_behind(path):
                path.unlink()
