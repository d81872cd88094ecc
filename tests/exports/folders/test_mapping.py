"""Sheets that are not recognised: nearest table, guesses, what may be shown, what is saved."""

import tomllib

import pytest

from tests.exports.one_file import ORDERS, VISITS, column, csv, only_problem, read, sheets, xlsx
from xlcs.errors import SettingsError
from xlcs.exports.file import read_file
from xlcs.exports.mapping import lines_to_paste, unmapped
from xlcs.settings import read_settings
from xlcs.settings.mapping_file import save_mapping
from xlcs.tables import TABLE

T = "2022-08-01 10:00:00"
AMOUNT = "订单编号,买家会员名,实收金额,订单付款时间"
ROWS = [f"4400000000000012345,小明,12.50,{T}", f"4400000000000023456,小红,3.00,{T}"]


def test_the_nearest_table_is_the_one_with_most_matching_headers(tmp_path):
    # Two of the three that visits and relations require, but four of the columns of orders.
    header = "买家会员名,客服,退款金额,总金额,定金金额,尾款金额,商品"
    problem = only_problem(read(tmp_path, csv(header, "a,b,1,2,3,4,x")))
    assert problem.found["table"] == "订单"
    assert problem.found["missing"] == "订单编号、买家实际支付金额、订单付款时间/尾款付款时间"


def test_a_missing_column_comes_with_the_best_guess_and_samples(tmp_path):
    problem = only_problem(read(tmp_path, csv(AMOUNT, *ROWS)))
    assert problem.code == "missing_columns"
    assert "可能是：“实收金额” = 买家实际支付金额（如 12.50、3.00）。" in problem.text()
    assert "Perhaps: “实收金额” = 买家实际支付金额（such as 12.50, 3.00）." in problem.text("en")
    assert "xlcs map" in problem.text()
    assert "xlcs map" in problem.text("en")


def test_a_guess_holds_what_the_column_should(tmp_path):
    header = "订单编号,买家会员名,买家实际支付金额,付款的时间,支付时间"
    rows = [f"1,a,5,微信,{T}", f"2,b,6,支付宝,{T}"]
    (found,) = unmapped(read(tmp_path, csv(header, *rows)).problems)
    assert [(g.column, g.header, g.samples) for g in found.guesses] == [
        ("paid_at", "支付时间", (T,))
    ]
    assert (found.file, found.sheet, found.table) == ("a.csv", None, "orders")
    assert found.headers == tuple(header.split(","))


def test_nothing_alike_is_no_guess(tmp_path):
    problem = only_problem(read(tmp_path, csv("买家ID,备注", "a,好")))
    (found,) = unmapped([problem])
    assert [guess.header for guess in found.guesses] == [None]
    assert "可能是" not in problem.text()


def test_no_column_of_buyers_says_which_box_to_tick(tmp_path):
    header = "订单编号,买家实付金额,订单付款时间,收货人姓名,联系手机"
    problem = only_problem(read(tmp_path, csv(header, f"1,5,{T},张三丰,13900001111")))
    assert (problem.code, problem.level) == ("missing_buyer", "file")
    assert "导出时勾选“买家会员名”" in problem.text()
    assert "tick “买家会员名”" in problem.text("en")
    for personal in ("张三丰", "13900001111"):
        assert personal not in problem.text() + str(problem.found)


def test_samples_show_no_name_and_no_telephone_number(tmp_path):
    header = "主订单号,买家昵名,买家实付金额,订单付款时间"
    row = f"4400000000000012345,张三丰,5,{T}"
    (found,) = unmapped(read(tmp_path, csv(header, row)).problems)
    assert {guess.header: guess.samples for guess in found.guesses} == {
        "主订单号": ("44…45",),
        "买家昵名": ("张**",),
    }
    header = "订单编号,买家昵名,买家实付金额,订单付款时间"
    (found,) = unmapped(read(tmp_path, csv(header, f"1,13900001111,5,{T}")).problems)
    assert found.guesses[0].samples == ("(11 位数字 / 11 digits)",)
    header = "买家ID,客服,发送时间,发起人"
    (found,) = unmapped(
        read(tmp_path, csv(header, f"a,店:红,{T},张三丰", f"b,店:红,{T},客服")).problems
    )
    assert found.guesses[0].samples == ("张**", "客服")


@pytest.mark.parametrize(
    "rows",
    [
        ["4400000000000012345,张三丰,13900001111,某市某区某路1号", "44,李四,13900002222,某地"],
        ["张三丰,某市", "李四光,某省"],
        [f"tb1,店:小美,{T},客服,好", f"tb2,店:小美,{T},客服,好"],
    ],
)  # fmt: skip
def test_of_a_file_without_a_header_no_cell_is_shown(tmp_path, rows):
    problem = only_problem(read(tmp_path, csv(*rows)))
    assert (problem.code, problem.level) == ("no_header", "file")
    for cell in ",".join(rows).split(","):
        assert cell not in problem.text() + problem.text("en")
    assert "个字符" in problem.text()
    assert unmapped([problem]) == []


def test_a_cell_that_is_no_header_is_masked_among_headers(tmp_path):
    header = "订单编号,买家会员名,13900001111," + "某" * 41
    problem = only_problem(read(tmp_path, csv(header, "1,a,2,3")))
    assert "13900001111" not in problem.text()
    assert "(11 位数字)" in problem.text()
    assert "某某" not in problem.text()


def test_an_unknown_sheet_beside_a_known_one_asks_nothing(tmp_path):
    rows = [["订单编号", "收货人姓名", "收货地址"], ["1", "张三丰", "某地"]]
    path = xlsx(tmp_path, [VISITS.split(","), ["a", T]], rows)
    tables = read_file(path, path.name, "5" * 64, {})
    assert [p.code for t in tables for p in t.problems] == ["unused_sheet"]
    assert unmapped(p for t in tables for p in t.problems) == []


def test_the_lines_to_paste_are_settings_under_which_the_file_is_read(tmp_path):
    tables = sheets(tmp_path, csv(AMOUNT, *ROWS))
    lines = lines_to_paste(unmapped(tables[0].problems))
    assert tomllib.loads(lines) == {"headers": {"orders": {"amount": ["实收金额"]}}}
    settings = tmp_path / "xlcs.toml"
    settings.write_text(lines, encoding="utf-8")
    table = read(tmp_path, csv(AMOUNT, *ROWS), aliases=read_settings(settings).headers)
    assert column(table, "amount") == [1250, 300]


# ---- saving


def test_a_file_is_made(tmp_path):
    path = tmp_path / "xlcs.toml"
    save_mapping(path, {"orders": {"amount": ["实收金额"], "paid_at": ["到账时刻", "到账"]}})
    assert read_settings(path).headers == {
        "orders": {"amount": ("实收金额",), "paid_at": ("到账时刻", "到账")}
    }
    assert [p.name for p in tmp_path.iterdir()] == ["xlcs.toml"]


def test_comments_and_everything_else_stay(tmp_path):
    path = tmp_path / "xlcs.toml"
    before = (
        "# 店里的规则\n回看天数 = 3  # 老板定的\n\n[列名.订单]\n# 财务的导出\n实付金额 = ['实收']\n"
        "[headers_of_nobody]\n"
    ).replace("[headers_of_nobody]\n", "")
    path.write_text(before, encoding="utf-8")
    save_mapping(
        path, {"orders": {"amount": ["到手"], "paid_at": ["到账"]}, "visits": {"buyer_id": ["谁"]}}
    )
    text = path.read_text(encoding="utf-8")
    for comment in ("# 店里的规则", "# 老板定的", "# 财务的导出"):
        assert comment in text
    assert read_settings(path).lookback_days == 3
    assert read_settings(path).headers == {
        "orders": {"amount": ("实收", "到手"), "paid_at": ("到账",)},
        "visits": {"buyer_id": ("谁",)},
    }


def test_english_sections_are_gone_on_with(tmp_path):
    path = tmp_path / "xlcs.toml"
    path.write_text("[headers.orders]\namount = ['实收']\n", encoding="utf-8")
    save_mapping(path, {"orders": {"amount": ["到手", "实 收"]}})
    assert tomllib.loads(path.read_text(encoding="utf-8")) == {
        "headers": {"orders": {"amount": ["实收", "到手"]}}
    }


def test_what_would_be_wrong_is_not_saved(tmp_path):
    path = tmp_path / "xlcs.toml"
    path.write_text("lookback_days = 3\n", encoding="utf-8")
    with pytest.raises(SettingsError, match="订单编号") as caught:
        save_mapping(path, {"orders": {"amount": ["订单编号"]}})
    assert str(path) in str(caught.value)
    assert ".part" not in str(caught.value)
    assert path.read_text(encoding="utf-8") == "lookback_days = 3\n"
    assert [p.name for p in tmp_path.iterdir()] == ["xlcs.toml"]


def test_a_recognised_file_is_none_to_map(tmp_path):
    assert unmapped(read(tmp_path, csv(ORDERS, f"1,a,5,{T}")).problems) == []


# ---- headers of which none is known

UNKNOWN = {
    "orders": "交易号,会员名称,买家实付,拍下时间,付款日期",
    "relations": "客户昵称,专属客服名称,关系建立时间,关系解除时间",
    "messages": "顾客,客服名称,发送日期,谁发起,已读时间点,回复时间点",
    "visits": "访客,进入店铺时间",
    "invitations": "客户昵称,客服姓名,发送邀请时间,邀请类型,结果,处理日期",
    "opportunities": "客服名称,任务类型,任务创建时间,任务完成时间",
    "receptions": "买家名,接待客服,接待开始,接待结束,接待种类,接待结果",
}
MEANT = {
    "orders": ["order_id", "buyer_id", "amount", "created_at", "paid_at"],
    "relations": ["buyer_id", "agent", "bound_at", "unbound_at"],
    "messages": ["buyer_id", "agent", "sent_at", "initiated_by", "read_at", "replied_at"],
    "visits": ["buyer_id", "visited_at"],
    "invitations": ["buyer_id", "agent", "invited_at", "channel", "outcome", "answered_at"],
    "opportunities": ["agent", "kind", "created_at", "done_at"],
    "receptions": ["buyer_id", "agent", "started_at", "ended_at", "kind", "status"],
}
EXAMPLES = {"id": "4400000000000012345", "time": T, "money": "12.50"}


@pytest.mark.parametrize("separator", [",", "\t"])
@pytest.mark.parametrize("table_id", UNKNOWN)
def test_all_columns_of_an_unknown_layout_are_guessed(tmp_path, table_id, separator):
    headers = UNKNOWN[table_id].split(",")
    kinds = [TABLE[table_id].column(name).kind for name in MEANT[table_id]]
    row = [EXAMPLES.get(kind, "小红") for kind in kinds]
    lines = [separator.join(headers), separator.join(row)]
    (found,) = unmapped(read(tmp_path, csv(*lines)).problems)
    assert (found.table, list(found.headers)) == (table_id, headers)
    assert {guess.column: guess.header for guess in found.guesses} == dict(
        zip(MEANT[table_id], headers, strict=True)
    )


def test_messages_of_no_known_header_are_not_taken_for_receptions(tmp_path):
    headers = "顾客,员工,发出时间,方向,读时间,回时间"
    (found,) = unmapped(read(tmp_path, csv(headers, f"甲,小红,{T},客服,{T},{T}")).problems)
    assert found.table == "messages"
    assert {guess.column: guess.header for guess in found.guesses} == dict(
        zip(MEANT["messages"], headers.split(","), strict=True)
    )


@pytest.mark.parametrize(
    ("header", "sent_at", "read_at"),
    [
        ("时间,买家,客服,内容,方向", "时间", None),
        ("阅读日期,买家,客服,内容,方向", None, "阅读日期"),
        ("时间,买家,客服,阅读日期,方向", "时间", "阅读日期"),
    ],
)
def test_a_bare_time_is_that_of_the_message_and_one_of_reading_is_not(
    tmp_path, header, sent_at, read_at
):
    row = {"时间": T, "阅读日期": T, "买家": "甲", "客服": "店:小美", "方向": "客服"}
    line = ",".join(row.get(name, "好") for name in header.split(","))
    (found,) = unmapped(read(tmp_path, csv(header, line)).problems)
    guesses = {guess.column: guess.header for guess in found.guesses}
    assert (guesses["sent_at"], guesses.get("read_at")) == (sent_at, read_at)


def test_the_header_is_found_below_titles_and_above_rows_with_words_that_are_headers(tmp_path):
    rows = [f"甲,小美,{T},客服", f"乙,小美,{T},买家"]  # 客服 is the header of a column elsewhere
    lines = ["消息明细,,,", "顾客,坐席,发送日期,谁发起", *rows]
    (found,) = unmapped(read(tmp_path, csv(*lines)).problems)
    assert (found.table, found.headers) == ("messages", ("顾客", "坐席", "发送日期", "谁发起"))


TIMES = "2025-08-01 09:50:00", "2025-08-01 10:00:00"
OF_OTHER_TOOLS = {
    # what such tools export: header, a row, what each missing column is guessed under
    "a stock tool, by its own and the platform's number": (
        "内部订单号,线上订单号,店铺,买家账号,订单状态,下单时间,付款日期,应付金额,已付金额,区县",
        f"1001,2900000000000000101,店,甲一,已发货,{TIMES[0]},{TIMES[1]},120.00,100.00,",
        {"order_id": "线上订单号", "buyer_id": "买家账号", "amount": "已付金额",
         "paid_at": "付款日期", "created_at": "下单时间"},
    ),
    "another, with items": (
        "订单编号,店铺,子单原始单号,订单状态,付款时间,客户网名,收件人,订单支付金额,应收金额,成交价",
        f"JY1,店,2900000000000000101,已完成,{TIMES[1]},甲一,某某,100.00,120.00,60.00",
        {"buyer_id": "客户网名", "amount": "订单支付金额"},
    ),
    "a shop on another platform: nobody who buys is named": (
        "主订单编号,子订单编号,商品ID,订单应付金额,优惠总金额,支付方式,收件人,订单提交时间,支付完成时间",
        f"29000000000000001,29000000000000002,3500,100.00,20.00,微信,某某,{TIMES[0]},{TIMES[1]}",
        {"paid_at": "支付完成时间", "created_at": "订单提交时间"},
    ),
    "the platform's own without buyers": (
        "订单编号,买家应付货款,总金额,买家实付金额,订单付款时间,店铺ID,卖家会员名,会员等级",
        f"2900000000000000101,120.00,120.00,100.00,{TIMES[1]},88,店,3",
        {},
    ),
    "no receptions, though two times and a state are there": (
        "订单号,商品ID,下单时间,订单金额,结算金额,订单状态,订单类型,下单帐号,客户姓名,付款确认时间",
        f"300000000001,77,{TIMES[0]},120.00,90.00,完成,普通,甲一,某某,{TIMES[1]}",
        {"buyer_id": "下单帐号", "paid_at": "付款确认时间", "created_at": "下单时间"},
    ),
}  # fmt: skip


@pytest.mark.parametrize("what", OF_OTHER_TOOLS)
def test_what_surely_means_something_else_is_no_guess(tmp_path, what):
    header, row, guesses = OF_OTHER_TOOLS[what]
    (found,) = unmapped(read(tmp_path, csv(header, row)).problems)
    assert found.table == "orders"
    assert {g.column: g.header for g in found.guesses if g.header is not None} == guesses
