"""Header rows: found, recognised, doubtful, missing."""

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
    xlsx,
)
from xlcs.exports.read.headers import SEARCHED_ROWS, accepted, find_header
from xlcs.tables import TABLES

PAID = "2022-08-01 10:00:00"


@pytest.mark.parametrize(
    ("header", "table"),
    [
        (RELATIONS, "relations"),
        (MESSAGES, "messages"),
        (VISITS, "visits"),
        (ORDERS, "orders"),
        (INVITATIONS, "invitations"),
        (TASKS, "opportunities"),
        (RECEPTIONS, "receptions"),
        ("买家昵称,客服,绑定时间,解除时间,建立渠道", "relations"),
        ("客户,子账号,发送时间,是否主动,是否已读", "messages"),
        ("买家旺旺,访问时间", "visits"),
        ("主订单编号,子订单编号,买家会员名,买家实际支付金额,尾款付款时间", "orders"),
        ("买家ID,专属客服,开始日期,结束日期,状态", "receptions"),
        ("客服,商机类型,创建时间,完成状态,状态", "opportunities"),
        # A messages file that also says when the buyer came is no visits file.
        (MESSAGES + ",进店时间", "messages"),
        (MESSAGES + ",建立时间", "messages"),
        (ORDERS + ",进店时间", "orders"),
        # 状态 and 创建时间 stand in many files.
        (INVITATIONS + ",状态,创建时间,开始时间", "invitations"),
        (RELATIONS + ",状态,开始时间", "relations"),
    ],
)
def test_a_table_is_recognised_by_its_headers(tmp_path, header, table):
    read_ = read(tmp_path, csv(header), "随便.csv")
    assert (read_.source.table, read_.source.header_row) == (table, 1)
    assert read_.frame.num_rows == 0


def test_every_built_in_header_is_accepted_for_its_column():
    aliases = accepted({})
    for table in TABLES:
        first = {column.name: column.headers[0] for column in table.columns}
        for column_ in table.columns:
            for header in column_.headers:
                cells = list((first | {column_.name: header}).values())
                found = find_header([cells], aliases)
                assert found.table.id == table.id
                if header != "主订单编号":
                    assert cells[found.columns[column_.name]] == header


@pytest.mark.parametrize(
    "header",
    [
        "买家ID ",
        " 买家ID",
        "买家id",
        "买家ＩＤ",
        "买家 ID",
        "﻿买家ID",
        "买家ID\u200b",
        "'买家ID",
        '"=""买家ID"""',
    ],
)
def test_headers_are_compared_without_blanks_width_case_and_guards(tmp_path, header):
    table = read(tmp_path, csv(f"{header},进店时间", "a,2022-08-01"))
    assert column(table, "buyer_id") == ["a"]


def test_a_unit_in_parentheses_behind_a_header(tmp_path):
    header = "订单编号,买家会员名,买家实际支付金额（元）,订单付款时间(年月日),总金额,总金额(美元)"
    table = read(tmp_path, csv(header, f"1,a,5,{PAID},6,1"))
    assert (column(table, "amount"), column(table, "total")) == ([500], [600])
    assert table.source.headers["amount"] == "买家实际支付金额（元）"


def test_lines_above_the_header(tmp_path):
    above = ["某某旗舰店 订单报表", "", "导出时间：2022-09-01,,", "买家ID：全部"]
    table = read(tmp_path, csv(*above, ORDERS, f"1,a,5,{PAID}"))
    assert (table.source.header_row, column(table, "row")) == (5, [6])


def test_the_header_is_searched_for_in_the_first_rows_only(tmp_path):
    above = ["x"] * (SEARCHED_ROWS - 1)
    table = read(tmp_path, csv(*above, VISITS, "a,2022-08-01"))
    assert column(table, "row") == [SEARCHED_ROWS + 1]
    table = read(tmp_path, csv("x", *above, VISITS, "a,2022-08-01"))
    assert only_problem(table).code == "unknown_table"


def test_no_known_table_names_the_nearest_one(tmp_path):
    problem = only_problem(read(tmp_path, csv("商品,销量,客服", "袜子,5,小李"), "销量.csv"))
    assert (problem.code, problem.level, problem.file) == ("unknown_table", "file", "销量.csv")
    assert problem.text() == (
        "不是认识的表。最接近的是“专属客户关系”，缺少列：买家ID、建立时间。"
        "文件里有：商品, 销量, 客服。请重新导出，或在设置的列名对应（[headers.relations]）里指定。"
    )
    assert "The nearest is “client relations”, which lacks" in problem.text("en")


def test_a_missing_column(tmp_path):
    table = read(tmp_path, csv("订单编号,买家会员名,买家实际支付金额", "1,a,5"), "订单.csv")
    problem = only_problem(table)
    assert (problem.code, problem.level, problem.row) == ("missing_columns", "file", 1)
    assert (table.frame, table.source.table) == (None, None)
    assert problem.text() == (
        "订单：缺少列 订单付款时间/尾款付款时间。文件里有：订单编号, 买家会员名, 买家实际支付金额。"
        "请重新导出，或在设置的列名对应（[headers.orders]）里指定。"
    )
    assert problem.text("en").startswith("orders: missing column")


def test_the_same_header_twice(tmp_path):
    table = read(tmp_path, csv(ORDERS + ",订单付款时间 ,买家会员名", "1,a,5,x,y,z"), "订单.csv")
    assert table.frame is None
    assert told(table) == [
        ("duplicate_header", 1, "买家会员名", None),
        ("duplicate_header", 1, "订单付款时间", None),
    ]
    assert table.problems[0].text() == (
        "列名“买家会员名”出现了两次（第 B, F 列），无法判断用哪一列。请删掉多余的一列。"
    )


def test_a_missing_column_and_the_same_header_twice_come_together(tmp_path):
    table = read(tmp_path, csv("订单编号,买家会员名,买家会员名,买家实际支付金额", "1,a,b,5"))
    assert [code for code, *_ in told(table)] == ["missing_columns", "duplicate_header"]


def test_the_same_header_twice_where_no_figure_needs_it(tmp_path):
    table = read(tmp_path, csv(VISITS + ",备注,备注,", "a,2022-08-01,x,y,z"))
    assert column(table, "buyer_id") == ["a"]


def test_two_headers_of_one_column_the_first_accepted_one_is_used(tmp_path):
    table = read(tmp_path, csv("买家昵称,买家会员名,进店时间", "nick,name,2022-08-01"))
    assert column(table, "buyer_id") == ["name"]
    problem = only_problem(table)
    assert (problem.code, problem.level, problem.column) == ("unused_column", "note", "买家昵称")
    assert problem.text() == "“买家昵称”和“买家会员名”是同一种列，用了“买家会员名”。"


def test_order_number_beside_main_order_number_is_the_sub_order(tmp_path):
    header = "订单编号,主订单编号,买家会员名,买家实际支付金额,订单付款时间"
    table = read(tmp_path, csv(header, f"11,1,a,5,{PAID}", f"12,1,a,6,{PAID}"))
    assert column(table, "order_id") == ["1", "1"]
    assert column(table, "sub_order_id") == ["11", "12"]
    assert table.problems == []


def test_order_number_beside_main_and_sub_order_number_is_not_used(tmp_path):
    header = "订单编号,主订单编号,子订单编号,买家会员名,买家实际支付金额,订单付款时间"
    table = read(tmp_path, csv(header, f"9,1,11,a,5,{PAID}"))
    assert (column(table, "order_id"), column(table, "sub_order_id")) == (["1"], ["11"])
    assert told(table) == [("unused_column", 1, "订单编号", None)]


def test_the_shops_own_headers(tmp_path):
    aliases = {
        "visits": {"buyer_id": ("会员 号",), "visited_at": ("来访", "到店")},
        "orders": {"amount": ("实收",)},
    }
    table = read(tmp_path, csv("到店,会员号", "2022-08-01,a"), aliases=aliases)
    assert column(table, "buyer_id") == ["a"]
    assert table.source.headers == {"buyer_id": "会员号", "visited_at": "到店"}
    # Built-in headers come first.
    table = read(tmp_path, csv(ORDERS + ",实收", f"1,a,5,{PAID},6"), aliases=aliases)
    assert column(table, "amount") == [500]
    assert told(table) == [("unused_column", 1, "实收", None)]
    table = read(
        tmp_path, csv("订单编号,买家会员名,实收,订单付款时间", f"1,a,6,{PAID}"), aliases=aliases
    )
    assert column(table, "amount") == [600]


def test_numbers_and_dates_above_the_header_of_a_workbook(tmp_path):
    rows = [["报表", 2022.0, None], [None], [5, "x"], VISITS.split(","), ["a", "2022-08-01"]]
    (table,) = of(xlsx(tmp_path, rows))
    assert (table.source.header_row, column(table, "row")) == (4, [5])
