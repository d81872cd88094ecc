"""All VBA of the add-in by two analysers that are no part of the project: what Excel would refuse.

One, pyvbaanalysis, knows the rules of VBA and Excel's objects; the other, the parser of pyOpenVBA,
sees a block without its end. That they see faults is shown by planting some.
"""

from __future__ import annotations

import pytest
import pyvbaanalysis
from pyopenvba.interpreter import parse_module

from tests.addin import vba
from xlcs.addin.build import addin
from xlcs.addin.shipped_files import shipped_addin

FALSE_ERROR = ("xlcs_texts", "argument-count", "LanguageID")
"""Office's LanguageSettings.LanguageID does take an argument, which the analyser does not know."""

NOT_PARSED = {"ThisWorkbook", "xlwings"}
"""WithEvents and a comment behind #Const are more than pyOpenVBA's parser knows."""

XLWINGS_NAMES = """Attribute VB_Name = "xlwings"
Option Explicit
Public Function XLPy() As Object
    Set XLPy = Nothing
End Function
Public Sub KillPy()
End Sub
Public Sub RunPython(ByVal command As String)
    Debug.Print command
End Sub
"""

FAULTS = {
    "a variable that is not declared": (
        "xlcs_cells", "    Dim r As Long, c As Long\r\n", "",
    ),
    "a procedure that is not there": (
        "xlcs_cells", "WidenToCaller shownRows", "WidenToCallers shownRows",
    ),
    "too few arguments": (
        "xlcs_functions", 'OneValue("BUYERS", _\r\n        Array(', "OneValue(Array(",
    ),
    "an If without its end": (
        "xlcs_cells", "        Table = CVErr(xlErrNA)\r\n        Exit Function\r\n    End If",
        "        Table = CVErr(xlErrNA)\r\n        Exit Function",
    ),
    "a constant that Excel lacks": ("xlcs_cells", "CVErr(xlErrValue)", "CVErr(xlErrValu)"),
    "a procedure twice": (
        "xlcs_texts", "Private Function HasText(",
        "Private Function IsChinese() As Long\r\nEnd Function\r\nPrivate Function HasText(",
    ),
    "a label that is not there": ("xlcs_server", "handOver:\r\n", ""),
    "another type by reference": (
        "xlcs_cells", "Dim shownRows As Long, shownColumns As Long",
        "Dim shownRows As Integer, shownColumns As Long",
    ),
    "a private procedure of another module": (
        "xlcs_server", "Public Function AskPython", "Private Function AskPython",
    ),
    "a Sub where a value is needed": (
        "xlcs_server", "            IsGone = True", "            IsGone = Disconnect()",
    ),
    "a variable twice": (
        "xlcs_cells", "Dim r As Long, c As Long\r\n", "Dim r As Long, c As Long, r As Long\r\n",
    ),
    "a word of VBA as a name": (
        "xlcs_cells", "Private Function DimensionsOf(ByRef value As",
        "Private Function DimensionsOf(ByRef Loop As",
    ),
    "a parenthesis that stays open": (
        "xlcs_cells", "If IsEmpty(value) Or IsNull(value) Then",
        "If IsEmpty(value) Or IsNull(value Then",
    ),
    "an argument's name that Excel lacks": (
        "xlcs_texts", "ArgumentDescriptions:=helps", "ArgumentDescription:=helps",
    ),
    "more continued lines than VBA takes": (
        "xlcs_cells", "    firstColumn = LBound(given, 2)\r\n",
        "    firstColumn = 1" + " _\r\n + 1" * 26 + "\r\n",
    ),
    "a longer line than VBA takes": (
        "xlcs_cells", "    columnCount = 1\r\n", "    columnCount = 1" + " + 1" * 300 + "\r\n",
    ),
    "an event with other arguments": (
        "ThisWorkbook", "App_NewWorkbook(ByVal Wb As Workbook)", "App_NewWorkbook(Wb As String)",
    ),
    "a Declare that 64-bit Excel refuses": (
        "xlcs_wizard", "Private Declare PtrSafe Function IsWindow",
        "Private Declare Function IsWindow",
    ),
}  # fmt: skip
"""What is wrong → in which module, what stands there, what stands there instead."""


@pytest.fixture(scope="module")
def sources():
    """Module → source with Windows' line ends, as the built add-in has it."""
    return {
        name: text.replace("\r\n", "\n").replace("\n", "\r\n")
        for name, text in addin._project_modules().items()
    }


def errors(sources, folder):
    """What either analyser calls an error: module, rule, message."""
    for name, text in sources.items():
        suffix = ".cls" if name == "ThisWorkbook" else ".bas"
        (folder / f"{name}{suffix}").write_bytes(text.encode("ascii"))
    found = {
        (name, diagnostic.code, diagnostic.message)
        for name, diagnostics in pyvbaanalysis.analyze_loose_files(folder.iterdir()).items()
        for diagnostic in diagnostics
        if diagnostic.severity == pyvbaanalysis.DiagnosticSeverity.ERROR
    }
    return {error for error in found if not _is_false(error)} | _not_parsed(sources)


def _is_false(error):
    module, rule, word = FALSE_ERROR
    return error[:2] == (module, rule) and word in error[2]


def _not_parsed(sources):
    found = set()
    for name, text in sources.items():
        if name not in NOT_PARSED:
            try:
                parse_module(text, name=name)
            except Exception as error:  # noqa: BLE001 - each of its refusals is a finding
                found.add((name, type(error).__name__, str(error)))
    return found


def test_no_analyser_finds_an_error_in_the_add_in(sources, tmp_path):
    assert errors(sources, tmp_path) == set()


def test_the_one_false_error_is_still_made(sources, tmp_path):
    # Once the analyser knows better, the exception has to go.
    (tmp_path / "xlcs_texts.bas").write_bytes(sources["xlcs_texts"].encode("ascii"))
    found = pyvbaanalysis.analyze_loose_files(tmp_path.iterdir(), whole_project=False)
    assert any(_is_false(("xlcs_texts", d.code, d.message)) for d in found["xlcs_texts"])


def test_what_was_analysed_is_what_is_in_the_built_file(sources):
    shipped = vba.modules(shipped_addin())
    for name, text in sources.items():
        # olevba leaves the attributes out that stand before a module's text.
        body = [line for line in text.splitlines() if not line.startswith("Attribute ")]
        assert [line.rstrip() for line in body if line.strip()] == [
            line.rstrip()
            for line in shipped[name].splitlines()
            if line.strip() and not line.startswith("Attribute ")
        ], name


@pytest.fixture(scope="module")
def ours(sources):
    """Our modules beside a few lines with the names of xlwings', which takes long to analyse."""
    return sources | {"xlwings": XLWINGS_NAMES}


def test_beside_the_names_of_xlwings_our_modules_are_without_error(ours, tmp_path):
    assert errors(ours, tmp_path) == set()


@pytest.mark.parametrize("fault", FAULTS)
def test_a_planted_fault_is_found(ours, tmp_path, fault):
    module, right, wrong = FAULTS[fault]
    assert right in ours[module]
    planted = ours | {module: ours[module].replace(right, wrong, 1)}
    assert errors(planted, tmp_path)
