"""The rows of a text file record by record: whatever is irregular is told, row by row.

Source: spec, "Tables" (joined files, quotes), "Refused or blanked".
"""

from __future__ import annotations

import csv
import gc
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import cache
from itertools import islice
from typing import NamedTuple

from xlcs.exports.read.limits import MEGABYTE, SPAN_COLUMNS
from xlcs.exports.read.sections import RepeatedHeaders, Section, Sections
from xlcs.exports.read.sheet import FileRefused
from xlcs.exports.read.text.csv_reading import Reading
from xlcs.exports.read.text.csv_torn import TornRows
from xlcs.settings.limits import Limits, raised_by

BATCH_RECORDS, BATCH_CELLS = 1 << 14, 1 << 20
"""Records turned into columns at a time: so many, or fewer that have more cells."""

_END = "\x00end of file\x00"
"""A line added behind the last one: a quote left open swallows it."""


class Record(NamedTuple):
    """The cells between two line ends that are outside of quotes.

    lines : those it is made of
    is_open : whether a quote in it is never closed
    """

    cells: list[str]
    lines: list[str]
    is_open: bool = False


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
    header = reading.header
    assert header.row is not None
    sections = Sections(header, repeated, limits.listed_torn_rows)
    torn_rows = cache(TornRows)
    records = _records(reading, limits)
    number = header.row + 1
    with _no_search_for_cycles():
        batch = _batch(records)
        while batch:
            following = _batch(records)
            rows = [record.cells for record in batch]
            for section, start, end in sections.parts(rows, number):
                torn, part, first = (
                    torn_rows(section, reading.separator),
                    batch[start:end],
                    number + start,
                )
                if end == len(batch) and not following and not reading.is_ended:
                    torn.look_at_end(part[-1], number + end - 1)
                section.add(rows[start:end], first, torn.usable(part, first))
            number += len(batch)
            batch = following
    return sections.found


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


def first_records(reading: Reading, most: int, limits: Limits) -> list[list[str]]:
    """The cells of the first rows of a text file, those above its header too."""
    whole = replace(reading, data_at=reading.starts_at, header=replace(reading.header, row=0))
    return [record.cells[:SPAN_COLUMNS] for record in islice(_records(whole, limits), most)]


def _records(reading: Reading, limits: Limits) -> Iterator[Record]:
    return _plain(reading) if _quotes_are_text(reading) else _quoted(reading, limits)


def _batch(records: Iterator[Record]) -> list[Record]:
    batch: list[Record] = []
    cells = 0
    for record in islice(records, BATCH_RECORDS):
        batch.append(record)
        cells += len(record.cells)
        if cells > BATCH_CELLS:
            break
    return batch


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


def _plain(reading: Reading) -> Iterator[Record]:
    """A record a line; quotes around a whole cell are taken off."""
    blank = f"{reading.separator}\r\n"
    for line in reading.lines():
        if not line.strip(blank):  # cells by the thousand, and nothing in them
            yield Record([""], [line])
            continue
        cells = line.lstrip("\ufeff").rstrip("\r\n").split(reading.separator)
        yield Record(list(map(_unquoted, cells)) if '"' in line else cells, [line])


def _unquoted(cell: str) -> str:
    bare = cell.strip()
    if len(bare) > 1 and bare[0] == bare[-1] == '"':
        return bare[1:-1].replace('""', '"')
    return cell


def _quoted(reading: Reading, limits: Limits) -> Iterator[Record]:
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
            yield Record(cells, made_of)
        elif len(made_of) > 1:
            yield Record(cells, made_of[:-1], is_open=True)
