"""The report workbook of a period, from Python."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from xlcs.figures import Figures
from xlcs.report.report import report_sheets
from xlcs.report.write.workbook_file import write_workbook
from xlcs.shop.shop import Shop


def write_report(
    figures: Figures,
    shop: Shop,
    path: str | Path,
    start: date | None = None,
    end: date | None = None,
    agent: str | None = None,
) -> None:
    """Write the report of a period as a workbook, in the settings' language.

    Parameters
    ----------
    figures, shop : what was computed, and what it was computed from
    path : the file, .xlsx; an older one is replaced
    start, end : first and last day, both included; None for all days that the data covers
    agent : the one agent whose rows and orders are listed; None for all

    Raises
    ------
    UnknownAgent, BadPeriod : as `Figures` raises them
    WorkbookError : the file cannot be written; the older one is then whole

    Examples
    --------
    >>> shop = xlcs.read_folder("exports")
    >>> xlcs.write_report(xlcs.compute(shop), shop, "report.xlsx")
    """
    language = figures.settings.language
    sheets = report_sheets(figures, shop, start, end, agent, language)
    write_workbook(sheets, path, language=language, title=Path(path).stem)
