"""A generated shop of N messages, as exports (CSV, XLSX) and as Parquet for the peers.

    python -m tests.bench.generate OUT --messages 1000000
    python -m tests.bench.generate OUT --daily 365

N messages, N/5 orders, N/2 visits, N/10 buyers, about fifty agents, 31 days. Invented from a
seed; the same seed gives the same shop. Every table is in the order of its main time, as exports
are. Among the ordinary rows are those that rules turn on: two agents' messages in the same
second, paying in the very second of sending or reading, midnight, rebound and overlapping
relations, presale orders, orders never paid.
"""

from __future__ import annotations

import argparse
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from tests.bench import files
from tests.bench.places import Data

Ints = npt.NDArray[np.int64]

DAY = 86_400
HOUR = 3_600
NONE = np.iinfo(np.int64).min
"""No time, no agent. Arrow writes it as null."""

BUYER_WORDS = ("小确幸", "晚风", "tb", "t_", "橘子汽水", "love", "阿", "云朵", "m", "海盐", "sky",
               "北方的鱼", "糖糖", "jd", "青柠", "木木", "happy", "悠然", "xx", "南瓜")  # fmt: skip
AGENT_WORDS = ("小美", "小云", "阿强", "晓晓", "安安", "乐乐", "糖果", "小七", "一诺", "木子")
KINDS = ("关联销售", "批量提醒", "异常物流")
STATUSES = ("协助付款", "协助下单", "付款成功", "催付成功", "付款流失", "催付失败", "询单流失")
RECEPTION_KINDS = ("售前", "售后", "催付")


@dataclass(frozen=True)
class Size:
    """How large the shop is: messages [count], from which the rest follows, and its days."""

    messages: int
    first_day: date = date(2022, 8, 1)
    days: int = 31

    @property
    def buyers(self) -> int:
        return max(self.messages // 10, 20)

    @property
    def start(self) -> int:
        """The first midnight [s since 1970, local time]."""
        return (self.first_day - date(1970, 1, 1)).days * DAY


@dataclass(frozen=True)
class Clients:
    """Who is bound to whom: `home` and `second` are agents' numbers by buyer, NONE for none."""

    home: Ints
    second: Ints


def seconds_of_day(rng: np.random.Generator, n: int) -> Ints:
    """Times within a day as a shop has them: late morning, evening, a few by night [s]."""
    which = rng.random(n)
    seconds = np.where(which < 0.45, rng.normal(11 * HOUR, 1.6 * HOUR, n),
                       rng.normal(20.5 * HOUR, 1.8 * HOUR, n))  # fmt: skip
    seconds = np.where(which > 0.93, rng.random(n) * DAY, seconds)
    return seconds.astype(np.int64) % DAY


def delays(rng: np.random.Generator, n: int) -> Ints:
    """From sending to reading: minutes mostly, hours often, a day sometimes [s]."""
    which = rng.random(n)
    scale = np.where(which < 0.5, 300, np.where(which < 0.9, 1.5 * HOUR, 12 * HOUR))
    return (rng.exponential(1.0, n) * scale).astype(np.int64)


def busy_buyers(rng: np.random.Generator, size: Size, n: int) -> Ints:
    """Buyers by number; few are in touch with the shop often, most seldom."""
    return (size.buyers * rng.random(n) ** 1.8).astype(np.int64)


def blank(rng: np.random.Generator, values: Ints, share: float) -> Ints:
    """The values with that share of them blanked."""
    return np.where(rng.random(len(values)) < share, NONE, values)


def without_equal_times(times: Ints, others: Ints) -> Ints:
    """Times moved a second on within their day until no two rows are the same in both."""
    times = times.copy()
    while True:
        order = np.lexsort((times, others))
        same = (np.diff(others[order]) == 0) & (np.diff(times[order]) == 0)
        if not same.any():
            return times
        again = order[1:][same]
        times[again] += np.where(times[again] % DAY == DAY - 1, 1 - DAY, 1)


def relations(rng: np.random.Generator, size: Size, agents: int) -> tuple[Clients, dict[str, Ints]]:
    """Seven buyers in ten are clients, a fifth of these of two agents; a few left, some again."""
    buyers, start, end = size.buyers, size.start, size.start + size.days * DAY
    client = rng.random(buyers) < 0.7
    home = np.where(client, rng.integers(0, agents, buyers), NONE)
    two = client & (rng.random(buyers) < 0.2)
    second = np.where(two, (home + rng.integers(1, agents, buyers)) % agents, NONE)

    buyer = np.concatenate([np.flatnonzero(client), np.flatnonzero(two)])
    agent = np.concatenate([home[client], second[two]])
    n = len(buyer)
    old = rng.random(n) < 0.85
    bound = np.where(old, start - rng.integers(0, 400 * DAY, n), rng.integers(start, end, n))
    left = bound + (rng.random(n) * (end - bound)).astype(np.int64) + 1
    unbound = np.where(rng.random(n) < 0.06, left, NONE)

    # Bound again after leaving; and, rarely, bound again while still bound.
    rebound = np.flatnonzero((unbound != NONE) & (rng.random(n) < 0.4))
    again = unbound[rebound] + rng.integers(0, 5 * DAY, len(rebound))
    overlap = np.flatnonzero((unbound == NONE) & (rng.random(n) < 0.004))
    inside = bound[overlap] + 1 + (rng.random(len(overlap)) * 40 * DAY).astype(np.int64)
    inside_end = blank(rng, inside + rng.integers(1, 10 * DAY, len(overlap)), 0.4)
    rows = {
        "buyer": np.concatenate([buyer, buyer[rebound], buyer[overlap]]),
        "agent": np.concatenate([agent, agent[rebound], agent[overlap]]),
        "bound_at": np.concatenate([bound, again, inside]),
        "unbound_at": np.concatenate([unbound, np.full(len(rebound), NONE), inside_end]),
    }
    within = rows["bound_at"] < end
    return Clients(home, second), {name: values[within] for name, values in rows.items()}


def messages(
    rng: np.random.Generator, size: Size, agents: int, clients: Clients, per_day: int | None
) -> dict[str, Ints]:
    """Seven in ten from agents, mostly to their clients; a third of these never read."""
    n = size.messages
    buyer = busy_buyers(rng, size, n)
    of_second = (clients.second[buyer] != NONE) & (rng.random(n) < 0.3)
    agent = np.where(of_second, clients.second[buyer], clients.home[buyer])
    stranger = (agent == NONE) | (rng.random(n) < 0.04)
    agent = np.where(stranger, rng.integers(0, agents, n), agent)
    day = np.arange(n) // per_day if per_day else rng.integers(0, size.days, n)
    sent = size.start + day * DAY + seconds_of_day(rng, n)

    # Two agents of one client in the same second: the tie rule decides.
    ties = rng.choice(n, n // 400, replace=False)
    origin = rng.integers(0, n, len(ties))
    origin = origin[same_day := day[origin] == day[ties]] if per_day else origin
    ties = ties[same_day] if per_day else ties
    buyer[ties], sent[ties] = buyer[origin], sent[origin]
    agent[ties] = np.where(clients.second[buyer[ties]] != NONE, clients.second[buyer[ties]],
                           (agent[origin] + 1) % agents)  # fmt: skip
    by_agent = (rng.random(n) >= 0.3).astype(np.int64)
    by_agent[ties] = by_agent[origin]

    sent = without_equal_times(sent, (buyer * agents + agent) * 2 + by_agent)
    read = np.where(by_agent == 1, blank(rng, sent + delays(rng, n), 0.35), NONE)
    half = ties[: len(ties) // 2]
    read[half] = np.where(read[origin[: len(half)]] >= sent[half],
                          read[origin[: len(half)]], read[half])  # fmt: skip
    replied = np.where(read != NONE, read + rng.exponential(900, n).astype(np.int64), NONE)
    replied = np.where(rng.random(n) < 0.65, NONE, replied)
    return {"buyer": buyer, "agent": agent, "sent_at": sent, "by_agent": by_agent,
            "read_at": read, "replied_at": replied}  # fmt: skip


def after_messages(
    rng: np.random.Generator, size: Size, sent: dict[str, Ints], n: int, share: float
) -> tuple[Ints, Ints, Ints]:
    """Buyer and time of n events, a share of them around a message; and which message, or NONE."""
    which = rng.integers(0, size.messages, n)
    around = rng.random(n) < share
    kind = rng.random(n)
    later = (rng.exponential(2.0 * HOUR, n)).astype(np.int64)
    time = sent["sent_at"][which] + later
    time = np.where(kind < 0.18, sent["sent_at"][which] - later // 2, time)
    time = np.where(kind > 0.86, time + rng.integers(1, 9, n) * DAY, time)
    time = np.where((kind > 0.40) & (kind < 0.41), sent["sent_at"][which], time)
    read = sent["read_at"][which]
    time = np.where((kind > 0.42) & (kind < 0.43) & (read != NONE), read, time)
    time = np.where((kind > 0.44) & (kind < 0.443), time // DAY * DAY, time)
    end = size.start + size.days * DAY
    around &= (time >= size.start) & (time < end)
    anywhere = size.start + rng.integers(0, size.days, n) * DAY + seconds_of_day(rng, n)
    buyer = np.where(around, sent["buyer"][which], busy_buyers(rng, size, n))
    return buyer, np.where(around, time, anywhere), np.where(around, which, NONE)


def orders(rng: np.random.Generator, size: Size, sent: dict[str, Ints]) -> dict[str, Ints]:
    """Half of them around a message; one in twenty never paid, one in twenty-five presale."""
    n = size.messages // 5
    buyer, at, _ = after_messages(rng, size, sent, n, 0.5)
    created = at - rng.integers(5, 600, n)
    amount = np.maximum((rng.lognormal(4.6, 0.9, n) * 100).astype(np.int64), 1)
    presale = rng.random(n) < 0.04
    deposit = np.where(presale, amount // 5, NONE)
    settled = presale & (rng.random(n) < 0.9)
    ordered = at - rng.integers(DAY, 12 * DAY, n)
    paid = np.where(presale, ordered, blank(rng, at, 0.05))
    refunded = rng.random(n) < 0.05
    return {
        "buyer": buyer,
        "created_at": np.where(presale, ordered - 30, created),
        "paid_at": paid,
        "amount": np.where(presale & ~settled, deposit, amount),
        "refund": np.where(refunded, (amount * rng.random(n)).astype(np.int64) + 1, 0),
        "total": amount,
        "deposit_paid_at": np.where(presale, ordered, NONE),
        "deposit": deposit,
        "balance_paid_at": np.where(settled, at, NONE),
        "balance": np.where(settled, amount - deposit, NONE),
    }


def invitations(rng: np.random.Generator, size: Size, agents: int) -> dict[str, Ints]:
    """Two in three by hand; half accepted, a sixth declined, the rest not answered."""
    n = size.messages // 50
    buyer, agent = busy_buyers(rng, size, n), rng.integers(0, agents, n)
    at = size.start + rng.integers(0, size.days, n) * DAY + seconds_of_day(rng, n)
    manual = (rng.random(n) < 0.66).astype(np.int64)
    outcome = np.searchsorted([0.5, 0.66], rng.random(n))
    at = without_equal_times(at, (buyer * agents + agent) * 2 + manual)
    answered = np.where(outcome == 2, NONE, at + delays(rng, n))
    return {"buyer": buyer, "agent": agent, "invited_at": at, "manual": manual,
            "outcome": outcome, "answered_at": blank(rng, answered, 0.1)}  # fmt: skip


def opportunities(rng: np.random.Generator, size: Size, agents: int) -> dict[str, Ints]:
    """Tasks of three kinds, two in three done."""
    n = size.messages // 100
    created = size.start + rng.integers(-10, size.days, n) * DAY + seconds_of_day(rng, n)
    done = created + rng.exponential(DAY, n).astype(np.int64)
    return {"agent": rng.integers(0, agents, n), "kind": rng.integers(0, len(KINDS), n),
            "created_at": created, "done_at": blank(rng, done, 0.34)}  # fmt: skip


def receptions(rng: np.random.Generator, size: Size, agents: int) -> dict[str, Ints]:
    """Of the days and as many before, so that months have one before; a few without an end."""
    n = size.messages // 20
    buyer, agent = busy_buyers(rng, size, n), rng.integers(0, agents, n)
    at = size.start + rng.integers(-size.days, size.days, n) * DAY + seconds_of_day(rng, n)
    kind = rng.integers(0, len(RECEPTION_KINDS), n)
    at = without_equal_times(at, (buyer * agents + agent) * len(RECEPTION_KINDS) + kind)
    ended = at + rng.gamma(2.0, 23 * 60, n).astype(np.int64)
    return {"buyer": buyer, "agent": agent, "started_at": at, "ended_at": blank(rng, ended, 0.02),
            "kind": kind, "status": rng.integers(0, len(STATUSES), n)}  # fmt: skip


class Names:
    """Turns numbers into Arrow columns: buyers' and agents' names, words, times."""

    def __init__(self, rng: np.random.Generator, buyers: int, agents: int) -> None:
        number = pa.array(rng.permutation(buyers) + 100_000).cast(pa.string())
        word = pa.array(BUYER_WORDS).take(pa.array(rng.integers(0, len(BUYER_WORDS), buyers)))
        self.buyers = pc.binary_join_element_wise(word, number, "")
        self.agents = pa.array(
            f"旗舰店:{AGENT_WORDS[i % len(AGENT_WORDS)]}{i // len(AGENT_WORDS) + 1}"
            for i in range(agents)
        )

    def columns(self, rows: dict[str, Ints]) -> pa.Table:
        """The rows in the order of their main time, buyers and agents by name."""
        main = next(c for c in rows if c.endswith("_at"))
        order = np.argsort(rows[main], kind="stable")
        return pa.table({self.name(c): self.column(c, v[order]) for c, v in rows.items()})

    @staticmethod
    def name(column: str) -> str:
        return {"buyer": "buyer_id", "manual": "channel"}.get(column, column)

    def column(self, name: str, values: Ints) -> pa.Array:
        numbers = pa.array(values, mask=values == NONE)
        words = {"buyer": self.buyers, "agent": self.agents, "status": pa.array(STATUSES),
                 "kind": pa.array(KINDS + RECEPTION_KINDS), "manual": pa.array(["auto", "manual"]),
                 "outcome": pa.array(["accepted", "declined", None])}.get(name)  # fmt: skip
        if words is not None:
            return words.take(numbers)
        if name.endswith("_at"):
            return numbers.cast(pa.timestamp("s"))
        return numbers.cast(pa.bool_()) if name == "by_agent" else numbers


def shop(
    size: Size, *, agents: int = 50, seed: int = 4, per_day: int | None = None
) -> dict[str, pa.Table]:
    """The seven tables with canonical columns; money in fen, times to the second.

    `per_day` gives every day exactly that many messages, else days differ by chance.
    """
    rng = np.random.default_rng(seed)
    clients, bound = relations(rng, size, agents)
    sent = messages(rng, size, agents, clients, per_day)
    visitor, visited, _ = after_messages(rng, size, sent, size.messages // 2, 0.4)
    bought = orders(rng, size, sent)
    received = receptions(rng, size, agents)
    received["kind"] += len(KINDS)
    rows = {
        "relations": bound,
        "messages": sent,
        "visits": {"buyer": visitor, "visited_at": visited},
        "orders": bought,
        "invitations": invitations(rng, size, agents),
        "opportunities": opportunities(rng, size, agents),
        "receptions": received,
    }
    names = Names(rng, size.buyers, agents)
    tables = {table: names.columns(columns) for table, columns in rows.items()}
    number = pa.array(np.arange(len(bought["buyer"])) + 2_900_000_000_000_000_001)
    tables["orders"] = tables["orders"].add_column(0, "order_id", number.cast(pa.string()))
    return tables


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("out", type=Path)
    parser.add_argument("--messages", type=int, default=1_000_000)
    parser.add_argument("--wide", action="store_true", help="orders with the platform's columns")
    parser.add_argument("--daily", type=int, default=0, metavar="DAYS",
                        help="instead, messages in as many daily files of 30,000")  # fmt: skip
    parser.add_argument("--xlsx", type=int, default=0, metavar="ROWS",
                        help="instead, one workbook of as many messages")  # fmt: skip
    given = parser.parse_args()
    if given.daily:
        size = Size(given.daily * files.PER_DAY, date(2021, 9, 1), given.daily)
        files.write_daily(shop(size, per_day=files.PER_DAY), given.out / "daily")
    elif given.xlsx:
        files.write_xlsx(shop(Size(given.xlsx))["messages"], given.out / "xlsx" / "messages.xlsx")
    else:
        tables = shop(Size(given.messages))
        place = Data(given.out)
        files.write_parquet(tables, place.parquet)
        coded = {name: files.with_codes(table) for name, table in tables.items()}
        files.write_parquet(coded, place.coded)
        files.write_csv(tables, given.out / "csv", wide=given.wide)


if __name__ == "__main__":
    main()
