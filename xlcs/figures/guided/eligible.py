"""Eligible messages: sent by an agent to a buyer who is that agent's client at that time.

Source: spec, "Terms": eligible message; "Resolution" for times known only by their day.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from xlcs.figures.arrays import (
    DAY_SECONDS,
    Bools,
    Codes,
    Indices,
    Ints,
    Seconds,
    run_begins,
    stable_sorted,
    tied,
)
from xlcs.figures.days import Days, Stretch
from xlcs.figures.guided.relations import Relations
from xlcs.shop.columns import NO_TIME

SECOND_BITS = 17
"""Enough for the seconds of a day."""

NOT_READ = -1


@dataclass(frozen=True)
class Messages:
    """The agents' messages in the order of sending, as `xlcs.shop.columns.Columns` has them.

    bounds : where each day begins; one more than there are days
    """

    buyer: Codes
    agent: Codes
    sent: Seconds
    sent_is_day: Bools
    read: Seconds
    read_is_day: Bools
    replied: Seconds
    bounds: Ints

    def of(self, stretch: Stretch) -> slice:
        """The messages of those days."""
        return stretch.rows(self.bounds)

    def related(self, rows: slice | Indices, relations: Relations) -> tuple[Codes, Seconds]:
        """The pair of each message, −1 where it is not eligible, and when its active relation was
        bound."""
        since, is_day = self.sent[rows], self.sent_is_day[rows]
        until = since
        if is_day.any():
            until = np.where(is_day, since + np.uint32(DAY_SECONDS - 1), since)
        return relations.active(self.buyer[rows].astype(np.intp), self.agent[rows], since, until)


def messages_of(columns: Mapping[str, Any], days: Days) -> Messages:
    """The table `messages`; all lie inside `days`."""
    return Messages(
        columns["buyer_id"],
        columns["agent"],
        columns["sent_at"],
        columns["sent_at_is_day"],
        columns["read_at"],
        columns["read_at_is_day"],
        columns["replied_at"],
        days.bounds(columns["sent_at"]),
    )


@dataclass(frozen=True)
class Eligible:
    """The eligible messages of some days in the order of crediting: of several, the last is
    credited.

    A *customer* is a buyer on a day. Sorted by day, buyer; time sent (where only the day is known:
    before all moments of it); time read, not read or no moment known first; name of the agent, the
    first one last.

    slots : of each customer, see `Stretch`; ascending
    first : where the messages of each customer begin; one more than there are customers
    customer : of each message, its customer's position in `slots`
    row : position in `Messages`
    pair : buyer and agent, see `Relations`
    second : second of the day it was sent, 0 where only the day is known
    exact : whether the moment of sending is known
    older : whether the relation was bound on an earlier day
    read : second of the day by which it counts as read, NOT_READ where not read that day
    replied : whether replied to on that day
    """

    slots: Ints | Codes
    first: Indices
    customer: Codes
    row: Indices
    pair: Codes
    second: Codes
    exact: Bools
    older: Bools
    read: Codes
    replied: Bools

    @property
    def last(self) -> Indices:
        """The last message to each customer."""
        return self.first[1:] - 1


def eligible_messages(messages: Messages, stretch: Stretch, relations: Relations) -> Eligible:
    """The eligible ones among the messages of some days.

    Notes
    -----
    A message exactly at `bound_at` is eligible, one exactly at `unbound_at` is not. One of which
    only the day is known needs a relation that is active from the day's first to its last second.
    A reading known only by its day counts from the sending on.
    """
    rows = messages.of(stretch)
    pair, bound = messages.related(rows, relations)
    sent, buyer = messages.sent[rows], messages.buyer[rows]

    chosen = np.flatnonzero(pair >= 0)
    day, second = stretch.day_and_second(sent[chosen])
    # Rows stand in the order of sending, which this keeps for each customer.
    slot, order = stable_sorted(stretch.slot(day, buyer[chosen]))
    at, second = chosen[order], second[order]
    midnight = sent[at] - second.astype(np.uint32)
    row, pair, older = at + rows.start, pair[at], bound[at] < midnight
    exact, read = ~messages.sent_is_day[row], messages.read[row]
    moment = np.where(messages.read_is_day[row], np.uint32(NO_TIME), read)
    # Few messages share customer and second; only these need the rest of the order.
    equal = tied(slot << SECOND_BITS | second)
    if len(equal):
        name = -messages.agent[row[equal]].astype(np.int64)
        rank = np.lexsort((name, moment[equal], exact[equal], second[equal], slot[equal]))
        for column in (row, pair, older, exact, read, moment):
            column[equal] = column[equal[rank]]

    begins = run_begins(slot)
    starts = np.flatnonzero(begins)
    by_second = np.maximum((moment - midnight).astype(np.int32), second)
    by_second = np.where(moment == NO_TIME, second, by_second)
    return Eligible(
        slot[starts],
        np.append(starts, len(slot)),
        np.cumsum(begins, dtype=np.int32) - np.int32(1),
        row,
        pair,
        second,
        exact,
        older,
        np.where(_on_day(read, midnight), by_second, np.int32(NOT_READ)),
        _on_day(messages.replied[row], midnight),
    )


def _on_day(times: Seconds, midnight: Seconds) -> Bools:
    # Seconds before midnight, and none, wrap around to numbers far greater than a day's.
    return (times - midnight) < DAY_SECONDS
