"""The tables of the settings' database among the files of a data folder.

Each table, and each part of one that is read by days, is as a file of its own: known by its
content, kept in the cache, merged with all others. Nothing is taken over before everything was
read. Source: spec, "Tables", "Overlaps".
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

import pyarrow as pa

from xlcs.exports.cache.signs import Signs
from xlcs.exports.cache.store import FROM_DATABASE
from xlcs.exports.database.connection import opened
from xlcs.exports.database.days import EARLIEST, Days, parts
from xlcs.exports.file import parsed_sheet
from xlcs.exports.files import Files, looked_through
from xlcs.exports.read.cells import as_string
from xlcs.exports.read.headers.header import accepted
from xlcs.exports.read.sheet import Rows, Sheet
from xlcs.exports.values.parsed import ParsedTable
from xlcs.problems import Problem
from xlcs.settings import Settings
from xlcs.settings.source import DatabaseSource, TableSource
from xlcs.shop.progress import Progress
from xlcs.shop.shop import Source

if TYPE_CHECKING:
    from xlcs.exports.database.table import DatabaseTable


@dataclass(frozen=True)
class _Part:
    """A part of a table: read just now, or known from before (`sheets` is None)."""

    name: str
    signs: Signs
    sha256: str
    sheets: list[ParsedTable] | None


def add_tables(
    files: Files, settings: Settings, tell: Progress, *, today: date, anew: bool = False
) -> None:
    """Read what is new in the database, and put it beside the files.

    Parameters
    ----------
    today : days after it are not over
    anew : whether to read everything, whatever the cache holds

    Raises
    ------
    SourceError, SetupError : the database cannot be read; `files` is as it was then.
    """
    source = settings.source
    assert source is not None
    found: list[_Part] = []
    with opened(source, settings.language) as (connection, failures):
        from xlcs.exports.database.table import looked_at, own_aliases  # SQLAlchemy is there

        aliases = own_aliases(accepted(settings.headers))
        for number, (name, of_table) in enumerate(_named(source)):
            tell("database", number, len(source.tables))
            table = looked_at(of_table, aliases, connection, failures)
            found += _read(table, name, _identity(source, of_table, table), of_table, files, today,
                           anew=anew)  # fmt: skip
    tell("database", len(source.tables), len(source.tables))
    for part in found:
        files.add(part.name, part.signs, part.sha256, part.sheets)


def days_kept(sources: Sequence[Source]) -> list[Problem]:
    """A note for each table that is read by days: up to which day it will not be read again."""
    last: dict[tuple[str, str | None], date] = {}
    for source in sources:
        name, _, part = source.file.rpartition("/")
        days = Days.of(part) if name.startswith(FROM_DATABASE) else None
        if days is not None and days.end is not None:
            key = name, source.table
            last[key] = max(last.get(key, EARLIEST), days.end - timedelta(days=1))
    return [
        Problem("database_days_kept", name, table=table, found={"day": day.isoformat()})
        for (name, table), day in last.items()
    ]


def _named(source: DatabaseSource) -> Iterator[tuple[str, TableSource]]:
    """Each table with the name under which the data check has it: `database://orders`."""
    seen: Counter[str] = Counter()
    for table in source.tables:
        several = sum(other.table == table.table for other in source.tables) > 1
        name = f"{FROM_DATABASE}{table.table}" + (f"/{table.label}" if several else "")
        seen[name] += 1
        yield (f"{name} ({seen[name]})" if seen[name] > 1 else name), table


def _identity(source: DatabaseSource, of_table: TableSource, table: DatabaseTable) -> int:
    """A number that stands for what is read: another database, query or column is another one."""
    asked = [of_table.name, of_table.query, table.index, *table.columns]
    digest = hashlib.sha256(json.dumps([_place(source.url), asked]).encode())
    return int(digest.hexdigest()[:15], 16)


def _place(url: str) -> str:
    """The address without user, password and options."""
    return url.rpartition("@")[2].partition("?")[0]


def _read(
    table: DatabaseTable,
    name: str,
    identity: int,
    of_table: TableSource,
    files: Files,
    today: date,
    *,
    anew: bool,
) -> Iterator[_Part]:
    if table.index is None:
        yield _part(table, name, identity, Days(None, None))
        return
    before = {} if anew else files.cache.from_database(name + "/", identity)
    kept = {days: part for part in before if (days := Days.of(part.removeprefix(name + "/")))}
    asked = parts(
        table.newest(), table.first_from, kept, today=today, reread_days=of_table.reread_days
    )
    for days in asked:
        if days in kept:
            signs, sha256 = before[kept[days]]
            yield _Part(kept[days], signs, sha256, None)
            continue
        part = _part(table, f"{name}/{days.name}", identity, days)
        if part.signs.size or not days.is_over:
            yield part


def _part(table: DatabaseTable, name: str, identity: int, days: Days) -> _Part:
    rows = table.rows(days)
    sha256 = _content_hash(rows, identity)
    sheet = Sheet(None, None, table.header, rows)
    parsed = looked_through(parsed_sheet(sheet, name, sha256, beside_known=False))
    source = replace(parsed.source, header_row=None)
    problems = [replace(p, row=None) if p.row == 0 else p for p in parsed.problems]
    parsed = replace(parsed, source=source, problems=problems)
    return _Part(name, Signs(len(rows.number), 0, 0, identity, 0), sha256, [parsed])


def _content_hash(rows: Rows, identity: int) -> str:
    """The sha256 of what was read."""
    names = [str(i) for i in rows.cells]
    texts = [as_string(column.text) for column in rows.cells.values()]
    batch = pa.RecordBatch.from_arrays(texts, names)
    digest = hashlib.sha256(str(identity).encode())
    digest.update(batch.serialize())
    return digest.hexdigest()
