"""What lies in the cache is believed only if it is what was written, of the content it names."""

from __future__ import annotations

import io
import json
import os
import shutil
import zipfile
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from tests.exports.same_shop import differences
from xlcs.exports.cache.kept_file import KeptFile, Unusable, write_kept
from xlcs.exports.cache.places import FOLDER
from xlcs.exports.cache.store import Cache
from xlcs.exports.folder import read_cached, read_folder
from xlcs.settings import Settings

VISITS = "买家ID,进店时间\n买家1,2022-08-01 10:00:00\n买家2,2022-08-01 11:00:00\n"
ORDERS = "订单编号,买家会员名,订单付款时间,买家实际支付金额\n1,tb1,2022-08-01 10:00:00,{}\n"


def written(path: Path, about, tables, *, compressed=False) -> KeptFile:
    buffer = io.BytesIO()
    write_kept(buffer, about, tables, compressed=compressed)
    path.write_bytes(buffer.getvalue())
    return KeptFile(path)


def test_what_was_written_is_read_again(tmp_path):
    table = pa.table({"a": pa.array([1, None, 3]), "b": pa.array(["x", "y", "x"])})
    for compressed in (False, True):
        kept = written(tmp_path / "k", {"of": "买家"}, {"t": table}, compressed=compressed)
        assert kept.about(Any) == {"of": "买家"}
        assert kept.tables() == {"t": table}


def test_every_flipped_byte_changes_nothing_or_makes_it_unusable(tmp_path):
    table = pa.table({"a": pa.array(range(50), pa.int64())})
    kept = written(tmp_path / "k", {"of": "买家"}, {"t": table})
    whole = kept.path.read_bytes()
    for at in range(len(whole)):
        kept.path.write_bytes(whole[:at] + bytes([whole[at] ^ 4]) + whole[at + 1 :])
        try:
            about, tables = kept.about(Any), kept.tables()
        except Unusable:
            continue
        assert (about, tables) in (({"of": "买家"}, {"t": table}), ({"of": "买家"}, {})), at


def test_indices_outside_their_words_are_unusable(tmp_path):
    wrong = pa.DictionaryArray.from_arrays(pa.array([0, 7]), pa.array(["x"]), safe=False)
    kept = written(tmp_path / "k", {}, {"t": pa.table({"a": wrong})})
    with pytest.raises(Unusable):
        kept.tables()


def test_a_packed_member_is_not_unpacked(tmp_path):
    with zipfile.ZipFile(tmp_path / "k", "w", zipfile.ZIP_DEFLATED) as kept:
        kept.writestr("about.json", " " * 10_000_000 + "{}")
    with pytest.raises(Unusable):
        KeptFile(tmp_path / "k").about(Any)


@pytest.mark.parametrize("make", ["missing", "folder", "link"])
def test_what_is_no_plain_file_is_unusable(tmp_path, make):
    path = tmp_path / "k"
    if make == "folder":
        path.mkdir()
    if make == "link":
        written(tmp_path / "other", {}, {})
        path.symlink_to(tmp_path / "other")
    with pytest.raises(Unusable):
        KeptFile(path).about(Any)


# ---- in a folder


@pytest.fixture
def folder(tmp_path):
    data = tmp_path / "data"
    data.mkdir()
    (data / "a.csv").write_text(VISITS, encoding="utf-8")
    (data / "b.csv").write_text(ORDERS.format("10.00"), encoding="utf-8")
    return data


def changed(path: Path, change) -> None:
    """Write a file of the cache anew, well-formed, but with other contents."""
    kept = KeptFile(path)
    about, tables = change(kept.about(Any), kept.tables())
    written(path, about, tables, compressed=path.suffix == ".zip")


def with_column(tables, table, name, values):
    at = tables[table].column_names.index(name)
    return tables | {table: tables[table].set_column(at, name, values)}


def with_last(about, moment):
    about["files"]["a.csv"]["sheets"][0]["source"]["last"] = moment
    return about


CHANGES = {
    "a code of nobody": lambda a, t: (
        a, with_column(t, "visits", "buyer_id", pa.array([0, 99], pa.int32()))
    ),
    "a negative code": lambda a, t: (
        a, with_column(t, "visits", "buyer_id", pa.array([0, -1], pa.int32()))
    ),
    "times as texts": lambda a, t: (
        a, with_column(t, "visits", "visited_at", pa.array(["x", "y"]))
    ),
    "a time outside all reason": lambda a, t: (
        a, with_column(t, "visits", "visited_at", pa.array([2**62, 5], pa.int64()))
    ),
    "amounts with blanks": lambda a, t: (
        a, with_column(t, "orders", "amount", pa.array([None], pa.int64()))
    ),
    "a table without a column": lambda a, t: (
        a, t | {"visits": t["visits"].drop_columns(["visited_at"])}
    ),
    "a table too few": lambda a, t: (a, {k: v for k, v in t.items() if k != "buyers"}),
    "buyers as lists": lambda a, t: (
        a, with_column(t, "buyers", "name", pa.array([[1]] * t["buyers"].num_rows))
    ),
    "no files": lambda a, t: (a | {"files": None}, t),
    "a time of another zone": lambda a, t: (with_last(a, "2022-08-01T10:00:00Z"), t),
    "a column that is none": lambda a, t: (a | {"to_the_minute": {"visits": ["x"]}}, t),
    "a problem of no kind": lambda a, t: (a | {"notes": [{"code": "x"}]}, t),
    "a problem that lacks what it shows": lambda a, t: (
        a | {"notes": [{"code": "masked_buyers"}]}, t
    ),
    "fewer rows than none": lambda a, t: (
        a | {"nets": {"b.csv": {"net": True, "refunded": -1, "satisfying": 0}}}, t
    ),
    "another shape": lambda a, t: ([a], t),
}  # fmt: skip


@pytest.mark.parametrize("how", CHANGES)
def test_a_well_formed_snapshot_of_another_layout_is_made_anew(folder, how):
    expected = read_folder(folder)
    (snapshot,) = (folder / FOLDER).glob("*.snapshot")
    changed(snapshot, CHANGES[how])
    kept = Cache(folder, Settings()).snapshot()
    assert kept is None or kept.load() is None
    for read in (read_cached, read_folder, read_folder):
        got = read(folder)
        assert got is None or differences(got, expected) == []


def each(tables, name, column):
    """A column of each table that has it replaced by another one of as many rows."""
    return {
        table: with_column({table: of}, table, name, column(of.num_rows))[table]
        if name in of.column_names
        else of
        for table, of in tables.items()
    }


ENTRY_CHANGES = {
    "of another content": lambda a, t: (a | {"sha256": "0" * 64}, t),
    "of another parsing": lambda a, t: (a | {"parsing": "x"}, t),
    "a row too many": lambda a, t: (a, {k: pa.concat_tables([v, v]) for k, v in t.items()}),
    "a column of another type": lambda a, t: (
        a, {k: v.append_column("x", pa.array([[1]] * v.num_rows)) for k, v in t.items()}
    ),
    "no sheets": lambda a, t: (a | {"sheets": [None]}, t),
    "buyers as numbers": lambda a, t: (a, each(t, "buyer_id", lambda n: pa.array([1] * n))),
    "times as numbers": lambda a, t: (a, each(t, "visited_at", lambda n: pa.array([1] * n))),
    "nobody's visits": lambda a, t: (
        a, each(t, "buyer_id", lambda n: pa.DictionaryArray.from_arrays(
            pa.nulls(n, pa.int32()), pa.array(["x"])))
    ),
    "times outside all reason": lambda a, t: (
        a, each(t, "visited_at", lambda n: pa.array([1 << 60] * n, pa.timestamp("s")))
    ),
}  # fmt: skip


@pytest.mark.parametrize("how", ENTRY_CHANGES)
def test_a_well_formed_entry_of_another_layout_is_made_anew(folder, how):
    expected = read_folder(folder)
    for entry in (folder / FOLDER).glob("*.zip"):
        changed(entry, ENTRY_CHANGES[how])
    for snapshot in (folder / FOLDER).glob("*.snapshot"):
        snapshot.unlink()
    assert differences(read_folder(folder), expected) == []


CHAT = "店:小美 2022-08-01 9:00:00\n在吗\n已读\n甲 2022-08-01 9:01:00\n在\n"
CHAT_CHANGES = {
    "without the parts": lambda t: t.drop_columns(["part"]),
    "parts before the first": lambda t: with_column(
        {"": t}, "", "part", pa.array([-1] * t.num_rows, pa.int32())
    )[""],
    "spoken by nobody": lambda t: with_column(
        {"": t}, "", "speaker", pa.DictionaryArray.from_arrays(
            pa.nulls(t.num_rows, pa.int32()), pa.array(["x"]))
    )[""],
}  # fmt: skip


@pytest.mark.parametrize("how", CHAT_CHANGES)
def test_a_well_formed_chat_record_of_another_layout_is_made_anew(folder, how):
    (folder / "c.txt").write_text(CHAT, encoding="utf-8")
    expected = read_folder(folder)
    for entry in (folder / FOLDER).glob("*.zip"):
        changed(entry, lambda about, tables: (
            about,
            {k: CHAT_CHANGES[how](t) if "speaker" in t.column_names else t
             for k, t in tables.items()},
        ))  # fmt: skip
    for snapshot in (folder / FOLDER).glob("*.snapshot"):
        snapshot.unlink()
    assert read_cached(folder) is None
    assert differences(read_folder(folder), expected) == []


@pytest.mark.parametrize("signs", [[], [1, 2], "x", [None] * 6, {"a": 1}])
def test_an_index_of_other_signs_is_made_anew(folder, signs):
    import zlib

    expected = read_folder(folder)
    files = [["a.csv", signs, "0" * 64], ["b.csv", signs, 5]]
    index = {"crc32": zlib.crc32(json.dumps(files).encode()), "files": files}
    (folder / FOLDER / "xlcs-index.json").write_text(json.dumps(index))
    assert differences(read_folder(folder), expected) == []


# ---- replaced files


def amount(folder: Path) -> list[int]:
    return read_folder(folder).tables.orders.amount.tolist()


OLD = (1_600_000_000, 1_600_000_000)


@pytest.mark.parametrize("how", ["copied over", "moved over"])
def test_a_replaced_file_of_equal_size_and_time_is_noticed(folder, tmp_path, how):
    os.utime(folder / "b.csv", OLD)
    assert amount(folder) == [1000]
    assert amount(folder) == [1000]
    new = tmp_path / "new.csv"
    new.write_text(ORDERS.format("90.00"), encoding="utf-8")
    os.utime(new, OLD)
    if how == "copied over":
        (folder / "b.csv").write_bytes(new.read_bytes())
        os.utime(folder / "b.csv", OLD)
    else:
        new.replace(folder / "b.csv")
    assert (folder / "b.csv").stat().st_mtime == OLD[0]
    assert amount(folder) == [9000]


def test_a_cache_that_was_copied_along_says_nothing_of_other_files(folder, tmp_path):
    os.utime(folder / "b.csv", OLD)
    read_folder(folder)
    other = tmp_path / "other"
    shutil.copytree(folder, other)
    (other / "b.csv").write_text(ORDERS.format("90.00"), encoding="utf-8")
    os.utime(other / "b.csv", OLD)
    assert amount(other) == [9000]
    assert amount(folder) == [1000]


def test_where_the_system_has_no_time_of_change_the_content_is_read(folder, monkeypatch):
    monkeypatch.setattr("xlcs.exports.cache.signs.HAS_CHANGE_TIME", False)
    os.utime(folder / "b.csv", OLD)
    assert amount(folder) == [1000]
    before = (folder / "b.csv").stat()
    (folder / "b.csv").write_text(ORDERS.format("90.00"), encoding="utf-8")
    os.utime(folder / "b.csv", OLD)
    real = Path.stat

    class Before:  # on Windows nothing of these would differ
        st_size, st_mtime_ns, st_ctime_ns = before.st_size, before.st_mtime_ns, before.st_ctime_ns
        st_ino, st_dev, st_mode = before.st_ino, before.st_dev, before.st_mode
        st_mtime = before.st_mtime

    monkeypatch.setattr(
        Path, "stat", lambda self, **how: Before if self.name == "b.csv" else real(self, **how)
    )
    assert amount(folder) == [9000]


# ---- what passes


def test_a_reading_that_failed_for_a_passing_reason_is_not_remembered(folder, monkeypatch):
    from xlcs.exports import files as through_cache

    def spent(*_, **__):
        raise MemoryError

    expected = read_folder(folder)
    shutil.rmtree(folder / FOLDER)
    with monkeypatch.context() as patched:
        patched.setattr(through_cache, "parsed_file", spent)
        shop = read_folder(folder)
        assert {p.code for p in shop.problems} == {"unreadable_file"}
    assert differences(read_folder(folder), expected) == []
