"""Rows and shops written out in a test. Money in the rows is fen, in the figures CNY."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from .slow import Slow
from .source import COLUMNS, File, Row, Rules, Time

AUGUST_1, AUGUST_2 = date(2022, 8, 1), date(2022, 8, 2)
SAME_DAY = Rules(read_rule="same_day")


def at(text: str) -> Time:
    """2022-08-01 10:00 in a shop to the second; a date alone is known by its day only."""
    return Time(datetime.fromisoformat(text), "second" if " " in text else "day")


def file(table: str, *rows: Row, name: str = "", without: tuple[str, ...] = ()) -> File:
    columns = [c for c in COLUMNS[table] if c not in without]
    return File(name or f"{table}.csv", table, columns, list(rows))


def relation(buyer: str, bound: str, agent: str = "红", unbound: str | None = None) -> Row:
    return {"buyer_id": buyer, "agent": agent, "bound_at": at(bound),
            "unbound_at": unbound and at(unbound)}  # fmt: skip


def message(
    buyer: str, sent: str, read: str | None = None, agent: str = "红", by: str = "agent",
    replied: str | None = None,
) -> Row:  # fmt: skip
    return {"buyer_id": buyer, "agent": agent, "sent_at": at(sent), "initiated_by": by,
            "read_at": read and at(read), "replied_at": replied and at(replied)}  # fmt: skip


def order(number: str, buyer: str, paid: str | None, fen: int | None, **more: Any) -> Row:
    return {"order_id": number, "buyer_id": buyer, "paid_at": paid and at(paid),
            "amount": fen} | more  # fmt: skip


def visit(buyer: str, visited: str) -> Row:
    return {"buyer_id": buyer, "visited_at": at(visited)}


def shop(
    relations: list[Row], messages: list[Row], orders: list[Row], visits: list[Row] | None = None,
    rules: Rules = Rules(),  # noqa: B008
) -> Slow:  # fmt: skip
    return Slow(
        [file("relations", *relations), file("messages", *messages), file("orders", *orders),
         file("visits", *(visits or []))],
        rules,
    )  # fmt: skip


def reasons(slow: Slow) -> dict[str, tuple[str, str | None]]:
    return {o["order_id"]: (o["reason"], o["credited_agent"]) for o in slow.report()["orders"]}


def reception(buyer: str, started: str, ended: str | None, status: str) -> Row:
    return {"buyer_id": buyer, "agent": "红", "started_at": at(started),
            "ended_at": ended and at(ended), "kind": "售前", "status": status}  # fmt: skip


def days(first: str, last: str) -> tuple[date, date]:
    return date.fromisoformat(first), date.fromisoformat(last)
