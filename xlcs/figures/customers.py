"""Customers per day: messaged, reading, replying, visiting and buying after a message.

Source: spec, "Guided-sales figures", "Per-agent figures".
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np

from xlcs.figures.arrays import DAY_SECONDS, Bools, Codes, Indices, Ints
from xlcs.figures.days import ByDay, Days, rows_by_day
from xlcs.figures.distinct import Customers, distinct, marked
from xlcs.figures.eligible import Eligible, Seconds
from xlcs.figures.parallel import shares, side_by_side
from xlcs.figures.relations import Relations

_NO_EVENT = -1
"""Latest second of the day of a buyer without any visit or payment on it."""


@dataclass(frozen=True)
class Events:
    """Visits or payments whose moment is known: buyer, second of the day, and rows by day."""

    buyer: Codes
    second: Seconds
    by_day: ByDay


def events(buyer: Codes, time: Ints, is_day: Bools, days: Days) -> Events:
    """Prepare visits or payments.

    Parameters
    ----------
    buyer : codes
    time : [s since 1970], all inside `days`
    is_day : whether only the day is known; these come after no message and are left out
    """
    known = np.flatnonzero(~is_day)
    day = days.index_of(time[known])
    second = np.zeros(len(time), dtype=np.int32)
    second[known] = time[known] - days.start_of(0) - day * DAY_SECONDS
    return Events(buyer, second, rows_by_day(known, day, days))


@dataclass(frozen=True)
class CustomersOfDay:
    """Members seen on a day, distinct and ascending: pairs of buyer and agent, by figure."""

    day: int
    pairs: Mapping[str, Indices]


def customers_of_days(
    days: Iterable[int],
    eligible: Eligible,
    relations: Relations,
    visits: Events | None,
    payments: Events | None,
) -> list[CustomersOfDay]:
    """Who was messaged, read, replied, visited and bought, day by day.

    Parameters
    ----------
    days : counted from the first day, ascending
    visits, payments : None where the table is missing

    Returns
    -------
    The figures `sent_customers`, `read_customers`, `replied_customers`, and where the tables are
    there `guided_visitors` and `guided_buyers`, of each day that has an eligible message. A visit
    or payment in the very second of a message comes after it.
    """
    of_days = []
    after = {"guided_visitors": visits, "guided_buyers": payments}
    latest = np.full(relations.buyers, _NO_EVENT, dtype=np.int32)
    marks = np.zeros(len(relations.pair_buyer), dtype=np.bool_)
    for day in days:
        rows = eligible.of(day)
        if rows.start == rows.stop:
            continue
        relation = eligible.relation[rows]
        pair = relations.pair[relation]
        pairs = {
            "sent_customers": marked(marks, pair),
            "read_customers": marked(marks, pair.compress(eligible.read[rows])),
            "replied_customers": marked(marks, pair.compress(eligible.replied[rows])),
        }
        buyer = relations.buyer[relation]
        second = eligible.second[rows]
        for figure, those in after.items():
            if those is None:
                continue
            of_day = those.by_day.of(day)
            who = those.buyer[of_day]
            np.maximum.at(latest, who, those.second[of_day])
            pairs[figure] = marked(marks, pair.compress(latest[buyer] >= second))
            latest[who] = _NO_EVENT
        of_days.append(CustomersOfDay(day, pairs))
    return of_days


def daily_customers(
    eligible: Eligible,
    relations: Relations,
    agents: int,
    days: Days,
    visits: Events | None,
    payments: Events | None,
) -> dict[str, Customers]:
    """The figures of `customers_of_days`, prepared for any range of days."""
    of_shares = side_by_side(
        lambda share: customers_of_days(share, eligible, relations, visits, payments),
        shares(eligible.bounds),
    )
    of_days = [of_day for of_share in of_shares for of_day in of_share]
    first = np.searchsorted(relations.pair_agent, np.arange(agents + 1))
    figures = ["sent_customers", "read_customers", "replied_customers"]
    figures += ["guided_visitors"] if visits is not None else []
    figures += ["guided_buyers"] if payments is not None else []

    def prepared(figure: str) -> Customers:
        marks = np.zeros(relations.buyers, dtype=np.bool_)
        pairs = [(part.day, part.pairs[figure]) for part in of_days]
        buyers = ((day, marked(marks, relations.pair_buyer[those])) for day, those in pairs)
        return Customers(
            distinct(pairs, first, days.count),
            distinct(buyers, [0, relations.buyers], days.count),
        )

    return dict(zip(figures, side_by_side(prepared, figures), strict=True))
