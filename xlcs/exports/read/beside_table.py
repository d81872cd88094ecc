"""Rows of a sheet that reach by one cell beyond its header: slipped, or with a note beside them.

In a text file a row with a cell too many is refused whatever it says. In a sheet somebody may have
written a note there, so that it is refused only where it plainly has slipped. Source: spec,
"Refused or blanked".
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from xlcs.exports.read.cells import Bools
from xlcs.exports.read.sections import Section
from xlcs.exports.read.sheet import RefusedRow
from xlcs.exports.read.text.csv_torn import fitting

_JOINED = ","
"""Stands between two cells that were one: no time, number or name has it."""


class SlippedRows:
    """The slipped rows of one section, which takes them as refused, batch by batch."""

    def __init__(self, section: Section) -> None:
        self._section = section
        self._named = section.header.named
        self._kinds = section.header.kinds

    def others(self, batch: Sequence[Sequence[object]], first: int) -> Bools:
        """Rows that have not slipped; the others are refused. The batch begins with row `first`."""
        usable = np.ones(len(batch), dtype=np.bool_)
        for place, record in enumerate(batch):
            if len(record) <= self._named or record[self._named] in ("", None):
                continue
            texts = list(map(_text, record))
            if any(texts[self._named + 1 :]):
                continue
            filled = next(self._columns_filled(texts[: self._named + 1]), None)
            if filled is not None:
                usable[place] = False
                column = self._section.header.caption(filled)
                self._section.refuse(RefusedRow(first + place, "shifted_row", None, column=column))
        return usable

    def _columns_filled(self, texts: Sequence[str]) -> Iterator[int]:
        """Columns with no time now and with one where two cells are taken as the one they were."""
        for at in range(self._named):
            whole = [*texts[:at], _JOINED.join(texts[at : at + 2]), *texts[at + 2 :]]
            if not fitting(self._kinds, whole):
                continue
            before, after = ({i for i in self._kinds if row[i]} for row in (texts, whole))
            if len(after) > len(before):
                yield from (i for i in sorted(after - before) if self._kinds[i] == "time")


def _text(cell: object) -> str:
    """A cell as a text file would have it: Excel's numbers without a point behind them."""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return "" if cell is None else str(cell).strip()
