"""Files that came, went or changed since a shop was merged, without merging again what stays.

Source: spec, "Overlaps". Messages and visits merge by keys and earliest times alone, whichever file
is the later, so that new rows join the merged ones. In the other tables the later file's value
wins, and of a new file any row may be the later one: they are merged anew from all their files,
and so are those of which a file is gone.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from xlcs.exports.merge.files_of_table import (
    by_lateness,
    file_rows,
    may_be_of_seconds,
    sheets_of_tables,
)
from xlcs.exports.merge.people import People, full_names, has_both, people
from xlcs.exports.merge.shop import (
    JOINING,
    FileRead,
    Joined,
    Merged,
    StatusMeans,
    merged_table,
    nets_of,
    put_together,
)
from xlcs.exports.merge.tables import (
    EARLIEST,
    MESSAGE,
    VISIT,
    MergedTable,
    in_turn,
    once_in_order,
    typed,
)
from xlcs.exports.values.parsed import DAY, FORM, SECOND
from xlcs.problems import Problem
from xlcs.shop.buyers import (
    Counts,
    Flags,
    buyers_that_differ,
    codes_of,
    places_of,
    tables_of_buyers,
)
from xlcs.shop.frames import Messages, Table
from xlcs.shop.kept import Since

Again = Callable[[Sequence[str]], Mapping[str, FileRead]]
"""Files by name → the same with their rows."""


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
    before : the merged files
    gone : the names of merged files to leave out; none holds a table of `JOINING`
    new : name → a new file with its rows; of the names of `before` only those gone are among them
    order : the names of all files, in the order of the data check
    again : gives files of `before` with their rows, for the tables that are merged anew
    status_means : reception status → whether it means converted

    Returns
    -------
    Merged, or None where all must be merged anew: times to the minute may be those of rows with
    seconds, or a name means somebody else beside the new ones.
    """
    if not _may_join(before, gone, new):
        return None
    stay = {name: file for name, file in before.files.items() if name not in gone}
    anew = _tables_anew(before, gone, new)
    old = again([name for name, file in stay.items() if file.tables & anew])
    sheets = [sheet for file in new.values() for sheet in file.sheets]
    sheets += [s for file in old.values() for s in file.sheets if s.source.table in anew]
    of_tables = sheets_of_tables(sheets)
    who = people(of_tables, before.tables.buyers.categories, before.as_exported)
    if not _same_people(before, who):
        return None
    merged = {
        id_: merged_table(file_rows(id_, of_table, who), status_means)
        for id_, of_table in of_tables.items()
    }
    if any(found.to_the_minute for found in merged.values()):
        return None
    files = {**stay, **{name: file.without_rows() for name, file in new.items()}}
    files = {name: files[name] for name in order}
    whole = put_together(
        files,
        _tables(before, anew, merged, who),
        who,
        joins=True,
        problems=_problems(before, anew, merged, files),
        nets=nets_of(merged) if "orders" in anew else before.nets,
        to_the_minute={},
    )
    if gone:
        return whole
    return replace(whole, joined=Joined(_buyers_of(merged), anew & whole.tables.there().keys()))


def _may_join(before: Merged, gone: Collection[str], new: Mapping[str, FileRead]) -> bool:
    """Whether new files may join merged ones, as far as that can be told before."""
    sheets = [sheet for file in new.values() for sheet in file.sheets]
    joining = [sheet for sheet in sheets if sheet.source.table in JOINING]
    if not before.joins or before.to_the_minute or any(map(may_be_of_seconds, joining)):
        return False
    if any(has_both(s) for file in (*before.files.values(), *new.values()) for s in file.sheets):
        return False
    # Whom a short name means may hang on a full one that is gone.
    return not (gone and _has_short_names(before.as_exported))


def _tables_anew(
    before: Merged, gone: Collection[str], new: Mapping[str, FileRead]
) -> frozenset[str]:
    """The tables, but those of `JOINING`, of which a file came or is gone."""
    came = {s.source.table for file in new.values() for s in file.sheets if s.frame is not None}
    went = {table for name in gone for table in before.files[name].tables}
    return frozenset(table for table in came | went if table is not None).difference(JOINING)


def _tables(
    before: Merged, anew: Collection[str], merged: Mapping[str, MergedTable], who: People
) -> dict[str, Table]:
    """Those that stay, those merged anew, and those of `JOINING` with the rows that came."""
    tables = {id_: found.table for id_, found in merged.items()}
    for id_, table in before.tables.there().items():
        if id_ not in anew:
            old = _with_people(table, who)
            tables[id_] = joined(old, tables[id_]) if id_ in tables else old
    return tables


def _problems(
    before: Merged,
    anew: Collection[str],
    merged: Mapping[str, MergedTable],
    files: Mapping[str, FileRead],
) -> dict[str, Sequence[Problem]]:
    """What merging found of each table, in the order of its files."""
    problems: dict[str, Sequence[Problem]] = {id_: one.problems for id_, one in merged.items()}
    for id_, found in before.problems.items():
        if id_ not in anew and id_ in merged:
            of_table = [s for file in files.values() for s in file.sheets if s.source.table == id_]
            problems[id_] = in_turn(by_lateness(of_table), [*found, *merged[id_].problems])
        elif id_ not in anew:
            problems[id_] = found
    return problems


def _buyers_of(merged: Mapping[str, MergedTable]) -> npt.NDArray[np.integer[Any]]:
    """The codes of those in the rows of `JOINING` that came."""
    came = [codes_of(found.table) for id_, found in merged.items() if id_ in JOINING]
    return np.unique(np.concatenate(came)) if came else np.zeros(0, np.int64)


def _has_short_names(exported: Collection[str]) -> bool:
    """Whether some agent's name is the part after the colon of another one."""
    after_colon = {bare for _, colon, bare in (n.partition(":") for n in exported) if colon}
    return not after_colon.isdisjoint(exported)


def _same_people(before: Merged, who: People) -> bool:
    """Whether every agent's name means the same as before."""
    then, now = full_names(before.as_exported), full_names(who.as_exported)
    return all(now[name] == full for name, full in then.items())


def _with_people(table: Table, who: People) -> Table:
    """The table with its names among more of them."""
    frame = table.frame
    named: dict[str, pd.Categorical] = {}
    if "buyer_id" in frame and len(frame["buyer_id"].cat.categories) < len(who.buyers.categories):
        codes = frame["buyer_id"].cat.codes.to_numpy()  # they keep their numbers
        named["buyer_id"] = pd.Categorical.from_codes(codes, dtype=who.buyers)
    if "agent" in frame and not who.agents.categories.equals(frame["agent"].cat.categories):
        place = who.agents.categories.get_indexer(frame["agent"].cat.categories)
        codes = place[frame["agent"].cat.codes.to_numpy()]
        named["agent"] = pd.Categorical.from_codes(codes, dtype=who.agents)
    return type(table)(frame.assign(**named), table.known) if named else table


def joined(old: Table, new: Table) -> Table:
    """Merged rows and further ones, as one merging of both gives them; see `JOINING`."""
    key = {"messages": MESSAGE, "visits": VISIT}[old.id]
    frames = [_with_forms(table.frame) for table in (old, new)]
    merged = once_in_order(frames, key, earliest=EARLIEST)
    return typed(type(old), merged, old.known | new.known)


def _with_forms(frame: pd.DataFrame) -> pd.DataFrame:
    """Merged rows with the form of the times that may be known by day."""
    if "read_at" not in frame:
        return frame
    form = np.where(frame["read_at_is_day"], np.int8(DAY), np.int8(SECOND))
    return frame.assign(**{"read_at" + FORM: form})


def since(before: Merged, now: Merged) -> Since | None:
    """What has become of the merged files since others joined them (`added`).

    Rows of messages and visits that came, or were changed by rows that came, are of the buyers of
    these. In the tables that were merged anew, whatever made a row another one, it is the row that
    tells: they are compared cell by cell.

    Returns
    -------
    Since, or None where more has become of it than rows: a table came or went, more or less is
    known of one, or the agents have other numbers.
    """
    old, new = before.tables.there(), now.tables.there()
    if now.joined is None or list(old) != list(new):
        return None
    if any(old[id_].known != new[id_].known for id_ in old):
        return None
    if not before.tables.agents.categories.equals(now.tables.agents.categories):
        return None
    count = len(now.tables.buyers.categories)
    changed = np.zeros(count, dtype=np.bool_)
    changed[now.joined.buyers] = True
    for id_ in now.joined.anew:
        if id_ not in JOINING and "buyer_id" in new[id_].frame:
            changed |= buyers_that_differ(old[id_], new[id_], count)
    then = changed[: len(before.tables.buyers.categories)]
    return Since(
        changed,
        tables_of_buyers(before.tables, then, with_nobodys=False),
        _message_shift(before.tables.messages, now.tables.messages, changed),
    )


def _message_shift(before: Messages | None, now: Messages | None, changed: Flags) -> Counts:
    more = np.zeros(len(changed), np.int64)
    for messages, sign in ((before, -1), (now, 1)):
        if messages is not None:
            of_changed = codes_of(messages)[places_of(messages, changed)]
            more += sign * np.bincount(of_changed, minlength=len(more))
    shift: Counts = np.cumsum(more) - more  # what came of the buyers before
    return shift
