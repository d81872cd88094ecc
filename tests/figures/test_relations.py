"""Which relation is active when."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from tests.figures import shops
from tests.tables_by_hand import tables_of
from xlcs.figures.guided.relations import OF_BUYER, OF_PAIR, relation_at, relation_times
from xlcs.shop.frames import Relations

MIDNIGHT = "2022-08-01 00:00:00"


class Known:
    """Relations written as text, asked for one moment."""

    def __init__(self, *rows: shops.Row) -> None:
        tables = tables_of({"relations": shops.relations(*rows)})
        assert isinstance(tables.relations, Relations)
        self.buyers = tables.buyers.categories.to_list()
        self.agents = tables.agents.categories.to_list()
        self.times = relation_times(tables.relations, len(self.agents))

    def active(self, by: list[str], buyer: str, agent: str, at: str, is_day: bool) -> Any:
        asked = pd.DataFrame(
            {
                "buyer": [self.buyers.index(buyer)],
                "agent": [self.agents.index(agent)],
                "second": [int(pd.Timestamp(at).timestamp())],
                "is_day": [is_day],
            }
        )
        found = relation_at(asked, self.times, by)
        return self.times.loc[found[0]] if len(found) else None

    def bound_at(self, buyer: str, agent: str, at: str, *, is_day: bool = False) -> str | None:
        if buyer not in self.buyers or agent not in self.agents:
            return None
        found = self.active(OF_PAIR, buyer, agent, at, is_day)
        return None if found is None else str(pd.Timestamp(found["bound"], unit="s"))

    def agent_of(self, buyer: str, at: str, *, is_day: bool = False) -> str | None:
        found = self.active(OF_BUYER, buyer, self.agents[0], at, is_day)
        return None if found is None else self.agents[found["agent"]]


def test_active_from_binding_up_to_but_not_at_unbinding() -> None:
    known = Known(("甲", "a", "2022-08-01 10:00:00", "2022-08-05 10:00:00"))
    assert known.bound_at("甲", "a", "2022-08-01 09:59:59") is None
    assert known.bound_at("甲", "a", "2022-08-01 10:00:00") == "2022-08-01 10:00:00"
    assert known.bound_at("甲", "a", "2022-08-05 09:59:59") == "2022-08-01 10:00:00"
    assert known.bound_at("甲", "a", "2022-08-05 10:00:00") is None


def test_only_of_that_buyer_and_that_agent() -> None:
    known = Known(
        ("甲", "a", "2022-08-01 10:00:00"),
        ("甲", "b", "2022-08-02 10:00:00"),
        ("乙", "b", "2022-08-03 10:00:00"),
    )
    at = "2022-08-09 00:00:00"
    assert known.bound_at("甲", "a", at) == "2022-08-01 10:00:00"
    assert known.bound_at("甲", "b", at) == "2022-08-02 10:00:00"
    assert known.bound_at("乙", "a", at) is None
    assert known.bound_at("乙", "b", at) == "2022-08-03 10:00:00"


def test_bound_again_after_leaving() -> None:
    known = Known(
        ("甲", "a", "2022-08-05 00:00:00", "2022-08-06 00:00:00"),
        ("甲", "a", "2022-08-01 00:00:00", "2022-08-03 00:00:00"),
        ("甲", "a", "2022-08-08 00:00:00"),
    )
    assert known.bound_at("甲", "a", "2022-08-02 00:00:00") == "2022-08-01 00:00:00"
    assert known.bound_at("甲", "a", "2022-08-04 00:00:00") is None
    assert known.bound_at("甲", "a", "2022-08-05 12:00:00") == "2022-08-05 00:00:00"
    assert known.bound_at("甲", "a", "2022-08-07 00:00:00") is None
    assert known.bound_at("甲", "a", "2022-08-08 00:00:00") == "2022-08-08 00:00:00"


def test_bound_again_in_the_second_of_leaving() -> None:
    known = Known(
        ("甲", "a", "2022-08-01 00:00:00", "2022-08-03 00:00:00"),
        ("甲", "a", "2022-08-03 00:00:00"),
    )
    assert known.bound_at("甲", "a", "2022-08-02 23:59:59") == "2022-08-01 00:00:00"
    assert known.bound_at("甲", "a", "2022-08-03 00:00:00") == "2022-08-03 00:00:00"


def test_unbound_in_the_second_of_binding_it_was_never_active() -> None:
    known = Known(("甲", "a", MIDNIGHT, MIDNIGHT), ("乙", "a", MIDNIGHT))
    assert known.bound_at("甲", "a", MIDNIGHT) is None
    assert known.bound_at("甲", "a", "2022-08-02 00:00:00") is None
    known = Known(("甲", "a", "2022-07-01 00:00:00"), ("甲", "a", MIDNIGHT, MIDNIGHT))
    assert known.bound_at("甲", "a", MIDNIGHT) == "2022-07-01 00:00:00"


def test_of_overlapping_ones_the_latest_bound_that_is_still_active() -> None:
    known = Known(
        ("甲", "a", "2022-08-01 00:00:00"),
        ("甲", "a", "2022-08-02 00:00:00", "2022-08-10 00:00:00"),
        ("甲", "a", "2022-08-03 00:00:00", "2022-08-06 00:00:00"),
        ("甲", "a", "2022-08-04 00:00:00", "2022-08-05 00:00:00"),
    )
    assert known.bound_at("甲", "a", "2022-08-04 12:00:00") == "2022-08-04 00:00:00"
    assert known.bound_at("甲", "a", "2022-08-05 12:00:00") == "2022-08-03 00:00:00"
    assert known.bound_at("甲", "a", "2022-08-09 12:00:00") == "2022-08-02 00:00:00"
    assert known.bound_at("甲", "a", "2022-08-12 00:00:00") == "2022-08-01 00:00:00"


def test_an_earlier_one_that_ended_while_a_later_one_was_active_is_not_meant_again() -> None:
    known = Known(
        ("甲", "a", "2022-08-01 00:00:00", "2022-08-20 00:00:00"),
        ("甲", "a", "2022-08-02 00:00:00", "2022-08-04 00:00:00"),
        ("甲", "a", "2022-08-03 00:00:00", "2022-08-06 00:00:00"),
    )
    assert known.bound_at("甲", "a", "2022-08-05 00:00:00") == "2022-08-03 00:00:00"
    assert known.bound_at("甲", "a", "2022-08-06 00:00:00") == "2022-08-01 00:00:00"
    assert known.bound_at("甲", "a", "2022-08-20 00:00:00") is None


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
    known = Known(("甲", "a", bound, unbound))
    assert (known.bound_at("甲", "a", MIDNIGHT, is_day=True) is not None) is active


def test_two_relations_that_share_a_day_are_not_one_through_the_day() -> None:
    known = Known(
        ("甲", "a", "2022-07-01 00:00:00", "2022-08-01 12:00:00"),
        ("甲", "a", "2022-08-01 12:00:00"),
    )
    assert known.bound_at("甲", "a", MIDNIGHT, is_day=True) is None


def test_through_a_day_an_older_one_may_last_where_the_latest_ends() -> None:
    known = Known(
        ("甲", "a", "2022-07-01 00:00:00"),
        ("甲", "a", "2022-07-02 00:00:00", "2022-08-01 12:00:00"),
    )
    assert known.bound_at("甲", "a", MIDNIGHT, is_day=True) == "2022-07-01 00:00:00"


def test_whose_client() -> None:
    known = Known(
        ("甲", "a", "2022-08-01 00:00:00", "2022-08-20 00:00:00"),
        ("甲", "b", "2022-08-05 00:00:00", "2022-08-06 00:00:00"),
        ("乙", "a", "2022-08-30 00:00:00"),
    )
    assert known.agent_of("甲", "2022-07-31 23:59:59") is None
    assert known.agent_of("甲", "2022-08-01 00:00:00") == "a"
    assert known.agent_of("甲", "2022-08-05 00:00:00") == "b"
    assert known.agent_of("甲", "2022-08-10 00:00:00") == "a"  # b has left, a has not
    assert known.agent_of("甲", "2022-08-20 00:00:00") is None
    assert known.agent_of("乙", "2022-08-10 00:00:00") is None


def test_whose_client_of_two_bound_in_one_second_is_the_first_name() -> None:
    known = Known(("甲", "b", MIDNIGHT), ("甲", "a", MIDNIGHT), ("甲", "c", MIDNIGHT))
    assert known.agent_of("甲", MIDNIGHT) == "a"
    assert known.agent_of("甲", MIDNIGHT, is_day=True) == "a"


def test_many_relations_and_messages_of_one_pair() -> None:
    # A masked buyer may stand for thousands of people: bound and left once a minute, the first
    # one staying.
    n = 20_000
    start = int(pd.Timestamp("2022-08-01").timestamp())
    bound = start + 60 * pd.Series(range(n))
    times = pd.DataFrame({"bound": bound, "unbound": bound + 30})
    times.loc[0, "unbound"] = start + 60 * n
    times = times.assign(buyer=0, agent=0)
    asked = pd.DataFrame({"buyer": 0, "agent": 0, "second": bound, "is_day": False})
    staying = relation_at(asked.assign(second=bound + 45), times, OF_PAIR)
    assert staying.tolist() == [0] * n
    latest = relation_at(asked.assign(second=bound + 15), times, OF_PAIR)
    assert latest.tolist() == list(range(n))


@pytest.mark.parametrize("by", [OF_PAIR, OF_BUYER])
def test_of_relations_that_lie_inside_one_another_the_innermost_that_lasts(by: list[str]) -> None:
    # Bound one second after another, left in the opposite order: at 1000 − k the last k have left.
    n = 500
    number = pd.Series(range(n))
    times = pd.DataFrame({"bound": number, "unbound": 1_000 - number}).assign(buyer=3, agent=0)
    asked = pd.DataFrame({"buyer": 3, "agent": 0, "second": 1_000 - number, "is_day": False})
    found = relation_at(asked, times, by)
    # The second at which relation k ends belongs to k − 1; at 1000 none is left.
    assert found.to_dict() == {k: k - 1 for k in range(1, n)}
