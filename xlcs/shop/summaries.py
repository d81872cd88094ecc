"""Figures that a file holds already added up: read to be compared, never mixed in.

Source: spec, "The platform's own figures: 对账".
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from xlcs.periods_in_text import days_within
from xlcs.settings.people import Level

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
    day : the row's own day as written, where it lacks its year (`8月1日`): then `days` is None
        until the days of the whole summary are known
    is_total : whether it adds up other rows
    rounding : figure id → by how much a value may be off for being written short, such as 500 of
        `1.2万`; left out where it is exact
    """

    row: int
    agent: str | None
    days: Days | None
    values: Mapping[str, float | None]
    day: str = ""
    is_total: bool = False
    rounding: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True)
class Summary:
    """A table of figures already added up: a sheet, a CSV file, or a part of one.

    days : of the rows that have none of their own; None where neither the file nor its name says
    unused : numbers of the rows that have neither a day nor an agent that can be used
    level : whom the agents' column names, where its header says so: 姓名, 组
    """

    file: str
    sheet: str | None
    days: Days | None
    rows: tuple[SummaryRow, ...]
    unused: tuple[int, ...] = ()
    level: Level | None = None

    @property
    def needs_days(self) -> bool:
        """Whether it must be asked which period the summary is of."""
        return self.days is None and any(row.days is None for row in self.rows)

    def of(self, days: Days | None) -> Summary:
        """The summary, its days being these; None where they are not known.

        A day that lacked its year is in the year in which it lies within these days. A total is of
        all days of the rows that it adds up, where they have days of their own.
        """
        rows = [
            replace(row, days=days_within(row.day, days)) if row.day and days else row
            for row in self.rows
        ]
        spanned = tuple(_with_span(row, rows) if row.is_total else row for row in rows)
        return replace(self, days=days, rows=spanned)


def _with_span(total: SummaryRow, rows: Sequence[SummaryRow]) -> SummaryRow:
    if total.days is not None:
        return total
    added = [
        row.days
        for row in rows
        if row.days is not None and not row.is_total and total.agent in (None, row.agent)
    ]
    if not added:
        return total
    return replace(total, days=(min(d[0] for d in added), max(d[1] for d in added)))
