"""Kept figures never change an answer: damage, other contents, other snapshots, no room."""

from __future__ import annotations

import os
import random
import sys
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

import xlcs
from tests.figures.kept_shops import however_small
from xlcs.exports.cache import kept_figures, store
from xlcs.exports.cache.kept_file import KeptFile, write_kept
from xlcs.exports.cache.places import FOLDER

TABLES = {
    "关系.csv": "买家ID,客服旺旺,建立时间\n"
    + "甲,小美,2022-07-01 09:00:00\n乙,小云,2022-07-01 09:00:00\n",
    "消息.csv": "买家ID,客服旺旺,发送时间,发起方,已读时间\n"
    + "甲,小美,2022-08-01 10:00:00,客服,2022-08-01 10:05:00\n"
    + "乙,小云,2022-08-01 10:00:00,客服,\n",
    "订单.csv": "订单编号,买家ID,付款时间,实付金额\n"
    + "1,甲,2022-08-01 11:00:00,100.00\n2,乙,2022-08-01 11:00:00,50.00\n",
}
FLIPS = 25


@pytest.fixture(autouse=True)
def uses():
    with however_small() as counted:
        yield counted


@pytest.fixture
def folder(tmp_path):
    data = tmp_path / "data"
    data.mkdir()
    for name, text in TABLES.items():
        (data / name).write_text(text, encoding="utf-8")
    figures(data)
    return data


def figures(folder: Path) -> tuple[object, ...]:
    """What is asked of kept figures: counts, money, reasons, the message that decided."""
    found = xlcs.compute(xlcs.read_folder(folder))
    orders = found.orders()
    return (
        found.value("sent_customers"), found.value("read_customers"), found.value("guided_gmv"),
        found.value("clients_total"), orders["reason"].tolist(), orders["agent"].tolist(),
        orders["sent_at"].astype(str).tolist(), orders["bound_at"].astype(str).tolist(),
        found.leakage()["amount"].tolist(), found.daily().to_csv(),
    )  # fmt: skip


RIGHT = (2, 1, 100.0, 2, ["counted", "unread"], ["小美", "小云"], ["2022-08-01 10:00:00"] * 2,
         ["2022-07-01 09:00:00"] * 2)  # fmt: skip


def kept(folder: Path) -> Path:
    (path,) = (folder / FOLDER).glob("*.kept")
    return path


def test_what_was_kept_is_loaded(folder, uses):
    assert figures(folder)[: len(RIGHT)] == RIGHT
    assert uses == {"anew": 1, "as kept": 1}


def test_damage_changes_no_figure(folder, uses):
    expected = figures(folder)
    whole = kept(folder).read_bytes()
    chance = random.Random(5)
    for _ in range(FLIPS):
        damaged = bytearray(whole)
        damaged[chance.randrange(len(whole))] ^= 1 << chance.randrange(8)
        kept(folder).write_bytes(damaged)
        assert figures(folder) == expected
    kept(folder).write_bytes(whole[: len(whole) // 2])
    assert figures(folder) == expected
    assert uses["anew"] > FLIPS // 2
    uses.clear()
    assert figures(folder) == expected
    assert uses == {"as kept": 1}  # they were kept again


def column(table: str, name: str, values: list[object], type_: pa.DataType | None = None):
    """A change of one column of a table."""

    def change(about, tables):
        at = tables[table].column_names.index(name)
        return about, tables | {table: tables[table].set_column(at, name, pa.array(values, type_))}

    return change


def told(**changes):
    """A change of what the figures are of."""
    return lambda about, tables: (about | {"figures": about["figures"] | changes}, tables)


GMV, SENT = "guided.guided_gmv", "guided.sent_customers"
CHANGES = {
    "of another snapshot": lambda about, tables: (about | {"of": "0" * 64}, tables),
    "of other rules": told(key="0" * 64),
    "no look-ups": told(look_ups=None),
    "look-ups of another shape": told(look_ups={GMV: [1, 2, 3]}),
    "no divisor": told(look_ups={GMV: [False, 0]}),
    "nothing told": lambda about, tables: ({}, tables),
    "a list": lambda about, tables: ([about], tables),
    "a table too few": lambda about, tables: (
        about, {name: table for name, table in tables.items() if name != GMV}
    ),
    "no orders": lambda about, tables: (
        about, {name: table for name, table in tables.items() if name != "orders"}
    ),
    "orders of others": lambda about, tables: (about, tables | {"orders": tables["orders"][:1]}),
    "texts": column(GMV, "number", ["x", "y"]),
    "blanks": column(GMV, "number", [None, 1], pa.int64()),
    "a day outside all reason": column(GMV, "key", [1, 1 << 40]),
    "nobody's group": column(GMV, "key", [1, 50 * 50_000**2]),
    "customers in no order": column(SENT, "key", [9, 9, 1]),
    "fewer than no customers": column(SENT, "number", [-1, 1, 1]),
    "an agent of nobody": column("orders", "agent", [0, 77]),
    "a reason that is none": column("orders", "reason", [0, 99]),
    "a message too far down": column("orders", "message", [0, 1 << 30]),
    "bound outside all reason": column("orders", "bound", [0, 1 << 60]),
}  # fmt: skip


@pytest.mark.parametrize("how", CHANGES)
def test_well_formed_figures_of_another_kind_are_computed_anew(folder, uses, how):
    expected = figures(folder)
    uses.clear()
    file = KeptFile(kept(folder))
    about, tables = CHANGES[how](file.about(Any), file.tables())
    with kept(folder).open("wb") as out:
        write_kept(out, about, tables, compressed=False)
    assert figures(folder) == expected
    assert uses == {"anew": 1}
    assert figures(folder) == expected
    assert uses == {"anew": 1, "as kept": 1}


def test_a_merged_shop_that_was_written_again_has_figures_of_its_own(folder, uses):
    kept_of_few = kept(folder).read_bytes()
    (folder / "更多.csv").write_text(
        "买家ID,客服旺旺,建立时间\n" + "丙,小美,2022-07-01 09:00:00\n" * 3, encoding="utf-8"
    )
    more = figures(folder)
    assert more[3] == 3
    assert kept(folder).read_bytes() != kept_of_few
    kept(folder).write_bytes(kept_of_few)
    uses.clear()
    assert figures(folder) == more
    assert uses == {"anew": 1}


def test_too_large_figures_are_not_kept(folder, monkeypatch):
    expected = figures(folder)
    kept(folder).unlink()
    monkeypatch.setattr(kept_figures, "MOST_BYTES", 100)
    assert figures(folder) == expected
    assert not list((folder / FOLDER).glob("*.kept"))


def test_where_they_cannot_be_written_the_figures_are_the_same(folder, monkeypatch):
    expected = figures(folder)
    kept(folder).unlink()

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(store, "replacing", full)
    assert figures(folder) == expected
    assert not list((folder / FOLDER).glob("*.kept"))


def test_those_of_another_version_go_and_what_is_not_ours_stays(folder):
    place = folder / FOLDER
    old, foreign = place / "figures-00000000.kept", place / "figures-of-mine.kept"
    for path in (old, foreign):
        path.write_bytes(b"x")
    figures(folder)
    assert not old.exists()
    assert foreign.exists()
    assert len(list(place.glob("*.kept"))) == 2


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no modes of this kind")
def test_they_are_for_their_user_alone(folder):
    assert kept(folder).stat().st_mode & 0o777 == 0o600


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes on this system")
def test_a_pipe_in_their_place_is_not_waited_for(folder):
    expected = figures(folder)
    path = kept(folder)
    path.unlink()
    os.mkfifo(path)
    assert figures(folder) == expected


def test_they_hold_no_name(folder):
    content = kept(folder).read_bytes()
    for name in ("甲", "乙", "小美", "小云"):
        assert name.encode() not in content
        assert name.encode("utf-16-le") not in content
        assert name.encode("unicode_escape") not in content
