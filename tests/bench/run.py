"""Each bar as a ratio, measured in one run on this machine.

    python -m tests.bench.run [--size 1000000] [--json OUT] [--only NAME …]
    python -m tests.bench.run --small        the results only: all sides must agree

The pieces of an experiment take turns; after one round to warm up (files in the page cache, xlcs's
cache written), the median of five rounds counts. Each piece runs in a fresh process on two cores:
its time is taken inside, around the work, imports excluded (but for the bar of imports); its peak
memory is the whole process's. Generated data is kept in the data folder and used again.
"""

from __future__ import annotations

import argparse
import importlib.metadata
import json
import os
import platform
import shutil
import subprocess
import sys
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from tests.bench.bars import BARS, EXPERIMENTS, Bar, Experiment, Outcome, Sample, Samples
from tests.bench.places import CACHE, Data
from tests.e2e import wine

ROUNDS = 5
SMALL = 20_000
DAYS = 365
XLSX_ROWS = 200_000
ORDERS = 540_000
"""Messages of a shop with 100,000 paid orders."""

UNITS = {"seconds": "s", "peak_mb": "MB", "median_ms": "ms", "worst_ms": "ms", "ratio": "×"}
console = Console(width=None if sys.stdout.isatty() else 120)


@dataclass(frozen=True)
class Sizes:
    """Where the data is, and how large it is to be."""

    folder: Path
    messages: int

    def make(self, data: str) -> Data:
        """The generated data of that name, generated if it is not there yet."""
        messages = {"shop": self.messages, "large": self.messages * 10, "orders": ORDERS}
        if data in messages:
            given = ["--messages", str(messages[data])]
        else:
            given = ["--daily", str(DAYS)] if data == "daily" else ["--xlsx", str(XLSX_ROWS)]
        place = self.folder / "-".join([given[0].strip("-"), given[1]])
        done = place / "generated"
        if not done.exists():
            console.print(f"generating {place.name} …")
            child("tests.bench.generate", str(place), *given)
            done.touch()
        return Data(place)


class ChildFailed(Exception):
    """A piece of work ended with an error; what it said is on standard error."""


def child(module: str, *given: str) -> tuple[str, float]:
    """What a module run in a process of its own prints, and its peak memory [MB].

    Raises
    ------
    ChildFailed
    """
    command = [sys.executable, "-m", module, *given]
    environment = os.environ | {"POLARS_MAX_THREADS": "2"}
    # What pip installs has its bytecode beside it; ours is written in the round to warm up.
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment) as process:
        assert process.stdout is not None
        printed = process.stdout.read()
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise ChildFailed(f"{' '.join(command)} ended with {process.returncode}")
    unit = 1 if sys.platform == "darwin" else 1024
    return printed, usage.ru_maxrss * unit / 1e6


def measure(work: str, data: Data) -> Sample:
    """One run of a piece of work."""
    printed, peak_mb = child("tests.bench.work", work, str(data.folder))
    return json.loads(printed) | {"peak_mb": peak_mb}


class Daily:
    """A year of daily files with all of them new, or with the last one new."""

    def __init__(self, data: Data) -> None:
        self.data = data
        self.cache = data.daily / CACHE
        self.kept = data.folder / "cache-without-the-last-day"
        apart = sorted(data.folder.glob("messages-*.csv"))
        self.late = apart[0] if apart else max(data.daily.glob("messages-*.csv"))
        # Made each time: one of another version would be read anew in what is to be measured.
        for cache in (self.kept, self.cache):
            shutil.rmtree(cache, ignore_errors=True)
        if self.late.parent == data.daily:
            self.late = self.late.rename(data.folder / self.late.name)
        measure("daily_xlcs", data)
        shutil.copytree(self.cache, self.kept, copy_function=os.link)

    def run(self, work: str) -> Sample:
        shutil.rmtree(self.cache, ignore_errors=True)
        if self.late.parent != self.data.daily:
            self.late = self.late.rename(self.data.daily / self.late.name)
        if work == "daily_one_new":
            shutil.copytree(self.kept, self.cache, copy_function=os.link)
        return measure("daily_xlcs", self.data)


def runner(experiment: Experiment, data: Data) -> Callable[[str], Sample]:
    """What runs one piece of an experiment, with whatever must be in place before."""
    if experiment.id == "daily":
        return Daily(data).run
    if experiment.id == "report" and not data.cells.exists():
        measure("report_xlcs", data)
        child("tests.bench.cells", str(data.report), str(data.cells))
    return lambda work: measure(work, data)


def run(experiment: Experiment, data: Data, rounds: int) -> dict[str, list[Sample]]:
    """The samples of each piece of work, one a round."""
    one = runner(experiment, data)
    samples: dict[str, list[Sample]] = defaultdict(list)
    for number in range(rounds + 1):
        for work in experiment.works:
            with console.status(f"{experiment.id}: {work}, round {number} of {rounds}"):
                sample = one(work)
            if number:
                samples[work].append(sample)
    return samples


def shown(value: float, quantity: str) -> str:
    digits = {"seconds": 3, "peak_mb": 0}.get(quantity, 4)
    return f"{value:,.{digits}f} {UNITS[quantity]}"


def shown_limit(limit: float | None, quantity: str | None) -> str:
    """How large it may be; of a ratio without its quantity."""
    if limit is None:
        return "–"
    return f"≤ {limit if quantity is None else shown(limit, quantity)}"


def table(outcomes: Sequence[Outcome]) -> Table:
    """The bars as a table."""
    out = Table("what", "xlcs", "against", "", "ratio", "bar", "holds")
    for outcome in outcomes:
        bar = outcome.bar
        alone = outcome.theirs is None
        out.add_row(
            bar.what,
            shown(outcome.ours, bar.quantity),
            outcome.against,
            "" if outcome.theirs is None else shown(outcome.theirs, bar.quantity),
            "" if alone else f"{outcome.ratio:.2f}",
            shown_limit(bar.limit, bar.quantity if alone else None),
            "" if bar.limit is None else "yes" if outcome.holds else "[bold]no[/bold]",
        )
    return out


def machine() -> dict[str, Any]:
    """What it was measured on."""
    info = Path("/proc/cpuinfo")
    models = [line for line in info.read_text().splitlines() if line.startswith("model name")] \
        if info.exists() else []  # fmt: skip
    names = ("pandas", "numpy", "pyarrow", "duckdb", "polars", "xlsxwriter", "python-calamine")
    return {
        "date": datetime.now(UTC).strftime("%Y-%m-%d"),
        "processor": models[0].split(":")[1].strip() if models else platform.processor(),
        "cores": os.cpu_count(),
        "python": platform.python_version(),
        "packages": {name: importlib.metadata.version(name) for name in names},
    }


def as_json(outcomes: Sequence[Outcome], samples: Samples, messages: int) -> dict[str, Any]:
    """Everything measured."""
    return {
        "machine": machine(),
        "messages": messages,
        "bars": [
            {
                "what": o.bar.what, "quantity": o.bar.quantity, "xlcs": o.ours,
                "against": o.against, "theirs": o.theirs, "ratio": o.ratio, "bar": o.bar.limit,
                "holds": o.holds,
            }
            for o in outcomes
        ],
        "samples": {f"{e} {work}": runs for (e, work), runs in samples.items()},
    }  # fmt: skip


def measured(
    sizes: Sizes, bars: Sequence[Bar], rounds: int, tell: Callable[[Sequence[Outcome]], None]
) -> tuple[list[Outcome], Samples, list[str]]:
    """The outcomes of those bars, told as soon as each is known.

    Returns
    -------
    The outcomes in the order of the bars; all samples; and what could not be measured, which
    costs no other bar.
    """
    needed = set().union(*(bar.needs for bar in bars))
    samples: dict[tuple[str, str], list[Sample]] = {}
    outcomes: dict[Bar, Outcome] = {}
    failed: list[str] = []
    done: set[str] = set()
    for experiment in EXPERIMENTS:
        if experiment.id not in needed:
            continue
        try:
            data = sizes.make(experiment.data)
            for work, runs in run(experiment, data, rounds).items():
                samples[experiment.id, work] = runs
        except ChildFailed as failure:
            failed.append(f"{experiment.id}: {failure}")
            continue
        done.add(experiment.id)
        new = {
            bar: bar.outcome(samples) for bar in bars if bar.needs <= done and bar not in outcomes
        }
        outcomes |= new
        tell(list(new.values()))
    return [outcomes[bar] for bar in bars if bar in outcomes], samples, failed


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--size", type=int, default=1_000_000, help="messages of the shop")
    parser.add_argument("--json", type=Path, help="write everything measured to this file")
    parser.add_argument("--only", nargs="+", choices=[e.id for e in EXPERIMENTS])
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument("--data", type=Path, default=Path("build/bench"))
    parser.add_argument("--small", action="store_true", help="compare the results, measure nothing")
    given = parser.parse_args()
    if given.small:
        data = Sizes(given.data, SMALL).make("shop")
        return subprocess.call([sys.executable, "-m", "tests.bench.compare", str(data.folder)])
    bars = [b for b in BARS if not given.only or b.needs <= set(given.only)]
    if lacking := wine.missing():
        bars = [bar for bar in bars if bar.experiment != "com"]
        console.print(f"not measured: com, since {', '.join(lacking)} is not installed")
    sizes = Sizes(given.data, given.size)
    outcomes, samples, failed = measured(
        sizes, bars, given.rounds, lambda some: console.print(table(some))
    )
    console.rule("all bars")
    console.print(table(outcomes))
    for failure in failed:
        console.print(f"not measured: {failure}")
    if given.json:
        given.json.write_text(json.dumps(as_json(outcomes, samples, given.size), indent=1))
    return 0 if not failed and all(outcome.holds for outcome in outcomes) else 1


if __name__ == "__main__":
    sys.exit(main())
