"""One export file → its tables, typed and checked row by row.

Source: spec, "Tables", "Refused or blanked".
"""

from __future__ import annotations

from collections.abc import Mapping

from xlcs.exports.read.archives import ExportFile
from xlcs.exports.read.headers import Finding, Header, accepted
from xlcs.exports.read.kinds.by_kind import Chat, sheets_or_chat
from xlcs.exports.read.people_header import PEOPLE
from xlcs.exports.read.sheet import FileRefused, Rows, Sheet
from xlcs.exports.read.summary_header import SUMMARY
from xlcs.exports.values.by_kind.nothing import says_late
from xlcs.exports.values.chat_table import chat_table
from xlcs.exports.values.parsed import ParsedTable
from xlcs.exports.values.people_rows import people_of_rows
from xlcs.exports.values.rows import contradiction, kept_rows
from xlcs.exports.values.summary_rows import summary_of
from xlcs.problems import Problem
from xlcs.settings.limits import DEFAULTS, Limits
from xlcs.shop.shop import Source


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
    except FileRefused as refusal:
        return [_refused(name, sha256, refusal.code, refusal.found)]
    except OSError as error:
        why = error.strerror or type(error).__name__
        return [_refused(name, sha256, "unreadable_file", {"why": why})]
    if isinstance(found, Chat):
        return [chat_table(found.record, name, sha256, found.encoding)]
    filled = [sheet for sheet in found if sheet.header is not None]
    if not filled:
        return [_refused(name, sha256, "empty_file", {})]
    some_known = any(sheet.header.recognised for sheet in filled if sheet.header is not None)
    most = limits.listed_rows
    return [
        parsed_sheet(sheet, name, sha256, beside_known=some_known, most_listed=most)
        for sheet in filled
    ]


def _refused(name: str, sha256: str, code: str, found: Mapping[str, str]) -> ParsedTable:
    source = Source(name, None, sha256, None, None, None, 0, 0, None, None)
    return ParsedTable(source, None, [Problem(code, name, found=found)])


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
    if header.table is SUMMARY and sheet.rows is not None:
        return _summary(header, sheet.rows, sheet, name, sha256)
    if header.table is PEOPLE and sheet.rows is not None:
        return _people(header, sheet.rows, sheet, name, sha256)
    twice = None if sheet.rows is None else contradiction(header, sheet.rows)
    if sheet.rows is None or twice:
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
        findings = (twice,) if twice else header.findings
        if beside_known and [f.code for f in findings] in (["unknown_table"], ["no_header"]):
            findings = (Finding("unused_sheet"),)
        problems = [_problem(finding, header, sheet, name) for finding in findings]
        return ParsedTable(source, None, problems)

    kept = kept_rows(header, sheet.rows, name, sheet.name, most_listed=most_listed)
    notes = [_problem(finding, header, sheet, name) for finding in header.findings]
    source = Source(
        name,
        sheet.name,
        sha256,
        header.table.id,
        sheet.encoding,
        header.row,
        kept.seen,
        kept.seen - kept.frame.num_rows,
        kept.first,
        kept.last,
        headers=dict(kept.captions),
    )
    return ParsedTable(source, kept.frame, notes + kept.problems, kept.known)


MOST_SUMMARY_ROWS = 20_000
"""A longer one is no summary: a row for each of fifty agents on each day of a year is less."""


def _people(header: Header, rows: Rows, sheet: Sheet, name: str, sha256: str) -> ParsedTable:
    people = people_of_rows(header, rows)
    source = Source(
        name, sheet.name, sha256, None, sheet.encoding, header.row, len(rows.number),
        len(rows.number) - len(people), None, None, headers=header.captions,
    )  # fmt: skip
    told = {"nicks": str(len(people)), "people": str(len({entry.person for entry in people}))}
    note = Problem("people_read", name, sheet.name, found=told)
    return ParsedTable(source, None, [note], people=people)


def _summary(header: Header, rows: Rows, sheet: Sheet, name: str, sha256: str) -> ParsedTable:
    if (count := len(rows.number)) > MOST_SUMMARY_ROWS:
        told = {"rows": f"{count:,}", "most": f"{MOST_SUMMARY_ROWS:,}"}
        source = Source(
            name, sheet.name, sha256, None, sheet.encoding, header.row, 0, 0, None, None
        )  # fmt: skip
        return ParsedTable(
            source, None, [Problem("summary_too_long", name, sheet.name, found=told)]
        )
    summary = summary_of(header, rows, name, sheet.name)
    count, unused = len(summary.rows), summary.unused
    headers = header.captions
    source = Source(
        name, sheet.name, sha256, None, sheet.encoding, header.row, count + len(unused),
        len(unused), None, None, headers=headers,
    )  # fmt: skip
    told = {"rows": str(count), "figures": "、".join(
        caption for column, caption in headers.items() if column not in ("agent", "day")
    )}  # fmt: skip
    problems = [Problem("summary_read", name, sheet.name, found=told)]
    if unused:
        problems.append(
            Problem(
                "summary_rows_unused",
                name,
                sheet.name,
                unused[0],
                found={"count": str(len(unused))},
            )
        )
    for column, (first, *_) in header.columns.items():
        if late := int(says_late(rows.cells[first]).sum()):
            told = {"count": str(late)}
            problems.append(
                Problem("late_summary", name, sheet.name, column=headers[column], found=told)
            )
    return ParsedTable(source, None, problems, summary=summary)


def _problem(finding: Finding, header: Header, sheet: Sheet, name: str) -> Problem:
    about_table = finding.code not in (
        "unknown_table",
        "no_header",
        "unused_sheet",
        "wrong_encoding",
    )
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
