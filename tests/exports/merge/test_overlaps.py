"""Merging of overlapping rows, on literal rows."""

from __future__ import annotations

import numpy as np
import pandas as pd

from tests.exports.merged_frames import texts
from xlcs.exports.merge.same_key import one_number, one_row_a_key, without_copies
from xlcs.exports.values.parsed import DAY, MINUTE, NO_TIME, SECOND


def rows(times=None, forms=None, **columns):
    frame = pd.DataFrame({name: pd.array(values, "Int64") for name, values in columns.items()})
    if times is not None:
        frame["t"] = pd.Series(times, dtype="datetime64[s]")
    if forms is not None:
        frame["t_form"] = pd.Series(forms, dtype="int8")
    return frame


def merged(keys, *, earliest=(), **columns):
    return one_row_a_key(rows(**columns), np.array(keys), earliest=earliest)


def test_a_key_keeps_the_place_of_its_latest_row():
    assert merged([7, 3, 7, 3, 5], at=[0, 1, 2, 3, 4])["at"].to_dict() == {2: 2, 3: 3, 4: 4}


def test_keys_that_occur_once_change_nothing():
    frame = rows(at=[1, 2, 3])
    assert one_row_a_key(frame, np.array([7, 3, 5])) is frame


def test_of_rows_that_are_all_alike_the_latest_stays():
    frame = rows(at=[1, 2, 1, 2, 1, 3], file=[0, 0, 1, 1, 2, 2])  # files say nothing of the fact
    left, keys = without_copies(frame, np.array([7, 5, 7, 5, 7, 6]))
    assert left.index.tolist() == [3, 4, 5]
    assert keys.tolist() == [5, 7, 6]


def test_of_rows_that_differ_anywhere_all_stay():
    # Key 7 is 1, 2, 1 again: the first 1 is no copy of the last, for 2 came between.
    frame = rows(at=[1, 2, 1, 4, None], times=["2022-08-01", *["2022-08-02"] * 4])
    assert without_copies(frame, np.array([7, 7, 7, 5, 5]))[0].index.tolist() == [0, 1, 2, 3, 4]


def test_blanks_are_alike():
    frame = rows(at=[None, None], times=[None, None])
    assert without_copies(frame, np.array([7, 7]))[0].index.tolist() == [1]


def test_a_value_beats_a_blank_whatever_the_order_and_a_later_value_an_earlier_one():
    values = [10, None, None, 20, 30, 31, 40]
    frame = merged([1, 1, 2, 2, 3, 3, 4], v=values).sort_index()
    assert frame["v"].tolist() == [10, 20, 31, 40]


def test_all_blank_stays_blank():
    frame = merged([1, 1], times=[None, None], v=[None, None], earliest=("t",))
    assert frame["v"].isna().tolist() == [True]
    assert texts(frame, "t") == [None]


def test_many_rows_of_few_keys_keep_their_order():
    assert merged(np.tile([4, 2, 9], 1000), v=range(3000))["v"].tolist() == [2997, 2998, 2999]


def test_of_times_the_latest_value_or_the_earliest_stays():
    times = ["2022-08-01 10:00:05", "2022-08-01 09:00:00", None]
    assert texts(merged([1, 1, 1], times=times), "t") == ["2022-08-01 09:00:00"]
    later = ["2022-08-01 09:00:00", "2022-08-01 10:00:05", None]
    assert texts(merged([1, 1, 1], times=later), "t") == ["2022-08-01 10:00:05"]
    assert texts(merged([1, 1, 1], times=later, earliest=("t",)), "t") == ["2022-08-01 09:00:00"]


def test_a_moment_beats_the_bare_day_on_that_day_only():
    times, forms = ["2022-08-01", "2022-08-01 18:00:00"], [DAY, SECOND]
    frame = merged([1, 1], times=times, forms=forms, earliest=("t",))
    assert texts(frame, "t") == ["2022-08-01 18:00:00"]
    assert frame["t_form"].tolist() == [SECOND]
    times = ["2022-08-01", "2022-08-02 00:00:00"]
    frame = merged([1, 1], times=times, forms=forms, earliest=("t",))
    assert texts(frame, "t") == ["2022-08-01 00:00:00"]
    assert frame["t_form"].tolist() == [DAY]


def test_of_one_minute_the_time_to_the_second_stays_whichever_is_later():
    times = ["2022-08-01 10:00:25", "2022-08-01 10:00:00", None]
    for order in ([0, 1, 2], [1, 0, 2], [1, 2, 0]):
        forms = [[SECOND, MINUTE, NO_TIME][at] for at in order]
        for earliest in ((), ("t",)):
            frame = merged(
                [1, 1, 1], times=[times[at] for at in order], forms=forms, earliest=earliest
            )
            assert texts(frame, "t") == ["2022-08-01 10:00:25"]
            assert frame["t_form"].tolist() == [SECOND]


def test_a_minute_beside_a_second_of_another_minute_is_another_value():
    times, forms = ["2022-08-01 10:01:25", "2022-08-01 10:00:00"], [SECOND, MINUTE]
    frame = merged([1, 1], times=times, forms=forms)
    assert texts(frame, "t") == ["2022-08-01 10:00:00"]
    assert frame["t_form"].tolist() == [MINUTE]


def test_one_number_is_equal_where_all_columns_are_and_orders_by_them_blanks_last():
    frame = pd.DataFrame(
        {
            "a": pd.Categorical(["x", "y", "x", None, "x"]),
            "t": pd.Series(["2022-08-02", "2022-08-01", None, "2022-08-01", "2022-08-02"],
                           dtype="datetime64[s]"),
        }
    )  # fmt: skip
    number = one_number([frame["a"], frame["t"]])
    assert number[0] == number[4]
    assert len(set(number.tolist())) == 4
    assert np.argsort(number, kind="stable").tolist() == [0, 4, 2, 1, 3]


def test_columns_too_wide_for_one_number_are_numbered_anew():
    wide = pd.Series([2**61, -(2**61), 2**61, 0])
    number = one_number([wide, pd.Series([1, 1, 1, 2**40]), wide])
    assert number[0] == number[2]
    assert len(set(number.tolist())) == 3
    assert np.argsort(number, kind="stable").tolist() == [1, 3, 0, 2]


def test_no_rows_and_one_row():
    for values in ([], [5]):
        number = one_number([pd.Series(values, dtype="int64")])
        assert len(number) == len(values)
