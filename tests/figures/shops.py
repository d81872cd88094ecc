"""Shops of a few rows, written as text.

A time with a date only means that only the day is known. Amounts are CNY.
"""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from tests.tables_by_hand import tables_of
from xlcs.shop.shop import Shop

Row = Sequence[object]


def times(values: Sequence[object]) -> pd.Series:
    return pd.Series(pd.to_datetime(pd.Series(values, dtype=object), format="ISO8601")).astype(
        "datetime64[s]"
    )


def only_days(values: Sequence[object]) -> pd.Series:
    return pd.Series(
        [isinstance(v, str) and len(v) == len("2022-08-01") for v in values], dtype=bool
    )


def relations(*rows: Row) -> pd.DataFrame:
    """buyer, agent, bound_at[, unbound_at]"""
    buyer, agent, bound, unbound = _columns(rows, 4)
    return pd.DataFrame(
        {"buyer_id": _text(buyer), "agent": _text(agent), "bound_at": times(bound),
         "unbound_at": times(unbound)}
    )  # fmt: skip


def messages(*rows: Row, by_agent: bool = True) -> pd.DataFrame:
    """buyer, agent, sent_at[, read_at[, replied_at]]"""
    buyer, agent, sent, read, replied = _columns(rows, 5)
    return pd.DataFrame(
        {
            "buyer_id": _text(buyer),
            "agent": _text(agent),
            "sent_at": times(sent),
            "sent_at_is_day": only_days(sent),
            "by_agent": pd.Series([by_agent] * len(rows), dtype=bool),
            "read_at": times(read),
            "read_at_is_day": only_days(read),
            "replied_at": times(replied),
        }
    )


def visits(*rows: Row) -> pd.DataFrame:
    """buyer, visited_at"""
    buyer, visited = _columns(rows, 2)
    return pd.DataFrame(
        {"buyer_id": _text(buyer), "visited_at": times(visited),
         "visited_at_is_day": only_days(visited)}
    )  # fmt: skip


def orders(*rows: Row) -> pd.DataFrame:
    """order_id, buyer, paid_at, amount [CNY][, presale[, refund [CNY]]]"""
    order, buyer, paid, amount, presale, refund = _columns(rows, 6)
    return pd.DataFrame(
        {
            "order_id": _text(order),
            "buyer_id": _text(buyer),
            "paid_at": times(paid),
            "paid_at_is_day": only_days(paid),
            "amount": pd.Series([round(float(str(a)) * 100) for a in amount], dtype="int64"),
            "refund": pd.Series(
                [None if r is None else round(float(str(r)) * 100) for r in refund], dtype="Int64"
            ),
            "presale": pd.Series([bool(p) for p in presale], dtype=bool),
        }
    )


def invitations(*rows: Row) -> pd.DataFrame:
    """buyer, agent, invited_at, channel[, outcome[, answered_at]]"""
    buyer, agent, invited, channel, outcome, answered = _columns(rows, 6)
    return pd.DataFrame(
        {
            "buyer_id": _text(buyer),
            "agent": _text(agent),
            "invited_at": times(invited),
            "channel": _text(channel),
            "outcome": _text(outcome),
            "answered_at": times(answered),
        }
    )


def opportunities(*rows: Row) -> pd.DataFrame:
    """agent, kind, created_at[, done_at]"""
    agent, kind, created, done = _columns(rows, 4)
    return pd.DataFrame(
        {"agent": _text(agent), "kind": _text(kind), "created_at": times(created),
         "done_at": times(done)}
    )  # fmt: skip


def receptions(*rows: Row) -> pd.DataFrame:
    """buyer, agent, started_at, ended_at, status"""
    buyer, agent, started, ended, status = _columns(rows, 5)
    return pd.DataFrame(
        {
            "buyer_id": _text(buyer),
            "agent": _text(agent),
            "started_at": times(started),
            "ended_at": times(ended),
            "kind": _text(["售前"] * len(rows)),
            "status": _text(status),
        }
    )


def shop(**tables: pd.DataFrame) -> Shop:
    # In these shops it is known whether messages were read and replied to.
    known = {"messages": ("read_at", "replied_at")}
    return Shop("exports", tables_of(tables, known), [], [])


def _columns(rows: Sequence[Row], width: int) -> list[list[object]]:
    filled = [list(row) + [None] * (width - len(row)) for row in rows]
    return [[row[at] for row in filled] for at in range(width)]


def _text(values: Sequence[object]) -> pd.Series:
    return pd.Series(values, dtype="str")
