"""要点: what of a period stands out. A rule is silent where nothing does.

Each rule is a function over frames as `Figures` and `sending.Sending` give them, and says in its
docstring when it speaks.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from itertools import islice
from typing import TYPE_CHECKING, Any

import pandas as pd

if TYPE_CHECKING:
    from xlcs.figures.figures import Figures

MOST = 5
"""Highlights that are told; the rules stand in order of weight."""

FEWEST_DAYS = 7
"""Days with messages that a usual day is taken from."""
MUCH_MORE, MUCH_LESS = 1.5, 0.5
"""Times the usual day that stand out."""
NOTICEABLE_SHARE = 0.05
"""Of what clients paid: money below this is not worth a sentence [fraction]."""
LATE_HOUR = 22
"""From this hour on a message is late: hardly anybody buys on the same day."""
FEWEST_CUSTOMERS = 20
"""Customers messaged that a share is taken from."""
LOW_READ_RATE = 0.5
"""Below this share of customers reading, it is said [fraction]."""


@dataclass(frozen=True)
class Highlight:
    """What a rule found.

    rule : which one
    numbers : counts, money [CNY; None where unknown] and shares [fraction] of its sentence, by name
    day, agent : whom or what it is about, where it is about one
    """

    rule: str
    numbers: dict[str, Any] = field(default_factory=dict)
    day: date | None = None
    agent: str | None = None


def highlights(
    figures: Figures, start: date, end: date, agent: str | None = None
) -> list[Highlight]:
    """What of the period stands out, at most `MOST`, of the shop or of one agent's clients."""
    found = _by_weight(figures, start, end, agent)
    return list(islice(found, MOST))


def _by_weight(figures: Figures, start: date, end: date, agent: str | None) -> Iterator[Highlight]:
    before = figures.period(start, end).before
    if before is not None:
        now, then = (figures.value("compliant", *days, agent) for days in ((start, end), before))
        yield from turned_verdict(now, then)
    orders = figures.orders(start, end)
    sending = figures.sending(start, end)
    if agent is not None:
        orders = orders[orders["client_agent"] == agent]
    yield from standing_out_days(daily_of(figures, start, end, agent))
    yield from clients_not_messaged(orders)
    yield from late_messages(sending.sent(agent), orders)
    yield from balances_not_urged(sending.balances(agent))
    if agent is None:
        yield from few_readers(figures.agent_table(start, end), figures.shop(start, end))


def daily_of(
    figures: Figures, start: date | None, end: date | None, agent: str | None
) -> pd.DataFrame:
    """The figures of effect day by day, of the shop or of one agent; as `Figures.daily`."""
    daily = figures.daily(start, end)
    if agent is None:
        return daily
    ids = [id for id in daily.columns if id not in ("day", "final")]
    rows = [{id: figures.value(id, day, day, agent) for id in ids} for day in daily["day"]]
    return daily.assign(**pd.DataFrame(rows, daily.index, ids).astype(daily.dtypes[ids]))


def turned_verdict(now: object, before: object) -> Iterator[Highlight]:
    """Receptions are 达标 and were not in the period before, or the other way round."""
    if now is not None and before is not None and now != before:
        yield Highlight("verdict_turned", {"compliant": bool(now)})


def standing_out_days(daily: pd.DataFrame) -> Iterator[Highlight]:
    """The days that brought most and least against the usual.

    Usual is the median guided GMV of the days on which clients were messaged, of which there are
    `FEWEST_DAYS` at least. Best is told from `MUCH_MORE` times the usual, worst up to `MUCH_LESS`
    times, unless several days share it; of equal best days the first.
    """
    days = daily[(daily["sent_customers"] > 0).fillna(False) & daily["guided_gmv"].notna()]
    usual = days["guided_gmv"].median()
    if len(days) < FEWEST_DAYS or not usual > 0:
        return
    gmv = days["guided_gmv"].to_numpy()
    for rule, at in (("best_day", int(gmv.argmax())), ("worst_day", int(gmv.argmin()))):
        amount = float(gmv[at])
        stands_out = (
            amount >= MUCH_MORE * usual
            if rule == "best_day"
            else (amount <= MUCH_LESS * usual and (gmv == amount).sum() == 1)
        )
        if stands_out:
            numbers = {"amount": amount, "usual": float(usual), "times": amount / float(usual)}
            yield Highlight(rule, numbers, days["day"].iloc[at].date())


def clients_not_messaged(orders: pd.DataFrame) -> Iterator[Highlight]:
    """The agent whose clients paid most without having been messaged.

    Told from `NOTICEABLE_SHARE` of what all clients paid; of equal agents the first by name.
    """
    of_clients = orders[orders["client_agent"].notna()]
    missed = of_clients[of_clients["reason"] == "not_messaged"]
    if missed.empty:
        return
    agents = missed["client_agent"].astype("str")
    worst = str(missed["amount"].groupby(agents).sum().idxmax())
    own = missed[agents == worst]
    amount = float(own["amount"].sum())
    if amount >= NOTICEABLE_SHARE * of_clients["amount"].sum():
        numbers = {"orders": len(own), "amount": round(amount, 2)}
        yield Highlight("clients_not_messaged", numbers, agent=worst)


def late_messages(counted: pd.DataFrame, orders: pd.DataFrame) -> Iterator[Highlight]:
    """Messages sent from `LATE_HOUR` on, and the orders that paid the day after for nothing.

    The cost is the orders lost as `messaged_earlier_day` whose message was sent that late on the
    day before paying. Told from `NOTICEABLE_SHARE` of what all clients paid. `counted` is what
    `sending.counted_by_hour` gives.
    """
    late = int(counted.loc[counted["hour"] >= LATE_HOUR, "sent"].sum())
    lost = orders[(orders["reason"] == "messaged_earlier_day") & orders["sent_at"].notna()]
    next_day = lost["sent_at"].dt.normalize() + pd.Timedelta(days=1) == lost["day"]
    lost = lost[next_day & (lost["sent_at"].dt.hour >= LATE_HOUR)]
    paid = orders.loc[orders["client_agent"].notna(), "amount"].sum()
    amount = float(lost["amount"].sum())
    if late and amount > 0 and amount >= NOTICEABLE_SHARE * paid:
        numbers = {"messages": late, "orders": len(lost), "amount": round(amount, 2)}
        yield Highlight("late_messages", numbers)


def balances_not_urged(due: pd.DataFrame) -> Iterator[Highlight]:
    """Presale orders whose balance is due and whose buyer was not messaged since the deposit.

    Told from one on; with the agent whose clients have most of them, where one's do. `due` is what
    `Sending.balances` gives.
    """
    silent = due[~(due["messaged_at"] >= due["deposit_paid_at"])]
    if len(silent):
        deposits = silent["deposit"].sum(min_count=1)  # missing where none is known
        of_agent = silent["agent"].astype("str").value_counts()
        most = of_agent[of_agent == of_agent.max()]
        numbers = {
            "orders": len(silent),
            "amount": None if pd.isna(deposits) else round(float(deposits), 2),
            "of_agent": int(most.iloc[0]),
        }
        agent = most.index[0] if len(most) == 1 else None
        yield Highlight("balances_not_urged", numbers, agent=agent)


def few_readers(agents: pd.DataFrame, shop: dict[str, Any]) -> Iterator[Highlight]:
    """Less than `LOW_READ_RATE` of the customers messaged have read; who has the fewest readers.

    Told from `FEWEST_CUSTOMERS` customers on; the agent, of those with as many, with the lowest
    rate. `agents` is the agents' table, `shop` the shop's figures.
    """
    sent, read = shop["sent_customers"], shop["read_customers"]
    if sent is None or read is None or sent < FEWEST_CUSTOMERS or read / sent >= LOW_READ_RATE:
        return
    many = agents[(agents["sent_customers"] >= FEWEST_CUSTOMERS).fillna(False)]
    rates = many["read_customers"] / many["sent_customers"]
    worst = None if many.empty else str(many["agent"].iloc[int(rates.to_numpy().argmin())])
    numbers = {"sent": int(sent), "unread": int(sent - read), "share": 1 - read / sent}
    if worst is not None:
        numbers["agent_share"] = 1 - float(rates.min())
    yield Highlight("few_readers", numbers, agent=worst)
