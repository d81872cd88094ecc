"""Periods: what may be asked, and what is before."""

from __future__ import annotations

from datetime import date, datetime

import pandas as pd
import pytest

from xlcs.errors import BadPeriod
from xlcs.figures.periods import as_day, as_range, period_before, shown_days, year_before


@pytest.mark.parametrize(
    "day",
    [
        date(2022, 8, 1),
        datetime(2022, 8, 1, 23, 59, 59),
        pd.Timestamp("2022-08-01 10:00:00"),
        "2022-08-01",
        " 2022-08-01 ",
        "20220801",
        "2022-08-01T10:00:00",
    ],
)
def test_days(day: object) -> None:
    assert as_day(day) == date(2022, 8, 1)


@pytest.mark.parametrize("day", ["2022-08", "2022-W31", "1 August", "", 44774, True, pd.NaT, []])
def test_no_days(day: object) -> None:
    with pytest.raises(BadPeriod):
        as_day(day)


def test_ranges() -> None:
    assert as_range(None, None) is None
    assert as_range("2022-08-01", None) == (date(2022, 8, 1), date(2022, 8, 1))
    assert as_range("2022-08-01", "2022-08-01") == (date(2022, 8, 1), date(2022, 8, 1))
    with pytest.raises(BadPeriod, match="2022-08-02"):
        as_range("2022-08-02", "2022-08-01")
    with pytest.raises(BadPeriod, match="2022-08-02"):
        as_range(None, "2022-08-02")


@pytest.mark.parametrize(
    ("start", "end", "before"),
    [
        ((2022, 8, 1), (2022, 8, 31), ((2022, 7, 1), (2022, 7, 31))),
        ((2022, 3, 1), (2022, 3, 31), ((2022, 2, 1), (2022, 2, 28))),
        ((2024, 3, 1), (2024, 3, 31), ((2024, 2, 1), (2024, 2, 29))),
        ((2022, 1, 1), (2022, 1, 31), ((2021, 12, 1), (2021, 12, 31))),
        # From the 1st, inside the month: the same days of the month before, as far as it goes.
        ((2022, 8, 1), (2022, 8, 7), ((2022, 7, 1), (2022, 7, 7))),
        ((2022, 8, 1), (2022, 8, 30), ((2022, 7, 1), (2022, 7, 30))),
        ((2022, 3, 1), (2022, 3, 30), ((2022, 2, 1), (2022, 2, 28))),
        # A whole ISO week, and one from its Monday on.
        ((2022, 8, 8), (2022, 8, 14), ((2022, 8, 1), (2022, 8, 7))),
        ((2022, 8, 8), (2022, 8, 10), ((2022, 8, 1), (2022, 8, 3))),
        ((2022, 8, 8), (2022, 8, 8), ((2022, 8, 1), (2022, 8, 1))),
        ((2022, 8, 8), (2022, 8, 15), ((2022, 7, 31), (2022, 8, 7))),
        ((2022, 8, 9), (2022, 8, 10), ((2022, 8, 7), (2022, 8, 8))),
        ((2022, 8, 3), (2022, 8, 20), ((2022, 7, 16), (2022, 8, 2))),
        ((2022, 8, 1), (2022, 8, 1), ((2022, 7, 1), (2022, 7, 1))),
        ((2022, 8, 1), (2022, 9, 1), ((2022, 6, 30), (2022, 7, 31))),
    ],
)
def test_before(
    start: tuple[int, int, int],
    end: tuple[int, int, int],
    before: tuple[tuple[int, int, int], tuple[int, int, int]],
) -> None:
    assert period_before(date(*start), date(*end)) == (date(*before[0]), date(*before[1]))


@pytest.mark.parametrize("end", [date(1, 1, 1), date(1, 1, 31), date(2022, 8, 1), date.max])
def test_nothing_is_before_the_first_date(end: date) -> None:
    assert period_before(date.min, end) is None


def test_a_period_far_longer_than_all_dates_before_it() -> None:
    assert period_before(date(1900, 1, 1), date.max) is None


def test_empty_stretches_of_more_than_180_days_are_not_shown() -> None:
    assert list(shown_days(10, 14, [10, 12, 14])) == [10, 11, 12, 13, 14]
    assert len(list(shown_days(10, 190, [10, 190]))) == 181
    assert list(shown_days(10, 193, [10, 11, 193])) == [10, 11, 193]
    assert list(shown_days(12, 100, [10, 11, 500])) == []
    assert list(shown_days(10, 14, [])) == []


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
