"""How far a long step is, told to whoever waits."""

from __future__ import annotations

from collections.abc import Callable

Progress = Callable[[str, int, int], None]
"""Called with the step ("read", "merge", "figures" …), how much of it is done, how much there is;
may raise, to stop."""


def silent(step: str, done: int, total: int) -> None:
    """Tell nobody."""
    del step, done, total
