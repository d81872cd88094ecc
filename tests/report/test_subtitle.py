"""A subtitle that no page cuts: 735 points of columns at full scale, 1050 at the least of 0.7."""

from __future__ import annotations

import pandas as pd

from xlcs.report.description.pages import column_breaks, page_scale
from xlcs.report.description.sheets import Column, Sheet, Table, Text, continued
from xlcs.report.description.subtitle import with_whole_subtitle


def sheet(subtitle: str, columns: int, width: float = 20.0, **more) -> Sheet:
    table = Table(
        "t", 4, 1,
        tuple(
            Column(f"c{n}", "c", "count", pd.Series([1, 2, 3], dtype=object), width=width)
            for n in range(columns)
        ),
    )  # fmt: skip
    return Sheet("s", "表", (Text(2, 1, subtitle, "subtitle"), table), (5, 2), **more)


def subtitles(found: Sheet) -> list[Text]:
    return [block for block in found.blocks if isinstance(block, Text)]


def test_one_that_fits_stays_as_it_is():
    (only,) = subtitles(with_whole_subtitle(sheet("2022-08-01　备注", 3)))
    assert (only.text, only.lines, only.span) == ("2022-08-01　备注", 1, 1)


def test_one_wider_than_the_columns_takes_lines_over_all_of_them():
    # 3 columns of 20 digits, less 2, hold 29 Chinese characters: 70 take three lines
    (only,) = subtitles(with_whole_subtitle(sheet("字" * 70, 3)))
    assert (only.lines, only.span) == (3, 3)


def test_lines_are_broken_behind_marks_so_that_none_of_them_stands_alone():
    # 58 digits are 29 characters. A font a little narrower would hold 30 of the first 31.
    (only,) = subtitles(with_whole_subtitle(sheet("字" * 14 + "，" + "字" * 15 + "。", 3)))
    assert only.text == "字" * 14 + "，\n" + "字" * 15 + "。"
    assert (only.lines, only.span) == (2, 3)
    # 16, 30 and 20 digits: the first two fit
    english = "a" * 14 + ". " + "b" * 28 + ". " + "c" * 20
    (only,) = subtitles(with_whole_subtitle(sheet(english, 3)))
    assert only.text == "a" * 14 + ". " + "b" * 28 + ".\n" + "c" * 20


def test_columns_that_are_not_printed_give_it_no_room():
    (only,) = subtitles(with_whole_subtitle(sheet("字" * 30, 6, printed=(7, 2))))
    # 2 columns of 20, less 2: 19 characters a line
    assert (only.lines, only.span) == (2, 2)


def test_over_columns_that_are_printed_again_stands_the_period_alone():
    # 10 columns of 126 points are too many for one page; the first is printed again.
    found = with_whole_subtitle(sheet("2022-08-01 至 2022-08-31（31 天）　" + "字" * 90, 10))
    period, rest = subtitles(found)
    assert (period.text, period.lines) == ("2022-08-01 至\n2022-08-31（31 天）", 2)
    assert found.widths[1] >= len("2022-08-31（31 天）") + 4  # four of them are two digits wide
    # The rest ends where the first page does: before column 9, or earlier.
    assert rest.col == 2
    assert rest.col + rest.span == column_breaks(found)[0]
    assert rest.lines == 2


def test_a_part_of_a_sheet_prints_its_own_rows():
    parts = continued(sheet("", 3, printed=(7, 2)), row_limit=6)
    # rows 5 and 6 hold two of the three; the third one stands below title, subtitle and header
    assert [part.printed for part in parts] == [(6, 2), (5, 2)]
    assert page_scale(parts[0]) == 1
