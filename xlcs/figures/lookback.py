"""Eligible messages by buyer and day: was there one that day, when was the last one before?

Source: spec, "Why an order counts, or not": `messaged_earlier_day`.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from xlcs.figures.arrays import Bools, Codes, Indices, Ints
from xlcs.figures.days import ByDay, Days, rows_by_day
from xlcs.figures.eligible import Eligible
from xlcs.figures.relations import Relations

NO_DAY = -1
"""No day on which the buyer was messaged."""


@dataclass(frozen=True)
class Messaged:
    """Of each order: whether its buyer has an eligible message on the day of payment, and the
    last day before it on which there is one (counted from the first day, NO_DAY for none)."""

    that_day: Bools
    earlier: Ints


def messaged(eligible: Eligible, relations: Relations, buyer: Codes, orders: ByDay) -> Messaged:
    """When the buyers of paid orders were messaged.

    Parameters
    ----------
    buyer : of each order
    orders : the orders by day of payment
    """
    last = np.full(relations.buyers, NO_DAY, dtype=np.int32)
    that_day = np.zeros(len(buyer), dtype=np.bool_)
    earlier = np.full(len(buyer), NO_DAY, dtype=np.int64)
    for day in range(len(orders.bounds) - 1):
        of_day = orders.of(day)
        who = buyer[of_day]
        earlier[of_day] = last[who]
        last[relations.buyer[eligible.relation[eligible.of(day)]]] = day
        that_day[of_day] = last[who] == day
    return Messaged(that_day, earlier)


def messages_of(
    eligible: Eligible, relations: Relations, buyer: Codes, day: Ints, days: Days
) -> Indices:
    """The eligible messages of the given buyers on the given days, as positions, ascending.

    Parameters
    ----------
    buyer, day : pairs of a buyer and a day counted from the first day; any may occur repeatedly
    """
    wanted = rows_by_day(np.arange(len(buyer)), day, days)
    marks = np.zeros(relations.buyers, dtype=np.bool_)
    found = [np.empty(0, dtype=np.intp)]
    for of_day in wanted:
        rows = eligible.of(of_day)
        who = buyer[wanted.of(of_day)]
        marks[who] = True
        chosen = np.flatnonzero(marks[relations.buyer[eligible.relation[rows]]])
        found.append(chosen + rows.start)
        marks[who] = False
    return np.concatenate(found)
