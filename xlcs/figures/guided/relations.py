"""Relations of buyers and agents (专属客户关系), and which one is active at a time.

Source: spec, "Terms": active relation.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from xlcs.figures.arrays import Bools, Codes, Indices, Ints, Seconds, run_starts, stable_order
from xlcs.shop.columns import NO_TIME, ascending

NEVER = 2**32 - 1
"""Unbound never [s since 1970]: later than any time there can be (years end with 2100)."""

_TIME_BITS = 32

_NOBODY = -1
"""Agent of a buyer who has no such relation."""

_LATEST = np.dtype([("agent", "i4"), ("bound", "u4"), ("unbound", "u4"), ("pair", "i4")])
"""`agent` holds in its lowest bits how many relations the buyer has, _MANY or more being _MANY."""

_COUNT_BITS = 2
_MANY = 3
Latest = npt.NDArray[np.void]


@dataclass(frozen=True)
class Relations:
    """Relations sorted by agent, buyer, `bound_at`; a *pair* is a buyer and an agent.

    buyers : how many buyers there are [count]
    bound, unbound : of each relation [s since 1970], NEVER where not unbound
    pair : of each relation
    pair_buyer, pair_agent : of each pair; pairs are numbered by agent, then buyer
    pair_first : each pair's first relation; one more than there are pairs
    """

    buyers: int
    bound: Seconds
    unbound: Seconds
    pair: Codes
    pair_buyer: Codes
    pair_agent: Codes
    pair_first: Codes

    @cached_property
    def buyer(self) -> Codes:
        """The buyer of each relation."""
        return self.pair_buyer[self.pair]

    @cached_property
    def agent(self) -> Codes:
        """The agent of each relation."""
        return self.pair_agent[self.pair]

    @cached_property
    def _count(self) -> Codes:
        """How many relations each buyer has [count]."""
        return np.bincount(self.buyer, minlength=self.buyers).astype(np.int32)

    @cached_property
    def by_buyer(self) -> Indices:
        """The positions of the relations by buyer, then `bound`."""
        order = stable_order(self.buyer)
        buyer = self.buyer[order]
        # Few buyers have several relations: only these are sorted by time.
        several = np.flatnonzero(self._count[buyer] > 1)
        rows = order[several]
        number = np.cumsum(np.diff(buyer[several], prepend=-1) > 0)
        since = self.bound[rows] - self.bound.min(initial=NEVER)
        # Times as far apart as they are, not as long ago: numbers short enough to sort quickly.
        key = number << int(since.max(initial=0)).bit_length() | since
        order[several] = rows[stable_order(key)]
        return order

    @cached_property
    def _latest(self) -> tuple[Latest, Latest, Codes]:
        """For each buyer the relation bound last; for those who have several the one bound last
        before it, and where in these each of them is.

        Nearly every message is of one of these. What is known of a relation lies side by side in
        memory: each look into a long array costs more than whatever is done with what is found.
        """
        end = np.cumsum(self._count, dtype=np.int64)
        having, several = (np.flatnonzero(self._count >= number) for number in (1, 2))
        last = np.zeros(self.buyers, dtype=_LATEST)
        last["agent"] = _NOBODY << _COUNT_BITS
        last[having] = self._as_latest(self.by_buyer[end[having] - 1], having)
        place = np.zeros(self.buyers, dtype=np.int32)
        place[several] = np.arange(len(several), dtype=np.int32)
        return last, self._as_latest(self.by_buyer[end[several] - 2], several), place

    def _as_latest(self, relation: Indices, buyer: Indices) -> Latest:
        found = np.empty(len(relation), dtype=_LATEST)
        count = np.minimum(self._count[buyer], _MANY)
        found["agent"] = self.agent[relation].astype(np.int32) << _COUNT_BITS | count
        found["bound"] = self.bound[relation]
        found["unbound"] = self.unbound[relation]
        found["pair"] = self.pair[relation]
        return found

    @cached_property
    def _pair_key(self) -> Ints:
        return self.pair_agent.astype(np.int64) << _TIME_BITS | self.pair_buyer

    @cached_property
    def _key(self) -> Ints:
        return self.pair.astype(np.int64) << _TIME_BITS | self.bound

    @cached_property
    def _latest_of_last(self) -> list[Seconds]:
        """The latest `unbound` of each relation and the 0, 1, 3, 7 … before it, as many as the
        pair with most relations calls for; they may be of other pairs."""
        tables = [self.unbound]
        most = int(np.diff(self.pair_first).max(initial=0))
        while (span := 1 << len(tables) - 1) < most:
            table = tables[-1].copy()
            np.maximum(table[span:], tables[-1][:-span], out=table[span:])
            tables.append(table)
        return tables

    @cached_property
    def _clients(self) -> tuple[Ints, Ints]:
        """Of buyers with _MANY relations: buyer and `bound` of each relation, packed, ascending;
        and the latest `unbound` of the buyer's relations up to it."""
        rows = self.by_buyer[self._count[self.buyer[self.by_buyer]] >= _MANY]
        buyer = self.buyer[rows]
        key = buyer.astype(np.int64) << _TIME_BITS | self.bound[rows]
        return key, _running_latest(buyer, self.unbound[rows])

    def ready(self) -> Relations:
        """The same; what looking up needs is made now, before threads ask for it."""
        for needed in ("_latest", "_pair_key", "_key", "_latest_of_last"):
            getattr(self, needed)
        return self

    def active(
        self, buyer: Indices, agent: Codes, since: Seconds, until: Seconds
    ) -> tuple[Codes, Seconds]:
        """Which relation of buyer and agent is active from `since` through `until`.

        Parameters
        ----------
        buyer, agent : codes
        since, until : the same array for a moment [s since 1970]; first and last second of a day
            where the moment is not known

        Returns
        -------
        The pair, −1 where none is active, and when its active relation was bound. Of several
        active ones it is the one with the latest `bound_at`. Active at its `bound_at`, no longer
        active at its `unbound_at`.
        """
        last, last_but_one, place = self._latest
        pair, bound, count = _if_active(last, buyer, agent, since, until)
        rest = np.flatnonzero((pair < 0) & (count > 1))
        asked = place[buyer[rest]], agent[rest], since[rest], until[rest]
        pair[rest], bound[rest], count = _if_active(last_but_one, *asked)
        rest = rest[(pair[rest] < 0) & (count > 2)]
        if len(rest):
            asked = buyer[rest], agent[rest], since[rest], until[rest]
            pair[rest], bound[rest] = self._search(*asked)
        return pair, bound

    def _search(
        self, buyer: Indices, agent: Codes, since: Seconds, until: Seconds
    ) -> tuple[Codes, Seconds]:
        """`active` for buyers of any number of relations: the last one bound by then, and from
        there back over those that ended, in leaps of powers of two."""
        pair = self._pair_of(buyer, agent)
        known = np.flatnonzero(pair >= 0)
        pair, since, until = pair[known], since[known], until[known]
        first = self.pair_first[pair]
        key = pair.astype(np.int64) << _TIME_BITS | since
        at = np.searchsorted(self._key, key, side="right") - 1
        for power, latest in reversed(list(enumerate(self._latest_of_last))):
            leap = 1 << power
            ended = (at - leap + 1 >= first) & (latest[at] <= until)
            at[ended] -= leap
        found = np.flatnonzero(at >= first)
        of_pair = np.full(len(buyer), -1, dtype=np.int32)
        bound = np.full(len(buyer), NO_TIME, dtype=np.uint32)
        of_pair[known[found]] = pair[found]
        bound[known[found]] = self.bound[at[found]]
        return of_pair, bound

    def _pair_of(self, buyer: Indices, agent: Codes) -> Indices:
        """The pair of each buyer and agent, −1 where they never had a relation."""
        key = agent.astype(np.int64) << _TIME_BITS | buyer
        at = np.minimum(np.searchsorted(self._pair_key, key), len(self._pair_key) - 1)
        return np.where(self._pair_key[at] == key, at, -1)

    def is_client(self, buyer: Indices, since: Seconds, until: Seconds) -> Bools:
        """Whether a buyer has an active relation with some agent from `since` through `until`.

        `since` and `until` are as in `active`. On a day (no moment known) one and the same
        relation must be active from the first to the last second.
        """
        last, last_but_one, place = self._latest
        client, count = _is_bound(last, buyer, since, until)
        rest = np.flatnonzero(~client & (count > 1))
        client[rest], count = _is_bound(last_but_one, place[buyer[rest]], since[rest], until[rest])
        rest = rest[~client[rest] & (count > 2)]
        if len(rest):
            keys, longest = self._clients
            who = buyer[rest].astype(np.int64)
            at = np.searchsorted(keys, who << _TIME_BITS | since[rest], side="right") - 1
            bound = np.flatnonzero((at >= 0) & (keys[at] >> _TIME_BITS == who))
            client[rest[bound]] = until[rest[bound]] < longest[at[bound]]
        return client


def relations(
    buyer: Codes, agent: Codes, bound: Seconds, unbound: Seconds, buyers: int
) -> Relations:
    """Prepare relations for look-up.

    Parameters
    ----------
    buyer, agent : codes
    bound, unbound : [s since 1970], NO_TIME where not unbound
    buyers : how many buyers there are [count]
    """
    key = agent.astype(np.int64) * buyers + buyer
    if not ascending(key):
        order = stable_order(key)
        key, bound, unbound = key[order], bound[order], unbound[order]
    starts = run_starts(key)
    sizes = np.diff(starts, append=len(key))
    pair = np.repeat(np.arange(len(starts), dtype=np.int32), sizes)
    several = np.flatnonzero(np.repeat(sizes > 1, sizes))
    if len(several):  # few pairs have more than one relation: only those are sorted by time
        rank = several[np.lexsort((bound[several], pair[several]))]
        bound, unbound = bound.copy(), unbound.copy()
        bound[several], unbound[several] = bound[rank], unbound[rank]
    pair_key = key[starts]
    return Relations(
        buyers,
        bound,
        np.where(unbound == NO_TIME, np.uint32(NEVER), unbound),
        pair,
        (pair_key % max(buyers, 1)).astype(np.int32),
        (pair_key // max(buyers, 1)).astype(np.int32),
        np.append(starts, len(key)).astype(np.int32),
    )


def _if_active(
    latest: Latest, at: Indices | Codes, agent: Codes, since: Seconds, until: Seconds
) -> tuple[Codes, Seconds, Codes]:
    """Pair and `bound` of each buyer's relation, which is in `latest` at `at`; the pair is −1 where
    the relation is none to that agent, or not active from `since` through `until`. And how many
    relations the buyer has, _MANY or more being _MANY."""
    of_buyer = latest.take(at)
    bound, agent_and_count = of_buyer["bound"].copy(), of_buyer["agent"].copy()
    active = (agent_and_count >> _COUNT_BITS == agent) & (bound <= since)
    active &= until < of_buyer["unbound"]
    pair = np.where(active, of_buyer["pair"], np.int32(-1))
    return pair, bound, agent_and_count & _MANY


def _is_bound(
    latest: Latest, at: Indices | Codes, since: Seconds, until: Seconds
) -> tuple[Bools, Codes]:
    """Whether each buyer's relation is active, to whatever agent; see `_if_active`."""
    of_buyer = latest.take(at)
    active = of_buyer["bound"] <= since
    active &= until < of_buyer["unbound"]
    return active, of_buyer["agent"] & _MANY


def _running_latest(owner: Codes | Indices, times: Seconds) -> Ints:
    """The latest time of a row and those of the same owner before it; owners ascend."""
    # An owner's number in the high bits keeps one owner's times out of the next one's maximum.
    high = owner.astype(np.int64) << _TIME_BITS
    latest: Ints = np.maximum.accumulate(high | times) & NEVER
    return latest
