"""The header row of a sheet: where it is, which table it makes, which column is which.

Source: spec, "Tables": a file is recognised by its headers, never by its name.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from xlcs.exports.read.cells import UNSEEN
from xlcs.tables import TABLES, Table

SEARCHED_ROWS = 50
"""How many rows from the top are searched for the header row."""

SHOWN_HEADERS = 80
"""How many headers a message lists at most."""

UNKNOWN_HEADER_LENGTH = 40
"""A longer cell is cut where a message lists headers."""

Aliases = Mapping[str, Mapping[str, tuple[str, ...]]]
"""Table id → canonical column → normalised headers to accept, the preferred one first."""

_LOST = re.compile(rf"[\s{UNSEEN}]+")
_GUARDED = re.compile(r'^="(.*)"$')
_IN_PARENTHESES = re.compile(r"\([^()]*\)$")


@dataclass(frozen=True)
class Finding:
    """A problem of the header: its code, the header it is about, and what was found."""

    code: str
    column: str | None = None
    found: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Header:
    """What the first rows of a sheet say.

    row : of the header, as Excel shows it; None where no row looks like one
    table : the table it is, or the nearest one
    columns : canonical column → index of the sheet's column
    captions : canonical column → header as exported
    share : part of the table's required columns that are there; 1 where the table is recognised
    width : cells of the header row, `named` of them up to the last that is not blank
    findings : what is wrong with it, and notes
    refused : whether the sheet cannot be used
    """

    row: int | None
    table: Table
    columns: Mapping[str, int]
    captions: Mapping[str, str]
    share: float
    width: int
    named: int
    findings: tuple[Finding, ...]
    refused: bool

    @property
    def recognised(self) -> bool:
        """Whether all that the table requires is there."""
        return self.share == 1

    @property
    def rank(self) -> tuple[float, int]:
        """Greater for a better match; compares readings of one file."""
        return (self.share, len(self.columns))


@lru_cache(maxsize=4096)
def normalised(header: str) -> str:
    """A header as it is compared: half-width, no blanks or unseen characters, no guard."""
    text = _LOST.sub("", unicodedata.normalize("NFKC", header))
    text = _GUARDED.sub(r"\1", text).lstrip("'")
    return text.casefold()


def accepted(own: Mapping[str, Mapping[str, tuple[str, ...]]]) -> Aliases:
    """Headers to accept: the built-in ones, then the shop's own."""
    return {
        table.id: {
            column.name: tuple(
                dict.fromkeys(
                    normalised(header)
                    for header in (*column.headers, *own.get(table.id, {}).get(column.name, ()))
                )
            )
            for column in table.columns
        }
        for table in TABLES
    }


def known_names(aliases: Aliases) -> set[str]:
    """All headers to accept, of any table."""
    return {name for columns in aliases.values() for names in columns.values() for name in names}


def possible_names(header: str) -> set[str]:
    """What a header may be accepted as: `总金额(元)` as `总金额` too."""
    name = normalised(header)
    return {name, _IN_PARENTHESES.sub("", name)}


def find_header(rows: Sequence[Sequence[str]], aliases: Aliases) -> Header:
    """The header row among the first rows of a sheet, and what it says.

    The first row that has all required columns of some table; of several such tables the one with
    most columns there, then the one that requires more. Else the nearest row and table.

    Parameters
    ----------
    rows : the sheet's first rows as text, blank ones too
    aliases : of `accepted`
    """
    nearest: tuple[tuple[float, int, int], int, _Match] | None = None
    known = known_names(aliases)
    for number, cells in enumerate(rows[:SEARCHED_ROWS], start=1):
        names = [normalised(cell) for cell in cells]
        if nearest is not None and not any(n in known or n.endswith(")") for n in names):
            rank = (0.0, 0, sum(map(bool, names)))
            if rank > nearest[0]:
                nearest = (rank, number, _match(TABLES[0], aliases[TABLES[0].id], names))
            continue
        matches = [_match(table, aliases[table.id], names) for table in TABLES]
        whole = [match for match in matches if match.share == 1]
        if whole:
            best = max(whole, key=lambda m: (len(m.columns), len(m.table.required)))
            return _header(number, cells, best)
        best = max(matches, key=lambda m: (m.share, len(m.columns)))
        rank = (best.share, len(best.columns), sum(map(bool, names)))
        if nearest is None or rank > nearest[0]:
            nearest = (rank, number, best)
    if nearest is None:
        return Header(None, TABLES[0], {}, {}, 0.0, 0, 0, (), True)
    _, number, best = nearest
    return _header(number, rows[number - 1], best)


@dataclass(frozen=True)
class _Match:
    """A row taken as a table's header: what matches, and what of it is doubtful."""

    table: Table
    columns: Mapping[str, int]
    unused: Sequence[tuple[int, int]]
    twice: Sequence[Sequence[int]]
    share: float
    missing: Sequence[Sequence[str]]


def _match(table: Table, aliases: Mapping[str, tuple[str, ...]], names: Sequence[str]) -> _Match:
    places: dict[str, list[int]] = {}
    for index, name in enumerate(names):
        if name:
            places.setdefault(name, []).append(index)
    for index, name in enumerate(names):
        # `总金额(元)` stands in for `总金额` where the file has no such header itself.
        bare = _IN_PARENTHESES.sub("", name)
        if bare and bare != name and not any(names[i] == bare for i in places.get(bare, ())):
            places.setdefault(bare, []).append(index)

    there = {
        column: [places[alias] for alias in accepted_ones if alias in places]
        for column, accepted_ones in aliases.items()
    }
    if table.id == "orders":
        _sort_out_order_numbers(aliases, places, there)
    columns = {column: found[0][0] for column, found in there.items() if found}
    unused = [(other[0], found[0][0]) for found in there.values() for other in found[1:]]
    twice = [found[0] for found in there.values() if found and len(found[0]) > 1]
    missing = [group for group in table.required if not any(c in columns for c in group)]
    share = 1 - len(missing) / len(table.required)
    return _Match(table, columns, unused, twice, share, missing)


def _sort_out_order_numbers(
    aliases: Mapping[str, tuple[str, ...]],
    places: Mapping[str, list[int]],
    there: dict[str, list[list[int]]],
) -> None:
    """With both 订单编号 and 主订单编号, the latter is the order and the former the sub-order."""
    own, main = aliases["order_id"][0], aliases["order_id"][1]
    if own not in places or main not in places:
        return
    rest = [found for found in there["order_id"] if found not in (places[own], places[main])]
    if there["sub_order_id"]:
        there["order_id"] = [places[main], places[own], *rest]
    else:
        there["order_id"] = [places[main], *rest]
        there["sub_order_id"] = [places[own]]


def _header(row: int, cells: Sequence[str], match: _Match) -> Header:
    captions = {c: caption(cells[index]) for c, index in match.columns.items()}
    findings: list[Finding] = []
    whole = not match.missing
    if not whole:
        findings.append(_lacking(cells, match))
    if whole or _is_near(match):
        findings += [
            Finding(
                "duplicate_header",
                caption(cells[places[0]]),
                {
                    "header": caption(cells[places[0]]),
                    "columns": ", ".join(column_letters(i) for i in places),
                },
            )
            for places in match.twice
        ]
    refused = bool(findings)
    if not refused:
        findings += [
            Finding(
                "unused_column",
                caption(cells[other]),
                {"header": caption(cells[other]), "used": caption(cells[used])},
            )
            for other, used in match.unused
        ]
    named = max((i for i, cell in enumerate(cells, start=1) if normalised(cell)), default=0)
    return Header(
        row,
        match.table,
        match.columns,
        captions,
        match.share,
        len(cells),
        named,
        tuple(findings),
        refused,
    )


def _is_near(match: _Match) -> bool:
    return match.share > 0.5


def _lacking(cells: Sequence[str], match: _Match) -> Finding:
    table = match.table
    missing = "、".join(
        "/".join(table.column(name).headers[0] for name in group) for group in match.missing
    )
    shown = [caption(cell)[:UNKNOWN_HEADER_LENGTH] for cell in cells if caption(cell)]
    found = ", ".join(shown[:SHOWN_HEADERS]) + (" …" if len(shown) > SHOWN_HEADERS else "")
    if _is_near(match):
        return Finding(
            "missing_columns",
            None,
            {
                "table": table.zh,
                "table_en": table.en,
                "table_id": table.id,
                "missing": missing,
                "found": found,
            },
        )
    return Finding(
        "unknown_table",
        None,
        {
            "nearest": table.zh,
            "nearest_en": table.en,
            "nearest_id": table.id,
            "missing": missing,
            "found": found,
        },
    )


def caption(cell: str) -> str:
    """A header as a message shows it: as exported, without unseen characters around it."""
    return re.sub(rf"[{UNSEEN}]", "", cell).strip()


def column_number(letters: str) -> int:
    """The index of the column that Excel shows under these letters: A is 0, AA is 26."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1


def column_letters(index: int) -> str:
    """The letters under which Excel shows a column: 0 is A, 26 is AA."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters
