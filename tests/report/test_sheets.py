"""Geometry of tables, and sheets that go on in a further one."""

from __future__ import annotations

import pandas as pd
import pytest

from xlcs.report.description.sheets import (
    Chart,
    Column,
    Formula,
    Series,
    Sheet,
    Table,
    Text,
    continued,
    find_table,
)


def numbers(count, *, total=False, band=None, row=4):
    first = Column("n", "编号", "count", pd.Series(range(count), dtype=object), 99, band=band)
    second = Column(
        "t", "时间", "time", pd.Series(pd.date_range("2022-08-01", periods=count, freq="D")),
        day_only=pd.Series([n % 2 == 0 for n in range(count)], dtype=bool),
    )  # fmt: skip
    return Table("numbers", row, 1, (first, second), total=total, filter=True)


def sheet_of(table, *blocks):
    titles = (Text(1, 1, "编号", "title"), Text(2, 1, "八月", "subtitle"))
    return Sheet("numbers", "编号", (*titles, *blocks, table), freeze=(5, 2), repeat=(4, 4))


def test_rows_of_a_table():
    table = numbers(3, total=True)
    rows = (table.row, table.header_row, table.first_row, table.end_row, table.last_row)
    assert rows == (4, 4, 5, 7, 8)
    banded = numbers(3, band="一组")
    assert (banded.header_row, banded.first_row, banded.last_row) == (5, 6, 8)
    assert (table.last_col, table.position("t"), table.column("t").caption) == (2, 2, "时间")


def test_rows_of_a_table_that_a_formula_fills():
    columns = (Column("n", "编号", "count", pd.Series(dtype=object)),)
    table = Table("x", 4, 1, columns, body=Formula("=X()"), space=31)
    assert (table.length, table.first_row, table.end_row) == (31, 5, 35)


def test_columns_must_be_of_one_length_and_have_their_own_ids():
    short = Column("a", "a", "count", pd.Series([1]))
    long = Column("b", "b", "count", pd.Series([1, 2]))
    with pytest.raises(ValueError, match="differ in length"):
        Table("x", 1, 1, (short, long))
    with pytest.raises(ValueError, match="two columns of one id"):
        Table("x", 1, 1, (short, short))
    same = Column("b", "A", "count", pd.Series([2]))
    assert Table("x", 1, 1, (short, same)).length == 1
    # Excel calls a file damaged whose filtered table has two columns of one name, in any case.
    with pytest.raises(ValueError, match="two columns of one caption"):
        Table("x", 1, 1, (short, same), filter=True)


def test_find_table_says_what_it_did_not_find():
    sheet = sheet_of(numbers(1))
    assert find_table([sheet], "numbers")[0] is sheet
    with pytest.raises(KeyError, match="daily"):
        find_table([sheet], "daily")


def test_a_sheet_within_the_limit_stays_as_it_is():
    sheet = sheet_of(numbers(6))
    assert continued(sheet, 10) == [sheet]
    plain = Sheet("t", "t", (Text(1, 1, "x", "note"),))
    assert continued(plain, 1) == [plain]


def test_a_sheet_beyond_the_limit_goes_on_in_further_ones():
    # Header in row 4: six rows fit in ten on the first sheet and on the others.
    first, second, third = continued(sheet_of(numbers(14), Text(3, 1, "说明", "note")), 10)
    assert [part.name for part in (first, second, third)] == ["编号", "编号 2", "编号 3"]
    assert [part.id for part in (first, second, third)] == ["numbers", "numbers_2", "numbers_3"]
    values = [next(part.tables()).column("n").values.tolist() for part in (first, second, third)]
    assert values == [[0, 1, 2, 3, 4, 5], [6, 7, 8, 9, 10, 11], [12, 13]]
    by_day = next(second.tables()).column("t").day_only
    assert by_day.tolist() == [True, False] * 3
    assert all(table.filter for part in (first, second, third) for table in part.tables())
    # Title and header again, and the header in view and on every page.
    texts = [block.text for block in second.blocks if isinstance(block, Text)]
    assert texts == ["编号", "八月"]
    assert (second.freeze, second.repeat) == ((5, 2), (4, 4))
    assert next(second.tables()).last_row == 10


def test_the_total_row_comes_last_and_has_room():
    # Six rows and the total do not fit in ten with the header in row 4; the total goes on alone.
    first, second = continued(sheet_of(numbers(6, total=True)), 10)
    assert next(first.tables()).total is False
    last = next(second.tables())
    assert (last.length, last.total, last.last_row) == (0, True, 5)
    first, second = continued(sheet_of(numbers(7, total=True)), 10)
    assert (next(first.tables()).last_row, next(second.tables()).last_row) == (10, 6)


def test_charts_keep_pointing_at_the_first_part():
    series = (Series("n", "编号", "accent"),)
    chart = Chart("line", "图", "numbers", "t", series, 1, 4, 9, 9, "count")
    first, second = continued(sheet_of(numbers(8), chart), 10)
    assert chart in first.blocks
    assert chart not in second.blocks
    assert find_table([first, second], "numbers")[1].length == 6


def test_a_limit_that_leaves_no_room_is_an_error():
    with pytest.raises(ValueError, match="no room"):
        continued(sheet_of(numbers(8)), 4)
