"""What bit people in a real Excel: `pytest -m excel` on Windows.

Each of these is known from public reports and mended by reading; here it is seen.
"""

from __future__ import annotations

from datetime import date, datetime

import pytest

from tests.excel.asking import NA, NAME, PERIOD, answer, press, refresh, saying_ok
from xlcs.addin.session import names
from xlcs.addin.shipped_files import TEMPLATE_NAME, workbook_folder
from xlcs.report.write.live_workbook import MADE

pytestmark = pytest.mark.excel

DAY = (date(2022, 9, 5), date(2022, 9, 5))
HIDDEN = 0
ENDS_S = 60.0


@pytest.fixture
def fresh(excel, exports):
    """A workbook of its own whose data was refreshed."""
    opened = excel.books.add()
    refresh(opened, exports)
    yield opened
    opened.close()


def on(figures, day):
    return next(row for row in figures["daily"] if row["day"] == day)["guided_gmv"]


def test_a_refresh_calculates_the_sheets_that_are_not_active(fresh, exports, figures):
    other = fresh.sheets.add(after=fresh.sheets[-1])
    other.range("A1").api.Formula = "=GUIDED_GMV()"
    fresh.sheets[0].activate()
    refresh(fresh, exports, DAY)
    assert other.range("A1").api.Value2 == pytest.approx(on(figures, "2022-09-05"))


def test_a_sheet_whose_calculation_is_off_stays_off(fresh, exports):
    fresh.sheets[0].api.EnableCalculation = False
    refresh(fresh, exports)
    assert fresh.sheets[0].api.EnableCalculation is False


def test_opening_a_csv_leaves_tables_and_figures(excel, fresh, figures, tmp_path):
    table = fresh.sheets.add()
    table.range("A1:F40").api.FormulaArray = "=XLCS_DAILY()"
    figure = answer(fresh, "=GUIDED_GMV()", "H1")
    csv = tmp_path / "a.csv"
    csv.write_text("a,b\n1,2\n", encoding="utf-8")
    opened = excel.books.open(str(csv))
    excel.api.CalculateFull()
    assert table.range("A2").api.Value2 not in (NA, "", None)
    assert fresh.sheets[0].range("H1").api.Value2 == figure != NA
    opened.close()


def test_a_workbook_from_the_template_knows_its_functions(excel):
    excel.api.Workbooks.Add(str(workbook_folder() / TEMPLATE_NAME))
    made = excel.books.active
    for sheet in made.sheets:
        found = sheet.used_range.api.Find("#NAME~?", LookIn=-4163, LookAt=1)
        assert found is None, (sheet.name, found.Address if found else "")
    assert "没有检测到" not in made.sheets["看板"].range("B2").value
    made.close()


def test_a_protected_settings_sheet_stops_no_refresh(excel, exports, figures):
    excel.api.Workbooks.Add(str(workbook_folder() / TEMPLATE_NAME))
    made = excel.books.active
    made.names[names.FOLDER].refers_to_range.value = str(exports)
    made.sheets["设置"].api.Protect()
    with saying_ok() as said:
        press(made, "refresh")
    assert any("设置" in text and "有保护" in text for text in said)
    assert isinstance(answer(made, "=GUIDED_GMV(20220901,20220930)", "AZ1"), float)
    made.close()


def test_a_protected_structure_is_told_and_no_riddle(fresh):
    fresh.api.Protect(Structure=True)
    with saying_ok() as said:
        press(fresh, "data_check")
    assert any("结构有保护" in text for text in said)
    assert not any("com_error" in text for text in said)
    fresh.api.Unprotect()


def test_a_cell_not_yet_calculated_is_no_error(excel, fresh):
    sheet = fresh.sheets[0]
    excel.calculation = "manual"
    sheet.range("B1").api.Formula = "=GUIDED_GMV(B2)"
    sheet.range("B2").api.Formula = "=DATE(2022,9,5)+B3"
    sheet.range("B3").api.Formula = "=SUM(0,0)"
    excel.api.CalculateFull()
    excel.calculation = "automatic"
    assert isinstance(sheet.range("B1").api.Value2, float)
    sheet.range("D1:G9").api.FormulaArray = "=XLCS_ERRORS()"
    listed = [row[1] for row in sheet.range("D1:G9").api.Value2]
    assert "GUIDED_GMV()" not in listed


def test_a_range_of_days_gives_a_value_for_each(fresh, figures):
    sheet = fresh.sheets[0]
    sheet.range("A1:A3").value = [[datetime(2022, 9, 5)], [datetime(2022, 9, 6)], [None]]
    sheet.range("B1:B3").api.FormulaArray = "=GUIDED_GMV(A1:A3)"
    (first,), (second,), (blank,) = sheet.range("B1:B3").api.Value2
    assert first == pytest.approx(on(figures, "2022-09-05"))
    assert second == pytest.approx(on(figures, "2022-09-06"))
    assert blank == ""


def test_a_long_text_in_a_table_does_not_break_it(fresh):
    answer(fresh, f'=GUIDED_GMV(,,"{"长" * 250}")')
    sheet = fresh.sheets.add()
    sheet.range("A1:D5").api.FormulaArray = "=XLCS_ERRORS()"
    assert sheet.range("A1").api.Value2 == "时间"
    assert len(sheet.range("D2").api.Value2) <= 255


def test_after_a_refresh_alerts_are_as_before_and_the_status_bar_says_what_was_done(excel, fresh):
    assert excel.display_alerts is False
    excel.display_alerts = True
    press(fresh, "refresh")
    assert excel.display_alerts is True
    excel.display_alerts = False
    assert "客服数据已刷新" in str(excel.status_bar)


def test_a_table_turned_into_values_can_be_sorted(fresh, figures):
    sheet = fresh.sheets.add()
    rows = len(figures["orders"]) + 1
    area = sheet.range((1, 1), (rows, 11))
    area.api.FormulaArray = "=XLCS_ORDERS()"
    before = area.api.Value2
    sheet.activate()
    sheet.range("B2").select()
    with saying_ok():
        press(fresh, "to_values")
    assert area.api.Value2 == before
    assert area.api.HasArray is False
    area.api.Sort(Key1=sheet.range("D1").api, Order1=2, Header=1)
    assert isinstance(sheet.range("A2").api.Value2, str)


def test_a_file_of_unknown_headers_is_offered_with_a_drop_down(fresh, exports, tmp_path):
    folder = tmp_path / "别的列名"
    folder.mkdir()
    text = "订单编号,买家ID,钱到账的时刻,这单收了多少钱\n1,甲,2022-09-05 10:00:00,10\n"
    (folder / "订单.csv").write_text(text, encoding="utf-8-sig")
    with saying_ok():
        refresh(fresh, folder)
    area = fresh.names[MADE + "mapping"].refers_to_range
    cell = area.sheet.range((area.row + 4, area.column + 5))
    assert cell.api.Validation.Type == 3
    assert cell.api.Validation.Value is True


def test_help_stands_in_the_add_ins_own_file(excel):
    addin = excel.api.Workbooks("xlcs.xlam")
    last = addin.Worksheets(addin.Worksheets.Count)
    assert last.Name == "_IntelliSense_"
    assert last.Visible == HIDDEN


def test_names_that_carry_help_hide_no_function(book, figures):
    assert answer(book, "=GUIDED_GMV()") != NAME
    assert answer(book, "=GUIDED_GMV()") == pytest.approx(figures["shop"]["guided_gmv"])


def test_a_second_excel_opens_the_add_in_too(another_excel, excel):
    for app in (excel, another_excel):
        assert app.api.Workbooks("xlcs.xlam").ReadOnly is True


def test_excel_ends_when_its_last_workbook_is_closed(another_excel, exports):
    import win32api
    import win32con
    import win32event

    opened = another_excel.books.add()
    refresh(opened, exports, PERIOD)
    process = win32api.OpenProcess(win32con.SYNCHRONIZE, False, another_excel.pid)
    opened.close()
    another_excel.api.Quit()
    del opened
    waited = win32event.WaitForSingleObject(process, int(ENDS_S * 1000))
    assert waited == win32event.WAIT_OBJECT_0


def test_once_python_runs_the_status_bar_is_excels_own_again(another_excel):
    opened = another_excel.books.add()
    opened.sheets[0].range("A1").api.Formula = "=XLCS_STATUS()"
    assert "还没有数据" in opened.sheets[0].range("A1").value
    assert another_excel.status_bar is False
