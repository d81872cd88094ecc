"""Workbooks of OpenDocument, their XML written by hand as LibreOffice writes it."""

from __future__ import annotations

import zipfile
from collections.abc import Mapping, Sequence
from datetime import datetime
from html import escape
from pathlib import Path

_SPACES = " ".join(
    f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for name in ("office", "text", "table")
)
TYPE = "application/vnd.oasis.opendocument.spreadsheet"
BLANK_COLUMNS = '<table:table-cell table:number-columns-repeated="16000"/>'
BLANK_ROWS = (
    '<table:table-row table:number-rows-repeated="1048000">'
    '<table:table-cell table:number-columns-repeated="16384"/></table:table-row>'
)
COVERED = "<table:covered-table-cell/>"


def cell(value: object, given: str = "") -> str:
    """A cell; XML is taken as it is."""
    if value is None:
        return "<table:table-cell/>"
    if isinstance(value, datetime):
        kind = f'office:value-type="date" office:date-value="{value.isoformat()}"'
    elif isinstance(value, int | float):
        kind = f'office:value-type="float" office:value="{value}"'
    else:
        kind = 'office:value-type="string"'
    text = escape(str(value))
    return f"<table:table-cell {given} {kind}><text:p>{text}</text:p></table:table-cell>"


def row(*values: object) -> str:
    """A row, with blank cells to the sheet's right edge."""
    cells = (v if isinstance(v, str) and v.startswith("<") else cell(v) for v in values)
    return f"<table:table-row>{''.join(cells)}{BLANK_COLUMNS}</table:table-row>"


def ods(path: Path, sheets: Mapping[str, Sequence[str]], manifest: str = "") -> Path:
    """A workbook of these sheets, each of rows of XML."""
    tables = "".join(
        f'<table:table table:name="{name}">{"".join(rows)}{BLANK_ROWS}</table:table>'
        for name, rows in sheets.items()
    )
    body = f"<office:body><office:spreadsheet>{tables}</office:spreadsheet></office:body>"
    xml = f"<office:document-content {_SPACES}>{body}</office:document-content>"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as parts:
        parts.writestr("mimetype", TYPE)
        parts.writestr("META-INF/manifest.xml", f"<manifest>{manifest}</manifest>")
        parts.writestr("content.xml", xml)
    return path
