"""The template: what its formulas ask, its names, and that the committed file is the built one."""

from __future__ import annotations

import re
import zipfile
from datetime import date, datetime

import openpyxl
import pytest
from openpyxl.worksheet.formula import ArrayFormula
from typer.testing import CliRunner

from xlcs.addin.build.template.workbook import build_template, template_sheets
from xlcs.addin.cells import arguments
from xlcs.addin.cells.function_list import FUNCTION, FUNCTIONS
from xlcs.addin.session import names, pasted_sheets, period_choices
from xlcs.addin.shipped_files import TEMPLATE_NAME, workbook_folder
from xlcs.addresses import column_letters
from xlcs.catalogue import AGENT_TABLE, BESIDE, EFFECT, REASONS
from xlcs.cli import app
from xlcs.report.description.sheets import Chart, Formula, Input, Text, find_table
from xlcs.shop.shop import TEMPLATE_MARK
from xlcs.tables import TABLES

SHIPPED = workbook_folder() / TEMPLATE_NAME

# Functions that every Excel from 2007 on has under the name that the file says.
EXCEL = {
    "ABS", "AND", "COUNT", "COUNTA", "DATE", "DAY", "EDATE", "EOMONTH", "ERROR.TYPE", "IF",
    "IFERROR", "INDEX", "ISNUMBER", "LEFT", "LOOKUP", "MATCH", "MAX", "MID", "MIN", "N", "NOT",
    "OFFSET", "OR", "ROUND", "ROUNDUP", "SUM", "TEXT", "TRUNC", "VALUE", "WEEKDAY",
}  # fmt: skip


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    return build_template(tmp_path_factory.mktemp("模板") / "t.xlsx")


@pytest.fixture(scope="module")
def book(built):
    return openpyxl.load_workbook(built)


@pytest.fixture(scope="module")
def formulas(book):
    """Sheet and cell → formula, of every formula once."""
    found = {}
    for sheet in book:
        for row in sheet.iter_rows():
            for cell in row:
                if isinstance(cell.value, ArrayFormula):
                    found[sheet.title, cell.coordinate] = cell.value.text
                elif cell.data_type == "f":
                    found[sheet.title, cell.coordinate] = cell.value
    return found


def test_a_line_of_a_tile_that_is_too_long_is_made_smaller_and_not_cut(book):
    """The board's lines are formulas: how long they become is not known when it is made."""
    board = book["看板"]
    lines = [
        cell for row in board.iter_rows() for cell in row
        if isinstance(cell.value, str) and "每天还要" in cell.value
    ]  # fmt: skip
    assert len(lines) >= 10
    assert all(cell.alignment.shrink_to_fit for cell in lines)


def without_texts(formula):
    return re.sub(r'"[^"]*"', '""', formula)


def functions_in(formula):
    return re.findall(r"([A-Z][A-Z_0-9.]*)\(", without_texts(formula))


def test_the_committed_template_is_what_the_sources_build(built):
    with zipfile.ZipFile(built) as ours, zipfile.ZipFile(SHIPPED) as shipped:
        assert ours.namelist() == shipped.namelist()
        stale = [name for name in ours.namelist() if ours.read(name) != shipped.read(name)]
    assert stale == [], "stale: run xlcs template --force --out workbook/xlcs-template.xlsx"


def test_built_twice_it_has_the_same_bytes(built, tmp_path):
    assert build_template(tmp_path / "again.xlsx").read_bytes() == built.read_bytes()


def test_its_sheets_and_the_mark_that_reading_leaves_alone(book):
    assert book.sheetnames == [
        "看板", "效果数据", "客服明细", "接待达标", "成交归因", "漏损", "今日待办", "设置",
        *(f"粘贴-{table.zh}" for table in TABLES), "说明",
    ]  # fmt: skip
    assert book.properties.keywords == TEMPLATE_MARK


def test_at_most_a_hundred_calls(formulas):
    calls = [name for f in formulas.values() for name in functions_in(f) if name in FUNCTION]
    assert 40 < len(calls) <= 100
    assert {"XLCS_DAILY", "XLCS_AGENTS", "XLCS_RECEPTIONS", "XLCS_ORDERS", "XLCS_AGENT_LEAKAGE",
            "XLCS_AGENT_DAILY",
            "XLCS_TODO", "XLCS_STATUS", "XLCS_ERRORS", "WHY_COUNTED"} <= set(calls)  # fmt: skip
    assert {id.upper() for id in (*EFFECT, *AGENT_TABLE)} <= set(calls)


def test_no_formula_asks_what_neither_excel_nor_the_add_in_has(formulas):
    asked = {name for formula in formulas.values() for name in functions_in(formula)}
    assert asked - set(FUNCTION) <= EXCEL


def test_every_call_is_guarded_so_that_the_template_opens_without_the_add_in(formulas):
    for where, formula in formulas.items():
        for call in re.finditer(r"[A-Z][A-Z_]*\(", without_texts(formula)):
            if call.group()[:-1] in FUNCTION:
                before = without_texts(formula)[: call.start()]
                assert re.search(r"(IFERROR\((IF\()?|ERROR\.TYPE\()$", before), (where, formula)


def test_the_cell_by_which_vba_sees_that_the_functions_are_not_bound(book):
    # BindFunctions in workbook/vba/xlcs_texts.bas looks for it in A1:J5 of each sheet.
    head = [cell.value for row in book["看板"]["A1:J5"] for cell in row if cell.value]
    (status,) = [value for value in head if "XLCS_STATUS(" in str(value)]
    assert re.fullmatch(r'=IFERROR\(XLCS_STATUS\(\),"[^"]+"\)', status)


def test_what_the_board_calls_agents_is_what_the_add_in_calls_them(book):
    # By person or group the caption of 客服明细 says so; what is chosen is called the same.
    assert book.defined_names[names.AGENTS_ARE].attr_text == "'客服明细'!$A$5"
    assert str(book["客服明细"]["A5"].value).startswith("=IF(")
    for cell in ("B3", "H5"):
        text = book["看板"][cell].value
        assert names.AGENTS_ARE in text
        assert "客服" not in text


def test_the_board_shows_the_limits_in_force(book):
    shown = [cell.value for row in book["看板"].iter_rows() for cell in row]
    for figure in ("AVERAGE_DURATION", "CONVERSION_RATE"):
        assert [v for v in shown if f'XLCS_LIMIT("{figure}")' in str(v)], figure


def test_the_status_has_two_lines_over_the_tiles(book):
    # A refresh that failed, and why, stands before the folder, the days and the warnings.
    board = book["看板"]
    assert "B2:J2" in {str(area) for area in board.merged_cells.ranges}
    assert board["B2"].alignment.wrap_text
    assert board.row_dimensions[2].height == 33


def test_calls_have_no_more_arguments_than_the_function(formulas):
    for where, formula in formulas.items():
        for name, given in re.findall(r"([A-Z][A-Z_]*)\(([^()]*)\)", without_texts(formula)):
            if name in FUNCTION:
                count = len(given.split(",")) if given else 0
                assert count <= len(FUNCTION[name].parameters), where


def test_every_name_that_a_formula_uses_is_defined(book, formulas):
    listed = {
        validation.formula1
        for sheet in book
        for validation in sheet.data_validations.dataValidation
    }
    used = {name for f in [*formulas.values(), *listed] for name in re.findall(r"xlcs_[a-z_]+", f)}
    assert {names.START, names.END, names.AGENT} <= used
    assert used <= set(book.defined_names)


def test_the_names_that_a_refresh_reads_and_fills_are_defined(book):
    assert set(names.NAMES) | {names.PERIOD, names.PERIODS} <= set(book.defined_names)


def test_no_name_is_also_a_function(book):
    # Excel takes names without regard to case, and a name for a function's cells.
    taken = {entry.name.lower() for entry in FUNCTIONS}
    assert not [name for name in book.defined_names if name.lower() in taken]


def test_array_formulas_fill_what_charts_and_names_refer_to(book):
    sheets = template_sheets()
    for part in sheets:
        for block in part.blocks:
            if isinstance(block, Chart):
                _, table = find_table(sheets, block.table)
                for id in (block.categories, *(series.column for series in block.series)):
                    table.column(id)
    daily = find_table(sheets, "daily")[1]
    array = book["效果数据"].cell(daily.header_row, daily.col).value
    # The captions that the function gives, in a hidden row, and as many days as there is room for.
    assert array.ref == f"A{daily.header_row}:F{daily.end_row}"
    assert book["效果数据"].row_dimensions[daily.header_row].hidden
    assert daily.length == 186
    assert book.defined_names[names.DAYS].attr_text == (
        f"'效果数据'!$A${daily.first_row}:$A${daily.end_row}"
    )


def test_columns_are_in_the_order_of_the_functions():
    from xlcs.addin.cells import table_rows as functions_rows

    sheets = template_sheets()
    daily = [c.id for c in find_table(sheets, "daily")[1].columns]
    assert daily == ["day", *EFFECT]
    assert [c.id for c in find_table(sheets, "agents")[1].columns] == [
        "agent", *AGENT_TABLE, *BESIDE,
    ]  # fmt: skip
    orders = [c.caption for c in find_table(sheets, "orders")[1].columns]
    assert orders == [
        functions_rows.CAPTIONS[id][0].format(who="客服")
        for id in ("order_id", "buyer_id", "paid_at", "amount", "presale", "reason",
                   "credited_agent", "by_agent", "sent_at", "read_at", "bound_at", "client_agent")
    ]  # fmt: skip


def test_the_waterfall_has_a_step_for_every_reason():
    table = find_table(template_sheets(), "leakage")[1]
    # Three levels, and every reason but the counted one takes money away.
    assert table.length == 3 + len(REASONS) - 1
    for id in ("orders", "amount"):
        assert all(isinstance(value, Formula) for value in table.column(id).values)


def test_drop_downs_offer_lists_and_take_other_days_too(book):
    board = book["看板"]
    rules = {str(v.sqref): v for v in board.data_validations.dataValidation}
    assert len(rules) == 2
    for rule in rules.values():
        assert rule.type == "list"
        assert rule.formula1.startswith("OFFSET(xlcs_")
        assert not rule.showErrorMessage
    settings = book["设置"].data_validations.dataValidation
    assert sorted(rule.formula1 for rule in settings) == [
        '"中文,English"', '"付款前已读,当日已读"', '"客服,人员,组"', '"月,周,日,整个期间"',
    ]  # fmt: skip
    assert all(rule.showErrorMessage for rule in settings)


def test_a_period_is_text_so_that_excel_makes_no_date_of_it(book):
    inputs = {
        block.name: (part.name, *block.cell)
        for part in template_sheets()
        for block in part.blocks
        if isinstance(block, Input)
    }
    for name in (names.PERIOD, names.AGENT, names.ORDER, names.FOLDER):
        sheet, row, col = inputs[name]
        assert book[sheet].cell(row, col).number_format == "@", name
    sheet, row, col = inputs[names.PERIOD]
    assert book[sheet].cell(row, col).value == "最近有数据的月份"


def test_sheets_to_paste_into_have_our_headers_in_the_first_row(book):
    for table in TABLES:
        sheet = book[names.PASTE_SHEETS[table.id]]
        headers = [cell.value for cell in sheet[1] if cell.value]
        ours = {column.headers[0] for column in table.columns}
        assert set(headers) <= ours
        for alternatives in table.required:
            wanted = {table.column(name).headers[0] for name in alternatives}
            assert wanted & set(headers), (table.id, alternatives)
        assert sheet.max_row == 1
        # What is pasted stays text: an order number keeps its digits.
        assert sheet.column_dimensions["A"].number_format == "@"


def test_the_instructions_explain_every_function(book):
    told = {str(cell.value).split("(")[0] for cell in book["说明"]["A"] if cell.value is not None}
    assert {entry.name for entry in FUNCTIONS} <= told


# ---- in English


@pytest.fixture(scope="module")
def english(tmp_path_factory):
    return openpyxl.load_workbook(build_template(tmp_path_factory.mktemp("en") / "t.xlsx", "en"))


def test_the_english_one_says_nothing_in_chinese(english):
    # Headers to paste under are those of the exports; some words mean the same in both languages.
    seen = [
        (sheet.title, cell.coordinate, cell.value)
        for sheet in english
        if not sheet.title.startswith("Paste-")
        for row in sheet.iter_rows()
        for cell in row
        if isinstance(cell.value, str) and not cell.value.startswith("=")
    ]
    assert len(seen) > 100
    chinese = re.compile("[\u4e00-\u9fff]")
    assert [place for place in seen if chinese.search(place[2])] == []
    assert not any(chinese.search(sheet.title) for sheet in english)


def test_the_english_one_asks_the_same_and_has_the_same_names(english, book):
    assert set(english.defined_names) == set(book.defined_names)
    asked = [
        [name for sheet in of for row in sheet.iter_rows() for cell in row
         for name in functions_in(str(getattr(cell.value, "text", cell.value)))
         if name in FUNCTION]
        for of in (english, book)
    ]  # fmt: skip
    assert len(asked[0]) == len(asked[1])
    assert sorted(asked[0]) == sorted(asked[1])


def test_its_choices_are_words_that_are_understood(english):
    board = english["Board"]
    assert [board["B6"].value, board["H6"].value] == ["Latest month with data", "Whole shop"]
    assert arguments.agent(board["H6"].value, "c") is None
    for sheet in english.sheetnames:
        if sheet.startswith("Paste-"):
            assert pasted_sheets.is_paste_sheet(sheet)
    settings = english["Settings"].data_validations.dataValidation
    assert '"read before paying,read that day"' in {rule.formula1 for rule in settings}


def test_periods_are_offered_in_either_language():
    assert period_choices.labels(None, "en") == [
        "Latest month with data", "Last month", "This month", "Yesterday", "Last 7 days", "All",
        "Custom",
    ]  # fmt: skip


# ---- the command


def test_the_command_writes_the_english_one(tmp_path):
    path = tmp_path / "t.xlsx"
    assert CliRunner().invoke(app, ["template", "--lang", "en", "--out", str(path)]).exit_code == 0
    assert openpyxl.load_workbook(path).sheetnames[0] == "Board"


def test_the_command_writes_it_and_spares_a_file_that_is_there(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert CliRunner().invoke(app, ["template"]).exit_code == 0
    assert (tmp_path / TEMPLATE_NAME).is_file()
    (tmp_path / TEMPLATE_NAME).write_bytes(b"mine")
    done = CliRunner().invoke(app, ["template"])
    assert done.exit_code == 2
    assert (tmp_path / TEMPLATE_NAME).read_bytes() == b"mine"
    assert CliRunner().invoke(app, ["template", "--force"]).exit_code == 0
    assert openpyxl.load_workbook(tmp_path / TEMPLATE_NAME).sheetnames[0] == "看板"


# ---- the drop-down of periods


NAMED = ["最近有数据的月份", "上月", "本月", "昨天", "近 7 天", "全部", "自定义"]


def test_periods_that_are_offered():
    # 1 August 2022 is a Monday, the first day of week 31; 30 September a Friday of week 39.
    assert period_choices.labels((date(2022, 8, 1), date(2022, 9, 30))) == [
        *NAMED, "2022-09", "2022-08",
        "2022-W39", "2022-W38", "2022-W37", "2022-W36", "2022-W35", "2022-W34", "2022-W33",
        "2022-W32",
    ]  # fmt: skip
    # 1 January 2021 is a Friday of week 53 of 2020.
    assert period_choices.labels((date(2020, 12, 30), date(2021, 1, 3))) == [
        *NAMED, "2021-01", "2020-12", "2020-W53",
    ]  # fmt: skip
    assert period_choices.labels(None) == NAMED


def test_the_template_says_when_it_was_made_in_one_way(book):
    assert book.properties.created == datetime(2022, 8, 1)


def test_under_each_chart_of_the_board_stands_why_it_is_empty(book):
    sheets = template_sheets()
    board = sheets[0]
    drawn = [block for block in board.blocks if isinstance(block, Chart)]
    assert len(drawn) == 2
    for chart, name in zip(drawn, (names.TREND_GMV, names.PAID), strict=True):
        assert chart.clear  # or nothing under it would be seen
        (told,) = [
            block
            for block in board.blocks
            if isinstance(block, Text)
            and chart.row < block.row < chart.end_row
            and chart.col <= block.col <= chart.end_col
        ]
        assert f"SUM({name})" in told.text.text
    trend, paid = find_table(sheets, "trend")[1], find_table(sheets, "leakage")[1]
    for table, id, name, last in (
        (trend, "guided_gmv", names.TREND_GMV, trend.end_row),
        (paid, "amount", names.PAID, paid.first_row),  # the first step is all that was paid
    ):
        col = column_letters(table.position(id))
        area = f"${col}${table.first_row}" + (f":${col}${last}" if last > table.first_row else "")
        assert book.defined_names[name].attr_text.endswith(f"!{area}")
