"""Chat records → messages: who spoke to whom, who opened the conversation, what was read."""

from __future__ import annotations

import json

import pytest

from tests.exports.one_file import read, told
from xlcs.exports.folder import read_folder
from xlcs.exports.read.text.chat import is_chat, opener_of, read_chat
from xlcs.settings import Settings

AGENT = "示例店:小美"
SECRET = "甲方要的尺寸是四十二码"


@pytest.mark.parametrize(
    ("line", "speaker", "addressee"),
    [
        ("示例店:小美 2025-08-01 9:00:00", AGENT, ""),
        ("示例店：小美 2025-08-01 09:00:00", AGENT, ""),
        ("示例店 : 小美　2025/8/1 9:00", AGENT, ""),
        ("示例店:小美2025-08-01 9:00:00", AGENT, ""),
        ("tb123452025-08-01 9:00:00", "tb12345", ""),
        ("[示例店:小美] 2025-08-01 9:00:00", AGENT, ""),
        ("【甲】2025-08-01 9:00:00", "甲", ""),
        ("（甲） 2025-08-01 9:00:00", "甲", ""),
        ("甲 (2025-08-01 9:00:00):", "甲", ""),
        ("cntaobao甲 2025年8月1日 9:00:00", "甲", ""),
        ("示例店:小美 --> 甲 2025-08-01 9:00:00", AGENT, "甲"),
        ("甲-->示例店：小美2025-08-01 9:00:00", "甲", AGENT),
        ("甲 → 示例店:小美 2025-08-01 9:00:00.250", "甲", AGENT),
        ("t**5 2025-08-01 9:00:00", "t**5", ""),
    ],
)
def test_a_line_with_a_name_and_a_time_opens_a_message(line, speaker, addressee):
    opener = opener_of(line)
    assert opener is not None
    assert (opener.speaker, opener.addressee) == (speaker, addressee)


@pytest.mark.parametrize(
    "line",
    [
        "亲，您的订单已在 2025-08-01 10:00:00",
        "付款时间：2025-08-01 10:00:00",
        "甲,示例店:小美,2025-08-01 09:00:00",
        "甲\t示例店:小美\t2025-08-01 09:00:00",
        "2025-08-01 09:00:00",
        "甲 2025-08-01",
        "甲 2025-08-01 9:00:00 好的",
        " " * 100_000 + "2025-08-01 9:00:00x",
        "甲" * 300 + " 2025-08-01 9:00:00",
    ],
)
def test_other_lines_open_none(line):
    assert opener_of(line) is None


def chat(*lines: str) -> str:
    return "\r\n".join(lines)


def test_a_state_belongs_to_the_message_above_it():
    record = read_chat(
        chat(
            f"{AGENT} 2025-08-01 9:00:00", "在吗", "已读",
            f"{AGENT} 2025-08-01 9:01:00", "已读不回可不好", "未读",
            "甲 2025-08-01 9:02:00", "在",
        )
    )  # fmt: skip
    assert record.is_read == [True, False, None]
    assert list(record.row) == [1, 4, 7]


def test_a_withdrawn_message_is_none_with_or_without_a_time():
    record = read_chat(
        chat(
            f"{AGENT} 2025-08-01 9:00:00", f"{AGENT} 撤回了一条消息",
            f"{AGENT} 撤回了一条消息 2025-08-01 9:00:30", "已读",
            "甲 2025-08-01 9:02:00", "你撤回了一条消息，我看到了",
            f"{AGENT} 2025-08-01 9:03:00", "好", "示例店:小美 撤回了一条消息",
        )
    )  # fmt: skip
    assert list(record.row) == [5, 7]
    assert record.is_read == [None, None]


def test_lines_that_are_not_understood_are_told_by_row_and_kind_alone(tmp_path):
    text = chat(
        "以下是聊天记录", SECRET,
        f"{AGENT} 2025-08-01 9:00:00", SECRET, "付款时间 2025-08-01 08:59:00",
        "甲 2025-02-30 9:02:00", SECRET,
    )  # fmt: skip
    table = read(tmp_path, text.encode("gb18030"), "a.txt")
    assert told(table) == [
        ("chat_before", 1, None, None),
        ("chat_doubtful", 5, None, None),
        ("chat_bad_time", 6, None, None),
    ]
    assert [p.found.get("lines") for p in table.problems] == ["2", "1", None]
    assert (table.source.rows, table.source.refused_rows) == (2, 1)


@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le"])
@pytest.mark.parametrize("name", ["记录.txt", "记录.csv", "记录.log", "记录"])
def test_it_is_known_by_its_lines_in_every_encoding(tmp_path, codec, name):
    text = chat(f"{AGENT} 2025-08-01 9:00:00", "在吗", "甲 2025-08-01 9:02:00", "在，什么事")
    (tmp_path / name).write_bytes(text.encode(codec))
    messages = read_folder(tmp_path).tables.messages.frame
    assert list(zip(messages.buyer_id, messages.agent, strict=True)) == [("甲", AGENT)]


def test_a_pasted_order_is_no_speaker_and_its_lines_are_told():
    record = read_chat(
        chat(
            f"{AGENT} 2025-08-01 9:00:00", "您的订单", "下单时间 2025-08-01 08:00:00",
            "物流：运输中 2025-08-01 08:30:00", "包裹 到了 2025-08-01 08:40:00",
            "亲，已经 2025-08-01 08:50:00",
            "甲 2025-08-01 9:02:00", "好",
        )
    )  # fmt: skip
    assert record.speaker == [AGENT, "甲"]
    assert [(lines.code, lines.row, lines.lines) for lines in record.unread] == [
        ("chat_doubtful", 3, 3)
    ]


def test_neither_a_table_nor_a_letter_is_one():
    assert not is_chat("买家ID,进店时间\n甲,2025-08-01 09:00:00\n乙,2025-08-01 10:00:00\n")
    assert not is_chat("会议纪要\n参加的人 2025-08-01 09:00:00\n")
    assert not is_chat("下单时间 2025-08-01 09:00:00\n付款时间 2025-08-01 10:00:00\n")
    assert is_chat("甲 2025-08-01 09:00:00\n好\n小美 2025-08-01 09:01:00\n好\n")


RELATIONS = "买家ID,客服旺旺,建立时间\n甲,{agent},2025-07-01 10:00:00\n"


def messages_of(folder, **files: str):
    """The messages of a folder as (buyer, agent, sent, by agent, read, replied)."""
    for name, text in files.items():
        (folder / f"{name}.txt").write_text(text, encoding="utf-8")
    shop = read_folder(folder)
    if shop.tables.messages is None:
        return [], shop
    frame = shop.tables.messages.frame
    clock = [
        column.dt.strftime("%d %H:%M").fillna("-") for column in (frame.sent_at, frame.replied_at)
    ]
    rows = zip(
        frame.buyer_id, frame.agent, clock[0], frame.by_agent, frame.read_at.notna(), clock[1],
        strict=True,
    )  # fmt: skip
    return sorted(rows, key=lambda row: (row[2], row[0])), shop


def said(name: str, clock: str, day: str = "01", state: str = "") -> str:
    return "\n".join(filter(None, (f"{name} 2025-08-{day} {clock}:00", SECRET, state))) + "\n"


def test_who_opened_the_conversation_and_what_the_buyer_answered(tmp_path):
    text = (
        said(AGENT, "09:00", state="已读")
        + said("甲", "09:20")
        + said(AGENT, "09:50")  # 30 minutes later: the same conversation
        + said("甲", "10:21")  # 31 minutes later: the buyer opens another one
        + said(AGENT, "10:22", state="未读")
        + said(AGENT, "23:50")
        + said("甲", "00:05", day="02")  # goes on, but it is another day's answer
        + said(AGENT, "00:10", day="02")
    )
    rows, _ = messages_of(tmp_path, a=text)
    assert rows == [
        ("甲", AGENT, "01 09:00", True, True, "01 09:20"),
        ("甲", AGENT, "01 09:50", True, False, "01 10:21"),
        ("甲", AGENT, "01 10:22", False, False, "-"),
        ("甲", AGENT, "01 23:50", True, False, "-"),
        ("甲", AGENT, "02 00:10", True, False, "-"),
    ]


def test_how_long_a_pause_may_be_is_a_setting_which_the_cache_heeds(tmp_path):
    text = said("甲", "09:00") + said(AGENT, "09:40")
    rows, _ = messages_of(tmp_path, a=text)
    assert [by_agent for _, _, _, by_agent, _, _ in rows] == [True]  # 40 minutes: opened by itself
    longer = read_folder(tmp_path, Settings(conversation_gap_min=40))
    assert longer.tables.messages.frame.by_agent.tolist() == [False]  # an answer to the buyer
    assert read_folder(tmp_path).tables.messages.frame.by_agent.tolist() == [True]


def test_what_is_read_is_known_by_the_day_only(tmp_path):
    _, shop = messages_of(tmp_path, a=said(AGENT, "09:00", state="已读") + said("甲", "09:20"))
    (message,) = shop.tables.messages.frame.itertuples()
    assert str(message.read_at) == "2025-08-01 00:00:00"
    assert message.read_at_is_day


def test_messages_of_which_none_was_read_are_known_as_unread(tmp_path):
    text = said(AGENT, "09:00", state="未读") + said("甲", "09:20")
    _, shop = messages_of(tmp_path, a=text)
    assert "read_at" in shop.tables.messages.known
    assert not any(p.code == "reading_unknown" for p in shop.problems)
    _, shop = messages_of(tmp_path, a=said(AGENT, "09:00") + said("甲", "09:20"))
    assert "read_at" not in shop.tables.messages.known


def test_the_agent_is_an_agent_of_another_file(tmp_path):
    text = said("小美", "09:00") + said("甲", "09:05")
    _, shop = messages_of(tmp_path, a=text)
    assert shop.tables.messages is None
    assert [(p.code, p.row, p.level) for p in shop.problems if p.level != "note"] == [
        ("chat_no_agent", 1, "row")
    ]
    (tmp_path / "关系.csv").write_text(RELATIONS.format(agent="小美"), encoding="utf-8")
    rows, _ = messages_of(tmp_path)
    assert rows == [("甲", "小美", "01 09:00", True, False, "01 09:05")]


def test_a_bare_name_is_the_agent_of_a_full_name_elsewhere(tmp_path):
    (tmp_path / "关系.csv").write_text(RELATIONS.format(agent=AGENT), encoding="utf-8")
    rows, _ = messages_of(tmp_path, a=said("甲", "09:00") + said("小美", "09:05"))
    assert [(row[0], row[3]) for row in rows] == [("甲", False)]


def test_a_buyer_may_be_called_like_an_agent(tmp_path):
    (tmp_path / "关系.csv").write_text(RELATIONS.format(agent=AGENT), encoding="utf-8")
    rows, _ = messages_of(tmp_path, a=said("小美", "09:00") + said(AGENT, "09:05"))
    assert [row[:2] for row in rows] == [("小美", AGENT)]


def pairs(rows):
    return [(row[0], row[2][3:]) for row in rows]


def test_several_buyers_in_one_file_each_after_the_other(tmp_path):
    back_in_time = (
        said(AGENT, "09:00") + said("甲", "09:04") + said(AGENT, "08:00") + said("乙", "08:01")
    )
    rows, _ = messages_of(tmp_path, a=back_in_time)
    assert pairs(rows) == [("乙", "08:00"), ("甲", "09:00")]


def test_between_two_buyers_the_longest_pause_parts_the_conversations(tmp_path):
    text = (
        said("甲", "09:00") + said(AGENT, "09:01") + said(AGENT, "09:02")
        + said(AGENT, "09:20") + said("乙", "09:21") + said(AGENT, "09:22")
    )  # fmt: skip
    rows, _ = messages_of(tmp_path, a=text)
    assert pairs(rows) == [("甲", "09:01"), ("甲", "09:02"), ("乙", "09:20"), ("乙", "09:22")]
    assert [row[3] for row in rows] == [False, False, True, True]


def test_equal_pauses_go_by_who_speaks_first(tmp_path):
    agent_first = "".join(
        said(AGENT, f"09:{10 * i:02}") + said(buyer, f"09:{10 * i + 5:02}")
        for i, buyer in enumerate("甲乙丙")
    )
    rows, _ = messages_of(tmp_path, a=agent_first)
    assert pairs(rows) == [("甲", "09:00"), ("乙", "09:10"), ("丙", "09:20")]
    buyer_first = "".join(
        said(buyer, f"09:{10 * i:02}") + said(AGENT, f"09:{10 * i + 5:02}")
        for i, buyer in enumerate("甲乙丙")
    )
    rows, _ = messages_of(tmp_path, a=buyer_first)
    assert pairs(rows) == [("甲", "09:05"), ("乙", "09:15"), ("丙", "09:25")]


def test_the_addressee_says_who_is_meant(tmp_path):
    text = (
        said(f"{AGENT} --> 甲", "09:00") + said(f"{AGENT} --> 乙", "09:01")
        + said(f"甲 --> {AGENT}", "09:02") + said(f"乙 --> {AGENT}", "09:03")
    )  # fmt: skip
    rows, _ = messages_of(tmp_path, a=text)
    assert [(row[0], row[5]) for row in rows] == [("甲", "01 09:02"), ("乙", "01 09:03")]


def test_an_answer_to_one_agent_is_none_to_another_however_the_record_was_cut(tmp_path):
    other = "示例店:小丽"
    with_one = [said(f"甲 --> {AGENT}", "09:00"), said(f"{AGENT} --> 甲", "09:10")]
    with_other = [said(f"{other} --> 甲", "09:05"), said(f"甲 --> {AGENT}", "09:20")]
    expected = [
        ("甲", other, "01 09:05", True, False, "-"),
        ("甲", AGENT, "01 09:10", False, False, "01 09:20"),
    ]
    one_file = with_one[0] + with_other[0] + with_one[1] + with_other[1]
    assert messages_of(tmp_path, a=one_file)[0] == expected
    two_files = {"a": "".join(with_one) + with_other[1], "b": with_other[0]}
    assert messages_of(tmp_path, **two_files)[0] == expected


@pytest.mark.parametrize("heading", ["聊天对象：乙", "与乙的聊天记录"])
def test_a_heading_says_who_is_meant(tmp_path, heading):
    text = said(AGENT, "09:00") + said("甲", "09:01") + f"{heading}\n" + said(AGENT, "09:02")
    rows, _ = messages_of(tmp_path, a=text)
    assert pairs(rows) == [("甲", "09:00"), ("乙", "09:02")]


def test_nobody_knows_the_buyer_of_a_message_without_answer_among_several(tmp_path):
    text = (
        said(AGENT, "09:00") + said("甲", "09:01")
        + said(AGENT, "08:00")
        + said(AGENT, "07:00") + said("乙", "07:01")
    )  # fmt: skip
    rows, shop = messages_of(tmp_path, a=text)
    assert pairs(rows) == [("乙", "07:00"), ("甲", "09:00")]
    assert [(p.code, p.row) for p in shop.problems if p.level == "row"] == [("chat_no_buyer", 5)]


def test_the_only_buyer_of_a_file_is_meant_by_every_message(tmp_path):
    text = said(AGENT, "09:00") + said("甲", "09:01") + said(AGENT, "08:00") + said(AGENT, "07:00")
    rows, _ = messages_of(tmp_path, a=text)
    assert pairs(rows) == [("甲", "07:00"), ("甲", "08:00"), ("甲", "09:00")]


def test_the_newest_first_is_the_same(tmp_path):
    (tmp_path / "1").mkdir()
    (tmp_path / "2").mkdir()
    lines = [said(AGENT, "09:00"), said("甲", "09:05"), said(AGENT, "09:06"), said("甲", "10:06")]
    rows, _ = messages_of(tmp_path / "1", a="".join(lines))
    reversed_rows, _ = messages_of(tmp_path / "2", a="".join(reversed(lines)))
    assert rows == reversed_rows
    assert [row[3] for row in rows] == [True, True]


def test_cutting_and_doubling_files_changes_nothing(tmp_path):
    lines = [
        said(AGENT, "09:00", state="已读"), said("甲", "09:05"), said(AGENT, "09:20"),
        said("甲", "10:10"), said(AGENT, "10:15"),
    ]  # fmt: skip
    whole = tmp_path / "whole"
    cut = tmp_path / "cut"
    for folder in (whole, cut):
        folder.mkdir()
    expected, _ = messages_of(whole, a="".join(lines))
    rows, _ = messages_of(
        cut, a="".join(lines[:2]), b="".join(lines[1:4]), c="".join(lines[3:]), d="".join(lines)
    )
    assert rows == expected


def test_an_agent_who_takes_over_goes_on_with_the_same_conversation(tmp_path):
    text = (
        said("甲", "09:00")
        + said(AGENT, "09:01")
        + said("示例店:小丽", "09:05")
        + said("甲", "09:06")
    )
    rows, _ = messages_of(tmp_path, a=text)
    assert [(row[1], row[3], row[5]) for row in rows] == [
        (AGENT, False, "01 09:06"),
        ("示例店:小丽", False, "01 09:06"),
    ]


def test_the_check_counts_and_says_nothing_of_what_was_said(tmp_path):
    text = said(AGENT, "09:00") + said("甲", "09:05") + said(AGENT, "11:00")
    _, shop = messages_of(tmp_path, a=text)
    (note,) = [p for p in shop.problems if p.code == "chat_read"]
    assert note.found == {
        "conversations": "2", "messages": "3", "own": "2", "agents": "1", "buyers": "1",
    }  # fmt: skip
    written = json.dumps([p.record() for p in shop.problems], ensure_ascii=False).encode()
    for path in (tmp_path / ".xlcs-cache").rglob("*"):
        written += path.read_bytes() if path.is_file() else b""
    assert SECRET.encode() not in written
    assert SECRET[:4].encode() not in written


def test_from_the_cache_it_is_the_same_and_a_new_file_joins(tmp_path):
    text = said("小美", "09:00") + said("甲", "09:05")
    messages_of(tmp_path, a=text)
    (tmp_path / "关系.csv").write_text(RELATIONS.format(agent="小美"), encoding="utf-8")
    first, _ = messages_of(tmp_path)
    again, _ = messages_of(tmp_path)
    assert first == again == [("甲", "小美", "01 09:00", True, False, "01 09:05")]
    more, _ = messages_of(tmp_path, b=said("甲", "09:10") + said("小美", "09:30"))
    assert [(row[2], row[3]) for row in more] == [("01 09:00", True), ("01 09:30", True)]


def test_without_any_state_nobody_knows_what_was_read(tmp_path):
    _, shop = messages_of(tmp_path, a=said(AGENT, "09:00") + said("甲", "09:05"))
    assert "reading_unknown" in [p.code for p in shop.problems]


def test_of_many_lines_with_a_time_that_does_not_exist_the_numbers_are_told(tmp_path):
    bad = [f"{AGENT} 2025-02-30 9:00:00"] * 1_002
    text = chat(f"{AGENT} 2025-08-01 9:00:00", "甲 2025-08-01 9:02:00", *bad)
    table = read(tmp_path, text.encode(), "a.txt")
    assert [p.row for p in table.problems] == [*range(3, 1_003), None]
    assert (table.problems[-1].code, table.problems[-1].found["rows"]) == ("more_rows", "1003-1004")
    assert (table.source.rows, table.source.refused_rows) == (1_004, 1_002)
