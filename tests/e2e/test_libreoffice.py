"""A workbook with the add-in's VBA in LibreOffice: formulas and buttons, answered by our functions.

What the cells hold is compared with what the command line says of the same exports.
"""

from __future__ import annotations

import shutil
import sys
import types
from datetime import date, datetime

import openpyxl
import pytest
from openpyxl.worksheet.formula import ArrayFormula

from tests.addin.stand_in import FakeBook
from tests.e2e import libreoffice
from tests.e2e.conftest import PERIOD, cli_json
from xlcs.addin import functions
from xlcs.addin.build.template.workbook import template_sheets
from xlcs.addin.cells.function_list import UDF_MODULE
from xlcs.addin.ribbon.command_list import COMMANDS, TAKE_OVER
from xlcs.addin.session import names
from xlcs.addin.session.choices import Choices
from xlcs.addin.session.loading import load
from xlcs.addin.session.session import OPEN, Session
from xlcs.catalogue import AGENT_TABLE, FIGURE, RECEPTION
from xlcs.report.description.sheets import find_table
from xlcs.settings import FILE_NAME
from xlcs.system import places

pytestmark = pytest.mark.libreoffice

SHEET = "试算"
START, END = (datetime.fromisoformat(day) for day in PERIOD)
TABLE_ROWS = 40


@pytest.fixture(scope="module", autouse=True)
def installed():
    if lacking := libreoffice.missing():
        pytest.skip(f"not installed: {', '.join(lacking)} (Debian)")


@pytest.fixture(autouse=True)
def user_data(tmp_path, monkeypatch):
    monkeypatch.setattr(places, "user_data", lambda: tmp_path / "user data")
    OPEN.clear()
    yield
    OPEN.clear()


@pytest.fixture
def september(exports):
    return Choices(str(exports), START.date(), END.date())


def workbook(tmp_path, cells, arrays=()):
    """A workbook with the add-in inside; `cells` is address → content."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = SHEET
    for address, content in cells.items():
        sheet[address] = content
    for area, formula in arrays:
        sheet[area.split(":")[0]] = ArrayFormula(area, formula)
    book.save(tmp_path / "周报.xlsx")
    return libreoffice.with_addin(tmp_path / "周报.xlsx", tmp_path / "周报.xlsm")


class Answering:
    """Our functions; notes what arrived. A workbook gets its session at its first call."""

    def __init__(self, choices):
        self.choices = choices
        self.arrived = []
        self.books = set()

    def __call__(self, module, name, given):
        assert module == UDF_MODULE
        self.arrived.append((name, given[:-1]))
        book = given[-1]
        if book not in self.books and self.choices is not None:
            OPEN[book] = Session(book)
            OPEN[book].use(load(self.choices, None, datetime.now()), self.choices)
        self.books.add(book)
        return getattr(functions, name)(*given)


def shown(cells):
    return {where: cell.shown for where, cell in cells[SHEET].items()}


def expected(record, figure):
    value = record[FIGURE[figure].json_key]
    if isinstance(value, bool):
        return float(value)
    return pytest.approx(
        value / 86400 if figure.endswith(("duration", "duration_change")) else value
    )


def test_every_figure_for_the_report_period_for_days_and_for_an_agent(tmp_path, september, figures):
    agent = figures["agents"][0]
    received = {r["agent"]: r for r in figures["reception"]["agents"]}[agent["agent"]]
    ids = [*AGENT_TABLE, *RECEPTION]
    cells = {"B1": START, "B2": END, "B3": agent["agent"], "B4": "2022年9月1日", "B5": 20220930}
    for row, id in enumerate(ids, 10):
        cells[f"A{row}"] = f"={id.upper()}()"
        cells[f"B{row}"] = f"={id.upper()}(B1,B2)"
        cells[f"C{row}"] = f"={id.upper()}(B4,B5)"
        cells[f"D{row}"] = f"={id.upper()}(,,B3)"
        cells[f"E{row}"] = f'={id.upper()}("2022-09-01",B2,B3)'
    answering = Answering(september)
    (state,) = libreoffice.recalculate(workbook(tmp_path, cells), answering)
    (period,) = figures["reception"]["periods"]
    for row, id in enumerate(ids, 10):
        shop = figures["shop"] if id in AGENT_TABLE else period
        one = agent if id in AGENT_TABLE else received
        for column, record in ((1, shop), (2, shop), (3, shop), (4, one), (5, one)):
            cell = state[SHEET][row, column]
            if record[FIGURE[id].json_key] is None:
                assert cell.shown == "Error 2042", (id, column)
            else:
                assert cell.value == expected(record, id), (id, column)
            assert cell.error == 0
    # A silently blank cell would prove nothing: every formula has asked.
    assert len(set(answering.arrived)) == 5 * len(ids)


def test_tables_as_array_formulas(tmp_path, september, figures):
    arrays = [
        (f"A1:F{TABLE_ROWS}", "=XLCS_DAILY()"),
        (f"H1:X{TABLE_ROWS}", "=XLCS_AGENTS()"),
        ("Z1:AB9", "=XLCS_LEAKAGE()"),
        ("AD1:AM6", '=XLCS_RECEPTIONS(,,"month")'),
        ("AO1:AY3", "=XLCS_ORDERS()"),
    ]
    (state,) = libreoffice.recalculate(workbook(tmp_path, {}, arrays), Answering(september))
    cells = state[SHEET]
    for row, day in enumerate(figures["daily"], 2):
        number = (date.fromisoformat(day["day"]) - date(1899, 12, 30)).days
        assert cells[row, 1].value == number
        assert cells[row, 6].value == pytest.approx(day["guided_gmv"])
    assert [cells[row, 8].shown for row in range(2, 2 + len(figures["agents"]))] == [
        agent["agent"] for agent in figures["agents"]
    ]
    for row, step in enumerate(figures["leakage"], 2):
        assert cells[row, 27].value == step["orders"]
        assert cells[row, 28].value == pytest.approx(step["amount"])
    assert cells[2, 30].shown == figures["reception"]["periods"][0]["period"]
    first = figures["orders"][0]
    # An order number keeps all its digits, as text.
    assert (cells[2, 41].shown, cells[2, 41].value) == (first["order_id"], 0)
    assert cells[2, 44].value == pytest.approx(first["amount"])
    assert [cells[1, column].shown for column in (1, 8, 26, 30, 41)] == [
        "日期", "客服", "计入或未计入的原因", "周期", "订单编号",
    ]  # fmt: skip


def test_errors_are_errors_and_texts_are_sentences(tmp_path, september, figures):
    counted = next(order for order in figures["orders"] if order["reason"] == "counted")
    cells = {
        "A1": '=GUIDED_GMV("abc")',
        "A2": '=GUIDED_GMV("2020-01-01")',
        "A3": '=GUIDED_GMV(,,"没有这个人")',
        "A4": "=GUIDED_GMV(C1:C2,C1:C3)",
        "A5": f'=WHY_COUNTED("{counted["order_id"]}")',
        "A6": "=WHY_COUNTED(2.9E+18)",
        "A7": "=XLCS_STATUS()",
        "A8": "=COMPLIANT()",
        "C1": START,
        "C2": END,
    }
    arrays = [("A20:D24", "=XLCS_ERRORS()")]
    (state,) = libreoffice.recalculate(workbook(tmp_path, cells, arrays), Answering(september))
    found = shown(state)
    # LibreOffice shows what CVErr gives as this text; 2015 is #VALUE!, 2042 is #N/A.
    assert [found[row, 1] for row in (1, 2, 3, 4, 6)] == [
        "Error 2015", "Error 2042", "Error 2015", "Error 2015", "Error 2015",
    ]  # fmt: skip
    assert f"计入引导成交金额，归客服 {counted['credited_agent']}" in found[5, 1]
    assert str(september.folder) in found[7, 1]
    assert found[20, 1] == "时间"


def test_a_range_of_days_gives_a_value_for_each(tmp_path, september, figures):
    days = figures["daily"][:3]
    cells = {f"A{row}": date.fromisoformat(day["day"]) for row, day in enumerate(days, 1)}
    agents = [agent["agent"] for agent in figures["agents"][:2]]
    cells |= {"D1": agents[0], "E1": agents[1], "A6": "1999-01-01"}
    arrays = [
        ("B1:B6", "=GUIDED_GMV(A1:A6)"),
        ("D2:E2", "=GUIDED_GMV(,,D1:E1)"),
    ]
    (state,) = libreoffice.recalculate(workbook(tmp_path, cells, arrays), Answering(september))
    found = state[SHEET]
    for row, day in enumerate(days, 1):
        assert found[row, 2].value == pytest.approx(day["guided_gmv"])
    # A blank cell is no day, and one without data is an error of its own.
    assert [found[row, 2].shown for row in (4, 5, 6)] == ["", "", "Error 2042"]
    for column, agent in enumerate(figures["agents"][:2], 4):
        assert found[2, column].value == pytest.approx(agent["guided_gmv"])


def test_a_long_text_inside_an_array_is_cut_and_alone_it_is_whole(tmp_path):
    # Excel makes #VALUE! of a whole array in which one text has more than 255 letters.
    long = "长" * 300

    def answer(module, name, given):
        return ((long, "短"), ("a", 1.0)) if name == "XLCS_ERRORS" else long

    cells = {"D1": '=WHY_COUNTED("2900000000000000001")'}
    arrays = [("A1:B2", "=XLCS_ERRORS()")]
    (state,) = libreoffice.recalculate(workbook(tmp_path, cells, arrays), answer)
    found = shown(state)
    assert found[1, 1] == "长" * 254 + "…"
    assert found[1, 2] == "短"
    assert found[1, 4] == long


def test_a_workbook_without_data_has_no_figures_and_says_why(tmp_path):
    cells = {"A1": "=GUIDED_GMV()", "A2": "=XLCS_STATUS()", "A3": "=IF(A1=1,1,2)"}
    (state,) = libreoffice.recalculate(workbook(tmp_path, cells), Answering(None))
    found = shown(state)
    assert found[1, 1] == "Error 2042"
    assert "还没有数据" in found[2, 1]


def test_an_addin_that_cannot_tell_whether_to_compare_is_a_reason_not_to(tmp_path, september):
    setup = next(sheet for sheet in template_sheets() if sheet.id == "setup")
    *_, asked, _ = find_table([setup], "comparison")[1].column("value").values
    older = asked.text.replace("XLCS_NOT_COMPARED", "XLCS_UNKNOWN_TO_IT")
    no_addin = older.replace("XLCS_STATUS", "XLCS_GONE")
    cells = {"A1": older, "A2": no_addin, "A3": 2}
    (state,) = libreoffice.recalculate(workbook(tmp_path, cells), Answering(september))
    found = shown(state)
    assert found[1, 1].startswith("加载项比模板旧")
    assert found.get((2, 1), "") == ""


def test_every_button_runs_its_macro(tmp_path):
    buttons = [command for command in COMMANDS if command.macro]
    pressed = []
    states = libreoffice.recalculate(
        workbook(tmp_path, {"A1": 1}),
        Answering(None),
        steps=[libreoffice.Press(command.sub) for command in buttons],
        execute=pressed.append,
    )
    assert len(states) == len(buttons) + 1
    assert pressed == [
        f"import xlcs.addin.macros; xlcs.addin.macros.{command.macro}()" for command in buttons
    ]


def in_the_workbook(answering, folder, monkeypatch, said):
    """What a button runs, in a workbook of September of a folder; notes what the user is told.

    Nothing is asserted in it: an error becomes one of VBA, as over COM.
    """

    def execute(command):
        (name,) = answering.books
        book = FakeBook(name)
        book.names.add(names.FOLDER, f'="{folder}"')
        book.names.add(names.START, "=44805")  # 2022-09-01
        book.names.add(names.END, "=44834")  # the 30th
        caller = types.SimpleNamespace(Book=types.SimpleNamespace(caller=lambda: book))
        monkeypatch.setitem(sys.modules, "xlwings", caller)
        exec(command, {})
        said.extend(book.app.alerts)

    return execute


def test_a_refresh_by_the_ribbon_is_what_the_cells_see(
    tmp_path, exports, september, figures, monkeypatch
):
    august = cli_json(
        exports, tmp_path / "august.json", "--from", "2022-08-01", "--to", "2022-08-31"
    )
    answering = Answering(Choices(str(exports), date(2022, 8, 1), date(2022, 8, 31)))

    said = []
    before, after = libreoffice.recalculate(
        workbook(tmp_path, {"A1": "=GUIDED_GMV()"}),
        answering,
        steps=[libreoffice.Press("XlcsRefresh")],
        execute=in_the_workbook(answering, exports, monkeypatch, said),
    )
    assert [text for mode, text in said if mode == "critical"] == []
    assert before[SHEET][1, 1].value == pytest.approx(august["shop"]["guided_gmv"])
    assert after[SHEET][1, 1].value == pytest.approx(figures["shop"]["guided_gmv"])
    assert before[SHEET][1, 1].value != after[SHEET][1, 1].value


def test_the_edition_that_fits_best_is_taken_over_by_its_button(
    tmp_path, exports, figures, monkeypatch
):
    # The demo's summary of September is of messages of three days, 61,126.20 CNY in all.
    folder = tmp_path / "客服 数据"
    shutil.copytree(exports, folder)
    own = (
        '# 我们店的设置\nlanguage = "zh"  # 中文\n\n[targets]\n# 九月的目标\n引导成交金额 = 50000\n'
    )
    (folder / FILE_NAME).write_text(own, encoding="utf-8")
    answering = Answering(Choices(str(folder), START.date(), END.date()))
    agent = figures["agents"][0]["agent"]
    said = []
    before, after, refreshed = libreoffice.recalculate(
        workbook(tmp_path, {"A1": "=GUIDED_GMV()", "A2": f'=GUIDED_GMV(,,"{agent}")'}),
        answering,
        steps=[libreoffice.Press(TAKE_OVER.sub), libreoffice.Press("XlcsRefresh")],
        execute=in_the_workbook(answering, folder, monkeypatch, said),
    )
    assert before[SHEET][1, 1].value == pytest.approx(figures["shop"]["guided_gmv"])
    for state in (after, refreshed):
        assert state[SHEET][1, 1].value == pytest.approx(61126.20)
        assert state[SHEET][2, 1].value == pytest.approx(25058.40)
    written = (folder / FILE_NAME).read_text(encoding="utf-8")
    assert written.count('edition = "3-day-any"\n') == 1
    assert written.replace('edition = "3-day-any"\n', "") == own
    assert [mode for mode, text in said if "要改回来：删掉这一行" in text] == ["info"]
    assert not any(mode == "critical" for mode, _ in said)
