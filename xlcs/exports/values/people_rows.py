"""The rows of the table 人员, as entries of whose each nick is."""

from __future__ import annotations

from itertools import repeat

import numpy as np

from xlcs.exports.read.headers.header import Header
from xlcs.exports.read.sheet import Rows
from xlcs.settings.people import Nick


def people_of_rows(header: Header, rows: Rows) -> tuple[Nick, ...]:
    """One entry a row that has a person and a nick."""
    count = np.arange(len(rows.number))

    def column(name: str) -> list[str]:
        if name not in header.columns:
            return list(repeat("", len(count)))
        cells = rows.cells[header.columns[name][0]]
        return [(value or "").strip() for value in cells.at(count)]

    told = zip(*map(column, ("person", "nick", "group", "shop")), strict=True)
    return tuple(
        Nick(person, nick.replace("：", ":"), group, shop)
        for person, nick, group, shop in told
        if person and nick
    )
