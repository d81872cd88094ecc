"""Rows of one key laid over each other, field by field. Source: spec, "Overlaps"."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime
from typing import Any

from ..source import COLUMNS, Row, Time
from .times import finer, within_the_minute

KEYS = {
    "relations": ("buyer_id", "agent", "bound_at"),
    "messages": ("buyer_id", "agent", "sent_at", "initiated_by"),
    "visits": ("buyer_id", "visited_at"),
    "invitations": ("buyer_id", "agent", "invited_at", "channel"),
    "opportunities": ("agent", "kind", "created_at"),
    "receptions": ("buyer_id", "agent", "started_at", "kind"),
}

EARLIEST = {"replied_at", "answered_at"}  # read_at has a rule of its own


def latest_event(rows: list[Row]) -> datetime:
    """The latest of all times in these rows."""
    latest = datetime.min
    for row in rows:
        for value in row.values():
            if isinstance(value, Time) and value.at > latest:
                latest = value.at
    return latest


def earlier_read(a: Time, b: Time) -> Time:
    """Of two reads of one message the earlier; on one day a moment beats the day alone."""
    if a.at.date() == b.at.date() and (a.form == "day") != (b.form == "day"):
        return b if a.form == "day" else a
    return a if a.at <= b.at else b


def laid_over(fact: Row, row: Row) -> None:
    """Put a row of a later file (or further down) over what is known, in place.

    A value beats a blank; the earliest of read, reply and answer times stays; of a time to the
    minute and one to the second within it, the latter; else the row's value.
    """
    for column, value in row.items():
        if value is None:
            continue
        known = fact.get(column)
        if known is None:
            fact[column] = value
        elif isinstance(value, Time) and within_the_minute(known, value):
            fact[column] = finer(known, value)
        elif column == "read_at":
            fact[column] = earlier_read(known, value)
        elif column in EARLIEST:
            fact[column] = value if value.at < known.at else known
        else:
            fact[column] = value


def key_of(table: str, row: Row) -> tuple[Any, ...]:
    values: list[Any] = [row.get("copy", 0)]
    for column in KEYS[table]:
        value = row[column]
        values.append((value.at, value.form == "day") if isinstance(value, Time) else value)
    return tuple(values)


def merged_rows(table: str, files: list[list[Row]]) -> list[Row]:
    """The facts of a table with a key; files in order, the earliest first."""
    merged: dict[tuple[Any, ...], Row] = {}
    for rows in files:
        for row in rows:
            laid_over(merged.setdefault(key_of(table, row), {}), row)
    return [{column: row.get(column) for column in COLUMNS[table]} for row in merged.values()]


def fill_kinds(files: list[list[Row]]) -> None:
    """A reception without `kind` is the same as the only one with a kind at its key, in place."""
    kinds: dict[tuple[Any, ...], set[str]] = defaultdict(set)
    rows = [row for rows in files for row in rows]
    for row in rows:
        if row["kind"] is not None:
            kinds[key_of("receptions", row | {"kind": None})].add(row["kind"])
    for row in rows:
        known = kinds[key_of("receptions", row | {"kind": None})]
        if row["kind"] is None and len(known) == 1:
            [row["kind"]] = known


def merged_opportunities(files: list[list[Row]]) -> list[Row]:
    """Tasks: (agent, kind, created_at) as often as the file that holds most of them says."""
    tasks: dict[tuple[Any, ...], list[Row]] = {}
    for rows in files:
        here: dict[tuple[Any, ...], list[Row]] = defaultdict(list)
        for row in rows:
            here[(row["agent"], row["kind"], row["created_at"].at)].append(row)
        for key, copies in here.items():
            copies.sort(key=lambda r: r["done_at"].at if r["done_at"] else datetime.max)
            known = tasks.setdefault(key, [])
            for place, row in enumerate(copies):
                if place == len(known):
                    known.append(dict.fromkeys(row))
                laid_over(known[place], row)
    return [row for copies in tasks.values() for row in copies]
