"""The report as a file, read back by openpyxl: values, formats, charts, safety, replacing."""

from __future__ import annotations

import errno
import zipfile
from datetime import datetime, timedelta
from pathlib import Path
from xml.etree import ElementTree

import openpyxl
import pandas as pd
import pytest

from tests.report.conftest import NOON
from tests.report.literal import LiteralFigures, literal_shop, without_data
from xlcs.errors import WorkbookError
from xlcs.report.description.sheets import Column, Sheet, Table, Text
from xlcs.report.report import report_sheets
from xlcs.report.write import package
from xlcs.report.write.workbook_file import write_workbook
from xlcs.shop.shop import REPORT_MARK, TEMPLATE_MARK

DANGEROUS = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "#N/A", "=cmd|'x'!A1", "{=1}", "'1", " =1"]


def small(*columns: Column, **more) -> Sheet:
    table = Table("t", 1, 1, columns, **more)
    return Sheet("s", "表", (table,))


def texts_table(texts: list[str]) -> Sheet:
    return small(Column("x", "文字", "name", pd.Series(texts, dtype=object)))


def first_below(sheet, caption):
    """The cell below the first one that holds this caption."""
    head = next(cell for row in sheet.iter_rows() for cell in row if cell.value == caption)
    return sheet.cell(head.row + 1, head.column)


# ---- cells


def test_values_and_formats_of_the_orders(book):
    sheet = book["成交归因"]
    first, second, third = sheet.iter_rows(min_row=6, max_row=8)
    assert first[0].value == "2900000000000000001"
    assert first[0].number_format == "@"
    assert first[2].value == datetime(2022, 8, 1, 10)
    assert first[2].number_format == "yyyy-mm-dd hh:mm:ss"
    assert (first[3].value, first[3].number_format) == (700.25, "#,##0.00")
    assert [cell.value for cell in first[4:8]] == [
        "否",
        "计入引导成交",
        "旗舰店:小美",
        "旗舰店:小美",
    ]
    # Known by its day only: shown as a day.
    assert second[2].number_format == third[10].number_format == "yyyy-mm-dd"
    assert [cell.value for cell in second[6:12]] == [None] * 6


def test_formats_of_rates_and_durations(book):
    sheet = book["接待达标"]
    rate, duration = first_below(sheet, "接待转化率"), first_below(sheet, "平均接待时长")
    assert (rate.value, rate.number_format) == (0.6, "0.0%")
    assert duration.value == timedelta(seconds=2389.6)
    assert duration.number_format == "[h]:mm:ss"


def test_unknown_is_a_dash_and_never_nought(tmp_path):
    write_workbook(report_sheets(without_data(), literal_shop()), tmp_path / "x.xlsx")
    book = openpyxl.load_workbook(tmp_path / "x.xlsx")
    values = [cell.value for row in book["概览"].iter_rows() for cell in row]
    assert [value for value in values if isinstance(value, int | float)] == []
    assert values.count("—") == 10


def test_a_figure_that_is_unknown_in_a_table_is_a_dash(tmp_path):
    figures = LiteralFigures()
    figures.daily_frame["guided_gmv"] = None
    write_workbook(report_sheets(figures, literal_shop()), tmp_path / "x.xlsx")
    effect = openpyxl.load_workbook(tmp_path / "x.xlsx")["效果数据"]
    assert [effect[f"G{row}"].value for row in (5, 6, 7)] == ["—"] * 3


# ---- how it is shown


def test_headers_stay_and_rows_can_be_filtered(book):
    frozen = {"效果数据": "C5", "客服明细": "B6", "接待达标": "C5", "成交归因": "B6"}
    assert {name: book[name].freeze_panes for name in frozen} == frozen
    assert book["概览"].freeze_panes is None
    # The total row stands below what is filtered.
    areas = {name: [t.ref for t in book[name].tables.values()] for name in frozen}
    assert areas["效果数据"] == ["A4:G7"]
    assert areas["客服明细"] == ["A5:X8"]
    assert areas["成交归因"] == ["A5:M8"]
    named = [name for sheet in book for name in sheet.tables]
    assert {"xlcs_daily", "xlcs_agents", "xlcs_orders"} <= set(named)
    assert len(named) == len(set(named))


def test_printing_is_a4_landscape(book):
    for sheet in book:
        assert sheet.page_setup.orientation == "landscape"
        assert int(sheet.page_setup.paperSize) == 9
        # Excel leaves breaks out of account where it fits a sheet to a page.
        by_scale = not sheet.sheet_properties.pageSetUpPr.fitToPage
        assert by_scale or len(sheet.row_breaks) + len(sheet.col_breaks) == 0
        assert sheet.page_setup.scale <= 100 if by_scale else sheet.page_setup.fitToWidth == 1
        assert sheet.oddFooter.right.text == "&P / &N"
    assert book["成交归因"].print_title_rows is None  # three orders need no second page
    assert book["概览"].page_setup.fitToHeight == 1
    assert book["接待达标"].page_setup.fitToHeight == 1  # of few rows
    # Too wide to be read on one page: on to the right, below whose row it is.
    assert len(book["客服明细"].col_breaks.brk) == 1
    assert book["客服明细"].print_title_cols == "$A:$A"
    assert book["客服明细"].page_setup.pageOrder == "overThenDown"
    # Of the orders what is read on paper, up to whose client the buyer is; no page to the right.
    assert book["成交归因"].print_area == "'成交归因'!$A$1:$H$8"
    assert len(book["成交归因"].col_breaks.brk) == 0
    # Over the names alone, which are printed again, stands the period alone.
    assert "A2:A2" not in [str(area) for area in book["客服明细"].merged_cells.ranges]
    assert book["客服明细"]["A2"].value == "2022-08-01 至\n2022-08-03（3 天）"
    assert book["客服明细"]["B2"].value.startswith("按引导成交金额排序")
    assert book["概览"].sheet_view.showGridLines is False


def test_tabs_are_coloured_and_charts_told_in_words(book, path):
    colours = {sheet.title: sheet.sheet_properties.tabColor.rgb for sheet in book}
    assert colours["概览"] != colours["效果数据"] != colours["成交归因"]
    assert colours["数据检查"] == colours["口径说明"]
    with zipfile.ZipFile(path) as archive:
        drawings = [n for n in archive.namelist() if n.startswith("xl/drawings/drawing")]
        texts = "".join(archive.read(name).decode() for name in drawings)
    assert texts.count("<cNvPr ") == texts.count(" descr=") == 7
    assert 'descr="每日客户数"' in texts


def test_a_click_on_a_tile_leads_to_its_sheet(book):
    cell = first_below(book["概览"], "引导成交金额（元）")
    assert cell.hyperlink.location == "'效果数据'!A1"
    assert isinstance(cell.value, float)  # and it keeps its own looks
    assert cell.font.sz == 20


def test_columns_are_wide_enough(book):
    sheet = book["成交归因"]
    assert sheet.column_dimensions["A"].width > len("2900000000000000001")
    assert sheet.column_dimensions["C"].width > len("2022-08-01 10:00:00")
    assert book["接待达标"].column_dimensions["L"].hidden
    assert not book["接待达标"].column_dimensions["K"].hidden


def test_a_headline_too_long_for_its_tile_is_made_smaller(book):
    tile = first_below(book["概览"], "引导成交金额（元）")
    assert tile.number_format == "#,##0.00"
    assert tile.alignment.shrink_to_fit


def test_verdicts_are_coloured_by_their_words(book):
    rules = {
        rule.formula[0]: rule.dxf.fill.bgColor.rgb[-6:]
        for area in book["接待达标"].conditional_formatting
        for rule in area.rules
        if "J5" in str(area.sqref)
    }
    assert rules == {'"达标"': "E3F4EA", '"不达标"': "FBE7E5"}


# ---- charts


@pytest.mark.parametrize("large", [1, 10_000])
def test_text_from_outside_is_never_a_formula(tmp_path, large):
    write_workbook([texts_table(DANGEROUS)], tmp_path / "x.xlsx", large=large)
    sheet = openpyxl.load_workbook(tmp_path / "x.xlsx")["表"]
    cells = [sheet.cell(row, 1) for row in range(2, len(DANGEROUS) + 2)]
    assert [cell.value for cell in cells] == DANGEROUS
    # inlineStr reads back as text; a formula would be "f", an error "e".
    assert {cell.data_type for cell in cells} <= {"s", "inlineStr"}
    assert {cell.number_format for cell in cells} == {"@"}
    with zipfile.ZipFile(tmp_path / "x.xlsx") as archive:
        assert b"<f>" not in archive.read("xl/worksheets/sheet1.xml")


@pytest.mark.parametrize("large", [1, 10_000])
def test_letters_that_xml_forbids_do_not_stop_the_report(tmp_path, large):
    texts = ["小\x00明", "a\x1b[31m", "<b>&amp;</b>", "  两边  ", "_x0041_", '"quoted"']
    write_workbook([texts_table(texts)], tmp_path / "x.xlsx", large=large)
    sheet = openpyxl.load_workbook(tmp_path / "x.xlsx")["表"]
    assert [sheet.cell(row, 1).value for row in range(2, 8)] == [
        "小�明", "a�[31m", "<b>&amp;</b>", "  两边  ", "_x005F_x0041_", '"quoted"',
    ]  # fmt: skip


def test_excel_does_not_remark_on_order_numbers(path):
    with zipfile.ZipFile(path) as archive:
        orders = archive.read("xl/worksheets/sheet5.xml").decode()
        overview = archive.read("xl/worksheets/sheet1.xml").decode()
    assert '<ignoredError sqref="A6:A8" numberStoredAsText="1"/>' in orders
    # Where the schema wants it: after everything of the page, before drawings and tables.
    assert "</ignoredErrors><tableParts" in orders
    assert "ignoredErrors" not in overview
    with zipfile.ZipFile(path) as archive:
        agents = archive.read("xl/worksheets/sheet3.xml").decode()
    assert "</ignoredErrors><drawing" in agents


def test_titles_and_footers_are_text_too(tmp_path):
    sheet = Sheet("s", "表", (Text(1, 1, "=1+1", "title"),), footer="A&B")
    write_workbook([sheet], tmp_path / "x.xlsx")
    found = openpyxl.load_workbook(tmp_path / "x.xlsx")["表"]
    assert (found["A1"].value, found["A1"].data_type) == ("=1+1", "s")
    with zipfile.ZipFile(tmp_path / "x.xlsx") as archive:
        assert b"A&amp;&amp;B" in archive.read("xl/worksheets/sheet1.xml")


@pytest.mark.parametrize("letter", ["店", "&"])
def test_a_footer_is_never_longer_than_excel_reads(tmp_path, letter):
    # Excel calls a file damaged whose footer, codes included, passes 255 characters.
    sheet = Sheet("s", "表", (Text(1, 1, "x", "title"),), footer=letter * 255 + "　2022-08-01")
    write_workbook([sheet], tmp_path / "x.xlsx")
    with zipfile.ZipFile(tmp_path / "x.xlsx") as archive:
        part = ElementTree.fromstring(archive.read("xl/worksheets/sheet1.xml"))
    (footer,) = (element.text for element in part.iter() if element.tag.endswith("oddFooter"))
    assert len(footer) <= 255
    assert "　2022-08-01" in footer


def test_no_row_is_higher_than_excel_allows(tmp_path):
    # A buyer's name of 255 characters in a column of 18: 37 lines of 15 points.
    names = pd.Series(["买" * 255], dtype=object)
    table = Table("t", 2, 1, (Column("x", "买家", "long_name", names, width=18),))
    sheet = Sheet("s", "表", (Text(1, 1, "长" * 999, "note", span=2, lines=40), table))
    write_workbook([sheet], tmp_path / "x.xlsx")
    rows = openpyxl.load_workbook(tmp_path / "x.xlsx")["表"].row_dimensions
    assert [rows[row].height for row in (1, 3)] == [409, 409]


def test_columns_of_filtered_tables_are_called_as_excel_demands(book):
    # Else it takes the table out of the file as damaged: no name twice, each that of its header.
    tables = [(sheet, table) for sheet in book for table in sheet.tables.values()]
    assert "xlcs_reception_agents" in [table.displayName for _, table in tables]
    for sheet, table in tables:
        named = [column.name for column in table.tableColumns]
        assert len({name.casefold() for name in named}) == len(named)
        assert [cell.value for cell in sheet[table.ref][0]] == named


# ---- large tables


def mixed(count: int) -> Sheet:
    """A table of every kind of column, with missing values in each."""
    every = range(count)
    agents = pd.Series([f"客服{n % 3}" for n in every], dtype="category")
    gaps = [None if n % 3 == 0 else n for n in every]
    times = pd.Series(pd.date_range("2022-08-01 23:59:59", periods=count, freq="7h"))
    return small(
        Column("name", "名", "name", pd.Series([n and f"=买家&<{n}>" for n in gaps])),
        Column("agent", "客服", "name", agents),
        Column("prose", "话", "prose", pd.Series(["很长的话，" * (n % 40) + "完" for n in every])),
        Column("money", "钱", "money", pd.Series([n and n / 100 for n in gaps]), missing="—"),
        Column("count", "数", "count", pd.Series(gaps, dtype="Int64"), missing="—"),
        Column("rate", "率", "rate", pd.Series([n / 7 for n in every])),
        Column("time", "时", "time", times.where(times.index % 3 > 0),
               day_only=pd.Series([n % 2 == 0 for n in every])),
        filter=True,
    )  # fmt: skip


def content(path: Path):
    sheet = openpyxl.load_workbook(path)["表"]
    cells = {
        cell.coordinate: (cell.value, cell.number_format, cell.font.sz, cell.alignment.wrap_text)
        for row in sheet.iter_rows()
        for cell in row
    }
    heights = {row: sheet.row_dimensions[row].height for row in range(1, sheet.max_row + 1)}
    tables = [table.ref for table in sheet.tables.values()]
    return cells, heights, sheet.dimensions, tables


def test_no_cell_of_a_large_table_is_made(tmp_path, monkeypatch):
    made = []

    class Counted(openpyxl.cell.Cell):
        def __init__(self, sheet, row, column, *more, **others):
            made.append(row)
            super().__init__(sheet, row, column, *more, **others)

    monkeypatch.setattr("openpyxl.worksheet.worksheet.Cell", Counted)
    sheet = mixed(600)
    write_workbook([sheet], tmp_path / "x.xlsx")
    assert 0 < len(made) < 50
    monkeypatch.undo()
    (table,) = openpyxl.load_workbook(tmp_path / "x.xlsx")["表"].tables.values()
    assert table.column_names == [column.caption for column in sheet.blocks[0].columns]


def test_the_lean_way_of_large_tables_writes_the_same_cells(tmp_path, monkeypatch):
    # Several chunks, the last of them short.
    monkeypatch.setattr("xlcs.report.write.row_xml.ROWS_AT_ONCE", 70)
    write_workbook([mixed(200)], tmp_path / "cells.xlsx", large=10_000)
    write_workbook([mixed(200)], tmp_path / "lean.xlsx", large=1)
    by_cell, lean = content(tmp_path / "cells.xlsx"), content(tmp_path / "lean.xlsx")
    assert lean[0].keys() == by_cell[0].keys()
    for place, (value, *shown) in by_cell[0].items():
        assert lean[0][place][1:] == tuple(shown), place
        assert lean[0][place][0] == (pytest.approx(value) if isinstance(value, float) else value)
    assert lean[2] == by_cell[2] == "A1:G201"
    assert lean[3] == by_cell[3] == ["A1:G201"]
    # Rows of long texts are high in both; the others are left to the sheet in the one way only.
    assert {row: h for row, h in lean[1].items() if h and h > 18} == {
        row: h for row, h in by_cell[1].items() if h and h > 18
    }


def test_a_large_table_that_goes_on_keeps_every_order(tmp_path):
    figures = LiteralFigures()
    figures.orders_frame = pd.concat([figures.orders_frame] * 400, ignore_index=True)
    figures.orders_frame["order_id"] = [f"29{n:017d}" for n in range(1200)]
    sheets = report_sheets(figures, literal_shop(), row_limit=1000)
    write_workbook(sheets, tmp_path / "x.xlsx")
    book = openpyxl.load_workbook(tmp_path / "x.xlsx")
    assert book.sheetnames[4:6] == ["成交归因", "成交归因 2"]
    first, second = (book[name] for name in book.sheetnames[4:6])
    assert first.max_row == 1000
    found = [cell.value for cell in first["A"][5:]] + [cell.value for cell in second["A"][5:]]
    assert found == figures.orders_frame["order_id"].tolist()
    assert second["A5"].value == "订单编号"
    assert [table.ref for table in second.tables.values()] == ["A5:M210"]


# ---- the file


def test_the_mark_by_which_reading_a_folder_knows_it(book, tmp_path):
    assert book.properties.keywords == REPORT_MARK
    assert book.properties.title == "旗舰店 客服数据报表"
    assert book.properties.created == NOON
    write_workbook([mixed(1)], tmp_path / "t.xlsx", mark=TEMPLATE_MARK)
    assert openpyxl.load_workbook(tmp_path / "t.xlsx").properties.keywords == TEMPLATE_MARK


def test_equal_sheets_are_equal_bytes(path, tmp_path):
    again = tmp_path / "again.xlsx"
    write_workbook(report_sheets(LiteralFigures(), literal_shop()), again, created=NOON)
    assert again.read_bytes() == path.read_bytes()


def test_an_older_file_is_replaced(tmp_path):
    target = tmp_path / "x.xlsx"
    target.write_bytes(b"older")
    write_workbook([mixed(3)], target)
    assert openpyxl.load_workbook(target).sheetnames == ["表"]
    assert [found.name for found in tmp_path.iterdir()] == ["x.xlsx"]


@pytest.mark.parametrize(
    ("language", "said"), [("zh", "可能正在 Excel 里打开"), ("en", "may be open in Excel")]
)
def test_a_file_open_elsewhere_stays_whole(tmp_path, monkeypatch, language, said):
    target = tmp_path / "x.xlsx"
    target.write_bytes(b"older")

    def locked(self, other):
        # What Windows says when Excel has the file open.
        raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr(package.Path, "replace", locked)
    with pytest.raises(WorkbookError, match=said) as caught:
        write_workbook([mixed(3)], target, language=language)
    assert str(target) in str(caught.value)
    assert target.read_bytes() == b"older"
    assert [found.name for found in tmp_path.iterdir()] == ["x.xlsx"]


def test_a_full_disk_leaves_nothing_behind(tmp_path, monkeypatch):
    target = tmp_path / "x.xlsx"
    target.write_bytes(b"older")

    def full(*_):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("xlcs.report.write.workbook_file.write_package", full)
    with pytest.raises(WorkbookError, match="磁盘已满"):
        write_workbook([mixed(3)], target)
    assert target.read_bytes() == b"older"
    assert [found.name for found in tmp_path.iterdir()] == ["x.xlsx"]


def test_no_temporary_folder_is_needed(tmp_path, monkeypatch):
    def full(*_, **__):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("tempfile.NamedTemporaryFile", full)
    monkeypatch.setattr("openpyxl.worksheet._writer.NamedTemporaryFile", full)
    write_workbook([mixed(3)], tmp_path / "x.xlsx")
    assert openpyxl.load_workbook(tmp_path / "x.xlsx").sheetnames == [mixed(3).name]


def test_an_error_of_our_own_leaves_nothing_behind_either(tmp_path, monkeypatch):
    def broken(*_):
        raise RuntimeError

    monkeypatch.setattr("xlcs.report.write.workbook_file.write_package", broken)
    with pytest.raises(RuntimeError):
        write_workbook([mixed(3)], tmp_path / "x.xlsx")
    assert list(tmp_path.iterdir()) == []


def test_a_target_that_is_a_folder(tmp_path):
    (tmp_path / "x.xlsx").mkdir()
    with pytest.raises(WorkbookError, match="是一个文件夹"):
        write_workbook([mixed(3)], tmp_path / "x.xlsx")
    assert [found.name for found in tmp_path.iterdir()] == ["x.xlsx"]


def test_a_folder_that_does_not_exist(tmp_path):
    with pytest.raises(WorkbookError, match="没有") as caught:
        write_workbook([mixed(3)], tmp_path / "八月" / "x.xlsx")
    assert str(tmp_path / "八月") in str(caught.value)
    assert list(tmp_path.iterdir()) == []
