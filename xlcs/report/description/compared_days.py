"""Why counts and money are not compared with the period before, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xlcs.advice.period_before import DaysCovered, days_covered
from xlcs.figures.periods import Range
from xlcs.report.description.words import Spoken

if TYPE_CHECKING:
    from xlcs.figures import Figures


def not_compared(
    words: Spoken,
    figures: Figures,
    asked: Range | None,
    before: Range | None,
    *,
    with_choice: bool = True,
) -> str:
    """How many days of each period there is data for, and what to choose; "" where all is well.

    Parameters
    ----------
    asked, before : first and last day of each, both included; None where there is none
    with_choice : whether to say what to choose instead
    """
    if asked is None or before is None:
        return ""
    of_each = (days_covered(figures, asked, before, of_receptions=one) for one in (False, True))
    return next(
        filter(None, (days_lacking(words, known, with_choice=with_choice) for known in of_each)), ""
    )


def days_lacking(words: Spoken, known: DaysCovered, *, with_choice: bool = True) -> str:
    """The same of figures that look at the same days; "" too where one period has no data at all.

    That it has none is told elsewhere.
    """
    if not known.covered or not known.covered_before or known.comparable:
        return ""
    zh = (
        f"本期 {known.asked} 天里有 {known.covered} 天的数据，上期 {known.asked_before} 天里有"
        f" {known.covered_before} 天的：人数和金额不和上期比。"
    )
    en = (
        f"The data has {known.covered} of the {known.asked} days, and {known.covered_before} of"
        f" the {known.asked_before} of the period before: counts and money are not compared."
    )
    if not with_choice:
        return words.say(zh, en)
    if known.has_hardly_begun:
        first, last = known.before
        zh += f"要看上期，请把期间选成 {first} 至 {last}。"
        en += f" For the period before, choose {first} to {last}."
    elif known.part is not None and known.part_is_whole:
        first, last = known.part
        zh += f"要比，请把期间选成 {first} 至 {last}。"
        en += f" To compare, choose {first} to {last}."
    return words.say(zh, en)
