"""同比: a period's figures beside those of the same period a year before.

Source: documentation, "The report": the same period a year before.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from xlcs.catalogue import FIGURES, RECEPTION
from xlcs.figures.periods import year_before

if TYPE_CHECKING:
    from xlcs.figures.figures import Figures

DIFFERENCES = ("rate", "duration")
"""Units of which the change is a difference; of all others it is relative."""

_NOT_COMPARED = ("verdict", "rate_change", "duration_change")


@dataclass(frozen=True)
class Beside:
    """A figure beside itself a year before, each in its own unit.

    now : None where it is unknown
    change : now ÷ then − 1 [fraction], of rates and durations now − then; None where `now` is, and
        where there was nothing to divide by
    """

    now: float | None
    then: float
    change: float | None


def beside_year_before(
    figures: Figures, start: date, end: date, agent: str | None = None
) -> dict[str, Beside]:
    """The figures that are known for the same period a year before, by id.

    Only where the data covers all of that period: a part of it would be no comparison. Empty where
    there was no such period.

    Parameters
    ----------
    start, end : first and last day, both included
    agent : None for the shop

    Raises
    ------
    UnknownAgent : as `Figures.value`.
    """
    before = year_before(start, end)
    if before is None:
        return {}
    found = {}
    for figure in FIGURES:
        received = figure.id in RECEPTION
        covered = figures.reception_covered if received else figures.covered
        if figure.unit in _NOT_COMPARED or covered is None:
            continue
        if before[0] < covered[0] or before[1] > covered[1]:
            continue
        then = figures.value(figure.id, *before, agent)
        if then is None:
            continue
        known = figures.value(figure.id, start, end, agent)
        now = None if known is None else float(known)
        found[figure.id] = Beside(now, float(then), _change(now, float(then), figure.unit))
    return found


def _change(now: float | None, then: float, unit: str) -> float | None:
    if now is None:
        return None
    if unit in DIFFERENCES:
        return now - then
    return now / then - 1 if then else None
