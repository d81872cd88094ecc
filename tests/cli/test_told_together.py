"""One cause in several files is one entry of the data check, wherever it is shown."""

from __future__ import annotations

import json

from tests.cli.runs import csv, xlcs
from xlcs.problems import Problem
from xlcs.problems.together import FILES_NAMED, told_together

DAYS = [f"订单{day:02}.csv" for day in range(1, 10)]
NO_TIME = "订单编号,买家会员名,买家实际支付金额"


def test_nine_files_that_lack_the_same_column_are_one_line_that_lists_them(data, tmp_path):
    for number, name in enumerate(DAYS):
        csv(data, name, [NO_TIME, f"2900000000000000001{number},甲,{number + 1}.00"])
    csv(data, "订单末.csv", ["订单编号,买家会员名,订单付款时间", "1,甲,2022-08-01 10:00:00"])

    checked = xlcs("check", data)
    assert checked.exit_code == 1
    for output in (checked.stderr, xlcs("report", data, "--out", tmp_path / "a.xlsx").stderr):
        lines = [line for line in output.splitlines() if "缺少列" in line]
        assert [sum(name in line for name in DAYS) for line in lines] == [9, 0]

    entries = json.loads(xlcs("report", data, "--json", "-").stdout)["data_check"]
    lacking = [entry["file"] for entry in entries if "缺少列" in entry["problem"]]
    assert lacking == ["、".join(DAYS), "订单末.csv"]


def test_what_differs_is_told_apart_and_rows_are_never_joined():
    problems = [
        Problem("no_time", "a.csv", None, 3, "visits", "进店时间"),
        Problem("no_time", "b.csv", None, 3, "visits", "进店时间"),
        Problem("password", "a.xlsx"),
        Problem("unused_sheet", "a.xlsx", "封面"),
        Problem("unused_sheet", "b.xlsx", "封面"),
        Problem("unused_sheet", "b.xlsx", "目录"),
        Problem("masked_buyers", found={"count": "2", "example": "小**明"}),
    ]
    assert [(p.code, p.file, p.sheet) for p in told_together(problems)] == [
        ("no_time", "a.csv", None),
        ("no_time", "b.csv", None),
        ("password", "a.xlsx", None),
        ("unused_sheet", "a.xlsx、b.xlsx", "封面"),
        ("unused_sheet", "b.xlsx", "目录"),
        ("masked_buyers", None, None),
    ]


def test_counts_are_added_up():
    def left_alone(file: str, count: str, rows: str) -> Problem:
        found = {"count": count, "rows": rows}
        return Problem("rows_left_alone", file, table="orders", found=found)

    (same,) = told_together([left_alone("a.csv", "1", "9"), left_alone("b.csv", "1", "9")])
    assert (same.file, same.found) == ("a.csv、b.csv", {"count": "2", "rows": "9"})
    (other,) = told_together([left_alone("a.csv", "1", "9"), left_alone("b.csv", "2", "7-8")])
    assert other.found == {"count": "3", "rows": "9 …"}


def test_of_very_many_files_the_number_is_told():
    files = [f"{number:03}.csv" for number in range(FILES_NAMED + 5)]
    (one,) = told_together(Problem("empty_file", file) for file in files)
    assert one.file == "、".join(files[:FILES_NAMED]) + f" … ({len(files)})"


def test_files_are_listed_as_the_language_lists_them():
    problems = [Problem("password", "一.xlsx"), Problem("password", "二.xlsx")]
    assert [p.file for p in told_together(problems, "en")] == ["一.xlsx, 二.xlsx"]
    assert [p.file for p in told_together(problems, "zh")] == ["一.xlsx、二.xlsx"]


def test_tables_that_are_missing_are_one_line_of_the_summary(tmp_path):
    received = "甲,店:小红,2022-08-01 09:00:00,2022-08-01 09:10:00,已付款"
    csv(tmp_path, "接待.csv", ["买家会员名,客服,开始时间,结束时间,状态", received])
    said = xlcs("report", tmp_path, "--out", tmp_path / "a.xlsx").stdout
    lines = [line for line in said.splitlines() if "没有能用的" in line]
    assert lines == [
        "  - 没有能用的文件：专属客户关系、客服消息、进店记录、订单、客户邀请、商机任务。"
        "需要它们的数字是 —，是哪些见报表的“数据检查”。"
    ]
    assert "提示 2" in said  # the other is that the data covers one day of the month
    assert "效果数据" not in said  # a table of nothing but — says nothing
    assert "接待达标" in said
