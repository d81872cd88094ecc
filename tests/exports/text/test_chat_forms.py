"""Chat records with the time first, on two lines, or under a day: read where that is sure."""

from __future__ import annotations

import pytest

from tests.exports.one_file import only_problem, read
from xlcs.exports.folder import read_folder
from xlcs.exports.read.limits import CHAT_LINE_LENGTH
from xlcs.exports.read.text.chat import read_chat
from xlcs.exports.read.text.chat_forms import in_usual_form

AGENT = "示例店:小美"
TIME_FIRST = f"""2025-08-01 9:00:00 {AGENT}
在吗
2025-08-01 9:05:00 甲
好
[2025-08-02 10:00:00] {AGENT}:
再见
"""
TWO_LINES = f"""{AGENT}
2025-08-01 9:00:00
在吗

甲
2025-08-01 9:05:00
好
{AGENT}
(2025-08-02 10:00:00)
再见
"""
UNDER_DAYS = f"""----- 2025-08-01 星期五 -----
{AGENT} 9:00:00
在吗
甲 09:05:00
好

2025/8/2
{AGENT} (10:00:00)
再见
"""


def write(folder, text):
    (folder / "聊天.txt").write_text(text, encoding="utf-8")


@pytest.mark.parametrize("text", [TIME_FIRST, TWO_LINES, UNDER_DAYS])
def test_it_is_read_like_one_in_the_usual_form(tmp_path, text):
    write(tmp_path, text)
    messages = read_folder(tmp_path).tables.messages.frame
    assert list(zip(messages.buyer_id, messages.agent, strict=True)) == [("甲", AGENT)] * 2
    assert messages.sent_at.astype(str).tolist() == ["2025-08-01 09:00:00", "2025-08-02 10:00:00"]
    assert messages.replied_at.dropna().astype(str).tolist() == ["2025-08-01 09:05:00"]


@pytest.mark.parametrize(
    ("text", "rows"), [(TIME_FIRST, [1, 3, 5]), (TWO_LINES, [2, 6, 9]), (UNDER_DAYS, [2, 4, 8])]
)
def test_each_line_keeps_its_number(text, rows):
    usual = in_usual_form(text)
    assert usual is not None
    record = read_chat(usual)
    assert (list(record.row), record.unread) == (rows, [])


@pytest.mark.parametrize(
    "text",
    [
        TIME_FIRST + "2025-08-02 10:05:00 已签收\n",  # who 已签收 is nobody knows: a second buyer
        TIME_FIRST + "2025-08-02 10:05:00 您的包裹，已签收\n",
        TIME_FIRST.replace(AGENT, "小美"),  # an agent without the shop's name
        f"2025-08-01 9:00:00\n{AGENT}\n在吗\n2025-08-01 9:05:00\n甲\n好\n",
        TWO_LINES + "2025-08-03 09:00:00\n",  # what stands above is no name that spoke before
        UNDER_DAYS + "2025-08-09\n甲 10:05:00\n",  # a day that somebody may have written
        UNDER_DAYS.partition("\n")[2],  # a message above the first day
    ],
)
def test_where_it_is_not_sure_the_file_is_refused_and_told(tmp_path, text):
    problem = only_problem(read(tmp_path, text.encode(), "聊天.txt"))
    assert (problem.code, problem.level) == ("chat_form", "file")


def test_messages_with_a_time_of_day_alone_are_told(tmp_path):
    text = f"{AGENT} 2025-08-01 9:00:00\n在吗\n甲 2025-08-01 9:05:00\n好\n"
    write(tmp_path, f"{text}{AGENT} 9:10:00\n再见\n甲 9:12\n晚上 9:30:00\n")
    shop = read_folder(tmp_path)
    assert len(shop.tables.messages.frame) == 1
    told = [(p.row, p.level, p.found["lines"]) for p in shop.problems if p.code == "chat_no_day"]
    assert told == [(5, "row", "2")]


def test_a_line_longer_than_such_ones_are_opens_no_message(tmp_path):
    text = f"{AGENT} 2025-08-01 9:00:00\n在吗\n甲 2025-08-01 9:05:00\n好\n"
    write(tmp_path, f"{text}{AGENT}{' ' * CHAT_LINE_LENGTH}9:10:00\n")
    assert "chat_no_day" not in [p.code for p in read_folder(tmp_path).problems]


def test_lists_of_times_are_no_chat_records(tmp_path):
    times = "时间\n2025-08-01 9:00:00\n2025-08-01 9:05:00\n"
    rows = "2025-08-01 9:00:00,甲,1\n2025-08-01 9:05:00,乙,2\n"
    for text in (times, rows, "甲 9:00:00\n乙 9:05:00\n"):
        problem = only_problem(read(tmp_path, text.encode(), "a.txt"))
        assert problem.code != "chat_form"
