"""The demo's exports, loaded into a database, give the figures that the files give."""

from __future__ import annotations

import csv
import json
from collections import Counter
from datetime import datetime
from pathlib import Path
from typing import Any

import openpyxl

from tests.databases.conftest import PASSWORD, Database
from tests.databases.shops import moment, read, write_settings
from xlcs import compute, read_folder
from xlcs.demo import REPORTED, write_exports

Rows = list[dict[str, Any]]

OF_FILE = {
    "Export": "orders",
    "预售": "orders",
    "专属": "relations",
    "客服消息": "messages",
    "进店": "visits",
    "客户邀请": "invitations",
    "商机": "opportunities",
    "接待": "receptions",
}
"""How the names of the demo's files begin, and the table that each holds."""

ENCODINGS = {"进店记录_8月": "utf-8-sig", "进店记录_9月": "utf-16", "预售订单": "utf-8"}


def tables_in(folder: Path) -> dict[str, Rows]:
    """Each file or sheet of the demo by name, its cells as they stand there.

    The platform's own figures are no table of facts: they stay behind.
    """
    found: dict[str, Rows] = {}
    for path in sorted(folder.rglob("*.csv")):
        if path.parent.name == "平台数据":
            continue
        text = path.read_text(encoding=ENCODINGS.get(path.stem, "gb18030"))
        separator = "\t" if "\t" in text.splitlines()[0] else ","
        records = list(csv.reader(text.splitlines(), delimiter=separator))
        found[path.stem] = _rows(records)
    for path in sorted(folder.rglob("*.xlsx")):
        book = openpyxl.load_workbook(path)
        for sheet in book.worksheets:
            records = [list(row) for row in sheet.iter_rows(min_row=3, values_only=True)]
            found[f"{path.stem}_{sheet.title}"] = _rows(records)
    return found


def _rows(records: list[list[Any]]) -> Rows:
    names = [str(name).strip() for name in records[0]]
    return [dict(zip(names, record, strict=True)) for record in records[1:]]


def load(database: Database, tables: dict[str, Rows]) -> None:
    for name, rows in tables.items():
        types = {
            column: moment(database)
            if any(isinstance(row[column], datetime) for row in rows)
            else "text"
            for column in rows[0]
        }
        database.create(name, types, rows)


def entries(names: list[str]) -> list[str]:
    of_table: dict[str, list[str]] = {}
    for name in names:
        table = next(id_ for start, id_ in OF_FILE.items() if name.startswith(start))
        of_table.setdefault(table, []).append(name)
    return [f"{table} = {json.dumps(n, ensure_ascii=False)}" for table, n in of_table.items()]


def figures_of(shop: Any) -> dict[str, Any]:
    report = compute(shop).report(*REPORTED)
    return {key: value for key, value in report.items() if key != "data_check"}


def faults_of(shop: Any) -> Counter[Any]:
    return Counter(
        (p.code, p.table, p.column, p.value) for p in shop.problems if p.level in ("row", "value")
    )


def test_the_demo_in_a_database_gives_the_figures_of_its_files(database, tmp_path):
    folder = write_exports(tmp_path / "files")
    tables = tables_in(folder)
    load(database, tables)
    own = tmp_path / "own"
    write_settings(own, database, *entries(list(tables)))
    of_files, of_database = read_folder(folder), read(own)
    expected = figures_of(of_files)
    assert expected["shop"]["guided_gmv"] > 0
    assert figures_of(of_database) == expected
    assert faults_of(of_database) == faults_of(of_files)
    assert sum(faults_of(of_files).values()) >= 8
    assert {source.file.split("/")[2] for source in of_database.sources} == set(OF_FILE.values())
    kept = b"".join(path.read_bytes() for path in own.rglob("*") if path.is_file())
    assert PASSWORD.encode() not in kept
    assert read(own).tables.there().keys() == of_files.tables.there().keys()


def test_a_table_of_the_database_stands_beside_files(database, tmp_path):
    folder = write_exports(tmp_path)
    expected = figures_of(read_folder(folder))
    tables = {n: rows for n, rows in tables_in(folder).items() if n.startswith("客服消息")}
    load(database, tables)
    for path in folder.rglob("客服消息_*.csv"):
        path.unlink()
    write_settings(folder, database, *entries(list(tables)))
    assert figures_of(read(folder)) == expected
