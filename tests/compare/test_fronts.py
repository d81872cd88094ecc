"""对账 and 口径对比 in the report, in figures.json, on the terminal."""

from __future__ import annotations

import io
import json
from datetime import date

import openpyxl
import pandas as pd
import pytest
from rich.console import Console
from typer.testing import CliRunner

from xlcs.addin.ribbon.command_list import TAKE_OVER
from xlcs.cli import app
from xlcs.compare.summaries import compared
from xlcs.report.description.pages import page_scale, repeated_columns
from xlcs.report.description.scope import Scope
from xlcs.report.description.sheets import Text, find_table
from xlcs.report.report import report_sheets
from xlcs.report.sheets.comparison import comparison_sheet
from xlcs.report.write.live_workbook import plan
from xlcs.report.write.workbook_file import write_workbook
from xlcs.terminal import comparison as terminal

from .shop import GMV, figures_of, shop_with

DAYS = (date(2022, 8, 1), date(2022, 8, 12))
SUMMARY = (
    "统计时间：2022-08-01 至 2022-08-12\n客服旺旺,发送,阅读,引导成交金额\n店:红,2,2,1100\n"
    "店:兰,2,3,10000\n合计,4,4,11100\n"
)
"""引导成交金额 is that of 7-day-any; of 店:兰 one client too many is said to have read."""


@pytest.fixture
def shop(tmp_path):
    return shop_with(tmp_path, ("汇总.csv", SUMMARY))


def column(table, id):
    return table.column(id).values.tolist()


def test_the_sheet_of_theirs_and_ours(shop):
    sheets = report_sheets(figures_of(shop), shop, *DAYS)
    sheet, table = find_table(sheets, "comparison")
    assert sheet.name == "对账"
    first = {column.id: column.values.iloc[0] for column in table.columns}
    assert (first["figure"], first["agent"]) == ("阅读客户数", "店:兰")  # not explained: first
    assert (first["theirs"], first["ours"], first["difference"]) == (3, 2, -1)
    assert first["share"] == pytest.approx(-1 / 3)
    assert "没有解释" in first["cause"]
    gmv = [i for i, name in enumerate(column(table, "figure")) if name == "引导成交金额"]
    assert [column(table, "agent")[i] for i in gmv] == ["店:红", "店:兰", "全店"]
    assert [column(table, "ours")[i] for i in gmv] == [100, 0, 100]
    assert all("7-day-any" in column(table, "cause")[i] for i in gmv)
    assert set(column(table, "degree")) == {"相符（0.5% 以内）", "相差 5% 以上"}
    said = [block.text for block in sheet.blocks if isinstance(block, Text)]
    assert any("最接近的规则版本：7-day-any（现在用的是 2022-09）" in text for text in said)
    assert any('edition = "7-day-any"' in text for text in said)


def test_there_is_no_such_sheet_without_a_summary_of_the_period(shop, tmp_path):
    figures = figures_of(shop)
    names = {
        sheet.name for sheet in report_sheets(figures, shop, date(2022, 7, 1), date(2022, 7, 2))
    }
    assert "对账" not in names
    assert "口径对比" not in {sheet.name for sheet in report_sheets(figures, shop, *DAYS)}


def test_an_agents_own_report_compares_that_agent(shop):
    sheets = report_sheets(figures_of(shop), shop, *DAYS, agent="店:红")
    _, table = find_table(sheets, "comparison")
    assert set(column(table, "agent")) == {"店:红"}


def test_the_sheet_of_editions(shop):
    sheets = report_sheets(figures_of(shop), shop, *DAYS, editions=True)
    _, table = find_table(sheets, "editions")
    assert column(table, "agent") == ["店:兰", "店:红"]  # by code point
    for name, gmv in GMV.items():
        shown = table.column(f"guided_gmv_{name}")
        assert (shown.band, shown.total) == (name, gmv)
        assert sum(shown.values) == gmv
        assert table.column(f"guided_net_gmv_{name}").total == gmv - 20
    _, orders = find_table(sheets, "editions_orders")
    assert column(orders, "order_id") == ["1", "2", "3", "4"]
    counted = [pd.notna(agent) for agent in column(orders, "credited_7-day-any")]
    assert counted == [True, True, True, False]


def test_an_agents_own_report_lists_the_orders_that_some_edition_credits_to_it(shop):
    listed = {}
    for agent in ("店:红", "店:兰"):
        sheets = report_sheets(figures_of(shop), shop, *DAYS, agent=agent, editions=True)
        _, orders = find_table(sheets, "editions_orders")
        listed[agent] = column(orders, "order_id")
        ids = [one.id for one in orders.columns if one.id.startswith("credited_")]
        for credited in zip(*(column(orders, id) for id in ids), strict=True):
            assert agent in credited
    # The first is 店:红's in every edition, the last 店:兰's in the widest alone.
    assert "1" in listed["店:红"]
    assert "1" not in listed["店:兰"]
    assert "4" in listed["店:兰"]
    assert "4" not in listed["店:红"]


def test_the_edition_is_named_in_the_title_and_its_days_not_final_are_marked(shop):
    sheets = report_sheets(figures_of(shop, "7-day"), shop, *DAYS)
    titles = [block.text for block in sheets[0].blocks if isinstance(block, Text)]
    assert any("（规则版本 7-day）" in text for text in titles)
    _, daily = find_table(sheets, "daily")
    # the window of 08-06 ends on 08-12, the last covered day
    pending = [day for day, mark in zip(range(1, 13), column(daily, "final"), strict=True) if mark]
    assert pending == [7, 8, 9, 10, 11, 12]
    rules = [
        row
        for sheet in sheets if sheet.id == "definitions"
        for table in sheet.tables() if "规则版本" in column(table, "name")
        for row in zip(*(column(table, id) for id in ("name", "second", "prose")), strict=True)
    ]  # fmt: skip
    (edition,) = [row for row in rules if row[0] == "规则版本"]
    assert edition[1] == "7-day"
    assert "7 天" in edition[2]
    assert "未经平台确认" in edition[2]


def test_the_default_edition_marks_nothing(shop):
    sheets = report_sheets(figures_of(shop), shop, *DAYS)
    titles = [block.text for block in sheets[0].blocks if isinstance(block, Text)]
    assert not any("规则版本" in text for text in titles)
    _, daily = find_table(sheets, "daily")
    assert "final" not in [column.id for column in daily.columns]


def run(*words):
    return CliRunner().invoke(app, [str(word) for word in words])


def test_taking_the_edition_over_in_the_terminal(shop, tmp_path):
    path = tmp_path / "xlcs.toml"
    path.write_text("# 我们的设置\n", encoding="utf-8")
    assert "--take-over" in run("compare", tmp_path).stdout
    done = run("compare", tmp_path, "--take-over")
    assert done.exit_code == 0
    assert path.read_text(encoding="utf-8") == 'edition = "7-day-any"\n# 我们的设置\n'
    said = done.stdout
    assert "最接近的规则版本：7-day-any，就是现在用的" in said
    assert "项变为" in said
    assert "要改回来：删掉这一行" in said
    # There is nothing left to take over.
    again = run("compare", tmp_path, "--take-over", "--lang", "en")
    assert again.exit_code == 1
    assert "no edition to take over" in again.stderr
    assert path.read_text(encoding="utf-8") == 'edition = "7-day-any"\n# 我们的设置\n'


def test_the_sheet_in_excel_names_the_button(shop):
    scope = Scope(figures_of(shop), shop, *DAYS, None, "zh")
    told = {
        button: [block.text for block in comparison_sheet(scope, button=button).blocks
                 if isinstance(block, Text)]
        for button in (None, "采用版本")
    }  # fmt: skip
    assert any("--take-over" in text for text in told[None])
    assert any("点功能区的“采用版本”" in text for text in told["采用版本"])


@pytest.mark.parametrize(("language", "name"), [("zh", "口径对比"), ("en", "Rule editions")])
def test_the_best_edition_has_its_line_to_copy_its_button_and_leads_to_all_editions(
    shop, tmp_path, language, name
):
    sheets = report_sheets(figures_of(shop), shop, *DAYS, language=language, editions=True)
    write_workbook(sheets, tmp_path / "report.xlsx")
    written = openpyxl.load_workbook(tmp_path / "report.xlsx")
    sheet = written["对账" if language == "zh" else "Comparison"]
    best, told, line = (sheet.cell(row, 1) for row in (4, 5, 6))
    assert "7-day-any" in best.value
    assert best.hyperlink.location == f"'{name}'!A1"
    assert f"“{TAKE_OVER.label(language)}”" in told.value
    assert line.value == 'edition = "7-day-any"'
    # Without that sheet there is nothing to be led to.
    write_workbook(report_sheets(figures_of(shop), shop, *DAYS), tmp_path / "report.xlsx")
    assert openpyxl.load_workbook(tmp_path / "report.xlsx")["对账"].cell(4, 1).hyperlink is None


def test_counts_have_no_decimals_and_money_has(shop, tmp_path):
    sheet = comparison_sheet(Scope(figures_of(shop), shop, *DAYS, None, "zh"))
    write_workbook([sheet], tmp_path / "report.xlsx")
    written = openpyxl.load_workbook(tmp_path / "report.xlsx")["对账"]
    rows = [row for row in written.iter_rows() if row[8].value in ("元", "人")]
    formats = {(row[8].value, cell.number_format) for row in rows for cell in row[4:7]}
    assert formats == {("元", "#,##0.00"), ("人", "#,##0")}
    in_excel = {number_format for area, number_format in plan(sheet).formats if area.col == 5}
    assert in_excel == {"#,##0.00", "#,##0"}


def test_the_command(shop, tmp_path):
    done = run("compare", tmp_path)
    assert done.exit_code == 0
    lines = done.stdout.splitlines()
    assert lines[0] == "最接近的规则版本：7-day-any（现在用的是 2022-09）。"
    assert 'edition = "7-day-any"' in lines[1]
    assert lines[2] == "共 9 项，5 项相符（0.5% 以内），4 项不同。"
    assert lines[4].startswith("阅读客户数")
    assert "发送客户数" not in done.stdout
    assert "发送客户数" in run("compare", tmp_path, "--all").stdout
    assert "Theirs is of the rule edition" in run("compare", tmp_path, "--lang", "en").stdout


@pytest.mark.parametrize("columns", ["60", "80"])
def test_the_line_to_copy_is_whole_on_a_narrow_terminal(shop, tmp_path, monkeypatch, columns):
    monkeypatch.setenv("COLUMNS", columns)
    lines = run("compare", tmp_path).stdout.splitlines()
    assert 'edition = "7-day-any"' in lines[1]
    assert lines[2].startswith("共 9 项")


@pytest.mark.parametrize(("width", "is_table"), [(80, False), (140, True)])
def test_where_a_table_would_be_cut_each_difference_has_lines_of_its_own(
    shop, monkeypatch, width, is_table
):
    out = Console(file=io.StringIO(), width=width)
    monkeypatch.setattr(terminal, "console", lambda: out)
    found = compared(figures_of(shop), shop, *DAYS)
    terminal.comparison(found, "zh")
    lines = out.file.getvalue().splitlines()
    assert not any("…" in line for line in lines)
    (of_lan,) = [line for line in lines if "引导成交金额" in line and "店:兰" in line]
    assert ("10,000.00" in of_lan) is is_table
    assert any(line.startswith("    对方 10,000.00  我们 ") for line in lines) is not is_table
    assert any(line.startswith("    可能的原因：") for line in lines) is not is_table


def test_the_command_without_a_summary(tmp_path):
    shop_with(tmp_path)
    done = run("compare", tmp_path)
    assert done.exit_code == 1
    assert "汇总" in done.stderr


def test_the_figures_file(shop, tmp_path):
    path = tmp_path / "figures.json"
    words = ["--from", DAYS[0], "--to", DAYS[1], "--json", path, "--quiet"]
    assert run("report", tmp_path, *words, "--editions").exit_code == 0
    written = json.loads(path.read_text(encoding="utf-8"))
    assert written["comparison"]["best_edition"] == "7-day-any"
    rows = {(row["agent"], row["figure"]): row for row in written["comparison"]["rows"]}
    assert rows[None, "guided_gmv"] == {
        "file": "汇总.csv", "from": "2022-08-01", "to": "2022-08-12", "agent": None,
        "figure": "guided_gmv", "theirs": 11100, "ours": 100, "difference": -11000,
        "cause": "edition 7-day-any",
    }  # fmt: skip
    assert rows[None, "sent_customers"]["cause"] is None
    assert written["editions"]["names"] == list(GMV)
    assert run("report", tmp_path, *words).exit_code == 0
    assert "editions" not in json.loads(path.read_text(encoding="utf-8"))


def test_the_check_says_what_a_summary_is_read_as(shop, tmp_path):
    said = run("check", tmp_path).stdout
    assert "汇总.csv · 汇总数据，只用来对账" in said


def test_wide_sheets_are_printed_large_enough_to_read(shop):
    sheets = report_sheets(figures_of(shop), shop, *DAYS, editions=True)
    by_name = {sheet.name: sheet for sheet in sheets}
    for name, repeated in (("对账", None), ("口径对比", (1, 1)), ("数据检查", None)):
        assert page_scale(by_name[name]) >= 0.7, name
        assert repeated_columns(by_name[name]) == repeated, name
