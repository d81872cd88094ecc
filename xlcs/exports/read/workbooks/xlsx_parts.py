"""The parts of an XLSX that are looked at beside its cells: the list of sheets, merged areas.

Source: spec, "Tables" (merged cells, serial numbers).
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Iterator
from typing import IO
from xml.etree import ElementTree

from xlcs.addresses import cell_name, column_number
from xlcs.exports.read.limits import (
    CELL_CHARACTERS,
    CROWDED_RATIO,
    CROWDED_TEXTS_RATIO,
    ERROR_BYTES,
    ITEM_BYTES,
    ITEMS_A_BYTE,
    LARGEST_REACH,
    LONGEST_TEXT,
    LOOKED_FIRST_BYTES,
    MEGABYTE,
    MERGED_BYTES,
    MOST_SHEETS,
    PACKED_BYTES,
    SHEET_LIST_BYTES,
    SHEET_XML_BYTES,
    SHORTEST_ITEM,
    SHORTEST_TAGS,
)
from xlcs.exports.read.sheet import FileRefused
from xlcs.exports.read.workbooks.xlsx_as_text import has_formula_without_value
from xlcs.settings.limits import raised_by

_BOOK = "xl/workbook.xml"
_PROPERTIES = "docprops/core.xml"
"""Excel repairs a workbook in which this part is damaged: others may be so too."""

_MIMETYPE = "mimetype"
"""What an ODS says of itself."""

_LINKS = "xl/_rels/workbook.xml.rels"
_ID = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_STRICT_ID = "{http://purl.oclc.org/ooxml/officeDocument/relationships}id"

_BEGINS_AT_A1 = re.compile(
    rb"""<(?:\w+:)?sheetData>\s*<(?:\w+:)?row\b[^>]*>\s*"""
    rb"""<(?:\w+:)?c\b[^>]*\sr=["']A1["'][^>]*(?<!/)>\s*<(?:\w+:)?(?:v>[^<]|is>)"""
)
_BEGINNING_BYTES = 1 << 14

_CHUNK_BYTES = 1 << 20
_OVERLAP_BYTES = 1 << 14
"""More than a cell with the longest formula (8192 characters) takes."""

_ERROR_KINDS = (b'"e"', b"'e'")
"""The kind of an error cell."""

_MERGED = b"mergeCell"
"""How a merged area begins, and perhaps ends."""


_ITEMS = (b"<si", b":si", b"<c ", b"<c>", b":c ", b"<table:table-cell")
"""How shared texts and cells begin; the last is an ODS's cell."""

_BEFORE_XML = b"\xef\xbb\xbf\xff\xfe\x00 \t\r\n"


_CDATA, _CDATA_END = b"<![CDATA[", b"]]>"
_IN_CDATA = re.compile(rb"<!\[CDATA\[.*?(?:\]\]>|\Z)", re.DOTALL)


def _without_cdata(chunk: bytes, *, begins_inside: bool) -> tuple[bytes, bool]:
    """XML without the `<` that are text; and whether it ends within such text.

    `begins_inside` : whether what was before, with which it overlaps, ended within.
    """
    start, end = chunk.find(_CDATA), chunk.find(_CDATA_END) if begins_inside else -1
    if begins_inside and (start < 0 or 0 <= end < start):
        chunk = _CDATA + chunk
    elif start < 0:
        return chunk, False
    ends_inside = chunk.rfind(_CDATA) > chunk.rfind(_CDATA_END)
    return _IN_CDATA.sub(lambda section: section[0].replace(b"<", b" "), chunk), ends_inside


def _has_long_text(chunk: bytes) -> bool:
    """Whether a stretch of XML is without a tag for longer than any cell's text is."""
    starts = range(0, len(chunk) - LONGEST_TEXT + 1, LONGEST_TEXT)
    return any(chunk.find(b"<", at, at + LONGEST_TEXT) < 0 for at in starts)


class Parts:
    """The parts of an XLSX.

    Attributes
    ----------
    since_1904 : whether its dates count from 1904
    has_formulas_without_values : whether a formula was never computed; told by `odd_sheets`

    Raises
    ------
    FileRefused : some part unpacks to more than `packed_ratio` times its size.
    Exception : of `zipfile`, where it is damaged.
    """

    def __init__(self, content: bytes, packed_ratio: int) -> None:
        self._zip = zipfile.ZipFile(io.BytesIO(content))
        for part in self._zip.infolist():
            packed = max(part.compress_size, 1)
            if part.file_size > PACKED_BYTES and part.file_size > packed_ratio * packed:
                raise FileRefused("workbook_too_large", **raised_by("packed_ratio"))
        self._names = {_plain(name): name for name in self._zip.namelist()}
        self._odd_parts: dict[str, bool] = {}
        self.has_formulas_without_values = False
        if _PROPERTIES in self._names:
            self._start(_PROPERTIES)
        self.since_1904 = False
        self._of_sheet = self._sheet_parts()

    def unpacked_bytes(self, memory: int) -> int:
        """What the zip says of its size when unpacked.

        Where that is much, all large parts are gone through first, else those that shrink more than
        an honest one when packed; `odd_sheets` goes through the others.

        Parameters
        ----------
        memory : must hold the cells and shared texts [byte]

        Raises
        ------
        FileRefused : a cell is longer than any can be, or there are more error cells, merged areas,
            or cells or shared texts beyond what an honest part of that size holds.
        Exception : of `zipfile`, where it is damaged.
        """
        unpacked = sum(part.file_size for part in self._zip.infolist())
        for part in self._large_parts():
            if unpacked > LOOKED_FIRST_BYTES or _is_crowded(part):
                self._odd_parts[part.filename] = self._go_through(part, memory)
        return unpacked

    def _large_parts(self) -> list[zipfile.ZipInfo]:
        return [part for part in self._zip.infolist() if part.file_size > PACKED_BYTES]

    def _go_through(self, part: zipfile.ZipInfo, memory: int) -> bool:
        """Look at all of a large part; whether it has merged areas or error cells."""
        is_crowded = _is_crowded(part)
        honest = part.compress_size * ITEMS_A_BYTE if is_crowded else part.file_size / SHORTEST_ITEM
        items = errors = areas = 0
        is_xml, in_cdata = None, False
        with self._zip.open(part) as file:
            for chunk in _chunks(file):
                if is_xml is None:
                    is_xml = chunk.lstrip(_BEFORE_XML).startswith(b"<")
                texts, in_cdata = _without_cdata(chunk, begins_inside=in_cdata)
                if is_xml and _has_long_text(texts):
                    raise FileRefused("cell_too_long", most=f"{CELL_CHARACTERS:,}")
                if is_crowded or chunk.count(b"<") * SHORTEST_TAGS > len(chunk):
                    items += max(map(chunk.count, _ITEMS))
                self.has_formulas_without_values |= has_formula_without_value(chunk)
                errors += sum(map(chunk.count, _ERROR_KINDS))
                areas += chunk.count(_MERGED)
                taken = max(
                    (items - honest) * ITEM_BYTES, errors * ERROR_BYTES, areas * MERGED_BYTES
                )
                if taken > memory:
                    raise FileRefused("workbook_too_large", **raised_by("workbook_memory_mb"))
        return errors + areas > 0

    def open(self, sheet: str) -> IO[bytes] | None:
        """The XML of a sheet; None where it cannot be told which part that is."""
        part = self._of_sheet.get(sheet, "")
        return self._zip.open(part) if part else None

    def is_there(self, sheet: str) -> bool:
        """Whether it can be told which part a sheet is, so that it can be looked at."""
        return bool(self._of_sheet.get(sheet))

    def begins_at_a1(self, sheet: str) -> bool:
        """Whether the first cell of a sheet is A1, and is filled."""
        file = self.open(sheet)
        if file is None:
            return False
        with file:
            return _BEGINS_AT_A1.search(file.read(_BEGINNING_BYTES)) is not None

    def odd_sheets(self, memory: int) -> set[str]:
        """The sheets that have merged areas or error cells, and perhaps some that have none.

        Raises
        ------
        FileRefused, Exception : as `unpacked_bytes`, of the large parts that it left.
        """
        for part in self._large_parts():
            if part.filename not in self._odd_parts:
                self._odd_parts[part.filename] = self._go_through(part, memory)
        return {name for name, part in self._of_sheet.items() if self._sheet_is_odd(name, part)}

    def _sheet_is_odd(self, sheet: str, part: str) -> bool:
        if part not in self._odd_parts:
            file = self.open(sheet)
            if file is None:
                return False
            is_odd = False
            with file:
                for chunk in _chunks(file):
                    is_odd |= self._is_odd(chunk)
            self._odd_parts[part] = is_odd
        return self._odd_parts[part]

    def _is_odd(self, chunk: bytes) -> bool:
        self.has_formulas_without_values |= has_formula_without_value(chunk)
        return any(sign in chunk for sign in (_MERGED, *_ERROR_KINDS))

    def holds(self, sheet: str, test: Callable[[bytes], object]) -> bool:
        """Whether the test is true of a piece of a sheet's XML."""
        file = self.open(sheet)
        if file is None:
            return False
        with file:
            return any(map(test, _chunks(file)))

    def is_ods(self) -> bool:
        """Whether this is in truth an ODS."""
        return _MIMETYPE in self._names and b"opendocument" in self._start(_MIMETYPE)

    def too_large(self) -> str:
        """The area of the first sheet for which there may be no memory; "" where there is none."""
        left = SHEET_XML_BYTES
        for name in self._of_sheet:
            file = self.open(name)
            if file is not None:
                with file:
                    width, height = _extent(file, left)
                    left -= file.tell()
                if width * height > LARGEST_REACH:
                    return f"A1:{cell_name(height, width)}"
        return ""

    def _sheet_parts(self) -> dict[str, str]:
        """Name of a sheet → its part, "" where there is none; `since_1904` besides."""
        if not {_BOOK, _LINKS} <= self._names.keys():
            return {}
        links, book = (self._tree(part) for part in (_LINKS, _BOOK))
        if links is None or book is None:
            return {}
        settings = book.find("{*}workbookPr")
        counted = "" if settings is None else settings.get("date1904", "")
        self.since_1904 = counted.strip().lower() in ("1", "true", "on")
        targets = {link.get("Id"): link.get("Target", "") for link in links}
        parts: dict[str, str] = {}
        for sheet in book.iterfind("{*}sheets/{*}sheet"):
            target = targets.get(sheet.get(_ID) or sheet.get(_STRICT_ID), "")
            absolute = target.startswith("/")
            if len(parts) == MOST_SHEETS:
                raise FileRefused("too_many_sheets", most=str(MOST_SHEETS))
            part = target.lstrip("/") if absolute else f"xl/{target}"
            parts[sheet.get("name", "")] = self._names.get(_plain(part), "")
        there = [part for part in parts.values() if part]
        if len(set(there)) < len(there):  # what is packed once would be read a thousand times
            raise FileRefused("damaged_workbook", why="one part for several sheets")
        return parts

    def _start(self, part: str) -> bytes:
        """The first bytes of a part: all of it, unless it is too long."""
        with self._zip.open(self._names[part]) as file:
            return file.read(SHEET_LIST_BYTES + 1)

    def _tree(self, part: str) -> ElementTree.Element | None:
        """A small part as XML; None where it is none: calamine says so where it reads it."""
        xml = self._start(part)
        if len(xml) > SHEET_LIST_BYTES:
            raise FileRefused("workbook_lists_too_long", most=f"{SHEET_LIST_BYTES // MEGABYTE} MB")
        try:
            return ElementTree.fromstring(xml)
        except ElementTree.ParseError:
            return None


def _plain(part: str) -> str:
    """A part's name as calamine compares it: some programs write `XL\\Workbook.xml`."""
    return part.replace("\\", "/").lower()


def _is_crowded(part: zipfile.ZipInfo) -> bool:
    """Whether a part shrinks more than an honest one when packed."""
    is_of_texts = part.filename.lower().endswith("sharedstrings.xml")
    ratio = CROWDED_TEXTS_RATIO if is_of_texts else CROWDED_RATIO
    return part.file_size > ratio * part.compress_size


def _chunks(file: IO[bytes]) -> Iterator[bytes]:
    """The pieces of a sheet's XML, so that each cell is whole in one of them."""
    rest = b""
    while chunk := file.read(_CHUNK_BYTES):
        yield rest + chunk
        rest = chunk[-_OVERLAP_BYTES:]


_PLACE = re.compile(rb"""\sr\s*=\s*["']([A-Za-z]{1,7})(\d{1,10})["']""")
"""The place of a cell, which may be beyond the last one that a sheet of Excel has."""


def _extent(file: IO[bytes], most: int) -> tuple[int, int]:
    """The greatest column and row that any cell says it is in.

    Of the file so many bytes at most are gone through.
    """
    width, height = 0, 0
    for chunk in _chunks(file):
        for letters, row in _PLACE.findall(chunk):
            width = max(width, column_number(letters.decode().upper()))
            height = max(height, int(row))
        if file.tell() >= most:
            break
    return width, height
