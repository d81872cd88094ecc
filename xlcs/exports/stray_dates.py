"""Rows whose day is far from every other row of their table: probably mistyped.

Source: spec, "A stray date". A row that is far from all others of its table is so in its own file
too, which tells the few rows to look at without those of other files.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, timedelta

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from xlcs.exports.values.parsed import DAY_S, NAT, ParsedTable
from xlcs.problems import Problem
from xlcs.shop.shop import Source
from xlcs.tables import TABLE

FAR_DAYS = 180

NO_DAY = NAT // DAY_S
"""The day of NaT."""

Days = npt.NDArray[np.int64]
"""Days since 1970."""


def days_of(times: npt.NDArray[np.datetime64]) -> Days:
    """The days of times (datetime64[s]), each once, ascending; NaT has none."""
    days = times.view(np.int64) // DAY_S
    if len(days) and days.min() == NO_DAY:
        days = days[days != NO_DAY]
    if not len(days):
        return days
    # A mark a day from the first to the last one: a third of the time that `unique` takes.
    first = days.min()
    marks = np.zeros(int(days.max() - first) + 1, dtype=np.bool_)
    marks[days - first] = True
    found: Days = np.flatnonzero(marks) + first
    return found


def rows_alone(frame: pa.Table, table: str) -> tuple[tuple[int, int], ...]:
    """The rows of a parsed sheet of that table that are far from all its others: (row, day)."""
    time = TABLE[table].main_time
    if time not in frame.column_names:  # orders with the balance's time alone
        return ()
    times = frame[time].to_numpy()
    all_days = days_of(times)
    if not len(all_days):
        return ()
    far = np.diff(all_days) > FAR_DAYS
    alone = all_days[np.append(far, True) & np.insert(far, 0, True)]
    days = times.view(np.int64) // DAY_S
    found: list[tuple[int, int]] = []
    for day in alone.tolist():
        (at,) = np.nonzero(days == day)
        if len(at) == 1:
            found.append((frame["row"][int(at[0])].as_py(), day))
    return tuple(found)


def stray_rows(sheets: Iterable[ParsedTable], days: Mapping[str, Days]) -> list[Problem]:
    """The rows that are far from every other row of their table; see `ParsedTable.alone`.

    `days` : table id → the days on which the merged table has rows, each once.
    """
    found: dict[tuple[str, int], list[tuple[ParsedTable, int]]] = {}
    for sheet in sheets:
        table = sheet.source.table
        if table is None or len(days.get(table, ())) < 2:
            continue
        for row, day in sheet.alone:
            if not _near(days[table], day):
                found.setdefault((table, day), []).append((sheet, row))
    return [_stray(day, sheet.source, row) for (_, day), at in found.items() for sheet, row in at]


def _near(days: Days, day: int) -> bool:
    """Whether another day is at most `FAR_DAYS` away; `days` ascend."""
    low, high = np.searchsorted(days, [day - FAR_DAYS, day + FAR_DAYS + 1])
    return bool((days[low:high] != day).any())


def _stray(day: int, source: Source, row: int) -> Problem:
    table = TABLE[source.table or ""]
    time = table.column(table.main_time)
    value = (date(1970, 1, 1) + timedelta(days=day)).isoformat()
    return source.problem("stray_date", row, source.headers.get(time.name, time.headers[0]), value)
