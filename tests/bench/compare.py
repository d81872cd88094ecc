"""Where two sides' figures differ, in words; an empty list where they agree."""

from __future__ import annotations

import importlib
import math
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa

from tests.bench.common import ORDER_COLUMNS
from tests.bench.places import Data

MOST = 20
"""Differences that are told of each part; the rest are counted."""

CLOSE = 1e-9
"""Means and rates may differ by the order of adding up [relative]; all else must be equal."""


def same(one: Any, other: Any) -> bool:
    """Whether two values agree."""
    if isinstance(one, float) or isinstance(other, float):
        if one is None or other is None:
            return False
        return math.isclose(one, other, rel_tol=CLOSE, abs_tol=CLOSE)
    return bool(one == other)


def by_key(rows: list[dict[str, Any]], *keys: str) -> dict[tuple[Any, ...], dict[str, Any]]:
    """Records by the columns that name them."""
    return {tuple(row[key] for key in keys): row for row in rows}


def records_differ(
    part: str,
    one: dict[tuple[Any, ...], dict[str, Any]],
    other: dict[tuple[Any, ...], dict[str, Any]],
) -> Iterator[str]:
    """Records that only one side has, and values that differ."""
    for key in sorted(one.keys() ^ other.keys(), key=str):
        yield f"{part} {key}: only on the {'first' if key in one else 'second'} side"
    for key in one.keys() & other.keys():
        for column in sorted(one[key].keys() | other[key].keys()):
            values = one[key].get(column), other[key].get(column)
            if not same(*values):
                yield f"{part} {key} {column}: {values[0]!r} and {values[1]!r}"


def order_records(orders: pa.Table) -> dict[tuple[Any, ...], dict[str, Any]]:
    """Orders by number."""
    return by_key(orders.select(ORDER_COLUMNS).to_pylist(), "order_id")


def orders_differ(one: pa.Table, other: pa.Table) -> Iterator[str]:
    """Orders that differ; and whether both sides list them in one order."""
    if all(
        one[column].cast(pa.large_string()).equals(other[column].cast(pa.large_string()))
        for column in ORDER_COLUMNS
    ):
        return
    yield from records_differ("order", order_records(one), order_records(other))
    if one["order_id"].to_pylist() != other["order_id"].to_pylist():
        yield "orders: not in the same sequence"


def differences(one: dict[str, Any], other: dict[str, Any]) -> list[str]:
    """What two results in the form of `common` disagree on."""
    found: list[str] = []
    for part, several in {
        "shop": records_differ("shop", {(): one["shop"]}, {(): other["shop"]}),
        "daily": records_differ("day", by_key(one["daily"], "day"), by_key(other["daily"], "day")),
        "agents": records_differ(
            "agent", by_key(one["agents"], "agent"), by_key(other["agents"], "agent")
        ),
        "reception": records_differ(
            "reception",
            by_key(one["reception"], "agent", "period"),
            by_key(other["reception"], "agent", "period"),
        ),
        "leakage": records_differ("leakage", {(): one["leakage"]}, {(): other["leakage"]}),
        "orders": orders_differ(one["orders"], other["orders"]),
    }.items():
        texts = list(several)
        found += texts[:MOST]
        if len(texts) > MOST:
            found.append(f"{part}: {len(texts) - MOST} more differences")
    return found


SIDES = (
    "slow_side", "xlcs_side",
    "duckdb_peer", "polars_peer", "duckdb_peer coded", "polars_peer coded",
)  # fmt: skip


def result(side: str, data: Data) -> dict[str, Any]:
    """One side's figures of the generated shop."""
    module, _, coded = side.partition(" ")
    folder = data.csv if module == "xlcs_side" else data.coded if coded else data.parquet
    figures: dict[str, Any] = importlib.import_module(f"tests.bench.{module}").figures(folder)
    return figures


def main() -> int:
    """Compare all sides with the slow computation; 1 where any differs."""
    data = Data(Path(sys.argv[1]))
    slow, *others = SIDES
    expected = result(slow, data)
    found = 0
    for side in others:
        texts = differences(expected, result(side, data))
        print(f"{slow} and {side}: {'the same' if not texts else 'different'}")
        print(*texts, sep="\n", end="\n" if texts else "")
        found += len(texts)
    return min(found, 1)


if __name__ == "__main__":
    sys.exit(main())
