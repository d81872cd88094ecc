"""What is wrong in the rows of one sheet: gathered while columns are read, told at the end.

Source: spec, "Refused or blanked".
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from xlcs.exports.read.cells import Bools
from xlcs.exports.shapes import looks_like, shape
from xlcs.exports.values.by_kind.nothing import NONE_WORDS
from xlcs.plurals import some_of
from xlcs.problems import Problem
from xlcs.tables import Kind

Positions = npt.NDArray[np.intp]
Found = Mapping[str, str] | Callable[[Positions], list[Mapping[str, str]]]
"""What a message quotes beside the cell itself: the same for all rows, or for each by position."""

Shown = tuple[str, str | None]
"""A cell at fault as it is told: the header above it, and what it may show of itself."""

NOTHING: Mapping[str, str] = {}

_MOST_RANGES = 30

_EXCEL_ERROR = re.compile(r"#[A-Z0-9/]+[!?]?|#{2,}")


def shown_value(text: str | None, kind: Kind) -> str | None:
    """The text of a cell where it looks like its column's kind, else its own kind and length.

    A row that has slipped by a column puts a telephone number under a time, or a name under an
    amount. What does not even look like its column's kind is therefore never repeated.
    """
    if text is None:
        return None
    plain = unicodedata.normalize("NFKC", text).strip()
    is_shown = plain.lower() in NONE_WORDS or _EXCEL_ERROR.fullmatch(plain)
    return text if is_shown or looks_like(text, kind) else shape(text)


@dataclass(frozen=True)
class _Fault:
    code: str
    column: str
    rows: Bools
    found: Found


class Faults:
    """The faults of a sheet's rows.

    Parameters
    ----------
    count : rows of the sheet
    file, sheet, table : for messages
    most_listed : rows of one fault in one column that are listed each by itself; of more the
        numbers are told
    """

    def __init__(
        self, count: int, file: str, sheet: str | None, table: str, most_listed: int
    ) -> None:
        self._most_listed = most_listed
        self.refused = np.zeros(count, dtype=np.bool_)
        self.blanked = np.zeros(count, dtype=np.bool_)
        self._place = (file, sheet, table)
        self._told: list[_Fault] = []
        self._without_value: dict[str, Bools] = {}
        self._notes: list[Problem] = []

    def no_value(self, rows: Bools, code: str, column: str) -> None:
        """Refuse rows in which that column holds no value, whatever else is wrong with it."""
        self.refuse(rows, code, column)
        self._without_value[column] = rows | self._without_value.get(column, False)

    def refuse(self, rows: Bools, code: str, column: str, found: Found = NOTHING) -> None:
        """Rows that cannot be used, for the cell of that column."""
        self.note(rows, code, column, found)
        self.refused |= rows

    def blank(self, rows: Bools, code: str, column: str, found: Found = NOTHING) -> None:
        """Rows kept without the value of that column."""
        self.note(rows, code, column, found)
        self.blanked |= rows

    def note(self, rows: Bools, code: str, column: str, found: Found = NOTHING) -> None:
        """Rows about which something is to be known."""
        if column in self._without_value:
            rows = rows & ~self._without_value[column]
        if rows.any():
            self._told.append(_Fault(code, column, rows, found))

    def note_sheet(self, code: str, caption: str | None = None, **found: str) -> None:
        """Something to be known of the sheet as a whole, or of a column of it."""
        file, sheet, table = self._place
        self._notes.append(Problem(code, file, sheet, None, table, caption, None, found))

    def problems(
        self,
        number: npt.NDArray[np.int32],
        cells: Callable[[str, str, Positions], Sequence[Shown]],
        left_alone: Bools,
        torn: Sequence[Problem] = (),
    ) -> list[Problem]:
        """Notes on the sheet, then all problems by row.

        Parameters
        ----------
        number : of each row, as Excel shows it
        cells : code, column and positions → the cells at fault
        left_alone : rows that are no data, about which nothing is told
        torn : what is told of rows that could not be taken apart
        """
        told = list(torn)
        more: list[Problem] = []
        file, sheet, table = self._place
        for fault in self._told:
            at = np.flatnonzero(fault.rows & ~left_alone)
            listed, rest = at[: self._most_listed], at[self._most_listed :]
            if not len(listed):
                continue
            founds = fault.found(listed) if callable(fault.found) else [fault.found] * len(listed)
            told += [
                Problem(fault.code, file, sheet, row, table, *cell, found)
                for row, cell, found in zip(
                    number[listed].tolist(),
                    cells(fault.code, fault.column, listed),
                    founds,
                    strict=True,
                )
            ]
            if len(rest):
                more.append(more_rows(told[-1], number[rest], differs=callable(fault.found)))
        told.sort(key=lambda problem: problem.row or 0)
        return [*self._notes, *told, *more]


def more_rows(like: Problem, numbers: npt.ArrayLike, *, differs: bool) -> Problem:
    """One entry for further rows with the problem of one that is listed.

    Parameters
    ----------
    numbers : of these rows, in ascending order
    differs : whether what the problem quotes is another thing in each row
    """
    shown = replace(like, found=dict.fromkeys(like.found, "…")) if differs else like
    found = {
        "code": like.code,
        "count": str(np.size(numbers)),
        "rows": row_ranges(numbers),
        "what": shown.text("zh"),
        "what_en": shown.text("en"),
    }
    return replace(like, code="more_rows", row=None, value=None, found=found)


def row_ranges(numbers: npt.ArrayLike) -> str:
    """Numbers of rows in ascending order, for a message: `3-7, 9, 12-13`."""
    rows = np.asarray(numbers)
    if not rows.size:
        return ""
    ends = np.flatnonzero(np.diff(rows) != 1)
    firsts = rows[np.append(0, ends[:_MOST_RANGES] + 1)]
    lasts = rows[np.append(ends[: _MOST_RANGES + 1], len(rows) - 1)]
    shown = [
        str(first) if first == last else f"{first}-{last}"
        for first, last in zip(firsts.tolist(), lasts.tolist(), strict=False)
    ]
    return some_of(shown, _MOST_RANGES)
