"""One file written from raw bytes or rows, read, and what came out as plain Python."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import openpyxl
import xlwt

from xlcs.exports.file import read_file
from xlcs.exports.values.parsed import ParsedTable
from xlcs.problems import Problem
from xlcs.settings.limits import DEFAULTS

SHA = "5" * 64
NO_ALIASES: Mapping[str, Mapping[str, tuple[str, ...]]] = {}

ORDERS = "订单编号,买家会员名,买家实际支付金额,订单付款时间"
MESSAGES = "买家ID,客服旺旺,发送时间,发起方,阅读时间,回复时间"
VISITS = "买家ID,进店时间"
RELATIONS = "买家ID,客服旺旺,建立时间,退订时间"
RECEPTIONS = "买家ID,客服旺旺,开始时间,结束时间,接待类型,状态"
INVITATIONS = "买家ID,客服旺旺,邀请时间,邀请方式,邀请结果,处理时间"
TASKS = "客服旺旺,商机类型,创建时间"


def sheets(folder: Path, content: bytes, name: str = "a.csv", aliases=NO_ALIASES, limits=DEFAULTS):
    """All that is read from a file of that content."""
    path = folder / Path(name).name
    path.write_bytes(content)
    return read_file(path, name, SHA, aliases, limits)


def read(
    folder: Path, content: bytes, name: str = "a.csv", aliases=NO_ALIASES, limits=DEFAULTS
) -> ParsedTable:
    """The one sheet of a file of that content."""
    (only,) = sheets(folder, content, name, aliases, limits)
    return only


def csv(header: str, *rows: str, end: str = "\n") -> bytes:
    """A UTF-8 CSV of these lines."""
    return "".join(line + end for line in (header, *rows)).encode()


def column(table: ParsedTable, name: str) -> list[object]:
    """A column of the kept rows; times as text."""
    assert table.frame is not None, [problem.text() for problem in table.problems]
    values = table.frame[name].to_pylist()
    return [str(v) if hasattr(v, "isoformat") else v for v in values]


def told(table: ParsedTable) -> list[tuple[str, int | None, str | None, str | None]]:
    """Each problem's code, row, column and value."""
    return [(p.code, p.row, p.column, p.value) for p in table.problems]


def only_problem(table: ParsedTable) -> Problem:
    """The one problem there is."""
    (problem,) = table.problems
    return problem


def xlsx(folder: Path, *sheets_of_rows: Sequence[Sequence[object]], name: str = "a.xlsx") -> Path:
    """A workbook by openpyxl, a sheet for each list of rows, named 一, 二, …"""
    book = openpyxl.Workbook()
    for title, rows in zip("一二三四", sheets_of_rows, strict=False):
        sheet = book.active if title == "一" else book.create_sheet()
        sheet.title = title
        for number, row in enumerate(rows, start=1):
            for place, value in enumerate(row, start=1):
                sheet.cell(number, place, value)
    book.save(folder / name)
    return folder / name


def xls(folder: Path, rows: Sequence[Sequence[object]], name: str = "a.xls") -> Path:
    """A workbook by xlwt; dates in a date format."""
    book = xlwt.Workbook(encoding="utf-8")
    sheet = book.add_sheet("一")
    dates = xlwt.easyxf(num_format_str="yyyy-mm-dd hh:mm:ss")
    for number, row in enumerate(rows):
        for place, value in enumerate(row):
            if hasattr(value, "isoformat"):
                sheet.write(number, place, value, dates)
            elif value is not None:
                sheet.write(number, place, value)
    book.save(str(folder / name))
    return folder / name


def of(path: Path, aliases=NO_ALIASES) -> list[ParsedTable]:
    """What is read from a file that is there."""
    return read_file(path, path.name, SHA, aliases)
