"""The files of a data folder, each parsed once: later readings have it from the cache."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from xlcs.exports.cache.signs import Signs, signs_of
from xlcs.exports.cache.store import FROM_DATABASE, Cache
from xlcs.exports.merge.shop import FileRead
from xlcs.exports.read.archives import ExportFile
from xlcs.exports.read.sheet import FileRefused, refuse_larger
from xlcs.exports.side_by_side import side_by_side
from xlcs.exports.stray_dates import rows_alone
from xlcs.exports.values.batches import give_back
from xlcs.exports.values.parsed import ParsedTable, lean, not_read, with_known
from xlcs.settings import Settings
from xlcs.shop.progress import Progress, silent

PASSING = {"unreadable_file", "workbook_too_slow"}
"""Problems that may be otherwise at the next reading though the content is the same: a process that
was ended, a full disk, a machine that had too much to do. They are not remembered."""


class NotRemembered(Exception):
    """The cache lacks a file, and there is none to parse."""


class Files:
    """The table files of a folder.

    Parameters
    ----------
    cache : the folder's cache
    settings : header aliases
    paths : relative name → file, in the order of the data check
    tell : told how far reading is; may raise, to stop

    Attributes
    ----------
    names : of all files, in the order of the data check
    hashes : name → sha256 of those that can be read
    unreadable : name → those that cannot
    passing : those that changed while they were read: what was read is not to be remembered
    """

    def __init__(
        self, cache: Cache, settings: Settings, paths: Mapping[str, ExportFile], tell: Progress
    ) -> None:
        self.cache, self._settings, self._paths, self._tell = cache, settings, paths, tell
        self.names = list(paths)
        self.hashes: dict[str, str] = {}
        self.unreadable: dict[str, FileRead] = {}
        self.passing: set[str] = set()
        self._signs: dict[str, Signs] = {}
        self._at_hand: dict[str, list[ParsedTable]] = {}
        total = len(paths)
        for name, found in side_by_side(self._hash, self.names, lambda _: tell("read", 0, total)):
            if isinstance(found, str):
                self.hashes[name] = found
            else:
                self.unreadable[name] = found

    @classmethod
    def remembered(cls, cache: Cache, settings: Settings) -> Files:
        """The files as the cache remembers them; none of them is looked at."""
        files = cls(cache, settings, {}, silent)
        files.hashes = cache.known()
        files.names = list(files.hashes)
        return files

    def add(self, name: str, signs: Signs, sha256: str, sheets: list[ParsedTable] | None) -> None:
        """Put beside the files what comes from elsewhere, as a file of that name and content.

        The cache knows it again by its signs; `sheets` is None where the cache has what was parsed.
        """
        self.names.append(name)
        self.hashes[name] = sha256
        self.cache.remember(name, signs, sha256)
        if sheets is not None and not self.cache.put(sha256, sheets):
            self._at_hand[name] = sheets

    def add_known(self) -> None:
        """Put beside the files what the last reading had from a database."""
        for name, sha256 in self.cache.known().items():
            if name.startswith(FROM_DATABASE):
                self.names.append(name)
                self.hashes[name] = sha256

    def gone(self, before: Mapping[str, str]) -> set[str]:
        """The files of a former reading that are not there any more, or not with that content."""
        return {name for name, sha256 in before.items() if self.hashes.get(name) != sha256}

    def read(self, names: Sequence[str]) -> dict[str, FileRead]:
        """Files with their rows, in that order; tells how far it is.

        Raises
        ------
        NotRemembered : one is neither in the cache nor at hand.
        """
        total = len(names)
        done = side_by_side(self._read, names, lambda number: self._tell("read", number, total))
        self._tell("read", total, total)
        return dict(done)

    def remember(self, names: Sequence[str]) -> dict[str, FileRead]:
        """Files that were read before, with their rows again; see `read`."""
        return dict(side_by_side(self._read, names))

    def _hash(self, name: str) -> str | FileRead:
        try:
            self._signs[name] = signs_of(self._paths[name])
            # Before its content is looked at: a file of holes may claim to be larger than any disk.
            refuse_larger(self._signs[name].size, self._settings.limits.text_mb, "text_mb")
            return self.cache.content_hash(self._paths[name], name)
        except (FileRefused, OSError) as reason:  # one in an archive may not be unpacked
            return FileRead("", [not_read(name, reason)])

    def _read(self, name: str) -> FileRead:
        if name in self.unreadable:
            return self.unreadable[name]
        sha256 = self.hashes[name]
        sheets = self._at_hand.get(name) or self.cache.get(sha256, name)
        if sheets is None:
            if name not in self._paths:
                raise NotRemembered(name)
            try:
                sheets = parsed_file(self._paths[name], name, sha256, self._settings)
            except MemoryError as reason:
                sheets = [not_read(name, reason)]
            codes = {problem.code for sheet in sheets for problem in sheet.problems}
            if self._stayed(name) and codes.isdisjoint(PASSING):
                self.cache.put(sha256, sheets)
            else:
                self.cache.forget(name)
                self.passing.add(name)
        return FileRead(sha256, sheets)

    def _stayed(self, name: str) -> bool:
        """Whether a file is still the one whose content was hashed, as far as can be told."""
        try:
            return signs_of(self._paths[name]) == self._signs[name]
        except OSError:
            return False


def parsed_file(path: ExportFile, name: str, sha256: str, settings: Settings) -> list[ParsedTable]:
    """A file parsed, whatever the cache holds."""
    # The readers are loaded when there is something to parse: a cell's first call, which the
    # cache answers, does without them.
    from xlcs.exports.file import read_file

    sheets = read_file(path, name, sha256, settings.headers, settings.limits)
    give_back(max(sheet.source.rows for sheet in sheets))
    return [looked_through(sheet) for sheet in sheets]


def looked_through(sheet: ParsedTable) -> ParsedTable:
    """The sheet as the cache keeps it: lean, and with what is said of it without its rows."""
    frame, table = sheet.frame, sheet.source.table
    if frame is None or table is None:
        return sheet
    return lean(replace(with_known(sheet), alone=rows_alone(frame, table)))
