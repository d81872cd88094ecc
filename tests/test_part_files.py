"""Files on their way: whole or absent, and nothing of a killed process stays."""

from __future__ import annotations

import sys

import pytest

from xlcs.errors import WorkbookError
from xlcs.report.write.figures_file import write_figures
from xlcs.report.write.package import replacing
from xlcs.system.part_files import delete_left_behind, open_part, part_beside


def test_two_processes_of_one_number_write_two_parts(tmp_path, monkeypatch):
    monkeypatch.setattr("os.getpid", lambda: 7)
    target = tmp_path / "f.json"
    with replacing(target, "zh") as first, replacing(target, "zh") as second:
        first.write(b"first")
        second.write(b"second")
        assert len(list(tmp_path.iterdir())) == 2
    assert target.read_bytes() == b"first"
    assert [found.name for found in tmp_path.iterdir()] == ["f.json"]


def test_what_a_killed_process_left_goes_at_the_next_writing_and_nothing_else(tmp_path):
    target = tmp_path / "f.json"
    part_beside(target).write_bytes(b"half")
    foreign = [".xlcs-notes.part", "x.part", ".xlcs-0123456789abcdef.part.bak"]
    for name in foreign:
        (tmp_path / name).write_bytes(b"theirs")
    folder = tmp_path / ".xlcs-0123456789abcdef.part"
    folder.mkdir()
    write_figures({}, target)
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(
        [*foreign, folder.name, "f.json"]
    )


@pytest.mark.skipif(sys.platform == "win32", reason="an open file cannot be deleted there")
def test_what_is_being_written_stays(tmp_path):
    part = part_beside(tmp_path / "f.json")
    with open_part(part) as file:
        delete_left_behind(tmp_path)
        assert part.exists()
        file.write(b"x")
    delete_left_behind(tmp_path)
    assert not part.exists()


def test_a_folder_that_is_not_there_is_told_as_before(tmp_path):
    with pytest.raises(WorkbookError, match="没有写成"):
        write_figures({}, tmp_path / "nein" / "f.json")
