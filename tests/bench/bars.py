"""What is measured against what, and how large the ratio may be."""

from __future__ import annotations

import statistics
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

Quantity = Literal["seconds", "peak_mb", "median_ms", "worst_ms", "ratio"]
Sample = Mapping[str, float]
Samples = Mapping[tuple[str, str], list[Sample]]
"""(experiment, work) → what each measured run gave."""

XLCS, DUCKDB, POLARS = "refresh_xlcs", "refresh_duckdb", "refresh_polars"
KEPT = "refresh_kept"
DUCKDB_CODED, POLARS_CODED = "refresh_duckdb_coded", "refresh_polars_coded"


PEERS = (DUCKDB, POLARS, DUCKDB_CODED, POLARS_CODED)
"""The fastest, or leanest, of them is what counts."""


@dataclass(frozen=True)
class Experiment:
    """Pieces of work that take turns on the same data.

    data : which generated data: "shop", "large", "orders", "xlsx" or "daily"
    """

    id: str
    data: str
    works: tuple[str, ...]


EXPERIMENTS = (
    Experiment("refresh", "shop", (XLCS, KEPT, *PEERS)),
    Experiment("large", "large", (XLCS, KEPT, *PEERS)),
    Experiment("csv", "shop", ("csv_xlcs", "csv_pandas")),
    Experiment("xlsx", "xlsx", ("xlsx_xlcs", "xlsx_calamine")),
    Experiment("daily", "daily", ("daily_one_new", "daily_first")),
    Experiment("lookup", "shop", ("lookup",)),
    Experiment("report", "orders", ("report_xlcs", "report_xlsxwriter")),
    Experiment("import", "shop", ("import_cell", "import_pandas")),
    Experiment("cell", "shop", ("cell",)),
    Experiment("com", "shop", ("com",)),
)


@dataclass(frozen=True)
class Outcome:
    """A bar as measured: medians of ours and of what it is against, and the ratio."""

    bar: Bar
    ours: float
    against: str
    theirs: float | None
    ratio: float

    @property
    def holds(self) -> bool:
        return self.bar.limit is None or self.ratio <= self.bar.limit


@dataclass(frozen=True)
class Bar:
    """How large a quantity may be: as a ratio to the best of others, or (no others) as it is.

    limit : None where it is told only
    base : the experiment that the others are taken from, where it is another one
    """

    experiment: str
    what: str
    ours: str
    others: tuple[str, ...]
    quantity: Quantity
    limit: float | None
    base: str | None = None

    def outcome(self, samples: Samples) -> Outcome:
        """The median of the rounds' ratios; the other side is the one with the best median."""
        ours = [sample[self.quantity] for sample in samples[self.experiment, self.ours]]
        if not self.others:
            median = statistics.median(ours)
            return Outcome(self, median, "–", None, median)
        of = {
            name: [sample[self.quantity] for sample in samples[self.base or self.experiment, name]]
            for name in self.others
        }
        best = min(of, key=lambda name: statistics.median(of[name]))
        ratio = statistics.median(a / b for a, b in zip(ours, of[best], strict=True))
        return Outcome(self, statistics.median(ours), best, statistics.median(of[best]), ratio)

    @property
    def needs(self) -> set[str]:
        """The experiments it is measured by."""
        return {self.experiment, self.base or self.experiment}


BARS = (
    Bar("refresh", "warm refresh", KEPT, PEERS, "seconds", 0.7),
    Bar("refresh", "every figure computed anew", XLCS, PEERS, "seconds", 1.0),
    Bar("refresh", "… its peak memory", XLCS, PEERS, "peak_mb", 1.5),
    Bar("large", "warm refresh, ten times the messages", KEPT, PEERS, "seconds", 0.7),
    Bar("large", "every figure computed anew, ten times the messages", XLCS, PEERS, "seconds", 1.0),
    Bar("large", "… its peak memory", XLCS, PEERS, "peak_mb", 1.5),
    Bar("csv", "first reading of CSV", "csv_xlcs", ("csv_pandas",), "seconds", 1.0),
    Bar("xlsx", "first reading of XLSX", "xlsx_xlcs", ("xlsx_calamine",), "seconds", 1.0),
    Bar("daily", "refresh after one new file", "daily_one_new", ("daily_first",), "seconds", 0.15),
    Bar("lookup", "one look-up: median", "lookup", (), "median_ms", 0.05),
    Bar("lookup", "one look-up: worst", "lookup", (), "worst_ms", 2.0),
    Bar("report", "writing the report", "report_xlcs", ("report_xlsxwriter",), "seconds", 2.0),
    Bar("import", "import for a cell's call", "import_cell", ("import_pandas",), "seconds", 1.2),
    Bar("cell", "our own Python in a cell's call", "cell", (), "median_ms", 0.05),
    Bar("com", "a call over COM, by an empty one's", "com", (), "ratio", 1.1),
    Bar("large", "growth of time, ten times the messages", XLCS, (XLCS,), "seconds", 11.0,
        base="refresh"),
    Bar("large", "growth of memory, ten times the messages", XLCS, (XLCS,), "peak_mb", 11.0,
        base="refresh"),
)  # fmt: skip
