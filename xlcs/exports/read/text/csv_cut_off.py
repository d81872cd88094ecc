"""The last cell of a text file that ends without a line end: whether it was cut off within it.

A row that lacks cells is told by `csv_torn`. One that has them all may still hold `12` of
`1234.50`, or `11:00` of `11:00:30`. Source: spec, "Refused or blanked".
"""

from __future__ import annotations

import re
from dataclasses import replace

import numpy as np

from xlcs.exports.read.headers.header import Finding
from xlcs.exports.read.sheet import RefusedRow, Sheet
from xlcs.exports.read.text.csv_reading import Reading
from xlcs.tables import Kind

_LOOKED_AT_ROWS = 1_000
"""So many cells tell how those of a column are written."""

_DIGITS = re.compile(r"\d+")
_DECIMALS = re.compile(r"\.(\d*)\D*$")


def without_cut_off(reading: Reading, sheet: Sheet) -> Sheet:
    """The last section of a text, without its last row where the file breaks off in it.

    It does where all other cells of the last column have one form, and the last one has another.
    Where they have several, or none has decimals, that cannot be told, and is noted.
    """
    header, rows = sheet.header, sheet.rows
    if header is None or rows is None or reading.is_ended or not len(rows.number):
        return sheet
    last = header.width - 1
    kind = header.kinds.get(last)
    if kind not in ("time", "money") or reading.last_line().rstrip().endswith('"'):
        return sheet
    texts = rows.cells[last].plain()
    own = texts[-1].as_py().strip()
    if not own or not reading.last_line().rstrip().endswith(own):
        return sheet  # blank, or what stands below is refused already
    beside = texts[:-1][:_LOOKED_AT_ROWS].to_pylist()
    form, others = _form(own, kind), {_form(text, kind) for text in beside if text.strip()}
    if form == _TO_THE_SECOND or (others == {form} and form != _NO_DECIMALS):
        return sheet
    if len(others) != 1 or form in others:
        finding = Finding("maybe_cut_off", header.caption(last))
        return replace(sheet, header=replace(header, findings=(*header.findings, finding)))
    kept = np.arange(len(rows.number)) < len(rows.number) - 1
    torn = RefusedRow(int(rows.number[-1]), "truncated_file", None)
    whole = replace(
        rows,
        number=rows.number[kept],
        cells={i: cells.where(kept) for i, cells in rows.cells.items()},
        refused=(*rows.refused, torn),
    )
    return replace(sheet, rows=whole)


_NO_DECIMALS, _TO_THE_SECOND = (-1, 0), (6, 2)
"""An amount may go on behind the first; behind the second nothing does."""


def _form(text: str, kind: Kind) -> tuple[int, int]:
    """How a cell is written: of a time the groups of its digits, of an amount its decimals."""
    if kind == "money":
        found = _DECIMALS.search(text)
        return _NO_DECIMALS if found is None else (len(found[1]), 0)
    groups = _DIGITS.findall(text)
    return len(groups), len(groups[-1]) if groups else 0
