"""Unknown is not 0; a stray date; a returned frame is the caller's own; net money."""

from __future__ import annotations

import json

import pandas as pd
import pytest

from tests.figures import shops
from tests.tables_by_hand import tables_of
from xlcs.catalogue import AGENT_TABLE, BESIDE, FIGURE
from xlcs.figures import Figures, compute
from xlcs.shop.shop import Shop

RELATIONS = shops.relations(("甲", "a", "2022-07-01 00:00:00"), ("丙", "a", "2022-08-01 08:00:00"))
MESSAGES = shops.messages(
    ("甲", "a", "2022-08-01 10:00:00"),
    ("丙", "a", "2022-08-01 10:00:00"),
)
ORDERS = shops.orders(
    ("late", "甲", "2022-08-01 09:00:00", "1"),
    ("hangs on reading", "甲", "2022-08-01 11:00:00", "2"),
    ("new relation", "丙", "2022-08-01 11:00:00", "4"),
    ("stranger", "丁", "2022-08-01 11:00:00", "8"),
    ("earlier day", "甲", "2022-08-02 11:00:00", "16"),
)


def figures(**frames: pd.DataFrame) -> Figures:
    """Of tables that know what their rows know."""
    tables = {"relations": RELATIONS, "messages": MESSAGES, "orders": ORDERS} | frames
    return compute(Shop("exports", tables_of(tables), [], []))


def test_without_any_reading_what_hangs_on_it_is_unknown() -> None:
    made = figures()
    unknown = {id for id in (*AGENT_TABLE, *BESIDE) if FIGURE[id].needs[0] == "relations"
               and made.value(id) is None}  # fmt: skip
    assert unknown == {
        "read_customers", "replied_customers", "guided_visitors", "guided_gmv", "guided_net_gmv",
        "followup_net_gmv", "read_rate", "reply_rate",
    }  # fmt: skip
    assert made.value("followup_gmv") == 6.0
    assert made.leakage().empty
    reasons = made.orders().set_index("order_id")["reason"]
    assert {order: None if pd.isna(r) else r for order, r in reasons.items()} == {
        "late": "messaged_after_purchase",
        "hangs on reading": None,
        "new relation": "client_bound_same_day",
        "stranger": "not_a_client",
        "earlier day": "messaged_earlier_day",
    }
    assert made.daily()["guided_gmv"].isna().all()
    assert json.loads(json.dumps(made.report()))["shop"]["read_customers"] is None


def test_one_message_with_a_reading_makes_it_known() -> None:
    read = shops.messages(("别人", "a", "2022-08-01 10:00:00", "2022-08-01 10:00:00"))
    made = figures(messages=pd.concat([MESSAGES, read], ignore_index=True))
    assert made.value("read_customers") == 0
    assert made.value("guided_gmv") == 0.0
    assert made.value("replied_customers") is None
    assert made.order("hangs on reading")["reason"] == "unread"  # type: ignore[index]


def test_money_less_refunds_on_the_day_of_payment_never_below_0() -> None:
    read = shops.messages(("甲", "a", "2022-08-01 10:00:00", "2022-08-01 10:00:00"))
    made = figures(
        messages=read,
        orders=shops.orders(
            ("1", "甲", "2022-08-01 11:00:00", "10", False, "3.5"),
            ("2", "甲", "2022-08-01 12:00:00", "10"),
            ("3", "甲", "2022-08-01 13:00:00", "10", False, "12"),
        ),
    )
    assert made.orders()["net_amount"].tolist() == [6.5, 10.0, 0.0]
    assert made.value("guided_gmv") == made.value("followup_gmv") == 30.0
    assert made.value("guided_net_gmv") == made.value("followup_net_gmv") == 16.5
    assert made.value("guided_net_gmv", agent="a") == 16.5
    assert [row["net_amount"] for row in made.report()["orders"]] == [6.5, 10.0, 0.0]


def test_ratios_are_of_the_periods_own_counts_and_null_over_0() -> None:
    day = "2022-08-01 10:00:00"
    made = figures(
        relations=shops.relations(*((buyer, "a", "2022-07-01") for buyer in "甲乙丙丁")),
        messages=shops.messages(("甲", "a", day, day, day), ("乙", "a", day, day), ("丙", "a", day),
                                ("丁", "a", day), ("甲", "a", "2022-08-03 10:00:00")),
        orders=shops.orders(("1", "甲", "2022-08-01 11:00:00", "10"),
                            ("2", "甲", "2022-08-01 11:00:00", "5")),
    )  # fmt: skip
    assert made.value("read_rate", "2022-08-01", "2022-08-03") == 0.5
    assert made.value("reply_rate", "2022-08-01") == 0.25
    assert made.value("guided_conversion", "2022-08-01") == 0.25
    assert made.value("order_value", "2022-08-01") == 15.0
    assert made.value("read_rate", "2022-08-03") == 0.0
    assert made.value("read_rate", "2022-08-02") is None
    assert made.value("order_value", "2022-08-02") is None


def test_a_visit_dated_2099_makes_no_rows_for_the_days_between() -> None:
    visits = shops.visits(("甲", "2022-08-01 11:00:00"), ("甲", "2099-08-01 11:00:00"))
    made = figures(visits=visits)
    assert made.covered is not None
    assert made.covered[1].year == 2099
    assert [str(day.date()) for day in made.daily()["day"]] == [
        "2022-08-01", "2022-08-02", "2099-08-01",
    ]  # fmt: skip
    assert made.value("guided_visitors") == 1


def test_a_reception_dated_2099_makes_no_rows_for_the_months_between() -> None:
    started = ("甲", "a", "2022-08-01 11:00:00"), ("甲", "a", "2099-09-01 11:00:00")
    made = compute(shops.shop(receptions=shops.receptions(*started)))
    for by, labels in (("month", ["2022-08", "2099-09"]), ("day", ["2022-08-01", "2099-09-01"])):
        assert made.reception(by=by)["period"].tolist() == labels
        assert made.reception_agents(by=by)["period"].tolist() == labels


@pytest.mark.parametrize(("start", "end"), [("1900-01-01", "9999-12-31"), ("0001-01-01", None)])
def test_any_dates_may_be_asked(start: str, end: str | None) -> None:
    receptions = shops.receptions(("甲", "a", "2022-08-01 11:00:00"))
    made = figures(receptions=receptions)
    made.period(start, end)
    json.dumps(made.report(start, end))
    for by in ("month", "week", "day", "range"):
        made.reception(start, end, by)


def test_a_returned_frame_is_the_callers_own() -> None:
    made = figures(receptions=shops.receptions(("甲", "a", "2022-08-01 11:00:00")))
    before = json.dumps(made.report())
    for frame in (
        made.orders(), made.daily(), made.agent_table(), made.leakage(), made.reception(),
        made.reception_agents(),
    ):  # fmt: skip
        for column in frame:
            frame[column] = None
    orders = made.orders()
    orders.loc[:, "amount"] = 0.0
    orders.loc[:, "paid_at_is_day"] = True
    assert json.dumps(made.report()) == before
    assert not made.orders()["paid_at_is_day"].any()


def test_compared_at_the_minute_where_one_time_is_known_only_to_it() -> None:
    tables = tables_of(
        {
            "relations": shops.relations(("甲", "a", "2022-07-01 00:00:00")),
            "messages": shops.messages(("甲", "a", "2022-08-01 10:00:40", "2022-08-01 10:00:50")),
            "orders": shops.orders(("1", "甲", "2022-08-01 10:00:10", "3")),
        }
    )
    exact = compute(Shop("exports", tables, [], []))
    minute = compute(Shop("exports", tables, [], [], resolution="minute"))
    assert exact.orders()["reason"].tolist() == ["messaged_after_purchase"]
    assert minute.orders()["reason"].tolist() == ["counted"]


def test_a_relation_is_asked_with_the_messages_own_time() -> None:
    relations = shops.relations(("甲", "a", "2022-08-01 10:00:30"))
    sent = shops.messages(("甲", "a", "2022-08-01 10:00:29"), ("甲", "a", "2022-08-01 10:00:31"))
    tables = tables_of({"relations": relations, "messages": sent.iloc[:1]})
    assert compute(Shop("x", tables, [], [], "minute")).value("sent_customers") == 0
    tables = tables_of({"relations": relations, "messages": sent.iloc[1:]})
    assert compute(Shop("x", tables, [], [], "minute")).value("sent_customers") == 1
    # Known only to the minute, it is compared at the minute.
    coarse = sent.iloc[:1].assign(sent_at=pd.Timestamp("2022-08-01 10:00"), sent_at_is_minute=True)
    tables = tables_of({"relations": relations, "messages": coarse})
    assert compute(Shop("x", tables, [], [], "minute")).value("sent_customers") == 1
