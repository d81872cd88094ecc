"""The reception figures, slowly. Written from the spec's "Reception figures" alone."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from fractions import Fraction
from functools import cached_property
from typing import Any

from ..source import Row, Rules
from .periods import Days, clipped, period_before, whole_before, whole_periods

RECEPTION = ("receptions", "buyers", "converted_buyers", "conversion_rate", "average_duration",
             "conversion_change", "duration_change", "compliant")  # fmt: skip

CONVERTED = ("协助付款", "协助下单", "付款成功", "催付成功", "已付款", "已转化")


class SlowReception:
    """The reception figures of a shop's merged receptions."""

    def __init__(self, receptions: list[Row], rules: Rules) -> None:
        self.receptions = receptions
        self.rules = rules

    def agents(self) -> list[str]:
        return sorted({reception["agent"] for reception in self.receptions})

    @cached_property
    def covered(self) -> Days | None:
        days = [reception["started_at"].at.date() for reception in self.receptions]
        return (min(days), max(days)) if days else None

    def is_converted(self, status: str | None) -> bool:
        """By status; the shop's own mapping wins, an unknown status is not converted."""
        if status in self.rules.not_converted:
            return False
        return status in CONVERTED or status in self.rules.converted

    def figures(self, days: Days, agent: str | None) -> dict[str, Any]:
        """The figures of the receptions that started on these days, without the changes."""
        started = [
            reception
            for reception in self.receptions
            if days[0] <= reception["started_at"].at.date() <= days[1]
            and agent in (None, reception["agent"])
        ]
        buyers = {reception["buyer_id"] for reception in started}
        converted = {r["buyer_id"] for r in started if self.is_converted(r["status"])}
        durations = [
            Fraction((r["ended_at"].at - r["started_at"].at) // timedelta(seconds=1))
            for r in started
            if r["ended_at"] is not None and r["started_at"].at <= r["ended_at"].at
        ]
        rate = Fraction(len(converted), len(buyers)) if buyers else None
        average = sum(durations) / len(durations) if durations else None
        compliant = None
        if rate is not None and average is not None:
            limit = Fraction(str(self.rules.min_conversion_rate))
            compliant = average <= Fraction(self.rules.max_average_min) * 60 and rate >= limit
        return {
            "receptions": len(started), "buyers": len(buyers), "converted_buyers": len(converted),
            "conversion_rate": rate, "average_duration": average, "compliant": compliant,
        }  # fmt: skip

    def row(self, days: Days, previous: Days | None, agent: str | None) -> dict[str, Any]:
        """The figures of these days, with the changes: unrounded now less unrounded then.

        previous : the days compared with; None for none
        """
        now = self.figures(days, agent)
        then = self.figures(previous, agent) if previous else dict.fromkeys(now)
        for change, figure in (
            ("conversion_change", "conversion_rate"),
            ("duration_change", "average_duration"),
        ):
            now[change] = None
            if now[figure] is not None and then[figure] is not None:
                now[change] = now[figure] - then[figure]
        return {k: float(v) if isinstance(v, Fraction) else v for k, v in now.items()}

    def value(self, figure: str, asked: Days | None, agent: str | None) -> Any:
        """One figure for the chosen range as a whole; None where no day of it is covered."""
        days = clipped(asked, self.covered)
        if days is None:
            return None
        return self.row(days, period_before(asked or days), agent)[figure]

    def periods(
        self, asked: Days | None, agent: str | None
    ) -> Iterator[tuple[str, dict[str, Any]]]:
        """A label and a row for each period that the chosen range touches, cut to the range.

        A whole period is compared with the whole one before; a range inside one period, or that
        is one, is one row, compared with the range's own period before, as on every page of its
        report; other cut periods with nothing.
        """
        days = clipped(asked, self.covered)
        if days is None:
            return
        kind, chosen = self.rules.reception_period, asked or days
        inside, first = False, None
        if kind != "range" and asked is not None:
            [(_, first)] = whole_periods(kind, (asked[0], asked[0]))
            inside = asked[1] <= first[1]
        if kind == "range" or inside:
            label = f"{chosen[0].isoformat()}..{chosen[1].isoformat()}"
            if chosen[0] == chosen[1]:  # a single day has a day's label
                label = chosen[0].isoformat()
            elif kind != "range" and chosen == first:
                [(label, _)] = whole_periods(kind, chosen)
            yield label, self.row(days, period_before(chosen), agent)
            return
        for label, whole in whole_periods(kind, days):
            cut = (max(days[0], whole[0]), min(days[1], whole[1]))
            is_whole = asked is None or (asked[0] <= whole[0] and whole[1] <= asked[1])
            yield label, self.row(cut, whole_before(kind, whole[0]) if is_whole else None, agent)

    def report(self, asked: Days | None, agent: str | None) -> dict[str, list[dict[str, Any]]]:
        """The "reception" part of figures.json; an agent's periods without receptions left out."""
        return {
            "periods": [
                {"period": label} | as_json(row) for label, row in self.periods(asked, None)
            ],
            "agents": [
                {"agent": name, "period": label} | as_json(row)
                for name in self.agents()
                if agent in (None, name)
                for label, row in self.periods(asked, name)
                if row["receptions"]
            ],
        }


def as_json(row: dict[str, Any]) -> dict[str, Any]:
    """Durations are in seconds and say so."""
    names = {"average_duration": "average_duration_s", "duration_change": "duration_change_s"}
    return {names.get(figure, figure): value for figure, value in row.items()}
