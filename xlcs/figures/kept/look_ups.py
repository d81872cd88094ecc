"""Look-ups as small tables of whole numbers, and what becomes of them when some buyers change.

Every customer is one buyer's, so that a count is what it was, less that of the buyers who changed
as they were, and with that of these buyers as they are: in whole numbers, as money is.

Source: design, "One kernel".
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd
from pandas.api.types import is_integer_dtype

from xlcs.catalogue import REASONS
from xlcs.figures.guided.guided_sales import Guided
from xlcs.figures.lookup.look_up import LookUp
from xlcs.figures.prepare import Prepared
from xlcs.figures.times_in_numbers import DAYS

LookUps = Mapping[str, LookUp]
"""Look-ups by their part and their name in it, such as `guided.sent_customers`."""

NOBODYS = ("opportunities_done", "opportunities_todo")
"""Figures of rows that have no buyer."""


def look_ups_of(prepared: Prepared, guided: Guided) -> dict[str, Any]:
    """All look-ups of buyers' rows."""
    parts: dict[str, Mapping[str, Any]] = {
        "answers": {id: of for id, of in prepared.answers.items() if id not in NOBODYS},
        "guided": guided.answers,
        "receptions": {} if prepared.receptions is None else prepared.receptions.look_ups,
        "covering": {"rows": prepared.covering},
    }
    return {f"{part}.{name}": of for part, own in parts.items() for name, of in own.items()}


def part_of(look_ups: LookUps, part: str) -> dict[str, Any]:
    """The look-ups of a part by their name in it: answers, guided, receptions, covering."""
    start = f"{part}."
    return {n.removeprefix(start): of for n, of in look_ups.items() if n.startswith(start)}


def as_tables(look_ups: LookUps) -> tuple[dict[str, Any], dict[str, pd.DataFrame]]:
    """What each look-up is, as JSON takes it, and its table."""
    about = {name: [of.is_state, of.divisor] for name, of in look_ups.items()}
    tables = {
        name: pd.DataFrame({"key": of.numbers.index.to_numpy(), "number": of.numbers.to_numpy()})
        for name, of in look_ups.items()
    }
    return about, tables


def from_tables(
    about: Mapping[str, Any],
    tables: Mapping[str, pd.DataFrame],
    owners: int,
    changed: tuple[LookUps, LookUps] | None = None,
) -> LookUps:
    """The look-ups of such tables, of all buyers as they are.

    Parameters
    ----------
    owners : how many agents there are, or persons, or groups [count]
    changed : look-ups of the buyers who changed alone, as they were when the tables were made and
        as they are; None where nobody did

    Raises
    ------
    ValueError, KeyError, TypeError, AttributeError : a table is missing or another one than was
        made, or the buyers who changed are no part of the shop.
    """
    if changed is not None and not about.keys() == changed[0].keys() == changed[1].keys():
        raise ValueError("other figures")
    groups = 1 + max(owners, len(REASONS))  # of a shop, its agents, and of leakage its reasons
    found = {}
    for name, (is_state, divisor) in about.items():
        if type(is_state) is not bool or type(divisor) is not int or divisor < 1:
            raise ValueError(f"no look-up: {name}")
        numbers = _numbers(tables[name], groups * DAYS * DAYS)
        if not is_state and (numbers < 0).any():
            raise ValueError(f"fewer than nothing: {name}")
        if changed is not None:
            numbers = _changed(numbers, *(of_changed[name].numbers for of_changed in changed))
        found[name] = LookUp(numbers, is_state=is_state, divisor=divisor)
    return found


def _numbers(table: pd.DataFrame, end: int) -> pd.Series[int]:
    """The numbers by key, of keys below `end`."""
    if not all(is_integer_dtype(column) for column in table.dtypes):
        raise ValueError("no whole numbers")
    numbers = pd.Series(table["number"].to_numpy("int64"), table["key"].to_numpy("int64"))
    key = numbers.index
    ascend = key.is_monotonic_increasing and key.is_unique
    if not ascend or (len(key) and not 0 <= key[0] <= key[-1] < end):
        raise ValueError("no look-up")
    return numbers


def _changed(kept: pd.Series[int], before: pd.Series[int], now: pd.Series[int]) -> pd.Series[int]:
    difference: pd.Series[int] = pd.concat([-before, now]).groupby(level=0).sum()
    difference = difference[difference != 0]
    place = kept.index.get_indexer(difference.index)
    there = place >= 0
    numbers = kept.copy()
    numbers.iloc[place[there]] += difference[there].to_numpy()
    if not there.all():
        numbers = pd.concat([numbers, difference[~there]]).sort_index(kind="stable")
    # A day of which nothing is left is none of the shop's days.
    return numbers[numbers != 0]
