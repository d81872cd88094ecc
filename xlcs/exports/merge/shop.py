"""A folder's files, merged: the tables, what each file said, and what merging found.

Source: spec, "Tables", "Overlaps", "Resolution". Each part of the data check is kept apart, so
that it can be put together the same way whether files were merged at once or came later.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from xlcs.exports.merge import data_check as check
from xlcs.exports.merge import tables as merge
from xlcs.exports.merge.files_of_table import (
    FileRows,
    file_rows,
    may_be_of_seconds,
    sheets_of_tables,
)
from xlcs.exports.merge.orders import MergedOrders, Net, orders
from xlcs.exports.merge.people import People, people, with_one_name
from xlcs.exports.merge.tables import MergedTable
from xlcs.exports.side_by_side import side_by_side
from xlcs.exports.values.batches import give_back
from xlcs.exports.values.nicks import one_person_each
from xlcs.exports.values.parsed import ParsedTable
from xlcs.periods_in_text import period_of_file
from xlcs.problems import KINDS, Problem
from xlcs.shop.frames import Table, Tables
from xlcs.shop.progress import Progress
from xlcs.shop.shop import Coverage, Shop, Source
from xlcs.shop.summaries import Summary
from xlcs.tables import TABLES

StatusMeans = Mapping[str, bool]

JOINING = ("messages", "visits")
"""The tables that merge the same in whatever order their files come."""


@dataclass(frozen=True)
class FileRead:
    """One file as it was read: its content's sha256 and its sheets ("" where it was unreadable)."""

    sha256: str
    sheets: Sequence[ParsedTable]

    @property
    def tables(self) -> set[str]:
        """The ids of the tables that it holds."""
        return {sheet.source.table for sheet in self.sheets if sheet.source.table is not None}

    def without_rows(self) -> FileRead:
        """How the file was read, its rows let go."""
        return FileRead(self.sha256, [replace(sheet, frame=None) for sheet in self.sheets])


@dataclass(frozen=True)
class Joined:
    """What files that came did to the shop that they joined.

    buyers : codes of those in the rows of `JOINING` that came
    anew : the other tables that were merged again
    """

    buyers: npt.NDArray[np.integer[Any]]
    anew: frozenset[str]


@dataclass(frozen=True)
class Told:
    """All that merging some files gives, but the rows.

    files : name → how it was read, without rows, in the order of the data check
    as_exported : agents' names as the files have them
    joins : whether new files of `JOINING` may join these rows: no row was matched to another one
        by anything but its key
    problems : table id → what merging it found
    nets : order file → whether its amounts were net of refunds
    to_the_minute : table id → columns of which some time is known only to the minute
    coverage, notes : what the data covers, and the notes on the whole
    """

    files: dict[str, FileRead]
    as_exported: frozenset[str]
    joins: bool
    problems: Mapping[str, Sequence[Problem]]
    nets: Mapping[str, Net]
    to_the_minute: Mapping[str, Sequence[str]]
    coverage: Coverage
    notes: Sequence[Problem]


@dataclass(frozen=True)
class Merged(Told):
    """What merging some files gives.

    tables : the merged tables
    joined : how it came of another merged shop; None where it is of parsed files alone, or of one
        of which files are gone
    """

    tables: Tables
    joined: Joined | None = None

    def shop(self, folder: str, left_alone: Sequence[Problem], told: Iterable[Problem]) -> Shop:
        """The shop; `told` are problems of the folder itself, `left_alone` files not read."""
        sheets = [sheet for file in self.files.values() for sheet in file.sheets]
        problems = [problem for sheet in sheets for problem in sheet.problems]
        problems += told
        if self.to_the_minute:
            problems.append(check.minute_note(self.to_the_minute))
        of_merging = [problem for t in TABLES for problem in self.problems.get(t.id, ())]
        persons, of_two = one_person_each(sheets)
        of_merging += of_two
        problems += of_merging
        problems += check.mostly_days(self.tables, of_merging)
        refused = Counter(
            (file, sheet)
            for file, sheet, _ in {(p.file, p.sheet, p.row) for p in of_merging if p.level == "row"}
        )
        for more in of_merging:
            if more.code == "more_rows" and KINDS[more.found["code"]].level == "row":
                refused[more.file, more.sheet] += int(more.found["count"])
        return Shop(
            folder=folder,
            tables=self.tables,
            problems=[*problems, *self.notes],
            sources=[_after_merging(sheet.source, self.nets, refused) for sheet in sheets],
            resolution="minute" if self.to_the_minute else "second",
            coverage=self.coverage,
            left_alone=tuple(left_alone),
            summaries=tuple(_with_days(s.summary) for s in sheets if s.summary is not None),
            people=persons,
        )


def merged(files: dict[str, FileRead], status_means: StatusMeans, tell: Progress) -> Merged:
    """Merge files, in the order of the data check; takes them out of `files`.

    Their rows go as soon as they are merged. `status_means`: reception status → converted or not.
    """
    tell("merge", 0, len(TABLES))
    read = {name: file.without_rows() for name, file in files.items()}
    of_tables = sheets_of_tables(sheet for file in files.values() for sheet in file.sheets)
    files.clear()
    of_tables = with_one_name(of_tables)
    who = people(of_tables)
    count = len(of_tables)
    found = dict(
        side_by_side(
            lambda table: merged_table(file_rows(table, of_tables[table], who), status_means),
            of_tables,
            lambda number: tell("merge", number, count),
        )
    )
    give_back(sum(len(of.table) for of in found.values()))
    tell("merge", count, count)
    to_the_minute = {id_: of.to_the_minute for id_, of in found.items() if of.to_the_minute}
    of_messages = found["messages"].problems if "messages" in found else ()
    if to_the_minute and any(problem.code == "before_start" for problem in of_messages):
        # Which readings lie before the sending is asked at the minute, as all else then.
        rows = file_rows("messages", of_tables["messages"], who)
        found["messages"] = merge.messages(rows, to_the_minute=True)
    return put_together(
        read,
        {id_: of.table for id_, of in found.items()},
        who,
        joins=not any(may_be_of_seconds(s) for id_ in JOINING for s in of_tables.get(id_, ())),
        problems={id_: of.problems for id_, of in found.items()},
        nets=nets_of(found),
        to_the_minute=to_the_minute,
    )


def put_together(
    files: dict[str, FileRead],
    tables: Mapping[str, Table],
    who: People,
    *,
    joins: bool,
    problems: Mapping[str, Sequence[Problem]],
    nets: Mapping[str, Net],
    to_the_minute: Mapping[str, Sequence[str]],
) -> Merged:
    """`Merged` of these parts, looked over as a whole."""
    # Of orders it may be merging that refuses the last row: then nothing is known of them either.
    refusing = {id_ for id_, of in problems.items() if any(p.level == "row" for p in of)}
    usable = {id_: of for id_, of in tables.items() if len(of) or id_ not in refusing}
    in_order: dict[str, Any] = {table.id: usable.get(table.id) for table in TABLES}
    whole = Tables(**in_order, buyers=who.buyers, agents=who.agents)
    sheets = [sheet for file in files.values() for sheet in file.sheets]
    coverage, notes = check.looked_over(whole, sheets, tables.keys() - usable.keys())
    return Merged(
        files, who.as_exported, joins, problems, nets, to_the_minute, coverage, notes, whole
    )


def merged_table(rows: FileRows, status_means: StatusMeans) -> MergedTable:
    """One table merged."""
    if rows.table in merge.BY_ID:
        return merge.BY_ID[rows.table](rows)
    if rows.table == "receptions":
        return merge.receptions(rows, status_means)
    of_orders = orders(rows)
    problems = [
        *check.net_notes(rows.sheets, of_orders.nets),
        *check.zero_paid_notes(rows),
        *of_orders.problems,
    ]
    if of_orders.by_text:
        problems.append(check.presale_by_text(of_orders.by_text))
    return replace(of_orders, problems=problems)


def nets_of(found: Mapping[str, MergedTable]) -> Mapping[str, Net]:
    """Each order file's `Net`."""
    of_orders = found.get("orders")
    return of_orders.nets if isinstance(of_orders, MergedOrders) else {}


def _with_days(summary: Summary) -> Summary:
    """The summary; its days are those that its file's name tells, where it says nothing itself."""
    return summary.of(summary.days or period_of_file(summary.file))


def _after_merging(
    source: Source, nets: Mapping[str, Net], refused: Mapping[tuple[str | None, str | None], int]
) -> Source:
    """The source with what only merging tells; `refused` rows by file and sheet."""
    more = refused.get((source.file, source.sheet), 0)
    source = replace(source, refused_rows=source.refused_rows + more) if more else source
    net = nets.get(source.file)
    if source.table != "orders" or net is None:
        return source
    return replace(source, net_of_refunds=net.net, refunded_rows=net.refunded)
