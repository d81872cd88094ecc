"""The rows of some buyers, and the buyers whose rows two tables do not share."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from tests.tables_by_hand import tables_of
from xlcs.shop.buyers import buyers_that_differ, tables_of_buyers

FRAMES = {
    "relations": pd.DataFrame(
        {
            "buyer_id": ["丙", "甲", "乙", "甲"],
            "agent": ["小美", "小美", "小云", "小云"],
            "bound_at": pd.to_datetime(["2022-08-01"] * 4).astype("datetime64[s]"),
            "unbound_at": pd.to_datetime([None, "2022-08-03", None, None]).astype("datetime64[s]"),
        }
    ),
    "invitations": pd.DataFrame(
        {
            "buyer_id": ["甲", "乙"],
            "agent": ["小美", "小云"],
            "invited_at": pd.to_datetime(["2022-08-01"] * 2).astype("datetime64[s]"),
            "channel": ["manual", "auto"],
            "outcome": ["accepted", None],
        }
    ),
    "opportunities": pd.DataFrame(
        {
            "agent": ["小美"],
            "kind": ["关联销售"],
            "created_at": pd.to_datetime(["2022-08-01"]).astype("datetime64[s]"),
        }
    ),
}
NAMES = ["丙", "乙", "甲"]  # by code point


def test_the_tables_of_some_buyers_have_their_rows_alone():
    whole = tables_of(FRAMES)
    assert list(whole.buyers.categories) == NAMES
    some = tables_of_buyers(whole, np.array([True, False, True]), with_nobodys=False)
    assert list(some.buyers.categories) == ["丙", "甲"]
    assert some.relations.buyer_id.tolist() == ["丙", "甲", "甲"]
    assert some.relations.agent.tolist() == ["小美", "小美", "小云"]
    assert some.invitations.buyer_id.tolist() == ["甲"]
    assert len(some.opportunities) == 0
    assert len(tables_of_buyers(whole, np.zeros(3, bool), with_nobodys=True).opportunities) == 1


CHANGES = {
    "nothing": ({}, []),
    "a time": ({("relations", 2, "bound_at"): pd.Timestamp("2022-08-02")}, ["乙"]),
    "a time that is blank": ({("relations", 1, "unbound_at"): pd.NaT}, ["甲"]),
    "a time that was blank": ({("relations", 0, "unbound_at"): pd.Timestamp("2022-08-02")}, ["丙"]),
    "an agent": ({("relations", 3, "agent"): "小美"}, ["甲"]),
    "a buyer": ({("relations", 0, "buyer_id"): "乙"}, ["丙", "乙"]),
    "a word": ({("invitations", 0, "outcome"): "declined"}, ["甲"]),
    "a word that was blank": ({("invitations", 1, "outcome"): "accepted"}, ["乙"]),
}


@pytest.mark.parametrize("what", CHANGES)
def test_whoever_has_a_cell_that_differs_differs(what):
    changes, expected = CHANGES[what]
    frames = {name: frame.copy() for name, frame in FRAMES.items()}
    for (table, row, column), value in changes.items():
        frames[table].loc[row, column] = value
    old, new = tables_of(FRAMES), tables_of(frames)
    names = {"buyer_id": old.buyers, "agent": old.agents}
    differ = np.zeros(3, bool)
    for id_, table in new.there().items():
        if "buyer_id" in table.frame:
            named = {n: table.frame[n].cat.set_categories(d.categories) for n, d in names.items()}
            again = type(table)(table.frame.assign(**named), table.known)
            differ |= buyers_that_differ(old.there()[id_], again, 3)
    assert [name for name, one in zip(NAMES, differ, strict=True) if one] == expected


def test_a_buyer_of_one_table_alone_differs():
    old = tables_of(FRAMES)
    less = type(old.relations)(old.relations.frame.iloc[1:].reset_index(drop=True))
    assert buyers_that_differ(old.relations, less, 4).tolist() == [True, False, False, False]
    assert buyers_that_differ(less, old.relations, 4).tolist() == [True, False, False, False]
