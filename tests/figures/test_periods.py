"""Periods: what may be asked, and what is before."""

from __future__ import annotations

from datetime import date, datetime

import pandas as pd
import pytest

from xlcs.errors import BadPeriod
from xlcs.figures.periods import (
    as_day,
    as_range,
    day_number,
    period_before,
    pieces,
    shown_days,
)


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
    assert list(shown_days(100, 193, [10, 11, 193])) == [193], "begun in the midst of one"
    assert list(shown_days(100, 102, [10, 11, 193])) == []


@pytest.mark.parametrize(
    ("last", "labels"),
    [
        # Between 1 January and 1 July lie 30 + 28 + 31 + 30 + 31 + 30 = 180 days.
        (date(2022, 7, 1), ["2022-01", *(f"2022-0{month}" for month in range(2, 8))]),
        (date(2022, 7, 2), ["2022-01", "2022-07"]),
    ],
)
def test_months_of_empty_stretches_of_more_than_180_days_are_not_shown(
    last: date, labels: list[str]
) -> None:
    having = [day_number(date(2022, 1, 1)), day_number(last)]
    assert [piece.label for piece in pieces(None, having, "month")] == labels
