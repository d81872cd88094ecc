"""Why a figure of a summary differs from ours: the likely cause, the first that holds.

Source: spec, "The platform's own figures: 对账".
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from xlcs.catalogue import FIGURE
from xlcs.compare.editions import shown_editions, under
from xlcs.compare.lacking import DaysThere, of_parts, parts_lacking
from xlcs.compare.lines import (
    EDITION,
    LAG,
    NET,
    NONE_RECEIVED,
    NOT_COVERED,
    OURS_UNKNOWN,
    UNEXPLAINED,
    UNKNOWN_AGENT,
    Line,
)
from xlcs.figures.edition import edition_name
from xlcs.figures.figures import Figures
from xlcs.shop.shop import Shop

_NET_OF = {"guided_gmv": "guided_net_gmv", "followup_gmv": "followup_net_gmv"}

_COVERING = ("messages", "visits", "orders", "receptions")
"""Tables that have rows on every day that they cover."""

LONGEST_LAG_DAYS = 7
"""A backend that shows 0 for longer does not lag (commonly three days); cells left empty do."""


@dataclass(frozen=True)
class Ours:
    """Our figures, to be asked for those of a line.

    figures : of the edition that the settings ask for
    shop : what they were computed from
    days : of which our tables have rows
    """

    figures: Figures
    shop: Shop
    days: DaysThere

    def value(
        self, line: Line, *, figure: str | None = None, edition: str | None = None
    ) -> float | None:
        """What we have for a line: of its figure or another, of ours or a named edition."""
        figures = self.figures.by(line.level)
        figures = figures if edition is None else under(figures, edition)
        found = figures.value(figure or line.figure, line.start, line.end, line.agent)
        return None if found is None else float(found)

    def knows(self, line: Line) -> bool:
        """Whether the line's agent is one of ours."""
        return line.agent is None or line.agent in self.figures.by(line.level).everyone

    def covers(self, line: Line) -> bool:
        """Whether all days of a line are covered by the tables that its figure needs."""
        return not self.not_covering(line)

    def not_covering(self, line: Line) -> tuple[str, ...]:
        """Of these tables the ids."""
        days = self.shop.coverage.days
        needs = [id for id in FIGURE[line.figure].needs if id in _COVERING and id in days]
        return tuple(
            id for id in needs if not (days[id][0] <= line.start and line.end <= days[id][1])
        )


def with_causes(ours: Ours, lines: Sequence[Line]) -> list[Line]:
    """The lines of one figure of one summary, each with its likely cause.

    An edition is one only where exactly one other named edition gives theirs in all lines for which
    nothing else comes first, so that two causes at once are not explained away as one. A total of
    what ours lacks too is none of these lines, and has the cause of these parts where they alone
    make the difference.
    """
    lagging = _lagging(lines)
    lacking = {i: named for i, line in enumerate(lines) if (named := _lacking(ours, line))}
    parts = {
        i: lacked
        for i, line in enumerate(lines)
        if i not in lacking and not line.agrees and (lacked := parts_lacking(line, lines, lacking))
    }
    whole = [line for i, line in enumerate(lines) if i not in lacking and i not in parts]
    giving: list[str] | None = None
    found = []
    for i, line in enumerate(lines):
        if line.agrees:
            found.append(line)
            continue
        of_data = (
            lacking.get(i)
            or (of_parts(line, parts[i]) if i in parts else None)
            or _of_data(ours, line, lagging)
        )
        if of_data is not None:
            found.append(of_data)
            continue
        if giving is None:
            giving = _editions_giving(ours, whole, lagging)
        found.append(_of_rule(ours, line, giving))
    return found


def _lacking(ours: Ours, line: Line) -> Line | None:
    """The line where ours has no row of its day, or does not know its agent; None elsewhere."""
    if line.agrees or not ours.covers(line):
        return None
    if not ours.knows(line):
        return replace(line, cause=UNKNOWN_AGENT, lacking=(line.agent or "",))
    table = ours.days.lacks(line)
    if table is None:
        return None
    return replace(line, cause=NOT_COVERED, why=(table,), lacking=(line.start,))


def _of_data(ours: Ours, line: Line, lagging: dict[str | None, date]) -> Line | None:
    """The line with a cause that lies in the data; None where none does."""
    if not ours.covers(line):
        return replace(line, cause=NOT_COVERED, why=ours.not_covering(line))
    if line.ours is None:
        return replace(line, cause=OURS_UNKNOWN, why=_why_unknown(ours, line))
    if _is_late(ours, line, lagging):
        return replace(line, cause=LAG)
    net = _NET_OF.get(line.figure)
    if net is not None and line.agrees_with(ours.value(line, figure=net)):
        return replace(line, cause=NET)
    return None


def _of_rule(ours: Ours, line: Line, giving: Sequence[str]) -> Line:
    """The line with the edition that explains it, where one alone does."""
    if len(giving) == 1 and line.agrees_with(ours.value(line, edition=giving[0])):
        return replace(line, cause=EDITION, edition=giving[0])
    table, blank = ours.days.blank_days(line) or (None, ())
    why = () if table is None else (table,)
    return replace(line, cause=UNEXPLAINED, why=why, lacking=blank)


def _editions_giving(
    ours: Ours, lines: Sequence[Line], lagging: dict[str | None, date]
) -> list[str]:
    """The other named editions that give theirs in all lines that can be compared."""
    compared = [line for line in lines if _is_comparable(ours, line, lagging)]
    names = [n for n in shown_editions(ours.figures) if n != edition_name(ours.figures.edition)]
    return [
        name
        for name in names
        if compared and all(line.agrees_with(ours.value(line, edition=name)) for line in compared)
    ]


def _is_comparable(ours: Ours, line: Line, lagging: dict[str | None, date]) -> bool:
    """Whether an edition could give theirs: nothing that comes before in `CAUSES` holds."""
    since = lagging.get(line.agent)
    return (
        line.theirs is not None
        and line.ours is not None
        and ours.covers(line)
        and (since is None or line.end < since)
    )


def _lagging(lines: Iterable[Line]) -> dict[str | None, date]:
    """Agent (None: the shop) → the first of the latest days on which theirs is empty or 0 only."""
    by_agent: defaultdict[str | None, dict[date, float | None]] = defaultdict(dict)
    for line in lines:
        if line.start == line.end:
            by_agent[line.agent][line.start] = line.theirs
    found = {}
    for agent, of_days in by_agent.items():
        filled = _after_last(of_days, lambda theirs: bool(theirs))
        empty = _after_last(of_days, lambda theirs: theirs is not None)
        if filled and (max(filled) - min(filled)).days < LONGEST_LAG_DAYS:
            found[agent] = min(filled)
        elif empty:
            found[agent] = min(empty)
    return found


def _after_last(
    of_days: dict[date, float | None], is_there: Callable[[float | None], bool]
) -> list[date]:
    """The days after the last one that has a value; none where no day has."""
    there = [day for day, theirs in of_days.items() if is_there(theirs)]
    return [day for day in of_days if there and day > max(there)]


def _is_late(ours: Ours, line: Line, lagging: dict[str | None, date]) -> bool:
    """Whether theirs lags: on a day of its own, or in a total that has no more than days before."""
    since = lagging.get(line.agent)
    if since is None or line.end < since:
        return False
    if line.start == line.end:
        return not line.theirs
    before = replace(line, end=since - timedelta(days=1))
    return before.start <= before.end and line.agrees_with(ours.value(before))


def _why_unknown(ours: Ours, line: Line) -> tuple[str, ...]:
    """Ids of the missing tables; "none received" where no reception is the line's; "columns" where
    a table lacks what the figure needs."""
    needs = FIGURE[line.figure].needs
    missing = tuple(id for id in needs if id not in ours.shop.tables.there())
    if missing:
        return missing
    nobody = "receptions" in needs and ours.value(line, figure="receptions") == 0
    return (NONE_RECEIVED,) if nobody else ("columns",)
