"""The report as another program reads, shows and prints it."""

from __future__ import annotations

import csv
import shutil
import subprocess
from datetime import datetime

import pytest

from tests.report.literal import LiteralFigures, literal_shop
from xlcs.report.report import report_sheets
from xlcs.report.write.workbook_file import write_workbook

SOFFICE = shutil.which("soffice")

pytestmark = [
    pytest.mark.libreoffice,
    pytest.mark.skipif(SOFFICE is None, reason="LibreOffice (soffice) is not installed"),
]

SHEETS = ["概览", "效果数据", "客服明细", "接待达标", "成交归因", "漏损", "数据检查", "口径说明"]


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """The report, every sheet of it as CSV, and as it is printed."""
    folder = tmp_path_factory.mktemp("shown")
    path = folder / "report.xlsx"
    # All that can go the lean way does: its XML is read by a program that did not write it.
    sheets = report_sheets(LiteralFigures(), literal_shop())
    write_workbook(sheets, path, created=datetime(2022, 9, 1), large=1)
    # Comma, quotes, UTF-8, values as they are shown, all sheets.
    every_sheet = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,true,false,false,-1"
    for wanted in (every_sheet, "pdf"):
        command = [SOFFICE, f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--headless",
                   "--convert-to", wanted, "--outdir", str(folder), str(path)]  # fmt: skip
        done = subprocess.run(
            command, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=300
        )
        assert done.returncode == 0, done.stderr
    return folder


def shown(folder, sheet):
    with (folder / f"report-{sheet}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file))


def test_every_sheet_opens_and_no_cell_is_an_error(folder):
    for sheet in SHEETS:
        cells = [cell for row in shown(folder, sheet) for cell in row]
        assert any(cells), sheet
        assert not [cell for cell in cells if cell.startswith(("#", "Err:"))], sheet


def test_values_are_shown_in_their_formats(folder):
    orders = shown(folder, "成交归因")
    assert orders[5][:6] == [
        "2900000000000000001", "小明", "2022-08-01 10:00:00", "700.25", "否", "计入引导成交",
    ]  # fmt: skip
    # A payment known by its day, and a buyer whose name would be a formula.
    assert orders[6][1:4] == ['=HYPERLINK("x")', "2022-08-02", "88.00"]
    receptions = shown(folder, "接待达标")
    # 2389.6 s is 39:50 and 2724.6 s is 45:25; the difference is 335 s.
    assert receptions[4][5:7] == ["60.0%", "0:39:50"]
    assert receptions[5][5:10] == ["66.0%", "0:45:25", "+6.0 个百分点", "+5:35", "达标"]
    effect = shown(folder, "效果数据")
    assert effect[4][:3] == ["2022-08-01", "周一", "10"]
    assert effect[7][0] == "合计（去重）"
    assert effect[7][6] == "1,200.25"


@pytest.mark.skipif(shutil.which("pdftotext") is None, reason="poppler-utils is not installed")
def test_it_prints_with_the_overview_on_one_page_and_wide_tables_on_two(folder):
    done = subprocess.run(
        ["pdftotext", "-layout", "report.pdf", "-"],
        cwd=folder, capture_output=True, text=True, check=True,
    )  # fmt: skip
    pages = done.stdout.split("\f")[:-1]
    # Eleven sheets; 效果数据 and 客服明细 go on to the right, the definitions run over pages.
    assert len(pages) in (14, 15, 16)
    # The second page of 效果数据 has charts alone, without the columns that a table would repeat.
    for name, count in {"客服明细": 2, "成交归因": 1, "数据检查": 1}.items():
        assert sum(page.lstrip().startswith(name) for page in pages) == count, name
    for again in (page for page in pages if page.lstrip().startswith("客服明细")):
        assert "2022-08-03（3 天）" in again
    (orders,) = (page for page in pages if page.lstrip().startswith("成交归因"))
    assert "不打印" in orders
    assert "关系建立时间" not in orders
    assert [
        name for name in SHEETS[1:] if not any(p.lstrip().startswith(name) for p in pages)
    ] == []
    assert "旗舰店 客服数据报表" in pages[0]
    assert "口径说明" in pages[0]
    assert pages[1].lstrip().startswith("效果数据")
    assert f"1 / {len(pages)}" in pages[0]
