"""A file's rows: which are kept, which values are blanked, and what a kept row means.

Source: spec, "Tables", "Refused or blanked", "Saved from Excel" (order numbers), "Resolution".
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from ..source import COLUMNS, MAIN_TIME, Bad, File, Row, Time
from .times import before

# Which columns a row must have a usable value in; all the others may be blank.
NEEDED = {
    "relations": ("buyer_id", "agent", "bound_at"),
    "messages": ("buyer_id", "agent", "sent_at", "initiated_by"),
    "visits": ("buyer_id", "visited_at"),
    "orders": ("order_id", "buyer_id"),
    "invitations": ("buyer_id", "agent", "invited_at", "channel"),
    "opportunities": ("agent", "kind", "created_at"),
    "receptions": ("buyer_id", "agent", "started_at"),
}

# Optional columns that decide money or payment: unusable, they refuse the row all the same.
DECIDING = {
    "orders": (
        "sub_order_id", "paid_at", "deposit_paid_at", "balance_paid_at",
        "amount", "refund", "deposit", "balance",
    )
}  # fmt: skip

MONEY = ("amount", "refund", "total", "deposit", "balance")

DIGITS_OF_EXCEL = 15


def kept(file: File) -> list[Row]:
    """Section "Refused or blanked": the file's rows that are kept, unusable optional values None.

    What depends on comparing times is done by `finish`.
    """
    damaged = file.table == "orders" and has_rounded_numbers(file.rows)
    rows = []
    for given in file.rows:
        row = dict.fromkeys(COLUMNS[file.table]) | {c: given.get(c) for c in file.columns}
        refused = any(row[c] is None or isinstance(row[c], Bad) for c in NEEDED[file.table])
        for column in DECIDING.get(file.table, ()):
            if isinstance(row[column], Bad):
                refused = True
        for column in MONEY:
            if isinstance(row.get(column), int) and row[column] < 0:
                refused = True
        if refused or (damaged and is_long_number(row["order_id"])):
            continue
        for column in row:
            if isinstance(row[column], Bad):
                row[column] = None
        if file.table == "relations":
            unbound = row["unbound_at"]
            if unbound is not None and before(unbound, row["bound_at"]):
                continue
        rows.append(row)
    return rows


def is_long_number(number: Any) -> bool:
    return isinstance(number, str) and number.isdigit() and 16 <= len(number) <= 19


def has_rounded_numbers(rows: list[Row]) -> bool:
    """Section "Saved from Excel": all long order numbers end in the zeros that Excel leaves."""
    long = [row["order_id"] for row in rows if is_long_number(row.get("order_id"))]
    return bool(long) and all(set(number[DIGITS_OF_EXCEL:]) == {"0"} for number in long)


def is_net_of_refunds(file: File, rows: list[Row]) -> bool:
    """Section "Tables", the order export: whether a file's amounts are net of refunds."""
    if "total" not in file.columns:
        return False
    refunded = satisfied = 0
    for row in rows:
        if row["refund"]:
            refunded += 1
            if row["amount"] is None or row["total"] is None:
                continue
            if abs(row["amount"] + row["refund"] - row["total"]) <= 1:
                satisfied += 1
    return refunded > 0 and satisfied * 10 >= refunded * 9


def finish(file: File, row: Row, *, net: bool, minute: bool) -> None:
    """What a kept row means, in place.

    net : the file's amounts are net of refunds · minute : the data's resolution
    """
    start = row[MAIN_TIME[file.table]]
    if file.table == "messages":
        if row["read_at"] is not None and before(row["read_at"], start, minute=minute):
            row["read_at"] = None
        if row["replied_at"] is not None and before(row["replied_at"], start):
            row["replied_at"] = None
        if row["read_at"] is None and row["is_read"] == "是":
            row["read_at"] = Time(datetime.combine(start.at.date(), datetime.min.time()), "day")
    elif file.table == "invitations":
        if row["answered_at"] is not None and before(row["answered_at"], start):
            row["answered_at"] = None
    elif file.table == "receptions":
        if row["ended_at"] is not None and before(row["ended_at"], start):
            row["ended_at"] = None
    elif file.table == "opportunities":
        if row["done_at"] is None and row["task_status"] == "已完成":
            row["done_at"] = Time(datetime.combine(start.at.date(), datetime.min.time()), "day")
    elif file.table == "orders":
        row["gross"] = row["amount"]
        if net and row["amount"] is not None:
            row["gross"] = row["amount"] + (row["refund"] or 0)
