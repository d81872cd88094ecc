"""Stacked rows → merged frames, on literal rows."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

from tests.exports.merged_frames import frame_of, problems_of
from tests.exports.parsed_tables import parsed
from xlcs.exports.merge import tables as merge
from xlcs.exports.merge.files_of_table import Stack, by_lateness
from xlcs.exports.merge.people import people


def stacked(table, *parts):
    stack = Stack(table, by_lateness(parts))
    return stack, people({table: stack})


def message(sent_at="2022-08-01 10:00:00", read_at=None, replied_at=None, by="agent", **more):
    row = {"buyer_id": "b1", "agent": "客服甲", "sent_at": sent_at, "initiated_by": by}
    return row | {"read_at": read_at, "replied_at": replied_at} | more


def messages(*parts, to_the_minute=False):
    stack, who = stacked("messages", *parts)
    merged = merge.messages(stack, who, to_the_minute=to_the_minute)
    return frame_of("messages", merged, who), problems_of(merged)


def test_a_message_twice_takes_the_earliest_read_and_reply():
    frame, problems = messages(
        parsed("messages", [message(read_at="2022-08-01 12:00:00")]),
        parsed(
            "messages",
            [message(read_at="2022-08-01 11:00:00", replied_at="2022-08-01 11:30:00"), message()],
            "b.csv",
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


def test_at_the_minute_seconds_neither_make_a_read_early_nor_two_messages():
    frame, problems = messages(
        parsed("messages", [message("2022-08-01 10:00:50", read_at="2022-08-01 10:00:10")]),
        parsed("messages", [message("2022-08-01 10:00")], "b.csv"),
        to_the_minute=True,
    )
    assert problems == []
    assert frame.sent_at.astype(str).tolist() == ["2022-08-01 10:00:00"]
    assert frame.read_at.astype(str).tolist() == ["2022-08-01 10:00:00"]


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
    stack, who = stacked(
        "relations",
        parsed("relations", [relation(unbound_at="2022-08-01 10:00:00")]),
        parsed("relations", late, "b.csv"),
    )
    frame = frame_of("relations", merge.relations(stack, who), who)
    assert frame.bound_at.astype(str).tolist() == ["2022-07-01 10:00:00", "2022-09-01 10:00:00"]
    assert str(frame.unbound_at[0]) == "2022-08-01 10:00:00"
    assert pd.isna(frame.unbound_at[1])


def task(done_at=None, kind="关联销售"):
    return {"agent": "甲", "kind": kind, "created_at": "2022-08-01 09:00:00", "done_at": done_at}


def test_equal_tasks_count_as_often_as_the_file_with_most_says():
    stack, who = stacked(
        "opportunities",
        parsed("opportunities", [task("2022-08-02 09:00:00"), task(), task()]),
        parsed("opportunities", [task(), task("2022-08-02 09:00:00")], "b.csv"),
        parsed("opportunities", [task(kind="异常物流")], "c.csv"),
    )
    frame = frame_of("opportunities", merge.opportunities(stack, who), who)
    assert frame.kind.value_counts().to_dict() == {"关联销售": 3, "异常物流": 1}
    assert frame.done_at.notna().sum() == 1


def test_a_task_done_in_a_later_export_is_done():
    stack, who = stacked(
        "opportunities",
        parsed("opportunities", [task(), task()]),
        parsed("opportunities", [task("2022-08-05 09:00:00"), task()], "b.csv"),
    )
    frame = frame_of("opportunities", merge.opportunities(stack, who), who)
    assert frame.done_at.notna().tolist() == [True, False]


def test_a_reception_status_of_the_later_file_and_unknown_ones_listed():
    row = {"buyer_id": "b1", "agent": "甲", "started_at": "2022-08-01 09:00:00", "kind": "售前"}
    stack, who = stacked(
        "receptions",
        parsed("receptions", [row | {"ended_at": "2022-08-01 09:30:00", "status": "未付款"}]),
        parsed("receptions", [row | {"ended_at": None, "status": "奇怪"}], "b.csv"),
    )
    merged = merge.receptions(stack, who, {"未付款": False})
    frame, problems = frame_of("receptions", merged, who), problems_of(merged)
    assert len(frame) == 1
    assert str(frame.ended_at[0]) == "2022-08-01 09:30:00"
    assert frame.status[0] == "未付款"  # a.csv is the later file: its last event is an end
    assert [(p.code, p.file, p.value) for p in problems] == [("unknown_status", "b.csv", "奇怪")]


def test_a_reception_with_dates_only_has_no_duration():
    row = {"buyer_id": "b1", "agent": "甲", "kind": "售前", "status": "已付款"}
    dates = row | {"started_at": "2022-08-01", "ended_at": "2022-08-01"}
    times = row | {"started_at": "2022-08-01 09:00", "ended_at": "2022-08-01 09:30"}
    stack, who = stacked("receptions", parsed("receptions", [dates, times]))
    merged = merge.receptions(stack, who, {"已付款": True})
    frame, problems = frame_of("receptions", merged, who), problems_of(merged)
    assert frame.ended_at.isna().tolist() == [True, False]
    assert [(p.code, p.row, p.value) for p in problems] == [("no_duration", 2, "2022-08-01")]


def test_agents_are_sorted_by_code_point_and_buyers_shared():
    names = ["店:b", "店:B", "店:1", "店:甲"]
    rows = [relation() | {"agent": name, "buyer_id": f"买{name}"} for name in names]
    stack, who = stacked("relations", parsed("relations", rows))
    assert who.agents == ["店:1", "店:B", "店:b", "店:甲"]
    frame = frame_of("relations", merge.relations(stack, who), who)
    assert frame.agent.astype(str).tolist() == names
    assert frame.buyer_id.astype(str).tolist() == [f"买{name}" for name in names]


def test_known_people_keep_their_numbers_and_new_agents_move_those_behind_them():
    stack, before = stacked("relations", parsed("relations", [relation()]))
    rows = [relation() | {"agent": "乙", "buyer_id": "b0"}, relation()]
    more = Stack("relations", [parsed("relations", rows, "b.csv")])
    who = people({"relations": more}, before.buyers, before.agents)
    assert who.buyers.to_pylist() == ["b1", "b0"]
    assert who.agents == ["乙", "甲"]
    assert who.codes["relations", "buyer_id"].tolist() == [1, 0]
    assert who.codes["relations", "agent"].tolist() == [0, 1]
    del stack


def test_rows_known_to_be_unique_are_not_compared_and_others_are():
    one = parsed("messages", [message(), message("2022-08-01 11:00:00")])
    doubled = parsed("messages", [message(), message()], "b.csv")
    assert merge.is_unique("messages", one.frame)
    assert not merge.is_unique("messages", doubled.frame)
    assert not merge.is_unique("opportunities", parsed("opportunities", [task()]).frame)

    same_day = replace(one, unique=True)
    next_day = replace(parsed("messages", [message("2022-08-02 09:00:00")], "c.csv"), unique=True)
    assert Stack("messages", [same_day, next_day]).all_unique("sent_at")
    touching = replace(parsed("messages", [message("2022-08-01 11:00:00")], "d.csv"), unique=True)
    assert not Stack("messages", [same_day, touching]).all_unique("sent_at")
    assert len(messages(same_day, next_day, touching)[0]) == 3
