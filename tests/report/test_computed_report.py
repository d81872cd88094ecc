"""Whole reports of shops of a few rows, whose figures are computed."""

from __future__ import annotations

from datetime import date

import pandas as pd
import pytest

from tests.figures import shops
from tests.tables_by_hand import tables_of
from xlcs import compute
from xlcs.advice.highlights import Highlight
from xlcs.figures.edition import Edition
from xlcs.report.description.appearance import ROW_HEIGHT, body_heights, hidden_columns
from xlcs.report.description.pages import column_breaks
from xlcs.report.description.sheets import Chart, Text, Tile, find_table
from xlcs.report.description.words import Words
from xlcs.report.report import report_sheets
from xlcs.report.sheets.highlights import told
from xlcs.settings import Settings
from xlcs.settings.people import Nick
from xlcs.shop.shop import Shop

AUGUST = date(2022, 8, 1), date(2022, 8, 31)
A, B = "店:小美", "店:阿强"

RELATIONS = shops.relations(
    ("甲", A, "2022-07-01 10:00:00"),
    ("乙", B, "2022-07-01 10:00:00"),
    ("丙", A, "2022-07-01 10:00:00"),
)
# 小美 sends 甲 a message that counts; 阿强 sends 乙 one that is not read; 丙 gets none.
MESSAGES = shops.messages(
    ("甲", A, "2022-08-01 09:00:00", "2022-08-01 09:30:00"),
    ("乙", B, "2022-08-02 22:30:00"),
)
ORDERS = shops.orders(
    ("1", "甲", "2022-08-01 10:00:00", 100),
    ("2", "乙", "2022-08-02 23:00:00", 40),
    ("3", "丙", "2022-08-02 10:00:00", 7),
    ("4", "丁", "2022-08-02 10:00:00", 500),  # nobody's client
)


def report(days=AUGUST, agent=None, language="zh", brief=False, **tables):
    shop = shops.shop(**tables)
    return report_sheets(compute(shop), shop, *days, agent=agent, language=language, brief=brief)


def tiles(sheets):
    return {block.caption: block for block in sheets[0].blocks if isinstance(block, Tile)}


def column(sheets, table, id):
    values = find_table(sheets, table)[1].column(id).values.astype(object)
    return values.where(values.notna(), None).tolist()


def texts(sheet, *roles):
    return [b.text for b in sheet.blocks if getattr(b, "role", None) in roles]


SHOP = {"relations": RELATIONS, "messages": MESSAGES, "orders": ORDERS}
RECEIVED = shops.receptions(
    ("甲", A, "2022-07-10 10:00:00", "2022-07-10 10:20:00", "已付款"),
    ("甲", A, "2022-08-10 10:00:00", "2022-08-10 10:20:00", "未付款"),
    ("乙", B, "2022-08-10 10:00:00", "2022-08-10 10:20:00", "已付款"),
    ("乙", B, "2022-12-10 10:00:00", "2022-12-10 10:20:00", "已付款"),
)


def test_an_order_takes_one_line_on_paper_and_many_are_printed_in_part():
    mei = "木子家居生活旗舰店:小美"  # 9 characters of two digits, the colon, 2 of two: 23
    relations = shops.relations(("甲", mei, "2022-07-01 10:00:00"))
    messages = shops.messages(("甲", mei, "2022-08-01 09:00:00", "2022-08-01 09:30:00"))
    for count in 499, 500:
        paid = [(str(n), "甲", "2022-08-01 10:00:00", 1) for n in range(count)]
        sheets = report(relations=relations, messages=messages, orders=shops.orders(*paid))
        sheet, table = find_table(sheets, "orders")
        assert column(sheets, "orders", "credited_agent") == [mei] * count
        heights = body_heights(table)
        assert heights is None or heights.max() == ROW_HEIGHT
        assert ("打印前请先筛选" in texts(sheet, "subtitle", "note")[0]) == (count == 500)


@pytest.mark.parametrize("amount", [1, 1_234_567_890])
@pytest.mark.parametrize("length", [4, 9, 11, 20])
def test_an_order_is_on_one_page_however_long_the_names_are(length, amount):
    mei = "店" * length + ":小美"
    shop = {
        "relations": shops.relations(("甲" * 9, mei, "2022-07-01 10:00:00")),
        "messages": shops.messages(
            ("甲" * 9, mei, "2022-08-01 09:00:00", "2022-08-01 09:30:00"),
        ),
        "orders": shops.orders(("29000" * 4, "甲" * 9, "2022-08-01 10:00:00", amount)),
    }
    assert column_breaks(find_table(report(**shop), "orders")[0]) == []


def test_every_sheet_is_of_the_one_period_that_was_asked_for():
    days = date(2022, 7, 1), date(2022, 12, 31)
    sheets = report(days, **SHOP, receptions=RECEIVED)
    for sheet in sheets[1:]:
        if sheet.id not in ("check", "definitions", "todo"):
            # In two lines where it is printed again above a table that goes on to the right.
            subtitle = texts(sheet, "subtitle")[0].replace("\n", " ")
            assert subtitle.startswith("2022-07-01 至 2022-12-31"), sheet.name
    assert "2022-07-01 至 2022-12-31（184 天）" in texts(sheets[0], "subtitle")[0]
    assert column(sheets, "receptions", "period") == [f"2022-{n:02d}" for n in range(7, 13)]
    august = report(AUGUST, **SHOP, receptions=RECEIVED)
    assert column(august, "receptions", "period") == ["2022-08"]


def test_each_figure_looks_for_the_period_before_in_its_own_tables():
    found = tiles(report(AUGUST, **SHOP, receptions=RECEIVED))
    # No message, visit or payment in July, but a reception.
    assert found["发送客户数"].lines[1] == ("上期没有数据", "quiet")
    assert found["接待买家数"].lines[1] == ("上期 1", "quiet")


def test_ten_days_are_not_compared_with_a_whole_month():
    sent = shops.messages(
        ("甲", A, "2022-07-01 12:00:00"),
        ("甲", A, "2022-08-10 12:00:00"),
        ("丙", A, "2022-08-10 12:00:00"),
    )
    shop = SHOP | {"messages": sent, "orders": shops.orders(("1", "甲", "2022-08-10 13:00:00", 5))}
    month = report(AUGUST, **shop)
    assert tiles(month)["发送客户数"].lines == (("较上期 —", "quiet"), ("上期 1", "quiet"))
    assert (
        "本期 31 天里有 10 天的数据，上期 31 天里有 31 天的：人数和金额不和上期比。"
        "要比，请把期间选成 2022-08-01 至 2022-08-10。"
    ) in texts(month[0], "warning")
    # 1 to 10 August beside 1 to 10 July: two customers, one before.
    same_days = report((date(2022, 8, 1), date(2022, 8, 10)), **shop)
    assert tiles(same_days)["发送客户数"].lines[0] == ("较上期 ▲ +100.0%", "good")
    assert not any("不和上期比" in text for text in texts(same_days[0], "warning"))
    # July has no day before the 1st of it that is covered, and 31 of its own: nothing to compare.
    july = report((date(2022, 7, 1), date(2022, 7, 31)), **shop)
    assert tiles(july)["发送客户数"].lines == (("较上期 —", "quiet"), ("上期没有数据", "quiet"))


def test_a_month_that_has_hardly_begun_leads_to_the_month_before():
    # An order of 1 September, just after midnight, makes September the latest month with data.
    sent = shops.messages(("甲", A, "2022-08-01 12:00:00"), ("甲", A, "2022-08-31 12:00:00"))
    shop = SHOP | {"messages": sent, "orders": shops.orders(("1", "甲", "2022-09-01 00:05:00", 5))}
    september = report((date(2022, 9, 1), date(2022, 9, 30)), **shop)
    told = (
        "本期 30 天里有 1 天的数据，上期 31 天里有 31 天的：人数和金额不和上期比。"
        "要看上期，请把期间选成 2022-08-01 至 2022-08-31。"
    )
    # Above the tiles: whoever sees the noughts there sees why.
    (block,) = [b for b in september[0].blocks if isinstance(b, Text) and b.text == told]
    assert block.row < tiles(september)["发送客户数"].row


def test_one_day_shows_one_change_on_every_sheet():
    received = shops.receptions(
        ("甲", A, "2022-08-09 10:00:00", "2022-08-09 10:20:00", "已付款"),
        ("甲", A, "2022-08-10 10:00:00", "2022-08-10 10:20:00", "已付款"),
        ("乙", A, "2022-08-10 11:00:00", "2022-08-10 11:20:00", "未付款"),
        ("丙", A, "2022-07-10 11:00:00", "2022-07-10 11:20:00", "未付款"),
    )
    day = date(2022, 8, 10)
    sheets = report((day, day), **SHOP, receptions=received)
    # The day before 100 %, that day 50 %.
    assert tiles(sheets)["接待转化率"].lines[0][0] == "较上期 ▼ -50.0 个百分点"
    assert column(sheets, "receptions", "conversion_change") == ["-50.0 个百分点"]


def test_receptions_alone_have_no_guided_figure_and_no_nought():
    sheets = report(AUGUST, receptions=RECEIVED)
    found = tiles(sheets)
    for caption in ("发送客户数", "引导成交金额（元）"):
        assert found[caption].value == "—"
    assert [sheet.name for sheet in sheets] == ["概览", "接待达标", "数据检查", "口径说明"]


def test_the_report_of_an_agent():
    sheets = report(AUGUST, A, **SHOP, receptions=RECEIVED)
    found = tiles(sheets)
    assert found["发送客户数"].value == 1
    assert found["引导成交金额（元）"].value == 100
    assert found["接待买家数"].value == 1
    # The agent's credited order and the one that a client of the agent's paid unmessaged.
    assert column(sheets, "orders", "order_id") == ["1", "3"]
    assert column(sheets, "orders", "client_agent") == [A, A]
    assert column(sheets, "daily", "sent_customers") == [1, 0]
    assert column(sheets, "daily", "guided_gmv") == [100, 0]
    assert find_table(sheets, "daily")[1].column("guided_gmv").total == 100
    assert column(sheets, "receptions", "agent") == [A]
    assert column(sheets, "lost_clients", "agent") == [A]
    steps = dict(zip(column(sheets, "leakage", "step"), column(sheets, "leakage", "amount"),
                     strict=True))  # fmt: skip
    assert (steps["全部付款"], steps["减：是专属客户，但没有主动发消息"]) == (107, 7)
    # The shop's own figure stays in the agents' table.
    assert find_table(sheets, "agents")[1].column("guided_gmv").total == 100


def test_money_lost_stands_beside_whose_client_it_was():
    sheets = report(**SHOP)
    assert column(sheets, "lost_clients", "agent") == [B, A]
    assert column(sheets, "lost_clients", "lost") == [40, 7]
    assert column(sheets, "lost_clients", "unread") == [40, 0]
    assert column(sheets, "lost_clients", "not_messaged") == [0, 7]
    assert find_table(sheets, "lost_clients")[1].column("paid").total == 147


@pytest.mark.parametrize("agent", [None, A])
def test_where_nothing_tells_of_reading_no_sheet_says_what_was_lost(agent):
    # What was counted, unread or read too late is unknown: not 0, and no part of a sum.
    messages = MESSAGES.assign(read_at=pd.Series(pd.NaT, MESSAGES.index, "datetime64[s]"))
    shop = Shop("exports", tables_of({**SHOP, "messages": messages}), [], [])
    sheets = report_sheets(compute(shop), shop, *AUGUST, agent=agent)
    assert {sheet.id for sheet in sheets}.isdisjoint({"leakage", "lost_clients"})
    assert "orders" in {sheet.id for sheet in sheets}


def test_what_stands_out_leads_to_its_rows():
    sheets = report(**SHOP, receptions=RECEIVED)
    points = [block for block in sheets[0].blocks if getattr(block, "role", None) == "point"]
    # July: one buyer of one converted, August one of two: at the limit, so no verdict turned.
    assert [point.text for point in points] == []
    more = shops.orders(*((str(n), "丙", "2022-08-02 10:00:00", 50) for n in (5, 6)))
    sheets = report(**{**SHOP, "orders": more})
    (point,) = [block for block in sheets[0].blocks if getattr(block, "role", None) == "point"]
    assert "店:小美 的客户有 2 单、100.00 元" in point.text
    table = find_table(sheets, "orders")[1]
    assert (point.link, point.link_cell) == ("orders", f"A{table.first_row}")


@pytest.mark.parametrize(
    ("last", "by", "rows", "is_cut"),
    [
        # 1 May to 31 July 2022 are 92 days, to 1 August 93; the data is of 1 June, a Wednesday, to
        # 1 August, a Monday.
        (date(2022, 7, 31), "day", 61, ""),
        (date(2022, 8, 1), "week", 10, "首、末两行不是整周，只有其中几天。"),
        (date(2023, 5, 2), "month", 3, "最后一行不是整月，只有其中几天。"),
    ],
)
def test_a_long_period_has_weeks_or_months_as_rows(last, by, rows, is_cut):
    first = date(2022, 5, 1)
    # Two customers on one day, one of them again two months later.
    sent = shops.messages(
        ("甲", A, "2022-06-01 09:00:00"),
        ("乙", B, "2022-06-01 09:00:00"),
        ("甲", A, "2022-07-30 09:00:00"),
        ("甲", A, "2022-08-01 09:00:00"),
    )
    bound = shops.relations(("甲", A, "2022-01-01 10:00:00"), ("乙", B, "2022-01-01 10:00:00"))
    sheets = report((first, last), relations=bound, messages=sent)
    table = find_table(sheets, "daily")[1]
    assert [c.id for c in table.columns][:2] == (
        ["day", "weekday"] if by == "day" else ["period", "day"]
    )
    assert table.length == rows
    (said,) = texts(next(sheet for sheet in sheets if sheet.id == "effect"), "subtitle")[:1]
    assert is_cut in said
    assert ("只有其中几天" in said) == bool(is_cut)
    assert max(column(sheets, "daily", "sent_customers")) == 2
    assert table.column("sent_customers").total == 2
    if by == "month":
        assert column(sheets, "daily", "period") == ["2022-06", "2022-07", "2022-08"]
        assert column(sheets, "daily", "sent_customers") == [2, 1, 1]


def test_hours_are_shaded_and_the_advice_is_said_to_be_an_upper_bound():
    sheets = report(**SHOP)
    table = find_table(sheets, "sent_by_hour")[1]
    assert [c.caption for c in table.columns] == ["星期＼点", *map(str, range(9, 23))]
    # 1 August 2022 is a Monday.
    assert table.column("h9").values.tolist() == [1, 0, 0, 0, 0, 0, 0]
    assert table.column("h22").values.tolist() == [0, 1, 0, 0, 0, 0, 0]
    assert table.shaded == tuple(f"h{hour}" for hour in range(9, 23))
    earlier = shops.orders(("1", "甲", "2022-08-02 10:00:00", 100))
    hours = next(s for s in report(**{**SHOP, "orders": earlier}) if s.id == "hours")
    assert any("是上限" in text for text in texts(hours, "note"))


def test_hours_of_weekdays_that_the_period_does_not_have_are_not_said_to_be_0():
    # 1 August 2022 is a Monday, the 6th a Saturday.
    sheets = report((date(2022, 8, 1), date(2022, 8, 2)), **SHOP)
    assert column(sheets, "sent_by_hour", "weekday") == ["周一", "周二"]
    assert column(sheets, "sent_by_hour", "h9") == [1, 0]
    sheets = report((date(2022, 8, 6), date(2022, 8, 8)), **{**SHOP, "messages": shops.messages(
        ("甲", A, "2022-08-07 09:00:00"))})  # fmt: skip
    assert column(sheets, "sent_by_hour", "weekday") == ["周一", "周六", "周日"]
    assert column(sheets, "sent_by_hour", "h9") == [0, 0, 1]


def test_the_brief_report_has_four_sheets_and_says_so():
    sheets = report(brief=True, **SHOP, receptions=RECEIVED)
    assert [sheet.name for sheet in sheets] == ["概览", "效果数据", "客服明细", "接待达标"]
    assert any("简版" in text for text in texts(sheets[0], "note"))
    assert not any("没有的工作表" in text for text in texts(sheets[0], "note"))


def test_charts_draw_tables_that_are_in_the_report():
    for brief in (False, True):
        for agent in (None, A):
            sheets = report(brief=brief, agent=agent, **SHOP, receptions=RECEIVED)
            there = {table.id for sheet in sheets for table in sheet.tables()}
            drawn = {block.table for sheet in sheets for block in sheet.blocks
                     if hasattr(block, "categories")}  # fmt: skip
            assert drawn <= there


def test_what_is_to_be_done_in_words():
    sheets = report(**SHOP)
    # The data ends on 2 August: 乙 was messaged that day and read nothing.
    assert list(zip(column(sheets, "todo", "agent"), column(sheets, "todo", "kind"),
                    column(sheets, "todo", "buyer_id"), strict=True)) == [
        (B, "当天发了没读", "乙"),
    ]  # fmt: skip
    (told,) = texts(next(s for s in sheets if s.id == "todo"), "subtitle")
    assert told.startswith("截至数据的最后一天 2022-08-02：当天发了没读 1。")


def test_a_month_that_is_over_says_which_target_was_missed():
    # One more message on the last day of August: the month is over, 100 of 400 were reached.
    sent = shops.messages(
        ("甲", A, "2022-08-01 09:00:00", "2022-08-01 09:30:00"),
        ("乙", B, "2022-08-02 22:30:00"),
        ("丙", A, "2022-08-31 10:00:00"),
    )
    wanted = Settings(targets={"": {"guided_gmv": 400, "sent_customers": 1}})
    shop = shops.shop(**(SHOP | {"messages": sent}))
    found = tiles(report_sheets(compute(shop, wanted), shop, *AUGUST))
    assert found["引导成交金额（元）"].lines[2] == ("目标 400：25.0%，没有完成", "bad")
    assert found["发送客户数"].lines[2][1] == "good"


def test_a_rate_is_told_as_so_many_points_from_its_target():
    def told(target, language="zh"):
        wanted = Settings(targets={"": {"conversion_rate": target}})
        shop = shops.shop(**SHOP, receptions=RECEIVED)
        made = report_sheets(compute(shop, wanted), shop, *AUGUST, language=language)
        caption = "接待转化率" if language == "zh" else "Conversion rate"
        return tiles(made)[caption].lines[2:]

    # One of two buyers. Both parts are too long for one line of a tile.
    assert told(0.45) == (("目标 45.0%：已达到", "good"), ("高 5.0 个百分点", "good"))
    assert told(0.5) == (("目标 50.0%：已达到", "good"), ("高 0.0 个百分点", "good"))
    # The receptions reach the month's end.
    assert told(0.625) == (("目标 62.5%：还差 12.5 个百分点", "bad"), ("没有完成", "bad"))
    assert told(0.45, "en") == (("target 45.0%: met", "good"), ("5.0 pp above", "good"))


def test_a_number_of_a_tile_is_not_cut_by_the_tile_beside():
    wanted = Settings(targets={"": {"guided_gmv": 60_000_000}})
    shop = shops.shop(**SHOP)
    found = tiles(report_sheets(compute(shop, wanted), shop, *AUGUST))
    # 100 of it by 2 August, 29 days before the month ends: 59,999,900 / 29 is 2,068,962.07 a day.
    assert found["引导成交金额（元）"].lines[2:] == (
        ("目标 60,000,000：0.0%", "quiet"), ("每天还要 2,068,963", "quiet"),
    )  # fmt: skip
    assert {len(tile.lines) for tile in list(found.values())[:5]} == {4}


def test_a_target_of_the_shop_that_no_tile_shows_is_in_the_table_of_agents():
    wanted = Settings(targets={"": {"followup_gmv": 400, "guided_gmv": 400}})
    shop = shops.shop(**SHOP)
    sheets = report_sheets(compute(shop, wanted), shop, *AUGUST)
    table = find_table(sheets, "agents")[1]
    # 甲's 100 and 乙's 40 followed a message; guided GMV stands on 概览.
    assert table.column("followup_gmv_done").total == 140 / 400
    assert "guided_gmv_done" not in [column.id for column in table.columns]


def test_a_target_of_nobody_is_told_below_the_tiles():
    wanted = Settings(targets={"小妹": {"guided_gmv": 400}, "小美": {"guided_gmv": 400}})
    shop = shops.shop(**SHOP)
    for agent in None, A:
        overview = report_sheets(compute(shop, wanted), shop, *AUGUST, agent=agent)[0]
        told = [text for text in texts(overview, "warning") if "[targets]" in text]
        assert len(told) == (agent is None)
        assert all("给 小妹 定了目标" in text for text in told)


def test_by_person_the_columns_and_charts_are_of_persons():
    people = (Nick("美美", A), Nick("强强", B))
    shop = shops.shop(**SHOP, receptions=RECEIVED)
    for level, who in (("nick", "客服"), ("person", "人员")):
        figures = compute(shop, Settings(people=people, agents_by=level))
        sheets = report_sheets(figures, shop, *AUGUST, language="zh")
        for table in ("agents", "receptions", "reception_agents", "todo"):
            assert find_table(sheets, table)[1].column("agent").caption == who, table
        orders = find_table(sheets, "orders")[1]
        named = [orders.column(id).caption for id in ("credited_agent", "agent", "client_agent")]
        assert named == [f"归属{who}", f"发送{who}", f"专属{who}"]
        drawn = [b.title for s in sheets for b in s.blocks if isinstance(b, Chart)]
        assert f"各{who}接待转化率" in drawn
        assert f"按{who}" in texts(next(s for s in sheets if s.id == "receptions"), "heading")


def test_progress_towards_the_targets_of_the_month():
    wanted = Settings(targets={"": {"guided_gmv": 400}, A: {"guided_gmv": 50, "read_rate": 0.5}})
    shop = shops.shop(**SHOP)
    sheets = report_sheets(compute(shop, wanted), shop, *AUGUST)
    # 100 of 400; the data ends on the 2nd: 300 more in 29 days. Of 10 a day 10 would be missing.
    line = tiles(sheets)["引导成交金额（元）"].lines[2]
    assert line == ("目标 400：25.0%，每天还要 11", "quiet")
    assert column(sheets, "agents", "guided_gmv_target") == [50, None]
    assert column(sheets, "agents", "guided_gmv_done") == [2, None]
    done = find_table(sheets, "agents")[1].column("guided_gmv_done")
    assert (done.total, done.bars, done.missing) == (0.25, True, "—")
    # Read by one of one: a share of the target would say 200 %.
    assert column(sheets, "agents", "read_rate_from_target") == ["+50.0 个百分点", None]
    assert "read_rate_done" not in [c.id for c in find_table(sheets, "agents")[1].columns]
    assert not any(len(tile.lines) > 2 for tile in tiles(report(**SHOP)).values())


def test_what_one_table_hides_hides_nothing_of_another():
    # Paid before the message: what an earlier one would catch stands above hours 9 to 22.
    late = shops.orders(
        ("1", "甲", "2022-08-01 10:00:00", 9), ("2", "乙", "2022-08-02 22:00:00", 4)
    )
    sheets = report(**(SHOP | {"orders": late}), receptions=RECEIVED)
    assert find_table(sheets, "caught")[1].row < find_table(sheets, "sent_by_hour")[1].row
    for part in sheets:
        hidden = set(hidden_columns(part))
        for table in part.tables():
            columns = enumerate(table.columns, start=table.col)
            shown = {col for col, column in columns if not column.hidden}
            assert not shown & hidden, (part.name, table.id)


def test_where_nothing_was_paid_there_is_no_waterfall():
    unpaid = shops.orders(("1", "甲", None, 9))
    sheets = report(**(SHOP | {"orders": unpaid}))
    assert find_table(sheets, "leakage")[1].column("amount").values.tolist() == [0.0] * 10
    kinds = [b.kind for s in sheets for b in s.blocks if isinstance(b, Chart)]
    assert "waterfall" not in kinds
    drawn = [b.kind for s in report(**SHOP) for b in s.blocks if isinstance(b, Chart)]
    assert drawn.count("waterfall") == 2  # 概览, 漏损


def test_agents_with_most_receptions_come_first_and_are_drawn():
    # Sixteen agents, a buyer each, but 07 three and 16 two.
    rows = [
        (f"买家{agent}-{n}", f"店:{agent:02d}", f"2022-08-10 1{n}:00:00", f"2022-08-10 1{n}:20:00",
         "已付款")
        for agent, count in ((7, 3), (16, 2), *((a, 1) for a in range(1, 17) if a not in (7, 16)))
        for n in range(count)
    ]  # fmt: skip
    sheets = report(receptions=shops.receptions(*rows))
    agents = find_table(sheets, "reception_agents")[1].column("agent").values.tolist()
    assert agents[:4] == ["店:07", "店:16", "店:01", "店:02"]
    (drawn,) = (b for s in sheets for b in s.blocks if isinstance(b, Chart) and b.rows == 15)
    assert drawn.title == "各客服接待转化率：接待最多的 15 名"


def test_how_long_clients_had_for_reading_is_told_by_the_edition():
    numbers = {"sent": 40, "unread": 30, "share": 0.75}
    for days, zh, en in ((1, "当天", "that day"), (7, "7 天内", "within 7 days")):
        for language, said in (("zh", f"（75.0%）{zh}没有读。"), ("en", f"did not read {en}.")):
            words = Words(language, Edition(window_days=days))
            assert told(words, Highlight("few_readers", numbers)).endswith(said)


def test_whose_clients_let_balances_stand():
    def said(agent, of_agent, language="zh", amount=70.0):
        numbers = {"orders": 3, "amount": amount, "of_agent": of_agent}
        return told(Words(language), Highlight("balances_not_urged", numbers, agent=agent))

    none = "3 单预售付了定金（70.00 元）、没付尾款，之后也没有人发过消息"
    assert said("王", 3) == none + "，都是 王 的客户。"
    assert said("王", 2) == none + "，最多的是 王 的客户（2 单）。"
    assert said(None, 1) == none + "。"
    assert said(None, 1, amount=None) == none.replace("70.00", "—") + "。"
    assert said("王", 2, "en").endswith("no message since; most by clients of 王 (2).")
