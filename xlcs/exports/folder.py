"""A folder of exports → the shop's data.

Source: spec, "Tables", "Overlaps", "Refused or blanked". Reads every table file below the folder,
subfolders too, through the cache; merges what overlaps; collects the data check.
"""

from __future__ import annotations

import hashlib
import os
import re
import zipfile
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pandas as pd

from xlcs.errors import FolderError
from xlcs.exports import check, merge, orders
from xlcs.exports.cache import FOLDER, Cache
from xlcs.exports.parsed import ParsedTable, lean
from xlcs.exports.people import People, people
from xlcs.exports.stack import Stack, by_lateness
from xlcs.problems import Problem
from xlcs.settings import FILE_NAME, Settings
from xlcs.shop import REPORT_MARK, TEMPLATE_MARK, Shop, Source
from xlcs.tables import TABLES

Progress = Callable[[str, int, int], None]
"""Called with the step ("read", "merge"), how much is done, and how much there is."""

THREADS = 2
"""Files read at a time; decompressing, decoding and Arrow's work leave the interpreter free."""

TABLE_SUFFIXES = {".csv", ".txt", ".tsv", ".xls", ".xlsx", ".xlsm", ".xlsb"}
ARCHIVE_SUFFIXES = {".zip", ".rar", ".7z", ".gz"}
TOLD = {"archive", "unreadable_folder"}
"""What was left alone though it may hold exports: a problem of the data."""
OURS = {FILE_NAME, "thumbs.db", "desktop.ini"}


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
    FolderError : the folder does not exist, is none, cannot be listed, or holds no file.
    """
    settings = settings or Settings()
    folder = Path(path)
    files, left_alone = find_files(folder, language=settings.language, may_be_empty=bool(also))
    tell = progress or _silent
    parsed = _read(folder, files, settings, tell) + _read_also(also, settings)
    return _shop(folder, parsed, left_alone, settings, tell)


def read_cached(
    path: str | Path,
    settings: Settings | None = None,
    *,
    also: Mapping[str, Path] | None = None,
) -> Shop | None:
    """The shop's data as the folder was when last read, from the cache; see `read_folder`.

    Files that came, changed or went since then change nothing. None where the cache does not hold
    all that was read, be it deleted, damaged, or of other header aliases.
    """
    settings = settings or Settings()
    folder = Path(path)
    cache = Cache(folder, settings.headers)
    parsed: list[ParsedTable] = []
    for name, sha256 in cache.known().items():
        tables = cache.get(sha256, name)
        if tables is None:
            return None
        parsed += tables
    if not parsed:
        return None
    parsed += _read_also(also, settings)
    return _shop(folder, parsed, [], settings, _silent)


def _shop(
    folder: Path,
    parsed: list[ParsedTable],
    left_alone: list[Problem],
    settings: Settings,
    tell: Progress,
) -> Shop:
    """The shop of some parsed files; empties the list on its way."""
    problems = [problem for table in parsed for problem in table.problems]
    problems += [entry for entry in left_alone if entry.code in TOLD]
    sources = [table.source for table in parsed]

    tell("merge", 0, len(TABLES))
    stacks = {
        table.id: Stack(table.id, by_lateness(having))
        for table in TABLES
        if (having := [p for p in parsed if p.frame is not None and p.source.table == table.id])
    }
    parsed.clear()  # each table's parsed rows are let go as soon as they are merged
    who = people(stacks)
    where = _to_the_minute(stacks)
    if where:
        problems.append(check.minute_note(where))
    tables, found, nets = _merge(stacks, who, settings, bool(where), tell)
    problems += found
    known = check.coverage(tables, who)
    problems += check.data_notes(known, tables, who)
    return Shop(
        folder=str(folder),
        tables=tables,
        problems=problems,
        sources=[_with_net(source, nets) for source in sources],
        resolution="minute" if where else "second",
        coverage=known,
        left_alone=tuple(entry for entry in left_alone if entry.code not in TOLD),
    )


def find_files(
    folder: Path, *, language: str = "zh", may_be_empty: bool = False
) -> tuple[dict[str, Path], list[Problem]]:
    """The table files below a folder by relative name, and what is left alone with the reason.

    A subfolder that cannot be listed is left alone too.

    Raises
    ------
    FolderError : see `read_folder`.
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


def _read(
    folder: Path, files: Mapping[str, Path], settings: Settings, tell: Progress
) -> list[ParsedTable]:
    cache = Cache(folder, settings.headers)
    parsed: list[ParsedTable] = []
    with ThreadPoolExecutor(THREADS) as pool:
        reading = [
            pool.submit(_read_one, cache, name, path, settings) for name, path in files.items()
        ]
        try:
            for number, file in enumerate(reading):
                tell("read", number, len(files))
                parsed += file.result()
        finally:  # whoever is told may raise, to stop
            pool.shutdown(cancel_futures=True)
    tell("read", len(files), len(files))
    cache.finish()
    if cache.trouble and parsed:
        parsed[0].problems.append(
            Problem("cache_not_written", file=None, found={"why": cache.trouble})
        )
    return parsed


def _read_one(cache: Cache, name: str, path: Path, settings: Settings) -> list[ParsedTable]:
    try:
        sha256 = cache.content_hash(path, name)
    except OSError as error:
        source = Source(name, None, "", None, None, None, 0, 0, None, None)
        why = error.strerror or str(error)
        return [ParsedTable(source, None, [Problem("unreadable_file", name, found={"why": why})])]
    tables = cache.get(sha256, name)
    if tables is None:
        tables = [_looked_through(t) for t in _read_file(path, name, sha256, settings)]
        cache.put(sha256, tables)
    return tables


def _read_file(path: Path, name: str, sha256: str, settings: Settings) -> list[ParsedTable]:
    # The readers are loaded when there is something to parse: a cell's first call, which the
    # cache answers, does without them.
    from xlcs.exports.reading import read_file

    return read_file(path, name, sha256, settings.headers)


def _read_also(also: Mapping[str, Path] | None, settings: Settings) -> list[ParsedTable]:
    """Files from elsewhere, past the cache: it knows the files of its own folder only."""
    parsed: list[ParsedTable] = []
    for name, path in (also or {}).items():
        sha256 = hashlib.sha256(path.read_bytes()).hexdigest()
        parsed += _read_file(path, name, sha256, settings)
    return parsed


def _looked_through(table: ParsedTable) -> ParsedTable:
    """The sheet as the cache keeps it: lean, and knowing whether all its rows are different."""
    if table.frame is None or table.source.table is None:
        return table
    return lean(replace(table, unique=merge.is_unique(table.source.table, table.frame)))


def _to_the_minute(stacks: Mapping[str, Stack]) -> dict[str, list[str]]:
    """Where sent, read, visit or payment times come to the minute."""
    where: dict[str, list[str]] = {}
    for table, columns in (("messages", ("sent_at", "read_at")), ("visits", ("visited_at",))):
        for column in columns:
            if table in stacks and stacks[table].is_minute(column).any():
                where.setdefault(table, []).append(column)
    if "orders" in stacks and orders.payment_to_the_minute(stacks["orders"]).any():
        where["orders"] = ["paid_at"]
    return where


def _merge(
    stacks: dict[str, Stack],
    who: People,
    settings: Settings,
    to_the_minute: bool,
    tell: Progress,
) -> tuple[dict[str, pd.DataFrame], list[Problem], dict[str, orders.Net]]:
    tables: dict[str, pd.DataFrame] = {}
    problems: list[Problem] = []
    nets: dict[str, orders.Net] = {}
    count = len(stacks)
    for number, table in enumerate(list(stacks)):
        tell("merge", number, count)
        stack = stacks.pop(table)
        found: list[Problem] = []
        if table == "relations":
            tables[table] = merge.relations(stack, who)
        elif table == "messages":
            tables[table], found = merge.messages(stack, who, to_the_minute=to_the_minute)
        elif table == "visits":
            tables[table], found = merge.visits(stack, who, to_the_minute=to_the_minute)
        elif table == "orders":
            tables[table], found, of_parts = orders.orders(stack, who, to_the_minute=to_the_minute)
            found = check.net_notes(stack, of_parts) + found
            files = [part.source.file for part in stack.parts]
            nets = dict(zip(files, of_parts, strict=True))
        elif table == "invitations":
            tables[table] = merge.invitations(stack, who)
        elif table == "opportunities":
            tables[table] = merge.opportunities(stack, who)
        else:
            tables[table], found = merge.receptions(stack, who, settings.status_means())
        problems += found
    tell("merge", count, count)
    return tables, problems, nets


def _with_net(source: Source, nets: Mapping[str, orders.Net]) -> Source:
    net = nets.get(source.file)
    if source.table != "orders" or net is None:
        return source
    return replace(source, net_of_refunds=net.net, refunded_rows=net.refunded)


def _silent(step: str, done: int, total: int) -> None:
    del step, done, total
