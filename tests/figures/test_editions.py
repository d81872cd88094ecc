"""Rule editions, by hand: which messages an order of 10 August looks at, and what they must be."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from tests.figures import shops
from xlcs.figures import Edition, Figures, compute

OLD = (("甲", "a", "2022-07-01 00:00:00"), ("甲", "b", "2022-07-01 00:00:00"))
PAID = "2022-08-10 12:00:00"


def figures(
    messages: list[shops.Row], paid: str = PAID, bound: tuple[shops.Row, ...] = OLD, **edition: Any
) -> Figures:
    made = compute(
        shops.shop(
            relations=shops.relations(*bound),
            messages=shops.messages(*messages),
            orders=shops.orders(("1", "甲", paid, "9.90")),
        )
    )
    return made.under(Edition(**edition))


def found(messages: list[shops.Row], paid: str = PAID, **edition: Any) -> tuple[str, str | None]:
    """Reason and credited agent."""
    order = figures(messages, paid, **edition).order("1")
    assert order is not None
    credited = order["credited_agent"]
    return order["reason"], None if pd.isna(credited) else credited


@pytest.mark.parametrize(
    ("sent", "window_days", "reason"),
    [
        ("2022-08-10", 1, "counted"),
        ("2022-08-09", 1, "messaged_earlier_day"),
        ("2022-08-09", 2, "counted"),
        ("2022-08-04", 7, "counted"),
        ("2022-08-03", 7, "messaged_earlier_day"),
        ("2022-07-28", 7, "messaged_earlier_day"),  # seven days before the window of seven
        ("2022-07-27", 7, "not_messaged"),
    ],
)
def test_the_window_ends_with_the_day_of_payment(sent: str, window_days: int, reason: str) -> None:
    message = ("甲", "a", f"{sent} 11:00:00", "2022-08-10 11:30:00")
    assert found([message], window_days=window_days)[0] == reason


@pytest.mark.parametrize(
    ("read", "edition", "reason"),
    [
        ("2022-08-09 12:00:00", {}, "unread"),
        ("2022-08-09 12:00:00", {"read_day": "any"}, "counted"),
        ("2022-08-10 12:00:00", {}, "counted"),
        ("2022-08-10 12:00:01", {}, "read_after_purchase"),
        ("2022-08-10 12:00:01", {"read_rule": "same_day"}, "counted"),
        ("2022-08-10 12:00:01", {"read_day": "any"}, "read_after_purchase"),
        ("2022-08-10 23:59:59", {"read_day": "any", "read_rule": "same_day"}, "counted"),
        ("2022-08-11 00:00:00", {"read_day": "any", "read_rule": "same_day"}, "unread"),
        ("2022-08-11 00:00:00", {"read_day": "any"}, "read_after_purchase"),
        ("2022-08-11 00:00:00", {}, "unread"),
        (None, {"read_day": "any"}, "unread"),
        ("2022-08-10", {}, "counted"),  # known by the day only
        ("2022-08-11", {"read_day": "any"}, "read_after_purchase"),
    ],
)
def test_reading_a_message_of_the_day_before(
    read: str | None, edition: dict[str, Any], reason: str
) -> None:
    message = ("甲", "a", "2022-08-09 11:00:00", read)
    other = ("乙", "a", "2022-08-09 11:00:00", "2022-08-09 11:00:00")  # reading is known
    assert found([message, other], window_days=3, **edition)[0] == reason


def test_the_relation_is_older_than_the_messages_own_day() -> None:
    bound = (("甲", "a", "2022-08-09 08:00:00"),)
    of_that_day = ("甲", "a", "2022-08-09 11:00:00", "2022-08-10 11:00:00")
    of_the_next = ("甲", "a", "2022-08-10 11:00:00", "2022-08-10 11:00:00")
    one = figures([of_that_day], bound=bound, window_days=2).orders()
    assert one["reason"].tolist() == ["client_bound_same_day"]
    both = figures([of_that_day, of_the_next], bound=bound, window_days=2).orders()
    assert both["reason"].tolist() == ["counted"]


def test_a_day_only_message_of_an_earlier_day_is_before_the_payment() -> None:
    message = ("甲", "a", "2022-08-09", "2022-08-10 11:00:00")
    assert found([message], window_days=2) == ("counted", "a")
    assert found([("甲", "a", "2022-08-10", "2022-08-10 11:00:00")], window_days=2)[0] == (
        "messaged_after_purchase"
    )


def test_a_payment_known_by_day_is_after_the_messages_of_earlier_days() -> None:
    message = ("甲", "a", "2022-08-09 23:59:59", "2022-08-09 23:59:59")
    assert found([message], "2022-08-10", window_days=2, read_day="any") == ("counted", "a")
    assert found([message], "2022-08-09", window_days=2)[0] == "messaged_after_purchase"


class TestFirstCredit:
    READ = "2022-08-10 11:00:00"

    def credited(self, *messages: shops.Row, **edition: Any) -> tuple[str | None, list[int]]:
        made = figures(list(messages), credit="first", **edition)
        table = made.agent_table().set_index("agent")
        return found(list(messages), credit="first", **edition)[1], [
            int(table["followup_orders"][agent]) for agent in "ab"
        ]

    def test_the_earliest_of_several_days(self) -> None:
        sent = [("甲", "b", "2022-08-08 11:00:00", self.READ),
                ("甲", "a", "2022-08-09 11:00:00", self.READ)]  # fmt: skip
        assert self.credited(*sent, window_days=3) == ("b", [0, 1])
        assert found(sent, window_days=3) == ("counted", "a")
        assert self.credited(*sent, window_days=2) == ("a", [1, 0])

    def test_the_earliest_that_was_read(self) -> None:
        sent = [("甲", "b", "2022-08-10 09:00:00"), ("甲", "a", "2022-08-10 10:00:00", self.READ)]
        assert self.credited(*sent) == ("a", [0, 1])

    def test_ties_go_to_the_first_name_whoever_was_read_first(self) -> None:
        sent = [("甲", "b", "2022-08-10 09:00:00", "2022-08-10 09:30:00"),
                ("甲", "a", "2022-08-10 09:00:00", self.READ)]  # fmt: skip
        assert self.credited(*sent) == ("a", [1, 0])


def test_customers_of_a_day_have_until_the_end_of_their_window() -> None:
    made = compute(
        shops.shop(
            relations=shops.relations(*OLD),
            messages=shops.messages(
                ("甲", "a", "2022-08-01 11:00:00", "2022-08-03 23:59:59", "2022-08-04 00:00:00"),
                ("甲", "a", "2022-08-05 11:00:00"),
            ),
            visits=shops.visits(("甲", "2022-08-02 00:00:00")),
            orders=shops.orders(("1", "甲", "2022-08-03 10:00:00", "5")),
        )
    )
    three = Edition(window_days=3)
    day = "2022-08-01"
    for figure, of_one, of_three in (
        ("sent_customers", 1, 1),
        ("read_customers", 0, 1),
        ("replied_customers", 0, 0),
        ("guided_visitors", 0, 1),
        ("guided_buyers", 0, 1),
    ):
        assert made.value(figure, day) == of_one, figure
        assert made.value(figure, day, edition=three) == of_three, figure
    # Money belongs to the day of payment.
    assert made.value("followup_gmv", "2022-08-01", edition=three) == 0.0
    assert made.value("followup_gmv", "2022-08-03", edition=three) == 5.0
    # Covered are 1 to 5 August: the windows of the last two days are not over.
    assert made.under(three).daily()["final"].tolist() == [True, True, True, False, False]
    assert "final" not in made.daily()


def test_thousands_of_messages_and_orders_of_one_buyer_in_a_window() -> None:
    n = 5_000
    start = pd.Timestamp("2022-08-09 01:00:00")
    sent = [str(start + pd.Timedelta(seconds=k)) for k in range(n)]
    paid = [str(start + pd.Timedelta(days=1, seconds=k)) for k in range(n)]
    made = compute(
        shops.shop(
            relations=shops.relations(OLD[0]),
            messages=shops.messages(*(("甲", "a", at, at) for at in sent)),
            orders=shops.orders(*((str(k), "甲", at, "1") for k, at in enumerate(paid))),
        )
    ).under(Edition(window_days=2, read_day="any"))
    assert (made.orders()["sent_at"] == sent[-1]).all()
    assert made.value("guided_gmv") == n
    assert (made.under(Edition(2, "any", credit="first")).orders()["sent_at"] == sent[0]).all()


def test_a_window_has_at_least_a_day() -> None:
    with pytest.raises(ValueError, match="window_days = 0"):
        Edition(window_days=0)
