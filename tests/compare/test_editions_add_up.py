"""`report --editions`: the identities of every edition, and the default's figures as without it."""

from __future__ import annotations

import json
from collections import defaultdict
from pathlib import Path
from typing import Any, Literal

import pytest
from typer.testing import CliRunner

from xlcs import Settings, compute, demo
from xlcs.cli import app
from xlcs.compare.editions import editions_record
from xlcs.errors import UnknownEdition

from .shop import GMV, figures_of, shop_with

WORDS = ("--from", "2022-09-01", "--to", "2022-09-30", "--quiet", "--json")


def written(folder: Path, out: Path, *more: str) -> str:
    done = CliRunner().invoke(app, ["report", str(folder), *WORDS, str(out), *more])
    assert done.exit_code == 0, done.output
    return out.read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, str]:
    """The demo's figures.json of September with the editions, and without them."""
    folder = demo.write_exports(tmp_path_factory.mktemp("demo"), "zh")
    out = tmp_path_factory.mktemp("out")
    return written(folder, out / "with.json", "--editions"), written(folder, out / "without.json")


@pytest.fixture(scope="module")
def record(both: tuple[str, str]) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(both[0])
    return found


def test_the_defaults_figures_are_the_same_bits_beside_the_editions(
    both: tuple[str, str], record: dict[str, Any]
) -> None:
    # Numbers as they are written, so that not even a last digit may differ.
    plain = json.loads(both[1], parse_float=str)
    beside = json.loads(both[0], parse_float=str)
    assert set(beside) - set(plain) == {"editions"}
    del beside["editions"]
    assert beside == plain
    own = next(
        row
        for row in record["editions"]["figures"]
        if row["edition"] == "2022-09" and row["agent"] is None
    )
    assert own["guided_gmv"] == record["shop"]["guided_gmv"]
    assert own["guided_net_gmv"] == record["shop"]["guided_net_gmv"]


def test_agents_add_up_to_the_shop_in_every_edition(record: dict[str, Any]) -> None:
    by_edition = defaultdict(list)
    for row in record["editions"]["figures"]:
        by_edition[row["edition"]].append(row)
    assert list(by_edition) == list(GMV) == record["editions"]["names"]
    for rows in by_edition.values():
        (shop,) = (row for row in rows if row["agent"] is None)
        agents = [row for row in rows if row["agent"] is not None]
        assert len(agents) == len(record["agents"]) > 1
        for figure in ("guided_orders", "guided_gmv", "guided_net_gmv"):
            assert sum(row[figure] for row in agents) == pytest.approx(shop[figure], abs=1e-6)
        assert shop["guided_net_gmv"] <= shop["guided_gmv"]


def test_what_counts_and_what_does_not_are_all_orders_in_every_edition(
    record: dict[str, Any],
) -> None:
    amounts = {order["order_id"]: order["amount"] for order in record["orders"]}
    orders = record["editions"]["orders"]
    assert [order["order_id"] for order in orders] == list(amounts)
    everything = sum(amounts.values())
    for name in GMV:
        counted = {o["order_id"]: o["credited"][name] for o in orders if name in o["credited"]}
        others = [id for id in amounts if id not in counted]
        of_agent: dict[str | None, list[str]] = {None: list(counted)}
        for id, agent in counted.items():
            of_agent.setdefault(agent, []).append(id)
        assert counted
        assert others
        for row in record["editions"]["figures"]:
            if row["edition"] == name:
                ids = of_agent.get(row["agent"], [])
                assert row["guided_orders"] == len(ids)
                assert row["guided_gmv"] == pytest.approx(sum(amounts[id] for id in ids))
        not_counted = sum(amounts[id] for id in others)
        assert sum(amounts[id] for id in counted) + not_counted == pytest.approx(everything)


def test_counted_and_not_counted_are_all_money_under_the_settings_of_every_edition(
    tmp_path: Path,
) -> None:
    # The four orders are of 111,100 in all; each edition's leakage has every one of them once.
    shop = shop_with(tmp_path)
    for name, gmv in GMV.items():
        leakage = figures_of(shop, name).leakage().set_index("reason")
        assert leakage["orders"].sum() == 4
        assert leakage["amount"].sum() == 111_100
        assert leakage.loc["counted", "amount"] == gmv


def test_without_data_of_the_period_no_edition_has_a_figure(tmp_path: Path) -> None:
    figures = figures_of(shop_with(tmp_path))
    found = editions_record(figures, "2023-01-01", "2023-01-31")
    assert found["orders"] == []
    assert found["names"] == list(GMV)
    for row in found["figures"]:
        assert (row["guided_orders"], row["guided_gmv"], row["guided_net_gmv"]) == (None,) * 3


@pytest.mark.parametrize(
    ("name", "nearest"),
    [("7-days", "7-day"), ("2022-9", "2022-09"), ("15天", "15-day-any")],
)
@pytest.mark.parametrize("language", ["zh", "en"])
def test_an_edition_of_no_such_name_is_refused_with_all_the_names(
    tmp_path: Path, name: str, nearest: str, language: Literal["zh", "en"]
) -> None:
    figures = compute(shop_with(tmp_path), Settings(language=language))
    with pytest.raises(UnknownEdition) as raised:
        figures.value("guided_gmv", edition=name)
    told, _, listed = str(raised.value).replace("：", ": ").rstrip("。.").partition(": ")
    assert f"“{name}”" in told
    names = listed.replace("、", ", ").split(", ")
    assert sorted(names) == sorted(GMV)
    assert names[0] == nearest
    assert figures.value("guided_gmv", edition="3-day-any") == 1_100
