"""Rows that have slipped: a comma too many or too few has moved the cells behind it by a column.

Such a row is no longer what it says, even where its cells can be read one by one.
Source: spec, "Refused or blanked".
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

import numpy as np
import pyarrow as pa

from xlcs.exports.read.cells import Bools, Cells, matching
from xlcs.exports.read.headers.header import Header
from xlcs.exports.shapes import MOMENT, SURELY_PERSONAL
from xlcs.exports.values.by_kind.durations import durations
from xlcs.exports.values.by_kind.money import money
from xlcs.exports.values.by_kind.names_and_words import choice
from xlcs.exports.values.by_kind.times import times
from xlcs.exports.values.preferred import says_nothing
from xlcs.exports.values.typed_rows import TypedRows
from xlcs.tables import Column

MOST_LOOKED_AT = 100_000
"""Rows with a blanked value that are looked at; of more, the column is what is wrong."""

_FOREIGN = rf"^\+?[0-9][0-9 -]{{4,}}$|\S@\S+\.\S|{SURELY_PERSONAL}"
"""A telephone or other number, a mail or other address: nothing that anybody would write under a
time or a word."""

_NO_AGENT = rf"{MOMENT}|{SURELY_PERSONAL}"
"""What no agent is called."""

_NO_WORD = rf"{MOMENT}|^\(\d+ 位"
"""What no kind or status is called: a moment, or a number, of which the shape was kept."""

_LONG_TEXT = r"^\(\d+ 个字符"
"""The shape of what is longer than words are: somebody may have written it, if nothing else is
wrong with the row."""

MOST_ODD = 0.5
"""Where more of the rows than this part hold such a thing, it is what the column holds."""


def shifted_rows(header: Header, typed: TypedRows) -> Mapping[str, Bools]:
    """Rows whose cells fit their columns only when moved by one; by the column where it begins.

    Only rows of which a value was blanked are looked at, and of them only cells that lie side by
    side in columns that matter. The neighbour of the unusable cell must hold what belongs there,
    and either not what belongs into its own column, or the unusable cell a number or an address.
    An agent, kind or status that is a telephone number or a moment has slipped too, wherever the
    row's other cells fit; and so has a long text for a word beside an unusable cell.
    """
    found = dict(_odd_words(typed))
    at = np.flatnonzero(typed.faults.blanked & ~typed.faults.refused)
    if not 0 < len(at) <= MOST_LOOKED_AT:
        return found
    columns = {i: header.table.column(name) for name, (i, *_) in header.columns.items()}
    cells = {i: typed.cells(column.name).taken(at) for i, column in columns.items()}
    for i, column in columns.items():
        if column.kind not in _UNUSABLE:
            continue
        unusable = _UNUSABLE[column.kind](cells[i], column.name)
        foreign = unusable & matching(cells[i].strings(), _FOREIGN)
        for j in (i - 1, i + 1):
            if j not in cells or not unusable.any():
                continue
            belongs_here = _fits(cells[j], column) & ~says_nothing(cells[j])
            slipped = unusable & belongs_here & (foreign | ~_fits(cells[j], columns[j]))
            if slipped.any():
                rows = found.setdefault(column.name, np.zeros(typed.count, dtype=np.bool_))
                rows[at[slipped]] = True
    return found


def _odd_words(typed: TypedRows) -> Iterator[tuple[str, Bools]]:
    """Rows of which an agent, a kind or a status is what none is called."""
    for name in ("agent", "kind", "status"):
        words = typed.columns.get(name)
        if words is None:
            continue
        slipped = _matching(words, _NO_AGENT if name == "agent" else _NO_WORD)
        if name != "agent":
            slipped |= _matching(words, _LONG_TEXT) & typed.faults.blanked
        if 0 < slipped.sum() <= MOST_ODD * typed.count:
            yield name, slipped & ~typed.faults.refused


def _matching(words: pa.DictionaryArray, pattern: str) -> Bools:
    codes = words.indices.fill_null(-1).to_numpy(zero_copy_only=False)
    rows: Bools = np.append(matching(words.dictionary, pattern), False)[codes]
    return rows


_UNUSABLE: Mapping[str, Callable[[Cells, str], Bools]] = {
    "time": lambda cells, name: times(cells).bad,
    "duration": lambda cells, name: durations(cells).bad,
    "money": lambda cells, name: money(cells).bad,
    "choice": lambda cells, name: choice(cells, name)[1],
}
"""Kinds of which a cell can be wrong, and where it is."""


def _fits(cells: Cells, column: Column) -> Bools:
    """Where a cell is what a column of that kind holds; a time is no name or text."""
    if column.kind in _UNUSABLE:
        usable: Bools = ~_UNUSABLE[column.kind](cells, column.name)
        return usable
    is_time = times(cells).given & matching(cells.strings(), r"[-/:年]")
    return ~is_time
