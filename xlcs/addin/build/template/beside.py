"""What 看板 looks up on 设置: targets, the year before, and the days of periods that have names.

Each is asked once, by a table function; a figure is found by its function's name, which is the same
in every language.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeAlias

import pandas as pd

from xlcs.addin.build.template import calls
from xlcs.addin.session import names
from xlcs.addresses import fixed_area
from xlcs.catalogue import FIGURE, FIGURES
from xlcs.named_periods import NAMED_PERIODS
from xlcs.report.description.formats import KIND_OF_UNIT, NOTHING, NUMBER_FORMATS, SECONDS_A_DAY
from xlcs.report.description.sheets import Column, Formula, Kind, Table
from xlcs.report.description.words import Words
from xlcs.settings.targets import TARGETED

SHEET = ("设置", "Settings")
COL, ROW = 9, 5
"""Right of the lists of the drop-downs."""

_WIDTH = 16.0

_Captions: TypeAlias = tuple[tuple[str, str, Kind], ...]
"""Of each column: its id, its caption in Chinese (the English one is the id), its kind."""

_FIGURE: _Captions = (("figure", "指标", "text"), ("function", "函数", "text"))
_PERIOD_DAYS: _Captions = (("zh", "期间", "name"), ("en", "period", "name"),
                           ("start", "开始", "day"), ("end", "结束", "day"))  # fmt: skip
_TARGETS: _Captions = (*_FIGURE, ("target", "月目标", "number"), ("value", "本期", "number"),
                       ("done", "完成", "rate"), ("days_left", "剩余天数", "count"),
                       ("a_day", "每天还要", "number"))  # fmt: skip
_YEAR_BEFORE: _Captions = (*_FIGURE, ("now", "本期", "number"), ("then", "去年同期", "number"),
                           ("change", "变动", "number"))  # fmt: skip

_SIGNED_RATE = "▲ +0.0%;▼ -0.0%;0.0%"
_SIGNED_POINTS = "▲ +0.0;▼ -0.0;0.0"
"""Of a change that is rounded already: the sign is that of the number, not of what is shown."""


def period_days(words: Words) -> Table:
    """First and last day of each period that has a name."""
    return _table(words, "named_periods", ROW, _PERIOD_DAYS, "XLCS_PERIODS", "", len(NAMED_PERIODS))


def targets(words: Words) -> Table:
    """How far each figure with a target has come."""
    row = period_days(words).last_row + 3
    return _table(words, "targets", row, _TARGETS, "XLCS_TARGETS", calls.CHOSEN, len(TARGETED))


def year_before(words: Words) -> Table:
    """The figures of the same period a year before."""
    row, function = targets(words).last_row + 3, "XLCS_YEAR_BEFORE"
    return _table(words, "year_before", row, _YEAR_BEFORE, function, calls.CHOSEN, len(FIGURES))


def _table(
    words: Words, id: str, row: int, captions: _Captions, function: str, given: str, rows: int
) -> Table:
    """The function's rows, its own captions first, below ours."""
    none = pd.Series(dtype=object)
    columns = tuple(
        Column(name, words.say(zh, name.replace("_", " ")), kind, none, width=_WIDTH)
        for name, zh, kind in captions
    )
    body = calls.table(function, given, rows + 1)
    return Table(id, row, COL, columns, body=body, space=rows + 1)


def day_of(words: Words, label: str, id: str) -> str:
    """The first (`start`) or last (`end`) day of the period called `label`, as part of a formula.

    It is an error where no period is called so, in either language.
    """
    table = period_days(words)
    zh, en, days = (_column(words, table, name) for name in ("zh", "en", id))
    return f"INDEX({days},IFERROR(MATCH({label},{zh},0),MATCH({label},{en},0)))"


def year_before_line(words: Words, id: str) -> Formula:
    """A figure of the year before and the change since.

    Empty where the data has none of it, and where those days are the period before as well.
    """
    kind = KIND_OF_UNIT[FIGURE[id].unit]
    found = _found(words, year_before(words), id)
    then, change = found["then"], found["change"]
    if kind == "rate":
        told = points(change, words)
    else:
        told = minutes(change) if kind == "duration" else share(change)
    was = words.say("去年同期 ", "a year before: ")
    same = (
        f"AND({names.BEFORE_START}=EDATE({names.START},-12),"
        f"{names.BEFORE_END}=EDATE({names.END},-12))"
    )
    return Formula(
        f'=IFERROR(IF({same},"","{was}"&TEXT({then},"{NUMBER_FORMATS[kind]}")'
        f'&IF(ISNUMBER({change}),"　"&{told},"")),"")'
    )


def target_line(words: Words, id: str) -> Formula:
    """How far a figure has come, and what each day left has to bring, or that it was missed.

    Empty without a target.
    """
    is_rate = FIGURE[id].unit == "rate"
    found = _found(words, targets(words), id)
    done = f'IF(ISNUMBER({found["done"]}),TEXT({found["done"]},"0.0%"),"{NOTHING}")'
    target = f'TEXT({found["target"]},"{NUMBER_FORMATS["rate" if is_rate else "count"]}")'
    # Rounded up, as on 概览: of less a day the target would be missed.
    a_day = f'TEXT(ROUNDUP(ROUND({found["a_day"]},2),0),"#,##0")'
    to_go = words.say(f'"，每天还要 "&{a_day}', f'", "&{a_day}&" a day to go"')
    told = words.say(f'"目标 "&{target}&"："&{done}', f'{done}&" of "&{target}')
    if is_rate:
        beside = _beside_target(words, found)
        told = words.say(f'"目标 "&{target}&"："&{beside}', f'"target "&{target}&": "&{beside}')
    is_missed = f"AND(ISNUMBER({found['done']}),N({found['done']})<1,{found['days_left']}=0)"
    missed = f'IF({is_missed},"{words.say("，没有完成", ", missed")}","")'
    return Formula(f'=IFERROR({told}&IF(N({found["a_day"]})>0,{to_go},{missed}),"")')


def _beside_target(words: Words, found: Mapping[str, str]) -> str:
    """How far a rate is from its target in percentage points, as part of a formula."""
    say = words.say
    apart = f'TEXT(100*ABS({found["value"]}-{found["target"]}),"0.0")'
    unit = say(" 个百分点", " pp")
    met = say(f'"已达到，高 "&{apart}&"{unit}"', f'"met, "&{apart}&"{unit} above"')
    short = say(f'"还差 "&{apart}&"{unit}"', f'{apart}&"{unit} short"')
    value = found["value"]
    return f'IF(ISNUMBER({value}),IF({value}>={found["target"]},{met},{short}),"{NOTHING}")'


def share(change: str) -> str:
    """A change as a share of what was before, as words."""
    return f'TEXT(ROUND({change},3),"{_SIGNED_RATE}")'


def points(cell: str, words: Words) -> str:
    """A change of a rate in a cell, as words."""
    return f'TEXT(ROUND(100*{cell},1),"{_SIGNED_POINTS}")&"{words.say(" 个百分点", " pp")}"'


def minutes(cell: str) -> str:
    """A change of a duration in a cell, as words: Excel shows a negative time as #####."""
    # As one number, 535 for 5:35: LibreOffice puts two texts of an array together only in part.
    seconds = f"ROUND({SECONDS_A_DAY}*{cell},0)"
    return f'TEXT({seconds}+40*TRUNC({seconds}/60),"▲ +0\\:00;▼ -0\\:00;0\\:00")'


def _found(words: Words, table: Table, id: str) -> Mapping[str, str]:
    """Column → the cell of it that belongs to a figure, as part of a formula."""
    function = _column(words, table, "function")
    row = f'MATCH("{FIGURE[id].function}",{function},0)'
    return {
        column.id: f"INDEX({_column(words, table, column.id)},{row})" for column in table.columns
    }


def _column(words: Words, table: Table, id: str) -> str:
    col = table.position(id)
    return fixed_area(words.say(*SHEET), table.first_row, col, table.end_row, col)
