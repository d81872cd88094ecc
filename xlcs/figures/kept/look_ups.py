"""Look-ups as small tables of whole numbers, and what becomes of them when some buyers change.

Every customer is one buyer's, so that a count is what it was, less that of the buyers who changed
as they were, and with that of these buyers as they are: in whole numbers, as money is.

Source: design, "One kernel".
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from xlcs.figures.guided.guided_sales import Guided
from xlcs.figures.lookup.distinct import Customers
from xlcs.figures.lookup.sums import Sums, Total
from xlcs.figures.output.leakage import Leakage
from xlcs.figures.prepare import Prepared
from xlcs.figures.tables.receptions import PreparedReceptions
from xlcs.figures.times_in_numbers import DAYS

LookUp = Total | Customers
LookUps = Mapping[str, LookUp]
"""Look-ups by their part and their name in it, such as `guided.sent_customers`."""

RECEPTIONS = ("receptions", "duration", "timed", "buyers", "converted_buyers")
LEAKAGE = ("orders", "amount")
COVERING = "rows.of_day"
"""Messages, visits and payments of each day."""

NOBODYS = ("opportunities_done", "opportunities_todo")
"""Figures of rows that have no buyer."""


def look_ups_of(prepared: Prepared, guided: Guided) -> dict[str, LookUp]:
    """All look-ups of buyers' rows; figures that are others divided by each other hold none."""
    found = {f"answers.{id}": of for id, of in prepared.answers.items() if id not in NOBODYS}
    found |= {f"guided.{id}": of for id, of in guided.answers.items()}
    found[COVERING] = Total(prepared.covering)
    if (received := prepared.receptions) is not None:
        found |= {f"receptions.{name}": getattr(received, name) for name in RECEPTIONS}
    if (lost := guided.leakage) is not None:
        found |= {f"leakage.{name}": Total(getattr(lost, name)) for name in LEAKAGE}
    return {name: of for name, of in found.items() if isinstance(of, LookUp)}


def part_of(look_ups: LookUps, part: str) -> dict[str, Any]:
    """The look-ups of a part by their name in it: `answers`, `guided`, `receptions`, `leakage`."""
    start = f"{part}."
    return {n.removeprefix(start): of for n, of in look_ups.items() if n.startswith(start)}


def receptions_of(look_ups: LookUps) -> PreparedReceptions | None:
    """The receptions; None where the shop has no such table."""
    found = part_of(look_ups, "receptions")
    return PreparedReceptions(**found) if found else None


def leakage_of(look_ups: LookUps) -> Leakage | None:
    """The leakage; None where it is unknown."""
    found = part_of(look_ups, "leakage")
    return Leakage(**{name: of.sums for name, of in found.items()}) if found else None


def covering_of(look_ups: LookUps) -> Sums:
    """How many messages, visits and payments there are of each day."""
    found = look_ups[COVERING]
    if not isinstance(found, Total):
        raise TypeError("no sum")
    return found.sums


# ---- as tables, and back


def as_tables(look_ups: LookUps) -> tuple[dict[str, Any], dict[str, pd.DataFrame]]:
    """What each look-up is, as JSON takes it, and its tables."""
    about: dict[str, Any] = {}
    tables: dict[str, pd.DataFrame] = {}
    for name, of in look_ups.items():
        if isinstance(of, Total):
            about[name] = [of.is_state, of.divisor]
            tables[name] = of.sums.rows()
        else:
            about[name] = []
            tables[name] = _counts_table(of)
    return about, tables


def from_tables(
    about: Mapping[str, Any],
    tables: Mapping[str, pd.DataFrame],
    changed: tuple[LookUps, LookUps] | None = None,
) -> LookUps:
    """The look-ups of such tables, of all buyers as they are.

    Parameters
    ----------
    changed : look-ups of the buyers who changed alone, as they were when the tables were made and
        as they are; None where nobody did

    Raises
    ------
    ValueError, KeyError, TypeError, AttributeError : a table is missing or another one than was
        made, or the buyers who changed are no part of the shop.
    """
    if changed is not None and not about.keys() == changed[0].keys() == changed[1].keys():
        raise ValueError("other figures")
    found: dict[str, LookUp] = {}
    for name, told in about.items():
        of_changed = None if changed is None else (changed[0][name], changed[1][name])
        if told:
            is_state, divisor = told
            if type(is_state) is not bool or type(divisor) is not int or divisor < 1:
                raise ValueError(f"no sum: {name}")
            rows = _sum_rows(tables[name])
            if of_changed is not None:
                rows = _changed_rows(rows, *of_changed)
            found[name] = Total(Sums(rows), is_state, divisor)
        else:
            counts = _counts(tables[name])
            if of_changed is not None:
                counts = _changed_counts(counts, *of_changed)
            found[name] = Customers(counts)
    return found


def _counts_table(figure: Customers) -> pd.DataFrame:
    counts = figure.counts()
    return pd.DataFrame(
        {"key": counts.index.to_numpy("int64"), "customers": counts.to_numpy("int32")}
    )


def _counts(table: pd.DataFrame) -> pd.Series[int]:
    key, customers = (table[name].to_numpy("int64") for name in ("key", "customers"))
    if len(key) and (key[0] < 0 or not bool((key[1:] > key[:-1]).all()) or customers.min() < 1):
        raise ValueError("no counts of customers")
    return pd.Series(customers, key)


def _sum_rows(table: pd.DataFrame) -> pd.DataFrame:
    rows = table[["group", "day", "value"]].astype("int64")
    if len(rows) and (rows["group"].min() < -1 or not rows["day"].between(0, DAYS - 1).all()):
        raise ValueError("no sums of days")
    return rows


# ---- when some buyers changed


def _changed_rows(kept: pd.DataFrame, before: LookUp, now: LookUp) -> pd.DataFrame:
    if not isinstance(before, Total) or not isinstance(now, Total):
        raise TypeError("no sum")
    less = before.sums.rows()
    less = less.assign(value=-less["value"])
    rows = pd.concat([kept, less, now.sums.rows()], ignore_index=True)
    of_days = rows.groupby(["group", "day"])["value"].sum()
    # A day of which nothing is left is none of the group's days.
    return of_days[of_days != 0].reset_index()


def _changed_counts(kept: pd.Series[int], before: LookUp, now: LookUp) -> pd.Series[int]:
    if not isinstance(before, Customers) or not isinstance(now, Customers):
        raise TypeError("no customers")
    left = kept.sub(before.counts(), fill_value=0)
    if (left < 0).any():
        raise ValueError("customers who were not there")
    counts: pd.Series[int] = left.add(now.counts(), fill_value=0).astype("int64")
    return counts[counts > 0]
