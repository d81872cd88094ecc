"""Where figures.json of the package and of the slow computation differ, in words."""

from __future__ import annotations

import math
from typing import Any

MONEY = ("guided_gmv", "followup_gmv", "guided_net_gmv", "followup_net_gmv", "amount",
         "net_amount")  # fmt: skip

KEYS = {
    "daily": ("day",),
    "agents": ("agent",),
    "orders": ("order_id",),
    "leakage": ("reason",),
    "reception.periods": ("period",),
    "reception.agents": ("agent", "period"),
}

Record = dict[str, Any]


def is_same(figure: str, got: Any, expected: Any) -> bool:
    """Equal to the fen for money, within 1e-9 for rates and durations, else exactly."""
    if got is None or expected is None or isinstance(expected, (bool, str)):
        return got is expected or (type(got) is type(expected) and bool(got == expected))
    if isinstance(got, (bool, str)):
        return False
    if figure in MONEY:
        return round(got * 100) == round(expected * 100) and abs(got - expected) < 1e-6
    return math.isclose(got, expected, rel_tol=1e-9, abs_tol=1e-9)


def of_record(where: str, got: Record, expected: Record) -> list[str]:
    """Every figure that is not the same; keys that only the package has are its own affair."""
    return [
        f"{where} {figure}: got {got.get(figure, 'nothing')!r}, expected {value!r}"
        for figure, value in expected.items()
        if figure not in got or not is_same(figure, got[figure], value)
    ]


def of_rows(part: str, got: list[Record], expected: list[Record]) -> list[str]:
    key = KEYS[part]

    def by_key(rows: list[Record]) -> dict[tuple[Any, ...], Record]:
        return {tuple(row[column] for column in key): row for row in rows}

    ours, theirs = by_key(expected), by_key(got)
    if len(theirs) != len(got):
        return [f"{part}: rows of one key in {[tuple(r[c] for c in key) for r in got]}"]
    found = [f"{part}: {name} is missing" for name in ours if name not in theirs]
    found += [f"{part}: {name} is too much" for name in theirs if name not in ours]
    for name, row in ours.items():
        if name in theirs:
            found += of_record(f"{part} {name}", theirs[name], row)
    if not found and part != "reception.agents" and list(ours) != list(theirs):
        found.append(f"{part}: in the order {list(theirs)}, expected {list(ours)}")
    return found


def differences(got: Record, expected: Record) -> list[str]:
    """All differences between two figures.json; the data check is not compared."""
    found = of_record("shop", got["shop"], expected["shop"])
    for part in ("daily", "agents", "orders", "leakage"):
        found += of_rows(part, got[part], expected[part])
    for part in ("periods", "agents"):
        rows = got["reception"][part]
        if part == "agents":
            rows = [row for row in rows if row["receptions"]]
        found += of_rows(f"reception.{part}", rows, expected["reception"][part])
    return found
