"""ODS, as LibreOffice and WPS save it: read like any workbook, on disk and in a `.zip`."""

from __future__ import annotations

import zipfile
from datetime import datetime

import pytest

from tests.exports.ods_files import BLANK_COLUMNS, COVERED, cell, ods, row
from tests.exports.one_file import ORDERS, column, of, only_problem, told
from tests.exports.workbook_parts import parts_of, with_parts
from xlcs.exports.folder import read_folder

HEAD = row(*ORDERS.split(","))
PAID = datetime(2022, 8, 1, 10, 0, 5)
LONG = "2900000000000000001"
ONE = [HEAD, row(LONG, "甲", 123.45, PAID)]


def test_texts_numbers_and_dates_below_a_title_and_beside_a_blank_column(tmp_path):
    rows = [row(None, "订单报表"), row(), *(r.replace("<table:table-cell", "<table:table-cell/>"
            "<table:table-cell", 1) for r in ONE)]  # fmt: skip
    (table,) = of(ods(tmp_path / "a.ods", {"空": [], "一": rows}))
    assert (table.source.sheet, table.source.header_row, table.problems) == ("一", 3, [])
    assert column(table, "order_id") == [LONG]
    assert column(table, "amount") == [12345]
    assert column(table, "paid_at") == ["2022-08-01 10:00:05"]


def test_a_merged_buyer_holds_for_all_its_rows_and_repeated_rows_count_in_row_numbers(tmp_path):
    gap = f'<table:table-row table:number-rows-repeated="3">{BLANK_COLUMNS}</table:table-row>'
    merged = [
        row("1", cell("甲", 'table:number-rows-spanned="2"'), 1.5, PAID),
        row("2", COVERED, 2.5, PAID),
        row("3", None, 2.5, PAID),
    ]
    (table,) = of(ods(tmp_path / "a.ods", {"一": [HEAD, gap, *merged]}))
    assert column(table, "buyer_id") == ["甲", "甲"]
    assert told(table) == [("no_buyer", 7, "买家会员名", None)]


def test_an_error_cell_is_named_and_no_blank(tmp_path):
    error = (
        '<table:table-cell calcext:value-type="error" office:value-type="string"'
        ' office:string-value="" xmlns:calcext="urn:x"><text:p>#DIV/0!</text:p></table:table-cell>'
    )
    (table,) = of(ods(tmp_path / "a.ods", {"一": [*ONE, row("2", "乙", error, PAID)]}))
    assert told(table) == [("bad_amount", 3, "买家实际支付金额", "#DIV/0!")]


def test_under_another_name_and_in_a_zip(tmp_path):
    ods(tmp_path / "a.xls", {"一": ONE})
    with zipfile.ZipFile(tmp_path / "b.zip", "w") as parts:
        parts.write(ods(tmp_path / "b.ods", {"一": [HEAD, row("2", "乙", 2, PAID)]}), "八月/b.ods")
    (tmp_path / "b.ods").unlink()
    shop = read_folder(tmp_path)
    assert shop.tables.orders.frame["amount"].tolist() == [12345, 200]
    assert list(shop.problems) == []


FAR = f'<table:table-row table:number-rows-repeated="1048000">{BLANK_COLUMNS}</table:table-row>'
WIDE = '<table:table-row table:number-rows-repeated="1048000">' + cell(
    "x", 'table:number-columns-repeated="16384"'
)


@pytest.mark.parametrize(
    "rows", [[FAR, row(BLANK_COLUMNS, "x")], [WIDE + "</table:table-row>"]], ids=["far", "repeated"]
)
def test_a_sheet_that_reaches_too_far_is_refused_before_it_is_read(tmp_path, rows):
    (table,) = of(ods(tmp_path / "a.ods", {"一": [*ONE, *rows]}))
    assert only_problem(table).code == "sheet_too_large"


def test_a_password_and_damage_are_told(tmp_path):
    manifest = "<manifest:encryption-data xmlns:manifest='urn:x'/>"
    (table,) = of(ods(tmp_path / "a.ods", {"一": ONE}, manifest))
    assert only_problem(table).code == "password"
    (table,) = of(ods(tmp_path / "b.ods", {"一": ["<broken>"]}))
    assert only_problem(table).code == "damaged_workbook"


def test_an_ods_that_writes_the_name_of_a_part_in_capitals_is_refused(tmp_path):
    parts = parts_of(ods(tmp_path / "a.ods", {"一": ONE}))
    parts["MIMETYPE"] = parts.pop("mimetype")
    assert only_problem(*of(with_parts(tmp_path / "b.ods", parts))).code == "damaged_workbook"
