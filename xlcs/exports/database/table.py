"""One table or query of a database → its rows, in parts.

Its columns are recognised as the headers of a file are, and by their canonical names too; only
those that a figure needs are asked for. Source: spec, "Tables".
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

import numpy as np
import pandas as pd
import sqlalchemy as sa
from sqlalchemy import ColumnClause, ColumnElement, Connection, FromClause, Select
from sqlalchemy.exc import SQLAlchemyError

from xlcs.exports.database.cells import SHOP_ZONE, cells_of
from xlcs.exports.database.days import EARLIEST, Days
from xlcs.exports.database.failures import Failures
from xlcs.exports.read.cells import joined
from xlcs.exports.read.headers.find_header import find_header
from xlcs.exports.read.headers.header import Aliases, Header
from xlcs.exports.read.sheet import Rows
from xlcs.settings.source import TableSource
from xlcs.tables import TABLE, TABLES, Table, normalised

CHUNK_ROWS = 50_000
"""Rows that are fetched at a time."""

_ISO_DAY = re.compile(r"\d{4}-\d\d-\d\d")


@contextmanager
def failing(failures: Failures, what: str) -> Iterator[None]:
    """Turns what a driver raises into an error of ours; `what` is being read."""
    try:
        yield
    except (SQLAlchemyError, UnicodeError, OSError) as error:
        raise failures.reading(error, what) from None


@dataclass(frozen=True)
class DatabaseTable:
    """A table or query, looked at.

    what : what messages call it
    header : its columns that are read, as the header of a sheet
    index : the column of times by which parts of it are read
    """

    what: str
    header: Header
    index: str | None
    _connection: Connection
    _failures: Failures
    _rows: FromClause

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns that are read."""
        return self.header.names

    def newest(self) -> date | None:
        """The last day that has rows; None where no row has a time.

        Raises
        ------
        SourceError : the index holds no times, or the table cannot be read.
        """
        index = self._index()
        some = sa.select(index).where(index.is_not(None)).limit(1)
        self._is_day_or_none(self._one(some))
        return self._is_day_or_none(
            self._one(sa.select(sa.func.max(index)).where(_from(EARLIEST, index)))
        )

    def first_from(self, day: date) -> date | None:
        """The first day from one on that has rows; see `newest`."""
        index = self._index()
        return self._is_day_or_none(
            self._one(sa.select(sa.func.min(index)).where(_from(day, index)))
        )

    def rows(self, days: Days) -> Rows:
        """The rows of these days.

        Raises
        ------
        SourceError : the connection was lost, or the table cannot be read.
        """
        statement = sa.select(*(self._rows.c[name] for name in self.columns))
        if days.first is not None:
            statement = statement.where(_within(days, self._index()))
        parts: list[list[Any]] = [[] for _ in self.columns]
        streamed = {"yield_per": CHUNK_ROWS}
        count = 0
        with failing(self._failures, self.what):
            result = self._connection.execute(statement, execution_options=streamed)
            for chunk in result.partitions():
                # as plain tuples, which pandas takes apart at once, and of objects: it would make
                # floats of order numbers beside a blank
                records = [tuple(row) for row in chunk]
                frame = pd.DataFrame(records, columns=list(self.columns), dtype=object)
                count += len(frame)
                for part, name in zip(parts, self.columns, strict=True):
                    part.append(cells_of(frame[name].tolist()))
        cells = {i: joined(part) for i, part in enumerate(parts)}
        return Rows(np.arange(1, count + 1, dtype=np.int32), cells)

    def _index(self) -> ColumnElement[Any]:
        assert self.index is not None
        return self._rows.c[self.index]

    def _one(self, statement: Select[Any]) -> Any:
        with failing(self._failures, self.what):
            return self._connection.execute(statement).scalar()

    def _is_day_or_none(self, value: Any) -> date | None:
        if isinstance(value, datetime):
            local = value if value.tzinfo is None else value.astimezone(SHOP_ZONE)
            return local.date()
        if value is None or isinstance(value, date):
            return value
        if isinstance(value, bytes):
            value = value.decode("latin-1")
        if isinstance(value, str) and _ISO_DAY.match(value):
            try:
                return max(date.fromisoformat(value[:10]), EARLIEST)
            except ValueError:  # such as 0000-00-00, which means none
                return EARLIEST
        raise self._failures.error("index_kind", what=self.what, index=self.index or "")


def _literal(day: date) -> ColumnElement[Any]:
    """A day as the statement's own text: it fits a column of times, dates or texts alike."""
    return sa.literal_column(f"'{day.isoformat()}'")


def _from(day: date, index: ColumnElement[Any]) -> ColumnElement[bool]:
    return index >= _literal(day)


def _within(days: Days, index: ColumnElement[Any]) -> ColumnElement[bool]:
    assert days.first is not None
    from_first = _from(days.first, index)
    if days.end is not None:
        return sa.and_(from_first, index < _literal(days.end))
    return sa.or_(from_first, index.is_(None), index < _literal(EARLIEST))


def looked_at(
    source: TableSource, aliases: Aliases, connection: Connection, failures: Failures
) -> DatabaseTable:
    """A table or query of the settings, and which of its columns are which.

    Raises
    ------
    SourceError : it is not there, may not be read, or lacks a column.
    """
    table = TABLE[source.table]
    what = f"{source.table} ({source.label})"
    with failing(failures, what):
        nothing = sa.select(sa.text("*")).select_from(_rows_of(source, ())).limit(0)
        names = list(connection.execute(nothing).keys())
    doubled = sorted({name for name in names if names.count(name) > 1})
    if doubled:
        raise failures.error("twice", what=what, found=", ".join(doubled))
    header = _recognised(table, names, aliases)
    if not header.recognised or header.table is not table:
        raise failures.error(
            "columns",
            what=what,
            table=table.zh if failures.is_chinese else table.en,
            table_id=table.id,
            missing=_missing(table, header if header.table is table else None),
            found=", ".join(names),
        )
    read = [names[i] for i in sorted({i for at in header.columns.values() for i in at})]
    index = None if source.index is None else _index_column(source.index, names, header)
    if source.index is not None and index is None:
        found = ", ".join(names)
        raise failures.error("index", what=what, index=source.index, found=found)
    header = replace(_recognised(table, read, aliases), row=0)
    known = list(dict.fromkeys([*read, *([index] if index else [])]))
    rows = _rows_of(source, known)
    return DatabaseTable(what, header, index, connection, failures, rows)


def own_aliases(aliases: Aliases) -> Aliases:
    """The headers to accept, and the canonical names behind them."""
    return {
        table: {column: (*names, normalised(column)) for column, names in columns.items()}
        for table, columns in aliases.items()
    }


def _recognised(table: Table, names: Sequence[str], aliases: Aliases) -> Header:
    """The columns as this table's header; no other table comes into question."""
    nothing: Aliases = {other.id: {} for other in TABLES}
    return find_header([names], {**nothing, table.id: aliases[table.id]})


def _missing(table: Table, header: Header | None) -> str:
    there = header.columns if header is not None else {}
    lacking = [group for group in table.required if not any(c in there for c in group)]
    return "; ".join(
        " / ".join(f"{table.column(c).headers[0]} ({c})" for c in group) for group in lacking
    )


def _index_column(index: str, names: Sequence[str], header: Header) -> str | None:
    """The column of that name, be it the database's or the canonical one."""
    if index in names:
        return index
    at = header.columns.get(index)
    return names[at[0]] if at else None


def _rows_of(source: TableSource, columns: Sequence[str]) -> FromClause:
    named: list[ColumnClause[Any]] = [sa.column(name) for name in columns]
    if source.query is not None:
        query = source.query.rstrip().rstrip(";").replace(":", r"\:")  # no parameters in it
        query += "\n"  # it may end with a comment
        if not named:
            return sa.text(f"({query}) AS xlcs_source")  # type: ignore[return-value]
        return sa.text(query).columns(*named).subquery("xlcs_source")
    schema, _, name = (source.name or "").rpartition(".")
    return sa.table(name, *named, schema=schema or None)
