"""Paid orders as a table, each with its reason, its agents and what decided it.

Source: spec, "Why an order counts, or not"; columns as `Figures.orders` documents them.
"""

from __future__ import annotations

from functools import cached_property
from typing import Any, ClassVar, Protocol

import pandas as pd

from xlcs.catalogue import REASONS
from xlcs.figures.guided.relations import NOBODY
from xlcs.figures.numbers_in_order import in_order, taken
from xlcs.figures.times_in_numbers import Numbers
from xlcs.shop.frames import FEN, Orders, Tables

_DIGITS = 19
"""The longest order number that fits a whole number of 64 bits."""

_REASONS = pd.CategoricalDtype([reason.id for reason in REASONS])


class OrdersTable(Protocol):
    """The paid orders of a shop, however it was computed."""

    def table(self, first: int, last: int, agent: int | None = None) -> pd.DataFrame:
        """Orders paid from day to day [days since 1970], as `Figures.orders` documents them.

        With `agent` (code) those credited to it, and those of its clients.
        """

    def credited(self, first: int, last: int) -> pd.Series[Any]:
        """The agents credited with the orders of `table`, missing where one is not counted."""

    def one(self, order_id: str) -> dict[str, object] | None:
        """The row of `table` for one order, None where there is no such paid order."""


class PaidOrders:
    """The paid orders of a shop.

    Parameters
    ----------
    tables : the shop, for names and times
    table : all orders
    orders : the paid ones, numbered; COLUMNS, as `credit.with_agents` and `credit.client_agent`
        give them
    agents : the names of their agents' codes

    Attributes
    ----------
    decided : the same orders, by buyer and time of payment
    """

    COLUMNS: ClassVar[list[str]] = [
        "row", "buyer", "second", "is_day", "day", "amount", "net", "client_agent",
        "reason", "credited", "agent", "message", "bound",
    ]  # fmt: skip

    def __init__(
        self, tables: Tables, table: Orders, orders: pd.DataFrame, agents: pd.CategoricalDtype
    ) -> None:
        self._tables, self._names = tables, agents
        self._table = table
        self.decided = orders

    @cached_property
    def _by_time(self) -> Numbers:
        """Where the orders are, by time of payment, then order number."""
        rows = self.decided["row"]
        return in_order(
            self.decided["second"],
            lambda tied: pd.DataFrame(
                {"number": _sortable(self._of_order("order_id", rows[tied]))}
            ),
        )

    @cached_property
    def _days(self) -> Numbers:
        """The days of payment, ascending."""
        return taken(self.decided["day"], self._by_time)

    @cached_property
    def _position(self) -> dict[str, int]:
        numbers = self._of_order("order_id", self.decided["row"])
        return {number: at for at, number in enumerate(numbers)}

    def table(self, first: int, last: int, agent: int | None = None) -> pd.DataFrame:
        """See `OrdersTable`."""
        rows = self.decided.take(self._paid(first, last))
        if agent is not None:
            rows = rows[(rows["credited"] == agent) | (rows["client_agent"] == agent)]
        return self._rows(rows)

    def credited(self, first: int, last: int) -> pd.Series[Any]:
        """See `OrdersTable`."""
        codes = self.decided["credited"].take(self._paid(first, last))
        return self._agents(codes).reset_index(drop=True)

    def _paid(self, first: int, last: int) -> Any:
        """Where the orders of these days are, by time."""
        begin, end = (int(self._days.searchsorted(day)) for day in (first, last + 1))
        return self._by_time.iloc[begin:end].to_numpy()

    def one(self, order_id: str) -> dict[str, object] | None:
        """See `OrdersTable`."""
        at = self._position.get(order_id)
        if at is None:
            return None
        row = self._rows(self.decided.iloc[at : at + 1]).to_dict("records")[0]
        return {str(name): value for name, value in row.items()}

    def _rows(self, rows: pd.DataFrame) -> pd.DataFrame:
        paid_at = _times(rows["second"])
        reason = pd.Categorical.from_codes(rows["reason"], dtype=_REASONS)
        return pd.DataFrame(
            {
                "order_id": self._of_order("order_id", rows["row"]),
                "buyer_id": self._buyers(rows["buyer"]),
                "day": paid_at.dt.normalize(),
                "paid_at": paid_at,
                "paid_at_is_day": rows["is_day"],
                "amount": rows["amount"] / FEN,
                "presale": self._of_order("presale", rows["row"]),
                "reason": pd.Series(reason, rows.index),
                "credited_agent": self._agents(rows["credited"]),
                "agent": self._agents(rows["agent"]),
                "sent_at": self._of_message("sent_at", rows, "datetime64[s]"),
                "sent_at_is_day": self._of_message("sent_at_is_day", rows, "bool"),
                "read_at": self._of_message("read_at", rows, "datetime64[s]"),
                "read_at_is_day": self._of_message("read_at_is_day", rows, "bool"),
                "bound_at": _times(rows["bound"]).where(rows["bound"] != NOBODY),
                "client_agent": self._agents(rows["client_agent"]),
                "net_amount": rows["net"].astype("Float64") / FEN,
            },
            copy=False,
        ).reset_index(drop=True)

    def _buyers(self, codes: Numbers) -> pd.Series[str]:
        return taken(self._tables.buyers.categories.to_series(), codes).astype("str")

    def _agents(self, codes: Numbers) -> pd.Series[Any]:
        return pd.Series(pd.Categorical.from_codes(codes, dtype=self._names), codes.index)

    def _of_order(self, column: str, rows: Numbers) -> pd.Series[Any]:
        return taken(self._table.frame[column], rows)

    def _of_message(self, column: str, rows: pd.DataFrame, dtype: str) -> pd.Series[Any]:
        """That column of the message that decided; missing (false) where none did."""
        missing = False if dtype == "bool" else pd.NaT
        messages = self._tables.messages
        if messages is None or not len(messages):
            return pd.Series(missing, rows.index, dtype)
        found = taken(messages.frame[column], rows["message"])
        return found.where(rows["message"] != NOBODY, missing)


def _sortable(numbers: pd.Series[str]) -> pd.Series[Any]:
    """Order numbers; as whole numbers, sorted four times as fast, where these stand so too."""
    length = numbers.str.len()
    is_number = numbers.str.isascii() & numbers.str.isdecimal()
    if length.min() == length.max() <= _DIGITS and is_number.all():
        return numbers.astype("uint64[pyarrow]").astype("uint64")
    return numbers


def _times(second: Numbers) -> pd.Series[Any]:
    """Seconds since 1970 as local time."""
    return second.astype("datetime64[s]")
