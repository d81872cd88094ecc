"""Stacked rows of each table → the shop's merged frames (all tables but orders).

Source: spec, "Overlaps", "Refused or blanked", "Resolution". Frames as in `xlcs.shop.Shop`.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa

from xlcs.exports.overlaps import NONE, Bools, Groups, Ints, group, no_doubles
from xlcs.exports.people import People, in_words
from xlcs.exports.stack import Stack, clock
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


def as_times(seconds: Ints) -> npt.NDArray[np.datetime64]:
    """Seconds since 1970 as datetime64[s]; NONE is NaT."""
    return seconds.view("datetime64[s]")


def to_minute(seconds: Ints) -> Ints:
    """Times brought to the minute; NONE stays."""
    return np.where(seconds == NONE, NONE, seconds - seconds % MINUTE_SECONDS)


def frame_of(columns: Mapping[str, object]) -> pd.DataFrame:
    """A frame of these columns as they are: pandas would copy them together otherwise."""
    return pd.DataFrame(columns, copy=False)


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


def day_only_notes(stack: Stack, column: str, which: Bools | None = None) -> list[Problem]:
    """A note for each row whose time is only a date."""
    seconds = stack.times(column)
    rows = stack.is_day(column) if which is None else which & stack.is_day(column)
    return [
        stack.problem("day_only", at, column, clock(seconds[at], day_only=True))
        for at in np.flatnonzero(rows).tolist()
    ]


def relations(stack: Stack, who: People) -> pd.DataFrame:
    """Merged relations; key (buyer, agent, bound_at)."""
    bound, unbound = stack.times("bound_at"), stack.times("unbound_at")
    groups = group([*_pair(stack, who), bound])
    rows = groups.rows
    return frame_of(
        {
            "buyer_id": who.buyer_column("relations", rows),
            "agent": who.agent_column("relations", rows),
            "bound_at": as_times(bound[rows]),
            "unbound_at": as_times(groups.latest(unbound, unbound != NONE)),
        }
    )


def messages(
    stack: Stack, who: People, *, to_the_minute: bool
) -> tuple[pd.DataFrame, list[Problem]]:
    """Merged messages; key (buyer, agent, sent_at, initiated_by).

    A read or reply before the sending is blanked and listed first, so that it cannot win as the
    earliest. Of a message known as read by its day in one file and by the moment in another, the
    moment is kept where it lies on that day.
    """
    sent, sent_is_day = stack.times("sent_at"), stack.is_day("sent_at")
    if to_the_minute:
        sent = to_minute(sent)
    problems = day_only_notes(stack, "sent_at")
    read, read_is_day, early = _not_before_sent(stack, "read_at", sent, to_the_minute)
    problems += early
    replied, _, early = _not_before_sent(stack, "replied_at", sent, to_the_minute)
    problems += early
    codes, words = stack.words("initiated_by")
    by_agent = codes == words.index("agent") if "agent" in words else np.zeros(len(codes), bool)

    buyer, agent = _pair(stack, who)
    unique = not to_the_minute and stack.all_unique("sent_at")
    groups = no_doubles() if unique else group([buyer, sent, agent, by_agent, sent_is_day])
    rows = groups.rows
    read, read_is_day = _earliest_read(groups, read, read_is_day)
    return frame_of(
        {
            "buyer_id": who.buyer_column("messages", rows),
            "agent": who.agent_column("messages", rows),
            "sent_at": as_times(sent[rows]),
            "sent_at_is_day": sent_is_day[rows],
            "by_agent": by_agent[rows],
            "read_at": as_times(read),
            "read_at_is_day": read_is_day,
            "replied_at": as_times(groups.earliest(replied)),
        }
    ), problems


def visits(stack: Stack, who: People, *, to_the_minute: bool) -> tuple[pd.DataFrame, list[Problem]]:
    """Merged visits; key (buyer, visited_at)."""
    visited, is_day = stack.times("visited_at"), stack.is_day("visited_at")
    if to_the_minute:
        visited = to_minute(visited)
    unique = not to_the_minute and stack.all_unique("visited_at")
    keys = (who.codes["visits", "buyer_id"], visited, is_day)
    rows = (no_doubles() if unique else group(keys)).rows
    return frame_of(
        {
            "buyer_id": who.buyer_column("visits", rows),
            "visited_at": as_times(visited[rows]),
            "visited_at_is_day": is_day[rows],
        }
    ), day_only_notes(stack, "visited_at")


def invitations(stack: Stack, who: People) -> pd.DataFrame:
    """Merged invitations; key (buyer, agent, invited_at, channel)."""
    invited, answered = stack.times("invited_at"), stack.times("answered_at")
    channel, channels = stack.words("channel")
    outcome, outcomes = stack.words("outcome")
    groups = group([*_pair(stack, who), invited, channel])
    rows = groups.rows
    return frame_of(
        {
            "buyer_id": who.buyer_column("invitations", rows),
            "agent": who.agent_column("invitations", rows),
            "invited_at": as_times(invited[rows]),
            "channel": in_words(channel[rows], channels),
            "outcome": in_words(groups.latest(outcome, outcome >= 0), outcomes),
            "answered_at": as_times(groups.earliest(answered)),
        }
    )


def opportunities(stack: Stack, who: People) -> pd.DataFrame:
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
    return frame_of(
        {
            "agent": who.agent_column("opportunities", rows),
            "kind": in_words(kind[rows], kinds),
            "created_at": as_times(created[rows]),
            "done_at": as_times(groups.latest(done, done != NONE)),
        }
    )


def receptions(
    stack: Stack, who: People, status_means: Mapping[str, bool]
) -> tuple[pd.DataFrame, list[Problem]]:
    """Merged receptions; key (buyer, agent, started_at, kind).

    Where start or end is only a date, no duration can be told: the end is left out and listed.
    """
    started, ended = stack.times("started_at"), stack.times("ended_at")
    by_day = (stack.is_day("started_at") | stack.is_day("ended_at")) & (ended != NONE)
    problems = [
        stack.problem("no_duration", at, "ended_at", clock(ended[at], day_only=True))
        for at in np.flatnonzero(by_day).tolist()
    ]
    ended = np.where(by_day, NONE, ended)
    kind, kinds = stack.words("kind")
    status, statuses = stack.words("status")
    unknown = np.array([word not in status_means for word in statuses] + [True], dtype=np.bool_)
    words = [*statuses, ""]  # a blank status is code −1, the last place
    problems += [
        stack.problem("unknown_status", at, "status", words[status[at]] or None)
        for at in np.flatnonzero(unknown[status]).tolist()
    ]
    groups = group([*_pair(stack, who), started, kind])
    rows = groups.rows
    return frame_of(
        {
            "buyer_id": who.buyer_column("receptions", rows),
            "agent": who.agent_column("receptions", rows),
            "started_at": as_times(started[rows]),
            "ended_at": as_times(groups.latest(ended, ended != NONE)),
            "kind": in_words(kind[rows], kinds),
            "status": in_words(groups.latest(status, status >= 0), statuses),
        }
    ), problems


def _pair(stack: Stack, who: People) -> tuple[npt.NDArray[np.int32], npt.NDArray[np.int32]]:
    return who.codes[stack.table, "buyer_id"], who.codes[stack.table, "agent"]


def _not_before_sent(
    stack: Stack, column: str, sent: Ints, to_the_minute: bool
) -> tuple[Ints, Bools, list[Problem]]:
    """A time of messages, blanked and listed where it lies before the sending."""
    raw, is_day = stack.times(column), stack.is_day(column)
    times = to_minute(raw) if to_the_minute else raw
    early = _before(times, is_day, sent, stack.is_day("sent_at"))
    if not early.any():
        return times, is_day, []
    raw_sent, sent_is_day = stack.times("sent_at"), stack.is_day("sent_at")
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


def _earliest_read(groups: Groups, read: Ints, is_day: Bools) -> tuple[Ints, Bools]:
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
