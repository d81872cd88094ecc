"""Text files of which rows are cut off, torn, or swallowed by a quote."""

import pytest

from tests.exports.one_file import (
    MESSAGES,
    ORDERS,
    VISITS,
    column,
    csv,
    only_problem,
    read,
    told,
)
from xlcs.exports.read import sections
from xlcs.exports.read.headers.header import accepted
from xlcs.exports.read.headers.repeated import RepeatedHeaders
from xlcs.exports.read.text import csv_regular as text
from xlcs.exports.read.text.csv_reading import best_reading


def test_the_last_row_is_cut_off(tmp_path):
    content = csv(ORDERS, "1,a,5,2022-08-01 10:00:00", "2,b,6.0")[:-1]
    table = read(tmp_path, content, "订单.csv")
    assert column(table, "order_id") == ["1"]
    problem = only_problem(table)
    assert (problem.code, problem.level) == ("truncated_file", "row")
    assert (problem.file, problem.row, problem.value) == ("订单.csv", 3, None)
    assert problem.table == "orders"
    assert problem.text().startswith("文件在这一行中断")
    assert (table.source.rows, table.source.refused_rows) == (2, 1)


def test_a_last_row_without_an_end_of_line_is_whole_if_it_has_all_cells(tmp_path):
    table = read(tmp_path, csv(VISITS, "a,2022-08-01", "b,2022-08-02")[:-1])
    assert column(table, "buyer_id") == ["a", "b"]
    assert table.problems == []


AMOUNT_LAST = "订单编号,买家会员名,订单付款时间,买家实际支付金额"
TEN = "2022-08-01 10:00:00"


@pytest.mark.parametrize("buyer", ["b", '"b', '"b"'])
def test_the_last_cell_is_cut_where_all_others_have_another_form(tmp_path, buyer):
    lines = f"1,a,{TEN},5.00", f"2,{buyer},{TEN},1234.50", f"3,c,{TEN},12"
    table = read(tmp_path, csv(AMOUNT_LAST, *lines)[:-1])
    assert column(table, "order_id") == ["1", "2"]
    assert told(table) == [("truncated_file", 4, None, None)]
    assert (table.source.rows, table.source.refused_rows) == (3, 1)


def test_a_time_at_the_end_is_cut_by_its_seconds(tmp_path):
    content = csv(VISITS, f"a,{TEN}", "b,2022-08-01 11:00:30")[:-4]
    table = read(tmp_path, content)
    assert column(table, "buyer_id") == ["a"]
    assert told(table) == [("truncated_file", 3, None, None)]


def test_an_amount_at_the_end_that_may_be_cut_is_told(tmp_path):
    for first in ("100", "100.5"):
        content = csv(AMOUNT_LAST, f"1,a,{TEN},{first}", f"2,b,{TEN},5.25", f"3,c,{TEN},12")[:-1]
        table = read(tmp_path, content.replace(b"5.25", b"50" if first == "100" else b"5.25"))
        assert column(table, "order_id") == ["1", "2", "3"]
        assert told(table) == [("maybe_cut_off", 1, "买家实际支付金额", None)]


def test_a_last_cell_is_whole_with_a_quote_a_line_end_or_the_others_form(tmp_path):
    rows = f"1,a,{TEN},100.00", f"2,b,{TEN},12"
    whole = [
        csv(AMOUNT_LAST, *rows),
        csv(AMOUNT_LAST, rows[0], f'"2","b","{TEN}","12"')[:-1],
        csv(AMOUNT_LAST, rows[0], f"2,b,{TEN},12.00")[:-1],
        csv(AMOUNT_LAST, rows[0], f"2,b,{TEN},")[:-1],
    ]
    for content in whole:
        table = read(tmp_path, content)
        assert (column(table, "order_id"), table.problems) == (["1", "2"], [])


def test_the_last_row_has_all_cells_but_its_last_character_is_cut(tmp_path):
    header = "进店时间,买家ID"
    for codec in ("utf-8", "gb18030"):
        content = csv(header, "2022-08-01,小明", "2022-08-02,小红").decode().encode(codec)[:-2]
        table = read(tmp_path, content)
        assert table.source.encoding == codec
        assert column(table, "buyer_id") == ["小明"]
        assert told(table)[0][:2] == ("truncated_file", 3)


def test_quotes_are_text_where_every_line_has_all_cells_without_them(tmp_path):
    content = csv(
        ORDERS + ",备注",
        "1,a,5,2022-08-01 10:00:00,好",
        '2,b,6,2022-08-01 11:00:00,"寄顺丰',
        '"3","c","7","2022-08-01 12:00:00","so ""called"""',
        '4,d,8,2022-08-01 13:00:00,加急"',
        "",
        '5,"e,9,2022-08-01 14:00:00,',
    )
    table = read(tmp_path, content)
    assert column(table, "order_id") == ["1", "2", "3", "4", "5"]
    assert column(table, "buyer_id") == ["a", "b", "c", "d", '"e']
    assert column(table, "amount") == [500, 600, 700, 800, 900]
    assert column(table, "row") == [2, 3, 4, 5, 7]
    assert table.problems == []


SHORT = "0,z,1,2022-08-01 09:00:00"
"""A row without its remark: splitting without quotes does not give every line the same width."""


def test_every_row_that_a_quoted_field_swallowed_is_named(tmp_path):
    content = csv(
        ORDERS + ",备注",
        SHORT,
        '1000,张三,5,2022-08-01 10:00:00,"寄顺丰',
        "2000,李四,6,2022-08-01 11:00:00,谢谢",
        '3000,王五,7,2022-08-01 12:00:00,加急"',
        "4000,d,8,2022-08-01 13:00:00,好",
    )
    table = read(tmp_path, content)
    assert column(table, "order_id") == ["0", "4000"]
    assert told(table) == [
        ("swallowed_row", 3, None, number) for number in ("1000", "2000", "3000")
    ]
    assert (table.source.rows, table.source.refused_rows) == (5, 3)


def test_the_rows_behind_a_quote_that_is_never_closed_are_named(tmp_path):
    content = csv(
        ORDERS + ",备注",
        SHORT,
        "1000,a,5,2022-08-01 10:00:00,好",
        '2000,"b,6,2022-08-01 11:00:00,好',
        "3000,c,7,2022-08-01 12:00:00,好",
    )
    table = read(tmp_path, content)
    assert column(table, "order_id") == ["0", "1000"]
    assert told(table) == [
        ("swallowed_row", 4, None, "2000"),
        ("swallowed_row", 4, None, "3000"),
    ]


def test_a_remark_of_several_lines_swallows_nothing(tmp_path):
    content = csv(
        "备注," + ORDERS,
        '"请,快\n点,好吗\n谢谢",1000,a,5,2022-08-01 10:00:00',
        '"1\n\n",2000,b,6,2022-08-01 11:00:00',
    )
    table = read(tmp_path, content)
    assert column(table, "order_id") == ["1000", "2000"]
    assert column(table, "row") == [2, 3]
    assert table.problems == []


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_remarks_of_several_lines_are_read_the_fast_way_and_swallowed_rows_are_not(end):
    aliases = accepted({})

    def is_fast(*rows: str) -> bool:
        content = csv(ORDERS + ",备注", *rows).decode().replace("\n", end).encode()
        reading = best_reading(content, aliases)
        return text.read_regular(reading, RepeatedHeaders(aliases)) is not None

    plain = "1,a,5,2022-08-01 10:00:00,好"
    assert is_fast(plain, '2,b,6,2022-08-01 10:00:00,"请,快\n点\n\n谢谢"', plain)
    assert is_fast(plain, '"2","b","6","2022-08-01 10:00:00","""请""\n快"', plain)
    assert not is_fast(plain, '2,"b,6,2022-08-01 10:00:00,好', '3,c",7,2022-08-01 10:00:00,', plain)
    assert not is_fast(plain, '2,b,6,2022-08-01 10:00:00,"好', '3,c,7,2022-08-01 10:00:00,好"')


def test_a_quote_that_is_open_over_megabytes(tmp_path):
    line = b"1000,a,5,2022-08-01 10:00:00\n"
    content = csv(ORDERS, SHORT, "1,a,5,2022-08-01", '2000,"b', "") + line * (9 << 15)
    problem = only_problem(read(tmp_path, content))
    assert (problem.code, problem.level, problem.found["row"]) == ("open_quote", "file", "4")


def test_a_row_with_too_many_cells(tmp_path):
    content = csv(ORDERS, "1,a,b,5,2022-08-01 10:00:00", "2,b,6,2022-08-01 10:00:00")
    table = read(tmp_path, content)
    assert column(table, "order_id") == ["2"]
    problem = only_problem(table)
    assert (problem.code, problem.row, problem.value) == ("ragged_row", 2, None)
    assert problem.text() == (
        "这一行有 5 列，表头有 4 列，对不上，没有使用。请检查这一行的逗号和引号。"
    )


def test_the_cell_with_a_comma_too_many_is_named_where_it_is_certain(tmp_path):
    header = "订单编号,买家会员名,订单备注,买家实际支付金额,收货地址,订单付款时间"
    content = csv(
        header,
        "1001,甲,寄顺丰,谢谢,5,某地,2022-08-01 10:00:00",
        "1002,乙,无,6,浙江省,杭州市,2022-08-01 11:00:00",
        "1003,丙,请打 13900001111,急,7,某地,2022-08-01 12:00:00",
        "1004,丁,无,8,某地,2022-08-01 13:00:00",
    )
    table = read(tmp_path, content)
    assert column(table, "order_id") == ["1004"]
    assert told(table) == [
        ("separator_in_cell", 2, "订单备注", "寄顺丰,谢谢"),
        ("separator_in_cell", 3, "收货地址", None),
        ("separator_in_cell", 4, "订单备注", None),
    ]


def test_nothing_personal_is_said_of_a_torn_row(tmp_path):
    header = ORDERS + ",收货人姓名,联系手机,收货地址"
    torn = [
        "1,甲,5,2022-08-01 10:00:00,张三丰,13900001111,静安路 1 号,2 室",
        "2,乙,5,2022-08-01 10:00:00,张三丰,13900001111,静安路 1 号,,,x",
        "张三丰,13900001111",
        '3,丙,5,"2022-08-01 10:00:00,张三丰,13900001111,静安路 1 号',
        "4,丁,5,2022-08-01 10:00:00,张三丰,13900001111,静安路 1 号",
    ]
    table = read(tmp_path, csv(header, *torn))
    said = str([(p.value, p.found, p.text(), p.text("en")) for p in table.problems])
    assert len(table.problems) == 5
    assert not any(word in said for word in ("张三丰", "13900001111", "静安"))


def test_rows_that_mostly_do_not_fit_the_header_are_not_listed(tmp_path):
    content = csv(ORDERS) + b"1,a\n" * 12_000
    problem = only_problem(read(tmp_path, content))
    assert (problem.code, problem.level) == ("torn_file", "file")


def test_many_torn_rows_are_counted_and_not_listed(tmp_path):
    whole = b"1,a,5,2022-08-01 10:00:00\n"
    table = read(tmp_path, csv(ORDERS) + (whole * 5 + b"1,a\n") * 4_000)
    assert table.frame.num_rows == 20_000
    assert len(table.problems) == 1_001
    assert "还有 3000 行" in table.problems[-1].text()
    assert (table.source.rows, table.source.refused_rows) == (24_000, 4_000)


def test_a_row_with_too_few_cells(tmp_path):
    content = csv(ORDERS, "1,a,5", "", ",", "2,b,6,2022-08-01 10:00:00")
    table = read(tmp_path, content)
    assert (column(table, "order_id"), column(table, "row")) == (["2"], [5])
    assert told(table) == [("ragged_row", 2, None, None)]
    assert (table.source.rows, table.source.refused_rows) == (2, 1)


def test_blank_cells_that_excel_left_out_at_the_end(tmp_path):
    """Where sixteen rows on end are blank in the last columns, Excel saves them without."""
    content = csv(
        MESSAGES,
        "a,小美,2022-08-01 10:00:00,客服",
        "b,小美,2022-08-01 11:00:00,客服,2022-08-01 11:05:00",
        "c,小美,2022-08-01 12:00:00,客服,2022-08-01 12:05:00,2022-08-01 12:10:00",
    )
    table = read(tmp_path, content)
    assert column(table, "read_at") == [None, "2022-08-01 11:05:00", "2022-08-01 12:05:00"]
    assert column(table, "replied_at") == [None, None, "2022-08-01 12:10:00"]
    assert table.problems == []


def test_columns_of_presale_that_excel_left_out_of_ordinary_orders(tmp_path):
    content = csv(
        ORDERS + ",退款金额,定金付款时间,定金金额,尾款付款时间,尾款金额",
        "1,a,5,2022-08-01 10:00:00,1",
        "2,b,6,2022-08-01 11:00:00",
        "3,c,9,,,2022-08-01 12:00:00,2,2022-08-02 12:00:00,7",
    )
    table = read(tmp_path, content)
    assert column(table, "paid_at") == ["2022-08-01 10:00:00", "2022-08-01 11:00:00", None]
    assert column(table, "refund") == [100, None, None]
    assert column(table, "balance") == [None, None, 700]
    assert table.problems == []


def test_a_row_broken_within_a_remark_is_not_believed_to_end_early(tmp_path):
    """Its first half looks like an order of 9 on 1 August; it is one of 2 + 7 on the 2nd."""
    content = csv(
        ORDERS + ",备注,定金付款时间,定金金额,尾款付款时间,尾款金额",
        "1,a,5,2022-08-01 10:00:00",
        "合计,5",
        "2,b,9,2022-08-01 11:00:00,送到",
        "门口,2022-08-01 11:00:00,2,2022-08-02 12:00:00,7",
    )
    table = read(tmp_path, content)
    assert (column(table, "order_id"), table.source.refused_rows) == (["1"], 2)
    torn = [p.row for p in table.problems if p.code == "ragged_row"]
    assert torn == [4, 5]


@pytest.mark.parametrize("opens", ["备注：门口", "说明:门口", "合计", "注：1"])
def test_a_remark_that_goes_on_like_a_note_is_still_half_of_a_row(tmp_path, opens):
    content = csv(
        ORDERS + ",备注,总金额,退款金额",
        "1,a,5,2022-08-01 10:00:00,,5,",
        "2,b,9,2022-08-01 11:00:00,送到",
        f"{opens},9,2",
        "3,c,6,2022-08-01 12:00:00",
        opens,
    )
    table = read(tmp_path, content)
    assert column(table, "order_id") == ["1", "3"]
    torn = [(p.row, p.found["cells"]) for p in table.problems if p.code == "ragged_row"]
    assert torn == [(3, "5"), (4, "3")]
    assert [p.found["rows"] for p in table.problems if p.code == "rows_left_alone"] == ["6"]


@pytest.mark.parametrize("batch", [2, 3])
def test_a_row_broken_where_a_batch_of_rows_ends(tmp_path, monkeypatch, batch):
    monkeypatch.setattr(sections, "BATCH_RECORDS", batch)
    content = csv(
        ORDERS + ",备注,总金额,退款金额",
        "1,a,5,2022-08-01 10:00:00,,5,",
        *["0,z,1,2022-08-01 09:00:00,,1,"] * (batch - 2),
        "2,b,9,2022-08-01 11:00:00,送到",
        "门口,9,2",
        "3,c,6,2022-08-01 12:00:00,,6,1",
    )
    table = read(tmp_path, content)
    assert column(table, "order_id") == ["1", *["0"] * (batch - 2), "3"]
    torn = [(p.row, p.found["cells"]) for p in table.problems if p.code == "ragged_row"]
    assert torn == [(batch + 1, "5"), (batch + 2, "3")]


def test_a_row_that_ends_early_above_a_header_is_no_half_of_what_is_below_that(
    tmp_path, monkeypatch
):
    header = ORDERS + ",备注,总金额,退款金额"
    rows = "1,a,5,2022-08-01 10:00:00", header, "门口,9,2", "2,b,6,2022-08-01 12:00:00,,6,1"
    monkeypatch.setattr(sections, "BATCH_RECORDS", 2)
    table = read(tmp_path, csv(header, *rows))
    assert column(table, "order_id") == ["1", "2"]
    assert [p.row for p in table.problems if p.code == "ragged_row"] == [4]


def test_a_row_that_lost_a_cell_within_is_not_taken_for_one_that_ends_early(tmp_path):
    content = csv(
        MESSAGES,
        "a,小美,客服,2022-08-01 11:05:00,2022-08-01 12:10:00",
        "b,小美,2022-08-01 11:00:00",
        "c,小美,2022-08-01 12:00:00,客服,,",
    )
    table = read(tmp_path, content)
    assert column(table, "buyer_id") == ["c"]
    assert told(table) == [("ragged_row", 2, None, None), ("ragged_row", 3, None, None)]


@pytest.mark.parametrize("unseen", ["\x0c", "\x00", "\u200b", "\xa0"])
def test_a_last_line_of_which_nothing_can_be_seen(tmp_path, unseen):
    table = read(tmp_path, csv(VISITS, "a,2022-08-01", unseen))
    assert (column(table, "buyer_id"), table.problems) == (["a"], [])


def test_missing_cells_that_do_not_matter_and_blank_ones_too_many(tmp_path):
    content = csv(VISITS + ",页面,终端", "a,2022-08-01", "b,2022-08-02,首页", "c,2022-08-03,,,,")
    table = read(tmp_path, content)
    assert column(table, "buyer_id") == ["a", "b", "c"]
    assert table.problems == []


def test_a_separator_at_the_end_of_every_line(tmp_path):
    for header in (VISITS, VISITS + ","):
        table = read(tmp_path, csv(header, "a,2022-08-01,", "b,2022-08-02,"))
        assert column(table, "buyer_id") == ["a", "b"]
    table = read(tmp_path, csv(VISITS, "a,2022-08-01,", "b,2022-08-02,x"))
    assert column(table, "buyer_id") == ["a"]
    assert told(table) == [("ragged_row", 3, None, None)]


def test_a_row_blank_but_for_a_column_that_does_not_matter_is_told(tmp_path):
    table = read(tmp_path, csv(VISITS + ",页面", "a,2022-08-01,", ",,", " ,　,", ",,首页"))
    assert column(table, "buyer_id") == ["a"]
    assert told(table) == [("no_buyer", 5, "买家ID", None), ("no_time", 5, "进店时间", None)]
    assert (table.source.rows, table.source.refused_rows) == (2, 1)


def test_a_field_longer_than_a_block(tmp_path):
    long = "长" * (text.BLOCK_BYTES // 2)
    table = read(tmp_path, csv(VISITS + ",留言", f"a,2022-08-01,{long}", "b,2022-08-02,"))
    assert column(table, "buyer_id") == ["a", "b"]


def test_a_null_byte(tmp_path):
    table = read(tmp_path, csv(VISITS, "a\x00,2022-08-01", "b,2022-08-02\x00"))
    assert column(table, "buyer_id") == ["a", "b"]
    assert column(table, "visited_at_form") == [1, 1]
