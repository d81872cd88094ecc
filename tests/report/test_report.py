"""What the sheets of figures say, on literal figures."""

from __future__ import annotations

from datetime import datetime

import pandas as pd
import pytest

from tests.report.described import NAMES, charts, report, rows, texts
from tests.report.literal import (
    FIRST,
    LiteralFigures,
)
from xlcs.catalogue import AGENT_TABLE, BESIDE, EFFECT, REASONS
from xlcs.figures.edition import named_edition
from xlcs.report.description.formats import short_money_format
from xlcs.report.description.sheets import Tile, find_table
from xlcs.report.description.words import Words
from xlcs.report.sheets.agents import of_most, short_names
from xlcs.settings import Settings


def test_eleven_sheets_in_order():
    assert [sheet.name for sheet in report()] == NAMES


def test_every_table_keeps_its_header_in_view_and_on_every_page():
    for part in report():
        if part.id in ("effect", "agents", "receptions", "orders", "leakage"):
            table = next(part.tables())
            assert part.freeze[0] == table.first_row
            assert part.repeat == (table.row, table.header_row)


# ---- 效果数据


def test_a_row_a_day_and_the_shop_in_the_total_row():
    sheets = report()
    assert rows(sheets, "daily", "weekday", "sent_customers", "guided_gmv") == [
        ("周一", 10, 700.25), ("周二", 8, 500.0), ("周三", 0, 0.0),
    ]  # fmt: skip
    table = find_table(sheets, "daily")[1]
    assert table.column("day").values.dt.date.tolist()[0] == FIRST
    assert table.total
    assert table.column("day").total == "合计（去重）"
    # 15 distinct customers, not 10 + 8; money is the sum.
    assert [table.column(id).total for id in EFFECT] == [15, 11, 9, 5, 1200.25]
    assert "去重" in texts(sheets, "effect", "subtitle")[0]
    assert [chart.kind for chart in charts(sheets, "effect")] == ["column", "line"]


def test_many_days_are_drawn_as_a_line():
    figures = LiteralFigures()
    days = pd.date_range("2022-01-01", periods=63, freq="D")
    figures.daily_frame = pd.DataFrame({"day": days} | {id: range(63) for id in EFFECT})
    assert charts(report(figures), "effect")[0].kind == "line"


# ---- 客服明细


def test_a_row_an_agent_and_the_shop_in_the_total_row():
    sheets = report()
    table = find_table(sheets, "agents")[1]
    assert [column.id for column in table.columns] == ["agent", *AGENT_TABLE, *BESIDE, "short_name"]
    assert rows(sheets, "agents", "agent", "guided_gmv") == [
        ("旗舰店:小美", 900.25), ("旗舰店:阿强", 300.0), ("=1+1", 0.0),
    ]  # fmt: skip
    assert table.column("agent").total == "全店（去重）"
    assert table.column("clients_total").total == 120
    assert table.column("guided_gmv").total == 1200.25
    bands = [column.band for column in table.columns if column.id.startswith("invites")]
    assert bands == ["邀请表现"] * 3


def test_a_ranking_shows_the_first_agents_only():
    chart = charts(report(), "agents")[0]
    assert (chart.kind, chart.table, chart.rows) == ("bar", "agents", 15)
    assert chart.title == "客服引导成交金额排名（元）"


def test_a_ranking_that_leaves_agents_out_says_so():
    title = of_most(Words("zh"), "排名", "引导成交金额", 16)
    assert title == "排名：前 15 名，按引导成交金额"
    assert of_most(Words("en"), "Agents", "guided GMV", 60) == "Agents: the first 15 by guided GMV"
    assert of_most(Words("zh"), "排名", "引导成交金额", 15) == "排名"


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        (["旗舰店:小美", "旗舰店:阿强"], ["小美", "阿强"]),
        (["旗舰店:小美", "专营店:小美"], ["旗舰店:小美", "专营店:小美"]),
        (["旗舰店:小美", "阿强"], ["旗舰店:小美", "阿强"]),
        (["旗舰店:小美", "旗舰店:"], ["旗舰店:小美", "旗舰店:"]),
        (["旗舰店:组:小美"], ["组:小美"]),
        ([], []),
    ],
)
def test_charts_name_agents_without_the_shop_that_all_have(names, expected):
    assert short_names(pd.Series(names, dtype="str")).tolist() == expected


def test_tiles_lead_to_the_sheets_of_their_figures():
    (overview, *others) = report()
    links = {block.caption: block.link for block in overview.blocks if isinstance(block, Tile)}
    assert links["发送客户数"] == "effect"
    assert links["接待转化率"] == "receptions"
    assert set(filter(None, links.values())) <= {sheet.id for sheet in others}


# ---- 接待达标


def test_a_row_a_period_with_changes_and_verdict():
    sheets = report()
    shown = ("period", "conversion_rate", "conversion_change", "duration_change", "compliant")
    assert rows(sheets, "receptions", *shown) == [
        ("2022-08", 0.6, None, None, "达标"),
        ("2022-09", 0.66, "+6.0 个百分点", "+5:35", "达标"),
    ]
    assert rows(sheets, "receptions", "agent", "note") == [
        ("全店", "不完整：只含 08-01 至 08-03"), ("全店", None),
    ]  # fmt: skip
    table = find_table(sheets, "receptions")[1]
    assert table.column("average_duration").values.tolist() == [2389.6 / 86_400, 2724.6 / 86_400]
    assert table.column("compliant").tones == {"达标": "good", "不达标": "bad"}


def test_changes_can_be_computed_with():
    table = find_table(report(), "receptions")[1]
    points = table.column("conversion_change_number")
    days = table.column("duration_change_number")
    assert points.hidden
    assert days.hidden
    assert points.values.tolist()[1] == 0.06
    assert days.values.tolist()[1] == 335 / 86_400


def test_receptions_by_agent():
    sheets = report()
    shown = ("agent", "conversion_change", "duration_change", "compliant")
    assert rows(sheets, "reception_agents", *shown) == [
        ("旗舰店:小美", "+6.0 个百分点", "+5:35", "达标"),
        ("旗舰店:阿强", "-10.0 个百分点", "-1:02", "不达标"),
    ]
    assert "平均接待时长 ≤ 0:50:00 且接待转化率 ≥ 50.0%" in texts(sheets, "receptions")[1]


def test_one_period_is_drawn_by_agent_and_several_by_period():
    assert [chart.table for chart in charts(report(), "receptions")] == ["receptions"]
    figures = LiteralFigures()
    figures.receptions_frame = figures.receptions_frame.iloc[1:]
    assert [chart.table for chart in charts(report(figures), "receptions")] == ["reception_agents"]


# ---- 成交归因


def test_a_row_an_order_with_the_message_that_decided():
    sheets = report()
    shown = ("order_id", "amount", "presale", "reason", "credited_agent", "agent", "bound_at")
    assert rows(sheets, "orders", *shown) == [
        ("2900000000000000001", 700.25, "否", "计入引导成交", "旗舰店:小美", "旗舰店:小美",
         datetime(2022, 7, 1, 12)),
        ("2900000000000000002", 88.0, "是", "不是专属客户", None, None, None),
        ("2900000000000000003", 500.0, "否", "计入引导成交", "旗舰店:阿强", "旗舰店:阿强",
         datetime(2022, 7, 15, 8)),
    ]  # fmt: skip
    table = find_table(sheets, "orders")[1]
    assert table.column("order_id").kind == "name"
    assert table.column("paid_at").day_only.tolist() == [False, True, False]
    assert table.column("read_at").day_only.tolist() == [False, False, True]
    assert table.filter
    subtitle = texts(sheets, "orders")[1]
    assert "付款订单 3 单，1,288.25 元" in subtitle
    assert "计入引导成交 2 单，1,200.25 元" in subtitle


# ---- 漏损


def test_the_waterfall_goes_from_all_that_was_paid_down_to_the_guided_gmv():
    sheets = report()
    found = rows(sheets, "leakage", "step", "orders", "amount")
    # 1200.25 + 88 + 211.75 = 1500; less 88 = 1412; less 211.75 = 1200.25.
    assert found[0] == ("全部付款", 6, 1500.0)
    assert found[1] == ("减：不是专属客户", 1, 88.0)
    assert found[2] == ("专属客户付款", 5, 1412.0)
    assert found[-1] == ("引导成交金额", 2, 1200.25)
    assert len(found) == 3 + len(REASONS) - 2 + 1
    drawn = {
        label: marks for label, *marks in rows(sheets, "leakage", "label", "base", "level", "fall")
    }
    assert drawn["全部付款  1,500"] == [None, 1500.0, None]
    assert drawn["不是专属客户  88"] == [1412.0, None, 88.0]
    assert drawn["当天没有读  212"] == [1200.25, None, 211.75]
    assert drawn["引导成交金额  1,200"] == [None, 1200.25, None]


def test_the_waterfall_stands_on_an_invisible_base():
    chart = charts(report(), "leakage")[0]
    assert chart.kind == "waterfall"
    assert [(series.column, series.look) for series in chart.series] == [
        ("base", "invisible"), ("level", "accent"), ("fall", "fall"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("edition", "earlier", "unread"),
    [
        ("2022-09", "减：前几天发过消息，付款当天没有发", "减：当天没有阅读"),
        ("7-day", "减：更早发过消息，窗口内没有发", "减：当天没有阅读"),
        ("7-day-any", "减：更早发过消息，窗口内没有发", "减：没有阅读"),
    ],
)
def test_reasons_are_called_as_the_edition_has_them(edition, earlier, unread):
    figures = LiteralFigures()
    figures.edition = named_edition(edition)
    sheets = report(figures)
    steps = [step for (step,) in rows(sheets, "leakage", "step")]
    assert {earlier, unread} <= set(steps)
    labels = " ".join(label for (label,) in rows(sheets, "leakage", "label"))
    assert ("当天没发" in labels) == (edition == "2022-09")
    assert ("当天没有读" in labels) == (edition != "7-day-any")
    (why,) = {why for kind, why in rows(sheets, "todo", "kind", "detail") if "没算上" in kind}
    assert why == unread.removeprefix("减：")


def test_a_reason_that_the_rule_does_not_have_is_no_step():
    figures = LiteralFigures(settings=Settings(read_rule="same_day"))
    figures.leakage_frame = figures.leakage_frame.query("reason != 'read_after_purchase'")
    sheets = report(figures)
    labels = [label for (label,) in rows(sheets, "leakage", "label")]
    assert not any(label.startswith("付款之后才读") for label in labels)
    reasons = [name for (name,) in rows(sheets, "definitions_4", "name")]
    assert "付款之后才阅读" not in reasons
    assert len(reasons) == len(REASONS) - 1


def test_amounts_in_charts_are_told_in_few_digits():
    large = LiteralFigures()
    large.daily_frame = large.daily_frame.assign(guided_gmv=[2e9, 9e8, 0.0])
    large.leakage_frame = large.leakage_frame.assign(
        amount=large.leakage_frame["amount"] * 1_000_000
    )
    sheets = report(large)
    daily = charts(sheets, "effect")[0]
    assert (daily.table, daily.number_format) == ("daily", short_money_format(2e9, "zh"))
    labels = [label for (label,) in rows(sheets, "leakage", "label")]
    assert "全部付款  15.00亿" in labels  # 1,500 million
    assert "当天没有读  2.12亿" in labels
    # A few fen are no row of noughts.
    small = LiteralFigures()
    small.leakage_frame = small.leakage_frame.assign(amount=small.leakage_frame["amount"] / 1_000)
    labels = [label for (label,) in rows(report(small), "leakage", "label")]
    assert "全部付款  1.50" in labels


def test_a_chart_of_nothing_but_noughts_is_left_out():
    idle = LiteralFigures()
    idle.daily_frame = idle.daily_frame.assign(guided_gmv=[0.0, 0.0, 0.0])
    sheets = report(idle)
    drawn = [chart.series[0].column for chart in charts(sheets, "effect")]
    assert drawn == ["sent_customers"]
    assert "daily" not in [chart.table for chart in charts(sheets, "overview")]


def test_the_rates_stand_below_their_bars_where_the_limit_is_drawn():
    sheets = report()
    (chart,) = charts(sheets, "receptions")
    assert not any(series.labels for series in chart.series)
    names = [name for (name,) in rows(sheets, chart.table, chart.categories)]
    rates = [rate for (rate,) in rows(sheets, chart.table, "conversion_rate")]
    assert [name.split("\n")[1] for name in names] == [f"{rate:.1%}" for rate in rates]


def test_without_guided_gmv_the_customers_are_drawn_at_the_top():
    both = charts(report(), "effect")
    figures = LiteralFigures()
    figures.daily_frame["guided_gmv"] = float("nan")
    (alone,) = charts(report(figures), "effect")
    assert (alone.row, alone.end_row) == (both[0].row, both[0].end_row)


def test_a_reason_that_nothing_tells_is_a_dash():
    figures = LiteralFigures()
    figures.orders_frame["reason"] = None
    reason = find_table(report(figures), "orders")[1].column("reason")
    assert reason.values.isna().all()
    assert reason.missing == "—"
