"""Whose clients' money was lost, on a few orders."""

from __future__ import annotations

import pandas as pd

from xlcs.advice.clients import leakage_of_agent, lost_by_client_agent

ORDERS = pd.DataFrame(
    [
        ("王", "counted", 100.1),
        ("王", "unread", 20.0),
        ("李", "not_messaged", 30.0),
        ("李", "not_messaged", 0.5),
        (None, "not_a_client", 70.0),
        (None, "messaged_earlier_day", 9.0),  # unbound since
        ("李", None, 11.0),  # reading unknown
    ],
    columns=["client_agent", "reason", "amount"],
)


def test_money_by_agent_and_reason_who_lost_most_first():
    found = lost_by_client_agent(ORDERS)
    assert found["agent"].tolist() == ["李", "王"]  # 30.50 against 20
    assert found["not_messaged"].tolist() == [30.5, 0]
    assert found["unread"].tolist() == [0, 20]
    assert found["counted"].tolist() == [0, 100.1]
    assert "not_a_client" not in found
    assert lost_by_client_agent(ORDERS.iloc[:0]).empty


def test_equal_losses_stand_by_name():
    found = lost_by_client_agent(ORDERS.assign(amount=1.0, reason="unread"))
    assert found["agent"].tolist() == ["李", "王"]  # 3 against 2
    two = ORDERS.iloc[[1, 2]].assign(amount=1.0)
    assert lost_by_client_agent(two)["agent"].tolist() == ["李", "王"]


def test_the_leakage_of_one_agent_s_clients():
    found = leakage_of_agent(ORDERS, "李").set_index("reason")
    assert found.loc["not_messaged"].tolist() == [2, 30.5]
    assert found["amount"].sum() == 30.5
    assert len(found) == 8
    assert leakage_of_agent(ORDERS, "无").empty
