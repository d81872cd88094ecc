"""概览 on literal figures: tiles, their links, what is told, the charts."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pandas as pd
import pytest

from tests.report.described import charts, report, sheet, texts, tiles
from tests.report.literal import (
    BEFORE,
    FIRST,
    LAST,
    LiteralFigures,
    Period,
    literal_shop,
)
from xlcs.problems import Problem
from xlcs.report.report import report_sheets


def test_the_five_figures_beside_the_period_before():
    found = tiles(report())
    assert [tile.value for tile in list(found.values())[:5]] == [15, 11, 9, 5, 1200.25]
    assert found["发送客户数"].lines == (("较上期 ▲ +50.0%", "good"), ("上期 10", "quiet"))
    assert found["阅读客户数"].lines == (("较上期 0.0%", "quiet"), ("上期 11", "quiet"))
    # Nothing before is nothing to compare with.
    assert found["引导进店客户数"].lines == (("较上期 —", "quiet"), ("上期 0", "quiet"))
    assert found["引导购买客户数"].lines == (("较上期 ▼ -16.7%", "bad"), ("上期 6", "quiet"))
    # 1200.25 / 960.2 = 1.25
    money = found["引导成交金额（元）"]
    assert (money.kind, money.lines[0]) == ("money", ("较上期 ▲ +25.0%", "good"))


def test_the_verdict_on_receptions():
    found = tiles(report())
    assert (found["是否达标"].value, found["是否达标"].tone) == ("达标", "good")
    assert [line for line, _ in found["是否达标"].lines] == ["平均时长 ≤ 50 分钟", "转化率 ≥ 50.0%"]
    rate = found["接待转化率"]
    assert rate.value == 0.66
    assert rate.lines == (("较上期 ▲ +6.0 个百分点", "good"), ("上期 60.0%", "quiet"))
    duration = found["平均接待时长"]
    assert (duration.value, duration.kind) == (2724.6 / 86_400, "duration")
    # Longer is worse; 2724.6 s less 335 s is 2389.6 s.
    assert duration.lines == (("较上期 ▲ +5:35", "bad"), ("上期 0:39:50", "quiet"))
    assert found["接待买家数"].lines[0] == ("较上期 ▲ +25.0%", "good")


def test_a_rate_of_the_period_before_stands_there_where_this_one_has_none():
    figures = LiteralFigures()
    figures.reception_figures = dict.fromkeys(figures.reception_figures)
    found = tiles(report(figures))
    assert found["接待转化率"].lines == (("较上期 —", "quiet"), ("上期 60.0%", "quiet"))
    assert found["平均接待时长"].lines == (("较上期 —", "quiet"), ("上期 0:39:50", "quiet"))


def test_without_a_period_before_there_are_no_figures_of_it():
    figures = LiteralFigures()
    figures.answer = Period(None, (FIRST, LAST), None)
    figures.reception_figures |= {"conversion_change": None, "duration_change": None}
    for tile in list(tiles(report(figures)).values()):
        if tile.caption != "是否达标":
            assert tile.lines == (("较上期 —", "quiet"), ("上期没有数据", "quiet")), tile.caption


def test_the_same_period_a_year_before_stands_below_the_period_before():
    found = tiles(report(LiteralFigures(covered=(date(2021, 1, 1), LAST)), start=FIRST, end=LAST))
    # 15 after 20; 1,200.25 after 1,000; nothing after nothing has no change
    assert found["发送客户数"].lines[2] == ("去年同期 20　▼ -25.0%", "bad")
    assert found["引导成交金额（元）"].lines[2] == ("去年同期 1,000.00　▲ +20.0%", "good")
    assert found["引导购买客户数"].lines[2] == ("去年同期 0", "quiet")
    assert found["阅读客户数"].lines[2] == ("", "quiet")  # unknown then
    # receptions are known from this August on, so that none of their tiles has such a line
    assert {len(found[name].lines) for name in ("接待转化率", "接待买家数")} == {2}


def test_days_that_are_both_the_period_before_and_a_year_before_are_told_once():
    year = date(2022, 1, 1), date(2022, 12, 31)
    before = date(2021, 1, 1), date(2021, 12, 31)
    figures = LiteralFigures(covered=(date(2020, 1, 1), date(2022, 12, 31)))
    figures.answer = Period(year, year, before)
    found = tiles(report(figures, start=year[0], end=year[1]))
    assert all(len(tile.lines) == 2 for tile in found.values())


def test_rates_and_durations_a_year_before_are_told_as_differences():
    figures = LiteralFigures(reception_covered=(date(2021, 1, 1), LAST))
    found = tiles(report(figures, start=FIRST, end=LAST))
    # 66 % after 50 %; 2724.6 s after 2664.6 s, which is longer and so worse
    assert found["接待转化率"].lines[2:] == (
        ("去年同期 50.0%", "good"), ("▲ +16.0 个百分点", "good"),
    )  # fmt: skip
    assert found["平均接待时长"].lines[2] == ("去年同期 0:44:25　▲ +1:00", "bad")
    assert found["接待买家数"].lines[2] == ("去年同期 40　▲ +25.0%", "good")
    assert all(len(found[name].lines) == 2 for name in ("发送客户数", "引导成交金额（元）"))


def test_what_an_export_is_missing_for_has_no_period_before():
    figures = LiteralFigures()
    note = Problem("missing_table", table="visits", found={"table": "进店记录", "figures": "…"})
    figures.answer = Period(None, (FIRST, LAST), BEFORE, [note])
    found = tiles(report(figures))["引导进店客户数"]
    assert found.value == "—"
    assert [text for text, _ in found.lines if text] == ["缺少需要的导出文件"]


def test_without_receptions_every_tile_of_them_says_so():
    figures = LiteralFigures()
    note = Problem("missing_table", table="receptions", found={"table": "接待记录", "figures": "…"})
    figures.answer = Period(None, (FIRST, LAST), BEFORE, [note])
    for caption in ("接待转化率", "平均接待时长", "接待买家数", "已转化买家数"):
        told = [text for text, _ in tiles(report(figures))[caption].lines if text]
        assert told == ["缺少需要的导出文件"], caption


def test_the_overview_says_what_it_was_made_from():
    title, period, source = texts(report(), "overview")[:3]
    assert title == "旗舰店 客服数据报表"
    assert (
        period == "期间：2022-08-01 至 2022-08-03（3 天）　上期：2022-07-29 至 2022-07-31（3 天）"
    )
    assert source == "依据：八月 中的 2 个导出文件，数据截至 2022-08-03 09:30"
    assert texts(report(agent="旗舰店:小美"), "overview")[0] == "旗舰店:小美 客服数据报表"


def test_the_overview_warns_of_what_was_not_used():
    figures = LiteralFigures()
    note = Problem("period_partly_outside", found={"asked": "甲", "covered": "乙"})
    reception_note = Problem(
        "period_outside", table="receptions", found={"asked": "甲", "covered": "乙"}
    )
    figures.answer = Period(None, (FIRST, LAST), None, [note, reception_note])
    assert texts(report(figures), "overview", "warning") == [
        "注意：期间 甲 只有一部分有数据，按 乙 计算。",
        "注意：接待记录：期间 甲 没有数据（数据覆盖 乙），没有数字。",
        "注意：1 个文件（空.csv）、1 行没有使用，原因和改法见“数据检查”。",
    ]


def test_the_two_charts_of_the_overview():
    assert [chart.table for chart in charts(report(), "overview")] == ["daily", "leakage"]
    figures = LiteralFigures()
    # One day has no course to show.
    figures.daily_frame = figures.daily_frame.iloc[:1]
    assert [chart.table for chart in charts(report(figures), "overview")] == ["leakage", "agents"]


def test_a_chart_alone_is_as_wide_as_two():
    figures = LiteralFigures()
    figures.daily_frame = figures.daily_frame.iloc[:1]
    figures.agents_frame = figures.agents_frame.iloc[:1]
    (chart,) = charts(report(figures), "overview")
    assert (chart.col, chart.end_col) == (2, 10)


def todo(*tasks):
    """Rows of 今日待办: agent, kind, amount."""
    names = ["agent", "kind", "buyer_id", "at", "order_id", "amount", "detail"]
    rows = [(agent, kind, "小明", LAST, "1", amount, None) for agent, kind, amount in tasks]
    return pd.DataFrame(rows, columns=names)


def first_of(frame, **more):
    return texts(report(LiteralFigures(todo_frame=frame), **more), "overview", "first")


def test_what_a_lead_does_first_stands_above_the_tiles():
    one, other = "旗舰店:小美", "旗舰店:阿强"
    due = (one, "balance_due", 50.0), (other, "balance_due", 20.5), (other, "balance_due", 10.0)
    assert first_of(todo((one, "opportunity", None), *due)) == [
        "今天先催尾款：3 单付了定金（共 80.50 元），还没付尾款，旗舰店:阿强 最多（2）；"
        "另有 1 件，见“今日待办”。（数据截至 2022-08-03）"
    ]
    # Of equal ones nobody has most.
    (even,) = first_of(todo(*due[:2]))
    assert "最多" not in even
    # Nothing is sure of a sum of which nothing is known; alone, nobody has most.
    assert first_of(todo((one, "balance_due", None)), language="en") == [
        "Urge balances first: 1 order with a deposit (— CNY in all) and no balance."
        " (As of 2022-08-03.)"
    ]
    assert first_of(todo((one, "unread", None), (one, "lost_order", 9.0))) == [
        "今天先回访前一天付了款、但没算上的 1 单（共 9.00 元）；另有 1 件，见“今日待办”。"
        "（数据截至 2022-08-03）"
    ]
    found = report()
    block = next(b for b in sheet(found, "overview").blocks if b.row == 4)
    assert (block.role, block.link) == ("first", "todo")
    assert [tile.row for tile in tiles(found).values()][:5] == [6] * 5


def test_where_nothing_is_to_be_done_nothing_stands_there():
    assert first_of(todo()) == []
    # A brief report has no sheet of what to do.
    assert first_of(todo(("旗舰店:小美", "unread", None)), brief=True) == []


@pytest.mark.parametrize(
    ("messages", "orders", "days", "is_told"),
    [
        ("2022-08-29", "2022-08-31", (1, 31), True),  # two days of the month
        ("2022-08-30", "2022-08-31", (1, 31), False),  # the last day, often partly there
        ("2022-08-30", "2022-08-31", (24, 31), False),  # of eight days
        ("2022-08-01", "2022-08-02", (1, 31), True),  # of the two days that the data has
        ("2022-07-31", "2022-08-01", (1, 31), True),  # all that the data has of the month
        ("2022-08-30", "2022-08-31", (25, 31), True),  # of a week
        ("2022-08-30", "2022-08-31", (31, 31), True),  # all that is reported
        ("2022-08-30", "2022-09-20", (1, 30), False),  # nothing of the period
    ],
)
def test_days_without_messages_are_told_where_they_are_of_the_period(
    messages, orders, days, is_told
):
    figures, shop = LiteralFigures(), literal_shop()
    period = (date(2022, 8, days[0]), date(2022, 8, days[1]))
    figures.answer = Period(period, period, None)
    ends = Problem(
        "messages_end_early", table="messages", found={"messages": messages, "orders": orders}
    )
    found = report_sheets(figures, replace(shop, problems=[ends]))
    told = [text for text in texts(found, "overview", "warning") if "消息只到" in text]
    assert len(told) == is_told


@pytest.mark.parametrize(("first", "is_told"), [("2022-08-01", False), ("2022-08-02", True)])
def test_days_without_orders_are_told_where_they_are_of_the_period(first, is_told):
    figures, shop = LiteralFigures(), literal_shop()  # 1 to 3 August
    days = {"first": first, "last": "2022-08-03"}
    days |= {"messages_first": "2022-07-01", "messages_last": "2022-08-03"}
    less = Problem("orders_cover_less", table="orders", found=days)
    found = report_sheets(figures, replace(shop, problems=[less]))
    told = [text for text in texts(found, "overview", "warning") if "付款的订单只有" in text]
    assert len(told) == is_told


@pytest.mark.parametrize(
    ("first", "last", "is_told"),
    [
        ("2022-08-03", "2022-08-09", True),  # the period's last day
        ("2022-07-20", "2022-08-01", True),
        ("2022-08-04", "2022-08-09", False),
        ("2022-07-20", "2022-07-31", False),
    ],
)
def test_missing_days_are_told_where_they_are_of_the_period(first, last, is_told):
    figures, shop = LiteralFigures(), literal_shop()  # 1 to 3 August
    found = {"first": first, "last": last, "count": "6"}
    missing = Problem("days_missing", table="orders", found=found)
    sheets = report_sheets(figures, replace(shop, problems=[missing]))
    told = [text for text in texts(sheets, "overview", "warning") if "一行也没有" in text]
    assert len(told) == is_told


def test_messages_without_any_reading_are_named_on_the_first_page():
    figures, shop = LiteralFigures(), literal_shop()
    figures.shop_figures |= {"read_customers": None, "guided_gmv": None}
    known = {"files": "m.csv", "count": "6"}
    unknown = Problem("reading_unknown", table="messages", found=known)
    found = report_sheets(figures, replace(shop, problems=[*shop.problems, unknown]))
    assert [text for text, _ in tiles(found)["阅读客户数"].lines if text] == ["消息里没有阅读时间"]
    assert tiles(found)["发送客户数"].lines[1] == ("上期 10", "quiet")
    (told,) = [text for text in texts(found, "overview", "warning") if "m.csv" in text]
    assert told.startswith("注意：客服消息：所有消息（6 条）都没有阅读时间")
