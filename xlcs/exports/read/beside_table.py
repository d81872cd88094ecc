"""Rows of a sheet that reach by one cell beyond its header: slipped, or with a note beside them.

In a text file a row with a cell too many is refused whatever it says. In a sheet somebody may have
written a note there, so that it is refused only where it plainly has slipped. Source: spec,
"Refused or blanked".
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from xlcs.exports.read.cells import Bools
from xlcs.exports.read.headers import Header
from xlcs.exports.read.sheet import RefusedRow
from xlcs.exports.read.text.csv_torn import MORE_TORN_ROWS, fitting
from xlcs.settings.limits import DEFAULTS

_JOINED = ","
"""Stands between two cells that were one: no time, number or name has it."""


class SlippedRows:
    """The slipped rows under one header, gathered batch by batch.

    Parameters
    ----------
    header : of a sheet
    refused : takes them; of more than a thousand their number
    """

    def __init__(self, header: Header, refused: list[RefusedRow]) -> None:
        self._refused = refused
        self._named = header.named
        self._kinds = {
            i: column.kind
            for column in header.table.columns
            for i in header.columns.get(column.name, ())
        }
        self._captions = {i: header.caption(i) for i in self._kinds}
        self._listed = self._more = self._first_of_more = self._place_of_more = 0

    def others(self, batch: Sequence[Sequence[object]], first: int) -> Bools:
        """Rows that have not slipped; the others are noted as refused.

        Parameters
        ----------
        batch : rows of cells
        first : number of the first of them as Excel shows it
        """
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
                self._refuse(first + place, self._captions[filled])
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

    def _refuse(self, row: int, column: str) -> None:
        if self._listed < DEFAULTS.listed_torn_rows:
            self._listed += 1
            self._refused.append(RefusedRow(row, "shifted_row", None, column=column))
            return
        self._more += 1
        if self._more == 1:
            self._first_of_more, self._place_of_more = row, len(self._refused)
            self._refused.append(RefusedRow(row, MORE_TORN_ROWS, None))
        found = {"count": str(self._more)}
        self._refused[self._place_of_more] = RefusedRow(
            self._first_of_more, MORE_TORN_ROWS, None, found, count=self._more
        )


def _text(cell: object) -> str:
    """A cell as a text file would have it: Excel's numbers without a point behind them."""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return "" if cell is None else str(cell).strip()
