"""A folder of exports → the shop: what is read, what is left alone, what is cached."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from openpyxl import Workbook

from xlcs.errors import FolderError
from xlcs.exports.cache import store as cache_module
from xlcs.exports.cache.places import FOLDER, INDEX
from xlcs.exports.folder import read_cached, read_folder
from xlcs.settings import Settings
from xlcs.shop.shop import REPORT_MARK, TEMPLATE_MARK

VISITS = "买家ID,进店时间\n买家1,2022-08-01 10:00:00\n买家2,2022-08-01 11:00:00\n"
MORE_VISITS = "买家ID,进店时间\n买家3,2022-08-02 10:00:00\n"
ORDERS = "订单编号,买家ID,订单付款时间,买家实际支付金额\n1,买家1,2022-08-01 12:00:00,100.00\n"


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "a.csv").write_bytes(VISITS.encode("gb18030"))
    (tmp_path / "2022-09").mkdir()
    (tmp_path / "2022-09" / "b.csv").write_bytes(MORE_VISITS.encode("utf-8-sig"))
    return tmp_path


def buyers(shop):
    return sorted(shop.tables.visits.buyer_id.astype(str))


def entries(folder):
    return sorted((folder / FOLDER).glob("*.zip"))


def test_subfolders_are_read_too(folder):
    shop = read_folder(folder)
    assert buyers(shop) == ["买家1", "买家2", "买家3"]
    assert [s.file for s in shop.sources] == ["a.csv", "2022-09/b.csv"]
    assert shop.sources[0].headers["visited_at"] == "进店时间"


def workbook(path: Path, keywords: str | None) -> None:
    book = Workbook()
    book.properties.keywords = keywords
    for row in (["买家ID", "进店时间"], ["买家9", "2022-08-01 10:00:00"]):
        book.active.append(row)
    book.save(path)


def test_own_workbooks_lock_and_dot_files_are_left_alone_and_named(folder):
    workbook(folder / "报表.xlsx", REPORT_MARK)
    workbook(folder / "模板.xlsx", TEMPLATE_MARK)
    workbook(folder / "访问.xlsx", None)
    (folder / "~$访问.xlsx").write_bytes(b"x")
    (folder / ".DS_Store").write_bytes(b"x")
    (folder / "说明.pdf").write_bytes(b"%PDF-1.7")
    (folder / "xlcs.toml").write_text("")
    read_folder(folder)
    shop = read_folder(folder)
    assert buyers(shop) == ["买家1", "买家2", "买家3", "买家9"]
    assert {p.file: p.code for p in shop.left_alone} == {
        ".xlcs-cache": "left_alone_cache",
        ".DS_Store": "left_alone_dot",
        "~$访问.xlsx": "left_alone_lock",
        "报表.xlsx": "left_alone_own",
        "模板.xlsx": "left_alone_own",
        "说明.pdf": "left_alone_other",
    }
    assert shop.problems == []


@pytest.mark.parametrize("kind", ["rar", "tar"])
def test_an_archive_is_a_note_that_says_unpack(folder, kind):
    rar, tar = b"Rar!\x1a\x07\x01\x00", b"a.csv".ljust(257, b"\x00") + b"ustar\x0000"
    (folder / f"订单.{kind}").write_bytes(rar if kind == "rar" else tar)
    (problem,) = read_folder(folder).problems
    assert (problem.file, problem.level) == (f"订单.{kind}", "note")
    assert "解压" in problem.text()


@pytest.mark.parametrize("make", ["missing", "file", "empty"])
def test_a_folder_that_cannot_be_used_says_so(tmp_path, make):
    path = tmp_path / "数据"
    if make == "file":
        path.write_text("x")
    if make == "empty":
        path.mkdir()
    with pytest.raises(FolderError, match="数据"):
        read_folder(path)


def test_one_bad_file_costs_nothing_else(folder):
    (folder / "坏.xlsx").write_bytes(b"PK\x03\x04 this is no zip")
    (folder / "空.csv").write_bytes(b"")
    shop = read_folder(folder)
    assert buyers(shop) == ["买家1", "买家2", "买家3"]
    assert {(p.file, p.code) for p in shop.problems} == {
        ("坏.xlsx", "damaged_workbook"),
        ("空.csv", "empty_file"),
    }


def test_the_cache_answers_without_parsing(folder, monkeypatch):
    first = read_folder(folder)
    monkeypatch.setattr("xlcs.exports.file.read_file", None)  # any parsing would now fail
    second = read_folder(folder)
    for id_, table in first.tables.there().items():
        assert second.tables.there()[id_].frame.equals(table.frame)
    assert second.problems == first.problems
    assert second.sources == first.sources


def test_only_the_new_file_is_parsed(folder, monkeypatch):
    read_folder(folder)
    (folder / "c.csv").write_bytes(ORDERS.encode("gb18030"))
    parsed = []
    real = cache_module.Cache.put
    monkeypatch.setattr(
        cache_module.Cache, "put", lambda self, sha, t: (parsed.append(t[0]), real(self, sha, t))
    )
    read_folder(folder)
    assert [t.source.file for t in parsed] == ["c.csv"]


def test_a_changed_file_of_the_same_size_is_seen(folder):
    read_folder(folder)
    (folder / "a.csv").write_bytes(VISITS.replace("买家1", "买家7").encode("gb18030"))
    assert buyers(read_folder(folder)) == ["买家2", "买家3", "买家7"]


def test_a_moved_file_is_known_by_its_content(folder, monkeypatch):
    read_folder(folder)
    shutil.move(folder / "a.csv", folder / "z.csv")
    monkeypatch.setattr("xlcs.exports.file.read_file", None)
    shop = read_folder(folder)
    assert {s.file for s in shop.sources} == {"z.csv", "2022-09/b.csv"}


def test_header_aliases_are_part_of_what_is_cached(folder):
    (folder / "d.csv").write_bytes("买家ID,到店\n买家5,2022-08-01 10:00:00\n".encode())
    assert "买家5" not in buyers(read_folder(folder))
    aliases = Settings(headers={"visits": {"visited_at": ("到店",)}})
    assert "买家5" in buyers(read_folder(folder, aliases))
    assert "买家5" not in buyers(read_folder(folder))


def test_a_flipped_byte_anywhere_in_an_entry_changes_no_answer(folder):
    expected = buyers(read_folder(folder))
    entry = entries(folder)[0]
    whole = entry.read_bytes()
    for at in range(0, len(whole), max(1, len(whole) // 150)):
        damaged = bytearray(whole)
        damaged[at] ^= 0x10
        entry.write_bytes(damaged)
        assert buyers(read_folder(folder)) == expected, at


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b'{"a.csv": 3}', b'{"a.csv": [1, 2]}'])
def test_a_damaged_index_is_made_anew(folder, content):
    expected = buyers(read_folder(folder))
    (folder / FOLDER / INDEX).write_bytes(content)
    assert buyers(read_folder(folder)) == expected
    index = json.loads((folder / FOLDER / INDEX).read_bytes())
    assert list(index["files"]) == ["a.csv", "2022-09/b.csv"]


def test_an_entry_of_another_version_is_not_used_and_goes(folder, monkeypatch):
    read_folder(folder)
    old = {p.name for p in entries(folder)}
    monkeypatch.setattr(cache_module, "__version__", "99.0")
    read_folder(folder)
    assert len(entries(folder)) == 2
    assert not old & {p.name for p in entries(folder)}


def test_entries_of_files_that_are_gone_go_too(folder):
    read_folder(folder)
    (folder / "a.csv").unlink()
    read_folder(folder)
    assert len(entries(folder)) == 1


def test_the_cache_goes_to_the_users_data_where_the_folder_cannot_be_written(
    folder, tmp_path_factory, monkeypatch
):
    place = tmp_path_factory.mktemp("user")
    monkeypatch.setattr("xlcs.system.places.user_data", lambda: place)
    real = os.open

    def open_(path, flags, *mode, **how):
        if flags & os.O_CREAT and Path(path).is_relative_to(folder):
            raise PermissionError(13, "Permission denied", str(path))
        return real(path, flags, *mode, **how)

    monkeypatch.setattr(os, "open", open_)
    read_folder(folder)
    assert not (folder / FOLDER).exists()
    assert len(list(place.glob("cache/*/*.zip"))) == 2


def test_two_processes_at_once_give_the_same_right_answer(folder):
    for number in range(20):
        text = VISITS.replace("买家1", f"买家甲{number}")
        (folder / f"m{number}.csv").write_bytes(text.encode("gb18030"))
    program = (
        "import sys; from xlcs.exports.folder import read_folder;"
        "print(len(read_folder(sys.argv[1]).tables.visits))"
    )
    running = [
        subprocess.Popen(
            [sys.executable, "-c", program, str(folder)], stdout=subprocess.PIPE, text=True
        )
        for _ in range(2)
    ]
    # 3 buyers of the fixture's files and 20 further ones.
    assert [process.communicate()[0].strip() for process in running] == ["23", "23"]
    assert all(process.returncode == 0 for process in running)
    assert not list((folder / FOLDER).glob("*.part"))


def test_a_killed_refresh_leaves_no_half_entry(folder):
    read_folder(folder)
    (folder / FOLDER / f"{entries(folder)[0].name}.{'0' * 16}.part").write_bytes(b"half")
    assert buyers(read_folder(folder)) == ["买家1", "买家2", "买家3"]
    assert not list((folder / FOLDER).glob("*.part"))


def test_entries_are_readable_zips_with_checksums(folder):
    read_folder(folder)
    for entry in entries(folder):
        with zipfile.ZipFile(entry) as book:
            assert book.testzip() is None
            assert "about.json" in book.namelist()


def test_read_cached_is_as_of_the_last_reading(folder):
    assert read_cached(folder) is None
    read_folder(folder)
    (folder / "a.csv").write_bytes(b"changed")
    assert buyers(read_cached(folder)) == ["买家1", "买家2", "买家3"]
    entries(folder)[0].unlink()
    assert buyers(read_cached(folder)) == ["买家1", "买家2", "买家3"]  # of the merged shop
    (snapshot,) = (folder / FOLDER).glob("*.snapshot")
    snapshot.unlink()
    assert read_cached(folder) is None


def test_a_subfolder_that_cannot_be_opened_is_named(folder, monkeypatch):
    closed = folder / "八月"
    closed.mkdir()
    scan = os.scandir

    def scandir(path):
        if Path(path) == closed:
            raise PermissionError(13, "Permission denied", str(path))
        return scan(path)

    monkeypatch.setattr(os, "scandir", scandir)
    shop = read_folder(folder)
    assert buyers(shop) == ["买家1", "买家2", "买家3"]
    (problem,) = [p for p in shop.problems if p.level == "file"]
    assert (problem.code, problem.file) == ("unreadable_folder", "八月")
    assert "没有权限" in problem.text()
    assert "Permission denied" in problem.text("en")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes on this system")
def test_a_named_pipe_is_not_waited_for(folder):
    os.mkfifo(folder / "pipe.csv")
    shop = read_folder(folder)
    assert buyers(shop) == ["买家1", "买家2", "买家3"]
    assert [(p.code, p.file) for p in shop.problems] == [("no_table_inside", "pipe.csv")]
