"""Figures that a file holds already added up: read to be compared, never mixed in.

Source: spec, "The platform's own figures: 对账".
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

Days = tuple[date, date]
"""First and last day, both included."""


@dataclass(frozen=True)
class SummaryRow:
    """A row of a summary.

    row : its number as Excel shows it
    agent : as the file names the agent; None for the shop
    days : the row's own days; None where they are those of the whole summary
    values : figure id → the file's value (counts, money [CNY], rates [fraction], durations [s]);
        None where the cell is empty or no number
    """

    row: int
    agent: str | None
    days: Days | None
    values: Mapping[str, float | None]


@dataclass(frozen=True)
class Summary:
    """A sheet or CSV file of figures already added up.

    days : of the rows that have none of their own; None where neither the file nor its name says
    unused : numbers of the rows that have neither a day nor an agent that can be used
    """

    file: str
    sheet: str | None
    days: Days | None
    rows: tuple[SummaryRow, ...]
    unused: tuple[int, ...] = ()

    @property
    def needs_days(self) -> bool:
        """Whether it must be asked which period the summary is of."""
        return self.days is None and any(row.days is None for row in self.rows)
