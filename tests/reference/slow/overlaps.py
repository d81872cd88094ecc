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
    """Tasks: (agent, kind, created_at) as often as the file that holds most of them says.

    Done on the same day is the same task; 完成状态 alone says less than a time, a blank nothing.
    """
    keys: dict[tuple[Any, ...], list[list[Row]]] = defaultdict(list)
    for rows in files:
        here: dict[tuple[Any, ...], list[Row]] = defaultdict(list)
        for row in rows:
            here[(row["agent"], row["kind"], row["created_at"].at)].append(row)
        for key, copies in here.items():
            keys[key].append(copies)
    tasks = []
    for of_files in keys.values():
        count = max(len(copies) for copies in of_files)
        done = max(sum(row["done_at"] is not None for row in copies) for copies in of_files)
        known: list[Row] = []
        for copies in reversed(of_files):  # the later file first
            matched: list[Row] = []
            for row in copies:
                if row["done_at"] is None or by_state(row):
                    continue
                for one in known:
                    is_taken = any(one is other for other in matched)
                    if not is_taken and one["done_at"].at.date() == row["done_at"].at.date():
                        matched.append(one)
                        break
                else:
                    known.append(dict(row))
                    matched.append(known[-1])
        known = known[:count]
        for place in range(len(known), count):
            task = dict(of_files[0][0]) | {"done_at": None}
            if place < done:
                created = task["created_at"].at.date()
                task["done_at"] = Time(datetime.combine(created, datetime.min.time()), "day")
            known.append(task)
        tasks += known
    return tasks


def by_state(row: Row) -> bool:
    """Whether a task is known as done on its day of creation, at no moment of it."""
    day = row["created_at"].at.date()
    return bool(row["done_at"].form == "day" and row["done_at"].at.date() == day)
