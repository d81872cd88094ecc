"""The installed add-in in a real Excel, driven by xlwings: `pytest -m excel` on Windows.

Excel is started by the test, hidden, and ended with it. An Excel that a program starts opens no
add-ins, so the installed file is opened by name.
"""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
import time
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from xlcs import demo
from xlcs.addin.cells.function_list import FUNCTIONS
from xlcs.addin.session import names
from xlcs.addin.setup import install
from xlcs.catalogue import AGENT_TABLE, EFFECT, FIGURE, RECEPTION

pytestmark = pytest.mark.excel

PERIOD = (date(2022, 9, 1), date(2022, 9, 30))
NA, VALUE, NAME = -2146826246, -2146826273, -2146826259
"""Excel's errors as they arrive over COM."""
MACROS_WITHOUT_ASKING = 1
SLOWEST_CALL_S = 0.05


@pytest.fixture(scope="module")
def exports(tmp_path_factory) -> Path:
    """The demo's exports."""
    return Path(demo.write_exports(tmp_path_factory.mktemp("客服 数据"), "zh"))


@pytest.fixture(scope="module")
def figures(exports, tmp_path_factory) -> dict[str, Any]:
    """What the command line says of them."""
    out = tmp_path_factory.mktemp("figures") / "figures.json"
    command = [sys.executable, "-m", "xlcs", "report", str(exports), "--json", str(out), "--quiet"]
    command += ["--from", str(PERIOD[0]), "--to", str(PERIOD[1])]
    subprocess.run(command, check=True, timeout=300)
    found: dict[str, Any] = json.loads(out.read_text(encoding="utf-8"))
    return found


@pytest.fixture(scope="module")
def excel():
    """An Excel of our own with the installed add-in."""
    if sys.platform != "win32":
        pytest.skip("needs Windows with Excel")
    import xlwings

    where = install.places()
    state = install.status(
        where, interpreter=install.running_interpreter(), encoding=install.ansi_encoding()
    )
    assert state.current, "run xlcs addin install with this Python first"
    app = xlwings.App(visible=False, add_book=False)
    try:
        app.api.AutomationSecurity = MACROS_WITHOUT_ASKING
        app.display_alerts = False
        app.books.add()
        app.api.Workbooks.Open(str(where.addin))
        yield app
    finally:
        app.kill()


def refresh(book: Any, folder: Path, period: tuple[date, date] | None = PERIOD) -> None:
    """Point a workbook at a folder and press 刷新."""
    book.api.Names.Add(Name=names.FOLDER, RefersTo=f'="{folder}"')
    if period:
        for name, day in zip((names.START, names.END), period, strict=True):
            book.api.Names.Add(Name=name, RefersTo=f'="{day}"')
    book.activate()
    book.app.api.Run("'xlcs.xlam'!RunMacro", "refresh")


@pytest.fixture(scope="module")
def book(excel, exports):
    """A workbook whose data was refreshed."""
    opened = excel.books.add()
    refresh(opened, exports)
    yield opened
    opened.close()


def answer(book: Any, formula: str, cell: str = "A1") -> Any:
    """What a formula gives, errors as numbers."""
    target = book.sheets[0].range(cell)
    target.clear()
    target.api.Formula = formula
    return target.api.Value2


def expected(record: dict[str, Any], id_: str) -> Any:
    value = record[FIGURE[id_].json_key]
    if value is None:
        return NA
    if isinstance(value, bool):
        return value
    seconds = FIGURE[id_].unit in ("duration", "duration_change")
    return pytest.approx(value / 86400 if seconds else value)


def test_before_a_refresh_there_is_an_excel_error_and_no_text(excel):
    fresh = excel.books.add()
    assert answer(fresh, "=GUIDED_GMV()") == NA
    assert answer(fresh, '=IFERROR(GUIDED_GMV(),"none")', "A2") == "none"
    assert answer(fresh, "=SUM(A1)", "A3") == NA
    assert answer(fresh, "=ISNA(A1)", "A4") is True
    fresh.close()


def test_all_vba_compiles_and_every_function_is_known(book):
    for function in FUNCTIONS:
        found = answer(book, f"={function.name}({'1' if function.name == 'WHY_COUNTED' else ''})")
        assert found != NAME, function.name


@pytest.mark.parametrize("id_", [*dict.fromkeys([*EFFECT, *AGENT_TABLE]), *RECEPTION])
def test_a_figure_equals_the_command_lines(book, figures, id_):
    record = figures["reception"]["periods"][0] if id_ in RECEPTION else figures["shop"]
    assert answer(book, f"={FIGURE[id_].function}()") == expected(record, id_)


def test_arguments_as_cells_numbers_and_text(book, figures):
    sheet = book.sheets[0]
    sheet.range("C1").value = datetime(2022, 9, 5)
    agent = figures["agents"][0]
    sheet.range("D1").value = agent["agent"]
    day = next(row for row in figures["daily"] if row["day"] == "2022-09-05")
    for argument in ("C1", "20220905", '"2022-09-05"', "DATE(2022,9,5)"):
        assert answer(book, f"=GUIDED_GMV({argument})") == pytest.approx(day["guided_gmv"])
    assert answer(book, "=GUIDED_GMV(,,D1)") == pytest.approx(agent["guided_gmv"])


def test_wrong_arguments_and_days_without_data_are_excel_errors(book):
    assert answer(book, '=GUIDED_GMV("x")') == VALUE
    assert answer(book, '=GUIDED_GMV(,,"nobody")') == VALUE
    assert answer(book, '=GUIDED_GMV("2000-01-01")') == NA
    assert answer(book, "=GUIDED_GMV(NA())") == NA


def test_a_table_fills_an_array_formula_and_the_rest_is_empty(book, figures):
    sheet = book.sheets.add()
    days = len(figures["daily"])
    sheet.range((1, 1), (days + 6, 8)).api.FormulaArray = "=XLCS_DAILY()"
    values = sheet.range((1, 1), (days + 6, 8)).api.Value2
    assert values[1][5] == pytest.approx(figures["daily"][0]["guided_gmv"])
    assert {value for row in values[days + 1 :] for value in row} == {""}
    assert {row[7] for row in values} == {""}


def test_a_table_spills_where_excel_can(book, figures):
    sheet = book.sheets.add()
    cell = sheet.range("A1").api
    if not hasattr(cell, "Formula2"):
        assert answer(book, "=XLCS_DAILY()", "H1")  # the first cell, in versions that do not spill
        return
    cell.Formula2 = "=XLCS_DAILY()"
    assert cell.SpillingToRange.Rows.Count == len(figures["daily"]) + 1
    assert cell.SpillingToRange.Columns.Count == len(EFFECT) + 1


def test_why_an_order_counts_is_a_sentence(book, figures):
    order = figures["orders"][0]["order_id"]
    assert "。" in answer(book, f'=WHY_COUNTED("{order}")')


def test_two_workbooks_see_their_own_data_and_period(excel, book, exports, figures):
    other = excel.books.add()
    refresh(other, exports, (date(2022, 9, 5), date(2022, 9, 5)))
    day = next(row for row in figures["daily"] if row["day"] == "2022-09-05")
    assert answer(other, "=GUIDED_GMV()") == pytest.approx(day["guided_gmv"])
    assert answer(book, "=GUIDED_GMV()") == pytest.approx(figures["shop"]["guided_gmv"])
    other.close()


def test_one_python_serves_all_workbooks(excel, book):
    query = f"(Get-CimInstance Win32_Process -Filter 'ParentProcessId={excel.pid}').CommandLine"
    listed = subprocess.run(
        ["powershell", "-NoProfile", "-Command", query],
        capture_output=True,
        text=True,
        errors="replace",
        check=True,
    )
    assert listed.stdout.count("xlwings.serve") == 1


def test_a_refresh_leaves_the_leads_own_cells_alone(excel, exports):
    mine = excel.books.add()
    sheet = mine.sheets[0]
    sheet.range("B2").value = "我的备注"
    sheet.range("B3").api.Formula = "=1+1"
    refresh(mine, exports)
    refresh(mine, exports)
    assert sheet.range("B2").value == "我的备注"
    assert sheet.range("B3").api.Formula == "=1+1"
    mine.close()


def test_cells_written_by_another_program_are_bound_when_the_workbook_opens(
    excel, exports, figures, tmp_path
):
    import openpyxl

    path = tmp_path / "来自 openpyxl.xlsx"
    written = openpyxl.Workbook()
    written.active["A1"] = "=GUIDED_GMV()"
    written.save(path)
    opened = excel.books.open(str(path))
    refresh(opened, exports)
    assert opened.sheets[0].range("A1").api.Value2 == pytest.approx(figures["shop"]["guided_gmv"])
    opened.close()


def test_a_cells_call_costs_little(book):
    sheet = book.sheets.add()
    for row in range(1, 101):
        sheet.range((row, 1)).api.Formula = "=GUIDED_GMV(20220901,20220930)"
    seconds = []
    for _ in range(5):
        began = time.perf_counter()
        sheet.api.Range("A1:A100").Calculate()
        seconds.append((time.perf_counter() - began) / 100)
    median = statistics.median(seconds)
    print(f"{median * 1000:.2f} ms a call")
    assert median < SLOWEST_CALL_S
