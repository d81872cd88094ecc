"""Rows of a sheet that reach by one cell beyond its header: slipped, or with a note beside them.

In a text file a row with a cell too many is refused whatever it says. In a sheet somebody may have
written a note there, so that it is refused only where it plainly has slipped. Source: spec,
"Refused or blanked".
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from xlcs.exports.read.cells import Bools
from xlcs.exports.read.headers.header import Header
from xlcs.exports.read.sections import Section
from xlcs.exports.read.sheet import RefusedRow
from xlcs.exports.read.text.csv_torn import fitting

_JOINED = ","
"""Stands between two cells that were one: no time, number or name has it."""


def without_slipped(section: Section, batch: Sequence[Sequence[object]], first: int) -> Bools:
    """Rows of a section that have not slipped; it takes the others as refused.

    The batch begins with row `first`.
    """
    usable = np.ones(len(batch), dtype=np.bool_)
    named = section.header.named
    for place, record in enumerate(batch):
        if len(record) <= named or record[named] in ("", None):
            continue
        texts = list(map(_text, record))
        at = None if any(texts[named + 1 :]) else _column_filled(section.header, texts)
        if at is not None:
            usable[place] = False
            column = section.header.caption(at)
            section.refuse(RefusedRow(first + place, "shifted_row", None, column=column))
    return usable


def _column_filled(header: Header, texts: Sequence[str]) -> int | None:
    """A column with no time now and with one where two cells are taken as the one they were."""
    kinds = header.kinds
    for at in range(header.named):
        whole = [*texts[:at], _JOINED.join(texts[at : at + 2]), *texts[at + 2 :]]
        if not fitting(kinds, whole):
            continue
        before, after = ({i for i in kinds if row[i]} for row in (texts, whole))
        times = [i for i in sorted(after - before) if kinds[i] == "time"]
        if times and len(after) > len(before):
            return times[0]
    return None


def _text(cell: object) -> str:
    """A cell as a text file would have it: Excel's numbers without a point behind them."""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return "" if cell is None else str(cell).strip()
