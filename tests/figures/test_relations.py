"""Which relation is active when."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from tests.figures import shops
from xlcs.figures.guided.relations import Relations, relations

BUYERS = {"甲": 0, "乙": 1, "丙": 2}
AGENTS = {"a": 0, "b": 1, "c": 2}


def prepared(*rows: shops.Row) -> Relations:
    frame = shops.relations(*rows)
    return relations(
        codes(frame["buyer_id"], BUYERS),
        codes(frame["agent"], AGENTS),
        seconds(frame["bound_at"]),
        seconds(frame["unbound_at"]),
        3,
    )


def codes(names: pd.Series, numbers: dict[str, int]) -> np.ndarray:
    return np.array([numbers[name] for name in names], dtype=np.int32)


def seconds(times: pd.Series) -> np.ndarray:
    return np.array([0 if pd.isna(t) else int(t.timestamp()) for t in times], dtype=np.uint32)


def second(time: str) -> np.ndarray:
    return np.array([int(pd.Timestamp(time).timestamp())], dtype=np.uint32)


def bound_at(known: Relations, buyer: str, agent: str, since: str, until: str = "") -> str | None:
    pair, bound = known.active(
        np.array([BUYERS[buyer]]),
        np.array([AGENTS[agent]], dtype=np.int32),
        second(since),
        second(until or since),
    )
    if pair[0] < 0:
        return None
    assert known.pair_buyer[pair[0]] == BUYERS[buyer]
    assert known.pair_agent[pair[0]] == AGENTS[agent]
    return str(np.datetime64(int(bound[0]), "s"))


def test_active_from_binding_up_to_but_not_at_unbinding() -> None:
    known = prepared(("甲", "a", "2022-08-01 10:00:00", "2022-08-05 10:00:00"))
    assert bound_at(known, "甲", "a", "2022-08-01 09:59:59") is None
    assert bound_at(known, "甲", "a", "2022-08-01 10:00:00") == "2022-08-01T10:00:00"
    assert bound_at(known, "甲", "a", "2022-08-05 09:59:59") == "2022-08-01T10:00:00"
    assert bound_at(known, "甲", "a", "2022-08-05 10:00:00") is None


def test_only_of_that_buyer_and_that_agent() -> None:
    known = prepared(
        ("甲", "a", "2022-08-01 10:00:00"),
        ("甲", "b", "2022-08-02 10:00:00"),
        ("乙", "b", "2022-08-03 10:00:00"),
    )
    at = "2022-08-09 00:00:00"
    assert bound_at(known, "甲", "a", at) == "2022-08-01T10:00:00"
    assert bound_at(known, "甲", "b", at) == "2022-08-02T10:00:00"
    assert bound_at(known, "乙", "a", at) is None
    assert bound_at(known, "乙", "b", at) == "2022-08-03T10:00:00"
    assert bound_at(known, "甲", "c", at) is None
    assert bound_at(known, "丙", "a", at) is None


def test_bound_again_after_leaving() -> None:
    known = prepared(
        ("甲", "a", "2022-08-05 00:00:00", "2022-08-06 00:00:00"),
        ("甲", "a", "2022-08-01 00:00:00", "2022-08-03 00:00:00"),
        ("甲", "a", "2022-08-08 00:00:00"),
    )
    assert bound_at(known, "甲", "a", "2022-08-02 00:00:00") == "2022-08-01T00:00:00"
    assert bound_at(known, "甲", "a", "2022-08-04 00:00:00") is None
    assert bound_at(known, "甲", "a", "2022-08-05 12:00:00") == "2022-08-05T00:00:00"
    assert bound_at(known, "甲", "a", "2022-08-07 00:00:00") is None
    assert bound_at(known, "甲", "a", "2022-08-08 00:00:00") == "2022-08-08T00:00:00"


def test_of_overlapping_ones_the_latest_bound_that_is_still_active() -> None:
    known = prepared(
        ("甲", "a", "2022-08-01 00:00:00"),
        ("甲", "a", "2022-08-02 00:00:00", "2022-08-10 00:00:00"),
        ("甲", "a", "2022-08-03 00:00:00", "2022-08-06 00:00:00"),
        ("甲", "a", "2022-08-04 00:00:00", "2022-08-05 00:00:00"),
    )
    assert bound_at(known, "甲", "a", "2022-08-04 12:00:00") == "2022-08-04T00:00:00"
    assert bound_at(known, "甲", "a", "2022-08-05 12:00:00") == "2022-08-03T00:00:00"
    assert bound_at(known, "甲", "a", "2022-08-09 12:00:00") == "2022-08-02T00:00:00"
    assert bound_at(known, "甲", "a", "2022-08-12 00:00:00") == "2022-08-01T00:00:00"


@pytest.mark.parametrize(
    ("bound", "unbound", "active"),
    [
        ("2022-08-01 00:00:00", "2022-08-02 00:00:00", True),
        ("2022-08-01 00:00:01", None, False),
        ("2022-07-01 00:00:00", "2022-08-01 23:59:59", False),
        ("2022-07-01 00:00:00", None, True),
    ],
)
def test_through_a_whole_day(bound: str, unbound: str | None, active: bool) -> None:
    known = prepared(("甲", "a", bound, unbound))
    found = bound_at(known, "甲", "a", "2022-08-01 00:00:00", "2022-08-01 23:59:59")
    assert (found is not None) is active


def test_two_relations_that_share_a_day_are_not_one_through_the_day() -> None:
    known = prepared(
        ("甲", "a", "2022-07-01 00:00:00", "2022-08-01 12:00:00"),
        ("甲", "a", "2022-08-01 12:00:00"),
    )
    assert bound_at(known, "甲", "a", "2022-08-01 00:00:00", "2022-08-01 23:59:59") is None


def is_client(known: Relations, buyer: str, at: str) -> bool:
    when = second(at)
    return bool(known.is_client(np.array([BUYERS[buyer]]), when, when)[0])


def test_client_of_any_agent() -> None:
    known = prepared(
        ("甲", "a", "2022-08-01 00:00:00", "2022-08-20 00:00:00"),
        ("甲", "b", "2022-08-05 00:00:00", "2022-08-06 00:00:00"),
    )
    assert not is_client(known, "甲", "2022-07-31 23:59:59")
    assert is_client(known, "甲", "2022-08-01 00:00:00")
    assert is_client(known, "甲", "2022-08-10 00:00:00")  # b has left, a has not
    assert not is_client(known, "甲", "2022-08-20 00:00:00")
    assert not is_client(known, "乙", "2022-08-10 00:00:00")


def test_no_relations() -> None:
    known = prepared()
    assert bound_at(known, "甲", "a", "2022-08-01 00:00:00") is None
    assert not is_client(known, "甲", "2022-08-01 00:00:00")


def test_many_relations_and_messages_of_one_pair() -> None:
    # A masked buyer may stand for thousands of people: bound and left once a minute, the first
    # one staying.
    n = 20_000
    bound = np.uint32(second("2022-08-01 00:00:00")[0]) + 60 * np.arange(n, dtype=np.uint32)
    unbound = bound + np.uint32(30)
    unbound[0] = 0
    zeros = np.zeros(n, dtype=np.int32)
    known = relations(zeros, zeros, bound, unbound, 1)
    at = bound + np.uint32(45)
    pair, found = known.active(zeros, zeros, at, at)
    assert (pair == 0).all()
    assert (found == bound[0]).all()
    at -= np.uint32(30)
    assert (known.active(zeros, zeros, at, at)[1] == bound).all()
