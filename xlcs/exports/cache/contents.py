"""What the cache of a data folder holds, and deleting it.

Only files that xlcs itself writes there are ever deleted; whatever else lies there stays.
"""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from xlcs.exports.cache.places import ENTRY_SUFFIX, own_files
from xlcs.exports.cache.snapshot import SUFFIX as SNAPSHOT_SUFFIX
from xlcs.exports.cache.store import Cache
from xlcs.exports.files import Files
from xlcs.exports.listing import find_files
from xlcs.exports.read.archives import on_disk
from xlcs.settings import Settings
from xlcs.shop.progress import silent

SnapshotState = Literal["current", "older", "unusable", "none"]
"""current: of the present files · older: of other files, or before some came · unusable: damaged,
or of another version or other settings · none: there is no snapshot."""


@dataclass(frozen=True)
class CacheContents:
    """What the cache of a data folder holds.

    place : where it is; there need not be any
    exists : whether there is one
    remembered : files, and parts of a database's tables, whose parsed rows are in it [count]
    files : table files in the data folder, and such parts as of the last reading [count]
    size, sources_size : of the cache's own files, and of the table files [bytes]
    snapshot : the state of the merged shop in it
    snapshot_size : [bytes]
    unneeded, unneeded_size : entries that no present file needs [count, bytes]
    foreign : names of what lies there and is not ours
    """

    place: Path
    exists: bool
    remembered: int
    files: int
    size: int
    sources_size: int
    snapshot: SnapshotState
    snapshot_size: int
    unneeded: int
    unneeded_size: int
    foreign: tuple[str, ...]


@dataclass(frozen=True)
class Cleared:
    """What deleting a cache did.

    place : where it was
    deleted, size : files deleted [count, bytes]
    kept : names of what lies there and is not ours
    failed : names of our own files that could not be deleted, with the reason
    """

    place: Path
    deleted: int
    size: int
    kept: tuple[str, ...]
    failed: tuple[tuple[str, str], ...]


def cache_contents(folder: Path, settings: Settings) -> CacheContents:
    """What the cache of a data folder holds; changes nothing.

    Raises
    ------
    FolderError : the folder does not exist, is none, or cannot be listed.
    """
    paths, _ = find_files(
        folder, language=settings.language, may_be_empty=True, limits=settings.limits
    )
    cache = Cache(folder, settings)
    files = Files(cache, settings, paths, silent)
    if settings.source is not None:
        files.add_known()
    own = own_files(cache.place)
    snapshots = [path for path in own if path.suffix == SNAPSHOT_SUFFIX]
    needed = {cache.entry(sha256).name for sha256 in files.hashes.values()}
    unneeded = [path for path in own if path.suffix == ENTRY_SUFFIX and path.name not in needed]
    return CacheContents(
        place=cache.place,
        exists=cache.place.is_dir(),
        remembered=sum(cache.entry(sha256).is_file() for sha256 in files.hashes.values()),
        files=len(files.names),
        size=_size(own),
        sources_size=_size({on_disk(file) for file in paths.values()}),
        snapshot=_state(cache, files) if snapshots else "none",
        snapshot_size=_size(snapshots),
        unneeded=len(unneeded),
        unneeded_size=_size(unneeded),
        foreign=_foreign(cache.place),
    )


def clear_cache(folder: Path, settings: Settings) -> Cleared:
    """Delete the cache of a data folder; what is not ours stays, and its folder then too."""
    place = Cache(folder, settings).place
    deleted = size = 0
    failed = []
    for path in own_files(place):
        here = _size([path])
        try:
            path.unlink()
        except OSError as error:
            failed.append((path.name, error.strerror or type(error).__name__))
        else:
            deleted, size = deleted + 1, size + here
    kept = _foreign(place)
    if not kept and not failed:
        with suppress(OSError):
            place.rmdir()
    return Cleared(place, deleted, size, kept, tuple(failed))


def _state(cache: Cache, files: Files) -> SnapshotState:
    snapshot = cache.snapshot()
    if snapshot is None or snapshot.load() is None:
        return "unusable"
    same = not files.unreadable and dict(snapshot.files) == files.hashes
    return "current" if same else "older"


def _foreign(place: Path) -> tuple[str, ...]:
    own = {path.name for path in own_files(place)}
    with suppress(OSError):
        return tuple(sorted(path.name for path in place.iterdir() if path.name not in own))
    return ()


def _size(paths: Iterable[Path]) -> int:
    size = 0
    for path in paths:
        with suppress(OSError):
            size += path.stat().st_size
    return size
