"""Whose clients' money was lost, on a few orders."""

from __future__ import annotations

import pandas as pd

from xlcs.advice.clients import leakage_of_agent, lost_by_client_agent
from xlcs.catalogue import REASON

ORDERS = pd.DataFrame(
    [
        ("王", "counted", 100.1),
        ("王", "unread", 20.0),
        ("李", "not_messaged", 30.0),
        ("李", "not_messaged", 0.5),
        (None, "not_a_client", 70.0),
        (None, "messaged_earlier_day", 9.0),  # unbound since
    ],
    columns=["client_agent", "reason", "amount"],
)


def test_money_by_agent_and_reason_who_lost_most_first():
    found = lost_by_client_agent(ORDERS, REASON)
    assert found["agent"].tolist() == ["李", "王"]  # 30.50 against 20
    assert found["not_messaged"].tolist() == [30.5, 0]
    assert found["unread"].tolist() == [0, 20]
    assert found["counted"].tolist() == [0, 100.1]
    assert "not_a_client" not in found
    assert lost_by_client_agent(ORDERS.iloc[:0], REASON).empty


def test_equal_losses_stand_by_name():
    found = lost_by_client_agent(ORDERS.assign(amount=1.0, reason="unread"), REASON)
    assert found["agent"].tolist() == ["李", "王"]  # 2 each
    two = ORDERS.iloc[[1, 2]].assign(amount=1.0)
    assert lost_by_client_agent(two, REASON)["agent"].tolist() == ["李", "王"]


def test_the_leakage_of_one_agent_s_clients():
    found = leakage_of_agent(ORDERS, "李", REASON).set_index("reason")
    assert found.loc["not_messaged"].tolist() == [2, 30.5]
    assert found["amount"].sum() == 30.5
    assert len(found) == 8
    assert leakage_of_agent(ORDERS, "无", REASON).empty


def test_where_the_shop_has_no_leakage_nobody_has():
    # Nothing tells of reading: what was counted is unknown, and so is what was lost.
    unknown = ORDERS.assign(reason=ORDERS["reason"].replace({"counted": None, "unread": None}))
    assert lost_by_client_agent(unknown, []).empty
    assert leakage_of_agent(unknown, "李", []).empty


def test_only_the_reasons_that_there_are_have_a_column():
    same_day = [reason for reason in REASON if reason != "read_after_purchase"]
    assert "read_after_purchase" not in lost_by_client_agent(ORDERS, same_day)
    assert len(leakage_of_agent(ORDERS, "李", same_day)) == 7
