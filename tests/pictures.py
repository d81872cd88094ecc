"""The pictures of the README, made from the demo's report: `make pictures`.

Needs LibreOffice and poppler-utils. A sheet is printed alone, as its own print settings say.
"""

from __future__ import annotations

import subprocess
import tempfile
from pathlib import Path

import openpyxl

from xlcs import compute, read_folder
from xlcs.demo import REPORTED, write_exports
from xlcs.report.report import report_sheets
from xlcs.report.write.workbook_file import write_workbook

PICTURES = Path(__file__).parent.parent / "docs" / "pictures"
SHEETS = {"概览": "overview", "成交归因": "attribution"}
DOTS_PER_INCH = "80"


def first_page(report: Path, sheet: str, picture: Path) -> None:
    """The first printed page of one sheet of a report, as PNG."""
    book = openpyxl.load_workbook(report)
    for other in book.sheetnames:
        book[other].sheet_state = "visible" if other == sheet else "hidden"
    book.active = book.sheetnames.index(sheet)
    with tempfile.TemporaryDirectory() as folder:
        alone = Path(folder) / "alone.xlsx"
        book.save(alone)
        profile = f"-env:UserInstallation={(Path(folder) / 'profile').as_uri()}"
        to_pdf = ["soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", folder]
        subprocess.run([*to_pdf, str(alone)], check=True, capture_output=True)
        only_first = ["-singlefile", "-f", "1", "-r", DOTS_PER_INCH, "-png"]
        pdf = str(alone.with_suffix(".pdf"))
        subprocess.run(["pdftoppm", *only_first, pdf, str(picture.with_suffix(""))], check=True)


def main() -> None:
    PICTURES.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        shop = read_folder(write_exports(Path(folder)))
        report = Path(folder) / "report.xlsx"
        write_workbook(report_sheets(compute(shop), shop, *REPORTED), report)
        for sheet, name in SHEETS.items():
            first_page(report, sheet, PICTURES / f"{name}.png")


if __name__ == "__main__":
    main()
