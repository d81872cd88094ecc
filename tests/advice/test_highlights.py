"""要点: when each rule speaks and when it is silent, on made frames."""

from __future__ import annotations

from datetime import date

import pandas as pd
import pytest

from tests.figures import shops
from tests.tables_by_hand import tables_of
from xlcs import compute
from xlcs.advice.highlights import (
    balances_not_urged,
    clients_not_messaged,
    few_readers,
    highlights,
    late_messages,
    standing_out_days,
    turned_verdict,
)
from xlcs.figures.daily_work.sending import counted_by_hour
from xlcs.shop.shop import Shop


def daily(*gmv: float, sent: int = 5) -> pd.DataFrame:
    days = pd.date_range("2022-08-01", periods=len(gmv))
    return pd.DataFrame({"day": days, "sent_customers": sent, "guided_gmv": gmv}).astype(
        {"sent_customers": "Int64", "guided_gmv": "float64"}
    )


def orders(*rows: tuple[object, ...]) -> pd.DataFrame:
    """client_agent, reason, amount [CNY], paid_at[, sent_at]"""
    filled = [[*row, None][:5] for row in rows]
    frame = pd.DataFrame(filled, columns=["client_agent", "reason", "amount", "paid", "sent"])
    paid = pd.to_datetime(frame["paid"], format="ISO8601")
    sent = pd.to_datetime(frame["sent"], format="ISO8601")
    return frame.assign(paid_at=paid, day=paid.dt.normalize(), sent_at=sent)


def test_a_verdict_that_turned():
    (better,) = turned_verdict(True, False)
    assert better.numbers == {"compliant": True}
    (worse,) = turned_verdict(False, True)
    assert worse.numbers == {"compliant": False}
    for now, before in ((True, True), (False, False), (None, True), (True, None)):
        assert not list(turned_verdict(now, before))


def test_the_best_and_the_worst_day_against_the_usual():
    # The median of 40 60 90 100 110 120 150 is 100.
    best, worst = standing_out_days(daily(100, 90, 150, 110, 60, 40, 120))
    assert (best.rule, best.day) == ("best_day", date(2022, 8, 3))
    assert best.numbers == {"amount": 150, "usual": 100, "times": 1.5}
    assert (worst.rule, worst.day, worst.numbers["amount"]) == ("worst_day", date(2022, 8, 6), 40)


@pytest.mark.parametrize(
    "gmv",
    [
        (100, 90, 149, 110, 60, 51, 120),  # 1.49 and 0.51 times are usual
        (100, 90, 150, 110, 60, 120),  # six days are too few
        (0, 0, 0, 0, 0, 0, 900),  # nothing is usual
    ],
)
def test_usual_days_are_not_worth_a_word(gmv):
    assert not list(standing_out_days(daily(*gmv)))


def test_days_without_a_message_are_no_usual_days():
    frame = daily(100, 90, 150, 110, 60, 40, 120)
    frame.loc[2, "sent_customers"] = 0
    assert not list(standing_out_days(frame))  # six are left


def test_several_worst_days_are_none():
    rules = [found.rule for found in standing_out_days(daily(100, 100, 300, 100, 0, 0, 100))]
    assert rules == ["best_day"]


def test_the_agent_whose_clients_were_not_messaged():
    rows = [
        ("王", "not_messaged", 30.0, "2022-08-01 10:00"),
        ("李", "not_messaged", 20.0, "2022-08-01 10:00"),
        ("李", "not_messaged", 20.0, "2022-08-01 11:00"),
        ("王", "counted", 730.0, "2022-08-01 10:00"),
        (None, "not_a_client", 9999.0, "2022-08-01 10:00"),  # nobody's client
    ]
    (found,) = clients_not_messaged(orders(*rows))
    # 40 of 800 is five percent.
    assert (found.agent, found.numbers) == ("李", {"orders": 2, "amount": 40.0})
    assert not list(clients_not_messaged(orders(*rows, ("王", "counted", 1.0, "2022-08-01"))))
    assert not list(clients_not_messaged(orders(*rows[3:])))


def test_late_messages_and_what_they_cost():
    messages = shops.messages(
        ("甲", "王", "2022-08-01 22:00:00"),
        ("乙", "王", "2022-08-01 21:59:59"),
        ("丙", "王", "2022-08-01"),  # no hour
    )
    rows = [
        ("王", "messaged_earlier_day", 50.0, "2022-08-02 09:00", "2022-08-01 22:00"),
        ("王", "messaged_earlier_day", 70.0, "2022-08-03 09:00", "2022-08-01 22:00"),  # later
        ("王", "messaged_earlier_day", 60.0, "2022-08-02 09:00", "2022-08-01 21:59:59"),
        ("王", "counted", 820.0, "2022-08-02 09:00", "2022-08-02 08:00"),
    ]
    counted = counted_by_hour(messages)
    (found,) = late_messages(counted, orders(*rows))
    assert found.numbers == {"messages": 1, "orders": 1, "amount": 50.0}  # 50 of 1000
    more = orders(*rows, ("王", "counted", 1.0, "2022-08-02 09:00", None))
    assert not list(late_messages(counted, more))
    assert not list(late_messages(counted_by_hour(messages.iloc[1:]), orders(*rows[1:])))


def test_balances_that_nobody_urged():
    due = pd.DataFrame(
        {
            "order_id": ["1", "2", "3"],
            "buyer_id": ["甲", "乙", "丙"],
            "deposit_paid_at": pd.to_datetime(["2022-08-01 10:00"] * 3),
            "deposit": pd.Series([50.0, None, 20.0], dtype="Float64"),
            "agent": ["王", "李", "李"],
            # the first before the deposit
            "messaged_at": pd.to_datetime(["2022-08-01 09:59:59", None, "2022-08-01 10:00:00"]),
        }
    )
    (found,) = balances_not_urged(due)
    # One order each: nobody's clients have most.
    assert (found.agent, found.numbers) == (None, {"orders": 2, "amount": 50.0, "of_agent": 1})
    (found,) = balances_not_urged(due.assign(agent=["王", "李", "王"], messaged_at=pd.NaT))
    assert (found.agent, found.numbers) == ("王", {"orders": 3, "amount": 70.0, "of_agent": 2})
    # A deposit that no export has is no 0.
    (found,) = balances_not_urged(due.iloc[1:2])
    assert found.numbers == {"orders": 1, "amount": None, "of_agent": 1}
    assert not list(balances_not_urged(due.iloc[2:]))
    assert not list(balances_not_urged(due.iloc[:0]))


def test_few_readers_and_who_has_the_fewest():
    agents = pd.DataFrame(
        {
            "agent": ["王", "李", "赵"],
            "sent_customers": pd.Series([50, 30, 19], dtype="Int64"),
            "read_customers": pd.Series([30, 6, 0], dtype="Int64"),  # of 19 too few are known
        }
    )
    shop = {"sent_customers": 80, "read_customers": 36}
    (found,) = few_readers(agents, shop)
    assert (found.agent, found.numbers["unread"]) == ("李", 44)
    assert found.numbers["share"] == pytest.approx(0.55)
    assert found.numbers["agent_share"] == pytest.approx(0.8)
    assert not list(few_readers(agents, {"sent_customers": 80, "read_customers": 40}))
    assert not list(few_readers(agents, {"sent_customers": 19, "read_customers": 0}))
    assert not list(few_readers(agents, {"sent_customers": 80, "read_customers": None}))


def test_of_one_agent_only_what_concerns_that_agent():
    tables = tables_of(
        {
            "relations": shops.relations(
                ("甲", "王", "2022-07-01 10:00:00"), ("乙", "李", "2022-07-01 10:00:00")
            ),
            "messages": shops.messages(("丁", "王", "2022-08-01 10:00:00")),
            "orders": shops.orders(
                ("1", "甲", "2022-08-01 10:00:00", 80), ("2", "乙", "2022-08-01 10:00:00", 90)
            ),
        },
        {"messages": ("read_at",)},
    )
    figures = compute(Shop("exports", tables, [], []))
    day = date(2022, 8, 1)

    def found(agent=None):
        return [(h.rule, h.agent, h.numbers) for h in highlights(figures, day, day, agent)]

    assert found() == [("clients_not_messaged", "李", {"orders": 1, "amount": 90.0})]
    assert found("王") == [("clients_not_messaged", "王", {"orders": 1, "amount": 80.0})]
