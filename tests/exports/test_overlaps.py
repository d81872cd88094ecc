"""Merging of overlapping rows, on literal rows."""

from __future__ import annotations

import numpy as np

from xlcs.exports.overlaps import NONE, group


def test_groups_keep_the_order_of_lateness():
    groups = group([np.array([7, 3, 7, 3, 5])])
    assert groups.order.tolist() == [1, 3, 4, 0, 2]
    assert groups.starts.tolist() == [0, 2, 3]
    assert groups.last().tolist() == [3, 4, 2]
    assert groups.numbers().tolist() == [2, 0, 2, 0, 1]


def test_a_value_beats_a_blank_whatever_the_order_and_a_later_value_an_earlier_one():
    groups = group([np.array([1, 1, 2, 2, 3, 3])])
    values = np.array([10, NONE, NONE, 20, 30, 31])
    assert groups.latest(values, values != NONE).tolist() == [10, 20, 31]


def test_all_blank_stays_blank():
    groups = group([np.array([1, 1])])
    values = np.array([NONE, NONE])
    assert groups.latest(values, values != NONE).tolist() == [NONE]
    assert groups.earliest(values).tolist() == [NONE]
    assert groups.total(values).tolist() == [NONE]


def test_earliest_ignores_blanks_and_handles_times_before_1970():
    groups = group([np.array([1, 1, 1, 2, 2])])
    assert groups.earliest(np.array([5, NONE, 3, -4, 9])).tolist() == [3, -4]


def test_total_adds_what_is_there():
    groups = group([np.array([1, 1, 2])])
    assert groups.total(np.array([100, NONE, 7])).tolist() == [100, 7]


def test_differing_sees_two_values_but_not_a_blank():
    groups = group([np.array([1, 1, 2, 2, 3, 3, 3])])
    values = np.array([5, 5, 5, NONE, 1, 1, 2])
    assert groups.differing(values).tolist() == [False, False, True]


def test_keys_too_wide_for_one_number_group_the_same():
    wide = np.array([2**62, -(2**62), 2**62, 0])
    other = np.array([1, 1, 1, 2**40])
    groups = group([wide, other])
    assert groups.order.tolist() == [1, 3, 0, 2]
    assert groups.starts.tolist() == [0, 1, 2]


def test_no_rows():
    groups = group([np.empty(0, dtype=np.int64)])
    assert groups.single
    assert groups.last().tolist() == []
    assert groups.earliest(np.empty(0, dtype=np.int64)).tolist() == []
