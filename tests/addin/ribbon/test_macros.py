"""The ribbon's commands on a stand-in workbook: what they read, write, say, and leave alone."""

from __future__ import annotations

import errno
import re
import sys
import types
from datetime import date, datetime, timedelta

import openpyxl
import pytest

from tests.addin import exports
from tests.addin.ribbon.presses import command, gmv, said
from tests.addin.stand_in import FakeBook
from xlcs.addin import functions, macros
from xlcs.addin.cells.function_list import ERROR_NA
from xlcs.addin.ribbon import progress
from xlcs.addin.ribbon.command_list import MACROS
from xlcs.addin.session import names, pasted_sheets, remembered_choices
from xlcs.addin.session.session import OPEN
from xlcs.settings import read_settings


def test_every_command_of_the_list_has_a_macro_without_arguments():
    for name in MACROS:
        assert getattr(macros, name).__code__.co_argcount == 0


def test_a_macro_works_on_the_workbook_that_called(template, monkeypatch):
    class Book:
        caller = staticmethod(lambda: template)

    monkeypatch.setitem(sys.modules, "xlwings", types.SimpleNamespace(Book=Book))
    macros.refresh()
    assert gmv(template) == 300


def test_refresh_is_what_cells_see_and_recalculates_once(template):
    assert gmv(template) == ERROR_NA
    command("refresh", template)
    assert template.app.alerts == []
    assert gmv(template) == 300
    assert [entry for entry in template.log if entry[0] == "calculate"] == [
        ("calculate", "Sheet1", "设置")
    ]
    assert template.app.calculation == "automatic"
    assert template.app.display_alerts is True
    assert False in template.app.bars
    assert any("读取导出文件" in str(bar) and "%" in str(bar) for bar in template.app.bars)


def test_refresh_writes_nothing_but_the_list_of_agents(template):
    template.sheets["Sheet1"]["A1"].value = "=GUIDED_GMV()"
    template.log.clear()
    command("refresh", template)
    assert template.written() == [("write", "设置", "H1:H5")]
    assert template.sheets["设置"]["H1:H5"].value == [["全店"], ["李"], ["王"], [None], [None]]
    assert template.sheets["Sheet1"].formulas == {(1, 1)}


def test_refresh_writes_the_data_check_again_once_it_is_there(template):
    command("data_check", template)
    assert template.sheets.active.name == "数据检查"
    template.log.clear()
    command("refresh", template)
    assert ("add", "数据检查") not in template.log
    assert any(entry[:2] == ("write", "数据检查") for entry in template.log)


def test_rules_and_limits_of_the_workbook_hold(template):
    template.sheets["设置"].put((4, 2), "当日已读")
    template.sheets["设置"].put((5, 2), 44)
    command("refresh", template)
    # Under the same-day rule the order of 乙 counts too: read at 12:00, paid at 11:00.
    assert gmv(template) == 500
    # 45 minutes on average are more than 44.
    assert functions.COMPLIANT(None, None, None, template.fullname) is False


def test_a_wrong_setting_names_its_cell_and_leaves_the_data_as_it_was(template):
    command("refresh", template)
    template.sheets["设置"].put((5, 2), "很久")
    template.log.clear()
    command("refresh", template)
    assert template.app.alerts[-1][0] == "critical"
    assert "xlcs_max_average_min" in said(template)[-1]
    assert template.written() == []
    assert gmv(template) == 300


def test_an_error_leaves_the_workbook_as_it_was_and_is_in_the_log(template, user_data):
    command("refresh", template)
    template.sheets["设置"].put((1, 2), "/no/such/folder")
    template.log.clear()
    command("refresh", template)
    assert template.app.alerts[-1][0] == "critical"
    assert "/no/such/folder" in said(template)[-1]
    assert "Traceback" not in said(template)[-1]
    assert template.written() == []
    assert template.app.bars[-1] is False
    assert template.app.display_alerts is True
    assert gmv(template) == 300
    assert "Traceback" in (user_data / "xlcs.log").read_text(encoding="utf-8")


def test_an_unexpected_error_is_told_in_a_sentence(template, monkeypatch):
    def broken(*_, **__):
        raise ZeroDivisionError("boom")

    monkeypatch.setattr("xlcs.addin.ribbon.refreshing.load", broken)
    command("refresh", template)
    assert "ZeroDivisionError: boom" in said(template)[0]
    assert "Traceback" not in said(template)[0]


def test_a_failed_refresh_stands_in_the_status_until_one_is_finished(template, data):
    command("refresh", template)
    before = functions.XLCS_STATUS(template.fullname)
    template.sheets["设置"].put((1, 2), "/no/such/folder")
    template.log.clear()
    command("refresh", template)
    failed = functions.XLCS_STATUS(template.fullname)
    assert re.fullmatch(
        r"注意：\d{4}-\d\d-\d\d \d\d:\d\d 的刷新没有完成（.*/no/such/folder.*），数字没有更新。"
        + re.escape(before),
        failed,
    )
    # The cell asks at once, and no other formula does.
    assert template.log == [("calculate",)]
    # Another period of the same data is no refresh.
    command("period_all", template)
    assert "没有完成" in functions.XLCS_STATUS(template.fullname)
    # Excel was closed and opened again.
    OPEN.clear()
    assert "/no/such/folder" in functions.XLCS_STATUS(template.fullname)
    template.sheets["设置"].put((1, 2), str(data))
    command("refresh", template)
    assert "没有完成" not in functions.XLCS_STATUS(template.fullname)
    OPEN.clear()
    assert "没有完成" not in functions.XLCS_STATUS(template.fullname)


def test_a_setting_that_stops_a_refresh_stands_in_the_status_in_one_line(template):
    command("refresh", template)
    template.sheets["设置"].put((5, 2), "很久" * 100)
    command("refresh", template)
    told, _, rest = functions.XLCS_STATUS(template.fullname).partition("），数字没有更新。")
    assert rest.startswith("数据文件夹 ")
    assert "xlcs_max_average_min" in told
    assert "\n" not in told
    assert len(told) < 150


def test_a_failed_other_command_is_no_failed_refresh(template):
    command("refresh", template)
    command("comparison", template)
    assert template.app.alerts[-1][0] == "critical"
    assert "没有完成" not in functions.XLCS_STATUS(template.fullname)


def test_a_failed_refresh_is_told_where_excel_refuses_to_calculate(template, monkeypatch):
    def busy(app):
        raise OSError("busy")

    monkeypatch.setattr(type(template.app), "calculate", busy)
    template.sheets["设置"].put((1, 2), "/no/such/folder")
    command("refresh", template)
    assert "/no/such/folder" in said(template)[-1]
    assert "没有完成" in functions.XLCS_STATUS(template.fullname)


@pytest.mark.parametrize("step", ["read", "merge", "figures", "write"])
def test_escape_at_any_step_leaves_the_workbook_as_it_was(template, monkeypatch, step):
    shown = []
    monkeypatch.setattr(progress, "escape_pressed", lambda app: any(step in bar for bar in shown))
    original = progress.CommandProgress.progress

    def noting(self, name, done, total):
        shown.append(name)
        original(self, name, done, total)

    monkeypatch.setattr(progress.CommandProgress, "progress", noting)
    command("refresh", template)
    assert step in shown
    assert said(template) == ["已取消，工作簿没有改动。"]
    assert template.written() == []
    assert template.app.bars[-1] is False
    assert template.app.display_alerts is True
    assert gmv(template) == ERROR_NA


def test_refused_rows_are_told_after_a_refresh(template, data):
    exports.write(data, 订单=exports.ORDERS + "2900000000000000005,戊,,2022-08-02 09:00:00,abc\n")
    command("refresh", template)
    refused, until = said(template)[0].split("\n\n")
    assert refused == "已刷新。0 个文件、1 行没有使用，原因和改法请看“数据检查”。"
    assert until.startswith("客服消息：消息只到 2022-08-01，订单到 2022-08-02")


def test_what_makes_figures_of_the_period_wrong_stands_below_what_was_refused(template, data):
    """Orders of June and of 12 August on: none of July, which the period does not touch."""
    days = [f"2022-06-{day:02d}" for day in range(1, 31)]
    days += [f"2022-08-{day:02d}" for day in range(12, 32)]
    header, *_ = exports.ORDERS.splitlines(keepends=True)
    paid = "".join(f"{n},甲,,{day} 09:00:00,5\n" for n, day in enumerate(days))
    exports.write(data, 订单=header + paid + "9,甲,,2022-08-12 09:00:00,abc\n")
    template.sheets["设置"].put((2, 2), datetime(2022, 8, 2))
    command("refresh", template)
    told = said(template)[0].split("\n\n")
    assert told[0].startswith("已刷新。0 个文件、1 行没有使用")
    assert told[-1].startswith("订单：2022-07-01 至 2022-08-11（42 天）一行也没有")
    template.sheets["设置"].put((2, 2), datetime(2022, 8, 12))
    command("refresh", template)
    assert "一行也没有" not in said(template)[1]


def test_choosing_a_folder_reads_it_and_then_remembers_it_in_the_workbook(book, data):
    book.app.api.folder = str(data)
    command("choose_folder", book)
    assert book.names[names.FOLDER].refers_to == f'="{data}"'
    assert gmv(book) == 300
    assert book.written() == []


def test_a_folder_that_cannot_be_read_is_not_remembered(book, tmp_path):
    book.app.api.folder = str(tmp_path / "nothing")
    command("choose_folder", book)
    assert names.FOLDER not in book.names
    assert "nothing" in said(book)[0]


def test_a_cancelled_choice_does_nothing(book):
    command("choose_folder", book)
    command("refresh", book)
    assert book.app.alerts == []
    assert book.log == []
    assert len(book.names.by_name) == 0


def test_why_for_the_selected_cell(template):
    command("refresh", template)
    sheet = template.sheets["Sheet1"]
    sheet["B2"].value = "'2900000000000000002"
    template.app.selection = sheet["B2:C3"]
    command("why_not_counted", template)
    assert "2022-08-01 12:00:00 才阅读" in said(template)[-1]
    sheet["B2"].value = 2.9e18
    command("why_not_counted", template)
    assert "丢掉" in said(template)[-1]
    template.app.selection = sheet["A1"]
    command("why_not_counted", template)
    assert "请先选中一个订单编号" in said(template)[-1]


def test_the_report_is_exported_for_the_workbooks_period(template, tmp_path):
    command("refresh", template)
    template.app.api.save_as = str(tmp_path / "给老板.xlsx")
    command("export_report", template)
    assert template.app.api.asked[-1][1] == "客服报表_2022-08-01_2022-08-31.xlsx"
    report = openpyxl.load_workbook(tmp_path / "给老板.xlsx")
    assert report.sheetnames[0] == "概览"
    assert "给老板.xlsx" in said(template)[-1]


def test_the_report_never_replaces_an_export(template, data):
    command("refresh", template)
    template.app.api.save_as = str(data / "订单.csv")
    command("export_report", template)
    assert "不会覆盖" in said(template)[-1]
    assert (data / "订单.csv").read_text(encoding="gb18030") == exports.ORDERS


def test_pasted_exports_are_read_like_files(book, user_data):
    sheets = {
        "relations": [["买家ID", "客服旺旺", "建立时间"], ["甲", "王", datetime(2022, 7, 20, 12)]],
        "messages": [
            ["买家ID", "客服旺旺", "发送时间", "发起方", "阅读时间"],
            ["甲", "王", "2022-08-01 09:00:00", "客服", datetime(2022, 8, 1, 9, 10)],
        ],
        "orders": [
            ["订单编号", "买家ID", "订单付款时间", "买家实际支付金额"],
            ["2900000000000000001", "甲", datetime(2022, 8, 1, 10), 300.0],
            [2.9e18, "甲", datetime(2022, 8, 1, 10), 99.0],
        ],
        "visits": [["买家ID", "进店时间"]],
        "receptions": [[None]],
    }
    for table, rows in sheets.items():
        sheet = book.sheet(names.PASTE_SHEETS[table])
        for row, cells in enumerate(rows, 1):
            for column, value in enumerate(cells, 1):
                sheet.put((row, column), value)
    command("refresh", book)
    assert gmv(book) == 300
    # The number in the third row of the sheet has lost its digits, and the check says so.
    problems = OPEN[book.fullname].loaded.shop.problems
    damaged = [problem for problem in problems if problem.level == "row"]
    assert [(p.file, p.sheet, p.row) for p in damaged] == [("粘贴数据.xlsx", "粘贴-订单", 3)]
    # A sheet with its headers alone is not read: nothing was pasted there.
    assert set(OPEN[book.fullname].loaded.shop.tables.there()) == {
        "relations",
        "messages",
        "orders",
    }
    # Opened anew, it answers from what was pasted at its last refresh.
    OPEN.clear()
    assert gmv(book) == 300
    assert "（粘贴数据）" in functions.XLCS_STATUS(book.fullname)


def test_pasted_exports_come_on_top_of_the_folder(template):
    sheet = template.sheet(names.PASTE_SHEETS["orders"])
    rows = [
        ["订单编号", "买家ID", "订单付款时间", "买家实际支付金额"],
        ["2900000000000000009", "甲", "2022-08-01 11:00:00", "33"],
    ]
    for row, cells in enumerate(rows, 1):
        for column, value in enumerate(cells, 1):
            sheet.put((row, column), value)
    command("refresh", template)
    assert gmv(template) == 333
    sheet.cells.clear()
    command("refresh", template)
    assert gmv(template) == 300
    assert pasted_sheets.kept(template.fullname) is None


def test_a_workbook_is_remembered_by_its_refresh(template):
    command("refresh", template)
    choices, refreshed_at = remembered_choices.recall(template.fullname)
    assert choices.start == date(2022, 8, 1)
    assert datetime.now() - refreshed_at < timedelta(minutes=5)
    OPEN.clear()
    assert gmv(template) == 300


def test_data_of_closed_workbooks_is_let_go(template):
    other = FakeBook("/books/另一本.xlsx")
    template.app.others.append(other)
    functions.GUIDED_GMV(None, None, None, other.fullname)
    functions.GUIDED_GMV(None, None, None, "/books/关了.xlsx")
    command("refresh", template)
    assert set(OPEN) == {template.fullname, other.fullname}


def test_settings_are_made_commented_and_opened(template, data, monkeypatch):
    opened = []
    monkeypatch.setattr("xlcs.addin.ribbon.open_workbook.open_file", opened.append)
    command("open_settings", template)
    assert opened == [data / "xlcs.toml"]
    text = (data / "xlcs.toml").read_text(encoding="utf-8")
    read_settings(data / "xlcs.toml")
    # What it offers is right as well, once the leading # of its settings are gone.
    lines = [line.removeprefix("# ") for line in text.splitlines() if "=" in line or "[" in line]
    (data / "xlcs.toml").write_text("\n".join(lines), encoding="utf-8")
    settings = read_settings(data / "xlcs.toml")
    assert settings.max_average_min == 50
    assert settings.targets["示例店:客服01"]["guided_gmv"] == 60000


def test_settings_that_cannot_be_made_are_told_in_a_sentence(template, tmp_path):
    gone = tmp_path / "已经删了的文件夹"
    template.names[names.FOLDER].refers_to_range.value = str(gone)
    command("open_settings", template)
    assert said(template)[-1].startswith(f"设置文件 {gone / 'xlcs.toml'} 写不进去：")
    assert "程序出错" not in said(template)[-1]


def test_settings_are_made_whole_or_not_at_all(template, data, monkeypatch):
    def full(path, text, **_):
        with path.open("w", encoding="utf-8") as file:
            file.write(text[:20])
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("pathlib.Path.write_text", full)
    before = set(data.iterdir())
    command("open_settings", template)
    assert "写不进去" in said(template)[-1]
    assert set(data.iterdir()) == before


def test_help_says_how_to_begin_and_where_the_log_is(template, user_data):
    command("show_help", template)
    assert "GUIDED_GMV" in said(template)[0]
    assert str(user_data / "xlcs.log") in said(template)[0]


def test_messages_are_english_where_the_workbook_asks_for_it(template):
    template.names.add(names.LANGUAGE, '="en"')
    command("refresh", template)
    command("show_help", template)
    assert not re.search("[\u4e00-\u9fff]", said(template)[-1].split("\n\n")[1])
