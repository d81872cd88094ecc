"""The package against the slow computation, through export files, on random shops."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pandas import isna

import xlcs
from xlcs.settings import Settings

from .compare import differences, is_same
from .files import write, write_plainly
from .shops import FIRST_DAY, LARGE, MIDDLE, SMALL, TROUBLES, random_shop, small_shops
from .slow import NEEDS, Slow
from .slow.periods import Days
from .slow.reception import RECEPTION
from .source import File, Row, Rules, Time

COMPARED = TROUBLES

READ_RULES = ("before_payment", "same_day")
PERIODS = ("month", "week", "day", "range")

rules_strategy = st.builds(
    Rules,
    window_days=st.one_of(st.just(1), st.integers(1, 15)),
    read_day=st.sampled_from(("payment_day", "any")),
    credit=st.sampled_from(("last", "first")),
    read_rule=st.sampled_from(READ_RULES),
    lookback_days=st.sampled_from((7, 1, 0)),
    reception_period=st.sampled_from(PERIODS),
    converted=st.sampled_from(((), ("闲聊",))),
    not_converted=st.sampled_from(((), ("已转化",))),
)


def settings_of(rules: Rules) -> Settings:
    return Settings(
        window_days=rules.window_days,
        read_day=rules.read_day,
        credit=rules.credit,
        read_rule=rules.read_rule,
        lookback_days=rules.lookback_days,
        reception_period=rules.reception_period,
        max_average_min=rules.max_average_min,
        min_conversion_rate=rules.min_conversion_rate,
        converted=rules.converted,
        not_converted=rules.not_converted,
    )


def figures_of(folder: Path, rules: Rules) -> Any:
    chosen = settings_of(rules)
    return xlcs.compute(xlcs.read_folder(folder, chosen), chosen)


def some_days(rng: random.Random, first: int = -3, last: int = 90) -> Days:
    """Days that may lie inside, across the edge of, or outside what the data covers."""
    how = rng.random()
    start = FIRST_DAY + timedelta(days=rng.randint(first, last))
    if how < 0.2:
        return start, start
    if how < 0.4:  # a whole month
        start = start.replace(day=1)
        return start, (start + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    if how < 0.6:  # a whole ISO week
        start -= timedelta(days=start.weekday())
        return start, start + timedelta(days=6)
    return start, start + timedelta(days=rng.randint(0, 40))


def deciding_messages(figures: Any, slow: Slow) -> list[str]:
    """Where the message that decided an order is another one."""
    shown = figures.orders().set_index("order_id")
    found = []
    for order in slow.paid:
        message = order["decided_by"]
        row = shown.loc[order["order_id"]]
        got = [row["agent"], row["sent_at"], row["read_at"], row["bound_at"]]
        got = [None if isna(value) else value for value in got]
        if slow.minute:
            got = [
                value.replace(second=0) if isinstance(value, datetime) else value for value in got
            ]
        if order["reason"] is None:
            continue  # what decided it is not known either
        expected = [None] * 4
        if message is not None:
            read = message.read.at if message.read else None
            expected = [message.agent, message.sent.at, read, message.bound.at]
            if slow.minute:
                expected[3] = message.bound.at.replace(second=0)
        if got != expected:
            found.append(f"{order['order_id']} decided by {got}, expected {expected}")
    return found


def compared(
    figures: Any, slow: Slow, rng: random.Random, *, periods: int, values: int
) -> list[str]:
    """Differences of the whole report, of some sub-periods, and of some single figures."""
    found = differences(figures.report(), slow.report())
    found += deciding_messages(figures, slow)
    agents = [None, *slow.agents()]
    # Half of the periods are short ones around the messages, the others anywhere.
    spans = [some_days(rng, last=rng.choice((8, 90))) for _ in range(periods)]
    for days in spans:
        agent = rng.choice(agents)
        got, expected = figures.report(*days, agent=agent), slow.report(days, agent)
        found += [f"{days} {agent}: {text}" for text in differences(got, expected)]
    everyone = [None, *sorted({*slow.agents(), *slow.reception.agents()})]
    for _ in range(values):
        days, agent = some_days(rng, last=rng.choice((8, 90))), rng.choice(everyone)
        figure = rng.choice((*NEEDS, *RECEPTION))
        got, expected = figures.value(figure, *days, agent), slow.value(figure, days, agent)
        if not is_same(figure, got, expected):
            found.append(f"value {figure} {days} {agent}: got {got!r}, expected {expected!r}")
    return found


@given(
    files=small_shops(replace(SMALL, troubles=COMPARED)),
    rules=rules_strategy,
    seed=st.integers(0, 1000),
)
@settings(max_examples=40, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
def test_small_shops(files: list[File], rules: Rules, seed: int) -> None:
    rng = random.Random(seed)
    with TemporaryDirectory() as folder:
        write(files, Path(folder), rng)
        figures = figures_of(Path(folder), rules)
        assert compared(figures, Slow(files, rules), rng, periods=4, values=30) == []


@pytest.mark.parametrize("read_rule", READ_RULES)
@pytest.mark.parametrize("seed", range(4))
def test_middle_shops(seed: int, read_rule: str, tmp_path: Path) -> None:
    rng = random.Random(seed)
    rules = Rules(read_rule=read_rule, reception_period=PERIODS[seed])
    files = random_shop(rng, replace(MIDDLE, troubles=COMPARED))
    write(files, tmp_path, rng)
    figures = figures_of(tmp_path, rules)
    assert compared(figures, Slow(files, rules), rng, periods=10, values=150) == []


@pytest.mark.parametrize("read_rule", READ_RULES)
def test_twenty_thousand_messages(read_rule: str, tmp_path: Path) -> None:
    rng = random.Random(20_002)
    rules = Rules(read_rule=read_rule)
    files = random_shop(rng, replace(LARGE, troubles=COMPARED))
    assert sum(len(file.rows) for file in files if file.table == "messages") >= 20_000
    write(files, tmp_path, rng)
    slow = Slow(files, rules)
    figures = figures_of(tmp_path, rules)
    assert compared(figures, slow, rng, periods=1, values=60) == []
    # The data is worth comparing: every reason occurs.
    leakage = slow.leakage(slow.covered or pytest.fail("the shop covers no day"))
    assert min(row["orders"] for row in leakage) > 5


@pytest.mark.parametrize("satisfying", [8, 9, 10])
@pytest.mark.parametrize("off", [1, 2, -1, -2])
def test_net_of_refunds_at_the_limit(satisfying: int, off: int, tmp_path: Path) -> None:
    columns = ["order_id", "buyer_id", "paid_at", "amount", "refund", "total"]
    rows: list[Row] = [
        {"order_id": str(number), "buyer_id": "b", "paid_at": Time(datetime(2022, 8, 1, 12)),
         "amount": 60_00, "refund": 40_00, "total": 100_00 + (off if number < satisfying else 300)}
        for number in range(10)
    ]  # fmt: skip
    files = [File("orders.csv", "orders", columns, rows)]
    write_plainly(files, tmp_path)
    amounts = [order["amount"] for order in figures_of(tmp_path, Rules()).report()["orders"]]
    is_net = satisfying >= 9 and abs(off) == 1
    assert amounts == [100 if is_net else 60] * 10
