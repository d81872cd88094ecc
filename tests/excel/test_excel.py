"""The installed add-in in a real Excel, driven by xlwings: `pytest -m excel` on Windows.

Excel is started by the test, hidden, and ended with it. An Excel that a program starts opens no
add-ins, so the installed file is opened by name.
"""

from __future__ import annotations

import statistics
import subprocess
import time
from datetime import date, datetime

import pytest

from tests.excel.asking import NA, NAME, VALUE, answer, expected, refresh
from xlcs.addin.cells.function_list import FUNCTIONS
from xlcs.catalogue import AGENT_TABLE, EFFECT, FIGURE, RECEPTION

pytestmark = pytest.mark.excel

SLOWEST_CALL_S = 0.05


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
