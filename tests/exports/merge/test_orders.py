"""Order rows → payments, on literal rows; amounts in fen."""

from __future__ import annotations

import pandas as pd
import pytest

from tests.exports.merged_frames import orders_of
from tests.exports.parsed_tables import parsed
from xlcs.exports.merge.orders import net_of_refunds

AUG1, AUG2, AUG3 = "2022-08-01 10:00:00", "2022-08-02 10:00:00", "2022-08-03 10:00:00"


def run(*tables):
    merged = orders_of(*tables)
    frame = merged.table.frame.set_index("order_id")
    return frame, list(merged.problems), list(merged.nets.values())


def order(order_id, amount, paid_at=AUG1, **more):
    return {"order_id": order_id, "buyer_id": "b1", "paid_at": paid_at, "amount": amount, **more}


def test_the_same_order_twice_counts_once():
    frame, problems, _ = run(
        parsed("orders", [order("1", 300), order("1", 300)]),
        parsed("orders", [order("1", 300)], "b.csv"),
    )
    assert frame.amount.to_dict() == {"1": 300}
    assert [p.code for p in problems] == ["rows_alike"]


def test_an_order_without_payment_time_has_no_payment():
    frame, _, _ = run(parsed("orders", [order("1", None, None), order("2", 5)]))
    assert frame.paid_at.isna().to_dict() == {"1": True, "2": False}


def test_a_paid_order_without_amount_is_refused_and_named():
    frame, problems, _ = run(parsed("orders", [order("1", None), order("2", 5)]))
    assert list(frame.index) == ["2"]
    assert [(p.code, p.file, p.row, p.value) for p in problems] == [("no_amount", "a.csv", 2, None)]
    assert "订单 1 " in problems[0].text()


def test_an_amount_missing_in_one_file_comes_from_the_other():
    frame, problems, _ = run(
        parsed("orders", [order("1", 700)]), parsed("orders", [order("1", None, AUG2)], "b.csv")
    )
    assert frame.amount.to_dict() == {"1": 700}
    assert problems == []


def test_two_amounts_across_files_the_later_file_wins_with_a_note():
    # b.csv has the later event inside, though its name sorts first of the two.
    frame, problems, _ = run(
        parsed("orders", [order("1", 900)], "z.csv"),
        parsed("orders", [order("1", 800), order("2", 1, AUG3)], "b.csv"),
    )
    assert frame.amount.to_dict() == {"1": 800, "2": 1}
    assert [(p.code, p.file, p.row) for p in problems] == [("amount_differs", "b.csv", 2)]
    assert "9.00 / 8.00" in problems[0].text()


def test_files_equally_late_the_greater_name_wins():
    frame, _, _ = run(
        parsed("orders", [order("1", 900)], "z.csv"), parsed("orders", [order("1", 800)], "b.csv")
    )
    assert frame.amount.to_dict() == {"1": 900}


def test_two_amounts_in_one_file_refuse_the_order_and_nothing_else():
    frame, problems, _ = run(
        parsed("orders", [order("1", 900), order("2", 5), order("1", 800)]),
        parsed("orders", [order("1", 900)], "b.csv"),
    )
    assert frame.amount.to_dict() == {"2": 5}
    assert [(p.code, p.row, p.value) for p in problems] == [
        ("two_amounts", 2, "1"),
        ("two_amounts", 4, "1"),
    ]
    assert "9.00 / 8.00" in problems[0].text()


def test_of_orders_with_two_amounts_the_first_rows_are_listed_and_the_others_counted(monkeypatch):
    monkeypatch.setattr("xlcs.exports.merge.files_of_table.MOST_LISTED", 3)
    rows = [order("1", 900), order("2", 5), order("1", 800), order("2", 6), order("3", 7)]
    frame, problems, _ = run(parsed("orders", rows), parsed("orders", rows[:1], "b.csv"))
    assert frame.amount.to_dict() == {"3": 7}
    listed, more = problems[:3], problems[3:]
    assert [(p.code, p.row, p.value) for p in listed] == [
        ("two_amounts", 2, "1"),
        ("two_amounts", 3, "2"),
        ("two_amounts", 4, "1"),
    ]
    assert [(p.code, p.file, p.row, p.value) for p in more] == [("more_rows", "a.csv", None, None)]
    assert "同样的还有 1 行（第 5 行）" in more[0].text()
    assert "有不同的金额（…）" in more[0].text()


def test_of_many_amounts_of_one_order_the_first_ten_are_told():
    _, problems, _ = run(parsed("orders", [order("1", fen) for fen in range(100, 1300, 100)]))
    assert len(problems) == 12
    assert "（1.00 / 2.00 / " in problems[0].text()
    assert " / 10.00 / …）" in problems[0].text()


def test_sheets_of_one_workbook_are_one_file():
    _, problems, _ = run(
        parsed("orders", [order("1", 900)], "w.xlsx", "八月"),
        parsed("orders", [order("1", 800)], "w.xlsx", "九月"),
    )
    assert [(p.code, p.sheet) for p in problems] == [
        ("two_amounts", "八月"),
        ("two_amounts", "九月"),
    ]


def test_sub_orders_of_one_main_order_are_summed_and_doubled_ones_are_not():
    rows = [order("1", 100, sub_order_id="11"), order("1", 250, sub_order_id="12")]
    frame, problems, _ = run(parsed("orders", rows), parsed("orders", rows, "again.csv"))
    assert frame.amount.to_dict() == {"1": 350}
    assert problems == []


def test_cutting_an_order_between_its_sub_orders_changes_nothing():
    one = [order("1", 100, sub_order_id="11")]
    two = [order("1", 250, sub_order_id="12"), order("2", 1, sub_order_id="21")]
    frame, _, _ = run(parsed("orders", one), parsed("orders", two, "b.csv"))
    assert frame.amount.to_dict() == {"1": 350, "2": 1}


def presale(order_id="1", paid_at="2022-11-01 09:00:00", balance_paid_at="2022-11-11 20:00:00"):
    return order(
        order_id, 80_000, paid_at, deposit_paid_at="2022-11-01 09:00:00", deposit=20_000,
        balance_paid_at=balance_paid_at, balance=80_000 if balance_paid_at else None,
    )  # fmt: skip


def test_a_presale_order_is_paid_with_its_balance_and_in_full():
    frame, _, _ = run(parsed("orders", [presale()]))
    assert frame.loc["1", "amount"] == 100_000
    assert str(frame.loc["1", "paid_at"]) == "2022-11-11 20:00:00"
    assert bool(frame.loc["1", "presale"])


def test_a_presale_order_without_balance_has_no_payment():
    frame, _, _ = run(parsed("orders", [presale(balance_paid_at=None)]))
    assert frame.paid_at.isna().all()


def test_a_later_export_without_presale_columns_does_not_erase_the_balance():
    later = order("2", 1, "2022-12-01 09:00:00")
    frame, problems, _ = run(
        parsed("orders", [presale()]),
        parsed("orders", [order("1", 99, "2022-11-01 09:00:00"), later], "b.csv"),
    )
    assert frame.loc["1", "amount"] == 100_000
    assert str(frame.loc["1", "paid_at"]) == "2022-11-11 20:00:00"
    assert problems == []


def test_a_presale_part_missing_uses_the_amount_and_says_so():
    row = presale() | {"deposit": None}
    frame, problems, _ = run(parsed("orders", [row]))
    assert frame.amount.to_dict() == {"1": 80_000}
    assert [p.code for p in problems] == ["presale_amount"]


def test_a_paid_order_with_a_sub_order_without_amount_is_refused():
    rows = [order("1", 100, sub_order_id="11"), order("1", None, sub_order_id="12")]
    frame, problems, _ = run(parsed("orders", rows))
    assert frame.empty
    assert [p.code for p in problems] == ["no_amount"]


def test_an_unpaid_sub_order_without_amount_has_no_part_in_the_sum():
    rows = [order("1", 100, sub_order_id="11"), order("1", None, None, sub_order_id="12")]
    frame, problems, _ = run(parsed("orders", rows))
    assert frame.amount.to_dict() == {"1": 100}
    assert problems == []


def test_presale_parts_of_one_sub_order_alone_are_no_full_amount():
    # 93.30 without presale columns beside 100 + 0: what was paid for both is 193.30.
    other = presale("1") | {"sub_order_id": "12", "amount": 10_000, "deposit": 10_000, "balance": 0}
    rows = [order("1", 9_330, sub_order_id="11"), other]
    frame, problems, _ = run(parsed("orders", rows))
    assert frame.amount.to_dict() == {"1": 19_330}
    assert [p.code for p in problems] == ["presale_amount"]


def test_presale_amounts_count_as_different_where_they_stand_in_for_a_part():
    rows = [presale() | {"deposit": None, "amount": amount} for amount in (300, 350)]
    frame, problems, _ = run(parsed("orders", rows))
    assert frame.empty
    assert [p.code for p in problems] == ["two_amounts", "two_amounts"]


def test_an_amount_that_stands_in_for_presale_parts_gets_its_refund_back():
    row = presale() | {"deposit": None, "amount": 60, "refund": 40, "total": 100}
    frame, _, _ = run(parsed("orders", [row]))
    assert frame.amount.to_dict() == {"1": 100}


def refunded(number, amount, refund, total):
    return order(str(number), amount, refund=refund, total=total)


def test_a_net_file_gets_its_refunds_back():
    rows = [refunded(n, 60, 40, 100) for n in range(9)] + [refunded(9, 60, 40, 300)]
    frame, _, nets = run(parsed("orders", rows))
    assert nets[0].net  # 9 of 10 say so
    assert frame.amount.tolist() == [100] * 10


def test_just_under_nine_tenths_is_gross():
    rows = [refunded(n, 60, 40, 100) for n in range(8)] + [refunded(9, 60, 40, 300)]
    frame, _, nets = run(parsed("orders", rows))
    assert not nets[0].net
    assert frame.amount.tolist() == [60] * 9


def test_items_without_totals_have_no_say_whether_their_workbook_is_net():
    of_orders = [refunded(n, 60, 40, 100) for n in range(6)]
    items = [order(str(n), 60, refund=40, sub_order_id=f"{n}1") for n in range(6)]
    sheets = parsed("orders", of_orders, sheet="订单"), parsed("orders", items, sheet="明细")
    frame, _, nets = run(*sheets)
    assert (nets[0].net, nets[0].refunded) == (True, 6)
    assert frame.amount.tolist() == [100] * 6


def test_presale_amounts_are_never_adjusted():
    row = presale() | {"refund": 10_000, "total": 90_000}
    frame, _, nets = run(parsed("orders", [row]))
    assert nets[0].net
    assert frame.amount.to_dict() == {"1": 100_000}


@pytest.mark.parametrize(
    ("amount", "refund", "total", "net"),
    [
        ([60], [40], [100], True),
        ([60], [40], [101], True),  # within a fen
        ([60], [40], [102], False),
        ([100], [0], [100], False),  # nothing refunded
        ([100], [None], [100], False),
        ([60], [40], [None], False),  # no total
        ([60, 60], [40, 40], [100, None], False),  # one of two does not say so
    ],
)
def test_net_of_refunds(amount, refund, total, net):
    rows = pd.DataFrame({"amount": amount, "refund": refund, "total": total}, dtype="Int64")
    assert net_of_refunds(rows).net is net


# ---- two levels


def test_an_unpaid_sub_order_has_no_part_in_an_order_of_which_others_are_paid():
    rows = [
        order("1", 100, sub_order_id="11"),
        order("1", 250, None, sub_order_id="12"),
        order("2", 250, None, sub_order_id="21"),
    ]
    frame, problems, _ = run(parsed("orders", rows))
    assert frame.amount.to_dict() == {"1": 100, "2": 250}
    assert frame.paid_at.isna().to_dict() == {"1": False, "2": True}
    assert problems == []


@pytest.mark.parametrize("reverse", [False, True])
def test_sub_orders_paid_at_different_times_are_paid_when_the_last_of_them_is(reverse):
    first = order("1", 100, AUG1, sub_order_id="11")
    last = order("1", 250, AUG2, sub_order_id="12")
    frame, problems, _ = run(parsed("orders", [last, first] if reverse else [first, last]))
    assert frame.amount["1"] == 350
    assert frame.paid_at["1"] == pd.Timestamp(AUG2)
    assert problems == []


def test_an_unpaid_balance_of_a_sub_order_does_not_unpay_the_others():
    unpaid = presale("1", balance_paid_at=None) | {"sub_order_id": "12"}
    frame, _, _ = run(parsed("orders", [order("1", 100, sub_order_id="11"), unpaid]))
    assert frame.amount.to_dict() == {"1": 100}
    assert str(frame.loc["1", "paid_at"]) == AUG1
    assert not frame.loc["1", "presale"]


@pytest.mark.parametrize("later", ["items", "whole"])
def test_rows_of_the_order_as_a_whole_decide_and_sub_orders_fill_blanks(later):
    whole = [order("1", 300, AUG1, refund=None)]
    items = [
        order("1", 100, AUG2, sub_order_id="11", refund=20),
        order("1", 250, AUG2, sub_order_id="12", refund=5),
    ]
    names = ("a.csv", "b.csv") if later == "items" else ("b.csv", "a.csv")
    frame, problems, _ = run(parsed("orders", whole, names[0]), parsed("orders", items, names[1]))
    assert frame.amount.to_dict() == {"1": 300}
    assert str(frame.loc["1", "paid_at"]) == AUG1
    assert frame.refund.to_dict() == {"1": 25}
    assert problems == []


def test_two_levels_in_sheets_of_one_workbook_are_no_two_amounts():
    frame, problems, _ = run(
        parsed("orders", [order("1", 300)], "w.xlsx", "订单报表"),
        parsed("orders", [order("1", 100, sub_order_id="11"), order("1", 190, sub_order_id="12")],
               "w.xlsx", "销售明细"),
    )  # fmt: skip
    assert frame.amount.to_dict() == {"1": 300}
    assert problems == []


def test_an_amount_that_the_whole_lacks_is_the_sum_of_its_sub_orders():
    frame, problems, _ = run(
        parsed("orders", [order("1", None)]),
        parsed("orders", [order("1", 100, sub_order_id="11"), order("1", 190, sub_order_id="12")],
               "b.csv"),
    )  # fmt: skip
    assert frame.amount.to_dict() == {"1": 290}
    assert problems == []


def test_the_refund_is_the_newest_exports_and_a_blank_does_not_erase_it():
    frame, _, _ = run(
        parsed("orders", [order("1", 300, refund=10), order("2", 300, refund=10)]),
        parsed("orders", [order("1", 300, refund=40), order("2", 300, refund=None),
                          order("3", 1, AUG3)], "b.csv"),
    )  # fmt: skip
    assert frame.refund.fillna(-1).to_dict() == {"1": 40, "2": 10, "3": -1}


def items(orders, *, amount=100, first=None):
    """Two sub-orders of each of so many orders, all of one amount, but perhaps the first."""
    rows = [
        order(str(n), amount, sub_order_id=f"{n}-{part}") for n in range(orders) for part in "ab"
    ]
    return [rows[0] | {"amount": first or amount}, *rows[1:]]


def test_sub_orders_of_one_amount_in_every_order_are_added_and_told():
    frame, problems, _ = run(parsed("orders", items(5)))
    assert frame.amount.to_list() == [200] * 5
    assert [(p.code, p.level, p.file) for p in problems] == [("sub_orders_alike", "note", "a.csv")]
    assert "5 个订单" in problems[0].text()


def test_sub_orders_are_not_told_to_be_alike():
    for rows in (
        items(4),
        items(5, first=99),
        items(5, amount=0),
        [*items(5), *(order(str(n), 100) for n in range(5))],  # the orders as a whole decide
        items(5)[::2],
    ):
        assert run(parsed("orders", rows))[1] == []


def test_an_order_said_again_in_the_next_row_is_told_for_it_may_be_another_item():
    rows = [order("1", 300), order("1", 300), order("2", 5), order("3", 7), order("3", 7)]
    frame, problems, _ = run(parsed("orders", rows), parsed("orders", [order("4", 1)], "b.csv"))
    assert frame.amount.to_dict() == {"1": 300, "2": 5, "3": 7, "4": 1}
    assert [(p.code, p.level, p.file, p.row) for p in problems] == [
        ("rows_alike", "note", "a.csv", 3)
    ]
    assert problems[0].found == {"count": "2"}


@pytest.mark.parametrize(
    "rows",
    [
        [order("1", 300), order("2", 5), order("1", 300)],
        [order("1", 300, sub_order_id="11"), order("1", 300, sub_order_id="12")],
        [order("1", 0), order("1", 0)],
        [order("1", None, None), order("1", None, None)],
    ],
)
def test_rows_that_are_no_items_are_not_told(rows):
    _, problems, _ = run(parsed("orders", rows))
    assert problems == []
