"""Whether days that lack messages, or orders, are of the period that is looked at.

Source: documentation, "The report": the period before.
"""

from __future__ import annotations

from datetime import date, timedelta

from xlcs.figures.periods import Range, clip
from xlcs.problems import Problem

WEEK = 7
_ONE_DAY = timedelta(days=1)
_OF_DAYS = ("messages_end_early", "orders_cover_less", "days_missing")


def matters(problem: Problem, days: Range | None) -> bool:
    """Whether what is wrong with the data touches the figures of the period.

    Days without messages or without orders may lie outside of it. The last day of an export is
    often partly there: a single day without messages, more than a week into the period, does not
    matter.

    Parameters
    ----------
    problem : of any kind; others than those of days always matter
    days : first and last day of the period, both included; None for all days
    """
    if days is None or problem.code not in _OF_DAYS:
        return True
    found = {
        name: date.fromisoformat(day) for name, day in problem.found.items() if name != "count"
    }
    if problem.code == "days_missing":
        return clip((found["first"], found["last"]), days) is not None
    if problem.code == "orders_cover_less":
        messages = clip((found["messages_first"], found["messages_last"]), days)
        return messages is not None and (
            messages[0] < found["first"] or messages[1] > found["last"]
        )
    without = clip((found["messages"] + _ONE_DAY, found["orders"]), days)
    if without is None:
        return False
    return without[0] < without[1] or (without[1] - days[0]).days < WEEK
