"""The demo's exports as CSV, what the command line computes from them, and the Windows Python."""

from __future__ import annotations

import csv
import json
import subprocess
import sys
from datetime import datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from tests.e2e import wine
from xlcs import demo

PERIOD = ("2022-09-01", "2022-09-30")


@pytest.fixture(scope="session")
def exports(tmp_path_factory) -> Path:
    """The demo's exports, each workbook among them as CSV.

    What reads workbooks does not load under Wine.
    """
    folder = Path(demo.write_exports(tmp_path_factory.mktemp("客服 数据"), "zh"))
    for path in sorted(folder.rglob("*.xlsx")):
        book = openpyxl.load_workbook(path)
        for sheet in book.worksheets:
            name = path.with_name(f"{path.stem}-{sheet.title}.csv")
            with name.open("w", encoding="gb18030", newline="") as file:
                csv.writer(file).writerows([_written(cell) for cell in row] for row in sheet.values)
        path.unlink()
    return folder


def _written(cell: Any) -> str:
    if isinstance(cell, datetime):
        return cell.strftime("%Y-%m-%d %H:%M:%S")
    return "" if cell is None else str(cell)


def cli_json(folder: Path, out: Path, *options: str) -> dict[str, Any]:
    """What `xlcs report --json` says of a folder."""
    done = subprocess.run(
        [
            sys.executable,
            "-m",
            "xlcs",
            "report",
            str(folder),
            "--json",
            str(out),
            "--quiet",
            *options,
        ],
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert out.exists(), done.stderr
    found: dict[str, Any] = json.loads(out.read_text(encoding="utf-8"))
    return found


@pytest.fixture(scope="session")
def figures(exports, tmp_path_factory) -> dict[str, Any]:
    """The command line's figures.json for September."""
    out = tmp_path_factory.mktemp("figures") / "figures.json"
    return cli_json(exports, out, "--from", PERIOD[0], "--to", PERIOD[1])


@pytest.fixture(scope="session")
def windows_python() -> wine.WinePython:
    """The Windows Python; the test is skipped, visibly, where Wine is not installed."""
    if lacking := wine.missing():
        pytest.skip(
            f"not installed: {', '.join(lacking)}"
            " (Debian: apt install wine wine64 xvfb xauth unzip)"
        )
    return wine.prepare()
