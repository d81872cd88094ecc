"""Where a cache lies, and its files: none but our own is ever written over or deleted.

Source: spec, "Tables" (the cache is left alone). A file is ours by its exact name and by being a
plain file in a folder that is no link.
"""

from __future__ import annotations

import hashlib
import os
import re
import stat
import time
from contextlib import suppress
from pathlib import Path

from xlcs.system import places
from xlcs.system.part_files import open_part, part_beside

FOLDER = ".xlcs-cache"
INDEX = "xlcs-index.json"
ENTRY_SUFFIX = ".zip"
FIGURES_SUFFIX = ".kept"

OWN = re.compile(
    r"(?:xlcs-index\.json|[0-9a-f]{32}-[0-9a-f]{8}\.zip|shop-[0-9a-f]{8}\.snapshot"
    r"|figures-[0-9a-f]{8}\.kept)"
    r"(?:\.[0-9a-f]{16}\.part)?|\.xlcs-[0-9a-f]{16}\.part"
)
"""The names of files that xlcs writes into a cache."""


def cache_place(folder: Path) -> Path:
    """Where the cache of a data folder is.

    It is beside the data where files can be made there, which is found out by making one; and in
    the user's application data where they cannot, or where a link leads elsewhere.
    """
    beside = folder / FOLDER
    if not is_link(beside) and _can_write(beside if beside.exists() else folder):
        return beside
    key = hashlib.sha256(os.fsencode(os.path.realpath(folder))).hexdigest()[:16]
    return places.user_data() / "cache" / key


def is_link(path: Path) -> bool:
    """Whether a path leads elsewhere: a symbolic link, or a junction of Windows."""
    try:
        here = os.lstat(path)
    except OSError:
        return False
    junction = getattr(stat, "IO_REPARSE_TAG_MOUNT_POINT", None)
    return stat.S_ISLNK(here.st_mode) or (
        junction is not None and getattr(here, "st_reparse_tag", 0) == junction
    )


def _can_write(folder: Path) -> bool:
    trial = part_beside(folder / INDEX)
    try:
        with open_part(trial):
            pass
        trial.unlink(missing_ok=True)
    except OSError:
        return False
    return True


def make_room(place: Path) -> None:
    """Make the folder of a cache, for its user alone.

    Raises
    ------
    OSError : it cannot be made, or is a link or a file.
    """
    place.parent.mkdir(parents=True, exist_ok=True)
    with suppress(FileExistsError):
        place.mkdir(mode=0o700)
    if is_link(place) or not place.is_dir():
        raise NotADirectoryError(f"no folder of its own: {place}")


def own_files(place: Path) -> list[Path]:
    """The files in a cache that xlcs wrote there; none where the cache is a link."""
    if is_link(place):
        return []
    with suppress(OSError):
        return sorted(path for path in place.iterdir() if _is_own(path))
    return []


def _is_own(path: Path) -> bool:
    if not OWN.fullmatch(path.name):
        return False
    with suppress(OSError):
        return stat.S_ISREG(os.lstat(path).st_mode)
    return False


def delete(path: Path) -> None:
    """Delete a file of ours; another process may be using or deleting it, and is left to it."""
    with suppress(OSError):
        path.unlink()


def age_s(path: Path) -> float:
    """How long ago a file was written [s]; 0 where that cannot be told."""
    with suppress(OSError):
        return time.time() - path.stat().st_mtime
    return 0.0
