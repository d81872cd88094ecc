"""The cache never changes an answer: shared, killed, full or unwritable."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from tests.exports.kept_shop import VISITS
from tests.exports.same_shop import differences, uncached
from xlcs.exports.cache.contents import clear_cache
from xlcs.exports.cache.places import FOLDER
from xlcs.exports.folder import read_cached, read_folder
from xlcs.settings import Settings
from xlcs.system.part_files import open_part

ROOT = Path(__file__).parents[3]

HEAD = """
import os, signal, sys
from pathlib import Path
from xlcs.exports.cache import snapshot
from xlcs.exports.folder import read_folder
folder = sys.argv[1]
"""
READ = """
shop = read_folder(folder)
import json
rows = [len(table) for table in shop.tables.there().values()]
print(json.dumps([rows, [p.code for p in shop.problems]]))
"""


def process(program: str, folder: Path, **how) -> subprocess.Popen:
    return subprocess.Popen(
        [sys.executable, "-c", HEAD + program, str(folder)],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=ROOT, **how,
    )  # fmt: skip


def told(shop) -> list:
    return [[shop.rows(table) for table in shop.tables.there()], [p.code for p in shop.problems]]


@pytest.mark.parametrize("state", ["no cache", "a snapshot of fewer files"])
def test_two_processes_at_once_are_both_right(folder, tmp_path, state):
    if state == "no cache":
        shutil.rmtree(folder / FOLDER)
    else:
        for number in range(5):
            text = VISITS.replace("新买家", f"新{number}")
            (folder / f"neu{number}.csv").write_text(text, encoding="utf-8")
    expected = uncached(folder, tmp_path / "beside")
    program = "for _ in range(3):\n    shop = read_folder(folder)\n" + READ
    running = [process(program, folder) for _ in range(2)]
    for one in running:
        out, err = one.communicate()
        assert (err, one.returncode) == ("", 0)
        assert json.loads(out) == told(expected)
    assert not list((folder / FOLDER).glob("*.part"))
    assert differences(read_folder(folder), expected) == []


KILLS = {
    "in the first table": "snapshot.arrow_of = lambda table: die()",
    "in the middle of the file": """
def half(file, *given, **how):
    file.write(b"PK")
    file.flush()
    die()
snapshot.write_kept = half
""",
    **{
        f"at replacement {number}": f"""
real, calls = Path.replace, []
def replace(self, target):
    calls.append(1)
    if len(calls) == {number}:
        die()
    return real(self, target)
Path.replace = replace
"""
        for number in (1, 3)
    },
    "at the last replacement": """
real = Path.replace
Path.replace = lambda self, target: die() if "snapshot" in str(target) else real(self, target)
""",
    "after it": """
real = Path.replace
Path.replace = lambda self, to: (real(self, to), "snapshot" in str(to) and die())
""",
}


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="no SIGKILL on this system")
@pytest.mark.parametrize("moment", KILLS)
@pytest.mark.parametrize("state", ["no cache", "a new file"])
def test_a_killed_refresh_leaves_nothing_wrong(folder, tmp_path, moment, state):
    if state == "no cache":
        shutil.rmtree(folder / FOLDER)
    else:
        (folder / "neu.csv").write_text(VISITS, encoding="utf-8")
        if moment == "at replacement 3":
            moment = "at replacement 1"  # there are an entry, the index and the snapshot only
    expected = uncached(folder, tmp_path / "beside")
    die = "def die():\n    os.kill(os.getpid(), signal.SIGKILL)\n"
    killed = process(die + KILLS[moment] + READ, folder)
    assert killed.communicate()[0] == ""
    assert killed.returncode == -signal.SIGKILL
    for read in (read_cached, read_folder, read_folder):
        got = read(folder)
        if got is not None and not (read is read_cached and state == "a new file"):
            assert differences(got, expected) == []


# ---- places that cannot be written


@pytest.mark.skipif(sys.platform == "win32", reason="no limits of that kind on Windows")
@pytest.mark.parametrize("limit", [0, 3000, 20_000])
def test_no_room_costs_the_cache_only(folder, expected, limit):
    shutil.rmtree(folder / FOLDER)
    small = f"import resource; resource.setrlimit(resource.RLIMIT_FSIZE, ({limit}, {limit}))\n"
    out, err = process(small + READ, folder).communicate()
    assert err == ""
    rows, codes = json.loads(out)
    assert codes.count("cache_not_written") == 1
    codes.remove("cache_not_written")
    assert [rows, codes] == told(expected)
    assert not list((folder / FOLDER).glob("*.part"))
    assert differences(read_folder(folder), expected) == []


def test_a_file_in_place_of_the_cache_stays_and_the_cache_lies_elsewhere(
    folder, tmp_path, expected, monkeypatch
):
    monkeypatch.setattr("xlcs.system.places.user_data", lambda: tmp_path / "user")
    shutil.rmtree(folder / FOLDER)
    (folder / FOLDER).write_text("x")
    assert differences(read_folder(folder), expected) == []
    assert (folder / FOLDER).read_text() == "x"
    assert len(list((tmp_path / "user").glob("cache/*/*.snapshot"))) == 1


def test_a_cache_that_is_a_link_is_not_used_and_nothing_there_is_touched(
    folder, tmp_path, expected, monkeypatch
):
    monkeypatch.setattr("xlcs.system.places.user_data", lambda: tmp_path / "user")
    shutil.move(folder / FOLDER, tmp_path / "elsewhere")
    (tmp_path / "elsewhere" / "备份.zip").write_bytes(b"mine")
    (folder / FOLDER).symlink_to(tmp_path / "elsewhere", target_is_directory=True)
    before = {path.name: path.read_bytes() for path in (tmp_path / "elsewhere").iterdir()}
    assert differences(read_folder(folder), expected) == []
    cleared = clear_cache(folder, Settings())
    assert cleared.place.is_relative_to(tmp_path / "user")
    after = {path.name: path.read_bytes() for path in (tmp_path / "elsewhere").iterdir()}
    assert after == before


def test_only_files_of_our_own_names_are_ever_deleted(folder):
    place = folder / FOLDER
    theirs = [
        "备份.zip", "photos.snapshot", "index.json", "draft.part", "0" * 32 + ".zip",
        "shop-1234.snapshot", "A" * 32 + "-12345678.zip",
    ]  # fmt: skip
    for name in theirs:
        (place / name).write_bytes(b"mine")
    stray = place / f"{'0' * 32}-12345678.zip"
    stray.mkdir()
    (folder / "neu.csv").write_text(VISITS, encoding="utf-8")
    read_folder(folder)
    cleared = clear_cache(folder, Settings())
    assert set(cleared.kept) == {*theirs, stray.name}
    assert cleared.deleted
    assert all((place / name).read_bytes() == b"mine" for name in theirs)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes on this system")
@pytest.mark.parametrize("suffix", ["*.snapshot", "*.zip", "xlcs-index.json"])
def test_a_pipe_in_the_cache_is_not_waited_for(folder, expected, suffix):
    for path in list((folder / FOLDER).glob(suffix)):
        path.unlink()
        os.mkfifo(path)
    assert differences(read_folder(folder), expected) == []


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no modes of this kind")
def test_the_cache_is_for_its_user_alone(folder):
    shutil.rmtree(folder / FOLDER)
    read_folder(folder)
    assert (folder / FOLDER).stat().st_mode & 0o777 == 0o700
    assert {path.stat().st_mode & 0o777 for path in (folder / FOLDER).iterdir()} == {0o600}


@pytest.mark.skipif(sys.platform == "win32", reason="Windows deletes no file that is open")
def test_what_a_killed_process_left_goes_and_what_is_being_written_stays(folder):
    name = next((folder / FOLDER).glob("*.snapshot")).name
    left = folder / FOLDER / f"{name}.{'a' * 16}.part"
    left.write_bytes(b"half")
    written = folder / FOLDER / f"{name}.{'b' * 16}.part"
    with open_part(written):
        read_folder(folder)
        assert not left.exists()
        assert written.exists()
    read_folder(folder)
    assert not written.exists()


def test_a_cache_that_may_only_be_read_is_passed_by(folder, tmp_path, monkeypatch):
    place = folder / FOLDER
    (folder / "neu.csv").write_text(VISITS, encoding="utf-8")
    expected = uncached(folder, tmp_path / "beside")
    before = {path.name: path.read_bytes() for path in place.iterdir()}
    monkeypatch.setattr("xlcs.system.places.user_data", lambda: tmp_path / "user")
    real = os.open

    def open_(path, flags, *mode, **how):  # as a folder of another user's does; root may all
        if flags & os.O_CREAT and Path(path).parent == place:
            raise PermissionError(13, "Permission denied", str(path))
        return real(path, flags, *mode, **how)

    monkeypatch.setattr(os, "open", open_)
    assert differences(read_folder(folder), expected) == []
    assert differences(read_folder(folder), expected) == []
    assert {path.name: path.read_bytes() for path in place.iterdir()} == before
    assert len(list((tmp_path / "user").glob("cache/*/*.snapshot"))) == 1


def test_a_file_that_another_process_holds_open_is_replaced_in_the_end(
    folder, tmp_path, monkeypatch
):
    real, refused = Path.replace, []

    def replace_(self, target):
        if len(refused) < 2 and "snapshot" in str(target):
            refused.append(1)
            raise PermissionError(13, "The process cannot access the file")
        return real(self, target)

    (folder / "neu.csv").write_text(VISITS, encoding="utf-8")
    expected = uncached(folder, tmp_path / "beside")
    monkeypatch.setattr(Path, "replace", replace_)
    assert differences(read_folder(folder), expected) == []  # without a note of trouble
    assert len(refused) == 2


def test_a_file_that_stays_open_elsewhere_costs_the_cache_only(folder, tmp_path, monkeypatch):
    def refused(self, target=None, missing_ok=False):
        raise PermissionError(13, "The process cannot access the file")

    (folder / "neu.csv").write_text(VISITS, encoding="utf-8")
    expected = uncached(folder, tmp_path / "beside")
    monkeypatch.setattr(Path, "replace", refused)
    monkeypatch.setattr(Path, "unlink", refused)
    got = read_folder(folder)
    others = [p for p in got.problems if p.code != "cache_not_written"]
    assert len(others) == len(got.problems) - 1
    assert differences(replace(got, problems=others), expected) == []
