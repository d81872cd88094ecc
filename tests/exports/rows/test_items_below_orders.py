"""Rows of an order's items that have lost its number and buyer: merged cells saved as CSV."""

from tests.exports.one_file import column, csv, read, told

HEADER = "日期,订单编号,买家会员名,总金额,买家实际支付金额,退款金额,订单付款时间"
DAY = "2022-08-01"
PAID = f"{DAY} 10:00:00"
OTHER = f"{DAY},2000,b,50.00,50.00,,{PAID}"


def order(total: str, amount: str, refund: str = "") -> str:
    return f"{DAY},1000,a,{total},{amount},{refund},{PAID}"


def item(amount: str, refund: str = "") -> str:
    return f",,,,{amount},{refund},"


def test_items_that_come_to_the_total_are_added_up(tmp_path):
    # 100.00 + 150.50 + 49.50 = 300.00
    table = read(
        tmp_path, csv(HEADER, order("300.00", "100.00"), item("150.50"), item("49.50"), OTHER)
    )
    assert column(table, "order_id") == ["1000", "2000"]
    assert column(table, "amount") == [30000, 5000]
    assert told(table) == [("items_added", None, "买家实际支付金额", None)]
    assert (table.source.rows, table.source.refused_rows) == (2, 0)


def test_items_net_of_refunds_come_to_the_total_with_these(tmp_path):
    # (100.00 - 10.00) + (200.00 - 20.00) + 10.00 + 20.00 = 300.00
    table = read(
        tmp_path, csv(HEADER, order("300.00", "90.00", "10.00"), item("180.00", "20.00"), OTHER)
    )
    assert column(table, "amount") == [27000, 5000]
    assert column(table, "refund") == [3000, None]


def test_an_order_whose_items_do_not_come_to_its_total_is_refused_with_the_money(tmp_path):
    for total in ("300.01", "250.50", ""):
        content = csv(HEADER, order(total, "100.00"), item("150.50"), item("49.50"), OTHER)
        table = read(tmp_path, content)
        assert column(table, "order_id") == ["2000"]
        problem = next(p for p in table.problems if p.code == "items_lost")
        assert (problem.row, problem.value) == (2, "1000")
        assert problem.found == {"count": "2", "money": "200.00"}
        assert (table.source.rows, table.source.refused_rows) == (4, 3)


def test_an_item_with_a_total_or_a_number_of_its_own_proves_nothing(tmp_path):
    with_total = csv(HEADER, order("300.00", "100.00"), ",,,300.00,200.00,,", OTHER)
    of_sub_order = csv(
        HEADER + ",子订单编号",
        f"{order('300.00', '100.00')},11",
        f"{item('200.00')},12",
        f"{OTHER},21",
    )
    for content in (with_total, of_sub_order):
        table = read(tmp_path, content)
        assert "items_lost" in [p.code for p in table.problems]
        assert "1000" not in column(table, "order_id")


def test_totals_and_rows_without_an_amount_are_no_items(tmp_path):
    rows = order("300.00", "100.00"), item(""), "2022-08-01 汇总,,,,200.00,,", OTHER, item("149.00")
    table = read(tmp_path, csv(HEADER, *rows))  # the last may be a total, of some rows
    assert column(table, "order_id") == ["1000", "2000"]
    assert column(table, "amount") == [10000, 5000]
    assert not {"items_lost", "items_added"} & {p.code for p in table.problems}


def test_an_order_whose_own_amount_is_its_total_is_whole_without_the_items_below(tmp_path):
    for whole in (order("300.00", "300.00"), order("300.00", "290.00", "10.00")):
        table = read(tmp_path, csv(HEADER, whole, item("100.00"), item("200.00"), OTHER))
        assert column(table, "order_id") == ["1000", "2000"]
        assert {p.code for p in table.problems} == {"no_order_id", "no_buyer"}
