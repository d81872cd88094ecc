"""How sheets fall into printed pages: 510 points of rows, each of 18, at full scale."""

from __future__ import annotations

import pandas as pd

from xlcs.report.description.pages import page_breaks, page_scale, repeats_header
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


def test_what_is_wide_is_printed_small_enough_for_one_page():
    assert page_scale(sheet(table(1, 3))) == 1
    wide = sheet(table(1, 3), chart(6, 9, end_col=40))
    assert 0.1 < page_scale(wide) < 774 / (39 * 48)  # narrower than even Excel's columns need


def test_a_header_is_repeated_only_where_its_table_goes_on():
    assert not repeats_header(sheet(table(1, 20), repeat=(1, 1)))
    assert repeats_header(sheet(table(1, 60), repeat=(1, 1)))
    assert not repeats_header(sheet(table(1, 60)))
