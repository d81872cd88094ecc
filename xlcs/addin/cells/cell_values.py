"""What a cell gets: a value, the mark of an Excel error, and the list of the latest errors."""

from __future__ import annotations

import sys
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TypeAlias

from xlcs.addin.cells.function_list import ERROR_MARK, ERROR_NA, ERROR_VALUE
from xlcs.catalogue import Unit

Cell: TypeAlias = str | int | float | bool
Rows: TypeAlias = list[list[Cell]]

SECONDS_A_DAY = 86_400
EPOCH = datetime(1899, 12, 30)
"""Excel's day 0."""

KEPT = 50
"""Errors that `XLCS_ERRORS()` lists: the latest ones."""

HIGHEST_LONG = 2**31 - 1
"""Whole numbers beyond this go to Excel as doubles: its cells know no longer integers."""

_CAPTIONS = {"zh": ["时间", "公式", "结果", "原因"], "en": ["time", "formula", "result", "reason"]}
_NONE_YET = {"zh": "没有错误", "en": "no errors"}


@dataclass(frozen=True)
class Failure:
    """A call that ended in an Excel error: when [local time], which, what it showed, and why."""

    at: datetime
    call: str
    shown: str
    reason: str


class Failures:
    """The latest errors of one workbook; the same call again replaces its older entry."""

    def __init__(self) -> None:
        self._of_call: OrderedDict[str, Failure] = OrderedDict()
        self._unexpected: set[tuple[str, type[Exception]]] = set()

    def note(self, failure: Failure) -> None:
        """Keep a failure, and only the latest ones."""
        self._of_call.pop(failure.call, None)
        self._of_call[failure.call] = failure
        if len(self._of_call) > KEPT:
            self._of_call.popitem(last=False)

    def is_first_of_kind(self, function: str, kind: type[Exception]) -> bool:
        """Whether no call of the function has failed unexpectedly in that way before.

        A range of ten thousand cells fails ten thousand times; the log needs it once.
        """
        is_first = (function, kind) not in self._unexpected
        self._unexpected.add((function, kind))
        return is_first

    def rows(self, language: str) -> Rows:
        """The latest first, below captions."""
        captions: list[Cell] = [*_CAPTIONS[language]]
        listed: Rows = [
            [serial(f.at), text(f.call), f.shown, text(f.reason)]
            for f in reversed(self._of_call.values())
        ]
        return [captions, *(listed or [["", _NONE_YET[language], "", ""]])]


def shown(mark: str) -> str:
    """How Excel shows an error that goes to it as `mark`."""
    return {ERROR_NA: "#N/A", ERROR_VALUE: "#VALUE!"}[mark]


def cell(value: float | bool | None, unit: Unit) -> Cell:
    """A figure's value for a cell: durations [s] as fractions of a day, unknown as #N/A."""
    if value is None:
        return ERROR_NA
    if isinstance(value, bool):
        return value
    if unit in ("duration", "duration_change"):
        return value / SECONDS_A_DAY
    return number(value)


def in_table(value: float | bool | None, unit: Unit = "rate") -> Cell:
    """A figure's value for a cell of a table, where what is unknown is empty text."""
    return "" if value is None else cell(value, unit)


def number(value: float) -> int | float:
    """A number as COM takes it to Excel."""
    return value if abs(value) <= HIGHEST_LONG else float(value)


def serial(moment: datetime) -> float:
    """A time as Excel's serial number [days since 1899-12-30]."""
    return (moment - EPOCH).total_seconds() / SECONDS_A_DAY


def serial_of_day(day: date) -> float:
    """A day as Excel's serial number."""
    return float((day - EPOCH.date()).days)


def text(words: str) -> str:
    """Text from outside for a cell; one that looks like our mark of an error is no error."""
    return f"\u200b{words}" if words.startswith(ERROR_MARK) else words


def call(name: str, arguments: Sequence[object]) -> str:
    """A call as one would write it, for the list of errors."""
    given = [_written(argument) for argument in arguments]
    while given and given[-1] == "":
        given.pop()
    return f"{name}({', '.join(given)})"


def _written(argument: object) -> str:
    if argument is None or argument == "":
        return ""
    if isinstance(argument, bool):
        return str(argument).upper()
    if isinstance(argument, int) and abs(argument) > sys.float_info.max:
        return "…"
    if isinstance(argument, (int, float)):
        return f"{argument:.15g}"
    if isinstance(argument, datetime):
        return argument.strftime("%Y-%m-%d")
    if isinstance(argument, (list, tuple)):
        return "…:…"
    return f'"{argument}"'
