"""What every kind of problem in the data check has."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Level = Literal["file", "row", "value", "note"]
"""file: a file or sheet was refused · row: a row was refused · value: an optional value was
blanked, the row kept · note: nothing was dropped, but the reader should know."""


@dataclass(frozen=True)
class ProblemKind:
    """A kind of problem: its seriousness and its text, with `{named}` places for what was found."""

    level: Level
    zh: str
    en: str
