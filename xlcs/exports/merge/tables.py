"""Stacked rows of each table → its merged rows (all tables but orders).

Source: spec, "Overlaps", "Refused or blanked", "Resolution".
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from xlcs.exports.merge.files_of_table import Stack, clock
from xlcs.exports.merge.merged_table import MergedTable, in_parts, seconds, word_codes
from xlcs.exports.merge.people import People
from xlcs.exports.merge.same_key import NONE, Bools, Groups, Ints, group, no_doubles
from xlcs.problems import Problem
from xlcs.tables import TABLE

KEYS = {
    "relations": ("buyer_id", "agent", "bound_at"),
    "messages": ("buyer_id", "agent", "sent_at", "initiated_by"),
    "visits": ("buyer_id", "visited_at"),
    "orders": ("order_id", "sub_order_id"),
    "invitations": ("buyer_id", "agent", "invited_at", "channel"),
    "receptions": ("buyer_id", "agent", "started_at", "kind"),
}
"""What makes two rows the same fact; opportunities have no key."""

MINUTE_SECONDS = 60
DAY_SECONDS = 86_400

NO_ROWS = np.empty(0, dtype=np.int64)


def to_minute(times: Ints) -> Ints:
    """Times brought to the minute; NONE stays."""
    return np.where(times == NONE, NONE, times - times % MINUTE_SECONDS)


def is_unique(table: str, frame: pa.Table) -> bool:
    """Whether no two rows of a parsed sheet are of one key."""
    if table not in KEYS:
        return False
    keys = [_codes(frame[name]) for name in KEYS[table] if name in frame.column_names]
    return not group(keys).doubled


def _codes(column: pa.ChunkedArray) -> npt.NDArray[np.int64]:
    values = column.combine_chunks()
    if pa.types.is_timestamp(values.type):
        values = values.view(pa.int64())
    else:
        encoded = values if pa.types.is_dictionary(values.type) else values.dictionary_encode()
        values = encoded.indices.cast(pa.int64())
    return np.asarray(values.fill_null(-1).to_numpy(zero_copy_only=False))


def day_only_notes(stack: Stack, column: str, is_day: Bools) -> list[Problem]:
    """A note for each row whose time is only a date."""
    rows = np.flatnonzero(is_day).tolist()
    times = stack.times(column) if rows else NO_ROWS
    return [stack.problem("day_only", at, column, clock(times[at], day_only=True)) for at in rows]


def relations(stack: Stack, who: People) -> MergedTable:
    """Merged relations; key (buyer, agent, bound_at)."""
    buyer, agent = who.pair("relations")
    bound, unbound = stack.times("bound_at"), stack.times("unbound_at")
    groups = group([buyer, agent, bound])
    rows = groups.rows
    columns = {
        "buyer_id": buyer[rows],
        "agent": agent[rows],
        "bound_at": seconds(bound[rows]),
        "unbound_at": seconds(groups.latest(unbound, unbound != NONE)),
    }
    return MergedTable(in_parts("relations", columns))


def messages(stack: Stack, who: People, *, to_the_minute: bool) -> MergedTable:
    """Merged messages; key (buyer, agent, sent_at, initiated_by).

    A read or reply before the sending is blanked and listed first, so that it cannot win as the
    earliest. Of a message known as read by its day in one file and by the moment in another, the
    moment is kept where it lies on that day.
    """
    sent, sent_is_day = stack.times("sent_at"), stack.is_day("sent_at")
    if to_the_minute:
        sent = to_minute(sent)
    passes = [day_only_notes(stack, "sent_at", sent_is_day)]
    read, read_is_day, early = _not_before_sent(stack, "read_at", sent, sent_is_day, to_the_minute)
    passes.append(early)
    replied, _, early = _not_before_sent(stack, "replied_at", sent, sent_is_day, to_the_minute)
    passes.append(early)
    codes, words = stack.words("initiated_by")
    by_agent = codes == words.index("agent") if "agent" in words else np.zeros(len(codes), bool)

    buyer, agent = who.pair("messages")
    unique = not to_the_minute and stack.all_unique("sent_at")
    groups = no_doubles() if unique else group([buyer, sent, agent, by_agent, sent_is_day])
    rows = groups.rows
    read, read_is_day = earliest_read(groups, read, read_is_day)
    columns = {
        "buyer_id": buyer[rows],
        "agent": agent[rows],
        "sent_at": seconds(sent[rows]),
        "sent_at_is_day": sent_is_day[rows],
        "by_agent": by_agent[rows],
        "read_at": seconds(read),
        "read_at_is_day": read_is_day,
        "replied_at": seconds(groups.earliest(replied)),
    }
    return MergedTable(in_parts("messages", columns), passes=passes)


def visits(stack: Stack, who: People, *, to_the_minute: bool) -> MergedTable:
    """Merged visits; key (buyer, visited_at)."""
    visited, is_day = stack.times("visited_at"), stack.is_day("visited_at")
    if to_the_minute:
        visited = to_minute(visited)
    unique = not to_the_minute and stack.all_unique("visited_at")
    buyer = who.codes["visits", "buyer_id"]
    rows = (no_doubles() if unique else group([buyer, visited, is_day])).rows
    columns = {
        "buyer_id": buyer[rows],
        "visited_at": seconds(visited[rows]),
        "visited_at_is_day": is_day[rows],
    }
    return MergedTable(
        in_parts("visits", columns), passes=[day_only_notes(stack, "visited_at", is_day)]
    )


def invitations(stack: Stack, who: People) -> MergedTable:
    """Merged invitations; key (buyer, agent, invited_at, channel)."""
    buyer, agent = who.pair("invitations")
    invited, answered = stack.times("invited_at"), stack.times("answered_at")
    channel, channels = stack.words("channel")
    outcome, outcomes = stack.words("outcome")
    groups = group([buyer, agent, invited, channel])
    rows = groups.rows
    columns = {
        "buyer_id": buyer[rows],
        "agent": agent[rows],
        "invited_at": seconds(invited[rows]),
        "channel": word_codes(channel[rows], channels),
        "outcome": word_codes(groups.latest(outcome, outcome >= 0), outcomes),
        "answered_at": seconds(groups.earliest(answered)),
    }
    return MergedTable(in_parts("invitations", columns), {"channel": channels, "outcome": outcomes})


def opportunities(stack: Stack, who: People) -> MergedTable:
    """Merged tasks: (agent, kind, created_at) as often as the file that holds most of them says.

    Tasks of one key are told apart by their place among the file's tasks of that key, done ones
    first by time; tasks of the same place in different files are the same task.
    """
    created, done = stack.times("created_at"), stack.times("done_at")
    kind, kinds = stack.words("kind")
    agent = who.codes["opportunities", "agent"]
    undone_last = np.where(done == NONE, np.iinfo(np.int64).max, done)
    within = np.lexsort((undone_last, created, kind, agent, stack.file))
    keys = [key[within] for key in (agent, kind, created)]
    place = _place_in_run([stack.file[within], *keys])
    groups = group([*keys, place])
    # `within` lost the order of lateness inside a group only across files, which it kept sorted.
    rows = within[groups.rows]
    done = done[within]
    columns = {
        "agent": agent[rows],
        "kind": word_codes(kind[rows], kinds),
        "created_at": seconds(created[rows]),
        "done_at": seconds(groups.latest(done, done != NONE)),
    }
    return MergedTable(in_parts("opportunities", columns), {"kind": kinds})


def receptions(stack: Stack, who: People, status_means: Mapping[str, bool]) -> MergedTable:
    """Merged receptions; key (buyer, agent, started_at, kind).

    Where start or end is only a date, no duration can be told: the end is left out and listed.
    """
    buyer, agent = who.pair("receptions")
    started, ended = stack.times("started_at"), stack.times("ended_at")
    by_day = (stack.is_day("started_at") | stack.is_day("ended_at")) & (ended != NONE)
    without = [
        stack.problem("no_duration", at, "ended_at", clock(ended[at], day_only=True))
        for at in np.flatnonzero(by_day).tolist()
    ]
    ended = np.where(by_day, NONE, ended)
    kind, kinds = stack.words("kind")
    status, statuses = stack.words("status")
    unknown = np.array([word not in status_means for word in statuses] + [True], dtype=np.bool_)
    words = [*statuses, ""]  # a blank status is code −1, the last place
    unclear = [
        stack.problem("unknown_status", at, "status", words[status[at]] or None)
        for at in np.flatnonzero(unknown[status]).tolist()
    ]
    groups = group([buyer, agent, started, kind])
    rows = groups.rows
    columns = {
        "buyer_id": buyer[rows],
        "agent": agent[rows],
        "started_at": seconds(started[rows]),
        "ended_at": seconds(groups.latest(ended, ended != NONE)),
        "kind": word_codes(kind[rows], kinds),
        "status": word_codes(groups.latest(status, status >= 0), statuses),
    }
    return MergedTable(
        in_parts("receptions", columns),
        {"kind": kinds, "status": statuses},
        [without, unclear],
    )


def _not_before_sent(
    stack: Stack, column: str, sent: Ints, sent_is_day: Bools, to_the_minute: bool
) -> tuple[Ints, Bools, list[Problem]]:
    """A time of messages, blanked and listed where it lies before the sending."""
    raw, is_day = stack.times(column), stack.is_day(column)
    times = to_minute(raw) if to_the_minute else raw
    early = _before(times, is_day, sent, sent_is_day)
    if not early.any():
        return times, is_day, []
    raw_sent = stack.times("sent_at")
    start = TABLE["messages"].column("sent_at").headers[0]
    problems = [
        stack.problem(
            "before_start", at, column, clock(raw[at], bool(is_day[at])),
            start=start, other=clock(raw_sent[at], bool(sent_is_day[at])),
        )
        for at in np.flatnonzero(early).tolist()
    ]  # fmt: skip
    return np.where(early, NONE, times), is_day & ~early, problems


def _before(times: Ints, is_day: Bools, start: Ints, start_is_day: Bools) -> Bools:
    """Whether a time is before its start; by the day where either is only a date."""
    early: Bools = (times < start) & (times != NONE)
    by_day = np.flatnonzero(early & (is_day | start_is_day))
    early[by_day] = times[by_day] // DAY_SECONDS < start[by_day] // DAY_SECONDS
    return early


def earliest_read(groups: Groups, read: Ints, is_day: Bools) -> tuple[Ints, Bools]:
    """Each message's reading: of the earliest day, and there a moment before the bare day.

    It is the least of all by one order, so that rows merged already merge again as all would.
    """
    if not groups.doubled:
        return read, is_day
    moment = groups.earliest(np.where(is_day, NONE, read))
    day = groups.earliest(np.where(is_day, read, NONE))
    by_day = (day != NONE) & ((moment == NONE) | (day // DAY_SECONDS < moment // DAY_SECONDS))
    return np.where(by_day, day, moment), by_day


def _place_in_run(keys: list[npt.NDArray[np.generic]]) -> Ints:
    """Each row's place in its run of equal keys, from 0; rows are sorted by the keys."""
    count = len(keys[0])
    at = np.arange(count)
    new = np.zeros(count, dtype=np.bool_)
    new[:1] = True
    for key in keys:
        new[1:] |= key[1:] != key[:-1]
    return at - np.maximum.accumulate(np.where(new, at, 0))
