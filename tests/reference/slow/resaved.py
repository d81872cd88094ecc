"""Copies that went through Excel: a row to the minute finds its row to the second.

Source: spec, "Saved from Excel".
"""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from ..source import MAIN_TIME, Row, Time
from .times import finer, floored, within_the_minute

Group = tuple[Any, ...]


def adopt_seconds(table: str, key: tuple[str, ...], files: list[list[Row]]) -> None:
    """Give each row to the minute the times of its row to the second in another file, in place.

    One to one: no two rows of one file find the same row; one that says less than a row of its
    own file and minute is the fact that that row has found. Those that find none though their
    minute is known to the second stay: `copy` counts those of one file that say the same, and
    others of one key are one fact, as they are where nothing is known to the second.
    """
    main = MAIN_TIME[table]
    others = [column for column in key if column not in (main, "kind")]

    def group_of(row: Row) -> Group:
        return (*(row[column] for column in others), floored(row[main]).at)

    exact: dict[Group, list[tuple[int, Row]]] = defaultdict(list)
    for number, rows in enumerate(files):
        for row in rows:
            if row[main].form == "second":
                exact[group_of(row)].append((number, dict(row)))
    for number, rows in enumerate(files):
        coarse = [row for row in rows if row[main].form == "minute"]
        used: dict[Group, list[Row]] = defaultdict(list)
        found: dict[int, Row] = {}
        for likeness in ("the same, of another fact", "the same", "maybe"):
            for place, row in enumerate(coarse):
                if place in found:
                    continue
                taken = used[group_of(row)]
                for home, other in exact[group_of(row)]:
                    if home == number or any(other is one for one in taken):
                        continue
                    if likeness != "the same" and any(
                        is_one_fact(table, key, other, one) for one in taken
                    ):
                        continue
                    if agree(row, other, blanks=likeness == "maybe"):
                        found[place] = other
                        taken.append(other)
                        break
        for place, row in enumerate(coarse):
            of_others = [other for home, other in exact[group_of(row)] if home != number]
            if place in found or any(agree(row, other, blanks=False) for other in of_others):
                continue
            for other in of_others:
                of_a_fact = any(is_one_fact(table, key, other, one) for one in used[group_of(row)])
                if of_a_fact and agree(row, other, blanks=True):
                    found[place] = other
                    break
        left: list[Row] = []
        for place, row in enumerate(coarse):
            if place not in found and exact[group_of(row)]:
                left.append(dict(row))
                row["copy"] = sum(say_the_same(row, one) for one in left) - 1
        for place, row in enumerate(coarse):
            if place in found:
                take_seconds(row, found[place])


def is_one_fact(table: str, key: tuple[str, ...], a: Row, b: Row) -> bool:
    """Whether two rows to the second are one fact; tasks have no key: they never are."""
    return table != "opportunities" and all(a[column] == b[column] for column in key)


def say_the_same(a: Row, b: Row) -> bool:
    """Whether two rows of one file to the minute agree in everything, times to the minute."""

    def coarse(value: Any) -> Any:
        if isinstance(value, Time):
            return floored(value).at, value.form == "day"
        return value

    return all(
        coarse(a[column]) == coarse(b[column])
        for column in a
        if column not in ("is_read", "task_status", "copy")
    )


def agree(coarse: Row, exact: Row, *, blanks: bool) -> bool:
    """Whether the two have the same values, times within the minute.

    blanks : whether a blank agrees with a value, and a day with a moment of that day
    """
    for column, a in coarse.items():
        b = exact[column]
        if column in ("is_read", "task_status") or a == b:
            continue  # what these two say stands in the times
        if a is None or b is None:
            if not blanks:
                return False
        elif isinstance(a, Time) and isinstance(b, Time):
            of_one_day = "day" in (a.form, b.form) and a.at.date() == b.at.date()
            if not (within_the_minute(a, b) or (blanks and of_one_day)):
                return False
        else:
            return False
    return True


def take_seconds(row: Row, exact: Row) -> None:
    for column, value in row.items():
        if isinstance(value, Time) and within_the_minute(value, exact[column] or value):
            row[column] = finer(value, exact[column])
