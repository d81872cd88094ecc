"""The rows of a text file record by record: whatever is irregular is told, row by row.

Source: spec, "Tables" (joined files, quotes), "Refused or blanked".
"""

from __future__ import annotations

import csv
import gc
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cache

from xlcs.exports.read.headers.repeated import RepeatedHeaders
from xlcs.exports.read.limits import MEGABYTE
from xlcs.exports.read.sections import Section, sections_under
from xlcs.exports.read.sheet import FileRefused
from xlcs.exports.read.text.csv_reading import Reading
from xlcs.exports.read.text.csv_torn import TextRecord, TornRows
from xlcs.settings.limits import Limits, raised_by

_END = "\x00end of file\x00"
"""A line added behind the last one: a quote left open swallows it."""


def read_exact(reading: Reading, repeated: RepeatedHeaders, limits: Limits) -> list[Section]:
    """The sections of a text file, by the standard library's reader.

    A row with cells beyond the header is refused unless these are blank; one with fewer cells,
    where a column that matters is missing; those that a quoted field swallowed; the last one where
    the file breaks off in it.

    Raises
    ------
    FileRefused : many rows cannot be taken apart, a quote is open over megabytes, or there are
        more headers than in any joined file.
    """
    torn_rows = cache(lambda section: TornRows(section, reading))

    def usable(section: Section, batch: Sequence[TextRecord], first: int) -> list[bool]:
        return torn_rows(section).usable(batch, first)

    records, most_listed = text_records(reading, limits), limits.listed_torn_rows
    with _no_search_for_cycles():
        return sections_under(reading.header, records, repeated, usable, most_listed)


@contextmanager
def _no_search_for_cycles() -> Iterator[None]:
    """Records are lists by the hundred thousand, none of which holds itself.

    Python would look through them again and again for such that do, half of the time in all.
    """
    is_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if is_on:
            gc.enable()


def text_records(reading: Reading, limits: Limits) -> Iterator[TextRecord]:
    """The records of a text below its header."""
    return _plain(reading) if _quotes_are_text(reading) else _quoted(reading, limits)


def _quotes_are_text(reading: Reading) -> bool:
    """Whether each line has the header's width when split without regard to quotes."""
    separators = reading.header.width - 1
    if reading.body.find(b'"', reading.data_at, reading.end) < 0:
        return True
    return all(
        line.count(reading.separator) == separators
        for line in reading.lines()
        if not line.isspace()
    )


def _plain(reading: Reading) -> Iterator[TextRecord]:
    """A record a line; quotes around a whole cell are taken off."""
    blank = f"{reading.separator}\r\n"
    for line in reading.lines():
        if not line.strip(blank):  # cells by the thousand, and nothing in them
            yield TextRecord([""], [line])
            continue
        cells = line.lstrip("\ufeff").rstrip("\r\n").split(reading.separator)
        yield TextRecord(list(map(_unquoted, cells)) if '"' in line else cells, [line])


def _unquoted(cell: str) -> str:
    bare = cell.strip()
    if len(bare) > 1 and bare[0] == bare[-1] == '"':
        return bare[1:-1].replace('""', '"')
    return cell


def _quoted(reading: Reading, limits: Limits) -> Iterator[TextRecord]:
    """A record as the standard library's reader takes it apart."""
    csv.field_size_limit(limits.cell_mb * MEGABYTE)
    taken: list[str] = []  # since the last record, without byte order marks

    def lines() -> Iterator[str]:
        for line in reading.lines():
            taken.append(line.lstrip("\ufeff"))
            yield taken[-1]
        taken.append(_END)
        yield _END

    records = csv.reader(lines(), delimiter=reading.separator, skipinitialspace=reading.is_spaced)
    assert reading.header.row is not None
    number = reading.header.row + 1
    while True:
        try:
            cells = next(records)
        except StopIteration:
            return
        except csv.Error as error:
            raise FileRefused("open_quote", row=str(number), **raised_by("cell_mb")) from error
        number += 1
        made_of = taken.copy()
        taken.clear()
        if made_of[-1] is not _END:
            yield TextRecord(cells, made_of)
        elif len(made_of) > 1:
            yield TextRecord(cells, made_of[:-1], is_open=True)
