"""What theirs has and ours lacks: a day inside the period, an agent's name; and totals with these.

Source: spec, "The platform's own figures: 对账".
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from statistics import median

from xlcs.catalogue import FIGURE
from xlcs.compare.lines import NOT_COVERED, UNKNOWN_AGENT, Line
from xlcs.figures.periods import as_date
from xlcs.figures.times_in_numbers import NONE, day_of, seconds
from xlcs.shop.shop import Shop

_DAY_IS_OF = {
    **dict.fromkeys(
        ("sent_customers", "read_customers", "replied_customers", "guided_visitors",
         "guided_buyers"), "messages"),
    **dict.fromkeys(
        ("guided_gmv", "guided_net_gmv", "followup_gmv", "followup_net_gmv", "followup_orders",
         "converted_customers"), "orders"),
    **dict.fromkeys(
        ("receptions", "buyers", "converted_buyers", "conversion_rate", "average_duration"),
        "receptions"),
}  # fmt: skip
"""Figure → the table without a row of whose day it is 0 (a rate or a mean unknown), in every
edition: customers are of the day of sending, money and orders of that of payment."""

_ADDS_UP = ("money", "orders", "tasks", "relations", "receptions")
"""Units whose figures of days and agents add up; customers are distinct and do not."""

_BUSY = 10
"""Where a table commonly has so many rows a day, a day without any is one to look at [count]."""


@dataclass
class DaysThere:
    """How many rows our tables have of each day, asked of the tables once."""

    shop: Shop

    def __post_init__(self) -> None:
        self._found: dict[str, Mapping[date, int]] = {}

    def lacks(self, line: Line) -> str | None:
        """The table of which ours has no row on the day of a line, where theirs has a figure.

        None where it has one, and for lines of more than a day.
        """
        table = _DAY_IS_OF.get(line.figure)
        if table is None or line.start != line.end or not line.theirs:
            return None
        rows = self._rows(table)
        return table if rows and line.start not in rows else None

    def blank_days(self, line: Line) -> tuple[str, tuple[date, ...]] | None:
        """The table that a line's figure is of, and its days without a row, where it is busy.

        None where there are no such days, and where a day without a row is nothing to wonder at.
        """
        table = _DAY_IS_OF.get(line.figure)
        rows = self._rows(table) if table is not None else {}
        if table is None or not rows or median(rows.values()) < _BUSY:
            return None
        days = (line.end - line.start).days + 1
        blank = [day for n in range(days) if (day := line.start + timedelta(days=n)) not in rows]
        return (table, tuple(blank)) if blank else None

    def _rows(self, table: str) -> Mapping[date, int]:
        if table not in self._found:
            self._found[table] = _rows_by_day(self.shop, table)
        return self._found[table]


def _rows_by_day(shop: Shop, table: str) -> Mapping[date, int]:
    tables = shop.tables
    if table == "messages" and tables.messages is not None:
        times = seconds(tables.messages.sent_at)
    elif table == "orders" and tables.orders is not None:
        times = seconds(tables.orders.paid_at)
    elif table == "receptions" and tables.receptions is not None:
        times = seconds(tables.receptions.started_at)
    else:
        return {}
    counted = day_of(times[times != NONE]).value_counts(sort=False)
    days = map(as_date, counted.index.tolist())
    return dict(zip(days, counted.tolist(), strict=True))


def parts_lacking(total: Line, lines: Sequence[Line], causes: Mapping[int, Line]) -> list[Line]:
    """The lines that a total adds up and that ours lacks: of days, or of agents.

    Parameters
    ----------
    total : of more than a day, or of the shop
    lines : of the same figure and summary
    causes : position in `lines` → the line with its cause, for those that ours lacks
    """
    lacking = [line for line in causes.values() if line.theirs]
    within = [
        line
        for line in lacking
        if (line.start, line.end, line.agent) != (total.start, total.end, total.agent)
        and total.start <= line.start and line.end <= total.end
        and total.agent in (None, line.agent)
    ]  # fmt: skip
    days = [line for line in within if line.cause == NOT_COVERED]
    of_total = [line for line in days if line.agent == total.agent]
    agents = [line for line in within if line.cause == UNKNOWN_AGENT]
    whole = [line for line in agents if (line.start, line.end) == (total.start, total.end)]
    return [*(of_total or days), *(whole or agents)]


def of_parts(total: Line, parts: Sequence[Line]) -> Line | None:
    """The total with the cause of its parts, where they are of one cause and make the difference.

    Figures that add up must agree without the parts; of distinct customers theirs may be above ours
    by no more than the parts have.
    """
    (cause, *others) = {part.cause for part in parts}
    difference = total.difference
    if others or difference is None or total.ours is None or total.theirs is None:
        return None
    lacking = sum(part.theirs or 0 for part in parts)
    if FIGURE[total.figure].unit in _ADDS_UP:
        makes_it = total.agrees_with(total.ours + lacking)
    else:
        makes_it = FIGURE[total.figure].unit == "customers" and 0 < -difference <= lacking
    if not makes_it:
        return None
    return replace(
        total,
        cause=cause,
        why=tuple(dict.fromkeys(id for part in parts for id in part.why)),
        lacking=tuple(dict.fromkeys(each for part in parts for each in part.lacking)),
    )
