"""同比: figures beside those a year before, on a shop of two Augusts, by hand."""

from __future__ import annotations

from datetime import date

import pytest

from tests.figures import shops
from xlcs import compute
from xlcs.advice.year_before import Beside, beside_year_before

A, B = "店:小美", "店:阿强"
TABLES = {
    "relations": shops.relations(
        ("甲", A, "2021-07-01 10:00:00"), ("乙", B, "2021-07-01 10:00:00")
    ),
    # Messages of 1 August 2021 to 31 August 2022.
    "messages": shops.messages(
        ("甲", A, "2021-08-01 09:00:00", "2021-08-01 09:01:00"),
        ("乙", B, "2021-08-31 09:00:00"),
        ("甲", A, "2022-08-01 09:00:00", "2022-08-01 09:01:00"),
        ("甲", A, "2022-08-31 09:00:00"),
    ),
    "orders": shops.orders(
        ("1", "甲", "2021-08-01 10:00:00", 200), ("2", "甲", "2022-08-01 10:00:00", 300)
    ),
    # Receptions of September 2021 on: in August 2021 there are none known.
    "receptions": shops.receptions(
        ("甲", A, "2021-09-01 10:00:00", "2021-09-01 10:10:00", "付款成功"),
        ("甲", A, "2022-08-02 10:00:00", "2022-08-02 10:10:00", "付款成功"),
    ),
}


@pytest.fixture(scope="module")
def figures():
    return compute(shops.shop(**TABLES))


def beside(figures, start: str, end: str, agent: str | None = None):
    return beside_year_before(figures, date.fromisoformat(start), date.fromisoformat(end), agent)


def test_a_month_beside_that_of_the_year_before(figures):
    found = beside(figures, "2022-08-01", "2022-08-31")
    assert found["guided_gmv"] == Beside(300, 200, pytest.approx(0.5))  # 300 / 200 - 1
    assert found["sent_customers"] == Beside(1, 2, pytest.approx(-0.5))
    # 1 of 1 read, and 1 of 2 then: half as a difference, not as a part.
    assert found["read_rate"] == Beside(1.0, 0.5, pytest.approx(0.5))


def test_of_an_agent(figures):
    found = beside(figures, "2022-08-01", "2022-08-31", B)
    assert found["sent_customers"] == Beside(0, 1, pytest.approx(-1))
    # Nothing was brought then: there is nothing to divide by.
    assert found["guided_gmv"] == Beside(0, 0, None)


def test_each_figure_asks_for_its_own_days(figures):
    assert "receptions" not in beside(figures, "2022-08-01", "2022-08-31")
    assert beside(figures, "2022-09-01", "2022-09-02")["receptions"] == Beside(None, 1, None)
    assert "guided_gmv" not in beside(figures, "2022-07-31", "2022-08-31")


def test_a_year_before_that_the_data_covers_in_part_is_no_comparison(figures):
    assert "guided_gmv" in beside(figures, "2022-08-01", "2022-08-05")
    assert "guided_gmv" not in beside(figures, "2022-07-30", "2022-08-05")


def test_a_period_after_the_data_is_unknown_and_the_year_before_is_not(figures):
    found = beside(figures, "2022-09-05", "2022-09-30")
    assert found["guided_gmv"] == Beside(None, 0, None)


def test_the_leap_day_has_none(figures):
    assert beside(figures, "2024-02-29", "2024-02-29") == {}
