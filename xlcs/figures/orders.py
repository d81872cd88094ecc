"""Paid orders, each with its reason, its credited agent and what decided it.

Source: spec, "Why an order counts, or not"; columns as `Figures.orders` documents them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from xlcs.catalogue import REASONS
from xlcs.figures.arrays import (
    NONE,
    Bools,
    Codes,
    Indices,
    Ints,
    People,
    as_times,
    flags,
    seconds,
    tied,
)
from xlcs.figures.attribution import REASON_CODE, Payments, Reasons
from xlcs.figures.days import ByDay, Days, as_date, rows_by_day
from xlcs.figures.sums import Sums, sums

FEN = 100
"""Fen in a CNY."""

NO_AGENT = -1


@dataclass(frozen=True)
class Deciding:
    """The message that decided about each order: credited, or passing most steps.

    agent : code, NO_AGENT where no message decided; the others are NONE (false) there
    sent, read, bound : [s since 1970]
    read_is_day : whether only the day of reading is known
    """

    agent: Codes
    sent: Ints
    read: Ints
    read_is_day: Bools
    bound: Ints


@dataclass(frozen=True)
class PaidOrders:
    """The paid orders of a shop, days of payment ascending.

    frame : the frame `orders`
    row : position in it
    day : of payment, counted from the first day
    bounds : where each day begins; one more than there are days
    payments : buyer and time
    amount : [fen]
    reason : position in `catalogue.REASONS`; None where relations or messages are missing
    deciding : what decided; None where `reason` is
    """

    people: People
    days: Days
    frame: pd.DataFrame
    row: Indices
    day: Ints
    bounds: Ints
    payments: Payments
    amount: Ints
    reason: Reasons | None
    deciding: Deciding | None

    @property
    def by_day(self) -> ByDay:
        """The orders grouped by day, as positions among them."""
        return ByDay(np.arange(len(self.row)), self.bounds)

    def table(self, first: int, last: int, agent: int | None = None) -> pd.DataFrame:
        """Orders paid from day to day; `agent` leaves only those counted and credited to it."""
        at = np.arange(self.bounds[first], self.bounds[last + 1])
        if agent is not None:
            at = at[self.credited[at] == agent]
        return self._rows(at[self._in_order(at)])

    def _in_order(self, at: Indices) -> Indices:
        """The order by time paid, then order number."""
        paid = self.payments.paid[at]
        order = np.argsort(paid)
        # Texts are slow to sort; only orders paid in the same second need it.
        equal = tied(paid[order])
        if len(equal):
            # In the order of the frame they are nearly sorted: numbers grow as orders come in.
            rows = np.sort(order[equal])
            ids = self.frame["order_id"].iloc[self.row[at[rows]]]
            rows = rows[ids.argsort().to_numpy()]
            order[equal] = rows[np.argsort(paid[rows], kind="stable")]
        return order

    def one(self, order_id: str) -> dict[str, object] | None:
        """The row of `table` for one order, None where there is no such paid order."""
        at = self._by_id.get(order_id)
        if at is None:
            return None
        row = self._rows(np.array([at])).to_dict("records")[0]
        return {str(name): value for name, value in row.items()}

    @cached_property
    def _by_id(self) -> dict[str, int]:
        return {order: at for at, order in enumerate(self.frame["order_id"].iloc[self.row])}

    @cached_property
    def credited(self) -> Codes:
        """The agent each order is credited to in guided GMV, NO_AGENT where it does not count."""
        if self.reason is None or self.deciding is None:
            return np.full(len(self.row), NO_AGENT, dtype=np.int32)
        counted = self.reason == REASON_CODE["counted"]
        return np.where(counted, self.deciding.agent, np.int32(NO_AGENT))

    def _rows(self, at: Indices) -> pd.DataFrame:
        shown = ["order_id", "buyer_id", "paid_at", "paid_at_is_day", "presale"]
        orders = self.frame[shown].iloc[self.row[at]].reset_index(drop=True)
        first, last = self.days.first, self.days.last
        dates = np.array([as_date(number) for number in range(first, last + 1)], dtype=object)
        nothing = np.full(len(at), NO_AGENT, dtype=np.int32)
        no_time = np.full(len(at), NONE, dtype=np.int64)
        decided = self.deciding
        columns = {
            "order_id": orders["order_id"],
            "buyer_id": orders["buyer_id"],
            "day": dates[self.day[at]],
            "paid_at": orders["paid_at"],
            "paid_at_is_day": orders["paid_at_is_day"],
            "amount": self.amount[at] / FEN,
            "presale": orders["presale"],
            "reason": pd.Categorical.from_codes(
                nothing if self.reason is None else self.reason[at].astype(np.int32),
                pd.Index([reason.id for reason in REASONS]),
            ),
            "credited_agent": self._agents(self.credited[at]),
            "agent": self._agents(nothing if decided is None else decided.agent[at]),
            "sent_at": as_times(no_time if decided is None else decided.sent[at]),
            "read_at": as_times(no_time if decided is None else decided.read[at]),
            "read_at_is_day": nothing >= 0 if decided is None else decided.read_is_day[at],
            "bound_at": as_times(no_time if decided is None else decided.bound[at]),
        }
        return pd.DataFrame(columns)

    def _agents(self, codes: Codes) -> pd.Categorical[str]:
        return pd.Categorical.from_codes(codes, self.people.agents)


def paid_orders(frame: pd.DataFrame, people: People, days: Days) -> PaidOrders:
    """The paid orders of the frame `orders`, not yet with reasons."""
    paid = seconds(frame["paid_at"])
    rows = np.flatnonzero(paid != NONE)
    by_day = rows_by_day(rows, days.index_of(paid[rows]), days)
    payments = Payments(
        people.codes["orders", "buyer_id"][by_day.rows],
        paid[by_day.rows],
        flags(frame["paid_at_is_day"])[by_day.rows],
    )
    amount = frame["amount"].to_numpy(dtype=np.int64, na_value=0)[by_day.rows]
    day = np.repeat(np.arange(days.count), np.diff(by_day.bounds))
    return PaidOrders(
        people, days, frame, by_day.rows, day, by_day.bounds, payments, amount, None, None
    )


def no_orders(people: People, days: Days) -> PaidOrders:
    """The paid orders of a shop that has no table of them."""
    none = np.empty(0, dtype=np.int64)
    frame = pd.DataFrame(
        {
            "order_id": pd.Series([], dtype="str"),
            "buyer_id": pd.Categorical([], people.buyers),
            "paid_at": as_times(none),
            "paid_at_is_day": none > 0,
            "presale": none > 0,
        }
    )
    bounds = np.zeros(days.count + 1, dtype=np.int64)
    payments = Payments(none.astype(np.int32), none, none > 0)
    return PaidOrders(people, days, frame, none, none, bounds, payments, none, None, None)


@dataclass(frozen=True)
class Leakage:
    """Orders and money [fen] per reason, for any range of days."""

    orders: Sums
    amount: Sums

    def table(self, first: int, last: int, reasons: Sequence[int]) -> pd.DataFrame:
        """Columns reason, orders [count], amount [CNY]; a row for each of those reasons."""
        return pd.DataFrame(
            {
                "reason": [REASONS[reason].id for reason in reasons],
                "orders": [self.orders.total(reason, first, last) for reason in reasons],
                "amount": [self.amount.total(reason, first, last) / FEN for reason in reasons],
            }
        )


def leakage(orders: PaidOrders) -> Leakage | None:
    """What was paid, by reason; None where reasons are unknown."""
    if orders.reason is None:
        return None
    reason = orders.reason.astype(np.int64)
    return Leakage(
        sums(reason, orders.day, len(REASONS), orders.days.count),
        sums(reason, orders.day, len(REASONS), orders.days.count, orders.amount),
    )
