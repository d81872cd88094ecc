"""Formulas of the template that ask the add-in's functions.

Each is guarded: without the add-in, or where there is no answer, a cell shows — or nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from xlcs.addin.session import names
from xlcs.addin.session.period_choices import ALL_DAYS
from xlcs.catalogue import FIGURE
from xlcs.named_periods import CUSTOM, CUSTOM_EN
from xlcs.report.description.formats import (
    MONEY_UNITS,
    NOTHING,
    WHOLE_FROM,
    verdicts,
)
from xlcs.report.description.sheets import Column, Formula, Table

PERIOD = f'IF({names.START}="","{ALL_DAYS}",{names.START}),{names.END}'
"""Said in so many words where no period is chosen: left out, it would be the last refresh's."""
CUSTOM_WITHOUT_DAY = (
    f'AND(OR({names.PERIOD}="{CUSTOM}",{names.PERIOD}="{CUSTOM_EN}"),{names.CUSTOM_START}="")'
)
"""Whether days are to be typed and the first one is not there yet, as part of a formula."""
TREND_DAYS = 31
"""Days that charts draw: a month, or those up to the end of another period."""

CHOSEN = f"{PERIOD},{names.AGENT}"
"""The period and the agent that the dashboard is set to."""


def figure(id: str, given: str = CHOSEN, otherwise: str = NOTHING, language: str = "zh") -> Formula:
    """A figure for the period and agent given; `otherwise` where there is no answer."""
    call = f"{FIGURE[id].function}({given})"
    if FIGURE[id].unit == "verdict":
        yes, no = verdicts(language)
        call = f'IF({call},"{yes}","{no}")'
    return Formula(f'=IFERROR({call},"{otherwise}")')


def table(name: str, given: str, rows: int) -> Formula:
    """The rows of a table function, filled up to that many; empty where there is no answer."""
    arguments = f"{given},{rows}" if given else str(rows)
    return Formula(f'=IFERROR({name}({arguments}),"")')


def filled(
    id: str, row: int, columns: Sequence[Column], name: str, given: str, space: int, col: int = 1
) -> Table:
    """A table that a function fills, below captions that stand already.

    `space` is the room for its rows; the function's own captions come in a row more.
    """
    plain = tuple(replace(column, band=None) for column in columns)
    body = table(name, given, space + 1)
    return Table(id, row, col, plain, body=body, space=space, captioned=True)


def short_money(amount: str, most: str, language: str) -> str:
    """An amount in few digits beside others of up to `most`, as part of a formula.

    As `formats.short_money` tells it.
    """
    shapes = [(WHOLE_FROM, f'TEXT({amount},"#,##0")')]
    for bound, size, decimals, unit in MONEY_UNITS[language]:
        scaled = f'TEXT({amount}/{size:.0f},"#,##0.{"0" * decimals}")&"{unit}"'
        shapes.append((bound, f'IF(N({amount})=0,"0",{scaled})'))
    told = f'TEXT({amount},"#,##0.00")'
    for bound, shape in shapes:
        told = f"IF(N({most})>={bound:.0f},{shape},{told})"
    return told
