"""Files that come one by one, change and go give the shop that reading all at once gives."""

from __future__ import annotations

import random
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.exports.same_shop import differences, uncached
from tests.reference.files import write
from tests.reference.shops import MIDDLE, SMALL, TROUBLES, random_shop, small_shops
from tests.reference.source import File
from xlcs.exports.cache.places import FOLDER
from xlcs.exports.folder import read_cached, read_folder
from xlcs.figures.compute import compute


def step_by_step(files: list[File], folder: Path, rng: random.Random) -> list[str]:
    """Differences after each new file, with one more pasted beside, and in the end."""
    found = []
    written: list[Path] = []
    whole = folder / "all"
    write(files, whole, rng)
    paths = sorted(path for path in whole.rglob("*") if path.is_file())
    rng.shuffle(paths)
    data = folder / "data"
    for number, path in enumerate(paths):
        target = data / path.relative_to(whole)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(path.read_bytes())
        written.append(target)
        also = None
        if number + 1 < len(paths) and rng.random() < 0.5:
            also = {"pasted.xlsx": paths[number + 1]}
        expected = uncached(data, folder / "beside", also=also)
        for how, read in (("new", read_folder), ("again", read_folder), ("cached", read_cached)):
            got = read(data, also=also)
            found += [f"{how} {path.name}: {text}" for text in differences(got, expected)]
    return found


def coming_and_going(files: list[File], folder: Path, rng: random.Random, steps: int) -> list[str]:
    """Differences after each of some steps: a file comes, goes, or takes another one's place."""
    found = []
    whole = folder / "all"
    write(files, whole, rng)
    paths = sorted(path for path in whole.rglob("*") if path.is_file())
    data = folder / "data"
    for path in rng.sample(paths, (len(paths) + 1) // 2):
        target = data / path.relative_to(whole)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(path.read_bytes())
    read_folder(data)
    for number in range(steps):
        there = [p for p in sorted(data.rglob("*")) if p.is_file() and FOLDER not in p.parts]
        what = rng.choice(["comes", "goes", "changes", "changes"])
        if what == "goes" and len(there) > 1:
            rng.choice(there).unlink()
        else:
            path = rng.choice(paths)
            # Of the same ending: what is a workbook is not read as text.
            places = [p for p in there if p.suffix == path.suffix] if what == "changes" else []
            target = rng.choice(places) if places else data / path.relative_to(whole)
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(path.read_bytes())
        expected = uncached(data, folder / "beside")
        for how, read in (("new", read_folder), ("again", read_folder), ("cached", read_cached)):
            differ = differences(read(data), expected, may_know_more=True)
            found += [f"{how}, step {number} ({what}): {text}" for text in differ]
    return found


@given(files=small_shops(replace(SMALL, troubles=TROUBLES)), seed=st.integers(0, 1000))
@settings(max_examples=12, derandomize=True, deadline=None, suppress_health_check=list(HealthCheck))
def test_small_shops_whose_files_come_and_go(files: list[File], seed: int) -> None:
    with TemporaryDirectory() as folder:
        assert coming_and_going(files, Path(folder), random.Random(seed), steps=6) == []


@pytest.mark.parametrize("seed", range(3))
def test_middle_shops_whose_files_come_and_go(seed: int, tmp_path: Path) -> None:
    rng = random.Random(seed)
    assert coming_and_going(random_shop(rng, MIDDLE), tmp_path, rng, steps=12) == []


@given(files=small_shops(), seed=st.integers(0, 1000))
@settings(max_examples=12, derandomize=True, deadline=None, suppress_health_check=list(HealthCheck))
def test_small_shops_file_by_file(files: list[File], seed: int) -> None:
    with TemporaryDirectory() as folder:
        assert step_by_step(files, Path(folder), random.Random(seed)) == []


@pytest.mark.parametrize("seed", range(2))
def test_middle_shops_file_by_file(seed: int, tmp_path: Path) -> None:
    rng = random.Random(seed)
    assert step_by_step(random_shop(rng, MIDDLE), tmp_path, rng) == []


RELATIONS = "买家ID,客服旺旺,建立时间\nb1,店:红,2022-07-31 09:00:00\nb2,店:红,2022-07-31 09:00:00\n"
UNREAD = "买家ID,客服旺旺,发送时间,发起方,是否已读\nb1,店:红,2022-08-01 09:00:00,客服,否\n"
SILENT = "买家ID,客服旺旺,发送时间,发起方\nb2,店:红,2022-08-01 10:00:00,客服\n"


@pytest.mark.parametrize(
    ("came", "sent", "read"),
    [(["unread.csv"], 1, 0), (["silent.csv"], 1, None),
     (["unread.csv", "silent.csv"], 2, 0), (["silent.csv", "unread.csv"], 2, 0)],
)  # fmt: skip
def test_that_one_file_says_unread_is_known_whichever_came_first(
    came: list[str], sent: int, read: int | None, tmp_path: Path
) -> None:
    texts = {"unread.csv": UNREAD, "silent.csv": SILENT}
    (tmp_path / "关系.csv").write_text(RELATIONS, encoding="utf-8")
    for name in came:
        (tmp_path / name).write_text(texts[name], encoding="utf-8")
        read_folder(tmp_path)
    cold = uncached(tmp_path, tmp_path.parent / "beside")
    for shop in (cold, read_folder(tmp_path), read_cached(tmp_path)):
        assert shop is not None
        figures = compute(shop)
        assert figures.value("sent_customers") == sent
        assert figures.value("read_customers") == read
    (tmp_path / "unread.csv").unlink(missing_ok=True)
    left = compute(read_folder(tmp_path)).value("read_customers")
    assert left is None
