"""Titles, notes and headers among rows of data: what is no data is told, and nothing is lost."""

from __future__ import annotations

import pytest

from tests.exports.one_file import (
    ORDERS,
    RELATIONS,
    VISITS,
    column,
    csv,
    of,
    only_problem,
    read,
    sheets,
    told,
    xlsx,
)

AGENT = "示例店:小美"
FIRST, SECOND = f"甲,{AGENT},2025-07-01 10:00:20,", f"乙,{AGENT},2025-07-01 10:00:40,"
UPPER, LOWER = "买家ID,信息,,", ",客服旺旺,建立时间,退订时间"
GROUPS = "基本信息,,时间,"
BOTH = ["甲", "乙"]


def buyers(folder, *lines: str) -> tuple[list[object], list[tuple]]:
    """The buyers of all rows kept, as a CSV and as a workbook, and what is told of the CSV."""
    of_text = sheets(folder, csv(*lines))
    (book,) = of(xlsx(folder, [[cell or None for cell in line.split(",")] for line in lines]))
    rows = [name for sheet in of_text for name in column(sheet, "buyer_id")]
    assert column(book, "buyer_id") == rows
    assert [p.code for p in book.problems] == [p.code for s in of_text for p in s.problems]
    return rows, [entry for sheet in of_text for entry in told(sheet)]


@pytest.mark.parametrize(
    ("lines", "alone"),
    [
        ([RELATIONS, FIRST, "8月第二批,,,", RELATIONS, SECOND], 1),
        ([RELATIONS, FIRST, "8月第二批,,,", ",,,", RELATIONS, SECOND], 1),
        ([RELATIONS, FIRST, "示例店,,,", "第二批,,,", RELATIONS, SECOND], 2),
        ([GROUPS, RELATIONS, FIRST, GROUPS, RELATIONS, SECOND], 1),
        ([UPPER, LOWER, FIRST, UPPER, LOWER, SECOND], 0),
        (["报表,,,", UPPER, LOWER, FIRST, "报表,,,", UPPER, LOWER, SECOND], 1),
        ([RELATIONS, FIRST, UPPER, LOWER, SECOND], 0),
        ([RELATIONS, FIRST, RELATIONS, RELATIONS, SECOND], 0),
    ],
)
def test_a_header_comes_again_with_all_its_rows_and_titles(tmp_path, lines, alone):
    rows, entries = buyers(tmp_path, *lines)
    assert rows == BOTH
    assert [code for code, *_ in entries] == ["rows_left_alone"] * (alone > 0)


def test_of_a_repeated_header_of_two_rows_another_order_holds(tmp_path):
    again = ["客服旺旺,信息,,", ",买家ID,退订时间,建立时间", f"{AGENT},乙,,2025-07-01 10:00:40"]
    tables = sheets(tmp_path, csv(UPPER, LOWER, FIRST, *again))
    assert [column(table, "buyer_id") for table in tables] == [["甲"], ["乙"]]
    assert [table.source.header_row for table in tables] == [2, 5]


def test_a_row_without_a_time_above_a_header_is_refused_and_no_title(tmp_path):
    table = read(tmp_path, csv(RELATIONS, FIRST, f"丙,{AGENT},,", RELATIONS, SECOND))
    assert column(table, "buyer_id") == BOTH
    assert told(table) == [("no_time", 3, "建立时间", None)]


NOTE = ["说明：以上数据", "1、不含退款", "2、按天统计，次日更新", "请勿外传"]


@pytest.mark.parametrize("pad", ["", ",,,"])
@pytest.mark.parametrize("before", [[], ["合计"], [""]])
def test_a_note_goes_on_to_the_end(tmp_path, pad, before):
    lines = [RELATIONS, FIRST, SECOND, *(line + pad for line in (*before, *NOTE))]
    table = read(tmp_path, csv(*lines))
    assert column(table, "buyer_id") == BOTH
    (problem,) = table.problems
    alone = len(NOTE) + (before == ["合计"])
    assert (problem.code, problem.found["count"]) == ("rows_left_alone", str(alone))


def test_numbered_lines_are_notes_without_an_opening_one(tmp_path):
    table = read(tmp_path, csv(RELATIONS, FIRST, SECOND, "（1）不含退款,,,", "2. 按天统计,,,"))
    assert (column(table, "buyer_id"), [p.code for p in table.problems]) == (
        BOTH, ["rows_left_alone"],
    )  # fmt: skip


@pytest.mark.parametrize("foot", ["第1页/共3页", "第 2 页，共 3 页", "第3页", "共3页"])
def test_the_foot_of_a_page_is_no_data(tmp_path, foot):
    table = read(tmp_path, csv(RELATIONS, FIRST, f'"{foot}",,,', SECOND, f'"{foot}",,,'))
    assert (column(table, "buyer_id"), [p.code for p in table.problems]) == (
        BOTH, ["rows_left_alone"],
    )  # fmt: skip


@pytest.mark.parametrize("under", [",,元,", ",,（元）,", ",,单位：元,", "文本,文本,数值,日期"])
def test_units_or_kinds_under_the_header_are_no_data(tmp_path, under):
    order = "4400000000000012345,甲,100.00,2025-08-01 10:00:00"
    table = read(tmp_path, csv(ORDERS, under, order))
    assert (column(table, "amount"), [p.code for p in table.problems]) == (
        [100_00], ["rows_left_alone"],
    )  # fmt: skip
    # one further down is a fault
    table = read(tmp_path, csv(ORDERS, order, order, order, under))
    assert "rows_left_alone" not in [p.code for p in table.problems]


@pytest.mark.parametrize("rule", ["----,----,----,----", "-,-,,-", "--------------------"])
def test_a_row_of_mere_strokes_is_no_data(tmp_path, rule):
    """Clients of databases draw one under the header."""
    order = "4400000000000012345,甲,100.00,2025-08-01 10:00:00"
    table = read(tmp_path, csv(ORDERS, rule, order, order, order, rule))
    assert column(table, "row") == [3, 4, 5]
    assert [(p.code, p.found["count"]) for p in table.problems] == [("rows_left_alone", "2")]


@pytest.mark.parametrize(
    "foot",
    [
        "累计", "最大值", "合计金额", "------以下无数据------", "#导出结束#", "（完）", "End",
        "以上数据仅供内部使用", "仅展示前10000条", "*以上数据不含退款", "-- 以下为空 --",
    ],
)  # fmt: skip
def test_what_exports_end_with_is_no_data(tmp_path, foot):
    table = read(tmp_path, csv(RELATIONS, FIRST, SECOND, f"{foot},,,"))
    assert (column(table, "buyer_id"), [p.code for p in table.problems]) == (
        BOTH, ["rows_left_alone"],
    )  # fmt: skip


def test_a_row_of_data_below_a_note_is_data_or_refused(tmp_path):
    table = read(tmp_path, csv(VISITS, "说明：第一批,", "丙,", "甲,2025-08-01 10:00:00"))
    assert column(table, "buyer_id") == ["甲"]
    assert ("no_time", 3, "进店时间", None) in told(table)
    table = read(
        tmp_path, csv(VISITS, "甲,2025-08-01 10:00:00", "说明：如下,", "4400000000000012345")
    )
    assert [code for code, *_ in told(table)] == ["rows_left_alone", "ragged_row"]


def test_a_name_with_a_word_of_hints_makes_no_hint_of_a_row(tmp_path):
    """The shop is 示例店, an agent `nick`: the times cannot be used, and that is told."""
    rows = [f"甲,{AGENT},昨天,", "乙,nick,昨天,"]
    table = read(tmp_path, csv(RELATIONS, *rows, SECOND))
    assert [(code, row) for code, row, *_ in told(table)] == [("bad_time", 2), ("bad_time", 3)]


@pytest.mark.parametrize(
    "hint",
    [
        "必填,选填,yyyy/m/d,",
        "示例：小明,,2025/8/1 格式,",
        "必填,,,",
        "buyer_nick,agent_nick,bound_time,",
        "string,string,date,string",
    ],
)
def test_a_row_of_hints_is_left_alone(tmp_path, hint):
    table = read(tmp_path, csv(RELATIONS, hint, FIRST, SECOND))
    assert (column(table, "buyer_id"), [p.code for p in table.problems]) == (
        BOTH, ["rows_left_alone"],
    )  # fmt: skip


@pytest.mark.parametrize(
    "mark", ["【{}】", "[{}]", "“{}”", "'{}'", '"""{}"""', "{} ▲", "{}↓", "＊{}：", "{}（必填）"]
)
def test_marks_around_a_header_are_no_part_of_it(tmp_path, mark):
    header = ",".join(mark.format(name) for name in VISITS.split(","))
    assert column(read(tmp_path, csv(header, "甲,2025-08-01 10:00:00")), "buyer_id") == ["甲"]


def test_blanks_between_a_separator_and_a_quote(tmp_path):
    lines = ['"买家ID", "备注", "进店时间"', '"甲", "急, 请发", "2025-08-01 10:00:00"']
    assert column(read(tmp_path, csv(*lines)), "visited_at") == ["2025-08-01 10:00:00"]
    lines[1] = '"甲", "急", "2025-08-01 10:00:00"'
    assert column(read(tmp_path, csv(*lines)), "visited_at") == ["2025-08-01 10:00:00"]


def test_of_two_columns_a_name_alone_is_a_row_unless_titles_stand_above_the_first_header(tmp_path):
    first, second = "甲,2025-07-01 10:00:20", "乙,2025-07-01 10:00:40"
    assert buyers(tmp_path, VISITS, first, "丁,", VISITS, second) == (
        BOTH, [("no_time", 3, "进店时间", None)]
    )  # fmt: skip
    rows, (alone,) = buyers(tmp_path, "7月,", VISITS, first, "8月,", VISITS, second)
    assert (rows, alone[0]) == (BOTH, "rows_left_alone")
    table = read(tmp_path, csv(VISITS, first, "8月", VISITS, second))
    assert (column(table, "buyer_id"), only_problem(table).code) == (BOTH, "rows_left_alone")


PAID = "2022-08-01 10:00:00"
TWO_PAID = f"1,甲,60.50,{PAID},5", f"2,乙,40,{PAID},"


def test_a_last_row_of_the_sums_of_all_above_is_a_total_without_a_word(tmp_path):
    head = ORDERS + ",退款金额"
    for total in (",,100.50,,5", ',,"¥100.5",,', ",,100.50,,5.00\n,,,,"):
        table = read(tmp_path, csv(head, *TWO_PAID, total))
        assert (column(table, "order_id"), only_problem(table).code) == (
            ["1", "2"],
            "rows_left_alone",
        )
        assert (table.source.rows, table.source.refused_rows) == (2, 0)


@pytest.mark.parametrize("last", [",,100.51,,5", ",,100.50,,6", f",,100.50,{PAID},5"])
def test_any_other_row_of_amounts_alone_is_refused(tmp_path, last):
    """An order of several rows may have its number in the first only: its money is not lost."""
    table = read(tmp_path, csv(ORDERS + ",退款金额", *TWO_PAID, last))
    assert {entry[0] for entry in told(table)} == {"no_order_id", "no_buyer"}


def test_a_second_row_with_the_amount_of_the_first_is_no_total(tmp_path):
    table = read(tmp_path, csv(ORDERS, f"1,甲,60.50,{PAID}", ",,60.50,"))
    assert {entry[0] for entry in told(table)} == {"no_order_id", "no_buyer"}


@pytest.mark.parametrize("at", [1, 2])
def test_rows_of_data_above_the_header_are_refused(tmp_path, at):
    lines = [FIRST, SECOND]
    lines.insert(at, RELATIONS)
    names, problems = buyers(tmp_path, *lines)
    assert names == BOTH[at:]
    assert [entry for entry in problems if entry[0] != "no_rows"] == [
        ("row_above_header", row, None, None) for row in range(1, at + 1)
    ]
    (book,) = of(tmp_path / "a.xlsx")
    assert (book.source.rows, book.source.refused_rows) == (2, at)


@pytest.mark.parametrize(
    "above",
    [
        ["统计时间,2025-07-01,2025-07-31,"],
        ["日期,访客数,,", "2025-07-01,10,,", ",,,"],
        ["甲,示例店:小美,7月,"],
        ["甲,,2025-07-01 10:00:00,"],
        ["1,2,3,4"],
    ],
)
def test_what_lacks_anything_of_a_row_is_no_data_above_the_header(tmp_path, above):
    assert buyers(tmp_path, *above, RELATIONS, FIRST, SECOND) == (BOTH, [])


def test_rows_of_data_under_a_header_that_lacks_a_column_are_refused(tmp_path):
    lacking = "客服旺旺,建立时间,退订时间,"
    row = f"{AGENT},2025-07-01 10:00:00,2025-08-01 10:00:00,"
    assert buyers(tmp_path, lacking, row, RELATIONS, FIRST) == (
        ["甲"], [("row_above_header", 2, None, None)],
    )  # fmt: skip
    # of two known names a row may be a title, and of one date a note
    assert buyers(tmp_path, "客服旺旺,建立时间,,", row, RELATIONS, FIRST) == (["甲"], [])
    assert buyers(tmp_path, lacking, "说明,2025-07-01,,", RELATIONS, FIRST) == (["甲"], [])
