"""One export file → its tables, typed and checked row by row.

Source: spec, "Tables", "Refused or blanked".
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

from xlcs.exports.read.csv import read_text_file
from xlcs.exports.read.headers import Finding, Header, accepted
from xlcs.exports.read.sheet import FileRefused, Sheet
from xlcs.exports.read.xlsx import OLE, ZIP, read_workbook
from xlcs.exports.values.parsed import ParsedTable
from xlcs.exports.values.rows import Facts
from xlcs.problems import Problem
from xlcs.shop.shop import Source

WORKBOOK_SUFFIXES = (".xlsx", ".xlsm", ".xls", ".xlsb")
"""Whoever gave a file such a name takes it for a workbook, so that is what is damaged."""

_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_MARKUP = re.compile(
    r"<(?:!doctype|html|head|meta|body|table|style|script|div|\?xml|\?mso|workbook)\b",
    re.IGNORECASE,
)
_SNIFFED_BYTES = 4096


def read_file(
    path: Path, name: str, sha256: str, headers: Mapping[str, Mapping[str, tuple[str, ...]]]
) -> list[ParsedTable]:
    """Read one export file; one entry for each sheet that is not empty, one for a CSV.

    Parameters
    ----------
    path : the file; what it is, is told by its content, never by its name
    name : how the data check names it (relative, with `/`)
    sha256 : of its bytes
    headers : further headers to accept: table id → canonical column → headers

    Returns
    -------
    list of ParsedTable : never empty. A file refused as a whole is one entry without a frame.

    Never raises for bad input.
    """
    aliases = accepted(headers)
    try:
        with path.open("rb") as file:
            start = file.read(_SNIFFED_BYTES)
        if start.startswith((ZIP, OLE)):
            if start.startswith(OLE) and _ENCRYPTED in path.read_bytes():
                raise FileRefused("password")
            sheets = read_workbook(path, aliases)
        elif _is_markup(start):
            raise FileRefused("html_workbook")
        else:
            with path.open("rb") as file:
                sheets = read_text_file(file, aliases)
            named_workbook = path.suffix.lower() in WORKBOOK_SUFFIXES
            if named_workbook and _is_no_text(sheets[0]):
                raise FileRefused("damaged_workbook", why="neither a workbook nor text inside")
    except FileRefused as refusal:
        return [_refused(name, sha256, refusal.code, refusal.found)]
    except OSError as error:
        why = error.strerror or type(error).__name__
        return [_refused(name, sha256, "unreadable_file", {"why": why})]
    filled = [sheet for sheet in sheets if sheet.header is not None]
    if not filled:
        return [_refused(name, sha256, "empty_file", {})]
    some_known = any(sheet.header.recognised for sheet in filled if sheet.header is not None)
    return [_parsed(sheet, name, sha256, beside_known=some_known) for sheet in filled]


def _is_no_text(sheet: Sheet) -> bool:
    header = sheet.header
    return header is not None and any(f.code == "wrong_encoding" for f in header.findings)


def _is_markup(start: bytes) -> bool:
    wide = start.startswith((b"\xff\xfe", b"\xfe\xff"))
    text = start.decode("utf-16" if wide else "utf-8-sig", "replace")
    return _MARKUP.match(text.lstrip("\ufeff \t\r\n")) is not None


def _refused(name: str, sha256: str, code: str, found: Mapping[str, str]) -> ParsedTable:
    source = Source(name, None, sha256, None, None, None, 0, 0, None, None)
    return ParsedTable(source, None, [Problem(code, name, found=found)])


def _parsed(sheet: Sheet, name: str, sha256: str, *, beside_known: bool) -> ParsedTable:
    header = sheet.header
    assert header is not None
    facts = None if sheet.rows is None else Facts(header, sheet.rows, name, sheet.name)
    contradiction = facts and facts.contradiction()
    if facts is None or contradiction:
        source = Source(
            name,
            sheet.name,
            sha256,
            header.table.id if header.recognised else None,
            sheet.encoding,
            header.row if header.share else None,
            0,
            0,
            None,
            None,
        )
        findings = (contradiction,) if contradiction else header.findings
        if beside_known and [f.code for f in findings] == ["unknown_table"]:
            findings = (Finding("unused_sheet"),)
        problems = [_problem(finding, header, sheet, name) for finding in findings]
        return ParsedTable(source, None, problems)

    frame, problems = facts.frame()
    notes = [_problem(finding, header, sheet, name) for finding in header.findings]
    first, last = facts.ends()
    source = Source(
        name,
        sheet.name,
        sha256,
        header.table.id,
        sheet.encoding,
        header.row,
        facts.seen_rows,
        facts.seen_rows - frame.num_rows,
        first,
        last,
        headers=dict(header.captions),
    )
    return ParsedTable(source, frame, notes + problems)


def _problem(finding: Finding, header: Header, sheet: Sheet, name: str) -> Problem:
    about_table = finding.code not in ("unknown_table", "unused_sheet", "wrong_encoding")
    return Problem(
        finding.code,
        name,
        sheet.name,
        header.row if about_table else None,
        header.table.id if about_table else None,
        finding.column,
        None,
        finding.found,
    )
