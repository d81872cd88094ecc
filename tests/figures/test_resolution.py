"""Times compared at the minute: a time that is none, and ties within a minute."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest

from tests.figures import shops
from xlcs.figures import Edition, compute
from xlcs.settings import Settings
from xlcs.shop.shop import Shop

OLD = (("甲", "B", "2022-07-01"), ("甲", "a", "2022-07-01"))
PAID = ("1", "甲", "2022-08-10 23:59:39", "9.99")


def to_the_minute(*messages: shops.Row) -> Shop:
    made = shops.shop(
        relations=shops.relations(*OLD),
        messages=shops.messages(*messages),
        orders=shops.orders(PAID),
    )
    return replace(made, resolution="minute")


def test_an_unread_message_is_unread_at_the_minute_too() -> None:
    made = compute(to_the_minute(("甲", "a", "2022-08-10 10:00:05")))
    for edition in (Edition(), Edition(2, "any"), Edition(2, "any", "same_day")):
        under = made.under(edition)
        assert under.value("guided_gmv") == 0
        assert under.orders()["reason"].tolist() == ["unread"]


def test_of_one_minute_the_message_that_was_read_is_credited() -> None:
    made = compute(
        to_the_minute(
            ("甲", "B", "2022-08-10 12:31:05", "2022-08-10 12:40:00"),
            ("甲", "a", "2022-08-10 12:31:41"),
        )
    )
    assert [made.value("followup_orders", agent=name) for name in "Ba"] == [1, 0]


def test_of_one_minute_and_one_reading_minute_the_first_name_is_credited() -> None:
    made = compute(
        to_the_minute(
            ("甲", "B", "2022-08-10 12:31:05", "2022-08-10 12:40:10"),
            ("甲", "a", "2022-08-10 12:31:41", "2022-08-10 12:40:50"),
        )
    )
    assert made.orders()["credited_agent"].tolist() == ["B"]


def test_the_settings_four_rules_are_the_edition_computed() -> None:
    shop = shops.shop(
        relations=shops.relations(*OLD),
        messages=shops.messages(
            ("甲", "B", "2022-08-09 10:00:00", "2022-08-09 11:00:00"),
            ("甲", "a", "2022-08-09 12:00:00", "2022-08-09 13:00:00"),
        ),
        orders=shops.orders(PAID),
    )

    def credited(settings: Settings) -> str | None:
        found = compute(shop, settings).orders()["credited_agent"].iloc[0]
        return None if pd.isna(found) else str(found)

    assert credited(Settings()) is None
    assert credited(Settings(window_days=2)) is None  # read on the day before paying
    assert credited(Settings(window_days=2, read_day="any")) == "a"
    assert credited(Settings(window_days=2, read_day="any", credit="first")) == "B"
    assert credited(Settings.of_edition("7-day-any", credit="first")) == "B"


def test_days_only_beside_moments_without_any_relation() -> None:
    report = compute(
        shops.shop(
            relations=shops.relations(),
            orders=shops.orders(PAID, ("2", "乙", "2022-08-11", "1")),
        )
    ).report()
    assert [order["client_agent"] for order in report["orders"]] == [None, None]


@pytest.mark.parametrize(
    ("paid", "is_minute", "agent"),
    [
        ("2022-08-11 10:00:00", True, "a"),  # within the minute in which the relation was bound
        ("2022-08-11 10:00:00", False, None),  # to the second: seven seconds before
        ("2022-08-11 09:59:00", True, None),
        ("2022-08-11 10:30:00", True, None),  # within the minute in which it was unbound
        ("2022-08-11 10:30:00", False, "a"),
        ("2022-08-11 10:29:00", True, "a"),
    ],
)
def test_whose_client_paid_is_asked_with_the_payments_own_time(
    paid: str, is_minute: bool, agent: str | None
) -> None:
    orders = shops.orders(("1", "甲", paid, "9"), ("2", "乙", "2022-08-11 12:00:00", "1"))
    orders["paid_at_is_minute"] = [is_minute, True]
    made = compute(
        shops.shop(
            relations=shops.relations(("甲", "a", "2022-08-11 10:00:07", "2022-08-11 10:30:40")),
            messages=shops.messages(("甲", "a", "2022-01-01 10:00:00")),
            orders=orders,
        )
    )
    order = made.report()["orders"][0]
    assert order["client_agent"] == agent
    assert order["reason"] == ("not_messaged" if agent else "not_a_client")
