"""A workbook whose date cells Excel has cut to the minute, beside the export to the second."""

from __future__ import annotations

from datetime import datetime

import pytest

import xlcs
from tests.exports.one_file import xlsx

RECEPTIONS = ["买家ID", "客服旺旺", "开始时间", "结束时间", "状态"]
TASKS = ["客服旺旺", "商机类型", "创建时间", "完成时间"]
RELATIONS = ["买家ID", "客服旺旺", "建立时间", "退订时间"]


def at(clock, day=1):
    return datetime.fromisoformat(f"2025-08-{day:02} {clock:0>5}")


def text(folder, *rows, name="a.csv"):
    lines = [",".join("" if cell is None else str(cell) for cell in row) for row in rows]
    (folder / name).write_text("\n".join(lines), encoding="utf-8")


def report(folder):
    """The whole time covered: 1 to 3 August, the days of the visits."""
    text(
        folder,
        ["买家ID", "进店时间"],
        *(["丙", at("09:00:30", day)] for day in (1, 3)),
        name="v.csv",
    )
    made = xlcs.compute(xlcs.read_folder(folder)).report()
    assert [line["problem"] for line in made["data_check"] if line["file"]] == []
    return made


def receptions(folder):
    [period] = report(folder)["reception"]["periods"]
    return period["receptions"], period["average_duration_s"]


def tasks(folder):
    shop = report(folder)["shop"]
    return shop["opportunities_done"], shop["opportunities_todo"]


def test_receptions_are_those_of_the_export(tmp_path):
    text(
        tmp_path,
        RECEPTIONS,
        ["甲", "店:红", at("10:00:20"), at("10:10:20"), "已付款"],
        ["甲", "店:红", at("10:00:40"), at("10:30:40"), "已付款"],
    )
    # 10:00 and 30:00: the mean is 20:00
    assert receptions(tmp_path) == (2, 1200)
    copy = [
        ["甲", "店:红", at("10:00"), at("10:10"), "已付款"],
        ["甲", "店:红", at("10:00"), at("10:30"), "已付款"],
    ]
    xlsx(tmp_path, [RECEPTIONS, *copy], name="b.xlsx")
    assert receptions(tmp_path) == (2, 1200)
    # One more, which only the workbook has, of 20:00
    xlsx(tmp_path, [RECEPTIONS, *copy, ["乙", "店:红", at("9:00"), at("9:20"), "已付款"]])
    assert receptions(tmp_path) == (3, 1200)


@pytest.mark.parametrize(
    "other",
    [
        ["甲", "店:红", at("10:00"), at("10:12"), "已付款"],
        ["甲", "店:红", at("10:00"), at("10:10"), "未付款"],
        ["甲", "店:红", at("10:00"), at("10:10:15"), "已付款"],
    ],
)
def test_what_says_something_else_or_has_seconds_is_no_copy(tmp_path, other):
    text(tmp_path, RECEPTIONS, ["甲", "店:红", at("10:00:20"), at("10:10:20"), "已付款"])
    xlsx(tmp_path, [RECEPTIONS, other])
    assert receptions(tmp_path)[0] == 2


def test_an_unbinding_that_only_the_copy_knows_is_of_the_export_s_relation(tmp_path):
    text(tmp_path, RELATIONS, ["甲", "店:红", at("10:00:30"), None])
    xlsx(tmp_path, [RELATIONS, ["甲", "店:红", at("10:00"), at("9:00", 2)]])
    shop = report(tmp_path)["shop"]
    assert (shop["clients_total"], shop["clients_unsubscribed"]) == (0, 1)


def test_tasks_are_as_many_as_the_file_or_the_sheet_with_most_says(tmp_path):
    done = ["店:红", "关联销售", at("08:00:10"), at("09:00:20")]
    todo = ["店:红", "关联销售", at("08:30:10"), None]
    text(tmp_path, TASKS, done, todo, todo)
    assert tasks(tmp_path) == (1, 2)
    cut = [
        [cell.replace(second=0) if isinstance(cell, datetime) else cell for cell in row]
        for row in (done, todo, todo)
    ]
    xlsx(tmp_path, [TASKS, *cut])
    xlsx(tmp_path, [TASKS, done, todo], [TASKS, done, todo], name="c.xlsx")
    assert tasks(tmp_path) == (1, 2)


def test_messages_that_come_later_are_merged_as_if_all_came_at_once(tmp_path):
    header = ["买家ID", "客服旺旺", "发送时间", "发起方", "阅读时间"]
    xlsx(tmp_path, [header, ["甲", "店:红", at("9:00"), "客服", at("9:05")]])
    assert len(xlcs.read_folder(tmp_path).tables.messages) == 1
    text(tmp_path, header, ["甲", "店:红", at("09:00:10"), "客服", at("09:05:20")])
    [sent] = xlcs.read_folder(tmp_path).tables.messages.frame["sent_at"]
    assert sent == at("09:00:10")
