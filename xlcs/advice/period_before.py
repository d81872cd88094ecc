"""Whether what adds up may be compared with the period before: the data has to cover both.

Ten days of a month beside the whole month before look like a fall, whatever happened. Rates and
durations may be compared all the same.

Source: documentation, "The report": the period before.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from xlcs.catalogue import RECEPTION
from xlcs.figures.periods import Range, clip

if TYPE_CHECKING:
    from xlcs.figures.figures import Figures

WHOLE = 0.9
"""Of a period's days so many have to be covered; of a month, three may be missing."""


@dataclass(frozen=True)
class DaysCovered:
    """How many days of a period, and of the one before it, the data covers [count].

    part : the days of the period that are covered
    """

    asked: int
    covered: int
    asked_before: int
    covered_before: int
    part: Range | None

    @property
    def comparable(self) -> bool:
        """Whether both are covered, but for a few days."""
        whole = self.covered >= WHOLE * self.asked
        return whole and self.covered_before >= WHOLE * self.asked_before


def days_covered(
    figures: Figures, asked: Range, before: Range, *, of_receptions: bool = False
) -> DaysCovered:
    """How much the data covers of a period and of the one before it.

    Parameters
    ----------
    asked, before : first and last day of each, both included
    of_receptions : by the days of receptions, not by those of messages, visits and payments
    """
    covered = figures.reception_covered if of_receptions else figures.covered
    part, part_before = clip(asked, covered), clip(before, covered)
    return DaysCovered(_days(asked), _days(part), _days(before), _days(part_before), part)


def comparable(figures: Figures, id: str, asked: Range, before: Range) -> bool:
    """Whether a figure that adds up may be compared with the period before, by its own tables."""
    return days_covered(figures, asked, before, of_receptions=id in RECEPTION).comparable


def _days(some: Range | None) -> int:
    return 0 if some is None else (some[1] - some[0]).days + 1
