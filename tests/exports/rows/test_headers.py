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
    sheets,
    told,
    xlsx,
)
from xlcs.exports.read.headers.find_header import find_header
from xlcs.exports.read.headers.header import SEARCHED_ROWS, accepted
from xlcs.tables import TABLES, normalised

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


BUYERS = "买家ID / 买家会员名 / 买家旺旺 / 买家昵称 / 会员名 / 客户"
AGENTS = "客服旺旺 / 客服 / 子账号 / 专属客服 / 客服昵称 / 旺旺昵称 / 客服账号"


@pytest.mark.parametrize(
    ("table", "column_", "headers"),
    [
        ("relations", "buyer_id", BUYERS),
        ("messages", "agent", AGENTS),
        ("relations", "bound_at", "建立时间 / 绑定时间"),
        ("relations", "unbound_at", "退订时间 / 解除时间"),
        ("messages", "sent_at", "发送时间 / 消息时间"),
        ("messages", "read_at", "阅读时间 / 已读时间"),
        ("visits", "visited_at", "进店时间 / 访问时间"),
        ("orders", "order_id", "订单编号 / 主订单编号 / 订单号"),
        ("orders", "paid_at", "订单付款时间 / 付款时间"),
        ("orders", "amount", "买家实际支付金额 / 买家实付金额 / 实付金额"),
        ("orders", "stages", "分阶段订单信息 / 分阶段信息"),
        ("receptions", "started_at", "开始日期 / 开始时间 / 接待开始时间"),
        ("receptions", "ended_at", "结束日期 / 结束时间 / 接待结束时间"),
        ("receptions", "duration", "接待时长 / 时长"),
        ("receptions", "status", "状态 / 接待状态"),
    ],
)
def test_of_the_headers_that_exports_have_the_first_is_ours(table, column_, headers):
    (found,) = [c for t in TABLES if t.id == table for c in t.columns if c.name == column_]
    assert " / ".join(found.headers) == headers


def test_every_built_in_header_is_accepted_for_its_column():
    aliases = accepted({})
    for table in TABLES:
        first = {column.name: column.headers[0] for column in table.columns}
        for column_ in table.columns:
            for header in column_.headers:
                cells = list((first | {column_.name: header}).values())
                if header == "订单编号":
                    cells.remove("子订单编号")  # beside which 主订单编号 would come first
                found = find_header([cells], aliases)
                assert found.table.id == table.id
                if column_.is_read:
                    assert cells[found.columns[column_.name][0]] == header
                else:
                    assert column_.name not in found.columns


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
        "*买家ID",
        "买家ID：",
        "1.买家ID",
        "（1）买家ID",
        "①买家ID",
        "A、买家ID",
        "一、买家ID",
        "1. *买家ID",
        "买家ID<br>",
        "买家ID*（必填）",
        "买家ID↓(升序)",
        '<span class="x">买家ID</span>',
    ],
)
def test_headers_are_compared_without_blanks_width_case_and_guards(tmp_path, header):
    table = read(tmp_path, csv(f"{header},进店时间", "a,2022-08-01"))
    assert column(table, "buyer_id") == ["a"]


def test_a_number_in_front_of_a_number_is_none():
    assert normalised("1.5") == "1.5"
    assert normalised("1.") == "1."


def test_a_unit_in_parentheses_behind_a_header(tmp_path):
    header = "订单编号,买家会员名,买家实际支付金额（元）,订单付款时间(年月日),总金额,总金额(美元)"
    table = read(tmp_path, csv(header, f"1,a,5,{PAID},6,1"))
    assert (column(table, "amount"), column(table, "total")) == ([500], [600])
    assert table.source.headers["amount"] == "买家实际支付金额（元）"


@pytest.mark.parametrize("unit", ["[元]", "【元】", "/元", "：元", "_元", "（单位：元）", "￥"])
def test_a_unit_behind_a_header(tmp_path, unit):
    header = ORDERS.replace("买家实际支付金额", f"买家实际支付金额{unit}")
    assert column(read(tmp_path, csv(header, f"1,a,5,{PAID}")), "amount") == [500]


@pytest.mark.parametrize("unit", ["/万元", "[美元]", "（分）", "/分", "_港元"])
def test_another_unit_behind_a_header_is_another_amount(tmp_path, unit):
    header = ORDERS.replace("买家实际支付金额", f"买家实际支付金额{unit}")
    assert read(tmp_path, csv(header, f"1,a,5,{PAID}")).frame is None


@pytest.mark.parametrize("zone", ["北京时间", "UTC+8", "GMT+08:00"])
def test_the_shops_time_zone_behind_a_header(tmp_path, zone):
    table = read(tmp_path, csv(ORDERS + f"({zone})", f"1,a,5,{PAID}"))
    assert column(table, "paid_at") == [PAID]


@pytest.mark.parametrize("zone", ["UTC", "GMT", "utc+0", "UTC+00:00"])
def test_another_time_zone_behind_a_header_is_another_time(tmp_path, zone):
    assert read(tmp_path, csv(ORDERS + f"({zone})", f"1,a,5,{PAID}")).frame is None


def test_lines_above_the_header(tmp_path):
    above = ["某某旗舰店 订单报表", "", "导出时间：2022-09-01,,", "买家ID：全部"]
    table = read(tmp_path, csv(*above, ORDERS, f"1,a,5,{PAID}"))
    assert (table.source.header_row, column(table, "row")) == (5, [6])


def test_the_header_is_searched_for_in_the_first_rows_only(tmp_path):
    above = ["x"] * (SEARCHED_ROWS - 1)
    table = read(tmp_path, csv(*above, VISITS, "a,2022-08-01"))
    assert column(table, "row") == [SEARCHED_ROWS + 1]
    table = read(tmp_path, csv("x", *above, VISITS, "a,2022-08-01"))
    assert only_problem(table).code == "no_header"


def test_a_table_that_was_turned_says_so(tmp_path):
    table = [ORDERS.split(","), *([f"{n}", f"b{n}", "5", PAID] for n in range(8))]
    lines = [",".join(row) for row in zip(*table, strict=True)]
    problem = only_problem(read(tmp_path, csv(*lines)))
    assert (problem.code, problem.level) == ("turned_table", "file")
    assert "b1" not in problem.text() + problem.text("en")


REFUNDS = (
    "订单编号,退款编号,支付宝交易号,订单付款时间,退款完结时间,"
    "买家会员名,买家实际支付金额,买家退款金额"
)


@pytest.mark.parametrize("buyer", ["买家会员名", "买家会员名称", "宝贝标题"])
def test_a_list_of_refunds_is_no_table_of_orders(tmp_path, buyer):
    """Its 30.00 is what was paid for the item refunded: it must not become the order's amount."""
    header = REFUNDS.replace("买家会员名", buyer)
    row = f"4400000000000012345,9,8,{PAID},2022-08-05 10:00:00,甲,30.00,30.00"
    table = read(tmp_path, csv(header, row))
    assert (table.frame, only_problem(table).code) == (None, "refund_list")
    assert only_problem(table).level == "file"


def test_the_list_of_items_beside_the_orders_is_told_as_what_it_is(tmp_path):
    """Its headers are those by which public code reads ExportOrderDetailList."""
    header = "订单编号,标题,价格,购买数量,外部系统编号,商品属性,套餐信息,备注,订单状态,商家编码"
    table = read(tmp_path, csv(header, "4400000000000012345,杯子,30.00,1,,,,,交易成功,A1"))
    assert (table.frame, only_problem(table).code) == (None, "item_list")
    assert "ExportOrderList" in only_problem(table).text()


@pytest.mark.parametrize(
    ("header", "row"),
    [
        (
            "旺旺昵称,咨询人数,接待人数,询单人数,销售额,销售量,销售人数,订单数",
            "店:甲,9,8,7,5.00,4,3,4",
        ),
        ("旺旺昵称,询单人数,询单最终付款人数,首次响应时长（秒),客户满意率", "店:甲,9,8,7.5,98%"),
        ("日期,咨询人数,有效接待人数,旺旺回复率,3分钟人工响应率", "2022-08-01,9,8,99%,98%"),
    ],
)
def test_figures_added_up_of_which_too_few_are_ours_are_told_as_that(tmp_path, header, row):
    """Their headers are those by which public code reads 客服绩效 and 咨询接待分析."""
    for above in ([], ["客服绩效 2022-08-01至2022-08-31"]):
        table = read(tmp_path, csv(*above, header, row))
        assert (table.frame, only_problem(table).code) == (None, "added_up")
        assert (only_problem(table).level, only_problem(table).row) == ("file", None)


def test_items_with_buyers_and_payments_are_orders(tmp_path):
    header = "订单编号,标题,价格,购买数量,买家会员名,买家实际支付金额,订单付款时间"
    table = read(tmp_path, csv(header, f"4400000000000012345,杯子,30.00,1,甲,25.00,{PAID}"))
    assert len(table.frame) == 1


def test_orders_with_a_number_of_the_refund_are_orders(tmp_path):
    header = ORDERS + ",退款金额,退款单号,退款状态"
    assert column(read(tmp_path, csv(header, f"1,a,5,{PAID},1,9,成功")), "amount") == [500]
    header = REFUNDS + ",订单创建时间"
    assert read(tmp_path, csv(header, f"1,9,8,{PAID},,甲,30.00,,{PAID}")).frame is not None


@pytest.mark.parametrize("unit", ["\n单位：元", "\n（单位：元）", " 单位:元"])
def test_a_unit_beneath_a_header_is_no_part_of_it(tmp_path, unit):
    head = [name + unit if name.endswith("金额") else name for name in ORDERS.split(",")]
    (table,) = of(xlsx(tmp_path, [head, ["1", "a", 5, PAID]]))
    assert column(table, "amount") == [500]


@pytest.mark.parametrize("lower", [1, 2, 4])
@pytest.mark.parametrize("is_left", [True, False])
def test_tables_beside_each_other_whose_headers_stand_in_different_rows(tmp_path, lower, is_left):
    orders = [ORDERS, *[f"1,a,5,{PAID}"] * 6]
    visits = [*[","] * lower, VISITS, f"a,{PAID}", *[","] * (5 - lower)]
    both = (visits, orders) if is_left else (orders, visits)
    lines = [f"{left},,{right}" for left, right in zip(*both, strict=True)]
    (of_workbook,) = of(xlsx(tmp_path, [line.split(",") for line in lines]))
    for beside in (of_workbook, read(tmp_path, csv(*lines))):
        assert only_problem(beside).code == "tables_beside"
        assert only_problem(beside).found["tables"] == "订单、进店记录"


def test_a_wider_header_below_a_narrow_table_is_no_table_beside_it(tmp_path):
    wider = "序号,客服,买家ID,进店时间"
    tables = sheets(tmp_path, csv(VISITS, f"a,{PAID}", wider, f"1,x,b,{PAID}"))
    assert [column(table, "buyer_id") for table in tables] == [["a"], ["b"]]


def test_tables_beside_each_other_are_told_and_none_is_read(tmp_path):
    lines = VISITS + ",," + ORDERS, f"甲,{PAID},,1,甲,5,{PAID}"
    (of_workbook,) = of(xlsx(tmp_path, [line.split(",") for line in lines]))
    for beside in (of_workbook, read(tmp_path, csv(*lines))):
        assert beside.frame is None
        assert only_problem(beside).code == "tables_beside"
        assert only_problem(beside).found["tables"] == "进店记录、订单"


def test_a_blank_header_within_a_table_parts_no_tables(tmp_path):
    read_ = read(tmp_path, csv(ORDERS + ",,买家ID,备注", f"1,甲,5,{PAID},x,甲,y"))
    assert (read_.source.table, read_.frame.num_rows) == ("orders", 1)


def test_a_list_of_what_the_columns_mean_is_no_turned_table(tmp_path):
    lines = ["字段,说明,例子", *(f"{name},必有,x" for name in ORDERS.split(","))]
    assert only_problem(read(tmp_path, csv(*lines))).code == "no_header"


@pytest.mark.parametrize("spoilt", ["latin-1", "question marks"])
def test_text_that_was_saved_in_a_wrong_encoding_is_called_garbled(tmp_path, spoilt):
    text = csv(ORDERS, f"1,小明,5,{PAID}").decode()
    if spoilt == "latin-1":
        content = text.encode("gb18030").decode("latin-1").encode()
    else:
        content = text.encode("ascii", "replace")
    problem = only_problem(read(tmp_path, content))
    assert (problem.code, problem.level) == ("garbled", "file")


def test_the_headers_of_a_table_of_chats_are_no_missing_header(tmp_path):
    header = "发送人,接收人,消息时间,消息内容"
    problem = only_problem(read(tmp_path, csv(header, "店:红,甲,2022-08-01 10:00:00,好")))
    assert (problem.code, problem.found["found"]) == ("unknown_table", header.replace(",", ", "))


def test_no_known_table_names_the_nearest_one(tmp_path):
    problem = only_problem(read(tmp_path, csv("商品,销量,客服", "袜子,5,小李"), "销量.csv"))
    assert (problem.code, problem.level, problem.file) == ("unknown_table", "file", "销量.csv")
    assert problem.text() == (
        "不是认识的表。最接近的是“专属客户关系”，缺少列：买家ID、建立时间。"
        "文件里有：商品, 销量, 客服。请重新导出，"
        "或运行 xlcs map，或在设置的列名对应（[headers.relations]）里指定；"
        "不是要算的数据，就移出这个文件夹。"
    )
    assert "The nearest is “client relations”, which lacks" in problem.text("en")


def test_a_missing_column(tmp_path):
    table = read(tmp_path, csv("订单编号,买家会员名,买家实际支付金额", "1,a,5"), "订单.csv")
    problem = only_problem(table)
    assert (problem.code, problem.level, problem.row) == ("missing_columns", "file", 1)
    assert (table.frame, table.source.table) == (None, None)
    assert problem.text() == (
        "订单：缺少列 订单付款时间/尾款付款时间。文件里有：订单编号, 买家会员名, 买家实际支付金额。"
        "请重新导出，或运行 xlcs map，或在设置的列名对应（[headers.orders]）里指定。"
    )
    assert problem.text("en").startswith("orders: missing column")


def test_the_same_header_twice_with_two_different_cells_in_a_row(tmp_path):
    header = ORDERS + ",订单付款时间 ,买家会员名"
    table = read(tmp_path, csv(header, f"1,a,5,{PAID},{PAID},a", f"2,b,5,{PAID},,c"), "订单.csv")
    assert table.frame is None
    assert told(table) == [("duplicate_header", 1, "买家会员名", None)]
    assert table.problems[0].text() == (
        "列名“买家会员名”出现了两次（第 B, F 列），从第 3 行起内容不同，无法判断用哪一列。"
        "请删掉多余的一列。"
    )


def test_the_same_header_twice_with_the_same_or_one_filled_cell_in_each_row(tmp_path):
    rows = [f"1,,5,{PAID},,a", f"2,b,5,,{PAID},-", f"3,c,5,{PAID},{PAID} ,c"]
    table = read(tmp_path, csv(ORDERS + ",订单付款时间 ,买家会员名", *rows))
    assert column(table, "buyer_id") == ["a", "b", "c"]
    assert column(table, "paid_at") == [PAID] * 3
    assert table.problems == []


def test_the_same_header_twice_where_no_figure_needs_it(tmp_path):
    table = read(tmp_path, csv(VISITS + ",备注,备注,", "a,2022-08-01,x,y,z"))
    assert column(table, "buyer_id") == ["a"]


def test_of_several_headers_of_one_column_each_row_takes_the_first_filled(tmp_path):
    header = "订单号,买家会员名,主订单编号,订单编号,买家实际支付金额,订单付款时间"
    rows = [f"7,a,,29,5,{PAID}", f",b,31,,6,{PAID}", f"32,c,,null,7,{PAID}"]
    table = read(tmp_path, csv(header, *rows))
    assert column(table, "order_id") == ["29", "31", "32"]
    assert [p.text() for p in table.problems] == [
        "“主订单编号”和“订单编号”是同一种列：“订单编号”为空的行才用“主订单编号”。",
        "“订单号”和“订单编号”是同一种列：“订单编号”为空的行才用“订单号”。",
    ]


def test_a_problem_names_the_header_of_the_cell_that_was_taken(tmp_path):
    header = "买家会员名,订单编号,主订单编号,买家实际支付金额,订单付款时间"
    table = read(tmp_path, csv(header, f"a,2.9E+18,,5,{PAID}", f"b,,2.9E+18,5,{PAID}"))
    assert [item for item in told(table) if item[0] == "damaged_number"] == [
        ("damaged_number", 2, "订单编号", "2.9E+18"),
        ("damaged_number", 3, "主订单编号", "2.9E+18"),
    ]


def test_a_main_order_number_that_is_blank_in_most_rows(tmp_path):
    header = "订单编号,买家会员名,买家实际支付金额,订单付款时间,主订单编号"
    table = read(tmp_path, csv(header, f"1,a,5,{PAID},", f"2,b,5,{PAID},", f"3,c,5,{PAID},9"))
    assert column(table, "order_id") == ["1", "2", "3"]
    assert [p.code for p in table.problems] == ["unused_column"]
    table = read(tmp_path, csv(header, f"1,a,5,{PAID},", f"2,b,5,{PAID},"))
    assert table.problems == []


def test_two_header_rows_the_lowest_filled_cell_is_the_name(tmp_path):
    upper, lower = "订单编号,买家会员名,金额,,时间,", ",,买家实际支付金额,退款金额,,订单付款时间"
    table = read(tmp_path, csv("报表", upper, lower, f"1,a,5,0,,{PAID}"))
    assert (table.source.header_row, column(table, "row")) == (3, [4])
    assert (column(table, "amount"), column(table, "refund")) == ([500], [0])
    assert table.source.headers["amount"] == "买家实际支付金额"


def test_three_header_rows(tmp_path):
    rows = ["买家,,表,", "买家ID,客服,关系,关系", ",,建立时间,退订时间", f"a,x,{PAID},"]
    table = read(tmp_path, csv(*rows))
    assert (table.source.table, table.source.header_row) == ("relations", 3)
    assert column(table, "bound_at") == [PAID]


def test_a_second_row_of_finer_names_under_a_header_that_is_whole(tmp_path):
    upper, lower = "买家ID,客服旺旺,发送时间,发起方,状态,", ",,,,阅读时间,回复时间"
    table = read(tmp_path, csv(upper, lower, f"a,x,{PAID},客服,{PAID},"))
    assert (table.source.header_row, column(table, "read_at")) == (2, [PAID])


def test_order_number_beside_main_and_sub_order_number_is_not_used(tmp_path):
    header = "订单编号,主订单编号,子订单编号,买家会员名,买家实际支付金额,订单付款时间"
    table = read(tmp_path, csv(header, f"9,1,11,a,5,{PAID}"))
    assert (column(table, "order_id"), column(table, "sub_order_id")) == (["1"], ["11"])
    assert told(table) == [("unused_column", None, "订单编号", None)]
    table = read(tmp_path, csv(header, f"9,,11,a,5,{PAID}"))
    assert (column(table, "order_id"), column(table, "sub_order_id")) == (["9"], ["11"])


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
    assert told(table) == [("unused_column", None, "实收", None)]
    table = read(
        tmp_path, csv("订单编号,买家会员名,实收,订单付款时间", f"1,a,6,{PAID}"), aliases=aliases
    )
    assert column(table, "amount") == [600]


def test_numbers_and_dates_above_the_header_of_a_workbook(tmp_path):
    rows = [["报表", 2022.0, None], [None], [5, "x"], VISITS.split(","), ["a", "2022-08-01"]]
    (table,) = of(xlsx(tmp_path, rows))
    assert (table.source.header_row, column(table, "row")) == (4, [5])
