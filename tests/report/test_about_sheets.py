"""数据检查 and 口径说明 on literal figures."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from tests.report.described import report, rows, texts
from tests.report.literal import (
    FIRST,
    LAST,
    LiteralFigures,
    literal_shop,
)
from xlcs.catalogue import FIGURES
from xlcs.figures.edition import named_edition
from xlcs.problems import Problem
from xlcs.report.description.sheets import find_table
from xlcs.report.report import report_sheets


def test_how_each_file_was_read():
    shown = ("file", "sheet", "table", "rows", "refused", "how", "first")
    found = rows(report(), "sources", *shown)
    assert found[0] == (
        "2022-08/订单.csv", None, "订单", 120, 1,
        "gb18030；表头在第 2 行；金额已扣退款，已把退款加回",
        datetime(2022, 8, 1, 10),
    )  # fmt: skip
    assert found[1][:3] == ("客户.xlsx", "Sheet1", "专属客户关系")
    assert found[2][2] == "不认识"


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
    # What was not used most comes first.
    assert found == [
        ("空.csv", None, None, None, None, "文件是空的。请重新导出。", "文件没有使用"),
        ("2022-08/订单.csv", 17, "订单", "买家实际支付金额", "=cmd|'x'!A1",
         "不是金额，这一行没有使用。请改成 1234.50 这样的数字。", "行没有使用"),
    ]  # fmt: skip


def test_a_line_at_the_top_leads_to_the_problems():
    sheets = report()
    (way,) = (b for s in sheets if s.id == "check" for b in s.blocks if getattr(b, "link", ""))
    row = find_table(sheets, "problems")[1].row - 1
    assert way.text == (f"从第 {row} 行起是问题和改法（点这里）：文件没有使用 1、行没有使用 1。")
    assert (way.row, way.link, way.link_cell) == (3, "check", f"A{row}")


def test_what_makes_figures_wrong_comes_before_other_notes():
    masked = Problem("masked_buyers", found={"count": "3", "example": "小**明"})
    missing = Problem(
        "days_missing", table="orders",
        found={"first": "2022-08-02", "last": "2022-08-05", "count": "4"},
    )  # fmt: skip
    shop = replace(literal_shop(), problems=[masked, missing])
    found = rows(report_sheets(LiteralFigures(), shop), "problems", "level", "problem")
    assert [level for level, _ in found] == ["提示", "提示"]
    assert [text[:2] for _, text in found] == ["20", "3 "]


def test_every_figure_is_defined_and_every_file_named_with_its_hash():
    sheets = report()
    tables = ("definitions_0", "definitions_2")
    names = [name for id in tables for (name,) in rows(sheets, id, "name")]
    assert sorted(names) == sorted(figure.zh for figure in FIGURES)
    # Neither is longer than a page, whose header none of the others would have.
    assert [len(rows(sheets, id, "name")) for id in tables] == [22, 8]
    settings = dict(rows(sheets, "definitions_8", "name", "second"))
    assert settings["阅读规则"] == "付款前已读"
    assert settings["平均接待时长上限"] == "50"
    assert rows(sheets, "definitions_10", "name", "prose") == [
        ("2022-08/订单.csv", "ab" * 32),
        ("客户.xlsx [Sheet1]", "cd" * 32),
        ("别的.csv", "ef" * 32),
    ]


def test_definitions_of_another_edition_say_that_they_are_of_the_default_one():
    assert texts(report(), "definitions", "subtitle") == ["2022-08-01 至 2022-08-03（3 天）"]
    figures = LiteralFigures()
    figures.edition = named_edition("7-day-any")
    for language, told in (("zh", "本报表用的是 7-day-any"), ("en", "this report is of 7-day-any")):
        sheets = report_sheets(figures, literal_shop(), language=language)
        (subtitle,) = texts(sheets, "definitions", "subtitle")
        assert told in subtitle
