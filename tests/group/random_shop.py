"""A shop of random rows, dense enough that every rule has something to decide."""

from __future__ import annotations

import random
from datetime import datetime, timedelta

from tests.figures import shops

AGENTS = ("红", "兰", "紫", "绿")
STATUSES = ("协助付款", "付款流失", "别的")
FIRST = datetime(2022, 7, 25)


def random_shop(rng: random.Random, *, buyers: int = 25, days: int = 12, messages: int = 300):
    """A shop with all tables; times fall on full minutes so that many are equal."""

    def at() -> str:
        moment = FIRST + timedelta(days=rng.randrange(days), minutes=rng.randrange(24 * 60))
        return moment.isoformat(" ") if rng.random() < 0.97 else moment.date().isoformat()

    def later(than: str, most: int) -> str:
        start = datetime.fromisoformat(than)
        return (start + timedelta(minutes=rng.randrange(most))).isoformat(" ")

    def who() -> tuple[str, str]:
        return f"买家{rng.randrange(buyers)}", rng.choice(AGENTS)

    def rows(count, make):
        return [make() for _ in range(count)]

    def relation():
        bound = FIRST + timedelta(days=rng.randrange(-20, days), minutes=rng.randrange(1440))
        ended = rng.random() < 0.2
        return (
            *who(),
            bound.isoformat(" "),
            later(bound.isoformat(" "), 20_000) if ended else None,
        )

    def message():
        sent = at()
        read = later(sent, 300) if rng.random() < 0.7 else None
        return (*who(), sent, read, later(sent, 900) if rng.random() < 0.4 else None)

    def order(number):
        paid = at() if rng.random() < 0.9 else None
        refund = rng.choice((None, None, 5))
        return f"{number:05d}", who()[0], paid, rng.randrange(1, 50_000) / 100, False, refund

    def reception():
        started = at()
        ended = later(started, 90) if rng.random() < 0.9 else None
        return (*who(), started, ended, rng.choice(STATUSES))

    def invitation():
        outcome = rng.choice(("accepted", "declined", None))
        return (*who(), at(), rng.choice(("manual", "auto")), outcome)

    def task():
        created = at()
        return rng.choice(AGENTS), "关联销售", created, rng.choice((None, later(created, 9000)))

    return shops.shop(
        relations=shops.relations(*rows(buyers * 3, relation)),
        messages=shops.messages(*rows(messages, message)),
        visits=shops.visits(*rows(messages // 3, lambda: (who()[0], at()))),
        orders=shops.orders(*map(order, range(messages // 3))),
        invitations=shops.invitations(*rows(60, invitation)),
        opportunities=shops.opportunities(*rows(40, task)),
        receptions=shops.receptions(*rows(150, reception)),
    )
