"""How sheets were read and what was wrong, as JSON has it: for the cache."""

from __future__ import annotations

from dataclasses import fields
from datetime import date, datetime
from types import NoneType
from typing import Any

from xlcs.exports.cache.expected import expect, expect_problem, expect_table, expect_texts
from xlcs.exports.values.parsed import ParsedTable
from xlcs.problems import Problem
from xlcs.settings.people import LEVELS, Nick
from xlcs.shop.shop import Source
from xlcs.shop.summaries import Days, Summary, SummaryRow

_SOURCE = tuple(field.name for field in fields(Source))
_PROBLEM = tuple(field.name for field in fields(Problem))
_TIMES = ("first", "last")


def problem_record(problem: Problem) -> list[Any]:
    """A problem's fields in their order."""
    return [getattr(problem, name) for name in _PROBLEM[:-1]] + [dict(problem.found)]


def problem_of(record: list[Any], file: str | None = None) -> Problem:
    """The problem of a record; under another file name if one is given.

    Raises
    ------
    ValueError, TypeError, AttributeError : it is none.
    """
    problem = Problem(record[0], record[1] if file is None else file, *record[2:])
    expect_problem(problem)
    return problem


def sheet_record(sheet: ParsedTable) -> dict[str, Any]:
    """How a sheet was read, without its rows."""
    source = {name: getattr(sheet.source, name) for name in _SOURCE}
    for name in _TIMES:
        source[name] = source[name].isoformat() if source[name] else None
    source["headers"] = dict(sheet.source.headers)
    return {
        "source": source,
        "known": sorted(sheet.known),
        "alone": [list(row) for row in sheet.alone],
        "problems": [problem_record(problem) for problem in sheet.problems],
        "summary": None if sheet.summary is None else _summary_record(sheet.summary),
        "people": [[one.person, one.nick, one.group, one.shop] for one in sheet.people],
    }


def sheet_of(record: dict[str, Any], name: str) -> ParsedTable:
    """The sheet of a record, without rows, of a file that is now of that name.

    Raises
    ------
    ValueError, KeyError, TypeError, AttributeError, OverflowError : it is none.
    """
    source = dict(record["source"], file=name)
    expect_texts(record["known"])
    for key in _TIMES:
        source[key] = datetime.fromisoformat(source[key]) if source[key] else None
    problems = [problem_of(problem, name) for problem in record["problems"]]
    alone = tuple((int(row), int(day)) for row, day in record["alone"])
    summary = record["summary"]
    read = Source(**source)
    _expect_source(read)
    return ParsedTable(
        read,
        None,
        problems,
        frozenset(record["known"]),
        alone,
        None if summary is None else _summary_of(summary, name, source["sheet"]),
        tuple(Nick(*one) for one in record["people"]),
    )


def _expect_source(source: Source) -> None:
    expect([source.file, source.sha256], str)
    expect([source.sheet, source.table, source.encoding], str, NoneType)
    expect([source.header_row], int, NoneType)
    expect([source.rows, source.refused_rows, source.refunded_rows], int)
    expect([source.net_of_refunds], bool, NoneType)
    expect([*source.headers, *source.headers.values()], str)
    expect_table(source.table)


def _summary_record(summary: Summary) -> dict[str, Any]:
    return {
        "days": _days_record(summary.days),
        "rows": [
            [
                row.row,
                row.agent,
                _days_record(row.days),
                dict(row.values),
                row.day,
                row.is_total,
                dict(row.rounding),
            ]
            for row in summary.rows
        ],
        "unused": list(summary.unused),
        "level": summary.level,
    }


def _summary_of(record: dict[str, Any], file: str, sheet: str | None) -> Summary:
    expect(record["unused"], int)
    level = record["level"]
    if level not in (None, *LEVELS):
        raise ValueError("no level")
    for row, agent, _, values, day, is_total, rounding in record["rows"]:
        expect([row], int)
        expect([agent], str, NoneType)
        expect([day], str)
        expect([is_total], bool)
        expect([*values, *rounding], str)
        if any(type(value) not in (float, int, NoneType) for value in values.values()):
            raise ValueError("no figure")
        if any(type(value) not in (float, int) for value in rounding.values()):
            raise ValueError("no rounding")
    rows = tuple(
        SummaryRow(int(row), agent, _days_of(days), dict(values), day, is_total, dict(rounding))
        for row, agent, days, values, day, is_total, rounding in record["rows"]
    )
    return Summary(file, sheet, _days_of(record["days"]), rows, tuple(record["unused"]), level)


def _days_record(days: Days | None) -> list[str] | None:
    return None if days is None else [day.isoformat() for day in days]


def _days_of(record: list[str] | None) -> Days | None:
    if record is None:
        return None
    first, last = map(date.fromisoformat, record)
    return first, last
