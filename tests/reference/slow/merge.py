"""From the rows of all files to the shop's facts: refused, blanked, brought to one resolution,
net or gross, merged. Plain loops, written from the spec's "Tables", "Overlaps", "Refused or
blanked" and "Resolution".
"""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime, timedelta
from typing import Any

from ..source import COLUMNS, MAIN_TIME, Bad, File, Row, Time

DAY = timedelta(days=1)

KEYS = {
    "relations": ("buyer_id", "agent", "bound_at"),
    "messages": ("buyer_id", "agent", "sent_at", "initiated_by"),
    "visits": ("buyer_id", "visited_at"),
    "invitations": ("buyer_id", "agent", "invited_at", "channel"),
    "receptions": ("buyer_id", "agent", "started_at", "kind"),
}

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

EARLIEST = {"replied_at", "answered_at"}  # read_at has a rule of its own


def before(a: Time, b: Time) -> bool:
    """Whether a is earlier than b; where one is known by its day only, whether its day is."""
    if "day" in (a.form, b.form):
        return a.at.date() < b.at.date()
    return a.at < b.at


def kept(file: File) -> list[Row]:
    """Section "Refused or blanked": the file's rows that are kept, unusable optional values None.

    What depends on comparing times is done later, at the data's resolution.
    """
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
        if refused:
            continue
        for column in row:
            if isinstance(row[column], Bad):
                row[column] = None
        if file.table == "relations" and unbound_before_bound(row):
            continue
        rows.append(row)
    return rows


def unbound_before_bound(relation: Row) -> bool:
    unbound = relation["unbound_at"]
    return unbound is not None and unbound.at < relation["bound_at"].at


def at_the_minute(tables: dict[str, list[tuple[File, list[Row]]]]) -> bool:
    """Section "Resolution": whether any sent, read, visit or payment time is to the minute."""
    times: list[Time | None] = []
    for _, rows in tables["messages"]:
        for row in rows:
            times += [row["sent_at"], row["read_at"]]
    for _, rows in tables["visits"]:
        for row in rows:
            times.append(row["visited_at"])
    for _, rows in tables["orders"]:
        for row in rows:
            times.append(row["paid_at"] if row["deposit_paid_at"] is None else None)
            times.append(row["balance_paid_at"])
    return any(time is not None and time.form == "minute" for time in times)


def floored(time: Time | None) -> Time | None:
    if time is None:
        return None
    return Time(time.at.replace(second=0), time.form)


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


def latest_event(rows: list[Row]) -> datetime:
    """The latest of all times in these rows."""
    latest = datetime.min
    for row in rows:
        for value in row.values():
            if isinstance(value, Time) and value.at > latest:
                latest = value.at
    return latest


def earlier_read(a: Time, b: Time) -> Time:
    """Of two reads of one message the earlier; on one day a moment beats the day alone."""
    if a.at.date() == b.at.date() and (a.form == "day") != (b.form == "day"):
        return b if a.form == "day" else a
    return a if a.at <= b.at else b


def laid_over(fact: Row, row: Row) -> None:
    """Section "Overlaps": put a row of a later file (or further down) over what is known."""
    for column, value in row.items():
        if value is None:
            continue
        known = fact.get(column)
        if known is None:
            fact[column] = value
        elif column == "read_at":
            fact[column] = earlier_read(known, value)
        elif column in EARLIEST:
            fact[column] = value if value.at < known.at else known
        else:
            fact[column] = value


def key_of(row: Row, columns: tuple[str, ...]) -> tuple[Any, ...]:
    values = []
    for column in columns:
        value = row[column]
        values.append((value.at, value.form == "day") if isinstance(value, Time) else value)
    return tuple(values)


def merged_opportunities(files: list[list[Row]]) -> list[Row]:
    """Tasks: (agent, kind, created_at) as often as the file that holds most of them says."""
    tasks: dict[tuple[Any, ...], list[Row]] = {}
    for rows in files:
        here: dict[tuple[Any, ...], list[Row]] = defaultdict(list)
        for row in rows:
            here[(row["agent"], row["kind"], row["created_at"].at)].append(row)
        for key, copies in here.items():
            copies.sort(key=lambda r: r["done_at"].at if r["done_at"] else datetime.max)
            known = tasks.setdefault(key, [])
            for place, row in enumerate(copies):
                if place == len(known):
                    known.append(dict.fromkeys(row))
                laid_over(known[place], row)
    return [row for copies in tasks.values() for row in copies]


def total_of(values: list[int | None]) -> int | None:
    if any(value is None for value in values):
        return None
    return sum(value for value in values if value is not None)


def merged_orders(files: list[list[Row]]) -> list[Row]:
    """Orders: sub-orders merged one by one, then summed, then laid over order-level rows.

    Each row has `gross` beside `amount`, and `disputed`: the money columns that have two
    different values inside one file.
    """
    facts: dict[str, dict[str | None, Row]] = defaultdict(dict)
    last_file: dict[tuple[str, bool], int] = {}
    disputed: dict[str, set[str]] = defaultdict(set)
    for number, rows in enumerate(files):
        first: dict[tuple[str, str | None, str], int] = {}
        for row in rows:
            order, sub = row["order_id"], row["sub_order_id"]
            for column in ("amount", "gross", "deposit", "balance"):
                fen = row[column]
                if fen is not None and first.setdefault((order, sub, column), fen) != fen:
                    disputed[order].add(column)
            laid_over(facts[order].setdefault(sub, {}), row)
            last_file[(order, sub is None)] = number
    orders = []
    for order, subs in facts.items():
        parts = [row for sub, row in subs.items() if sub is not None]
        layers = []
        if parts:
            whole: Row = {}
            for part in parts:
                laid_over(whole, part)
            for column in (*MONEY, "gross"):
                whole[column] = total_of([part.get(column) for part in parts])
            layers.append((last_file[(order, False)], whole))
        if None in subs:
            layers.append((last_file[(order, True)], subs[None]))
        layers.sort(key=lambda layer: layer[0])
        fact: Row = {"disputed": disputed[order]}
        for _, layer in layers:
            laid_over(fact, layer)
        orders.append(fact)
    return orders


def payment(order: Row) -> Row | None:
    """Section "Terms", payment: p, the amount in fen and whether presale; None if refused.

    Refused: paid without an amount; two different gross amounts inside one file.
    """
    presale = order.get("deposit_paid_at") is not None
    paid_at = order.get("balance_paid_at") if presale else order.get("paid_at")
    decides: tuple[str, ...] = ("gross",)
    if presale:
        # A presale order's gross amount is deposit + balance; one missing, what was paid.
        parts = (order.get("deposit"), order.get("balance"))
        decides = ("amount",) if None in parts else ("deposit", "balance")
    amount = total_of([order.get(column) for column in decides])
    if paid_at is not None and (amount is None or order["disputed"].intersection(decides)):
        return None
    return {
        "order_id": order["order_id"],
        "buyer_id": order["buyer_id"],
        "paid_at": paid_at,
        "amount": amount,
        "presale": presale,
    }


def facts(files: list[File]) -> dict[str, list[Row]]:
    """The shop's facts, a list of rows a table; a table that no file holds is absent."""
    tables: dict[str, list[tuple[File, list[Row]]]] = {table: [] for table in COLUMNS}
    for file in files:
        tables[file.table].append((file, kept(file)))
    minute = at_the_minute(tables)
    result = {}
    for table, read in tables.items():
        if not read:
            continue
        # "The later file is the one with the latest event time inside it, then the greater
        # file name"; what is laid over last wins.
        read = sorted(read, key=lambda pair: (latest_event(pair[1]), pair[0].name))
        for file, rows in read:
            net = table == "orders" and is_net_of_refunds(file, rows)
            for row in rows:
                if minute:
                    for column in ("sent_at", "read_at", "visited_at", "paid_at",
                                   "balance_paid_at"):  # fmt: skip
                        if column in row:
                            row[column] = floored(row[column])
                finish(file, row, net)
        rows_of_files = [rows for _, rows in read]
        if table == "opportunities":
            result[table] = merged_opportunities(rows_of_files)
        elif table == "orders":
            payments = [payment(order) for order in merged_orders(rows_of_files)]
            result[table] = [order for order in payments if order is not None]
        else:
            merged: dict[tuple[Any, ...], Row] = {}
            for rows in rows_of_files:
                for row in rows:
                    laid_over(merged.setdefault(key_of(row, KEYS[table]), {}), row)
            result[table] = [
                {column: row.get(column) for column in COLUMNS[table]} for row in merged.values()
            ]
    return result


def finish(file: File, row: Row, net: bool) -> None:
    """What a kept row means once its times are at the data's resolution, in place."""
    start = row[MAIN_TIME[file.table]]
    if file.table == "messages":
        for column in ("read_at", "replied_at"):
            if row[column] is not None and before(row[column], start):
                row[column] = None
        if row["read_at"] is None and row["is_read"] == "是":
            row["read_at"] = Time(datetime.combine(start.at.date(), datetime.min.time()), "day")
    elif file.table == "invitations":
        if row["answered_at"] is not None and before(row["answered_at"], start):
            row["answered_at"] = None
    elif file.table == "receptions":
        if row["ended_at"] is not None and before(row["ended_at"], start):
            row["ended_at"] = None
    elif file.table == "opportunities":
        if "done_at" not in file.columns and row["task_status"] == "已完成":
            row["done_at"] = row["created_at"]
    elif file.table == "orders":
        row["gross"] = row["amount"]
        if net and row["amount"] is not None:
            row["gross"] = row["amount"] + (row["refund"] or 0)
