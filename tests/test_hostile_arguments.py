"""Whatever a caller gives, what leaves the library is an answer or an `XlcsError`."""

from __future__ import annotations

import os
import random
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

import xlcs
from xlcs.catalogue import FIGURE
from xlcs.errors import XlcsError
from xlcs.figures import Edition, Figures

CALLS = int(os.environ.get("XLCS_FUZZ", "200"))
LONGEST_TEXT = 1000

TABLES = {
    "r.csv": "买家ID,客服旺旺,建立时间\n甲,小美,2022-07-01 09:00:00\n乙,小云,2022-07-01 09:00:00\n",
    "m.csv": "买家ID,客服旺旺,发送时间,发起方,已读时间\n"
    + "甲,小美,2022-08-01 10:00:00,客服,2022-08-01 10:05:00\n",
    "o.csv": "订单编号,买家ID,付款时间,实付金额,退款金额\n"
    + "1,甲,2022-08-01 11:00:00,100.00,0\n2,乙,2022-08-02 11:00:00,50.00,0\n",
    "j.csv": "买家ID,客服旺旺,开始时间,结束时间,状态\n"
    + "甲,小美,2022-08-01 10:00:00,2022-08-01 10:20:00,已付款\n",
}
HOSTILE = [
    float("nan"), float("inf"), -1, 0, 1, 1 << 70, 10**5000, True, 1.5, "", "x", "\ud800", "\0",
    "a" * 100_000, "2022-13-01", "2022-W31", "20220801", "2022-08-01T10:00:00+08:00", "{x}", "%s",
    date.min, date.max, datetime.max, pd.NaT, pd.NA, pd.Timestamp.max, np.datetime64("2022-08-01"),
    np.int64(5), [], [1], {}, ("a",), b"x", object(), Ellipsis, Edition(10**9), "guided_gmv",
    "person", "week",
]  # fmt: skip
DAYS = [None, "2022-08-01", date(2022, 8, 2), date.min, date.max, "9999-12-01", "0001-01-31"]
AGENTS, LEVELS = [None, "小美"], [None, "nick", "person", "group"]
PERIODS = [None, "month", "week", "day", "range"]
EDITIONS = [None, "7-day", Edition(3, "any")]

Arguments = Callable[..., Any]


@pytest.fixture(scope="module")
def shop(tmp_path_factory):
    folder = tmp_path_factory.mktemp("exports")
    for name, text in TABLES.items():
        (folder / name).write_text(text, encoding="utf-8")
    return xlcs.read_folder(folder)


def one_call(figures: Figures, given: Arguments) -> Any:
    """A call of a public method with arguments of which some are hostile."""
    period = given(DAYS), given(DAYS)
    calls: list[Callable[[], Any]] = [
        lambda: figures.value(
            given(list(FIGURE)), *period, given(AGENTS), edition=given(EDITIONS), by=given(LEVELS)
        ),
        lambda: figures.shop(*period),
        lambda: figures.daily(*period),
        lambda: figures.agent_table(*period, given(AGENTS), by=given(LEVELS)),
        lambda: figures.orders(*period, given(AGENTS), by=given(LEVELS)),
        lambda: figures.order(given(["1"])),
        lambda: figures.todo(period[0], given(AGENTS), by=given(LEVELS)),
        lambda: figures.sending(*period).sent(),
        lambda: figures.leakage(*period),
        lambda: figures.reception(*period, given(PERIODS)),
        lambda: figures.reception_agents(
            *period, given(PERIODS), given(AGENTS), agents_by=given(LEVELS)
        ),
        lambda: figures.period(*period),
        lambda: figures.report(*period, given(AGENTS), by=given(LEVELS)),
        lambda: figures.under(given(EDITIONS[1:])).by(given(LEVELS)).daily(*period),
    ]
    return given(calls, hostile=0)()


@pytest.mark.parametrize(("language", "calls"), [("zh", CALLS), ("en", CALLS // 4)])
def test_hostile_arguments_end_in_an_answer_or_an_error_of_ours(shop, language, calls):
    figures = xlcs.compute(shop, xlcs.Settings(language=language))
    for seed in range(calls):
        chance = random.Random(seed)

        def given(good: list[Any], hostile: float = 0.3, chance: random.Random = chance) -> Any:
            return chance.choice(HOSTILE if chance.random() < hostile else good)

        told = ""
        try:
            one_call(figures, given)
        except XlcsError as error:
            told = str(error)
        except Exception as error:
            raise AssertionError(f"seed {seed}") from error
        assert len(told) < LONGEST_TEXT, seed


@pytest.mark.parametrize("name", ["长" * 120, "a\0b", "a\ud800b", "没有/r.xlsx", "."])
def test_a_path_that_cannot_be(shop, name, tmp_path):
    figures = xlcs.compute(shop)
    for call in (lambda path: xlcs.write_report(figures, shop, path), xlcs.read_folder):
        with pytest.raises(XlcsError):
            call(f"{tmp_path}/{name}")
    assert list(Path(tmp_path).iterdir()) == []


@pytest.mark.parametrize(
    ("start", "end", "agent"),
    [("x", None, None), (None, "2022-08-01", None), (date.max, date.min, None),
     ("2022-08-01", None, "谁"), ("2022-08-01", None, []), (float("nan"), None, None)],
)  # fmt: skip
def test_a_report_of_what_cannot_be(shop, start, end, agent, tmp_path):
    with pytest.raises(XlcsError):
        xlcs.write_report(xlcs.compute(shop), shop, tmp_path / "r.xlsx", start, end, agent)
    assert not (tmp_path / "r.xlsx").exists()


def test_a_report_of_the_ends_of_time_has_no_figures(shop, tmp_path):
    for day in (date.min, date.max):
        xlcs.write_report(xlcs.compute(shop), shop, tmp_path / "r.xlsx", day, day)
        assert (tmp_path / "r.xlsx").exists()
