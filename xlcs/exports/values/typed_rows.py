"""The columns of a sheet, each read once by its kind.

Source: spec, "Tables", "Refused or blanked".
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from xlcs.exports.read.cells import Bools, Cells, as_string, bools, matching
from xlcs.exports.read.headers.header import Header
from xlcs.exports.read.sheet import Rows
from xlcs.exports.shapes import MOMENT, SURELY_PERSONAL, shape
from xlcs.exports.values.batches import give_back
from xlcs.exports.values.by_kind.durations import Durations, durations, unit_of
from xlcs.exports.values.by_kind.money import Money, money
from xlcs.exports.values.by_kind.names_and_words import allowed, choice, ids, names, texts
from xlcs.exports.values.by_kind.nothing import FIRST_OF_NEVER_S, NEVER, STILL_BOUND, says_late
from xlcs.exports.values.by_kind.other_notations import is_short_date
from xlcs.exports.values.by_kind.times import Times, of_day_of, times, with_times_of_day
from xlcs.exports.values.faults import Faults, Positions, Shown, shown_value
from xlcs.exports.values.parsed import DAY, MERGED_CHOICES, NICK
from xlcs.exports.values.preferred import Choices, first_filled, says_nothing
from xlcs.tables import Column, Kind, normalised

DECIDING_TIMES = ("paid_at", "deposit_paid_at", "balance_paid_at")
"""Order times that decide whether and when an order is paid: an unusable one refuses the row."""

OPTIONAL_MONEY = ("refund", "total")
"""Amounts without which an order counts all the same."""

_OF_ANOTHER_COLUMN = rf"{MOMENT}|{SURELY_PERSONAL}"
"""What stands under an amount only where the row has slipped."""

OPTIONAL_CHOICES = ("outcome", "task_status")
JOINED = ("buyer_id", "started_at", "ended_at")
"""Columns of which several in one file belong together."""

_HASHES, _MINUTES = re.compile(r"\s*[#＃]{2,}\s*"), re.compile(r"\s*\d{1,3}:\d{2}\.\d\s*")


def _left_by_excel(text: str) -> str:
    """What is wrong with a text that is no time, as a code of `problems.KINDS`."""
    if _HASHES.fullmatch(text):
        return "hashes_for_time"
    if is_short_date(text):
        return "unclear_date"
    return "minutes_for_time" if _MINUTES.fullmatch(text) else "bad_time"


class TypedRows:
    """The rows of a sheet with typed columns; `faults` is told what cannot be used.

    Attributes
    ----------
    columns : canonical column → its values, as `parsed.ParsedTable` describes them
    times, durations : those that are times, and durations
    choices : those of `MERGED_CHOICES`, with where the word is unknown
    captions : canonical column → header as exported
    known : columns on which another one has a say though they are blank; see `ParsedTable`
    """

    def __init__(self, header: Header, rows: Rows, faults: Faults) -> None:
        self.table = header.table
        self.faults = faults
        self.count = len(rows.number)
        self.columns: dict[str, pa.Array] = {}
        self.times: dict[str, Times] = {}
        self.durations: dict[str, Durations] = {}
        self.choices: dict[str, tuple[pa.DictionaryArray, Bools]] = {}
        self.captions = header.captions
        self.known: set[str] = set()
        self._header = header
        self._rows = rows
        self._preferred: dict[str, tuple[Cells, Choices | None]] = {}
        for column in self.table.columns:
            if column.name in header.columns:
                self._read(column)
                give_back(self.count)

    def cells(self, name: str) -> Cells:
        """The cells that a column took."""
        return self._taken(name)[0]

    def cells_at(self, code: str, name: str, at: Positions) -> Sequence[Shown]:
        """The cells of a column in some rows, as a message may show them."""
        indices = self._header.columns[name]
        kind = self.table.column(name).kind
        cells, taken = self._taken(name)
        places = np.zeros(len(at), dtype=np.int8) if taken is None else taken[at]
        values = cells.at(at)
        if code == "undecodable_row":
            shown = [None if value is None else shape(value) for value in values]
        else:
            shown = [shown_value(value, kind) for value in values]
        captions = [self._header.caption(index) for index in indices]
        return [
            (captions[place], value) for place, value in zip(places.tolist(), shown, strict=True)
        ]

    def other(self, name: str) -> Callable[[Positions], list[Mapping[str, str]]]:
        """The other time of a pair, for messages."""

        def found(at: Positions) -> list[Mapping[str, str]]:
            others = (shown_value(text, "time") for text in self.cells(name).at(at))
            return [{"start": self.captions[name], "other": other or "-"} for other in others]

        return found

    def _taken(self, name: str) -> tuple[Cells, Choices | None]:
        if name not in self._preferred:
            columns = [self._rows.cells[i] for i in self._header.columns[name]]
            self._preferred[name] = first_filled(columns)
        return self._preferred[name]

    def note_further_columns(self) -> None:
        """A note for each further header of a column that holds anything.

        Not of buyers, of whose columns merging chooses, nor of dates beside times of day.
        """
        for name, (first, *others) in self._header.columns.items():
            used = self._header.caption(first)
            for i in others if name not in JOINED else ():
                header = self._header.caption(i)
                is_other = normalised(header) != normalised(used)
                if is_other and not says_nothing(self._rows.cells[i]).all():
                    self.faults.note_sheet("unused_column", header, header=header, used=used)

    # ---- a column of each kind

    def _read(self, column: Column) -> None:
        cells = self.cells(column.name)
        if (broken := cells.broken()) is not None:
            self.faults.no_value(broken, "undecodable_row", column.name)
        read: Mapping[Kind, Callable[[str, Cells], None]] = {
            "name": self._read_names, "id": self._read_ids, "time": self._read_times,
            "duration": self._read_durations, "money": self._read_money,
            "choice": self._read_choice, "text": self._read_texts,
        }  # fmt: skip
        read[column.kind](column.name, cells)

    def _read_texts(self, name: str, cells: Cells) -> None:
        self.columns[name] = texts(cells)

    def _read_names(self, name: str, cells: Cells) -> None:
        values, damaged = names(cells, of_agents=name == "agent")
        self.faults.refuse(damaged, "damaged_name", name)
        missing = bools(values.is_null()) & ~damaged
        self.faults.refuse(missing, "no_buyer" if name == "buyer_id" else "no_agent", name)
        self.columns[name] = values
        first, *others = self._header.columns[name]
        if name == "buyer_id" and others:
            self.columns[NICK], _ = names(first_filled(self._beside([*others, first]))[0])
            self.captions[NICK] = self._header.caption(others[0])

    def _beside(self, indices: Sequence[int]) -> list[Cells]:
        return [self._rows.cells[i] for i in indices]

    def _read_ids(self, name: str, cells: Cells) -> None:
        values, damaged = ids(cells)
        self.faults.refuse(damaged, "damaged_number", name, self._money_shown)
        if name == "order_id":
            self.faults.refuse(bools(values.is_null()) & ~damaged, "no_order_id", name)
        self.columns[name] = values

    def _money_shown(self, at: Positions) -> list[Mapping[str, str]]:
        if "amount" not in self._header.columns:
            return [{"money": "-"}] * len(at)
        amounts = (shown_value(text, "money") for text in self.cells("amount").at(at))
        return [{"money": amount or "-"} for amount in amounts]

    def _read_times(self, name: str, cells: Cells) -> None:
        read = self._whole_times(name, cells)
        if name == "ended_at" and read.bad.any() and "started_at" in self.times:
            read = of_day_of(self.times["started_at"], read, cells)
        if name == "read_at":
            read = self._without_words(name, cells, read)
        if name == "unbound_at":
            read = _not_ended(cells, read)
        if name == self.table.main_time and self.table.id != "orders":
            self._refuse_times(name, read.bad, cells)
            missing = ~read.given & ~read.bad
            late = self._late(name, missing)
            self.faults.refuse(late, "late_time", name)
            self.faults.refuse(missing & ~late, "no_time", name)
        elif name in DECIDING_TIMES:
            self._refuse_times(name, read.bad, cells)
            self.faults.blank(self._late(name, ~read.given & ~read.bad), "late_value", name)
        else:
            self.faults.blank(read.bad, "blanked_time", name)
        if read.placeholder is not None:
            at = np.flatnonzero(read.placeholder)
            example = cells.at(at[:1])[0] or ""
            count = str(len(at))
            self.faults.note_sheet(
                "placeholder_time", self.captions[name], count=count, example=example
            )
        self.times[name] = read

    def _refuse_times(self, name: str, bad: Bools, cells: Cells) -> None:
        """Refuse rows for a time; what Excel has left of it says what happened."""
        at = np.flatnonzero(bad)
        if not len(at):
            return
        left = np.array([_left_by_excel(text or "") for text in cells.at(at)])
        for code in dict.fromkeys(left.tolist()):
            rows = np.zeros_like(bad)
            rows[at[left == code]] = True
            self.faults.refuse(rows, code, name)

    def _whole_times(self, name: str, cells: Cells) -> Times:
        """The times of a column; where a date stands beside a time of day, both together."""
        indices = self._header.columns[name]
        since_1904 = self._rows.since_1904
        if len(indices) == 1 or name in self._header.doubles:
            return times(cells, since_1904=since_1904)
        columns = self._beside(indices)
        whole = times(columns[0], since_1904=since_1904)
        if not (whole.form == DAY).any():
            return times(cells, since_1904=since_1904)
        for column in columns[1:]:
            whole = with_times_of_day(whole, column, since_1904=since_1904)
        return whole

    def _without_words(self, name: str, cells: Cells, read: Times) -> Times:
        """The times of reading; a word for it among them is what 是否已读 would say."""
        nothing = ~read.given & ~cells.empty()
        if read.placeholder is not None:
            nothing &= ~read.placeholder  # 0 and 1 would be words as well
        if not nothing.any():
            return read
        at = np.flatnonzero(nothing)
        few, _ = choice(cells.taken(at), "is_read")
        said = np.zeros(self.count, dtype=np.bool_)
        said[at] = bools(few.is_valid())
        if not said.any():
            return read
        words = pc.replace_with_mask(
            pa.nulls(self.count, pa.string()), pa.array(said), as_string(few.drop_null())
        )
        self.choices["is_read"] = words.dictionary_encode(), np.zeros_like(said)
        if count := pc.sum(pc.equal(words, "read")).as_py():
            self.faults.note_sheet("words_for_times", self.captions[name], count=str(count))
        return replace(read, bad=read.bad & ~said)

    def _read_is_read(self, name: str, cells: Cells) -> None:
        """Whether read, by this column or by a word under 阅读时间; a time is one of reading."""
        words, unknown = choice(cells, name)
        if unknown.any():
            read = times(cells, since_1904=self._rows.since_1904)
            read = read.without(~unknown)
            unknown = unknown & ~read.given
            if read.given.any():
                self.captions.setdefault("read_at", self.captions[name])
                known = self.times.get("read_at", read)
                self.times["read_at"] = known.filled(read)
        self.faults.blank(unknown, "blanked_choice", name, {"allowed": allowed(name)})
        if name in self.choices:
            words = pc.coalesce(words, self.choices[name][0])
        self.choices[name] = words, unknown

    def _read_durations(self, name: str, cells: Cells) -> None:
        read = durations(cells, unit_s=unit_of(self.captions[name]))
        self.faults.blank(read.bad, "blanked_duration", name)
        self.durations[name] = read

    def _read_money(self, name: str, cells: Cells) -> None:
        read = money(cells)
        if name == "refund":
            read = self._without_minus(name, read)
        if name in OPTIONAL_MONEY:
            slipped = read.bad & (cells.dated | self._of_another_column(cells, read.bad))
            self.faults.refuse(slipped, "bad_amount", name)
            self.faults.blank(read.bad & ~slipped, "blanked_amount", name)
            self.faults.blank(read.negative, "blanked_negative", name)
        else:
            self.faults.refuse(read.bad, "bad_amount", name)
            self.faults.refuse(read.negative, "negative_amount", name)
        if name != "amount":  # of an order without one is told once, when all files are known
            missing = bools(read.fen.is_null()) & ~read.bad & ~read.negative
            self.faults.blank(self._late(name, missing), "late_value", name)
        self.columns[name] = read.fen

    def _without_minus(self, name: str, read: Money) -> Money:
        """Refunds; where none is above 0, the minus before them says that the shop paid them."""
        if not read.negative.any() or pc.greater(pc.max(read.fen), 0).as_py():
            return read
        count = str(int(read.negative.sum()))
        self.faults.note_sheet("refunds_with_minus", self.captions[name], count=count)
        fen = pc.coalesce(read.below_zero, read.fen)
        return replace(read, fen=fen, negative=np.zeros_like(read.negative))

    def _of_another_column(self, cells: Cells, bad: Bools) -> Bools:
        """Which of the unusable cells hold a moment, a telephone number, an address."""
        found = np.zeros(self.count, dtype=np.bool_)
        if bad.any():
            at = np.flatnonzero(bad)
            found[at] = matching(cells.taken(at).strings(), _OF_ANOTHER_COLUMN)
        return found

    def _late(self, name: str, missing: Bools) -> Bools:
        """Where a value is missing because the platform has not counted it yet."""
        return missing & says_late(self.cells(name)) if missing.any() else missing

    def _read_choice(self, name: str, cells: Cells) -> None:
        if name == "is_read":
            self._read_is_read(name, cells)
            return
        values, unknown = choice(cells, name)
        found = {"allowed": allowed(name)}
        if name in OPTIONAL_CHOICES:
            self.faults.blank(unknown, "blanked_choice", name, found)
        elif name == "channel":
            self.faults.refuse(bools(values.is_null()), "unknown_choice", name, found)
        if name in MERGED_CHOICES:
            self.choices[name] = (values, unknown)
        else:
            self.columns[name] = values


def _not_ended(cells: Cells, read: Times) -> Times:
    """The times of unbinding, none where a word or a day says that the relation has not ended."""
    if not (read.bad.any() or read.seconds.max(initial=0) >= FIRST_OF_NEVER_S):
        return read
    never = matching(cells.strings(), NEVER)
    bad = read.bad & ~matching(cells.strings(), STILL_BOUND) & ~never
    zero = never if read.placeholder is None else read.placeholder | never
    return replace(read.without(never), bad=bad, placeholder=zero if zero.any() else None)
