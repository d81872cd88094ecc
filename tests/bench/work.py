"""The measured pieces of work; each is run in a process of its own.

    python -m tests.bench.work NAME DATA

prints its seconds and what else it measured itself as JSON. A piece is a function that does
the imports and whatever is not to be timed, and returns what is. Peak memory is the process's
own, imports included, and is taken by the parent.
"""

from __future__ import annotations

import gc
import importlib
import json
import os
import random
import sys
import time
import warnings
from collections.abc import Callable
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

from tests.bench.places import Data

Work = Callable[[], Any]

LOOKUPS = 20_000
CORES = 2


def refresh_xlcs(data: Data) -> Work:
    """From the merged tables to every figure, as the peers do: none takes what it kept."""
    work = refresh_kept(data)
    importlib.import_module("xlcs.figures.kept.prepared").FEWEST_ROWS = sys.maxsize
    return work


def refresh_kept(data: Data) -> Work:
    """What a refresh does where no file is new: the look-ups are those of the one before."""
    from tests.bench import xlcs_side

    for module in ("xlcs.exports.folder", "xlcs.figures"):
        importlib.import_module(module)
    return lambda: xlcs_side.every_figure(data.csv)


def refresh_duckdb(data: Data) -> Work:
    import pyarrow  # noqa: F401  its result is an Arrow table

    from tests.bench import duckdb_peer

    return lambda: duckdb_peer.figures(data.parquet)


def refresh_polars(data: Data) -> Work:
    from tests.bench import polars_peer

    return lambda: polars_peer.figures(data.parquet)


def refresh_duckdb_coded(data: Data) -> Work:
    import pyarrow  # noqa: F401  its result is an Arrow table

    from tests.bench import duckdb_peer

    return lambda: duckdb_peer.figures(data.coded)


def refresh_polars_coded(data: Data) -> Work:
    from tests.bench import polars_peer

    return lambda: polars_peer.figures(data.coded)


def without_cache(folder: Path) -> Work:
    """Reading a folder for the first time, with the cache neither read nor written."""
    from xlcs.exports import folder as reading
    from xlcs.exports.cache.store import Cache

    # What a process does once, when it first parses a file, or a workbook:
    importlib.import_module("xlcs.exports.read.workbooks.workbook").start()
    importlib.import_module("xlcs.exports.file")

    def nothing(*_: object) -> None:
        return None

    for method in ("get", "put", "snapshot", "keep", "finish"):
        setattr(Cache, method, nothing)
    return lambda: reading.read_folder(folder)


def csv_xlcs(data: Data) -> Work:
    return without_cache(data.csv)


def csv_pandas(data: Data) -> Work:
    import pandas as pd

    from xlcs.tables import TABLES

    # Columns that are mostly blank come out as mixed types, which is not our business here.
    warnings.simplefilter("ignore", pd.errors.DtypeWarning)

    def read() -> list[Any]:
        frames = []
        for table in TABLES:
            needed = {header for column in table.columns for header in column.headers}
            path = data.csv / f"{table.id}.csv"
            frames.append(pd.read_csv(path, encoding="gb18030", usecols=needed.__contains__))
        return frames

    return read


def xlsx_xlcs(data: Data) -> Work:
    work = without_cache(data.xlsx)
    read_one_cell()
    return work


def read_one_cell() -> None:
    """Have a workbook of one cell read: the process that reads workbooks imports what it needs."""
    import xlsxwriter

    from xlcs.exports.read.headers.header import accepted
    from xlcs.exports.read.workbooks.workbook import read_workbook
    from xlcs.settings import Settings

    file = BytesIO()
    with xlsxwriter.Workbook(file) as book:
        book.add_worksheet().write(0, 0, "-")
    read_workbook(file, accepted({}), Settings().limits)


def xlsx_calamine(data: Data) -> Work:
    from python_calamine import CalamineWorkbook

    def read() -> Any:
        book = CalamineWorkbook.from_path(str(data.workbook))
        return book.get_sheet_by_index(0).to_python()

    return read


def daily_xlcs(data: Data) -> Work:
    from tests.bench import xlcs_side

    for module in ("xlcs.exports.folder", "xlcs.figures"):
        importlib.import_module(module)
    return lambda: xlcs_side.every_figure(data.daily)


def report_xlcs(data: Data) -> Work:
    import xlcs
    from xlcs.report.report import report_sheets
    from xlcs.report.write.workbook_file import write_workbook

    shop = xlcs.read_folder(data.csv)
    figures = xlcs.compute(shop)
    return lambda: write_workbook(report_sheets(figures, shop), data.report)


def report_xlsxwriter(data: Data) -> Work:
    import pickle

    import xlsxwriter

    sheets = pickle.loads(data.cells.read_bytes())

    def write() -> None:
        options = {"constant_memory": True}
        with xlsxwriter.Workbook(str(data.report.with_stem("xlsxwriter")), options) as book:
            formats: dict[str, Any] = {}
            for title, rows in sheets:
                sheet = book.add_worksheet(title)
                for row, cells in rows:
                    for column, is_text, value, shown in cells:
                        if shown not in formats:
                            formats[shown] = book.add_format({"num_format": shown})
                        put = sheet.write_string if is_text else sheet.write_number
                        put(row, column, value, formats[shown])

    return write


def lookup(data: Data) -> Work:
    """Look-ups of any figure, period and agent; none is asked twice."""
    import xlcs
    from xlcs.catalogue import FIGURES

    figures = xlcs.compute(xlcs.read_folder(data.csv))
    first, last = figures.covered
    days = (last - first).days + 1
    rng = random.Random(4)
    asked: set[tuple[Any, ...]] = set()
    while len(asked) < LOOKUPS:
        start = first + timedelta(days=rng.randrange(days))
        end = start + timedelta(days=rng.randrange(days))
        agent = rng.choice([None, *figures.agents])
        asked.add((rng.choice(FIGURES).id, start, end, agent))

    def look_up() -> dict[str, float]:
        walls, own = [], []
        for question in asked:
            wall, cpu = time.perf_counter_ns(), time.thread_time_ns()
            figures.value(*question)
            own.append(time.thread_time_ns() - cpu)
            walls.append(time.perf_counter_ns() - wall)
        # The worst is by this thread's own time: what other processes take is not the look-up's.
        return {"median_ms": sorted(walls)[LOOKUPS // 2] / 1e6, "worst_ms": max(own) / 1e6}

    return look_up


def import_pandas(data: Data) -> Work:
    return lambda: importlib.import_module("pandas")


def import_cell(data: Data) -> Work:
    return lambda: importlib.import_module("xlcs.addin.functions")


def cell(data: Data) -> Work:
    """Calls of functions in cells, none made before."""
    from tests.bench import excel_calls

    return lambda: {"median_ms": excel_calls.own_python(data.csv)["first_median_ms"]}


def com(data: Data) -> Work:
    """Calls of a figure's function and of an empty one in turn, over COM under Wine."""
    from tests.bench import excel_calls

    return lambda: {"ratio": excel_calls.over_com(data.csv)["com_ratio"]}


WORK = {
    work.__name__: work
    for work in (
        refresh_xlcs, refresh_kept, refresh_duckdb, refresh_polars, refresh_duckdb_coded,
        refresh_polars_coded, csv_xlcs, csv_pandas, xlsx_xlcs,
        xlsx_calamine, daily_xlcs, report_xlcs, report_xlsxwriter, lookup, import_pandas,
        import_cell, cell, com,
    )
}  # fmt: skip


MEASURED_INSIDE = {"lookup", "cell", "com"}
"""Works that say themselves what they measured."""


def main() -> None:
    name, folder = sys.argv[1:]
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[:CORES])
    timed = WORK[name](Data(Path(folder)))
    gc.collect()
    start, cpu = time.perf_counter(), time.process_time()
    result = timed()
    taken = {"seconds": time.perf_counter() - start, "cpu_seconds": time.process_time() - cpu}
    print(json.dumps(taken | (result if name in MEASURED_INSIDE else {})))


if __name__ == "__main__":
    main()
