"""No workbook ends or freezes the process that reads the others."""

import os
import re
import signal
import struct
import subprocess
import sys
import threading
import zipfile
from datetime import datetime
from pathlib import Path

import pytest
import xlwt

from tests.exports.one_file import VISITS, column, of, only_problem, xls, xlsx
from tests.exports.workbook_parts import SHEET, parts_of, with_parts, with_sheet
from xlcs.exports.folder import read_folder
from xlcs.exports.read.file import read_file
from xlcs.exports.read.headers.header import accepted
from xlcs.exports.read.limits import PACKED_BYTES
from xlcs.exports.read.sheet import FileRefused
from xlcs.exports.read.workbooks import computing_time, workbook
from xlcs.exports.read.workbooks.sheets import memory_for
from xlcs.exports.read.workbooks.xls_records import merged_areas
from xlcs.settings import Settings
from xlcs.settings.limits import DEFAULTS, Limits

ROWS = [VISITS.split(","), ["小明", datetime(2022, 8, 1, 10)], ["b", datetime(2022, 8, 2, 10)]]
END = b"</sheetData>"
MEGABYTE = 1 << 20


def code(path: Path) -> str:
    return only_problem(*of(path)).code


@pytest.mark.parametrize(
    "cell",
    [
        b'<c r="XFD1048576"><v>1</v></c>',
        b'<c r="xfd1048576"><v>1</v></c>',
        b"<c r = 'XFD1048576' ><v>1</v></c>",
        b'<c\n s="0"\tr="XFD1048576"><v>1</v></c>',
    ],
)
def test_a_cell_far_away_however_it_is_written(tmp_path, cell):
    row = b'<row r="1048576">' + cell + b"</row>"
    path = with_sheet(xlsx(tmp_path, ROWS), END, row + END)
    problem = only_problem(*of(path))
    assert (problem.code, problem.level) == ("sheet_too_large", "file")
    assert "范围是 A1:XFD1048576" in problem.text()


def test_a_cell_far_away_in_a_part_of_another_name_that_claims_to_be_small(tmp_path):
    parts = parts_of(xlsx(tmp_path, ROWS))
    sheet = parts.pop(SHEET).replace(END, b'<row><c r="XFD1048576"><v>1</v></c></row>' + END)
    parts["xl/data/blatt.bin"] = re.sub(rb'ref="[^"]*"', b'ref="A1:B3"', sheet, count=1)
    for name in ("xl/_rels/workbook.xml.rels", "[Content_Types].xml"):
        parts[name] = parts[name].replace(f"/{SHEET}".encode(), b"/xl/data/blatt.bin")
    assert code(with_parts(tmp_path / "b.xlsx", parts)) == "sheet_too_large"


def test_a_sheet_that_only_claims_to_reach_far_is_read(tmp_path):
    path = xlsx(tmp_path, ROWS)
    path = with_sheet(path, b'<dimension ref="A1:B3"', b'<dimension ref="A1:XFD1048576"')
    (table,) = of(path)
    assert column(table, "buyer_id") == ["小明", "b"]


def test_a_part_that_is_a_thousand_times_smaller_packed(tmp_path):
    parts = parts_of(xlsx(tmp_path, ROWS))
    blank = b" " * (PACKED_BYTES + MEGABYTE)
    for name in ("docProps/core.xml", "xl/sharedStrings.xml", SHEET):
        problem = only_problem(*of(with_parts(tmp_path / "b.xlsx", parts | {name: blank})))
        assert (problem.code, problem.level) == ("workbook_too_large", "file")


def test_a_part_that_says_to_be_smaller_than_it_is(tmp_path):
    path = with_sheet(xlsx(tmp_path, ROWS), b"<sheetData>", b"<sheetData>" + b" " * (20 * MEGABYTE))
    content = bytearray(path.read_bytes())
    entry = content.rfind(b"PK\x01\x02", 0, content.rfind(SHEET.encode()))
    struct.pack_into("<L", content, entry + 24, 1_000)
    path.write_bytes(content)
    assert code(path) == "damaged_workbook"


def test_shared_texts_that_take_more_memory_than_the_workbook_is_worth(tmp_path):
    parts = parts_of(xlsx(tmp_path, ROWS))
    names = b"".join(b"<si><t>%x</t></si>" % number for number in range(1500)) * 6000
    space = b'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    parts["xl/sharedStrings.xml"] = b"<sst " + space + b">" + names + b"</sst>"
    path = with_parts(tmp_path / "b.xlsx", parts)
    assert path.stat().st_size < 3 * MEGABYTE
    assert code(path) == "workbook_too_large"


def test_cells_that_take_more_memory_than_the_workbook_is_worth(tmp_path):
    row = b"<row>" + b"<c><v>1</v></c>" * 200 + b"</row>"
    path = with_sheet(xlsx(tmp_path, ROWS), END, row * 40_000 + END)
    assert path.stat().st_size < MEGABYTE
    assert code(path) == "workbook_too_large"


def test_merged_areas_of_an_old_workbook_are_counted_before_it_is_read(tmp_path):
    book = xlwt.Workbook()
    for name in ("a", "b"):
        sheet = book.add_sheet(name)
        for row in range(1_500):  # a record holds 1,027 at most
            sheet.merge(row * 2, row * 2 + 1, 0, 0)
    book.save(str(tmp_path / "b.xls"))
    content = (tmp_path / "b.xls").read_bytes()
    assert merged_areas(content) == 3_000
    assert merged_areas(xls(tmp_path, ROWS).read_bytes()) == 0


def test_an_old_workbook_of_more_merged_areas_than_there_is_memory_for(tmp_path):
    areas = struct.pack("<HHH", 0xE5, 2 + 8 * 1_027, 1_027) + struct.pack("<4H", 0, 1, 0, 0) * 1_027
    content = xls(tmp_path, ROWS).read_bytes()
    assert memory_for(content + areas * 100, DEFAULTS) > 0
    with pytest.raises(FileRefused) as refused:
        memory_for(content + areas * 1_000, DEFAULTS)  # 8 MB
    assert refused.value.code == "workbook_too_large"


def test_many_blank_cells_do_not_make_a_workbook_too_large(tmp_path):
    row = b"<row>" + b"<c/>" * 50 + b"</row>"
    path = with_sheet(xlsx(tmp_path, ROWS), END, row * 40_000 + END)
    (table,) = of(path)
    assert column(table, "buyer_id") == ["小明", "b"]


def test_a_broken_stream_in_any_part_is_damage_and_no_more(tmp_path):
    path = xlsx(tmp_path, ROWS)
    whole = path.read_bytes()
    with zipfile.ZipFile(path) as book:
        places = {
            info.filename: info.header_offset + 30 + len(info.filename) for info in book.infolist()
        }
    for name in ("docProps/core.xml", "xl/workbook.xml", SHEET):
        at = places[name]
        path.write_bytes(whole[:at] + b"\xff" * 40 + whole[at + 40 :])
        assert code(path) == "damaged_workbook", name


def test_entities_are_not_unfolded(tmp_path):
    parts = parts_of(xlsx(tmp_path, ROWS))
    nested = "".join(f'<!ENTITY a{i} "{f"&a{i - 1};" * 10}">' for i in range(1, 10))
    kind = f'<!DOCTYPE x [<!ENTITY a0 "aaaaaaaaaa">{nested}]>'.encode()
    book = parts["xl/workbook.xml"]
    parts["xl/workbook.xml"] = kind + book.replace("一".encode(), b"&a9;")
    of(with_parts(tmp_path / "b.xlsx", parts))


@pytest.mark.parametrize("write", [xlsx, xls])
def test_a_damaged_workbook_does_not_spoil_the_next_one(tmp_path, write):
    good = write(tmp_path, ROWS, name="good")
    content = bytearray(good.read_bytes())
    for at in range(600, len(content), 97):
        content[at] ^= 0x5A
    (tmp_path / "bad").write_bytes(content)
    for _ in range(3):
        of(tmp_path / "bad")
        (table,) = of(good)
        assert column(table, "buyer_id") == ["小明", "b"]


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
        process.answer(xlsx(tmp_path, ROWS).read_bytes(), {}, DEFAULTS)
    process.end()


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
        answer = workbook._asked(path.read_bytes(), accepted({}), DEFAULTS)
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
        "from xlcs.exports.read.file import read_file\n"
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
