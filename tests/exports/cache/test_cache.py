"""The cache never changes an answer: what is kept and joined, damage, other versions."""

from __future__ import annotations

import os
import random
import shutil
from pathlib import Path

import pytest

from tests.exports.kept_shop import RELATIONS, VISITS, settle
from tests.exports.same_shop import differences, uncached
from xlcs.exports import files as files_module
from xlcs.exports import folder as folder_module
from xlcs.exports.cache import snapshot
from xlcs.exports.cache import store as cache_module
from xlcs.exports.cache.places import FOLDER, INDEX
from xlcs.exports.folder import read_cached, read_folder
from xlcs.settings import Settings

FLIPS = 20


def shot(folder: Path) -> Path:
    (path,) = (folder / FOLDER).glob("*.snapshot")
    return path


def snapshots(folder: Path) -> list[Path]:
    return sorted((folder / FOLDER).glob("*.snapshot"))


def entries(folder: Path) -> list[Path]:
    return sorted((folder / FOLDER).glob("*.zip"))


def never(*_, **__):
    raise AssertionError("not to be called")


# ---- what is done again, and what is not


def test_nothing_new_parses_and_merges_nothing(folder, expected, monkeypatch):
    monkeypatch.setattr(cache_module.Cache, "get", never)
    monkeypatch.setattr(folder_module, "merged", never)
    monkeypatch.setattr(folder_module, "added", never)
    monkeypatch.setattr(cache_module.Cache, "keep", never)
    assert differences(read_folder(folder), expected) == []
    assert differences(read_cached(folder), expected) == []


@pytest.mark.parametrize(("text", "read_again"), [(VISITS, set()), (RELATIONS, {"relations"})])
def test_a_new_file_has_only_its_own_tables_merged_anew(
    folder, tmp_path, monkeypatch, text, read_again
):
    read_again_of: set[str] = set()
    real = cache_module.Cache.get

    def get(self, sha256, name):
        sheets = real(self, sha256, name)
        read_again_of.update(s.source.table for s in sheets or ())
        return sheets

    (folder / "neu.csv").write_text(text, encoding="utf-8")
    expected = uncached(folder, tmp_path / "beside")
    monkeypatch.setattr(cache_module.Cache, "get", get)
    monkeypatch.setattr(folder_module, "merged", never)
    assert differences(read_folder(folder), expected) == []
    assert read_again_of == read_again
    monkeypatch.setattr(folder_module, "added", never)  # the snapshot is of the new file too
    assert differences(read_folder(folder), expected) == []


def test_small_files_join_each_time_until_they_are_many(folder, tmp_path, monkeypatch):
    kept = []
    real = cache_module.Cache.keep

    def keep(self, shop):
        kept.append(len(shop.files))
        real(self, shop)

    before = len(cache_module.Cache(folder, Settings()).snapshot().files)
    for number in range(1, folder_module._FEW_FILES + 3):
        text = f"买家ID,进店时间\n新买家,2022-09-09 10:00:0{number % 10}\n"
        (folder / f"neu{number}.csv").write_text(text, encoding="utf-8")
        settle(folder)
        expected = uncached(folder, tmp_path / f"beside{number}")
        with monkeypatch.context() as patched:
            patched.setattr(cache_module.Cache, "keep", keep)
            patched.setattr(folder_module, "merged", never)
            patched.setattr(folder_module, "_SMALL_PART", 0)  # a row is no small part of so few
            for read in (read_folder, read_folder, read_cached):
                assert differences(read(folder), expected) == []
    # The ninth made it worth while; the tenth is one small file again.
    assert kept == [before + folder_module._FEW_FILES + 1]


def test_exports_of_the_same_orders_are_merged_again_but_once(tmp_path, monkeypatch):
    data = tmp_path / "data"
    data.mkdir()
    rows = [f"{n},买家{n},2022-08-0{1 + n % 9} 10:00:00,{n}.00" for n in range(1, 101)]
    header = "订单编号,买家会员名,订单付款时间,买家实际支付金额"
    for day in range(1, 5):  # each has the same hundred orders, as daily exports of thirty days do
        (data / f"{day}.csv").write_text("\n".join([header, *rows]), encoding="utf-8")
    settle(data)
    read_folder(data)
    (data / "5.csv").write_text("\n".join([header, *rows[:1]]), encoding="utf-8")
    settle(data)
    expected = uncached(data, tmp_path / "beside")
    assert differences(read_folder(data), expected) == []
    monkeypatch.setattr(cache_module.Cache, "get", never)
    monkeypatch.setattr(folder_module, "added", never)
    assert differences(read_folder(data), expected) == []


def test_a_new_agent_moves_the_numbers_of_those_behind(folder, tmp_path, monkeypatch):
    text = "买家ID,客服旺旺,发送时间,发起方\n小明,0号客服,2022-08-01 10:00:00,客服\n"
    (folder / "neu.csv").write_text(text, encoding="utf-8")
    expected = uncached(folder, tmp_path / "beside")
    monkeypatch.setattr(folder_module, "merged", never)
    got = read_folder(folder)
    assert got.tables.agents.categories[0] == "0号客服"
    assert differences(got, expected) == []


@pytest.mark.parametrize("what", ["changed", "gone", "renamed"])
def test_a_changed_file_of_messages_has_all_merged_anew(folder, tmp_path, what):
    path = next(p for p in sorted(folder.rglob("*-messages*")) if FOLDER not in p.parts)
    if what == "changed":
        path.write_bytes(next(iter(sorted(folder.rglob("*-visits*")))).read_bytes())
    elif what == "gone":
        path.unlink()
    else:
        path.rename(path.with_stem("zzz"))
    assert differences(read_folder(folder), uncached(folder, tmp_path / "beside")) == []


@pytest.mark.parametrize("what", ["changed", "gone", "renamed"])
@pytest.mark.parametrize("table", ["relations", "orders", "receptions", "invitations"])
def test_a_changed_file_of_another_table_has_that_merged_anew(
    folder, tmp_path, monkeypatch, table, what
):
    path = next(p for p in sorted(folder.rglob(f"*-{table}*")) if FOLDER not in p.parts)
    if what == "changed":
        other = next(p for p in sorted(folder.rglob("*-opportunities*")) if FOLDER not in p.parts)
        path.with_suffix(other.suffix).write_bytes(other.read_bytes())
        if other.suffix != path.suffix:
            path.unlink()
    elif what == "gone":
        path.unlink()
    else:
        path.rename(path.with_stem("zzz"))
    expected = uncached(folder, tmp_path / "beside")
    monkeypatch.setattr(folder_module, "merged", never)
    for read in (read_folder, read_folder, read_cached):
        assert differences(read(folder), expected, may_know_more=True) == []


def test_a_file_to_the_minute_has_all_merged_anew(folder, tmp_path):
    text = "买家ID,进店时间\n小明,2022-08-01 10:00\n"
    (folder / "neu.csv").write_text(text, encoding="utf-8")
    got = read_folder(folder)
    assert got.resolution == "minute"
    assert differences(got, uncached(folder, tmp_path / "beside")) == []
    (folder / "neu2.csv").write_text(VISITS, encoding="utf-8")
    assert differences(read_folder(folder), uncached(folder, tmp_path / "beside")) == []


def test_two_settings_keep_a_snapshot_each_until_one_is_long_unused(folder, expected, tmp_path):
    settings = Settings(converted=("闲聊",), headers={"visits": {"visited_at": ("到店",)}})
    first, entries_before = shot(folder), entries(folder)
    theirs = uncached(folder, tmp_path / "beside", settings)
    assert differences(read_folder(folder, settings), theirs) == []
    assert len(snapshots(folder)) == 2
    assert set(entries(folder)) > set(entries_before)
    assert differences(read_folder(folder), expected) == []
    assert len(snapshots(folder)) == 2
    for path in (first, *entries_before):
        os.utime(path, (0, 0))
    assert differences(read_folder(folder, settings), theirs) == []
    assert first not in snapshots(folder)
    assert not set(entries(folder)) & set(entries_before)


def test_a_snapshot_under_the_name_of_other_settings_is_not_used(folder, tmp_path):
    settings = Settings(converted=("闲聊",))
    other = tmp_path / "other"
    shutil.copytree(folder, other)
    shot(other).unlink()
    read_folder(other, settings)
    shutil.copy(shot(folder), shot(other))
    expected = uncached(folder, tmp_path / "beside", settings)
    assert differences(read_folder(other, settings), expected) == []


def test_a_file_that_changes_while_it_is_read_is_not_remembered(folder, tmp_path, monkeypatch):
    from xlcs.exports import files as through_cache

    late = folder / "neu.csv"
    late.write_text(VISITS, encoding="utf-8")
    real = through_cache.parsed_file

    def changed(path, *rest):
        late.write_text(VISITS.replace("新买家", "另一个"), encoding="utf-8")
        return real(path, *rest)

    monkeypatch.setattr(through_cache, "parsed_file", changed)
    read_folder(folder)
    monkeypatch.undo()
    late.write_text(VISITS, encoding="utf-8")
    assert differences(read_folder(folder), uncached(folder, tmp_path / "beside")) == []


KINDS_OF_CONTENT = {
    "chat record": "店:小美 2022-08-01 9:00:00\n在吗\n已读\n甲 2022-08-01 9:01:00\n在\n",
    "buyers in two ways": "买家ID,买家昵称,客服,发送时间,发起方\n1,甲,小美,2022-08-01 09:00,客服\n",
    "people": "姓名,客服旺旺,组\n红姐,小美,一组\n",
    "summary": "日期,发送客户数,阅读客户数\n2022-08-01,3,2\n",
    "state of a task": "客服,商机类型,创建时间,完成状态\n小美,关联销售,2022-08-01,已完成\n",
    "no table": "甲,乙\n1,2\n",
    "headers alone": "买家ID,进店时间\n",
}


@pytest.mark.parametrize("content", KINDS_OF_CONTENT.values(), ids=KINDS_OF_CONTENT)
def test_whatever_is_parsed_is_remembered(tmp_path, monkeypatch, content):
    (tmp_path / "a.csv").write_text(content, encoding="utf-8")
    expected = read_folder(tmp_path)
    (tmp_path / "b.csv").write_text(RELATIONS, encoding="utf-8")
    read_folder(tmp_path)
    for path in snapshots(tmp_path):
        path.unlink()
    (tmp_path / "b.csv").unlink()
    monkeypatch.setattr(files_module, "parsed_file", never)
    assert differences(read_folder(tmp_path), expected) == []


def test_many_refused_rows_are_kept_too(folder, tmp_path, monkeypatch):
    lines = ["买家ID,进店时间", *(f"买家{n},坏的时间{n}" for n in range(30_000))]
    (folder / "neu.csv").write_text("\n".join(lines), encoding="utf-8")
    expected = uncached(folder, tmp_path / "beside")
    assert len(expected.problems) > 30_000
    read_folder(folder)
    monkeypatch.setattr(folder_module, "added", never)
    monkeypatch.setattr(folder_module, "merged", never)
    assert read_folder(folder).problems == expected.problems


# ---- damage


def damaged(path: Path, *, seed: int, expected, folder: Path, without: Path | None = None):
    """Differences after each of many single flipped bits, and after cuts."""
    whole = path.read_bytes()
    rng = random.Random(seed)
    places = sorted({0, len(whole) - 1, *(rng.randrange(len(whole)) for _ in range(FLIPS))})
    spoilt = []
    for at in places:
        flipped = bytearray(whole)
        flipped[at] ^= 1 << rng.randrange(8)
        spoilt.append((f"bit at {at}", bytes(flipped)))
    cuts = {0, 1, 27, 28, 40, len(whole) // 3, len(whole) // 2, len(whole) - 1}
    spoilt += [(f"cut to {length}", whole[:length]) for length in sorted(cuts)]
    found = []
    for how, content in spoilt:
        path.write_bytes(content)
        if without is not None:
            without.unlink(missing_ok=True)
        for read in (read_cached, read_folder):
            got = read(folder)
            if got is not None:
                found += [f"{how}: {text}" for text in differences(got, expected)]
    return found


def test_a_damaged_snapshot_changes_no_answer(folder, expected):
    assert damaged(shot(folder), seed=1, expected=expected, folder=folder) == []


def test_a_damaged_entry_changes_no_answer(folder, expected):
    entry = max(entries(folder), key=lambda path: path.stat().st_size)
    found = damaged(entry, seed=2, expected=expected, folder=folder, without=shot(folder))
    assert found == []


def test_a_damaged_index_changes_no_answer(folder, expected):
    index = folder / FOLDER / INDEX
    assert damaged(index, seed=3, expected=expected, folder=folder) == []
    assert damaged(index, seed=4, expected=expected, folder=folder, without=shot(folder)) == []


@pytest.mark.parametrize(
    ("module", "name"),
    [(snapshot, "VERSION"), (cache_module, "__version__"), (cache_module, "FORMAT_VERSION")],
)
@pytest.mark.parametrize("other", [0, 99])
def test_what_another_version_wrote_is_made_anew(
    folder, expected, monkeypatch, module, name, other
):
    merging = []
    real = folder_module.merged
    monkeypatch.setattr(folder_module, "merged", lambda *given: merging.append(1) or real(*given))
    monkeypatch.setattr(module, name, other)
    assert differences(read_folder(folder), expected) == []
    monkeypatch.undo()
    monkeypatch.setattr(folder_module, "merged", lambda *given: merging.append(1) or real(*given))
    assert differences(read_folder(folder), expected) == []
    assert len(merging) == 2  # the other version's is not ours either
    assert len(list((folder / FOLDER).glob("*.snapshot"))) == 1


def test_an_index_of_gigabytes_is_not_read(folder, expected):
    index = folder / FOLDER / INDEX
    os.truncate(index, 8 << 30)  # of holes
    assert cache_module.read_index(folder / FOLDER) == {}
    assert differences(read_folder(folder), expected) == []
    assert index.stat().st_size < 1 << 20


def test_an_index_of_another_shape_is_made_anew(folder, expected):
    index = folder / FOLDER / INDEX
    index.write_text('{"a.csv": [1, 2, "x"]}')
    assert differences(read_folder(folder), expected) == []
    assert b"crc32" in index.read_bytes()
