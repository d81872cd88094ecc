"""What is said of a sheet that is no known table, or lacks a column of one.

Loaded only where there is such a sheet. Source: spec, "Refused or blanked" (a file that is no known
table is named with the nearest table and the headers it lacks), "Tables" (no buyer column).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from xlcs.exports.mapping import found_in, guessed
from xlcs.exports.read.headers import Finding, caption
from xlcs.exports.values.shapes import is_data, shape
from xlcs.tables import Table, normalised

SHOWN_HEADERS = 80
"""How many headers a message lists at most."""

SHOWN_CELLS = 8
"""How many cells of a row that is no header a message tells by kind and length."""

LONGEST_HEADER = 40
"""A longer cell is no header."""

NEAR = 0.5
"""A sheet with more than this part of what a table requires is that table with a column missing."""

BUYER = ("buyer_id",)


def lacking(
    table: Table,
    missing: Sequence[Sequence[str]],
    share: float,
    names: Sequence[str],
    taken: Sequence[int],
    below: Sequence[Sequence[str]],
    accepted: Mapping[str, tuple[str, ...]],
) -> Finding:
    """The finding that a sheet lacks columns of the table that it is, or is nearest to.

    Parameters
    ----------
    table : the table, and `missing` of it groups of columns of which one each must be there
    share : part of the required columns that are there
    names : what stands in the row that is most like a header
    taken : columns of the sheet that are known headers of the table
    below : the rows under it
    accepted : canonical column → normalised headers to accept
    """
    is_header = len(taken) > 1 or _is_header(names, taken, below)
    shown = [caption(name) for name in names if normalised(name)]
    if is_header:
        listed = [_masked(name) for name in shown[:SHOWN_HEADERS]]
        usable = ["" if _masked(name) != name else name for name in map(caption, names)]
        guesses = guessed(table, missing, usable, taken, below, accepted)
        further = found_in(table, [name for name in usable if name], guesses)
        more = len(shown) > SHOWN_HEADERS
    else:
        listed = [shape(name) for name in shown[:SHOWN_CELLS]]
        further = {"guess": "", "guess_en": ""}
        more = len(shown) > SHOWN_CELLS
    found = {
        "table": table.zh,
        "table_en": table.en,
        "table_id": table.id,
        "missing": "、".join(
            "/".join(table.column(name).headers[0] for name in group) for group in missing
        ),
        "found": ", ".join(listed) + (" …" if more else ""),
        "ticked": table.ticked,
        **further,
    }
    if not is_header:
        return Finding("no_header", None, found)
    if list(missing) == [BUYER] and share > NEAR:
        return Finding("missing_buyer", None, found)
    return Finding("missing_columns" if share > NEAR else "unknown_table", None, found)


def _masked(name: str) -> str:
    return shape(name) if is_data(name) or len(name) > LONGEST_HEADER else name


CELLS_TOO = ("客服", "客户")
"""Headers that stand in cells as well: one of them alone makes no header."""


def _is_header(names: Sequence[str], taken: Sequence[int], below: Sequence[Sequence[str]]) -> bool:
    """Whether a row names what stands below it: no data itself, but a known header, or over data.

    Where nothing stands below, a row without data is taken for a header.
    """
    filled = [(i, name) for i, name in enumerate(names) if normalised(name)]
    if any(is_data(name) or len(name) > LONGEST_HEADER for _, name in filled):
        return False
    if any(normalised(names[i]) not in CELLS_TOO for i in taken):
        return True
    rows = [row for row in below if any(map(normalised, row))]
    return not rows or any(
        is_data(row[i]) for row in rows for i, _ in filled if i < len(row) and row[i].strip()
    )
