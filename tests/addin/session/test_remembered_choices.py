"""What is remembered of a workbook, and what its own file says where nothing is."""

from __future__ import annotations

import errno
import json
import re
import zipfile
from datetime import date, datetime
from decimal import Decimal

import openpyxl
import pytest
from openpyxl.workbook.defined_name import DefinedName

from xlcs.addin.cells.arguments import ArgumentError
from xlcs.addin.cells.function_list import FUNCTION
from xlcs.addin.session import names, remembered_choices
from xlcs.addin.session.choices import Choices, choices_in
from xlcs.errors import SettingsError
from xlcs.settings import Settings

NOW = datetime(2022, 9, 1, 10, 0, 0)
WHAT = Choices("D:\\导出", date(2022, 8, 1), date(2022, 8, 31), {"read_rule": "same_day"})


def workbook(path, values, *, constants=()):
    """A workbook file with the named cells of the template."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "我的 设置"
    for row, (name, value) in enumerate(values.items(), 1):
        sheet.cell(row, 3, value)
        book.defined_names[name] = DefinedName(name, attr_text=f"'我的 设置'!$C${row}")
    for name, refers_to in constants:
        book.defined_names[name] = DefinedName(name, attr_text=refers_to)
    book.save(path)
    return str(path)


def test_remembered_and_recalled():
    remembered_choices.remember("D:\\书\\周报.xlsx", WHAT, NOW)
    assert remembered_choices.recall("D:\\书\\周报.xlsx") == (WHAT, NOW)
    assert remembered_choices.recall("D:\\书\\别的.xlsx") is None


def test_the_latest_of_a_workbook_counts_and_only_the_latest_workbooks_are_kept(user_data):
    for number in range(remembered_choices.KEPT + 5):
        remembered_choices.remember(f"/books/{number}.xlsx", WHAT, NOW)
    remembered_choices.remember("/books/7.xlsx", Choices("/other"), NOW)
    kept = json.loads((user_data / remembered_choices.FILE_NAME).read_text(encoding="utf-8"))
    assert len(kept) == remembered_choices.KEPT
    assert remembered_choices.recall("/books/7.xlsx") == (Choices("/other"), NOW)
    assert remembered_choices.recall("/books/0.xlsx") is None


def test_a_workbook_that_was_never_saved_is_not_remembered():
    remembered_choices.remember("工作簿1", WHAT, NOW)
    assert remembered_choices.recall("工作簿1") is None


@pytest.mark.parametrize("content", ["{", "[]", '{"/books/a.xlsx": {"folder": 1}}'])
def test_a_damaged_memory_starts_anew(user_data, content):
    user_data.mkdir()
    (user_data / remembered_choices.FILE_NAME).write_text(content, encoding="utf-8")
    assert remembered_choices.recall("/books/a.xlsx") is None
    remembered_choices.remember("/books/a.xlsx", WHAT, NOW)
    assert remembered_choices.recall("/books/a.xlsx") == (WHAT, NOW)


def test_a_workbook_nobody_remembers_is_asked_itself(tmp_path):
    path = workbook(
        tmp_path / "来自同事.xlsx",
        {
            names.FOLDER: "D:\\导出",
            names.START: datetime(2022, 8, 1),
            names.END: "2022-08-31",
            names.READ_RULE: "当日已读",
        },
    )
    assert remembered_choices.recall(path) == (WHAT, None)


def test_names_without_cells_are_read_too(tmp_path):
    path = workbook(
        tmp_path / "own.xlsx",
        {},
        constants=[(names.FOLDER, '"D:\\导出 ""新"""'), (names.START, "44774")],
    )
    choices, _ = remembered_choices.recall(path)
    assert choices == Choices('D:\\导出 "新"', date(2022, 8, 1), date(2022, 8, 1))


def test_a_workbook_without_our_names_or_with_wrong_ones_says_nothing(tmp_path):
    assert remembered_choices.recall(workbook(tmp_path / "plain.xlsx", {})) is None
    wrong = {names.FOLDER: "D:\\导出", names.START: "八月"}
    assert remembered_choices.recall(workbook(tmp_path / "wrong.xlsx", wrong)) is None
    (tmp_path / "broken.xlsx").write_bytes(b"PK no workbook")
    assert remembered_choices.recall(str(tmp_path / "broken.xlsx")) is None


def test_a_workbook_that_excel_opens_and_openpyxl_does_not_says_nothing(tmp_path):
    path = workbook(tmp_path / "别的程序写的.xlsx", {names.FOLDER: "D:\\导出"})
    with zipfile.ZipFile(path) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    parts["xl/styles.xml"] = re.sub(rb"<fill>.*?</fill>", b"<fill />", parts["xl/styles.xml"])
    with zipfile.ZipFile(path, "w") as package:
        for name, content in parts.items():
            package.writestr(name, content)
    with pytest.raises(TypeError):
        openpyxl.load_workbook(path, read_only=True)
    assert remembered_choices.recall(path) is None


def test_memory_is_written_whole_or_not_at_all(user_data, monkeypatch):
    remembered_choices.remember("/books/a.xlsx", WHAT, NOW)

    def full(*_):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("xlcs.system.part_files._replace", full)
    monkeypatch.setattr("pathlib.Path.replace", full)
    remembered_choices.remember("/books/b.xlsx", WHAT, NOW)
    assert [file.name for file in user_data.glob("*") if "log" not in file.name] == [
        remembered_choices.FILE_NAME
    ]
    assert remembered_choices.recall("/books/a.xlsx") == (WHAT, NOW)


def test_no_name_of_a_workbook_is_that_of_a_function():
    # Excel knows no capitals in names: a cell's name would hide the function in its formulas.
    own = {value for value in vars(names).values() if isinstance(value, str)}
    own = {value.casefold() for value in own if value.startswith("xlcs_")}
    assert len(own) > 10
    assert own & {name.casefold() for name in FUNCTION} == set()


def test_named_cells_ask_for_data_period_and_rules():
    choices = choices_in(
        {
            names.FOLDER: " /data ",
            names.START: "2022-08-01",
            names.LOOKBACK_DAYS: 3.0,
            names.RECEPTION_PERIOD: "周",
            names.MAX_AVERAGE_MIN: Decimal("45"),  # from a cell whose format is of money
            names.MIN_CONVERSION_RATE: "60%",
            names.LANGUAGE: "English",
            names.READ_RULE: " ",
        }
    )
    assert choices.folder == "/data"
    assert (choices.start, choices.end) == (date(2022, 8, 1), date(2022, 8, 1))
    assert choices.rules == {
        "lookback_days": 3,
        "reception_period": "week",
        "max_average_min": 45.0,
        "min_conversion_rate": 0.6,
        "language": "en",
    }


def test_an_error_in_a_cell_of_settings_is_named():
    with pytest.raises(ArgumentError, match="xlcs_lookback_days 引用的单元格里是错误值"):
        choices_in({names.LOOKBACK_DAYS: -2146826246})


def test_all_wrong_settings_are_named_at_once_with_what_is_allowed():
    with pytest.raises(SettingsError) as caught:
        choices_in(
            {names.LOOKBACK_DAYS: 1.5, names.MIN_CONVERSION_RATE: 60, names.READ_RULE: "已读"}
        )
    text = str(caught.value)
    assert "3 处" in text
    assert "xlcs_lookback_days = 1.5 不对，要写 0 到 90 之间的整数" in text
    assert "xlcs_min_conversion_rate = 60 不对，要写 0 到 1 之间的小数，如 55% 写 0.55" in text
    assert '"before_payment", "same_day", "付款前已读", "当日已读"' in text


def test_the_workbooks_rules_win_over_those_beside_the_data(tmp_path):
    (tmp_path / "xlcs.toml").write_text(
        'read_rule = "same_day"\nmax_average_min = 40\n', encoding="utf-8"
    )
    choices = Choices(str(tmp_path), rules={"max_average_min": 45.0})
    assert choices.settings() == Settings(read_rule="same_day", max_average_min=45.0)
    assert Choices().settings() == Settings()


def test_a_failed_refresh_is_kept_of_a_workbook_that_is_remembered():
    failed = remembered_choices.FailedRefresh(NOW, "文件夹不存在")
    remembered_choices.remember_failed("/books/a.xlsx", failed)
    assert remembered_choices.recall_failed("/books/a.xlsx") is None
    remembered_choices.remember("/books/a.xlsx", WHAT, NOW)
    remembered_choices.remember_failed("/books/a.xlsx", failed)
    assert remembered_choices.recall("/books/a.xlsx") == (WHAT, NOW)
    assert remembered_choices.recall_failed("/books/a.xlsx") == failed
    remembered_choices.remember("/books/a.xlsx", WHAT, NOW)
    assert remembered_choices.recall_failed("/books/a.xlsx") is None


@pytest.mark.parametrize("record", ["[]", '{"failed": 1}', '{"failed": {"at": 1, "why": "x"}}'])
def test_a_damaged_record_has_no_failed_refresh(user_data, record):
    user_data.mkdir(parents=True, exist_ok=True)
    name = json.dumps(remembered_choices.key("/books/a.xlsx"))
    path = user_data / remembered_choices.FILE_NAME
    path.write_text(f"{{{name}: {record}}}", encoding="utf-8")
    assert remembered_choices.recall_failed("/books/a.xlsx") is None
    remembered_choices.remember_failed("/books/a.xlsx", remembered_choices.FailedRefresh(NOW, "x"))
