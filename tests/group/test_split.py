"""A shop in parts gives what the whole shop gives, to the last bit."""

from __future__ import annotations

import json
import random
from concurrent.futures import ProcessPoolExecutor

import pandas as pd
import pytest

from tests.figures import shops
from tests.group.random_shop import random_shop
from xlcs.figures import compute
from xlcs.group.split import (
    AskedOfPart,
    figures_of_part,
    figures_together,
    last_day,
    shop_in_parts,
    without_rows,
)
from xlcs.report.write.figures_file import figures_json
from xlcs.settings import Settings
from xlcs.settings.people import Nick

PEOPLE = (Nick("张三", "红", "售前"), Nick("张三", "兰"), Nick("李四", "紫", "售前"))


def in_parts(shop, settings, count, levels=("nick",), run=map, report=None):
    parts = shop_in_parts(shop, count)
    asked = AskedOfPart(last_day(shop), levels, report=report)
    of_parts = list(run(figures_of_part, parts, [settings] * count, [asked] * count))
    return figures_together(without_rows(shop), settings, of_parts)


@pytest.mark.parametrize("count", [1, 2, 7])
@pytest.mark.parametrize("seed", range(2))
def test_parts_add_up_to_the_same_json(seed, count):
    shop = random_shop(random.Random(seed))
    settings = Settings(people=PEOPLE)
    whole, parts = compute(shop, settings), in_parts(shop, settings, count, ("nick", "person"))
    assert figures_json(parts.report()) == figures_json(whole.report())
    by, of_parts = whole.by("person"), parts.by("person")
    assert figures_json(of_parts.report()) == figures_json(by.report())
    days = pd.date_range(*whole.covered)
    rng = random.Random(seed)
    for _ in range(2):
        start, end = sorted(rng.choices(days, k=2))
        assert figures_json(parts.report(start, end)) == figures_json(whole.report(start, end))
        pd.testing.assert_frame_equal(parts.orders(start, end), whole.orders(start, end))
        agent = rng.choice(whole.agents)
        assert parts.report(start, end, agent) == whole.report(start, end, agent)
    paid = whole.orders()["order_id"].iloc[0]
    assert str(parts.order(paid)) == str(whole.order(paid))


def test_parts_in_processes_of_their_own():
    shop, settings = random_shop(random.Random(9)), Settings()
    with ProcessPoolExecutor(2) as pool:
        parts = in_parts(shop, settings, 7, run=pool.map)
    assert figures_json(parts.report()) == figures_json(compute(shop, settings).report())


@pytest.mark.parametrize("lacking", ["messages", "orders", "relations", "receptions", "visits"])
def test_what_is_unknown_of_the_whole_is_unknown_of_the_parts(lacking):
    tables = random_shop(random.Random(3)).tables
    frames = {id: table.frame for id, table in tables.there().items() if id != lacking}
    shop = shops.shop(**{id: with_names(frame) for id, frame in frames.items()})
    whole, parts = compute(shop), in_parts(shop, Settings(), 3)
    assert json.loads(figures_json(parts.report())) == json.loads(figures_json(whole.report()))


def with_names(frame):
    names = [column for column in ("buyer_id", "agent") if column in frame]
    return frame.astype(dict.fromkeys(names, "str"))


def test_a_shop_without_any_row():
    shop = shops.shop(relations=shops.relations(), messages=shops.messages())
    whole, parts = compute(shop), in_parts(shop, Settings(), 2)
    assert parts.report() == whole.report()


def test_every_buyer_is_in_one_part_wherever_it_is_asked():
    shop = random_shop(random.Random(1))
    parts = shop_in_parts(shop, 3)
    seen = [set(part.tables.buyers.categories) for part in parts]
    assert set.union(*seen) == set(shop.tables.buyers.categories)
    assert sum(map(len, seen)) == len(shop.tables.buyers.categories)
    assert sum(part.rows("messages") for part in parts) == shop.rows("messages")
