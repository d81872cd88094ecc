"""同比: figures beside those a year before, on a shop of two Augusts, by hand."""

from __future__ import annotations

from datetime import date

import pytest

from tests.figures import shops
from xlcs import compute
from xlcs.advice.year_before import Beside, beside_year_before, year_before

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


@pytest.mark.parametrize(
    ("start", "end", "then"),
    [
        # a day, a range
        ((2022, 8, 15), (2022, 8, 15), ("2021-08-15", "2021-08-15")),
        ((2022, 12, 20), (2023, 1, 10), ("2021-12-20", "2022-01-10")),
        # whole months are as long as they were
        ((2022, 8, 1), (2022, 8, 31), ("2021-08-01", "2021-08-31")),
        ((2024, 2, 1), (2024, 2, 29), ("2023-02-01", "2023-02-28")),
        ((2025, 2, 1), (2025, 2, 28), ("2024-02-01", "2024-02-29")),
        ((2025, 1, 1), (2025, 2, 28), ("2024-01-01", "2024-02-29")),
        # 28 February ends no whole month where the range does not begin with one
        ((2025, 2, 20), (2025, 2, 28), ("2024-02-20", "2024-02-28")),
        # the leap day
        ((2024, 2, 29), (2024, 2, 29), None),
        ((2024, 2, 20), (2024, 2, 29), ("2023-02-20", "2023-02-28")),
        ((2024, 2, 29), (2024, 3, 5), ("2023-03-01", "2023-03-05")),
        # 1 August 2022 is the Monday of week 31, which in 2021 began on 2 August
        ((2022, 8, 1), (2022, 8, 7), ("2021-08-02", "2021-08-08")),
        # week 53 of 2020; 2019 has 52
        ((2020, 12, 28), (2021, 1, 3), None),
        # week 1 of 2021 and of 2020, which began on 30 December 2019
        ((2021, 1, 4), (2021, 1, 10), ("2019-12-30", "2020-01-05")),
        # seven days from a Tuesday on are no ISO week
        ((2022, 8, 2), (2022, 8, 8), ("2021-08-02", "2021-08-08")),
        ((1, 5, 1), (1, 5, 2), None),
    ],
)
def test_the_same_period_a_year_before(start, end, then):
    days = None if then is None else (date.fromisoformat(then[0]), date.fromisoformat(then[1]))
    assert year_before(date(*start), date(*end)) == days
