"""Notes that go with a period's figures: days without data, tables that are missing.

Source: spec, "Terms": covered days.
"""

from __future__ import annotations

from collections.abc import Mapping

from xlcs.catalogue import FIGURES
from xlcs.figures.periods import Period, Range, clip, period_before
from xlcs.plurals import listed
from xlcs.problems import Problem
from xlcs.shop.frames import Table
from xlcs.tables import TABLE, TABLES

_TO = {"zh": " 至 ", "en": " to "}


def period_of(
    asked: Range | None,
    covered: Range | None,
    reception_covered: Range | None,
    tables: Mapping[str, Table],
    language: str,
) -> Period:
    """What a period means for this data, and the notes that go with its figures.

    `asked` is None for all days that messages, visits, payments or receptions cover; `tables` are
    those that there are.
    """
    span = asked or covered or reception_covered
    before = None if span is None else period_before(*span)
    known = (covered, reception_covered)
    if before is not None and not any(clip(before, days) for days in known):
        before = None
    notes: list[Problem] = []
    if asked is not None:
        if covered is not None:
            notes += coverage_note(asked, covered, language)
        if reception_covered is not None:
            notes += coverage_note(asked, reception_covered, language, "receptions")
    notes += missing_tables(tables, language)
    notes += missing_columns(tables, language)
    inside = covered if asked is None else clip(asked, covered)
    return Period(asked, inside, before, notes)


def coverage_note(
    asked: Range, covered: Range, language: str, table: str | None = None
) -> list[Problem]:
    """The note on a period that lies partly or wholly outside the covered days; none where inside.

    `table` is the table whose days are meant, None for messages, visits and payments.
    """
    inside = clip(asked, covered)
    if inside == asked:
        return []
    kind = "period_outside" if inside is None else "period_partly_outside"
    found = {"asked": _days(asked, language), "covered": _days(inside or covered, language)}
    return [Problem(kind, table=table, found=found)]


def missing_tables(there: Mapping[str, Table], language: str) -> list[Problem]:
    """A note for each table that no file had, with the figures that need it."""
    return [
        Problem(
            "missing_table",
            table=table.id,
            found={
                "table": table.name(language),
                "figures": listed(
                    (figure.name(language) for figure in FIGURES if table.id in figure.needs),
                    language,
                ),
            },
        )
        for table in TABLES
        if table.id not in there
    ]


def missing_columns(there: Mapping[str, Table], language: str) -> list[Problem]:
    """A note for each column that no file tells of, with the figures that need it.

    Not of the time of reading: the data check says in which files it is missing.
    """
    needed = [column for figure in FIGURES for column in figure.columns]
    return [
        Problem(
            "missing_column",
            table=table,
            found={
                "column": TABLE[table].column(column).headers[0],
                "figures": listed(
                    (f.name(language) for f in FIGURES if (table, column) in f.columns), language
                ),
            },
        )
        for table, column in dict.fromkeys(needed)
        if table in there and column not in there[table].known and column != "read_at"
    ]


def _days(days: Range, language: str) -> str:
    return _TO[language].join(dict.fromkeys(day.isoformat() for day in days))
