"""Codes of long columns are Arrow's own."""

import random

import numpy as np
import pyarrow as pa
import pytest

from xlcs.exports.values import coded as module
from xlcs.exports.values.coded import coded


@pytest.fixture(autouse=True)
def for_short_columns(monkeypatch):
    monkeypatch.setattr(module, "FEWEST_ROWS", 1)
    monkeypatch.setattr(module, "_SAMPLE", 4)


def column(count: int, longest: int, different: int, seed: int = 3) -> pa.Array:
    pick = random.Random(seed)
    letters = [b"\0", b"a", b"b", "鱼".encode("gb18030"), b"\xff"]
    values = [b"".join(pick.choices(letters, k=pick.randint(0, longest))) for _ in range(different)]
    return pa.array([pick.choice(values) for _ in range(count)], pa.binary())


def arrows_own(given: pa.Array) -> bool:
    """Whether it is sound, and the same as Arrow's."""
    result = coded(given)
    result.validate(full=True)
    return bool(result.equals(given.dictionary_encode()))


@pytest.mark.parametrize("longest", [1, 3, 8, 30])
@pytest.mark.parametrize("different", [1, 2, 50, 5_000])
def test_it_gives_what_arrow_gives(longest, different):
    assert arrows_own(column(5_000, longest, different))


def test_values_that_differ_by_zeros_at_their_end_or_are_empty():
    values = [b"", b"\0", b"\0\0", b"a", b"a\0", b"a" * 8, b"a" * 8 + b"\0", b"a" * 7 + b"\0"]
    assert arrows_own(pa.array(values * 3, pa.binary()))
    assert arrows_own(pa.array([b""] * 5, pa.binary()))
    assert arrows_own(pa.array([b"a"], pa.binary()))
    assert arrows_own(pa.array([], pa.binary()))


def test_a_part_of_a_column():
    assert arrows_own(column(900, 12, 300)[100:700])


def rows_asked(monkeypatch) -> list[int]:
    """How many rows each call has that is not left to Arrow at once."""
    asked: list[int] = []
    first_rows = module._first_rows
    monkeypatch.setattr(module, "_first_rows", lambda h: asked.append(len(h)) or first_rows(h))
    return asked


def test_which_columns_it_is_done_for(monkeypatch):
    asked = rows_asked(monkeypatch)
    assert arrows_own(column(500, 30, 400))
    assert asked == [500]
    assert arrows_own(pa.array([b"a", b"b", b"c", b"d" * 65] * 9, pa.binary()))  # too long
    monkeypatch.setattr(module, "_SAMPLE", 400)
    assert arrows_own(column(500, 20, 5))  # few different ones
    monkeypatch.setattr(module, "MOST_ROWS", 499)
    assert arrows_own(column(500, 20, 400))
    assert asked == [500]


@pytest.mark.parametrize("kept_bits", [0, 1, 5])
def test_different_values_of_one_hash(monkeypatch, kept_bits):
    first_rows = module._first_rows
    mask = np.uint64((1 << kept_bits) - 1)
    monkeypatch.setattr(module, "_first_rows", lambda hashes: first_rows(hashes & mask))
    assert arrows_own(column(500, 20, 400))


def test_rows_that_share_a_place_again_and_again(monkeypatch):
    monkeypatch.setattr(module, "_FACTOR", np.uint64(1 << 63))
    assert arrows_own(column(500, 20, 400))
    hashes = np.arange(1, 41, 2, dtype=np.uint64)
    assert module._first_rows(hashes) is None
