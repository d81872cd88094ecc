"""Rows join an array where it is, or a copy of it."""

from __future__ import annotations

import numpy as np
import pytest

from xlcs.exports.cache.room import spliced, with_room


def numbers(count: int, roomy: bool) -> np.ndarray:
    array = with_room(count, np.dtype(np.int32)) if roomy else np.empty(count, np.int32)
    array[:] = np.arange(count)
    return array


@pytest.mark.parametrize("roomy", [True, False])
@pytest.mark.parametrize("more", [0, 1, 3, 5_000])
@pytest.mark.parametrize(("low", "high"), [(0, 0), (0, 10), (4, 4), (4, 7), (10, 10)])
def test_rows_take_the_place_of_others(roomy, more, low, high):
    rows = np.arange(100, 100 + more, dtype=np.int32)
    expected = [*range(low), *range(100, 100 + more), *range(high, 10)]
    assert spliced(numbers(10, roomy), low, high, rows).tolist() == expected


def test_further_rows_join_in_place_until_the_room_is_full():
    array = numbers(10, roomy=True)
    begins = array.ctypes.data
    expected = array.tolist()
    in_place = 0
    for number in range(3):
        rows = np.full(2_000, number, np.int32)
        array = spliced(array, len(array), len(array), rows)
        expected += [number] * 2_000
        in_place += array.ctypes.data == begins
        assert array.tolist() == expected
    assert in_place == 2


def test_rows_of_a_wider_type_are_not_cut():
    array = spliced(numbers(3, roomy=True), 3, 3, np.array([2**40]))
    assert array.tolist() == [0, 1, 2, 2**40]


def test_the_beginning_of_a_longer_array_is_no_room():
    whole = np.arange(10, dtype=np.int32)
    joined = spliced(whole[:4], 4, 4, np.array([7], dtype=np.int32))
    assert joined.tolist() == [0, 1, 2, 3, 7]
    assert whole.tolist() == list(range(10))
