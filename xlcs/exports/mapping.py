"""What was guessed of a file that is not recognised: which header is likely which of our columns.

The guesses stand in the data check, are what `xlcs map` asks, and can be offered anywhere else.
Source: spec, "Tables" (a file is recognised by its headers), "Refused or blanked".
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import msgspec

from xlcs.problems import Problem
from xlcs.tables import TABLE, Table

FOUND = "mapping"
"""Where a problem of a header carries what was guessed."""


@dataclass(frozen=True)
class Guess:
    """A column that a file lacks, and the header that it is likely under.

    column : canonical column
    header : as exported; None where no header is alike
    samples : values under that header, of which only times and amounts are whole
    alike : how much that header is like one of the column's; 0 where there is none
    """

    column: str
    header: str | None
    samples: tuple[str, ...] = ()
    alike: float = 0.0


@dataclass(frozen=True)
class Unmapped:
    """A file or sheet that lacks columns of the table that it most likely is.

    table : canonical table
    headers : of the file, none of them a known one
    guesses : one for each group of columns of which one must be there, and for others that are
        surely there
    """

    table: str
    headers: tuple[str, ...]
    guesses: tuple[Guess, ...]
    file: str = ""
    sheet: str | None = None


def unmapped(problems: Iterable[Problem]) -> list[Unmapped]:
    """The files that were not recognised, or lack a column, in the order of the data check.

    `problems` are those of the shop. A file without any header is none of them.
    """
    return [
        replace(
            msgspec.json.decode(told, type=Unmapped), file=problem.file or "", sheet=problem.sheet
        )
        for problem in problems
        if (told := problem.found.get(FOUND))
    ]


def found_in(table: Table, headers: Sequence[str], guesses: Sequence[Guess]) -> dict[str, str]:
    """What a problem carries of the guesses: their text in both languages, and all of them."""
    usable = [guess for guess in guesses if guess.header is not None]
    pairs = "；".join(_told(table, guess, "如") for guess in usable)
    pairs_en = "; ".join(_told(table, guess, "such as") for guess in usable)
    content = Unmapped(table.id, tuple(headers), tuple(guesses))
    return {
        "guess": f"可能是：{pairs}。" if usable else "",
        "guess_en": f" Perhaps: {pairs_en}." if usable else "",
        FOUND: msgspec.json.encode(content).decode(),
    }


def _told(table: Table, guess: Guess, such_as: str) -> str:
    ours = table.column(guess.column).headers[0]
    values = "、".join(guess.samples)
    return f"“{guess.header}” = {ours}" + (f"（{such_as} {values}）" if values else "")


def lines_to_paste(found: Sequence[Unmapped]) -> str:
    """The guesses as lines for the settings file."""
    by_table: dict[str, dict[str, list[str]]] = {}
    for one in found:
        for guess in one.guesses:
            if guess.header is not None:
                headers = by_table.setdefault(one.table, {}).setdefault(guess.column, [])
                if guess.header not in headers:
                    headers.append(guess.header)
    lines = []
    for table, columns in by_table.items():
        lines.append(f"[headers.{table}]  # {TABLE[table].zh}")
        for column, headers in columns.items():
            ours = TABLE[table].column(column).headers[0]
            lines.append(f"{column} = {json.dumps(headers, ensure_ascii=False)}  # {ours}")
    return "\n".join(lines)
