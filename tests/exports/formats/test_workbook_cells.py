"""Cells of workbooks that are more than their text: merged, in error, counted from 1904."""

import re
from datetime import datetime, timedelta

import openpyxl
import pytest
import xlwt
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from tests.exports.one_file import MESSAGES, ORDERS, RELATIONS, VISITS, column, of, told, xls, xlsx
from tests.exports.workbook_parts import SHEET, parts_of, with_parts, with_sheet

HEAD = VISITS.split(",")
TEN = datetime(2022, 8, 1, 10)
ITEMS = ["主订单编号", "子订单编号", "买家会员名", "买家实际支付金额", "订单付款时间", "退款金额"]
ITEM_ROWS = [
    ITEMS,
    ["1001", "1", "甲", 60, TEN, 7],
    [None, "2", None, 40, None, None],
    ["1002", "3", "乙", 50, TEN, None],
]


def merged(path, *areas):
    """The workbook with merged areas: what lies below their first cell is lost."""
    book = openpyxl.load_workbook(path)
    for area in areas:
        book.active.merge_cells(area)
    book.save(path)
    return path


def xls_merged(folder, rows, *areas):
    """An XLS with merged areas: first and last row, column."""
    book = xlwt.Workbook(encoding="utf-8")
    sheet = book.add_sheet("一")
    dates = xlwt.easyxf(num_format_str="yyyy-mm-dd hh:mm:ss")
    starts = {(top, place): bottom for top, bottom, place in areas}
    for number, row in enumerate(rows):
        for place, value in enumerate(row):
            style = dates if isinstance(value, datetime) else xlwt.Style.default_style
            if (number, place) in starts:
                bottom = starts[number, place]
                sheet.write_merge(number, bottom, place, place, value, style)
            elif value is not None:
                sheet.write(number, place, value, style)
    book.save(str(folder / "a.xls"))
    return folder / "a.xls"


@pytest.mark.parametrize("kind", ["xlsx", "xls"])
def test_a_merged_value_holds_for_all_its_rows_and_its_amount_once(tmp_path, kind):
    if kind == "xlsx":
        path = merged(xlsx(tmp_path, ITEM_ROWS), "A2:A3", "C2:C3", "E2:E3", "F2:F3")
    else:
        path = xls_merged(tmp_path, ITEM_ROWS, (1, 2, 0), (1, 2, 2), (1, 2, 4), (1, 2, 5))
    (table,) = of(path)
    assert column(table, "order_id") == ["1001", "1001", "1002"]
    assert column(table, "buyer_id") == ["甲", "甲", "乙"]
    assert column(table, "paid_at") == ["2022-08-01 10:00:00"] * 3
    assert column(table, "amount") == [6000, 4000, 5000]
    assert column(table, "refund") == [700, 0, None]
    assert column(table, "row") == [2, 3, 4]
    assert table.problems == []


def orders_over_two_rows(folder, *amounts, areas="ABD"):
    """Order 1001 merged over two rows with these amounts, order 1002 of 50 below."""
    first, second = amounts
    rows = [
        ["1001", "甲", first, TEN, "裙"],
        [None, None, second, None, "袜"],
        ["1002", "乙", 50, TEN, "鞋"],
    ]
    path = xlsx(folder, [[*ORDERS.split(","), "宝贝标题"], *rows])
    (table,) = of(merged(path, *(f"{letter}2:{letter}3" for letter in areas)))
    return table


def test_an_amount_merged_with_its_order_is_the_orders(tmp_path):
    table = orders_over_two_rows(tmp_path, 100, None, areas="ABCD")
    assert (column(table, "order_id"), table.problems) == (["1001", "1001", "1002"], [])
    assert column(table, "amount") == [10000, None, 5000]


def test_different_amounts_beside_a_merged_order_number_are_those_of_items(tmp_path):
    table = orders_over_two_rows(tmp_path, 60.5, 40)
    assert column(table, "amount") == [10050, None, 5000]
    assert told(table) == [("merged_amounts_added", 1, "买家实际支付金额", None)]
    table = orders_over_two_rows(tmp_path, 60.5, "约40")
    assert [entry[:2] for entry in told(table)] == [("bad_amount", 3)]


def test_one_amount_in_each_row_of_a_merged_order_counts_once_and_is_told(tmp_path):
    table = orders_over_two_rows(tmp_path, 100, 100)
    assert column(table, "amount") == [10000, 10000, 5000]
    assert told(table) == [("merged_amount_again", 1, "买家实际支付金额", None)]


def test_equal_items_are_added_where_other_orders_have_different_ones(tmp_path):
    rows = [
        ["1001", "甲", 30, TEN], [None, None, 30, None],
        ["1002", "乙", 60, TEN], [None, None, 40, None],
    ]  # fmt: skip
    path = xlsx(tmp_path, [ORDERS.split(","), *rows])
    (table,) = of(merged(path, *(f"{c}{r}:{c}{r + 1}" for c in "ABD" for r in (2, 4))))
    assert column(table, "amount") == [6000, None, 10000, None]


def test_an_amount_merged_over_two_orders_counts_once(tmp_path):
    rows = [["1001", "甲", 100, TEN], ["1002", "甲", None, TEN]]
    (table,) = of(merged(xlsx(tmp_path, [ORDERS.split(","), *rows]), "C2:C3"))
    assert column(table, "amount") == [10000, 0]


def test_a_merged_area_down_to_the_last_row_makes_no_rows(tmp_path):
    rows = [RELATIONS.split(","), ["甲", "店:美", TEN, None], ["乙", None, TEN, None]]
    areas = b'<mergeCells><mergeCell ref="B2:B1048576"/><mergeCell ref="D2:D1048576"/></mergeCells>'
    end = b"</sheetData>"
    (table,) = of(with_sheet(xlsx(tmp_path, rows), end, end + areas))
    assert column(table, "agent") == ["店:美", "店:美"]
    assert (table.problems, table.source.rows) == ([], 2)


def test_an_area_merged_over_columns_holds_for_its_first_one(tmp_path):
    rows = [RELATIONS.split(","), ["甲", "店:美", TEN, None], ["乙", "店:丽", TEN, None]]
    (table,) = of(merged(xlsx(tmp_path, rows), "C2:D3"))
    assert column(table, "bound_at") == ["2022-08-01 10:00:00"] * 2
    assert column(table, "unbound_at") == [None, None]


def test_merged_areas_of_a_sheet_that_begins_further_down_and_right(tmp_path):
    rows = [[None] * 4, [None, None, *HEAD], [None, None, "甲", TEN], [None, None, None, TEN]]
    (table,) = of(merged(xlsx(tmp_path, rows), "C3:C4"))
    assert column(table, "buyer_id") == ["甲", "甲"]
    assert column(table, "row") == [3, 4]


def test_an_empty_merged_area_says_nothing(tmp_path):
    rows = [HEAD, [None, TEN], [None, TEN]]
    (table,) = of(merged(xlsx(tmp_path, rows), "A2:A3"))
    assert [entry[:2] for entry in told(table)] == [("no_buyer", 2), ("no_buyer", 3)]


def test_error_cells_of_an_xls(tmp_path):
    book = xlwt.Workbook(encoding="utf-8")
    sheet = book.add_sheet("一")
    for place, header in enumerate(MESSAGES.split(",")):
        sheet.write(2, place + 1, header)
    for number in (3, 4):
        for place, value in enumerate(["甲", "店:美", "2022-08-01 10:00:00", "客服"]):
            if (number, place) != (4, 2):
                sheet.write(number, place + 1, value)
    sheet.row(3).set_cell_error(5, 0x2A)  # #N/A
    sheet.row(4).set_cell_error(3, 0x0F)  # #VALUE!
    book.save(str(tmp_path / "a.xls"))
    (table,) = of(tmp_path / "a.xls")
    assert told(table) == [
        ("blanked_time", 4, "阅读时间", "#N/A"),
        ("bad_time", 5, "发送时间", "#VALUE!"),
    ]
    assert column(table, "buyer_id") == ["甲"]


def without_references(path):
    """The workbook with cells and rows that do not say where they are."""
    parts = parts_of(path)
    parts[SHEET] = re.sub(rb'(<(?:c|row)\b[^>]*?) r="[A-Z]*\d+"', rb"\1", parts[SHEET])
    return with_parts(path, parts)


def test_cells_that_do_not_say_where_they_are(tmp_path):
    rows = [MESSAGES.split(","), ["甲", "店:美", TEN, "客服", "#N/A", "x"]]
    rows += [["乙", "店:美", "#REF!", "客服", TEN, TEN]]
    (table,) = of(without_references(xlsx(tmp_path, rows)))
    assert column(table, "buyer_id") == ["甲"]
    assert told(table)[0] == ("blanked_time", 2, "阅读时间", "#N/A")
    assert [entry[:3] for entry in told(table)[1:]] == [
        ("blanked_time", 2, "回复时间"),
        ("bad_time", 3, "发送时间"),
    ]


@pytest.mark.parametrize("error", ["#SPILL!", "#CALC!", "#FIELD!"])
def test_errors_that_came_with_newer_versions_of_excel(tmp_path, error):
    path = xlsx(tmp_path, [[*HEAD, "备注"], ["甲", TEN, "#N/A"], ["#REF!", TEN, 1]])
    for old in (b"#N/A", b"#REF!"):
        with_sheet(path, old, error.encode())
    (table,) = of(path)
    assert column(table, "buyer_id") == ["甲"]
    assert [entry[:3] for entry in told(table)] == [("no_buyer", 3, "买家ID")]


def test_serial_numbers_of_a_workbook_that_counts_from_1904(tmp_path):
    since_1904 = (TEN - datetime(1904, 1, 1)) / timedelta(days=1)
    head = [*ORDERS.split(","), "订单创建时间"]
    for mixed in (TEN, "2022-08-01 10:00:00", since_1904):
        book = openpyxl.Workbook()
        book.epoch = CALENDAR_MAC_1904
        for row in (head, ["1", "甲", 43312.5, since_1904, mixed]):
            book.active.append(row)
        book.active.append(["2", "乙", 5, since_1904, since_1904])
        book.save(tmp_path / "a.xlsx")
        (table,) = of(tmp_path / "a.xlsx")
        assert column(table, "paid_at") == ["2022-08-01 10:00:00"] * 2
        assert column(table, "created_at") == ["2022-08-01 10:00:00"] * 2
        assert column(table, "amount") == [4331250, 500]


@pytest.mark.parametrize("renamed", [str.upper, lambda name: name.replace("/", "\\")])
def test_serial_numbers_since_1904_where_a_program_names_the_parts_in_its_own_way(
    tmp_path, renamed
):
    book = openpyxl.Workbook()
    book.epoch = CALENDAR_MAC_1904
    for row in (HEAD, ["甲", (TEN - datetime(1904, 1, 1)) / timedelta(days=1)]):
        book.active.append(row)
    book.save(tmp_path / "a.xlsx")
    parts = {renamed(name): part for name, part in parts_of(tmp_path / "a.xlsx").items()}
    (table,) = of(with_parts(tmp_path / "b.xlsx", parts))
    assert column(table, "visited_at") == ["2022-08-01 10:00:00"]


def test_serial_numbers_of_an_xls_that_counts_from_1904(tmp_path):
    book = xlwt.Workbook(encoding="utf-8")
    book.dates_1904 = True
    sheet = book.add_sheet("一")
    for place, header in enumerate(HEAD):
        sheet.write(0, place, header)
    sheet.write(1, 0, "甲")
    sheet.write(1, 1, (TEN - datetime(1904, 1, 1)) / timedelta(days=1))
    book.save(str(tmp_path / "a.xls"))
    (table,) = of(tmp_path / "a.xls")
    assert column(table, "visited_at") == ["2022-08-01 10:00:00"]


def test_fractions_of_seconds_are_cut_but_those_that_excel_cannot_hold(tmp_path):
    exact = datetime(2022, 8, 1, 23, 59, 58)
    moments = [exact + timedelta(milliseconds=part) for part in (0, 1, 400, 600, 999)]
    moments += [exact + timedelta(microseconds=999_999)]
    path = xlsx(tmp_path, [HEAD, *(["甲", moment] for moment in moments)])
    seconds = ["2022-08-01 23:59:58"] * 5 + ["2022-08-01 23:59:59"]
    assert column(of(path)[0], "visited_at") == seconds
    with_title = xlsx(tmp_path, [["标题"], HEAD, *(["甲", moment] for moment in moments)])
    assert column(of(with_title)[0], "visited_at") == seconds


def test_every_second_of_a_day_comes_back(tmp_path):
    moments = [datetime(2022, 8, 1) + timedelta(seconds=second) for second in range(0, 86_400, 61)]
    (table,) = of(xlsx(tmp_path, [HEAD, *(["甲", moment] for moment in moments)]))
    assert column(table, "visited_at") == [str(moment) for moment in moments]


@pytest.mark.parametrize("write", [xlsx, xls])
def test_a_header_that_comes_again(tmp_path, write):
    other = ["订单付款时间", "实付金额", "买家昵称", "订单编号"]
    rows = [ORDERS.split(","), ["1", "甲", 5, TEN], ORDERS.split(","), ["2", "乙", 6, TEN]]
    rows += [other, [TEN, 7, "丙", "3"], [None] * 4, [TEN, 8, "丁", "4"]]
    first, second = of(write(tmp_path, rows))
    assert (column(first, "order_id"), column(first, "row")) == (["1", "2"], [2, 4])
    assert (column(second, "order_id"), column(second, "row")) == (["3", "4"], [6, 8])
    assert column(second, "amount") == [700, 800]
    assert column(second, "buyer_id") == ["丙", "丁"]
    assert first.problems == second.problems == []
    assert (first.source.header_row, second.source.header_row) == (1, 5)


def test_a_header_that_comes_again_where_all_columns_are_texts(tmp_path):
    rows = [HEAD, ["甲", "2022-08-01 10:00:00"], HEAD, ["乙", "2022-08-02 10:00:00"]]
    (table,) = of(xlsx(tmp_path, rows))
    assert column(table, "buyer_id") == ["甲", "乙"]
    assert table.problems == []


def test_a_header_of_two_rows_with_merged_groups(tmp_path):
    rows = [
        ["订单编号", "买家会员名", "金额", None, "时间"],
        [None, None, "买家实际支付金额", "退款金额", "订单付款时间"],
        ["1", "甲", 5, 1, TEN],
        ["2", "乙", 6, None, TEN],
    ]
    (table,) = of(merged(xlsx(tmp_path, rows), "A1:A2", "B1:B2", "C1:D1"))
    assert column(table, "order_id") == ["1", "2"]
    assert column(table, "refund") == [100, None]
    assert (table.source.header_row, column(table, "row")) == (2, [3, 4])
