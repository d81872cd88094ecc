"""The template on paper: few pages, none of them of rows that stay empty."""

from __future__ import annotations

import shutil
import subprocess

import openpyxl
import pytest

from xlcs.addin.build.template.workbook import build_template

SOFFICE, PDFTOTEXT = shutil.which("soffice"), shutil.which("pdftotext")


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    return build_template(tmp_path_factory.mktemp("纸") / "t.xlsx")


def test_every_table_that_formulas_fill_has_a_print_area(built):
    book = openpyxl.load_workbook(built)
    whole = [sheet.title for sheet in book if not sheet.print_area]
    assert whole == ["看板", "漏损"]  # as large as what they show
    # Bands and captions in rows 7 and 8, a hidden row, and 31 orders.
    assert book["成交归因"].print_area == "'成交归因'!$A$1:$L$40"


@pytest.mark.libreoffice
@pytest.mark.skipif(SOFFICE is None or PDFTOTEXT is None, reason="no LibreOffice or poppler-utils")
def test_it_prints_on_few_pages(built):
    folder = built.parent
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command = [SOFFICE, profile, "--headless", "--convert-to", "pdf", "--outdir", str(folder)]
    subprocess.run([*command, str(built)], check=True, capture_output=True, timeout=300)
    done = subprocess.run(
        ["pdftotext", "-layout", str(folder / "t.pdf"), "-"],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    pages = done.stdout.split("\f")[:-1]
    # 看板, 漏损, 接待达标, 今日待办 and 设置 one each; 效果数据, 客服明细 and 成交归因 go on to
    # the right; seven sheets to paste into; three pages of 说明.
    assert len(pages) == 5 + 3 * 2 + 7 + 3
    # None has nothing but its number.
    assert all(len(page.split()) > 3 for page in pages)
