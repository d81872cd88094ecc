"""Kinds of trouble in real exports: none words, totals and hints, slipped rows, what is shown."""

import json
from datetime import date, datetime, time

import pytest

from tests.exports.one_file import (
    INVITATIONS,
    MESSAGES,
    ORDERS,
    RECEPTIONS,
    RELATIONS,
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
from xlcs.exports.read.cells import from_column
from xlcs.exports.values.durations import durations, times_of_day
from xlcs.exports.values.faults import row_ranges
from xlcs.exports.values.left_alone import is_total_or_note
from xlcs.exports.values.names_and_words import ids
from xlcs.exports.values.shapes import shape, shown_value

T = "2022-08-01 10:00:00"
LONG = "4400000000000012345"


# ---- several columns that hold one thing


def test_buyers_by_id_and_by_nick_are_both_handed_on(tmp_path):
    table = read(
        tmp_path, csv("买家ID,买家昵称,进店时间", f"101,小明,{T}", f",小红,{T}", f"103,,{T}")
    )
    assert column(table, "buyer_id") == ["101", "小红", "103"]
    assert column(table, "buyer_nick") == ["小明", "小红", "103"]
    assert table.source.headers["buyer_nick"] == "买家昵称"
    assert table.problems == []


def test_one_column_of_buyers_has_no_nick_beside_it(tmp_path):
    assert "buyer_nick" not in read(tmp_path, csv(VISITS, f"a,{T}")).frame.column_names


def test_a_day_beside_a_time_of_day(tmp_path):
    header = "买家ID,客服旺旺,开始日期,开始时间,结束日期,结束时间,状态"
    rows = [
        "a,x,2025-08-01,10:00:20,2025-08-01,10:40:20,付款成功",
        "b,x,2025/8/1,上午10:05,2025/8/1,下午1:05,付款成功",
        "c,x,2025-08-01 09:00:00,,2025-08-01 09:30:00,,付款成功",
        "d,x,2025-08-01,2025-08-01 11:00:00,2025-08-01,2025-08-01 11:10:00,付款成功",
        "e,x,2025-08-01,,2025-08-01,12:00:00,付款成功",
    ]
    table = read(tmp_path, csv(header, *rows))
    assert column(table, "started_at") == [
        "2025-08-01 10:00:20", "2025-08-01 10:05:00", "2025-08-01 09:00:00",
        "2025-08-01 11:00:00", "2025-08-01 00:00:00",
    ]  # fmt: skip
    assert column(table, "ended_at") == [
        "2025-08-01 10:40:20", "2025-08-01 13:05:00", "2025-08-01 09:30:00",
        "2025-08-01 11:10:00", "2025-08-01 12:00:00",
    ]  # fmt: skip


def test_a_day_beside_a_time_of_day_in_a_workbook(tmp_path):
    head = ["买家ID", "客服旺旺", "开始日期", "开始时间", "结束日期", "结束时间", "状态"]
    day = date(2025, 8, 1)
    row = ["a", "x", day, time(10, 0, 20), day, time(10, 40, 20), "付款成功"]
    (table,) = of(xlsx(tmp_path, [head, row]))
    assert column(table, "started_at") == ["2025-08-01 10:00:20"]
    assert column(table, "ended_at") == ["2025-08-01 10:40:20"]


# ---- durations


@pytest.mark.parametrize(
    ("cell", "seconds"),
    [
        ("8分48秒", 528), ("0:08:48", 528), ("528", 528), ("528秒", 528), ("00:08:48", 528),
        ("8:48", 528), ("8 分 48 秒", 528), ("8分钟48秒", 528), ("８分４８秒", 528), ("528.9", 528),
        ("1小时2分3秒", 3723), ("1小时", 3600), ("90分钟", 5400), ("26:00:00", 93_600),
        ("1天2小时", 93_600), ("0", 0), ("0秒", 0), ('="528"', 528), ("8m48s", 528),
        (528.0, 528), (time(0, 8, 48), 528), (0.5, 43_200),
    ],
)  # fmt: skip
def test_durations(cell, seconds):
    read_ = durations(from_column([cell]))
    assert (read_.seconds[0].as_py(), bool(read_.bad[0])) == (seconds, False)


@pytest.mark.parametrize("cell", ["很久", "-5", "8分48", "1:2:3:4", "13900001111x", "::"])
def test_no_durations(cell):
    read_ = durations(from_column([cell]))
    assert (read_.seconds[0].as_py(), bool(read_.bad[0])) == (None, True)


@pytest.mark.parametrize("cell", ["", "-", "无", "延时统计"])
def test_no_duration_at_all(cell):
    read_ = durations(from_column([cell]))
    assert (read_.seconds[0].as_py(), bool(read_.bad[0])) == (None, False)


def test_times_of_day():
    cells = ["23:30:05", "9:05", "下午 3:05", "11:30 PM", "24:00", "10:60", "2022-08-01", ""]
    read_ = times_of_day(from_column(cells))
    # 23·3600+30·60+5 = 84605; 9·3600+5·60 = 32700; 15·3600+300 = 54300; 23·3600+1800 = 84600
    assert read_.seconds.to_pylist() == [84_605, 32_700, 54_300, 84_600, None, None, None, None]
    assert read_.bad.tolist() == [False] * 4 + [True] * 3 + [False]


def test_a_reception_without_an_end_ends_after_its_duration(tmp_path):
    header = "买家ID,客服旺旺,接待开始时间,接待时长,接待状态"
    rows = [f"a,x,{T},8分48秒,付款成功", f"b,x,{T},很久,付款成功", f"c,x,{T},延时统计,付款成功"]
    table = read(tmp_path, csv(header, *rows))
    assert column(table, "ended_at") == ["2022-08-01 10:08:48", None, None]
    assert told(table) == [
        ("blanked_duration", 3, "接待时长", "(2 个字符 / text of 2)"),
        ("no_end", 4, "接待时长", "延时统计"),
    ]


def test_a_reception_with_an_end_keeps_it_whatever_its_duration(tmp_path):
    table = read(tmp_path, csv(RECEPTIONS + ",时长", f"a,x,{T},2022-08-01 10:40:00,,好,5秒"))
    assert column(table, "ended_at") == ["2022-08-01 10:40:00"]


# ---- words and times that mean none


def test_placeholders_are_told_once_a_column(tmp_path):
    header = ORDERS + ",定金付款时间,尾款付款时间"
    zero = "1970-01-01 08:00:00"
    table = read(tmp_path, csv(header, f"1,a,5,{T},{zero},{zero}", f"2,b,6,{T},{zero},0001-01-01"))
    assert column(table, "deposit_paid_at") == [None, None]
    assert [(p.code, p.column, p.found["count"]) for p in table.problems] == [
        ("placeholder_time", "定金付款时间", "2"),
        ("placeholder_time", "尾款付款时间", "2"),
    ]


def test_placeholders_in_a_long_column_of_plain_times(tmp_path):
    rows = [f"b{n},2022-08-01 10:{n % 60:02}:{n % 7:02}" for n in range(3000)]
    rows[5], rows[2999] = "x,1970-01-01 00:00:00", "y,9999-12-31 23:59:59"
    table = read(tmp_path, csv(VISITS, *rows))
    assert table.frame.num_rows == 2998
    assert told(table)[1:] == [
        ("no_time", 7, "进店时间", "1970-01-01 00:00:00"),
        ("no_time", 3001, "进店时间", "9999-12-31 23:59:59"),
    ]


def test_a_word_for_none_in_a_column_that_is_needed_is_a_missing_value(tmp_path):
    table = read(tmp_path, csv(VISITS, "a,延时统计", "b,2022-08-01"))
    assert told(table) == [("no_time", 2, "进店时间", "延时统计")]
    table = read(tmp_path, csv(ORDERS + ",退款金额", f"1,a,无,{T},无退款申请"))
    assert (column(table, "amount"), column(table, "refund")) == ([None], [None])
    assert table.problems == []


@pytest.mark.parametrize(
    ("cell", "fen"),
    [
        (" ¥-   ", 0), ("¥ -", 0), (" ￥-  ", 0), (" -   ", 0), ("¥-", None), ("-", None),
        (" - ", None), ("无退款", None), ("N/A", None), (" ¥1,234.50 ", 123450), ("`5", 500),
    ],
)  # fmt: skip
def test_zeros_of_accounting_and_words_for_no_money(tmp_path, cell, fen):
    table = read(tmp_path, csv(ORDERS + ",退款金额", f'1,a,5,{T},"{cell}"'))
    assert (column(table, "refund"), table.problems) == ([fen], [])


def test_presale_by_a_text(tmp_path):
    table = read(tmp_path, csv(ORDERS + ",分阶段订单信息", f"1,a,5,{T},", f"2,b,6,{T},阶段1已付"))
    assert column(table, "stages") == [None, "阶段1已付"]


# ---- names


def test_agents_in_every_notation_are_one(tmp_path):
    agents = ["店:小美", "店：小美", " 店 : 小美 ", "cntaobao店:小美", "店:小美　"]
    table = read(tmp_path, csv(RELATIONS, *(f"a{n},{a},{T}," for n, a in enumerate(agents))))
    assert column(table, "agent") == ["店:小美"] * 5


def test_a_buyers_colon_stays(tmp_path):
    assert column(read(tmp_path, csv(VISITS, f"小：明,{T}")), "buyer_id") == ["小：明"]


# ---- order numbers


@pytest.mark.parametrize(
    ("numbers", "is_damaged"),
    [
        (["4400000000000010000", "4400000000000020000"], True),
        (["440000000000001000", "4400000000000020000", "12345"], True),
        (["4400000000000010000", LONG], False),
        (["440000000000001000"], True),
        (["1234567890123450"], False),  # one chance in ten
        (["1234567890123450", "1234567890123560"], True),
        (["1234567890123450", "1234567890123451"], False),
        (["120", "1000000"], False),
        (['="4400000000000010000"', '="4400000000000020000"'], True),
    ],
)
def test_a_file_of_rounded_order_numbers(numbers, is_damaged):
    values, damaged = ids(from_column(numbers))
    long = [len(n.strip('="')) > 15 for n in numbers]
    assert damaged.tolist() == [is_damaged and is_long for is_long in long]
    assert [v is None for v in values.to_pylist()] == damaged.tolist()


def test_rounded_order_numbers_are_refused_with_their_money(tmp_path):
    rows = [f"44000000000000{n}0000,a,5.5,{T}" for n in range(1, 4)]
    table = read(tmp_path, csv(ORDERS, *rows))
    assert table.frame.num_rows == 0
    assert {(p.code, p.found["money"]) for p in table.problems} == {("damaged_number", "5.5")}


@pytest.mark.parametrize(
    "cell",
    [f"`{LONG}", f"’{LONG}", f"'{LONG}", f'=T("{LONG}")', f"={LONG}", "４４００００００００００００１２３４５"],
)  # fmt: skip
def test_guards_and_width_are_no_part_of_an_order_number(cell):
    values, damaged = ids(from_column([cell]))
    assert (values.to_pylist(), damaged.tolist()) == ([LONG], [False])


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
        ("延时统计", "time"), ("#REF!", "money"),
    ],
)  # fmt: skip
def test_a_value_that_looks_like_its_kind_is_told_as_it_is(text, kind):
    assert shown_value(text, kind) == text


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


def test_rows_of_one_fault_beyond_many_are_told_together(tmp_path, monkeypatch):
    monkeypatch.setattr("xlcs.exports.values.faults.MOST_LISTED", 3)
    table = read(tmp_path, csv(VISITS, *(f"b{n},坏" for n in range(8)), f"a,{T}"))
    assert [p.row for p in table.problems] == [2, 3, 4, None]
    assert (table.problems[-1].code, table.problems[-1].found["rows"]) == ("more_rows", "5-9")
    assert table.source.refused_rows == 8


def test_numbers_of_rows():
    assert row_ranges([3, 4, 5, 9, 11, 12]) == "3-5, 9, 11-12"
    assert row_ranges([]) == ""
    assert row_ranges(range(1, 100, 2)).endswith("59 …")


def test_the_same_in_an_xls(tmp_path):
    rows = [ORDERS.split(","), ["1", "a", 5.5, datetime(2022, 8, 1, 10)], ["合计", None, 5.5, None]]
    (table,) = of(xls(tmp_path, rows))
    assert (column(table, "amount"), only_problem(table).code) == ([550], "rows_left_alone")
