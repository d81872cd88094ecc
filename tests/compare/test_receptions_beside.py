"""Receptions of a tool's summary beside ours: means as they are written, and what is unknown.

Ours: of 店:红 on 08-01 two receptions of 39 and 40 seconds (mean 39.5), one of two buyers
converted; on 08-03 one of 100 seconds. 店:兰 received nobody on these days, but on 08-20.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from xlcs import compute, read_folder
from xlcs.compare.cause_texts import cause_text
from xlcs.compare.lines import Comparison, Line
from xlcs.compare.summaries import compared

RECEPTIONS = """买家ID,客服旺旺,开始日期,结束日期,状态
甲,店:红,2022-08-01 09:00:00,2022-08-01 09:00:39,协助付款
乙,店:红,2022-08-01 10:00:00,2022-08-01 10:00:40,未付款
甲,店:红,2022-08-03 09:00:00,2022-08-03 09:01:40,未付款
丙,店:兰,2022-08-20 09:00:00,2022-08-20 09:01:00,未付款
"""
FIRST = "统计时间：2022-08-01 至 2022-08-01\n客服旺旺,接待人数,平均接待时长{unit}\n"


def beside(folder: Path, summary: str) -> tuple[Comparison, dict[tuple[str, str | None], Line]]:
    """The comparison, and its lines by figure and agent, or by figure and day where of the shop."""
    (folder / "接待.csv").write_text(RECEPTIONS, encoding="gb18030")
    (folder / "汇总.csv").write_text(summary, encoding="gb18030")
    shop = read_folder(folder)
    found = compared(compute(shop), shop)
    assert found is not None
    return found, {(ln.figure, ln.agent or ln.start.isoformat()): ln for ln in found.lines}


@pytest.mark.parametrize(
    ("theirs", "unit", "seconds", "agrees"),
    [
        ("39.5", "", 39.5, True),
        ("39.512", "", 39.512, True),  # 0.012 is 0.03 %
        ("39.25", "", 39.25, False),  # 0.25 is 0.64 %, and not from rounding
        ("39", "", 39, True),  # whole seconds: up to 39.5
        ("40秒", "", 40, True),  # from 39.5 on
        ("41", "", 41, False),
        ("0分39.3秒", "", 39.3, False),  # 0.2 is 0.51 %; rounded to 0.1
        ("0:00:39.5", "", 39.5, True),
        ("0.66", "(分钟)", 39.6, True),  # 0.01 minute is 0.6 s, of which half may be rounded
        ("0.6", "(分钟)", 36, False),  # up to 39 s
        ("1", "(分钟)", 60, True),  # from 30 s on
    ],
)
def test_a_mean_agrees_as_far_as_it_is_written(tmp_path, theirs, unit, seconds, agrees):
    _, lines = beside(tmp_path, FIRST.format(unit=unit) + f"店:红,2,{theirs}\n")
    line = lines["average_duration", "店:红"]
    assert line.theirs == pytest.approx(seconds)
    assert line.ours == 39.5
    assert line.difference == pytest.approx(39.5 - seconds)
    assert line.cause == (None if agrees else "unexplained")


def test_a_day_without_receptions_of_ours_is_one_not_covered_for_rates_as_well(tmp_path):
    _, lines = beside(
        tmp_path,
        "日期,接待人数,接待转化率,平均接待时长\n2022-08-01,2,50%,39.5\n2022-08-02,4,75%,120\n"
        "2022-08-03,1,0%,100\n",
    )
    of_second = {figure: line.cause for (figure, day), line in lines.items() if day[-2:] == "02"}
    assert of_second == {
        "buyers": "days_not_covered",
        "conversion_rate": "days_not_covered",
        "average_duration": "days_not_covered",
    }
    assert {line.cause for (_, day), line in lines.items() if day[-2:] != "02"} == {None}


def test_a_rate_of_an_agent_without_receptions_is_not_blamed_on_columns(tmp_path):
    found, lines = beside(
        tmp_path,
        "统计时间：2022-08-01 至 2022-08-03\n客服旺旺,接待人数,接待转化率\n店:红,2,50%\n"
        "店:兰,3,40%\n",
    )
    line = lines["conversion_rate", "店:兰"]
    assert (line.theirs, line.ours, line.cause) == (0.4, None, "ours_unknown")
    assert cause_text(line, found, "zh") == "我们算不出：这些天的接待记录里没有它的接待。"
    assert "none of the receptions" in cause_text(line, found, "en")
    assert lines["buyers", "店:兰"].cause == "unexplained"  # 3 of theirs, none of ours
