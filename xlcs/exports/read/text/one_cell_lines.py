"""Texts whose whole lines stand in one cell each: what Excel makes of a CSV that it did not part.

In a text each line is in a pair of quotes, and quotes in it are doubled; in a workbook all of it
stands in one column. Source: docs, "What is read".
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from xlcs.exports.read.limits import SPAN_COLUMNS
from xlcs.exports.read.text.csv_reading import LINE, SEPARATORS

_QUOTED_LINE = re.compile(rb'\s*(?:\xef\xbb\xbf)?"((?:[^"\r\n]|"")*)"\s*')


def unwrapped(body: bytes) -> bytes | None:
    """A text in UTF-8 or GB18030 without the quotes around its lines; None where one has none.

    No byte of a longer character is a quote.
    """
    lines = []
    for line in LINE.finditer(body):
        found = _QUOTED_LINE.fullmatch(line[0])
        if found is None and not line[0].isspace():
            return None
        lines.append(b"" if found is None else found[1].replace(b'""', b'"'))
    return b"\r\n".join([*lines, b""]) if any(map(_is_several_cells, lines)) else None


def column_as_text(rows: Iterable[Sequence[object]]) -> bytes | None:
    """The texts of a sheet's one column as lines, blank rows too; None where it has several."""
    lines: list[str] = []
    column = None
    for row in rows:
        filled = [i for i, cell in enumerate(row[:SPAN_COLUMNS]) if str(cell).strip()]
        column = filled[0] if filled and column is None else column
        if filled not in ([], [column]) or (filled and type(row[filled[0]]) is not str):
            return None
        lines.append(str(row[filled[0]]) if filled else "")
    text = "\r\n".join([*lines, ""]).encode("utf-8", "replace")
    return text if any(map(_is_several_cells, text.splitlines())) else None


def _is_several_cells(line: bytes) -> bool:
    return any(sign.encode() in line for sign in SEPARATORS)
