"""Random shops, as the rows of their export files, full of the cases that are easy to get wrong.

Facts are made first (relations bound again, ties, midnight, presale, …) and then exported: cut
into several overlapping files, each of which may blank values, lack columns, be net of refunds,
be to the minute only, or hold rows that cannot be used.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from hypothesis import assume
from hypothesis import strategies as st

from .decided import is_decided
from .slow.periods import midnight
from .source import COLUMNS, MAIN_TIME, Bad, File, Row, Time

SECOND, MINUTE, HOUR, DAY = (
    timedelta(seconds=1), timedelta(minutes=1), timedelta(hours=1), timedelta(days=1),
)  # fmt: skip
FIRST_DAY = date(2022, 7, 27)  # a few days before the turn of a month

# Names that a careless reader turns into numbers, and two that differ by case only.
BUYERS = ("小明", "007", "1e5", "小**明", "tb_李", "B", "b", "18600000000")
AGENTS = ("店铺:小红", "店铺:小兰", "a", "B", "阿强", "旁店:小兰", "店铺:小红2")
KINDS = ("关联销售", "批量提醒", "异常物流")
STATUSES = ("协助付款", "协助下单", "付款成功", "催付成功", "已付款", "已转化", "付款流失",
            "催付失败", "询单流失", "未付款", "未转化", "闲聊", "转交同事", None)  # fmt: skip


TROUBLES = frozenset((
    "order level beside items", "bare agents", "saved from excel", "rounded numbers", "cntaobao",
    "kindless receptions", "unpaid items", "done by state", "reading unknown", "replies unknown",
    "refunds unknown", "to the minute", "a key twice in a minute",
))  # fmt: skip
"""Kinds of trouble that a shop's exports may have."""


@dataclass(frozen=True)
class Size:
    """How much there is of everything."""

    buyers: int = 4
    agents: int = 3
    days: int = 6
    relations: int = 6
    messages: int = 10
    visits: int = 5
    orders: int = 8
    invitations: int = 5
    opportunities: int = 5
    receptions: int = 8
    reception_days: int = 80
    files: int = 3
    at_most: bool = False
    troubles: frozenset[str] = frozenset(("cntaobao", "done by state", "rounded numbers"))
    oddities: float = 0.05
    """Probability of a row that cannot be used, a conflict, a blank and the like."""

    def has(self, trouble: str) -> bool:
        assert trouble in TROUBLES
        return trouble in self.troubles


SMALL = Size(at_most=True)
MIDDLE = Size(
    buyers=60, agents=6, days=40, relations=150, messages=900, visits=400, orders=400,
    invitations=120, opportunities=120, receptions=400, files=5,
)  # fmt: skip
LARGE = Size(
    buyers=1500, agents=6, days=62, relations=5000, messages=20_000, visits=8000, orders=6000,
    invitations=1500, opportunities=1500, receptions=6000, files=6, oddities=0.02,
)  # fmt: skip


@dataclass(frozen=True)
class Habits:
    """What is the same for all files of one shop."""

    minute: str | None  # the table whose files may be to the minute
    day_only: bool
    relation_form: str
    invitation_form: str
    opportunity_form: str
    reception_form: str
    item_level: bool
    presale: bool
    unknown: frozenset[str]  # what no file says: reading, replies, refunds


def some_habits(rng: random.Random, size: Size) -> Habits:
    return Habits(
        minute=rng.choice((None, None, None, "messages", "visits", "orders"))
        if size.has("to the minute")
        else None,
        day_only=rng.choice((False, False, True)),
        relation_form=rng.choice(("second", "second", "minute", "day")),
        invitation_form=rng.choice(("second", "minute", "day")),
        opportunity_form=rng.choice(("second", "minute", "day")),
        reception_form=rng.choice(("second", "second", "minute")),
        item_level=rng.choice((False, False, True)),
        presale=rng.choice((True, True, False)),
        unknown=frozenset(
            what
            for what in ("reading", "replies", "refunds")
            if size.has(f"{what} unknown") and rng.random() < 0.08
        ),
    )


def in_form(at: datetime, form: str) -> Time:
    if form == "day":
        return Time(midnight(at.date()), "day")
    return Time(at.replace(second=0) if form == "minute" else at, form)


class Making:
    """The facts of one shop being made."""

    def __init__(self, rng: random.Random, size: Size) -> None:
        self.rng, self.size = rng, size
        self.habits = some_habits(rng, size)
        self.buyers = list(BUYERS[: size.buyers])
        self.buyers += [f"买家{number}" for number in range(size.buyers - len(self.buyers))]
        self.agents = list(AGENTS[: size.agents])
        self.near: dict[str, list[datetime]] = {buyer: [] for buyer in self.buyers}
        self.agents_of: dict[str, list[str]] = {buyer: [] for buyer in self.buyers}

    def chance(self, probability: float) -> bool:
        return self.rng.random() < probability

    def count(self, most: int) -> int:
        return self.rng.randint(0, most) if self.size.at_most else most

    def odd(self) -> bool:
        return self.chance(self.size.oddities)

    def end(self, days: int) -> datetime:
        """The last moment of any fact; the last minutes of the last day are for closing rows."""
        return midnight(FIRST_DAY) + days * DAY - 15 * MINUTE

    def moment(self, buyer: str | None = None, days: int | None = None) -> datetime:
        """A moment: close to another of this buyer's, at the edge of a day, or anywhere."""
        rng, days = self.rng, days or self.size.days
        known = self.near[buyer] if buyer else []
        how = rng.random()
        at = midnight(FIRST_DAY + rng.randrange(days) * DAY)
        if known and how < 0.5:
            at = rng.choice(known) + rng.choice((0, 0, 1, -1, 20, -20, 60, 600)) * SECOND
        elif how < 0.6:
            at += rng.choice((timedelta(), SECOND, 30 * SECOND, DAY - SECOND))
        elif how < 0.8:
            at += rng.choice((9, 10, 12, 23)) * HOUR
        else:
            at += rng.randrange(8 * 3600, 86400) * SECOND
        at = max(midnight(FIRST_DAY), min(at, self.end(days)))
        if buyer:
            known.append(at)
        return at

    def midnight(self) -> datetime:
        return midnight(FIRST_DAY + self.rng.randrange(self.size.days) * DAY)

    def after(self, at: datetime, buyer: str) -> Time | None:
        """When something sent at that time was read or answered, if it was."""
        rng = self.rng
        then = rng.choice((
            None, None, at, at + SECOND, at + 10 * MINUTE, at + 3 * HOUR,
            midnight(at.date()) + DAY - SECOND, midnight(at.date()) + DAY, at + DAY,
            at + rng.choice((2, 3, 6, 7)) * DAY,
            max(at, self.moment(buyer)),
        ))  # fmt: skip
        if then is None or then > self.end(self.size.days):
            return None
        self.near[buyer].append(then)
        return Time(then)

    def relations(self) -> list[Row]:
        rows = []
        for _ in range(self.count(self.size.relations)):
            buyer, agent = self.rng.choice(self.buyers), self.rng.choice(self.agents)
            for _ in range(self.rng.choice((1, 1, 2, 3))):
                bound = self.moment(buyer)
                if self.chance(0.1):
                    bound = self.midnight()
                elif self.chance(0.5):
                    bound = max(bound - 30 * DAY, midnight(FIRST_DAY) - 40 * DAY)
                unbound = None
                if self.chance(0.45):
                    ends = (bound, bound + SECOND, bound + DAY, self.moment(buyer), self.midnight())
                    unbound = min(max(bound, self.rng.choice(ends)), self.end(self.size.days))
                form = self.habits.relation_form
                rows.append({
                    "buyer_id": buyer, "agent": agent, "bound_at": in_form(bound, form),
                    "unbound_at": unbound and in_form(unbound, form),
                })  # fmt: skip
                self.agents_of[buyer].append(agent)
        return rows

    def messages(self) -> list[Row]:
        rows = []
        for _ in range(self.count(self.size.messages)):
            buyer = self.rng.choice(self.buyers)
            known = self.agents_of[buyer]
            agent = self.rng.choice(known if known and self.chance(0.85) else self.agents)
            sent = self.moment(buyer)
            read = self.after(sent, buyer)
            if self.habits.day_only and self.chance(0.15):
                sent = midnight(sent.date())
            day = self.habits.day_only and self.chance(0.2)
            rows.append({
                "buyer_id": buyer, "agent": agent,
                "sent_at": Time(sent, "day" if sent == midnight(sent.date()) and day else "second"),
                "initiated_by": "agent" if self.chance(0.85) else "buyer",
                "read_at": in_form(read.at, "day") if read and day else read,
                "replied_at": self.after(sent, buyer),
            })  # fmt: skip
        return rows

    def maybe_day(self, at: datetime) -> Time:
        return in_form(at, "day" if self.habits.day_only and self.chance(0.2) else "second")

    def visits(self) -> list[Row]:
        rows = []
        for _ in range(self.count(self.size.visits)):
            buyer = self.rng.choice(self.buyers)
            rows.append({"buyer_id": buyer, "visited_at": self.maybe_day(self.moment(buyer))})
        return rows

    def orders(self) -> list[Row]:
        rows: list[Row] = []
        for number in range(self.count(self.size.orders)):
            row = self.order(f"29{number + 1:017d}")
            parts = self.rng.choice((1, 2)) if self.habits.item_level else 1
            for part in range(parts):
                share = dict(row)
                if self.habits.item_level:
                    share["sub_order_id"] = f"{row['order_id']}{part}"
                    closed = self.size.has("unpaid items") and not row.get("is_presale")
                    if closed and self.chance(0.1):
                        share["paid_at"] = None  # closed before it was paid
                    elif closed and row["paid_at"] is not None and self.chance(0.1):
                        share["paid_at"] = self.maybe_day(self.moment(row["buyer_id"]))
                for column in ("amount", "refund", "total", "deposit", "balance"):
                    if row[column] is not None:
                        share[column] = row[column] * (part + 1) // parts
                        share[column] -= row[column] * part // parts
                rows.append(share)
        return rows

    def order(self, order_id: str) -> Row:
        """One order; `amount` is gross here, a net file takes the refund off."""
        rng = self.rng
        buyer = rng.choice(self.buyers)
        paid: Time | None = self.maybe_day(self.moment(buyer))
        amount: int | None = rng.choice((0, 1, 999, 10_000, 123_456, rng.randrange(1, 90_000)))
        row: Row = dict.fromkeys(COLUMNS["orders"])
        if self.habits.presale and self.chance(0.3):
            row["is_presale"] = True
            row["deposit_paid_at"] = self.maybe_day(self.moment(buyer))
            row["deposit"], row["balance"] = rng.choice((20_000, 500)), rng.choice((80_000, 1))
            row["balance_paid_at"] = None if self.chance(0.3) else paid
            amount = row["deposit"] + (row["balance"] if row["balance_paid_at"] else 0)
            if self.chance(0.1):
                row[rng.choice(("deposit", "balance"))] = None
            paid = rng.choice((None, row["deposit_paid_at"], row["balance_paid_at"]))
        elif self.chance(0.1):
            paid = None
            amount = rng.choice((None, 0, amount))
        row |= {"order_id": order_id, "buyer_id": buyer, "paid_at": paid, "amount": amount}
        row["created_at"] = Bad() if self.odd() else paid
        row["refund"] = 0
        in_parts = not row.get("is_presale") or None not in (row["deposit"], row["balance"])
        if amount is not None:
            if amount and in_parts and self.chance(0.3):
                row["refund"] = rng.randrange(1, amount + 1)
            row["total"] = amount + (rng.choice((1, 500)) if self.odd() else 0)
        return row

    def invitations(self) -> list[Row]:
        rows = []
        form = self.habits.invitation_form
        for _ in range(self.count(self.size.invitations)):
            buyer = self.rng.choice(self.buyers)
            invited = self.moment(buyer)
            answered = self.after(invited, buyer)
            rows.append({
                "buyer_id": buyer, "agent": self.rng.choice(self.agents),
                "invited_at": in_form(invited, form),
                "channel": self.rng.choice(("manual", "manual", "auto")),
                "outcome": self.rng.choice(("accepted", "declined", None)),
                "answered_at": answered and in_form(answered.at, form),
            })  # fmt: skip
        return rows

    def opportunities(self) -> list[Row]:
        rows = []
        form = self.habits.opportunity_form
        for _ in range(self.count(self.size.opportunities)):
            created = self.moment()
            done = created + self.rng.choice((0, 1, 3600, 86_400, 300_000)) * SECOND
            row = {
                "agent": self.rng.choice(self.agents),
                "kind": self.rng.choice(KINDS),
                "created_at": in_form(created, form),
                "done_at": None,
            }
            if self.chance(0.2):
                done = midnight(created.date()) + self.rng.choice((1, 2)) * DAY
            if self.chance(0.6) and done < self.end(self.size.days):
                row["done_at"] = in_form(done, form)
            rows += [row] * self.rng.choice((1, 1, 1, 2, 3))
        return rows

    def receptions(self) -> list[Row]:
        rows = []
        days, form = self.size.reception_days, self.habits.reception_form
        none = None if self.size.has("kindless receptions") else "售前"
        for _ in range(self.count(self.size.receptions)):
            started = self.moment(days=days)
            ended = started + self.rng.choice((0, 59, 600, 2390, 3000, 3001, 90_000)) * SECOND
            if self.chance(0.1) or ended > self.end(days):
                ended = None
            rows.append({
                "buyer_id": self.rng.choice(self.buyers), "agent": self.rng.choice(self.agents),
                "started_at": in_form(started, form), "ended_at": ended and in_form(ended, form),
                "kind": self.rng.choice(("售前", "售前", "售后", none)),
                "status": self.rng.choice(STATUSES),
            })  # fmt: skip
        return rows


KEY = {
    "relations": ("buyer_id", "agent"),
    "messages": ("buyer_id", "agent", "initiated_by"),
    "visits": ("buyer_id",),
    "invitations": ("buyer_id", "agent", "channel"),
    "receptions": ("buyer_id", "agent", "kind"),
}


def told_apart(table: str, rows: list[Row]) -> list[Row]:
    """The facts without two of one key, and without a day beside that day's first minute.

    Whether 2022-08-01 and 2022-08-01 00:00:00 are one fact is nothing that the spec decides.
    """
    if table not in KEY:
        return rows
    seen = set()
    midnights: dict[Any, str] = {}
    result = []
    for row in rows:
        at = row[MAIN_TIME[table]]
        key = tuple(row[column] for column in KEY[table])
        if (key, at) in seen:
            continue
        if at.at.replace(second=0) == midnight(at.at.date()):
            day = (key, at.at.date())
            if midnights.setdefault(day, at.form) != at.form:
                continue
        seen.add((key, at))
        result.append(row)
    return result


def random_shop(rng: random.Random, size: Size = SMALL) -> list[File]:
    """The export files of a random shop."""
    from .beside import beside
    from .cutting import Cutting

    making = Making(rng, size)
    files: list[File] = []
    for table in COLUMNS:
        rows = told_apart(table, getattr(making, table)())
        if size.at_most and rng.random() < 0.06:
            continue
        files += Cutting(making, table, rows).files()
    return beside(files, size.troubles, rng)


@st.composite
def small_shops(draw: st.DrawFn, size: Size = SMALL) -> list[File]:
    """Small shops for Hypothesis to vary and to shrink."""
    rng = draw(st.randoms(use_true_random=False, note_method_calls=False))
    size = replace(size, oddities=rng.choice((0.0, 0.05, 0.3)))
    files = random_shop(rng, size)
    assume(files)  # a folder without a file is an error of its own
    assume(is_decided(files))
    return files
