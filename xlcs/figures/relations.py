"""Relations of buyers and agents (专属客户关系), and which one is active at a time.

Source: spec, "Terms": active relation.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from xlcs.figures.arrays import NONE, Bools, Codes, Indices, Ints, positions, seconds

NEVER = 2**32 - 1
"""Unbound never [s since 1970]: later than any time there can be (years end with 2100)."""

_TIME_BITS = 32


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
    bound: Ints
    unbound: Ints
    pair: Indices
    pair_buyer: Codes
    pair_agent: Codes
    pair_first: Ints

    @cached_property
    def buyer(self) -> Codes:
        """The buyer of each relation."""
        return self.pair_buyer[self.pair]

    @cached_property
    def agent(self) -> Codes:
        """The agent of each relation."""
        return self.pair_agent[self.pair]

    @cached_property
    def _pair_key(self) -> Ints:
        return self.pair_agent.astype(np.int64) * self.buyers + self.pair_buyer

    @cached_property
    def _pair_of_buyer(self) -> Codes:
        pair = np.full(self.buyers, -1, dtype=np.int32)
        pair[self.pair_buyer] = np.arange(len(self.pair_buyer), dtype=np.int32)
        return pair

    @cached_property
    def _has_several(self) -> Bools:
        return np.bincount(self.pair_buyer, minlength=self.buyers) > 1

    @cached_property
    def _agent_or_none(self) -> Codes:
        return np.append(self.pair_agent, np.int32(-1))

    def pair_of(self, buyer: Codes, agent: Codes) -> Codes:
        """The pair of each buyer and agent, −1 where they never had a relation."""
        pair = self._pair_of_buyer[buyer]
        found = self._agent_or_none[pair] == agent
        # Most buyers have one agent only: then it is that pair or none, and nothing is searched.
        search = np.flatnonzero(~found & self._has_several[buyer])
        pair[~found] = -1
        if len(search):
            key = agent[search].astype(np.int64) * self.buyers + buyer[search]
            at = np.minimum(positions(self._pair_key, key), len(self._pair_key) - 1)
            pair[search] = np.where(self._pair_key[at] == key, at, -1)
        return pair

    @cached_property
    def _key(self) -> Ints:
        return (self.pair.astype(np.int64) << _TIME_BITS) | self.bound

    @cached_property
    def _latest_of_last(self) -> list[Ints]:
        """The latest `unbound` of each relation and the 0, 1, 3, 7 … before it, as many as the
        pair with most relations calls for; they may be of other pairs."""
        tables = [self.unbound]
        most = int(np.diff(self.pair_first).max())
        while (span := 1 << len(tables) - 1) < most:
            table = tables[-1].copy()
            np.maximum(table[span:], tables[-1][:-span], out=table[span:])
            tables.append(table)
        return tables

    def active(self, buyer: Codes, agent: Codes, since: Ints, until: Ints) -> Codes:
        """The relation of buyer and agent that is active from `since` through `until`.

        Parameters
        ----------
        buyer, agent : codes
        since, until : the same array for a moment [s since 1970]; first and last second of a day
            where the moment is not known

        Returns
        -------
        The relation's position, −1 where none is active. Of several active ones, the one with
        the latest `bound_at`. Active at its `bound_at`, no longer active at its `unbound_at`.
        """
        pair = self.pair_of(buyer, agent)
        known = np.flatnonzero(pair >= 0)
        pair, since, until = pair[known], since[known], until[known]
        last = self.pair_first[1:][pair] - 1
        active = (self.bound[last] <= since) & (until < self.unbound[last])
        relation = np.full(len(buyer), -1, dtype=np.int32)
        relation[known[active]] = last[active]
        search = np.flatnonzero(~active & (self.pair_first[pair] < last))
        if len(search):
            found = self._search(pair[search], since[search], until[search])
            relation[known[search]] = found
        return relation

    def _search(self, pair: Codes, since: Ints, until: Ints) -> Indices:
        """`active` for pairs of several relations: the last one bound by then, and from there
        back over those that ended, in leaps of powers of two."""
        first = self.pair_first[pair]
        at = positions(self._key, (pair.astype(np.int64) << _TIME_BITS) | since, after_equal=True)
        at -= 1
        for power, latest in reversed(list(enumerate(self._latest_of_last))):
            leap = 1 << power
            ended = (at - leap + 1 >= first) & (latest[at] <= until)
            at[ended] -= leap
        return np.where(at >= first, at, -1)

    @cached_property
    def _by_buyer(self) -> tuple[Ints, Ints]:
        key = (self.buyer.astype(np.int64) << _TIME_BITS) | self.bound
        order = np.argsort(key)
        return key[order], _running_latest(self.buyer[order], self.unbound[order])

    def is_client(self, buyer: Codes, since: Ints, until: Ints) -> Bools:
        """Whether a buyer has an active relation with some agent from `since` through `until`.

        `since` and `until` are as in `active`. On a day (no moment known) one and the same
        relation must be active from the first to the last second.
        """
        keys, longest = self._by_buyer
        known = np.flatnonzero((self._pair_of_buyer >= 0)[buyer])
        key = (buyer[known].astype(np.int64) << _TIME_BITS) | since[known]
        at = positions(keys, key, after_equal=True) - 1
        bound = np.flatnonzero((at >= 0) & (keys[at] >> _TIME_BITS == buyer[known]))
        client = np.zeros(len(buyer), dtype=np.bool_)
        client[known[bound]] = until[known[bound]] < longest[at[bound]]
        return client


def relations(frame: pd.DataFrame, buyer: Codes, agent: Codes, buyers: int) -> Relations:
    """Prepare relations for look-up.

    Parameters
    ----------
    frame : columns bound_at, unbound_at [local time]
    buyer, agent : codes of its rows
    buyers : how many buyers there are [count]
    """
    bound = seconds(frame["bound_at"])
    unbound = seconds(frame["unbound_at"])
    key = agent.astype(np.int64) * buyers + buyer
    pair_key, pair = np.unique(key, return_inverse=True)
    order = np.argsort((pair.astype(np.int64) << _TIME_BITS) | bound)
    pair = pair[order]
    first = np.zeros(len(pair_key) + 1, dtype=np.int64)
    np.cumsum(np.bincount(pair, minlength=len(pair_key)), out=first[1:])
    unbound = unbound[order]
    return Relations(
        buyers,
        bound[order],
        np.where(unbound == NONE, NEVER, unbound),
        pair,
        (pair_key % max(buyers, 1)).astype(np.int32),
        (pair_key // max(buyers, 1)).astype(np.int32),
        first,
    )


def _running_latest(owner: Codes | Indices, times: Ints) -> Ints:
    """The latest time of a row and those of the same owner before it; owners ascend."""
    # An owner's number in the high bits keeps one owner's times out of the next one's maximum.
    high = owner.astype(np.int64) << _TIME_BITS
    latest: Ints = np.maximum.accumulate(high | times) & NEVER
    return latest
