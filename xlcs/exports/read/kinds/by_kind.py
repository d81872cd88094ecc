"""One export file → its sheets, or the messages of its chat record, by what the file is.

Source: spec, "Tables" ("What a file is").
"""

from __future__ import annotations

from xlcs.exports.read.archives import ExportFile, Member
from xlcs.exports.read.content import Content, opened
from xlcs.exports.read.headers import Aliases
from xlcs.exports.read.kinds.kind_of_file import DirectoryTooLarge, Kind, Opened, kind_of
from xlcs.exports.read.sheet import FileRefused, Sheet, refuse_larger
from xlcs.exports.read.text.chat import Record, is_chat, read_chat
from xlcs.exports.read.text.csv import read_text_file
from xlcs.exports.read.text.decoding import decoded
from xlcs.exports.read.workbooks.workbook import read_workbook
from xlcs.settings.limits import Limits

WORKBOOK_SUFFIXES = (".xlsx", ".xlsm", ".xls", ".xlsb", ".et", ".ods")
"""Whoever gave a file such a name takes it for a workbook, so that is what is damaged."""

_CHAT_START_BYTES = 1 << 16


def sheets_or_chat(file: ExportFile, aliases: Aliases, limits: Limits) -> list[Sheet] | Record:
    """What one export file holds; sheets with nothing but blank cells too.

    Its name is asked only where the content is neither a workbook nor text.

    Raises
    ------
    FileRefused : the file as a whole cannot be used.
    OSError : it cannot be read.
    """
    content: Content = file.read_bytes() if isinstance(file, Member) else file
    try:
        with opened(content) as start:
            found = kind_of(start)
    except DirectoryTooLarge as error:
        raise FileRefused("damaged_workbook", why="too many parts") from error
    if isinstance(file, Member) and found.kind in (Kind.ARCHIVE, Kind.ZIP_WORKBOOK):
        _check_member(file, found)
    if found.kind in (Kind.ZIP_WORKBOOK, Kind.OLE_WORKBOOK, Kind.ARCHIVE):
        with opened(content) as workbook:
            return read_workbook(workbook, aliases, limits)
    if found.kind is Kind.EXCEL_ONLY:
        raise FileRefused("excel_only")
    if found.kind is Kind.MARKUP:
        return _markup(_all_bytes(content), aliases, limits)
    return _text(file, content, aliases, limits)


def _all_bytes(content: Content) -> bytes:
    return content if isinstance(content, bytes) else content.read_bytes()


def _check_member(file: Member, found: Opened) -> None:
    """Refuse what is left alone on disk, or opened there."""
    if found.own:
        raise FileRefused("left_alone_own")
    if found.kind is Kind.ARCHIVE and file.suffix.lower() not in WORKBOOK_SUFFIXES:
        raise FileRefused("archive_nested")


def _markup(data: bytes, aliases: Aliases, limits: Limits) -> list[Sheet]:
    # lxml is loaded for the few files that need it.
    from xlcs.exports.read.markup.html import read_html
    from xlcs.exports.read.markup.xml_2003 import is_xml_spreadsheet, read_xml_spreadsheet

    refuse_larger(len(data), limits.markup_mb, "markup_mb")
    read = read_xml_spreadsheet if is_xml_spreadsheet(data) else read_html
    return read(data, aliases, limits.sheet_cells)


def _text(
    file: ExportFile, content: Content, aliases: Aliases, limits: Limits
) -> list[Sheet] | Record:
    with opened(content) as text:
        sheets = read_text_file(text, aliases, limits)
        header = sheets[0].header
        if header is None or header.recognised:
            return sheets
        text.seek(0)
        if is_chat(decoded(text.read(_CHAT_START_BYTES))[0]):
            refuse_larger(text.seek(0, 2), limits.chat_mb, "chat_mb")
            whole, encoding = decoded(_all_bytes(content))
            record = read_chat(whole)
            record.encoding = encoding
            return record
    is_garbled = any(finding.code == "wrong_encoding" for finding in header.findings)
    if is_garbled and file.suffix.lower() in WORKBOOK_SUFFIXES:
        raise FileRefused("damaged_workbook", why="neither a workbook nor text inside")
    return sheets
