"""How sheets were read and what was wrong, as JSON has it: for the cache."""

from __future__ import annotations

from dataclasses import fields
from datetime import datetime
from typing import Any

from xlcs.exports.values.parsed import ParsedTable
from xlcs.problems import Problem
from xlcs.shop.shop import Source

_SOURCE = tuple(field.name for field in fields(Source))
_PROBLEM = tuple(field.name for field in fields(Problem))
_TIMES = ("first", "last")


def problem_record(problem: Problem) -> list[Any]:
    """A problem's fields in their order."""
    return [getattr(problem, name) for name in _PROBLEM[:-1]] + [dict(problem.found)]


def problem_of(record: list[Any], file: str | None = None) -> Problem:
    """The problem of a record; under another file name if one is given."""
    return Problem(record[0], record[1] if file is None else file, *record[2:])


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
    }


def sheet_of(record: dict[str, Any], name: str) -> ParsedTable:
    """The sheet of a record, without rows, of a file that is now of that name."""
    source = dict(record["source"], file=name)
    for key in _TIMES:
        source[key] = datetime.fromisoformat(source[key]) if source[key] else None
    problems = [problem_of(problem, name) for problem in record["problems"]]
    alone = tuple((int(row), int(day)) for row, day in record["alone"])
    return ParsedTable(Source(**source), None, problems, frozenset(record["known"]), alone)
