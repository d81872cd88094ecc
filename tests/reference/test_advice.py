"""To do, hours and whose clients against the slow computation, on random shops."""

from __future__ import annotations

import random
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from pandas import isna

import xlcs
from xlcs.advice.clients import lost_by_client_agent
from xlcs.advice.hours import caught_by_hour, messages_by_hour, read_within_hour
from xlcs.settings import Settings

from .files import write
from .shops import MIDDLE, TROUBLES, random_shop
from .slow.advice import SlowAdvice
from .slow.periods import DAY

COMPARED = TROUBLES - {"to the minute", "a key twice in a minute"}


@pytest.fixture(params=(702, 704, 705), ids="shop {}".format)
def both(request: pytest.FixtureRequest, tmp_path: Path) -> tuple[Any, Any, SlowAdvice]:
    """The shop, its figures, and the slow ones."""
    rng = random.Random(request.param)
    files = random_shop(rng, replace(MIDDLE, troubles=COMPARED))
    write(files, tmp_path, rng)
    shop = xlcs.read_folder(tmp_path)
    return shop, xlcs.compute(shop, Settings()), SlowAdvice(files)


def plain(value: Any) -> Any:
    return None if isna(value) else value


def in_order(rows: list[Any]) -> list[Any]:
    return sorted(rows, key=lambda row: [str(value) for value in row])


def test_what_is_to_be_done(both: tuple[Any, Any, SlowAdvice]) -> None:
    _, figures, slow = both
    assert slow.covered is not None
    first, last = slow.covered
    days = [first + DAY * n for n in range(0, (last - first).days + 1, 5)]
    kinds = set()
    for day in [*days, last]:
        expected = in_order(slow.todo(day))
        found = figures.todo(day).itertuples(index=False, name=None)
        got = in_order([tuple(map(plain, row)) for row in found])
        assert got == expected, day
        kinds |= {row[1] for row in expected}
    # The shops are such that everything occurs.
    assert {"balance_due", "lost_order", "unread", "opportunity"} <= kinds


def test_hours(both: tuple[Any, Any, SlowAdvice]) -> None:
    _, figures, slow = both
    days = slow.covered
    assert days is not None
    counted = figures.sending(*days).sent()
    sent, read = messages_by_hour(counted), read_within_hour(counted)
    expected, soon = slow.sent_by_hour(days), slow.read_soon(days)
    assert len(expected) > 50
    for weekday in range(7):
        for hour in range(24):
            at = (weekday, hour)
            assert sent.loc[at] == expected.get(at, 0), at
            if at in expected:
                assert read.loc[at] == pytest.approx(soon.get(at, 0) / expected[at]), at
            else:
                assert isna(read.loc[at])
    caught = caught_by_hour(figures.orders(*days)).set_index("hour")
    assert slow.caught(days, 0)[0] > 20
    for hour in range(24):
        orders, amount = slow.caught(days, hour)
        assert caught.loc[hour, "orders"] == orders
        assert caught.loc[hour, "amount"] == pytest.approx(amount / 100)


def test_whose_clients(both: tuple[Any, Any, SlowAdvice]) -> None:
    _, figures, slow = both
    days = slow.covered
    assert days is not None
    reasons = figures.leakage(*days)["reason"]
    table = lost_by_client_agent(figures.orders(*days), reasons).set_index("agent")
    got = {(agent, reason): round(amount * 100) for (agent, reason), amount in table.stack().items()
           if amount}  # fmt: skip
    expected = {key: amount for key, amount in slow.of_clients(days).items() if amount}
    assert got == expected
    assert len(expected) > 10
