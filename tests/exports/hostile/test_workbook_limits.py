"""No workbook ends or freezes the process that reads the others."""

import os
import re
import struct
import zipfile
from datetime import datetime
from pathlib import Path

import pytest
import xlwt

from tests.exports.ods_files import ods
from tests.exports.ods_files import row as ods_row
from tests.exports.one_file import VISITS, column, of, only_problem, xls, xlsx
from tests.exports.workbook_parts import SHEET, parts_of, with_parts, with_sheet
from xlcs.exports.read.limits import PACKED_BYTES, SHEET_LIST_BYTES
from xlcs.exports.read.sheet import FileRefused
from xlcs.exports.read.workbooks import xlsx_parts
from xlcs.exports.read.workbooks.sheets import memory_of_old
from xlcs.exports.read.workbooks.xls_records import merged_areas
from xlcs.exports.read.workbooks.xlsx_parts import Parts
from xlcs.settings.limits import DEFAULTS

ROWS = [VISITS.split(","), ["小明", datetime(2022, 8, 1, 10)], ["b", datetime(2022, 8, 2, 10)]]
END = b"</sheetData>"
MEGABYTE = 1 << 20


def code(path: Path) -> str:
    return only_problem(*of(path)).code


@pytest.mark.parametrize(
    "cell",
    [
        b'<c r="XFD1048576"><v>1</v></c>',
        b'<c r="xfd1048576"><v>1</v></c>',
        b"<c r = 'XFD1048576' ><v>1</v></c>",
        b'<c\n s="0"\tr="XFD1048576"><v>1</v></c>',
    ],
)
def test_a_cell_far_away_however_it_is_written(tmp_path, cell):
    row = b'<row r="1048576">' + cell + b"</row>"
    path = with_sheet(xlsx(tmp_path, ROWS), END, row + END)
    problem = only_problem(*of(path))
    assert (problem.code, problem.level) == ("sheet_too_large", "file")
    assert "范围是 A1:XFD1048576" in problem.text()


@pytest.mark.parametrize("place", ["ZZZZZZZ9", "A4294967295"])
def test_a_cell_beyond_the_last_one_of_excel_is_told_as_a_sheet_that_reaches_far(tmp_path, place):
    row = f'<row r="9"><c r="{place}"><v>1</v></c></row>'.encode()
    problem = only_problem(*of(with_sheet(xlsx(tmp_path, ROWS), END, row + END)))
    assert problem.code == "sheet_too_large"


def test_a_cell_far_away_in_a_part_of_another_name_that_claims_to_be_small(tmp_path):
    parts = parts_of(xlsx(tmp_path, ROWS))
    sheet = parts.pop(SHEET).replace(END, b'<row><c r="XFD1048576"><v>1</v></c></row>' + END)
    parts["xl/data/blatt.bin"] = re.sub(rb'ref="[^"]*"', b'ref="A1:B3"', sheet, count=1)
    for name in ("xl/_rels/workbook.xml.rels", "[Content_Types].xml"):
        parts[name] = parts[name].replace(f"/{SHEET}".encode(), b"/xl/data/blatt.bin")
    assert code(with_parts(tmp_path / "b.xlsx", parts)) == "sheet_too_large"


def test_a_sheet_that_only_claims_to_reach_far_is_read(tmp_path):
    path = xlsx(tmp_path, ROWS)
    path = with_sheet(path, b'<dimension ref="A1:B3"', b'<dimension ref="A1:XFD1048576"')
    (table,) = of(path)
    assert column(table, "buyer_id") == ["小明", "b"]


def test_a_part_that_is_a_thousand_times_smaller_packed(tmp_path):
    parts = parts_of(xlsx(tmp_path, ROWS))
    blank = b" " * (PACKED_BYTES + MEGABYTE)
    for name in ("docProps/core.xml", "xl/sharedStrings.xml", SHEET):
        problem = only_problem(*of(with_parts(tmp_path / "b.xlsx", parts | {name: blank})))
        assert (problem.code, problem.level) == ("workbook_too_large", "file")


def test_a_part_that_says_to_be_smaller_than_it_is(tmp_path):
    path = with_sheet(xlsx(tmp_path, ROWS), b"<sheetData>", b"<sheetData>" + b" " * (20 * MEGABYTE))
    content = bytearray(path.read_bytes())
    entry = content.rfind(b"PK\x01\x02", 0, content.rfind(SHEET.encode()))
    struct.pack_into("<L", content, entry + 24, 1_000)
    path.write_bytes(content)
    assert code(path) == "damaged_workbook"


def test_shared_texts_that_take_more_memory_than_the_workbook_is_worth(tmp_path):
    parts = parts_of(xlsx(tmp_path, ROWS))
    names = b"".join(b"<si><t>%x</t></si>" % number for number in range(1500)) * 6000
    space = b'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    parts["xl/sharedStrings.xml"] = b"<sst " + space + b">" + names + b"</sst>"
    path = with_parts(tmp_path / "b.xlsx", parts)
    assert path.stat().st_size < 3 * MEGABYTE
    assert code(path) == "workbook_too_large"


def test_cells_that_take_more_memory_than_the_workbook_is_worth(tmp_path):
    row = b"<row>" + b"<c><v>1</v></c>" * 200 + b"</row>"
    path = with_sheet(xlsx(tmp_path, ROWS), END, row * 40_000 + END)
    assert path.stat().st_size < MEGABYTE
    assert code(path) == "workbook_too_large"


def test_error_cells_that_take_more_memory_than_there_is(tmp_path, monkeypatch):
    monkeypatch.setattr(xlsx_parts, "PACKED_BYTES", 1 << 16)
    for count, expected in ((5_000, None), (6_000, "workbook_too_large")):
        errors = b"".join(b'<row><c t="e"><v>#N/A</v></c></row>' for _ in range(count))
        path = with_sheet(xlsx(tmp_path, ROWS), END, errors + END)
        found = Parts(path.read_bytes(), DEFAULTS.packed_ratio)
        told = None
        try:
            found.odd_sheets(MEGABYTE)  # 5,242 of 200 bytes
        except FileRefused as refused:
            told = refused.code
        assert told == expected


@pytest.mark.parametrize("place", ["inline", "cdata", "shared", "ods"])
def test_a_cell_longer_than_any_can_be(tmp_path, monkeypatch, place):
    monkeypatch.setattr(xlsx_parts, "PACKED_BYTES", 1 << 16)  # of parts of a few bytes none is long
    for length, expected in ((1 << 17, []), (1 << 19, ["cell_too_long"])):
        text = os.urandom(length // 2).hex()
        parts = parts_of(xlsx(tmp_path, ROWS))
        cell = f'<row><c t="inlineStr"><is><t>{text}</t></is></c></row>'.encode()
        if place == "inline":
            parts[SHEET] = parts[SHEET].replace(END, cell + END)
        if place == "cdata":
            cell = cell.replace(b"<t>", b"<t><![CDATA[" + b"<a" * 10).replace(b"</t>", b"]]></t>")
            cell = cell.replace(b"0", b"<")
            parts[SHEET] = parts[SHEET].replace(END, cell + END)
        if place == "shared":
            parts["xl/sharedStrings.xml"] = b"<sst>" + cell + b"</sst>"
        path = with_parts(tmp_path / "b.xlsx", parts)
        if place == "ods":
            path = ods(tmp_path / "b.ods", {"一": [ods_row(text)]})
        found = Parts(path.read_bytes(), DEFAULTS.packed_ratio)
        told: list[str] = []
        try:
            found.odd_sheets(MEGABYTE)
        except FileRefused as refused:
            told.append(refused.code)
        assert told == expected


def test_a_long_cell_of_cdata_is_seen_across_pieces(tmp_path, monkeypatch):
    monkeypatch.setattr(xlsx_parts, "PACKED_BYTES", 1 << 16)
    section = f"<![CDATA[{os.urandom(3_000).hex().replace('0', '<')}]]>"
    for sections, expected in ((200, "cell_too_long"), (20, None)):  # a piece has 1 MB
        cell = f"<row><c><v>{section * sections}</v></c></row>".encode()
        path = with_sheet(xlsx(tmp_path, ROWS), END, cell * 2 + END)
        told = None
        try:
            Parts(path.read_bytes(), DEFAULTS.packed_ratio).odd_sheets(MEGABYTE)
        except FileRefused as refused:
            told = refused.code
        assert told == expected


def test_a_cell_that_is_too_long_in_pieces_of_which_none_is(tmp_path):
    for runs, expected in ((3, []), (4, ["cell_too_long"])):  # 30,000 characters each
        text = "".join(f"<r><t>{'好' * 10_000}</t></r>" for _ in range(runs))
        cell = f'<row><c t="inlineStr"><is>{text}</is></c><c/></row>'.encode()
        path = with_sheet(xlsx(tmp_path, ROWS), END, cell + END)
        (table,) = of(path)
        assert [p.code for p in table.problems if p.level == "file"] == expected


@pytest.mark.parametrize(
    ("one", "most"),
    [(b'<mergeCell ref="A1:A2"/>', 3_276), (b"<si/>", 23_000), (b"<c><v>1</v></c>", None)],
)
def test_small_things_that_take_more_memory_than_there_is(tmp_path, monkeypatch, one, most):
    monkeypatch.setattr(xlsx_parts, "PACKED_BYTES", 1 << 16)
    monkeypatch.setattr(xlsx_parts, "CROWDED_RATIO", 10_000)
    for count in (most or 50_000, (most or 50_000) + 2_000):
        path = with_sheet(xlsx(tmp_path, ROWS), END, one * count + END)
        told = None
        try:
            Parts(path.read_bytes(), 10_000).odd_sheets(MEGABYTE)
        except FileRefused as refused:
            told = refused.code
        assert told == ("workbook_too_large" if most and count > most else None)


def test_merged_areas_of_an_old_workbook_are_counted_before_it_is_read(tmp_path):
    book = xlwt.Workbook()
    for name in ("a", "b"):
        sheet = book.add_sheet(name)
        for row in range(1_500):  # a record holds 1,027 at most
            sheet.merge(row * 2, row * 2 + 1, 0, 0)
    book.save(str(tmp_path / "b.xls"))
    content = (tmp_path / "b.xls").read_bytes()
    assert merged_areas(content) == 3_000
    assert merged_areas(xls(tmp_path, ROWS).read_bytes()) == 0


def test_an_old_workbook_of_more_merged_areas_than_there_is_memory_for(tmp_path):
    areas = struct.pack("<HHH", 0xE5, 2 + 8 * 1_027, 1_027) + struct.pack("<4H", 0, 1, 0, 0) * 1_027
    content = xls(tmp_path, ROWS).read_bytes()
    assert memory_of_old(content + areas * 100, DEFAULTS) > 0
    with pytest.raises(FileRefused) as refused:
        memory_of_old(content + areas * 1_000, DEFAULTS)  # 8 MB
    assert refused.value.code == "workbook_too_large"


def test_many_blank_cells_do_not_make_a_workbook_too_large(tmp_path):
    row = b"<row>" + b"<c/>" * 50 + b"</row>"
    path = with_sheet(xlsx(tmp_path, ROWS), END, row * 40_000 + END)
    (table,) = of(path)
    assert column(table, "buyer_id") == ["小明", "b"]


def test_a_broken_stream_in_any_part_is_damage_and_no_more(tmp_path):
    path = xlsx(tmp_path, ROWS)
    whole = path.read_bytes()
    with zipfile.ZipFile(path) as book:
        places = {
            info.filename: info.header_offset + 30 + len(info.filename) for info in book.infolist()
        }
    for name in ("docProps/core.xml", "xl/workbook.xml", SHEET):
        at = places[name]
        path.write_bytes(whole[:at] + b"\xff" * 40 + whole[at + 40 :])
        assert code(path) == "damaged_workbook", name


def test_entities_are_not_unfolded(tmp_path):
    parts = parts_of(xlsx(tmp_path, ROWS))
    nested = "".join(f'<!ENTITY a{i} "{f"&a{i - 1};" * 10}">' for i in range(1, 10))
    kind = f'<!DOCTYPE x [<!ENTITY a0 "aaaaaaaaaa">{nested}]>'.encode()
    book = parts["xl/workbook.xml"]
    parts["xl/workbook.xml"] = kind + book.replace("一".encode(), b"&a9;")
    of(with_parts(tmp_path / "b.xlsx", parts))


@pytest.mark.parametrize("write", [xlsx, xls])
def test_a_damaged_workbook_does_not_spoil_the_next_one(tmp_path, write):
    good = write(tmp_path, ROWS, name="good")
    content = bytearray(good.read_bytes())
    for at in range(600, len(content), 97):
        content[at] ^= 0x5A
    (tmp_path / "bad").write_bytes(content)
    for _ in range(3):
        of(tmp_path / "bad")
        (table,) = of(good)
        assert column(table, "buyer_id") == ["小明", "b"]


def test_a_workbook_without_its_list_of_sheets_is_not_told_as_empty(tmp_path):
    parts = parts_of(xlsx(tmp_path, ROWS))
    del parts["xl/workbook.xml"]
    problem = only_problem(*of(with_parts(tmp_path / "b.xlsx", parts)))
    assert (problem.code, problem.level) == ("workbook_without_sheets", "file")


@pytest.mark.parametrize("part", ["xl/workbook.xml", "xl/_rels/workbook.xml.rels"])
def test_too_many_names_or_links_are_not_told_as_sheets(tmp_path, monkeypatch, part):
    path = xlsx(tmp_path, ROWS)
    parts = parts_of(path)
    parts[part] += b"<!-- " + b"x" * (SHEET_LIST_BYTES + 1) + b" -->"
    problem = only_problem(*of(with_parts(tmp_path / "b.xlsx", parts)))
    assert problem.code == "workbook_lists_too_long"
    assert "4 MB" in problem.text()
