"""Figures kept from refresh to refresh are those that computing anew gives."""

from __future__ import annotations

import random
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from unittest import mock

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import xlcs
from tests.exports.kept_shop import FEW
from tests.figures.kept_shops import however_small, join_one_by_one
from tests.reference.shops import SMALL, TROUBLES, random_shop, small_shops
from tests.reference.source import File
from xlcs.exports import folder as folder_module
from xlcs.exports.cache.places import FOLDER
from xlcs.settings import Settings
from xlcs.settings.people import Nick
from xlcs.shop.buyers import tables_of_buyers

PEOPLE = (Nick("红姐", "小红", "", ""), Nick("红姐", "小兰", "", ""))
SETTINGS = (
    Settings(),
    Settings(agents_by="person", people=PEOPLE),
    Settings(window_days=3, read_day="any", credit="first"),
)


@given(
    files=small_shops(replace(SMALL, troubles=TROUBLES)),
    rules=st.sampled_from(SETTINGS),
    seed=st.integers(0, 1000),
)
@settings(max_examples=4, deadline=None, suppress_health_check=list(HealthCheck))
def test_small_shops_whose_files_join(files: list[File], rules: Settings, seed: int) -> None:
    with however_small(), TemporaryDirectory() as folder:
        rng = random.Random(seed)
        assert join_one_by_one(files, Path(folder), rng, rules, steps=2) == []


@pytest.mark.parametrize(("seed", "rewriting"), [(0, False), (1, True)])
def test_shops_whose_files_join(seed: int, rewriting: bool, tmp_path: Path) -> None:
    """`rewriting`: the merged shop and its figures are kept anew each time, or the first ones stay.

    It takes some seconds, since each step is computed without a cache too.
    """
    rng = random.Random(seed)
    files = random_shop(rng, replace(FEW, files=4))
    share = mock.patch.object(folder_module, "_SMALL_PART", 10**6 if rewriting else 0)
    with however_small() as uses, share:
        assert join_one_by_one(files, tmp_path, rng, SETTINGS[seed], steps=5) == []
    assert uses["changed"] >= 4
    assert uses["as kept"] >= 2


# ---- when what was kept may not be used

MESSAGE = "买家ID,客服旺旺,发送时间,发起方,已读时间\n"
TABLES = {
    "关系.csv": "买家ID,客服旺旺,建立时间\n"
    + "甲,小美,2022-07-01 09:00:00\n乙,小云,2022-07-01 09:00:00\n",
    "消息.csv": MESSAGE
    + "甲,小美,2022-08-01 10:00:00,客服,2022-08-01 10:05:00\n"
    + "乙,小云,2022-08-01 10:00:00,客服,\n",
    "订单.csv": "订单编号,买家ID,付款时间,实付金额\n"
    + "1,甲,2022-08-01 11:00:00,100.00\n2,乙,2022-08-01 11:00:00,50.00\n",
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder whose figures are kept."""
    data = tmp_path / "data"
    data.mkdir()
    for name, text in TABLES.items():
        (data / name).write_text(text, encoding="utf-8")
    return data


def gmv(folder: Path, rules: Settings | None = None) -> float:
    """Guided GMV of a folder [CNY]."""
    found = xlcs.compute(xlcs.read_folder(folder, rules), rules).value("guided_gmv")
    assert isinstance(found, float)
    return found


def test_a_message_read_that_joins_counts_its_buyer_alone_anew(folder):
    with however_small() as uses:
        assert gmv(folder) == 100.0
        (folder / "晚到.csv").write_text(
            MESSAGE + "乙,小云,2022-08-01 10:30:00,客服,2022-08-01 10:40:00\n", encoding="utf-8"
        )
        with mock.patch.object(folder_module, "_SMALL_PART", 0):
            assert gmv(folder) == 150.0
            assert gmv(folder) == 150.0
    assert uses == {"anew": 1, "changed": 2}


NEW_FILES = {
    "an agent": MESSAGE + "乙,小安,2022-08-01 10:30:00,客服,\n",
    "a table": "买家ID,进店时间\n甲,2022-08-01 10:30:00\n",
    "a column": MESSAGE.replace("已读时间", "已读时间,回复时间")
    + "乙,小云,2022-08-01 10:30:00,客服,,2022-08-01 10:31:00\n",
    "a time to the minute": "订单编号,买家ID,付款时间,实付金额\n3,甲,2022-08-02 11:00,1.00\n",
}


@pytest.mark.parametrize("what", NEW_FILES)
def test_with_what_more_than_rows_hang_on_all_is_computed_anew(folder, what):
    with however_small() as uses:
        gmv(folder)
        (folder / "晚到.csv").write_text(NEW_FILES[what], encoding="utf-8")
        assert gmv(folder) == 100.0
    assert uses == {"anew": 2}


OTHER_RULES = {
    "edition": (Settings(window_days=7), 100.0),
    "lookback": (Settings(lookback_days=3), 100.0),
    "credit": (Settings(credit="first"), 100.0),
    "people": (Settings(people=PEOPLE), 100.0),
    "level": (Settings(agents_by="person", people=PEOPLE), 100.0),
}


@pytest.mark.parametrize("what", OTHER_RULES)
def test_under_other_settings_all_is_computed_anew(folder, what):
    rules, expected = OTHER_RULES[what]
    with however_small() as uses:
        gmv(folder)
        assert gmv(folder, rules) == expected
        assert uses == {"anew": 2}
        assert gmv(folder, rules) == expected
    assert uses == {"anew": 2, "as kept": 1}


@pytest.mark.parametrize("what", ["changed", "gone"])
def test_where_a_file_changed_or_went_all_is_computed_anew(folder, what):
    more = folder / "订单2.csv"
    more.write_text(TABLES["订单.csv"].replace("1,甲", "3,甲"), encoding="utf-8")
    with however_small() as uses:
        assert gmv(folder) == 200.0
        if what == "gone":
            more.unlink()
            assert gmv(folder) == 100.0
        else:
            more.write_text(TABLES["订单.csv"].replace("1,甲", "4,甲"), encoding="utf-8")
            assert gmv(folder) == 200.0
    assert uses == {"anew": 2}


def test_a_part_of_a_shop_is_not_taken_for_the_whole(folder):
    with however_small() as uses:
        whole = xlcs.read_folder(folder)
        xlcs.compute(whole)
        kept = xlcs.read_folder(folder)
        mine = np.array([name == "乙" for name in kept.tables.buyers.categories])
        part = replace(kept, tables=tables_of_buyers(kept.tables, mine, with_nobodys=True))
        assert xlcs.compute(part).value("guided_gmv") == 0.0
    assert uses == {"anew": 1}


def test_an_order_that_is_another_buyers_now_changes_both(folder):
    with however_small() as uses, mock.patch.object(folder_module, "_SMALL_PART", 0):
        assert gmv(folder) == 100.0
        (folder / "订单9.csv").write_text(
            "订单编号,买家ID,付款时间,实付金额\n1,乙,2022-08-01 11:00:00,100.00\n"
            "3,丙,2022-08-02 11:00:00,70.00\n", encoding="utf-8",
        )  # fmt: skip
        figures = xlcs.compute(xlcs.read_folder(folder))
        assert uses == {"anew": 1, "changed": 1}
    assert figures.value("guided_gmv") == 0.0
    assert figures.orders()["buyer_id"].tolist() == ["乙", "乙", "丙"]
    assert figures.orders()["reason"].tolist() == ["unread", "unread", "not_a_client"]


def test_small_shops_are_not_worth_keeping(folder):
    gmv(folder)
    assert not list((folder / FOLDER).glob("*.kept"))
    with however_small():
        gmv(folder)
    assert len(list((folder / FOLDER).glob("*.kept"))) == 1
