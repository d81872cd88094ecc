"""Whether what adds up may be compared with the period before: the data has to cover both.

Days in the midst for which an export is probably missing are not covered.

Ten days of a month beside the whole month before look like a fall, whatever happened. Rates and
durations may be compared all the same.

Source: documentation, "The report": the period before.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from xlcs.catalogue import RECEPTION
from xlcs.figures.periods import Range, clip
from xlcs.named_periods import THIN_DAYS

if TYPE_CHECKING:
    from xlcs.figures.figures import Figures

WHOLE = 0.9
"""Of a period's days so many have to be covered; of a month, three may be missing."""

_WEEK = 7


@dataclass(frozen=True)
class DaysCovered:
    """How many days of a period, and of the one before it, the data covers [count].

    part : from the first to the last covered day of the period
    before : the period before, its first and last day
    """

    asked: int
    covered: int
    asked_before: int
    covered_before: int
    part: Range | None
    before: Range

    @property
    def has_hardly_begun(self) -> bool:
        """Whether the data has its first days alone, and the period before is whole."""
        return self.covered <= THIN_DAYS and self.asked >= _WEEK and self._before_is_whole

    @property
    def part_is_whole(self) -> bool:
        """Whether there is a part to choose instead: fewer days, of which none is missing."""
        return self.covered == _days(self.part) < self.asked

    @property
    def comparable(self) -> bool:
        """Whether both are covered, but for a few days."""
        return self.covered >= WHOLE * self.asked and self._before_is_whole

    @property
    def _before_is_whole(self) -> bool:
        return self.covered_before >= WHOLE * self.asked_before


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
    missing = figures.missing_days(of_receptions=of_receptions)
    part, part_before = clip(asked, covered), clip(before, covered)
    having, having_before = (
        _days(some) - sum(_days(clip(some, stretch)) for stretch in missing if some)
        for some in (part, part_before)
    )
    return DaysCovered(_days(asked), having, _days(before), having_before, part, before)


def comparable(figures: Figures, id: str, asked: Range, before: Range) -> bool:
    """Whether a figure that adds up may be compared with the period before, by its own tables."""
    return days_covered(figures, asked, before, of_receptions=id in RECEPTION).comparable


def _days(some: Range | None) -> int:
    return 0 if some is None else (some[1] - some[0]).days + 1
