"""The platform's own figures beside ours, the difference and its likely cause (对账).

Source: spec, "The platform's own figures: 对账".
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from xlcs.catalogue import FIGURE
from xlcs.compare.editions import shown_editions, under
from xlcs.figures.edition import edition_name
from xlcs.figures.figures import Figures
from xlcs.settings.people import NICK
from xlcs.shop.shop import Shop
from xlcs.shop.summaries import Summary, SummaryRow

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

_NET_OF = {"guided_gmv": "guided_net_gmv", "followup_gmv": "followup_net_gmv"}
_SUMMED = ("money", "customers", "orders", "tasks", "relations", "receptions")
"""Units of money and counts, by whose differences editions are ranked."""


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
    why : what is behind the cause: missing tables, masked buyers and refused rows
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

    @property
    def difference(self) -> float | None:
        """Ours less theirs; None where either is unknown."""
        return None if self.ours is None or self.theirs is None else self.ours - self.theirs

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
    masked_buyers, refused_rows : what may be behind differences that are not explained [count]
    """

    best_edition: str | None
    edition: str
    lines: tuple[Line, ...]
    masked_buyers: int
    refused_rows: int

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
                    "cause": line.cause,
                    "edition": line.edition,
                }
                for line in self.lines
            ],
        }


def compared(
    figures: Figures, shop: Shop, start: date | None = None, end: date | None = None
) -> Comparison | None:
    """The summaries of a shop beside its figures.

    Parameters
    ----------
    figures : of the shop
    shop : with the summaries; one of which nothing tells the period is left out (the data check
        asks for it)
    start, end : only rows that have a day of this period; left out, all

    Returns
    -------
    None where no summary can be compared.

    Notes
    -----
    Figures agree within 0.5 % of theirs. A row's cause is the first of `CAUSES` that holds; an
    edition is one only where exactly one other named edition gives theirs in all rows of that
    figure that can be compared, so that two causes at once are not explained away as one.
    """
    figures = figures.by(NICK)  # which is what summaries name
    lines: list[Line] = []
    for summary in shop.summaries:
        for figure, rows in _by_figure(summary).items():
            own = [_line(figures, summary, row, figure) for row in rows]
            lines += _with_causes(figures, shop, own)
    if start is not None and end is not None:
        lines = [line for line in lines if line.start <= end and start <= line.end]
    if not lines:
        return None
    refused = sum(source.refused_rows for source in shop.sources if source.table is not None)
    return Comparison(
        _best_edition(figures, lines),
        edition_name(figures.edition),
        tuple(lines),
        shop.coverage.masked_buyers,
        refused,
    )


def _by_figure(summary: Summary) -> dict[str, list[SummaryRow]]:
    """Figure id → the rows of known days, with these days."""
    found: defaultdict[str, list[SummaryRow]] = defaultdict(list)
    for row in summary.rows:
        days = row.days or summary.days
        if days is not None:
            for figure in row.values:
                found[figure].append(replace(row, days=days))
    return found


def _line(figures: Figures, summary: Summary, row: SummaryRow, figure: str) -> Line:
    assert row.days is not None
    agent = None if row.agent is None else our_name(row.agent, figures.everyone)
    line = Line(summary.file, row.row, *row.days, agent, figure, row.values[figure], None)
    return replace(line, ours=_value(figures, line)) if _is_known(figures, line) else line


def our_name(theirs: str, ours: Sequence[str]) -> str:
    """An agent's name in a summary as our data has it.

    A name without its shop is the one full name that ends in it, and the other way round; else it
    stands for itself (spec, "Agents' names").
    """
    if theirs in ours:
        return theirs
    _, colon, bare = theirs.rpartition(":")
    alike = [
        name for name in ours if (name == bare if colon else name.rpartition(":")[2] == theirs)
    ]
    return alike[0] if len(alike) == 1 else theirs


def _is_known(figures: Figures, line: Line) -> bool:
    return line.agent is None or line.agent in figures.everyone


def _value(figures: Figures, line: Line, figure: str | None = None) -> float | None:
    found = figures.value(figure or line.figure, line.start, line.end, line.agent)
    return None if found is None else float(found)


def agree(ours: float | None, theirs: float | None) -> bool:
    """Whether both are known and differ by no more than 0.5 % of theirs."""
    return ours is not None and theirs is not None and abs(ours - theirs) <= CLOSE * abs(theirs)


def _with_causes(figures: Figures, shop: Shop, lines: Sequence[Line]) -> list[Line]:
    """The lines of one figure of one summary, each with its likely cause."""
    lagging = _lagging(lines)
    comparable = [line for line in lines if _is_comparable(figures, shop, line, lagging)]
    others = [name for name in shown_editions(figures) if name != edition_name(figures.edition)]
    giving = [
        name
        for name in others
        if comparable
        and all(agree(_value(under(figures, name), line), line.theirs) for line in comparable)
    ]
    return [
        line if agree(line.ours, line.theirs) else _with_cause(figures, shop, line, lagging, giving)
        for line in lines
    ]


def _with_cause(
    figures: Figures, shop: Shop, line: Line, lagging: dict[str | None, date], giving: list[str]
) -> Line:
    if not _is_covered(shop, line):
        return replace(line, cause=NOT_COVERED)
    if not _is_known(figures, line):
        return replace(line, cause=UNKNOWN_AGENT)
    if line.ours is None:
        return replace(line, cause=OURS_UNKNOWN, why=_why_unknown(shop, line.figure))
    if _is_late(figures, line, lagging):
        return replace(line, cause=LAG)
    net = _NET_OF.get(line.figure)
    if net is not None and agree(_value(figures, line, net), line.theirs):
        return replace(line, cause=NET)
    if len(giving) == 1:
        return replace(line, cause=EDITION, edition=giving[0])
    return replace(line, cause=UNEXPLAINED)


def _is_covered(shop: Shop, line: Line) -> bool:
    """Whether all its days are covered by the tables that the figure needs."""
    days = shop.coverage.days
    covering = [days[id] for id in FIGURE[line.figure].needs if id in _COVERING and id in days]
    return all(first <= line.start and line.end <= last for first, last in covering)


_COVERING = ("messages", "visits", "orders", "receptions")
"""Tables that have rows on every day that they cover."""


def _lagging(lines: Iterable[Line]) -> dict[str | None, date]:
    """Agent (None: the shop) → the first of the latest days on which theirs is empty or 0 only."""
    by_agent: defaultdict[str | None, dict[date, float | None]] = defaultdict(dict)
    for line in lines:
        if line.start == line.end:
            by_agent[line.agent][line.start] = line.theirs
    found = {}
    for agent, of_days in by_agent.items():
        filled = [day for day, theirs in of_days.items() if theirs]
        late = [day for day in of_days if filled and day > max(filled)]
        if late:
            found[agent] = min(late)
    return found


def _is_late(figures: Figures, line: Line, lagging: dict[str | None, date]) -> bool:
    """Whether theirs lags: on a day of its own, or in a total that has no more than days before."""
    since = lagging.get(line.agent)
    if since is None or line.end < since:
        return False
    if line.start == line.end:
        return not line.theirs
    before = replace(line, end=since - timedelta(days=1))
    return before.start <= before.end and agree(_value(figures, before), line.theirs)


def _is_comparable(
    figures: Figures, shop: Shop, line: Line, lagging: dict[str | None, date]
) -> bool:
    """Whether an edition could give theirs: nothing that comes before in `CAUSES` holds."""
    since = lagging.get(line.agent)
    return (
        line.theirs is not None
        and line.ours is not None
        and _is_covered(shop, line)
        and (since is None or line.end < since)
    )


def _why_unknown(shop: Shop, figure: str) -> tuple[str, ...]:
    """Ids of the missing tables; "columns" where one lacks what the figure needs."""
    missing = tuple(id for id in FIGURE[figure].needs if id not in shop.tables.there())
    return missing or ("columns",)


def _best_edition(figures: Figures, lines: Sequence[Line]) -> str | None:
    """The edition with the least sum of differences; among equals ours, then the first."""
    summed = [
        line
        for line in lines
        if line.cause not in (NOT_COVERED, UNKNOWN_AGENT, OURS_UNKNOWN, LAG)
        and line.theirs is not None
        and line.ours is not None
        and FIGURE[line.figure].unit in _SUMMED
    ]
    if not summed:
        return None
    ours = edition_name(figures.edition)
    names = [ours, *(name for name in shown_editions(figures) if name != ours)]

    def differences(name: str) -> float:
        of = under(figures, name)
        return sum(abs((_value(of, line) or 0) - (line.theirs or 0)) for line in summed)

    return min(names, key=differences)


def unexplained_first(comparison: Comparison) -> list[Line]:
    """The lines: those not explained, then by cause, then those that agree."""

    def rank(line: Line) -> int:
        return 1 if line.cause is None else -CAUSES.index(line.cause)

    return sorted(comparison.lines, key=rank)
