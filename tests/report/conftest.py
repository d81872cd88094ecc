"""A written report of literal figures."""

from __future__ import annotations

from datetime import datetime

import openpyxl
import pytest

from tests.report.literal import LiteralFigures, literal_shop
from xlcs.report.report import report_sheets
from xlcs.report.write.workbook_file import write_workbook

NOON = datetime(2022, 9, 1, 12)


@pytest.fixture(scope="module")
def path(tmp_path_factory):
    path = tmp_path_factory.mktemp("report") / "报表.xlsx"
    write_workbook(report_sheets(LiteralFigures(), literal_shop()), path, created=NOON)
    return path


@pytest.fixture(scope="module")
def book(path):
    return openpyxl.load_workbook(path)
