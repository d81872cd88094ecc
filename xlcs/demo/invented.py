"""Two months of a shop that does not exist: who was messaged, read, came, paid and was received.

Everything is drawn from one seed, so that the demo is the same on every machine. Buyers and agents
are codes; nobody real is in it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

SEED = 20220801
FIRST_DAY = np.datetime64("2022-08-01", "s")
DAYS = 61
AUGUST = 31
DAY = 86_400
HOUR = 3_600
MINUTE = 60

CLIENTS = 480
"""Buyers bound before the first day."""
NEW_CLIENTS = 80
"""Buyers bound within the two months, each after an invitation."""
STRANGERS = 220
"""Buyers who are never clients."""

LATE_CAMPAIGN = 39
"""The day (9 September) on which half of the messages went out at 23:30, too late to sell."""
BALANCE_DAY = 40
"""The day (10 September) on which presale balances are due."""

PRICES_FEN = np.array([3_900, 5_990, 8_900, 12_900, 16_800, 23_900])
QUANTITIES = np.array([1, 1, 1, 2, 3])

KINDS = np.array(["关联销售", "批量提醒", "异常物流"])
SOLVED = np.array(["协助付款", "协助下单", "付款成功", "催付成功"])
LOST = np.array(["付款流失", "催付失败", "询单流失", "未付款"])

RECEPTION_MONTHS = (
    # first day, days, buyers, share converted, mean duration [s]
    (0, AUGUST, 300, 0.60, 39 * MINUTE + 49.6),
    (AUGUST, DAYS - AUGUST, 350, 0.66, 45 * MINUTE + 24.3),
)

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Rng = np.random.Generator


@dataclass(frozen=True)
class Invented:
    """The facts, one frame a table; times are datetime64[s] [local time], money is fen.

    relations buyer_id, agent, bound_at, unbound_at · messages buyer_id, agent, sent_at, by_agent,
    read_at, replied_at · visits buyer_id, visited_at · orders order_id, buyer_id, created_at,
    paid_at, amount, refund · presales order_id, buyer_id, created_at, deposit_paid_at, deposit,
    balance_paid_at, balance · invitations buyer_id, agent, invited_at, by_hand, outcome,
    answered_at · opportunities agent, kind, created_at, done_at · receptions buyer_id, agent,
    started_at, ended_at, kind, status
    """

    relations: pd.DataFrame
    messages: pd.DataFrame
    visits: pd.DataFrame
    orders: pd.DataFrame
    presales: pd.DataFrame
    invitations: pd.DataFrame
    opportunities: pd.DataFrame
    receptions: pd.DataFrame


def invented_shop() -> Invented:
    """The invented shop, the same at every call."""
    rng = np.random.default_rng(SEED)
    buyers = _buyers()
    agents = np.array([f"示例店:客服{number:02d}" for number in range(1, 5)], dtype=object)
    # the first agent has the most clients
    agent_of = rng.choice(4, CLIENTS + NEW_CLIENTS, p=[0.4, 0.3, 0.2, 0.1])
    bound = np.concatenate(
        [
            -rng.integers(1, 120, CLIENTS) * DAY + _daytime(rng, CLIENTS),
            np.sort(rng.integers(0, DAYS - 1, NEW_CLIENTS)) * DAY + _daytime(rng, NEW_CLIENTS),
        ]
    )
    told = _messages(rng, agent_of, bound)
    return Invented(
        relations=_relations(rng, buyers, agents, agent_of, bound),
        messages=_message_table(rng, buyers, agents, told),
        visits=_visits(rng, buyers, told),
        orders=_orders(rng, buyers, told),
        presales=_presales(rng, buyers, told),
        invitations=_invitations(rng, buyers, agents, agent_of, bound),
        opportunities=_opportunities(rng, agents),
        receptions=_receptions(rng, buyers, agents),
    )


@dataclass(frozen=True)
class _Told:
    """Messages by agents: seconds since the first day; `read` is NaN where nobody read."""

    buyer: Ints
    agent: Ints
    sent: Ints
    read: Floats

    @property
    def day(self) -> Ints:
        return self.sent // DAY


def _buyers() -> npt.NDArray[Any]:
    names = [f"买家{number:04d}" for number in range(1, CLIENTS + NEW_CLIENTS + STRANGERS + 1)]
    # a few come masked, as platforms show them to sub-accounts
    names[-3:] = ["买**7", "买**8", "示**例"]
    return np.array(names, dtype=object)


def _daytime(rng: Rng, count: int) -> Ints:
    """Seconds of the day between 9 and 22 o'clock, most of them in the evening."""
    return (9 * HOUR + rng.beta(2.2, 1.6, count) * 13 * HOUR).astype(np.int64)


def _messages(rng: Rng, agent_of: Ints, bound: Ints) -> _Told:
    # each client at most once a day; September is busier, the two campaign days more so
    weight = np.where(np.arange(DAYS) < AUGUST, 1.0, 1.25)
    weight[[7, LATE_CAMPAIGN, BALANCE_DAY]] *= 2.5
    pairs = rng.choice(
        DAYS * CLIENTS, 4_800, replace=False, p=np.repeat(weight / weight.sum() / CLIENTS, CLIENTS)
    )
    day, buyer = pairs // CLIENTS, pairs % CLIENTS
    sent = day * DAY + _daytime(rng, len(pairs))
    late = (day == LATE_CAMPAIGN) & (rng.random(len(pairs)) < 0.5)
    sent[late] = LATE_CAMPAIGN * DAY + 23 * HOUR + 30 * MINUTE + rng.integers(0, 900, late.sum())
    # new clients are greeted half an hour after they were bound
    new = np.arange(CLIENTS, CLIENTS + NEW_CLIENTS)
    buyer = np.concatenate([buyer, new])
    sent = np.concatenate([sent, bound[new] + 30 * MINUTE])
    order = np.argsort(sent, kind="stable")
    buyer, sent = buyer[order], sent[order]
    reading = rng.exponential(70 * MINUTE, len(sent)).round()
    read = np.where(rng.random(len(sent)) < 0.72, sent + reading, np.nan)
    return _Told(buyer, agent_of[buyer], sent, read)


def _relations(
    rng: Rng, buyers: npt.NDArray[Any], agents: npt.NDArray[Any], agent_of: Ints, bound: Ints
) -> pd.DataFrame:
    leavers = rng.choice(CLIENTS, 30, replace=False)
    unbound = np.full(len(bound), np.nan)
    unbound[leavers] = rng.integers(0, DAYS, 30) * DAY + _daytime(rng, 30)
    frame = pd.DataFrame(
        {
            "buyer_id": buyers[: len(bound)],
            "agent": agents[agent_of],
            "bound_at": _times(bound),
            "unbound_at": _times(unbound),
        }
    )
    # half of those who left come back to the next agent two days later
    back = leavers[:15]
    again = pd.DataFrame(
        {
            "buyer_id": buyers[back],
            "agent": agents[(agent_of[back] + 1) % 4],
            "bound_at": _times(unbound[back] + 2 * DAY),
            "unbound_at": _times(np.full(15, np.nan)),
        }
    )
    return pd.concat([frame, again]).sort_values(["bound_at", "buyer_id"], ignore_index=True)


def _message_table(
    rng: Rng, buyers: npt.NDArray[Any], agents: npt.NDArray[Any], told: _Told
) -> pd.DataFrame:
    replying = rng.exponential(15 * MINUTE, len(told.sent)).round()
    replied = np.where(rng.random(len(told.sent)) < 0.3, told.read + replying, np.nan)
    ours = pd.DataFrame(
        {
            "buyer_id": buyers[told.buyer],
            "agent": agents[told.agent],
            "sent_at": _times(told.sent),
            "by_agent": True,
            "read_at": _times(told.read),
            "replied_at": _times(replied),
        }
    )
    count = 12 * DAYS
    asked = rng.integers(0, DAYS, count) * DAY + _daytime(rng, count)
    theirs = pd.DataFrame(
        {
            "buyer_id": buyers[rng.integers(0, len(buyers), count)],
            "agent": agents[rng.integers(0, 4, count)],
            "sent_at": _times(asked),
            "by_agent": False,
            "read_at": _times(asked + rng.integers(5, 300, count)),
            "replied_at": _times(np.full(count, np.nan)),
        }
    )
    return pd.concat([ours, theirs]).sort_values(["sent_at", "buyer_id"], ignore_index=True)


def _visits(rng: Rng, buyers: npt.NDArray[Any], told: _Told) -> pd.DataFrame:
    drawn = rng.random(len(told.sent))
    came = np.where(
        np.isnan(told.read),
        np.where(drawn < 0.1, told.sent + rng.integers(600, 5 * HOUR, len(drawn)), np.nan),
        np.where(drawn < 0.45, told.read + rng.exponential(25 * MINUTE, len(drawn)), np.nan),
    )
    guided = ~np.isnan(came)
    count = 60 * DAYS
    by_chance = rng.integers(0, DAYS, count) * DAY + _daytime(rng, count)
    visited = np.concatenate([came[guided].round(), by_chance])
    who = np.concatenate([told.buyer[guided], rng.integers(0, len(buyers), count)])
    frame = pd.DataFrame({"buyer_id": buyers[who], "visited_at": _times(visited)})
    frame = frame[visited < DAYS * DAY]
    return frame.sort_values(["visited_at", "buyer_id"], ignore_index=True)


def _orders(rng: Rng, buyers: npt.NDArray[Any], told: _Told) -> pd.DataFrame:
    drawn = rng.random(len(told.sent))
    read = ~np.isnan(told.read)
    gap = np.where(read, told.read - told.sent, 0)
    some = rng.random(len(told.sent))
    story = [
        # whom a message moved to buy, and when: after reading, unread, between sending and reading
        (read & (drawn < 0.09), told.read + 2 * MINUTE + some * 80 * MINUTE),
        (~read & (drawn < 0.06), told.sent + 10 * MINUTE + some * 3 * HOUR),
        (read & (drawn > 0.97), told.sent + some * gap),
        # who had paid before the message, and who paid the day after
        ((drawn > 0.50) & (drawn < 0.52), told.sent - 10 * MINUTE - some * 2 * HOUR),
        ((drawn > 0.60) & (drawn < 0.63), (told.day + 1) * DAY + 10 * HOUR + some * 11 * HOUR),
        # new clients like to buy on their first day
        ((told.buyer >= CLIENTS) & (drawn < 0.5), told.read + 5 * MINUTE + some * HOUR),
    ]
    who = [told.buyer[moved] for moved, _ in story]
    paid = [when[moved] for moved, when in story]
    for low, high, count in (
        (0, CLIENTS, 3 * DAYS),
        (CLIENTS + NEW_CLIENTS, len(buyers), 8 * DAYS),
    ):
        who.append(rng.integers(low, high, count))
        paid.append((rng.integers(0, DAYS, count) * DAY + _daytime(rng, count)).astype(float))
    times, people = np.concatenate(paid).round(), np.concatenate(who)
    inside = (times >= 0) & (times < DAYS * DAY)
    order = np.argsort(times[inside], kind="stable")
    times, people = times[inside][order], people[inside][order]
    count = len(times)
    amount = rng.choice(PRICES_FEN, count) * rng.choice(QUANTITIES, count)
    refunded = rng.random(count)
    return pd.DataFrame(
        {
            "order_id": _order_ids("29202208", count),
            "buyer_id": buyers[people],
            "created_at": _times(np.maximum(times - rng.integers(20, 900, count), 0)),
            # one in twenty was never paid
            "paid_at": _times(np.where(rng.random(count) < 0.05, np.nan, times)),
            "amount": amount,
            "refund": np.where(refunded < 0.04, amount, np.where(refunded < 0.06, amount // 2, 0)),
        }
    )


def _presales(rng: Rng, buyers: npt.NDArray[Any], told: _Told) -> pd.DataFrame:
    urged = np.flatnonzero((told.day == BALANCE_DAY) & ~np.isnan(told.read))[:25]
    others = rng.integers(0, CLIENTS, 15)
    who = np.concatenate([told.buyer[urged], others])
    by_chance = BALANCE_DAY * DAY + _daytime(rng, 15).astype(np.float64)
    # the last five never paid their balance
    by_chance[-5:] = np.nan
    balance_paid = np.concatenate([told.read[urged] + 300, by_chance])
    deposited = rng.integers(25, 36, 40) * DAY + _daytime(rng, 40)
    return pd.DataFrame(
        {
            "order_id": _order_ids("29202299", 40),
            "buyer_id": buyers[who],
            "created_at": _times(deposited - 60),
            "deposit_paid_at": _times(deposited),
            "deposit": rng.choice([2_000, 5_000, 10_000], 40),
            "balance_paid_at": _times(balance_paid),
            "balance": rng.choice([15_900, 24_900, 39_900], 40),
        }
    )


def _invitations(
    rng: Rng, buyers: npt.NDArray[Any], agents: npt.NDArray[Any], agent_of: Ints, bound: Ints
) -> pd.DataFrame:
    new = np.arange(CLIENTS, CLIENTS + NEW_CLIENTS)
    in_vain = rng.integers(CLIENTS + NEW_CLIENTS, len(buyers), 160)
    asked = rng.integers(0, DAYS, 160) * DAY + _daytime(rng, 160)
    declined = rng.random(160) < 0.35
    answered = np.where(declined, asked + rng.integers(60, 3 * HOUR, 160), np.nan)
    frame = pd.DataFrame(
        {
            "buyer_id": buyers[np.concatenate([new, in_vain])],
            "agent": agents[np.concatenate([agent_of[new], rng.integers(0, 4, 160)])],
            "invited_at": _times(np.concatenate([bound[new] - 120, asked])),
            "by_hand": rng.random(240) < 0.7,
            "outcome": np.concatenate([np.full(80, "接受"), np.where(declined, "拒绝", "")]),
            "answered_at": _times(np.concatenate([bound[new].astype(np.float64), answered])),
        }
    )
    return frame.sort_values(["invited_at", "buyer_id"], ignore_index=True)


def _opportunities(rng: Rng, agents: npt.NDArray[Any]) -> pd.DataFrame:
    count = 10 * DAYS
    created = np.sort(rng.integers(0, DAYS, count) * DAY + _daytime(rng, count))
    taking = rng.exponential(5 * HOUR, count).round()
    done = np.where(rng.random(count) < 0.88, created + taking, np.nan)
    return pd.DataFrame(
        {
            "agent": rng.choice(agents, count),
            "kind": rng.choice(KINDS, count, p=[0.5, 0.3, 0.2]),
            "created_at": _times(created),
            "done_at": _times(np.where(done < DAYS * DAY, done, np.nan)),
        }
    )


def _receptions(rng: Rng, buyers: npt.NDArray[Any], agents: npt.NDArray[Any]) -> pd.DataFrame:
    months = []
    for first, days, count, share, mean in RECEPTION_MONTHS:
        people = rng.choice(len(buyers), count, replace=False)
        # each buyer once, and some again; the first reception decides who is converted
        who = np.concatenate([people, rng.choice(people, count)])
        solved = np.arange(2 * count) < round(share * count)
        started = first * DAY + rng.integers(0, days, 2 * count) * DAY + _daytime(rng, 2 * count)
        lasting = rng.gamma(2.0, 1.0, 2 * count)
        lasting = (lasting * mean / lasting.mean()).round()
        months.append(
            pd.DataFrame(
                {
                    "buyer_id": buyers[who],
                    "agent": rng.choice(agents, 2 * count),
                    "started_at": _times(started),
                    "ended_at": _times(started + lasting),
                    "kind": rng.choice(["售前咨询", "售后咨询"], 2 * count, p=[0.8, 0.2]),
                    "status": np.where(
                        solved, rng.choice(SOLVED, 2 * count), rng.choice(LOST, 2 * count)
                    ),
                }
            )
        )
    return pd.concat(months).sort_values(["started_at", "buyer_id"], ignore_index=True)


def _order_ids(prefix: str, count: int) -> npt.NDArray[Any]:
    numbers = np.arange(1, count + 1).astype(str)
    return np.char.add(prefix, np.char.zfill(numbers, 19 - len(prefix))).astype(object)


def _times(seconds: npt.NDArray[Any]) -> npt.NDArray[Any]:
    """Seconds since the first day as times; NaN is none."""
    known = np.nan_to_num(np.asarray(seconds, dtype=np.float64)).astype("timedelta64[s]")
    times = FIRST_DAY + known
    times[np.isnan(seconds)] = np.datetime64("NaT")
    return times
