"""One export file → its tables, typed and checked row by row.

Source: spec, "Tables", "Refused or blanked".
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from xlcs.exports.read.archives import ExportFile
from xlcs.exports.read.headers.above import is_row_of
from xlcs.exports.read.headers.header import Finding, Header, accepted
from xlcs.exports.read.kinds.by_kind import sheets_or_chat
from xlcs.exports.read.sheet import FileRefused, Rows, Sheet
from xlcs.exports.read.text.chat import ChatRecord
from xlcs.exports.values.by_kind.nothing import says_late
from xlcs.exports.values.chat_table import chat_table
from xlcs.exports.values.nicks import nicks_of_sheet
from xlcs.exports.values.parsed import ParsedTable, not_read
from xlcs.exports.values.rows import contradiction, kept_rows
from xlcs.exports.values.summary_rows import summary_of
from xlcs.problems import Problem
from xlcs.settings.limits import DEFAULTS, Limits
from xlcs.shop.shop import Source
from xlcs.summary_table import SUMMARY
from xlcs.tables import PEOPLE


def read_file(
    file: ExportFile,
    name: str,
    sha256: str,
    headers: Mapping[str, Mapping[str, tuple[str, ...]]],
    limits: Limits = DEFAULTS,
) -> list[ParsedTable]:
    """Read one export file; one entry for each sheet that is not empty, one for a CSV.

    Parameters
    ----------
    file : what it is, is told by its content, never by its name
    name : how the data check names it (relative, with `/`)
    sha256 : of its bytes
    headers : further headers to accept: table id → canonical column → headers
    limits : how much of it is taken in before it is refused

    Returns
    -------
    list of ParsedTable : never empty. A file refused as a whole is one entry without a frame.

    Never raises for bad input.
    """
    try:
        found = sheets_or_chat(file, accepted(headers), limits)
    except (FileRefused, OSError) as reason:
        return [not_read(name, reason, sha256)]
    if isinstance(found, ChatRecord):
        return [chat_table(found, name, sha256)]
    filled = [sheet for sheet in found if sheet.header is not None]
    if not filled:
        return [not_read(name, FileRefused("empty_file"), sha256)]
    headers_there = [sheet.header for sheet in filled if sheet.header is not None]
    known = [header for header in headers_there if header.recognised]
    most = limits.listed_rows
    return [
        parsed_sheet(
            sheet,
            name,
            sha256,
            beside_known=bool(known) and not _goes_on(header, known),
            most_listed=most,
        )
        for sheet, header in zip(filled, headers_there, strict=True)
    ]


def _goes_on(header: Header, known: Sequence[Header]) -> bool:
    """Whether a sheet without a header begins with a row like those of a known one of the file.

    So an export of many rows may be parted; that part must not be lost with a note alone.
    """
    first = header.names
    return any(len(first) == one.width and is_row_of(one, first) for one in known)


def parsed_sheet(
    sheet: Sheet,
    name: str,
    sha256: str,
    *,
    beside_known: bool,
    most_listed: int = DEFAULTS.listed_rows,
) -> ParsedTable:
    """One sheet with a header, typed; `beside_known`: whether the file has a known table."""
    header = sheet.header
    assert header is not None
    source = Source(name, sheet.name, sha256, None, sheet.encoding, header.row)
    if header.table is SUMMARY and sheet.rows is not None:
        return _summary(header, sheet.rows, source)
    if header.table is PEOPLE and sheet.rows is not None:
        return nicks_of_sheet(header, sheet.rows, source)
    source = replace(source, table=header.table.id if header.recognised else None)
    twice = None if sheet.rows is None else contradiction(header, sheet.rows)
    if sheet.rows is None or twice:
        findings = (twice,) if twice else header.findings
        if beside_known and len(findings) == 1 and findings[0].code in _MAY_STAND_BESIDE:
            findings = (Finding("unused_sheet"),)
        problems = [_problem(finding, header, source) for finding in findings]
        source = replace(source, header_row=header.row if header.share else None)
        return ParsedTable(source, None, problems)

    table = kept_rows(header, sheet.rows, source, most_listed=most_listed)
    notes = [_problem(finding, header, source) for finding in header.findings]
    return replace(table, problems=notes + table.problems)


MOST_SUMMARY_ROWS = 20_000
"""A longer one is no summary: a row for each of fifty agents on each day of a year is less."""


def _summary(header: Header, rows: Rows, source: Source) -> ParsedTable:
    if (count := len(rows.number)) > MOST_SUMMARY_ROWS:
        most = f"{MOST_SUMMARY_ROWS:,}"
        too_long = source.problem("summary_too_long", rows=f"{count:,}", most=most)
        return ParsedTable(source, None, [too_long])
    summary = summary_of(header, rows, source.file, source.sheet)
    used, unused, headers = len(summary.rows), summary.unused, header.captions
    figures = "、".join(headers[name] for name in headers if name not in ("agent", "day"))
    problems = [source.problem("summary_read", rows=str(used), figures=figures)]
    if unused:
        problems.append(source.problem("summary_rows_unused", unused[0], count=str(len(unused))))
    for name, (first, *_) in header.columns.items():
        if late := int(says_late(rows.cells[first]).sum()):
            problems.append(source.problem("late_summary", None, headers[name], count=str(late)))
    source = replace(source, rows=used + len(unused), refused_rows=len(unused), headers=headers)
    return ParsedTable(source, None, problems, summary=summary)


_MAY_STAND_BESIDE = (
    "unknown_table",
    "no_header",
    "turned_table",
    "garbled",
    "refund_list",
    "item_list",
    "added_up",
)
"""What may be wrong with a sheet that stands beside the one that was exported."""

_OF_NO_TABLE = (*_MAY_STAND_BESIDE, "unused_sheet", "wrong_encoding")


def _problem(finding: Finding, header: Header, source: Source) -> Problem:
    row, table = (None, None) if finding.code in _OF_NO_TABLE else (header.row, header.table.id)
    return Problem(
        finding.code, source.file, source.sheet, row, table, finding.column, None, finding.found
    )
