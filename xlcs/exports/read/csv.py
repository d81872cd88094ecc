"""A text file (CSV, tab-separated) → its header and the cells of the columns that matter.

Encodings and separators are told by content: the reading under which headers are recognised is
the right one. Source: spec, "Tables" (what real exports look like).

A regular file is read by Arrow straight from its bytes: in GB18030 as in UTF-8 no byte of a longer
character is a comma, tab, quote or line end, so only the cells that matter need decoding, and of
these only the different ones. Anything irregular goes the exact way of `text_records`.
"""

from __future__ import annotations

import codecs
import csv
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import csv as arrow_csv

from xlcs.exports.read.cells import Bools, Cells, as_array, on_words, wholly_blank
from xlcs.exports.read.csv_exact import read_records
from xlcs.exports.read.headers import SEARCHED_ROWS, Aliases, Finding, Header, find_header
from xlcs.exports.read.sheet import Rows, Sheet
from xlcs.exports.values.coded import coded

SEPARATORS = (",", "\t", ";", "|")

HEAD_BYTES = 1 << 20
"""How much from the top is looked at for the header row."""

_GLANCE_BYTES = 1 << 12

BLOCK_BYTES = 4 << 20
"""How much Arrow parses at a time; a record must fit in."""

TRIED = "UTF-8, GB18030, UTF-16"

MIN_COMMON = 0.7
"""Part of the Chinese characters that are common ones (GB2312) in a text decoded rightly."""

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)

_LINE = re.compile(rb"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+\Z")

_NOTHING = b"\x00 \t\r\n\xef\xbb\xbf\xff\xfe"

csv.field_size_limit(2**31 - 1)  # a stray quote makes a field of the whole rest; that is no error


@dataclass(frozen=True)
class Reading:
    """One way to read the file.

    encoding : as told to the user
    body : its bytes, in UTF-8 or GB18030
    codec : of `body`
    """

    encoding: str
    body: bytes
    codec: str
    separator: str
    header: Header
    data_at: int
    width: int


def read_text(data: bytes, aliases: Aliases) -> Sheet:
    """Read a text file.

    Parameters
    ----------
    data : the file's bytes
    aliases : headers to accept, of `headers.accepted`

    Returns
    -------
    Sheet : header None where the file is empty, rows None where its header cannot be used
    """
    if not (data[:HEAD_BYTES].strip(_NOTHING) or data.strip(_NOTHING)):
        return Sheet(None, None, None)
    reading = _best(data, aliases)
    header = reading.header
    if header.refused:
        is_known = any(finding.code != "wrong_encoding" for finding in header.findings)
        return Sheet(None, reading.encoding if is_known else None, header)
    is_cut = _is_cut(reading.body, reading.codec)
    rows = None if is_cut else _read_regular(reading)
    if rows is None:
        rows = read_records(reading.body, reading.codec, reading.separator, header, is_cut=is_cut)
    return Sheet(None, reading.encoding, header, rows)


def _best(data: bytes, aliases: Aliases) -> Reading:
    readings: list[Reading] = []
    for reading in chain.from_iterable(
        _readings(data, encoding, aliases) for encoding in _encodings(data)
    ):
        readings.append(reading)
        if reading.header.recognised and not _is_ascii(reading.header):
            break  # Chinese headers make sense in one encoding and with one separator only
    best = max(readings, key=lambda r: r.header.rank)
    alike = [r for r in readings if r.header.rank == best.header.rank]
    if {r.codec for r in alike} == {"utf-8", "gb18030"}:
        codec = "utf-8" if _is_utf8(data) else "gb18030"
        best = next(r for r in alike if r.codec == codec)
    best = _whole(best, data)
    if best.header.share == 0 and _is_garbled(best):
        finding = Finding("wrong_encoding", None, {"tried": TRIED})
        best = replace(best, header=replace(best.header, findings=(finding,)))
    return best


def _is_ascii(header: Header) -> bool:
    return all(caption.isascii() for caption in header.captions.values())


def _encodings(data: bytes) -> list[str]:
    for bom, encoding in _BOMS:
        if data.startswith(bom):
            return [encoding, "gb18030"] if encoding == "utf-8-sig" else [encoding]
    wide = ["utf-16-le", "utf-16-be"] if b"\x00" in data[:4096] else []
    # Most files that are not in UTF-8 show it at once; a failure costs a copy of all that is tried.
    is_utf8 = _is_utf8(data[:_GLANCE_BYTES]) and _is_utf8(data[:HEAD_BYTES])
    likely = ["utf-8", "gb18030"] if is_utf8 else ["gb18030", "utf-8"]
    return [*likely, *wide]


def _readings(data: bytes, encoding: str, aliases: Aliases) -> Iterator[Reading]:
    """The file's head under each separator."""
    head, codec = _body(data[:HEAD_BYTES], encoding)
    body, start = (head, 0) if encoding.startswith("utf-16") else (data, _bom_length(data))
    for separator in SEPARATORS:
        lines = _Lines(head, start, codec, is_cut=len(data) > HEAD_BYTES)
        records: list[list[str]] = []
        ends: list[int] = []
        for record in csv.reader(lines, delimiter=separator):
            records.append(record)
            ends.append(lines.at)
            if len(records) > SEARCHED_ROWS:
                break
        header = find_header(records, aliases)
        at = start if header.row is None else ends[header.row - 1]
        below = records[header.row : header.row + 1] if header.row else []
        width = max(map(len, below), default=0)
        yield Reading(encoding, body, codec, separator, header, at, width)


class _Lines:
    """The lines of a file's head, decoded; `at` is where the latest one ends.

    A last line that is cut off with the head is left out, unless it is the only one.
    """

    def __init__(self, head: bytes, start: int, codec: str, *, is_cut: bool) -> None:
        self.at = start
        self._start, self._codec = start, codec
        self._end = len(head) if is_cut else None
        self._lines = _LINE.finditer(head, start)

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = next(self._lines)
        if line.end() == self._end and line.start() > self._start:
            raise StopIteration
        self.at = line.end()
        return line[0].decode(self._codec, "replace")


def _body(data: bytes, encoding: str) -> tuple[bytes, str]:
    """The bytes in a codec that `Reading.codec` may be, and that codec; of UTF-16 without BOM."""
    if encoding.startswith("utf-16"):
        text = data[_bom_length(data) :].decode(encoding, "replace")
        return text.encode("utf-8"), "utf-8"
    return data, "gb18030" if encoding == "gb18030" else "utf-8"


def _bom_length(data: bytes) -> int:
    return next((len(bom) for bom, _ in _BOMS if data.startswith(bom)), 0)


def _whole(reading: Reading, data: bytes) -> Reading:
    body, _ = _body(data, reading.encoding)
    return replace(reading, body=body)


def _is_utf8(data: bytes) -> bool:
    """Whether the bytes are UTF-8, but perhaps for a last character that is cut off."""
    try:
        codecs.getincrementaldecoder("utf-8")().decode(data)
    except UnicodeDecodeError:
        return False
    return True


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


def _read_regular(reading: Reading) -> Rows | None:
    """The rows as Arrow reads them; None where a record is irregular in any way."""
    header, body = reading.header, reading.body
    assert header.row is not None
    end = _end(body, reading.data_at)
    if end == reading.data_at:
        return Rows(np.empty(0, np.int32), {i: _no_cells() for i in header.needed})
    if reading.codec == "gb18030" and reading.separator == "|":
        return None  # the one separator that can be the second byte of a character
    if reading.width < reading.header.width:
        return None

    quoted = body.find(b'"', reading.data_at) >= 0
    words = {i for c, at in header.columns.items() if _is_of_words(header, c) for i in at}
    beyond = range(header.width, reading.width)
    wanted = sorted({*header.needed, *beyond, *({reading.width - 1} if quoted else ())})
    table = _parse(reading, end, wanted, quoted)
    if table is None or any(_any_seen(table[f"f{i}"]) for i in beyond):
        return None
    if quoted and not _ends_like(table, reading, end, wanted):
        return None
    cells = {i: _decoded(table[f"f{i}"], reading.codec, of_words=i in words) for i in header.needed}
    number = np.arange(header.row + 1, header.row + 1 + table.num_rows, dtype=np.int32)
    kept = ~_wholly_blank(reading, end, cells, quoted)
    if kept.all():
        return Rows(number, cells)
    return Rows(number[kept], {i: column.where(kept) for i, column in cells.items()})


def _is_of_words(header: Header, column: str) -> bool:
    return header.table.column(column).kind in ("name", "choice", "text")


def _end(body: bytes, start: int) -> int:
    """Where the last line that is not empty ends."""
    end = len(body)
    while end > start and body[end - 1] in b"\r\n":
        end -= 1
    return end


def _is_cut(body: bytes, codec: str) -> bool:
    """Whether the file ends in the middle of a character."""
    if codec == "utf-8" and body.endswith("\ufffd".encode()):
        return True  # of UTF-16, which is UTF-8 by now
    tail = body[max(body.rfind(b"\n"), body.rfind(b"\r")) + 1 :]
    decoder = codecs.getincrementaldecoder(codec)("replace")
    decoder.decode(tail)
    return bool(decoder.getstate()[0])


def _parse(reading: Reading, end: int, wanted: Sequence[int], quoted: bool) -> pa.Table | None:
    part = pa.py_buffer(reading.body).slice(reading.data_at, end - reading.data_at)
    names = [f"f{i}" for i in wanted]
    try:
        return arrow_csv.read_csv(
            pa.BufferReader(part),
            arrow_csv.ReadOptions(
                autogenerate_column_names=True,
                block_size=BLOCK_BYTES,
                use_threads=len(part) > BLOCK_BYTES,  # handing a single block over only costs
            ),
            arrow_csv.ParseOptions(
                delimiter=reading.separator,
                quote_char='"' if quoted else False,
                newlines_in_values=quoted,
                ignore_empty_lines=False,
            ),
            arrow_csv.ConvertOptions(
                check_utf8=False,
                strings_can_be_null=False,
                include_columns=names,
                column_types=dict.fromkeys(names, pa.binary()),
            ),
        )
    except (pa.ArrowInvalid, pa.ArrowKeyError):
        return None  # irregular: some record has more or fewer cells, or is longer than a block


def _any_seen(column: pa.ChunkedArray) -> bool:
    return bool(pc.any(pc.greater(pc.binary_length(column), 0)).as_py())


def _ends_like(table: pa.Table, reading: Reading, end: int, wanted: Sequence[int]) -> bool:
    """Whether the last line, parsed by itself, is the last row: then no quote is left open."""
    body = reading.body
    start = max(body.rfind(b"\n", 0, end), body.rfind(b"\r", 0, end)) + 1
    line = body[max(start, reading.data_at) : end].decode(reading.codec, "replace")
    mark = "\x00"
    records = list(csv.reader([line, mark], delimiter=reading.separator))
    if len(records) != 2 or records[1] != [mark] or len(records[0]) != reading.width:
        return False
    last = [table[f"f{i}"][-1].as_py().decode(reading.codec, "replace") for i in wanted]
    return last == [records[0][i] for i in wanted]


def _wholly_blank(reading: Reading, end: int, cells: dict[int, Cells], quoted: bool) -> Bools:
    """Rows in which not even a column that does not matter holds anything."""
    blank = wholly_blank(list(cells.values()))
    if not blank.any():
        return blank
    others = [i for i in range(reading.width) if i not in cells]
    rest = _parse(reading, end, others, quoted) if others else None
    if rest is None:
        return blank
    few = rest.filter(pa.array(blank))
    seen = np.zeros(few.num_rows, dtype=np.bool_)
    for column in few.columns:
        seen |= ~_decoded(column, reading.codec).blank()
    blank[np.flatnonzero(blank)[seen]] = False
    return blank


def _no_cells() -> Cells:
    return Cells(pa.array([], pa.string()))


def _decoded(column: pa.ChunkedArray, codec: str, *, of_words: bool = False) -> Cells:
    """Cells of bytes as text; what cannot be decoded is U+FFFD and marked as broken."""
    if of_words:
        one = coded(as_array(column))
        texts, is_whole = _texts(one.dictionary, codec, all_differ=True)
        text = pa.DictionaryArray.from_arrays(one.indices, texts)
    else:
        text, is_whole = _texts(as_array(column), codec)
    if is_whole:
        return Cells(text)
    broken = on_words(text, lambda words: pc.match_substring(words, "\ufffd"))
    return Cells(text, broken=broken if broken.any() else None)


def _texts(array: pa.Array, codec: str, *, all_differ: bool = False) -> tuple[pa.Array, bool]:
    """Bytes as text, and whether it is certain that all could be decoded.

    Only different ones are decoded.
    """
    content = array.buffers()[2]
    if content is None or not len(array) or np.frombuffer(content, np.int8).min(initial=0) >= 0:
        return array.view(pa.string()), True
    if codec == "utf-8":
        try:
            return array.cast(pa.string()), False  # of UTF-16, it may hold a U+FFFD already
        except pa.ArrowInvalid:
            pass  # some cell cannot be decoded: the way below marks which
    if all_differ:
        return _words(array, codec)
    coded = array.dictionary_encode()
    words, is_whole = _words(coded.dictionary, codec)
    return pa.DictionaryArray.from_arrays(coded.indices, words), is_whole


def _words(values: pa.Array, codec: str) -> tuple[pa.Array, bool]:
    # 0x1F is no part of a longer character, so one call decodes them all.
    whole = pa.ListArray.from_arrays([0, len(values)], values)
    together = pc.binary_join(whole, b"\x1f")[0].as_py().decode(codec, "replace")
    words = pc.split_pattern(pa.array([together], pa.string()), "\x1f").flatten()
    if len(words) == len(values) and "\ufffd" not in together:
        return words, True
    apart = [value.decode(codec, "replace") for value in values.to_pylist()]
    return pa.array(apart, pa.string()), False
