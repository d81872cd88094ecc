"""Times to the minute: when a relation is asked for."""

from __future__ import annotations

import pandas as pd

from tests.tables_by_hand import tables_of


def message(sent_at, *, is_minute=False):
    return {
        "buyer_id": "b1", "agent": "甲", "sent_at": pd.Timestamp(sent_at), "by_agent": True,
        "sent_at_is_minute": is_minute, "read_at": pd.Timestamp("2022-08-01 10:01:59"),
    }  # fmt: skip


def test_a_relation_is_asked_for_with_the_messages_own_time():
    tables = tables_of(
        {"messages": pd.DataFrame([message("2022-08-01 10:00:10"),
                                   message("2022-08-01 10:02:00", is_minute=True)])}
    )  # fmt: skip
    assert tables.messages is not None
    asked = tables.messages.relation_asked_at()
    assert asked.astype(str).tolist() == ["2022-08-01 10:00:10", "2022-08-01 10:02:59"]
