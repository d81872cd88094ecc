"""What is unknown, what is beside the figures, and times of several forms; by hand."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest

from .literals import (
    AUGUST_1,
    AUGUST_2,
    at,
    days,
    file,
    message,
    order,
    reasons,
    relation,
    shop,
    visit,
)  # fmt: skip
from .slow import Slow
from .source import Row, Time

JULY = "2022-07-01 10:00"


def rows_of_four() -> tuple[list[Row], list[Row], list[Row]]:
    """Four orders: a and b messaged before paying, c after it, d not at all; b bound that day."""
    return (
        [relation("a", JULY), relation("b", "2022-08-01 08:00"), relation("c", JULY)],
        [message(b, "2022-08-01 09:00") | {"is_read": None} for b in "ab"]
        + [message("c", "2022-08-01 13:00") | {"is_read": None}],
        [order(b, b, "2022-08-01 12:00", 100) for b in "abcd"],
    )


def test_no_reading_known_is_not_nobody_read() -> None:
    slow = shop(*rows_of_four())
    unknown = ("read_customers", "guided_gmv", "guided_net_gmv", "read_rate",
               "replied_customers", "reply_rate", "followup_net_gmv")  # fmt: skip
    assert {figure: slow.value(figure, None) for figure in unknown} == dict.fromkeys(unknown)
    assert slow.value("sent_customers", None) == 3
    assert slow.value("followup_gmv", None) == 2
    # Decided before the reading step or not at all.
    assert reasons(slow) == {
        "a": (None, None),
        "b": ("client_bound_same_day", None),
        "c": ("messaged_after_purchase", None),
        "d": ("not_a_client", None),
    }
    report = slow.report()
    assert report["leakage"] == []
    assert [row["guided_gmv"] for row in report["daily"]] == [None]


@pytest.mark.parametrize("known", [{"is_read": "否"}, {"read_at": at("2022-08-01 09:00")}])
def test_one_file_that_knows_makes_the_others_messages_unread(known: dict[str, Any]) -> None:
    relations, messages, orders = rows_of_four()
    other = file("messages", message("z", "2022-08-01 09:00") | known, name="2.csv")
    slow = Slow([file("relations", *relations), file("messages", *messages), other,
                 file("orders", *orders)])  # fmt: skip
    assert slow.value("read_customers", None) == 0  # z is nobody's client
    assert slow.value("guided_gmv", None) == 0
    assert reasons(slow)["a"] == ("unread", None)
    assert slow.value("replied_customers", None) is None


def test_net_amounts_and_ratios() -> None:
    slow = shop(
        [relation(b, JULY) for b in "abc"],
        [message("a", "2022-08-01 09:00", "2022-08-01 09:05", replied="2022-08-01 10:00"),
         message("b", "2022-08-01 09:00", "2022-08-01 09:05", replied="2022-08-02 00:00"),
         message("c", "2022-08-01 09:00", "2022-08-02 00:00")],
        [order("1", "a", "2022-08-01 12:00", 100_00, refund=30_00),
         order("2", "a", "2022-08-01 13:00", 50_00, refund=60_00),
         order("3", "c", "2022-08-01 12:00", 20_00, refund=None)],
    )  # fmt: skip
    figures = {figure: slow.value(figure, None) for figure in (
        "guided_gmv", "guided_net_gmv", "followup_gmv", "followup_net_gmv", "read_rate",
        "reply_rate", "guided_conversion", "order_value")}  # fmt: skip
    assert figures == {
        "guided_gmv": 150,  # both of a's; c read the day after
        "guided_net_gmv": 70,  # 100 - 30, and never below 0
        "followup_gmv": 170,
        "followup_net_gmv": 90,  # 70, and 20 of which no refund is known
        "read_rate": 2 / 3,
        "reply_rate": 1 / 3,
        "guided_conversion": 2 / 3,  # a, c
        "order_value": 85,  # 170 / 2
    }
    second = (AUGUST_2, AUGUST_2)
    assert slow.covered == (AUGUST_1, AUGUST_1)
    assert slow.value("read_rate", second) is None
    # nothing sent on a covered day: over 0 is null
    later = shop([relation("b", JULY)], [message("b", "2022-08-02 09:00", "2022-08-02 09:00")],
                 [order("1", "b", "2022-08-01 12:00", 100)])  # fmt: skip
    first = (AUGUST_1, AUGUST_1)
    assert [later.value(f, first) for f in ("sent_customers", "read_rate", "order_value")] == [
        0, None, None]  # fmt: skip


def test_the_newest_refund_counts() -> None:
    old = order("1", "a", "2022-08-01 12:00", 100_00, refund=10_00)
    for new, net in ((40_00, 60), (None, 90), (0, 100)):
        later = [order("1", "a", "2022-08-01 12:00", 100_00, refund=new),
                 order("2", "b", "2022-08-05 12:00", 1)]  # fmt: skip
        files = [file("orders", *later, name="1.csv"), file("orders", old, name="2.csv")]
        assert Slow(files).report()["orders"][0]["net_amount"] == net


def test_whose_client() -> None:
    slow = shop(
        [relation("a", JULY, "红"), relation("a", "2022-07-05 10:00", "兰"),
         relation("b", JULY, "红"), relation("b", "2022-07-05 10:00", "兰", "2022-08-01 12:00"),
         relation("c", JULY, "红"), relation("c", JULY, "兰"),
         relation("d", "2022-08-01 12:00:01", "红")],
        [message("a", "2022-08-01 09:00", "2022-08-01 09:00", "红")],
        [order(b, b, "2022-08-01 12:00", 100) for b in "abcd"],
    )  # fmt: skip
    clients = {o["order_id"]: o["client_agent"] for o in slow.report()["orders"]}
    # the latest bound; unbound at that very moment; a tie: 兰 sorts before 红; not yet bound
    assert clients == {"a": "兰", "b": "红", "c": "兰", "d": None}
    assert reasons(slow)["a"] == ("counted", "红")  # credited to the one who wrote
    of_lan = slow.report(agent="兰")["orders"]
    assert [o["order_id"] for o in of_lan] == ["a", "c"]
    assert [o["order_id"] for o in slow.report(agent="红")["orders"]] == ["a", "b"]


def test_the_minute_of_another_file_makes_no_message_ineligible() -> None:
    slow = shop(
        [relation("a", "2022-08-01 09:00:30"), relation("b", "2022-08-01 09:00:30")],
        [message("a", "2022-08-01 09:00:40"), message("b", "2022-08-01 09:00:20")],
        [order("1", "a", "2022-08-01 09:00:10", 100)],
        [visit("z", "2022-08-01 08:00")
         | {"visited_at": Time(datetime(2022, 8, 1, 8), "minute")}],
    )  # fmt: skip
    assert slow.minute
    assert slow.value("sent_customers", None) == 1  # a at 09:00:40; b ten seconds too early
    assert slow.value("guided_buyers", None) == 1  # both at 09:00


def test_a_stray_date_is_kept() -> None:
    stray = visit("a", "2099-01-01 10:00")
    slow = shop([relation("a", JULY)], [message("a", "2022-08-01 09:00")], [],
                [visit("a", "2022-08-01 10:00"), stray])  # fmt: skip
    assert slow.covered == (AUGUST_1, date(2099, 1, 1))
    assert slow.value("guided_visitors", None) == 1
    assert slow.value("sent_customers", days("2060-01-01", "2060-12-31")) == 0
