"""What splitting a shop costs, what a second worker brings: `python -m tests.bench.group_scale`.

Without further words it prints both ratios beside their bars: ten stored shops of a million
messages on two workers beside one process, and a shop of three million messages in two parts
beside the shop as one. Everything is invented and made in memory or as stored parts; nothing is
read from a platform.
"""

from __future__ import annotations

import argparse
import json
import resource
import time
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

import numpy as np
import pandas as pd
import pyarrow.parquet  # noqa: F401  loaded beforehand, as workers have it

from tests.tables_by_hand import tables_of
from xlcs.figures import Figures, compute
from xlcs.group.cluster import local_cluster
from xlcs.group.group import Asked, OneProcess, Workers, group_json, group_of
from xlcs.group.shops import shops_in
from xlcs.group.split import (
    AskedOfPart,
    figures_of_part,
    figures_together,
    last_day,
    shop_in_parts,
    without_rows,
)
from xlcs.group.stored import StoredShop, describe_shop, store_part
from xlcs.report.write.figures_file import figures_json
from xlcs.settings import Settings
from xlcs.shop.shop import Shop

AGENTS = 20
DAYS = 365
KNOWN = {"messages": ("read_at", "replied_at")}
FIRST = np.datetime64("2022-01-01", "s")
MILLION = 1_000_000
TWO_WORKERS_BAR, SPLITTING_BAR = 1.5, 1.3
"""How much faster two workers are at least, how much longer a split shop takes at most."""
SPLIT_FROM = 3
"""Times the messages of one of these shops: about as large is a shop that is split by itself."""
ROUNDS = 5
WARMING_UP = 10_000
"""Messages of a shop computed beforehand: the first one pays for what is loaded late."""


def invented(messages: int, seed: int) -> Shop:
    """A shop with that many messages, a tenth as many buyers, a fifth as many orders."""
    rng = np.random.default_rng(seed)
    buyers = max(messages // 10, 10)
    names = np.array([f"{seed}买家{number}" for number in range(buyers)], dtype=object)
    agents = np.array([f"店{seed}:客服{number:02d}" for number in range(AGENTS)], dtype=object)
    bound = rng.integers(0, AGENTS, buyers)

    def times(count: int) -> np.ndarray:
        return FIRST + rng.integers(0, DAYS * 86_400, count).astype("timedelta64[s]")

    who = rng.integers(0, buyers, messages)
    sent = times(messages)
    read = sent + rng.integers(1, 40_000, messages).astype("timedelta64[s]")
    read[rng.random(messages) < 0.4] = np.datetime64("NaT")
    paid_by = rng.integers(0, buyers, messages // 5)
    return Shop(
        f"shop{seed}",
        tables_of(
            {
                "relations": pd.DataFrame(
                    {"buyer_id": names, "agent": agents[bound],
                     "bound_at": FIRST - np.timedelta64(86_400, "s")}
                ),
                "messages": pd.DataFrame(
                    {"buyer_id": names[who], "agent": agents[bound[who]], "sent_at": sent,
                     "by_agent": rng.random(messages) < 0.9, "read_at": read}
                ),
                "visits": pd.DataFrame(
                    {"buyer_id": names[rng.integers(0, buyers, messages // 4)],
                     "visited_at": times(messages // 4)}
                ),
                "orders": pd.DataFrame(
                    {"order_id": [str(number) for number in range(len(paid_by))],
                     "buyer_id": names[paid_by], "paid_at": times(len(paid_by)),
                     "amount": rng.integers(100, 100_000, len(paid_by))}
                ),
            },
            KNOWN,
        ),
        [],
        [],
    )  # fmt: skip


def peak_mb() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def report(figures: Figures) -> dict[str, object]:
    """What hangs on no single order."""
    apart = ("orders", "todo")
    return {id: part for id, part in figures.report().items() if id not in apart}


def splitting(messages: int, parts: int) -> dict[str, float]:
    """CPU time of a shop in parts, one after another, beside the shop as one: medians of rounds."""
    shop, settings = invented(messages, 1), Settings()
    compute(invented(WARMING_UP, 2), settings)
    rounds = []
    for _ in range(ROUNDS):
        begin = time.process_time()
        whole = compute(shop, settings)
        one = time.process_time() - begin
        wanted = figures_json(report(whole))
        begin = time.process_time()
        day = last_day(shop)
        cut = shop_in_parts(shop, parts)
        cutting = time.process_time() - begin
        asked = AskedOfPart(day, single_orders=False)
        done = [figures_of_part(part, settings, asked) for part in cut]
        together = figures_together(without_rows(shop), settings, done)
        split = time.process_time() - begin
        assert figures_json(report(together)) == wanted
        rounds.append({"one_s": one, "cutting_s": cutting, "split_s": split, "ratio": split / one})
    medians = {name: median(of[name] for of in rounds) for name in rounds[0]}
    return {"messages": messages, "parts": parts} | medians | {"peak_mb": peak_mb()}


def stored(folder: Path, name: str, messages: int, parts: int) -> None:
    """Write a stored shop part by part, so that making it takes a part's memory."""
    path = str(folder / name)
    rows = 0
    agents: tuple[str, ...] = ()
    for number in range(parts):
        part = invented(messages // parts, number + 1)
        # one shop's parts share their agents; buyers differ by the seed in their names
        renamed = part.tables.agents.categories.str.replace(r"店\d+", "店", regex=True)
        agents = tuple(renamed)
        rows += sum(len(table) for table in part.tables.there().values())
        store_part(part, path, number)
    days = pd.Timestamp(FIRST).date(), (pd.Timestamp(FIRST) + pd.Timedelta(days=DAYS - 1)).date()
    known = {"relations": (), "messages": KNOWN["messages"], "visits": (), "orders": ()}
    describe_shop(StoredShop(path, parts, rows, "second", agents, known, days, days[1]))


def run(team: Workers, folder: Path) -> bytes:
    """A group's figures of a month, as JSON."""
    places = shops_in(str(folder), "zh")
    asked = Asked(Settings(), with_reports=False)
    days = pd.Timestamp("2022-06-01").date(), pd.Timestamp("2022-06-30").date()
    found = group_of(team, places, asked, days, lambda *_: None, lambda one: one)
    return figures_json(group_json(found))


def alone(folder: Path) -> tuple[dict[str, float], bytes]:
    """A group on one process: time, memory, figures."""
    begin, cpu = time.perf_counter(), time.process_time()
    content = run(OneProcess(), folder)
    took = {"s": time.perf_counter() - begin, "cpu_s": time.process_time() - cpu}
    return took | {"peak_mb": peak_mb()}, content


def side_by_side(folder: Path) -> float:
    """How many times as much two processes do as one when neither knows of the other.

    More than that no two workers can bring on this machine: they share its memory and caches.
    """
    with ProcessPoolExecutor(1, get_context("spawn")) as pool:
        one, _ = pool.submit(alone, folder).result()
    with ProcessPoolExecutor(2, get_context("spawn")) as pool:
        both = [pool.submit(alone, folder) for _ in range(2)]
        return 2 * one["s"] / max(found.result()[0]["s"] for found in both)


def group(folder: Path, workers: int | None) -> dict[str, float]:
    """Time and memory of a group on one process, or on that many workers, once they are there.

    The one process is as new as workers are: the first memory that a process takes costs most.
    """
    if workers is None:
        with ProcessPoolExecutor(1, get_context("spawn")) as pool:
            found, content = pool.submit(alone, folder).result()
    else:
        with local_cluster(workers, "zh") as team:
            begin = time.perf_counter()
            content = run(team, folder)
            took = time.perf_counter() - begin
            used = team.client.run(time.process_time)
            peaks = team.client.run(peak_mb)
        found = {"s": took, "cpu_s": sum(used.values()), "peak_mb": max(peaks.values())}
    (folder.parent / f"{workers or 0}.json").write_bytes(content)
    return found


def main() -> None:
    asked = argparse.ArgumentParser()
    asked.add_argument("what", nargs="?", choices=["bars", "split", "group"], default="bars")
    asked.add_argument("--millions", type=float, default=1)
    asked.add_argument("--parts", type=int, default=2)
    asked.add_argument("--shops", type=int, default=1)
    wanted = asked.parse_args()
    messages = int(wanted.millions * MILLION)
    if wanted.what == "bars":
        bars(messages)
    elif wanted.what == "split":
        print(json.dumps(splitting(messages, wanted.parts)))
    else:
        both_ways(wanted.shops, messages, wanted.parts)


def bars(messages: int) -> None:
    """Print the ratios that have a bar."""
    faster = both_ways(10, messages, 1, ROUNDS)
    print(f"two workers: {faster:.2f} times as fast as one process, bar {TWO_WORKERS_BAR}")
    found = splitting(SPLIT_FROM * messages, 2)
    print(json.dumps(found))
    print(f"a split shop: {found['ratio']:.2f} times the whole one, bar {SPLITTING_BAR}")


def both_ways(shops: int, messages: int, parts: int, rounds: int = 1) -> float:
    """Print a group's time and memory on two workers and on one process; how much faster two are.

    Of several rounds, one before them warms up: memory that the machine itself has long not used
    comes slowly, and whoever runs first would wait for it. The last line then is what two workers
    could bring at the most.

    Raises
    ------
    AssertionError : their figures differ.
    """
    faster = []
    with TemporaryDirectory() as top:
        folder = Path(top) / "shops"
        for number in range(shops):
            stored(folder, f"shop{number:02d}", messages, parts)
        if rounds > 1:
            group(folder, 2)
        for _ in range(rounds):
            took = {workers: group(folder, workers) for workers in (2, None)}
            for workers, found in took.items():
                print(json.dumps({"workers": workers or 0} | found), flush=True)
            assert (Path(top) / "2.json").read_bytes() == (Path(top) / "0.json").read_bytes()
            faster.append(took[None]["s"] / took[2]["s"])
        if rounds > 1:
            print(f"two processes that share nothing: {side_by_side(folder):.2f} times one")
    return median(faster)


if __name__ == "__main__":
    main()
