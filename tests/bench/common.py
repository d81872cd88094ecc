"""The form in which every side gives its figures, so that they can be compared.

A result is a dict: `shop` a record by figure id, `daily` and `agents` lists of them, money in fen;
`orders` an Arrow table in the order of payment, amounts in fen; `leakage` reason → [orders, fen],
without reasons that no order has; `reception` records by agent (None: the shop) and month, rates
as fractions, durations in seconds.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

import pyarrow as pa

Record = dict[str, Any]

AGENT_COLUMNS = (
    "agent", "clients_total", "clients_unsubscribed", "invites_sent", "invites_accepted",
    "invites_declined", "sent_customers", "read_customers", "replied_customers", "guided_visitors",
    "guided_buyers", "converted_customers", "followup_orders", "followup_gmv", "guided_gmv",
    "opportunities_done", "opportunities_todo",
)  # fmt: skip
DAILY_COLUMNS = ("day", "sent_customers", "read_customers", "guided_visitors", "guided_buyers",
                 "guided_gmv")  # fmt: skip
ORDER_COLUMNS = ("order_id", "buyer_id", "day", "amount", "presale", "reason", "credited_agent")
PERIOD_COLUMNS = (
    "agent", "period", "receptions", "buyers", "converted_buyers", "conversion_rate",
    "average_duration_s", "conversion_change", "duration_change_s", "compliant",
)  # fmt: skip

MONEY = ("guided_gmv", "followup_gmv", "amount")


def records(columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> list[Record]:
    """Rows as dicts by column."""
    return [dict(zip(columns, row, strict=True)) for row in rows]


def in_fen(record: Mapping[str, Any]) -> Record:
    """A record of figures.json with its money in fen."""
    return {
        key: round(value * 100) if key in MONEY and value is not None else value
        for key, value in record.items()
    }


def only(columns: Sequence[str], rows: Iterable[Mapping[str, Any]]) -> list[Record]:
    """Those columns of the records; one that a record lacks is None."""
    return [{column: row.get(column) for column in columns} for row in rows]


def of_report(report: Mapping[str, Any]) -> dict[str, Any]:
    """A figures.json in this form."""
    orders = only(ORDER_COLUMNS, map(in_fen, report["orders"]))
    for order in orders:
        order["day"] = date.fromisoformat(order["day"])
    received = report["reception"]
    return {
        "shop": only(AGENT_COLUMNS, [in_fen(report["shop"])])[0],
        "daily": only(DAILY_COLUMNS, map(in_fen, report["daily"])),
        "agents": only(AGENT_COLUMNS, map(in_fen, report["agents"])),
        "orders": pa.Table.from_pylist(orders),
        "leakage": {
            row["reason"]: [row["orders"], row["amount"]]
            for row in map(in_fen, report["leakage"])
            if row["orders"]
        },
        "reception": only(PERIOD_COLUMNS, [*received["periods"], *received["agents"]]),
    }
