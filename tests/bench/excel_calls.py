"""What a function in a cell costs: our own Python alone, and over real COM beside an empty one.

    python -m tests.bench.excel_calls DATA [--com] [--json OUT]

DATA is a folder of exports, as `tests.bench.generate` writes it. Our own Python is timed for calls
that were not made before (their arguments differ) and for calls that were. With --com a server runs
under Wine, and a figure's function and an empty one of as many arguments are called in turn; the
ratio is the median over the pairs. Exit code 1 where a bar does not hold.
"""

from __future__ import annotations

import argparse
import json
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any
from unittest.mock import patch

from xlcs.addin import functions
from xlcs.addin.cells.function_list import FUNCTIONS, UDF_MODULE
from xlcs.addin.session.choices import Choices
from xlcs.addin.session.loading import load
from xlcs.addin.session.session import OPEN, Session
from xlcs.system import places

BOOK = "D:\\报表\\周报.xlsx"
MOST_MS = 0.05
MOST_RATIO = 1.1
CALLS = 20_000
PAIRS = 1_500
WARM_UP = 50


def figures_calls(session: Session, count: int) -> list[tuple[Callable[..., Any], tuple[Any, ...]]]:
    """Calls of all figures' functions, for the shop and agents, over periods that all differ."""
    assert session.loaded is not None
    figures = session.loaded.figures
    assert figures.covered is not None
    first, last = figures.covered
    days = (last - first).days + 1
    periods = [
        (first + timedelta(days=start), first + timedelta(days=end))
        for start in range(days)
        for end in range(start, days)
    ]
    names = [entry.name for entry in FUNCTIONS if entry.figure]
    agents = [None, *figures.agents]
    calls = []
    for number in range(count):
        start, end = periods[(number // len(names)) % len(periods)]
        agent = agents[(number // len(names) // len(periods)) % len(agents)]
        given = (_datetime(start), _datetime(end), agent, BOOK)
        calls.append((getattr(functions, names[number % len(names)]), given))
    return calls


def _datetime(day: date) -> datetime:
    return datetime(day.year, day.month, day.day)


def own_ms(calls: Sequence[tuple[Callable[..., Any], tuple[Any, ...]]]) -> list[float]:
    """The time of each call [ms]."""
    times = []
    for function, given in calls:
        begun = time.perf_counter_ns()
        function(*given)
        times.append((time.perf_counter_ns() - begun) / 1e6)
    return times


def own_python(data: Path) -> dict[str, float]:
    """Median and 99th percentile of our own Python in a call [ms], first and again."""
    with tempfile.TemporaryDirectory() as own, patch.object(places, "user_data", lambda: Path(own)):
        return _own_python(data)


def _own_python(data: Path) -> dict[str, float]:
    choices = Choices(str(data))
    session = OPEN[BOOK] = Session(BOOK)
    session.use(load(choices, None, datetime.now()), choices)
    calls = figures_calls(session, CALLS)
    first, again = own_ms(calls), own_ms(calls)
    return {
        "first_median_ms": statistics.median(first),
        "first_p99_ms": statistics.quantiles(first, n=100)[98],
        "again_median_ms": statistics.median(again),
        "again_p99_ms": statistics.quantiles(again, n=100)[98],
    }


def over_com(data: Path) -> dict[str, float]:
    """Medians over real COM, each call beside an empty function's."""
    from tests.e2e import wine

    python = wine.prepare()
    asked = {"folder": wine.windows_path(data), "start": None, "end": None, "rules": {}}
    with (
        tempfile.TemporaryDirectory() as scratch,
        python.serve(Path(scratch), {BOOK: asked}, [Path(wine.HERE)]) as server,
    ):
        given = [{"date": "2022-08-01"}, {"date": "2022-08-31"}, {"empty": True}, BOOK]
        ours = (UDF_MODULE, "GUIDED_GMV", given)
        empty = ("empty_function", "EMPTY", given)
        server.in_turn(ours, empty, WARM_UP)
        pairs = server.in_turn(ours, empty, PAIRS)
    return {
        "com_ms": statistics.median(one for one, _ in pairs) * 1000,
        "com_empty_ms": statistics.median(other for _, other in pairs) * 1000,
        "com_ratio": statistics.median(one / other for one, other in pairs),
    }


def main() -> None:
    """Measure, print, and say by the exit code whether the bars hold."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("--com", action="store_true")
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    found = own_python(options.data)
    if options.com:
        found |= over_com(options.data)
    for name, value in found.items():
        print(f"{name:18} {value:9.4f}")
    if options.json:
        options.json.write_text(json.dumps(found, indent=1), encoding="utf-8")
    holds = found["first_median_ms"] <= MOST_MS and found.get("com_ratio", 0) <= MOST_RATIO
    sys.exit(0 if holds else 1)


if __name__ == "__main__":
    main()
