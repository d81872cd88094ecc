"""Reports without data, in English, and longer than a sheet."""

from __future__ import annotations

import pandas as pd
import pytest

from tests.report.described import NAMES, charts, report, rows, texts, tiles
from tests.report.literal import (
    LiteralFigures,
    without_data,
)
from xlcs.catalogue import AGENT_TABLE, EFFECT, FIGURES, RECEPTION
from xlcs.report.description.sheets import Chart, Formula, Table, Text, Tile, find_table
from xlcs.settings import Settings


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
    figures.settings = Settings(agents_by="group")
    (told,) = [text for text in texts(report(figures), "receptions", "note") if "结论" in text]
    assert "结论和每个组都不同" in told
    assert "客服" not in told


def test_a_period_in_which_nobody_received_anybody_is_reported():
    figures = LiteralFigures()
    figures.reception_agents_frame = figures.reception_agents_frame.iloc[:0]
    assert rows(report(figures), "reception_agents", "agent", "agent_and_rate") == []


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
    figures.orders_frame = pd.concat([figures.orders_frame] * 40, ignore_index=True)
    # A limit that every other sheet keeps within: the definitions have the most rows.
    sheets = report(figures, row_limit=80)
    longest = max(
        table.last_row for part in sheets if part.id == "definitions" for table in part.tables()
    )
    assert longest <= 80
    names = [part.name for part in sheets]
    assert names[4:6] == ["成交归因", "成交归因 2"]
    first, second = (find_table(sheets, id)[1] for id in ("orders", "orders_2"))
    assert first.last_row == 80
    assert first.length + second.length == 120


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
