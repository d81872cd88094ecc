"""A function of one value that is given ranges: one answer for each cell."""

from __future__ import annotations

from datetime import datetime

import pytest

from tests.addin import exports
from xlcs.addin import functions
from xlcs.addin.cells.function_list import ERROR_NA, ERROR_VALUE
from xlcs.addin.session.loading import load
from xlcs.addin.session.session import OPEN, Session

BOOK = "/books/周报.xlsx"
FIRST, SECOND, BEFORE = datetime(2022, 8, 1), datetime(2022, 8, 2), datetime(2022, 7, 1)


@pytest.fixture
def opened(august):
    session = OPEN[BOOK] = Session(BOOK)
    session.use(load(august, None, datetime(2022, 9, 1)), august)
    return session


def gmv(start, end=None, agent=None):
    return functions.GUIDED_GMV(start, end, agent, BOOK)


def test_a_column_of_days_gives_a_column_of_values(opened):
    # 300 are guided on the first of August, nothing on the second; July has no data.
    assert gmv(((FIRST,), (SECOND,), (BEFORE,))) == [[300], [0], [ERROR_NA]]
    assert gmv(((20220801.0, "2022-08-02"),)) == [[300, 0]]


def test_a_blank_cell_of_a_range_gives_empty_text_and_not_the_report_period(opened):
    assert gmv(((FIRST,), (None,), ("",))) == [[300], [""], [""]]


def test_agents_beside_days_give_a_value_for_each_pair(opened):
    agents = (("王", "李"),)
    assert gmv(((FIRST,), (SECOND,)), None, agents) == [[300, 0], [0, 0]]
    assert gmv(None, None, (("王",), ("李",), ("张",))) == [[300], [0], [ERROR_VALUE]]


def test_the_answers_are_those_of_single_calls(opened):
    starts, ends = ((FIRST,), (SECOND,)), ((SECOND,), (SECOND,))
    assert gmv(starts, ends) == [[gmv(FIRST, SECOND)], [gmv(SECOND, SECOND)]]


def test_a_range_of_one_cell_is_that_cell(opened):
    assert gmv(((FIRST,),)) == 300


def test_each_cell_that_fails_is_listed_with_its_reason(opened):
    gmv(((FIRST,), (BEFORE,), ("八月",)))
    listed = functions.XLCS_ERRORS(BOOK)[1:]
    assert {row[2] for row in listed} == {"#N/A", "#VALUE!"}
    assert any("八月" in row[3] for row in listed)


def test_reasons_of_a_column_of_orders(opened):
    assert "2900000000000000001" in exports.ORDERS
    (first,), (none,) = functions.WHY_COUNTED((("2900000000000000001",), (None,)), BOOK)
    assert "计入引导成交金额" in first
    assert none == ""


def test_of_a_range_the_answers_are_kept_and_not_the_range(opened):
    # Kept as a question, a whole column would hold a million cells until the next refresh.
    assert gmv(((20220801,), (20220802,))) == [[300], [0]]
    assert gmv(((20220801,),) * 100_001) == ERROR_VALUE
    assert sorted(given[0] for _, given in opened.answers) == [20220801, 20220802]
