"""Facts that stand in several exports: copies saved from Excel, two levels of orders, names."""

from __future__ import annotations

from datetime import datetime

import pytest

from .beside import to_the_minute
from .literals import AUGUST_1, at, file, message, order, reasons, reception, relation, shop
from .slow import Slow
from .source import File, Row, Time


def copy(*rows: Row, table: str, name: str = "另存.csv") -> File:
    return file(table, *map(to_the_minute, rows), name=name)


def minute(text: str) -> Time:
    return Time(datetime.fromisoformat(text), "minute")


def test_receptions_saved_from_excel_count_once() -> None:
    rows = [reception("甲", "2025-08-01 10:00:20", "2025-08-01 11:00:20", "协助付款"),
            reception("乙", "2025-08-01 12:00:20", "2025-08-01 12:39:20", "付款流失")]  # fmt: skip
    [period] = Slow(
        [file("receptions", *rows), copy(rows[0], table="receptions")]
    ).report()["reception"]["periods"]  # fmt: skip
    # (60:00 + 39:00) / 2 = 49:30
    assert (period["receptions"], period["average_duration_s"]) == (2, 2970)


def test_one_to_one_within_a_minute() -> None:
    rows = [reception("甲", f"2025-08-01 10:00:{second}", end and f"2025-08-01 {end}", "协助付款")
            for second, end in (("10", "10:20:00"), ("30", "10:20:40"), ("50", None))]  # fmt: skip
    copies = [to_the_minute(row) for row in rows]
    slow = Slow([file("receptions", *rows), file("receptions", *copies, name="另存.csv")])
    assert slow.value("receptions", None) == 3
    # as many as the file that holds most of them says: two until 10:20; one says less than these
    slow = Slow([file("receptions", *rows[:1]), file("receptions", *copies, name="另存.csv")])
    assert slow.value("receptions", None) == 2
    # 20:00 - 10:10 and 20 - 10:00: the first has its seconds
    slow = Slow([file("receptions", *rows), file("receptions", *copies[1:], name="另存.csv")])
    assert slow.value("average_duration", None) == (1190 + 1210) / 2


def test_rows_of_one_key_to_the_minute_are_one_beside_another_to_the_second() -> None:
    open_, closed = (
        reception("甲", "2025-08-01 10:00:05", end, "协助付款")
        for end in (None, "2025-08-01 10:10")
    )
    other = reception("甲", "2025-08-01 10:00:40", "2025-08-01 12:00", "付款流失")
    both = copy(open_, closed, table="receptions")
    assert Slow([both]).value("receptions", None) == 1
    assert Slow([both, file("receptions", other)]).value("receptions", None) == 2
    assert Slow([both, file("receptions", closed)]).value("receptions", None) == 1


def test_rows_that_do_not_agree_stay_apart() -> None:
    one = reception("甲", "2025-08-01 10:00:20", "2025-08-01 11:00:20", "协助付款")
    other = reception("甲", "2025-08-01 10:00:20", "2025-08-01 11:05:20", "协助付款")
    files = [file("receptions", one), copy(other, table="receptions")]
    assert Slow(files).value("receptions", None) == 2


def test_a_relation_unbound_in_a_later_copy_saved_from_excel() -> None:
    old = relation("甲", "2025-07-01 10:00:30")
    later = {"buyer_id": "甲", "agent": "红", "bound_at": minute("2025-07-01 10:00"),
             "unbound_at": minute("2025-07-20 09:00")}  # fmt: skip
    slow = Slow([
        file("relations", old), file("relations", later, name="0.csv"),
        file("messages", message("甲", "2025-07-01 10:00:29"), message("甲", "2025-07-01 10:00:30"),
             message("甲", "2025-07-20 09:00")),
    ])  # fmt: skip
    assert slow.value("clients_total", None) == 0
    assert slow.value("clients_unsubscribed", None) == 1
    # bound at 10:00:30, as the first export says, until 09:00
    assert [m.sent.at.second for m in slow.sent_in(slow.covered or (AUGUST_1,) * 2, None)] == [30]


def test_tasks_saved_from_excel() -> None:
    def task(created: str, done: str | None) -> Row:
        return {"agent": "兰", "kind": "关联销售", "created_at": at(created),
                "done_at": done and at(done)}  # fmt: skip

    rows = [task("2022-08-01 10:00:10", None), task("2022-08-01 10:00:10", "2022-08-01 11:00:30"),
            task("2022-08-01 10:00:50", "2022-08-01 11:00:30")]  # fmt: skip
    visits = file("visits", {"buyer_id": "z", "visited_at": at("2022-08-01 01:00")})
    slow = Slow([visits, file("opportunities", *rows), copy(*rows, table="opportunities")])
    assert slow.value("opportunities_done", None) == 2
    assert slow.value("opportunities_todo", None) == 1


def test_a_copy_saved_from_excel_makes_nothing_coarser() -> None:
    bound = [relation("甲", "2022-07-01 10:00")]
    sent = [message("甲", "2022-08-01 09:00:50", "2022-08-01 09:00:55")]
    paid = [order("1", "甲", "2022-08-01 09:00:52", 100)]
    files = [file("relations", *bound), file("messages", *sent), file("orders", *paid)]
    tables = {"relations": bound, "messages": sent, "orders": paid}
    copies = [copy(*rows, table=table, name=f"另存{table}.csv") for table, rows in tables.items()]
    # read three seconds after paying, though the copies alone say the same minute
    assert reasons(Slow(files)) == {"1": ("read_after_purchase", None)}
    assert reasons(Slow([*files, *copies])) == {"1": ("read_after_purchase", None)}
    assert reasons(Slow(copies)) == {"1": ("counted", "红")}


def test_rounded_order_numbers_are_refused() -> None:
    whole = [order("4400000000000012345", "a", "2022-08-01 10:00", 100),
             order("4400000000000023456", "a", "2022-08-01 11:00", 200)]  # fmt: skip
    cut = [order("4400000000000010000", "a", "2022-08-01 10:00", 100),
           order("4400000000000020000", "a", "2022-08-01 11:00", 200)]  # fmt: skip
    assert list(reasons(Slow([file("orders", *whole), file("orders", *cut)]))) == [
        "4400000000000012345", "4400000000000023456"]  # fmt: skip
    # one that has kept its digits: the file has not lost them (16 to 19 digits, no fewer)
    assert len(reasons(Slow([file("orders", cut[0], whole[1])]))) == 2
    assert len(reasons(Slow([file("orders", order("150000000000000", "a", "2022-08-01", 1))]))) == 1


def test_order_level_rows_decide_beside_item_level() -> None:
    items = [order("1", "a", "2022-08-01 10:00", 100, sub_order_id="11", refund=30),
             order("1", "a", "2022-08-01 10:00", 250, sub_order_id="12", refund=None),
             order("2", "a", "2022-08-01 11:00", 500, sub_order_id="21")]  # fmt: skip
    whole = [order("1", "a", "2022-08-02 10:00", 300), order("2", "a", None, None)]
    late = order("9", "a", "2022-08-09 10:00", 1, sub_order_id="91")
    for files in (
        [file("orders", *items, *whole)],
        [file("orders", *whole, name="1.csv"), file("orders", *items, late, name="2.csv")],
    ):
        rows = Slow(files).report()["orders"]
        assert [(o["order_id"], o["day"], o["amount"], o["net_amount"]) for o in rows[:2]] == [
            ("2", "2022-08-01", 5, 5),  # the items fill the blanks
            ("1", "2022-08-02", 3, 2.7),  # 3.00 and 2 August; the refund is the items'
        ]


def test_unpaid_sub_orders_have_no_part_in_an_order_of_which_others_are_paid() -> None:
    paid = order("1", "a", "2022-08-01 10:00", 100, sub_order_id="11")
    closed = order("1", "a", None, 250, sub_order_id="12")
    assert [o["amount"] for o in Slow([file("orders", paid, closed)]).report()["orders"]] == [1]
    assert Slow([file("orders", closed)]).report()["orders"] == []
    # paid after all, as a later export knows
    later = order("1", "a", "2022-08-01 10:00", 250, sub_order_id="12")
    both = [file("orders", paid, closed, name="1.csv"), file("orders", later, name="2.csv")]
    assert [o["amount"] for o in Slow(both).report()["orders"]] == [3.5]


@pytest.mark.parametrize(
    ("kinds", "receptions"),
    [
        (("售前", None), 1),
        ((None, "售前", None), 1),
        (("售前", "售后", None), 3),  # of which of the two is not said
        ((None, None), 1),
    ],
)
def test_a_blank_kind_is_the_only_one_at_its_key(
    kinds: tuple[str | None, ...], receptions: int
) -> None:
    row = reception("a", "2022-08-01 10:00", "2022-08-01 10:10", "已付款")
    together = [file("receptions", *(row | {"kind": kind} for kind in kinds))]
    apart = [file("receptions", row | {"kind": kind}, name=f"{n}.csv")
             for n, kind in enumerate(kinds)]  # fmt: skip
    for files in (together, apart):
        assert Slow(files).value("receptions", None) == receptions


def test_agents_under_bare_and_full_names() -> None:
    slow = shop(
        [relation("a", "2022-07-01 10:00", "某店:小红"), relation("b", "2022-07-01 10:00", "小兰"),
         relation("c", "2022-07-01 10:00", "旁店：小绿"),
         relation("d", "2022-07-01 10:00", "阿强")],
        [message("a", "2022-08-01 09:00", "2022-08-01 09:00", " 小红 "),
         message("b", "2022-08-01 09:00", "2022-08-01 09:00", "某店:小兰"),
         message("b", "2022-08-01 09:00", "2022-08-01 09:00", "旁店:小兰"),
         message("c", "2022-08-01 09:00", "2022-08-01 09:00", "小绿"),
         message("d", "2022-08-01 09:00", "2022-08-01 09:00", "阿强")],
        [order("1", buyer, "2022-08-01 10:00", 100) | {"order_id": buyer} for buyer in "abcd"],
    )  # fmt: skip
    # 小兰 is the bare name of two: it stands for itself, and neither of the two has a relation
    assert slow.agents() == ["小兰", "旁店:小兰", "旁店:小绿", "某店:小兰", "某店:小红", "阿强"]
    assert reasons(slow) == {
        "a": ("counted", "某店:小红"),
        "b": ("not_messaged", None),
        "c": ("counted", "旁店:小绿"),
        "d": ("counted", "阿强"),
    }


def test_a_task_done_by_its_state_alone() -> None:
    def task(state: str | None, done: str | None) -> Row:
        return {"agent": "兰", "kind": "关联销售", "created_at": at("2022-08-01 10:00"),
                "done_at": done and at(done), "task_status": state}  # fmt: skip

    visits = [{"buyer_id": "z", "visited_at": at(f"2022-08-0{day} 01:00")} for day in (1, 2)]
    rows = [task("已完成", None), task("已完成", "2022-08-02 10:00"), task("待办", None)]
    slow = Slow([file("opportunities", *rows), file("visits", *visits)])
    assert slow.value("opportunities_done", (AUGUST_1, AUGUST_1)) == 1
    assert slow.value("opportunities_done", None) == 2
    assert slow.value("opportunities_todo", None) == 1
