"""Files made to fill a machine: refused with the reason, in little memory, and others are read."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import IO

import pytest

from tests.exports.ods_files import cell as ods_cell
from tests.exports.ods_files import ods
from tests.exports.ods_files import row as ods_row
from tests.exports.one_file import (
    NO_ALIASES,
    ORDERS,
    SHA,
    VISITS,
    csv,
    of,
    only_problem,
    read,
    xlsx,
)
from tests.exports.workbook_parts import parts_of, with_parts
from xlcs.exports.file import read_file
from xlcs.exports.read.limits import SPAN_COLUMNS

MEGABYTE = 1 << 20
MOST_MEMORY, MOST_SECONDS = 500 * MEGABYTE, 10.0
HEAD, VISIT_HEAD = (ORDERS + "\r\n").encode(), (VISITS + "\r\n").encode()

MEASURED = r"""
import json, re, resource, sys
from pathlib import Path
from xlcs.exports.folder import read_folder
shop = read_folder(sys.argv[1])
both = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
# Not ru_maxrss: that begins with the memory of the process that started this one.
own = int(re.search(r"VmHWM:\s*(\d+)", Path("/proc/self/status").read_text())[1])
print(json.dumps({
    "memory": (own + both[1].ru_maxrss) * 1024,
    "seconds": sum(used.ru_utime + used.ru_stime for used in both),
    "rows": shop.rows("visits"),
    "codes": sorted({problem.code for problem in shop.problems if problem.file}),
}))
"""


def times(piece: bytes, megabytes: int) -> Callable[[IO[bytes]], None]:
    def write(file: IO[bytes]) -> None:
        block = piece * (MEGABYTE // len(piece))
        for _ in range(megabytes):
            file.write(block)

    return write


def behind(head: bytes, write: Callable[[IO[bytes]], object]) -> Callable[[IO[bytes]], None]:
    def both(file: IO[bytes]) -> None:
        file.write(head)
        write(file)

    return both


def hole(file: IO[bytes]) -> None:
    file.truncate(50 << 30)


def cells_repeated(file: IO[bytes]) -> None:
    """A cell that stands for eighteen million."""
    many = ods_cell("a" * 3000, 'table:number-columns-repeated="20"')
    many_rows = f'<table:table-row table:number-rows-repeated="900000">{many}</table:table-row>'
    ods(Path(file.name), {"s": [ods_row(*VISITS.split(",")), many_rows]})


BOMBS: dict[str, tuple[str, Callable[[IO[bytes]], None], str | None]] = {
    "a file of holes": ("b.csv", behind(HEAD, hole), "text_too_large"),
    "a line of a gigabyte": ("b.csv", behind(HEAD, times(b"x", 1000)), "line_too_long"),
    "an open quote": (
        "b.csv", behind(HEAD + b'1,"', times(b"x" * 98 + b"\r\n", 300)), "open_quote",
    ),
    "NULs": ("b.csv", behind(HEAD, times(b"\x00", 300)), "line_too_long"),
    "ragged rows": ("b.csv", behind(HEAD, times(b"1,a,500.00\r\n", 310)), "torn_file"),
    "rows of nothing": ("b.csv", behind(HEAD, times(b",,,\n", 98)), "short_lines"),
    "rows without a usable time": (
        "b.csv", behind(VISIT_HEAD, times(b"1,2022-13-01 10:00\n", 310)), "unusable_rows",
    ),
    "rows too short": ("b.csv", behind(VISIT_HEAD, times(b"1,1234567\n", 98)), "short_lines"),
    "blank cells by the thousand": (
        "b.csv", behind(HEAD, times(b"," * 1023 + b"\n", 300)), "no_rows",
    ),
    "one header in all columns": (
        "b.csv", lambda file: file.write(("订单编号," * 300_000 + "\n").encode()) and None,
        "unknown_table",
    ),
    "a header on every line": ("b.csv", times(HEAD, 12), "header_too_often"),
    "a long chat record": (
        "b.txt", times("店:小美 2022-08-01 9:00:00\n您好\n".encode(), 300), "text_too_large",
    ),
    "rows of HTML": (
        "b.xls", behind(b"<html><table>", times(b"<tr><td>", 80)), "sheet_beyond_excel",
    ),
    "repeated cells of ODS": ("b.ods", cells_repeated, "workbook_too_large"),
    "tables of HTML": (
        "b.xls", behind(b"<html>", times(b"<table><tr><td>", 7)), "sheet_beyond_excel",
    ),
}  # fmt: skip


@pytest.mark.skipif(sys.platform != "linux", reason="memory is measured with Linux's help")
@pytest.mark.parametrize("name", BOMBS)
def test_a_bomb_takes_little_memory_and_time_and_costs_no_other_file(tmp_path, name):
    file_name, write, code = BOMBS[name]
    (tmp_path / "a.csv").write_bytes(csv(VISITS, "甲,2022-08-01 10:00:00"))
    with (tmp_path / file_name).open("wb") as file:
        write(file)
    done = subprocess.run(
        [sys.executable, "-c", MEASURED, tmp_path],
        capture_output=True, env={"PYTHONPATH": str(Path(__file__).parents[3])},
    )  # fmt: skip
    (tmp_path / file_name).unlink()
    assert done.stderr == b""
    told = json.loads(done.stdout)
    assert told["rows"] == 1
    assert told["codes"] == ([code] if code else [])
    assert told["memory"] < MOST_MEMORY
    assert told["seconds"] < MOST_SECONDS


def test_a_table_wider_than_any_sheet(tmp_path):
    wide = ORDERS + ",x" * SPAN_COLUMNS
    problem = only_problem(read(tmp_path, csv(wide, "1,a,5,2022-08-01 10:00:00")))
    assert (problem.code, problem.level) == ("too_many_columns", "file")
    whole = ORDERS + ",x" * (SPAN_COLUMNS - 4)
    table = read(tmp_path, csv(whole, "1,a,5,2022-08-01 10:00:00" + "," * (SPAN_COLUMNS - 4)))
    assert table.frame.num_rows == 1


def test_a_file_of_headers_that_all_differ(tmp_path):
    names = ORDERS.split(",")
    lines = [",".join([*["x"] * n, *names]) for n in range(250)]
    problem = only_problem(read(tmp_path, csv(lines[0], *lines[1:])))
    assert (problem.code, problem.level) == ("too_many_headers", "file")
    assert "第 201 行" in problem.text()


def test_headers_that_take_turns_make_two_tables(tmp_path):
    path = tmp_path / "a.csv"
    part = csv(ORDERS, "1,a,5,2022-08-01 10:00:00", VISITS, "b,2022-08-01 11:00:00")
    path.write_bytes(part * 300)
    orders, visits = read_file(path, path.name, SHA, NO_ALIASES)
    assert (orders.source.table, orders.frame.num_rows) == ("orders", 300)
    assert (visits.source.table, visits.frame.num_rows) == ("visits", 300)
    assert visits.frame["row"].to_pylist()[:3] == [4, 8, 12]


def test_a_workbook_of_sheets_by_the_thousand(tmp_path):
    parts = parts_of(xlsx(tmp_path, [VISITS.split(","), ["甲", "2022-08-01 10:00:00"]]))
    book = parts["xl/workbook.xml"]
    start = book.index(b"<sheet ")
    sheet = book[start : book.index(b"/>", start) + 2]
    many = b"".join(sheet.replace("一".encode(), b"S%d" % n) for n in range(2_000))
    path = with_parts(tmp_path / "b.xlsx", parts | {"xl/workbook.xml": book.replace(sheet, many)})
    assert only_problem(*of(path)).code == "too_many_sheets"


def test_an_ods_and_an_xml_spreadsheet_of_sheets_by_the_thousand(tmp_path):
    rows = [ods_row(*VISITS.split(",")), ods_row("甲", "2022-08-01 10:00:00")]
    path = ods(tmp_path / "b.ods", {f"S{number}": rows for number in range(1_001)})
    assert only_problem(*of(path)).code == "too_many_sheets"
    space = "urn:schemas-microsoft-com:office:spreadsheet"
    sheet = "<Worksheet><Table><Row><Cell><Data>1</Data></Cell></Row></Table></Worksheet>"
    for number, code in ((1_000, "no_header"), (1_001, "too_many_sheets")):
        book = f'<?xml version="1.0"?><Workbook xmlns="{space}">{sheet * number}</Workbook>'
        (tmp_path / "b.xls").write_bytes(book.encode())
        assert of(tmp_path / "b.xls")[0].problems[0].code == code


def test_a_workbook_of_which_two_sheets_are_one_part(tmp_path):
    parts = parts_of(xlsx(tmp_path, [VISITS.split(","), ["甲", "2022-08-01 10:00:00"]]))
    book = parts["xl/workbook.xml"]
    start = book.index(b"<sheet ")
    sheet = book[start : book.index(b"/>", start) + 2]
    again = sheet + sheet.replace("一".encode(), "二".encode())
    path = with_parts(tmp_path / "b.xlsx", parts | {"xl/workbook.xml": book.replace(sheet, again)})
    problem = only_problem(*of(path))
    assert (problem.code, problem.level) == ("damaged_workbook", "file")
    assert "one part for several sheets" in problem.text()
