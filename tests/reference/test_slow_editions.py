"""The named rule editions on one table of orders worked out by hand, and the settings alone.

All orders are paid on 10 August at 12:00, to fourteen buyers; each amount is twice the one above,
so that a sum says which orders are in it.
"""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from .literals import days, message, order, reasons, relation, shop, visit
from .slow import Slow
from .source import EDITIONS, Row, Rules, edition

JULY = "2022-07-01 10:00"
COUNTED, EARLIER, NOBODY = "counted", "messaged_earlier_day", "not_messaged"
SAME_DAY, UNREAD, LATE = "client_bound_same_day", "unread", "read_after_purchase"
AFTER = "messaged_after_purchase"

# buyer: amount [CNY], the relation's beginning, messages (sent, read, agent), and the reason under
# 2022-09, 7-day, 3-day-any, 7-day-any, 15-day-any
TABLE: dict[str, tuple[int, str, list[tuple[str, str | None, str]], tuple[str, ...]]] = {
    # sent and read on the day: under every rule
    "a": (1, JULY, [("08-10 09:00", "08-10 10:00", "红")], (COUNTED,) * 5),
    # sent and read the day before
    "b": (2, JULY, [("08-09 09:00", "08-09 10:00", "红")],
          (EARLIER, UNREAD, COUNTED, COUNTED, COUNTED)),
    # two days before, the first of three days; read on the day of payment
    "c": (4, JULY, [("08-08 00:00", "08-10 11:00", "红")],
          (EARLIER, COUNTED, COUNTED, COUNTED, COUNTED)),
    # the last second before these three days
    "d": (8, JULY, [("08-07 23:59:59", "08-10 11:00", "红")],
          (EARLIER, COUNTED, EARLIER, COUNTED, COUNTED)),
    # six days before, the first of seven; read that day
    "e": (16, JULY, [("08-04 00:00", "08-04 10:00", "红")],
          (EARLIER, UNREAD, EARLIER, COUNTED, COUNTED)),
    # seven days before: outside the seven, but the last day to look back to from one day
    "f": (32, JULY, [("08-03 09:00", "08-10 11:00", "红")],
          (EARLIER, EARLIER, EARLIER, EARLIER, COUNTED)),
    # fourteen days before: the first of fifteen; 28 July is as far as seven days look back
    "g": (64, JULY, [("07-27 09:00", "07-27 10:00", "红")],
          (NOBODY, NOBODY, NOBODY, NOBODY, COUNTED)),
    # fifteen days before
    "h": (128, JULY, [("07-26 09:00", "07-26 10:00", "红")],
          (NOBODY, NOBODY, NOBODY, NOBODY, EARLIER)),
    # read an hour after paying
    "i": (256, JULY, [("08-09 09:00", "08-10 13:00", "红")], (EARLIER, LATE, LATE, LATE, LATE)),
    # bound on the message's own day, though before the day of payment
    "j": (512, "2022-08-09 08:00", [("08-09 09:00", "08-10 11:00", "红")],
          (EARLIER, SAME_DAY, SAME_DAY, SAME_DAY, SAME_DAY)),
    # likewise, and messaged again the day after
    "k": (1024, "2022-08-08 08:00",
          [("08-08 09:00", "08-08 10:00", "红"), ("08-09 09:00", "08-10 11:00", "红")],
          (EARLIER, COUNTED, COUNTED, COUNTED, COUNTED)),
    # two agents: the former's message read that day, the latter's on the day of payment
    "l": (2048, JULY, [("08-08 09:00", "08-08 10:00", "红"), ("08-09 09:00", "08-10 11:00", "兰")],
          (EARLIER, COUNTED, COUNTED, COUNTED, COUNTED)),
    # never read
    "m": (4096, JULY, [("08-09 09:00", None, "红")], (EARLIER, UNREAD, UNREAD, UNREAD, UNREAD)),
    # messaged after paying, and the day before
    "n": (8192, JULY, [("08-10 12:00:01", "08-10 12:30", "红"),
                       ("08-09 09:00", "08-09 10:00", "红")],
          (AFTER, UNREAD, COUNTED, COUNTED, COUNTED)),
}  # fmt: skip

REFUNDS = {"b": 500, "l": 48_00}  # fen; b's is more than was paid


def table(rules: Rules) -> Slow:
    relations, messages, orders = [], [], []
    for buyer, (amount, bound, sent, _) in TABLE.items():
        relations += [relation(buyer, bound, agent) for agent in ("红", "兰")]
        for at, read, agent in sent:
            messages.append(message(buyer, f"2022-{at}", read and f"2022-{read}", agent))
        refund = REFUNDS.get(buyer, 0)
        orders.append(order(buyer, buyer, "2022-08-10 12:00", amount * 100, refund=refund))
    return shop(relations, messages, orders, rules=rules)


@pytest.mark.parametrize("place", range(5), ids=list(EDITIONS))
def test_reasons_under_each_edition(place: int) -> None:
    slow = table(edition(list(EDITIONS)[place]))
    expected = {buyer: row[3][place] for buyer, row in TABLE.items()}
    assert {number: reason for number, (reason, _) in reasons(slow).items()} == expected


@pytest.mark.parametrize(
    ("name", "guided", "net", "followup"),
    [
        # a = 1. Followed up: a
        ("2022-09", 1, 1, 1),
        # a + c + d + k + l = 1 + 4 + 8 + 1024 + 2048. Net: l less 48.
        # Followed up: all but f, g, h (32 + 64 + 128), 16383 - 224
        ("7-day", 3085, 3037, 16159),
        # a + b + c + k + l + n = 1 + 2 + 4 + 1024 + 2048 + 8192. Net: less 48 and the whole of b
        # Followed up: all but d, e, f, g, h (8 + 16 + 224)
        ("3-day-any", 11271, 11221, 16135),
        # and d + e = 8 + 16
        ("7-day-any", 11295, 11245, 16159),
        # and f + g = 32 + 64. Followed up: all but h
        ("15-day-any", 11391, 11341, 16255),
    ],
)
def test_money_under_each_edition(name: str, guided: int, net: int, followup: int) -> None:
    slow = table(edition(name))
    payment_day = days("2022-08-10", "2022-08-10")
    for asked in (None, payment_day):  # money belongs to the day of payment
        assert slow.value("guided_gmv", asked) == guided
        assert slow.value("guided_net_gmv", asked) == net
        assert slow.value("followup_gmv", asked) == followup
    assert slow.value("guided_gmv", days("2022-07-01", "2022-08-09")) == 0
    # followed up and net: less 48 for l, and all of b (2) where b is in it
    assert slow.value("followup_net_gmv", None) == followup - (50 if followup > 1 else 0)
    for figure in ("guided_gmv", "guided_net_gmv", "followup_gmv", "followup_net_gmv"):
        by_agent = [slow.value(figure, None, agent) for agent in ("红", "兰")]
        assert sum(by_agent) == slow.value(figure, None)
    leakage = slow.report()["leakage"]
    assert sum(row["amount"] for row in leakage) == 2**14 - 1
    assert leakage[0] == {"reason": "counted", "orders": bin(guided).count("1"), "amount": guided}


@pytest.mark.parametrize(
    ("rules", "agent"),
    [
        (edition("7-day"), "兰"),  # 红's was not read on the day of payment
        (edition("7-day", credit="first"), "兰"),
        (edition("3-day-any"), "兰"),
        (edition("3-day-any", credit="first"), "红"),
        (edition("2022-09", window_days=2, read_day="any", credit="first"), "兰"),  # 红's is 3 days
    ],
)
def test_credit(rules: Rules, agent: str) -> None:
    assert reasons(table(rules))["l"] == (COUNTED, agent)


def test_credit_first_of_equal_times_is_the_first_name() -> None:
    reads = {"b": "2022-08-10 10:00", "a": "2022-08-10 09:00", "B": "2022-08-10 11:00"}
    sent = [message("x", "2022-08-09 09:00", read, agent) for agent, read in reads.items()]
    bound = [relation("x", JULY, agent) for agent in ("a", "b", "B")]
    paid = [order("1", "x", "2022-08-10 12:00", 100)]
    first = shop(bound, sent, paid, rules=edition("7-day", credit="first"))
    assert reasons(first) == {"1": (COUNTED, "B")}
    last = shop(bound, sent[:2], paid, rules=edition("7-day"))
    assert reasons(last) == {"1": (COUNTED, "b")}  # equal times: the later read


@pytest.mark.parametrize(
    ("alone", "reason"),
    [
        ({}, LATE),
        ({"read_rule": "same_day"}, COUNTED),  # i was read by the end of the day of payment
        ({"read_rule": "same_day", "window_days": 1}, EARLIER),
        ({"read_rule": "same_day", "read_day": "any"}, COUNTED),
    ],
)
def test_settings_alone_beside_a_name(alone: dict[str, Any], reason: str) -> None:
    assert reasons(table(edition("7-day", **alone)))["i"][0] == reason


def test_read_at_any_time_but_after_the_day_of_payment() -> None:
    sent = [message("x", "2022-08-09 09:00", "2022-08-11 00:00")]
    rows: tuple[list[Row], ...] = (
        [relation("x", JULY)], sent, [order("1", "x", "2022-08-10 12:00", 100)],
    )  # fmt: skip
    assert reasons(shop(*rows, rules=edition("3-day-any"))) == {"1": (LATE, None)}
    by_midnight = edition("3-day-any", read_rule="same_day")
    assert reasons(shop(*rows, rules=by_midnight)) == {"1": (UNREAD, None)}


def test_customers_of_a_day_read_visit_reply_and_pay_within_the_window() -> None:
    buyers = ("a", "b", "c", "d")
    slow_of = {
        n: shop(
            [relation(buyer, JULY) for buyer in buyers],
            [
                # read, replied on the day; on the last day of three; on the fourth; not at all
                message("a", "2022-08-01 09:00", "2022-08-01 09:00", replied="2022-08-01 23:59:59"),
                message("b", "2022-08-01 09:00", "2022-08-03 23:59:59", replied="2022-08-03 09:00"),
                message("c", "2022-08-01 09:00", "2022-08-04 00:00", replied="2022-08-04 00:00"),
                message("d", "2022-08-01 09:00"),
            ],
            [
                order("1", "a", "2022-08-01 08:59:59", 100),  # before the message
                order("2", "b", "2022-08-03 10:00", 100),
                order("3", "c", "2022-08-01 09:00", 100),
                order("4", "d", "2022-08-05 10:00", 100),
            ],
            [visit("a", "2022-08-03 10:00"), visit("d", "2022-08-04 00:00")],
            rules=Rules(window_days=n),
        )
        for n in (1, 3, 4, 5)
    }
    first = days("2022-08-01", "2022-08-01")
    counts = {
        n: tuple(slow.value(figure, first) for figure in (
            "sent_customers", "read_customers", "replied_customers", "guided_visitors",
            "guided_buyers",
        ))
        for n, slow in slow_of.items()
    }  # fmt: skip
    assert counts == {
        1: (4, 1, 1, 0, 1),  # read a, replied a, bought c
        3: (4, 2, 2, 1, 2),  # and b; a visited; b bought
        4: (4, 3, 3, 2, 2),  # and c; d visited
        5: (4, 3, 3, 2, 3),  # d bought
    }
    # A day is final once its window lies in the covered days, here up to 5 August.
    not_final = {n: [d for d in range(1, 6) if slow.not_final(date(2022, 8, d))]
                 for n, slow in slow_of.items()}  # fmt: skip
    assert not_final == {1: [], 3: [4, 5], 4: [3, 4, 5], 5: [2, 3, 4, 5]}


def test_the_default_is_the_rule_of_one_day() -> None:
    assert edition("2022-09") == Rules()
    assert (Rules().window_days, Rules().read_day, Rules().read_rule, Rules().credit) == (
        1, "payment_day", "before_payment", "last")  # fmt: skip
