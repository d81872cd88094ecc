"""Rules of Excel that openpyxl and LibreOffice do not know: with a breach it offers to repair.

Source: Microsoft, "Excel specifications and limits"; ECMA-376 part 1, 18.3.1.99 (order of parts).
"""

from __future__ import annotations

import re
import zipfile
from pathlib import Path
from xml.etree import ElementTree

import openpyxl
import pandas as pd
import pytest
from openpyxl.utils import range_boundaries

from tests.report.literal import LiteralFigures, literal_shop
from xlcs.addin.build.template.workbook import build_template
from xlcs.report.description.sheets import Column, Formula, Input, Sheet, Table, Text
from xlcs.report.report import report_sheets
from xlcs.report.write.workbook_file import write_workbook

LONGEST_FORMULA, LONGEST_TEXT_IN_FORMULA, LONGEST_LIST = 8_192, 255, 255
LONGEST_NAME_OF_SHEET = 31

PARTS = (
    "sheetPr", "dimension", "sheetViews", "sheetFormatPr", "cols", "sheetData", "autoFilter",
    "mergeCells", "conditionalFormatting", "dataValidations", "hyperlinks", "printOptions",
    "pageMargins", "pageSetup", "headerFooter", "rowBreaks", "colBreaks", "ignoredErrors",
    "drawing", "legacyDrawing", "tableParts", "extLst",
)  # fmt: skip


def breaches(path: Path) -> set[str]:
    """What of a workbook Excel would not read, by kind."""
    book = openpyxl.load_workbook(path)
    found = {kind for sheet in book for kind in _of_sheet(sheet)}
    with zipfile.ZipFile(path) as package:
        for name in package.namelist():
            if name.startswith("xl/worksheets/sheet"):
                content = ElementTree.fromstring(package.read(name))
                parts = [part.tag.rpartition("}")[2] for part in content]
                if sorted(parts, key=PARTS.index) != parts:
                    found.add("order of parts")
    return found


def _of_sheet(sheet):
    if len(sheet.title) > LONGEST_NAME_OF_SHEET:
        yield "name of sheet"
    for choice in sheet.data_validations.dataValidation:
        if len(choice.formula1) > LONGEST_LIST:
            yield "list of choices"
    merged = [area.bounds for area in sheet.merged_cells.ranges]
    tables = [range_boundaries(table.ref) for table in sheet.tables.values()]
    areas = [*merged, *tables]
    if any(_overlap(a, b) for n, a in enumerate(areas) for b in areas[n + 1 :]):
        yield "areas over each other"
    for row in sheet.iter_rows():
        for cell in row:
            if cell.data_type == "f":
                formula = getattr(cell.value, "text", cell.value)
                texts = re.findall('"((?:[^"]|"")*)"', formula)
                if len(formula) > LONGEST_FORMULA:
                    yield "formula"
                if any(len(text) > LONGEST_TEXT_IN_FORMULA for text in texts):
                    yield "text in a formula"


def _overlap(one, other):
    return all(one[at] <= other[at + 2] and other[at] <= one[at + 2] for at in (0, 1))


@pytest.mark.parametrize("language", ["zh", "en"])
def test_reports_and_templates_are_as_excel_demands(tmp_path, language):
    sheets = report_sheets(LiteralFigures(), literal_shop(), language=language)
    write_workbook(sheets, tmp_path / "report.xlsx", language=language)
    assert breaches(tmp_path / "report.xlsx") == set()
    assert breaches(build_template(tmp_path / "template.xlsx", language)) == set()


@pytest.mark.parametrize(
    ("block", "breach"),
    [
        (Text(1, 1, Formula(f'="{"a" * 256}"'), "note"), "text in a formula"),
        (Text(1, 1, Formula(f"={'1+' * 4_100}1"), "note"), "formula"),
        (Text(2, 1, "a\nb", "note", span=2, lines=2), "areas over each other"),
        (Input(9, 1, "a", "xlcs_a", None, "name", ("a" * 128, "b" * 128)), "list of choices"),
    ],
)
def test_a_breach_is_found(tmp_path, block, breach):
    columns = (Column("a", "a", "name", pd.Series(["x", "y"])),)
    table = Table("t", 1, 1, columns, filter=True)
    blocks = (table, block) if breach != "formula" else (block,)
    write_workbook([Sheet("s", "表", blocks)], tmp_path / "x.xlsx")
    assert breach in breaches(tmp_path / "x.xlsx")
