"""Stacked rows → merged frames, on literal rows."""

from __future__ import annotations

import pandas as pd
import pytest

from tests.exports.merged_frames import frame_of, merged_of, texts
from tests.exports.parsed_tables import parsed
from xlcs.exports.folder import read_folder
from xlcs.exports.merge.files_of_table import sheets_of_tables
from xlcs.exports.merge.people import full_names, people


def message(sent_at="2022-08-01 10:00:00", read_at=None, replied_at=None, by="agent", **more):
    row = {"buyer_id": "b1", "agent": "客服甲", "sent_at": sent_at, "initiated_by": by}
    return row | {"read_at": read_at, "replied_at": replied_at} | more


def messages(*parts, to_the_minute=False):
    merged = merged_of(*parts, to_the_minute=to_the_minute)
    return merged.table.frame, list(merged.problems)


def test_a_message_twice_takes_the_earliest_read_and_reply():
    frame, problems = messages(
        parsed("messages", [message(read_at="2022-08-01 12:00:00")]),
        parsed(
            "messages",
            [message(read_at="2022-08-01 11:00:00", replied_at="2022-08-01 11:30:00"), message()],
            "b.csv",
        ),
        parsed(
            "messages",
            [message(read_at="2022-08-01 14:00:00", replied_at="2022-08-01 13:00:00")],
            "c.csv",
        ),
    )
    assert len(frame) == 1
    assert str(frame.read_at[0]) == "2022-08-01 11:00:00"
    assert str(frame.replied_at[0]) == "2022-08-01 11:30:00"
    assert problems == []


def test_buyer_and_agent_messages_of_one_second_stay_two():
    frame, _ = messages(parsed("messages", [message(), message(by="buyer")]))
    assert sorted(frame.by_agent) == [False, True]


def test_read_before_sent_is_blanked_before_it_can_win():
    frame, problems = messages(
        parsed(
            "messages",
            [message(read_at="2022-08-01 09:00:00"), message(read_at="2022-08-01 10:30:00")],
        )
    )
    assert str(frame.read_at[0]) == "2022-08-01 10:30:00"
    assert [(p.code, p.row, p.column, p.value) for p in problems] == [
        ("before_start", 2, "阅读时间", "2022-08-01 09:00:00")
    ]


def test_at_the_minute_seconds_do_not_make_a_read_early():
    rows = [message("2022-08-01 10:00:50", read_at="2022-08-01 10:00:10")]
    frame, problems = messages(parsed("messages", rows), to_the_minute=True)
    assert problems == []
    assert texts(frame, "read_at") == ["2022-08-01 10:00:10"]
    frame, problems = messages(parsed("messages", rows))
    assert [p.code for p in problems] == ["before_start"]
    assert texts(frame, "read_at") == [None]


def test_a_read_to_the_minute_is_not_early_within_its_minute():
    rows = [message("2022-08-01 10:00:50", read_at="2022-08-01 10:00")]
    frame, problems = messages(parsed("messages", rows))
    assert problems == []
    assert texts(frame, "read_at") == ["2022-08-01 10:00:00"]


def test_read_by_day_yields_to_the_moment_of_that_day():
    frame, _ = messages(
        parsed("messages", [message(read_at="2022-08-01")]),
        parsed("messages", [message(read_at="2022-08-01 18:00:00")], "b.csv"),
    )
    assert str(frame.read_at[0]) == "2022-08-01 18:00:00"
    assert not frame.read_at_is_day[0]


def test_read_by_day_stands_against_a_later_day():
    frame, _ = messages(
        parsed("messages", [message(read_at="2022-08-01")]),
        parsed("messages", [message(read_at="2022-08-02 18:00:00")], "b.csv"),
    )
    assert str(frame.read_at[0]) == "2022-08-01 00:00:00"
    assert frame.read_at_is_day[0]


def test_a_sending_with_a_date_only_is_listed():
    frame, problems = messages(parsed("messages", [message("2022-08-01")]))
    assert frame.sent_at_is_day.tolist() == [True]
    assert [(p.code, p.row, p.value) for p in problems] == [("day_only", 2, "2022-08-01")]


def relation(bound_at="2022-07-01 10:00:00", unbound_at=None):
    return {"buyer_id": "b1", "agent": "甲", "bound_at": bound_at, "unbound_at": unbound_at}


def test_a_relation_keeps_its_unbinding_whatever_the_order():
    late = [relation(), relation("2022-09-01 10:00:00")]
    frame = frame_of(
        parsed("relations", [relation(unbound_at="2022-08-01 10:00:00")]),
        parsed("relations", late, "b.csv"),
    )
    assert frame.bound_at.astype(str).tolist() == ["2022-07-01 10:00:00", "2022-09-01 10:00:00"]
    assert str(frame.unbound_at[0]) == "2022-08-01 10:00:00"
    assert pd.isna(frame.unbound_at[1])


def test_an_invitation_twice_takes_the_earliest_answer_and_the_later_files_outcome():
    def invited(outcome, answered_at):
        return {"buyer_id": "b1", "agent": "甲", "invited_at": "2022-08-01 10:00:00",
                "channel": "manual", "outcome": outcome, "answered_at": answered_at}  # fmt: skip

    frame = frame_of(
        parsed("invitations", [invited("accepted", "2022-08-02 10:00:00")], "b.csv"),
        parsed("invitations", [invited("declined", "2022-08-03 10:00:00")], "c.csv"),
        parsed("invitations", [invited("accepted", None)], "a.csv"),
    )
    # no event but the inviting: all three end alike, and c.csv is the greatest name
    assert texts(frame, "answered_at") == ["2022-08-02 10:00:00"]
    assert frame.outcome.tolist() == ["declined"]


def task(done_at=None, kind="关联销售"):
    return {"agent": "甲", "kind": kind, "created_at": "2022-08-01 09:00:00", "done_at": done_at}


def test_equal_tasks_count_as_often_as_the_file_with_most_says():
    frame = frame_of(
        parsed("opportunities", [task("2022-08-02 09:00:00"), task(), task()]),
        parsed("opportunities", [task(), task("2022-08-02 09:00:00")], "b.csv"),
        parsed("opportunities", [task(kind="异常物流")], "c.csv"),
    )
    assert frame.kind.value_counts().to_dict() == {"关联销售": 3, "异常物流": 1}
    assert frame.done_at.notna().sum() == 1


def test_a_task_done_in_a_later_export_is_done():
    frame = frame_of(
        parsed("opportunities", [task(), task()]),
        parsed("opportunities", [task("2022-08-05 09:00:00"), task()], "b.csv"),
    )
    assert frame.done_at.notna().tolist() == [True, False]


DONE, STATE = "2022-08-05 09:00:00", "2022-08-01"  # 完成状态 alone: the day of creation


@pytest.mark.parametrize(
    ("files", "tasks"),
    [
        # An export of a part of the tasks: the one that it knows is one of the two.
        ([["2022-08-02 09:00:00", DONE], [DONE]], ["2022-08-02 09:00:00", DONE]),
        ([["2022-08-02 09:00:00", None], [DONE]], ["2022-08-02 09:00:00", DONE]),
        ([[STATE, None], [DONE]], [DONE, None]),
        ([[STATE, STATE, None], [DONE]], [STATE, DONE, None]),
        # More times than tasks: those of the later file, by the latest event inside.
        ([[DONE], ["2022-08-06 09:00:00"]], ["2022-08-06 09:00:00"]),
        ([["2022-08-06 09:00:00"], [DONE]], ["2022-08-06 09:00:00"]),
        ([[DONE, DONE], [DONE, None, None]], [DONE, DONE, None]),
    ],
)
def test_tasks_of_one_key_from_files_that_know_different_ones(files, tasks):
    frame = frame_of(
        *(parsed("opportunities", [task(done_at) for done_at in file], f"{number}.csv")
          for number, file in enumerate(files))
    )  # fmt: skip
    assert sorted(texts(frame, "done_at"), key=str) == sorted(
        (f"{done_at} 00:00:00" if done_at == STATE else done_at for done_at in tasks), key=str
    )


def test_a_time_of_finishing_beats_a_later_file_that_knows_the_state_alone():
    later = task("2022-08-09 09:00:00", kind="异常物流")
    frame = frame_of(
        parsed("opportunities", [task(DONE)]),
        parsed("opportunities", [task(STATE), later], "b.csv"),
    )
    assert texts(frame, "done_at") == [DONE, "2022-08-09 09:00:00"]


def test_a_reception_status_of_the_later_file_and_unknown_ones_listed():
    row = {"buyer_id": "b1", "agent": "甲", "started_at": "2022-08-01 09:00:00", "kind": "售前"}
    merged = merged_of(
        parsed("receptions", [row | {"ended_at": "2022-08-01 09:30:00", "status": "未付款"}]),
        parsed("receptions", [row | {"ended_at": None, "status": "奇怪"}], "b.csv"),
    )
    frame = merged.table.frame
    assert len(frame) == 1
    assert str(frame.ended_at[0]) == "2022-08-01 09:30:00"
    assert frame.status[0] == "未付款"  # a.csv is the later file: its last event is an end
    assert [(p.code, p.file, p.value) for p in merged.problems] == [
        ("unknown_status", "b.csv", "奇怪")
    ]


def merged_statuses(*statuses):
    row = {"buyer_id": "b1", "agent": "甲", "kind": "售前", "ended_at": None}
    times = [f"2022-08-{1 + n // 24:02d} {n % 24:02d}:00:00" for n in range(len(statuses))]
    rows = [row | {"started_at": at, "status": word}
            for at, word in zip(times, statuses, strict=True)]  # fmt: skip
    # The same file twice: each reception is one.
    return merged_of(parsed("receptions", rows), parsed("receptions", rows, "b.csv")).problems


def test_many_unknown_statuses_are_told_once_with_the_words():
    known = ["已付款"] * 30
    *rows, told = merged_statuses(*known, "成交", "成交", "跟进", "跟进", "跟进", None, "张三丰")
    assert {problem.code for problem in rows} == {"unknown_status", "no_status"}
    assert (told.code, told.table) == ("many_unknown_statuses", "receptions")
    # A word of one reception may be a name, and is not told.
    assert dict(told.found) == {
        "count": "7", "all": "37", "words": "空白/blank 1, 跟进 3, 成交 2",
    }  # fmt: skip


def test_few_unknown_statuses_are_told_row_by_row_alone():
    # 2 of 40 are 5 %, 2 of 41 are less.
    for known, code in (38, "many_unknown_statuses"), (39, "unknown_status"):
        assert merged_statuses(*["已付款"] * known, "成交", "成交")[-1].code == code


def test_an_unknown_status_that_may_be_a_name_is_told_by_its_shape():
    row = {"buyer_id": "b1", "agent": "甲", "kind": "售前", "ended_at": None}
    words = ["张三丰", "高意向", "高意向", "张成交", "不明"]
    rows = [row | {"started_at": f"2022-08-01 09:00:0{n}", "status": word}
            for n, word in enumerate(words)]  # fmt: skip
    merged = merged_of(parsed("receptions", rows))
    *rows, told = merged.problems
    assert [p.value for p in rows] == ["(3 个字符 / text of 3)", *words[1:]]
    assert told.found["words"] == "高意向 2"


def test_a_reception_with_dates_only_has_no_duration():
    row = {"buyer_id": "b1", "agent": "甲", "kind": "售前", "status": "已付款"}
    dates = row | {"started_at": "2022-08-01", "ended_at": "2022-08-01"}
    times = row | {"started_at": "2022-08-01 09:00", "ended_at": "2022-08-01 09:30"}
    merged = merged_of(parsed("receptions", [dates, times]))
    assert merged.table.frame.ended_at.isna().tolist() == [True, False]
    assert [(p.code, p.row, p.value) for p in merged.problems] == [("no_duration", 2, "2022-08-01")]


def reception(kind, started_at="2022-08-01 09:00:00", ended_at=None):
    return {
        "buyer_id": "b1", "agent": "甲", "started_at": started_at, "ended_at": ended_at,
        "kind": kind, "status": "已付款",
    }  # fmt: skip


def test_a_reception_without_a_kind_is_the_only_one_with_a_kind_at_its_key():
    frame = frame_of(
        parsed("receptions", [reception(None, ended_at="2022-08-01 09:30:00")]),
        parsed("receptions", [reception("售前")], "b.csv"),
    )
    assert texts(frame, "kind") == ["售前"]
    assert texts(frame, "ended_at") == ["2022-08-01 09:30:00"]


def test_a_reception_without_a_kind_stays_where_two_kinds_could_be_meant():
    frame = frame_of(
        parsed("receptions", [reception(None)]),
        parsed("receptions", [reception("售前"), reception("售后")], "b.csv"),
    )
    assert sorted(map(str, texts(frame, "kind"))) == ["None", "售前", "售后"]


def test_agents_are_sorted_by_code_point_and_buyers_shared():
    names = ["店:b", "店:B", "店:1", "店:甲"]
    rows = [relation() | {"agent": name, "buyer_id": f"买{name}"} for name in names]
    frame = frame_of(parsed("relations", rows))
    assert frame.agent.cat.categories.tolist() == ["店:1", "店:B", "店:b", "店:甲"]
    assert texts(frame, "agent") == names
    assert texts(frame, "buyer_id") == [f"买{name}" for name in names]


def test_known_people_keep_their_numbers_and_new_agents_move_those_behind_them():
    first = sheets_of_tables([parsed("relations", [relation()])])
    before = people(first)
    rows = [relation() | {"agent": "乙", "buyer_id": "b0"}, relation()]
    more = sheets_of_tables([parsed("relations", rows, "b.csv")])
    who = people(more, before.buyers.categories, before.as_exported)
    assert who.buyers.categories.tolist() == ["b1", "b0"]
    assert who.agents.categories.tolist() == ["乙", "甲"]
    assert who.names["relations", "buyer_id"].codes.tolist() == [1, 0]
    assert who.names["relations", "agent"].codes.tolist() == [0, 1]


def test_a_bare_name_is_the_only_full_one_that_ends_in_it():
    names = ["店:甲", "甲", "店:乙", "另店:乙", "乙", "丙"]
    assert full_names(names) == {
        "店:甲": "店:甲", "甲": "店:甲", "店:乙": "店:乙", "另店:乙": "另店:乙",
        "乙": "乙", "丙": "丙",
    }  # fmt: skip


def test_a_bare_name_and_the_full_one_are_one_agent_in_every_table():
    frame = frame_of(
        parsed("relations", [relation() | {"agent": "店:甲"}]),
        parsed("relations", [relation()], "b.csv"),
    )
    assert texts(frame, "agent") == ["店:甲"]


def test_messages_of_a_minute_keep_their_own_seconds():
    frame, _ = messages(
        parsed("messages", [message("2022-08-01 10:00:10"), message("2022-08-01 10:00:40")])
    )
    assert texts(frame, "sent_at") == ["2022-08-01 10:00:10", "2022-08-01 10:00:40"]


def test_a_file_without_a_row_that_can_be_used_ends_nothing(tmp_path):
    (tmp_path / "a.csv").write_text("买家ID,进店时间\n甲,坏\n", encoding="utf-8")
    (tmp_path / "b.csv").write_text("订单编号,买家ID,订单付款时间,实付金额\n", encoding="utf-8")
    assert read_folder(tmp_path).tables.there().keys() == {"orders"}  # visits are unknown, not none
    (tmp_path / "c.csv").write_text("买家ID,进店时间\n乙,2022-08-01 10:00:00\n", encoding="utf-8")
    assert read_folder(tmp_path).rows("visits") == 1
