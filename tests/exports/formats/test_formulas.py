"""Formulas of workbooks that another program wrote: Excel has not computed their values yet."""

from __future__ import annotations

import openpyxl
import pytest

from tests.exports.workbook_parts import with_sheet
from xlcs import compute, read_folder
from xlcs.problems.shapes import FORMULA

HEADERS = ("订单编号", "买家会员名", "订单付款时间", "买家实际支付金额", "退款金额")
ORDER = ("2900000000000000001", "买家001", "2025-08-01 10:00:00", 100, 30)


def written(folder, *rows):
    book = openpyxl.Workbook()
    for row in (HEADERS, *rows):
        book.active.append(row)
    path = folder / "订单.xlsx"
    book.save(path)
    return path


def orders(folder):
    shop = read_folder(folder)
    frame = shop.tables.orders.frame
    told = [(p.code, p.row, p.column, p.value) for p in shop.problems if p.level != "file"]
    return frame[["order_id", "amount", "refund"]].astype(object).values.tolist(), told


@pytest.mark.parametrize("guarded", ['="{}"', '=T("{}")'])
def test_what_guards_a_number_is_read_as_the_number(tmp_path, guarded):
    written(tmp_path, (guarded.format(ORDER[0]), *ORDER[1:]))
    assert orders(tmp_path)[0] == [[ORDER[0], 10_000, 3_000]]


def test_the_value_of_any_other_formula_is_unknown_which_is_not_none(tmp_path):
    written(tmp_path, (*ORDER[:4], "=D2*0.3"), ("2900000000000000002", *ORDER[1:3], "=50*2", None))
    found, told = orders(tmp_path)
    assert [row[:2] for row in found] == [[ORDER[0], 10_000]]
    assert ("blanked_amount", 2, "退款金额", FORMULA) in told
    assert ("bad_amount", 3, "买家实际支付金额", FORMULA) in told


def test_a_formula_names_no_buyer_and_no_order(tmp_path):
    buyer = ("2900000000000000002", "=VLOOKUP(A3,B:C,2,0)", *ORDER[2:])
    written(tmp_path, ORDER, buyer, ("=A2+1", *ORDER[1:]))
    found, told = orders(tmp_path)
    assert [row[0] for row in found] == [ORDER[0]]
    assert [one for one in told if one[1] in (3, 4)] == [
        ("no_buyer", 3, "买家会员名", FORMULA), ("no_order_id", 4, "订单编号", FORMULA),
    ]  # fmt: skip


def test_a_formula_that_was_filled_down_is_unknown_too(tmp_path):
    path = written(tmp_path, (*ORDER[:4], "=D2*0"), ("2900000000000000002", *ORDER[1:4], "=D3*0"))
    with_sheet(path, b"<f>D3*0</f><v></v>", b'<f t="shared" si="0"/>')
    assert [(code, row) for code, row, *_ in orders(tmp_path)[1]][:2] == [
        ("blanked_amount", 2), ("blanked_amount", 3),
    ]  # fmt: skip


def test_an_empty_text_that_a_formula_gave_is_none(tmp_path):
    path = written(tmp_path, (*ORDER[:4], '=""'))
    with_sheet(path, b'<c r="E2"><f>""</f><v></v>', b'<c r="E2" t="str"><f>""</f><v></v>')
    found, told = orders(tmp_path)
    assert [row[:2] for row in found] == [[ORDER[0], 10_000]]
    assert told == []


def test_a_computed_formula_has_its_value(tmp_path):
    path = written(tmp_path, (*ORDER[:4], "=D2*0.3"))
    with_sheet(path, b"<f>D2*0.3</f><v></v>", b"<f>D2*0.3</f><v>30</v>")
    found, told = orders(tmp_path)
    assert found == [[ORDER[0], 10_000, 3_000]]
    assert [code for code, *_ in told] == ["few_refunds_gross"]


def test_a_sum_below_the_rows_is_left_alone(tmp_path):
    written(tmp_path, ORDER, ("合计", None, None, "=SUM(D2:D2)", "=SUM(E2:E2)"))
    figures = compute(read_folder(tmp_path))
    assert figures.orders()["amount"].tolist() == [100]
    assert [source.refused_rows for source in read_folder(tmp_path).sources] == [0]
