"""The last eligible message before the day of payment.

Source: spec, "Why an order counts, or not": `messaged_earlier_day`.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from xlcs.figures.arrays import Codes, Indices
from xlcs.figures.days import Stretch
from xlcs.figures.eligible import Eligible

NO_DAY = -1
"""No day on which the buyer was messaged."""

LAST = np.dtype([("day", "i4"), ("row", "i4"), ("agent", "i4"), ("bound", "u4")])
"""A buyer's last message: the day, counted from the first one, and as in `Eligible`; side by side
in memory, since they are looked for together."""

Last = npt.NDArray[np.void]


@dataclass(frozen=True)
class LastMessages:
    """The last eligible message of a day to each of its buyers.

    buyers : to whom there is any, ascending
    last : of `LAST`
    """

    day: int
    buyers: Codes
    last: Last


def last_messages(stretch: Stretch, messages: Eligible) -> list[LastMessages]:
    """The last ones of some days' messages, day by day."""
    last = np.empty(len(messages.slots), dtype=LAST)
    last["row"] = messages.row[messages.last]
    last["agent"] = messages.agent[messages.last]
    last["bound"] = messages.bound[messages.last]
    last["day"] = messages.slots // stretch.buyers + stretch.first
    return [
        LastMessages(day, (messages.slots[of_day] - first).astype(np.int32), last[of_day])
        for day, of_day, first in stretch.by_day(messages.slots, stretch.buyers)
    ]


class Lookback:
    """Walks over the days, and knows each buyer's last message before the present one.

    Parameters
    ----------
    buyers : how many there are [count]
    """

    def __init__(self, buyers: int) -> None:
        self._last = np.zeros(buyers, dtype=LAST)
        self._last["day"] = NO_DAY

    def note(self, messages: LastMessages) -> None:
        """Go past a day; days must come ascending."""
        self._last[messages.buyers] = messages.last

    def last(self, buyer: Codes, first_day: int) -> tuple[Indices, Last]:
        """Which of the buyers were messaged on `first_day` or later, up to now (positions), and
        the last such message to each of these."""
        last = self._last.take(buyer)
        found = np.flatnonzero(last["day"] >= max(first_day, NO_DAY + 1))
        return found, last[found]
