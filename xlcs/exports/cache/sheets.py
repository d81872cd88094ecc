"""How sheets were read and what was wrong, as the cache gives it: believed only if it can be.

That each part is of its type is seen to where the JSON is read. A file of right checksums and types
may still come from another program, or from somebody who wants to see it fail.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from functools import cache
from string import Formatter

from xlcs.exports.read.headers.summary import SUMMARY
from xlcs.exports.values.parsed import ParsedTable
from xlcs.problems import KINDS, Problem
from xlcs.tables import TABLE

MOST_ROWS = 1 << 31
"""A row's number is a whole number of 32 bits."""


def under_name(sheet: ParsedTable, name: str) -> ParsedTable:
    """The sheet of a file that is now of that name."""
    if sheet.source.file == name:
        return sheet
    return replace(
        sheet,
        source=replace(sheet.source, file=name),
        problems=[replace(problem, file=name) for problem in sheet.problems],
        summary=None if sheet.summary is None else replace(sheet.summary, file=name),
    )


def expect_sheet(sheet: ParsedTable) -> None:
    """See that a sheet is one that reading can give.

    Raises
    ------
    ValueError : it is not.
    """
    source = sheet.source
    counts = [source.header_row or 0, source.rows, source.refused_rows, source.refunded_rows]
    if sheet.summary is not None:
        counts += [row.row for row in sheet.summary.rows]
    counts += [entry.row for entry in sheet.people]
    expect_counts(counts)
    expect_tables([source.table])
    expect_problems(sheet.problems)
    if any(time is not None and time.tzinfo for time in (source.first, source.last)):
        raise ValueError("no local time")


def expect_problems(problems: Iterable[Problem]) -> None:
    """See that problems can be told: of known kinds, with all that their texts show.

    Raises
    ------
    ValueError : they cannot.
    """
    for problem in problems:
        expect_counts([problem.row or 0])
        expect_tables([problem.table])
        if problem.code not in KINDS or not _shown(problem.code) <= problem.found.keys():
            raise ValueError("no problem")


def expect_tables(tables: Iterable[str | None]) -> None:
    """See that these are tables' ids, or none.

    Raises
    ------
    ValueError : one is not.
    """
    if not {*tables} <= {*TABLE, SUMMARY.id, None}:
        raise ValueError("no table")


def expect_counts(counts: Iterable[int]) -> None:
    """See that these are numbers of rows.

    Raises
    ------
    ValueError : one is negative, or larger than any.
    """
    if not all(0 <= count < MOST_ROWS for count in counts):
        raise ValueError("no count")


@cache
def _shown(code: str) -> frozenset[str]:
    """The names of what the texts of a problem show."""
    kind = KINDS[code]
    parts = (part for text in (kind.zh, kind.en) for part in Formatter().parse(text))
    return frozenset(name for _, name, _, _ in parts if name)
