"""The same rows in other files."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

from .source import MAIN_TIME, File, Row, Time


def cut_into(
    files: list[File], rng: random.Random, count: int, overlap: float
) -> list[File]:  # fmt: skip
    """The same rows in other files, some of them in several."""
    result = []
    for file in files:
        parts = [File(f"{rng.random()}-{n}-{file.name}", file.table, file.columns)
                 for n in range(count)]  # fmt: skip
        homes: dict[Any, list[int]] = {}
        for row in file.rows:
            # An export holds all tasks of one moment or none: they have no key of their own.
            key = str(row) if file.table != "opportunities" else str(row["created_at"])
            if key not in homes:
                home = rng.randrange(count)
                homes[key] = [n for n in range(count) if n == home or rng.random() < overlap]
            for n in homes[key]:
                parts[n].rows.append(row)
        result += [part for part in parts if part.rows]
    return result


def by_day(files: list[File], days: int) -> list[File]:
    """A file a day, each with the last `days` days, as a tool that exports every night makes it."""
    result = []
    for file in files:
        main = MAIN_TIME[file.table]

        def day(row: Row, main: str = main) -> Any:
            time = row[main] or row.get("created_at") or row.get("deposit_paid_at")
            return time.at.date() if isinstance(time, Time) else None

        for last in sorted({day(row) for row in file.rows} - {None}):
            first = last - timedelta(days - 1)
            rows = [row for row in file.rows if day(row) is None or first <= day(row) <= last]
            result.append(File(f"{last}/{file.name}", file.table, file.columns, rows))
    return result


def doubled(files: list[File], rng: random.Random) -> list[File]:
    again = [replace(file, name=f"copy/{rng.random()}-{file.name}") for file in files]
    return files + again


CUTS: dict[str, Callable[[list[File], random.Random], list[File]]] = {
    "in three files": lambda files, rng: cut_into(files, rng, 3, 0.0),
    "in five files that overlap": lambda files, rng: cut_into(files, rng, 5, 0.4),
    "a file a day, each of three days": lambda files, rng: by_day(files, 3),
    "each file twice under another name": doubled,
    "other names": lambda files, rng: [
        replace(file, name=f"{rng.random()}{Path(file.name).suffix}") for file in files
    ],
}
