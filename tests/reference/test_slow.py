"""The slow computation itself, on literals worked out by hand, so that it is not trusted blindly.

Money in the rows is fen, in the figures CNY.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest

from .slow import Slow
from .slow.periods import period_before
from .source import COLUMNS, Bad, File, Row, Rules, Time

AUGUST_1, AUGUST_2 = date(2022, 8, 1), date(2022, 8, 2)
SAME_DAY = Rules(read_rule="same_day")


def at(text: str) -> Time:
    """2022-08-01 10:00 in a shop to the second; a date alone is known by its day only."""
    return Time(datetime.fromisoformat(text), "second" if " " in text else "day")


def file(table: str, *rows: Row, name: str = "", without: tuple[str, ...] = ()) -> File:
    columns = [c for c in COLUMNS[table] if c not in without]
    return File(name or f"{table}.csv", table, columns, list(rows))


def relation(buyer: str, bound: str, agent: str = "红", unbound: str | None = None) -> Row:
    return {"buyer_id": buyer, "agent": agent, "bound_at": at(bound),
            "unbound_at": unbound and at(unbound)}  # fmt: skip


def message(
    buyer: str, sent: str, read: str | None = None, agent: str = "红", by: str = "agent",
    replied: str | None = None,
) -> Row:  # fmt: skip
    return {"buyer_id": buyer, "agent": agent, "sent_at": at(sent), "initiated_by": by,
            "read_at": read and at(read), "replied_at": replied and at(replied)}  # fmt: skip


def order(number: str, buyer: str, paid: str | None, fen: int | None, **more: Any) -> Row:
    return {"order_id": number, "buyer_id": buyer, "paid_at": paid and at(paid),
            "amount": fen} | more  # fmt: skip


def visit(buyer: str, visited: str) -> Row:
    return {"buyer_id": buyer, "visited_at": at(visited)}


def shop(
    relations: list[Row], messages: list[Row], orders: list[Row], visits: list[Row] | None = None,
    rules: Rules = Rules(),  # noqa: B008
) -> Slow:  # fmt: skip
    return Slow(
        [file("relations", *relations), file("messages", *messages), file("orders", *orders),
         file("visits", *(visits or []))],
        rules,
    )  # fmt: skip


def reasons(slow: Slow) -> dict[str, tuple[str, str | None]]:
    return {o["order_id"]: (o["reason"], o["credited_agent"]) for o in slow.report()["orders"]}


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


def reception(buyer: str, started: str, ended: str | None, status: str) -> Row:
    return {"buyer_id": buyer, "agent": "红", "started_at": at(started),
            "ended_at": ended and at(ended), "kind": "售前", "status": status}  # fmt: skip


def test_reception_worked_example() -> None:
    # August: 3 of 5 buyers, 2 of 5 receptions with an end: (39:00 + 40:40) / 2 = 39:50.
    rows = [
        reception("a", "2022-08-01 10:00", "2022-08-01 10:39", "协助付款"),
        reception("b", "2022-08-02 10:00", "2022-08-02 10:40:40", "付款成功"),
        reception("c", "2022-08-03 10:00", None, "已转化"),
        reception("d", "2022-08-31 23:59:59", None, "付款流失"),
        reception("e", "2022-08-05 10:00", "2022-08-05 09:00", "催付失败"),
    ]
    # September: 33 of 50; one duration of 45:24.
    rows += [
        reception(f"s{n}", "2022-09-01 00:00", None, "已付款" if n < 33 else "闲聊")
        for n in range(50)
    ]
    rows[5] = reception("s0", "2022-09-01 00:00", "2022-09-01 00:45:24", "已付款")
    august, september = Slow([file("receptions", *rows)]).report()["reception"]["periods"]
    assert (august["period"], september["period"]) == ("2022-08", "2022-09")
    assert august["conversion_rate"] == 0.6
    assert august["average_duration_s"] == 39 * 60 + 50
    assert august["conversion_change"] is None
    assert august["compliant"] is True
    assert september["conversion_rate"] == 0.66
    assert september["conversion_change"] == pytest.approx(0.06)
    assert september["duration_change_s"] == 5 * 60 + 34
    assert september["compliant"] is True


def test_compliant_at_both_limits() -> None:
    rows = [
        reception("a", "2022-08-01 10:00", "2022-08-01 10:50", "协助付款"),
        reception("b", "2022-08-01 10:00", "2022-08-01 10:50", "付款流失"),
    ]
    days = (AUGUST_1, AUGUST_1)
    assert Slow([file("receptions", *rows)]).value("compliant", days) is True
    rows[0] = reception("a", "2022-08-01 10:00", "2022-08-01 10:50:02", "协助付款")
    assert Slow([file("receptions", *rows)]).value("compliant", days) is False


def test_a_range_inside_one_month_is_one_row_against_its_own_period_before() -> None:
    rows = [
        reception("a", "2022-08-19 10:00", "2022-08-19 12:00", "协助付款"),
        reception("a", "2022-08-20 00:00", "2022-08-20 00:10", "协助付款"),
        reception("b", "2022-09-09 10:00", "2022-09-09 10:30", "付款流失"),
        reception("a", "2022-09-20 10:00", "2022-09-20 10:20", "付款流失"),
        reception("a", "2022-10-01 10:00", "2022-10-01 12:00", "协助付款"),
    ]
    slow = Slow([file("receptions", *rows)])
    days = (date(2022, 9, 10), date(2022, 9, 30))
    [row] = slow.report(days)["reception"]["periods"]
    # 21 days, and the 21 days before: 20 August to 9 September, (10:00 + 30:00) / 2, one of two
    assert (row["period"], row["receptions"]) == ("2022-09-10..2022-09-30", 1)
    assert row["duration_change_s"] == 20 * 60 - 20 * 60
    assert row["conversion_change"] == -0.5
    assert slow.value("conversion_change", days) == -0.5  # every page says the same


def test_cut_months_have_no_change_and_whole_ones_are_against_all_data() -> None:
    rows = [
        reception("a", "2022-07-05 10:00", "2022-07-05 10:40", "协助付款"),
        reception("a", "2022-07-20 10:00", "2022-07-20 10:20", "付款流失"),
        reception("a", "2022-08-10 10:00", "2022-08-10 10:10", "付款流失"),
        reception("a", "2022-09-05 10:00", "2022-09-05 10:50", "付款流失"),
        reception("a", "2022-09-06 10:00", "2022-09-06 12:00", "付款流失"),
    ]
    report = Slow([file("receptions", *rows)]).report((date(2022, 7, 20), date(2022, 9, 5)))
    july, august, september = report["reception"]["periods"]
    assert [r["period"] for r in (july, august, september)] == ["2022-07", "2022-08", "2022-09"]
    assert [r["average_duration_s"] for r in (july, august, september)] == [1200, 600, 3000]
    # August against all of July, of which the chosen range shows a part: 10:00 - (40 + 20) / 2
    assert august["duration_change_s"] == 600 - 1800
    assert (july["duration_change_s"], september["duration_change_s"]) == (None, None)


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


def test_overlaps_merge_field_by_field() -> None:
    early = file(
        "orders",
        order("1", "b", "2022-08-01 10:00", None, deposit=100, balance=200,
              deposit_paid_at=at("2022-08-01 10:00"), balance_paid_at=at("2022-08-02 10:00")),
        order("2", "b", "2022-08-02 09:00", 700),
        name="9-early.csv",
    )  # fmt: skip
    late = file(
        "orders",
        order("1", "b", None, 5_000),
        order("2", "b", "2022-08-02 09:00", 900),
        order("3", "b", "2022-08-03 09:00", 100),
        order("3", "b", "2022-08-03 09:00", 200),
        order("4", "b", "2022-08-04 09:00", None),
        order("5", "b", None, None),
        order("6", "b", "2022-08-04 09:00", -1),
        name="1-late.csv",
    )
    for files in ([early, late], [late, early], [late, early, early]):
        assert {o["order_id"]: o["amount"] for o in Slow(files).report()["orders"]} == {
            "1": 3,  # deposit 1.00 + balance 2.00, though the later file knows nothing of it
            "2": 9,  # the later file, by the latest event inside it
        }


def test_item_level_rows_are_summed() -> None:
    one = order("1", "b", "2022-08-01 10:00", 100, sub_order_id="11")
    two = order("1", "b", "2022-08-01 10:00", 250, sub_order_id="12")
    for files in ([file("orders", one, two)],
                  [file("orders", one, name="1"), file("orders", two, one, name="2")]):  # fmt: skip
        assert [o["amount"] for o in Slow(files).report()["orders"]] == [3.5]


@pytest.mark.parametrize(
    ("satisfying", "refunded", "net"), [(9, 10, True), (8, 9, False), (1, 1, True), (0, 0, False)]
)
def test_net_of_refunds_from_nine_in_ten_on(satisfying: int, refunded: int, net: bool) -> None:
    rows = [
        # 60 paid + 40 refunded = 100, off by a fen, which is allowed, or by two, which is not
        order(str(n), "b", "2022-08-01 10:00", 60_00, refund=40_00,
              total=100_01 if n < satisfying else 100_02)
        for n in range(refunded)
    ]  # fmt: skip
    rows.append(order("x", "b", "2022-08-01 10:00", 100_00, refund=None, total=100_00))
    amounts = [o["amount"] for o in Slow([file("orders", *rows)]).report()["orders"]]
    assert amounts == [100.0 if net else 60.0] * refunded + [100.0]
    without_total = Slow([file("orders", *rows, without=("total",))]).report()["orders"]
    assert [o["amount"] for o in without_total] == [60.0] * refunded + [100.0]


def test_refused_and_blanked() -> None:
    slow = shop(
        [relation("a", "2022-07-01 10:00"),
         relation("b", "2022-07-02 10:00", unbound="2022-07-01 10:00"),
         relation("c", "2022-07-01 10:00") | {"unbound_at": Bad("?")}],
        [message("a", "2022-08-01 10:00", "2022-08-01 09:00"),
         message("b", "2022-08-01 10:00", "2022-08-01 10:00"),
         message("c", "2022-08-01 10:00", "2022-08-01 10:00") | {"replied_at": Bad("很快")},
         message("a", "2022-08-02 10:00") | {"sent_at": Bad("?")},
         message("", "2022-08-03 10:00") | {"buyer_id": None}],
        [order("1", "a", "2022-08-01 12:00", 100) | {"paid_at": Bad("?")},
         order("2", "a", "2022-08-01 12:00", 100) | {"order_id": Bad("2.9E+18")},
         order("3", "a", "2022-08-01 12:00", 100) | {"created_at": Bad("?")}],
    )  # fmt: skip
    assert slow.covered == (AUGUST_1, AUGUST_1)
    assert slow.value("sent_customers", None) == 2  # a and c
    assert slow.value("read_customers", None) == 1  # c
    assert reasons(slow) == {"3": ("unread", None)}


def test_periods() -> None:
    slow = shop([relation("b", "2022-07-01 10:00")], [message("b", "2022-08-02 10:00")], [])
    assert slow.value("sent_customers", (AUGUST_1, date(2022, 8, 31))) == 1
    assert slow.value("sent_customers", (AUGUST_1, AUGUST_1)) is None
    assert slow.value("invites_sent", None) is None
    assert slow.report((AUGUST_1, AUGUST_1))["daily"] == []


def days(first: str, last: str) -> tuple[date, date]:
    return date.fromisoformat(first), date.fromisoformat(last)


@pytest.mark.parametrize(
    ("period", "before"),
    [
        # a whole month: the month before, however long
        (("2022-08-01", "2022-08-31"), ("2022-07-01", "2022-07-31")),
        (("2022-03-01", "2022-03-31"), ("2022-02-01", "2022-02-28")),
        (("2022-02-01", "2022-02-28"), ("2022-01-01", "2022-01-31")),
        # from the 1st on: the same days of the month before, as far as it has them
        (("2022-10-01", "2022-10-09"), ("2022-09-01", "2022-09-09")),
        (("2022-03-01", "2022-03-30"), ("2022-02-01", "2022-02-28")),
        (("2024-03-01", "2024-03-29"), ("2024-02-01", "2024-02-29")),
        # a whole ISO week, from Monday to Sunday
        (("2022-08-08", "2022-08-14"), ("2022-08-01", "2022-08-07")),
        (("2022-08-29", "2022-09-04"), ("2022-08-22", "2022-08-28")),
        # from Monday on: the same weekdays of the week before
        (("2022-08-08", "2022-08-10"), ("2022-08-01", "2022-08-03")),
        (("2022-08-08", "2022-08-08"), ("2022-08-01", "2022-08-01")),
        # else as many days before
        (("2022-08-10", "2022-08-12"), ("2022-08-07", "2022-08-09")),
        (("2022-08-02", "2022-08-31"), ("2022-07-03", "2022-08-01")),
        (("2022-08-01", "2022-09-30"), ("2022-06-01", "2022-07-31")),
        (("2022-08-08", "2022-08-15"), ("2022-07-31", "2022-08-07")),
    ],
)
def test_period_before(period: tuple[str, str], before: tuple[str, str]) -> None:
    assert period_before(days(*period)) == days(*before)


def test_no_period_before_all_dates() -> None:
    assert period_before((date(1900, 1, 1), date(9999, 12, 31))) is None
    assert period_before((date.min, date.min)) is None
