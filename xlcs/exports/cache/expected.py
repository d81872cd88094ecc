"""What is read from a cache is of the type that was written, or the cache is made anew.

A file of right checksums may come from another program, or from somebody who wants to see it fail.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from string import Formatter
from types import NoneType
from typing import Any

from xlcs.exports.read.summary_header import SUMMARY
from xlcs.problems import KINDS, Problem
from xlcs.tables import TABLE

MOST_ROWS = 1 << 31
"""A row's number is a whole number of 32 bits."""


def expect(values: Iterable[Any], *types: type) -> None:
    """See that each value is of one of these types: `bool` is no `int` here.

    Raises
    ------
    ValueError : one is of another type, or a whole number that is no count.
    """
    for value in values:
        if type(value) not in types:
            raise ValueError(f"a {type(value).__name__}")
        if type(value) is int and not 0 <= value < MOST_ROWS:
            raise ValueError("no count")


def expect_texts(values: Any) -> None:
    """See that it is a list of texts.

    Raises
    ------
    ValueError : it is not.
    """
    expect([values], list)
    expect(values, str)


def expect_table(table: str | None) -> None:
    """See that it is a known table's id, or none.

    Raises
    ------
    ValueError : it is not.
    """
    if table is not None and table not in TABLE and table != SUMMARY.id:
        raise ValueError("no table")


def expect_problem(problem: Problem) -> None:
    """See that a problem can be told.

    Raises
    ------
    ValueError : a part of it is of another type, or one that its text shows is missing.
    """
    expect([problem.code], str)
    texts = (problem.file, problem.sheet, problem.table, problem.column, problem.value)
    expect(texts, str, NoneType)
    expect([problem.row], int, NoneType)
    expect_table(problem.table)
    expect(problem.found.values(), str)
    if problem.code not in KINDS or not _shown(problem.code) <= problem.found.keys():
        raise ValueError("no problem")


@cache
def _shown(code: str) -> frozenset[str]:
    """The names of what the texts of a problem show."""
    kind = KINDS[code]
    parts = (part for text in (kind.zh, kind.en) for part in Formatter().parse(text))
    return frozenset(name for _, name, _, _ in parts if name)
