"""What must hold of the slow computation in every rule edition, whatever the data."""

from __future__ import annotations

import random
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from .beside import saved_from_excel
from .recutting import CUTS
from .shops import MIDDLE, TROUBLES, random_shop, small_shops
from .slow import Slow
from .source import File, Row, Rules

SOME = replace(MIDDLE, buyers=12, days=20, relations=40, messages=150, visits=60, orders=80,
               invitations=20, opportunities=20, receptions=60, reception_days=70)  # fmt: skip
CONSISTENT = replace(SOME, oddities=0.0, files=1, troubles=frozenset())
"""One file a table and no conflicts: however it is cut, it says the same."""

editions = st.builds(
    Rules,
    window_days=st.integers(1, 15),
    read_day=st.sampled_from(("payment_day", "any")),
    read_rule=st.sampled_from(("before_payment", "same_day")),
    credit=st.sampled_from(("last", "first")),
    lookback_days=st.sampled_from((7, 1, 0)),
)


def fen(amount: float) -> int:
    return round(amount * 100)


def added(rows: list[dict[str, Any]], figure: str) -> int | None:
    values = [row[figure] for row in rows]
    return None if None in values else sum(map(fen, values))


@given(rules=editions, seed=st.integers(0, 10_000))
@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
def test_agents_reasons_and_days_add_up(rules: Rules, seed: int) -> None:
    slow = Slow(random_shop(random.Random(seed), replace(SOME, troubles=TROUBLES)), rules)
    report = slow.report()
    shop = report["shop"]
    for figure in ("guided_gmv", "guided_net_gmv", "followup_gmv", "followup_net_gmv",
                   "followup_orders"):  # fmt: skip
        if shop[figure] is not None:
            assert added(report["agents"], figure) == fen(shop[figure])
    if report["leakage"]:
        assert sum(row["orders"] for row in report["leakage"]) == len(report["orders"])
        assert added(report["leakage"], "amount") == added(report["orders"], "amount")
        assert fen(report["leakage"][0]["amount"]) == fen(shop["guided_gmv"])
        assert added(report["daily"], "guided_gmv") == fen(shop["guided_gmv"])
    for order in report["orders"]:
        assert (order["reason"] == "counted") == (order["credited_agent"] is not None)
        assert order["net_amount"] is None or 0 <= order["net_amount"] <= order["amount"]


@given(files=small_shops(), read_rule=st.sampled_from(("before_payment", "same_day")))
@settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck))
def test_the_default_edition_is_the_definition_of_guided_gmv(
    files: list[File], read_rule: str
) -> None:
    """The sum that the spec's table of figures defines, without the steps."""
    slow = Slow(files, Rules(read_rule=read_rule))
    if slow.lacks("relations", "messages", "orders") or not slow.facts.reading_known:
        assert slow.value("guided_gmv", None) is None
        return

    def cut(time: Any) -> Any:
        return time.at.replace(second=0) if slow.minute else time.at

    def qualifies(message: Any, p: Any) -> bool:
        sent, read, day = message.sent, message.read, p.at.date()
        if "day" in (sent.form, p.form) or sent.at.date() != day or cut(sent) > cut(p):
            return False
        if message.bound.at.date() >= day or read is None or read.at.date() != day:
            return False
        return read.form == "day" or read_rule == "same_day" or cut(read) <= cut(p)

    eligible = [m for messages in slow.eligible_on.values() for m in messages]
    guided = sum(
        order["amount"]
        for order in slow.paid
        if any(m.buyer == order["buyer_id"] and qualifies(m, order["paid_at"]) for m in eligible)
    )
    assert fen(slow.value("guided_gmv", slow.covered) or 0) == guided


@pytest.mark.parametrize("days", [(1, 2), (2, 7), (7, 15)])
@pytest.mark.parametrize("seed", range(3))
def test_a_longer_window_never_guides_less(days: tuple[int, int], seed: int) -> None:
    files = random_shop(random.Random(seed), SOME)
    for read_day in ("payment_day", "any"):
        short, long = (Slow(files, Rules(window_days=n, read_day=read_day)) for n in days)
        for figure in ("guided_gmv", "followup_gmv", "read_customers", "guided_buyers"):
            assert short.value(figure, None) <= long.value(figure, None)


@given(rules=editions, seed=st.integers(0, 10_000))
@settings(max_examples=10, deadline=None, suppress_health_check=list(HealthCheck))
def test_buyer_by_buyer_adds_up(rules: Rules, seed: int) -> None:
    files = random_shop(random.Random(seed), CONSISTENT)
    # Whether amounts are net is decided by whole files.
    files = [
        replace(file, columns=[c for c in file.columns if c not in ("refund", "total")])
        for file in files
    ]
    whole = Slow(files, rules)

    def of(buyer: str) -> Slow:
        def kept(row: Row) -> bool:
            return row.get("buyer_id", buyer) == buyer

        return Slow([replace(f, rows=[r for r in f.rows if kept(r)]) for f in files], rules)

    buyers = {row["buyer_id"] for file in files for row in file.rows if "buyer_id" in row}
    parts = [of(buyer) for buyer in sorted(buyers)]
    for figure in ("guided_gmv", "followup_gmv", "followup_orders", "sent_customers",
                   "read_customers", "guided_visitors", "guided_buyers"):  # fmt: skip
        total = sum(part.value(figure, None) or 0 for part in parts)
        assert fen(total) == fen(whole.value(figure, None))


def saved_again(files: list[File], rng: random.Random) -> list[File]:
    return [*files, *map(saved_from_excel, files)]


@pytest.mark.parametrize("cut", [*CUTS, "saved from Excel beside", "cut, and saved from Excel"])
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_how_the_files_are_cut_changes_nothing(seed: int, cut: str) -> None:
    rng = random.Random(seed)
    files = random_shop(rng, CONSISTENT)
    rules = Rules(window_days=3, read_day="any")
    if cut in CUTS:
        others = CUTS[cut](files, rng)
    elif cut == "saved from Excel beside":
        others = saved_again(files, rng)
    else:
        others = saved_again(CUTS["in five files that overlap"](files, rng), rng)
    expected = Slow(files, rules).report()
    assert expected["shop"]["guided_gmv"] > 0
    assert Slow(others, rules).report() == expected
