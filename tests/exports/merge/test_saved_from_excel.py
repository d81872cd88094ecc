"""Copies saved from Excel (minutes) beside originals (seconds): which rows are one, how many."""

from __future__ import annotations

import pytest

from tests.exports.merged_frames import frame_of, merged_of, orders_of, texts
from tests.exports.parsed_tables import parsed

COPY = "副本.csv"


def reception(started, ended, status="已付款", kind="售前"):
    return {
        "buyer_id": "b1", "agent": "甲", "started_at": started, "ended_at": ended, "kind": kind,
        "status": status,
    }  # fmt: skip


ORIGINAL = [
    reception("2022-08-01 10:00:05", "2022-08-01 10:08:48"),
    reception("2022-08-01 10:00:40", "2022-08-01 10:20:30", "未付款"),
]
TO_THE_MINUTE = [
    reception("2022-08-01 10:00", "2022-08-01 10:08"),
    reception("2022-08-01 10:00", "2022-08-01 10:20", "未付款"),
]


def receptions(*files):
    names = ("a.csv", COPY, "c.csv")
    sheets = [parsed("receptions", rows, name) for rows, name in zip(files, names, strict=False)]
    frame = frame_of(*sheets)
    return sorted(zip(texts(frame, "started_at"), texts(frame, "ended_at"), strict=True))


EXACT = [
    ("2022-08-01 10:00:05", "2022-08-01 10:08:48"),
    ("2022-08-01 10:00:40", "2022-08-01 10:20:30"),
]


def test_a_copy_changes_nothing_whichever_file_is_later():
    assert receptions(ORIGINAL, TO_THE_MINUTE) == EXACT
    assert receptions(TO_THE_MINUTE, ORIGINAL) == EXACT
    assert receptions(ORIGINAL, TO_THE_MINUTE, TO_THE_MINUTE) == EXACT


def test_a_part_of_a_copy_finds_the_row_that_agrees_in_all_else():
    assert receptions(ORIGINAL, TO_THE_MINUTE[1:]) == EXACT
    assert receptions(ORIGINAL, TO_THE_MINUTE[::-1]) == EXACT


def test_of_a_minute_with_more_rows_in_the_copy_the_further_ones_stay():
    more = [*TO_THE_MINUTE, reception("2022-08-01 10:00", "2022-08-01 10:30")]
    assert receptions(ORIGINAL, more) == [
        ("2022-08-01 10:00:00", "2022-08-01 10:30:00"), *EXACT
    ]  # fmt: skip


def test_a_row_that_says_something_else_is_no_copy():
    other = [reception("2022-08-01 10:00", "2022-08-01 10:08", "未付款")]
    assert len(receptions(ORIGINAL[:1], other)) == 2


def test_a_blank_in_the_copy_agrees_with_a_value():
    early = [reception("2022-08-01 10:00", None, None)]
    assert receptions(ORIGINAL[:1], early) == EXACT[:1]
    assert receptions(early, ORIGINAL[:1]) == EXACT[:1]


def test_without_an_original_the_minute_is_the_key():
    assert receptions(TO_THE_MINUTE[:1], TO_THE_MINUTE[:1]) == [
        ("2022-08-01 10:00:00", "2022-08-01 10:08:00")
    ]


def test_rows_of_one_file_are_no_copies_of_each_other():
    assert len(receptions([ORIGINAL[0], TO_THE_MINUTE[0]])) == 2


OPEN = reception("2022-08-01 10:00", None)
CLOSED = reception("2022-08-01 10:00", "2022-08-01 10:10")


def test_rows_of_one_key_to_the_minute_are_one_also_beside_another_to_the_second():
    closed = ("2022-08-01 10:00:00", "2022-08-01 10:10:00")
    assert receptions([OPEN, CLOSED]) == [closed]
    assert receptions([OPEN, CLOSED], ORIGINAL[1:]) == [closed, EXACT[1]]
    assert receptions(ORIGINAL[1:], [CLOSED, OPEN]) == [closed, EXACT[1]]


def test_a_row_of_a_copy_that_says_less_than_another_one_of_its_minute_makes_nothing_coarser():
    original = [reception("2022-08-01 10:00:05", "2022-08-01 10:10:20")]
    assert receptions(original, [CLOSED, OPEN]) == [("2022-08-01 10:00:05", "2022-08-01 10:10:20")]


def test_rows_of_a_copy_that_say_the_same_are_as_many_facts():
    original = [reception("2022-08-01 10:00:05", "2022-08-01 10:10:20")]
    copy = [CLOSED, CLOSED, CLOSED]
    assert len(receptions(original, copy)) == 3


@pytest.mark.parametrize("other", [[], ["2022-08-01 10:00:40"]])
def test_an_invitation_accepted_and_declined_in_one_minute_is_one(other):
    def invitation(invited, outcome, answered):
        return {"buyer_id": "b1", "agent": "甲", "invited_at": invited, "channel": "manual",
                "outcome": outcome, "answered_at": answered}  # fmt: skip

    twice = [invitation("2022-08-01 10:00", "accepted", "2022-08-01 10:05"),
             invitation("2022-08-01 10:00", "declined", "2022-08-01 10:08")]  # fmt: skip
    exact = [invitation(at, "accepted", "2022-08-01 10:30:05") for at in other]
    files = [twice, exact] if exact else [twice]
    frame = frame_of(*(parsed("invitations", rows, f"{n}.csv") for n, rows in enumerate(files)))
    assert len(frame) == 1 + len(other)
    of_minute = frame[frame["invited_at"] == "2022-08-01 10:00:00"]
    assert of_minute["outcome"].tolist() == ["declined"]
    assert texts(of_minute, "answered_at") == ["2022-08-01 10:05:00"]  # the earliest


def relation(bound, unbound=None):
    return {"buyer_id": "b1", "agent": "甲", "bound_at": bound, "unbound_at": unbound}


def test_an_unbinding_to_the_second_beats_the_same_minute_in_a_later_copy():
    frame = frame_of(
        parsed("relations", [relation("2022-08-01 10:00:05", "2022-08-05 12:30:41")]),
        parsed("relations", [relation("2022-08-01 10:00", "2022-08-05 12:30")], COPY),
    )
    assert texts(frame, "bound_at") == ["2022-08-01 10:00:05"]
    assert texts(frame, "unbound_at") == ["2022-08-05 12:30:41"]


def test_an_original_that_knows_of_the_unbinding_takes_in_the_earlier_copy():
    frame = frame_of(
        parsed("relations", [relation("2022-08-01 10:00:05", "2022-08-05 12:30:41")]),
        parsed("relations", [relation("2022-08-01 10:00")], COPY),
    )
    assert texts(frame, "unbound_at") == ["2022-08-05 12:30:41"]


def task(created, done=None):
    return {"agent": "甲", "kind": "批量提醒", "created_at": created, "done_at": done}


def test_tasks_of_one_minute_are_as_many_as_the_file_with_most_says():
    original = [task("2022-08-01 10:00:05"), task("2022-08-01 10:00:05"),
                task("2022-08-01 10:00:40", "2022-08-02 09:00:10")]  # fmt: skip
    copy = [task("2022-08-01 10:00"), task("2022-08-01 10:00"),
            task("2022-08-01 10:00", "2022-08-02 09:00")]  # fmt: skip
    frame = frame_of(parsed("opportunities", original), parsed("opportunities", copy, COPY))
    assert sorted(texts(frame, "created_at")) == [
        "2022-08-01 10:00:05", "2022-08-01 10:00:05", "2022-08-01 10:00:40"
    ]  # fmt: skip
    assert [t for t in texts(frame, "done_at") if t] == ["2022-08-02 09:00:10"]


def test_tasks_done_on_one_day_keep_their_seconds_whatever_the_order_of_a_copy():
    original = [
        task("2022-08-01 10:00:00", "2022-08-02 23:30:00"),
        task("2022-08-01 10:00:00", "2022-08-02 00:00:01"),
    ]
    copy = [
        task("2022-08-01 10:00", "2022-08-02 00:00"),
        task("2022-08-01 10:00", "2022-08-02 23:30"),
    ]
    frame = frame_of(parsed("opportunities", original), parsed("opportunities", copy, COPY))
    assert sorted(texts(frame, "done_at")) == ["2022-08-02 00:00:01", "2022-08-02 23:30:00"]


def test_a_copy_that_knows_the_state_of_tasks_alone_has_no_further_ones():
    original = [task("2022-08-01 10:00:05"), task("2022-08-01 10:00:40", "2022-08-02 09:00:10")]
    copy = [task("2022-08-01 10:00", "2022-08-01"), task("2022-08-01 10:00")]
    frame = frame_of(parsed("opportunities", original), parsed("opportunities", copy, COPY))
    assert texts(frame, "created_at") == ["2022-08-01 10:00:05", "2022-08-01 10:00:40"]
    assert texts(frame, "done_at") == [None, "2022-08-02 09:00:10"]


def test_a_copy_of_the_file_with_most_tasks_of_a_minute_is_not_parted_with_an_older_file():
    older = [task("2022-08-01 10:00:56", "2022-08-01")]
    newer = [
        task("2022-08-01 10:00:56", "2022-08-03 22:34:35"),
        task("2022-08-01 10:00:30", "2022-08-01"),
    ]
    copy = [task("2022-08-01 10:00", "2022-08-03 22:34"), task("2022-08-01 10:00", "2022-08-01")]
    frame = frame_of(
        parsed("opportunities", older, "a.csv"),
        parsed("opportunities", newer, "b.csv"),
        parsed("opportunities", copy, COPY),
    )
    assert dict(zip(texts(frame, "created_at"), texts(frame, "done_at"), strict=True)) == {
        "2022-08-01 10:00:56": "2022-08-03 22:34:35", "2022-08-01 10:00:30": "2022-08-01 00:00:00"
    }  # fmt: skip
    assert len(frame) == 2


def visit(at):
    return {"buyer_id": "b1", "visited_at": at}


def test_a_shop_whose_minutes_are_all_copies_is_to_the_second():
    original = parsed("visits", [visit("2022-08-01 10:00:05"), visit("2022-08-01 10:00:40")])
    copy = parsed("visits", [visit("2022-08-01 10:00"), visit("2022-08-01 10:00")], COPY)
    merged = merged_of(original, copy)
    assert texts(merged.table.frame, "visited_at") == ["2022-08-01 10:00:05", "2022-08-01 10:00:40"]
    assert merged.to_the_minute == []
    alone = merged_of(copy)
    assert alone.to_the_minute == ["visited_at"]


def message(sent, read=None):
    return {
        "buyer_id": "b1", "agent": "甲", "sent_at": sent, "initiated_by": "agent", "read_at": read,
    }  # fmt: skip


def test_a_message_and_its_copy_are_one_and_the_reading_keeps_its_second():
    merged = merged_of(
        parsed("messages", [message("2022-08-01 10:00:05", "2022-08-01 10:05:30")]),
        parsed("messages", [message("2022-08-01 10:00", "2022-08-01 10:05")], COPY),
    )
    assert texts(merged.table.frame, "sent_at") == ["2022-08-01 10:00:05"]
    assert texts(merged.table.frame, "read_at") == ["2022-08-01 10:05:30"]
    assert merged.table.frame.sent_at_is_minute.tolist() == [False]
    assert merged.to_the_minute == []


@pytest.mark.parametrize("later", [True, False])
def test_a_payment_to_the_second_beats_the_same_minute(later):
    exact = {"order_id": "1", "buyer_id": "b1", "amount": 100, "paid_at": "2022-08-01 10:00:05"}
    files = [exact, exact | {"paid_at": "2022-08-01 10:00"}][:: 1 if later else -1]
    merged = orders_of(
        *(
            parsed("orders", [row], name)
            for row, name in zip(files, ("a.csv", "b.csv"), strict=True)
        )
    )
    assert texts(merged.table.frame, "paid_at") == ["2022-08-01 10:00:05"]
    assert merged.to_the_minute == []
