"""A folder's files, merged: the tables, what each file said, and what merging found.

Source: spec, "Tables", "Overlaps", "Resolution". Each part of the data check is kept apart, so
that it can be put together the same way whether files were merged at once or came later.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from xlcs.exports import data_check as check
from xlcs.exports.merge import orders
from xlcs.exports.merge import tables as merge
from xlcs.exports.merge.files_of_table import Stack, by_lateness
from xlcs.exports.merge.merged_table import MergedTable, as_texts
from xlcs.exports.merge.people import People, people
from xlcs.exports.values.parsed import ParsedTable
from xlcs.problems import Problem
from xlcs.shop.columns import Columns, Frames
from xlcs.shop.shop import Coverage, Shop, Source
from xlcs.tables import TABLES

Progress = Callable[[str, int, int], None]
"""Called with the step ("read", "merge"), how much is done, and how much there is."""

StatusMeans = Mapping[str, bool]

Passes = Sequence[Sequence[Problem]]

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
class Merged:
    """What merging some files gives.

    files : name → how it was read, without rows, in the order of the data check
    columns : the merged tables
    passes : table id → problems found while merging it (see `MergedTable`)
    nets : order file → whether its amounts were net of refunds
    to_the_minute : table id → columns whose times come to the minute; not empty: all were merged so
    marks : of each buyer, what the coverage needs to know
    coverage, notes : what the data covers, and the notes on that
    """

    files: Mapping[str, FileRead]
    columns: Columns
    passes: Mapping[str, Passes]
    nets: Mapping[str, orders.Net]
    to_the_minute: Mapping[str, Sequence[str]]
    marks: check.Marks
    coverage: Coverage
    notes: Sequence[Problem]

    def shop(self, folder: Path, left_alone: Sequence[Problem], told: Iterable[Problem]) -> Shop:
        """The shop; `told` are problems of the folder itself, `left_alone` files not read."""
        sheets = [sheet for file in self.files.values() for sheet in file.sheets]
        problems = [problem for sheet in sheets for problem in sheet.problems]
        problems += told
        if self.to_the_minute:
            problems.append(check.minute_note(self.to_the_minute))
        for table in TABLES:
            problems += [p for found in self.passes.get(table.id, ()) for p in found]
        return Shop(
            folder=str(folder),
            tables=Frames(self.columns),
            problems=[*problems, *self.notes],
            sources=[_with_net(sheet.source, self.nets) for sheet in sheets],
            resolution="minute" if self.to_the_minute else "second",
            coverage=self.coverage,
            left_alone=tuple(left_alone),
            columns=self.columns,
        )


def merged(files: dict[str, FileRead], status_means: StatusMeans, tell: Progress) -> Merged:
    """Merge files; takes them out of `files`, whose rows go as soon as they are merged.

    Parameters
    ----------
    files : name → the file with its rows, in the order of the data check
    status_means : reception status → whether it means converted
    tell : told how far it is
    """
    tell("merge", 0, len(TABLES))
    read = {name: file.without_rows() for name, file in files.items()}
    stacks = stacked(sheet for file in files.values() for sheet in file.sheets)
    files.clear()
    who = people(stacks)
    to_the_minute = where_to_the_minute(stacks)
    tables: dict[str, MergedTable] = {}
    nets: dict[str, orders.Net] = {}
    count = len(stacks)
    for number, table in enumerate(list(stacks)):
        tell("merge", number, count)
        tables[table], of_files = merged_table(
            stacks.pop(table), who, status_means, to_the_minute=bool(to_the_minute)
        )
        nets |= of_files
    tell("merge", count, count)
    columns = Columns(
        as_texts(who.buyers),
        who.agents,
        {part: columns for table in tables.values() for part, columns in table.parts.items()},
        {(id_, name): w for id_, table in tables.items() for name, w in table.words.items()},
    )
    passes = {id_: table.passes for id_, table in tables.items()}
    joined = [columns.tables[part] for part in check.JOINING if part in columns.tables]
    marks = check.NO_MARKS.extended(columns.buyers, joined)
    return with_coverage(read, columns, passes, nets, to_the_minute, marks)


def with_coverage(
    files: Mapping[str, FileRead],
    columns: Columns,
    passes: Mapping[str, Passes],
    nets: Mapping[str, orders.Net],
    to_the_minute: Mapping[str, Sequence[str]],
    marks: check.Marks,
) -> Merged:
    """`Merged` of these parts, looked over as a whole."""
    coverage, notes = check.coverage(columns, marks)
    return Merged(files, columns, passes, nets, to_the_minute, marks, coverage, notes)


def stacked(sheets: Iterable[ParsedTable]) -> dict[str, Stack]:
    """The sheets' rows table by table, later files last; a table without any is absent."""
    having = [sheet for sheet in sheets if sheet.frame is not None]
    of_table = {table.id: [s for s in having if s.source.table == table.id] for table in TABLES}
    return {id_: Stack(id_, by_lateness(parts)) for id_, parts in of_table.items() if parts}


def where_to_the_minute(stacks: Mapping[str, Stack]) -> dict[str, list[str]]:
    """Where sent, read, visit or payment times come to the minute."""
    where: dict[str, list[str]] = {}
    for table, columns in (("messages", ("sent_at", "read_at")), ("visits", ("visited_at",))):
        for column in columns:
            if table in stacks and stacks[table].is_minute(column).any():
                where.setdefault(table, []).append(column)
    if "orders" in stacks and orders.payment_to_the_minute(stacks["orders"]).any():
        where["orders"] = ["paid_at"]
    return where


def merged_table(
    stack: Stack, who: People, status_means: StatusMeans, *, to_the_minute: bool
) -> tuple[MergedTable, dict[str, orders.Net]]:
    """One table merged; of orders also each file's `Net`."""
    if stack.table == "relations":
        return merge.relations(stack, who), {}
    if stack.table == "messages":
        return merge.messages(stack, who, to_the_minute=to_the_minute), {}
    if stack.table == "visits":
        return merge.visits(stack, who, to_the_minute=to_the_minute), {}
    if stack.table == "invitations":
        return merge.invitations(stack, who), {}
    if stack.table == "opportunities":
        return merge.opportunities(stack, who), {}
    if stack.table == "receptions":
        return merge.receptions(stack, who, status_means), {}
    table, of_parts = orders.orders(stack, who, to_the_minute=to_the_minute)
    passes = [check.net_notes(stack, of_parts), *table.passes]
    files = [part.source.file for part in stack.parts]
    return replace(table, passes=passes), dict(zip(files, of_parts, strict=True))


def _with_net(source: Source, nets: Mapping[str, orders.Net]) -> Source:
    net = nets.get(source.file)
    if source.table != "orders" or net is None:
        return source
    return replace(source, net_of_refunds=net.net, refunded_rows=net.refunded)
