"""What a row of each table must fulfil, and columns that go into one another.

Source: spec, "Tables", "Refused or blanked", "Resolution".
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from xlcs.exports.read.cells import Bools, as_string, bools
from xlcs.exports.values.by_kind.names_and_words import allowed, names
from xlcs.exports.values.by_kind.times import from_seconds
from xlcs.exports.values.parsed import MINUTE, NO_TIME, SECOND
from xlcs.exports.values.typed_rows import TypedRows


def check_relations(rows: TypedRows) -> None:
    """A relation that was unbound before it was bound is refused."""
    if "unbound_at" in rows.times:
        early = rows.times["unbound_at"].before(rows.times["bound_at"])
        rows.faults.refuse(early, "unbound_before_bound", "unbound_at", rows.other("bound_at"))


def check_messages(rows: TypedRows) -> None:
    """Who began, by either column; read on the day of sending where only 是否已读 says so."""
    _merge_initiative(rows)
    if "is_read" in rows.choices:
        _merge_is_read(rows)


def _merge_initiative(rows: TypedRows) -> None:
    first, *second = [c for c in ("initiated_by", "is_initiated") if c in rows.choices]
    values, unknown = rows.choices[first]
    if first == "initiated_by" and unknown.any():
        values, unknown = _with_names(rows, values, unknown)
    explained = np.zeros(rows.count, dtype=np.bool_)
    if second:
        others, other_unknown = rows.choices[second[0]]
        blank = bools(values.is_null()) & ~unknown
        merged = pc.if_else(pa.array(blank), as_string(others), as_string(values))
        values = merged.dictionary_encode()
        explained = blank & other_unknown
        found = {"allowed": allowed(second[0])}
        rows.faults.refuse(explained, "unknown_choice", second[0], found)
    lost = bools(values.is_null()) & ~explained
    rows.faults.refuse(lost, "unknown_choice", first, {"allowed": allowed(first)})
    rows.columns["initiated_by"] = values


def _with_names(
    rows: TypedRows, values: pa.DictionaryArray, unknown: Bools
) -> tuple[pa.DictionaryArray, Bools]:
    """Who began, where 发起方 holds the name of the row's own agent or own buyer."""
    at = pa.array(np.flatnonzero(unknown))
    cells = rows.cells("initiated_by").taken(at.to_numpy())
    named = as_string(names(cells, of_agents=True)[0])
    agents, buyers = (as_string(rows.columns[name].take(at)) for name in ("agent", "buyer_id"))
    after_colon = pc.replace_substring_regex(agents, "^.*:", "")
    is_agent = pc.or_(pc.equal(named, agents), pc.equal(named, after_colon))
    is_buyer = pc.equal(named, buyers)
    began = pc.if_else(is_agent, pa.scalar("agent"), pa.scalar("buyer"))
    is_sure = pc.fill_null(pc.xor(is_agent, is_buyer), False)
    began = pc.if_else(is_sure, began, pa.scalar(None, pa.string()))
    filled = pc.replace_with_mask(as_string(values), pa.array(unknown), began)
    still = unknown.copy()
    still[unknown] = ~bools(is_sure)
    return filled.dictionary_encode(), still


def _merge_is_read(rows: TypedRows) -> None:
    by_day = rows.times["sent_at"].days(_says(rows, "is_read", "read"))
    if rows.choices["is_read"][0].null_count < rows.count:
        rows.known |= {"is_read", "read_at"}
    if "read_at" not in rows.times:
        rows.faults.note_sheet("read_by_day")
        rows.times["read_at"] = by_day
        return
    rows.times["read_at"] = rows.times["read_at"].filled(by_day)


def check_invitations(rows: TypedRows) -> None:
    """An answer before the invitation is blanked."""
    if "answered_at" in rows.times:
        _blank_early(rows, "answered_at", "invited_at")


def check_opportunities(rows: TypedRows) -> None:
    """A task marked as done without a time is done on the day it was created."""
    if "task_status" in rows.choices:
        by_day = rows.times["created_at"].days(_says(rows, "task_status", "done"))
        done = rows.times.get("done_at")
        rows.times["done_at"] = by_day if done is None else done.filled(by_day)


def check_receptions(rows: TypedRows) -> None:
    """An end before its start is blanked; where there is no end, it is start + duration."""
    _end_by_duration(rows)
    ended = rows.times["ended_at"]
    shown = "ended_at" if "ended_at" in rows.captions else "duration"
    rows.faults.note(~ended.given & ~ended.bad & ~rows.faults.refused, "no_end", shown)
    if shown == "ended_at":
        _blank_early(rows, "ended_at", "started_at")


def _end_by_duration(rows: TypedRows) -> None:
    lasted = rows.durations.get("duration")
    if lasted is None:
        return
    started = rows.times["started_at"]
    blank = np.zeros(rows.count, dtype=np.bool_)
    nothing = from_seconds(started.seconds, np.full(rows.count, NO_TIME, np.int8), lasted.bad)
    ended = rows.times.get("ended_at", nothing)
    adds = lasted.given & (started.form >= MINUTE)
    form = np.where(adds, np.int8(SECOND), np.int8(NO_TIME))
    ends = from_seconds(started.seconds + lasted.seconds, form, blank)
    rows.times["ended_at"] = ended.filled(ends)


def _blank_early(rows: TypedRows, name: str, start: str) -> None:
    """Blank a time that lies before what it follows from."""
    early = rows.times[name].before(rows.times[start])
    rows.faults.blank(early, "before_start", name, rows.other(start))
    rows.times[name] = rows.times[name].without(early)


def _says(rows: TypedRows, column: str, meaning: str) -> Bools:
    values, _ = rows.choices[column]
    return bools(pc.fill_null(pc.equal(as_string(values), meaning), False))


RULES: Mapping[str, Callable[[TypedRows], None]] = {
    "relations": check_relations,
    "messages": check_messages,
    "invitations": check_invitations,
    "opportunities": check_opportunities,
    "receptions": check_receptions,
}
"""Table id → its rules."""
