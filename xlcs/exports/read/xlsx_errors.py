"""Cells of a workbook that hold an error (#N/A, #VALUE!), which calamine gives as blank ones.

A blank may mean "not read" or "no refund"; an error never does, so it is put back as its text and
told like any other value that cannot be used. Of XLSX and XLSM; source: spec, "Refused or blanked".
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator, Mapping
from typing import IO
from xml.etree import ElementTree

from xlcs.exports.read.content import Content, as_source
from xlcs.exports.read.headers import column_number

Errors = Mapping[int, Mapping[int, str]]
"""Index of the sheet's column → row as Excel shows it → the error's text."""

_BOOK = "xl/workbook.xml"
_LINKS = "xl/_rels/workbook.xml.rels"
_ID = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_STRICT_ID = "{http://purl.oclc.org/ooxml/officeDocument/relationships}id"

_CELL = re.compile(
    rb"""<(?:\w+:)?c\b(?=[^>]*\st=["']e["'])[^>]*\sr=["']([A-Z]{1,3})(\d{1,7})["'][^>]*>"""
    rb"""(?:<(?:\w+:)?f\b[^>]*(?:/>|>[^<]*</(?:\w+:)?f>))?<(?:\w+:)?v>([^<]*)<"""
)
_CHUNK_BYTES = 1 << 20
_OVERLAP_BYTES = 1 << 14
"""More than a cell with the longest formula (8192 characters) takes."""


def error_cells(content: Content) -> dict[str, Errors]:
    """The error cells of each sheet that has some, by its name.

    Nothing where the file is no XLSX or is damaged: reading its cells tells that.
    """
    if not zipfile.is_zipfile(as_source(content)):
        return {}
    found: dict[str, Errors] = {}
    with zipfile.ZipFile(as_source(content)) as book:
        names = set(book.namelist())
        if not {_BOOK, _LINKS} <= names:
            return {}
        for sheet, part in sheet_parts(book).items():
            if part in names:
                with book.open(part) as file:
                    errors = _errors(file)
                if errors:
                    found[sheet] = errors
    return found


def sheet_parts(book: zipfile.ZipFile) -> dict[str, str]:
    """Name of a sheet → its part of the zip."""
    try:
        links = ElementTree.fromstring(book.read(_LINKS))
        sheets = ElementTree.fromstring(book.read(_BOOK)).iterfind("{*}sheets/{*}sheet")
    except ElementTree.ParseError:
        return {}  # calamine says so where it reads the same part
    targets = {link.get("Id"): link.get("Target", "") for link in links}
    parts: dict[str, str] = {}
    for sheet in sheets:
        target = targets.get(sheet.get(_ID) or sheet.get(_STRICT_ID), "")
        absolute = target.startswith("/")
        parts[sheet.get("name", "")] = target.lstrip("/") if absolute else f"xl/{target}"
    return parts


def _errors(file: IO[bytes]) -> dict[int, dict[int, str]]:
    errors: dict[int, dict[int, str]] = {}
    for chunk in chunks(file):
        if b't="e"' not in chunk and b"t='e'" not in chunk:
            continue
        for number, rows in found_in(chunk).items():
            errors.setdefault(number, {}).update(rows)
    return errors


def found_in(xml: bytes) -> dict[int, dict[int, str]]:
    """The error cells in a piece of a sheet's XML, as `Errors` has them."""
    errors: dict[int, dict[int, str]] = {}
    for letters, row, text in _CELL.findall(xml):
        rows = errors.setdefault(column_number(letters.decode()), {})
        rows[int(row)] = text.decode("utf-8", "replace")
    return errors


def chunks(file: IO[bytes]) -> Iterator[bytes]:
    """The pieces of a sheet's XML, so that each cell is whole in one of them."""
    rest = b""
    while chunk := file.read(_CHUNK_BYTES):
        yield rest + chunk
        rest = chunk[-_OVERLAP_BYTES:]
