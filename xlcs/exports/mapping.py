"""Which header of a file is likely which of our columns, where a file is not recognised.

The guesses stand in the data check, are what `xlcs map` asks, and can be offered anywhere else.
Source: spec, "Tables" (a file is recognised by its headers), "Refused or blanked".
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from difflib import SequenceMatcher

from xlcs.exports.values.shapes import looks_like, sample
from xlcs.problems import Problem
from xlcs.tables import TABLE, Column, Table

SAMPLE_ROWS = 20
"""Rows below a header that are looked at."""

SAMPLES = 3
"""Values that a guess is shown with."""

LEAST_ALIKE = 0.5
"""Headers less alike than that are no guess; 1 is the same."""

_SAME_ENDING = 0.15
"""So much more alike are two headers that end in the same word: 时间, 金额, 编号."""

FOUND = "mapping"
"""Where a problem of a header carries what was guessed."""


@dataclass(frozen=True)
class Guess:
    """A column that a file lacks, and the header that it is likely under.

    column : canonical column
    header : as exported; None where no header is alike
    samples : values under that header, of which only times and amounts are whole
    """

    column: str
    header: str | None
    samples: tuple[str, ...] = ()


@dataclass(frozen=True)
class Unmapped:
    """A file or sheet that lacks columns of the table that it most likely is.

    table : canonical table
    headers : of the file, none of them a known one
    guesses : one for each group of columns of which one must be there
    """

    file: str
    sheet: str | None
    table: str
    headers: tuple[str, ...]
    guesses: tuple[Guess, ...]


def unmapped(problems: Iterable[Problem]) -> list[Unmapped]:
    """The files that were not recognised, or lack a column, as the data check has them.

    Parameters
    ----------
    problems : `Shop.problems`

    Returns
    -------
    list of Unmapped : in the order of the data check; a file without any header is none of them
    """
    return [
        _from_json(problem.file or "", problem.sheet, problem.found[FOUND])
        for problem in problems
        if problem.found.get(FOUND)
    ]


def guessed(
    table: Table,
    missing: Sequence[Sequence[str]],
    names: Sequence[str],
    taken: Iterable[int],
    below: Sequence[Sequence[str]],
    accepted: Mapping[str, tuple[str, ...]],
) -> list[Guess]:
    """For each group of missing columns the header that is most alike and holds what it should.

    Parameters
    ----------
    table : that the file most likely is
    missing : groups of canonical columns, of which one each must be there
    names : the file's headers as exported
    taken : columns of the file that are already known
    below : the rows under the header
    accepted : canonical column → headers that it is known under
    """
    known = set(taken)
    free = {i: name for i, name in enumerate(names) if name.strip() and i not in known}
    guesses = []
    for group in missing:
        rated = [
            (_alike(name, accepted.get(column, ())), -place, column, i)
            for place, column in enumerate(group)
            for i, name in free.items()
            if _may_hold(below, i, table.column(column))
        ]
        best = max(rated, default=None)
        if best is None or best[0] < LEAST_ALIKE:
            guesses.append(Guess(group[0], None))
            continue
        _, _, column, i = best
        kind = table.column(column).kind
        values = list(dict.fromkeys(text for text in _values(below, i)))[:SAMPLES]
        guesses.append(Guess(column, free.pop(i), tuple(sample(text, kind) for text in values)))
    return guesses


def found_in(table: Table, headers: Sequence[str], guesses: Sequence[Guess]) -> dict[str, str]:
    """What a problem carries of the guesses: their text in both languages, and all of them."""
    usable = [guess for guess in guesses if guess.header is not None]
    pairs = "；".join(_told(table, guess, "如") for guess in usable)
    pairs_en = "; ".join(_told(table, guess, "such as") for guess in usable)
    content = {
        "table": table.id,
        "headers": list(headers),
        "guesses": [asdict(guess) for guess in guesses],
    }
    return {
        "guess": f"可能是：{pairs}。" if usable else "",
        "guess_en": f" Perhaps: {pairs_en}." if usable else "",
        FOUND: json.dumps(content, ensure_ascii=False),
    }


def _told(table: Table, guess: Guess, such_as: str) -> str:
    ours = table.column(guess.column).headers[0]
    values = "、".join(guess.samples)
    return f"“{guess.header}” = {ours}" + (f"（{such_as} {values}）" if values else "")


def _from_json(file: str, sheet: str | None, text: str) -> Unmapped:
    content = json.loads(text)
    guesses = tuple(
        Guess(guess["column"], guess["header"], tuple(guess["samples"]))
        for guess in content["guesses"]
    )
    return Unmapped(file, sheet, content["table"], tuple(content["headers"]), guesses)


def _alike(name: str, accepted: Sequence[str]) -> float:
    plain = "".join(name.split()).casefold()
    return max((_ratio(plain, known) for known in accepted), default=0.0)


def _ratio(name: str, known: str) -> float:
    ratio = SequenceMatcher(None, name, known, autojunk=False).ratio()
    return ratio + (_SAME_ENDING if name[-2:] == known[-2:] else 0)


def _may_hold(below: Sequence[Sequence[str]], index: int, column: Column) -> bool:
    """Whether the values under a header are not all of another kind."""
    if column.kind not in ("time", "money", "duration", "id"):
        return True
    values = _values(below, index)
    return not values or any(looks_like(text, column.kind) for text in values)


def _values(below: Sequence[Sequence[str]], index: int) -> list[str]:
    cells = (row[index].strip() for row in below[:SAMPLE_ROWS] if index < len(row))
    return [cell for cell in cells if cell]


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
        lines += [
            f"{column} = {json.dumps(headers, ensure_ascii=False)}  # {_ours(table, column)}"
            for column, headers in columns.items()
        ]
    return "\n".join(lines)


def _ours(table: str, column: str) -> str:
    return TABLE[table].column(column).headers[0]
