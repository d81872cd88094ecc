"""The live writer against a stand-in: it writes only what it made, and text stays text."""

from __future__ import annotations

from datetime import date, datetime

import numpy as np
import pandas as pd
import pytest

from tests.addin.stand_in import FakeBook
from xlcs.errors import WorkbookError
from xlcs.report.description.sheets import Chart, Column, Formula, Series, Sheet, Table, Text, Tile
from xlcs.report.write.live_workbook import write_live


def check(names, amounts=None, *, more=()):
    """A sheet with a title and a table of names and amounts; its total row is the third below."""
    columns = (
        Column("name", "名称", "name", pd.Series(names, dtype=object), total="合计"),
        Column(
            "amount",
            "金额",
            "money",
            pd.Series(amounts or [1.5] * len(names), dtype=float),
            total=9.0,
            missing="—",
        ),
        *more,
    )
    table = Table("problems", 3, 1, columns, total=True)
    return Sheet("check", "数据检查", (Text(1, 1, "数据检查", "title"), table), freeze=(4, 1))


def values(sheet, address):
    return sheet[address].options(ndim=2).value


@pytest.fixture
def book():
    return FakeBook()


def test_a_new_sheet_holds_the_description_in_one_writing(book):
    assert write_live(book, [check(["甲", "乙"])]) == ["数据检查"]
    sheet = book.sheets["数据检查"]
    assert values(sheet, "A1:B6") == [
        ["数据检查", None], [None, None], ["名称", "金额"], ["甲", 1.5], ["乙", 1.5], ["合计", 9.0],
    ]  # fmt: skip
    assert [entry for entry in book.log if entry[0] == "write"] == [("write", "数据检查", "A1:B6")]
    assert sheet.freeze_panes.frozen == sheet.range((4, 1))
    assert sheet.styles[4, 1]["number_format"] == "@"
    assert sheet.styles[4, 2]["number_format"] == "#,##0.00"
    assert sheet.styles[3, 2]["font.bold"] is True
    assert sheet.styles[1, 2]["column_width"] >= 8
    assert book.sheets.active.name == "Sheet1"


def test_written_again_it_takes_the_same_place(book):
    write_live(book, [check(["甲", "乙"])])
    write_live(book, [check(["丙"], [7.0])])
    assert [sheet.name for sheet in book.sheets] == ["Sheet1", "数据检查"]
    sheet = book.sheets["数据检查"]
    assert values(sheet, "A3:B6") == [["名称", "金额"], ["丙", 7.0], ["合计", 9.0], [None, None]]


@pytest.mark.parametrize("evil", ["=1+1", "+86", "-5", "@SUM(A1)", "\t=1", "'x", "2022-08", "1:35"])
def test_text_from_outside_never_becomes_a_formula_or_a_number(book, evil):
    write_live(book, [check([evil])])
    sheet = book.sheets["数据检查"]
    assert sheet.formulas == set()
    assert sheet.cells[4, 1] == evil
    assert sheet.styles[4, 1]["number_format"] == "@"


def test_our_own_texts_are_text_too_and_only_a_formula_is_one(book):
    changes = Column("change", "变动", "change", pd.Series(["+6.0 个百分点"], dtype=object))
    total = Formula("=SUM(B4:B4)")
    sums = Column("sum", "合计", "count", pd.Series([0]), total=total, width=10)
    write_live(book, [check(["甲"], more=(changes, sums))])
    sheet = book.sheets["数据检查"]
    assert sheet.cells[4, 3] == "+6.0 个百分点"
    assert sheet.formulas == {(5, 4)}


def test_numbers_times_and_what_is_missing(book):
    times = pd.Series([datetime(2022, 8, 1, 9, 30), pd.NaT])
    days = pd.Series([date(2022, 8, 1), None], dtype=object)
    counts = pd.Series([np.int64(3), None], dtype=object)
    more = (
        Column("at", "时间", "time", times),
        Column("day", "日期", "day", days),
        Column("rows", "行", "count", counts),
    )
    write_live(book, [check(["甲", "乙"], [1.0, np.nan], more=more)])
    sheet = book.sheets["数据检查"]
    assert values(sheet, "B4:E4") == [[1.0, datetime(2022, 8, 1, 9, 30), date(2022, 8, 1), 3]]
    assert type(sheet.cells[4, 5]) is int
    assert type(sheet.cells[4, 3]) is datetime
    assert values(sheet, "B5:E5") == [["—", None, None, None]]


def test_the_leads_own_sheet_of_that_name_is_left_alone(book):
    own = book.sheet("数据检查")
    own["A1"].value = "我的"
    assert write_live(book, [check(["甲"])]) == ["数据检查 2"]
    assert own.texts() == ["我的"]


def test_what_the_lead_put_beside_and_below_survives(book):
    write_live(book, [check(["甲", "乙"])])
    sheet = book.sheets["数据检查"]
    sheet["D4"].value = "=B4*2"
    sheet["A9"].value = "备注"
    sheet.comments[4, 1] = "已问过"
    # One row fewer, then three rows more than there is room for above the lead's note.
    write_live(book, [check(["丙"])])
    assert (sheet.cells[4, 4], sheet.cells[9, 1]) == ("=B4*2", "备注")
    write_live(book, [check([str(n) for n in range(8)])])
    assert sheet.cells[4, 4] == "=B4*2"
    assert sheet.formulas == {(4, 4)}
    assert sheet.comments == {(4, 1): "已问过"}
    assert [sheet.cells[row, 1] for row in range(4, 13)] == [*"01234567", "合计"]
    below = [cell for cell, value in sheet.cells.items() if value == "备注"]
    assert below[0][0] > 12


def test_a_sheet_that_the_lead_moved_and_renamed_is_still_ours(book):
    write_live(book, [check(["甲"])])
    sheet = book.sheets["数据检查"]
    sheet.name = "老板要的"
    # As Excel does when the lead inserts two rows above and one column on the left.
    book.names["xlcs_made_check"].refers_to = "='老板要的'!$B$3:$C$7"
    sheet.cells = type(sheet.cells)({(r + 2, c + 1): v for (r, c), v in sheet.cells.items()})
    assert write_live(book, [check(["乙"])]) == ["老板要的"]
    assert values(sheet, "B5:C7") == [["名称", "金额"], ["乙", 1.5], ["合计", 9.0]]


def test_cells_whose_shape_the_lead_changed_are_his(book):
    write_live(book, [check(["甲"])])
    # A column was inserted into the table: the marked cells are one column wider.
    book.names["xlcs_made_check"].refers_to = "='数据检查'!$A$1:$C$5"
    old = book.sheets["数据检查"]
    before = dict(old.cells)
    assert write_live(book, [check(["乙"])]) == ["数据检查 2"]
    assert old.cells == before


def test_a_deleted_sheet_is_made_again(book):
    write_live(book, [check(["甲"])])
    book.names["xlcs_made_check"].refers_to = "=#REF!$A$1:$B$5"
    del book.sheets[1]
    assert write_live(book, [check(["乙"])]) == ["数据检查"]


def test_a_protected_sheet_is_named_before_anything_is_written(book):
    other = Sheet("other", "其他", (Text(1, 1, "其他", "title"),))
    write_live(book, [other, check(["甲"])])
    book.sheets["数据检查"].api.ProtectContents = True
    written = list(book.log)
    with pytest.raises(WorkbookError, match=r"数据检查.*保护"):
        write_live(book, [other, check(["乙"])])
    assert book.log == written


def test_a_wider_table_does_not_run_over_the_leads_column(book):
    write_live(book, [check(["甲"])])
    sheet = book.sheets["数据检查"]
    sheet["C4"].value = "我的"
    written = list(book.log)
    extra = Column("more", "更多", "text", pd.Series(["x"], dtype=object))
    with pytest.raises(WorkbookError, match="C1:C5"):
        write_live(book, [check(["乙"], more=(extra,))])
    assert book.log == written
    assert sheet.cells[4, 3] == "我的"


def test_tiles_and_bands_are_written_and_charts_are_not(book):
    columns = (
        Column("a", "甲", "count", pd.Series([1]), band="一起"),
        Column("b", "乙", "count", pd.Series([2]), band="一起"),
    )
    sheet = Sheet(
        "board",
        "看板",
        (
            Tile(1, 1, "引导成交金额", 300.0, "money", (("上期 200", "quiet"),)),
            Table("t", 5, 1, columns),
            Chart("line", "图", "t", "a", (Series("b", "乙", "accent"),), 1, 5, 9, 9, "count"),
        ),
    )
    write_live(book, [sheet])
    made = book.sheets["看板"]
    assert values(made, "A1:A3") == [["引导成交金额"], [300.0], ["上期 200"]]
    assert values(made, "A5:B7") == [["一起", None], ["甲", "乙"], [1, 2]]
    assert made.used_range.last_cell.column == 2


def test_rows_of_another_kind_have_their_own_format_as_in_the_file(book):
    paid = pd.to_datetime(pd.Series(["2022-08-01 10:00:00", "2022-08-02"]), format="ISO8601")
    by_day, counts = pd.Series([False, True]), pd.Series([True, False])
    more = (
        Column("paid_at", "付款时间", "time", paid, day_only=by_day),
        Column("theirs", "对方", "money", pd.Series([3.0, 2.5]), counts=counts),
    )
    write_live(book, [check(["甲", "乙"], more=more)])
    styles = book.sheets["数据检查"].styles
    formats = [[styles[row, col]["number_format"] for col in (3, 4)] for row in (4, 5)]
    assert formats == [["yyyy-mm-dd hh:mm:ss", "#,##0"], ["yyyy-mm-dd", "#,##0.00"]]


def test_a_text_that_paper_breaks_stands_on_one_line(book):
    # Excel would wrap it within its own cell, a narrow one as a rule.
    told = Text(2, 1, "2022-08-01\n至 2022-08-31", "subtitle", span=3, lines=2)
    write_live(book, [Sheet("check", "数据检查", (told,))])
    assert book.sheets["数据检查"].cells[2, 1] == "2022-08-01 至 2022-08-31"


def test_an_array_formula_is_refused_before_anything_is_written(book):
    columns = (Column("a", "甲", "count", pd.Series(dtype=object)),)
    table = Table("t", 1, 1, columns, body=Formula("=XLCS_DAILY()"), space=2)
    with pytest.raises(ValueError, match="array formula"):
        write_live(book, [check(["甲"]), Sheet("board", "看板", (table,))])
    assert book.log == []
