"""Several columns of a sheet that hold the same thing: each row takes the first that is not blank.

Source: spec, "Tables" (several accepted headers of one column in one file).
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from xlcs.exports.read.cells import Bools, Cells, as_string, bools, on_words, visible
from xlcs.exports.values.by_kind.nothing import says_none
from xlcs.exports.values.by_kind.plain_text import unguarded

Choices = npt.NDArray[np.int8]


def first_filled(columns: Sequence[Cells]) -> tuple[Cells, Choices | None]:
    """One column of several, and from which of them each row is; None where all from the first.

    Where none is filled, the first is taken.
    """
    best = columns[0]
    if len(columns) == 1 or not (blank := says_nothing(best)).any():
        return best, None
    choice = np.zeros(len(best), dtype=np.int8)
    for place, column in enumerate(columns[1:], start=1):
        taken = blank & ~says_nothing(column)
        if taken.any():
            best = _replaced(best, column, taken)
            choice[taken] = place
            blank &= ~taken
    return best, choice if choice.any() else None


def says_nothing(cells: Cells) -> Bools:
    """Where a cell is blank or holds a word that means none."""
    nothing = on_words(cells.text, _are_none)
    return nothing if cells.moment is None else nothing & ~cells.dated


def _are_none(texts: pa.Array) -> pa.Array:
    """Which texts mean none; no word for it has a digit but 0, so most numbers are told at once."""
    is_number = pc.match_substring_regex(texts, "[1-9]")
    rest = texts.filter(pc.invert(is_number))
    none = np.zeros(len(texts), dtype=np.bool_)
    none[~bools(is_number)] = bools(says_none(unguarded(visible(rest))))
    return pa.array(none)


def differing(columns: Sequence[Cells]) -> npt.NDArray[np.intp]:
    """The rows in which two columns are filled and hold different things."""
    first, *others = ((visible(c.strings()), ~says_nothing(c)) for c in columns)
    texts, filled = first
    differ = np.zeros(len(texts), dtype=np.bool_)
    for other, there in others:
        differ |= filled & there & bools(pc.not_equal(texts, other))
        texts = pc.if_else(pa.array(filled), texts, other)
        filled = filled | there
    return np.flatnonzero(differ)


def _replaced(cells: Cells, others: Cells, rows: Bools) -> Cells:
    """The cells, with those rows from the others."""
    mask = pa.array(rows)
    text = pc.if_else(mask, as_string(others.text), as_string(cells.text))
    moment = cells.moment
    if moment is not None or others.moment is not None:
        none = pa.nulls(len(cells), pa.timestamp("s"))
        moment = pc.if_else(mask, others.moment or none, moment or none)
    return Cells(text, moment)
