"""Rows as an export file states them, already parsed: what the slow computation starts from.

A row is a dict of canonical column → value. A column that the file does not have is not in
`File.columns`. Values: None (blank) · `Bad` (there, but cannot be used) · `Time` · int (money, in
fen) · str (everything else).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

Row = dict[str, Any]


@dataclass(frozen=True)
class Bad:
    """A cell that holds something, but nothing that can be used."""

    text: str = "abc"


@dataclass(frozen=True)
class Time:
    """A time and the form it was written in: "day", "minute" or "second"."""

    at: datetime
    form: str = "second"


@dataclass
class File:
    """One sheet of one export file."""

    name: str
    table: str
    columns: list[str]
    rows: list[Row] = field(default_factory=list)


@dataclass(frozen=True)
class Rules:
    """The settings that change figures, with the spec's defaults."""

    window_days: int = 1
    read_day: str = "payment_day"
    read_rule: str = "before_payment"
    credit: str = "last"
    lookback_days: int = 7
    reception_period: str = "month"
    max_average_min: float = 50.0
    min_conversion_rate: float = 0.5
    converted: tuple[str, ...] = ()
    not_converted: tuple[str, ...] = ()


EDITIONS: dict[str, dict[str, Any]] = {
    "2022-09": {},
    "7-day": {"window_days": 7},
    "3-day-any": {"window_days": 3, "read_day": "any"},
    "7-day-any": {"window_days": 7, "read_day": "any"},
    "15-day-any": {"window_days": 15, "read_day": "any"},
}
"""Section "Rule editions": what each named edition sets; the rest is the default."""


def edition(name: str, **alone: Any) -> Rules:
    """A named edition; each of the four settings can be set alone beside the name."""
    return Rules(**EDITIONS[name] | alone)


COLUMNS: dict[str, tuple[str, ...]] = {
    "relations": ("buyer_id", "agent", "bound_at", "unbound_at"),
    "messages": (
        "buyer_id", "agent", "sent_at", "initiated_by", "read_at", "is_read", "replied_at",
    ),
    "visits": ("buyer_id", "visited_at"),
    "orders": (
        "order_id", "sub_order_id", "buyer_id", "created_at", "paid_at", "amount", "refund",
        "total", "deposit_paid_at", "deposit", "balance_paid_at", "balance",
    ),
    "invitations": ("buyer_id", "agent", "invited_at", "channel", "outcome", "answered_at"),
    "opportunities": ("agent", "kind", "created_at", "done_at", "task_status"),
    "receptions": ("buyer_id", "agent", "started_at", "ended_at", "kind", "status"),
}  # fmt: skip

MAIN_TIME = {
    "relations": "bound_at",
    "messages": "sent_at",
    "visits": "visited_at",
    "orders": "paid_at",
    "invitations": "invited_at",
    "opportunities": "created_at",
    "receptions": "started_at",
}
