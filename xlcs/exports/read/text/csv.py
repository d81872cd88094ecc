"""A text file (CSV, tab-separated) → its sections, each with its header and its rows.

A regular file is read by Arrow straight from its bytes (`csv_regular`); anything irregular goes
the exact way (`csv_exact`). Source: spec, "Tables" (what real exports look like).
"""

from __future__ import annotations

from dataclasses import replace
from typing import IO

import pyarrow as pa

from xlcs.exports.read.grid import sheets_of
from xlcs.exports.read.headers.above import refusing_data_above
from xlcs.exports.read.headers.header import Aliases
from xlcs.exports.read.headers.repeated import RepeatedHeaders
from xlcs.exports.read.limits import (
    CHECKED_BYTES,
    MEGABYTE,
    SAMPLE_BYTES,
    SAMPLED_BYTES,
    SHORTEST_LINE,
    SPAN_COLUMNS,
)
from xlcs.exports.read.sheet import FileRefused, Sheet, refuse_larger
from xlcs.exports.read.text.csv_cut_off import without_cut_off
from xlcs.exports.read.text.csv_exact import read_exact, text_records
from xlcs.exports.read.text.csv_reading import best_reading
from xlcs.exports.read.text.csv_regular import read_regular
from xlcs.exports.read.text.decoding import ends_in_utf8
from xlcs.exports.read.text.one_cell_lines import unwrapped
from xlcs.exports.values.rows import refuse_unusable
from xlcs.settings.limits import Limits, raised_by
from xlcs.summary_table import SUMMARY

_NOTHING = b"\x00\x1a \t\r\n\xef\xbb\xbf\xff\xfe"
_LOOKED_AT_BYTES = 1 << 20

_BLOCK_BYTES = 1 << 16
"""What is looked at together: larger blocks were each new memory, which took as long as reading."""

_PIECES, _PIECE_BYTES = 64, 1 << 14
"""So many pieces of that length tell how long a file's lines are."""


def read_text_file(file: IO[bytes], aliases: Aliases, limits: Limits) -> list[Sheet]:
    """Read an open text file, after a look at how large it and its lines are; see `read_text`."""
    size = file.seek(0, 2)
    refuse_larger(size, limits.text_mb, "text_mb")
    longest = limits.line_mb * MEGABYTE
    if size > CHECKED_BYTES:
        if (mean := _mean_line(file, size)) < SHORTEST_LINE:
            raise FileRefused("short_lines", lines=f"{size // mean:,}", bytes=str(mean))
        _check_lines(file, longest)
    if size > SAMPLED_BYTES:
        sample = read_text(_sample(file, size, longest), aliases, limits)
        if sample[0].header is not None and not sample[0].header.recognised:
            return sample
        refuse_unusable(sample)
    file.seek(0)
    sheets = read_text(file.read(), aliases, limits)
    if size > SAMPLED_BYTES:
        pa.default_memory_pool().release_unused()  # what was parsed took several times the file
    return sheets


def _mean_line(file: IO[bytes], size: int) -> int:
    """Bytes a line, its end included, as far as pieces from all over a file tell.

    To count all lines would take a tenth of the time that reading the file takes.
    """
    feeds = returns = seen = 0
    for at in range(0, size, size // _PIECES):
        file.seek(at)
        piece = file.read(_PIECE_BYTES)
        feeds, returns = feeds + piece.count(b"\n"), returns + piece.count(b"\r")
        seen += len(piece)
    return max(1, round(seen / max(feeds, returns, 1)))


def _check_lines(file: IO[bytes], longest: int) -> None:
    file.seek(0)
    length = 0
    while block := file.read(_BLOCK_BYTES):
        end = max(block.rfind(b"\n"), block.rfind(b"\r"))
        length = length + len(block) if end < 0 else len(block) - end - 1
        if length > longest:
            most = f"{longest // MEGABYTE} MB"
            raise FileRefused("line_too_long", most=most, **raised_by("line_mb"))


def _sample(file: IO[bytes], size: int, longest: int) -> bytes:
    """Lines from the beginning of a file, from its middle, and from before its end."""
    file.seek(0)
    sample = [file.read(SAMPLE_BYTES), file.readline(longest)]
    if b"\x00" not in sample[0]:  # else a character has several bytes, and may begin anywhere
        for at in (size // 2, size - SAMPLE_BYTES):
            file.seek(at)
            file.readline(longest)
            sample += [file.read(min(SAMPLE_BYTES, size - file.tell())), file.readline(longest)]
    return b"".join(sample)


def read_text(data: bytes, aliases: Aliases, limits: Limits) -> list[Sheet]:
    """Read a text file.

    Returns
    -------
    list of Sheet : never empty; more than one where files were joined. The header is None where
        the file is empty, the rows are None where its header cannot be used.

    Raises
    ------
    FileRefused : most of its rows cannot be taken apart, or it is wider than any sheet.
    """
    if not (data[:_LOOKED_AT_BYTES].strip(_NOTHING) or data.strip(_NOTHING)):
        return [Sheet(None, None, None)]
    reading = best_reading(data, aliases)
    if not reading.header.recognised:
        lines = unwrapped(reading.body[reading.starts_at :])  # but a line that tells the separator
        if lines is not None:
            reading = replace(best_reading(lines, aliases), encoding=reading.encoding)
    header = reading.header
    if not header.recognised:
        is_known = any(finding.code != "wrong_encoding" for finding in header.findings)
        return [Sheet(None, reading.encoding if is_known else None, header)]
    if reading.codec == "gb18030" and ends_in_utf8(data):
        raise FileRefused("two_encodings")
    if header.width > SPAN_COLUMNS:
        raise FileRefused("too_many_columns", most=str(SPAN_COLUMNS))
    if header.table is SUMMARY:
        whole = text_records(reading.from_the_top(), limits)
        cells = (record + [""] * (header.width - len(record)) for record in whole)
        sheets = sheets_of(None, (record[:SPAN_COLUMNS] for record in cells), aliases)
        return [replace(sheet, encoding=reading.encoding) for sheet in sheets]
    repeated = RepeatedHeaders(aliases, reading.above)
    rows = read_regular(reading, repeated)
    if rows is not None:
        sheets = [Sheet(None, reading.encoding, header, rows)]
    else:
        sheets = [
            Sheet(None, reading.encoding, section.header, section.rows())
            for section in read_exact(reading, repeated, limits)
        ]
    sheets[0] = refusing_data_above(sheets[0], reading.above, aliases)
    return [*sheets[:-1], without_cut_off(reading, sheets[-1])]
