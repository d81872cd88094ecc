"""Receptions: conversion, average duration, their changes and the verdict (接待达标).

Source: spec, "Reception figures".
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from xlcs.figures.covered_days import covered
from xlcs.figures.lookup.distinct import customers_in_rows
from xlcs.figures.lookup.look_up import LookUp
from xlcs.figures.lookup.sums import total
from xlcs.figures.periods import Range, day_number
from xlcs.figures.times_in_numbers import MINUTE_SECONDS, Flags, codes, day_of, seconds
from xlcs.shop.frames import Receptions


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


NOTHING = Received(0, 0, 0, 0, 0)


@dataclass(frozen=True)
class PreparedReceptions:
    """Receptions prepared for any range of days, by agent (code) and for the shop."""

    receptions: LookUp
    duration: LookUp
    timed: LookUp
    buyers: LookUp
    converted_buyers: LookUp

    @property
    def look_ups(self) -> dict[str, LookUp]:
        """All of them, by name."""
        return dict(vars(self))

    @property
    def covered(self) -> Range | None:
        """First and last day on which a reception started; None without any."""
        return covered(self.receptions)

    def over(self, agent: int | None, days: Range | None) -> Received:
        """What an agent, or the shop, received in a period; nothing in None."""
        if days is None:
            return NOTHING
        first, last = day_number(days[0]), day_number(days[1])
        counted = {name: int(of.of(agent, first, last)) for name, of in self.look_ups.items()}
        return Received(**counted)


def prepared_receptions(
    receptions: Receptions, agents: int, status_means: Mapping[str, bool]
) -> PreparedReceptions:
    """Prepare receptions.

    Parameters
    ----------
    agents : how many there are [count]
    status_means : status → whether it means converted

    Notes
    -----
    A reception is of the day it started. One without an end, or with an end before its start,
    has no duration but is counted otherwise.
    """
    buyer, agent = codes(receptions.buyer_id), codes(receptions.agent)
    started, ended = seconds(receptions.started_at), seconds(receptions.ended_at)
    day = day_of(started)
    timed = ended >= started
    converted = is_converted(receptions.status, status_means)
    of_converted = buyer[converted], agent[converted], day[converted]
    return PreparedReceptions(
        receptions=total(agent, day),
        duration=total(agent[timed], day[timed], (ended - started)[timed]),
        timed=total(agent[timed], day[timed]),
        buyers=customers_in_rows(buyer, agent, day, agents),
        converted_buyers=customers_in_rows(*of_converted, agents),
    )


def is_converted(status: pd.Series[str], status_means: Mapping[str, bool]) -> Flags:
    """Whether each status means converted; an unknown or missing one does not."""
    return status.isin([word for word, converted in status_means.items() if converted])


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
