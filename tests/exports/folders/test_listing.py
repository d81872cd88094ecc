"""What lies in a folder of exports: odd names, links, depth, and what cannot be looked at."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

import pytest

import xlcs
from xlcs.errors import FolderError, XlcsError
from xlcs.exports.folder import read_folder
from xlcs.exports.listing import find_files, shown_name

VISITS = "买家ID,进店时间\n买家1,2022-08-01 10:00:00\n".encode()

on_linux = pytest.mark.skipif(sys.platform != "linux", reason="names there are bytes")


@on_linux
def test_a_name_in_gbk_is_shown_as_text_and_goes_into_the_json(tmp_path):
    folder = tmp_path / os.fsdecode("八月".encode("gb18030"))
    folder.mkdir()
    (folder / os.fsdecode("进店.csv".encode("gb18030"))).write_bytes(VISITS)
    for _ in range(2):  # the second time from the cache
        shop = read_folder(tmp_path)
        assert [source.file for source in shop.sources] == ["八月/进店.csv"]
    json.dumps([source.file for source in shop.sources], ensure_ascii=False).encode()
    inside = read_folder(folder)
    assert inside.folder.endswith("八月")
    xlcs.compute(inside).report()


@on_linux
def test_a_name_that_is_no_text_at_all_is_shown_by_its_bytes(tmp_path):
    (tmp_path / os.fsdecode(b"\xff\xfe.csv")).write_bytes(VISITS)
    (shop,) = read_folder(tmp_path).sources
    assert shop.file == "\\xff\\xfe.csv"


@on_linux
def test_two_names_that_are_shown_alike_stay_two_files(tmp_path):
    (tmp_path / "进店.csv").write_bytes(VISITS)
    (tmp_path / os.fsdecode("进店.csv".encode("gb18030"))).write_bytes(VISITS)
    files, _ = find_files(tmp_path)
    assert sorted(files) == ["进店 (2).csv", "进店.csv"]


def test_a_good_name_is_shown_as_it_is():
    assert shown_name("八月 😀.csv") == "八月 😀.csv"


@pytest.mark.skipif(sys.platform == "win32", reason="links need rights there")
def test_linked_folders_are_named_and_a_circle_of_links_ends(tmp_path):
    data = tmp_path / "data"
    data.mkdir()
    (data / "a.csv").write_bytes(VISITS)
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere" / "b.csv").write_bytes(VISITS)
    (data / "link").symlink_to(tmp_path / "elsewhere", target_is_directory=True)
    (data / "circle").symlink_to(data, target_is_directory=True)
    (data / "self.csv").symlink_to(data / "self.csv")
    shop = read_folder(data)
    assert [source.file for source in shop.sources if source.table] == ["a.csv"]
    told = {(p.code, p.file) for p in shop.problems}
    assert told >= {("linked_folder", "link"), ("linked_folder", "circle")}
    assert ("unreadable_file", "self.csv") in told


@pytest.mark.skipif(sys.platform == "win32", reason="paths are shorter there")
def test_folders_1500_deep_are_looked_through(tmp_path):
    data = tmp_path / "data"
    data.mkdir()
    (data / "a.csv").write_bytes(VISITS)
    levels = [data]
    for _ in range(1_500):
        levels.append(levels[-1] / "d")
        os.mkdir(levels[-1])  # noqa: PTH102
    (levels[-1] / "b.csv").write_bytes(VISITS)
    try:
        shop = read_folder(data)
        assert [source.file for source in shop.sources] == ["a.csv", "d/" * 1_500 + "b.csv"]
        assert [source.table for source in shop.sources] == ["visits", "visits"]
    finally:
        (levels[-1] / "b.csv").unlink()
        for level in reversed(levels[1:]):  # who deletes trees calls himself too often
            level.rmdir()


def test_a_file_whose_signs_cannot_be_looked_at_is_named(tmp_path, monkeypatch):
    (tmp_path / "a.csv").write_bytes(VISITS)
    (tmp_path / "b.csv").write_bytes(VISITS)
    real = Path.stat

    def stat(self, **how):
        if self.name == "b.csv":
            raise OSError(5, "Input/output error")
        return real(self, **how)

    monkeypatch.setattr(Path, "stat", stat)
    shop = read_folder(tmp_path)
    assert [s.file for s in shop.sources if s.table] == ["a.csv"]
    assert ("unreadable_file", "b.csv") in {(p.code, p.file) for p in shop.problems}


@pytest.mark.parametrize("path", ["nein", "a\0b", "x" * 5_000])
def test_a_folder_that_cannot_be_is_an_error_of_ours(tmp_path, path):
    with pytest.raises(FolderError):
        read_folder(tmp_path / path)
    with pytest.raises(XlcsError):
        read_folder(str(tmp_path / path))
