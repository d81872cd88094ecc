"""The functions in cells: one for each entry of the list, in a form xlwings' server can call.

The server is asked through `CallUDF(UDF_MODULE, NAME, (argument, ..., book))`. A call that was made
before in the same state of the data is one look-up in a dictionary; any other converts its
arguments, asks the figures (which answer by look-up too) and is kept until the next refresh.
"""

from __future__ import annotations

from xlcs.addin.cells import pandas_first  # noqa: F401

# isort: split
import inspect
import sys
from collections.abc import Callable
from datetime import datetime
from typing import Any

from xlcs.addin import logfile
from xlcs.addin.cells import answering, ranges
from xlcs.addin.cells.cell_values import Failure, call, shown
from xlcs.addin.cells.function_list import ERROR_NA, ERROR_VALUE, FUNCTIONS, CellFunction
from xlcs.addin.session.session import OPEN, session_of
from xlcs.errors import InputError

_UNEXPECTED = {
    "zh": "程序出错（{kind}）。详情在日志里：功能区“客服数据”→ 帮助 → 打开日志。",
    "en": "The program failed ({kind}). The log has the details: Help → Open the log.",
}


def _function(entry: CellFunction) -> Callable[..., Any]:
    """The Python function behind an entry of the list."""
    name, length = entry.name, len(entry.arguments) + 1

    def function(*given: Any) -> Any:
        if len(given) < length:
            given = _filled(entry, given)
        # A date from Excel carries a time zone whose arithmetic costs more than all the rest.
        plain: tuple[Any, ...] = tuple([g.date() if isinstance(g, datetime) else g for g in given])
        try:
            return OPEN[plain[-1]].answers[name, plain]
        except (KeyError, TypeError):
            # Not asked before, or about a range.
            return _answer(entry, plain)

    function.__name__ = function.__qualname__ = name
    function.__doc__ = entry.en
    names = [*(argument.name for argument in entry.arguments), "book"]
    function.__signature__ = inspect.Signature(  # type: ignore[attr-defined]
        [inspect.Parameter(n, inspect.Parameter.POSITIONAL_OR_KEYWORD, default=None) for n in names]
    )
    return function


def _filled(entry: CellFunction, given: tuple[Any, ...]) -> tuple[Any, ...]:
    """A call with what it left out.

    An add-in of a version without `AGENTS_BY` hands over the book in its place.
    """
    missing = len(entry.arguments) + 1 - len(given)
    if missing == 1 and entry.is_by_level:
        return (*given[:-1], None, given[-1])
    return given + (None,) * missing


def _answer(entry: CellFunction, given: tuple[Any, ...]) -> Any:
    """The answer to a call that is not kept yet; kept from now on."""
    *asked, book = given
    session = session_of(book if isinstance(book, str) else "")
    answer: Any
    try:
        calls = ranges.calls(asked, session.language) if _takes_ranges(entry) else None
        if calls is not None:
            answer = [[_each(entry, one, book) for one in row] for row in calls]
        else:
            answer = answering.answer(session, entry, asked)
    except answering.NoAnswerError as error:
        answer, reason = ERROR_NA, str(error)
    except InputError as error:
        answer, reason = ERROR_VALUE, str(error)
    except Exception as error:  # noqa: BLE001
        # The front's door: a cell must never show a traceback, and a lead must be told.
        if session.failures.is_first_of_kind(entry.name, type(error)):
            logfile.start()
            logfile.LOG.exception("%s in %s", call(entry.name, asked), book)
        kind = logfile.without_personal(f"{type(error).__name__}: {error}")
        answer, reason = ERROR_VALUE, _UNEXPECTED[session.language].format(kind=kind)
    if answer in (ERROR_NA, ERROR_VALUE):
        failure = Failure(datetime.now(), call(entry.name, asked), shown(answer), reason)
        session.failures.note(failure)
    holds = not (entry.volatile or entry.of_today)
    if holds and not any(isinstance(each, (list, tuple)) for each in given):
        # Each cell's answer of a range is kept; the range itself may be a column of a million.
        session.keep((entry.name, given), answer)
    return answer


def _takes_ranges(entry: CellFunction) -> bool:
    return bool(entry.arguments) and not entry.table


def _each(entry: CellFunction, one: ranges.Call | None, book: Any) -> Any:
    """The answer for one cell of a range; empty text where it is blank."""
    return "" if one is None else _PLAIN[entry.name](*one, book)


def _served(entry: CellFunction, function: Callable[..., Any]) -> Callable[..., Any]:
    """The function as xlwings' server calls it: no conversion, which would cost more than we do."""
    import xlwings

    def served(*given: Any) -> Any:
        answer = function(*given)
        return answer if isinstance(answer, list) else ((answer,),)

    served.__name__ = served.__qualname__ = entry.name
    served.__doc__ = function.__doc__
    served.__signature__ = inspect.signature(function)  # type: ignore[attr-defined]
    served = xlwings.func(served)
    for name in inspect.signature(function).parameters:
        served = xlwings.arg(name, "raw")(served)
    return xlwings.ret("raw")(served)


def _all() -> dict[str, Callable[..., Any]]:
    if sys.platform == "win32":
        return {entry.name: _served(entry, _PLAIN[entry.name]) for entry in FUNCTIONS}
    return _PLAIN


_PLAIN: dict[str, Callable[..., Any]] = {entry.name: _function(entry) for entry in FUNCTIONS}
globals().update(_all())
