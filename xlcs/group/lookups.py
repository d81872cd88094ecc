"""Look-ups of a shop in parts: those of each part, added up when they are asked.

A part has all that there is of its buyers, so that every customer is in one part alone: distinct
customers add up as money does, in whole numbers. Nothing is put together beforehand, which would
take as long as a quarter of all figures does.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from xlcs.figures.lookup.look_up import Answer
from xlcs.figures.lookup.sums import Total


@dataclass(frozen=True)
class AddedUp:
    """A figure in whole numbers, of all parts.

    divisor : what the sum is divided by: 100 for money in fen, which is shown in CNY
    """

    parts: Sequence[Any]
    divisor: int = 1

    def of(self, agent: int | None, first: int, last: int) -> int | float:
        """The figure of an agent (by code), or of the shop, from day to day."""
        total: int = sum(part.of(agent, first, last) for part in self.parts)
        return total if self.divisor == 1 else total / self.divisor


def added_up(parts: Sequence[Answer]) -> Answer:
    """A figure of all parts."""
    first = parts[0]
    if isinstance(first, Total):
        totals = [Total(part.numbers, part.is_state) for part in parts if isinstance(part, Total)]
        return AddedUp(totals, first.divisor)
    return AddedUp(parts)


def all_added_up(parts: Sequence[Mapping[str, Answer]]) -> dict[str, Answer]:
    """All figures of all parts; every part knows the same ones."""
    return {id: added_up([part[id] for part in parts]) for id in parts[0]}
