"""How sheets fall into printed pages: 510 points of rows, each of 18, at full scale."""

from __future__ import annotations

import pandas as pd

from xlcs.report.description.pages import (
    column_breaks,
    fits_one_page,
    is_scaled,
    page_breaks,
    page_scale,
    repeated_columns,
    repeated_rows,
)
from xlcs.report.description.sheets import Chart, Column, Series, Sheet, Table, Text

WIDTH = 50.0  # one column of 50 digits: 315 points of 774, so that the scale is 1


def table(row: int, rows: int, *, id: str = "t") -> Table:
    values = pd.Series(range(rows), dtype=object)
    return Table(id, row, 1, (Column("a", "a", "count", values, width=WIDTH),))


def chart(row: int, end_row: int, end_col: int = 1) -> Chart:
    series = (Series("a", "a", "accent"),)
    return Chart("bar", "c", "t", "a", series, row, 1, end_row, end_col, "count")


def sheet(*blocks, repeat=None) -> Sheet:
    return Sheet("s", "表", blocks, repeat=repeat)


def test_a_chart_that_a_page_would_cut_begins_a_new_one():
    # a header of 22 points and 20 rows of 18 take 382; 8 rows more do not fit into 510
    assert page_breaks(sheet(table(1, 20), chart(23, 30))) == [23]
    # 5 rows do: 382 + 18 + 90 = 490
    assert page_breaks(sheet(table(1, 20), chart(23, 27))) == []


def test_a_heading_does_not_stay_alone_at_a_page_s_foot():
    below = Text(27, 1, "按客服", "heading"), table(28, 10, id="u")
    assert page_breaks(sheet(table(1, 24), *below)) == [27]
    assert page_breaks(sheet(table(1, 10), Text(13, 1, "按客服", "heading"), table(14, 3))) == []


def test_a_table_alone_breaks_where_it_likes():
    assert page_breaks(sheet(table(1, 400))) == []


def test_pages_filled_by_a_long_table_count():
    # header and 40 rows: 27 on the first page, 13 on the second, where 20 rows of chart do not fit
    assert page_breaks(sheet(table(1, 40), chart(43, 62))) == [43]
    # but 10 do
    assert page_breaks(sheet(table(1, 40), chart(43, 52))) == []


def test_a_month_of_rows_is_fitted_to_one_page_and_what_would_be_too_small_is_not():
    # at 70 % of the size, with a little to spare, 692 points: a header of 22 and 37 rows take 688
    assert fits_one_page(sheet(table(1, 37)))
    assert not fits_one_page(sheet(table(1, 38)))
    assert not fits_one_page(sheet(table(1, 3), chart(6, 40)))  # 718


def test_what_is_wide_is_printed_small_enough_for_one_page():
    assert page_scale(sheet(table(1, 3))) == 1
    wide = sheet(table(1, 3), chart(6, 9, end_col=40))
    assert 0.1 < page_scale(wide) < 774 / (39 * 48)  # narrower than even Excel's columns need


def test_a_header_is_repeated_only_where_its_table_goes_on():
    assert repeated_rows(sheet(table(1, 20), repeat=(1, 1))) is None
    assert repeated_rows(sheet(table(1, 60), repeat=(1, 1))) == (1, 1)
    assert repeated_rows(sheet(table(1, 60))) is None


def test_of_two_tables_the_header_of_the_longer_last_one_is_repeated():
    assert repeated_rows(sheet(table(1, 3), table(6, 60, id="u"), repeat=(1, 1))) == (6, 6)
    # Also where the sheet names none, or a chart comes below; not where it is short.
    assert repeated_rows(sheet(table(1, 3), table(6, 60, id="u"))) == (6, 6)
    assert repeated_rows(sheet(table(1, 3), table(6, 10, id="u"))) is None
    below = sheet(table(1, 3), table(6, 60, id="u"), chart(70, 80))
    assert repeated_rows(below) == (6, 6)
    # The first one goes on, and is the longer one.
    assert repeated_rows(sheet(table(1, 60), table(63, 30, id="u"), repeat=(1, 1))) == (1, 1)


# ---- to the right: 735 points (95 % of 774) hold 1050 at the least readable scale of 0.7


def wide(*bands, freeze=(2, 2), **more) -> Sheet:
    """Columns of 20 digits, 126 points each: one a band that is named, the first one frozen."""
    columns = tuple(
        Column(f"c{place}", "c", "count", pd.Series([1], dtype=object), band=band, width=20.0)
        for place, band in enumerate(bands)
    )
    return Sheet("s", "表", (Table("t", 1, 1, columns), *more.pop("beside", ())), freeze, **more)


def test_what_would_be_too_small_goes_on_to_the_right_below_its_first_column():
    # 8 columns take 1008 points, 9 take 1134; a second page has the first column again.
    assert column_breaks(wide(*" abcdefg")) == []
    found = wide(*" abcdefgh")
    assert column_breaks(found) == [9]
    assert repeated_columns(found) == (1, 1)
    assert page_scale(found) == 0.7
    # 1 + 7, then 1 + 7, then 1 + 2
    assert column_breaks(wide(*" abcdefghijklmnop")) == [9, 16]


def test_columns_of_one_band_stay_together():
    # 1 + 6 and a band of three: the band goes to the second page whole.
    assert column_breaks(wide(*" abcdefxxx")) == [8]


def test_a_chart_is_not_cut():
    series = (Series("c1", "c", "accent"),)
    below = Chart("bar", "c", "t", "c0", series, 5, 8, 15, 10, "count")
    assert column_breaks(wide(*" abcdefghi", beside=(below,))) == [8]


def test_a_page_of_charts_alone_repeats_no_column():
    series = (Series("c1", "c", "accent"),)
    beside = Chart("bar", "c", "t", "c0", series, 1, 9, 15, 18, "count")
    found = wide(*" abcdef", beside=(beside,))
    # Columns that nothing sizes take 64 points: ten of them do not fit beside seven of 126.
    assert column_breaks(found) == [9]
    assert repeated_columns(found) is None


def test_a_chart_over_the_first_columns_is_not_repeated_in_part():
    series = (Series("c1", "c", "accent"),)
    over = Chart("bar", "c", "t", "c0", series, 5, 1, 15, 4, "count")
    assert column_breaks(wide(*" abcdefgh", beside=(over,))) == []


def test_one_page_is_one_page_and_rows_that_cannot_be_told_apart_are_not_parted():
    assert column_breaks(wide(*" abcdefgh", one_page=True)) == []
    nothing_frozen = wide(*" abcdefgh", freeze=(2, 1))
    assert column_breaks(nothing_frozen) == []
    assert repeated_columns(nothing_frozen) is None
    assert page_scale(nothing_frozen) < 0.7


def test_columns_that_are_not_printed_need_no_page():
    assert column_breaks(wide(*" abcdefgh", printed=(1, 8))) == []


def test_what_must_not_be_cut_is_printed_at_the_scale_it_was_reckoned_with():
    # fitted to the page's width, a table of narrower letters would be larger, its rows higher
    assert is_scaled(sheet(table(1, 20), chart(23, 30)))
    assert not is_scaled(sheet(table(1, 20), chart(23, 27)))
    # Three columns of 315 points are printed at 735/945: 655 points of rows fit on a page, and the
    # chart ends at 544.
    three = pd.Series(range(3), dtype=object)
    columns = tuple(Column(f"c{n}", "c", "count", three, width=WIDTH) for n in range(3))
    low = sheet(Table("t", 1, 1, columns), chart(8, 30))
    assert page_breaks(low) == []
    assert is_scaled(low)
    assert not is_scaled(sheet(table(1, 200)))
