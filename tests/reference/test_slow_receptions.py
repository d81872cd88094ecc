"""The slow computation's receptions and periods, on literals worked out by hand."""

from __future__ import annotations

from datetime import date

import pytest

from .literals import AUGUST_1, days, file, reception
from .slow import Slow
from .slow.periods import period_before


def test_reception_worked_example() -> None:
    # August: 3 of 5 buyers, 2 of 5 receptions with an end: (39:00 + 40:40) / 2 = 39:50.
    rows = [
        reception("a", "2022-08-01 10:00", "2022-08-01 10:39", "协助付款"),
        reception("b", "2022-08-02 10:00", "2022-08-02 10:40:40", "付款成功"),
        reception("c", "2022-08-03 10:00", None, "已转化"),
        reception("d", "2022-08-31 23:59:59", None, "付款流失"),
        reception("e", "2022-08-05 10:00", "2022-08-05 09:00", "催付失败"),
    ]
    # September: 33 of 50; one duration of 45:24.
    rows += [
        reception(f"s{n}", "2022-09-01 00:00", None, "已付款" if n < 33 else "闲聊")
        for n in range(50)
    ]
    rows[5] = reception("s0", "2022-09-01 00:00", "2022-09-01 00:45:24", "已付款")
    august, september = Slow([file("receptions", *rows)]).report()["reception"]["periods"]
    assert (august["period"], september["period"]) == ("2022-08", "2022-09")
    assert august["conversion_rate"] == 0.6
    assert august["average_duration_s"] == 39 * 60 + 50
    assert august["conversion_change"] is None
    assert august["compliant"] is True
    assert september["conversion_rate"] == 0.66
    assert september["conversion_change"] == pytest.approx(0.06)
    assert september["duration_change_s"] == 5 * 60 + 34
    assert september["compliant"] is True


def test_compliant_at_both_limits() -> None:
    rows = [
        reception("a", "2022-08-01 10:00", "2022-08-01 10:50", "协助付款"),
        reception("b", "2022-08-01 10:00", "2022-08-01 10:50", "付款流失"),
    ]
    days = (AUGUST_1, AUGUST_1)
    assert Slow([file("receptions", *rows)]).value("compliant", days) is True
    rows[0] = reception("a", "2022-08-01 10:00", "2022-08-01 10:50:02", "协助付款")
    assert Slow([file("receptions", *rows)]).value("compliant", days) is False


def test_a_range_inside_one_month_is_one_row_against_its_own_period_before() -> None:
    rows = [
        reception("a", "2022-08-19 10:00", "2022-08-19 12:00", "协助付款"),
        reception("a", "2022-08-20 00:00", "2022-08-20 00:10", "协助付款"),
        reception("b", "2022-09-09 10:00", "2022-09-09 10:30", "付款流失"),
        reception("a", "2022-09-20 10:00", "2022-09-20 10:20", "付款流失"),
        reception("a", "2022-10-01 10:00", "2022-10-01 12:00", "协助付款"),
    ]
    slow = Slow([file("receptions", *rows)])
    days = (date(2022, 9, 10), date(2022, 9, 30))
    [row] = slow.report(days)["reception"]["periods"]
    # 21 days, and the 21 days before: 20 August to 9 September, (10:00 + 30:00) / 2, one of two
    assert (row["period"], row["receptions"]) == ("2022-09-10..2022-09-30", 1)
    assert row["duration_change_s"] == 20 * 60 - 20 * 60
    assert row["conversion_change"] == -0.5
    assert slow.value("conversion_change", days) == -0.5  # every page says the same


def test_cut_months_have_no_change_and_whole_ones_are_against_all_data() -> None:
    rows = [
        reception("a", "2022-07-05 10:00", "2022-07-05 10:40", "协助付款"),
        reception("a", "2022-07-20 10:00", "2022-07-20 10:20", "付款流失"),
        reception("a", "2022-08-10 10:00", "2022-08-10 10:10", "付款流失"),
        reception("a", "2022-09-05 10:00", "2022-09-05 10:50", "付款流失"),
        reception("a", "2022-09-06 10:00", "2022-09-06 12:00", "付款流失"),
    ]
    report = Slow([file("receptions", *rows)]).report((date(2022, 7, 20), date(2022, 9, 5)))
    july, august, september = report["reception"]["periods"]
    assert [r["period"] for r in (july, august, september)] == ["2022-07", "2022-08", "2022-09"]
    assert [r["average_duration_s"] for r in (july, august, september)] == [1200, 600, 3000]
    # August against all of July, of which the chosen range shows a part: 10:00 - (40 + 20) / 2
    assert august["duration_change_s"] == 600 - 1800
    assert (july["duration_change_s"], september["duration_change_s"]) == (None, None)


@pytest.mark.parametrize(
    ("period", "before"),
    [
        # a whole month: the month before, however long
        (("2022-08-01", "2022-08-31"), ("2022-07-01", "2022-07-31")),
        (("2022-03-01", "2022-03-31"), ("2022-02-01", "2022-02-28")),
        (("2022-02-01", "2022-02-28"), ("2022-01-01", "2022-01-31")),
        # from the 1st on: the same days of the month before, as far as it has them
        (("2022-10-01", "2022-10-09"), ("2022-09-01", "2022-09-09")),
        (("2022-03-01", "2022-03-30"), ("2022-02-01", "2022-02-28")),
        (("2024-03-01", "2024-03-29"), ("2024-02-01", "2024-02-29")),
        # a whole ISO week, from Monday to Sunday
        (("2022-08-08", "2022-08-14"), ("2022-08-01", "2022-08-07")),
        (("2022-08-29", "2022-09-04"), ("2022-08-22", "2022-08-28")),
        # from Monday on: the same weekdays of the week before
        (("2022-08-08", "2022-08-10"), ("2022-08-01", "2022-08-03")),
        (("2022-08-08", "2022-08-08"), ("2022-08-01", "2022-08-01")),
        # else as many days before
        (("2022-08-10", "2022-08-12"), ("2022-08-07", "2022-08-09")),
        (("2022-08-02", "2022-08-31"), ("2022-07-03", "2022-08-01")),
        (("2022-08-01", "2022-09-30"), ("2022-06-01", "2022-07-31")),
        (("2022-08-08", "2022-08-15"), ("2022-07-31", "2022-08-07")),
    ],
)
def test_period_before(period: tuple[str, str], before: tuple[str, str]) -> None:
    assert period_before(days(*period)) == days(*before)


def test_no_period_before_all_dates() -> None:
    assert period_before((date(1900, 1, 1), date(9999, 12, 31))) is None
    assert period_before((date.min, date.min)) is None
