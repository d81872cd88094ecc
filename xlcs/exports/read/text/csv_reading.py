"""How a text file is to be read: its encoding, its separator, its header.

They are told by content: the reading under which headers are recognised is the right one.
Source: spec, "Tables" (what real exports look like).
"""

from __future__ import annotations

import codecs
import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import chain

from xlcs.exports.read.headers.header import SEARCHED_ROWS, Aliases, Finding, Header, find_header
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

_TRANSCODED_BYTES = 1 << 22


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
    end : where the last line that is not empty ends, without its line end
    is_ended : whether a line end follows there
    is_cut : whether the text ends there in the middle of a character
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
    end: int = 0
    is_ended: bool = True
    is_cut: bool = False

    def lines(self) -> Iterator[str]:
        """The lines below the header, decoded, with their ends."""
        for line in LINE.finditer(self.body, self.data_at, self.end):
            yield line[0].decode(self.codec, "replace")


def best_reading(data: bytes, aliases: Aliases) -> Reading:
    """The way of reading under which the header is recognised, or comes nearest to it.

    The file's bytes are not all blank.
    """
    readings: list[Reading] = []
    for reading in chain.from_iterable(
        _readings(data, encoding, aliases) for encoding in encodings(data)
    ):
        readings.append(reading)
        if reading.header.recognised and not _is_ascii(reading.header):
            break  # Chinese headers make sense in one encoding and with one separator only
    best = max(readings, key=lambda r: r.header.rank)
    alike = [r for r in readings if r.header.rank == best.header.rank]
    if {r.codec for r in alike} == {"utf-8", "gb18030"}:
        codec = "utf-8" if is_utf8(data) else "gb18030"
        best = next(r for r in alike if r.codec == codec)
    best = replace(best, body=_whole(data, best.encoding))
    if best.header.share == 0 and _is_garbled(best):
        finding = Finding("wrong_encoding", None, {"tried": TRIED})
        best = replace(best, header=replace(best.header, findings=(finding,)))
    return best


def _is_ascii(header: Header) -> bool:
    return all(caption.isascii() for caption in header.captions.values())


def _readings(data: bytes, encoding: str, aliases: Aliases) -> Iterator[Reading]:
    """The file's head under each separator, or under the one that its first line tells."""
    if encoding.startswith(_WIDE):
        head, codec, start = _in_utf8(data[:HEAD_BYTES], encoding), "utf-8", 0
    else:
        head, start = data[:HEAD_BYTES], mark_length(data)
        codec = "gb18030" if encoding == "gb18030" else "utf-8"
    is_cut = len(data) > HEAD_BYTES
    separators: tuple[str, ...] = SEPARATORS
    first = next(LINE.finditer(head, start), None)
    told = first and _SEPARATOR_LINE.match(first[0].decode(codec, "replace"))
    if first and told:
        separators, start = (told[1],), first.end()
    for separator in separators:
        records: list[list[str]] = []
        ends: list[int] = []
        read: list[int] = []  # where the lines end that were read
        for record in _records(_lines(head, start, codec, read, is_cut=is_cut), separator):
            records.append(record[: SPAN_COLUMNS + 1])
            ends.append(read[-1])
            if len(records) > SEARCHED_ROWS:
                break
        header = find_header(records, aliases)
        at = start if header.row is None else ends[header.row - 1]
        below = records[header.row : header.row + 1] if header.row else []
        width = max(map(len, below), default=0)
        above = tuple(map(tuple, records[: header.row - 1])) if header.row else ()
        is_spaced = f'{separator} "'.encode() in head[start:at]
        yield Reading(encoding, head, codec, separator, header, start, at, width, above, is_spaced)


def _records(lines: Iterator[str], separator: str) -> Iterator[list[str]]:
    try:
        yield from csv.reader(lines, delimiter=separator, skipinitialspace=True)
    except csv.Error:
        return  # a field without an end: nothing below it can be a header


def _lines(head: bytes, start: int, codec: str, read: list[int], *, is_cut: bool) -> Iterator[str]:
    """The lines of a file's head, decoded; `read` takes where each ends.

    A last line that is cut off with the head is left out, unless it is the only one.
    """
    for line in LINE.finditer(head, start):
        if is_cut and line.end() == len(head) and line.start() > start:
            return
        read.append(line.end())
        yield line[0].decode(codec, "replace").lstrip("\ufeff")


def _whole(data: bytes, encoding: str) -> bytes:
    return _in_utf8(data, encoding) if encoding.startswith(_WIDE) else data


def _in_utf8(data: bytes, encoding: str) -> bytes:
    """Bytes of UTF-16 or UTF-32 without their mark; piece by piece, which takes a quarter."""
    decoder = codecs.getincrementaldecoder(encoding)("replace")
    start = mark_length(data)
    pieces = [
        decoder.decode(data[at : at + _TRANSCODED_BYTES]).encode("utf-8", "replace")
        for at in range(start, len(data), _TRANSCODED_BYTES)
    ]
    return b"".join([*pieces, decoder.decode(b"", final=True).encode("utf-8", "replace")])


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
