"""The form in which every side gives its figures, so that they can be compared.

A result is a dict: `shop` and `daily` and `agents` as records by figure id, money in fen;
`orders` an Arrow table in the order of payment, amounts in fen; `leakage` reason → [orders, fen];
`reception` records by agent (None: the shop) and month, rates as fractions, durations in seconds.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

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


def records(columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> list[dict[str, Any]]:
    """Rows as dicts by column."""
    return [dict(zip(columns, row, strict=True)) for row in rows]
