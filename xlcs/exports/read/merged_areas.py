"""What merged areas say of the rows below their first one.

Source: spec, "Tables" (merged cells: a value holds for all its rows, an amount counts once).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from xlcs.exports.read.cells import Cells, as_string
from xlcs.exports.read.headers.header import Finding, Header
from xlcs.exports.read.sheet import Rows
from xlcs.exports.values.by_kind.money import money

Sources = npt.NDArray[np.intp]
"""For each row the place of the row that its value stands in: its own, or the first of its area."""

_FEN, _MOST_FEN = 100, 1 << 62


@dataclass(frozen=True)
class Area:
    """A merged area: the first and last row as Excel shows them, and its first column from 0."""

    top: int
    bottom: int
    left: int


def filled(rows: Rows, header: Header, areas: Sequence[Area]) -> tuple[Rows, Header]:
    """The rows with what merged areas say; the header with what there is to tell of it.

    A value holds for all rows of its area. An amount counts once: below the first row it is blank
    where the row is of the same order, else 0. The rows of an order under a merged number are its
    items where no number of a sub-order tells them apart: see `_of_items`.
    """
    cells = dict(rows.cells)
    sources = {
        i: _first_rows(rows.number, [area for area in areas if area.left == i])
        for i in header.kinds
        if any(area.left == i for area in areas)
    }
    amounts = [i for i, kind in header.kinds.items() if kind == "money"]
    for i in sources.keys() - set(amounts):
        cells[i] = cells[i].taken(sources[i])
    numbers = [cells[i] for i, kind in header.kinds.items() if kind == "id"]
    for i in sources.keys() & set(amounts):
        cells[i] = _counted_once(cells[i], sources[i], numbers)
    whole = sources.get(header.columns.get("order_id", (-1,))[0])
    if whole is not None and "sub_order_id" not in header.columns:
        for i in amounts:
            cells[i], code = _of_items(cells[i], whole)
            if code is not None:
                finding = Finding(code, header.caption(i))
                header = replace(header, findings=(*header.findings, finding))
    return replace(rows, cells=cells), header


def _counted_once(cells: Cells, source: Sources, numbers: Sequence[Cells]) -> Cells:
    below = source != np.arange(len(source))
    below &= ~cells.blank()[source]
    is_same = np.ones(len(source), dtype=np.bool_)
    for column in numbers:
        texts = as_string(column.text)
        is_same &= np.asarray(pc.equal(texts, texts.take(source)))
    text = pc.if_else(
        pa.array(below), pc.if_else(pa.array(is_same), "", "0"), as_string(cells.text)
    )
    return replace(cells, pieces=text)


def _of_items(cells: Cells, whole: Sources) -> tuple[Cells, str | None]:
    """The amounts of orders whose rows are their items; and what is to be told of it.

    An amount that stands in several rows of an order is that of each item where it differs in any
    order of the sheet: they are added up, in the first row. Else it is the order's, said again.

    Parameters
    ----------
    whole : for each row the first one of its order
    """
    read = money(cells)
    given = read.fen.is_valid().to_numpy(zero_copy_only=False)
    fen = read.fen.fill_null(0).to_numpy(zero_copy_only=False)
    counts, usable = np.zeros_like(whole), np.ones_like(given)
    sums, most, least = np.zeros_like(fen), np.full_like(fen, -1), np.full_like(fen, _MOST_FEN)
    np.add.at(counts, whole, given)
    np.add.at(sums, whole, fen)
    np.maximum.at(most, whole[given], fen[given])
    np.minimum.at(least, whole[given], fen[given])
    np.logical_and.at(usable, whole, ~(read.bad | read.negative))
    several = counts > 1
    if not several.any():
        return cells, None
    if not (several & (most > least)).any():
        return cells, "merged_amount_again"
    is_first = whole == np.arange(len(whole))
    texts = [
        f"{total // _FEN}.{total % _FEN:02}" if first else ""
        for total, first in zip(sums[whole].tolist(), is_first.tolist(), strict=True)
    ]
    added = pa.array((several & usable)[whole])
    text = pc.if_else(added, pa.array(texts, pa.string()), as_string(cells.text))
    return replace(cells, pieces=text), "merged_amounts_added"


def _first_rows(number: npt.NDArray[np.int32], areas: Sequence[Area]) -> Sources:
    """For each row the first one of the merged area that it is in, else itself; by position."""
    source = np.arange(len(number))
    first = np.searchsorted(number, [area.top for area in areas])
    after = np.searchsorted(number, [area.bottom + 1 for area in areas])
    for area, start, end in zip(areas, first.tolist(), after.tolist(), strict=True):
        if end - start > 1 and number[start] == area.top:
            source[start + 1 : end] = start
    return source
