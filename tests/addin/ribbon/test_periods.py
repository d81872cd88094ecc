"""Periods on the ribbon: chosen by name, typed, kept in the workbook."""

from __future__ import annotations

from datetime import date, datetime

import openpyxl
import pytest

from tests.addin.clock import today_is
from tests.addin.ribbon.presses import command, gmv
from xlcs.addin.cells.function_list import ERROR_NA
from xlcs.addin.ribbon import refreshing
from xlcs.addin.session import names
from xlcs.addin.session.session import OPEN


def test_periods_of_the_ribbon(template, monkeypatch):
    today_is(monkeypatch, refreshing, date(2022, 3, 5))
    command("refresh", template)
    expected = {
        "period_this_month": (date(2022, 3, 1), date(2022, 3, 5)),
        "period_last_month": (date(2022, 2, 1), date(2022, 2, 28)),
        "period_last_7_days": (date(2022, 2, 26), date(2022, 3, 4)),
        "period_yesterday": (date(2022, 3, 4), date(2022, 3, 4)),
        # The data is of 1 and 2 August 2022, whatever day it is.
        "period_latest_month": (date(2022, 8, 1), date(2022, 8, 31)),
        "period_all": (date(2022, 8, 1), date(2022, 8, 2)),
    }
    for name, (start, end) in expected.items():
        command(name, template)
        session = OPEN[template.fullname]
        assert (session.start, session.end) == (start, end)
        cells = template.sheets["设置"].cells
        assert cells[2, 2] == datetime.combine(start, datetime.min.time())
        assert cells[3, 2] == datetime.combine(end, datetime.min.time())
    assert gmv(template) == 300
    command("period_yesterday", template)
    assert gmv(template) == ERROR_NA


def test_a_period_of_the_ribbon_keeps_its_name_in_the_template(template):
    template.names.add(names.PERIOD, "='设置'!$B$11")
    command("refresh", template)
    command("period_last_month", template)
    assert template.sheets["设置"].cells[11, 2] == "上月"


def test_a_command_is_of_the_period_that_the_workbook_shows_by_now(template, tmp_path):
    command("refresh", template)
    assert OPEN[template.fullname].start == date(2022, 8, 1)
    # The template's drop-down changes these without any command.
    cells = template.sheets["设置"].cells
    cells[2, 2] = cells[3, 2] = datetime(2022, 8, 2)
    template.app.api.save_as = str(tmp_path / "r.xlsx")
    command("export_report", template)
    assert OPEN[template.fullname].start == date(2022, 8, 2)
    shown = openpyxl.load_workbook(tmp_path / "r.xlsx")["概览"]["B2"].value
    assert shown == "期间：2022-08-02　上期：2022-08-01"


@pytest.mark.parametrize(
    ("typed", "start", "end"),
    [
        ("2022-08-01 2022-08-02", 1, 2),
        ("2022/8/1 至 2022/8/2", 1, 2),
        ("2022-08-01～2022-08-02", 1, 2),
        ("2022-08-01 to 2022-08-02", 1, 2),
        ("20220801，20220802", 1, 2),
        ("2022-08-02", 2, 2),
    ],
)
def test_a_typed_period(template, typed, start, end):
    command("refresh", template)
    template.app.api.typed = typed
    command("period_custom", template)
    session = OPEN[template.fullname]
    assert (session.start, session.end) == (date(2022, 8, start), date(2022, 8, end))
    assert gmv(template) == (300 if start == 1 else 0)
    assert template.app.api.asked[-1][2] == "2022-08-01 2022-08-31"


@pytest.mark.parametrize("typed", ["8月", "2022-08-02 2022-08-01", "2022-08-01 2022-08-02 x"])
def test_a_typed_period_that_is_none_changes_nothing(template, typed):
    command("refresh", template)
    template.app.api.typed = typed
    template.log.clear()
    command("period_custom", template)
    assert template.app.alerts[-1][0] == "critical"
    assert template.log == []
    assert OPEN[template.fullname].start == date(2022, 8, 1)


def test_a_period_without_named_cells_is_kept_in_names_of_the_workbook(book, data):
    book.app.api.folder = str(data)
    command("choose_folder", book)
    book.app.api.typed = "2022-08-02"
    command("period_custom", book)
    # 44775 is 2022-08-02; a formula may use the name.
    assert book.names[names.START].refers_to == "=44775"
    assert gmv(book) == 0
    command("refresh", book)
    assert OPEN[book.fullname].start == date(2022, 8, 2)


def test_the_templates_own_choice_of_a_period_is_set_not_its_formulas(template):
    sheet = template.sheets["设置"]
    for row, name in enumerate((names.PERIOD, names.CUSTOM_START, names.CUSTOM_END), 11):
        template.names.add(name, f"='设置'!$B${row}")
    template.names.add(names.PERIODS, "='设置'!$J$1:$J$9")
    command("refresh", template)
    assert [row[0] for row in sheet["J1:J9"].value] == [
        "最近有数据的月份", "上月", "本月", "昨天", "近 7 天", "全部", "自定义", "2022-08",
        "2022-W31",
    ]  # fmt: skip
    template.app.api.typed = "2022-08-02"
    command("period_custom", template)
    day = datetime(2022, 8, 2)
    assert [sheet.cells[row, 2] for row in (11, 12, 13)] == ["自定义", day, day]
    template.app.api.typed = "2022-08-01 2022-08-31"
    command("period_custom", template)
    assert sheet.cells[11, 2] == "2022-08"
    # The cells of start and end hold formulas in the template; they are left alone.
    assert (sheet.cells[2, 2], sheet.cells[3, 2]) == (datetime(2022, 8, 1), datetime(2022, 8, 31))
    assert OPEN[template.fullname].end == date(2022, 8, 31)
