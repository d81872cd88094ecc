"""Workbooks by openpyxl, xlwt and others: sheets, row numbers, damage."""

import random
import zipfile
from datetime import datetime
from pathlib import Path

import openpyxl
import pytest
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from tests.exports.one_file import (
    MESSAGES,
    ORDERS,
    RELATIONS,
    VISITS,
    column,
    of,
    only_problem,
    told,
    xls,
    xlsx,
)
from tests.exports.workbook_parts import parts_of, with_parts
from xlcs.exports.folder import read_folder

DATA = Path(__file__).parent / "data"
HEAD = VISITS.split(",")
TEN = datetime(2022, 8, 1, 10)


def test_xlsx_xlsm_and_whatever_it_is_named(tmp_path):
    for name in ("a.xlsx", "a.xlsm", "a.csv", "a"):
        (table,) = of(xlsx(tmp_path, [HEAD, ["小明", TEN]], name=name))
        source = table.source
        assert (source.sheet, source.encoding, source.header_row) == ("一", None, 1)
        assert (source.table, source.rows, source.refused_rows) == ("visits", 1, 0)
        assert str(source.first) == "2022-08-01 10:00:00"
        assert column(table, "buyer_id") == ["小明"]
        assert column(table, "row") == [2]


def test_xls(tmp_path):
    (table,) = of(
        xls(tmp_path, [["报表"], [], HEAD, ["小明", TEN], [None], ["小红", "2022-08-02"]])
    )
    assert (table.source.sheet, table.source.header_row) == ("一", 3)
    assert column(table, "row") == [4, 6]
    assert column(table, "buyer_id") == ["小明", "小红"]
    assert column(table, "visited_at") == ["2022-08-01 10:00:00", "2022-08-02 00:00:00"]
    assert column(table, "visited_at_form") == [3, 1]


def test_several_sheets_each_its_own_table(tmp_path):
    path = xlsx(
        tmp_path,
        [HEAD, ["a", TEN]],
        [],
        [["某店"], RELATIONS.split(","), ["a", "客服一", TEN, None]],
        [[None, " "]],
    )
    visits, relations = of(path)
    assert (visits.source.sheet, visits.source.table) == ("一", "visits")
    assert (relations.source.sheet, relations.source.table) == ("三", "relations")
    assert column(relations, "agent") == ["客服一"]
    assert visits.problems == relations.problems == []


def test_error_cells_are_told_and_not_taken_as_blank(tmp_path):
    head = MESSAGES.split(",")
    path = xlsx(
        tmp_path,
        [["说明"], [], head, ["小明", "客服一", TEN, "客服", "#N/A", None]],
        [
            head,
            ["#REF!", "客服一", TEN, "客服", None, None],
            ["小红", "客服一", "#VALUE!", "客服", None, None],
            ["#N/A"] * 6,
            ["小刚", "客服一", TEN, "客服", None, None],
        ],
    )
    with zipfile.ZipFile(path) as book:
        assert b't="e"' in book.read("xl/worksheets/sheet1.xml")
    kept, refused = of(path)
    problem = only_problem(kept)
    assert (problem.code, problem.row, problem.column, problem.value) == (
        "blanked_time", 4, "阅读时间", "#N/A",
    )  # fmt: skip
    assert column(kept, "buyer_id") == ["小明"]
    assert column(refused, "buyer_id") == ["小刚"]
    found = {(p.code, p.row, p.value) for p in refused.problems}
    assert {("no_buyer", 2, "#REF!"), ("bad_time", 3, "#VALUE!")} <= found
    assert {("no_buyer", 4, "#N/A"), ("no_agent", 4, "#N/A")} <= found
    assert refused.source.refused_rows == 3


def test_a_hidden_sheet_is_read(tmp_path):
    path = xlsx(tmp_path, [HEAD, ["a", TEN]], [HEAD, ["b", TEN]])
    book = openpyxl.load_workbook(path)
    book["二"].sheet_state = "hidden"
    book.save(path)
    assert [column(table, "buyer_id") for table in of(path)] == [["a"], ["b"]]


def test_a_sheet_that_goes_on_without_a_header_is_no_note_but_a_fault(tmp_path):
    """An export that was parted: half of it would be lost with a note."""
    path = xlsx(tmp_path, [HEAD, ["a", TEN]], [["b", TEN], ["c", TEN]])
    page = tmp_path / "b.xls"
    table = "<table>{}</table>".format
    row = "<tr><td>{}</td><td>2022-08-01 10:00:00</td></tr>".format
    header = "<tr><td>买家ID</td><td>进店时间</td></tr>"
    page.write_text(f"<html>{table(header + row('a'))}{table(row('b') + row('c'))}</html>", "utf-8")
    for file in (path, page):
        first, second = of(file)
        assert column(first, "buyer_id") == ["a"]
        assert (only_problem(second).code, only_problem(second).level) == ("no_header", "file")


def test_numbers_beside_a_known_sheet_that_are_no_rows_of_it_are_a_note(tmp_path):
    for other in (["b", TEN, 1], ["b", 5], [TEN]):
        _, second = of(xlsx(tmp_path, [HEAD, ["a", TEN]], [other, other]))
        assert only_problem(second).code == "unused_sheet"


def test_a_workbook_without_its_list_of_content_types_is_read(tmp_path):
    path = xlsx(tmp_path, [HEAD, ["a", TEN]])
    parts = parts_of(path)
    del parts["[Content_Types].xml"]
    (table,) = of(with_parts(path, parts))
    assert column(table, "buyer_id") == ["a"]
    (tmp_path / "b.csv").write_text("买家ID,进店时间\nb,2022-08-01 10:00:00\n", "utf-8")
    assert sorted(read_folder(tmp_path).tables.visits.frame.buyer_id) == ["a", "b"]


def test_a_sheet_of_other_things_beside_a_known_one_is_a_note(tmp_path):
    path = xlsx(tmp_path, [HEAD, ["a", TEN]], [["说明"], ["请勿外传"]])
    _, other = of(path)
    problem = only_problem(other)
    assert (problem.code, problem.level, problem.sheet) == ("unused_sheet", "note", "二")
    assert other.frame is None


def test_a_sheet_of_other_things_alone_is_no_known_table(tmp_path):
    (table,) = of(xlsx(tmp_path, [["商品", "销量"], ["袜子", 5]]))
    problem = only_problem(table)
    assert (problem.code, problem.level, problem.sheet) == ("unknown_table", "file", "一")


def test_a_sheet_that_lacks_a_column_is_refused_and_the_others_are_read(tmp_path):
    path = xlsx(
        tmp_path, [HEAD, ["a", TEN]], [["订单编号", "买家会员名", "订单付款时间"], ["1", "a"]]
    )
    known, refused = of(path)
    assert column(known, "buyer_id") == ["a"]
    problem = only_problem(refused)
    assert (problem.code, problem.sheet, problem.row) == ("missing_columns", "二", 1)
    assert "缺少列 买家实际支付金额" in problem.text()


def test_a_workbook_of_empty_sheets(tmp_path):
    for sheet in ([], [[None, "  "], [""]]):
        problem = only_problem(*of(xlsx(tmp_path, sheet, [])))
        assert (problem.code, problem.file, problem.sheet) == ("empty_file", "a.xlsx", None)


def test_rows_are_excels_with_blank_rows_and_an_offset(tmp_path):
    path = tmp_path / "a.xlsx"
    book = openpyxl.Workbook()
    sheet = book.active
    sheet["C7"], sheet["E7"] = HEAD
    sheet["C8"], sheet["E8"] = "a", TEN
    sheet["C10"], sheet["E10"] = "b", TEN
    sheet["C11"], sheet["E11"] = " ", ""
    sheet["D12"] = "合计 2"
    sheet["D12"].number_format = "@"
    book.save(path)
    (table,) = of(path)
    assert table.source.header_row == 7
    assert column(table, "row") == [8, 10]
    assert told(table) == [("no_buyer", 12, "买家ID", None), ("no_time", 12, "进店时间", None)]
    assert table.source.rows == 3


def test_a_total_row_is_left_alone(tmp_path):
    (table,) = of(xlsx(tmp_path, [ORDERS.split(","), ["1", "a", 5, TEN], ["合计", None, 5, None]]))
    assert column(table, "order_id") == ["1"]
    assert told(table) == [("rows_left_alone", None, None, None)]
    assert (table.source.rows, table.source.refused_rows) == (1, 0)


def test_numbers_as_names_and_order_numbers(tmp_path):
    rows = [
        ORDERS.split(","),
        [29000000001, 18600000000, 5, TEN],
        ["2900000000000000001", "'18600000000", 5, TEN],
        [999999999999999, 12.5, 5, TEN],
    ]
    (table,) = of(xlsx(tmp_path, rows))
    assert column(table, "order_id") == ["29000000001", "2900000000000000001", "999999999999999"]
    assert column(table, "buyer_id") == ["18600000000", "18600000000", "12.5"]


def test_numbers_that_excel_damaged(tmp_path):
    rows = [
        ORDERS.split(","),
        [2900000000000000001, "a", 88.5, TEN],
        [1000000000000000, "b", "¥9", TEN],
        ["3", 2900000000000000001, 7, TEN],
        ["4", "d", 7, TEN],
    ]
    for path in (xlsx(tmp_path, rows), xls(tmp_path, rows)):
        (table,) = of(path)
        assert column(table, "order_id") == ["4"]
        assert told(table) == [
            ("damaged_number", 2, "订单编号", "2.9E+18"),
            ("damaged_number", 3, "订单编号", "1E+15"),
            ("damaged_name", 4, "买家会员名", "2.9E+18"),
        ]
        assert "这一行金额 88.5）" in table.problems[0].text()
        assert "这一行金额 ¥9）" in table.problems[1].text()
        assert "不要用 Excel 打开后保存" in table.problems[2].text()


def test_dates_of_a_workbook_that_counts_from_1904(tmp_path):
    book = openpyxl.Workbook()
    book.epoch = CALENDAR_MAC_1904
    for row in (HEAD, ["a", TEN]):
        book.active.append(row)
    book.save(tmp_path / "a.xlsx")
    (table,) = of(tmp_path / "a.xlsx")
    assert column(table, "visited_at") == ["2022-08-01 10:00:00"]


def test_many_rows_over_several_batches(tmp_path):
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("一")
    sheet.append(HEAD)
    for number in range(40_000):
        sheet.append([f"b{number}", TEN if number % 2 else "2022-08-01 10:00:01"])
    book.save(tmp_path / "a.xlsx")
    (table,) = of(tmp_path / "a.xlsx")
    assert column(table, "buyer_id") == [f"b{number}" for number in range(40_000)]
    assert column(table, "row") == list(range(2, 40_002))
    assert column(table, "visited_at") == ["2022-08-01 10:00:01", "2022-08-01 10:00:00"] * 20_000


def test_a_stray_cell_in_the_last_row(tmp_path):
    book = openpyxl.Workbook()
    for row in (HEAD, ["a", TEN]):
        book.active.append(row)
    book.active["A1048576"] = " "
    book.save(tmp_path / "a.xlsx")
    (table,) = of(tmp_path / "a.xlsx")
    assert (column(table, "row"), table.problems) == ([2], [])


def test_a_sheet_that_reaches_too_far(tmp_path):
    book = openpyxl.Workbook()
    for row in (HEAD, ["a", TEN]):
        book.active.append(row)
    book.active["XFD1048576"] = "x"
    book.save(tmp_path / "a.xlsx")
    problem = only_problem(*of(tmp_path / "a.xlsx"))
    assert (problem.code, problem.level) == ("sheet_too_large", "file")
    assert "范围是 A1:XFD1048576" in problem.text()


# ---- what cannot be opened


@pytest.mark.parametrize("name", ["password.xlsx", "password.xls"])
def test_a_password(name):
    problem = only_problem(*of(DATA / name))
    assert (problem.code, problem.level, problem.file) == ("password", "file", name)
    assert problem.text() == "工作簿有打开密码。请在 Excel 里取消密码后保存。"


@pytest.mark.parametrize("name", ["a.xlsx", "a.xls"])
def test_a_damaged_workbook(tmp_path, name):
    rows = [HEAD] + [["a", TEN]] * 50
    whole = (xlsx(tmp_path, rows) if name == "a.xlsx" else xls(tmp_path, rows)).read_bytes()
    (tmp_path / name).write_bytes(whole[: len(whole) // 2])
    problem = only_problem(*of(tmp_path / name))
    assert (problem.code, problem.level, problem.file) == ("damaged_workbook", "file", name)
    assert "请重新导出" in problem.text()


def test_rubbish_named_like_a_workbook_is_a_damaged_workbook(tmp_path):
    (tmp_path / "a.xlsx").write_bytes(random.Random(7).randbytes(5000))
    assert only_problem(*of(tmp_path / "a.xlsx")).code == "damaged_workbook"


def test_an_archive_that_is_no_workbook(tmp_path):
    with zipfile.ZipFile(tmp_path / "a.xlsx", "w") as archive:
        archive.writestr("读我.txt", "x")
    assert only_problem(*of(tmp_path / "a.xlsx")).code == "damaged_workbook"


def test_a_damaged_old_workbook_does_not_end_the_process(tmp_path):
    pick = random.Random(5)
    whole = xls(tmp_path, [HEAD] + [["小明", TEN]] * 20).read_bytes()
    codes = set()
    for _ in range(25):
        content = bytearray(whole)
        for _ in range(12):
            content[pick.randrange(8, len(content))] = pick.randrange(256)
        (tmp_path / "b.xls").write_bytes(bytes(content))
        codes |= {problem.code for table in of(tmp_path / "b.xls") for problem in table.problems}
    assert "damaged_workbook" in codes


def test_a_damaged_new_workbook_is_told(tmp_path):
    pick = random.Random(6)
    whole = xlsx(tmp_path, [HEAD] + [["小明", TEN]] * 20).read_bytes()
    codes = set()
    for _ in range(60):
        content = bytearray(whole)
        for _ in range(12):
            content[pick.randrange(8, len(content))] = pick.randrange(256)
        (tmp_path / "b.xlsx").write_bytes(bytes(content))
        codes |= {problem.code for table in of(tmp_path / "b.xlsx") for problem in table.problems}
    assert "damaged_workbook" in codes


@pytest.mark.parametrize(
    "content",
    [
        "<html><body><p>买家ID</p></body></html>",
        "\ufeff  <!DOCTYPE html><html></html>",
        "<table border=1></table>",
        '<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"/>',
    ],
)
@pytest.mark.parametrize("codec", ["utf-8", "utf-16"])
def test_a_web_page_without_a_table_named_xls(tmp_path, content, codec):
    (tmp_path / "a.xls").write_bytes(content.encode(codec))
    problem = only_problem(*of(tmp_path / "a.xls"))
    assert (problem.code, problem.level) == ("html_workbook", "file")
    assert "另存为 .xlsx" in problem.text()


def test_a_file_that_cannot_be_opened(tmp_path):
    for path in (tmp_path / "fort.csv", tmp_path):
        problem = only_problem(*of(path))
        assert (problem.code, problem.level, problem.file) == ("unreadable_file", "file", path.name)
        assert "请检查权限" in problem.text()
