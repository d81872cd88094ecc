"""Receptions by month, week, day or range, for the shop and by agent.

Source: spec, "Reception figures".
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from xlcs.catalogue import RECEPTION
from xlcs.figures.output.column_types import typed
from xlcs.figures.periods import Piece, Range, clip, day_number, period_before, pieces
from xlcs.figures.tables.receptions import (
    PreparedReceptions,
    Received,
    average_duration,
    compliant,
    conversion_change,
    conversion_rate,
    duration_change,
)
from xlcs.settings import Settings

PERIOD_COLUMNS = ("period", "start", "end", "partial")


def reception_figures(
    received: Received, before: Received, settings: Settings
) -> dict[str, int | float | bool | None]:
    """The reception figures of a period, by id; durations [s]."""
    return {
        "receptions": received.receptions,
        "buyers": received.buyers,
        "converted_buyers": received.converted_buyers,
        "conversion_rate": conversion_rate(received),
        "average_duration": average_duration(received),
        "conversion_change": conversion_change(received, before),
        "duration_change": duration_change(received, before),
        "compliant": compliant(
            received,
            max_average_min=settings.max_average_min,
            min_conversion_rate=settings.min_conversion_rate,
        ),
    }


def figures_received(
    receptions: PreparedReceptions | None,
    asked: Range | None,
    agent: int | None,
    settings: Settings,
) -> dict[str, int | float | bool | None]:
    """The reception figures of a period as a whole, of the shop or an agent (code).

    Empty where no day of it is covered. The changes are against the period before.
    """
    span = asked or (None if receptions is None else receptions.covered)
    if receptions is None or span is None or clip(span, receptions.covered) is None:
        return {}
    received = receptions.over(agent, span)
    return reception_figures(received, receptions.over(agent, period_before(*span)), settings)


def reception_table(
    receptions: PreparedReceptions | None, asked: Range | None, by: str, settings: Settings
) -> pd.DataFrame:
    """The shop's receptions; a row a period, as `Figures.reception` documents."""
    rows = [
        _period(piece) | _row(receptions, None, piece, settings)
        for receptions, piece in _pieces(receptions, asked, by)
    ]
    return typed(pd.DataFrame(rows, columns=[*PERIOD_COLUMNS, *RECEPTION]))


def reception_agents_table(
    receptions: PreparedReceptions | None,
    asked: Range | None,
    by: str,
    agents: Mapping[str, int],
    settings: Settings,
) -> pd.DataFrame:
    """Receptions by agent; a row for each period and agent that received in it.

    `agents` are the names wanted, in order, and their codes.
    """
    rows = [
        {"agent": name} | _period(piece) | _row(receptions, code, piece, settings)
        for receptions, piece in _pieces(receptions, asked, by)
        for name, code in agents.items()
        if receptions.receptions.of(code, *map(day_number, piece.days))
    ]
    return typed(pd.DataFrame(rows, columns=["agent", *PERIOD_COLUMNS, *RECEPTION]))


def _pieces(
    receptions: PreparedReceptions | None, asked: Range | None, by: str
) -> list[tuple[PreparedReceptions, Piece]]:
    if receptions is None:
        return []
    return [(receptions, piece) for piece in pieces(asked, receptions.receptions.days(), by)]


def _period(piece: Piece) -> dict[str, Any]:
    return {"period": piece.label, "start": piece.start, "end": piece.end, "partial": piece.partial}


def _row(
    receptions: PreparedReceptions, agent: int | None, piece: Piece, settings: Settings
) -> dict[str, int | float | bool | None]:
    received = receptions.over(agent, piece.days)
    before = receptions.over(agent, piece.before)
    return reception_figures(received, before, settings)
