"""A shop's merged tables as arrays, narrow and in order: what is cached, and calculated with.

Frames hold a time in eight bytes and a buyer in a category; ten million messages are then more
than a gigabyte. Here a time is a 32-bit second, a buyer or agent a number of as few bytes as it
needs, and rows stand in the order in which the rules look at them. `xlcs.shop.shop.Shop.tables` are
frames of the same rows, made when somebody asks for them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from xlcs.shop.shop import Shop

Array = npt.NDArray[Any]
Codes = npt.NDArray[np.signedinteger[Any]]
Seconds = npt.NDArray[np.uint32]
Texts = pd.api.extensions.ExtensionArray
"""pandas' own array of texts (dtype "str"), which Arrow keeps outside Python."""

NO_TIME = 0
"""No time, among seconds since 1970 [local time]; every real one is of 2003 or later."""

NO_CODE = -1
"""A missing word."""

_MARKED_AT_A_TIME = 100_000

BUYER_MESSAGES = "buyer_messages"
"""The messages that buyers started: they cover days and name agents, and no rule looks at them."""

NAMES = ("buyer_id", "agent")
TIMES = {
    "relations": ("bound_at", "unbound_at"),
    "messages": ("sent_at", "read_at", "replied_at"),
    BUYER_MESSAGES: ("sent_at", "read_at", "replied_at"),
    "visits": ("visited_at",),
    "orders": ("paid_at",),
    "invitations": ("invited_at", "answered_at"),
    "opportunities": ("created_at", "done_at"),
    "receptions": ("started_at", "ended_at"),
}
FLAGS = {
    "messages": ("sent_at_is_day", "read_at_is_day"),
    BUYER_MESSAGES: ("sent_at_is_day", "read_at_is_day"),
    "visits": ("visited_at_is_day",),
    "orders": ("paid_at_is_day", "presale"),
}
WORDS = {
    "invitations": ("channel", "outcome"),
    "opportunities": ("kind",),
    "receptions": ("kind", "status"),
}


@dataclass(frozen=True)
class Columns:
    """A shop's merged tables, column by column.

    Parameters
    ----------
    buyers : names by code, each once
    agents : names by code, each once, in code-point order: comparing codes compares names
    tables : table id → column → array of its rows. A table that no file had is absent. The columns
        are those of `xlcs.shop.shop.Shop`, but: `buyer_id` is int32 codes, `agent` signed codes
        in as few bytes as they need; times are uint32 seconds since 1970 [local time], NO_TIME for
        none; words (channel, outcome, kind, status) are signed codes, NO_CODE where missing;
        `order_id` is `Texts`; flags, and times after a table's first, may be one value seen as many
        (see `spared`). `messages`
        holds those of agents, `buyer_messages` the others, both without `by_agent`; either both
        are there or none.
    words : (table id, column) → the words by code

    Rows stand in this order, equal ones in any:

    messages : sent_at; on one second those known only by their day first
    visits : visited_at
    orders : paid ones by paid_at, then order_id; after them those not paid
    """

    buyers: Texts
    agents: Sequence[str]
    tables: Mapping[str, Mapping[str, Any]]
    words: Mapping[tuple[str, str], Sequence[str]] = field(default_factory=dict)

    def rows(self, table: str) -> int:
        """How many rows a table has; `messages` are all, whoever started them [count]."""
        if table == "messages":
            return sum(len(self.tables[part]["sent_at"]) for part in (table, BUYER_MESSAGES))
        return len(self.tables[table][TIMES[table][0]])


def nothing(rows: int, dtype: npt.DTypeLike) -> Array:
    """A flag or time that no row has: one value, however many rows."""
    return np.broadcast_to(np.zeros((), dtype), rows)


def spared(table: str, columns: Mapping[str, Any]) -> dict[str, Any]:
    """The columns, each flag or time that no row has as one value; a table's first time stays."""
    may_be = (*FLAGS.get(table, ()), *TIMES[table][1:])
    return {
        name: values if name not in may_be or values.any() else nothing(len(values), values.dtype)
        for name, values in columns.items()
    }


def is_nothing(values: Array) -> bool:
    """Whether `nothing` made that column."""
    return values.strides == (0,) and not values[:1].any()


def smallest(codes: Array, count: int) -> Codes:
    """Codes below `count`, or −1, in as few bytes as they need."""
    return codes.astype(np.min_scalar_type(-max(count, 1)), copy=False)


def in_order(table: str, columns: Mapping[str, Any]) -> dict[str, Any]:
    """A table's rows in the order that `Columns` documents; as they are where they stand so."""
    order = _order(table, columns)
    if order is None:
        return dict(columns)
    return {name: values.take(order) for name, values in columns.items()}


def split_messages(columns: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """Messages with `by_agent` as the tables `messages` and `buyer_messages`."""
    by_agent = columns["by_agent"]
    rest = {name: values for name, values in columns.items() if name != "by_agent"}
    parts = {}
    for table, which in (("messages", by_agent), (BUYER_MESSAGES, ~by_agent)):
        rows = np.flatnonzero(which)
        parts[table] = {name: values.take(rows) for name, values in rest.items()}
    return parts


def _order(table: str, columns: Mapping[str, Any]) -> Array | None:
    if table in ("messages", BUYER_MESSAGES):
        # Twice the second leaves room for what comes first within it.
        key = columns["sent_at"].astype(np.int64) * 2 + ~columns["sent_at_is_day"]
    elif table == "visits":
        key = columns["visited_at"]
    elif table == "orders":
        return _order_of_orders(columns)
    else:
        return None
    return None if ascending(key) else np.argsort(key, kind="stable")


def _order_of_orders(columns: Mapping[str, Any]) -> Array | None:
    paid, ids = columns["paid_at"], columns["order_id"]
    key = np.where(paid == NO_TIME, np.iinfo(np.int64).max, paid.astype(np.int64))
    order = np.argsort(key, kind="stable")
    in_time = key[order]
    # Texts are slow to sort: only orders paid in the same second need it.
    same = np.flatnonzero((in_time[1:] == in_time[:-1]) & (paid[order[1:]] != NO_TIME))
    if len(same):
        tied = np.union1d(same, same + 1)
        rows = order[tied]
        by_id = np.empty(len(rows), dtype=np.intp)
        by_id[ids.take(rows).argsort()] = np.arange(len(rows))
        order[tied] = rows[np.lexsort((by_id, in_time[tied]))]
    return None if ascending(order) else order


def mark(seen: npt.NDArray[np.bool_], codes: Codes) -> None:
    """Set what `seen` says of each of those codes to true."""
    # By parts: NumPy makes eight bytes of each index.
    for start in range(0, len(codes), _MARKED_AT_A_TIME):
        seen[codes[start : start + _MARKED_AT_A_TIME]] = True


def ascending(values: Array) -> bool:
    """Whether no value is smaller than the one before it."""
    return bool((values[1:] >= values[:-1]).all())


# ---- frames


def columns_of(frames: Mapping[str, pd.DataFrame]) -> Columns:
    """The columns of frames as `xlcs.shop.shop.Shop` documents them, rows in any order."""
    buyers = _names("buyer_id", frames)
    agents = _names("agent", frames)
    tables: dict[str, Mapping[str, Any]] = {}
    words: dict[tuple[str, str], Sequence[str]] = {}
    for table, frame in frames.items():
        columns: dict[str, Any] = {}
        for name in frame.columns:
            column = frame[name]
            if name in NAMES:
                known = buyers if name == "buyer_id" else agents
                codes = known.get_indexer(pd.Index(column.astype("str"))).astype(np.int32)
                columns[name] = codes if name == "buyer_id" else smallest(codes, len(known))
            elif name in TIMES[table]:
                columns[name] = _seconds(column)
            elif name in WORDS.get(table, ()):
                coded = pd.Categorical(column)
                columns[name] = coded.codes
                words[table, name] = [str(word) for word in coded.categories]
            elif name == "order_id":
                columns[name] = column.astype("str").array
            else:
                columns[name] = column.to_numpy(dtype=np.int64 if name == "amount" else np.bool_)
        parts = split_messages(columns) if table == "messages" else {table: columns}
        tables |= {part: in_order(part, rows) for part, rows in parts.items()}
    return Columns(buyers.array, agents.to_list(), tables, words)


def columns_of_shop(shop: Shop) -> Columns:
    """The columns of a shop's frames, until figures take the frames themselves."""
    tables = shop.tables
    tables = tables.at_the_minute() if shop.resolution == "minute" else tables
    spare = ["sent_at_is_minute", "refund", "deposit_paid_at", "deposit"]
    frames = {
        id_: table.frame.drop(columns=spare, errors="ignore")
        for id_, table in tables.there().items()
    }
    return columns_of(frames)


class Frames(Mapping[str, pd.DataFrame]):
    """The tables of `Columns` as the frames that `xlcs.shop.shop.Shop` documents.

    A frame is made when it is asked for, and kept.
    """

    def __init__(self, columns: Columns) -> None:
        self._columns = columns
        self._made: dict[str, pd.DataFrame] = {}
        self._types: dict[str, pd.CategoricalDtype] = {}

    def __getitem__(self, table: str) -> pd.DataFrame:
        if table not in self:
            raise KeyError(table)
        if table not in self._made:
            self._made[table] = self._frame(table)
        return self._made[table]

    def __contains__(self, table: object) -> bool:
        return table in self._columns.tables and table != BUYER_MESSAGES

    def __iter__(self) -> Iterator[str]:
        return (table for table in self._columns.tables if table != BUYER_MESSAGES)

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def _frame(self, table: str) -> pd.DataFrame:
        columns = self._columns.tables[table]
        if table == "messages":
            others = self._columns.tables[BUYER_MESSAGES]
            by_agent = np.repeat([True, False], [len(columns["sent_at"]), len(others["sent_at"])])
            joined = {
                name: np.concatenate([columns[name], others[name].astype(columns[name].dtype)])
                for name in columns
            }
            columns = joined | {"by_agent": by_agent}
        return pd.DataFrame({name: self._column(table, name, v) for name, v in columns.items()})

    def _column(self, table: str, name: str, values: Any) -> Any:
        if name in NAMES:
            return pd.Categorical.from_codes(values, dtype=self._type(name))
        if name in TIMES[table]:
            return as_times(values)
        if name in WORDS.get(table, ()):
            words = self._columns.words[table, name]
            return pd.Categorical.from_codes(values, categories=pd.Index(list(words), dtype="str"))
        return values

    def _type(self, name: str) -> pd.CategoricalDtype:
        if name not in self._types:
            agents = pd.Index(list(self._columns.agents), dtype="str")
            buyers = pd.Index(self._columns.buyers)
            self._types[name] = pd.CategoricalDtype(buyers if name == "buyer_id" else agents)
        return self._types[name]


def as_times(seconds: Seconds) -> npt.NDArray[np.datetime64]:
    """Seconds since 1970 as datetime64[s]; NO_TIME is NaT."""
    times = seconds.astype(np.int64).view("datetime64[s]")
    times[seconds == NO_TIME] = np.datetime64("NaT")
    return times


def _seconds(times: pd.Series) -> Seconds:
    values = times.to_numpy().astype("datetime64[s]")
    return np.where(np.isnat(values), NO_TIME, values.view(np.int64)).astype(np.uint32)


def _names(column: str, frames: Mapping[str, pd.DataFrame]) -> pd.Index[str]:
    found = {str(name) for frame in frames.values() if column in frame for name in frame[column]}
    return pd.Index(sorted(found), dtype="str")
