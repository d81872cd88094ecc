"""Work on several things in a few threads: Arrow, NumPy and hashing leave the interpreter free.

Where the system gives no thread (too many are running), the work is done one after the other.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from typing import TypeVar

THREADS = 2

Thing = TypeVar("Thing")
Result = TypeVar("Result")


def side_by_side(
    work: Callable[[Thing], Result],
    things: Iterable[Thing],
    before: Callable[[int], None] = lambda number: None,
) -> list[tuple[Thing, Result]]:
    """Each thing with what comes of it, in order.

    Parameters
    ----------
    work : may be done twice for a thing where the system gives one thread and no more
    before : called in this thread with how many are done; may raise, to stop

    Raises
    ------
    Whatever `work` or `before` raises; what has not begun by then is not begun.
    """
    every = list(things)
    done: list[tuple[Thing, Result]] = []
    with ThreadPoolExecutor(THREADS) as pool:
        results = _begun(pool, work, every)
        try:
            for number, thing in enumerate(every):
                before(number)
                done.append((thing, results[number].result() if results else work(thing)))
        finally:
            pool.shutdown(cancel_futures=True)
    return done


@contextmanager
def beside(work: Callable[[], Result]) -> Iterator[Callable[[], Result]]:
    """Do one thing in a thread of its own; gives what waits for what comes of it.

    Raises
    ------
    Whatever `work` raises, where it is waited for.
    """
    with ThreadPoolExecutor(1) as pool:
        begun = _begun(pool, lambda _: work(), [None])
        yield begun[0].result if begun else work


def _begun(
    pool: ThreadPoolExecutor, work: Callable[[Thing], Result], things: Sequence[Thing]
) -> list[Future[Result]]:
    """The work on each thing, begun; none where there is no thread for it."""
    try:
        return [pool.submit(work, thing) for thing in things]
    except RuntimeError:  # "can't start new thread"
        pool.shutdown(cancel_futures=True)
        return []
