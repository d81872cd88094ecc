"""Targets, the year before and named periods in cells, on the exports worked out by hand."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from tests.addin import exports
from tests.addin.clock import today_is
from xlcs.addin import functions
from xlcs.addin.cells import answering, arguments
from xlcs.addin.cells.function_list import ERROR_NA, ERROR_VALUE
from xlcs.addin.session.choices import Choices
from xlcs.addin.session.loading import load
from xlcs.addin.session.session import OPEN, Session
from xlcs.catalogue import FIGURE

BOOK = "/books/目标.xlsx"
NOW = datetime(2022, 9, 1, 10, 0, 0)
TARGETS = """
[targets]
引导成交金额 = 1200
read_rate = 0.5
guided_buyers = 1
[targets."王"]
guided_gmv = 200
"""


def ask(name, *given):
    return getattr(functions, name)(*given, BOOK)


def why():
    """Why the latest call had no answer."""
    return next(reversed(OPEN[BOOK].failures.rows("zh")[1:2]))[3]


@pytest.fixture
def opened(data):
    """August of the exports: 300 of guided GMV, of 王; data of the 1st and 2nd."""
    (data / "xlcs.toml").write_text(TARGETS, encoding="utf-8")
    august = Choices(str(data), date(2022, 8, 1), date(2022, 8, 31))
    session = OPEN[BOOK] = Session(BOOK)
    session.use(load(august, None, NOW), august)
    return session


def test_the_limits_in_force_are_those_of_the_settings_unless_the_workbook_has_its_own(data):
    def limits(text, **rules):
        (data / "xlcs.toml").write_text(text, encoding="utf-8")
        asked = Choices(str(data), rules=rules)
        OPEN[BOOK] = Session(BOOK)
        OPEN[BOOK].use(load(asked, None, NOW), asked)
        return ask("XLCS_LIMIT", "平均接待时长"), ask("XLCS_LIMIT", "CONVERSION_RATE")

    assert limits("") == ("≤ 50 分钟", "≥ 50.0%")
    beside = "max_average_min = 12.5\nmin_conversion_rate = 0.655\n"
    assert limits(beside) == ("≤ 12.5 分钟", "≥ 65.5%")
    assert limits(beside, max_average_min=44) == ("≤ 44 分钟", "≥ 65.5%")
    assert ask("XLCS_LIMIT", "引导成交金额") == ERROR_NA
    assert why().startswith("“引导成交金额”没有达标线")
    assert ask("XLCS_LIMIT", "没有这个指标") == ERROR_VALUE


def test_how_far_the_month_has_come(opened):
    # The data ends on the 2nd, so that 29 days are left for the other 900.
    assert ask("XLCS_TARGET", "引导成交金额", None, None, None) == 1200
    assert ask("XLCS_TARGET_DONE", "GUIDED_GMV", None, None, None) == 0.25
    assert ask("XLCS_TARGET_A_DAY", "guided_gmv", None, None, None) == pytest.approx(900 / 29)
    # 王's own 200 are passed.
    assert ask("XLCS_TARGET_DONE", "guided GMV", None, None, "王") == 1.5
    assert ask("XLCS_TARGET_A_DAY", "guided GMV", None, None, "王") == 0
    # By the end of the 1st: 30 days left.
    first = ask("XLCS_TARGET_A_DAY", "GUIDED_GMV", "2022-08-01", "2022-08-01", None)
    assert first == pytest.approx(900 / 30)


def test_without_a_target_or_an_answer_the_reason_is_told(opened):
    assert ask("XLCS_TARGET", "VISITS", None, None, None) == ERROR_VALUE
    assert "不是指标" in why()
    assert ask("XLCS_TARGET", None, None, None, None) == ERROR_VALUE
    assert ask("XLCS_TARGET", "发送客户数", None, None, None) == ERROR_NA
    assert "[targets]" in why()
    assert ask("XLCS_TARGET", "引导成交金额", None, None, "李") == ERROR_NA
    assert ask("XLCS_TARGET_DONE", "引导成交金额", "2022-08-02", "2022-08-31", None) == ERROR_NA
    assert "按月" in why()
    # A rate has nothing to bring a day.
    assert ask("XLCS_TARGET_A_DAY", "阅读率", None, None, None) == ERROR_NA
    assert "比率" in why()


def test_all_targets_in_a_table(opened):
    assert ask("XLCS_TARGETS", None, None, None) == [
        ["指标", "函数", "月目标", "本期", "完成", "剩余天数", "每天还要"],
        ["引导成交金额", "GUIDED_GMV", 1200, 300, 0.25, 29, pytest.approx(900 / 29)],
        # 2 of 2 read on the day: 甲 at 9:10, 乙 at 12:00
        ["阅读率", "READ_RATE", 0.5, 1, 2, 29, ""],
        # 甲 and 乙 both paid after the message
        ["引导购买客户数", "GUIDED_BUYERS", 1, 2, 2, 29, 0],
    ]
    # No figure of 李 has one, and none is a month's: what to do is told, and it is no error.
    (_, (told, *others)) = ask("XLCS_TARGETS", None, None, "李")
    assert "[targets]" in told
    assert others == [""] * 6
    assert "按月" in ask("XLCS_TARGETS", "2022-08-02", None, None)[1][0]
    assert len(OPEN[BOOK].failures.rows("zh")) == 2  # captions, and that there are none


def test_the_year_before_is_listed_where_the_data_covers_it(opened):
    assert ask("XLCS_YEAR_BEFORE", None, None, None) == [
        ["指标", "函数", "本期", "去年同期", "变动"],
    ]
    rows = ask("XLCS_YEAR_BEFORE", "2023-08-01", "2023-08-02", None)
    found = {row[1]: row[2:] for row in rows[1:]}
    # Nothing is known of August 2023; a year before there were 300, and 45 minutes on average.
    assert found["GUIDED_GMV"] == ["", 300, ""]
    assert found["AVERAGE_DURATION"] == ["", pytest.approx(45 / 1440), ""]
    assert "COMPLIANT" not in found


def test_a_change_since_the_year_before(data):
    more = "甲,王,2023-08-02 09:00:00,客服,2023-08-02 09:10:00\n"
    exports.write(data, 消息=exports.MESSAGES + more)
    choices = Choices(str(data), date(2023, 8, 1), date(2023, 8, 2))
    session = OPEN[BOOK] = Session(BOOK)
    session.use(load(choices, None, NOW), choices)
    found = {row[1]: row[2:] for row in ask("XLCS_YEAR_BEFORE", None, None, None)[1:]}
    # 1 after 2; of whom 1 of 1 read after 2 of 2: no difference of the rates
    assert found["SENT_CUSTOMERS"] == [1, 2, -0.5]
    assert found["READ_RATE"] == [1, 1, 0]
    assert found["GUIDED_GMV"] == [0, 300, -1]


def test_periods_that_have_names(opened, monkeypatch):
    today_is(monkeypatch, answering, date(2022, 9, 10))
    serial = {day: 44774 + day for day in range(60)}  # 44774 is 1 August 2022
    assert ask("XLCS_PERIODS")[1:] == [
        ["最近有数据的月份", "Latest month with data", serial[0], serial[30]],
        ["上月", "Last month", serial[0], serial[30]],
        ["本月", "This month", serial[31], serial[40]],
        ["昨天", "Yesterday", serial[39], serial[39]],
        ["近 7 天", "Last 7 days", serial[33], serial[39]],
        ["全部", "All", serial[0], serial[1]],
    ]
    today_is(monkeypatch, answering, date(2022, 9, 11))  # midnight passes, nobody refreshes
    assert ask("XLCS_PERIODS")[4] == ["昨天", "Yesterday", serial[40], serial[40]]


@pytest.mark.parametrize("word", ["引导成交金额", "guided gmv", " GUIDED_GMV ", "guided_gmv"])
def test_a_figure_by_any_of_its_names(word):
    assert arguments.figure(word, "figure") is FIGURE["guided_gmv"]


def test_why_a_figure_is_not_compared_with_the_period_before(opened):
    def said(figure, start, end):
        return ask("XLCS_NOT_COMPARED", figure, start, end)

    # The 2nd beside the 1st: all of both is covered. July beside June: neither is.
    assert said("引导成交金额", "2022-08-02", "2022-08-02") == ""
    assert said("GUIDED_GMV", "2022-07-01", "2022-07-31") == ""
    # 2 and 3 August, beside 31 July and 1 August: half of each.
    told = said("引导成交金额", "2022-08-02", "2022-08-03")
    assert told == (
        "本期 2 天里有 1 天的数据，上期 2 天里有 1 天的：人数和金额不和上期比。"
        "要比，请把期间选成 2022-08-02 至 2022-08-02。"
    )
    # A rate is compared whatever the days.
    assert said("阅读率", "2022-08-02", "2022-08-03") == ""
    assert said("没有这个指标", "2022-08-02", "2022-08-03") == ERROR_VALUE
