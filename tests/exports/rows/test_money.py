"""Amounts in every form that exports have."""

from datetime import date

import pytest

from tests.exports.one_file import ORDERS, column, csv, of, read, told, xlsx
from xlcs.exports.read.cells import from_column
from xlcs.exports.values.by_kind.money import money

PAID = "2022-08-01 10:00:00"


def one(cell: object) -> tuple[int | None, bool, bool]:
    """A cell in fen, whether it is no amount, whether it is negative."""
    read_ = money(from_column([cell]))
    return read_.fen[0].as_py(), bool(read_.bad[0]), bool(read_.negative[0])


@pytest.mark.parametrize(
    ("cell", "fen"),
    [
        ("1234.50", 123450), ("1,234.50", 123450), ("¥1234.5", 123450), ("￥1,234.5", 123450),
        ("1234.5元", 123450),
        ("100元整", 10000), ("100（元）", 10000),
        ("1234.5 元", 123450), ("CNY 1234.5", 123450), ("1234.5RMB", 123450),
        ("CN¥1234.5", 123450), ("=1234.5", 123450), ('"1234.5"', 123450),
        ("１２３４．５０", 123450), ("0", 0), ("0.00", 0), ("-0.00", 0), ("+5", 500), (".5", 50),
        ("5.", 500), ("007", 700), (" 5\t", 500), ("'5", 500), ('="5.5"', 550),
        ("0.005", 1), ("1.005", 101), ("1.0049999", 100), ("2.675", 268),
        ("1,234,567.895", 123456790),
        ("999999999999.99", 99999999999999), ("12345678901.25", 1234567890125),
        (5.0, 500), (1234.5, 123450), (0.1 + 0.2, 30), (1.005, 101), (8.115, 812), (1e-7, 0),
        (12345678901.25, 1234567890125), (1e10, 1000000000000), (19.99, 1999), (4.35, 435),
    ],
)  # fmt: skip
def test_forms_of_amounts(cell, fen):
    assert one(cell) == (fen, False, False)


@pytest.mark.parametrize("cell", ["", "-", "--", "null", " ", "None", "nan"])
def test_blank(cell):
    assert one(cell) == (None, False, False)


@pytest.mark.parametrize(
    "cell", ["-5", "－5", "−5", "-¥5", "¥-5", "(5)", "（5.00）", "-0.01", -5.0, "-1,234.5元"]
)
def test_negative(cell):
    assert one(cell) == (None, False, True)


@pytest.mark.parametrize(
    "cell",
    [
        "五元", "5元5", "1.2.3", "1,23", "1.234,50", "1,2345", "12,34.5", ",5", "$5", "5%", "1万",
        "0.01万", "1.00E+02", "5(元", "(元)",
        "1e3", "2.9E+18", "--5", "+-5", "(5", "5)", "(-5", "inf", ".", "¥", "元", "1000000000000",
        "5 or 6", 2.9e18, 1e15, date(2022, 8, 1), True,
    ],
)  # fmt: skip
def test_no_amounts(cell):
    assert one(cell) == (None, True, False)


def test_rounding_half_up_is_decimal_for_every_thousandth():
    """Each k/1000 for k below 20,000, as text and as a number; by whole-number arithmetic."""
    texts = [f"{k // 1000}.{k % 1000:03}" for k in range(20_000)]
    expected = [(k + 5) // 10 for k in range(20_000)]
    assert money(from_column(texts)).fen.to_pylist() == expected
    assert money(from_column([k / 1000 for k in range(20_000)])).fen.to_pylist() == expected


def test_an_amount_that_is_no_number_or_negative_refuses_its_row_a_refund_is_blanked(tmp_path):
    table = read(
        tmp_path,
        csv(
            ORDERS + ",退款金额",
            f"1,a,五元,{PAID},",
            f"2,b,-5.00,{PAID},",
            f"3,c,5,{PAID},x",
            f"4,d,6.5,{PAID},1",
            f"5,e,y,{PAID},-2",
        ),
        "订单.csv",
    )
    assert column(table, "order_id") == ["3", "4"]
    assert (column(table, "amount"), column(table, "refund")) == ([500, 650], [None, 100])
    assert told(table) == [
        ("bad_amount", 2, "买家实际支付金额", "(2 个字符 / text of 2)"),
        ("negative_amount", 3, "买家实际支付金额", "-5.00"),
        ("blanked_amount", 4, "退款金额", "(1 个字符 / text of 1)"),
        ("bad_amount", 6, "买家实际支付金额", "(1 个字符 / text of 1)"),
        ("blanked_negative", 6, "退款金额", "-2"),
    ]
    assert {problem.file for problem in table.problems} == {"订单.csv"}
    assert {problem.table for problem in table.problems} == {"orders"}
    assert "1234.50" in table.problems[0].text()
    assert "负数" in table.problems[1].text()
    assert (table.source.rows, table.source.refused_rows) == (5, 3)


def test_amounts_of_a_workbook(tmp_path):
    rows = [
        ORDERS.split(","),
        ["1", "a", 19.99, PAID],
        ["2", "b", "¥5", PAID],
        ["3", "c", None, PAID],
    ]
    (table,) = of(xlsx(tmp_path, rows))
    assert column(table, "amount") == [1999, 500, None]


@pytest.mark.parametrize(
    ("refund", "kept", "code"),
    [
        ("无退款申请", True, None),
        ("没有申请退款", True, None),
        ("退款中", True, "blanked_amount"),
        # what only a slipped row has under an amount
        ("2022-08-01 10:00:00", False, "bad_amount"),
        ("13800000000", False, "bad_amount"),
    ],
)
def test_a_refund_that_cannot_be_used_does_not_take_the_order_with_it(tmp_path, refund, kept, code):
    table = read(tmp_path, csv(ORDERS + ",退款金额", f"1,a,80.00,{PAID},{refund}"), "订单.csv")
    assert (column(table, "amount"), column(table, "refund")) == (
        ([8000], [None]) if kept else ([], [])
    )
    assert [problem.code for problem in table.problems] == ([code] if code else [])


def test_refunds_that_all_have_a_minus_are_refunds(tmp_path):
    header = ORDERS + ",退款金额,总金额"
    rows = f"1,a,80,{PAID},-20.00,100", f"2,b,50,{PAID},0.00,50", f"3,c,50,{PAID},,50"
    table = read(tmp_path, csv(header, *rows))
    assert column(table, "refund") == [2000, 0, None]
    assert told(table) == [("refunds_with_minus", None, "退款金额", None)]


def test_a_refund_with_a_minus_beside_one_without_is_none(tmp_path):
    rows = f"1,a,80,{PAID},-20.00,100", f"2,b,50,{PAID},5.00,55"
    table = read(tmp_path, csv(ORDERS + ",退款金额,总金额", *rows))
    assert column(table, "refund") == [None, 500]
    assert told(table) == [("blanked_negative", 2, "退款金额", "-20.00")]


def test_a_total_with_a_minus_is_none(tmp_path):
    table = read(tmp_path, csv(ORDERS + ",总金额", f"1,a,80,{PAID},-100"))
    assert column(table, "total") == [None]
    assert told(table) == [("blanked_negative", 2, "总金额", "-100")]
