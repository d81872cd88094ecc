"""Every figure, computed slowly and obviously: plain loops over the shop's facts.

Written from the spec alone, section by section, to be read beside it; it shares no code with the
package. Money is whole fen until the very last step.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from datetime import date
from functools import cached_property
from typing import Any

from ..source import File, Row, Rules, Time
from .attribution import Attribution, at_resolution
from .eligible import Eligible, meant
from .merge import facts
from .periods import DAY, Days, clipped, midnight
from .reception import RECEPTION, SlowReception
from .times import at_or_before

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
    "guided_net_gmv": BOUGHT,
    "followup_net_gmv": BOUGHT,
    "read_rate": SENT,
    "reply_rate": SENT,
    "guided_conversion": BOUGHT,
    "order_value": BOUGHT,
}


class SlowFigures:
    """The figures of a shop's export files."""

    def __init__(self, files: list[File], rules: Rules = Rules()) -> None:  # noqa: B008
        self.rules = rules
        self.facts = facts(files)
        self.minute = self.facts.minute
        self.reception = SlowReception(self.rows("receptions"), rules)
        self.of_buyer: dict[str, Attribution] = {}
        for relation in self.rows("relations"):
            self.buyer(relation["buyer_id"]).relations.append(relation)
        self.eligible_on: dict[date, list[Eligible]] = defaultdict(list)
        for message in self.rows("messages"):
            self.add_if_eligible(message)
        self.visits: dict[str, list[Time]] = defaultdict(list)
        for visit in self.rows("visits"):
            self.visits[visit["buyer_id"]].append(visit["visited_at"])
        self.paid = [order for order in self.rows("orders") if order["paid_at"] is not None]
        self.paid.sort(key=lambda order: (order["paid_at"].at, order["order_id"]))
        self.payments: dict[str, list[Time]] = defaultdict(list)
        for order in self.paid:
            self.payments[order["buyer_id"]].append(order["paid_at"])
        for order in self.paid:
            self.judge(order)

    def buyer(self, name: str) -> Attribution:
        """What decides that buyer's orders."""
        if name not in self.of_buyer:
            known = self.facts.reading_known
            self.of_buyer[name] = Attribution(self.rules, [], known, self.minute)
        return self.of_buyer[name]

    def rows(self, table: str) -> list[Row]:
        return self.facts.tables.get(table, [])

    @staticmethod
    def day_of(order: Row) -> date:
        day: date = order["paid_at"].at.date()
        return day

    def add_if_eligible(self, message: Row) -> None:
        """Section "Terms", eligible message; the relation is asked with the message's own time."""
        if message["initiated_by"] != "agent":
            return
        buyer = self.buyer(message["buyer_id"])
        own = [r for r in buyer.relations if r["agent"] == message["agent"]]
        relation = meant(own, message["sent_at"])
        if relation is None:
            return
        sent = at_resolution(message["sent_at"], minute=self.minute)
        assert sent is not None
        found = Eligible(
            message["buyer_id"], message["agent"], sent,
            at_resolution(message["read_at"], minute=self.minute),
            message["replied_at"], relation["bound_at"],
        )  # fmt: skip
        self.eligible_on[found.day].append(found)
        buyer.sent_on.setdefault(found.day, []).append(found)

    def judge(self, order: Row) -> None:
        """Give a paid order its reason, its agents and its net amount, in place."""
        buyer, p = self.buyer(order["buyer_id"]), order["paid_at"]
        order["net"] = None
        if self.facts.refunds_known:
            order["net"] = max(0, order["amount"] - (order["refund"] or 0))
        client_of = meant(buyer.relations, p)
        order["client_agent"] = client_of["agent"] if client_of else None
        followed_up = buyer.followed_up(p)
        order["followed_up_by"] = followed_up.agent if followed_up else None
        order["reason"] = order["decided_by"] = order["credited"] = None
        if not self.lacks(*BOUGHT):
            order["reason"], order["decided_by"] = buyer.reason(p)
        if order["reason"] == "counted":
            order["credited"] = order["decided_by"].agent

    # ---- Periods

    def lacks(self, *tables: str) -> bool:
        return any(table not in self.facts.tables for table in tables)

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

    def not_final(self, day: date) -> bool:
        """Section "Rule editions": whether the day's window reaches past the last covered day."""
        return self.covered is not None and self.last_of_window(day) > self.covered[1]

    def last_of_window(self, day: date) -> date:
        return day + (self.rules.window_days - 1) * DAY

    def sent_in(self, days: Days, agent: str | None) -> Iterator[Eligible]:
        for day, messages in self.eligible_on.items():
            if days[0] <= day <= days[1]:
                yield from (m for m in messages if agent in (None, m.agent))

    def customers(
        self, days: Days, agent: str | None, condition: Callable[[Eligible], bool]
    ) -> int:
        return len({m.buyer for m in self.sent_in(days, agent) if condition(m)})

    def sent_customers(self, days: Days, agent: str | None) -> int:
        return self.customers(days, agent, lambda m: True)

    def is_in_window(self, message: Eligible, then: Time | None) -> bool:
        """Whether that was from the sending on, until the end of D+N-1."""
        return then is not None and message.day <= then.at.date() <= self.last_of_window(
            message.day
        )

    def followed_by_one_of(self, message: Eligible, times: list[Time]) -> bool:
        """Whether one of the times was at or after the sending, until the end of D+N-1."""
        return any(
            self.is_in_window(message, then)
            and at_or_before(message.sent, then, minute=self.minute)
            for then in times
        )

    def read_customers(self, days: Days, agent: str | None) -> int | None:
        if not self.facts.reading_known:
            return None
        return self.customers(days, agent, lambda m: self.is_in_window(m, m.read))

    def replied_customers(self, days: Days, agent: str | None) -> int | None:
        if not self.facts.replies_known:
            return None
        return self.customers(days, agent, lambda m: self.is_in_window(m, m.replied))

    def guided_visitors(self, days: Days, agent: str | None) -> int:
        visits = self.visits
        return self.customers(days, agent, lambda m: self.followed_by_one_of(m, visits[m.buyer]))

    def guided_buyers(self, days: Days, agent: str | None) -> int:
        paid = self.payments
        return self.customers(days, agent, lambda m: self.followed_by_one_of(m, paid[m.buyer]))

    def paid_in(self, days: Days) -> list[Row]:
        return [order for order in self.paid if days[0] <= self.day_of(order) <= days[1]]

    def counted(self, days: Days, agent: str | None) -> list[Row]:
        counted = [order for order in self.paid_in(days) if order["reason"] == "counted"]
        return [order for order in counted if agent in (None, order["credited"])]

    def guided_gmv(self, days: Days, agent: str | None) -> float | None:
        if not self.facts.reading_known:
            return None
        return sum(order["amount"] for order in self.counted(days, agent)) / 100

    def guided_net_gmv(self, days: Days, agent: str | None) -> float | None:
        if not (self.facts.reading_known and self.facts.refunds_known):
            return None
        return sum(order["net"] for order in self.counted(days, agent)) / 100

    def followups(self, days: Days, agent: str | None) -> list[Row]:
        followed_up = [order for order in self.paid_in(days) if order["followed_up_by"] is not None]
        return [order for order in followed_up if agent in (None, order["followed_up_by"])]

    def followup_orders(self, days: Days, agent: str | None) -> int:
        return len(self.followups(days, agent))

    def followup_gmv(self, days: Days, agent: str | None) -> float:
        return sum(order["amount"] for order in self.followups(days, agent)) / 100

    def followup_net_gmv(self, days: Days, agent: str | None) -> float | None:
        if not self.facts.refunds_known:
            return None
        return sum(order["net"] for order in self.followups(days, agent)) / 100

    def converted_customers(self, days: Days, agent: str | None) -> int:
        return len({order["buyer_id"] for order in self.followups(days, agent)})

    def ratio(self, over: str, under: str, days: Days, agent: str | None) -> float | None:
        """Section "Beside them": of the period's own figures; over 0 it is null."""
        a, b = getattr(self, over)(days, agent), getattr(self, under)(days, agent)
        return None if a is None or not b else a / b

    def read_rate(self, days: Days, agent: str | None) -> float | None:
        return self.ratio("read_customers", "sent_customers", days, agent)

    def reply_rate(self, days: Days, agent: str | None) -> float | None:
        return self.ratio("replied_customers", "sent_customers", days, agent)

    def guided_conversion(self, days: Days, agent: str | None) -> float | None:
        return self.ratio("guided_buyers", "sent_customers", days, agent)

    def order_value(self, days: Days, agent: str | None) -> float | None:
        return self.ratio("followup_gmv", "converted_customers", days, agent)

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

    def clients_unsubscribed(self, days: Days, agent: str | None) -> int | None:
        if not self.facts.unbinding_known:
            return None
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

    def invites_accepted(self, days: Days, agent: str | None) -> int | None:
        if not self.facts.outcomes_known:
            return None
        return len({row["buyer_id"] for row in self.answered("accepted", days, agent)})

    def invites_declined(self, days: Days, agent: str | None) -> int | None:
        if not self.facts.outcomes_known:
            return None
        declined = self.answered("declined", days, agent)
        return len({row["buyer_id"] for row in declined if row["channel"] == "manual"})

    def opportunities_done(self, days: Days, agent: str | None) -> int | None:
        if not self.facts.doing_known:
            return None
        return sum(self.within(row["done_at"], days) for row in self.of("opportunities", agent))

    def opportunities_todo(self, days: Days, agent: str | None) -> int | None:
        if not self.facts.doing_known:
            return None
        end = midnight(days[1]) + DAY
        return sum(
            row["created_at"].at < end and (row["done_at"] is None or row["done_at"].at >= end)
            for row in self.of("opportunities", agent)
        )

    def agents(self) -> list[str]:
        tables = ("relations", "messages", "invitations", "opportunities")
        return sorted({row["agent"] for table in tables for row in self.rows(table)})
