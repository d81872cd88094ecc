"""Help on the functions that stands in the add-in's file itself: Excel has it from the start.

Twice: for Excel's function wizard in the workbook part, in the form that Excel gives it when a
workbook is saved after `Application.MacroOptions`; and for the add-in "Excel-DNA IntelliSense",
which shows arguments while one types, on the sheet that it looks for. Both in Chinese; where Excel
speaks another language the add-in's VBA gives the wizard's texts anew.

Sources: ECMA-376 part 1 (`definedName`: function, vbProcedure, description, functionGroupId;
`functionGroups`); [MS-XLSX] (`x14:definedNames` and their `argumentDescriptions`); a workbook
that Excel saved so, in PGS62/VBA-CSV; the wiki of Excel-DNA/IntelliSense, "Getting Started".
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from xml.sax.saxutils import escape, quoteattr

from xlcs.addin.cells.function_list import FUNCTIONS, CellFunction
from xlcs.addin.ribbon.command_list import TAB_ZH

INTELLISENSE_SHEET = "_IntelliSense_"
INTELLISENSE_PART = "xl/worksheets/sheet2.xml"

LANGUAGE = "zh"

BUILT_IN_GROUPS = 19
"""Groups of functions that Excel has by itself; our own is numbered behind them."""

NO_FORMULA = "#NAME?"
"""What Excel writes for a name that stands for a function and no cells."""

ARGUMENTS_URI = "{8193D73E-4604-4355-AFF4-8A2333D13BE4}"
X14 = "http://schemas.microsoft.com/office/spreadsheetml/2009/9/main"


def with_help(workbook: str) -> str:
    """The workbook part with the wizard's texts for all functions."""
    names = "".join(_name(function) for function in FUNCTIONS)
    groups = (
        f'<functionGroups builtInGroupCount="{BUILT_IN_GROUPS}">'
        f"<functionGroup name={quoteattr(TAB_ZH)}/></functionGroups>"
    )
    arguments = "".join(_arguments(function) for function in FUNCTIONS if function.parameters)
    extension = (
        f'<ext uri="{ARGUMENTS_URI}" xmlns:x14="{X14}">'
        f"<x14:definedNames>{arguments}</x14:definedNames></ext>"
    )
    return workbook.replace(
        "</sheets>", f"</sheets>{groups}<definedNames>{names}</definedNames>"
    ).replace("<extLst>", f"<extLst>{extension}")


def _name(function: CellFunction) -> str:
    return (
        f'<definedName name="{function.name}" description={quoteattr(function.help(LANGUAGE))}'
        f' function="1" vbProcedure="1" functionGroupId="{BUILT_IN_GROUPS}">{NO_FORMULA}'
        "</definedName>"
    )


def _arguments(function: CellFunction) -> str:
    helps = "".join(
        f'<x14:argumentDescription index="{index}">{escape(argument.help(LANGUAGE))}'
        "</x14:argumentDescription>"
        for index, argument in enumerate(function.parameters)
    )
    return (
        f'<x14:definedName name="{function.name}">'
        f'<x14:argumentDescriptions count="{len(function.parameters)}">{helps}'
        "</x14:argumentDescriptions></x14:definedName>"
    )


def intellisense_rows() -> Iterator[Sequence[str]]:
    """The rows of the sheet: a function, what it gives, no help topic, then its arguments.

    The first row says what the sheet is and in which version of its form.
    """
    yield ("FunctionInfo", "1.0")
    for function in FUNCTIONS:
        row = [function.name, function.help(LANGUAGE), ""]
        for argument in function.parameters:
            row += [argument.name, argument.help(LANGUAGE)]
        yield row
