"""Rows whose cells have slipped: one that holds a separator was taken for two.

In a text file a row with a cell too many is refused whatever it says (`text/csv_torn`). In a sheet
somebody may have written a note beside the table, so that a row that reaches by one cell beyond
its header is refused only where it plainly has slipped. Source: spec, "Refused or blanked".
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from xlcs.exports.read.headers.header import Header
from xlcs.exports.read.sections import Section
from xlcs.exports.read.sheet import RefusedRow

_SEPARATOR = ","
"""Stands between two cells of a sheet that were one: no time, number or name has it."""

_FITTING = {
    "id": re.compile(r"[\s`'’=\"]*[\dA-Za-z_-]*[\s\"]*"),
    "time": re.compile(r"|-+|null|[\s'\"=]*\d[\d\s:./年月日时分秒T+-]*[\s\"]*", re.IGNORECASE),
    "money": re.compile(r"|-+|null|[\s'\"=]*[¥￥]?-?[\d,]*(?:\.\d*)?元?[\s\"]*", re.IGNORECASE),
    "name": re.compile(r"[^,，\t;|]+"),
    "choice": re.compile(r"[^,，\t;|]*"),
}
"""Kind of a column → what its cells look like, for finding where a row has a comma too many."""

_LONGEST_FITTING = 200
"""As much of a cell is compared with these: a longer one is no number, time or name."""


def joined_again(
    cells: Sequence[str], width: int, kinds: Mapping[int, str], separator: str
) -> Iterator[tuple[int, list[str]]]:
    """Columns whose cell may have been taken apart, each with the row as it was before.

    So it may be where, in a row of so many cells as the header's `width`, each one looks like what
    its column, of those `kinds`, holds.
    """
    extra = len(cells) - width
    for at in range(width if extra > 0 else 0):
        whole = [*cells[:at], separator.join(cells[at : at + extra + 1]), *cells[at + extra + 1 :]]
        if fits(whole, kinds):
            yield at, whole


def fits(cells: Sequence[str], kinds: Mapping[int, str]) -> bool:
    """Whether each cell of a column of those `kinds` looks like what such a column holds."""
    return all(
        kind not in _FITTING or _FITTING[kind].fullmatch(cells[i][:_LONGEST_FITTING])
        for i, kind in kinds.items()
    )


def without_slipped(section: Section, batch: Sequence[Sequence[object]], first: int) -> list[bool]:
    """Rows of a section that have not slipped; it takes the others as refused.

    The batch begins with row `first`.
    """
    named = section.header.named
    usable = [len(record) <= named or record[named] in ("", None) for record in batch]
    for place, record in enumerate(batch):
        if usable[place]:
            continue
        texts = list(map(as_text, record))
        at = None if any(texts[named + 1 :]) else _column_filled(section.header, texts[: named + 1])
        usable[place] = at is None
        if at is not None:
            column = section.header.caption(at)
            section.refuse(RefusedRow(first + place, "shifted_row", None, column=column))
    return usable


def _column_filled(header: Header, texts: Sequence[str]) -> int | None:
    """A column with no time now and with one where two cells are taken as the one they were."""
    kinds = header.kinds
    for _, whole in joined_again(texts, header.named, kinds, _SEPARATOR):
        before, after = ({i for i in kinds if row[i]} for row in (texts, whole))
        times = [i for i in sorted(after - before) if kinds[i] == "time"]
        if times and len(after) > len(before):
            return times[0]
    return None


def as_text(cell: object) -> str:
    """A cell as a text file would have it: Excel's numbers without a point behind them."""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return "" if cell is None else str(cell).strip()
