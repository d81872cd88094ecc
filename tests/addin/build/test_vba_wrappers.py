"""The generated VBA: a Function for each entry of the catalogue, a Sub for each command."""

from __future__ import annotations

import re

import pytest

from tests.addin.vba import procedure, procedures
from xlcs.addin.build import vba_wrappers
from xlcs.addin.cells import function_list
from xlcs.addin.ribbon import command_list
from xlcs.catalogue import FIGURES

SOURCE = vba_wrappers.functions_module()

VBA_WORDS = """
    and as boolean byref byte byval call case const date declare dim do double each else elseif
    empty end enum eqv erase error event exit false for friend function get global gosub goto if imp
    implements in input integer is let lib like line long loop lset me mod name new next not nothing
    null object on open option optional or paramarray preserve print private property public put
    raiseevent redim rem resume return rset seek select set single static step stop string sub then
    time to true type typeof until variant wend while with withevents write xor
"""


def test_every_figure_of_the_catalogue_is_a_function_in_cells():
    found = procedures(SOURCE)
    for figure in FIGURES:
        assert found[figure.id.upper()] == (
            "Function",
            "Optional start_day As Variant, Optional end_day As Variant, Optional agent As Variant,"
            " Optional agents_by As Variant",
        )


def test_the_tables_and_texts_of_the_add_in_are_functions_with_their_arguments():
    found = procedures(SOURCE)
    optional = {
        "XLCS_DAILY": ["start_day", "end_day", "row_count"],
        "XLCS_AGENTS": ["start_day", "end_day", "agent", "row_count", "agents_by"],
        "XLCS_RECEPTIONS": ["start_day", "end_day", "by", "agent", "row_count", "agents_by"],
        "XLCS_ORDERS": ["start_day", "end_day", "agent", "row_count", "agents_by"],
        "XLCS_COMPARE": ["start_day", "end_day", "row_count"],
        "XLCS_LEAKAGE": ["start_day", "end_day", "row_count"],
        "XLCS_AGENT_DAILY": ["agent", "start_day", "end_day", "row_count", "agents_by"],
        "XLCS_AGENT_LEAKAGE": ["agent", "start_day", "end_day", "row_count", "agents_by"],
        "XLCS_TODO": ["day", "agent", "row_count", "agents_by"],
        "XLCS_TARGETS": ["start_day", "end_day", "agent", "row_count"],
        "XLCS_YEAR_BEFORE": ["start_day", "end_day", "agent", "row_count"],
        "XLCS_PERIODS": ["row_count"],
        "XLCS_STATUS": [],
        "XLCS_ERRORS": ["row_count"],
    }
    of_a_figure = {"XLCS_TARGET", "XLCS_TARGET_DONE", "XLCS_TARGET_A_DAY"}
    for name in of_a_figure:
        days = "Optional start_day As Variant, Optional end_day As Variant"
        assert found[name][1] == f"figure As Variant, {days}, Optional agent As Variant"
    for name, arguments in optional.items():
        assert found[name][1] == ", ".join(f"Optional {a} As Variant" for a in arguments), name
    assert found["XLCS_NOT_COMPARED"][1] == f"figure As Variant, {days}"
    assert found["XLCS_LIMIT"] == ("Function", "figure As Variant")
    assert found["WHY_COUNTED"] == ("Function", "order_id As Variant")
    of_figures = {figure.id.upper() for figure in FIGURES}
    assert set(found) == of_figures | set(optional) | of_a_figure | {
        "WHY_COUNTED",
        "XLCS_NOT_COMPARED",
        "XLCS_LIMIT",
    }


def test_a_wrapper_hands_over_its_name_its_arguments_as_values_and_the_book():
    assert procedure(SOURCE, "GUIDED_GMV") == (
        "Public Function GUIDED_GMV(Optional start_day As Variant, Optional end_day As Variant,"
        " Optional agent As Variant, Optional agents_by As Variant) As Variant\n"
        '    GUIDED_GMV = OneValue("GUIDED_GMV", _\n'
        "        Array(Plain(start_day), Plain(end_day), Plain(agent), Plain(agents_by),"
        " AskingBook()))\n"
        "End Function"
    )
    assert 'Table("XLCS_ORDERS"' in procedure(SOURCE, "XLCS_ORDERS")
    assert 'OneValue("WHY_COUNTED"' in procedure(SOURCE, "WHY_COUNTED")


def test_only_what_tells_about_the_add_in_is_asked_anew_at_each_recalculation():
    volatile = {name for name in procedures(SOURCE) if "Volatile" in procedure(SOURCE, name)}
    assert volatile == {"XLCS_STATUS", "XLCS_ERRORS"}


def test_no_wrapper_shows_an_error_as_text():
    assert "Err.Description" not in SOURCE


def test_names_are_usable_in_vba_and_in_a_formula():
    for function in function_list.FUNCTIONS:
        # A name like AB12 would be a cell.
        assert re.fullmatch(r"[A-Z][A-Z_]*", function.name), function.name
        names = [argument.name for argument in function.parameters]
        assert len(set(names)) == len(names)
        assert not {name.lower() for name in names} & set(VBA_WORDS.split()), function.name


@pytest.mark.parametrize(
    "source", [SOURCE, vba_wrappers.ribbon_module()], ids=["functions", "ribbon"]
)
def test_the_source_is_plain_ascii_with_lines_that_vba_takes(source):
    source.encode("ascii")
    assert max(len(line) for line in source.splitlines()) < 1023


def test_texts_are_unique_by_key_filled_in_both_languages_and_fit_the_wizard():
    rows = vba_wrappers.texts()
    assert len({key for key, _, _ in rows}) == len(rows)
    for key, zh, en in rows:
        assert zh.strip(), key
        assert en.strip(), key
        if key.startswith("function."):
            assert len(zh) <= 255, key
            assert len(en) <= 255, key


def test_help_is_not_cut_in_the_middle():
    for function in function_list.FUNCTIONS:
        assert len(function.zh) <= function_list.HELP_LIMIT, function.name
        assert len(function.en) <= function_list.HELP_LIMIT, function.name


def test_each_function_and_argument_has_help_under_the_keys_that_vba_reads():
    keys = {key for key, _, _ in vba_wrappers.texts()}
    for function in function_list.FUNCTIONS:
        assert f"function.{function.name}" in keys
        for number in range(1, len(function.parameters) + 1):
            assert f"function.{function.name}.{number}" in keys
        assert f"function.{function.name}.{len(function.parameters) + 1}" not in keys


def test_the_marks_of_errors_are_the_ones_that_the_vba_knows():
    from xlcs.addin.shipped_files import workbook_folder

    cells = (workbook_folder() / "vba" / "xlcs_cells.bas").read_text()
    assert f'ERROR_MARK As String = "{function_list.ERROR_MARK}"' in cells
    for mark, error in (
        (function_list.ERROR_NA, "xlErrNA"),
        (function_list.ERROR_VALUE, "xlErrValue"),
    ):
        kind = mark.removeprefix(function_list.ERROR_MARK)
        assert f'value = ERROR_MARK & "{kind}" Then\n        Shown = CVErr({error})' in cells
    server = (workbook_folder() / "vba" / "xlcs_server.bas").read_text()
    assert f'CallUDF("{function_list.UDF_MODULE}"' in server
    assert f'"import {command_list.MACRO_MODULE}; {command_list.MACRO_MODULE}."' in server
