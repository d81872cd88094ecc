"""Summaries as platforms, tools and people lay them out: what is in each, worked out by hand."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from xlcs import read_folder
from xlcs.shop.shop import Shop

Days = tuple[date, date] | None
Found = dict[tuple[str | None, Days], dict[str, float | None]]


def day(month: int, first: int, last: int | None = None) -> tuple[date, date]:
    return date(2022, month, first), date(2022, month, last or first)


AUGUST, SEPTEMBER = day(8, 1, 31), day(9, 1, 30)


def found_in(folder: Path) -> Found:
    """(Whose, days) → figures, of all summaries of a folder."""
    found: Found = {}
    for summary in read_folder(folder).summaries:
        for row in summary.rows:
            key = (row.agent, row.days or summary.days)
            assert key not in found or not found[key].keys() & row.values.keys()
            found.setdefault(key, {}).update(row.values)
    return found


def csv(content: str, name: str = "a.csv", encoding: str = "gb18030") -> Callable[[Path], None]:
    return lambda folder: (folder / name).write_text(content, encoding=encoding) and None


def xlsx(*rows: list[Any], name: str = "a.xlsx", merged: tuple[str, ...] = ()):
    def write(folder: Path) -> None:
        book = openpyxl.Workbook()
        sheet = book.active
        for row in rows:
            sheet.append(row)
        for area in merged:
            sheet.merge_cells(area)
        book.save(folder / name)

    return write


SHOP_BY_DAY = {
    (None, day(8, 1)): {"sent_customers": 5, "guided_gmv": 100},
    (None, day(8, 2)): {"sent_customers": 6, "guided_gmv": 200},
}
BY_AGENT = {
    ("店:红", AUGUST): {"sent_customers": 7, "read_customers": 4, "followup_gmv": 1234.56},
    (None, AUGUST): {"sent_customers": 9, "read_customers": 5, "followup_gmv": 2000},
}

SHAPES: dict[str, tuple[Callable[[Path], None], Found]] = {
    "by day, then by agent below": (
        csv(
            "店铺数据\n日期,发送客户数,引导成交金额\n2022-08-01,5,100\n2022-08-02,6,200\n\n"
            "按客服（2022年8月）\n客服旺旺,发送,阅读,成交金额\n店:红,7,4,1234.56\n合计,9,5,2000\n"
        ),
        SHOP_BY_DAY | BY_AGENT,
    ),
    "by agent, then by day below, period on top": (
        csv(
            "统计时间：2022-08-01 至 2022-08-31\n客服旺旺,发送,阅读,成交金额\n店:红,7,4,1234.56\n"
            "合计,9,5,2000\n日期,发送客户数,引导成交金额\n2022-08-01,5,100\n2022-08-02,6,200\n"
        ),
        SHOP_BY_DAY | BY_AGENT,
    ),
    "side by side, of different lengths": (
        csv(
            "日期,发送客户数,引导成交金额,,客服旺旺,发送,阅读,成交金额\n"
            "2022-08-01,5,100,,店:红,7,4,1234.56\n2022-08-02,6,200,,,,,\n,,,,合计,9,5,2000\n",
            name="店铺_2022-08.csv",
        ),
        SHOP_BY_DAY | BY_AGENT,
    ),
    "side by side in a workbook, agents first": (
        xlsx(
            ["统计时间：2022-08-01 至 2022-08-31"],
            ["客服旺旺", "发送", "阅读", "成交金额", None, "日期", "发送客户数", "引导成交金额"],
            ["店:红", 7, 4, 1234.56, None, datetime(2022, 8, 1), 5, 100],
            ["合计", 9, 5, 2000, None, datetime(2022, 8, 2), 6, 200],
        ),
        SHOP_BY_DAY | BY_AGENT,
    ),
    "two months as bands above the figures": (
        xlsx(
            ["客服旺旺", "2022年8月", None, None, "2022年9月", None, None],
            [None, "发送", "阅读", "成交金额", "发送", "阅读", "成交金额"],
            ["店:红", 7, 4, 1234.56, 8, 5, 99], ["合计", 9, 5, 2000, 10, 6, 100],
            merged=("A1:A2", "B1:D1", "E1:G1"),
        ),
        BY_AGENT | {
            ("店:红", SEPTEMBER): {
                "sent_customers": 8, "read_customers": 5, "followup_gmv": 99},
            (None, SEPTEMBER): {"sent_customers": 10, "read_customers": 6, "followup_gmv": 100},
        },
    ),
    "this month beside last month and the change": (
        csv(
            "2022-08-01 至 2022-08-31\n客服旺旺,上月,,,本月,,,环比,,\n"
            ",发送,阅读,成交金额,发送,阅读,成交金额,发送,阅读,成交金额\n"
            "店:红,1,1,1,7,4,1234.56,600%,300%,99%\n店铺汇总值,2,2,2,9,5,2000,1%,1%,1%\n"
        ),
        BY_AGENT,
    ),
    "one band": (
        csv("客服旺旺,2022年8月,,\n,发送,阅读,成交金额\n店:红,7,4,1234.56\n总计,9,5,2000\n"),
        BY_AGENT,
    ),
    "names in two rows that belong together": (
        csv(
            "客服旺旺,发送,阅读,成交,\n,客户数,客户数,金额,订单数\n店:红,7,4,1234.56,3\n",
            name="2022年8月.csv",
        ),
        {("店:红", AUGUST): {"sent_customers": 7, "read_customers": 4, "followup_gmv": 1234.56,
                            "followup_orders": 3}},
    ),
    "amounts in many hands": (
        csv(
            '客服,发送,阅读,成交金额\n店:红,7人,４,"￥1,234.56"\n店:兰,"1,200",1.2万,1.2万元\n'
            "店:绿,-,0,1234.56元\n", name="2022-08.csv",
        ),
        {
            ("店:红", AUGUST): {"sent_customers": 7, "read_customers": 4, "followup_gmv": 1234.56},
            ("店:兰", AUGUST): {
                "sent_customers": 1200, "read_customers": 12000, "followup_gmv": 12000},
            ("店:绿", AUGUST): {
                "sent_customers": None, "read_customers": 0, "followup_gmv": 1234.56},
        },
    ),
    "a unit in the header": (
        csv(
            "客服,发送(人),阅读（人）,成交金额(万元),转化率(%),平均接待时长(分钟),接待人数\n"
            "店:红,7,4,0.5,60,8.8,10\n", name="2022-08.csv",
        ),
        {("店:红", AUGUST): {
            "sent_customers": 7, "read_customers": 4, "followup_gmv": 5000, "conversion_rate": 0.6,
            "average_duration": 528, "buyers": 10}},
    ),
    "a fen is the sixth decimal of 10,000 yuan": (
        csv(
            "客服,发送,阅读,成交金额(万元)\n店:红,7,4,0.00888\n店:兰,5,3,\"1,234.567891\"\n"
            "店:绿,2,1,0.123456万\n", name="2022-08.csv",
        ),
        {
            ("店:红", AUGUST): {"sent_customers": 7, "read_customers": 4, "followup_gmv": 88.8},
            ("店:兰", AUGUST): {"sent_customers": 5, "read_customers": 3,
                                "followup_gmv": 12_345_678.91},
            ("店:绿", AUGUST): {"sent_customers": 2, "read_customers": 1, "followup_gmv": 1234.56},
        },
    ),
    "first and last day in two lines above": (
        csv("开始日期,2022-08-01\n结束日期,2022-08-31\n客服旺旺,发送,阅读,成交金额\n店:红,7,4,1234.56\n"),
        {("店:红", AUGUST): {"sent_customers": 7, "read_customers": 4, "followup_gmv": 1234.56}},
    ),
    "durations and rates in many hands": (
        csv(
            "子账号,接待次数,接待转化率,平均接待时长\na,1,60.00%,8分48秒\nb,2,0.6,00:08:48\n"
            "c,3,60%,528\nd,4,6.5,528秒\ne,5,延迟统计,--\n", name="2022-08.csv",
        ),
        {
            ("a", AUGUST): {"receptions": 1, "conversion_rate": 0.6, "average_duration": 528},
            ("b", AUGUST): {"receptions": 2, "conversion_rate": 0.6, "average_duration": 528},
            ("c", AUGUST): {"receptions": 3, "conversion_rate": 0.6, "average_duration": 528},
            ("d", AUGUST): {"receptions": 4, "conversion_rate": 0.065, "average_duration": 528},
            ("e", AUGUST): {"receptions": 5, "conversion_rate": None, "average_duration": None},
        },
    ),
    "a reception tool's names, of which some are none of ours": (
        csv(
            "时间：2022-08-01~2022-08-31\n旺旺昵称,咨询人数,接待人数,询单人数,销售额,客单价,"
            "询单->最终付款成功率,旺旺回复率,回复率,答问比,平均响应时间,平均会话时长\n"
            "店:红,130,120,90,9999,88,60.00%,99%,98%,120%,30,8分48秒\n均值,1,1,1,1,1,1%,1%,1%,1%,1,1秒\n"
        ),
        {("店:红", AUGUST): {"buyers": 120, "conversion_rate": 0.6, "average_duration": 528}},
    ),
    "each agent on each day, with totals of both": (
        csv(
            "客服旺旺,日期,发送,阅读,成交金额\n店:红,2022-08-01,3,2,10\n店:红,2022-08-03,4,2,20\n"
            "店:红,小计,7,4,30\n店:兰,2022-08-02,1,1,5\n合计,,8,5,35\n"
        ),
        {
            ("店:红", day(8, 1)): {"sent_customers": 3, "read_customers": 2, "followup_gmv": 10},
            ("店:红", day(8, 3)): {"sent_customers": 4, "read_customers": 2, "followup_gmv": 20},
            ("店:红", day(8, 1, 3)): {"sent_customers": 7, "read_customers": 4, "followup_gmv": 30},
            ("店:兰", day(8, 2)): {"sent_customers": 1, "read_customers": 1, "followup_gmv": 5},
            (None, day(8, 1, 3)): {"sent_customers": 8, "read_customers": 5, "followup_gmv": 35},
        },
    ),
    "each agent on each day, the agent's cell merged": (
        xlsx(
            ["客服旺旺", "日期", "发送", "阅读", "成交金额"],
            ["店:红", "2022-08-01", 3, 2, 10], [None, "2022-08-03", 4, 2, 20],
            merged=("A2:A3",),
        ),
        {
            ("店:红", day(8, 1)): {"sent_customers": 3, "read_customers": 2, "followup_gmv": 10},
            ("店:红", day(8, 3)): {"sent_customers": 4, "read_customers": 2, "followup_gmv": 20},
        },
    ),
    "weeks": (
        csv("周次,发送客户数,引导成交金额\n2022-W31,5,100\n2022年第32周,6,200\n"),
        {
            (None, day(8, 1, 7)): {"sent_customers": 5, "guided_gmv": 100},
            (None, day(8, 8, 14)): {"sent_customers": 6, "guided_gmv": 200},
        },
    ),
    "weeks by their days": (
        csv("统计周期,发送客户数,引导成交金额\n2022-08-01~08-07,5,100\n2022/8/8-2022/8/14,6,200\n"),
        {
            (None, day(8, 1, 7)): {"sent_customers": 5, "guided_gmv": 100},
            (None, day(8, 8, 14)): {"sent_customers": 6, "guided_gmv": 200},
        },
    ),
    "weeks by two columns": (
        csv("开始日期,结束日期,发送客户数,引导成交金额\n2022-08-01,2022-08-07,5,100\n"),
        {(None, day(8, 1, 7)): {"sent_customers": 5, "guided_gmv": 100}},
    ),
    "months as rows": (
        csv("月份,发送客户数,引导成交金额\n2022-08,5,100\n2022年9月,6,200\n合计,11,300\n"),
        {
            (None, AUGUST): {"sent_customers": 5, "guided_gmv": 100},
            (None, SEPTEMBER): {"sent_customers": 6, "guided_gmv": 200},
            (None, (AUGUST[0], SEPTEMBER[1])): {"sent_customers": 11, "guided_gmv": 300},
        },
    ),
    "months as date cells": (
        xlsx(
            ["月份", "发送客户数", "引导成交金额"], [datetime(2022, 8, 1), 5, 100],
            [datetime(2022, 9, 1), 6, 200],
        ),
        {
            (None, AUGUST): {"sent_customers": 5, "guided_gmv": 100},
            (None, SEPTEMBER): {"sent_customers": 6, "guided_gmv": 200},
        },
    ),
    "days without a year, which the file's name tells": (
        csv(
            "日期,发送客户数,引导成交金额\n8月1日,5,100\n08-02（周二）,6,200\n合计,11,300\n",
            name="店铺_2022-08.csv",
        ),
        SHOP_BY_DAY | {(None, day(8, 1, 2)): {"sent_customers": 11, "guided_gmv": 300}},
    ),
    "days as serial numbers": (
        xlsx(["日期", "发送客户数", "引导成交金额"], [44774, 5, 100], [44775, 6, 200]),
        SHOP_BY_DAY,
    ),
    "blank rows, notes, a repeated header": (
        csv(
            "店铺看板\n\n,,\n日期,发送客户数,引导成交金额\n\n2022-08-01,5,100\n,,\n"
            "日期,发送客户数,引导成交金额\n2022-08-02,6,200\n\n说明：数据仅供参考，次日更新\n"
            "注：金额为付款金额\n"
        ),
        SHOP_BY_DAY,
    ),
    "separated by tabs, in UTF-16": (
        csv("日期\t发送客户数\t引导成交金额\n2022-08-01\t5\t100\n2022-08-02\t6\t200\n", "a.xls",
            "utf-16"),
        SHOP_BY_DAY,
    ),
    "HTML that is called a workbook": (
        csv(
            "<html><meta charset=utf-8><table><tr><th>日期<th>发送客户数<th>引导成交金额"
            "<tr><td>2022-08-01<td>5<td>100<tr><td>2022-08-02<td>6<td>￥200.00</table></html>",
            "a.xls", "utf-8",
        ),
        SHOP_BY_DAY,
    ),
    "under a number and a shop's name": (
        csv(
            "序号,店铺,客服旺旺,发送,阅读,成交金额\n1,示例店,店:红,7,4,1234.56\n"
            "合计,,,9,5,2000\n", name="2022-08.csv",
        ),
        BY_AGENT,
    ),
    "quoted, with a line end in a header": (
        csv('"客服\n旺旺","发送","阅读","成交\n金额"\n"店:红","7","4","1,234.56"\n"汇总","9","5","2,000"\n',
            name="2022-08.csv"),
        BY_AGENT,
    ),
    "two dates in the file's name": (
        csv("客服旺旺,发送,阅读,成交金额\n店:红,7,4,1234.56\n合计,9,5,2000\n",
            "客服_20220801-20220831.csv"),
        BY_AGENT,
    ),
}  # fmt: skip


@pytest.mark.parametrize("shape", SHAPES)
def test_what_is_in_a_summary(shape: str, tmp_path: Path) -> None:
    write, expected = SHAPES[shape]
    write(tmp_path)
    assert found_in(tmp_path) == expected
    shop = read_folder(tmp_path)
    assert found_in(tmp_path) == expected  # from the cache
    assert shop.tables.there() == {}
    assert {problem.level for problem in shop.problems} == {"note"}
    assert not [p for p in shop.problems if p.code == "summary_rows_unused"]


def asked(shop: Shop) -> list[str]:
    return [p.file for p in shop.problems if p.code == "summary_without_period"]


@pytest.mark.parametrize(
    "content",
    [
        "客服旺旺,发送,阅读,成交金额\n店:红,7,4,1234.56\n",
        "近30天\n客服旺旺,发送,阅读,成交金额\n店:红,7,4,1234.56\n",
        "数据截止时间：2022-08-31\n客服旺旺,发送,阅读,成交金额\n店:红,7,4,1234.56\n",
        "日期,发送客户数,引导成交金额\n8月1日,5,100\n",
        # of the two only the lower one
        "日期,发送客户数,引导成交金额\n2022-08-01,5,100\n客服,发送,阅读,成交\n店:红,7,4,1\n",
    ],
)
def test_a_period_that_nothing_tells_is_asked_for(content: str, tmp_path: Path) -> None:
    csv(content)(tmp_path)
    assert asked(read_folder(tmp_path)) == ["a.csv"]
    (tmp_path / "a.csv").rename(tmp_path / "a_2022-08.csv")
    assert asked(read_folder(tmp_path)) == []


def test_a_table_of_facts_below_a_summary_is_one(tmp_path: Path) -> None:
    days = "".join(f"{date(2022, 8, 1) + timedelta(days=n)},5,100\n" for n in range(60))
    csv(
        f"日期,发送客户数,引导成交金额\n{days}\n"
        "订单编号,买家会员名,订单付款时间,买家实际支付金额,,\n1,甲,2022-08-01 10:00:00,9.90,,\n"
    )(tmp_path)
    shop = read_folder(tmp_path)
    assert shop.rows("orders") == 1
    assert len(shop.summaries[0].rows) == 60


def test_a_day_outside_of_the_period_stays_without_a_year(tmp_path: Path) -> None:
    csv("日期,发送客户数,引导成交金额\n7月31日,5,100\n", "店铺_2022-08.csv")(tmp_path)
    (row,) = read_folder(tmp_path).summaries[0].rows
    assert (row.days, row.day) == (None, "7月31日")


def test_days_over_the_turn_of_a_year(tmp_path: Path) -> None:
    csv("2022-12-26 至 2023-01-08\n日期,发送客户数,引导成交金额\n12月31日,5,1\n1月1日,6,2\n")(
        tmp_path
    )
    rows = read_folder(tmp_path).summaries[0].rows
    assert [row.days for row in rows] == [(d, d) for d in (date(2022, 12, 31), date(2023, 1, 1))]


def test_a_long_summary_with_lines_between(tmp_path: Path) -> None:
    first = date(2022, 1, 1)
    lines = [f"{first + timedelta(days=n)},{n},{n * 10}" for n in range(365)]
    agents = "客服旺旺,发送,阅读,回复,成交,成交订单数,成交金额,待办数\n店:红,7,4,1,1,1,9,2\n"
    csv("日期,发送客户数,引导成交金额\n" + "\n".join(lines) + "\n\n2022年\n2022年12月\n" + agents)(
        tmp_path
    )
    shop = read_folder(tmp_path)
    by_day, by_agent = shop.summaries
    assert len(by_day.rows) == 365
    assert by_day.rows[-1].values == {"sent_customers": 364, "guided_gmv": 3640}
    assert (by_agent.days, by_agent.rows[0].row) == ((date(2022, 12, 1), date(2022, 12, 31)), 371)
