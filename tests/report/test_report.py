"""What the sheets of the report say, on literal figures."""

from __future__ import annotations

from datetime import date, datetime

import pandas as pd
import pytest

from tests.report.literal import (
    FIRST,
    LAST,
    LiteralFigures,
    Period,
    literal_shop,
    without_data,
)
from xlcs.catalogue import AGENT_TABLE, BESIDE, EFFECT, FIGURES, REASONS, RECEPTION
from xlcs.problems import Problem
from xlcs.report.description.sheets import Chart, Formula, Table, Text, Tile, find_table
from xlcs.report.description.words import Words
from xlcs.report.report import report_sheets
from xlcs.report.sheets.agents import of_most, short_names
from xlcs.settings import Settings

NAMES = [
    "概览", "效果数据", "客服明细", "接待达标", "成交归因", "漏损", "漏损到人", "发送时机",
    "今日待办", "数据检查", "口径说明",
]  # fmt: skip


def report(figures=None, **more):
    return report_sheets(figures or LiteralFigures(), literal_shop(), **more)


def sheet(sheets, id):
    return next(sheet for sheet in sheets if sheet.id == id)


def tiles(sheets):
    return {b.caption: b for b in sheet(sheets, "overview").blocks if isinstance(b, Tile)}


def texts(sheets, id, *roles):
    blocks = sheet(sheets, id).blocks
    return [b.text for b in blocks if isinstance(b, Text) and (not roles or b.role in roles)]


def charts(sheets, id):
    return [block for block in sheet(sheets, id).blocks if isinstance(block, Chart)]


def rows(sheets, table, *columns):
    found = find_table(sheets, table)[1]
    picked = [found.column(id).values for id in columns]
    none = [values.astype(object).where(values.notna(), None).tolist() for values in picked]
    return list(zip(*none, strict=True))


def test_eleven_sheets_in_order():
    assert [sheet.name for sheet in report()] == NAMES


def test_every_table_keeps_its_header_in_view_and_on_every_page():
    for part in report():
        if part.id in ("effect", "agents", "receptions", "orders", "leakage"):
            table = next(part.tables())
            assert part.freeze[0] == table.first_row
            assert part.repeat == (table.row, table.header_row)


# ---- 概览


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
    assert len(found["阅读客户数"].lines) == 2  # unknown then
    # receptions are known from this August on
    assert len(found["接待转化率"].lines) == 2


def test_rates_and_durations_a_year_before_are_told_as_differences():
    figures = LiteralFigures(reception_covered=(date(2021, 1, 1), LAST))
    found = tiles(report(figures, start=FIRST, end=LAST))
    # 66 % after 50 %; 2724.6 s after 2664.6 s, which is longer and so worse
    assert found["接待转化率"].lines[2] == ("去年同期 50.0%　▲ +16.0 个百分点", "good")
    assert found["平均接待时长"].lines[2] == ("去年同期 0:44:25　▲ +1:00", "bad")
    assert found["接待买家数"].lines[2] == ("去年同期 40　▲ +25.0%", "good")
    assert all(len(found[name].lines) == 2 for name in ("发送客户数", "引导成交金额（元）"))


def test_the_overview_says_what_it_was_made_from():
    title, period, source = texts(report(), "overview")[:3]
    assert title == "旗舰店 客服数据报表"
    assert period == "期间：2022-08-01 至 2022-08-03（3 天）"
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
        "注意：1 个文件、1 行没有使用，原因和改法见“数据检查”。",
    ]


def test_the_two_charts_of_the_overview():
    assert [chart.table for chart in charts(report(), "overview")] == ["daily", "leakage"]
    figures = LiteralFigures()
    # One day has no course to show.
    figures.daily_frame = figures.daily_frame.iloc[:1]
    assert [chart.table for chart in charts(report(figures), "overview")] == ["leakage", "agents"]


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


def test_a_reason_that_the_rule_does_not_have_is_no_step():
    figures = LiteralFigures(settings=Settings(read_rule="same_day"))
    figures.leakage_frame = figures.leakage_frame.query("reason != 'read_after_purchase'")
    sheets = report(figures)
    labels = [label for (label,) in rows(sheets, "leakage", "label")]
    assert not any(label.startswith("付款之后才读") for label in labels)
    reasons = [name for (name,) in rows(sheets, "definitions_2", "name")]
    assert "付款之后才阅读" not in reasons
    assert len(reasons) == len(REASONS) - 1


# ---- 数据检查, 口径说明


def test_how_each_file_was_read():
    shown = ("file", "sheet", "header", "table", "rows", "refused", "how", "first")
    found = rows(report(), "sources", *shown)
    assert found[0] == (
        "2022-08/订单.csv", None, 2, "订单", 120, 1, "gb18030；金额已扣退款，已把退款加回",
        datetime(2022, 8, 1, 10),
    )  # fmt: skip
    assert found[1][:4] == ("客户.xlsx", "Sheet1", 1, "专属客户关系")
    assert found[2][3] == "不认识"


def test_days_that_each_table_covers():
    sheets = report()
    covered = {table: days for table, *days in rows(sheets, "coverage", "table", "first", "last")}
    assert covered["订单"] == [FIRST, LAST]
    assert covered["接待记录"] == [None, None]
    notes = texts(sheets, "check", "note")
    assert "其中 4 个是打码的" in notes[0]
    assert "其中 60 个是（或曾是）专属客户" in notes[0]
    assert notes[1].startswith("2022-08-01 至 2022-08-07 的订单，往前看的 7 天")


def test_every_problem_is_listed_with_what_to_do():
    found = rows(
        report(), "problems", "file", "row", "table", "column", "value", "problem", "level"
    )
    assert found == [
        ("2022-08/订单.csv", 17, "订单", "买家实际支付金额", "=cmd|'x'!A1",
         "不是金额，这一行没有使用。请改成 1234.50 这样的数字。", "行没有使用"),
        ("空.csv", None, None, None, None, "文件是空的。请重新导出。", "文件没有使用"),
    ]  # fmt: skip


def test_every_figure_is_defined_and_every_file_named_with_its_hash():
    sheets = report()
    names = [name for (name,) in rows(sheets, "definitions_0", "name")]
    assert names == [figure.zh for figure in FIGURES]
    settings = dict(rows(sheets, "definitions_6", "name", "second"))
    assert settings["read_rule"] == "付款前已读"
    assert settings["max_average_min"] == "50"
    assert rows(sheets, "definitions_8", "name", "prose") == [
        ("2022-08/订单.csv", "ab" * 32),
        ("客户.xlsx [Sheet1]", "cd" * 32),
        ("别的.csv", "ef" * 32),
    ]


# ---- nothing, other language, long


def test_without_data_there_is_no_figure_no_zero_and_no_empty_sheet():
    sheets = report(without_data())
    assert [sheet.name for sheet in sheets] == ["概览", "数据检查", "口径说明"]
    assert {tile.value for tile in tiles(sheets).values()} == {"—"}
    assert not any(charts(sheets, sheet.id) for sheet in sheets)
    assert "没有数据（数据覆盖" in texts(sheets, "overview", "warning")[0]
    (left_out,) = [text for text in texts(sheets, "overview", "note") if "没有的工作表" in text]
    assert left_out.endswith(
        "：效果数据、客服明细、接待达标、成交归因、漏损、漏损到人、发送时机、今日待办。"
    )


def test_a_sheet_without_data_is_left_out_and_named():
    figures = LiteralFigures()
    figures.receptions_frame = figures.receptions_frame.iloc[:0]
    sheets = report(figures)
    assert [sheet.name for sheet in sheets] == [name for name in NAMES if name != "接待达标"]
    assert "没有数据、所以没有的工作表：接待达标。" in texts(sheets, "overview", "note")
    assert not any("没有的工作表" in text for text in texts(report(), "overview", "note"))


def test_orders_that_cannot_be_judged_are_not_said_to_be_none():
    figures = LiteralFigures()
    figures.shop_figures["guided_gmv"] = None
    (note,) = texts(report(figures), "orders", "subtitle")
    assert "付款订单 3 单，1,288.25 元；计入引导成交 —" in note
    assert "0 单" not in note


def test_the_title_names_the_shop_where_all_agents_are_of_one():
    figures = LiteralFigures()
    figures.agents = ["甲店:小美", "乙店:小美"]
    assert texts(report(figures), "overview", "title") == ["店铺客服数据报表"]
    figures.agents = ["小美"]
    assert texts(report(figures, language="en"), "overview", "title") == ["Customer service report"]


def test_a_shop_judged_otherwise_than_each_of_its_agents_is_explained():
    figures = LiteralFigures()
    figures.receptions_frame = figures.receptions_frame.iloc[1:]  # September alone: 达标
    assert not any("结论" in text for text in texts(report(figures), "receptions", "note"))
    figures.reception_agents_frame["compliant"] = False
    assert any("结论和每个客服都不同" in t for t in texts(report(figures), "receptions", "note"))


def test_the_limit_is_drawn_across_the_rates():
    chart = charts(report(), "receptions")[0]
    assert [(series.column, series.look) for series in chart.series] == [
        ("conversion_rate", "accent"), ("lowest_rate", "limit"),
    ]  # fmt: skip
    assert rows(report(), "receptions", "lowest_rate") == [(0.5,), (0.5,)]


def test_a_figure_whose_table_is_missing_is_not_drawn():
    figures = LiteralFigures()
    figures.daily_frame["guided_gmv"] = None
    figures.daily_frame["guided_buyers"] = None
    sheets = report(figures)
    (only,) = charts(sheets, "effect")
    assert [series.column for series in only.series] == list(EFFECT[:3])


@pytest.mark.parametrize("make", [LiteralFigures, without_data])
def test_english_has_no_chinese_of_its_own(make):
    for part in report(make(), language="en"):
        said = [part.name, part.footer]
        for block in part.blocks:
            if isinstance(block, Text) and block.role in ("title", "heading"):
                said.append(block.text)
            elif isinstance(block, Table):
                said += [column.caption for column in block.columns]
                said += [column.band or "" for column in block.columns]
            elif isinstance(block, Tile):
                said += [block.caption, *(line for line, _ in block.lines)]
            elif isinstance(block, Chart):
                said += [block.title, *(series.caption for series in block.series)]
        said = [text.replace("旗舰店", "") for text in said]  # the shop's own name
        assert not [text for text in said if any("\u4e00" <= letter <= "\u9fff" for letter in text)]


def test_orders_beyond_the_row_limit_go_on_in_a_second_sheet():
    figures = LiteralFigures()
    figures.orders_frame = pd.concat([figures.orders_frame] * 30, ignore_index=True)
    # A limit that every other sheet keeps within: the definitions have the most rows.
    sheets = report(figures, row_limit=70)
    longest = max(
        table.last_row for part in sheets if part.id == "definitions" for table in part.tables()
    )
    assert longest <= 70
    names = [part.name for part in sheets]
    assert names[4:6] == ["成交归因", "成交归因 2"]
    first, second = (find_table(sheets, id)[1] for id in ("orders", "orders_2"))
    assert first.last_row == 70
    assert first.length + second.length == 90


def test_no_cell_of_a_report_is_a_formula():
    for part in report():
        for block in part.blocks:
            assert not isinstance(getattr(block, "text", None), Formula)
            assert not isinstance(getattr(block, "value", None), Formula)


def test_the_catalogue_captions_the_columns():
    sheets = report()
    captions = {c.id: c.caption for part in sheets for t in part.tables() for c in t.columns}
    for figure in FIGURES:
        if figure.id in (*EFFECT, *AGENT_TABLE, *RECEPTION):
            assert captions[figure.id] == figure.zh
