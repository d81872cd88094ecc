"""How a text file is to be read: its encoding, its separator, its header.

They are told by content: the reading under which headers are recognised is the right one.
Source: spec, "Tables" (what real exports look like).
"""

from __future__ import annotations

import codecs
import csv
import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import islice

from xlcs.exports.read.headers.find_header import find_header
from xlcs.exports.read.headers.header import SEARCHED_ROWS, Aliases, Finding, Header
from xlcs.exports.read.limits import SPAN_COLUMNS
from xlcs.exports.read.text.decoding import HEAD_BYTES, encodings, is_utf8, mark_length

SEPARATORS = (",", "\t", ";", "|")

TRIED = "UTF-8, GB18030, UTF-16, UTF-32"

_WIDE = ("utf-16", "utf-32")

MIN_COMMON = 0.7
"""Part of the Chinese characters that are common ones (GB2312) in a text decoded rightly."""

LINE = re.compile(rb"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+\Z")

_SEPARATOR_LINE = re.compile(r'\ufeff*"?sep=(.)"?[\r\n]*\Z', re.IGNORECASE)
"""The first line by which a file tells Excel its separator, and which Excel does not show."""

_AFTER_THE_END = b"\r\n\x1a\x00"
"""Line ends, the mark of CP/M for the end of a text, and what fills up a block on disk."""

_TAIL_BYTES, _TRANSCODED_BYTES = 1 << 12, 1 << 22
"""What is looked at together: of a text's end, and of one that is turned into UTF-8."""


@dataclass(frozen=True)
class Reading:
    """One way to read the file.

    encoding : as told to the user
    body : its bytes, in UTF-8 or GB18030
    codec : of `body`
    separator : between the cells of a row
    header : what the first rows say
    starts_at : where in `body` the first row begins
    data_at : where in `body` the rows below the header begin
    width : cells of the first row below the header
    above : the rows above the header
    is_spaced : whether blanks stand between a separator and a quote that opens a cell
    """

    encoding: str
    body: bytes
    codec: str
    separator: str
    header: Header
    starts_at: int
    data_at: int
    width: int
    above: tuple[tuple[str, ...], ...] = ()
    is_spaced: bool = False

    @cached_property
    def end(self) -> int:
        """Where in `body` the last line that is not empty ends, without its line end."""
        end = len(self.body)
        while end > self.data_at:
            tail = self.body[max(self.data_at, end - _TAIL_BYTES) : end]
            end -= len(tail) - len(kept := tail.rstrip(_AFTER_THE_END))
            if kept:
                break
        return end

    @property
    def is_ended(self) -> bool:
        """Whether a line end follows the last line."""
        return any(byte in self.body[self.end : self.end + 2] for byte in b"\r\n")

    def from_the_top(self) -> Reading:
        """The same, of which the rows above the header, and it, are rows as well."""
        return replace(self, data_at=self.starts_at, header=replace(self.header, row=0))

    def last_line(self) -> str:
        """The last line that is not empty, decoded."""
        start = max(self.body.rfind(b"\n", 0, self.end), self.body.rfind(b"\r", 0, self.end)) + 1
        return self.body[start : self.end].decode(self.codec, "replace")

    def lines(self) -> Iterator[str]:
        """The lines below the header, decoded, with their ends.

        A byte order mark of UTF-8 tells that a file in UTF-8 was joined to one in GB18030.
        """
        codec = self.codec
        for line in LINE.finditer(self.body, self.data_at, self.end):
            if line[0].startswith(codecs.BOM_UTF8):
                codec = "utf-8"
            yield line[0].decode(codec, "replace")


def best_reading(data: bytes, aliases: Aliases) -> Reading:
    """The way of reading under which the header is recognised, or comes nearest to it.

    The file's bytes are not all blank.
    """
    readings: list[Reading] = []
    for reading in (r for encoding in encodings(data) for r in _readings(data, encoding, aliases)):
        readings.append(reading)
        captions = "".join(reading.header.captions.values())
        if reading.header.recognised and reading.header.row == 1 and not captions.isascii():
            break  # Chinese headers make sense in one encoding and with one separator only
    best = max(readings, key=lambda r: r.header.rank)
    alike = [r for r in readings if r.header.rank == best.header.rank]
    if {r.codec for r in alike} == {"utf-8", "gb18030"}:
        codec = "utf-8" if is_utf8(data) else "gb18030"
        best = next(r for r in alike if r.codec == codec)
    if best.encoding.startswith(_WIDE):
        data = _in_utf8(data, best.encoding)
    best = replace(best, body=data)
    if best.header.share == 0 and _is_garbled(best):
        finding = Finding("wrong_encoding", None, {"tried": TRIED})
        best = replace(best, header=replace(best.header, findings=(finding,)))
    return best


def _readings(data: bytes, encoding: str, aliases: Aliases) -> Iterator[Reading]:
    """The file's head under each separator, or under the one that its first line tells."""
    if encoding.startswith(_WIDE):
        head, codec, start = _in_utf8(data[:HEAD_BYTES], encoding), "utf-8", 0
    else:
        head, start = data[:HEAD_BYTES], mark_length(data)
        codec = "gb18030" if encoding == "gb18030" else "utf-8"
    lines = head[start:].splitlines(keepends=True)  # of bytes: at line ends of ASCII only
    if len(data) > HEAD_BYTES and len(lines) > 1 and not lines[-1].endswith((b"\r", b"\n")):
        lines.pop()  # it is cut off with the head
    separators: tuple[str, ...] = SEPARATORS
    told = lines and _SEPARATOR_LINE.match(lines[0].decode(codec, "replace"))
    if told:
        separators, start = (told[1],), start + len(lines.pop(0))
    for separator in separators:
        records, taken = _first_records(lines, codec, separator)
        header = find_header(records, aliases)
        row = header.row or 0
        at = start + sum(map(len, lines[: taken[row]]))
        width = max(map(len, records[row : row + 1]), default=0) if row else 0
        above = tuple(map(tuple, records[: max(0, row - 1)]))
        is_spaced = f'{separator} "'.encode() in head[start:at]
        yield Reading(encoding, head, codec, separator, header, start, at, width, above, is_spaced)


def _first_records(
    lines: list[bytes], codec: str, separator: str
) -> tuple[list[list[str]], list[int]]:
    """The records at the top of a text, and how many lines there are up to each, from none on."""
    texts = (line.decode(codec, "replace").lstrip("\ufeff") for line in lines)
    reader = csv.reader(texts, delimiter=separator, skipinitialspace=True)
    records: list[list[str]] = []
    taken = [0]
    with suppress(csv.Error):  # a field without an end: nothing below it can be a header
        for record in islice(reader, SEARCHED_ROWS + 1):
            records.append(record[: SPAN_COLUMNS + 1])
            taken.append(reader.line_num)
    return records, taken


def _in_utf8(data: bytes, encoding: str) -> bytes:
    """Bytes of UTF-16 or UTF-32 without their mark; piece by piece, which takes a quarter."""
    starts = range(mark_length(data), len(data), _TRANSCODED_BYTES)
    pieces = (data[at : at + _TRANSCODED_BYTES] for at in starts)
    texts = codecs.iterdecode(pieces, encoding, "replace")
    return b"".join(text.encode("utf-8", "replace") for text in texts)


def _is_garbled(reading: Reading) -> bool:
    """Whether the first lines, so decoded, are no text that a person wrote."""
    text = reading.body[:4096].decode(reading.codec, "replace").strip("\ufeff\ufffd")
    if "\ufffd" in text or any(ord(c) < 32 and c not in "\t\r\n" for c in text):
        return True
    if reading.codec != "gb18030":
        return False
    wide = [c for c in text if ord(c) > 0xFF]
    common = "".join(wide).encode("gb2312", "ignore")
    return len(common) < 2 * MIN_COMMON * len(wide)
