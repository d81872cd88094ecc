"""One figure of a summary beside ours, and all of them together.

Source: spec, "The platform's own figures: 对账"; design, "figures.json".
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from xlcs.catalogue import FIGURE
from xlcs.settings.people import NICK, Level

CLOSE = 0.005
"""Figures that differ by less than this part of theirs are taken to be the same."""
NEAR = 0.05
"""Up to this part of theirs a difference is small."""

NOT_COVERED = "days_not_covered"
UNKNOWN_AGENT = "unknown_agent"
OURS_UNKNOWN = "ours_unknown"
LAG = "backend_lag"
NET = "net_of_refunds"
EDITION = "edition"
UNEXPLAINED = "unexplained"
CAUSES = (NOT_COVERED, UNKNOWN_AGENT, OURS_UNKNOWN, LAG, NET, EDITION, UNEXPLAINED)
"""In the order in which they are tried: the first that holds is the likely one."""

NONE_RECEIVED = "none received"
"""Why a rate or a mean of receptions is unknown where there is none to take it of."""


@dataclass(frozen=True)
class Line:
    """One figure of one row of a summary beside ours.

    file, row : where theirs stands
    start, end : first and last day
    agent : None for the shop
    figure : its id
    theirs, ours : counts, money [CNY], rates [fraction], durations [s]; None where unknown
    cause : of `CAUSES`; None where both agree
    edition : the edition that gives theirs, where that is the cause
    why : ids of the tables that are missing, or that do not cover all days; "columns" where one
        lacks what the figure needs; `NONE_RECEIVED`
    lacking : what ours lacks inside its covered days: days without a row, agents' names
    rounding : by how much theirs may be off for being written short (`1.2万`, `60%`)
    level : whom the agent is one of: nicks, persons, groups
    """

    file: str
    row: int
    start: date
    end: date
    agent: str | None
    figure: str
    theirs: float | None
    ours: float | None
    cause: str | None = None
    edition: str | None = None
    why: tuple[str, ...] = ()
    lacking: tuple[date | str, ...] = ()
    rounding: float = 0.0
    level: Level = NICK

    @property
    def difference(self) -> float | None:
        """Ours less theirs, money to the fen; None where either is unknown."""
        if self.ours is None or self.theirs is None:
            return None
        difference = self.ours - self.theirs
        return round(difference, 2) if FIGURE[self.figure].unit == "money" else difference

    def agrees_with(self, ours: float | None) -> bool:
        """Whether a figure of ours is known and differs by no more than 0.5 % of theirs."""
        if ours is None or self.theirs is None:
            return False
        return abs(ours - self.theirs) <= max(CLOSE * abs(self.theirs), self.rounding)

    @property
    def agrees(self) -> bool:
        """Whether both are known and differ by no more than 0.5 % of theirs."""
        return self.agrees_with(self.ours)

    @property
    def share(self) -> float | None:
        """The difference as a part of theirs; None where that is 0 or unknown."""
        return (
            self.difference / self.theirs if self.difference is not None and self.theirs else None
        )


@dataclass(frozen=True)
class Comparison:
    """All summaries of a shop beside its figures.

    best_edition : name of the edition with the least sum of differences over money and counts;
        None where nothing can be compared
    edition : name of the edition that ours are of
    lines : by file, then figure by figure in the order of the rows
    covered : table id → first and last day that our exports have of it
    masked_buyers, refused_rows : what may be behind differences that are not explained [count]
    """

    best_edition: str | None
    edition: str
    lines: tuple[Line, ...]
    masked_buyers: int
    refused_rows: int
    covered: Mapping[str, tuple[date, date]] = field(default_factory=dict)

    @property
    def to_take_over(self) -> str | None:
        """The name of the edition that gives theirs, and which to compute by: None where none does.

        The one that fits best, where it is the cause of a difference; else the one that is the
        cause of most.
        """
        causes = Counter(line.edition for line in self.lines if line.edition is not None)
        if self.best_edition in causes:
            return self.best_edition
        return causes.most_common(1)[0][0] if causes else None

    @property
    def agreeing(self) -> int:
        """How many lines agree."""
        return sum(line.cause is None for line in self.lines)

    def record(self) -> dict[str, Any]:
        """As plain Python, for `figures.json`."""
        return {
            "best_edition": self.best_edition,
            "rows": [
                {
                    "file": line.file,
                    "from": line.start.isoformat(),
                    "to": line.end.isoformat(),
                    "agent": line.agent,
                    "figure": line.figure,
                    "theirs": line.theirs,
                    "ours": line.ours,
                    "difference": line.difference,
                    "cause": line.cause if line.edition is None else f"{EDITION} {line.edition}",
                }
                for line in self.lines
            ],
        }


def unexplained_first(comparison: Comparison) -> list[Line]:
    """The lines: those not explained, then by cause, then those that agree."""

    def rank(line: Line) -> int:
        return 1 if line.cause is None else -CAUSES.index(line.cause)

    return sorted(comparison.lines, key=rank)
