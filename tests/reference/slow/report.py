"""figures.json, from the slow computation. Source: spec, and the keys that the design names."""

from __future__ import annotations

from typing import Any

from .attribution import REASONS
from .figures import BOUGHT, NEEDS, SlowFigures
from .periods import Days, clipped, days_of

EFFECT = ("sent_customers", "read_customers", "guided_visitors", "guided_buyers", "guided_gmv")


class Slow(SlowFigures):
    """The figures of a shop's export files, and their report."""

    def order_rows(self, days: Days, agent: str | None) -> list[dict[str, Any]]:
        return [
            {
                "order_id": order["order_id"],
                "buyer_id": order["buyer_id"],
                "day": self.day_of(order).isoformat(),
                "amount": order["amount"] / 100,
                "net_amount": None if order["net"] is None else order["net"] / 100,
                "presale": order["presale"],
                "reason": order["reason"],
                "credited_agent": order["credited"],
                "client_agent": order["client_agent"],
            }
            for order in self.paid_in(days)
            if agent in (None, order["credited"], order["client_agent"])
        ]

    def leakage(self, days: Days) -> list[dict[str, Any]]:
        if self.lacks(*BOUGHT) or not self.facts.reading_known:
            return []
        rows = []
        for reason in REASONS:
            if reason == "read_after_purchase" and self.rules.read_rule == "same_day":
                continue
            orders = [order for order in self.paid_in(days) if order["reason"] == reason]
            amount = sum(order["amount"] for order in orders) / 100
            rows.append({"reason": reason, "orders": len(orders), "amount": amount})
        return rows

    def report(self, asked: Days | None = None, agent: str | None = None) -> dict[str, Any]:
        """figures.json, without the data check."""
        days = clipped(asked, self.covered)
        agents = [
            {"agent": name} | {figure: self.value(figure, asked, name) for figure in NEEDS}
            for name in self.agents()
            if agent in (None, name)
        ]
        agents.sort(key=lambda r: (-(r["guided_gmv"] or 0), -(r["followup_gmv"] or 0), r["agent"]))
        return {
            "shop": {figure: self.value(figure, asked) for figure in NEEDS},
            "daily": [
                {"day": day.isoformat()} | {f: self.value(f, (day, day)) for f in EFFECT}
                for day in days_of(days)
            ],
            "agents": agents,
            "orders": self.order_rows(days, agent) if days else [],
            "reception": self.reception.report(asked, agent),
            "leakage": self.leakage(days) if days else [],
        }
