"""Shops of which the spec says what their figures are."""

from __future__ import annotations

from .slow.merge import facts
from .source import File


def is_decided(files: list[File]) -> bool:
    """Whether the spec decides what is known: not where all there is cannot be used.

    Whether a reading time that is blanked makes reading known, and an empty 退款金额 refunds, is
    nothing that it says; nor what is known of messages where none is left.
    """
    known = facts(files)
    if not all(known.tables.get(table, ["absent"]) for table in ("messages", "orders")):
        return False
    rows = {
        table: [row for file in files if file.table == table for row in file.rows]
        for table in ("messages", "orders")
    }
    reading = any(
        row.get(c) is not None for row in rows["messages"] for c in ("read_at", "is_read")
    )
    replies = any(row.get("replied_at") is not None for row in rows["messages"])
    refunds = any("refund" in file.columns for file in files if file.table == "orders")
    return (reading, replies, refunds) == (
        known.reading_known, known.replies_known, known.refunds_known,
    )  # fmt: skip
