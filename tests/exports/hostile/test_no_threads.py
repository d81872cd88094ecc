"""No thread to be had: everything is read and reported all the same, one thing after the other."""

from __future__ import annotations

import subprocess
import sys
import threading
from pathlib import Path

import pytest

import xlcs
from tests.exports.one_file import MESSAGES, ORDERS, RELATIONS, VISITS, csv, xls, xlsx
from xlcs.exports.folder import read_folder
from xlcs.exports.side_by_side import beside, side_by_side


@pytest.fixture
def no_threads(monkeypatch):
    def start(self: threading.Thread) -> None:
        # what CPython says where pthread_create or CreateThread fails (Modules/_threadmodule.c)
        raise RuntimeError("can't start new thread")

    monkeypatch.setattr(threading.Thread, "start", start)


@pytest.fixture
def shop(tmp_path) -> Path:
    data = tmp_path / "data"
    data.mkdir()
    (data / "r.csv").write_bytes(csv(RELATIONS, "甲,店:小美,2022-07-01 10:00:00,"))
    (data / "m.csv").write_bytes(
        csv(MESSAGES, "甲,店:小美,2022-08-01 09:00:00,客服,2022-08-01 09:30:00,")
    )
    (data / "o.csv").write_bytes(csv(ORDERS, "1,甲,140.50,2022-08-01 10:00:00"))
    xlsx(data, [VISITS.split(","), ["甲", "2022-08-01 09:40:00"]], name="v.xlsx")
    xls(data, [VISITS.split(","), ["乙", "2022-08-01 09:41:00"]], name="w.xls")
    return data


def test_everything_is_read_computed_and_reported(shop, tmp_path, no_threads):
    for _ in range(2):  # the second time from the cache
        data = read_folder(shop)
        assert [p.text() for p in data.problems if p.level == "file"] == []
        assert data.rows("visits") == 2
        figures = xlcs.compute(data)
        assert figures.value("guided_gmv", "2022-08-01", "2022-08-31") == 140.5
    xlcs.write_report(figures, data, tmp_path / "r.xlsx")
    (shop / "n.csv").write_bytes(csv(VISITS, "丙,2022-08-01 09:42:00"))  # joins what is kept
    assert read_folder(shop).rows("visits") == 3


def test_with_one_thread_and_no_more_each_thing_has_its_result(monkeypatch):
    started = []
    real = threading.Thread.start

    def start(self: threading.Thread) -> None:
        if started:
            raise RuntimeError("can't start new thread")
        started.append(self)
        real(self)

    monkeypatch.setattr(threading.Thread, "start", start)
    done = side_by_side(lambda number: number * 2, range(50), lambda number: None)
    assert done == [(number, number * 2) for number in range(50)]
    assert len(started) == 1
    with beside(lambda: 7) as result:
        assert result() == 7


def test_what_fails_beside_fails_where_it_is_waited_for(no_threads):
    def fail() -> None:
        raise OSError("full")

    with beside(fail) as result, pytest.raises(OSError, match="full"):
        result()


@pytest.mark.skipif(sys.platform != "linux", reason="a terminal is made with Linux's help")
def test_a_bar_that_no_thread_moves_stays_away():
    code = (
        "import threading\n"
        'def start(self): raise RuntimeError("can\'t start new thread")\n'
        "threading.Thread.start = start\n"
        "import os, pty, sys\n"
        "ours, theirs = pty.openpty()\n"
        "os.dup2(theirs, 2)\n"
        "from xlcs.terminal.console import progress_bar\n"
        "with progress_bar(False, 'zh') as tell:\n"
        "    tell('read', 1, 2)\n"
    )
    where = {"PYTHONPATH": str(Path(__file__).parents[3]), "TERM": "xterm"}
    done = subprocess.run([sys.executable, "-c", code], env=where)
    assert done.returncode == 0
