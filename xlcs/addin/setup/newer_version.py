"""Whether a newer version lies where this one was installed from; nothing is asked of a network.

install.cmd and setup.exe write down where they were started: often a folder that a whole team
shares. Whoever puts a newer version beside the old one there is all the update service there is.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from pathlib import Path

from xlcs import __version__

FILE_NAME = "installed.json"
VERSION_FILE = "version.txt"
"""In the unpacked folder of a version: its number."""

_NAMED = re.compile(r"xlcs-(\d+(?:\.\d+)*)(?:-win64|-setup)?(?:\.zip|\.exe)?", re.IGNORECASE)


@dataclass(frozen=True)
class Newer:
    """A newer version, and the file or folder that it is."""

    version: str
    path: Path


def record_source(folder: Path, source: Path) -> None:
    """Write down in `folder` from which folder this version was installed."""
    folder.mkdir(parents=True, exist_ok=True)
    written = json.dumps({"from": str(source), "version": __version__}, ensure_ascii=False)
    (folder / FILE_NAME).write_text(written, encoding="utf-8")


def newer_version(*folders: Path, version: str = __version__) -> Newer | None:
    """The newest version that lies where this one came from, if it is newer than `version`.

    Parameters
    ----------
    folders : where `record_source` may have written; the first record found is taken

    Returns
    -------
    None where nothing was written down, the place is out of reach, or it holds nothing newer. A
    version is an unpacked folder, a zip or a setup named xlcs-<version>…, in that place or in the
    folder above it; or the place itself, where its content was replaced.
    """
    for folder in folders:
        source = _recorded(folder / FILE_NAME)
        if source is not None:
            found = max(_versions(source), key=lambda one: _numbers(one.version), default=None)
            return found if found and _numbers(found.version) > _numbers(version) else None
    return None


def _recorded(record: Path) -> Path | None:
    try:
        return Path(json.loads(record.read_text(encoding="utf-8"))["from"])
    except (OSError, ValueError, KeyError, TypeError):
        return None  # not installed by a script, or no longer readable: nothing to compare with


def _versions(source: Path) -> list[Newer]:
    found = [
        Newer(named[1], path)
        for place in (source, source.parent)
        for path in _listed(place)
        if (named := _NAMED.fullmatch(path.name))
    ]
    itself = source / VERSION_FILE
    if itself in _listed(source):
        number = itself.read_text(encoding="ascii", errors="replace").strip()
        found += [Newer(number, source)] if re.fullmatch(r"\d+(\.\d+)*", number) else []
    return found


def _listed(place: Path) -> list[Path]:
    try:
        return list(place.iterdir())
    except OSError:
        return []  # out of reach now, as a share is without its network


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(map(int, version.split(".")))
