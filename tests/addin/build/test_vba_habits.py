"""Habits that the add-in's hand-written VBA keeps, because breaking them bit others."""

from __future__ import annotations

import re

import pytest

from tests.addin.vba import procedure, procedures
from xlcs.addin.build import addin
from xlcs.addin.shipped_files import workbook_folder

FOLDER = workbook_folder() / "vba"
SOURCES = {name: (FOLDER / f"{name}.bas").read_text() for name in addin.OWN_MODULES}
EVENTS = (FOLDER / "ThisWorkbook.cls").read_text()


def handlers(source):
    """The statements behind each label that On Error GoTo names, up to the next label."""
    for label in set(re.findall(r"On Error GoTo (\w+)", source)) - {"0"}:
        for found in re.finditer(rf"^{label}:\n(.*?)(?=^\w+:$|^End )", source, re.M | re.S):
            lines = [line.strip() for line in found[1].splitlines()]
            yield label, [line for line in lines if line and not line.startswith("'")]


def test_an_error_is_stored_before_anything_else_is_called():
    # Whatever is called from a handler may reset Err, and so does each On Error.
    used = 0
    for name, source in SOURCES.items():
        for label, lines in handlers(source):
            if not any("Err." in line for line in lines):
                continue
            used += 1
            while lines and re.fullmatch(r"\w+ = Err\.(Number|Description)", lines[0]):
                lines.pop(0)
            rest = [line for line in lines if "Err." in line and "Err.Raise" not in line]
            assert rest == [], (name, label)
    assert used >= 5


def test_a_macro_puts_excels_alerts_back_on_every_way_out():
    source = procedure(SOURCES["xlcs_server"], "RunMacro")
    _, after = source.split("alerts = Application.DisplayAlerts\n")
    ways_out = re.split(r"^ {4}Exit Sub$|^End Sub", after, flags=re.M)[:-1]
    assert len(ways_out) == 3
    for way in ways_out:
        assert "    Application.DisplayAlerts = alerts\n" in way


def test_a_macro_lets_go_of_its_workbook_unless_python_has_gone():
    source = procedure(SOURCES["xlcs_server"], "RunMacro")
    done, broken = source.split("broken:\n")
    assert done.index(".Exec command") < done.index("ForgetCaller")
    assert "ForgetCaller" in broken
    assert "SetCaller Nothing" in procedure(SOURCES["xlcs_server"], "ForgetCaller")


def test_python_runs_or_the_wizard_is_asked_for():
    # The wizard's mark is there as well while a CSV is opened: whoever is connected answers.
    asked = procedure(SOURCES["xlcs_cells"], "IsWizardWithoutPython")
    assert "If Not IsConnected() Then" in asked
    for name in ("OneValue", "Table"):
        text = procedure(SOURCES["xlcs_cells"], name)
        assert text.index("IsWizardWithoutPython()") < text.index("Answer(")
    window = procedure(SOURCES["xlcs_wizard"], "WizardIsOpen")
    assert window.index("ToolbarIsDisabled") < window.index("HasWizardWindow")


@pytest.mark.parametrize("event", ["App_WorkbookOpen", "App_NewWorkbook"])
def test_functions_are_bound_in_workbooks_opened_and_made(event):
    assert "BindFunctions Wb" in procedure(EVENTS, event)
    assert "On Error Resume Next" in procedure(EVENTS, event)


def test_functions_are_bound_at_a_refresh():
    source = procedure(SOURCES["xlcs_server"], "RunMacro")
    assert source.index("BindQuietly ActiveWorkbook") < source.index("Exec command")


def test_no_cell_is_gone_through_to_find_out_whether_anything_is_unbound():
    source = SOURCES["xlcs_binding"]
    for name in ("IsUnbound", "ShowsItsOwnText", "ShowsUnknownName"):
        assert "For Each cell" not in procedure(source, name)
    assert 'UNKNOWN_NAME As String = "#NAME~?"' in source


def test_a_formula_that_may_spill_is_entered_as_one():
    source = procedure(SOURCES["xlcs_binding"], "EnterFormula")
    assert source.index("cell.Formula2 = cell.Formula2") < source.index("cell.Formula =")


def test_what_the_status_bar_clears_by_the_clock_can_be_found_by_it():
    # Application.OnTime takes a name, and nothing else would notice that it is wrong.
    server = SOURCES["xlcs_server"]
    (named,) = re.findall(r"'!(\w+)\"", procedure(server, "ClearStatusBarLater"))
    assert procedures(server)[named] == ("Sub", "")
