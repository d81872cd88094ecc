"""The package against the slow computation under every edition of the rule."""

from __future__ import annotations

import itertools
import random
from pathlib import Path

import pytest

import xlcs
from xlcs.figures import Edition

from .compare import differences
from .files import write
from .shops import MIDDLE, random_shop
from .slow import Slow
from .source import Rules

EDITIONS = list(
    itertools.product(
        (1, 2, 7, 15), ("payment_day", "any"), ("before_payment", "same_day"), ("last", "first")
    )
)


@pytest.mark.parametrize("seed", [11, 12])
def test_figures_under_editions(seed: int, tmp_path: Path) -> None:
    rng = random.Random(seed)
    files = random_shop(rng, MIDDLE)
    write(files, tmp_path, rng)
    figures = xlcs.compute(xlcs.read_folder(tmp_path))
    for window_days, read_day, read_rule, credit in rng.sample(EDITIONS, 8):
        edition = Edition(window_days, read_day, read_rule, credit)  # type: ignore[arg-type]
        rules = Rules(window_days=window_days, read_day=read_day, read_rule=read_rule,
                      credit=credit)  # fmt: skip
        slow = Slow(files, rules)
        found = differences(figures.under(edition).report(), slow.report())
        # Receptions hang on no edition, and are compared elsewhere.
        assert [text for text in found if not text.startswith("reception")] == [], edition
