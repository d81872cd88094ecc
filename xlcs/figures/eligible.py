"""Eligible messages: sent by an agent to a buyer who is that agent's client at that time.

Source: spec, "Terms": eligible message; "Resolution" for times known only by their day.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from xlcs.figures.arrays import DAY_SECONDS, Bools, Codes, Indices, Ints, flags, seconds
from xlcs.figures.days import ByDay, Days, rows_by_day
from xlcs.figures.parallel import side_by_side
from xlcs.figures.relations import Relations

Seconds = npt.NDArray[np.int32]

NO_MOMENT = DAY_SECONDS
"""Second of the day of a message of which only the day is known: after all there are, so that no
payment or visit of the day comes after it."""


@dataclass(frozen=True)
class Messages:
    """The columns of `messages` that decide, as arrays; see `xlcs.shop.Shop`."""

    buyer: Codes
    agent: Codes
    sent: Ints
    sent_is_day: Bools
    by_agent: Bools
    read: Ints
    read_is_day: Bools
    replied: Ints


@dataclass(frozen=True)
class Eligible:
    """Eligible messages, days ascending.

    row : position in `messages`
    relation : position of the active relation
    second : second of the day it was sent, NO_MOMENT where only the day is known
    read : whether read on the day it was sent
    replied : whether replied to on that day
    older : whether the relation was bound on an earlier day
    bounds : where each day begins; one more than there are days
    """

    row: Codes
    relation: Codes
    second: Seconds
    read: Bools
    replied: Bools
    older: Bools
    bounds: Ints

    def of(self, day: int) -> slice:
        """The messages of that day (counted from the first day)."""
        return slice(int(self.bounds[day]), int(self.bounds[day + 1]))


def columns_of(frame: pd.DataFrame, buyer: Codes, agent: Codes) -> Messages:
    """The frame `messages` as arrays; `buyer` and `agent` are the codes of its rows."""
    return Messages(
        buyer,
        agent,
        seconds(frame["sent_at"]),
        flags(frame["sent_at_is_day"]),
        flags(frame["by_agent"]),
        seconds(frame["read_at"]),
        flags(frame["read_at_is_day"]),
        seconds(frame["replied_at"]),
    )


def messages_by_day(messages: Messages, days: Days) -> ByDay:
    """The agents' messages grouped by day; all lie inside `days`."""
    rows = np.flatnonzero(messages.by_agent)
    return rows_by_day(rows, days.index_of(messages.sent[rows]), days)


def eligible_of_day(
    messages: Messages, rows: Indices, relations: Relations, midnight: int
) -> Eligible:
    """The eligible ones among agents' messages of one day.

    Parameters
    ----------
    rows : positions of messages sent by agents, all of one day
    midnight : the midnight which that day begins with [s since 1970]

    Notes
    -----
    A message exactly at `bound_at` is eligible, one exactly at `unbound_at` is not. One of which
    only the day is known needs a relation that is active from the day's first to its last second.
    """
    sent = messages.sent[rows]
    by_day = np.flatnonzero(messages.sent_is_day[rows])
    until = sent
    if len(by_day):
        until = sent.copy()
        until[by_day] = midnight + DAY_SECONDS - 1
    relation = relations.active(messages.buyer[rows], messages.agent[rows], sent, until)

    chosen = np.flatnonzero(relation >= 0)
    rows, relation = rows[chosen], relation[chosen]
    second = (sent[chosen] - midnight).astype(np.int32)
    if len(by_day):
        second[messages.sent_is_day[rows]] = NO_MOMENT
    return Eligible(
        rows.astype(np.int32),
        relation,
        second,
        _on_day(messages.read[rows], midnight),
        _on_day(messages.replied[rows], midnight),
        relations.bound[relation] < midnight,
        np.array([0, len(rows)]),
    )


def eligible_messages(
    messages: Messages, by_day: ByDay, relations: Relations, days: Days
) -> Eligible:
    """All eligible messages, day by day.

    A day's messages fit the processor's caches, the whole period's do not.
    """
    having = list(by_day)
    of_days = side_by_side(
        lambda day: eligible_of_day(messages, by_day.of(day), relations, days.start_of(day)),
        having,
    )
    sizes = np.zeros(days.count, dtype=np.int64)
    sizes[having] = [len(of_day.row) for of_day in of_days]
    if not of_days:
        none = np.empty(0, dtype=np.int32)
        no = np.empty(0, dtype=np.bool_)
        return Eligible(none, none, none, no, no, no, np.zeros(days.count + 1, dtype=np.int64))
    return Eligible(
        np.concatenate([part.row for part in of_days]),
        np.concatenate([part.relation for part in of_days]),
        np.concatenate([part.second for part in of_days]),
        np.concatenate([part.read for part in of_days]),
        np.concatenate([part.replied for part in of_days]),
        np.concatenate([part.older for part in of_days]),
        np.concatenate([[0], np.cumsum(sizes)]),
    )


def _on_day(times: Ints, midnight: int) -> Bools:
    return (times >= midnight) & (times < midnight + DAY_SECONDS)
