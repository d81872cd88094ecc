"""Whether a period may be compared with the one before: days missing are not covered."""

from __future__ import annotations

from datetime import date

import pytest

from tests.figures import shops
from xlcs import compute
from xlcs.advice.period_before import days_covered
from xlcs.settings import Settings

AUGUST = (date(2022, 8, 1), date(2022, 8, 31))
SEPTEMBER = (date(2022, 9, 1), date(2022, 9, 30))


def covered(missing_of_august=(), missing_of_september=(), *, of_receptions=False):
    days = [f"2022-08-{day:02d}" for day in range(1, 32) if day not in missing_of_august]
    days += [f"2022-09-{day:02d}" for day in range(1, 31) if day not in missing_of_september]
    if of_receptions:
        rows = [("甲", "客服01", f"{d} 10:00:00", f"{d} 10:10:00", "", "已付款") for d in days]
        tables = {"receptions": shops.receptions(*rows)}
    else:
        tables = {"visits": shops.visits(*(("甲", f"{day} 10:00:00") for day in days))}
    figures = compute(shops.shop(**tables), Settings())
    return days_covered(figures, SEPTEMBER, AUGUST, of_receptions=of_receptions)


@pytest.mark.parametrize("of_receptions", [False, True])
def test_days_missing_in_the_midst_are_not_covered(of_receptions):
    whole = covered(of_receptions=of_receptions)
    assert (whole.covered, whole.covered_before, whole.comparable) == (30, 31, True)
    found = covered((), range(10, 17), of_receptions=of_receptions)
    assert (found.covered, found.covered_before, found.comparable) == (23, 31, False)
    # Fewer days to choose would miss the same ones.
    assert not found.part_is_whole
    found = covered(range(10, 17), of_receptions=of_receptions)
    assert (found.covered, found.covered_before, found.comparable) == (30, 24, False)


def test_a_weekend_without_anything_is_covered():
    found = covered((6, 7), (3, 4))
    assert (found.covered, found.covered_before, found.comparable) == (30, 31, True)


def test_a_stretch_counts_in_each_month_by_its_own_days():
    found = covered((29, 30, 31), (1, 2))  # five days in a row, over the month's end
    assert (found.covered, found.covered_before) == (28, 28)


def test_a_period_that_ends_early_has_a_part_to_choose():
    found = covered((), range(21, 31))
    assert (found.covered, found.comparable, found.part_is_whole) == (20, False, True)
    assert found.part == (date(2022, 9, 1), date(2022, 9, 20))
