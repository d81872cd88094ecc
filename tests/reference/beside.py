"""Further exports of the same facts beside the first: saved from Excel, at the order's level, …"""

from __future__ import annotations

import random
from dataclasses import replace
from typing import Any

from .slow.overlaps import KEYS
from .source import MAIN_TIME, Bad, File, Row, Time

BARE = 0.5


def beside(files: list[File], troubles: frozenset[str], rng: random.Random) -> list[File]:
    """The files and, in some shops, others that say the same once more."""
    if "order level beside items" in troubles and rng.random() < 0.3:
        files = files + order_level(files, rng)
    if "bare agents" in troubles and rng.random() < 0.3:
        files = [with_bare_names(file, rng) for file in files]
    if "cntaobao" in troubles and rng.random() < 0.1:
        files = [with_prefix(file, rng) for file in files]
    if "saved from excel" in troubles and rng.random() < 0.35:
        copied = [file for file in files if rng.random() < 0.5]
        if "a key twice in a minute" not in troubles:
            copied = [
                replace(file, rows=each_once(file.table, file.rows, of=("second",)))
                for file in copied
            ]
        files = files + [saved_from_excel(file) for file in copied]
    if "rounded numbers" in troubles and rng.random() < 0.15:
        orders = [file for file in files if file.table == "orders"]
        files = files + [rounded(file) for file in orders]
    return files


def with_prefix(file: File, rng: random.Random) -> File:
    """The same file with some buyers' names as the desktop client writes them."""
    rows = []
    for row in file.rows:
        name = row.get("buyer_id")
        if isinstance(name, str) and rng.random() < 0.5:
            row = row | {"buyer_id": f"cntaobao{name}"}
        rows.append(row)
    return replace(file, rows=rows)


def each_once(table: str, rows: list[Row], of: tuple[str, ...]) -> list[Row]:
    """The rows without a second one of one key, where its time has one of these forms."""
    seen = []
    result = []
    for row in rows:
        main = row.get(MAIN_TIME[table])
        if table in KEYS and table != "opportunities" and isinstance(main, Time):
            key = [row.get(column) for column in KEYS[table] if column != "kind"]
            if main.form in of and key in seen:
                continue
            seen.append(key)
        result.append(row)
    return result


def to_the_minute(row: Row) -> Row:
    return {
        column: Time(value.at.replace(second=0), "minute")
        if isinstance(value, Time) and value.form == "second"
        else value
        for column, value in row.items()
    }


def saved_from_excel(file: File) -> File:
    """A copy as Excel saves it: times cut to the minute."""
    rows = [to_the_minute(row) for row in file.rows]
    return replace(file, name=f"另存/{file.name}", rows=rows)


def rounded(file: File) -> File:
    """A copy whose order numbers have lost their digits after the fifteenth."""
    rows = []
    for row in file.rows:
        number = row["order_id"]
        if isinstance(number, str):
            number = number[:15] + "0" * len(number[15:])
        rows.append(row | {"order_id": number})
    return replace(file, name=f"另存2/{file.name}", rows=rows)


def with_bare_names(file: File, rng: random.Random) -> File:
    """The same file with some agents named without the shop, or with a full-width colon."""
    if "agent" not in file.columns:
        return file
    rows = []
    for row in file.rows:
        name = row["agent"]
        if isinstance(name, str) and rng.random() < BARE:
            name = rng.choice((name.partition(":")[2] or name, name.replace(":", "："), f" {name}"))
        rows.append(row | {"agent": name})
    return replace(file, rows=rows)


def order_level(files: list[File], rng: random.Random) -> list[File]:
    """An export of whole orders beside those of sub-orders; it decides, whatever they say."""
    parts = [row for file in files for row in file.rows if isinstance(row.get("sub_order_id"), str)]
    amounts: dict[Any, Any] = {}
    # Whether an order whose items contradict themselves is refused though its own row is clear
    # is nothing that the spec decides.
    disputed = {
        part["order_id"]: part
        for part in parts
        if amounts.setdefault(part["sub_order_id"], part["amount"]) != part["amount"]
    }
    rows: dict[Any, Row] = {}
    for part in parts:
        number, buyer, paid_at = part["order_id"], part["buyer_id"], part["paid_at"]
        usable = isinstance(number, str) and isinstance(buyer, str) and not isinstance(paid_at, Bad)
        if usable and number not in rows | disputed and part.get("deposit_paid_at") is None:
            rows[number] = {
                "order_id": number, "buyer_id": buyer, "paid_at": rng.choice((None, paid_at)),
                "amount": rng.choice((None, 100, 5_000, 77_777)),
            }  # fmt: skip
    chosen = [row for row in rows.values() if rng.random() < 0.6]
    columns = ["order_id", "buyer_id", "paid_at", "amount"]
    return [File("订单报表.csv", "orders", columns, chosen)] if chosen else []
