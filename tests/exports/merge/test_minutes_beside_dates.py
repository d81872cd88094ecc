"""A copy saved from Excel with date and time of day in two columns holds the same receptions."""

from __future__ import annotations

from tests.exports.one_file import RECEPTIONS, csv
from xlcs.exports.folder import read_folder

SPLIT = "买家ID,客服旺旺,开始日期,开始时间,结束日期,结束时间,接待类型,状态"


def test_times_of_day_to_the_minute_are_those_of_the_original(tmp_path):
    exact = "甲,店:小美,2022-08-01 11:00:10,2022-08-01 11:10:20,售前,付款成功"
    cut = "甲,店:小美,2022/8/1,11:00,2022/8/1,11:10,售前,付款成功"
    (tmp_path / "a.csv").write_bytes(csv(RECEPTIONS, exact))
    (tmp_path / "b.csv").write_bytes(csv(SPLIT, cut))
    receptions = read_folder(tmp_path).tables.receptions
    assert [str(time) for time in receptions.frame["started_at"]] == ["2022-08-01 11:00:10"]
    whole = "乙,店:小美,2022/8/1,11:00:00,2022/8/1,11:10:00,售前,付款成功"
    (tmp_path / "b.csv").write_bytes(csv(SPLIT, cut, whole))
    assert read_folder(tmp_path).rows("receptions") == 2
