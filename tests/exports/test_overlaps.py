"""Merging of overlapping rows, on literal rows."""

from __future__ import annotations

import numpy as np

from xlcs.exports.merge.same_key import NONE, group


def test_the_latest_row_of_each_key_in_the_order_of_the_files():
    groups = group([np.array([7, 3, 7, 3, 5])])
    assert groups.rows.tolist() == [2, 3, 4]
    assert groups.order.tolist() == [1, 3, 0, 2]
    assert groups.starts.tolist() == [0, 2]
    assert groups.place.tolist() == [1, 0]


def test_keys_that_occur_once_move_nothing():
    groups = group([np.array([7, 3, 5])])
    assert not groups.doubled
    values = np.array([1, 2, NONE])
    assert np.shares_memory(groups.latest(values, values != NONE), values)


def test_a_value_beats_a_blank_whatever_the_order_and_a_later_value_an_earlier_one():
    groups = group([np.array([1, 1, 2, 2, 3, 3, 4])])
    values = np.array([10, NONE, NONE, 20, 30, 31, 40])
    assert groups.latest(values, values != NONE).tolist() == [10, 20, 31, 40]
    assert values.tolist() == [10, NONE, NONE, 20, 30, 31, 40]


def test_many_rows_of_few_keys_keep_their_order():
    keys = np.tile(np.array([4, 2, 9]), 1000)
    groups = group([keys])
    values = np.arange(3000)
    assert groups.latest(values, values >= 0).tolist() == [2997, 2998, 2999]
    assert groups.latest(values, values < 1500).tolist() == [1497, 1498, 1499]


def test_all_blank_stays_blank():
    groups = group([np.array([1, 1])])
    values = np.array([NONE, NONE])
    assert groups.latest(values, values != NONE).tolist() == [NONE]
    assert groups.earliest(values).tolist() == [NONE]
    assert groups.total(values).tolist() == [NONE]


def test_earliest_ignores_blanks_and_handles_times_before_1970():
    groups = group([np.array([1, 1, 1, 2, 2])])
    assert groups.earliest(np.array([5, NONE, 3, -4, 9])).tolist() == [3, -4]


def test_a_total_that_lacks_a_part_is_blank():
    groups = group([np.array([1, 1, 2, 3, 3])])
    assert groups.total(np.array([100, NONE, 7, 5, 6])).tolist() == [NONE, 7, 11]


def test_differing_sees_two_values_but_not_a_blank():
    groups = group([np.array([1, 1, 2, 2, 3, 3, 3])])
    values = np.array([5, 5, 5, NONE, 1, 1, 2])
    assert groups.differing(values).tolist() == [False, False, True]
    assert [rows.tolist() for rows in groups.rows_of(groups.differing(values))] == [[4, 5, 6]]


def test_keys_too_wide_for_one_number_group_the_same():
    wide = np.array([2**62, -(2**62), 2**62, 0])
    groups = group([wide, np.array([1, 1, 1, 2**40])])
    assert groups.rows.tolist() == [1, 2, 3]
    assert groups.order.tolist() == [0, 2]
    assert not group([wide[1:], np.array([1, 1, 2**40])]).doubled


def test_no_rows_and_one_row():
    for keys in ([], [5]):
        groups = group([np.array(keys, dtype=np.int64)])
        assert not groups.doubled
        assert groups.earliest(np.array(keys, dtype=np.int64)).tolist() == keys
