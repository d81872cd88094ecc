"""Work on two cores at once.

Threads are enough: NumPy lets go of Python's lock while it works on long arrays.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from typing import TypeVar

import numpy as np

from xlcs.figures.arrays import Ints

Item = TypeVar("Item")
Result = TypeVar("Result")

THREADS = 2
"""Every machine has two cores; more gain little, since all of them wait for the same memory."""


def side_by_side(work: Callable[[Item], Result], items: Iterable[Item]) -> list[Result]:
    """What `work` makes of each item, in their order."""
    with ThreadPoolExecutor(THREADS) as threads:
        return list(threads.map(work, items))


def shares(bounds: Ints) -> list[range]:
    """Days shared out into runs with about equally many rows, one for each thread.

    `bounds` says where each day's rows begin; it has one more entry than there are days.
    """
    days = len(bounds) - 1
    targets = bounds[-1] * np.arange(1, THREADS) // THREADS
    cuts = [0, *np.searchsorted(bounds, targets).tolist(), days]
    return [range(begin, end) for begin, end in pairwise(cuts)]
