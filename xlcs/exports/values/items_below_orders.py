"""Rows of an order's items that have lost its number and buyer.

So a table is whose merged cells were saved as CSV: only the first row of an order has them. Source:
spec, "Tables" (merged cells; item-level exports), "Refused or blanked".
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from xlcs.exports.read.cells import Bools, bools
from xlcs.exports.values.faults import Positions
from xlcs.exports.values.typed_rows import TypedRows

_FEN = 100
"""Of a yuan; `shop.frames`, which says so too, loads pandas, and workbooks are read without."""

Fens = npt.NDArray[np.int64]


def added_to_orders(rows: TypedRows, alone: Bools) -> Bools:
    """Rows whose amounts were added to those of the order above, and are no rows of their own.

    Rows with an amount and neither number nor buyer are items of the order above them where its
    总金额 says so: it is the sum of their amounts, or of these and the refunds in a net file.
    Where it is the order's own amount, that is whole without them. Otherwise the order's amount is
    not known, and it is refused.

    Parameters
    ----------
    rows : of orders; their columns are changed
    alone : rows that are no data, such as totals
    """
    added = np.zeros(rows.count, dtype=np.bool_)
    nobodys = bools(pc.and_(*(rows.columns[name].is_null() for name in ("order_id", "buyer_id"))))
    if "amount" not in rows.columns or not (nobodys & ~alone).any():
        return added
    own, totals = _fen(rows, "amount"), _fen(rows, "total")
    above = np.maximum.accumulate(np.where(nobodys, -1, np.arange(rows.count)))
    items = nobodys & ~alone & (above >= 0) & (own > 0)
    if items.sum() == 1 and items[np.flatnonzero(~alone)[-1]]:
        return added  # a single one at the end may as well be a total
    order = np.where(items, above, np.arange(rows.count))  # for each row the one of its order
    counts = _summed(items.astype(np.int64), order)
    has_items = (counts > 0) & ~rows.faults.refused
    amounts, refunds = (_summed(_fen(rows, name), order) for name in ("amount", "refund"))
    is_whole = (own == totals) | (own + _fen(rows, "refund") == totals)
    agrees = has_items & ((amounts == totals) | (amounts + refunds == totals))
    says_more = items & ((totals > 0) | bools(_column(rows, "sub_order_id").is_valid()))
    agrees[order[says_more]] = False
    for name, sums in (("amount", amounts), ("refund", refunds)):
        if name in rows.columns:
            is_sum = pa.array(agrees & (sums > 0))
            rows.columns[name] = pc.if_else(is_sum, pa.array(sums), rows.columns[name])
    if agrees.any():
        count = str(int(agrees.sum()))
        rows.faults.note_sheet("items_added", rows.captions["amount"], count=count)

    def lost(at: Positions) -> list[Mapping[str, str]]:
        return [
            {"count": str(counts[i]), "money": _cny(int(amounts[i] - own[i]))} for i in at.tolist()
        ]

    rows.faults.refuse(has_items & ~agrees & ~is_whole, "items_lost", "order_id", lost)
    added[items] = agrees[order[items]]
    return added


def _fen(rows: TypedRows, name: str) -> Fens:
    """An amount of each row [fen]; 0 where there is none."""
    fen = _column(rows, name).cast(pa.int64()).fill_null(0)
    return np.asarray(fen.to_numpy(zero_copy_only=False))


def _column(rows: TypedRows, name: str) -> pa.Array:
    return rows.columns.get(name, pa.nulls(rows.count))


def _summed(values: Fens, order: Positions) -> Fens:
    """The sum of an order's rows, in its own."""
    sums = np.zeros_like(values)
    np.add.at(sums, order, values)
    return sums


def _cny(fen: int) -> str:
    return f"{fen // _FEN}.{fen % _FEN:02}"
