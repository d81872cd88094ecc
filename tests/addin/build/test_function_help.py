"""Help that stands in the add-in's file: read by XML's own rules and by openpyxl."""

from __future__ import annotations

import zipfile
from xml.etree import ElementTree

import openpyxl
import pytest

from xlcs.addin.build import function_help
from xlcs.addin.cells.function_list import FUNCTION, FUNCTIONS, HELP_LIMIT
from xlcs.addin.shipped_files import shipped_addin

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
X14 = "{http://schemas.microsoft.com/office/spreadsheetml/2009/9/main}"


@pytest.fixture(scope="module")
def workbook():
    with zipfile.ZipFile(shipped_addin()) as package:
        return ElementTree.fromstring(package.read("xl/workbook.xml"))


@pytest.fixture(scope="module")
def sheet(tmp_path_factory):
    """The last sheet, as a program reads it that knows nothing of ours."""
    path = tmp_path_factory.mktemp("help") / "as_workbook.xlsm"
    with zipfile.ZipFile(shipped_addin()) as old, zipfile.ZipFile(path, "w") as new:
        for name in old.namelist():
            data = old.read(name).replace(b"ms-excel.addin.macro", b"ms-excel.sheet.macro")
            new.writestr(name, data)
    return openpyxl.load_workbook(path).worksheets[-1]


def test_parts_of_the_workbook_stand_in_the_order_of_the_schema(workbook):
    # ECMA-376 part 1, CT_Workbook: a sequence, and Excel repairs a file that breaks it.
    order = ["sheets", "functionGroups", "definedNames", "calcPr", "extLst"]
    found = [child.tag.removeprefix(MAIN) for child in workbook]
    assert [name for name in found if name in order] == order


def test_every_function_has_its_description_and_our_category(workbook):
    group = workbook.find(f"{MAIN}functionGroups")
    assert [child.get("name") for child in group] == ["客服数据"]
    names = {name.get("name"): name for name in workbook.find(f"{MAIN}definedNames")}
    assert set(names) == set(FUNCTION)
    for name, element in names.items():
        assert element.get("description") == FUNCTION[name].zh
        assert (element.get("function"), element.get("vbProcedure")) == ("1", "1")
        assert element.get("functionGroupId") == group.get("builtInGroupCount")


def test_every_argument_has_its_description(workbook):
    found = {
        name.get("name"): [(d.get("index"), d.text) for d in name.iter(f"{X14}argumentDescription")]
        for name in workbook.iter(f"{X14}definedName")
    }
    assert found == {
        function.name: [(str(i), argument.zh) for i, argument in enumerate(function.parameters)]
        for function in FUNCTIONS
        if function.parameters
    }
    for descriptions in workbook.iter(f"{X14}argumentDescriptions"):
        assert int(descriptions.get("count")) == len(descriptions)


def test_no_text_is_longer_than_excel_takes(workbook):
    texts = [element.text for element in workbook.iter(f"{X14}argumentDescription")]
    texts += [name.get("description") for name in workbook.find(f"{MAIN}definedNames")]
    assert max(map(len, texts)) <= HELP_LIMIT


def test_the_last_sheet_is_hidden_and_in_the_form_that_intellisense_reads(sheet):
    assert sheet.title == "_IntelliSense_"
    assert sheet.sheet_state == "hidden"
    rows = [list(row) for row in sheet.values]
    assert rows[0][:2] == ["FunctionInfo", "1.0"]
    (gmv,) = (row for row in rows if row[0] == "GUIDED_GMV")
    # A name, what it gives, a help topic, and then name and text of each argument.
    assert gmv[1].startswith("引导成交金额：")
    assert gmv[2] is None
    assert gmv[3::2][:3] == ["start_day", "end_day", "agent"]
    assert gmv[4].startswith("开始日期")
    assert [row[0] for row in rows[1:]] == [function.name for function in FUNCTIONS]


def test_only_the_first_sheet_is_selected_and_known_to_vba():
    with zipfile.ZipFile(shipped_addin()) as package:
        help_sheet = package.read(function_help.INTELLISENSE_PART).decode()
    assert "codeName" not in help_sheet
    assert "tabSelected" not in help_sheet
