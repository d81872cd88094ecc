"""Ways in which leads have their Excel that the machine of a developer has not.

What Excel does in each is as Microsoft Learn says, named beside it; on this machine it is a
stand-in that does so.
"""

from __future__ import annotations

import zipfile
from datetime import date, datetime

import openpyxl
import pytest
from openpyxl.packaging.custom import StringProperty

from tests.addin import exports
from tests.addin.ribbon.presses import command, gmv, said
from tests.addin.stand_in import FakeBook
from xlcs.addin import functions
from xlcs.addin.build.template.workbook import build_template
from xlcs.addin.cells.function_list import ERROR_NA
from xlcs.addin.ribbon import open_workbook
from xlcs.addin.ribbon.command_list import MACROS
from xlcs.addin.session import names, remembered_choices
from xlcs.addin.session.choices import Choices
from xlcs.addin.session.session import OPEN
from xlcs.figures import Figures

ONEDRIVE = "https://d.docs.live.net/0123456789ABCDEF/报表/周报.xlsx"
"""`Workbook.FullName` of a workbook that OneDrive keeps (Microsoft Learn, "Workbook.FullName": the
name of the object, including its path on disk; of a file in the cloud that is its address)."""


def in_settings(template, name, value):
    template.names[name].refers_to_range.value = value


def test_a_workbook_in_onedrive_is_known_by_its_address(template):
    template.fullname = template.api.FullName = ONEDRIVE
    command("refresh", template)
    assert gmv(template) == 300
    OPEN.clear()  # Excel was closed
    assert gmv(template) == 300
    assert remembered_choices.workbooks() == {remembered_choices.key(ONEDRIVE)}


def test_a_workbook_in_onedrive_that_nobody_refreshed_here_has_no_data():
    assert functions.GUIDED_GMV(None, None, None, ONEDRIVE) == ERROR_NA
    assert "还没有数据" in functions.XLCS_STATUS(ONEDRIVE)


@pytest.mark.parametrize(
    "folder",
    ["https://contoso.sharepoint.com/sites/kf/Shared Documents/导出", "导出", "."],
)
def test_a_folder_that_is_no_full_path_is_told_and_nothing_is_read(template, folder):
    command("refresh", template)
    template.app.api.folder = folder
    command("choose_folder", template)
    assert said(template)[-1].startswith(f"数据文件夹“{folder}”不是这台电脑上的完整路径")
    assert "同步" in said(template)[-1]
    assert gmv(template) == 300


@pytest.mark.parametrize("mode", ["manual", "semiautomatic"])
def test_calculation_by_hand_stays_so_and_a_refresh_still_calculates(template, mode):
    template.app.calculation = mode
    command("refresh", template)
    assert template.app.calculation == mode
    (calculated,) = [entry[1:] for entry in template.log if entry[0] == "calculate"]
    assert set(calculated) == {sheet.name for sheet in template.sheets}


def test_five_thousand_formulas_ask_each_question_once(template, monkeypatch):
    asked = []
    real = Figures.value

    def counted(self, *given):
        asked.append(given)
        return real(self, *given)

    monkeypatch.setattr(Figures, "value", counted)
    command("refresh", template)
    asked.clear()
    days = [datetime(2022, 8, 1), datetime(2022, 8, 2)]
    # 5,000 cells of a sheet of which many ask the same: two days, two agents and the shop
    cells = [(days[n % 2], None, (None, "王", "李")[n % 3]) for n in range(5000)]
    first = [gmv(template, *cell) for cell in cells]
    assert sum(first[:6]) == 300 + 300  # on the 1st, of the shop and of 王
    assert len(asked) == 6
    # Excel calculates again, as it does when a row is inserted: nothing is worked out anew
    assert [gmv(template, *cell) for cell in cells] == first
    assert len(asked) == 6
    command("refresh", template)
    assert [gmv(template, *cell) for cell in cells] == first
    assert len(asked) == 12


def test_another_folder_is_another_shop(template, tmp_path):
    command("refresh", template)
    assert gmv(template) == 300
    other = exports.write(tmp_path / "另一家店", 订单=exports.ORDERS.replace("300.00", "77.00"))
    template.app.api.folder = str(other)
    command("choose_folder", template)
    assert gmv(template) == 77
    assert template.names[names.FOLDER].refers_to_range.value == str(other)
    OPEN.clear()
    assert gmv(template) == 77


def test_before_there_is_data_cells_and_commands_say_what_to_do(tmp_path):
    book = FakeBook()
    assert gmv(book) == ERROR_NA
    assert "数据文件夹" in functions.XLCS_ERRORS(book.fullname)[1][3]
    empty = tmp_path / "空"
    empty.mkdir()
    book.app.api.folder = str(empty)
    command("refresh", book)
    assert said(book)[-1].startswith(f"文件夹里没有可读取的文件：{empty}")
    assert gmv(book) == ERROR_NA
    exports.write(empty)
    command("refresh", book)
    assert gmv(book) == 300


def test_the_language_can_be_switched_and_back(template):
    template.names.add(names.LANGUAGE, "='设置'!$B$9")
    for word, caption, told in (
        (None, "日期", "没有数据"), ("English", "day", "No data"), ("中文", "日期", "没有数据"),
        ("EN", "day", "No data"),
    ):  # fmt: skip
        in_settings(template, names.LANGUAGE, word)
        command("refresh", template)
        assert functions.XLCS_DAILY(None, None, template.fullname)[0][0] == caption
        assert gmv(template, "2010-01-01", None, None) == ERROR_NA
        assert told in functions.XLCS_ERRORS(template.fullname)[1][3]


def as_wps_saves(path):
    """The file as WPS leaves it: named as the program that wrote it, with its own property."""
    book = openpyxl.load_workbook(path)
    book["设置"]["B5"] = "D:\\导出"
    # The property is what files saved by WPS have, in whatever format.
    book.custom_doc_props.append(StringProperty(name="KSOProductBuildVer", value="2052-12.1.0"))
    book.save(path)
    with zipfile.ZipFile(path) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    parts["docProps/app.xml"] = parts["docProps/app.xml"].replace(
        b"Microsoft Excel", "WPS 表格".encode()
    )
    with zipfile.ZipFile(path, "w") as package:
        for name, data in parts.items():
            package.writestr(name, data)


def test_a_workbook_that_was_saved_by_wps_says_what_it_asks_for(tmp_path):
    path = build_template(tmp_path / "周报.xlsx")
    as_wps_saves(path)
    with zipfile.ZipFile(path) as package:
        assert "WPS 表格".encode() in package.read("docProps/app.xml")
    # start and end are formulas, which nobody has calculated here: the report is of all days
    assert remembered_choices.recall(str(path)) == (Choices("D:\\导出"), None)


def test_a_workbook_that_another_program_holds_says_nothing(tmp_path, monkeypatch, user_data):
    """As Windows refuses a file that was opened for one alone: WinError 32, a PermissionError."""
    path = build_template(tmp_path / "周报.xlsx")

    def refused(*_, **__):
        raise PermissionError(13, "The process cannot access the file", str(path))

    monkeypatch.setattr(openpyxl, "load_workbook", refused)
    assert functions.GUIDED_GMV(date(2022, 8, 1), None, None, str(path)) == ERROR_NA
    assert "还没有数据" in functions.XLCS_STATUS(str(path))
    assert "cannot read the named cells" in (user_data / "xlcs.log").read_text(encoding="utf-8")


NEEDING_DATA = ("refresh", "data_check", "comparison", "take_over_edition", "period_latest_month",
                "period_all", "export_report", "why_not_counted", "new_workbook")  # fmt: skip


@pytest.mark.parametrize(
    ("state", "sentence"),
    [
        ("gone", "文件夹不存在："), ("file", "这是文件，不是文件夹："), ("settings", "设置文件 "),
        ("error", "xlcs_start 引用的单元格里是错误值。"),
    ],
)  # fmt: skip
def test_every_command_ends_in_a_sentence(template, data, tmp_path, monkeypatch, state, sentence):
    monkeypatch.setattr(open_workbook, "open_file", lambda _: None)
    monkeypatch.setattr(open_workbook, "new_from_template", lambda book, _: book)
    folder = {"gone": tmp_path / "没了", "file": data / "订单.csv"}.get(state, data)
    in_settings(template, names.FOLDER, str(folder))
    if state == "settings":
        (data / "xlcs.toml").write_text("max_average_min = = 50", encoding="utf-8")
    if state == "error":
        in_settings(template, names.START, -2146826246)  # #N/A
    for name in MACROS:
        before = len(said(template))
        command(name, template)
        told = said(template)[before:]
        assert not any("程序出错" in text or "Traceback" in text for text in told), name
        if name in NEEDING_DATA:
            assert [text for text in told if text.startswith(sentence)] == told != [], name
