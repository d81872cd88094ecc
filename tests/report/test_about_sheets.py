"""数据检查 and 口径说明 on literal figures."""

from __future__ import annotations

from datetime import datetime

from tests.report.described import report, rows, texts
from tests.report.literal import (
    FIRST,
    LAST,
)
from xlcs.catalogue import FIGURES


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
    assert found == [
        ("2022-08/订单.csv", 17, "订单", "买家实际支付金额", "=cmd|'x'!A1",
         "不是金额，这一行没有使用。请改成 1234.50 这样的数字。", "行没有使用"),
        ("空.csv", None, None, None, None, "文件是空的。请重新导出。", "文件没有使用"),
    ]  # fmt: skip


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
