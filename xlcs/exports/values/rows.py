"""The rows of one recognised sheet → typed columns; each row that cannot be used, with the reason.

Source: spec, "Tables", "Refused or blanked", "Resolution".
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from xlcs.exports.read.cells import Bools, Cells, as_array, as_string, bools
from xlcs.exports.read.headers import Finding, Header, column_letters
from xlcs.exports.read.sheet import Rows
from xlcs.exports.values.money import money
from xlcs.exports.values.names_and_words import allowed, choice, compact, ids, names, texts
from xlcs.exports.values.preferred import Choices, differing, first_filled
from xlcs.exports.values.times import Times, times
from xlcs.problems import Problem
from xlcs.tables import Column

Positions = npt.NDArray[np.intp]
Found = Mapping[str, str] | Callable[[Positions], list[Mapping[str, str]]]
"""What a message quotes beside the cell itself: the same for all rows, or for each by position."""

NOTHING: Mapping[str, str] = {}

DECIDING_TIMES = ("paid_at", "deposit_paid_at", "balance_paid_at")
"""Order times that decide whether and when an order is paid: an unusable one refuses the row."""

OPTIONAL_CHOICES = ("outcome", "task_status", "is_read")
MERGED_CHOICES = ("initiated_by", "is_initiated", "is_read", "task_status")
"""Columns that go into another one, or stand in for each other."""


class Facts:
    """The typed columns of one sheet, gathered column by column.

    Parameters
    ----------
    header : of the sheet, recognised and not refused
    rows : under it
    file, sheet : for messages
    """

    def __init__(self, header: Header, rows: Rows, file: str, sheet: str | None) -> None:
        self.table = header.table
        self._header = header
        self._rows = rows
        self._file = file
        self._sheet = sheet
        self._count = len(rows.number)
        self._refused = np.zeros(self._count, dtype=np.bool_)
        self._columns: dict[str, pa.Array] = {}
        self._times: dict[str, Times] = {}
        self._choices: dict[str, tuple[pa.DictionaryArray, Bools]] = {}
        self._broken: dict[str, Bools] = {}
        self._problems: list[Problem] = []
        self._notes: list[Problem] = []
        self._preferred: dict[str, tuple[Cells, Choices | None]] = {}
        self._frame: pa.Table | None = None

    @property
    def seen_rows(self) -> int:
        """Data rows in the sheet that are not wholly blank, refused ones too."""
        return self._count + sum(torn.count for torn in self._rows.refused)

    def frame(self) -> tuple[pa.Table, list[Problem]]:
        """The kept rows as `parsed.ParsedTable` describes them; problems by row."""
        self._refuse_torn_rows()
        for column in self.table.columns:
            if column.name in self._header.columns:
                self._read(column)
        rules: dict[str, Callable[[], None]] = {
            "relations": self._check_relations,
            "messages": self._check_messages,
            "invitations": self._check_invitations,
            "opportunities": self._check_opportunities,
            "receptions": self._check_receptions,
        }
        if self.table.id in rules:
            rules[self.table.id]()
        self._frame = self._assembled()
        by_row = sorted(self._problems, key=lambda problem: problem.row or 0)
        return self._frame, [*self._notes, *by_row]

    def ends(self) -> tuple[datetime | None, datetime | None]:
        """The earliest and latest time in the kept rows [local time]."""
        assert self._frame is not None
        ends = [
            pc.min_max(self._frame[name]).as_py()
            for name in self._frame.column_names
            if pa.types.is_timestamp(self._frame.schema.field(name).type)
        ]
        first = [end["min"] for end in ends if end["min"] is not None]
        last = [end["max"] for end in ends if end["max"] is not None]
        return min(first, default=None), max(last, default=None)

    def contradiction(self) -> Finding | None:
        """Of columns under one and the same header: whether any row holds two different things."""
        for indices in self._header.doubles.values():
            rows = differing([self._rows.cells[i] for i in indices])
            if len(rows):
                header = self._header.caption(indices[0])
                letters = ", ".join(map(column_letters, indices))
                row = str(self._rows.number[rows[0]])
                found = {"header": header, "columns": letters, "row": row}
                return Finding("duplicate_header", header, found)
        return None

    # ---- columns

    def _read(self, column: Column) -> None:
        cells = self._cells(column.name)
        if cells.broken is not None:
            self._refuse(cells.broken, "undecodable_row", column.name)
            self._broken[column.name] = cells.broken  # reported, whatever else is wrong with it
        if column.kind == "name":
            self._read_names(column.name, cells)
        elif column.kind == "id":
            self._read_ids(column.name, cells)
        elif column.kind == "time":
            self._read_times(column.name, cells)
        elif column.kind == "money":
            self._read_money(column.name, cells)
        elif column.kind == "choice":
            self._read_choice(column.name, cells)
        else:
            self._columns[column.name] = texts(cells)

    def _read_names(self, name: str, cells: Cells) -> None:
        values, damaged = names(cells)
        self._refuse(damaged, "damaged_name", name)
        missing = _nulls(values) & ~damaged
        self._refuse(missing, "no_buyer" if name == "buyer_id" else "no_agent", name)
        self._columns[name] = values

    def _read_ids(self, name: str, cells: Cells) -> None:
        values, damaged = ids(cells)
        self._refuse(damaged, "damaged_number", name, self._money_shown)
        if name == "order_id":
            self._refuse(_nulls(values) & ~damaged, "no_order_id", name)
        self._columns[name] = values

    def _read_times(self, name: str, cells: Cells) -> None:
        read = times(cells)
        if name == self.table.main_time and self.table.id != "orders":
            self._refuse(read.bad, "bad_time", name)
            self._refuse(~read.given & ~read.bad, "no_time", name)
        elif name in DECIDING_TIMES:
            self._refuse(read.bad, "bad_time", name)
        else:
            self._note(read.bad, "blanked_time", name)
        self._times[name] = read

    def _read_money(self, name: str, cells: Cells) -> None:
        read = money(cells)
        self._refuse(read.bad, "bad_amount", name)
        self._refuse(read.negative, "negative_amount", name)
        self._columns[name] = read.fen

    def _read_choice(self, name: str, cells: Cells) -> None:
        values, unknown = choice(cells, name)
        found = {"allowed": allowed(name)}
        if name in OPTIONAL_CHOICES:
            self._note(unknown, "blanked_choice", name, found)
        elif name == "channel":
            self._refuse(_nulls(values), "unknown_choice", name, found)
        if name in MERGED_CHOICES:
            self._choices[name] = (values, unknown)
        else:
            self._columns[name] = values

    # ---- rules of a table

    def _check_relations(self) -> None:
        if "unbound_at" in self._times:
            early = self._times["unbound_at"].before(self._times["bound_at"])
            self._refuse(early, "unbound_before_bound", "unbound_at", self._other("bound_at"))

    def _check_messages(self) -> None:
        self._merge_initiative()
        if "is_read" in self._choices:
            self._merge_is_read()
        elif "read_at" not in self._times:
            self._note_file("no_read_column")

    def _merge_initiative(self) -> None:
        first, *second = [c for c in ("initiated_by", "is_initiated") if c in self._choices]
        values, unknown = self._choices[first]
        explained = np.zeros(self._count, dtype=np.bool_)
        if second:
            others, other_unknown = self._choices[second[0]]
            blank = _nulls(values) & ~unknown
            merged = pc.if_else(pa.array(blank), as_string(others), as_string(values))
            values = merged.dictionary_encode()
            explained = blank & other_unknown
            self._refuse(explained, "unknown_choice", second[0], {"allowed": allowed(second[0])})
        lost = _nulls(values) & ~explained
        self._refuse(lost, "unknown_choice", first, {"allowed": allowed(first)})
        self._columns["initiated_by"] = values

    def _merge_is_read(self) -> None:
        sent = self._times["sent_at"]
        is_read = bools(
            pc.fill_null(pc.equal(as_string(self._choices["is_read"][0]), "read"), False)
        )
        if "read_at" not in self._times:
            self._note_file("read_by_day")
            self._times["read_at"] = sent.days(is_read)
            return
        read = self._times["read_at"]
        by_day = sent.days(is_read & ~read.given)
        self._times["read_at"] = read.filled(by_day)

    def _check_invitations(self) -> None:
        if "answered_at" in self._times:
            self._blank_early("answered_at", "invited_at")

    def _check_opportunities(self) -> None:
        if "task_status" in self._choices and "done_at" not in self._times:
            status = as_string(self._choices["task_status"][0])
            is_done = bools(pc.fill_null(pc.equal(status, "done"), False))
            self._times["done_at"] = self._times["created_at"].days(is_done)

    def _check_receptions(self) -> None:
        ended = self._times["ended_at"]
        self._note(~ended.given & ~ended.bad & ~self._refused, "no_end", "ended_at")
        self._blank_early("ended_at", "started_at")

    def _blank_early(self, name: str, start: str) -> None:
        """Blank a time that lies before what it follows from."""
        early = self._times[name].before(self._times[start])
        self._note(early, "before_start", name, self._other(start))
        self._times[name] = self._times[name].without(early)

    # ---- what was wrong

    def _refuse_torn_rows(self) -> None:
        self._problems += [
            Problem(
                torn.code,
                self._file,
                self._sheet,
                torn.row,
                self.table.id,
                torn.column,
                torn.value,
                torn.found,
            )
            for torn in self._rows.refused
        ]

    def _refuse(self, rows: Bools, code: str, name: str, found: Found = NOTHING) -> None:
        self._note(rows, code, name, found)
        self._refused |= rows

    def _note(self, rows: Bools, code: str, name: str, found: Found = NOTHING) -> None:
        """A problem for each of these rows, about the cell of that column."""
        if name in self._broken:
            rows = rows & ~self._broken[name]
        if not rows.any():
            return
        at = np.flatnonzero(rows)
        values = self._cells(name).at(at)
        founds = found(at) if callable(found) else [found] * len(at)
        self._problems += [
            Problem(code, self._file, self._sheet, row, self.table.id, caption, value, details)
            for row, caption, value, details in zip(
                self._rows.number[at].tolist(),
                self._captions_at(name, at),
                values,
                founds,
                strict=True,
            )
        ]

    def _captions_at(self, name: str, at: Positions) -> list[str]:
        """The headers of the cells that a column took in these rows."""
        indices = self._header.columns[name]
        _, choice = self._taken(name)
        taken = np.zeros(len(at), dtype=np.int8) if choice is None else choice[at]
        return [self._header.caption(indices[place]) for place in taken.tolist()]

    def _note_file(self, code: str) -> None:
        self._notes.append(Problem(code, self._file, self._sheet, table=self.table.id))

    def _other(self, name: str) -> Callable[[Positions], list[Mapping[str, str]]]:
        """The other time of a pair, for messages."""

        def found(at: Positions) -> list[Mapping[str, str]]:
            caption = self._header.captions[name]
            others = self._cells(name).at(at)
            return [{"start": caption, "other": other or "-"} for other in others]

        return found

    def _money_shown(self, at: Positions) -> list[Mapping[str, str]]:
        if "amount" not in self._header.columns:
            return [{"money": "-"}] * len(at)
        return [{"money": amount or "-"} for amount in self._cells("amount").at(at)]

    # ---- the frame

    def _cells(self, name: str) -> Cells:
        return self._taken(name)[0]

    def _taken(self, name: str) -> tuple[Cells, Choices | None]:
        if name not in self._preferred:
            columns = [self._rows.cells[i] for i in self._header.columns[name]]
            self._preferred[name] = first_filled(columns)
        return self._preferred[name]

    def _assembled(self) -> pa.Table:
        columns: dict[str, pa.Array] = {"row": pa.array(self._rows.number, pa.int32())}
        for name in [column.name for column in self.table.columns]:
            if name in self._times:
                columns[name] = self._times[name].at
                columns[f"{name}_form"] = pa.array(self._times[name].form, pa.int8())
            elif name in self._columns:
                columns[name] = self._columns[name]
        frame = pa.table(columns)
        if not self._refused.any():
            return frame
        kept = frame.filter(pa.array(~self._refused)).combine_chunks()
        for place, name in enumerate(kept.column_names):
            if pa.types.is_dictionary(kept.schema.field(name).type):
                kept = kept.set_column(place, name, compact(as_array(kept[name])))
        return kept


def _nulls(array: pa.Array) -> Bools:
    return bools(array.is_null())
