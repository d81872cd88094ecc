"""Where two shops differ, in words; and a shop read as if no cache had ever been."""

from __future__ import annotations

import shutil
from collections import Counter
from pathlib import Path

from xlcs.exports.cache.places import FOLDER
from xlcs.exports.folder import read_folder
from xlcs.shop.shop import Shop


def uncached(folder: Path, beside: Path, settings=None, also=None) -> Shop:
    """The shop of a copy of the folder without its cache."""
    shutil.rmtree(beside, ignore_errors=True)
    shutil.copytree(folder, beside, ignore=shutil.ignore_patterns(FOLDER))
    return read_folder(beside, settings, also=also)


def rows(shop: Shop, table: str) -> Counter:
    """A table's rows as texts, each as often as it is there."""
    frame = shop.tables.there()[table].frame
    columns = [frame[name].astype(str).tolist() for name in sorted(frame.columns)]
    return Counter(zip(*columns, strict=True))


def differences(got: Shop, expected: Shop, *, may_know_more: bool = False) -> list[str]:
    """All differences but the order of equal rows and the numbers that buyers have.

    With `may_know_more`, `got` may number buyers and agents of whom no row is.
    """
    found = []
    ours, theirs = got.tables.there(), expected.tables.there()
    if list(ours) != list(theirs):
        return [f"tables {list(ours)}, expected {list(theirs)}"]
    for table in theirs:
        our_rows, their_rows = rows(got, table), rows(expected, table)
        if our_rows != their_rows:
            more, missing = our_rows - their_rows, their_rows - our_rows
            found.append(f"{table}: too much {more}, missing {missing}")
        if ours[table].known != theirs[table].known:
            found.append(f"{table}: knows {ours[table].known}, not {theirs[table].known}")
        if list(ours[table].frame.index) != list(range(len(ours[table]))):
            found.append(f"{table}: labels out of order")
    for part in ("problems", "sources", "coverage", "resolution"):
        mine, wanted = getattr(got, part), getattr(expected, part)
        if mine != wanted:
            found.append(f"{part}: {mine}, expected {wanted}")
    for who in ("agents", "buyers"):
        names, wanted = (set(getattr(s.tables, who).categories) for s in (got, expected))
        if not (names >= wanted if may_know_more else names == wanted):
            found.append(f"{who} {names}, expected {wanted}")
    return found + disorder(got) + disorder(expected)


def disorder(shop: Shop) -> list[str]:
    """Where tables are not as `xlcs.shop.frames` documents them."""
    found = []
    names = {"buyer_id": shop.tables.buyers, "agent": shop.tables.agents}
    if list(names["agent"].categories) != sorted(names["agent"].categories):
        found.append("agents out of order")
    for id_, table in shop.tables.there().items():
        for name, dtype in names.items():
            if name in table.frame and table.frame[name].dtype != dtype:
                found.append(f"{id_} {name} has names of its own")
            if name in table.frame and table.frame[name].isna().any():
                found.append(f"{id_} {name} has rows of nobody")
        columns = [
            table.frame[name].cat.codes if name in names else table.frame[name]
            for name in table.order
        ]
        if columns:
            keys = list(zip(*(
                [(value != value, value) for value in column] for column in columns
            ), strict=True))  # fmt: skip
            keys = [tuple((blank, 0 if blank else v) for blank, v in key) for key in keys]
            if keys != sorted(keys):
                found.append(f"{id_} is out of order")
    return found
