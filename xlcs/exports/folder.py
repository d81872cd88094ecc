"""A folder of exports → the shop's data.

Source: spec, "Tables", "Overlaps", "Refused or blanked". Reads every table file below the folder
through the cache, merges what overlaps and was not merged before, collects the data check.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

from xlcs.exports.cache.kept_figures import FiguresInCache, has_figures
from xlcs.exports.cache.snapshot import Snapshot
from xlcs.exports.cache.store import Cache
from xlcs.exports.files import Files, NotRemembered, parsed_file
from xlcs.exports.listing import LEFT_ALONE, find_files, shown_name
from xlcs.exports.merge.chat import has_chat, with_messages
from xlcs.exports.merge.new_files import added, since
from xlcs.exports.merge.shop import JOINING, FileRead, Merged, merged
from xlcs.exports.read.archives import ExportFile
from xlcs.exports.side_by_side import beside
from xlcs.exports.values.parsed import ParsedTable
from xlcs.problems import Problem
from xlcs.settings import Settings
from xlcs.shop.people import notes_on_people
from xlcs.shop.progress import Progress, silent
from xlcs.shop.shop import Shop

_FEW_FILES = 8
_SMALL_PART = 50
"""Up to so many files that hold no more than this part of the rows join the kept shop each time;
with more, it is kept anew."""


def read_folder(
    path: str | Path,
    settings: Settings | None = None,
    *,
    also: Mapping[str, Path] | None = None,
    progress: Progress | None = None,
) -> Shop:
    """Read all exports below a folder.

    Parameters
    ----------
    path : the data folder
    settings : header aliases, statuses and language; the defaults if None
    also : further files to read as if they were in the folder: name in the data check → file
    progress : told how far it is

    Returns
    -------
    Shop : merged tables, sources and data check. A file that cannot be used is in the data check
        and costs nothing else.

    Raises
    ------
    FolderError : the folder does not exist, is none, cannot be listed, or holds no file and the
        settings name no database.
    SourceError, SetupError : the database of the settings cannot be read.

    Examples
    --------
    >>> read_folder("exports").rows("orders")
    5
    """
    settings = settings or Settings()
    folder = Path(path)
    may_be_empty = bool(also) or settings.source is not None
    paths, left_alone = find_files(
        folder, language=settings.language, may_be_empty=may_be_empty, limits=settings.limits
    )
    tell = progress or silent
    cache = Cache(folder, settings)
    files = _files(cache, settings, paths, tell)
    try:
        shop, kept = _all_merged(files, settings, tell, keeping=True)
    except NotRemembered:  # a kept part of a database's table is damaged
        files = _files(cache, settings, paths, tell, anew=True)
        shop, kept = _all_merged(files, settings, tell, keeping=True)
    shop = _with_also(shop, files, also, settings, tell)
    told = [entry for entry in left_alone if not entry.code.startswith(LEFT_ALONE)]
    if cache.trouble:
        told.append(Problem("cache_not_written", file=None, found={"why": cache.trouble}))
    if settings.source is not None and settings.source.holds_password:
        told.append(Problem("password_in_settings", found={"env": settings.source.password_env}))
    if settings.source is not None:
        from xlcs.exports.database.source import days_kept  # most shops have none

        told += days_kept([sheet.source for file in shop.files.values() for sheet in file.sheets])
    left = [entry for entry in left_alone if entry.code.startswith(LEFT_ALONE)]
    return replace(_as_told(shop.shop(shown_name(str(folder)), left, told), settings), kept=kept)


def read_cached(
    path: str | Path, settings: Settings | None = None, *, also: Mapping[str, Path] | None = None
) -> Shop | None:
    """The shop's data as the folder was when last read, from the cache; see `read_folder`.

    Files that came, changed or went since then change nothing. None where the cache does not hold
    all that was read, be it deleted, damaged, or of other header aliases.
    """
    settings = settings or Settings()
    folder = Path(path)
    files = Files.remembered(Cache(folder, settings), settings)
    if not files.hashes:
        return None
    try:
        shop, kept = _all_merged(files, settings, silent, keeping=False)
        shop = _with_also(shop, files, also, settings, silent)
    except NotRemembered:
        return None
    return replace(_as_told(shop.shop(shown_name(str(folder)), [], []), settings), kept=kept)


def _as_told(shop: Shop, settings: Settings) -> Shop:
    """The shop, with the periods of its summaries that the settings tell; asks for the others.

    Where anybody says whose nicks are, those without a person, or with two, are named.
    """
    told = settings.summaries
    summaries = tuple(
        s.of(told.get(s.file, told.get(s.file.rsplit("/", 1)[-1], s.days))) for s in shop.summaries
    )
    asked = [
        Problem("summary_without_period", s.file, s.sheet, found={"name": s.file})
        for s in summaries
        if s.needs_days
    ]
    asked += notes_on_people(shop, settings)
    return replace(shop, summaries=summaries, problems=[*shop.problems, *asked])


def _files(
    cache: Cache,
    settings: Settings,
    paths: Mapping[str, ExportFile],
    tell: Progress,
    *,
    anew: bool = False,
) -> Files:
    """The folder's files, and the tables of a database beside them."""
    files = Files(cache, settings, paths, tell)
    if settings.source is not None:
        from xlcs.exports.database.source import add_tables  # most shops have none

        add_tables(files, settings, tell, today=date.today(), anew=anew)
    return files


def _all_merged(
    files: Files, settings: Settings, tell: Progress, *, keeping: bool
) -> tuple[Merged, FiguresInCache]:
    """The folder's files merged, of what was merged before as much as still holds; its figures."""
    cache, before = files.cache, files.cache.snapshot()
    onto = None if before is None else _onto_before(files, before, settings)
    shop, figures, is_worth_writing = onto or _merged_anew(files, settings, tell)
    if not keeping:
        return shop, replace(figures, becomes=None)
    cache.finish(files.names)
    if is_worth_writing and not files.unreadable and not files.passing:
        figures = replace(figures, becomes=cache.keep(shop))
    return shop, figures


_Found = tuple[Merged, FiguresInCache, bool]
"""A merged shop, where its figures are kept, and whether it is worth writing."""


def _onto_before(files: Files, before: Snapshot, settings: Settings) -> _Found | None:
    """The shop as it was merged before, with the files that came, changed or went since.

    None where they cannot join it or leave it, or it is damaged.
    """
    cache, gone = files.cache, files.gone(before.files)
    if files.unreadable or gone & before.joining:
        return None
    new = [name for name in files.names if name not in before.files or name in gone]
    with beside(before.load) as loaded:
        fresh = files.read(new)
        then = loaded()
    if then is None:
        return None
    if not new and list(then.files) == files.names:
        same = FiguresInCache(cache, then.tables, before.identity, becomes=before.identity)
        return then, same, False
    if has_chat([*then.files.values(), *fresh.values()]):
        return None  # who is an agent in a chat record, another file may say
    now = added(then, gone, fresh, files.names, files.remember, settings.status_means())
    if now is None:
        return None
    joined = since(then, now) if has_figures(cache, before.identity) else None
    figures = FiguresInCache(cache, now.tables)
    if joined is not None:
        figures = FiguresInCache(cache, now.tables, before.identity, joined)
    return now, figures, _is_worth_writing(then, now, [*gone, *fresh])


def _merged_anew(files: Files, settings: Settings, tell: Progress) -> _Found:
    every = files.read(files.names)
    every = with_messages(every, conversation_gap_min=settings.conversation_gap_min)
    shop = merged(every, settings.status_means(), tell)
    return shop, FiguresInCache(files.cache, shop.tables), True


def _is_worth_writing(then: Merged, now: Merged, changed: Sequence[str]) -> bool:
    """Whether a merged shop that files joined, or left, is worth writing anew.

    A file a day adds one part in hundreds to messages and visits; it joins in less time than
    writing everything takes. Other tables are merged again from all their files, at each refresh
    until they are written: not so often where these have more rows than there are to write, as
    daily exports have of which each is of the last thirty days.
    """
    if len(changed) > _FEW_FILES:
        return True
    of_changed = [*_sheets(then, changed), *_sheets(now, changed)]
    came = sum(sheet.source.rows for sheet in _sheets(now, changed))
    again = {sheet.source.table for sheet in of_changed} - set(JOINING)
    read_again = sum(s.source.rows for s in _sheets(now, now.files) if s.source.table in again)
    held = sum(sheet.source.rows for sheet in _sheets(then, then.files))
    return came * _SMALL_PART > held or read_again > sum(map(len, now.tables.there().values()))


def _sheets(shop: Merged, names: Iterable[str]) -> list[ParsedTable]:
    """The sheets of those of its files that a shop has."""
    return [sheet for name in names if name in shop.files for sheet in shop.files[name].sheets]


def _with_also(
    shop: Merged, files: Files, also: Mapping[str, Path] | None, settings: Settings, tell: Progress
) -> Merged:
    """The shop with files from elsewhere, past the cache: it knows its own folder's only."""
    if not also:
        return shop
    more = {}
    for name, path in also.items():
        sha256 = hashlib.sha256(path.read_bytes()).hexdigest()
        more[name] = FileRead(sha256, parsed_file(path, name, sha256, settings))
    names: Sequence[str] = [*shop.files, *(name for name in more if name not in shop.files)]
    joined = None
    is_chat = has_chat([*shop.files.values(), *more.values()])
    if len(names) == len(shop.files) + len(more) and not is_chat:
        joined = added(shop, (), more, names, files.remember, settings.status_means())
    if joined is None:
        everything = files.read(files.names)
        for name, file in more.items():
            beside = everything[name].sheets if name in everything else ()
            everything[name] = FileRead(file.sha256, [*beside, *file.sheets])
        gap_min = settings.conversation_gap_min
        everything = with_messages(everything, conversation_gap_min=gap_min)
        joined = merged(everything, settings.status_means(), tell)
    return joined
