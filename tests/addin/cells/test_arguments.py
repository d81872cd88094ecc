"""What a cell may send: dates in every form, agents, order numbers, what was left out."""

from __future__ import annotations

from datetime import date, datetime, timedelta, timezone

import pytest

from xlcs.addin.build.template import calls
from xlcs.addin.cells import arguments
from xlcs.addin.cells.arguments import ArgumentError
from xlcs.addin.session.period_choices import ALL_DAYS

FIRST_OF_AUGUST = date(2022, 8, 1)


@pytest.mark.parametrize(
    "value",
    [
        datetime(2022, 8, 1),
        datetime(2022, 8, 1, 23, 59, 59),
        datetime(2022, 8, 1, 23, 30, tzinfo=timezone(timedelta(hours=8))),
        date(2022, 8, 1),
        # 2022-08-01 is Excel's day 44774; LibreOffice sends dates so, Excel where it is a number.
        44774.0,
        44774,
        44774.979,
        20220801.0,
        20220801,
        "20220801",
        "2022-08-01",
        "2022-8-1",
        "2022/8/1",
        "2022.08.01",
        "2022年8月1日",
        " 2022-08-01 ",
        "2022-08-01 23:30:00",
        "2022-08-01 23:30",
        "2022-08-01T23:30:00+08:00",
        "20220801233000",
        20220801233000.0,
        "２０２２－０８－０１",
        "44774",
        ((44774.0,),),
        [["2022-08-01"]],
    ],
)
def test_a_day_in_any_form(value):
    assert arguments.day(value, "start_day") == FIRST_OF_AUGUST


@pytest.mark.parametrize("value", [None, "", "  ", 0, 0.0, "__missing__", ((None,),)])
def test_a_day_left_out(value):
    assert arguments.day(value, "start_day") is None


@pytest.mark.parametrize(
    "value",
    [
        "abc", "2022-13-01", "2022-02-30", "2022-08", "08-01", "2022-8/1", "0", "2022080123",
        "2022-08-01T23:30:00-05:00", True, 1.0, -5.0,
        20221301.0, 20220801.5, float("nan"), float("inf"), 1e300,
    ],
)  # fmt: skip
def test_what_is_no_day_names_argument_value_and_remedy(value):
    with pytest.raises(ArgumentError) as caught:
        arguments.day(value, "start_day")
    text = str(caught.value)
    assert "start_day" in text
    assert "2022-08-01" in text


def test_a_range_and_an_error_cell_are_no_day():
    with pytest.raises(ArgumentError, match="区域"):
        arguments.day(((44774.0,), (44775.0,)), "start_day")
    with pytest.raises(ArgumentError, match="several cells"):
        arguments.day(((44774.0, 44775.0),), "start_day", "en")
    # #N/A and #CALC! as COM carries them: 2042 and 2050 above -2146828288.
    for code in (-2146826246, -2146826238):
        with pytest.raises(ArgumentError, match="错误值"):
            arguments.day(code, "start_day")
        with pytest.raises(ArgumentError, match="错误值"):
            arguments.agent(code, "agent")


def test_a_start_alone_is_that_day_and_nothing_is_no_period():
    names = ("start_day", "end_day")
    assert arguments.period(44774.0, None, names) == (FIRST_OF_AUGUST, FIRST_OF_AUGUST)
    assert arguments.period(None, 0, names) is None
    assert arguments.period("全部", "", names) == arguments.period("All", None, names)
    assert arguments.period("全部", "", names) == (None, None)
    assert arguments.period("2022-08-01", "2022-08-31", names) == (
        FIRST_OF_AUGUST,
        date(2022, 8, 31),
    )


def test_the_templates_word_for_all_days_is_known():
    # Left out it would mean the period of the last refresh, whatever is chosen since.
    assert f'"{ALL_DAYS}"' in calls.PERIOD
    assert arguments.period(ALL_DAYS, "", ("start_day", "end_day")) == (None, None)


@pytest.mark.parametrize(
    ("start", "end", "text"),
    [
        (None, "2022-08-01", "没有开始日期"),
        ("2022-08-02", "2022-08-01", "在开始日期 2022-08-02 之前"),
    ],
)
def test_a_period_without_start_or_backwards(start, end, text):
    with pytest.raises(ArgumentError, match=text):
        arguments.period(start, end, ("start_day", "end_day"))


@pytest.mark.parametrize("value", [None, "", " ", 0, "__missing__", "全店", "WHOLE shop"])
def test_no_agent_is_the_whole_shop(value):
    assert arguments.agent(value, "agent") is None


def test_an_agent_by_name_or_by_digits():
    assert arguments.agent("店铺:小王", "agent") == "店铺:小王"
    assert arguments.agent(" 店铺:小王 ", "agent") == "店铺:小王"
    assert arguments.agent(1001.0, "agent") == "1001"
    with pytest.raises(ArgumentError):
        arguments.agent(datetime(2022, 8, 1), "agent")
    with pytest.raises(ArgumentError):
        arguments.agent((("甲",), ("乙",)), "agent")


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("2900000000000000001", "2900000000000000001"),
        ("'2900000000000000001", "2900000000000000001"),
        ('="2900000000000000001"', "2900000000000000001"),
        ("2900000000000000001\t", "2900000000000000001"),
        (123456789012345.0, "123456789012345"),
        ("A-17", "A-17"),
    ],
)
def test_an_order_number_keeps_its_digits(value, expected):
    assert arguments.order_id(value, "order_id") == expected


@pytest.mark.parametrize("value", [2.9e18, 1e15, "2.9E+18", "2.9e18"])
def test_an_order_number_that_lost_digits_is_not_guessed(value):
    with pytest.raises(ArgumentError, match="丢掉"):
        arguments.order_id(value, "order_id")


@pytest.mark.parametrize("value", [None, "", "  ", 1.5, datetime(2022, 8, 1)])
def test_what_is_no_order_number(value):
    with pytest.raises(ArgumentError):
        arguments.order_id(value, "order_id")


def test_a_reception_period_in_either_language():
    words = ("month", "周", "Day", "整个期间", None)
    found = [arguments.reception_period(word, "by") for word in words]
    assert found == ["month", "week", "day", "range", None]
    with pytest.raises(ArgumentError, match="month"):
        arguments.reception_period("quarter", "by")


def test_what_agents_are_taken_by_in_either_language():
    words = ("nick", "客服", "旺旺", "Person", "人员", "组", "group", None, "", 0)
    found = [arguments.agents_by(word, "agents_by") for word in words]
    assert found == ["nick"] * 3 + ["person"] * 2 + ["group"] * 2 + [None] * 3
    with pytest.raises(ArgumentError, match="person"):
        arguments.agents_by("shop", "agents_by")
