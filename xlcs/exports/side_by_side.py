"""Work on several things in a few threads: Arrow, NumPy and hashing leave the interpreter free."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TypeVar

THREADS = 2

Thing = TypeVar("Thing")
Result = TypeVar("Result")


def side_by_side(
    work: Callable[[Thing], Result], things: Iterable[Thing], before: Callable[[int], None]
) -> list[tuple[Thing, Result]]:
    """Each thing with what comes of it, in order.

    Parameters
    ----------
    before : called in this thread with how many are done; may raise, to stop

    Raises
    ------
    Whatever `work` or `before` raises; what has not begun by then is not begun.
    """
    done: list[tuple[Thing, Result]] = []
    with ThreadPoolExecutor(THREADS) as pool:
        waiting: list[tuple[Thing, Future[Result]]] = [
            (thing, pool.submit(work, thing)) for thing in things
        ]
        try:
            for number, (thing, result) in enumerate(waiting):
                before(number)
                done.append((thing, result.result()))
        finally:
            pool.shutdown(cancel_futures=True)
    return done
