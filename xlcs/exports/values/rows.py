"""The rows of one recognised sheet → those kept, typed; those refused, each with the reason.

One way: raw cells → header → each column read once by its kind (`typed_rows`) → the table's own
rules (`table_rules`) → rows that are no data left alone (`left_alone`) → rows kept and refused.

Source: spec, "Tables", "Refused or blanked", "Resolution".
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from xlcs.addresses import column_letters
from xlcs.exports.read.cells import Bools, as_array, bools
from xlcs.exports.read.headers.header import Finding, Header
from xlcs.exports.read.left_alone import (
    HINT_ROWS,
    LEFT_ALONE,
    is_english_header,
    is_hint,
    opens_note,
    strokes_or_blanks,
    totals_or_notes,
)
from xlcs.exports.read.limits import LONGEST_NAME, UNUSABLE_SHARE
from xlcs.exports.read.sheet import FileRefused, Rows, Sheet
from xlcs.exports.shapes import is_data
from xlcs.exports.values.batches import BATCH_WORDS, give_back
from xlcs.exports.values.by_kind.names_and_words import compact
from xlcs.exports.values.faults import Faults, Positions, row_ranges
from xlcs.exports.values.items_below_orders import added_to_orders
from xlcs.exports.values.parsed import NICK, ParsedTable
from xlcs.exports.values.preferred import differing
from xlcs.exports.values.shifted import shifted_rows
from xlcs.exports.values.table_rules import RULES
from xlcs.exports.values.typed_rows import TypedRows
from xlcs.problems import Problem
from xlcs.shop.shop import Source


def contradiction(header: Header, rows: Rows) -> Finding | None:
    """Of columns under one and the same header: whether a row holds two different things."""
    for indices in header.doubles.values():
        at = differing([rows.cells[i] for i in indices])
        if len(at):
            shown = header.caption(indices[0])
            letters = ", ".join(column_letters(index + 1) for index in indices)
            found = {"header": shown, "columns": letters, "row": str(rows.number[at[0]])}
            return Finding("duplicate_header", shown, found)
    return None


def kept_rows(header: Header, rows: Rows, source: Source, *, most_listed: int) -> ParsedTable:
    """The rows under a recognised header of that source, typed; what was refused is told.

    Of one fault in one column `most_listed` rows are listed one by one.
    """
    file, sheet = source.file, source.sheet
    faults = Faults(len(rows.number), file, sheet, header.table.id, most_listed)
    rows = _without_long_names(header, rows, faults)
    typed = TypedRows(header, rows, faults)
    typed.note_further_columns()
    if header.table.id in RULES:
        RULES[header.table.id](typed)
    for name, slipped in shifted_rows(header, typed).items():
        faults.refuse(slipped, "shifted_row", name)
    alone = _no_data(header, rows, typed)
    torn = [row for row in rows.refused if row.code != LEFT_ALONE]
    numbers = [row.row for row in rows.refused if row.code == LEFT_ALONE]
    numbers = sorted([*numbers, *rows.number[alone].tolist()])
    if numbers:
        count = str(len(numbers))
        faults.note_sheet(LEFT_ALONE, count=count, rows=row_ranges(numbers))
    if header.table.id == "orders":
        alone |= added_to_orders(typed, alone)
    if not typed.count and not torn:
        faults.note_sheet("no_rows")
    told = [
        Problem(row.code, file, sheet, row.row, header.table.id, row.column, row.value, row.found)
        for row in torn
    ]
    problems = faults.problems(rows.number, typed.cells_at, alone, told)
    frame = _frame(typed, rows, faults.refused | alone)
    first, last = _ends(frame)
    seen = typed.count - int(alone.sum()) + sum(row.count for row in torn)
    give_back(typed.count)
    source = replace(
        source, rows=seen, refused_rows=seen - frame.num_rows, first=first, last=last,
        headers=dict(typed.captions),
    )  # fmt: skip
    return ParsedTable(source, frame, problems, frozenset(typed.known))


def _without_long_names(header: Header, rows: Rows, faults: Faults) -> Rows:
    """The rows with blanks for texts that are too long for a name or a number; they are refused."""
    cells = dict(rows.cells)
    for name, indices in header.columns.items():
        for index in indices if header.table.column(name).kind in ("name", "id") else ():
            long = cells[index].longer(LONGEST_NAME)
            if long is not None:
                faults.no_value(long, "name_too_long", name)
                cells[index] = cells[index].without(long)
    return replace(rows, cells=cells)


def refuse_unusable(sample: Iterable[Sheet]) -> None:
    """Refuse a large file by a sample of its rows, where nearly all of it would be refused rows.

    Each of these takes as much memory as one that can be used, and tells nothing.

    Raises
    ------
    FileRefused : so it is; the reason that is told is that of the first such row.
    """
    seen = refused = 0
    problems: list[Problem] = []
    for sheet in sample:
        if sheet.header is not None and sheet.rows is not None:
            kept = kept_rows(sheet.header, sheet.rows, Source(""), most_listed=1)
            seen += kept.source.rows
            refused += kept.source.refused_rows
            problems += [problem for problem in kept.problems if problem.level == "row"]
    if problems and refused > UNUSABLE_SHARE * seen:
        found = {"rows": f"{seen:,}", "refused": f"{refused:,}"}
        what, what_en = problems[0].text("zh"), problems[0].text("en")
        raise FileRefused("unusable_rows", **found, what=what, what_en=what_en)


def _no_data(header: Header, rows: Rows, typed: TypedRows) -> Bools:
    """Rows that are named as a total or a note, are mere strokes, or hint at what to fill in."""
    alone = np.zeros(typed.count, dtype=np.bool_)
    doubtful = np.flatnonzero(_doubtful(header, typed))
    if not len(doubtful):
        return alone
    alone[doubtful] = _named_totals_and_strokes(header, rows, doubtful)
    alone |= _rest_of_a_note(header, rows, alone, typed.faults.refused)
    alone |= _unnamed_total(header, rows, typed, alone)
    alone[_hints(header, rows, typed)] = True
    return alone


def _doubtful(header: Header, typed: TypedRows) -> Bools:
    """The rows that may be none of data: those that are refused, and orders without any time."""
    doubtful = typed.faults.refused.copy()
    if header.table.id == "orders":
        doubtful |= ~np.any([column.given for column in typed.times.values()], axis=0)
    return doubtful


def _named_totals_and_strokes(header: Header, rows: Rows, at: Positions) -> Bools:
    """Which of the rows there are named as a total or a note, or are mere strokes."""
    naming = {0} | {i for i, kind in header.kinds.items() if kind != "money"}
    found = np.zeros(len(at), dtype=np.bool_)
    for start in range(0, len(at), BATCH_WORDS):
        some = at[start : start + BATCH_WORDS]
        is_named, is_rule = np.zeros(len(some), dtype=np.bool_), np.ones(len(some), dtype=np.bool_)
        for i in header.needed:
            texts = rows.cells[i].taken(some).strings()
            is_rule &= bools(strokes_or_blanks(texts))
            if i in naming:
                is_named |= bools(totals_or_notes(texts))
        is_rule[is_rule] = [any(_seen(header, rows, place)) for place in some[is_rule]]
        found[start : start + BATCH_WORDS] = is_named | is_rule
        give_back(len(at))
    return found


def _hints(header: Header, rows: Rows, typed: TypedRows) -> list[int]:
    """The first rows that say what to fill in, or are the header again in English."""
    names = {i for i, kind in header.kinds.items() if kind == "name"}
    found = []
    for place in np.flatnonzero(typed.faults.refused[:HINT_ROWS]).tolist():
        row = _row(header, rows, place)
        is_header_again = names and all(is_english_header(row[i]) for i in names)
        hints = any(is_hint(text, among_names=i in names) for i, text in row.items())
        if (is_header_again or hints) and not _holds_a_value(header, typed, place):
            found.append(place)
    return found


def _unnamed_total(header: Header, rows: Rows, typed: TypedRows, alone: Bools) -> Bools:
    """The last row, where it has nothing but amounts, each the sum of those above it."""
    total = np.zeros_like(alone)
    data = np.flatnonzero(~alone)
    if len(data) <= 2 or not typed.faults.refused[data[-1]]:
        return total
    *above, last = data.tolist()
    kinds = header.kinds
    money = {at[0]: name for name, at in header.columns.items() if kinds[at[0]] == "money"}
    filled = [i for i, text in _row(header, rows, last).items() if text.strip()]
    total[last] = bool(filled) and all(
        i in money and _is_sum(typed.columns[money[i]], above, last) for i in filled
    )
    return total


def _is_sum(amounts: pa.Array, above: Sequence[int], at: int) -> bool:
    return bool(pc.equal(pc.sum(amounts.take(pa.array(above))), amounts[at]).as_py())


def _rest_of_a_note(header: Header, rows: Rows, alone: Bools, refused: Bools) -> Bools:
    """The lines below one that opens a note, down to the end: refused rows of a single text."""
    rest = np.zeros_like(alone)
    first = len(alone) - int(np.argmin((alone | refused)[::-1])) if not alone.all() else 0
    below_note = False
    for place in range(first, len(alone) if alone[first:].any() else first):
        filled = _seen(header, rows, place)
        if alone[place]:
            below_note = below_note or any(map(opens_note, filled))
        else:
            rest[place] = below_note = below_note and len(filled) == 1 and not is_data(filled[0])
    return rest


def _row(header: Header, rows: Rows, place: int) -> dict[int, str]:
    one = np.array([place])
    return {i: rows.cells[i].taken(one).strings()[0].as_py() for i in header.needed}


def _seen(header: Header, rows: Rows, place: int) -> list[str]:
    return [text for text in _row(header, rows, place).values() if text.strip()]


def _holds_a_value(header: Header, typed: TypedRows, place: int) -> bool:
    """Whether a row has any usable time or amount."""
    times = any(column.given[place] for column in typed.times.values())
    money = (c.name for c in header.table.columns if c.kind == "money" and c.name in typed.columns)
    return times or any(typed.columns[name][place].is_valid for name in money)


def _frame(typed: TypedRows, rows: Rows, dropped: Bools) -> pa.Table:
    columns: dict[str, pa.Array] = {"row": pa.array(rows.number, pa.int32())}
    for name in [*(column.name for column in typed.table.columns), NICK]:
        if name in typed.times:
            columns[name] = typed.times[name].at
            columns[f"{name}_form"] = pa.array(typed.times[name].form, pa.int8())
        elif name in typed.columns:
            columns[name] = typed.columns[name]
    frame = pa.table(columns)
    if not dropped.any():
        return frame
    kept = frame.filter(pa.array(~dropped)).combine_chunks()
    for place, name in enumerate(kept.column_names):
        if pa.types.is_dictionary(kept.schema.field(name).type):
            kept = kept.set_column(place, name, compact(as_array(kept[name])))
    return kept


def _ends(frame: pa.Table) -> tuple[datetime | None, datetime | None]:
    ends = [
        pc.min_max(frame[name]).as_py()
        for name in frame.column_names
        if pa.types.is_timestamp(frame.schema.field(name).type)
    ]
    first = [end["min"] for end in ends if end["min"] is not None]
    last = [end["max"] for end in ends if end["max"] is not None]
    return min(first, default=None), max(last, default=None)
