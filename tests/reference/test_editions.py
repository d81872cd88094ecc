"""The package against the slow computation in other rule editions, figure by figure."""

from __future__ import annotations

import random
from dataclasses import replace
from pathlib import Path

import pytest

import xlcs
from xlcs.figures.edition import Edition

from .compare import is_same
from .files import write
from .shops import MIDDLE, random_shop
from .slow import NEEDS, Slow
from .source import Rules, edition
from .test_reference import COMPARED, some_days

EDITIONS = [
    edition("7-day"),
    edition("3-day-any"),
    edition("15-day-any", credit="first"),
    edition("7-day", read_rule="same_day", credit="first"),
    edition("2022-09", window_days=2, read_day="any", read_rule="same_day"),
]


@pytest.mark.parametrize("rules", EDITIONS, ids=str)
@pytest.mark.parametrize("seed", range(2))
def test_figures_of_a_middle_shop(seed: int, rules: Rules, tmp_path: Path) -> None:
    rng = random.Random(seed)
    files = random_shop(rng, replace(MIDDLE, troubles=COMPARED))
    write(files, tmp_path, rng)
    figures = xlcs.compute(xlcs.read_folder(tmp_path))
    slow = Slow(files, rules)
    chosen = Edition(
        window_days=rules.window_days,
        read_day=rules.read_day,
        read_rule=rules.read_rule,
        credit=rules.credit,
    )
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
