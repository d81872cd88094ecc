"""A function of one value that is given ranges: one call for each cell of them.

``=GUIDED_GMV(A2:A31)`` gives a value for each day of the column, as Excel's own functions do. A row
of days and a column of agents together give a value for each pair.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from xlcs.addin.cells.arguments import bad

MOST_CELLS = 100_000
"""Cells that one formula may ask for: more are a column selected whole, and would take minutes."""

Call = tuple[Any, ...]


def calls(given: Sequence[Any], language: str = "zh") -> list[list[Call | None]] | None:
    """The calls that a call with ranges stands for, in rows and columns; None for one without.

    Parameters
    ----------
    given : its arguments; a range of several cells is nested tuples, one of one cell counts as that
        cell. A range of one row or one column is repeated beside the other ranges.

    Returns
    -------
    The arguments of each call; None where a cell of a range is blank, since a blank is no day and
    no agent, while an argument left out means the report period or the whole shop.

    Raises
    ------
    ArgumentError : the ranges do not go together, or are too large.
    """
    grids = [_rows(value) for value in given]
    sizes = [(len(grid), len(grid[0])) for grid in grids if grid is not None]
    if not sizes:
        return None
    rows, columns = (max(lengths) for lengths in zip(*sizes, strict=True))
    for height, width in sizes:
        if height not in (1, rows) or width not in (1, columns):
            raise bad("ranges", language, one=f"{height}×{width}", other=f"{rows}×{columns}")
    if rows * columns > MOST_CELLS:
        raise bad("too many", language, cells=rows * columns, most=MOST_CELLS)
    found: list[list[Call | None]] = []
    for row in range(rows):
        found.append([])
        for column in range(columns):
            call = [
                value if grid is None else grid[row % len(grid)][column % len(grid[0])]
                for value, grid in zip(given, grids, strict=True)
            ]
            blank = any(
                grid is not None and (value is None or value == "")
                for value, grid in zip(call, grids, strict=True)
            )
            found[-1].append(None if blank else tuple(call))
    return found


def _rows(value: Any) -> Sequence[Sequence[Any]] | None:
    """The rows of a range of several cells; None for a single value."""
    if not isinstance(value, (list, tuple)) or not value:
        return None
    rows = value if isinstance(value[0], (list, tuple)) else (value,)
    return rows if len(rows) > 1 or len(rows[0]) > 1 else None
