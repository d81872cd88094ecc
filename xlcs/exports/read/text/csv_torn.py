"""Rows of a text file that cannot be taken apart into cells, and what is said of them.

Of such a row nothing is shown but what is at fault: it may hold names, telephone numbers and
addresses. Source: spec, "Refused or blanked", "Tables" (quotes).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import compress, islice
from typing import TYPE_CHECKING

from xlcs.exports.read.cells import BROKEN, shown
from xlcs.exports.read.left_alone import is_total_or_note
from xlcs.exports.read.limits import HOPELESS_ROWS, HOPELESS_SHARE
from xlcs.exports.read.sheet import FileRefused, RefusedRow
from xlcs.exports.read.slipped import fits, joined_again
from xlcs.exports.shapes import is_data
from xlcs.tables import UNSEEN, normalised

if TYPE_CHECKING:
    from xlcs.exports.read.sections import Section
    from xlcs.exports.read.text.csv_reading import Reading

_SHOWABLE = re.compile(r"备注|标题|商品|宝贝|属性|规格|型号")
"""Headers of columns whose text may be shown although no figure needs it: about goods and
parcels. In all others it may be an address, a name, or what a buyer wrote."""

_PERSONAL = re.compile(
    r"\d{5,}|@|[省市区县镇乡村路街道巷弄号楼室].*[省市区县镇乡村路街道巷弄号楼室]"
)
"""Telephone numbers, account names and addresses, which are not shown from anywhere."""

_SEEN = re.compile(rf"[^\s{UNSEEN}]")
_TITLE_CHARACTERS = 60
"""As much of a cell is looked at as names a total or opens a note."""


class TextRecord(list[str]):
    """The cells between two line ends that are outside of quotes.

    lines : those it is made of; the last one of a text is without its end
    is_open : whether a quote in it is never closed
    """

    __slots__ = ("is_open", "lines")

    def __init__(self, cells: list[str], lines: list[str], *, is_open: bool = False) -> None:
        super().__init__(cells)
        self.lines, self.is_open = lines, is_open


class TornRows:
    """The torn rows of one section, which takes them as refused, batch by batch."""

    def __init__(self, section: Section, reading: Reading) -> None:
        self._section, self._separator = section, reading.separator
        self._is_ended = reading.is_ended
        self._header = section.header
        self._kinds = self._header.kinds
        self._last_needed = max(self._kinds)
        columns = self._header.columns
        self._last_required = max(
            min(columns[name][0] for name in group if name in columns)
            for group in self._header.table.required
        )
        self._whole = 0
        self._below_note = False
        self._above: tuple[TextRecord, int] | None = None  # the row above, where that ends early
        self._next = -1  # the number of the row behind the last batch

    def usable(self, batch: Sequence[TextRecord], first: int) -> list[bool]:
        """Records with a cell for each column that matters, and none beyond the header.

        Cells missing at the end are filled in as blank ones where they may be, but not in the row
        above one that is torn: the two may be halves of a row, broken within a remark.

        Raises
        ------
        FileRefused : too many rows so far are torn.
        """
        usable: list[bool] = []
        if first != self._next:  # a header stands between
            self._above = None
        self._next = first + len(batch)
        for number, record in enumerate(batch, start=first):
            usable.append(self._is_whole(record))
            if usable[-1]:
                self._below_note = False
                ends_early = len(record) <= self._last_needed  # below it is filled up
                self._above = (TextRecord(record, record.lines), number) if ends_early else None
            elif any(map(_SEEN.search, record)):
                if not self._goes_on_with_above(record) and self._is_note(record):
                    self._section.leave_alone([record], number)
                    continue
                if self._above is not None:
                    half, row = self._above
                    if row >= first:
                        usable[row - first] = False
                    else:
                        self._section.take_back_last()
                        self._whole -= 1
                    self._tell(half, row)
                self._above = None
                self._tell(record, number)
        for record in compress(batch, usable):
            record.extend([""] * (self._last_needed + 1 - len(record)))
        self._whole += sum(usable)
        torn = self._section.refused_count
        if torn >= HOPELESS_ROWS and torn > HOPELESS_SHARE * self._whole:
            raise FileRefused("torn_file", torn=str(torn), rows=str(torn + self._whole))
        return usable

    def _goes_on_with_above(self, record: TextRecord) -> bool:
        """Whether the row above and this one are one row of the header's width, broken in a cell.

        A remark may go on like a note: `备注：送礼`.
        """
        if self._above is None:
            return False
        half, _ = self._above
        whole = [*half[:-1], half[-1] + record[0], *record[1:]]
        return len(whole) == self._header.width and fits(whole, self._kinds)

    def _is_broken_off(self, record: TextRecord) -> bool:
        """Whether it is the last one of a file without a last line end, and is not whole."""
        last = record.lines[-1]
        if self._is_ended or last.endswith(("\r", "\n")):
            return False
        is_short = len(record) < self._header.named and any(map(str.strip, record))
        return is_short or last.endswith(BROKEN)

    def _is_whole(self, record: TextRecord) -> bool:
        count = len(record)
        if record.is_open or self._is_broken_off(record):
            return False
        if len(record.lines) > 1 and self._swallowed(record):
            return False
        if count > self._header.width:
            is_blank_behind = not any(map(str.strip, record[self._header.width :]))
            return is_blank_behind and not self._has_slipped(record)
        return count > self._last_needed or self._ends_early(record)

    def _ends_early(self, record: TextRecord) -> bool:
        """Whether all that it lacks are cells at its end that may be blank.

        Excel leaves them out where some rows on end are blank there.
        """
        count = len(record)
        there = {i: kind for i, kind in self._kinds.items() if i < count}
        return count > self._last_required and fits(record, there)

    def _has_slipped(self, cells: Sequence[str]) -> bool:
        """Whether taking a separator out of a cell fills more of the columns that matter.

        So it is where a blank last column hides that a comma too many has moved the cells.
        """
        filled = sum(1 for i in self._kinds if cells[i].strip())
        return any(
            sum(1 for i in self._kinds if whole[i].strip()) > filled
            for _, whole in self._joined(cells)
        )

    def _joined(self, cells: Sequence[str]) -> Iterator[tuple[int, list[str]]]:
        return joined_again(cells, self._header.width, self._kinds, self._separator)

    def _swallowed(self, record: TextRecord) -> bool:
        """Whether a quoted field holds lines that are rows by themselves."""
        least = self._header.width - 2
        counts = [line.count(self._separator) for line in record.lines]
        return least > 0 and counts[0] >= least and any(count >= least for count in counts[1:])

    # ---- what is said

    def _tell(self, record: TextRecord, number: int) -> None:
        swallowed = len(record.lines) > 1 and (record.is_open or self._swallowed(record))
        if swallowed:
            filled = sum(1 for line in record.lines if not line.isspace())
            most = self._section.most_listed
            for line in record.lines[:most]:
                order = self._order_number(line)
                self._section.refuse(RefusedRow(number, "swallowed_row", order))
            self._section.refuse_more(number, filled - most)
        elif record.is_open or self._is_broken_off(record):
            self._section.refuse(RefusedRow(number, "truncated_file", None))
        elif self._section.is_full:
            self._section.refuse_more(number, 1)
        else:
            self._section.refuse(self._ragged(record, number))

    def _is_note(self, record: TextRecord) -> bool:
        """Whether it names a total, opens a note, or goes on with one: a text in the first cell."""
        filled = [cell[:_TITLE_CHARACTERS] for cell in record if _SEEN.search(cell)]
        opens = is_total_or_note(filled[0])
        goes_on = self._below_note and len(filled) == 1 and not is_data(filled[0])
        self._below_note = opens or goes_on
        return self._below_note

    def _order_number(self, line: str) -> str | None:
        """The order number in a line that is a row by itself: whereby the user finds it."""
        cells = line.rstrip("\r\n").split(self._separator)
        if len(cells) != self._header.width:
            return None
        ids = (cells[i].strip('"') for i, kind in self._kinds.items() if kind == "id")
        return next((cell for cell in ids if cell.isdigit()), None)

    def _ragged(self, record: TextRecord, number: int) -> RefusedRow:
        found = {"cells": str(len(record)), "headers": str(self._header.named)}
        possible = list(islice(self._joined(record), 2))
        if len(possible) != 1:
            return RefusedRow(number, "ragged_row", None, found)
        ((at, whole),) = possible
        column = self._header.caption(at)
        text = shown(whole[at]) or ""
        is_ours = at in self._kinds
        is_showable = is_ours or _SHOWABLE.search(normalised(column))
        others = [*whole[:at], *whole[at + 1 :]]
        may_show = is_showable and not _PERSONAL.search(text) and not self._names(text, others)
        return RefusedRow(
            number, "separator_in_cell", text if may_show else None, found, column=column
        )

    @staticmethod
    def _names(text: str, others: Sequence[str]) -> bool:
        """Whether a text repeats what stands elsewhere in its row, such as the receiver's name."""
        return any(len(cell.strip()) > 1 and cell.strip() in text for cell in others)
