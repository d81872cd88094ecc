"""What must hold whatever the data: sums, and that the cut of the files changes nothing."""

from __future__ import annotations

import hashlib
import random
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

import xlcs
from xlcs.settings import Settings

from .files import write, write_plainly
from .recutting import CUTS
from .shops import MIDDLE, random_shop
from .slow import Slow

SEEDS = (1, 2, 3)
READ_RULES = ("before_payment", "same_day")

CONSISTENT = replace(MIDDLE, days=14, reception_days=70, messages=500, oddities=0.0, files=1,
                     troubles=frozenset())  # fmt: skip
"""One file a table and no conflicts: however it is cut, it says the same."""


def report_of(folder: Path, **rules: Any) -> dict[str, Any]:
    chosen = Settings(**rules)
    report = xlcs.compute(xlcs.read_folder(folder, chosen), chosen).report()
    return {part: value for part, value in report.items() if part != "data_check"}


def fen(amount: float) -> int:
    return round(amount * 100)


@pytest.mark.parametrize("read_rule", READ_RULES)
@pytest.mark.parametrize("seed", SEEDS)
def test_sums(seed: int, read_rule: str, tmp_path: Path) -> None:
    files = random_shop(random.Random(seed), MIDDLE)
    write_plainly(files, tmp_path)
    chosen = Settings(read_rule=read_rule)
    figures = xlcs.compute(xlcs.read_folder(tmp_path, chosen), chosen)
    slow = Slow(files)
    first, last = slow.covered or pytest.fail("the shop covers no day")
    for start, end in ((first, last), (first + timedelta(3), last - timedelta(5))):
        report = figures.report(start, end)
        shop, leakage = report["shop"], report["leakage"]
        for money in ("guided_gmv", "followup_gmv"):
            assert fen(shop[money]) > 0
            assert sum(fen(row[money]) for row in report["agents"]) == fen(shop[money])
        for count in ("followup_orders", "clients_unsubscribed", "opportunities_done",
                      "opportunities_todo"):  # fmt: skip
            assert sum(row[count] for row in report["agents"]) == shop[count]
        assert sum(fen(row["guided_gmv"]) for row in report["daily"]) == fen(shop["guided_gmv"])
        assert len(report["daily"]) == (end - start).days + 1

        paid = [o for o in slow.paid if start <= o["paid_at"].at.date() <= end]
        assert len(report["orders"]) == len(paid) == sum(row["orders"] for row in leakage)
        total = sum(order["amount"] for order in paid)
        assert sum(fen(order["amount"]) for order in report["orders"]) == total
        assert sum(fen(row["amount"]) for row in leakage) == total
        counted = [order for order in report["orders"] if order["reason"] == "counted"]
        assert sum(fen(order["amount"]) for order in counted) == fen(shop["guided_gmv"])
        assert all((o["credited_agent"] is None) == (o["reason"] != "counted")
                   for o in report["orders"])  # fmt: skip


@pytest.mark.parametrize("seed", SEEDS)
def test_halves_of_a_period_add_up(seed: int, tmp_path: Path) -> None:
    files = random_shop(random.Random(seed), MIDDLE)
    write_plainly(files, tmp_path)
    figures = xlcs.compute(xlcs.read_folder(tmp_path))
    first, last = Slow(files).covered or pytest.fail("the shop covers no day")
    middle = first + timedelta((last - first).days // 2)
    for figure in ("guided_gmv", "followup_gmv", "followup_orders", "clients_unsubscribed",
                   "opportunities_done"):  # fmt: skip
        whole = figures.value(figure, first, last)
        parts = (figures.value(figure, first, middle),
                 figures.value(figure, middle + timedelta(1), last))  # fmt: skip
        assert fen(whole) == sum(fen(part) for part in parts)


@pytest.mark.parametrize("cut", CUTS)
@pytest.mark.parametrize("seed", SEEDS)
def test_how_the_files_are_cut_changes_nothing(seed: int, cut: str, tmp_path: Path) -> None:
    rng = random.Random(seed)
    files = random_shop(rng, CONSISTENT)
    whole, other = tmp_path / "whole", tmp_path / "other"
    write_plainly(files, whole)
    write(CUTS[cut](files, rng), other, rng)
    expected = report_of(whole)
    assert fen(expected["shop"]["guided_gmv"]) > 0
    assert report_of(other) == expected


def test_inputs_are_never_changed(tmp_path: Path) -> None:
    write_plainly(random_shop(random.Random(1), MIDDLE), tmp_path)

    def fingerprints() -> dict[Path, str]:
        return {
            path: hashlib.sha256(path.read_bytes()).hexdigest()
            for path in tmp_path.rglob("*")
            if path.is_file() and ".xlcs-cache" not in path.parts
        }

    before = fingerprints()
    shop = xlcs.read_folder(tmp_path)
    there = shop.tables.there()
    frames = {id_: table.frame.copy(deep=True) for id_, table in there.items()}
    figures = xlcs.compute(shop)
    first = figures.report()
    figures.value("guided_gmv")
    assert figures.report() == first
    assert fingerprints() == before
    assert there.keys() == frames.keys()
    for table, frame in frames.items():
        assert there[table].frame.equals(frame), table
