"""Theirs beside ours and the cause, slowly. Written from the spec's "对账" and docs/compare.md.

Of totals and of what they lack nothing is said here: those are worked out by hand elsewhere.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from ..source import EDITIONS, File, edition
from .figures import NEEDS
from .periods import Days
from .report import Slow

NET = {"guided_gmv": "guided_net_gmv", "followup_gmv": "followup_net_gmv"}
BOUGHT_ON_THE_DAY = ("guided_gmv", "followup_gmv", "followup_orders", "converted_customers")
WEEK_DAYS = 7


@dataclass(frozen=True)
class Theirs:
    """One figure of one row of a summary; `agent` None: of the shop; `value` None: empty."""

    days: Days
    agent: str | None
    figure: str
    value: float | None


def gives(ours: float | None, theirs: float | None) -> bool:
    """Whether that is theirs, ±0.5 % of it."""
    return ours is not None and theirs is not None and abs(ours - theirs) <= 0.005 * abs(theirs)


class SlowComparison:
    """A shop's figures under every named edition, beside a summary."""

    def __init__(self, files: list[File], own: str) -> None:
        self.slow = {name: Slow(files, edition(name)) for name in EDITIONS}
        self.own = own
        ours = self.slow[own]
        self.days_of = {
            "messages": {m["sent_at"].at.date() for m in ours.rows("messages")},
            "visits": {v["visited_at"].at.date() for v in ours.rows("visits")},
            "orders": {ours.day_of(order) for order in ours.paid},
        }

    def ours(self, row: Theirs, *, name: str = "", figure: str = "") -> float | None:
        """Ours for the same days and agent; None also for an agent whom nothing knows."""
        slow = self.slow[name or self.own]
        if row.agent is not None and row.agent not in slow.agents():
            return None
        value: float | None = slow.value(figure or row.figure, row.days, row.agent)
        return value

    def is_covered(self, row: Theirs) -> bool:
        """By our messages, visits and orders, as far as the figure needs them; and a day of theirs
        that has a figure has a row of ours, of the table whose day the figure is of."""
        for table in NEEDS[row.figure]:
            days = self.days_of.get(table)
            if days and not (min(days) <= row.days[0] and row.days[1] <= max(days)):
                return False
        table = "orders" if row.figure in BOUGHT_ON_THE_DAY else "messages"
        is_of_a_day = "messages" in NEEDS[row.figure] and row.days[0] == row.days[1]
        has_rows = row.days[0] in self.days_of[table] or not self.days_of[table]
        return has_rows or not is_of_a_day or not row.value

    def before_rules(self, row: Theirs, late: set[date]) -> str | None:
        """The cause, as far as it lies in the data."""
        if not self.is_covered(row):
            return "days_not_covered"
        if row.agent is not None and row.agent not in self.slow[self.own].agents():
            return "unknown_agent"
        if self.ours(row) is None:
            return "ours_unknown"
        if row.days[0] == row.days[1] and row.days[0] in late and not row.value:
            return "backend_lag"
        return None

    def causes(self, rows: list[Theirs]) -> list[str | None]:
        """The cause of each row of one figure, the first that holds; None where both agree."""
        late = latest_without([row for row in rows if row.days[0] == row.days[1]])
        in_data = [self.before_rules(row, late) for row in rows]
        compared = [
            row
            for row, cause in zip(rows, in_data, strict=True)
            if row.value is not None
            and (gives(self.ours(row), row.value) or cause is None)
            and not (row.days[0] == row.days[1] and row.days[0] in late)
        ]
        giving = [
            name
            for name in EDITIONS
            if name != self.own
            and compared
            and all(gives(self.ours(row, name=name), row.value) for row in compared)
        ]
        found: list[str | None] = []
        for row, cause in zip(rows, in_data, strict=True):
            net = NET.get(row.figure)
            if gives(self.ours(row), row.value):
                found.append(None)
            elif cause is not None:
                found.append(cause)
            elif net and gives(self.ours(row, figure=net), row.value):
                found.append("net_of_refunds")
            elif len(giving) == 1 and gives(self.ours(row, name=giving[0]), row.value):
                found.append(f"edition {giving[0]}")
            else:
                found.append("unexplained")
        return found

    def differences(self, rows: list[Theirs], causes: list[str | None], name: str) -> float:
        """Of an edition, over the rows of money and counts that can be compared."""
        off = ("days_not_covered", "unknown_agent", "ours_unknown", "backend_lag")
        total = 0.0
        for row, cause in zip(rows, causes, strict=True):
            ours = self.ours(row, name=name)
            if cause not in off and row.value is not None and ours is not None:
                total += abs(ours - row.value)
        return total


def latest_without(rows: list[Theirs]) -> set[date]:
    """The latest days on which theirs is empty or 0, at most a week; else those that are empty.

    None where no day has a figure: then it is not the latest days only.
    """
    for is_there in (lambda value: bool(value), lambda value: value is not None):
        there = [row.days[0] for row in rows if is_there(row.value)]
        after = {row.days[0] for row in rows if there and row.days[0] > max(there)}
        if after and (is_there(0) or (max(after) - min(after)).days < WEEK_DAYS):
            return after
    return set()
