"""The merged tables as pandas frames, a class a table; its columns are attributes.

`messages.sent_at` is the column `sent_at` of the frame. A misspelt one is a type error, and a frame
that lacks a column, or has it of another kind, is refused where the table is made.

Rows of messages, visits and orders stand by buyer, then by time, so that a buyer's lie together
and a rule need not sort.

Source: spec, "Tables".
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, ClassVar, Generic, Self, TypeVar, cast, overload

import pandas as pd

FEN = 100
"""Fen in a CNY."""

Values = TypeVar("Values", bound="pd.Series[Any]")


@dataclass(frozen=True)
class Kind(Generic[Values]):
    """What a column holds.

    dtype : the pandas type of its values
    otherwise : the value where no file has the column
    may_miss : whether a row may have no value
    """

    dtype: str
    otherwise: object = None
    may_miss: bool = False


Names = Kind["pd.Series[Any]"]("category")
"""All `buyer_id` columns of a shop share one set of categories, all `agent` columns another one,
which is sorted by code point: comparing codes compares names. None is missing."""
Words = Kind["pd.Series[Any]"]("category", may_miss=True)
"""A word of a short list; missing where blank."""
Texts = Kind["pd.Series[str]"]("str")
Times = Kind["pd.Series[pd.Timestamp]"]("datetime64[s]")
"""[local time]"""
MaybeTimes = Kind["pd.Series[pd.Timestamp]"]("datetime64[s]", pd.NaT, may_miss=True)
"""[local time]; NaT for none."""
Flags = Kind["pd.Series[bool]"]("bool", False)
Money = Kind["pd.Series[int]"]("int64")
"""[fen]"""
MaybeMoney = Kind["pd.Series[int]"]("Int64", pd.NA, may_miss=True)
"""[fen]; NA where unknown."""


class Column(Generic[Values]):
    """A canonical column of a table: read as an attribute, it is the frame's column."""

    def __init__(self, kind: Kind[Values]) -> None:
        self.kind = kind

    def __set_name__(self, owner: type, name: str) -> None:
        self.name = name

    @overload
    def __get__(self, table: None, owner: type) -> Self: ...
    @overload
    def __get__(self, table: Table, owner: type) -> Values: ...
    def __get__(self, table: Table | None, owner: type) -> Self | Values:
        return self if table is None else cast(Values, table.frame[self.name])


class Table:
    """A table of a shop.

    Parameters
    ----------
    frame : its rows, with the columns of the class, in the order that it documents
    known : the columns that may be missing of which some file had anything to say; left out, those
        with a value in any row and those of `blank_tells`, all where there is no row. What no file
        knows is unknown, not 0 (spec, "Unknown is not 0")

    Raises
    ------
    TypeError : a column is missing, unknown, or of another type; all of them are named.
    """

    id: ClassVar[str]
    order: ClassVar[tuple[str, ...]] = ()
    """The columns by which rows stand in order."""
    blank_tells: ClassVar[frozenset[str]] = frozenset()
    """Columns that tell of every row where a file has them: a blank is none, such as no unbinding;
    of reading it is no more than that nobody counted it."""

    def __init__(self, frame: pd.DataFrame, known: Iterable[str] | None = None) -> None:
        wanted = {name: column.kind.dtype for name, column in self.columns().items()}
        found = {str(name): str(dtype) for name, dtype in frame.dtypes.items()}
        if found != wanted:
            wrong = [f"{n}: {found.get(n, 'missing')}, not {t}" for n, t in wanted.items()
                     if found.get(n) != t]  # fmt: skip
            wrong += [f"{name}: no column of this table" for name in found if name not in wanted]
            if wrong:
                raise TypeError(f"{self.id}: " + "; ".join(wrong))
        self.frame = frame
        optional = (name for name, column in self.columns().items() if column.kind.may_miss)
        self.known = (
            frozenset(known)
            if known is not None
            else frozenset(
                name
                for name in optional
                if frame.empty or name in self.blank_tells or frame[name].notna().any()
            )
        )

    @classmethod
    def columns(cls) -> dict[str, Column[Any]]:
        """The columns by name, in order."""
        return {name: value for name, value in vars(cls).items() if isinstance(value, Column)}

    def __len__(self) -> int:
        return len(self.frame)

    def __repr__(self) -> str:
        return f"<{type(self).__name__}: {len(self)} rows>"


class Relations(Table):
    """专属客户关系: which buyer is bound to which agent, from when until when."""

    id = "relations"
    blank_tells = frozenset({"unbound_at"})
    buyer_id = Column(Names)
    agent = Column(Names)
    bound_at = Column(Times)
    unbound_at = Column(MaybeTimes)


class Messages(Table):
    """客服消息. `by_agent`: 发起方 is 客服; `X_is_day`: X is known only by its day.

    Times are the messages' own. `sent_at_is_minute`: the sending is known only to the minute.
    """

    id = "messages"
    order = ("buyer_id", "sent_at")
    buyer_id = Column(Names)
    agent = Column(Names)
    sent_at = Column(Times)
    sent_at_is_day = Column(Flags)
    sent_at_is_minute = Column(Flags)
    by_agent = Column(Flags)
    read_at = Column(MaybeTimes)
    read_at_is_day = Column(Flags)
    replied_at = Column(MaybeTimes)

    def relation_asked_at(self) -> pd.Series[pd.Timestamp]:
        """When each message's relation must have been active [local time]."""
        return _relation_asked_at(self.sent_at, self.sent_at_is_minute)


def _relation_asked_at(
    times: pd.Series[pd.Timestamp], is_minute: pd.Series[bool]
) -> pd.Series[pd.Timestamp]:
    """When a relation must have been active at those times [local time].

    It is the time itself. Of one known only to the minute it is that minute's last second: a
    relation bound within the minute is then active, one unbound within it is not, which is what
    comparing at the minute says (spec, "Resolution").
    """
    if not is_minute.any():
        return times
    return times.where(~is_minute, times + pd.Timedelta(seconds=59))


class Visits(Table):
    """进店记录."""

    id = "visits"
    order = ("buyer_id", "visited_at")
    buyer_id = Column(Names)
    visited_at = Column(Times)
    visited_at_is_day = Column(Flags)


class Orders(Table):
    """订单, paid or not.

    `paid_at` and `amount` are those of the *payment* (spec, "Terms"): of a presale order the
    balance's time, and deposit + balance; NaT where nothing counts as paid. `paid_at_is_minute`: it
    is known only to the minute. `refund` is the newest export's, NA where it has none.
    """

    id = "orders"
    blank_tells = frozenset({"paid_at"})
    order = ("buyer_id", "paid_at", "order_id")
    order_id = Column(Texts)
    buyer_id = Column(Names)
    paid_at = Column(MaybeTimes)
    paid_at_is_day = Column(Flags)
    paid_at_is_minute = Column(Flags)
    amount = Column(Money)
    refund = Column(MaybeMoney)
    presale = Column(Flags)
    deposit_paid_at = Column(MaybeTimes)
    deposit = Column(MaybeMoney)

    @property
    def payments_known(self) -> bool:
        """Whether all payments may be known; not where rows were refused and no order left is paid.

        The sums are then 0 by what is known, which the data check says.
        """
        return "paid_at" in self.known

    def relation_asked_at(self) -> pd.Series[pd.Timestamp]:
        """When the relation of each order's buyer must have been active [local time]."""
        return _relation_asked_at(self.paid_at, self.paid_at_is_minute)


class Invitations(Table):
    """客户邀请. `channel` is manual or auto, `outcome` accepted or declined."""

    id = "invitations"
    blank_tells = frozenset({"outcome"})
    buyer_id = Column(Names)
    agent = Column(Names)
    invited_at = Column(Times)
    channel = Column(Words)
    outcome = Column(Words)
    answered_at = Column(MaybeTimes)


class Opportunities(Table):
    """商机任务, one row a task."""

    id = "opportunities"
    blank_tells = frozenset({"done_at"})
    agent = Column(Names)
    kind = Column(Words)
    created_at = Column(Times)
    done_at = Column(MaybeTimes)


class Receptions(Table):
    """接待记录. `status` as exported."""

    id = "receptions"
    buyer_id = Column(Names)
    agent = Column(Names)
    started_at = Column(Times)
    ended_at = Column(MaybeTimes)
    kind = Column(Words)
    status = Column(Words)


CLASSES: tuple[type[Table], ...] = (
    Relations, Messages, Visits, Orders, Invitations, Opportunities, Receptions,
)  # fmt: skip


@dataclass(frozen=True)
class Tables:
    """The merged tables of a shop; None where no file had one."""

    relations: Relations | None = None
    messages: Messages | None = None
    visits: Visits | None = None
    orders: Orders | None = None
    invitations: Invitations | None = None
    opportunities: Opportunities | None = None
    receptions: Receptions | None = None
    buyers: pd.CategoricalDtype = field(default_factory=lambda: pd.CategoricalDtype([]))
    agents: pd.CategoricalDtype = field(default_factory=lambda: pd.CategoricalDtype([]))

    def there(self) -> dict[str, Table]:
        """The tables that some file had, by id."""
        found = ((cls.id, getattr(self, cls.id)) for cls in CLASSES)
        return {id: table for id, table in found if table is not None}


def no_orders() -> Orders:
    """A table of orders without rows."""
    columns = Orders.columns().items()
    none = {name: pd.Series([], dtype=cast(Any, column.kind.dtype)) for name, column in columns}
    return Orders(pd.DataFrame(none))
