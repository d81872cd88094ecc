"""What bites in a real Excel: other sheets, protection, a busy Excel, tables that cannot be sorted.

The stand-in behaves as public reports say that Excel does; each stands beside its behaviour.
"""

from __future__ import annotations

import pytest

from tests.addin.ribbon.presses import command, gmv, said
from tests.addin.stand_in import FakeBook
from tests.addin.stand_in_cells import FakeArray, com_error
from xlcs.addin import shipped_files
from xlcs.addin.cells.function_list import ERROR_NA
from xlcs.addin.session import names
from xlcs.addin.session.session import OPEN


def calculated(book):
    return [entry[1:] for entry in book.log if entry[0] == "calculate"]


def test_a_refresh_calculates_the_sheets_that_are_not_active_too(template):
    template.sheet("第三张")
    command("refresh", template)
    assert calculated(template) == [("Sheet1", "设置", "第三张")]


def test_a_sheet_whose_calculation_the_lead_switched_off_stays_off(template):
    template.sheets["Sheet1"].api.EnableCalculation = False
    command("refresh", template)
    assert calculated(template) == [("设置",)]
    assert template.sheets["Sheet1"].api.EnableCalculation is False
    assert template.sheets["设置"].api.EnableCalculation is True


def test_range_dirty_would_leave_them_stale(template):
    # Why the refresh does not use it: of the stand-in's sheets only the active one becomes stale.
    for sheet in template.sheets:
        sheet.used_range.api.Dirty()
    assert [sheet.name for sheet in template.sheets if sheet.stale] == ["Sheet1"]


def test_a_refresh_that_worked_says_days_orders_seconds_and_what_next(template):
    command("refresh", template)
    # The exports' orders are of the first two days of August, and there are four.
    bar = template.app.bars[-1]
    assert "2022-08-01 至 2022-08-02（2 天）" in bar
    assert "订单 4 个" in bar
    assert "秒" in bar
    assert "新建工作簿" in bar
    assert said(template) == []


def test_excels_alerts_are_off_while_it_works(template, monkeypatch):
    seen = []
    original = template.app.calculate
    monkeypatch.setattr(
        type(template.app), "calculate", lambda app: (seen.append(app.display_alerts), original())
    )
    template.app.display_alerts = True
    command("refresh", template)
    assert seen == [False]
    assert template.app.display_alerts is True


def test_a_protected_settings_sheet_keeps_its_lists_and_the_refresh_works(template):
    template.sheets["设置"].api.ProtectContents = True
    command("refresh", template)
    assert gmv(template) == 300
    assert calculated(template) == [("Sheet1", "设置")]
    assert template.written() == []
    (note,) = said(template)
    assert "设置" in note
    assert "没有更新" in note
    assert "撤销保护" in note
    assert "com_error" not in note


def test_unlocked_cells_of_a_protected_sheet_are_filled(template):
    sheet = template.sheets["设置"]
    sheet.api.ProtectContents = True
    sheet.unlocked = {(row, 8) for row in range(1, 6)}
    command("refresh", template)
    assert said(template) == []
    assert sheet["H1:H3"].value == [["全店"], ["李"], ["王"]]


def test_a_folder_that_cannot_be_written_down_is_told_before_it_is_read(template, tmp_path):
    template.sheets["设置"].api.ProtectContents = True
    template.app.api.folder = str(tmp_path)
    command("choose_folder", template)
    (refused,) = said(template)
    assert "B1" in refused
    assert names.FOLDER in refused
    assert template.written() == []
    assert gmv(template) == ERROR_NA


def test_a_period_that_cannot_be_written_down_changes_nothing(template):
    command("refresh", template)
    template.sheets["设置"].api.ProtectContents = True
    template.log.clear()
    command("period_last_month", template)
    assert "有保护" in said(template)[-1]
    assert template.log == []
    assert str(OPEN[template.fullname].start) == "2022-08-01"


def test_a_protected_data_check_is_left_and_the_refresh_works(template):
    command("data_check", template)
    template.sheets["数据检查"].api.ProtectContents = True
    template.log.clear()
    command("refresh", template)
    (note,) = said(template)
    assert "“数据检查”没有更新" in note
    assert calculated(template) == [("Sheet1", "设置", "数据检查")]


def test_a_protected_structure_is_told_in_a_sentence(template):
    template.api.ProtectStructure = True
    command("data_check", template)
    assert "工作簿的结构有保护" in said(template)[-1]
    assert [sheet.name for sheet in template.sheets] == ["Sheet1", "设置"]


@pytest.mark.parametrize(
    ("error", "sentence"),
    [
        (
            com_error(-2147352567, "发生意外。", (0, "Excel", "不能更改保护", None, 0, 0)),
            "不能更改",
        ),
        (com_error(-2147417848, "断开", None, None), "断开"),
        (com_error(-2147417846, "busy", None, None), "Excel 正忙"),
        (com_error(-2146777998, "busy", None, None), "Excel 正忙"),
    ],
)
def test_what_excel_refuses_is_no_riddle(template, monkeypatch, error, sentence):
    def refusing(*_):
        raise error

    monkeypatch.setattr("xlcs.addin.ribbon.open_workbook.recalculate", refusing)
    command("refresh", template)
    assert sentence in said(template)[-1]
    assert "com_error" not in said(template)[-1]


def test_excel_may_refuse_even_what_tells_the_language(template, monkeypatch, user_data):
    def refusing(*_):
        raise com_error(
            -2147352567, "发生意外。", (0, "Excel", "名称引用的文件没有打开", None, 0, 0)
        )

    monkeypatch.setattr("xlcs.addin.ribbon.open_workbook.named_values", refusing)
    command("data_check", template)
    assert "名称引用的文件没有打开" in said(template)[-1]
    assert "Traceback" in (user_data / "xlcs.log").read_text(encoding="utf-8")


def test_a_new_workbook_comes_filled_in(template, data, tmp_path, monkeypatch):
    made = FakeBook("/books/xlcs-template1")
    sheet = made.sheet("设置")
    made.names.add(names.FOLDER, "='设置'!$B$1")
    made.names.add(names.PERIOD, "='设置'!$B$2")
    monkeypatch.setattr(
        "xlcs.addin.ribbon.open_workbook.new_from_template", lambda book, path: made
    )
    assert (shipped_files.workbook_folder() / shipped_files.TEMPLATE_NAME).is_file()
    command("new_workbook", template)
    assert sheet.cells[1, 2] == str(data)
    assert gmv(made) == 300
    assert calculated(made) == [("Sheet1", "设置")]
    assert "看板" in made.app.bars[-1]


def test_without_a_folder_a_new_workbook_waits_for_one(book, monkeypatch):
    made = FakeBook("/books/xlcs-template1")
    monkeypatch.setattr(
        "xlcs.addin.ribbon.open_workbook.new_from_template", lambda book, path: made
    )
    command("new_workbook", book)
    assert made.log == []


@pytest.mark.parametrize("spills", [False, True])
def test_a_table_becomes_values_that_stay_text_and_numbers(template, spills):
    sheet = template.sheets["Sheet1"]
    sheet.arrays.append(FakeArray("B2:C4", '=IFERROR(XLCS_ORDERS(,,,5),"")', spills))
    sheet["B3"].value = "'2900000000000000001"
    template.app.selection = sheet["C3"]
    command("to_values", template)
    assert "B2:C4" in said(template)[-1]
    assert sheet.arrays == []
    assert sheet["B3"].value == "2900000000000000001"
    assert "排序" in template.app.bars[-1]


def test_nothing_is_turned_without_consent_or_without_a_table_of_ours(template):
    sheet = template.sheets["Sheet1"]
    mine = FakeArray("E1:E3", "=TRANSPOSE(A1:C1)")
    ours = FakeArray("B2:C4", "=XLCS_DAILY()")
    sheet.arrays += [mine, ours]
    template.app.agreed = False
    template.app.selection = sheet["B2"]
    command("to_values", template)
    template.app.agreed = True
    for cell in ("E2", "A1"):
        template.app.selection = sheet[cell]
        command("to_values", template)
        assert "请先选中表里" in said(template)[-1]
    assert sheet.arrays == [mine, ours]


def test_a_protected_table_is_not_turned(template):
    sheet = template.sheets["Sheet1"]
    sheet.arrays.append(FakeArray("B2:C4", "=XLCS_DAILY()"))
    sheet.api.ProtectContents = True
    template.app.selection = sheet["B2"]
    command("to_values", template)
    assert "有保护" in said(template)[-1]
    assert len(sheet.arrays) == 1
