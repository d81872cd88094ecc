"""Functions in cells by person and by group, worked out by hand from `tests.addin.exports`."""

from __future__ import annotations

from datetime import datetime

import pytest

from tests.addin import exports
from xlcs.addin import functions
from xlcs.addin.cells.function_list import ERROR_VALUE
from xlcs.addin.session.loading import load
from xlcs.addin.session.session import OPEN, Session

BOOK = "/books/周报.xlsx"
DAYS = "2022-08-01", "2022-08-02"


def ask(name, *given):
    return getattr(functions, name)(*given, BOOK)


@pytest.fixture(autouse=True)
def opened(august, data):
    """王 and 李 are 张三, of the group 售前."""
    exports.write(data, 人员="姓名,客服旺旺,组\n张三,王,售前\n张三,李,售前\n")
    session = OPEN[BOOK] = Session(BOOK)
    session.use(load(august, None, datetime(2022, 9, 1)), august)
    return session


@pytest.mark.parametrize(
    ("name", "by"), [("张三", "person"), ("张三", "人员"), ("售前", "组"), ("售前", "group")]
)
def test_a_figure_is_a_persons_or_a_groups(name, by):
    # 甲 of 王 and 乙 of 李 were messaged and paid 300 and 200; 300 counts
    assert ask("SENT_CUSTOMERS", *DAYS, name, by) == 2
    assert ask("FOLLOWUP_GMV", *DAYS, name, by) == 500
    assert ask("GUIDED_GMV", *DAYS, name, by) == 300
    # 40 and 50 minutes
    assert ask("AVERAGE_DURATION", *DAYS, name, by) == pytest.approx(45 / 1440)


def test_left_out_it_is_what_the_settings_say(opened):
    assert ask("SENT_CUSTOMERS", *DAYS, "王", None) == 1
    assert ask("SENT_CUSTOMERS", *DAYS, "王", "客服") == 1
    assert ask("SENT_CUSTOMERS", *DAYS, "王", "人员") == ERROR_VALUE
    assert "张三" in opened.failures.rows("zh")[1][3]
    assert ask("SENT_CUSTOMERS", *DAYS, "张三", "店铺") == ERROR_VALUE
    assert "person (人员)" in opened.failures.rows("zh")[1][3]


def test_an_add_in_from_before_hands_over_one_argument_less():
    assert ask("SENT_CUSTOMERS", *DAYS, "王") == 1
    assert len(ask("XLCS_AGENTS", *DAYS, None)) == 3


def test_days_in_a_range_by_person():
    assert ask("FOLLOWUP_GMV", ((44774,), (44775,)), None, "张三", "person") == [[500], [0]]


def test_tables_by_person():
    captions, row = ask("XLCS_AGENTS", *DAYS, None, "person")
    assert dict(zip(captions, row, strict=True))["成交金额"] == 500
    assert row[0] == "张三"
    assert [line[0] for line in ask("XLCS_ORDERS", *DAYS, "张三", "person")[1:]] == [
        "2900000000000000001", "2900000000000000002",
    ]  # fmt: skip
    (_, first, second) = ask("XLCS_AGENT_DAILY", "张三", *DAYS, "person")
    assert (first[1], second[1]) == (2, 0)
    lost = {line[0]: line[2] for line in ask("XLCS_AGENT_LEAKAGE", "张三", *DAYS, "person")[1:]}
    assert sum(lost.values()) == 500
    (_, period) = ask("XLCS_RECEPTIONS", *DAYS, "range", "张三", "person")
    assert period[4] == 2
    # 乙 paid the day before the 2nd, and does not count
    assert [line[:3] for line in ask("XLCS_TODO", DAYS[1], "张三", "person")[1:]] == [
        ["张三", "前一天没算上的订单", "乙"]
    ]


@pytest.mark.parametrize(("by", "who"), [("nick", "客服"), ("person", "人员"), ("组", "组")])
def test_the_column_of_agents_is_called_what_its_rows_are_of(by, who):
    assert ask("XLCS_AGENTS", *DAYS, None, by)[0][0] == who
    assert ask("XLCS_TODO", None, None, by)[0][0] == who
    captions = ask("XLCS_ORDERS", *DAYS, None, by)[0]
    assert [captions[6], captions[7], captions[11]] == [f"归属{who}", f"发送{who}", f"专属{who}"]
