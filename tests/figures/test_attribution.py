"""Why an order counts or not, and whom it is credited to."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from tests.figures import shops
from xlcs.figures import Figures, compute
from xlcs.settings import Settings

OLD = ("甲", "a", "2022-07-01 10:00:00")
DAY = "2022-08-10"


def figures(
    relations: list[shops.Row],
    messages: list[shops.Row],
    orders: list[shops.Row],
    **settings: Any,
) -> Figures:
    return compute(
        shops.shop(
            relations=shops.relations(*relations),
            messages=shops.messages(*messages),
            orders=shops.orders(*orders),
        ),
        Settings(**settings),
    )


def order(
    relations: list[shops.Row], messages: list[shops.Row], paid: str, **settings: Any
) -> dict[str, Any]:
    found = figures(relations, messages, [("1", "甲", paid, "9.90")], **settings).order("1")
    assert found is not None
    return {name: None if pd.isna(value) else value for name, value in found.items()}


def reason(
    relations: list[shops.Row], messages: list[shops.Row], paid: str, **settings: Any
) -> str:
    found = order(relations, messages, paid, **settings)
    assert (found["credited_agent"] is not None) == (found["reason"] == "counted")
    return str(found["reason"])


@pytest.mark.parametrize(
    ("sent", "read", "paid", "expected"),
    [
        ("10:00:00", "10:05:00", "10:06:00", "counted"),
        ("10:00:00", "10:00:00", "10:00:00", "counted"),  # all in the same second
        ("10:00:00", "10:05:00", "10:05:00", "counted"),
        ("10:00:00", "10:05:00", "10:04:59", "read_after_purchase"),
        ("10:00:00", None, "11:00:00", "unread"),
        ("10:00:01", "10:05:00", "10:00:00", "messaged_after_purchase"),
        ("00:00:00", "00:00:00", "23:59:59", "counted"),
    ],
)
def test_sending_reading_and_paying(sent: str, read: str | None, paid: str, expected: str) -> None:
    read_at = None if read is None else f"{DAY} {read}"
    assert reason([OLD], [("甲", "a", f"{DAY} {sent}", read_at)], f"{DAY} {paid}") == expected


def test_read_after_midnight_is_unread_that_day() -> None:
    message = ("甲", "a", f"{DAY} 23:50:00", "2022-08-11 00:00:00")
    assert reason([OLD], [message], f"{DAY} 23:59:00") == "unread"


def test_bound_at_the_midnight_that_begins_the_day_is_that_day() -> None:
    message = ("甲", "a", f"{DAY} 10:00:00", f"{DAY} 10:05:00")
    paid = f"{DAY} 12:00:00"
    assert reason([("甲", "a", f"{DAY} 00:00:00")], [message], paid) == "client_bound_same_day"
    assert reason([("甲", "a", "2022-08-09 23:59:59")], [message], paid) == "counted"


def test_bound_again_on_the_day_is_a_new_relation() -> None:
    bound = [
        ("甲", "a", "2022-07-01 00:00:00", f"{DAY} 08:00:00"),
        ("甲", "a", f"{DAY} 09:00:00"),
    ]
    message = ("甲", "a", f"{DAY} 10:00:00", f"{DAY} 10:05:00")
    assert reason(bound, [message], f"{DAY} 12:00:00") == "client_bound_same_day"
    early = ("甲", "a", f"{DAY} 07:59:59", f"{DAY} 10:05:00")
    assert reason(bound, [early], f"{DAY} 12:00:00") == "counted"


def test_no_eligible_message_without_an_active_relation() -> None:
    bound = [("甲", "a", "2022-07-01 00:00:00", f"{DAY} 10:00:00")]
    at_unbinding = ("甲", "a", f"{DAY} 10:00:00", f"{DAY} 10:05:00")
    assert reason(bound, [at_unbinding], f"{DAY} 12:00:00") == "not_a_client"
    other_agent = ("甲", "b", f"{DAY} 10:00:00", f"{DAY} 10:05:00")
    assert reason([OLD], [other_agent], f"{DAY} 12:00:00") == "not_messaged"


def test_the_buyers_own_messages_do_not_count() -> None:
    shop = shops.shop(
        relations=shops.relations(OLD),
        messages=shops.messages(("甲", "a", f"{DAY} 10:00:00", f"{DAY} 10:05:00"), by_agent=False),
        orders=shops.orders(("1", "甲", f"{DAY} 12:00:00", "10")),
    )
    answers = compute(shop)
    assert answers.orders()["reason"].tolist() == ["not_messaged"]
    assert answers.value("sent_customers") == 0


def test_active_relation_when_paying_tells_clients_from_others() -> None:
    far = ("乙", "a", "2022-08-01 10:00:00")  # messages elsewhere, so that the table is there
    paid = f"{DAY} 12:00:00"
    assert reason([("甲", "a", paid)], [far], paid) == "not_messaged"
    assert reason([("甲", "a", f"{DAY} 12:00:01")], [far], paid) == "not_a_client"
    assert reason([("甲", "a", "2022-07-01", paid)], [far], paid) == "not_a_client"


@pytest.mark.parametrize(
    ("sent_day", "lookback_days", "expected"),
    [
        ("2022-08-09", 7, "messaged_earlier_day"),
        ("2022-08-03", 7, "messaged_earlier_day"),
        ("2022-08-02", 7, "not_messaged"),
        ("2022-08-02", 8, "messaged_earlier_day"),
        ("2022-08-09", 0, "not_messaged"),
        ("2022-08-11", 7, "not_messaged"),
    ],
)
def test_looking_back(sent_day: str, lookback_days: int, expected: str) -> None:
    message = ("甲", "a", f"{sent_day} 23:59:59", f"{sent_day} 23:59:59")
    found = reason([OLD], [message], f"{DAY} 00:00:00", lookback_days=lookback_days)
    assert found == expected


def test_looking_back_reaches_before_the_period() -> None:
    answers = figures(
        [OLD],
        [("甲", "a", "2022-07-31 20:00:00")],
        [("1", "甲", "2022-08-01 10:00:00", "10")],
    )
    assert answers.orders("2022-08-01")["reason"].tolist() == ["messaged_earlier_day"]


def test_left_since_the_earlier_message_still_messaged_earlier() -> None:
    bound = [("甲", "a", "2022-07-01 00:00:00", "2022-08-09 20:00:00")]
    message = ("甲", "a", "2022-08-09 10:00:00")
    found = order(bound, [message], f"{DAY} 12:00:00")
    assert found["reason"] == "messaged_earlier_day"
    assert (found["agent"], str(found["sent_at"])) == ("a", "2022-08-09 10:00:00")


def test_the_last_step_that_left_something_decides_over_several_messages() -> None:
    # One message fails each step; the furthest decides, whichever agent sent it.
    bound = [OLD, ("甲", "b", f"{DAY} 08:00:00")]
    late = ("甲", "a", f"{DAY} 20:00:00", f"{DAY} 20:01:00")
    new_relation = ("甲", "b", f"{DAY} 09:00:00", f"{DAY} 09:01:00")
    unread = ("甲", "a", f"{DAY} 09:30:00")
    read_late = ("甲", "a", f"{DAY} 09:15:00", f"{DAY} 15:00:00")
    paid = f"{DAY} 12:00:00"
    assert reason(bound, [late], paid) == "messaged_after_purchase"
    assert reason(bound, [late, new_relation], paid) == "client_bound_same_day"
    assert reason(bound, [late, new_relation, unread], paid) == "unread"
    assert reason(bound, [late, new_relation, unread, read_late], paid) == "read_after_purchase"
    read = ("甲", "a", f"{DAY} 09:10:00", f"{DAY} 09:11:00")
    found = order(bound, [late, new_relation, unread, read_late, read], paid)
    assert found["reason"] == "counted"
    assert str(found["sent_at"]) == f"{DAY} 09:10:00"
    assert str(found["read_at"]) == f"{DAY} 09:11:00"
    assert str(found["bound_at"]) == "2022-07-01 10:00:00"


def test_the_last_message_that_passed_most_steps_is_named() -> None:
    bound = [OLD, ("甲", "b", "2022-07-02 10:00:00")]
    sent = [("甲", "a", f"{DAY} 09:00:00"), ("甲", "b", f"{DAY} 10:00:00"),
            ("甲", "a", f"{DAY} 13:00:00", f"{DAY} 13:01:00")]  # fmt: skip
    found = order(bound, sent, f"{DAY} 12:00:00")
    assert (found["reason"], found["agent"]) == ("unread", "b")
    assert str(found["sent_at"]) == f"{DAY} 10:00:00"
    assert found["credited_agent"] is None


class TestCredit:
    BOUND = (OLD, ("甲", "b", "2022-07-02 10:00:00"), ("甲", "c", "2022-07-03 10:00:00"))

    def credited(self, *messages: shops.Row) -> tuple[str | None, str | None]:
        """Agents of the guided and of the follow-up credit of an order paid at noon."""
        answers = figures(list(self.BOUND), list(messages), [("1", "甲", f"{DAY} 12:00:00", "7")])
        found = answers.order("1")
        assert found is not None
        table = answers.agent_table().set_index("agent")
        followup = table.index[table["followup_orders"] == 1].tolist()
        guided = table.index[table["guided_gmv"] == 7.0].tolist()
        assert len(followup) <= 1
        assert guided == ([] if pd.isna(found["credited_agent"]) else [found["credited_agent"]])
        return (guided or [None])[0], (followup or [None])[0]

    def test_the_latest_message(self) -> None:
        assert self.credited(
            ("甲", "b", f"{DAY} 10:00:00", f"{DAY} 10:01:00"),
            ("甲", "a", f"{DAY} 10:00:01", f"{DAY} 10:00:30"),
            ("甲", "c", f"{DAY} 12:00:01", f"{DAY} 12:00:01"),
        ) == ("a", "a")

    def test_guided_goes_to_the_latest_that_qualifies_followup_to_the_latest(self) -> None:
        assert self.credited(
            ("甲", "a", f"{DAY} 10:00:00", f"{DAY} 11:59:00"),
            ("甲", "b", f"{DAY} 11:00:00", f"{DAY} 12:00:01"),
            ("甲", "c", f"{DAY} 12:00:00"),
        ) == ("a", "c")

    def test_of_the_same_second_the_latest_read(self) -> None:
        assert self.credited(
            ("甲", "a", f"{DAY} 10:00:00", f"{DAY} 10:01:00"),
            ("甲", "b", f"{DAY} 10:00:00", f"{DAY} 10:02:00"),
            ("甲", "c", f"{DAY} 10:00:00"),
        ) == ("b", "b")

    def test_of_the_same_second_and_reading_the_first_name(self) -> None:
        assert self.credited(
            ("甲", "c", f"{DAY} 10:00:00", f"{DAY} 10:02:00"),
            ("甲", "b", f"{DAY} 10:00:00", f"{DAY} 10:02:00"),
        ) == ("b", "b")

    def test_none_read_the_first_name(self) -> None:
        assert self.credited(("甲", "c", f"{DAY} 10:00:00"), ("甲", "b", f"{DAY} 10:00:00")) == (
            None,
            "b",
        )

    def test_read_by_day_only_ranks_like_not_read(self) -> None:
        assert self.credited(
            ("甲", "a", f"{DAY} 10:00:00", DAY), ("甲", "b", f"{DAY} 10:00:00", f"{DAY} 10:00:00")
        ) == ("b", "b")
        midnight = f"{DAY} 00:00:00"
        assert self.credited(("甲", "a", midnight, DAY), ("甲", "b", midnight, midnight)) == (
            "b",
            "b",
        )
        # b alone was read and qualifies; as follow-up both rank alike, and a is the first name
        assert self.credited(
            ("甲", "b", f"{DAY} 10:00:00", DAY), ("甲", "a", f"{DAY} 10:00:00")
        ) == ("b", "a")

    def test_names_by_code_point_not_by_locale(self) -> None:
        # "Z" < "a" < "阿" by code point.
        bound = [("甲", name, "2022-07-01 00:00:00") for name in ("阿", "a", "Z")]
        sent = [("甲", name, f"{DAY} 10:00:00", f"{DAY} 10:01:00") for name in ("阿", "a", "Z")]
        assert order(bound, sent, f"{DAY} 12:00:00")["credited_agent"] == "Z"
        assert order(bound[:2], sent[:2], f"{DAY} 12:00:00")["credited_agent"] == "a"


class TestSameDayRule:
    def test_reading_after_paying_counts(self) -> None:
        message = ("甲", "a", f"{DAY} 10:00:00", f"{DAY} 23:59:59")
        assert reason([OLD], [message], f"{DAY} 12:00:00", read_rule="same_day") == "counted"

    def test_reading_the_next_day_does_not(self) -> None:
        message = ("甲", "a", f"{DAY} 10:00:00", "2022-08-11 00:00:00")
        assert reason([OLD], [message], f"{DAY} 12:00:00", read_rule="same_day") == "unread"

    def test_its_waterfall_has_no_read_after_purchase(self) -> None:
        message = ("甲", "a", f"{DAY} 10:00:00", f"{DAY} 23:59:59")
        orders = [("1", "甲", f"{DAY} 12:00:00", "9.90")]
        steps = figures([OLD], [message], orders).leakage()
        assert steps["reason"].tolist()[-1] == "read_after_purchase"
        assert steps["amount"].tolist()[-1] == 9.9
        steps = figures([OLD], [message], orders, read_rule="same_day").leakage()
        assert "read_after_purchase" not in steps["reason"].tolist()
        assert steps["amount"].tolist()[0] == 9.9

    def test_the_latest_message_is_credited_even_if_read_later(self) -> None:
        bound = [OLD, ("甲", "b", "2022-07-02 10:00:00")]
        sent = [("甲", "a", f"{DAY} 10:00:00", f"{DAY} 10:01:00"),
                ("甲", "b", f"{DAY} 11:00:00", f"{DAY} 20:00:00")]  # fmt: skip
        paid = f"{DAY} 12:00:00"
        assert order(bound, sent, paid)["credited_agent"] == "a"
        assert order(bound, sent, paid, read_rule="same_day")["credited_agent"] == "b"


class TestDayOnly:
    def test_read_by_day_counts_from_the_sending_on_under_either_rule(self) -> None:
        message = ("甲", "a", f"{DAY} 10:00:00", DAY)
        assert reason([OLD], [message], f"{DAY} 10:00:00") == "counted"
        assert reason([OLD], [message], f"{DAY} 09:59:59") == "messaged_after_purchase"
        assert reason([OLD], [message], f"{DAY} 10:00:00", read_rule="same_day") == "counted"

    def test_read_by_day_on_the_next_day_is_unread(self) -> None:
        message = ("甲", "a", f"{DAY} 10:00:00", "2022-08-11")
        assert reason([OLD], [message], f"{DAY} 12:00:00") == "unread"

    def test_a_message_known_by_day_is_before_no_payment(self) -> None:
        found = order([OLD], [("甲", "a", DAY, DAY)], f"{DAY} 23:59:59")
        assert (found["reason"], found["agent"]) == ("messaged_after_purchase", "a")

    def test_but_it_counts_as_sent_and_read_that_day_and_when_looking_back(self) -> None:
        answers = figures([OLD], [("甲", "a", DAY, DAY)], [("1", "甲", "2022-08-11 01:00:00", "5")])
        assert answers.value("sent_customers", DAY) == 1
        assert answers.value("read_customers", DAY) == 1
        assert answers.orders()["reason"].tolist() == ["messaged_earlier_day"]

    def test_it_needs_a_relation_through_the_whole_day(self) -> None:
        message = ("甲", "a", DAY, DAY)
        bound_that_day = figures([("甲", "a", f"{DAY} 00:00:01")], [message], [])
        assert bound_that_day.value("sent_customers") == 0
        bound_at_midnight = figures([("甲", "a", f"{DAY} 00:00:00")], [message], [])
        assert bound_at_midnight.value("sent_customers") == 1

    def test_an_exact_message_of_the_day_counts_beside_it(self) -> None:
        sent = [("甲", "a", DAY, DAY), ("甲", "a", f"{DAY} 00:00:00", f"{DAY} 00:00:00")]
        assert reason([OLD], sent, f"{DAY} 00:00:00") == "counted"

    def test_a_payment_known_by_day_comes_after_no_message(self) -> None:
        message = ("甲", "a", f"{DAY} 00:00:00", f"{DAY} 00:00:00")
        assert reason([OLD], [message], DAY) == "messaged_after_purchase"

    def test_a_client_when_paying_by_day_is_one_all_day(self) -> None:
        other = ("乙", "a", "2022-08-01 10:00:00")
        assert reason([("甲", "a", f"{DAY} 00:00:00")], [other], DAY) == "not_messaged"
        assert reason([("甲", "a", f"{DAY} 00:00:01")], [other], DAY) == "not_a_client"
        left = ("甲", "a", "2022-07-01 00:00:00", f"{DAY} 23:59:59")
        assert reason([left], [other], DAY) == "not_a_client"


def test_each_order_of_a_buyer_by_its_own_time() -> None:
    answers = figures(
        [OLD],
        [("甲", "a", f"{DAY} 10:00:00", f"{DAY} 11:00:00")],
        [
            ("1", "甲", f"{DAY} 09:00:00", "1"),
            ("2", "甲", f"{DAY} 10:30:00", "20"),
            ("3", "甲", f"{DAY} 11:00:00", "300"),
            ("4", "甲", f"{DAY} 18:00:00", "4000"),
            ("5", "乙", f"{DAY} 18:00:00", "50000"),
        ],
    )
    assert dict(zip(answers.orders()["order_id"], answers.orders()["reason"], strict=True)) == {
        "1": "messaged_after_purchase",
        "2": "read_after_purchase",
        "3": "counted",
        "4": "counted",
        "5": "not_a_client",
    }
    assert answers.value("guided_gmv") == 4300.0
    assert answers.value("followup_gmv") == 4320.0
    assert answers.value("followup_orders") == 3
    assert answers.value("converted_customers") == 1
    assert answers.leakage()["amount"].sum() == 54321.0


def test_an_unpaid_order_is_nowhere() -> None:
    answers = figures(
        [OLD],
        [("甲", "a", f"{DAY} 10:00:00", f"{DAY} 11:00:00")],
        [("1", "甲", None, "100", True), ("2", "甲", f"{DAY} 12:00:00", "5")],
    )
    assert answers.orders()["order_id"].tolist() == ["2"]
    assert answers.order("1") is None
    assert answers.value("guided_gmv") == 5.0


def test_thousands_of_messages_and_orders_of_one_buyer_on_one_day() -> None:
    # Every message is read only in the evening, but for the first one: stepping back over them
    # order by order would be 10,000 × 10,000 steps.
    n = 10_000
    start = pd.Timestamp(f"{DAY} 01:00:00")
    sent = [str(start + pd.Timedelta(seconds=k)) for k in range(n)]
    messages = [("甲", "a", at, sent[0] if k == 0 else f"{DAY} 22:00:00") for k, at in
                enumerate(sent)]  # fmt: skip
    paid = [str(start + pd.Timedelta(seconds=n + k)) for k in range(n)]
    answers = figures([OLD], messages, [(str(k), "甲", at, "1") for k, at in enumerate(paid)])
    orders = answers.orders()
    assert (orders["reason"] == "counted").all()
    assert (orders["sent_at"] == start).all()
    assert answers.value("guided_gmv") == n
