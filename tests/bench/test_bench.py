"""The results of all sides on a small generated shop; nothing here depends on how long it takes."""

# ruff: noqa: E402  without the peers the imports below would fail instead of being skipped
from __future__ import annotations

import copy
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pytest

for package in ("duckdb", "polars", "xlsxwriter"):
    pytest.importorskip(package, reason=f"{package} is not installed: pip install '.[bench]'")

from tests.bench import files, generate
from tests.bench import run as run_module
from tests.bench.bars import BARS, EXPERIMENTS, PEERS, Bar, Outcome
from tests.bench.compare import SIDES, differences, result
from tests.bench.places import CACHE, Data
from tests.bench.run import ChildFailed, Sizes, measured
from tests.bench.work import WORK
from xlcs.catalogue import AGENT_TABLE, EFFECT, REASON
from xlcs.exports.cache.places import FOLDER

SLOW, *OTHERS = SIDES


@pytest.fixture(scope="module")
def tables() -> dict[str, pa.Table]:
    return generate.shop(generate.Size(20_000))


@pytest.fixture(scope="module")
def data(tables: dict[str, pa.Table], tmp_path_factory: pytest.TempPathFactory) -> Data:
    place = Data(tmp_path_factory.mktemp("shop"))
    files.write_parquet(tables, place.parquet)
    files.write_parquet({n: files.with_codes(t) for n, t in tables.items()}, place.coded)
    files.write_csv(tables, place.csv)
    return place


@pytest.fixture(scope="module")
def expected(data: Data) -> dict[str, Any]:
    return result(SLOW, data)


@pytest.mark.parametrize("side", OTHERS)
def test_every_side_gives_what_the_slow_computation_gives(
    side: str, data: Data, expected: dict[str, Any]
) -> None:
    assert differences(expected, result(side, data)) == []


def test_wide_orders_give_the_same(
    tables: dict[str, pa.Table], expected: dict[str, Any], tmp_path: Path
) -> None:
    wide = Data(tmp_path)
    files.write_csv(tables, wide.csv, wide=True)
    header = (wide.csv / "orders.csv").read_text("gb18030").splitlines()[0]
    assert len(header.split(",")) == 40
    assert differences(expected, result("xlcs_side", wide)) == []


def test_the_generated_shop_has_every_reason_and_figure(expected: dict[str, Any]) -> None:
    assert expected["leakage"].keys() == REASON.keys()
    assert set(AGENT_TABLE) | {"agent"} == expected["shop"].keys()
    assert all(expected["shop"][figure] > 0 for figure in AGENT_TABLE)
    assert set(EFFECT) | {"day"} == expected["daily"][0].keys()
    assert len(expected["daily"]) == 31
    assert len(expected["agents"]) == 50
    assert {row["period"] for row in expected["reception"]} == {"2022-07", "2022-08"}


def test_the_generated_shop_is_of_the_size_asked_for(tables: dict[str, pa.Table]) -> None:
    rows = {name: table.num_rows for name, table in tables.items()}
    assert (rows["messages"], rows["visits"], rows["orders"]) == (20_000, 10_000, 4_000)
    sent = tables["messages"]
    assert 0.68 < pc.mean(sent["by_agent"].cast(pa.int8())).as_py() < 0.72
    from_agents = sent.filter(sent["by_agent"])
    assert 0.3 < from_agents["read_at"].null_count / from_agents.num_rows < 0.4
    assert 1_500 < pc.count_distinct(sent["buyer_id"]).as_py() <= 2_000


def test_the_generated_messages_have_ties_and_no_fact_twice(tables: dict[str, pa.Table]) -> None:
    sent = tables["messages"]
    key = ["buyer_id", "agent", "sent_at", "by_agent"]
    assert sent.group_by(key).aggregate([]).num_rows == sent.num_rows
    at_once = sent.filter(sent["by_agent"]).group_by(["buyer_id", "sent_at"])
    senders = at_once.aggregate([("agent", "count_distinct")])["agent_count_distinct"]
    assert pc.sum(pc.greater(senders, 1)).as_py() > 10


def test_equal_times_are_moved_within_their_day() -> None:
    midnight = generate.DAY - 1
    times = np.array([5, 5, 5, midnight, midnight, 7])
    others = np.array([1, 1, 1, 2, 2, 1])
    moved = generate.without_equal_times(times, others)
    assert sorted(moved[others == 1].tolist()) == [5, 6, 7, 8]
    assert sorted(moved[others == 2].tolist()) == [0, midnight]


def test_daily_files_hold_the_messages_of_one_day(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(files, "PER_DAY", 200)
    size = generate.Size(600, days=3)
    files.write_daily(generate.shop(size, per_day=200), tmp_path / "daily")
    names = sorted(path.name for path in tmp_path.rglob("messages-*.csv"))
    assert names == [f"messages-2022-08-0{day}.csv" for day in (1, 2, 3)]
    assert (tmp_path / names[-1]).exists()
    for path in tmp_path.rglob("messages-*.csv"):
        lines = path.read_text("gb18030").splitlines()[1:]
        assert len(lines) == 200
        assert {line.split(",")[2][:10] for line in lines} == {path.stem.removeprefix("messages-")}


@pytest.mark.parametrize("part", ["shop", "daily", "agents", "orders", "leakage", "reception"])
def test_a_difference_in_any_part_is_told(part: str, expected: dict[str, Any]) -> None:
    other = copy.copy(expected)
    if part == "orders":
        last = expected[part].slice(expected[part].num_rows - 1).to_pylist()[0]
        changed = pa.Table.from_pylist([last | {"reason": "nothing"}], expected[part].schema)
        other[part] = pa.concat_tables([expected[part].slice(0, len(expected[part]) - 1), changed])
    else:
        other[part] = copy.deepcopy(expected[part])
        if part == "leakage":
            other[part]["counted"][1] += 1
        else:
            record = other[part] if part == "shop" else other[part][0]
            record[next(key for key, value in record.items() if type(value) is int)] += 1
    assert len(differences(expected, other)) == 1


def test_a_ratio_is_the_median_of_the_rounds_against_the_best() -> None:
    bar = Bar("refresh", "", "ours", ("slow", "fast"), "seconds", 0.5)
    seconds = {"ours": [1, 2, 9], "slow": [10, 10, 10], "fast": [2, 5, 9]}
    samples = {("refresh", w): [{"seconds": s} for s in ss] for w, ss in seconds.items()}
    outcome = bar.outcome(samples)
    # rounds against the fast one: 1/2, 2/5, 9/9
    assert (outcome.against, outcome.ratio, outcome.holds) == ("fast", 0.5, True)
    assert (outcome.ours, outcome.theirs) == (2, 5)


def test_what_is_only_told_holds_however_large_it_is() -> None:
    bar = Bar("refresh", "", "ours", (), "seconds", None)
    assert bar.outcome({("refresh", "ours"): [{"seconds": 1e9}]}).holds
    assert run_module.shown_limit(None, "seconds") == "–"


def test_every_bar_is_measured_by_its_experiment() -> None:
    works = {experiment.id: experiment.works for experiment in EXPERIMENTS}
    for bar in BARS:
        assert bar.ours in works[bar.experiment]
        assert set(bar.others) <= set(works[bar.base or bar.experiment])
    pieces = {work for of in works.values() for work in of} - {"daily_one_new", "daily_first"}
    assert pieces | {"daily_xlcs"} == WORK.keys()


def test_the_runner_measures_each_side_in_its_own_process(tmp_path: Path) -> None:
    bars = [bar for bar in BARS if bar.needs == {"refresh"}]
    told: list[Outcome] = []
    outcomes, samples, failed = measured(Sizes(tmp_path, 2_000), bars, 1, told.extend)
    assert failed == []
    assert len(outcomes) == 3
    assert told == outcomes
    assert all(outcome.ratio > 0 for outcome in outcomes)
    assert {work for _, work in samples} == {"refresh_xlcs", "refresh_kept", *PEERS}
    for (run,) in samples.values():
        assert run["seconds"] > 0
        assert run["peak_mb"] > 20


def test_a_piece_that_fails_costs_no_other_bar(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(work: str, data: Data) -> dict[str, float]:
        if work == "lookup":
            raise ChildFailed("ended with 1")
        return {"seconds": 1.0, "peak_mb": 50.0}

    monkeypatch.setattr(run_module, "measure", fails)
    monkeypatch.setattr(Sizes, "make", lambda sizes, data: Data(tmp_path))
    bars = [bar for bar in BARS if bar.experiment in ("lookup", "csv")]
    outcomes, _, failed = measured(Sizes(tmp_path, 1), bars, 1, lambda some: None)
    assert [outcome.bar.experiment for outcome in outcomes] == ["csv"]
    assert failed == ["lookup: ended with 1"]


def test_the_cache_is_where_the_runner_clears_it() -> None:
    assert CACHE == FOLDER
