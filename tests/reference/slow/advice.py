"""To do, hours and whose clients, message by message. Source: docs/report.md."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from ..source import Time
from .attribution import REASONS
from .eligible import meant
from .figures import BOUGHT
from .periods import DAY, Days, midnight
from .report import Slow

Todo = tuple[str, str, str | None, Any, str | None, float | None, str | None]
"""agent, kind, buyer, time, order, amount [CNY], detail"""

EARLIER_HELPS = ("messaged_earlier_day", "messaged_after_purchase", "read_after_purchase")


class SlowAdvice(Slow):
    """What the figures suggest to do."""

    def todo(self, day: date) -> list[Todo]:
        """Section "To do", as of the end of that day."""
        end = midnight(day) + DAY
        rows: list[Todo] = []
        for order in self.rows("orders"):
            deposited, paid = order["deposit_paid_at"], order["paid_at"]
            if deposited is None or not end - timedelta(days=60) <= deposited.at < end:
                continue
            if paid is not None and paid.at < end:
                continue
            relations = self.buyer(order["buyer_id"]).relations
            owner = meant(relations, Time(end - timedelta(seconds=1)))
            if owner is not None:
                deposit = order["deposit"]
                rows.append((owner["agent"], "balance_due", order["buyer_id"], deposited.at,
                             order["order_id"], deposit and deposit / 100, None))  # fmt: skip
        yesterday = (day - DAY, day - DAY)
        for order in self.paid_in(yesterday):
            if order["client_agent"] and order["reason"] not in (None, "counted"):
                rows.append((order["client_agent"], "lost_order", order["buyer_id"],
                             order["paid_at"].at, order["order_id"], order["amount"] / 100,
                             order["reason"]))  # fmt: skip
        if self.facts.reading_known:
            sent = list(self.sent_in((day, day), None))
            for agent, buyer in {(m.agent, m.buyer) for m in sent}:
                own = [m for m in sent if (m.agent, m.buyer) == (agent, buyer)]
                if all(m.read is None for m in own):
                    last = max(m.sent.at for m in own)
                    rows.append((agent, "unread", buyer, last, None, None, None))
        for task in self.rows("opportunities"):
            done = task["done_at"]
            if task["created_at"].at < end and (done is None or done.at >= end):
                rows.append((task["agent"], "opportunity", None, task["created_at"].at, None, None,
                             task["kind"]))  # fmt: skip
        return rows

    def sent_by_hour(self, days: Days) -> dict[tuple[int, int], int]:
        """Messages by weekday and hour."""
        found: dict[tuple[int, int], int] = {}
        for message in self.sent_in(days, None):
            if message.sent.form != "day":
                at = (message.sent.at.weekday(), message.sent.at.hour)
                found[at] = found.get(at, 0) + 1
        return found

    def read_soon(self, days: Days) -> dict[tuple[int, int], int]:
        """Of them, those read within an hour."""
        found: dict[tuple[int, int], int] = {}
        for message in self.sent_in(days, None):
            read = message.read
            if message.sent.form == "day" or read is None or read.form == "day":
                continue
            if read.at - message.sent.at <= timedelta(hours=1):
                at = (message.sent.at.weekday(), message.sent.at.hour)
                found[at] = found.get(at, 0) + 1
        return found

    def caught(self, days: Days, hour: int) -> tuple[int, int]:
        """Orders and money [fen] that a message by that hour would have caught at most."""
        late = [
            order["amount"]
            for order in self.paid_in(days)
            if order["reason"] in EARLIER_HELPS
            and order["paid_at"].form != "day"
            and order["paid_at"].at.hour >= hour
        ]
        return len(late), sum(late)

    def of_clients(self, days: Days) -> dict[tuple[str, str], int]:
        """Money [fen] by client agent and reason."""
        if self.lacks(*BOUGHT):
            return {}
        found: dict[tuple[str, str], int] = {}
        for order in self.paid_in(days):
            if order["client_agent"] and order["reason"] in REASONS:
                key = (order["client_agent"], order["reason"])
                found[key] = found.get(key, 0) + order["amount"]
        return found
