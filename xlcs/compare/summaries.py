"""The platform's own figures beside ours, the difference and its likely cause (对账).

Source: spec, "The platform's own figures: 对账".
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

from xlcs.catalogue import FIGURE
from xlcs.compare.causes import Ours, with_causes
from xlcs.compare.editions import shown_editions
from xlcs.compare.lacking import DaysThere
from xlcs.compare.lines import LAG, NOT_COVERED, OURS_UNKNOWN, UNKNOWN_AGENT, Comparison, Line
from xlcs.compare.whose import our_names
from xlcs.figures.edition import edition_name
from xlcs.figures.figures import Figures
from xlcs.settings.people import NICK, Level
from xlcs.shop.shop import Shop
from xlcs.shop.summaries import Summary, SummaryRow

_SUMMED = ("money", "customers", "orders", "tasks", "relations", "receptions")
"""Units of money and counts, by whose differences editions are ranked."""

_BY_EDITION = "messages"
"""The table that a figure needs which is another one in another edition."""


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
    Figures agree within 0.5 % of theirs, or as far as theirs is written out (`1.2万`). A summary
    may name nicks, persons (`[people]`, 人员) or groups; each is compared with its own figures. A
    row's cause is the first of `CAUSES` that holds.
    """
    ours = Ours(figures, shop, DaysThere(shop))
    lines: list[Line] = []
    for summary in shop.summaries:
        whose = our_names(figures, summary)
        for figure, rows in _by_figure(summary).items():
            own = [_line(ours, summary, row, figure, whose) for row in rows]
            lines += with_causes(ours, own)
    if start is not None and end is not None:
        lines = [line for line in lines if line.start <= end and start <= line.end]
    if not lines:
        return None
    refused = sum(source.refused_rows for source in shop.sources if source.table is not None)
    return Comparison(
        _best_edition(ours, lines),
        edition_name(figures.edition),
        tuple(lines),
        shop.coverage.masked_buyers,
        refused,
        dict(shop.coverage.days),
    )


def _by_figure(summary: Summary) -> dict[str, list[SummaryRow]]:
    """Figure id → the rows of known days, with these days."""
    found: defaultdict[str, list[SummaryRow]] = defaultdict(list)
    for row in summary.rows:
        days = row.days or (None if row.day else summary.days)
        if days is not None:
            for figure in row.values:
                found[figure].append(replace(row, days=days))
    return dict(found)


def _line(
    ours: Ours,
    summary: Summary,
    row: SummaryRow,
    figure: str,
    whose: Mapping[str, tuple[Level, str]],
) -> Line:
    assert row.days is not None
    level, agent = (NICK, None) if row.agent is None else whose[row.agent]
    line = Line(
        summary.file, row.row, *row.days, agent, figure, row.values[figure], None,
        rounding=row.rounding.get(figure, 0.0), level=level,
    )  # fmt: skip
    return replace(line, ours=ours.value(line)) if ours.knows(line) else line


def _best_edition(ours: Ours, lines: Sequence[Line]) -> str | None:
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
    own = edition_name(ours.figures.edition)
    names = [own, *(name for name in shown_editions(ours.figures) if name != own)]
    varying = [line for line in summed if _BY_EDITION in FIGURE[line.figure].needs]

    def differences(name: str) -> float:
        return sum(
            abs((ours.value(line, edition=name) or 0) - (line.theirs or 0)) for line in varying
        )

    return min(names, key=differences)
