"""Kinds of trouble in real exports: several columns, durations, words for none, rounded numbers."""

from datetime import date, datetime, time

import pytest

from tests.exports.one_file import (
    ORDERS,
    RECEPTIONS,
    RELATIONS,
    VISITS,
    column,
    csv,
    of,
    read,
    told,
    xlsx,
)
from xlcs.exports.read.cells import from_column
from xlcs.exports.values.by_kind.durations import durations, times_of_day
from xlcs.exports.values.by_kind.names_and_words import ids
from xlcs.exports.values.by_kind.nothing import NONE_WORDS

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


def test_an_end_that_is_a_time_of_day_alone_is_the_next_one_after_the_start(tmp_path):
    header = "买家ID,客服旺旺,开始日期,开始时间,结束时间,状态"
    rows = [
        "a,x,2025-08-01,10:00:20,10:40:20,付款成功",
        "b,x,2025-08-31,23:50:20,0:10,付款成功",
        "c,x,2025-08-01,10:00:20,10:00,付款成功",
        "d,x,2025-08-01,,10:40:20,付款成功",
    ]
    # c is told to lie before its start, as to the second it does; d's start is known by its day
    assert column(read(tmp_path, csv(header, *rows)), "ended_at") == [
        "2025-08-01 10:40:20", "2025-09-01 00:10:00", None, None
    ]  # fmt: skip


# ---- durations


@pytest.mark.parametrize(
    ("cell", "seconds"),
    [
        ("8分48秒", 528), ("8.8分钟", 528), ("1.5小时", 5400), ("3,600", 3600),
        ("0:08:48", 528), ("528", 528), ("528秒", 528), ("00:08:48", 528),
        ("8'48\"", 528), ("8′48″", 528),
        ("8:48", 528), ("8 分 48 秒", 528), ("8分钟48秒", 528), ("８分４８秒", 528), ("528.9", 528),
        ("PT3600S", 3600), ("P1DT1H2M3.5S", 90_123),
        ("1小时2分3秒", 3723), ("1小时", 3600), ("90分钟", 5400), ("26:00:00", 93_600),
        ("1天2小时", 93_600), ("0", 0), ("0秒", 0), ('="528"', 528), ("8m48s", 528),
        (528.0, 528), (time(0, 8, 48), 528), (0.5, 43_200),
        (0.0061111, 528), (528.4 / 86_400, 528),
    ],
)  # fmt: skip
def test_durations(cell, seconds):
    read_ = durations(from_column([cell]))
    assert (int(read_.seconds[0]), bool(read_.given[0])) == (seconds, True)


@pytest.mark.parametrize(
    ("header", "cell", "seconds"),
    [
        ("接待时长(分钟)", "39.5", 2370), ("接待时长（分）", "39", 2340), ("时长(min)", 60.0, 3600),
        ("接待时长(小时)", "0.5", 1800), ("接待时长(分钟)", "8分48秒", 528),
        ("接待时长(分钟)", "0:08:48", 528), ("时长（单位：分）", "8.8", 528),
        ("接待时长(秒)", "528", 528), ("接待时长", "528", 528),
    ],
)  # fmt: skip
def test_a_header_may_say_what_its_numbers_count(tmp_path, header, cell, seconds):
    head = ["买家ID", "客服旺旺", "开始时间", header, "状态"]
    (table,) = of(xlsx(tmp_path, [head, ["a", "x", "2025-08-01 10:00:00", cell, "付款成功"]]))
    (ended,) = table.frame["ended_at"].to_pylist()
    assert (ended - datetime(2025, 8, 1, 10)).total_seconds() == seconds


@pytest.mark.parametrize(
    "unit", ["万元", "单位：万", "分", "单位：分", "角", "美元", "HK$", "港币"]
)
def test_amounts_in_another_unit_are_not_taken_for_yuan(tmp_path, unit):
    header = f"订单编号,买家会员名,买家实际支付金额({unit}),订单付款时间"
    table = read(tmp_path, csv(header, f"1,a,0.5,{T}"))
    assert (table.frame, [p.code for p in table.problems]) == (None, ["missing_columns"])
    for yuan in ("元", "单位：元", "￥", "含运费"):
        table = read(tmp_path, csv(header.replace(unit, yuan), f"1,a,0.5,{T}"))
        assert column(table, "amount") == [50]


@pytest.mark.parametrize("cell", ["很久", "-5", "8分48", "1:2:3:4", "13900001111x", "::"])
def test_no_durations(cell):
    read_ = durations(from_column([cell]))
    assert (bool(read_.given[0]), bool(read_.bad[0])) == (False, True)


@pytest.mark.parametrize("cell", ["", "-", "无", "延时统计"])
def test_no_duration_at_all(cell):
    read_ = durations(from_column([cell]))
    assert (bool(read_.given[0]), bool(read_.bad[0])) == (False, False)


def test_times_of_day():
    cells = ["23:30:05", "9:05", "下午 3:05", "11:30 PM", "24:00", "10:60", "2022-08-01", "", "0.5"]
    read_ = times_of_day(from_column(cells))
    # 23·3600+30·60+5 = 84605; 9·3600+5·60 = 32700; 15·3600+300 = 54300; 23·3600+1800 = 84600
    assert read_.seconds.tolist() == [84_605, 32_700, 54_300, 84_600, *[0] * 4, 43_200]
    assert read_.given.tolist() == [True] * 4 + [False] * 4 + [True]
    assert read_.bad.tolist() == [False] * 4 + [True] * 3 + [False] * 2


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


def test_statistics_that_are_late_are_told_by_what_they_mean(tmp_path):
    rows = [f"1,a,延时统计,{T}", "2,b,5, 延迟统计 ", f"3,c,7,{T}", f"4,d,,{T}"]
    table = read(tmp_path, csv(ORDERS, *rows))
    assert column(table, "amount") == [None, 500, 700, None]
    # of the paid order without an amount merging tells, once for all of its rows
    assert told(table) == [("late_value", 3, "订单付款时间", "延迟统计")]
    assert "平台还没有统计完" in table.problems[0].text("zh")
    assert "过一天再导出" in table.problems[0].text("zh")


def test_statistics_that_are_late_in_a_summary(tmp_path):
    header = "日期,客服旺旺,发送客户数,引导成交金额"
    rows = ["2022-08-01,红,5,100.00", "2022-08-02,红,延时统计,延时统计", "2022-08-03,红,6,延时统计"]
    table = read(tmp_path, csv(header, *rows))
    late = [p for p in table.problems if p.code == "late_summary"]
    assert [(p.column, p.found["count"]) for p in late] == [
        ("发送客户数", "1"),
        ("引导成交金额", "2"),
    ]


def test_a_word_for_none_in_a_column_that_is_needed_is_a_missing_value(tmp_path):
    table = read(tmp_path, csv(VISITS, "a,延时统计", "b,2022-08-01"))
    assert told(table) == [("late_time", 2, "进店时间", "延时统计")]
    table = read(tmp_path, csv(ORDERS + ",退款金额", f"1,a,无,{T},无退款申请"))
    assert (column(table, "amount"), column(table, "refund")) == ([None], [None])
    assert table.problems == []


@pytest.mark.parametrize(
    ("cell", "fen"),
    [
        (" ¥-   ", 0), ("¥ -", 0), (" ￥-  ", 0), (" -   ", 0), ("¥-", None), ("-", None),
        (" - ", None), ("无退款", None), ("暂无数据", None), ("不适用", None), ("N/A", None),
        (" ¥1,234.50 ", 123450), ("`5", 500),
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
        (["44000000000000100000", "44000000000000200000"], False),  # twenty digits are no order's
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
    [f"`{LONG}", f"’{LONG}", f"'{LONG}", f'=T("{LONG}")', f"={LONG}",
     "４４００００００００００００１２３４５"],
)  # fmt: skip
def test_guards_and_width_are_no_part_of_an_order_number(cell):
    values, damaged = ids(from_column([cell]))
    assert (values.to_pylist(), damaged.tolist()) == ([LONG], [False])


def test_no_word_for_none_has_a_digit_but_zero():
    """By which numbers are told from them at once."""
    assert not any(set("123456789") & set(word) for word in NONE_WORDS)
