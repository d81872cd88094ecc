"""Names, order numbers and choices."""

import pytest

from tests.exports.one_file import INVITATIONS, ORDERS, VISITS, column, csv, read, told
from xlcs.exports.read.cells import from_column
from xlcs.exports.values.by_kind.names_and_words import ids, names, texts

LONG = "2900000000000000001"
PAID = "2022-08-01 10:00:00"


def one_name(cell: object) -> tuple[str | None, bool]:
    values, damaged = names(from_column([cell]))
    return values[0].as_py(), bool(damaged[0])


def one_id(cell: object) -> tuple[str | None, bool]:
    values, damaged = ids(from_column([cell]))
    return values[0].as_py(), bool(damaged[0])


@pytest.mark.parametrize(
    ("cell", "name"),
    [
        ("小明", "小明"), (" 小明\t", "小明"), ("　小明　", "小明"), ("\ufeff小明\u200b", "小明"),
        ("小 明", "小 明"), ("'18600000000", "18600000000"), ('="18600000000"', "18600000000"),
        ('="18600000000\t"', "18600000000"), ("=600", "600"), ("=SUM", None),
        ("小**明", "小**明"),
        ("旗舰店:客服1", "旗舰店:客服1"), ("Tb_A", "Tb_A"), ("1e5", "1e5"), ("-a-", "-a-"),
        (600.0, "600"), (18600000000.0, "18600000000"), (True, "TRUE"),
        ("nana", "nana"), ("无所谓", "无所谓"), ("😀", "😀"),
        ("cntaobao小明", "小明"), ("CNTAOBAO小明:a", "小明:a"), ("cntaobao", "cntaobao"),
        ("2200000.0", "2200000"), ("2.0版", "2.0版"),
        ("`186", "186"), ("’186", "186"), ('=T("186")', "186"), ("—a", "—a"),
    ],
)  # fmt: skip
def test_names(cell, name):
    assert one_name(cell) == (name, False)


@pytest.mark.parametrize(
    "cell",
    [
        "",
        " ",
        "　",
        "-",
        "--",
        "null",
        "NULL",
        "None",
        "nan",
        '=""',
        "'",
        "无",
        "N/A",
        "(null)",
        "\\N",
        "NaT",
        "—",
        "/",
        "延时统计",
        "延迟统计",
        '=T("")',
        "undefined",
        "nil",
        "<NA>",
        "暂无",
    ],
)
def test_no_name(cell):
    assert one_name(cell) == (None, False)


@pytest.mark.parametrize("cell", ["2.9E+18", "1E+15", "1.86e+10", 1e15, 2.9e18])
def test_a_name_that_excel_rounded(cell):
    assert one_name(cell) == (None, True)


@pytest.mark.parametrize(
    ("cell", "number"),
    [
        (LONG, LONG), (f'="{LONG}"', LONG), (f"'{LONG}", LONG), (f"{LONG}\t", LONG),
        (f"'=\"{LONG}\"", LONG), (f'"{LONG}"', LONG), (f"={LONG}", LONG),
        (f"{LONG}0000000", f"{LONG}0000000"), ("007", "007"), ("A-12", "A-12"),
        ("12345.0", "12345"), (12345.0, "12345"), (999999999999999.0, "999999999999999"),
        ("2900 0000 0000 0000 001", LONG), ("2900000000\u200b000000001", LONG), ("A 12", "A 12"),
        (f"No.{LONG}", LONG), (f"№ {LONG}", LONG), (f"NO：{LONG}", LONG), ("NO12A", "NO12A"),
        (f"'{LONG}'", LONG), (f"#{LONG}", LONG), (f"订单号：{LONG}", LONG), ("A'", "A'"),
        ("2,900,000,000,000,000,001", LONG), ("12,34", "12,34"),
    ],
)  # fmt: skip
def test_order_numbers(cell, number):
    assert one_id(cell) == (number, False)


@pytest.mark.parametrize(
    "cell",
    [
        "2.9E+18",
        "2.9e18",
        '="2.9E+18"',
        "29E17",
        "2900000000000000001.0",
        1e15,
        2.9e18,
        1234567890123456.0,
    ],
)
def test_order_numbers_that_excel_damaged(cell):
    assert one_id(cell) == (None, True)


def test_rounded_numbers_with_a_comma_after_each_thousand_are_damaged():
    cells = ["4,400,000,000,000,010,000", "4,400,000,000,000,020,000"]
    values, damaged = ids(from_column(cells))
    assert (values.to_pylist(), damaged.tolist()) == ([None, None], [True, True])


def test_a_long_column_of_guarded_numbers_keeps_all_digits():
    numbers = [str(2900000000000000000 + n) for n in range(5000)]
    assert ids(from_column(numbers))[0].to_pylist() == numbers
    assert ids(from_column([f'="{n}"' for n in numbers]))[0].to_pylist() == numbers
    assert ids(from_column([*numbers, "null"]))[0].to_pylist() == [*numbers, None]


@pytest.mark.parametrize(
    ("cell", "number", "is_damaged"),
    [("", None, False), (" ", None, False), ("2.9E+18", None, True), ("123\t", "123", False)],
)
def test_an_order_number_that_is_none_among_others_that_are(cell, number, is_damaged):
    values, damaged = ids(from_column(["29", "30", cell]))
    assert values.to_pylist() == ["29", "30", number]
    assert damaged.tolist() == [False, False, is_damaged]


def test_words_that_become_the_same_share_a_place_in_the_dictionary():
    values = texts(from_column(["a", " a", "a\t", '="a"', "-", ""]))
    assert values.to_pylist() == ["a", "a", "a", "a", None, None]
    assert values.dictionary.to_pylist() == ["a"]


def test_an_order_number_turned_into_2_9e18_is_refused_with_its_money(tmp_path):
    table = read(tmp_path, csv(ORDERS, f'2.9E+18,a,"1,234.50",{PAID}', f"2,b,6,{PAID}"), "订单.csv")
    assert column(table, "order_id") == ["2"]
    assert told(table) == [("damaged_number", 2, "订单编号", "2.9E+18")]
    problem = table.problems[0]
    assert (problem.file, problem.level, problem.found) == (
        "订单.csv",
        "row",
        {"money": "1,234.50"},
    )
    assert problem.text() == (
        "编号已被 Excel 改成数字，丢了位数（这一行金额 1,234.50），没有使用。"
        "请重新导出，不要用 Excel 打开后保存。"
    )


def test_no_order_number_no_buyer_no_agent_no_time(tmp_path):
    table = read(tmp_path, csv(ORDERS, f",a,5,{PAID}", f"2,-,5,{PAID}", f"3,c,5,{PAID}"))
    assert told(table) == [
        ("no_order_id", 2, "订单编号", None),
        ("no_buyer", 3, "买家会员名", "-"),
    ]
    assert column(table, "order_id") == ["3"]
    table = read(tmp_path, csv(INVITATIONS, "a,,,手动,,", "b,y,0000-00-00,手动,,"))
    assert told(table) == [
        ("no_agent", 2, "客服旺旺", None),
        ("no_time", 2, "邀请时间", None),
        ("no_time", 3, "邀请时间", "0000-00-00"),
    ]
    assert table.frame.num_rows == 0


def test_names_in_the_dictionary_are_those_of_kept_rows(tmp_path):
    table = read(tmp_path, csv(VISITS, "a,2022-08-01", "b,昨天", "c,2022-08-02"))
    assert table.frame["buyer_id"].combine_chunks().dictionary.to_pylist() == ["a", "c"]
