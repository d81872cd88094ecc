"""Tables with headers only, or one row: every figure still has its type, in every edition."""

from __future__ import annotations

import itertools

import pytest

from tests.figures import shops
from xlcs.figures import Edition, compute

ONE = {
    "relations": (shops.relations, ("甲", "a", "2022-07-01")),
    "messages": (shops.messages, ("甲", "a", "2022-08-10 10:00:05")),
    "orders": (shops.orders, ("1", "甲", "2022-08-10 23:59:39", "9.99")),
    "visits": (shops.visits, ("甲", "2022-08-10")),
}
EDITIONS = [Edition(2, "any", credit="first"), Edition(1, credit="first")]


@pytest.mark.parametrize("rows", list(itertools.product((None, 0, 1), repeat=3)), ids=str)
def test_every_table_missing_empty_or_of_one_row(rows: tuple[int | None, ...]) -> None:
    tables = {
        id: make(*[row][:count])
        for (id, (make, row)), count in zip(ONE.items(), rows, strict=False)
        if count is not None
    }
    made = compute(shops.shop(**tables))
    assert len(made.report()["orders"]) == (rows[2] or 0)
    for edition in EDITIONS:
        under = made.under(edition)
        orders = under.orders()
        assert str(orders["sent_at"].dtype) == "datetime64[s]"
        assert str(orders["amount"].dtype) == "float64"
        assert under.leakage()["orders"].sum() == (rows[2] if None not in rows else 0)
        # Nobody read anything: nothing counts, where all is known.
        known = 0 if None not in rows else None
        assert under.value("guided_gmv", "2022-08-10") == (known if made.covered else None)
