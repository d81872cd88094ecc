"""Paid orders, each with its reason, its credited agent and what decided it.

Source: spec, "Why an order counts, or not"; columns as `Figures.orders` documents them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd

from xlcs.catalogue import REASONS
from xlcs.figures.arrays import Bools, Codes, Indices, Ints, Seconds
from xlcs.figures.days import Days, as_date
from xlcs.figures.guided.attribution import REASON_CODE, Reasons
from xlcs.figures.lookup.sums import Sums, sums
from xlcs.figures.parallel import THREADS, side_by_side
from xlcs.shop.columns import NO_TIME, Columns, Texts, as_times

FEN = 100
"""Fen in a CNY."""

NO_AGENT = -1

_SHARED_OUT = 100_000
"""From so many names on they are fetched by several threads [count]."""


@dataclass(frozen=True)
class Deciding:
    """The message that decided about each order: credited, or passing most steps.

    agent : code, NO_AGENT where no message decided; the others are NO_TIME (false) there
    sent, read, bound : [s since 1970]
    read_is_day : whether only the day of reading is known
    """

    agent: Codes
    sent: Seconds
    read: Seconds
    read_is_day: Bools
    bound: Seconds


@dataclass(frozen=True)
class PaidOrders:
    """The paid orders of a shop by time of payment, then order number.

    names : the shop, for buyers' and agents' names
    bounds : where each day begins; one more than there are days
    order_id, buyer, presale : of each order; `buyer` is a code
    paid : [s since 1970]
    is_day : whether only the day of payment is known
    amount : [fen]
    reason : position in `catalogue.REASONS`; None where relations or messages are missing
    deciding : what decided; None where `reason` is
    """

    names: Columns
    days: Days
    bounds: Ints
    order_id: Texts
    buyer: Codes
    paid: Seconds
    is_day: Bools
    amount: Ints
    presale: Bools
    reason: Reasons | None = None
    deciding: Deciding | None = None

    @cached_property
    def day(self) -> Codes:
        """The day of payment of each, counted from the first day."""
        return np.repeat(np.arange(self.days.count, dtype=np.int32), np.diff(self.bounds))

    def table(self, first: int, last: int, agent: int | None = None) -> pd.DataFrame:
        """Orders paid from day to day; `agent` leaves only those counted and credited to it."""
        of_days = slice(int(self.bounds[first]), int(self.bounds[last + 1]))
        if agent is None:
            return self._rows(of_days)
        return self._rows(of_days.start + np.flatnonzero(self.credited[of_days] == agent))

    def one(self, order_id: str) -> dict[str, object] | None:
        """The row of `table` for one order, None where there is no such paid order."""
        at = self._by_id.get(order_id)
        if at is None:
            return None
        row = self._rows(slice(at, at + 1)).to_dict("records")[0]
        return {str(name): value for name, value in row.items()}

    @cached_property
    def _by_id(self) -> dict[str, int]:
        return {order: at for at, order in enumerate(self.order_id)}

    @cached_property
    def credited(self) -> Codes:
        """The agent each order is credited to in guided GMV, NO_AGENT where it does not count."""
        if self.reason is None or self.deciding is None:
            return np.full(len(self.paid), NO_AGENT, dtype=np.int32)
        counted = self.reason == REASON_CODE["counted"]
        return np.where(counted, self.deciding.agent, np.int8(NO_AGENT))

    def _rows(self, at: slice | Indices) -> pd.DataFrame:
        first, last = self.days.first, self.days.last
        dates = np.array([as_date(number) for number in range(first, last + 1)], dtype=object)
        nobody = np.full(len(self.paid[at]), NO_AGENT, dtype=np.int32)
        never = np.full(len(nobody), NO_TIME, dtype=np.uint32)
        decided = self.deciding
        columns = {
            "order_id": self.order_id[at],
            "buyer_id": self._buyers(self.buyer[at]),
            "day": dates[self.day[at]],
            "paid_at": as_times(self.paid[at]),
            "paid_at_is_day": self.is_day[at],
            "amount": self.amount[at] / FEN,
            "presale": self.presale[at],
            "reason": pd.Categorical.from_codes(
                nobody if self.reason is None else self.reason[at].astype(np.int32),
                pd.Index([reason.id for reason in REASONS]),
            ),
            "credited_agent": self._agents(self.credited[at]),
            "agent": self._agents(nobody if decided is None else decided.agent[at]),
            "sent_at": as_times(never if decided is None else decided.sent[at]),
            "read_at": as_times(never if decided is None else decided.read[at]),
            "read_at_is_day": nobody >= 0 if decided is None else decided.read_is_day[at],
            "bound_at": as_times(never if decided is None else decided.bound[at]),
        }
        # Kept as they are: pandas would copy columns of a type together otherwise.
        return pd.DataFrame(columns, copy=False)

    def _buyers(self, codes: Codes) -> Texts | pd.Series:
        if len(codes) < _SHARED_OUT:
            return self.names.buyers.take(codes)
        # Names lie all over the memory: fetching them is most of what a large table takes.
        parts = side_by_side(self.names.buyers.take, np.array_split(codes, THREADS))
        return pd.concat([pd.Series(part) for part in parts], ignore_index=True)

    def _agents(self, codes: Codes) -> pd.Categorical[str]:
        return pd.Categorical.from_codes(codes, pd.Index(list(self.names.agents), dtype="str"))


def paid_orders(columns: Columns, days: Days) -> PaidOrders:
    """The paid orders of a shop, not yet with reasons; none where the table is missing."""
    orders = columns.tables.get("orders", _NO_ORDERS)
    count = int(np.count_nonzero(orders["paid_at"]))  # those not paid stand at the end
    paid = orders["paid_at"][:count]
    return PaidOrders(
        columns,
        days,
        days.bounds(paid) if days.count else np.zeros(1, dtype=np.int64),
        orders["order_id"][:count],
        orders["buyer_id"][:count],
        paid,
        orders["paid_at_is_day"][:count],
        orders["amount"][:count],
        orders["presale"][:count],
    )


_NO_ORDERS: Mapping[str, Any] = {
    "order_id": pd.array([], dtype="str"),
    "buyer_id": np.empty(0, dtype=np.int32),
    "paid_at": np.empty(0, dtype=np.uint32),
    "paid_at_is_day": np.empty(0, dtype=np.bool_),
    "amount": np.empty(0, dtype=np.int64),
    "presale": np.empty(0, dtype=np.bool_),
}


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
    by = (orders.reason, orders.day, len(REASONS), orders.days.count)
    return Leakage(sums(*by), sums(*by, orders.amount))
