"""A sheet, or a CSV file, as it was read: its header, and the cells of the columns that matter.

Source: spec, "Tables".
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from xlcs.exports.read.cells import Cells
from xlcs.exports.read.headers.header import Header
from xlcs.exports.read.limits import MEGABYTE
from xlcs.settings.limits import raised_by


@dataclass(frozen=True)
class RefusedRow:
    """A row that cannot be taken apart into cells.

    row : its number as Excel shows it
    code : of `problems.KINDS`
    value : of the cell at fault, where it may be shown
    column : that cell's header
    count : rows that the entry stands for
    """

    row: int
    code: str
    value: str | None
    found: Mapping[str, str] = field(default_factory=dict)
    column: str | None = None
    count: int = 1


@dataclass(frozen=True)
class Rows:
    """The rows under a header that are not wholly blank.

    number : each row's number as Excel shows it
    cells : column index → its cells in these rows
    refused : rows that could not be taken apart; not in `number`
    since_1904 : whether the workbook counts its days from 1904, for numbers that are times
    """

    number: npt.NDArray[np.int32]
    cells: Mapping[int, Cells]
    refused: tuple[RefusedRow, ...] = ()
    since_1904: bool = False


@dataclass(frozen=True)
class Sheet:
    """One sheet; `name` is None for a CSV, `encoding` for a workbook.

    `header` is None where there is nothing but blank cells, `rows` where the header cannot be used.
    """

    name: str | None
    encoding: str | None
    header: Header | None
    rows: Rows | None = None


class FileRefused(Exception):
    """The file as a whole cannot be used: a code of `problems.KINDS`, and what was found."""

    def __init__(self, code: str, **found: str) -> None:
        super().__init__(code)
        self.code = code
        self.found = found


def refuse_larger(size: int, most_mb: int, setting: str) -> None:
    """Refuse a file of more bytes than a setting of `[limits]` allows."""
    if size > most_mb * MEGABYTE:
        told = {"size": f"{size // MEGABYTE} MB", "most": f"{most_mb} MB"}
        raise FileRefused("text_too_large", **told, **raised_by(setting))
