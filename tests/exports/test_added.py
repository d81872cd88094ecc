"""Files that come one by one give the shop that reading all at once gives."""

from __future__ import annotations

import random
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.exports.same_shop import differences, uncached
from tests.reference.files import write
from tests.reference.shops import MIDDLE, random_shop, small_shops
from tests.reference.source import File
from xlcs.exports.folder import read_cached, read_folder


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


@given(files=small_shops(), seed=st.integers(0, 1000))
@settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck))
def test_small_shops_file_by_file(files: list[File], seed: int) -> None:
    with TemporaryDirectory() as folder:
        assert step_by_step(files, Path(folder), random.Random(seed)) == []


@pytest.mark.parametrize("seed", range(2))
def test_middle_shops_file_by_file(seed: int, tmp_path: Path) -> None:
    rng = random.Random(seed)
    assert step_by_step(random_shop(rng, MIDDLE), tmp_path, rng) == []
