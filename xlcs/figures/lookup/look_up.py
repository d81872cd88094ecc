"""A figure prepared for any range of days, and such figures of parts of a shop put together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any, Protocol, Self

import pandas as pd

from xlcs.figures.times_in_numbers import Numbers

SHOP = -1
"""The group of a whole shop, beside those of its agents (codes)."""

Span = tuple[int, int]
"""First and last day, both included [days since 1970]."""

NO_DAYS: Span = (0, -1)


class Answer(Protocol):
    """A figure, prepared for any agent and range of days."""

    def of(self, agent: int | None, first: int, last: int) -> int | float | None:
        """The figure of an agent (by code), or of the shop, from day to day."""


class LookUp(Answer, Protocol):
    """One that is made of whole numbers, which add up over the buyers of a shop.

    numbers : by key, ascending; what a key is, and how the numbers answer, each class says
    """

    numbers: pd.Series[int]

    def with_numbers(self, numbers: pd.Series[int]) -> Self:
        """The same figure of other buyers."""


def together(parts: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """All look-ups of all parts of a shop; every part knows the same ones.

    A part has all that there is of its buyers, so that every customer is in one part alone:
    distinct customers add up as money does, in whole numbers.
    """
    if len(parts) == 1:
        return dict(parts[0])
    return {
        id: of.with_numbers(pd.concat([part[id].numbers for part in parts]).groupby(level=0).sum())
        for id, of in parts[0].items()
    }


def bounds(group: Numbers) -> dict[int, tuple[int, int]]:
    """Where the rows of each group stand, from and up to; groups ascend."""
    starts = group.reset_index(drop=True).drop_duplicates()
    ends = pairwise([*starts.index.tolist(), len(group)])
    return dict(zip(starts.tolist(), ends, strict=True))
