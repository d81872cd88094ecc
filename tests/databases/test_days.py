"""Which parts of a table are read: by hand, on days of an invented table."""

from __future__ import annotations

from datetime import date

import pytest

from xlcs.exports.database.days import Days, parts

TODAY = date(2022, 9, 20)


def names(days: list[date], kept=(), *, today=TODAY, reread_days=3, asked=None):
    def first_from(day):
        if asked is not None:
            asked.append(day)
        return min((d for d in days if d >= day), default=None)

    known = [found for name in kept if (found := Days.of(name))]
    newest = max(days, default=None)
    found = parts(newest, first_from, known, today=today, reread_days=reread_days)
    return [part.name for part in found]


JULY, AUGUST, NEWEST = date(2022, 7, 5), date(2022, 8, 31), date(2022, 9, 12)


def test_whole_months_then_the_days_that_are_over_then_the_open_ones():
    assert names([JULY, AUGUST, NEWEST]) == [
        "2022-07",
        "2022-08",
        "2022-09-01..2022-09-08",
        "2022-09-09..",
    ]


def test_months_without_rows_are_passed_over():
    assert names([date(1999, 2, 3), NEWEST])[0:2] == ["1999-02", "2022-09-01..2022-09-08"]


def test_what_is_known_is_neither_read_nor_asked_for():
    asked: list[date] = []
    kept = ["2022-07", "2022-08", "2022-09-01..2022-09-05"]
    found = names([JULY, AUGUST, NEWEST], kept, asked=asked)
    assert found == [*kept, "2022-09-06..2022-09-08", "2022-09-09.."]
    assert asked == [date(1900, 1, 1), date(2022, 9, 1)]


def test_days_known_one_after_another_are_gone_on_with_and_become_a_month():
    kept = ["2022-09-01..2022-09-05", "2022-09-06..2022-09-08"]
    assert names([NEWEST], kept) == [*kept, "2022-09-09.."]
    assert names([date(2022, 9, 2), date(2022, 10, 10)], kept, today=date(2022, 11, 1)) == [
        "2022-09",
        "2022-10-01..2022-10-06",
        "2022-10-07..",
    ]


def test_the_edge_on_the_first_of_a_month_leaves_no_days_before_it():
    assert names([AUGUST, date(2022, 9, 4)]) == ["2022-08", "2022-09-01.."]


def test_a_day_to_come_is_not_over():
    assert names([AUGUST, date(2035, 1, 1)]) == [
        "2022-08",
        "2022-09-01..2022-09-16",
        "2022-09-17..",
    ]


def test_known_days_beyond_the_edge_are_read_again():
    assert names([NEWEST], ["2022-09-01..2022-09-10"]) == [
        "2022-09-01..2022-09-08",
        "2022-09-09..",
    ]


def test_nothing_is_read_again_where_that_is_asked_for():
    assert names([NEWEST], reread_days=0)[-1] == "2022-09-12.."


def test_without_any_time_all_is_one_part():
    assert names([]) == [".."]


@pytest.mark.parametrize("name", ["2022-08", "2022-09-01..2022-09-05", "2024-02-29..2024-02-29"])
def test_days_that_are_over_are_known_by_their_name(name):
    days = Days.of(name)
    assert days is not None
    assert days.is_over
    assert days.name == name


@pytest.mark.parametrize("name", ["..", "2022-09-06..", "2022-13", "orders", ""])
def test_days_that_are_open_are_not_known_by_their_name(name):
    assert Days.of(name) is None


def test_a_whole_month_has_one_name():
    assert Days(date(2022, 12, 1), date(2023, 1, 1)).name == "2022-12"
