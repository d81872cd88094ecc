"""Orders: sub-orders summed, laid under order-level rows, and what counts as the payment.

Source: spec, "Tables" (item level), "Overlaps", "Resolution" (unpaid sub-orders), "Terms".
"""

from __future__ import annotations

from collections import defaultdict

from ..source import Row, Time
from .overlaps import laid_over
from .rows import MONEY


def total_of(values: list[int | None]) -> int | None:
    """The sum; unknown where one of them is."""
    if any(value is None for value in values):
        return None
    return sum(value for value in values if value is not None)


def total_of_known(values: list[int | None]) -> int | None:
    """The sum of those that are known; unknown where none is."""
    known = [value for value in values if value is not None]
    return sum(known) if known else None


def is_paid(part: Row) -> bool:
    """Whether a sub-order has a payment time."""
    if part.get("deposit_paid_at") is not None:
        return part.get("balance_paid_at") is not None
    return part.get("paid_at") is not None


def whole_of(parts: list[Row]) -> Row:
    """An order from its sub-orders, paid when the last of those paid is; others have no part."""
    paid = [part for part in parts if is_paid(part)]
    taking_part = paid or parts
    whole: Row = {}
    for part in taking_part:
        laid_over(whole, part)
    for column in [name for name, value in whole.items() if isinstance(value, Time)]:
        times = [part[column] for part in taking_part if part.get(column) is not None]
        whole[column] = max(times, key=lambda time: (time.at, time.form))
    for column in (*MONEY, "gross"):
        whole[column] = total_of([part.get(column) for part in taking_part])
    whole["refund"] = total_of_known([part.get("refund") for part in taking_part])
    return whole


def merged_orders(files: list[list[Row]]) -> list[Row]:
    """Orders: sub-orders merged one by one, then summed; order-level rows decide before them.

    files : the rows of each file, the earliest first

    Each row has `gross` beside `amount`, and `disputed`: the money columns that have two
    different values inside one file.
    """
    facts: dict[str, dict[str | None, Row]] = defaultdict(dict)
    disputed: dict[tuple[str, bool], set[str]] = defaultdict(set)
    for rows in files:
        first: dict[tuple[str, str | None, str], int] = {}
        for row in rows:
            order, sub = row["order_id"], row["sub_order_id"]
            for column in ("amount", "gross", "deposit", "balance"):
                fen = row[column]
                if fen is not None and first.setdefault((order, sub, column), fen) != fen:
                    disputed[(order, sub is None)].add(column)
            laid_over(facts[order].setdefault(sub, {}), row)
    orders = []
    for order, subs in facts.items():
        fact: Row = {"disputed": set()}
        parts = [row for sub, row in subs.items() if sub is not None]
        layers = [(False, whole_of(parts))] if parts else []
        if None in subs:
            layers.append((True, subs[None]))
        for order_level, layer in layers:
            for column in ("amount", "gross", "deposit", "balance"):
                if layer.get(column) is not None:
                    # The level that decides a column is the one that may contradict itself.
                    fact["disputed"].discard(column)
                    fact["disputed"] |= {column} & disputed[(order, order_level)]
            for column, value in layer.items():
                if value is not None:
                    fact[column] = value
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
        "refund": order.get("refund"),
        "presale": presale,
        "deposit_paid_at": order.get("deposit_paid_at"),
        "deposit": order.get("deposit"),
    }
