"""Files that came, went or changed since a shop was merged, without merging again what stays.

Source: spec, "Overlaps". Messages and visits merge by keys and earliest times alone, whichever file
is the later, so that new rows join the merged ones. In the other tables the later file's value
wins, and of a new file any row may be the later one: they are merged anew from all their files,
and so are those of which a file is gone.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np

from xlcs.exports.cache.room import spliced
from xlcs.exports.merge.files_of_table import by_lateness
from xlcs.exports.merge.merged_table import MergedTable, Part, as_arrow, as_texts, seconds
from xlcs.exports.merge.orders import Net
from xlcs.exports.merge.people import people, places
from xlcs.exports.merge.same_key import NONE, Ints, group
from xlcs.exports.merge.shop import (
    JOINING,
    FileRead,
    Merged,
    Passes,
    StatusMeans,
    merged_table,
    stacked,
    where_to_the_minute,
    with_coverage,
)
from xlcs.exports.merge.tables import earliest_read
from xlcs.exports.values.parsed import ParsedTable
from xlcs.shop.columns import (
    BUYER_MESSAGES,
    NO_TIME,
    Columns,
    in_order,
    is_nothing,
    nothing,
    spared,
)
from xlcs.tables import TABLES

MAIN_TIME = {"messages": "sent_at", BUYER_MESSAGES: "sent_at", "visits": "visited_at"}

THREADS = 2

Again = Callable[[Sequence[str]], Mapping[str, FileRead] | None]
"""Files by name → the same with their rows; None where they are not to be had."""


def added(
    before: Merged,
    gone: Collection[str],
    new: Mapping[str, FileRead],
    order: Sequence[str],
    again: Again,
    status_means: StatusMeans,
) -> Merged | None:
    """The shop of the merged files but some, and of new ones, as merging all at once would give it.

    Buyers and agents who were only in files that are gone keep their numbers; no row names them.

    Parameters
    ----------
    before : the merged files. It is used up: its tables may be changed
    gone : the names of merged files to leave out; none holds a table of `JOINING`
    new : name → a new file with its rows; of the names of `before` only those gone are among them
    order : the names of all files, in the order of the data check
    again : gives files of `before` with their rows, for the tables that are merged anew
    status_means : reception status → whether it means converted

    Returns
    -------
    Merged, or None where all must be merged anew: times come to the minute, or `again` fails.
    """
    if before.to_the_minute:
        return None
    stay = {name: file for name, file in before.files.items() if name not in gone}
    sheets = [sheet for file in new.values() for sheet in file.sheets]
    anew = {s.source.table for s in sheets if s.frame is not None}
    anew |= {table for name in gone for table in before.files[name].tables}
    anew -= {*JOINING, None}
    holding = [name for name, file in stay.items() if file.tables & anew]
    old = again(holding) if holding else {}
    if old is None:
        return None
    sheets += [s for file in old.values() for s in file.sheets if s.source.table in anew]
    stacks = stacked(sheets)
    if where_to_the_minute(stacks):
        return None

    who = people(stacks, as_arrow(before.columns.buyers), before.columns.agents)
    tables = _renumbered(before.columns, who.agents)
    tables = {table: part for table, part in tables.items() if table not in anew}
    words = {where: known for where, known in before.columns.words.items() if where[0] not in anew}
    passes = {table: found for table, found in before.passes.items() if table not in anew}
    nets: dict[str, Net] = {} if "orders" in anew else dict(before.nets)
    joined: list[Part] = []
    files = {**stay, **{name: file.without_rows() for name, file in new.items()}}
    files = {name: files[name] for name in order}
    for table, stack in stacks.items():
        found, of_files = merged_table(stack, who, status_means, to_the_minute=False)
        if table in JOINING:
            parts = {
                part: _joined(part, tables.get(part), rows) for part, rows in found.parts.items()
            }
            joined += found.parts.values()
            passes[table] = _in_turn(passes.get(table, ()), found, table, files)
        else:
            parts = dict(found.parts)
            passes[table] = found.passes
        tables |= parts
        words |= {(table, name): known for name, known in found.words.items()}
        nets |= of_files
    ids = [part for t in TABLES for part in (t.id, BUYER_MESSAGES)[: 1 + (t.id == "messages")]]
    columns = Columns(
        before.columns.buyers if len(who.buyers) == len(before.columns.buyers)
        else as_texts(who.buyers),
        who.agents,
        {part: tables[part] for part in ids if part in tables},
        words,
    )  # fmt: skip
    marks = before.marks.extended(columns.buyers, joined)
    return with_coverage(files, columns, passes, nets, {}, marks)


def _renumbered(columns: Columns, agents: Sequence[str]) -> dict[str, Part]:
    """The tables with their agents numbered among more of them."""
    if len(agents) == len(columns.agents):
        return dict(columns.tables)
    place = places(columns.agents, agents)
    return {
        table: {name: place[v] if name == "agent" else v for name, v in part.items()}
        for table, part in columns.tables.items()
    }


def _joined(table: str, old: Part | None, new: Part) -> Part:
    """Merged rows and further ones, as one merging of both gives them; see `JOINING`. The merged
    rows are used up; see `spliced`."""
    if old is None:
        return new
    main = MAIN_TIME[table]
    if not len(new[main]):
        return old
    # Rows of equal keys are of one moment, so that only the time which both share is compared.
    low = int(np.searchsorted(old[main], new[main][0], "left"))
    high = int(np.searchsorted(old[main], new[main][-1], "right"))
    if low < high:
        new = _compared(table, {name: values[low:high] for name, values in old.items()}, new)
    length = low + len(new[main]) + len(old[main]) - high

    def one(name: str) -> Any:
        if is_nothing(old[name]) and is_nothing(new[name]):
            return nothing(length, old[name].dtype)
        return spliced(old[name], low, high, new[name])

    with ThreadPoolExecutor(THREADS) as pool:  # which copying leaves free
        return dict(zip(old, pool.map(one, old), strict=True))


def _compared(table: str, old: Part, new: Part) -> Part:
    """Rows of one stretch of time, those of one key as one."""
    both = {name: np.concatenate([old[name], new[name]]) for name in old}
    main = MAIN_TIME[table]
    names = ("buyer_id", "agent") if "agent" in both else ("buyer_id",)
    groups = group([*(both[name] for name in names), both[main], both[f"{main}_is_day"]])
    rows = groups.rows
    kept = {name: values[rows] for name, values in both.items()}
    if "read_at" in both:
        read, is_day = earliest_read(groups, _ints(both["read_at"]), both["read_at_is_day"])
        kept |= {"read_at": seconds(read), "read_at_is_day": is_day}
        kept["replied_at"] = seconds(groups.earliest(_ints(both["replied_at"])))
    return spared(table, in_order(table, kept))


def _ints(times: Any) -> Ints:
    wide: Ints = times.astype(np.int64)
    wide[times == NO_TIME] = NONE
    return wide


def _in_turn(
    before: Passes, found: MergedTable, table: str, files: Mapping[str, FileRead]
) -> Passes:
    """The problems of both, pass by pass, in the order of lateness of all files."""
    if not before:
        return found.passes
    sheets = [sheet for file in files.values() for sheet in file.sheets]
    parts: list[ParsedTable] = by_lateness([s for s in sheets if s.source.table == table])
    turn = {(s.source.file, s.source.sheet): number for number, s in enumerate(parts)}
    return [
        sorted([*old, *new], key=lambda problem: turn[problem.file or "", problem.sheet])
        for old, new in zip(before, found.passes, strict=True)
    ]
