"""`xlcs cache`: what is shown of a cache, and what is deleted."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.runs import MESSAGES, csv, figures, xlcs
from xlcs.terminal.cached import in_bytes

FOLDER = ".xlcs-cache"


@pytest.fixture
def read(data):
    figures(data)
    return data


def shown(*words: object, code: int = 0) -> str:
    result = xlcs("cache", *words)
    assert result.exit_code == code, result.output
    return result.stdout


def test_a_folder_without_cache_says_so(data):
    assert "没有缓存" in shown(data)
    assert "没有缓存" in shown(data, "--clear")
    assert "no cache" in shown(data, "--lang", "en")
    assert not (data / FOLDER).exists()  # and none is made


def test_what_the_cache_holds(read):
    text = shown(read)
    size = sum(path.stat().st_size for path in (read / FOLDER).iterdir())
    sources = sum(path.stat().st_size for path in read.glob("*.csv"))
    assert str(read / FOLDER) in text
    assert "记住的文件  3 个（数据文件夹里有 3 个）" in text
    assert f"{in_bytes(size)}（导出文件共 {in_bytes(sources)}）" in text
    assert "与现在的文件一致" in text
    assert "多余" not in text
    assert "of the present files" in shown(read, "--lang", "en")


def test_a_new_file_makes_the_snapshot_an_older_one(read):
    csv(read, "新.csv", MESSAGES)
    text = shown(read)
    assert "文件有增减或改动" in text
    figures(read)
    assert "与现在的文件一致" in shown(read)


def test_a_file_that_went_leaves_an_entry_to_spare(read):
    (read / "消息.csv").unlink()
    assert "多余的条目  1 个" in shown(read)
    assert "文件有增减或改动" in shown(read)
    figures(read)
    assert "多余" not in shown(read)


def test_a_damaged_snapshot_is_unusable_and_a_missing_one_is_none(read):
    (snapshot,) = (read / FOLDER).glob("*.snapshot")
    content = bytearray(snapshot.read_bytes())
    content[64] ^= 1  # the first byte of the first array
    snapshot.write_bytes(content)
    assert "不能用" in shown(read)
    snapshot.unlink()
    assert "合并结果    没有" in shown(read)


def test_clearing_deletes_the_cache_and_nothing_else(read):
    before = {path.name: path.read_bytes() for path in read.glob("*.csv")}
    files = len(list((read / FOLDER).iterdir()))
    assert f"删除了 {files} 个缓存文件" in shown(read, "--clear")
    assert not (read / FOLDER).exists()
    assert {path.name: path.read_bytes() for path in read.glob("*.csv")} == before
    figures(read)


def test_what_is_not_ours_stays_and_is_named(read):
    mine = read / FOLDER / "我的.txt"
    mine.write_text("x")
    (read / FOLDER / "子文件夹.zip").mkdir()
    (read / FOLDER / f"{'0' * 32}-{'0' * 8}.zip.{'0' * 16}.part").write_bytes(b"half")
    assert "不是 xlcs 的文件：子文件夹.zip, 我的.txt" in shown(read)
    assert "不是 xlcs 的文件：子文件夹.zip, 我的.txt" in shown(read, "--clear")
    assert sorted(path.name for path in (read / FOLDER).iterdir()) == ["子文件夹.zip", "我的.txt"]


def test_a_file_that_cannot_be_deleted_is_complained_of(read, monkeypatch):
    real = Path.unlink

    def unlink(self, missing_ok=False):
        if self.name == "xlcs-index.json":
            raise PermissionError(13, "in use")
        real(self, missing_ok)

    monkeypatch.setattr(Path, "unlink", unlink)
    result = xlcs("cache", read, "--clear")
    assert result.exit_code == 1
    assert "xlcs-index.json" in result.stderr
    assert "in use" in result.stderr


def test_a_folder_that_is_not_there_is_wrong_usage(tmp_path):
    assert xlcs("cache", tmp_path / "nein").exit_code == 2


@pytest.mark.parametrize(
    ("size", "text"),
    [(0, "0 B"), (999, "999 B"), (1000, "1.0 kB"), (62_400_000, "62 MB"), (3 * 10**9, "3.0 GB")],
)
def test_sizes(size, text):
    assert in_bytes(size) == text
