"""The slow computation's facts from rows that overlap, on literals worked out by hand."""

from __future__ import annotations

import pytest

from .literals import AUGUST_1, at, file, message, order, reasons, relation, shop
from .slow import Slow
from .source import Bad


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
