"""Work on two cores at once.

Threads are enough: NumPy lets go of Python's lock while it works on long arrays.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

Item = TypeVar("Item")
Result = TypeVar("Result")

THREADS = 2
"""Every machine has two cores; more gain little, since all of them wait for the same memory."""


def side_by_side(work: Callable[[Item], Result], items: Iterable[Item]) -> list[Result]:
    """What `work` makes of each item, in their order."""
    with ThreadPoolExecutor(THREADS) as threads:
        return list(threads.map(work, items))
