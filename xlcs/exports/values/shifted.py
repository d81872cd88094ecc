"""Rows that have slipped: a comma too many or too few has moved the cells behind it by a column.

Such a row is no longer what it says, even where its cells can be read one by one.
Source: spec, "Refused or blanked".
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np
import numpy.typing as npt
import pyarrow.compute as pc

from xlcs.exports.read.cells import Bools, Cells, as_string, bools
from xlcs.exports.read.headers import Header
from xlcs.exports.values.by_kind.durations import durations
from xlcs.exports.values.by_kind.money import money
from xlcs.exports.values.by_kind.names_and_words import choice
from xlcs.exports.values.by_kind.times import times
from xlcs.exports.values.preferred import says_nothing
from xlcs.exports.values.typed_rows import TypedRows
from xlcs.tables import Column

MOST_LOOKED_AT = 100_000
"""Rows with a blanked value that are looked at; of more, the column is what is wrong."""

_DIGITS = r"^\+?[0-9][0-9 -]{4,}$"
"""A telephone or other number: nothing that anybody would write under a time or a word."""


def shifted_rows(header: Header, typed: TypedRows) -> Mapping[str, Bools]:
    """Rows whose cells fit their columns only when moved by one; by the column where it begins.

    Only rows of which a value was blanked are looked at, and of them only cells that lie side by
    side in columns that matter. The neighbour of the unusable cell must hold what belongs there,
    and either not what belongs into its own column, or the unusable cell a number.
    """
    at = np.flatnonzero(typed.faults.blanked & ~typed.faults.refused)
    if not 0 < len(at) <= MOST_LOOKED_AT:
        return {}
    columns = {i: header.table.column(name) for name, (i, *_) in header.columns.items()}
    cells = {i: _few(typed.cells(column.name), at) for i, column in columns.items()}
    found: dict[str, Bools] = {}
    for i, column in columns.items():
        if column.kind not in _UNUSABLE:
            continue
        unusable = _UNUSABLE[column.kind](cells[i], column.name)
        foreign = unusable & bools(pc.match_substring_regex(_texts(cells[i]), _DIGITS))
        for j in (i - 1, i + 1):
            if j not in cells or not unusable.any():
                continue
            belongs_here = _fits(cells[j], column) & ~says_nothing(cells[j])
            slipped = unusable & belongs_here & (foreign | ~_fits(cells[j], columns[j]))
            if slipped.any():
                rows = found.setdefault(column.name, np.zeros(typed.count, dtype=np.bool_))
                rows[at[slipped]] = True
    return found


def _few(cells: Cells, at: npt.NDArray[np.intp]) -> Cells:
    moment = None if cells.moment is None else cells.moment.take(at)
    return Cells(cells.text.take(at), moment)


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
    is_time = times(cells).given & bools(pc.match_substring_regex(_texts(cells), r"[-/:年]"))
    return ~is_time


def _texts(cells: Cells) -> object:
    return as_string(cells.plain())
