"""Shops whose files join one after another, their figures kept; and everything that they say."""

from __future__ import annotations

import json
import random
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any
from unittest import mock

import xlcs
from tests.exports.same_shop import uncached
from tests.reference.files import write
from tests.reference.source import File
from xlcs.exports.folder import read_cached, read_folder
from xlcs.figures import Figures
from xlcs.figures.kept import prepared
from xlcs.settings import Settings
from xlcs.shop.shop import Shop

Uses = Counter
"""How often figures were "changed", taken "as kept", or made "anew"."""


@contextmanager
def however_small() -> Iterator[Uses]:
    """Figures are kept of any shop, however small, and however much of it changes."""
    uses: Uses = Counter()
    computing = sys.modules["xlcs.figures.compute"]
    real = prepared.prepared_from_kept

    def watched(shop: Shop, kept: Any, *rest: Any) -> Any:
        found = real(shop, kept, *rest)
        uses["anew" if found is None else "as kept" if kept.since is None else "changed"] += 1
        return found

    with (
        mock.patch.object(prepared, "FEWEST_ROWS", 0),
        mock.patch.object(prepared, "MOST_CHANGED", 1.0),
        mock.patch.object(computing, "prepared_from_kept", watched),
    ):
        yield uses


def said(figures: Figures, *, whole: bool) -> dict[str, str]:
    """What figures say; `whole`: under another edition, by person, of a day and an order too."""
    orders = figures.orders()
    found: dict[str, Any] = {"report": figures.report()}
    if whole:
        days = figures.covered
        found |= {
            "other edition": figures.under("3-day-any").report(),
            "by person": figures.by("person").report(),
            "first day": figures.report(days[0]) if days else None,
            "an order": [figures.order(number) for number in orders["order_id"].head(3)],
        }
    texts = {name: json.dumps(what, sort_keys=True, default=str) for name, what in found.items()}
    return texts | {"orders": orders.to_csv(), "types": orders.dtypes.to_csv()}


def join_one_by_one(
    files: list[File], folder: Path, rng: random.Random, settings: Settings, steps: int
) -> list[str]:
    """Where figures differ from those without a cache, as files join a shop one after another."""
    whole, data = folder / "all", folder / "data"
    write(files, whole, rng)
    paths = sorted(path for path in whole.rglob("*") if path.is_file())
    rng.shuffle(paths)
    last = max(len(paths) - steps, 0)
    found = []
    for number, path in enumerate(paths):
        target = data / path.relative_to(whole)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(path.read_bytes())
        if number < last:
            continue
        is_last = number == len(paths) - 1
        without_cache = uncached(data, folder / "beside", settings)
        expected = said(xlcs.compute(replace(without_cache, kept=None), settings), whole=is_last)
        for how, read in (("new", read_folder), ("again", read_folder), ("cached", read_cached)):
            shop = read(data, settings)
            assert shop is not None
            got = said(xlcs.compute(shop, settings), whole=is_last)
            found += [
                f"{how}, {path.name}: {part}" for part in expected if got[part] != expected[part]
            ]
    return found
