"""The process that reads workbooks: it ends, is ended, is slow, and the next one reads on."""

import io
import os
import signal
import subprocess
import sys
import threading
from datetime import datetime
from pathlib import Path

import pytest

from tests.exports.one_file import VISITS, of, only_problem, xls, xlsx
from tests.exports.workbook_parts import with_sheet
from xlcs.exports.file import read_file
from xlcs.exports.folder import read_folder
from xlcs.exports.read.headers.header import accepted
from xlcs.exports.read.workbooks import computing_time, workbook
from xlcs.settings import Settings
from xlcs.settings.limits import DEFAULTS, Limits

ROWS = [VISITS.split(","), ["小明", datetime(2022, 8, 1, 10)], ["b", datetime(2022, 8, 2, 10)]]
END = b"</sheetData>"


def code(path: Path) -> str:
    return only_problem(*of(path)).code


def test_a_reading_process_that_somebody_ended_is_no_damage(tmp_path, monkeypatch):
    def ended(self: object, *_: object) -> bytes:
        raise InterruptedError(4, "ended")

    monkeypatch.setattr(workbook._Process, "answer", ended)
    path = xlsx(tmp_path, ROWS)
    assert code(path) == "unreadable_file"
    monkeypatch.undo()
    assert of(path)[0].frame.num_rows == 2


def test_a_process_that_is_killed_at_work(tmp_path):
    process = workbook._Process()
    threading.Timer(0.0, os.kill, [process._process.pid, signal.SIGSTOP]).start()
    threading.Timer(0.5, process._process.kill).start()
    with pytest.raises((InterruptedError, workbook._Ended)):
        process.answer(io.BytesIO(xlsx(tmp_path, ROWS).read_bytes()), {}, DEFAULTS)
    process.end()


STOPPED = "[上限] 里调大“工作簿内存MB”"


@pytest.mark.skipif(sys.platform == "win32", reason="no process is sent such a signal there")
@pytest.mark.parametrize("crash", [signal.SIGSEGV, signal.SIGABRT, signal.SIGBUS])
def test_a_library_that_crashes_for_lack_of_memory_is_no_damage(tmp_path, monkeypatch, crash):
    monkeypatch.setattr(workbook, "_idle", [])
    workbook.start()
    process = workbook._idle[0]._process
    os.kill(process.pid, signal.SIGSTOP)

    def crashed() -> None:
        os.kill(process.pid, crash)
        os.kill(process.pid, signal.SIGCONT)

    threading.Timer(0.2, crashed).start()
    began = workbook._Process.answer

    def answer(self, *given):
        try:
            return began(self, *given)
        except workbook._Ended as ended:
            raise workbook._Ended(str(ended), before_it_began=False) from ended

    monkeypatch.setattr(workbook._Process, "answer", answer)
    problem = only_problem(*of(xlsx(tmp_path, ROWS)))
    assert problem.code == "workbook_too_large"
    assert STOPPED in problem.text()


def test_a_process_that_is_killed_before_it_begins_each_time_is_no_damage(tmp_path, monkeypatch):
    class Killed(workbook._Process):
        def __init__(self) -> None:
            super().__init__()
            self._process.kill()
            self._process.wait()

    monkeypatch.setattr(workbook, "_idle", [])
    monkeypatch.setattr(workbook, "_Process", Killed)
    problem = only_problem(*of(xlsx(tmp_path, ROWS)))
    assert problem.code == "unreadable_file"
    assert "进程被结束了，可能是内存不足" in problem.text()


def test_a_workbook_that_becomes_shorter_while_it_is_read(tmp_path, monkeypatch):
    path = xlsx(tmp_path, ROWS)

    class Shrinking(io.BytesIO):
        def read(self, size: int | None = -1, /) -> bytes:
            return super().read(size)[:100] if size and size > 100 else super().read(size)

    monkeypatch.setattr(workbook, "_idle", [])
    with pytest.raises(OSError, match="become shorter"):
        workbook.read_workbook(Shrinking(path.read_bytes()[:200]), accepted({}), DEFAULTS)
    assert of(path)[0].frame.num_rows == 2


NO_TIME = Settings(limits=Limits(workbook_seconds=0))
"""Less than any setting allows; the system counts whole seconds."""


def of_many_cells(folder: Path) -> Path:
    """A workbook of two million cells, none of which is of a table."""
    row = b"<row>" + b"<c><v>1</v></c>" * 20 + b"</row>"
    return with_sheet(xlsx(folder, ROWS), END, row * 100_000 + END)


@pytest.mark.skipif(sys.platform == "win32", reason="whoever asks looks after the time there")
def test_a_workbook_that_computes_for_too_long(tmp_path, monkeypatch):
    monkeypatch.setattr(workbook, "_idle", [])
    of_many_cells(tmp_path)
    (problem,) = [p for p in read_folder(tmp_path, NO_TIME).problems if p.file]
    assert (problem.code, problem.level) == ("workbook_too_slow", "file")
    assert "[上限] 里调大“工作簿秒数”" in problem.text()
    assert "raise workbook_seconds under [limits]" in problem.text("en")


@pytest.mark.skipif(sys.platform == "win32", reason="whoever asks looks after the time there")
def test_a_process_ends_that_has_computed_for_as_long_as_it_may():
    code = (
        "from xlcs.exports.read.workbooks.computing_time import limit_own\n"
        "limit_own(0.1)\n"
        "while True: pass\n"
    )
    done = subprocess.run([sys.executable, "-c", code], check=False)
    assert done.returncode == computing_time.SPENT_CODE == -signal.SIGXCPU


@pytest.mark.skipif(sys.platform == "win32", reason="no process is halted there")
def test_a_workbook_on_a_machine_that_does_other_things_is_waited_for(tmp_path, monkeypatch):
    monkeypatch.setattr(workbook, "_idle", [])
    workbook.start()
    (process,) = workbook._idle
    halted = process._process.pid
    os.kill(halted, signal.SIGSTOP)
    threading.Timer(1.0, os.kill, [halted, signal.SIGCONT]).start()
    limits = Limits(workbook_seconds=1)  # of computing; ten by the clock
    (table,) = read_file(xlsx(tmp_path, ROWS), "a.xlsx", "5" * 64, {}, limits)
    assert table.frame.num_rows == 2


@pytest.mark.skipif(sys.platform == "win32", reason="no process is halted there")
def test_a_process_that_does_nothing_at_all_is_ended(tmp_path, monkeypatch):
    monkeypatch.setattr(workbook, "WAITING", 0)
    monkeypatch.setattr(workbook, "_idle", [])
    workbook.start()
    (process,) = workbook._idle
    os.kill(process._process.pid, signal.SIGSTOP)
    assert code(xlsx(tmp_path, ROWS)) == "workbook_too_slow"


def test_one_process_reads_one_workbook_after_the_other(tmp_path, monkeypatch):
    monkeypatch.setattr(workbook, "_idle", [])
    path = xlsx(tmp_path, ROWS)
    of(path)
    (process,) = workbook._idle
    of(path)
    assert workbook._idle == [process]
    process._process.kill()
    process._process.wait()
    assert of(path)[0].frame.num_rows == 2
    assert workbook._idle != [process]
    workbook._idle.pop().end()


def test_nothing_is_left_in_the_folder_for_temporary_files(tmp_path, monkeypatch):
    (tmp_path / "tmp").mkdir()
    monkeypatch.setenv("TMPDIR", str(tmp_path / "tmp"))
    monkeypatch.setattr(workbook, "_idle", [])
    for path in (xlsx(tmp_path, ROWS), xls(tmp_path, ROWS)):
        assert of(path)[0].frame.num_rows == 2
    assert list((tmp_path / "tmp").iterdir()) == []
    workbook._idle.pop().end()


def test_only_columns_that_are_needed_leave_the_reading_process(tmp_path):
    rows = [[*ROWS[0], "联系手机"], [*ROWS[1], "13900001111"], [*ROWS[2], "13900002222"]]
    for path in (xlsx(tmp_path, rows), xls(tmp_path, rows)):
        with path.open("rb") as file:
            answer = workbook._asked(file, accepted({}), DEFAULTS)
        assert b"1390000" not in answer
        assert "小明".encode() in answer


def test_a_process_started_before_is_the_one_that_reads(tmp_path, monkeypatch):
    monkeypatch.setattr(workbook, "_idle", [])
    workbook.start()
    (process,) = workbook._idle
    workbook.start()
    assert of(xlsx(tmp_path, ROWS))[0].frame.num_rows == 2
    assert workbook._idle == [process]
    process.end()


def test_processes_that_ended_while_idle_cost_no_workbook(tmp_path):
    path = xlsx(tmp_path, ROWS)
    of(path)
    ended = [workbook._Process() for _ in range(3)]
    for process in ended:
        process.end()
    workbook._idle.extend(ended)
    (table,) = of(path)
    assert table.frame.num_rows == 2
    assert not set(ended) & set(workbook._idle)


def test_a_forked_process_asks_one_of_its_own(tmp_path):
    path = xlsx(tmp_path, ROWS)
    of(path)
    code = (
        "import os, sys\n"
        "from pathlib import Path\n"
        "from xlcs.exports.read.workbooks import workbook\n"
        "from xlcs.exports.file import read_file\n"
        "path = Path(sys.argv[1])\n"
        "rows = lambda: read_file(path, 'a', '5' * 64, {})[0].frame.num_rows\n"
        "assert rows() == 2 and len(workbook._idle) == 1\n"
        "child = os.fork()\n"
        "if not child:\n"
        "    os._exit(0 if not workbook._idle and rows() == 2 else 1)\n"
        "assert rows() == 2\n"
        "sys.exit(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))\n"
    )
    done = subprocess.run([sys.executable, "-c", code, str(path)], capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")


def test_a_workbook_that_was_not_read_in_time_is_read_the_next_time(tmp_path, monkeypatch):
    xlsx(tmp_path, ROWS)
    with monkeypatch.context() as patched:
        patched.setattr(workbook, "WAITING", 0)
        patched.setattr(workbook, "_idle", [])
        workbook.start()
        os.kill(workbook._idle[0]._process.pid, signal.SIGSTOP)
        first = read_folder(tmp_path)
    assert "workbook_too_slow" in {problem.code for problem in first.problems}
    second = read_folder(tmp_path)
    assert "workbook_too_slow" not in {problem.code for problem in second.problems}
