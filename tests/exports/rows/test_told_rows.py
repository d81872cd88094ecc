"""Rows that are no data, rows that have slipped, and what the data check shows of a cell."""

import json
from datetime import datetime

import pytest

from tests.exports.one_file import (
    INVITATIONS,
    MESSAGES,
    ORDERS,
    TASKS,
    VISITS,
    column,
    csv,
    of,
    only_problem,
    read,
    told,
    xls,
    xlsx,
)
from xlcs.exports.read.left_alone import is_total_or_note
from xlcs.exports.shapes import is_surely_personal, looks_like, shape
from xlcs.exports.values.faults import row_ranges, shown_value
from xlcs.settings.limits import Limits

T = "2022-08-01 10:00:00"
AGENT_NAME = "示例店:小美"


# ---- rows that are no data


@pytest.mark.parametrize(
    "text",
    ["汇总", "合计", "总计", "均值", "平均值", "汇总值", "店铺汇总值", "合 计", "合计：", "小计",
     "合计（元）", "说明：本表由系统导出", "注:数据截至昨日", "备注：无", "填写说明",
     "导出时间：2022-09-01", "Total", "共3条记录", "合计:3"],
)  # fmt: skip
def test_cells_that_name_a_total_or_a_note(text):
    assert is_total_or_note(text)


@pytest.mark.parametrize(
    "text", ["合计数码专营店", "说明书", "小汇总", "注意力", "tb_总计", "", "a"]
)
def test_cells_that_do_not(text):
    assert not is_total_or_note(text)


def test_totals_and_notes_below_the_data_are_told_in_one_note(tmp_path):
    rows = [
        f"1,a,5,{T}",
        f"2,b,6,{T}",
        "合计,,11,",
        "均值,,5.5,",
        "说明：金额含运费,,,",
        "",
        "说明：完",
    ]
    table = read(tmp_path, csv(ORDERS, *rows))
    assert column(table, "order_id") == ["1", "2"]
    problem = only_problem(table)
    assert (problem.code, problem.level, problem.row) == ("rows_left_alone", "note", None)
    assert (problem.found["count"], problem.found["rows"]) == ("4", "4-6, 8")
    assert (table.source.rows, table.source.refused_rows) == (2, 0)


def test_totals_named_in_a_column_that_no_figure_needs(tmp_path):
    header = "序号," + MESSAGES
    table = read(tmp_path, csv(header, f"1,a,x,{T},客服,,", "店铺汇总值,,,,,,"))
    assert (column(table, "buyer_id"), table.problems[0].code) == (["a"], "rows_left_alone")


def test_a_total_above_the_data(tmp_path):
    table = read(tmp_path, csv(TASKS, "汇总,,", f"x,关联销售,{T}"))
    assert (column(table, "row"), only_problem(table).found["rows"]) == ([3], "2")


def test_a_whole_row_is_kept_whatever_its_name(tmp_path):
    table = read(tmp_path, csv(VISITS, f"合计,{T}"))
    assert (column(table, "buyer_id"), table.problems) == (["合计"], [])


def test_a_row_of_hints_under_the_header(tmp_path):
    hints = "19位编号,会员名,元,yyyy/m/d H:mm格式"
    table = read(tmp_path, csv(ORDERS, hints, f"1,a,5,{T}"))
    assert (column(table, "row"), only_problem(table).code) == ([3], "rows_left_alone")
    table = read(
        tmp_path, csv(INVITATIONS, "必填,必填,yyyy-mm-dd,手动或自动,选填,", f"a,x,{T},手动,,")
    )
    assert (column(table, "row"), only_problem(table).code) == ([3], "rows_left_alone")


def test_a_second_header_in_english_is_left_alone(tmp_path):
    table = read(tmp_path, csv(ORDERS, "order_id,buyer_nick,payment,pay_time", f"1,a,5,{T}"))
    assert (column(table, "row"), only_problem(table).code) == ([3], "rows_left_alone")
    table = read(tmp_path, csv(VISITS, "buyer,昨天", f"a,{T}"))
    assert only_problem(table).code == "rows_left_alone"
    table = read(tmp_path, csv(VISITS, "buyer9,昨天", f"a,{T}"))
    assert only_problem(table).code == "bad_time"


def test_further_down_such_a_row_is_refused(tmp_path):
    rows = [f"{n},a,5,{T}" for n in range(5)]
    table = read(tmp_path, csv(ORDERS, *rows, "19位编号,会员名,元,yyyy/m/d"))
    assert {code for code, *_ in told(table)} == {"bad_amount", "bad_time"}


# ---- rows that have slipped


def test_a_telephone_number_under_an_optional_time_beside_the_time_itself(tmp_path):
    header = "订单编号,买家会员名,买家实际支付金额,联系手机,订单创建时间,订单付款时间"
    rows = [f"1,a,10,13900001111,{T},{T}", f"2,b,10,,13900002222,{T}"]
    table = read(tmp_path, csv(header, *rows))
    assert column(table, "order_id") == ["1"]
    assert told(table) == [
        ("blanked_time", 3, "订单创建时间", "(11 位数字 / 11 digits)"),
        ("shifted_row", 3, "订单创建时间", "(11 位数字 / 11 digits)"),
    ]


def test_a_comma_too_many_and_a_blank_last_column(tmp_path):
    header = "订单编号,买家会员名,买家实际支付金额,买家留言,联系手机,订单创建时间,订单付款时间,备注"
    rows = ["1,a,10,好,,2022-08-01 08:00:00,2022-08-01 10:00:00,",
            "2,b,10,要快,一点,,2022-08-01 08:00:00,2022-08-01 10:00:00,"]  # fmt: skip
    table = read(tmp_path, csv(header, *rows))
    assert column(table, "order_id") == ["1"]
    assert told(table) == [("ragged_row", 3, None, None)]


def test_a_comma_behind_the_last_cell_is_no_slip(tmp_path):
    table = read(tmp_path, csv(ORDERS, f"1,a,5,{T},", f"2,b,5,{T}"))
    assert (column(table, "order_id"), table.problems) == (["1", "2"], [])


RECEPTIONS = "买家ID,客服,开始时间,结束时间,接待类型,状态"
RECEIVED = f"{T},2022-08-01 10:10:00"
GOOD = f"a,店:红,{RECEIVED},售前,已付款"


@pytest.mark.parametrize(
    ("row", "at"),
    [
        (f"a,13900001111,{RECEIVED},售前,已付款", "客服"),
        (f"a,{T},{RECEIVED},售前,已付款", "客服"),
        (f"a,某省某市某路18号,{RECEIVED},售前,已付款", "客服"),
        (f"a,店:红,{RECEIVED},13900001111,已付款", "接待类型"),
        (f"a,店:红,{RECEIVED},售前,{T}", "状态"),
        (f"a,店:红,{T},某人,放在门卫处不要打电话给我谢谢你,", "接待类型"),
        (f"a,店:红,{T},某省某市某路18号,售前,已付款", "结束时间"),
    ],
)
def test_a_reception_with_something_personal_in_its_columns_has_slipped(tmp_path, row, at):
    table = read(tmp_path, csv(RECEPTIONS, GOOD, row))
    assert column(table, "row") == [2]
    assert [p.column for p in table.problems if p.code == "shifted_row"] == [at]


def test_what_all_rows_hold_has_not_slipped(tmp_path):
    row = f"a,13900001111,{RECEIVED},售前,已付款"
    table = read(tmp_path, csv(RECEPTIONS, row, row.replace("a,", "b,"), GOOD))
    assert (column(table, "row"), table.problems) == ([2, 3, 4], [])


@pytest.mark.parametrize("write", [xlsx, xls])
def test_a_telephone_number_is_no_amount(tmp_path, write):
    rows = [ORDERS.split(","), ["1", "a", 13900001111, T], ["2", "b", "13900001111", T],
            ["3", "c", 13900001111.5, T], ["4", "d", "9.50", T]]  # fmt: skip
    (table,) = of(write(tmp_path, rows))
    assert column(table, "amount") == [1390000111150, 950]
    assert [p.code for p in table.problems] == ["bad_amount"] * 2


def test_rows_of_a_summary_that_have_slipped_are_not_compared(tmp_path):
    header = "客服昵称,总数,发送,阅读,成交金额"
    rows = ["店:红,10,5,4,100.00", "13900001111,10,5,4,100.00", "店:兰,13900001111,5,4,100.00",
            "店:黄,某省某市某路18号,5,4,100.00", "店:绿,5,4,10.50,a@example.com"]  # fmt: skip
    table = read(tmp_path, csv(header, *rows))
    assert [row.row for row in table.summary.rows] == [2]
    assert table.summary.unused == (3, 4, 5, 6)


def test_a_cell_as_long_as_a_book_is_looked_at_no_longer_than_others():
    assert not is_surely_personal("省路" * 100_000)
    assert is_surely_personal("某省某市某路18号")


SLIPPING = "订单编号,买家会员名,买家实际支付金额,买家留言,联系手机,订单创建时间,订单付款时间,类目"
PAID = "2022-08-01 10:00:00"


@pytest.mark.parametrize("moment", [str, datetime.fromisoformat], ids=["texts", "dates"])
@pytest.mark.parametrize("write", [xlsx, xls])
def test_a_row_of_a_workbook_that_has_slipped_beyond_the_header(tmp_path, write, moment):
    early, late = moment("2022-08-01 08:00:00"), moment(PAID)
    rows = [
        ["1", "a", 10, "好", "", early, late, "鞋"],
        ["2", "b", 10, "要快", "一点", "", early, late, "鞋"],
        ["3", "c", 10, "好", "", early, "", "鞋", "已联系"],
        ["4", "d", 10, "", "", early, late, "", PAID],
        ["5", "e", 10, "好", "", early, late, "鞋", "核对过"],
    ]
    rows = [[None if cell == "" else cell for cell in row] for row in rows]
    table = of(write(tmp_path, [SLIPPING.split(","), *rows]))[0]
    assert column(table, "order_id") == ["1", "3", "4", "5"]
    assert told(table) == [("shifted_row", 3, "订单创建时间", None)]
    assert (table.source.rows, table.source.refused_rows) == (5, 1)


def test_many_slipped_rows_of_a_workbook_are_counted(tmp_path):
    row = ["2", "b", 10, "要快", "一点", None, PAID, PAID, "鞋"]
    table = of(xlsx(tmp_path, [SLIPPING.split(","), *[row] * 1_003]))[0]
    assert len(table.problems) == 1_001
    assert (table.problems[-1].code, table.problems[-1].found) == ("more_torn_rows", {"count": "3"})
    assert table.source.refused_rows == 1_003


def test_an_unparsable_time_of_reading_beside_a_time_of_reply_is_only_blanked(tmp_path):
    table = read(tmp_path, csv(MESSAGES, f"a,x,{T},客服,稍后,{T}"))
    assert (column(table, "read_at"), column(table, "replied_at")) == ([None], [T])


# ---- what is shown

PERSONAL = ["13900001111", "021-55556666", "张三丰", "a@example.com", "某市某区某路1号", "200000"]


@pytest.mark.parametrize("text", PERSONAL)
@pytest.mark.parametrize("kind", ["time", "money", "choice", "name", "text", "duration"])
def test_a_value_of_another_kind_is_told_by_its_kind_and_length(text, kind):
    if text == "200000" and kind in ("money", "duration"):
        return  # it may well be one
    said = shown_value(text, kind)
    assert text not in said
    assert str(len(text)) in said


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("2022-13-01", "time"), ("2022/8/1 25:00", "time"), ("8/1/2022", "time"), ("12:61", "time"),
        ("2022-08-01T10:00:00+99:00", "time"), ("2022年13月1日", "time"), ("#N/A", "time"),
        ("1.5.2", "duration"), ("-5.00", "money"), ("(5.00)", "money"), ("1,23", "money"),
        ("2.9E+18", "id"), ("4400000000000010000", "id"), ("2.9E+18", "name"), ("-", "name"),
        ("延时统计", "time"), ("1.00E+02", "money"), ("0.01万", "money"), ("#REF!", "money"),
    ],
)  # fmt: skip
def test_a_value_that_looks_like_its_kind_is_told_as_it_is(text, kind):
    assert shown_value(text, kind) == text


@pytest.mark.parametrize(
    ("text", "kind"),
    [("1" * 201, "id"), (":" * 201, "duration"), ("(" * 201, "money"), ("1" * 199 + "E1", "name")],
)
def test_a_text_longer_than_any_value_looks_like_none(text, kind):
    assert looks_like(text[1:], kind)
    assert not looks_like(text, kind)


def test_shapes_in_both_languages():
    assert shape("13900001111") == "(11 位数字 / 11 digits)"
    assert shape(" 张三丰 ") == "(3 个字符 / text of 3)"


def test_nothing_personal_is_told_of_slipped_rows(tmp_path):
    header = MESSAGES + ",订单编号,买家会员名"
    rows = [",".join(PERSONAL), ",".join(reversed(PERSONAL)), ",".join(PERSONAL[2:] * 2)]
    table = read(tmp_path, csv(header, *rows, f"a,x,{T},客服,,,,"))
    assert table.source.refused_rows == 3
    written = json.dumps([p.record(lang) for p in table.problems for lang in ("zh", "en")])
    for text in PERSONAL[:5]:
        assert json.dumps(text)[1:-1] not in written


def test_rows_of_one_fault_beyond_many_are_told_together(tmp_path):
    three = Limits(listed_rows=3)
    table = read(tmp_path, csv(VISITS, *(f"b{n},坏" for n in range(8)), f"a,{T}"), limits=three)
    assert [p.row for p in table.problems] == [2, 3, 4, None]
    assert (table.problems[-1].code, table.problems[-1].found["rows"]) == ("more_rows", "5-9")
    assert table.source.refused_rows == 8
    damaged = (f"2.9E+18,a,{n},{T}" for n in range(8))
    table = read(tmp_path, csv(ORDERS, *damaged), limits=three)
    assert "这一行金额 …" in table.problems[-1].text()
    assert table.problems[-1].text().startswith("同样的还有 5 行（第 5-9 行）：编号已被 Excel")


def test_numbers_of_rows():
    assert row_ranges([3, 4, 5, 9, 11, 12]) == "3-5, 9, 11-12"
    assert row_ranges([]) == ""
    assert row_ranges(range(1, 100, 2)).endswith("59 …")


def test_the_same_in_an_xls(tmp_path):
    rows = [ORDERS.split(","), ["1", "a", 5.5, datetime(2022, 8, 1, 10)], ["合计", None, 5.5, None]]
    (table,) = of(xls(tmp_path, rows))
    assert (column(table, "amount"), only_problem(table).code) == ([550], "rows_left_alone")


# ---- what Excel and WPS leave behind


@pytest.mark.parametrize("label", ["2022-08-01 汇总", f"{AGENT_NAME} 计数", "总计"])
def test_subtotals_that_excel_puts_under_each_group_are_no_data(tmp_path, label):
    table = read(tmp_path, csv(ORDERS, f"1,甲,100,{T}", f"{label},,100,"))
    assert [code for code, *_ in told(table)] == ["rows_left_alone"]
    assert column(table, "buyer_id") == ["甲"]


@pytest.mark.parametrize(
    ("left", "code"),
    [
        ("########", "hashes_for_time"),
        ("30:11.0", "minutes_for_time"),
        ("8月3日 12:02", "bad_time"),
    ],
)
def test_what_excel_leaves_of_a_time_is_shown_and_says_what_happened(tmp_path, left, code):
    table = read(tmp_path, csv(VISITS, f"甲,{T}", f"乙,{left}"))
    (problem,) = table.problems
    assert (problem.code, problem.value, problem.row) == (code, left, 3)
