"""The exact way to read a text file's records: any that are irregular are told one by one.

Source: spec, "Tables", "Refused or blanked".
"""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from itertools import chain, compress
from operator import itemgetter

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from xlcs.exports.cells import Bools, Cells, bools
from xlcs.exports.headers import Header
from xlcs.exports.sheet import RefusedRow, Rows, shown

_END = "\x00end of file\x00"
"""A line added behind the last one: a quote left open swallows it."""


def read_records(body: bytes, codec: str, separator: str, header: Header, *, is_cut: bool) -> Rows:
    """The rows under the header, by the standard library's reader.

    A row with cells beyond the header is refused unless these are blank; one with fewer cells,
    where a column that matters is missing. The last record is refused as broken off where the
    file has no end of line and the record is short or its last character is cut (`is_cut`), or
    where a quote is left open.
    """
    assert header.row is not None
    text = body.decode(codec, "replace")
    lines = chain(io.StringIO(text, newline=""), [_END])
    records = list(csv.reader(lines, delimiter=separator))
    is_open = records[-1] != [_END]
    if not is_open:
        records.pop()
    while records and not any(map(str.strip, records[-1])):
        records.pop()
    records = records[header.row :]
    if not records:
        return Rows(np.empty(0, np.int32), {i: _cells([]) for i in header.columns.values()})

    lengths = np.fromiter(map(len, records), np.int64, len(records))
    number = np.arange(header.row + 1, header.row + 1 + len(records), dtype=np.int32)
    needed = sorted(set(header.columns.values()))
    usable = lengths > needed[-1]
    long = np.flatnonzero(lengths > header.width)
    beyond = (any(map(str.strip, records[i][header.width :])) for i in long.tolist())
    usable[long] = ~np.fromiter(beyond, np.bool_, len(long))
    ended = text.endswith(("\n", "\r")) and not is_open
    broken_off = is_open or is_cut or (not ended and lengths[-1] < header.named)
    if broken_off:
        usable[-1] = False

    seen = _seen(records, usable, needed)
    refused = [
        RefusedRow(
            int(number[i]),
            "ragged_row",
            shown(separator.join(records[i])),
            {"cells": str(len(records[i])), "headers": str(header.named)},
        )
        for i in np.flatnonzero(seen & ~usable).tolist()
    ]
    if broken_off:
        value = shown(separator.join(records[-1]).replace(_END, ""))
        refused = [r for r in refused if r.row != number[-1]]
        refused.append(RefusedRow(int(number[-1]), "truncated_file", value))
    kept = list(compress(records, seen & usable))
    cells = {i: _cells(list(map(itemgetter(i), kept))) for i in needed}
    return Rows(number[seen & usable], cells, tuple(refused))


def _seen(records: Sequence[Sequence[str]], usable: Bools, needed: Sequence[int]) -> Bools:
    """Rows that are not wholly blank."""
    seen = np.ones(len(records), dtype=np.bool_)
    doubtful = np.flatnonzero(~usable)
    full = list(compress(records, usable))
    blank = np.ones(len(full), dtype=np.bool_)
    for index in needed:
        blank &= _cells(list(map(itemgetter(index), full))).blank()
    doubtful = np.concatenate([doubtful, np.flatnonzero(usable)[blank]])
    seen[doubtful] = np.fromiter(
        (any(map(str.strip, records[i])) for i in doubtful.tolist()), np.bool_, len(doubtful)
    )
    return seen


def _cells(values: list[str]) -> Cells:
    text = pa.array(values, pa.string())
    broken = bools(pc.match_substring(text, "\ufffd"))
    return Cells(text, broken=broken if broken.any() else None)
