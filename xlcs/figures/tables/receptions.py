"""Receptions: conversion, average duration, their changes and the verdict (接待达标).

Source: spec, "Reception figures".
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np

from xlcs.figures.arrays import Bools, Codes, Indices, Ints
from xlcs.figures.days import Days, day_number, days_of
from xlcs.figures.lookup.distinct import Customers, distinct_customers
from xlcs.figures.lookup.sums import Totals, sums
from xlcs.shop.columns import NO_CODE, NO_TIME

MINUTE_SECONDS = 60


@dataclass(frozen=True)
class Received:
    """What is counted over some days, for an agent or the shop.

    duration : sum over the receptions that have a usable end [s], `timed` of them [count]
    """

    receptions: int
    buyers: int
    converted_buyers: int
    duration: int
    timed: int


NOBODY = Received(0, 0, 0, 0, 0)


@dataclass(frozen=True)
class Receptions:
    """Receptions prepared for any range of days, by agent (code) and for the shop."""

    days: Days | None
    receptions: Totals
    duration: Totals
    timed: Totals
    buyers: Customers
    converted_buyers: Customers

    def over(self, agent: int | None, start: date, end: date) -> Received:
        """What an agent, or the shop, received in a period; the period may exceed the data."""
        if self.days is None:
            return NOBODY
        first = max(day_number(start) - self.days.first, 0)
        last = min(day_number(end) - self.days.first, self.days.count - 1)
        if first > last:
            return NOBODY
        return Received(
            int(self.receptions.of(agent, first, last)),
            self.buyers.of(agent, first, last),
            self.converted_buyers.of(agent, first, last),
            int(self.duration.of(agent, first, last)),
            int(self.timed.of(agent, first, last)),
        )


def receptions(
    table: Mapping[str, Any],
    statuses: Sequence[str],
    *,
    buyers: int,
    agents: int,
    status_means: Mapping[str, bool],
) -> Receptions:
    """Prepare receptions.

    Parameters
    ----------
    table : as `xlcs.shop.columns.Columns` has it
    statuses : the words of its column `status`
    buyers, agents : how many there are [count]
    status_means : status → whether it means converted; one that is not in it is not converted

    Notes
    -----
    A reception is of the day it started. One without an end, or with an end before its start,
    has no duration but is counted otherwise.
    """
    buyer, agent = table["buyer_id"], table["agent"]
    started, ended = table["started_at"], table["ended_at"]
    days = days_of(started)
    axis = days or Days(0, 1)
    day = axis.index_of(started)
    timed = np.flatnonzero((ended != NO_TIME) & (ended >= started))
    converted = converted_rows(table["status"], statuses, status_means)

    def totals(rows: Indices | None, value: Ints | None = None) -> Totals:
        where = slice(None) if rows is None else rows
        return Totals.adding_up(sums(agent[where], day[where], agents, axis.count, value))

    def customers(rows: Bools | slice) -> Customers:
        return distinct_customers(
            buyer[rows], agent[rows], started[rows], buyers=buyers, agents=agents, days=axis
        )

    return Receptions(
        days,
        totals(None),
        totals(timed, (ended[timed] - started[timed]).astype(np.int64)),
        totals(timed),
        customers(slice(None)),
        customers(converted),
    )


def converted_rows(
    status: Codes, statuses: Sequence[str], status_means: Mapping[str, bool]
) -> Bools:
    """Whether each reception's status means converted; an unknown or missing one does not."""
    means = [status_means.get(word, False) for word in statuses]
    # What is missing, as −1, finds the last place.
    assert NO_CODE == -1
    return np.array([*means, False], dtype=np.bool_)[status]


def conversion_rate(received: Received) -> float | None:
    """Converted buyers / buyers [fraction]; None without buyers."""
    return received.converted_buyers / received.buyers if received.buyers else None


def average_duration(received: Received) -> float | None:
    """Mean duration [s] of the receptions that have one; None where none has."""
    return received.duration / received.timed if received.timed else None


def conversion_change(received: Received, before: Received) -> float | None:
    """Conversion rate less that of the period before [fraction]; None where either is unknown."""
    if not received.buyers or not before.buyers:
        return None
    # Over a common denominator in whole numbers: 0.66 − 0.60 is 0.06, not 0.06000000000000005.
    now, then = received.converted_buyers * before.buyers, before.converted_buyers * received.buyers
    difference = now - then
    return difference / (received.buyers * before.buyers)


def duration_change(received: Received, before: Received) -> float | None:
    """Average duration less that of the period before [s]; None where either is unknown."""
    if not received.timed or not before.timed:
        return None
    difference = received.duration * before.timed - before.duration * received.timed
    return difference / (received.timed * before.timed)


def compliant(
    received: Received, *, max_average_min: float = 50.0, min_conversion_rate: float = 0.5
) -> bool | None:
    """Whether average duration and conversion rate are within their limits (达标).

    Parameters
    ----------
    max_average_min : longest average that complies [min]
    min_conversion_rate : lowest rate that complies [fraction]

    Returns
    -------
    None without a usable duration or without buyers. At a limit counts as met.
    """
    average, rate = average_duration(received), conversion_rate(received)
    if average is None or rate is None:
        return None
    # Minutes such as 49.9 become whole seconds again, which 49.9 × 60 in binary need not be.
    return average <= round(max_average_min * MINUTE_SECONDS, 6) and rate >= min_conversion_rate
