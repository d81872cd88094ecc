"""Look-ups of any range, each beside the plain pandas for the same question."""

from __future__ import annotations

import random

import pandas as pd
import pytest

from xlcs.figures.lookup.distinct import customers_in_rows
from xlcs.figures.lookup.look_up import LookUp
from xlcs.figures.lookup.sums import total

AGENTS, FIRST, LAST = 3, 19_200, 19_230


@pytest.fixture(scope="module")
def rows() -> pd.DataFrame:
    """Some customers are seen often and by several agents, on few of the days, in any order."""
    rng, days = random.Random(7), (FIRST, FIRST + 3, FIRST + 4, FIRST + 11, LAST)
    return pd.DataFrame(
        {
            "buyer": [rng.randrange(40) for _ in range(400)],
            "agent": [rng.choice((0, 0, 2)) for _ in range(400)],
            "day": [rng.choice(days) for _ in range(400)],
            "fen": [rng.randrange(-500, 10_000) for _ in range(400)],
        }
    )  # fmt: skip


FAR = [(-25_000, FIRST - 9), (-25_000, -9), (-25_000, 2_900_000), (LAST + 9, 2_900_000)]
"""From 1901 on, and until 9909: days that no look-up has room for."""


def ranges() -> list[tuple[int, int]]:
    near = [(a, b) for a in range(FIRST - 1, LAST + 2, 2) for b in range(a, LAST + 3, 3)]
    return near + FAR


def distinct(rows: pd.DataFrame) -> LookUp:
    return customers_in_rows(rows["buyer"], rows["agent"], rows["day"], AGENTS)


@pytest.mark.parametrize("agent", [None, 0, 1, 2])
def test_distinct_customers(rows: pd.DataFrame, agent: int | None) -> None:
    several = [rows, rows[rows["fen"] < 2_000], rows.iloc[:0], rows[rows["day"] > FIRST + 4]]
    for some in several:
        found = distinct(some)
        of_agent = some if agent is None else some[some["agent"] == agent]
        for first, last in ranges():
            twin = of_agent.loc[of_agent["day"].between(first, last), "buyer"].nunique()
            assert found.of(agent, first, last) == twin


@pytest.mark.parametrize("agent", [None, 0, 1, 2])
def test_sums(rows: pd.DataFrame, agent: int | None) -> None:
    count = total(rows["agent"], rows["day"])
    money = total(rows["agent"], rows["day"], rows["fen"], divisor=100)
    state = total(rows["agent"], rows["day"], rows["fen"], is_state=True)
    of_agent = rows if agent is None else rows[rows["agent"] == agent]
    for first, last in ranges():
        within = of_agent[of_agent["day"].between(first, last)]
        assert count.of(agent, first, last) == len(within)
        assert money.of(agent, first, last) == within["fen"].sum() / 100
        assert state.of(agent, first, last) == of_agent.loc[of_agent["day"] <= last, "fen"].sum()


def test_nothing() -> None:
    none = pd.Series([], dtype="int64")
    nobody = pd.DataFrame({"buyer": none, "agent": none, "day": none})
    assert distinct(nobody).of(None, FIRST, LAST) == 0
    assert total(none, none).of(0, FIRST, LAST) == 0
