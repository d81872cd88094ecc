"""Look-ups of parts of a shop put together: as if they had been prepared at once.

A part has all that there is of its buyers, so that every customer is in one part alone: distinct
customers add up as money does, in whole numbers.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from xlcs.figures.lookup.distinct import Customers
from xlcs.figures.lookup.sums import Answer, Sums, Total


def sums_together(parts: Sequence[Sums]) -> Sums:
    """The sums of all parts."""
    return Sums(pd.concat([part.rows() for part in parts], ignore_index=True))


def answer_together(parts: Sequence[Answer]) -> Answer:
    """A figure of all parts: a `Total`, or `Customers`."""
    some: list[Any] = list(parts)
    if isinstance(some[0], Customers):
        counts = pd.concat([part.counts() for part in some])
        return Customers(counts.groupby(level=0).sum())
    return Total(sums_together([part.sums for part in some]), some[0].is_state, some[0].divisor)


def answers_together(parts: Sequence[Mapping[str, Answer]]) -> dict[str, Answer]:
    """All figures of all parts; every part knows the same ones."""
    if len(parts) == 1:
        return dict(parts[0])
    return {id: answer_together([part[id] for part in parts]) for id in parts[0]}
