"""Every figure, computed slowly and obviously: plain loops over the shop's facts.

Written from the spec alone, section by section, to be read beside it; it shares no code with the
package. Money is whole fen until the very last step.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import Any

from ..source import File, Row, Rules, Time
from .merge import facts
from .periods import DAY, Days, clipped, days_of, midnight
from .reception import RECEPTION, SlowReception

SENT = ("relations", "messages")
BOUGHT = ("relations", "messages", "orders")
NEEDS: dict[str, tuple[str, ...]] = {
    "sent_customers": SENT,
    "read_customers": SENT,
    "replied_customers": SENT,
    "guided_visitors": (*SENT, "visits"),
    "guided_buyers": BOUGHT,
    "guided_gmv": BOUGHT,
    "converted_customers": BOUGHT,
    "followup_orders": BOUGHT,
    "followup_gmv": BOUGHT,
    "clients_total": ("relations",),
    "clients_unsubscribed": ("relations",),
    "invites_sent": ("invitations",),
    "invites_accepted": ("invitations",),
    "invites_declined": ("invitations",),
    "opportunities_done": ("opportunities",),
    "opportunities_todo": ("opportunities",),
}
EFFECT = ("sent_customers", "read_customers", "guided_visitors", "guided_buyers", "guided_gmv")
REASONS = ("counted", "messaged_earlier_day", "not_messaged", "not_a_client",
           "messaged_after_purchase", "client_bound_same_day", "unread",
           "read_after_purchase")  # fmt: skip


def is_active(relation: Row, moment: Time) -> bool:
    """Section "Terms", active relation; known by its day only: active through the whole day."""
    first = last = moment.at
    if moment.form == "day":
        last = midnight(moment.at.date()) + DAY - timedelta(microseconds=1)
    unbound = relation["unbound_at"]
    return relation["bound_at"].at <= first and (unbound is None or last < unbound.at)


def at_or_before(a: Time, b: Time) -> bool:
    """Whether a ≤ b within one day; false where either is known by its day only."""
    return a.form != "day" and b.form != "day" and a.at <= b.at


@dataclass
class Eligible:
    """An eligible message and the relation it was sent under."""

    buyer: str
    agent: str
    sent: Time
    read: Time | None
    replied: Time | None
    bound: Time

    @property
    def day(self) -> date:
        return self.sent.at.date()

    @property
    def read_that_day(self) -> bool:
        return self.read is not None and self.read.at.date() == self.day


def last_of(messages: list[Eligible]) -> Eligible:
    """The last message: latest t; then latest r, no r ranking last; then the first agent."""
    best = messages[0]
    for message in messages[1:]:
        tie = rank(message) == rank(best) and message.agent < best.agent
        if rank(message) > rank(best) or tie:
            best = message
    return best


def rank(message: Eligible) -> tuple[datetime, datetime]:
    read = message.read
    exact = read is not None and read.form != "day"
    return message.sent.at, read.at if read is not None and exact else datetime.min


class Slow:
    """The figures of a shop's export files."""

    def __init__(self, files: list[File], rules: Rules = Rules()) -> None:  # noqa: B008
        self.rules = rules
        self.facts = facts(files)
        self.relations: dict[str, list[Row]] = defaultdict(list)
        for relation in self.rows("relations"):
            self.relations[relation["buyer_id"]].append(relation)
        self.reception = SlowReception(self.rows("receptions"), rules)
        self.eligible_on: dict[date, list[Eligible]] = defaultdict(list)
        self.sent_on: dict[tuple[str, date], list[Eligible]] = defaultdict(list)
        for message in self.rows("messages"):
            self.add_if_eligible(message)
        self.visits: dict[tuple[str, date], list[Time]] = defaultdict(list)
        for visit in self.rows("visits"):
            at = visit["visited_at"]
            self.visits[(visit["buyer_id"], at.at.date())].append(at)
        self.paid = [order for order in self.rows("orders") if order["paid_at"] is not None]
        self.paid.sort(key=lambda order: (order["paid_at"].at, order["order_id"]))
        self.payments: dict[tuple[str, date], list[Time]] = defaultdict(list)
        for order in self.paid:
            self.payments[(order["buyer_id"], self.day_of(order))].append(order["paid_at"])
        for order in self.paid:
            order["followed_up_by"] = self.followed_up_by(order)
            order["reason"], order["decided_by"] = self.reason(order)
            counted = order["reason"] == "counted"
            order["credited"] = order["decided_by"].agent if counted else None

    def rows(self, table: str) -> list[Row]:
        return self.facts.get(table, [])

    @staticmethod
    def day_of(order: Row) -> date:
        day: date = order["paid_at"].at.date()
        return day

    def add_if_eligible(self, message: Row) -> None:
        """Section "Terms", eligible message."""
        if message["initiated_by"] != "agent":
            return
        active = [
            relation
            for relation in self.relations[message["buyer_id"]]
            if relation["agent"] == message["agent"] and is_active(relation, message["sent_at"])
        ]
        if not active:
            return
        meant = max(active, key=lambda relation: relation["bound_at"].at)
        found = Eligible(
            message["buyer_id"], message["agent"], message["sent_at"], message["read_at"],
            message["replied_at"], meant["bound_at"],
        )  # fmt: skip
        self.eligible_on[found.day].append(found)
        self.sent_on[(found.buyer, found.day)].append(found)

    # ---- Why an order counts, or not

    def reason(self, order: Row) -> tuple[str | None, Eligible | None]:
        """The order's reason, and the last of the messages that decided it, if any.

        These are the ones that passed most steps. Neither where a table is missing.
        """
        if self.lacks(*BOUGHT):
            return None, None
        buyer, p, day = order["buyer_id"], order["paid_at"], self.day_of(order)
        start = self.sent_on[(buyer, day)]
        if not start:
            for back in range(1, self.rules.lookback_days + 1):
                if self.sent_on[(buyer, day - back * DAY)]:
                    return "messaged_earlier_day", last_of(self.sent_on[(buyer, day - back * DAY)])
            if any(is_active(relation, p) for relation in self.relations[buyer]):
                return "not_messaged", None
            return "not_a_client", None
        in_time = [message for message in start if at_or_before(message.sent, p)]
        if not in_time:
            return "messaged_after_purchase", last_of(start)
        older = [message for message in in_time if message.bound.at.date() < day]
        if not older:
            return "client_bound_same_day", last_of(in_time)
        read = [message for message in older if message.read_that_day]
        if not read:
            return "unread", last_of(older)
        if self.rules.read_rule == "before_payment":
            in_order = [m for m in read if m.read and (m.read.form == "day" or m.read.at <= p.at)]
            if not in_order:
                return "read_after_purchase", last_of(read)
            return "counted", last_of(in_order)
        return "counted", last_of(read)

    def followed_up_by(self, order: Row) -> str | None:
        """Section "Per-agent figures", followup_orders: the one agent it is credited to."""
        sent = self.sent_on[(order["buyer_id"], self.day_of(order))]
        sent = [message for message in sent if at_or_before(message.sent, order["paid_at"])]
        return last_of(sent).agent if sent else None

    # ---- Periods

    def lacks(self, *tables: str) -> bool:
        return any(table not in self.facts for table in tables)

    @cached_property
    def covered(self) -> Days | None:
        """Section "Terms", covered days."""
        days = [message["sent_at"].at.date() for message in self.rows("messages")]
        days += [visit["visited_at"].at.date() for visit in self.rows("visits")]
        days += [self.day_of(order) for order in self.paid]
        return (min(days), max(days)) if days else None

    # ---- Guided-sales and per-agent figures

    def value(self, figure: str, asked: Days | None, agent: str | None = None) -> Any:
        """One figure for a period (None: all covered days) and one agent (None: the shop)."""
        if figure in RECEPTION:
            return self.reception.value(figure, asked, agent)
        days = clipped(asked, self.covered)
        if days is None or self.lacks(*NEEDS[figure]):
            return None
        return getattr(self, figure)(days, agent)

    def sent_in(self, days: Days, agent: str | None) -> Iterator[Eligible]:
        for day in days_of(days):
            for message in self.eligible_on.get(day, []):
                if agent in (None, message.agent):
                    yield message

    def customers(
        self, days: Days, agent: str | None, condition: Callable[[Eligible], bool]
    ) -> int:
        return len({m.buyer for m in self.sent_in(days, agent) if condition(m)})

    def sent_customers(self, days: Days, agent: str | None) -> int:
        return self.customers(days, agent, lambda m: True)

    def read_customers(self, days: Days, agent: str | None) -> int:
        return self.customers(days, agent, lambda m: m.read_that_day)

    def replied_customers(self, days: Days, agent: str | None) -> int:
        return self.customers(
            days, agent, lambda m: m.replied is not None and m.replied.at.date() == m.day
        )

    def guided_visitors(self, days: Days, agent: str | None) -> int:
        return self.customers(
            days, agent,
            lambda m: any(at_or_before(m.sent, v) for v in self.visits.get((m.buyer, m.day), [])),
        )  # fmt: skip

    def guided_buyers(self, days: Days, agent: str | None) -> int:
        return self.customers(
            days, agent,
            lambda m: any(at_or_before(m.sent, p) for p in self.payments.get((m.buyer, m.day), [])),
        )  # fmt: skip

    def paid_in(self, days: Days) -> list[Row]:
        return [order for order in self.paid if days[0] <= self.day_of(order) <= days[1]]

    def guided_gmv(self, days: Days, agent: str | None) -> float:
        counted = [order for order in self.paid_in(days) if order["reason"] == "counted"]
        return sum(o["amount"] for o in counted if agent in (None, o["credited"])) / 100

    def followups(self, days: Days, agent: str | None) -> list[Row]:
        followed_up = [order for order in self.paid_in(days) if order["followed_up_by"] is not None]
        return [order for order in followed_up if agent in (None, order["followed_up_by"])]

    def followup_orders(self, days: Days, agent: str | None) -> int:
        return len(self.followups(days, agent))

    def followup_gmv(self, days: Days, agent: str | None) -> float:
        return sum(order["amount"] for order in self.followups(days, agent)) / 100

    def converted_customers(self, days: Days, agent: str | None) -> int:
        return len({order["buyer_id"] for order in self.followups(days, agent)})

    def of(self, table: str, agent: str | None) -> list[Row]:
        return [row for row in self.rows(table) if agent in (None, row["agent"])]

    def clients_total(self, days: Days, agent: str | None) -> int:
        end = midnight(days[1]) + DAY
        buyers = set()
        for relation in self.of("relations", agent):
            unbound = relation["unbound_at"]
            if relation["bound_at"].at < end and (unbound is None or unbound.at >= end):
                buyers.add(relation["buyer_id"])
        return len(buyers)

    @staticmethod
    def within(at: Time | None, days: Days) -> bool:
        return at is not None and days[0] <= at.at.date() <= days[1]

    def clients_unsubscribed(self, days: Days, agent: str | None) -> int:
        return sum(self.within(r["unbound_at"], days) for r in self.of("relations", agent))

    def invites_sent(self, days: Days, agent: str | None) -> int:
        invited = self.of("invitations", agent)
        by_hand = [row for row in invited if row["channel"] == "manual"]
        return len({row["buyer_id"] for row in by_hand if self.within(row["invited_at"], days)})

    def answered(self, outcome: str, days: Days, agent: str | None) -> list[Row]:
        return [
            row
            for row in self.of("invitations", agent)
            if row["outcome"] == outcome
            and self.within(row["answered_at"] or row["invited_at"], days)
        ]

    def invites_accepted(self, days: Days, agent: str | None) -> int:
        return len({row["buyer_id"] for row in self.answered("accepted", days, agent)})

    def invites_declined(self, days: Days, agent: str | None) -> int:
        declined = self.answered("declined", days, agent)
        return len({row["buyer_id"] for row in declined if row["channel"] == "manual"})

    def opportunities_done(self, days: Days, agent: str | None) -> int:
        return sum(self.within(row["done_at"], days) for row in self.of("opportunities", agent))

    def opportunities_todo(self, days: Days, agent: str | None) -> int:
        end = midnight(days[1]) + DAY
        return sum(
            row["created_at"].at < end and (row["done_at"] is None or row["done_at"].at >= end)
            for row in self.of("opportunities", agent)
        )

    def agents(self) -> list[str]:
        tables = ("relations", "messages", "invitations", "opportunities")
        return sorted({row["agent"] for table in tables for row in self.rows(table)})

    # ---- figures.json

    def order_rows(self, days: Days, agent: str | None) -> list[dict[str, Any]]:
        return [
            {
                "order_id": order["order_id"],
                "buyer_id": order["buyer_id"],
                "day": self.day_of(order).isoformat(),
                "amount": order["amount"] / 100,
                "presale": order["presale"],
                "reason": order["reason"],
                "credited_agent": order["credited"],
            }
            for order in self.paid_in(days)
            if agent in (None, order["credited"])
        ]

    def leakage(self, days: Days) -> list[dict[str, Any]]:
        if self.lacks(*BOUGHT):
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
