"""The rows of a regular text file, by Arrow straight from its bytes: the fast way.

In GB18030 as in UTF-8 no byte of a longer character is a comma, tab, quote or line end, so only
the cells that matter need decoding, and of these only the different ones. A file with anything
irregular goes the exact way of `csv_exact`. Source: spec, "Tables".
"""

from __future__ import annotations

import codecs
from collections.abc import Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import csv as arrow_csv

from xlcs.exports.read.cells import (
    BROKEN,
    Bools,
    Cells,
    as_array,
    is_ascii,
    wholly_blank,
)
from xlcs.exports.read.headers.repeated import RepeatedHeaders, time_column
from xlcs.exports.read.sheet import Rows
from xlcs.exports.read.text.csv_reading import Reading
from xlcs.exports.values.batches import give_back

BLOCK_BYTES = 4 << 20
"""How much Arrow parses at a time; a record must fit in."""

_DECODED_WORDS = 1 << 18
"""Different cells that are decoded at a time: each step of it makes a copy of all it is given."""

MOST_BEYOND = 50
"""Cells without a header, all of them blank, that a regular row may have at its end."""


def read_regular(reading: Reading, repeated: RepeatedHeaders) -> Rows | None:
    """The rows below the header; None where a record is irregular in any way."""
    header = reading.header
    assert header.row is not None
    if reading.codec == "gb18030" and reading.separator == "|":
        return None  # the one separator that can be the second byte of a character
    if reading.is_spaced or not 0 <= reading.width - header.width <= MOST_BEYOND:
        return None
    last = reading.last_line()
    if last.endswith(BROKEN):
        return None

    quoted = reading.body.find(b'"', reading.data_at) >= 0
    beyond = range(header.width, reading.width)
    table = _parse(reading, [*header.needed, *beyond], quoted)
    give_back(0 if table is None else table.num_rows)
    if table is None or any(pc.max(pc.binary_length(table[f"f{i}"])).as_py() for i in beyond):
        return None
    if quoted and (last.count('"') % 2 or not _swallows_no_row(table, reading)):
        return None
    if pc.any(pc.starts_with(table["f0"], codecs.BOM_UTF8)).as_py():
        return None
    words = {i for i, kind in header.kinds.items() if kind in ("name", "choice", "text")}
    cells = {i: _decoded(table[f"f{i}"], reading.codec, of_words=i in words) for i in header.needed}
    if repeated.is_in(cells[time_column(header)]):
        return None
    number = np.arange(header.row + 1, header.row + 1 + table.num_rows, dtype=np.int32)
    kept = ~_wholly_blank(reading, cells, quoted)
    if kept.all():
        return Rows(number, cells)
    return Rows(number[kept], {i: column.where(kept) for i, column in cells.items()})


def _parse(reading: Reading, wanted: Sequence[int], quoted: bool) -> pa.Table | None:
    start = reading.data_at
    part = pa.py_buffer(reading.body).slice(start, reading.end - start)
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


def _swallows_no_row(table: pa.Table, reading: Reading) -> bool:
    """Whether no quoted field holds lines that are rows by themselves, as far as can be told here.

    A remark of several lines is none; behind a quote without its partner rows are.
    """
    body, start, end = reading.body, reading.data_at, reading.end
    if any(body.count(sign, start, end) + 1 == table.num_rows for sign in (b"\n", b"\r")):
        return True
    signs = np.frombuffer(body, np.uint8, end - start, start)
    line_end = b"\n" if body.find(b"\n", start, end) >= 0 else b"\r"
    ends = np.append(np.flatnonzero(signs == line_end[0]), end - start)
    quotes, separators = (
        np.searchsorted(np.flatnonzero(signs == ord(sign)), ends)
        for sign in ('"', reading.separator)
    )
    is_last_line = quotes % 2 == 0  # of its record: as many quotes were opened as closed
    if int(is_last_line.sum()) != table.num_rows:
        return False
    record = np.cumsum(is_last_line) - is_last_line
    is_wide = np.diff(separators, prepend=0) >= reading.header.width - 2
    return bool(np.bincount(record, is_wide).max() < 2)


def _wholly_blank(reading: Reading, cells: dict[int, Cells], quoted: bool) -> Bools:
    """Rows in which not even a column that does not matter holds anything."""
    blank = wholly_blank(list(cells.values()))
    if not blank.any():
        return blank
    others = [i for i in range(reading.width) if i not in cells]
    rest = _parse(reading, others, quoted) if others else None
    if rest is None:
        return blank
    few = rest.filter(pa.array(blank)).columns
    blank[blank] = wholly_blank([_decoded(column, reading.codec) for column in few])
    return blank


def _decoded(column: pa.ChunkedArray, codec: str, *, of_words: bool = False) -> Cells:
    """Cells of bytes as text; `BROKEN` stands for what cannot be decoded."""
    if not of_words and is_ascii(column):
        return Cells(pa.chunked_array([c.view(pa.string()) for c in column.chunks], pa.string()))
    coded = as_array(column.dictionary_encode().combine_chunks())
    return Cells(pa.DictionaryArray.from_arrays(coded.indices, _texts(coded.dictionary, codec)))


def _texts(words: pa.Array, codec: str) -> pa.Array:
    if is_ascii(words):
        return words.view(pa.string())
    starts = range(0, len(words), _DECODED_WORDS)
    return pa.concat_arrays([_some(words[at : at + _DECODED_WORDS], codec) for at in starts])


def _some(words: pa.Array, codec: str) -> pa.Array:
    # 0x1F is no part of a longer character, so one call decodes them all.
    whole = pa.ListArray.from_arrays([0, len(words)], words)
    together = pc.binary_join(whole, b"\x1f")[0].as_py().decode(codec, "replace")
    texts = pc.split_pattern(pa.array([together], pa.string()), "\x1f").flatten()
    if len(texts) == len(words):
        return texts
    return pa.array([word.decode(codec, "replace") for word in words.to_pylist()], pa.string())
