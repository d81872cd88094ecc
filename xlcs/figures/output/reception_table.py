"""Receptions by month, week, day or range, for the shop and by agent.

Source: spec, "Reception figures".
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import pandas as pd

from xlcs.catalogue import RECEPTION
from xlcs.figures.output.column_types import typed
from xlcs.figures.periods import Range, clip, period_before, pieces
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
    receptions: PreparedReceptions | None,
    asked: Range | None,
    by: str,
    settings: Settings,
    agents: Mapping[str, int] | None = None,
) -> pd.DataFrame:
    """The shop's receptions; a row a period, as `Figures.reception` documents.

    With `agents` (names wanted, in order, and their codes) a row for each period and agent that
    received in it, as `Figures.reception_agents` documents.
    """
    columns = [*([] if agents is None else ["agent"]), *PERIOD_COLUMNS, *RECEPTION]
    rows = [] if receptions is None else list(_rows(receptions, asked, by, settings, agents))
    return typed(pd.DataFrame(rows, columns=columns))


def _rows(
    receptions: PreparedReceptions,
    asked: Range | None,
    by: str,
    settings: Settings,
    agents: Mapping[str, int] | None,
) -> Iterator[dict[str, Any]]:
    for piece in pieces(asked, receptions.receptions.days(), by):
        days = {"start": piece.start, "end": piece.end, "partial": piece.partial}
        for name, code in ({"": None} if agents is None else agents).items():
            received = receptions.over(code, piece.days)
            before = receptions.over(code, piece.before)
            if agents is None or received.receptions:
                found = reception_figures(received, before, settings)
                yield {"agent": name, "period": piece.label, **days, **found}
