"""How a merged shop differs from the one that files joined, buyer by buyer."""

from __future__ import annotations

import numpy as np

from xlcs.exports.merge.shop import JOINING, Merged
from xlcs.shop.buyers import (
    Counts,
    Flags,
    buyers_that_differ,
    codes_of,
    places_of,
    tables_of_buyers,
)
from xlcs.shop.frames import Messages
from xlcs.shop.kept import Since


def since(before: Merged, now: Merged) -> Since | None:
    """What has become of the merged files since others joined them (`new_files.added`).

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
