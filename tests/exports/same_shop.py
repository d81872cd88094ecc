"""Where two shops differ, in words; and a shop read as if no cache had ever been."""

from __future__ import annotations

import shutil
from collections import Counter
from pathlib import Path

import numpy as np

from xlcs.exports.cache.store import FOLDER
from xlcs.exports.folder import read_folder
from xlcs.shop.columns import BUYER_MESSAGES, FLAGS, NAMES, TIMES
from xlcs.shop.shop import Shop


def uncached(folder: Path, beside: Path, settings=None, also=None) -> Shop:
    """The shop of a copy of the folder without its cache."""
    shutil.rmtree(beside, ignore_errors=True)
    shutil.copytree(folder, beside, ignore=shutil.ignore_patterns(FOLDER))
    return read_folder(beside, settings, also=also)


def rows(shop: Shop, table: str) -> Counter:
    """A table's rows as texts, each as often as it is there."""
    frame = shop.tables[table]
    columns = [frame[name].astype(str).tolist() for name in sorted(frame.columns)]
    return Counter(zip(*columns, strict=True))


def differences(got: Shop, expected: Shop, *, may_know_more: bool = False) -> list[str]:
    """All differences but the order of equal rows and the numbers that buyers have.

    With `may_know_more`, `got` may number buyers and agents of whom no row is.
    """
    found = []
    if list(got.tables) != list(expected.tables):
        return [f"tables {list(got.tables)}, expected {list(expected.tables)}"]
    for table in expected.tables:
        ours, theirs = rows(got, table), rows(expected, table)
        if ours != theirs:
            found.append(f"{table}: too much {ours - theirs}, missing {theirs - ours}")
        if got.rows(table) != expected.rows(table):
            found.append(f"{table}: {got.rows(table)} rows, expected {expected.rows(table)}")
    for part in ("problems", "sources", "coverage", "resolution"):
        ours, theirs = getattr(got, part), getattr(expected, part)
        if ours != theirs:
            found.append(f"{part}: {ours}, expected {theirs}")
    for who in ("agents", "buyers"):
        ours, theirs = list(getattr(got.columns, who)), list(getattr(expected.columns, who))
        if not (set(ours) >= set(theirs) if may_know_more else set(ours) == set(theirs)):
            found.append(f"{who} {ours}, expected {theirs}")
    if list(got.columns.agents) != sorted(got.columns.agents):
        found.append(f"agents out of order: {got.columns.agents}")
    return found + disorder(got) + disorder(expected)


def disorder(shop: Shop) -> list[str]:
    """Where columns are not as `xlcs.shop.columns.Columns` documents them."""
    found = []
    columns = shop.columns
    if len(set(columns.buyers)) < len(columns.buyers):
        found.append("a buyer twice")
    for table, part in columns.tables.items():
        lengths = {len(values) for values in part.values()}
        if len(lengths) > 1:
            found.append(f"{table}: lengths {lengths}")
        for name, values in part.items():
            names = columns.buyers if name == "buyer_id" else columns.agents
            if name in TIMES[table] and values.dtype != np.uint32:
                found.append(f"{table} {name} is {values.dtype}")
            if name in NAMES and len(values) and not 0 <= values.max() < len(names):
                found.append(f"{table} {name} has codes of nobody")
            if name in FLAGS.get(table, ()) and values.dtype != np.bool_:
                found.append(f"{table} {name} is {values.dtype}")
        if table in ("messages", BUYER_MESSAGES):
            keys = list(zip(part["sent_at"].tolist(), ~part["sent_at_is_day"], strict=True))
        elif table == "visits":
            keys = part["visited_at"].tolist()
        elif table == "orders":
            paid = zip(part["paid_at"].tolist(), list(part["order_id"]), strict=True)
            keys = [(at == 0, at, order if at else "") for at, order in paid]
        else:
            continue
        if keys != sorted(keys):
            found.append(f"{table} is out of order")
    if ("messages" in columns.tables) != (BUYER_MESSAGES in columns.tables):
        found.append("messages without buyer_messages")
    return found
