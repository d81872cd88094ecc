"""Receptions: durations, conversion, changes, verdict, periods."""

from __future__ import annotations

from datetime import date

import pandas as pd
import pytest

from tests.figures import shops
from xlcs.figures import Figures, compute
from xlcs.figures.tables.receptions import Received, compliant
from xlcs.settings import Settings


def received(*rows: shops.Row, **settings: object) -> Figures:
    return compute(
        shops.shop(receptions=shops.receptions(*rows)),
        Settings(**settings),  # type: ignore[arg-type]
    )


def test_the_mean_is_over_receptions_with_a_usable_end() -> None:
    figures = received(
        ("甲", "a", "2022-08-01 10:00:00", "2022-08-01 10:10:00", "协助付款"),
        ("乙", "a", "2022-08-01 10:00:00", "2022-08-01 10:00:00", "付款流失"),
        ("丙", "a", "2022-08-01 10:00:00", None, "付款流失"),
        ("丁", "a", "2022-08-01 10:00:00", "2022-08-01 09:00:00", "付款流失"),
        ("戊", "a", "2022-08-01 23:50:00", "2022-08-02 00:10:00", "付款流失"),
    )
    assert figures.value("receptions") == 5
    assert figures.value("average_duration") == (600 + 0 + 1200) / 3


def test_conversion_is_by_buyer() -> None:
    figures = received(
        ("甲", "a", "2022-08-01 10:00:00", None, "付款流失"),
        ("甲", "b", "2022-08-01 11:00:00", None, "催付成功"),
        ("乙", "a", "2022-08-01 10:00:00", None, "没见过的状态"),
        ("丙", "a", "2022-08-01 10:00:00", None, None),
        ("丁", "a", "2022-08-02 10:00:00", None, "已转化"),
        ("丁", "a", "2022-08-03 10:00:00", None, "已转化"),
    )
    assert figures.value("buyers") == 4
    assert figures.value("converted_buyers") == 2
    assert figures.value("conversion_rate") == 0.5
    assert figures.value("conversion_rate", agent="a") == 0.25
    assert figures.value("conversion_rate", agent="b") == 1.0
    assert figures.value("converted_buyers", "2022-08-02", "2022-08-03") == 1


def test_a_period_may_begin_long_before_any_data() -> None:
    figures = received(
        ("甲", "a", "2022-08-01 10:00:00", None, "付款成功"),
        ("甲", "a", "2022-08-02 10:00:00", None, "付款成功"),
    )
    for start in ("1900-01-02", "1970-01-01", "2022-08-01"):
        assert figures.value("buyers", start, "9999-12-30") == 1
        assert figures.value("conversion_rate", start, "9999-12-30", agent="a") == 1.0


def test_the_shops_own_statuses() -> None:
    rows = [("甲", "a", "2022-08-01 10:00:00", None, "搞定"),
            ("乙", "a", "2022-08-01 10:00:00", None, "已付款")]  # fmt: skip
    assert received(*rows).value("converted_buyers") == 1
    assert received(*rows, converted=("搞定",)).value("converted_buyers") == 2
    assert received(*rows, not_converted=("已付款",)).value("converted_buyers") == 0


@pytest.mark.parametrize(
    ("duration", "timed", "converted", "buyers", "verdict"),
    [
        (3000, 1, 1, 2, True),  # both at their limit
        (6001, 2, 1, 2, False),
        (3000, 1, 49, 100, False),
        (0, 0, 1, 2, None),
        (0, 0, 0, 0, None),
    ],
)
def test_verdict(
    duration: int, timed: int, converted: int, buyers: int, verdict: bool | None
) -> None:
    assert compliant(Received(buyers, buyers, converted, duration, timed)) is verdict


def test_limits_are_settings() -> None:
    at_limit = Received(3, 3, 1, 2994, 1)
    assert compliant(at_limit, max_average_min=49.9, min_conversion_rate=1 / 3)
    assert not compliant(at_limit, max_average_min=49.89, min_conversion_rate=1 / 3)
    assert not compliant(at_limit, max_average_min=49.9, min_conversion_rate=0.34)


ROWS = (
    ("甲", "a", "2022-07-05 10:00:00", "2022-07-05 10:10:00", "付款流失"),
    ("乙", "a", "2022-08-03 10:00:00", "2022-08-03 10:30:00", "已付款"),
    ("丙", "b", "2022-08-20 10:00:00", "2022-08-20 10:20:00", "付款流失"),
    ("丁", "b", "2022-10-31 23:59:59", None, "已付款"),
)


def test_months_are_whole_where_nothing_is_chosen() -> None:
    table = received(*ROWS).reception()
    assert table["period"].tolist() == ["2022-07", "2022-08", "2022-09", "2022-10"]
    assert table["start"].tolist()[0] == date(2022, 7, 1)
    assert table["end"].tolist()[-1] == date(2022, 10, 31)
    assert not table["partial"].any()
    assert table["receptions"].tolist() == [1, 2, 0, 1]
    assert table["conversion_rate"].isna().tolist() == [False, False, True, False]
    # August against July: 1/2 − 0; (1800 + 1200)/2 − 600. October has no September.
    assert table["conversion_change"].tolist()[1] == 0.5
    assert table["duration_change"].tolist()[1] == 900.0
    assert table["conversion_change"].isna().tolist() == [True, False, True, True]
    assert table["compliant"].isna().tolist() == [False, False, True, True]


def test_a_chosen_range_cuts_months_but_not_the_month_before() -> None:
    table = received(*ROWS).reception("2022-07-03", "2022-08-31")
    assert table["period"].tolist() == ["2022-07", "2022-08"]
    assert table["partial"].tolist() == [True, False]
    assert (table["start"][0], table["end"][0]) == (date(2022, 7, 3), date(2022, 7, 31))
    assert table["duration_change"].isna().tolist() == [True, False]
    assert table["duration_change"].tolist()[1] == 900.0  # against the whole of July


def test_a_range_inside_one_month_is_one_row_against_its_own_period_before() -> None:
    figures = received(*ROWS)
    table = figures.reception("2022-08-01", "2022-08-05")
    assert table["period"].tolist() == ["2022-08-01..2022-08-05"]
    assert table["partial"].tolist() == [False]
    # 3 August: 30 min; 5 July, of 1 to 5 July: 10 min.
    assert table["duration_change"].tolist() == [1200.0]
    assert table["conversion_change"].tolist() == [1.0]
    for change in ("duration_change", "conversion_change"):
        assert figures.value(change, "2022-08-01", "2022-08-05") == table[change][0]
    of_agents = figures.reception_agents("2022-08-01", "2022-08-05")
    assert of_agents["period"].tolist() == ["2022-08-01..2022-08-05"]


def test_a_chosen_week_is_compared_as_every_page_compares_it() -> None:
    # 1 to 7 August 2022 are a whole week and begin a month: the days before are 1 to 7 July, where
    # all bought. As a week of a longer range it is compared with 25 to 31 July, where half did.
    figures = received(
        ("甲", "a", "2022-07-07 10:00:00", None, "已付款"),
        ("乙", "a", "2022-07-30 10:00:00", None, "已付款"),
        ("丙", "a", "2022-07-31 10:00:00", None, "付款流失"),
        ("丁", "a", "2022-08-01 10:00:00", None, "付款流失"),
        ("戊", "a", "2022-08-08 10:00:00", None, "付款流失"),
    )
    chosen = figures.reception("2022-08-01", "2022-08-07", "week")
    assert chosen["period"].tolist() == ["2022-W31"]
    assert chosen["conversion_change"].tolist() == [-1.0]
    assert figures.value("conversion_change", "2022-08-01", "2022-08-07") == -1.0
    longer = figures.reception("2022-08-01", "2022-08-14", "week")
    assert longer["period"].tolist() == ["2022-W31", "2022-W32"]
    assert longer["conversion_change"].tolist() == [-0.5, 0.0]


def test_a_chosen_day_is_compared_as_every_page_compares_it() -> None:
    # 8 August 2022 is a Monday: compared with the Monday before, not with the Sunday.
    figures = received(
        ("甲", "a", "2022-08-01 10:00:00", None, "已付款"),
        ("乙", "a", "2022-08-07 10:00:00", None, "付款流失"),
        ("丙", "a", "2022-08-08 10:00:00", None, "付款流失"),
    )
    chosen = figures.reception("2022-08-08", "2022-08-08", "day")
    assert chosen["period"].tolist() == ["2022-08-08"]
    assert chosen["conversion_change"].tolist() == [-1.0]
    assert figures.value("conversion_change", "2022-08-08", "2022-08-08") == -1.0


@pytest.mark.parametrize(
    ("by", "start", "end", "labels", "partial"),
    [
        ("month", "2022-08-01", "2022-08-31", ["2022-08"], [False]),
        ("week", "2022-08-01", "2022-08-03", ["2022-08-01..2022-08-03"], [False]),
        ("week", "2022-08-03", "2022-08-10", ["2022-W31", "2022-W32"], [True, True]),
        ("week", "2022-08-01", "2022-08-14", ["2022-W31", "2022-W32"], [False, False]),
        ("day", "2022-08-02", "2022-08-03", ["2022-08-02", "2022-08-03"], [False, False]),
        ("range", "2022-08-03", "2022-08-20", ["2022-08-03..2022-08-20"], [False]),
        ("month", "2023-01-01", "2023-01-31", [], []),
        ("range", "2023-01-01", "2023-01-31", [], []),
    ],
)
def test_periods(by: str, start: str, end: str, labels: list[str], partial: list[bool]) -> None:
    table = received(*ROWS).reception(start, end, by)
    assert table["period"].tolist() == labels
    assert table["partial"].tolist() == partial


def test_iso_weeks_are_of_their_own_year() -> None:
    figures = received(("甲", "a", "2023-01-01 10:00:00", None, "已付款"), reception_period="week")
    assert figures.reception()["period"].tolist() == ["2022-W52"]


def test_the_range_before_is_as_long() -> None:
    # 3 to 20 August is 18 days; before it 16 July to 2 August.
    figures = received(
        ("甲", "a", "2022-07-15 23:59:59", None, "已付款"),
        ("乙", "a", "2022-07-16 00:00:00", None, "付款流失"),
        ("丙", "a", "2022-08-10 10:00:00", None, "已付款"),
    )
    assert figures.value("conversion_change", "2022-08-03", "2022-08-20") == 1.0
    # 10 August alone: nobody on the 9th.
    assert figures.value("conversion_change", "2022-08-10") is None


def test_by_agent() -> None:
    table = received(*ROWS).reception_agents()
    assert list(zip(table["period"], table["agent"], strict=True)) == [
        ("2022-07", "a"),
        ("2022-08", "a"),
        ("2022-08", "b"),
        ("2022-10", "b"),
    ]
    assert table["conversion_change"].tolist()[1] == 1.0
    assert table["average_duration"].tolist()[:3] == [600.0, 1800.0, 1200.0]
    of_b = received(*ROWS).reception_agents(agent="b")
    assert of_b["agent"].tolist() == ["b", "b"]


def test_no_receptions() -> None:
    empty = received()
    assert empty.reception_covered is None
    assert empty.reception().empty
    assert empty.value("receptions", "2022-08-01") is None
    table = empty.reception()
    assert table["compliant"].dtype == "boolean"
    assert isinstance(table, pd.DataFrame)
