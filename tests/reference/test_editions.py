"""The package against the slow computation under every edition of the rule."""

from __future__ import annotations

import itertools
import random
from dataclasses import replace
from pathlib import Path

import pytest

import xlcs
from xlcs.figures import Edition

from .compare import differences, is_same
from .files import write
from .shops import MIDDLE, random_shop
from .slow import NEEDS, Slow
from .source import Rules, edition
from .test_reference import COMPARED, some_days

EDITIONS = list(
    itertools.product(
        (1, 2, 7, 15), ("payment_day", "any"), ("before_payment", "same_day"), ("last", "first")
    )
)

NAMED = [
    edition("7-day"),
    edition("3-day-any"),
    edition("15-day-any", credit="first"),
    edition("7-day", read_rule="same_day", credit="first"),
    edition("2022-09", window_days=2, read_day="any", read_rule="same_day"),
]


@pytest.mark.parametrize("seed", [11, 12])
def test_figures_under_editions(seed: int, tmp_path: Path) -> None:
    rng = random.Random(seed)
    files = random_shop(rng, MIDDLE)
    write(files, tmp_path, rng)
    figures = xlcs.compute(xlcs.read_folder(tmp_path))
    for window_days, read_day, read_rule, credit in rng.sample(EDITIONS, 8):
        chosen = Edition(window_days, read_day, read_rule, credit)  # type: ignore[arg-type]
        rules = Rules(window_days=window_days, read_day=read_day, read_rule=read_rule,
                      credit=credit)  # fmt: skip
        slow = Slow(files, rules)
        found = differences(figures.under(chosen).report(), slow.report())
        # Receptions hang on no edition, and are compared elsewhere.
        assert [text for text in found if not text.startswith("reception")] == [], chosen


@pytest.mark.parametrize("rules", NAMED, ids=str)
@pytest.mark.parametrize("seed", range(2))
def test_single_figures_of_named_editions(seed: int, rules: Rules, tmp_path: Path) -> None:
    rng = random.Random(seed)
    files = random_shop(rng, replace(MIDDLE, troubles=COMPARED))
    write(files, tmp_path, rng)
    figures = xlcs.compute(xlcs.read_folder(tmp_path))
    slow = Slow(files, rules)
    chosen = Edition(rules.window_days, rules.read_day, rules.read_rule, rules.credit)  # type: ignore[arg-type]
    found = []
    for figure in NEEDS:
        for days in (slow.covered, some_days(rng, last=30)):
            for agent in (None, *slow.agents()):
                got = figures.value(figure, *days, agent, edition=chosen)
                expected = slow.value(figure, days, agent)
                if not is_same(figure, got, expected):
                    found.append(f"{figure} {days} {agent}: got {got!r}, expected {expected!r}")
    assert found == []
    assert slow.value("guided_gmv", slow.covered) > 0
