"""How values look: signed changes, widths, texts that a cell can hold."""

from __future__ import annotations

from datetime import date

import pandas as pd
import pytest

from xlcs.report.description.formats import (
    any_money_format,
    cell_text,
    cell_texts,
    day_fraction,
    display_width,
    figure_value,
    fitted_width,
    period_text,
    relative_change,
    short_money,
    short_money_format,
    shown,
    signed_durations,
    signed_points,
    text_widths,
)
from xlcs.report.description.sheets import Column


def column(kind, values, **more):
    return Column("x", more.pop("caption", "x"), kind, pd.Series(values), **more)


def test_changes_of_rates_are_percentage_points():
    changes = pd.Series([0.06, -0.1, 0.0, -0.0004, 0.0006, None], dtype=float)
    shown_zh = signed_points(changes, "zh").astype(object).where(changes.notna(), None).tolist()
    assert shown_zh == [
        "+6.0 个百分点", "-10.0 个百分点", "0.0 个百分点", "0.0 个百分点", "+0.1 个百分点", None,
    ]  # fmt: skip
    assert signed_points(pd.Series([0.066]), "en").tolist() == ["+6.6 pp"]


def test_changes_of_durations_are_signed_minutes_and_seconds():
    # 45:24 less 39:50 is 5:34 on rounded values; 2724.6 s - 2389.6 s is 335 s.
    seconds = pd.Series([2724.6 - 2389.6, -61.5, 0.4, -0.4, 3 * 3600 + 5, None])
    found = signed_durations(seconds)
    assert found[:5].tolist() == ["+5:35", "-1:02", "0:00", "0:00", "+180:05"]
    assert found.isna().tolist() == [False] * 5 + [True]


def test_relative_change_needs_something_to_compare_with():
    assert relative_change(15, 10) == "+50.0%"
    assert relative_change(5, 6) == "-16.7%"
    assert relative_change(10, 10) == "0.0%"
    assert relative_change(9, 0) is None
    assert relative_change(None, 5) is None
    assert relative_change(5, None) is None


def test_figures_as_cells_hold_them():
    assert figure_value(43_200, "duration", "zh") == 0.5
    assert figure_value(-86_400, "duration_change", "zh") == -1.0
    assert figure_value(True, "verdict", "zh") == "达标"
    assert figure_value(False, "verdict", "en") == "not met"
    assert figure_value(12.5, "money", "zh") == 12.5
    assert figure_value(None, "money", "zh") is None
    assert day_fraction(None) is None


def test_numbers_in_a_line_of_text():
    assert shown(1234.5, "money") == "1,234.50"
    assert shown(0.66, "rate") == "66.0%"
    assert shown(2389.6 / 86_400, "duration") == "0:39:50"
    assert shown(1234, "count") == "1,234"
    assert shown(None, "money") == "—"


def test_a_period_in_words():
    assert period_text(date(2022, 8, 1), date(2022, 8, 31), "zh") == (
        "2022-08-01 至 2022-08-31（31 天）"
    )
    assert period_text(date(2022, 8, 1), date(2022, 8, 1), "en") == "2022-08-01"


def test_chinese_letters_are_two_wide():
    assert display_width("客服01") == 6
    assert display_width("（去重）") == 8
    assert text_widths(pd.Series(["客服01", "abc", None])).tolist() == [6, 3, 0]


@pytest.mark.parametrize(
    ("wanted", "least"),
    [
        (column("name", ["2900000000000000001"]), 19),
        (column("text", ["前几天发过消息，付款当天没有发"]), 30),
        (column("money", [1.0, 1234567.5]), len("1,234,567.50")),
        (column("time", pd.to_datetime(["2022-08-01 10:00:00"])), 19),
        (column("day", pd.to_datetime(["2022-08-01"])), 10),
        (column("count", [3], total="合计（去重）"), 12),
        (column("count", [3], caption="引导购买客户数"), 7),
    ],
)
def test_widths_fit_what_a_column_shows(wanted, least):
    assert least < fitted_width(wanted) <= least + 6


def test_a_width_that_was_given_is_kept_unless_it_breaks_a_word():
    assert fitted_width(column("count", [1], width=9.5, caption="引导购买客户数")) == 9.5
    assert fitted_width(column("count", [1], width=9.5, caption="Opportunities done")) == 16.0


def test_a_width_that_was_given_grows_for_large_numbers():
    # 1,234,567,890.12 has 16 characters, and Excel keeps some room beside them
    assert fitted_width(column("money", [1234567890.12], width=13.5)) > 17
    assert fitted_width(column("money", [1.0], width=13.5, total=1234567890.12)) > 17
    assert fitted_width(column("money", [12345.0, None], width=13.5)) == 13.5


def test_what_xml_forbids_is_shown_as_a_replacement():
    assert cell_text("a\x00b\x1fc\ufffe") == "a�b�c�"
    assert cell_text("tab\tstays\n") == "tab\tstays\n"
    assert cell_text("\ud800") == "�"


def test_a_name_that_looks_like_an_escape_of_excel_stays_as_it_is():
    assert cell_text("_x0041_") == "_x005F_x0041_"
    assert cell_text("_x41_") == "_x41_"


def test_overlong_text_is_cut_to_what_a_cell_takes():
    assert len(cell_text("长" * 40_000)) == 32_767
    assert cell_texts(pd.Series(["长" * 40_000])).str.len().tolist() == [32_767]


def test_a_whole_column_of_texts_is_cleaned_like_each_of_them():
    texts = ["a\x01", "_x0041_", "=1+1", "小明"]
    assert cell_texts(pd.Series(texts)).tolist() == [cell_text(text) for text in texts]


@pytest.mark.parametrize(
    ("amount", "largest", "zh", "en"),
    [
        (0.05, 4.42, "0.05", "0.05"),
        (36_959.3, 152_506.3, "36,959", "36,959"),
        (0.0, 5e6, "0", "0"),
        (1_234_567.0, 5e6, "123.5万", "1.23M"),
        (34_327_589_081.21, 127_030_651_138.65, "343.28亿", "34.33bn"),
        (None, 5e6, "—", "—"),
    ],
)
def test_money_in_few_digits_has_the_unit_of_the_largest_beside_it(amount, largest, zh, en):
    assert short_money(amount, largest, "zh") == zh
    assert short_money(amount, largest, "en") == en


def test_number_formats_of_money_in_few_digits():
    # Excel scales by thousands: 12345678 is 12345.678 of them, written 1234.6 with the point put
    # before the last digit, which is 万.
    assert short_money_format(12_345_678.0, "zh") == r'0\.0,"万";-0\.0,"万";0'
    assert short_money_format(2e9, "zh") == r'0\.00,,"亿";-0\.00,,"亿";0'
    assert short_money_format(2e9, "en") == '#,##0.00,,,"bn";-#,##0.00,,,"bn";0'
    assert short_money_format(5_000.0, "zh") == "#,##0"
    assert short_money_format(99.0, "zh") == "#,##0.00"
    assert any_money_format("zh") == r'[>=1000000]0\.0,"万";[>=100]#,##0;General'
