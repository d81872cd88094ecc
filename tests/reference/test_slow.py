"""The slow computation itself, on literals worked out by hand, not trusted blindly."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from .literals import (
    AUGUST_1,
    AUGUST_2,
    SAME_DAY,
    at,
    file,
    message,
    order,
    reasons,
    relation,
    shop,
    visit,
)
from .slow import Slow
from .source import Row, Rules, Time


def test_worked_example_1() -> None:
    old = [relation(f"b{n}", "2022-07-31 12:00") for n in range(10)]
    new = [relation(f"n{n}", "2022-08-01 08:00") for n in range(5)]
    sent = [message(r["buyer_id"], "2022-08-01 09:00", "2022-08-01 09:30") for r in old + new]
    paid = [order(f"1{n}", f"b{n}", "2022-08-01 12:00", 10_000) for n in range(3)]
    paid += [order(f"2{n}", f"b{n}", "2022-08-02 12:00", 10_000) for n in (3, 4)]
    paid += [order(f"3{n}", f"n{n}", "2022-08-01 12:00", 5_000) for n in range(5)]
    slow = shop(old + new, sent, paid)
    # 3 x 100 = 300 on the first day; nothing was sent on the second.
    assert slow.value("guided_gmv", (AUGUST_1, AUGUST_1)) == 300
    assert slow.value("guided_gmv", (AUGUST_2, AUGUST_2)) == 0
    # The counts ask for no older relation: 15 messaged, 15 read, 3 + 5 bought that day.
    assert slow.value("sent_customers", (AUGUST_1, AUGUST_1)) == 15
    assert slow.value("read_customers", (AUGUST_1, AUGUST_1)) == 15
    assert slow.value("guided_buyers", (AUGUST_1, AUGUST_1)) == 8
    # 300 + 5 x 50 = 550 followed up.
    assert slow.value("followup_gmv", None) == 550
    assert reasons(slow)["23"] == ("messaged_earlier_day", None)
    assert reasons(slow)["30"] == ("client_bound_same_day", None)
    assert slow.report()["leakage"][:3] == [
        {"reason": "counted", "orders": 3, "amount": 300},
        {"reason": "messaged_earlier_day", "orders": 2, "amount": 200},
        {"reason": "not_messaged", "orders": 0, "amount": 0},
    ]


def test_worked_example_2() -> None:
    slow = shop(
        [relation("b", "2022-08-20 10:00")],
        [message("b", "2022-09-01 23:30", "2022-09-01 23:31")],
        [
            order("1", "b", "2022-09-01 23:29:59", 1_00),
            order("2", "b", "2022-09-01 23:59:59", 20_00),
            order("3", "b", "2022-09-02 00:00", 300_00),
        ],
    )
    assert slow.value("guided_gmv", None) == 20
    assert reasons(slow) == {
        "1": ("messaged_after_purchase", None),
        "2": ("counted", "红"),
        "3": ("messaged_earlier_day", None),
    }


@pytest.mark.parametrize(("sent", "guided"), [("2022-11-11 09:00", 1000), ("2022-11-10 09:00", 0)])
def test_worked_example_3(sent: str, guided: int) -> None:
    presale = order("1", "b", None, 200_00, deposit_paid_at=at("2022-11-01 10:00"), deposit=200_00,
                    balance_paid_at=at("2022-11-11 20:00"), balance=800_00)  # fmt: skip
    slow = shop([relation("b", "2022-10-01 10:00")], [message("b", sent, sent)], [presale])
    assert slow.value("guided_gmv", (date(2022, 11, 11), date(2022, 11, 11))) == guided
    assert slow.value("guided_gmv", None) == guided
    assert [(o["day"], o["amount"]) for o in slow.report()["orders"]] == [("2022-11-11", 1000)]


def test_presale_without_balance_is_no_purchase() -> None:
    deposit_only = order("1", "b", "2022-08-01 10:00", 200_00, deposit=200_00,
                         deposit_paid_at=at("2022-08-01 10:00"))  # fmt: skip
    slow = shop([relation("b", "2022-07-01 10:00")], [], [deposit_only])
    assert slow.report()["orders"] == []
    assert slow.covered is None


def test_every_reason() -> None:
    clients = ["after", "same_day", "unread", "read_late", "earlier", "not_messaged", "counted"]
    bound = {"same_day": "2022-08-10 08:00"}
    slow = shop(
        [relation(buyer, bound.get(buyer, "2022-07-01 10:00")) for buyer in clients],
        [
            message("after", "2022-08-10 12:00:01", "2022-08-10 12:00:01"),
            message("same_day", "2022-08-10 12:00", "2022-08-10 12:00"),
            message("unread", "2022-08-10 09:00", "2022-08-11 00:00"),
            message("read_late", "2022-08-10 09:00", "2022-08-10 12:00:01"),
            message("earlier", "2022-08-03 23:59:59"),
            message("not_messaged", "2022-08-02 23:59:59"),
            message("not_messaged", "2022-08-10 09:00", by="buyer"),
            message("counted", "2022-08-10 12:00", "2022-08-10 12:00"),
            message("stranger", "2022-08-10 09:00", "2022-08-10 09:00"),
        ],
        [order(b, b, "2022-08-10 12:00", 100) for b in [*clients, "stranger"]],
    )
    assert {number: reason for number, (reason, _) in reasons(slow).items()} == {
        "after": "messaged_after_purchase",
        "same_day": "client_bound_same_day",
        "unread": "unread",
        "read_late": "read_after_purchase",
        "earlier": "messaged_earlier_day",
        "not_messaged": "not_messaged",
        "counted": "counted",
        "stranger": "not_a_client",
    }


def test_same_day_rule_accepts_reading_after_paying() -> None:
    rows = (
        [relation("b", "2022-07-01 10:00")],
        [message("b", "2022-08-01 09:00", "2022-08-01 23:59:59")],
        [order("1", "b", "2022-08-01 12:00", 100)],
    )
    assert reasons(shop(*rows)) == {"1": ("read_after_purchase", None)}
    slow = shop(*rows, rules=SAME_DAY)
    assert reasons(slow) == {"1": ("counted", "红")}
    assert "read_after_purchase" not in {row["reason"] for row in slow.report()["leakage"]}


def test_credit_latest_sent_then_latest_read_then_first_name() -> None:
    agents = ("b", "a", "B", "c")
    bound = [relation("x", "2022-07-01 10:00", agent) for agent in agents]
    paid = [order("1", "x", "2022-08-01 12:00", 100)]
    nine, ten = "2022-08-01 09:00", "2022-08-01 10:00"
    ties = [message("x", nine, nine, "b"), message("x", nine, nine, "a")]
    assert reasons(shop(bound, ties, paid)) == {"1": ("counted", "a")}
    ties.append(message("x", nine, nine, "B"))  # "B" comes before "a" by code point
    assert reasons(shop(bound, ties, paid)) == {"1": ("counted", "B")}
    ties.append(message("x", nine, ten, "c"))
    assert reasons(shop(bound, ties, paid)) == {"1": ("counted", "c")}
    ties.append(message("x", ten, None, "b"))  # later, but unread: follow-up only
    slow = shop(bound, ties, paid)
    assert reasons(slow) == {"1": ("counted", "c")}
    assert slow.value("followup_orders", None, "b") == 1
    assert slow.value("followup_orders", None, "c") == 0
    assert slow.value("guided_gmv", None, "c") == 1
    assert slow.value("guided_gmv", None, "b") == 0


def test_the_relation_meant_is_the_latest_active_one() -> None:
    twice = [
        relation("b", "2022-07-01 10:00"),
        relation("b", "2022-08-01 08:00"),
    ]
    sent = [message("b", "2022-08-01 09:00", "2022-08-01 09:00")]
    paid = [order("1", "b", "2022-08-01 12:00", 100)]
    assert reasons(shop(twice, sent, paid)) == {"1": ("client_bound_same_day", None)}
    twice[1]["unbound_at"] = at("2022-08-01 09:00")  # active up to, not including, that moment
    assert reasons(shop(twice, sent, paid)) == {"1": ("counted", "红")}


def test_a_day_alone_takes_no_part_in_the_order_of_events() -> None:
    slow = shop(
        [relation("b", "2022-07-01 10:00"), relation("c", "2022-08-01 00:00:01")],
        [message("b", "2022-08-01", "2022-08-01"), message("c", "2022-08-01", "2022-08-01")],
        [order("1", "b", "2022-08-01 12:00", 100), order("2", "c", "2022-08-01 12:00", 100)],
        [visit("b", "2022-08-01 12:00")],
    )
    # c's relation is not active through the whole day, so c's message is not eligible.
    assert slow.value("sent_customers", None) == 1
    assert slow.value("read_customers", None) == 1
    assert slow.value("guided_visitors", None) == 0
    assert slow.value("guided_buyers", None) == 0
    assert reasons(slow) == {"1": ("messaged_after_purchase", None), "2": ("not_messaged", None)}


def test_read_known_by_day_counts_under_both_rules() -> None:
    flagged = [{"buyer_id": "b", "agent": "红", "sent_at": at("2022-08-01 09:00"),
                "initiated_by": "agent", "is_read": "是"}]  # fmt: skip
    for rules in (Rules(), SAME_DAY):
        slow = shop([relation("b", "2022-07-01 10:00")], flagged,
                    [order("1", "b", "2022-08-01 09:00", 100)], rules=rules)  # fmt: skip
        assert reasons(slow) == {"1": ("counted", "红")}


def test_one_time_to_the_minute_brings_all_to_the_minute() -> None:
    sent = [message("b", "2022-08-01 09:00:50", "2022-08-01 09:00:40")]
    paid = [order("1", "b", "2022-08-01 09:00:10", 100)]
    bound = [relation("b", "2022-07-01 10:00")]
    assert reasons(shop(bound, sent, paid)) == {"1": ("messaged_after_purchase", None)}
    minute = {"buyer_id": "z", "visited_at": Time(datetime(2022, 8, 1, 8), "minute")}
    assert reasons(shop(bound, sent, paid, [minute])) == {"1": ("counted", "红")}


def test_look_back_of_the_agents_page() -> None:
    bound = [
        relation("a", "2022-07-01 10:00", unbound="2022-08-02 00:00"),
        relation("b", "2022-07-01 10:00", unbound="2022-08-01 23:59:59"),
        relation("b", "2022-08-02 00:00"),
        relation("c", "2022-08-01 23:59:59", "兰"),
    ]
    visits = [visit("z", "2022-08-01 01:00"), visit("z", "2022-08-02 01:00")]
    slow = shop(bound, [], [], visits)
    first = (AUGUST_1, AUGUST_1)
    assert slow.value("clients_total", first) == 2  # a and c at the midnight; b is unbound
    assert slow.value("clients_unsubscribed", first) == 1
    assert slow.value("clients_total", None) == 2  # b and c
    assert slow.value("clients_unsubscribed", None, "红") == 2
    assert slow.value("clients_total", None, "兰") == 1


def test_invitations_and_opportunities() -> None:
    def invited(
        buyer: str, on: str, channel: str, outcome: str | None, answered: str | None
    ) -> Row:
        return {"buyer_id": buyer, "agent": "红", "invited_at": at(on), "channel": channel,
                "outcome": outcome, "answered_at": answered and at(answered)}  # fmt: skip

    def task(created: str, done: str | None) -> Row:
        return {"agent": "兰", "kind": "关联销售", "created_at": at(created),
                "done_at": done and at(done)}  # fmt: skip

    files = [
        file(
            "invitations",
            invited("a", "2022-08-01 10:00", "manual", "accepted", "2022-08-02 10:00"),
            invited("a", "2022-08-01 11:00", "manual", "declined", None),
            invited("b", "2022-08-01 10:00", "auto", "accepted", None),
            invited("c", "2022-08-01 10:00", "auto", "declined", None),
            invited("d", "2022-08-02 10:00", "manual", "declined", "2022-08-01 10:00"),
        ),
        file(
            "opportunities",
            task("2022-08-01 10:00", None),
            task("2022-08-01 10:00", None),
            task("2022-08-01 12:00", "2022-08-02 00:00"),
            task("2022-08-02 12:00", "2022-08-02 13:00"),
            name="1.csv",
        ),
        file("opportunities", task("2022-08-01 10:00", "2022-08-01 11:00"), name="2.csv"),
        file("visits", visit("z", "2022-08-01 01:00"), visit("z", "2022-08-02 01:00")),
    ]
    slow = Slow(files)
    first = (AUGUST_1, AUGUST_1)
    counts = {figure: (slow.value(figure, first), slow.value(figure, None)) for figure in (
        "invites_sent", "invites_accepted", "invites_declined",
        "opportunities_done", "opportunities_todo",
    )}  # fmt: skip
    assert counts == {
        "invites_sent": (1, 2),  # a; d on the second day
        "invites_accepted": (1, 2),  # b; a accepted on the second day
        "invites_declined": (1, 2),  # a; d, whose answer before the invitation is none
        "opportunities_done": (1, 3),
        "opportunities_todo": (2, 1),  # two copies at 10:00, one of them done
    }
    assert slow.agents() == ["兰", "红"]
    assert slow.value("sent_customers", None) is None


def test_periods() -> None:
    slow = shop([relation("b", "2022-07-01 10:00")], [message("b", "2022-08-02 10:00")], [])
    assert slow.value("sent_customers", (AUGUST_1, date(2022, 8, 31))) == 1
    assert slow.value("sent_customers", (AUGUST_1, AUGUST_1)) is None
    assert slow.value("invites_sent", None) is None
    assert slow.report((AUGUST_1, AUGUST_1))["daily"] == []
