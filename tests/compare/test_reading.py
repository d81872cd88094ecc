"""Summaries are recognised in many shapes, and kept apart from the tables of facts."""

from __future__ import annotations

from datetime import date

import openpyxl
import pytest

from xlcs import Settings, compute, read_folder
from xlcs.periods_in_text import days_in, month_in, range_in
from xlcs.settings import read_settings

from .shop import shop_with

AUGUST = (date(2022, 8, 1), date(2022, 8, 31))
AGENTS = '客服旺旺,总数,发送,阅读,成交金额\n店:红,10,5,4,"￥1,234.56"\n合计,12,6,5,2000\n'


def one(shop):
    (summary,) = shop.summaries
    return summary


def values(summary):
    return {(row.agent, row.days): dict(row.values) for row in summary.rows}


SHAPES = {
    "period above the header": ("a.csv", "统计时间：2022-08-01 至 2022-08-31\n" + AGENTS),
    "compact dates above": ("a.csv", "日期范围,20220801~20220831\n\n" + AGENTS),
    "month in the file's name": ("店铺_2022-08.csv", AGENTS),
    "compact month in the name": ("店铺202208.csv", AGENTS),
    "two dates in the name": ("店铺_20220801_20220831.csv", AGENTS),
    "export time above, month in the name": (
        "店铺_2022年8月.csv", "导出时间：2022-09-03 10:00:00\n" + AGENTS,
    ),
    "groups in an upper row": (
        "店铺_2022-08.csv",
        "客服旺旺,客户统计,消息接受表现,,跟进后的交易表现\n,总数,发送,阅读,成交金额\n"
        '店:红,10,5,4,"￥1,234.56"\n合计,12,6,5,2000\n',
    ),
    "groups before the names": (
        "店铺_2022-08.csv",
        "旺旺账号名称,(客户统计)总数,（消息接受表现）发送,(消息接受表现)阅读,成交金额(元)\n"
        '店：红,10,5,4,"￥1,234.56"\n店铺汇总值,12,6,5,2000\n均值,6,3,2,1000\n说明：数据仅供参考\n',
    ),
}  # fmt: skip


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("encoding", ["gb18030", "utf-8-sig"])
def test_agents_over_a_period(tmp_path, shape, encoding):
    name, content = SHAPES[shape]
    (tmp_path / name).write_text(content, encoding=encoding)
    summary = one(read_folder(tmp_path))
    assert summary.days == AUGUST
    assert values(summary) == {
        ("店:红", None): {"clients_total": 10, "sent_customers": 5, "read_customers": 4,
                          "followup_gmv": 1234.56},
        (None, None): {"clients_total": 12, "sent_customers": 6, "read_customers": 5,
                       "followup_gmv": 2000},
    }  # fmt: skip


def test_a_workbook_with_two_header_rows_that_are_merged(tmp_path):
    book = openpyxl.Workbook()
    sheet = book.active
    for row in (
        ["统计时间：2022-08-01 至 2022-08-31"],
        ["客服旺旺", "客户邀请表现", None, None, "商机数据"],
        [None, "发送", "接受", "拒绝", "待办数"], ["店:红", 3, 2, 1, 7],
    ):  # fmt: skip
        sheet.append(row)
    sheet.merge_cells("A2:A3")
    sheet.merge_cells("B2:D2")
    book.save(tmp_path / "a.xlsx")
    summary = one(read_folder(tmp_path))
    assert summary.days == AUGUST
    assert values(summary) == {
        ("店:红", None): {"invites_sent": 3, "invites_accepted": 2, "invites_declined": 1,
                          "opportunities_todo": 7},
    }  # fmt: skip


def test_the_shop_by_day(tmp_path):
    (tmp_path / "a.csv").write_text(
        '日期,发送客户数,引导成交金额\n2022-08-01,5,"￥1,234.56"\n20220802,-,0\n合计,5,1234.56\n'
        "看不懂,1,1\n",
        encoding="gb18030",
    )
    shop = read_folder(tmp_path)
    first, second = date(2022, 8, 1), date(2022, 8, 2)
    assert values(one(shop)) == {
        (None, (first, first)): {"sent_customers": 5, "guided_gmv": 1234.56},
        (None, (second, second)): {"sent_customers": None, "guided_gmv": 0},
        (None, (first, second)): {"sent_customers": 5, "guided_gmv": 1234.56},
    }
    assert one(shop).unused == (5,)
    (note,) = [p for p in shop.problems if p.code == "summary_rows_unused"]
    assert (note.row, note.level) == (5, "note")


def test_receptions_with_rates_and_durations(tmp_path):
    (tmp_path / "接待_2022-08.csv").write_text(
        "子账号,接待人数,询单->最终付款转化率,平均接待时长\n店:红,120,60.00%,8分48秒\n"
        "店:兰,80,0.5,0:01:05\n",
        encoding="gb18030",
    )
    assert values(one(read_folder(tmp_path))) == {
        ("店:红", None): {"buyers": 120, "conversion_rate": 0.6, "average_duration": 528},
        ("店:兰", None): {"buyers": 80, "conversion_rate": 0.5, "average_duration": 65},
    }


def test_a_summary_is_never_mixed_in(tmp_path):
    alone = compute(shop_with(tmp_path)).report()
    shop = shop_with(tmp_path, ("店铺_2022-08.csv", AGENTS))
    both = compute(shop).report()
    assert {k: v for k, v in both.items() if k != "data_check"} == {
        k: v for k, v in alone.items() if k != "data_check"
    }
    (source,) = [source for source in shop.sources if source.file == "店铺_2022-08.csv"]
    assert source.table is None
    assert not [problem for problem in shop.problems if problem.level != "note"]


def test_it_is_the_same_from_the_cache(tmp_path):
    first = shop_with(tmp_path, ("店铺_2022-08.csv", AGENTS))
    again = read_folder(tmp_path)
    assert again.summaries == first.summaries
    (tmp_path / "店铺_2022-08.csv").rename(tmp_path / "店铺_2022-09.csv")
    moved = read_folder(tmp_path)
    assert one(moved).days == (date(2022, 9, 1), date(2022, 9, 30))


def test_the_period_is_asked_for_where_nothing_tells_it(tmp_path):
    (tmp_path / "店铺.csv").write_text(AGENTS, encoding="gb18030")
    shop = read_folder(tmp_path)
    assert one(shop).needs_days
    (asked,) = [p for p in shop.problems if p.code == "summary_without_period"]
    assert "店铺.csv" in asked.text("zh")
    (tmp_path / "xlcs.toml").write_text('[汇总]\n"店铺.csv" = "2022-08"\n', encoding="utf-8")
    shop = read_folder(tmp_path, read_settings(tmp_path / "xlcs.toml"))
    assert one(shop).days == AUGUST
    assert not [p for p in shop.problems if p.code == "summary_without_period"]
    told = Settings(summaries={"店铺.csv": AUGUST})
    assert one(read_folder(tmp_path, told)).days == AUGUST


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("2022-08-01~08-31", AUGUST),
        ("2022年8月1日至8月31日", AUGUST),
        ("2022/8/1 - 2022/8/31", AUGUST),
        ("2022-08", AUGUST),
        ("2022年08月", AUGUST),
        ("2022-08-05", (date(2022, 8, 5), date(2022, 8, 5))),
        ("2022-08-31 至 2022-08-01", (date(2022, 8, 31), date(2022, 8, 31))),
        ("2022-13", None),
        ("12022082", None),
        ("近30天", None),
    ],
)
def test_periods_as_people_write_them(text, days):
    assert days_in(text) == days


def test_a_date_alone_is_neither_a_range_nor_a_month():
    assert range_in("店铺_2022-08-05") is None
    assert month_in("店铺_2022-08-05") is None
    assert month_in("2022-08 2022-09") is None


def test_a_summary_of_more_rows_than_any_has_is_refused(tmp_path):
    head = "日期,发送客户数,引导成交金额\n"
    (tmp_path / "a.csv").write_text(head + "2022-08-01,1,1\n" * 20_001, encoding="gb18030")
    shop = read_folder(tmp_path)
    assert shop.summaries == ()
    (refused,) = [p for p in shop.problems if p.level == "file"]
    assert "20,001" in refused.text("zh")
