"""One export file → its sheets, or the messages of its chat record, by what the file is.

Source: spec, "Tables" ("What a file is").
"""

from __future__ import annotations

import re
from typing import IO

from xlcs.exports.read.archives import ExportFile, Member
from xlcs.exports.read.headers.header import Aliases, accepted, known_names
from xlcs.exports.read.kinds.kind_of_file import DirectoryTooLarge, Kind, Opened, kind_of, whole
from xlcs.exports.read.sheet import FileRefused, Sheet, refuse_larger
from xlcs.exports.read.text.chat import ChatRecord, is_chat, read_chat
from xlcs.exports.read.text.chat_forms import in_usual_form, may_be_chat
from xlcs.exports.read.text.csv import read_text_file
from xlcs.exports.read.text.decoding import decoded
from xlcs.exports.read.workbooks.workbook import read_workbook
from xlcs.settings.limits import Limits
from xlcs.tables import normalised

WORKBOOK_SUFFIXES = (".xlsx", ".xlsm", ".xls", ".xlsb", ".et", ".ods")
"""Whoever gave a file such a name takes it for a workbook, so that is what is damaged."""

_CHAT_START_BYTES = 1 << 16


def sheets_or_chat(file: ExportFile, aliases: Aliases, limits: Limits) -> list[Sheet] | ChatRecord:
    """What one export file holds; sheets with nothing but blank cells too.

    Its name is asked only where the content is neither a workbook nor text.

    Raises
    ------
    FileRefused : the file as a whole cannot be used.
    OSError : it cannot be read.
    """
    with file.open("rb") as opened:
        try:
            found = kind_of(opened)
        except DirectoryTooLarge as error:
            raise FileRefused("damaged_workbook", why="too many parts") from error
        if isinstance(file, Member) and found.kind in (Kind.ARCHIVE, Kind.ZIP_WORKBOOK):
            _check_member(file, found)
        if found.kind in (Kind.ZIP_WORKBOOK, Kind.OLE_WORKBOOK, Kind.ARCHIVE):
            return read_workbook(opened, aliases, limits)
        if found.kind is Kind.EXCEL_ONLY:
            raise FileRefused("excel_only")
        if found.kind in (Kind.OTHER_ARCHIVE, Kind.FOREIGN):
            raise FileRefused("no_table_inside")
        if found.kind is Kind.MARKUP:
            return _markup(opened, aliases, limits)
        is_called_workbook = file.suffix.lower() in WORKBOOK_SUFFIXES
        return _text(opened, aliases, limits, is_called_workbook=is_called_workbook)


def _check_member(file: Member, found: Opened) -> None:
    """Refuse what is left alone on disk, or opened there."""
    if found.own:
        raise FileRefused("left_alone_own")
    if found.kind is Kind.ARCHIVE and file.suffix.lower() not in WORKBOOK_SUFFIXES:
        raise FileRefused("archive_nested")


def _markup(file: IO[bytes], aliases: Aliases, limits: Limits) -> list[Sheet]:
    # lxml is loaded for the few files that need it.
    from xlcs.exports.read.markup.html import read_html
    from xlcs.exports.read.markup.xml_2003 import is_xml_spreadsheet, read_xml_spreadsheet

    refuse_larger(file.seek(0, 2), limits.markup_mb, "markup_mb")
    data = whole(file)
    read = read_xml_spreadsheet if is_xml_spreadsheet(data) else read_html
    return read(data, aliases, limits.sheet_cells)


def _text(
    file: IO[bytes], aliases: Aliases, limits: Limits, *, is_called_workbook: bool
) -> list[Sheet] | ChatRecord:
    sheets = read_text_file(file, aliases, limits)
    header = sheets[0].header
    if header is None or header.recognised:
        return sheets
    file.seek(0)
    start, _ = decoded(file.read(_CHAT_START_BYTES))
    is_usual = is_chat(start)
    if is_usual or may_be_chat(start):
        refuse_larger(file.seek(0, 2), limits.chat_mb, "chat_mb")
        text, encoding = decoded(whole(file))
        usual = text if is_usual else in_usual_form(text)
        if usual is None:
            raise FileRefused("chat_form")
        record = read_chat(usual)
        record.encoding = encoding
        return record
    is_garbled = any(finding.code == "wrong_encoding" for finding in header.findings)
    if is_garbled and is_called_workbook:
        raise FileRefused("damaged_workbook", why="neither a workbook nor text inside")
    return sheets


FEWEST_HEADERS = 2
"""So many different headers that are known make a table likely."""

_BETWEEN_CELLS = re.compile(r"[,\t;|\r\n]|<[^>]*>")


def is_likely_table(start: bytes) -> bool:
    """Whether the beginning of a text of any name has known headers, or messages of a chat record.

    Notes, programs and web pages lie beside exports; they are left alone, not listed as faults.
    """
    known = known_names(accepted({}))
    text, _ = decoded(start)
    cells = {normalised(cell.strip('"')) for cell in _BETWEEN_CELLS.split(text)}
    return len(cells & known) >= FEWEST_HEADERS or is_chat(text)
