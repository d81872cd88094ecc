"""The package on the table of orders worked out by hand, under each named edition.

The table, with the arithmetic, is that of `test_slow_editions`; here it comes from export files.
"""

from __future__ import annotations

from pathlib import Path

import pytest

import xlcs

from .files import write_plainly
from .literals import file, message, order, relation
from .source import EDITIONS
from .test_slow_editions import REFUNDS, TABLE

# edition: guided, less refunds, followed up [CNY]: the sums beside `test_money_under_each_edition`
MONEY = {
    "2022-09": (1, 1, 1),
    "7-day": (3085, 3037, 16159),
    "3-day-any": (11271, 11221, 16135),
    "7-day-any": (11295, 11245, 16159),
    "15-day-any": (11391, 11341, 16255),
}


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> xlcs.Shop:
    folder: Path = tmp_path_factory.mktemp("by_hand")
    relations, messages, orders = [], [], []
    for buyer, (amount, bound, sent, _) in TABLE.items():
        relations += [relation(buyer, bound, agent) for agent in ("红", "兰")]
        messages += [
            message(buyer, f"2022-{at}", read and f"2022-{read}", agent) for at, read, agent in sent
        ]
        refund = REFUNDS.get(buyer, 0)
        orders.append(order(buyer, buyer, "2022-08-10 12:00", amount * 100, refund=refund))
    tables = {"relations": relations, "messages": messages, "orders": orders}
    write_plainly([file(id, *rows) for id, rows in tables.items()], folder)
    return xlcs.read_folder(folder)


@pytest.mark.parametrize("place", range(5), ids=list(EDITIONS))
def test_reasons_and_money(shop: xlcs.Shop, place: int) -> None:
    name = list(EDITIONS)[place]
    figures = xlcs.compute(shop, xlcs.Settings.of_edition(name))
    reasons = figures.orders().set_index("order_id")["reason"].astype(str).to_dict()
    assert reasons == {buyer: row[3][place] for buyer, row in TABLE.items()}
    money = ("guided_gmv", "guided_net_gmv", "followup_gmv")
    assert tuple(figures.value(id) for id in money) == MONEY[name]
    beside = xlcs.compute(shop)
    assert tuple(beside.value(id, edition=name) for id in money) == MONEY[name]


@pytest.mark.parametrize(
    ("name", "credit", "agent"),
    [
        ("7-day", "last", "兰"), ("7-day", "first", "兰"), ("3-day-any", "last", "兰"),
        ("3-day-any", "first", "红"),
    ],
)  # fmt: skip
def test_credit(shop: xlcs.Shop, name: str, credit: str, agent: str) -> None:
    figures = xlcs.compute(shop, xlcs.Settings.of_edition(name, credit=credit))
    order = figures.order("l")
    assert order is not None
    assert order["credited_agent"] == agent
