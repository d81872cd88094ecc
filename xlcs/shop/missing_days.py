"""Days in the midst of others that have no row at all: an export of them is probably missing."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

SHORTEST = 3
"""Days in a row without any row. A weekend is shorter: nobody need have worked."""

REGULAR_DAYS, REGULAR, MOST_MISSING = 14, 0.8, 0.5
"""Where rows are on so many days, and on such a part of the days outside of the stretches found, a
stretch without any is no mere quiet time; nor where all stretches together are longer than such a
part of the days with rows: messages sent every few days."""

LONG, MOST_MISSING_OF_LONG = 14, 1.0
"""Stretches of so many days, one with another, are no habit of sending: there as many days may be
missing as have rows (a month between two others), and not more (exports of the same month of two
years)."""


def missing_days(days: Sequence[int]) -> list[tuple[int, int]]:
    """The first and the last day of each stretch that is probably missing.

    Parameters
    ----------
    days : those that have rows, each once, ascending [days since 1970]

    Returns
    -------
    None where rows are on few days anyway (see `REGULAR`). Days before the first and
    after the last one are not looked at.

    >>> missing_days([*range(10), *range(13, 20)]), missing_days([0, 5, 9])
    ([(10, 12)], [])
    """
    stretches = [(a + 1, b - 1) for a, b in pairwise(days) if b - a > SHORTEST]
    missing = sum(last - first + 1 for first, last in stretches)
    are_long = missing >= LONG * len(stretches)
    most = MOST_MISSING_OF_LONG if are_long else MOST_MISSING
    if len(days) < REGULAR_DAYS or missing > most * len(days):
        return []
    outside = days[-1] - days[0] + 1 - missing
    return stretches if len(days) >= REGULAR * outside else []
