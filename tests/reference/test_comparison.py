"""对账 against the slow computation: random summaries beside random shops."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

import xlcs
from xlcs.compare.record import beside_figures
from xlcs.settings import Settings

from .files import write
from .shops import MIDDLE, random_shop
from .slow.comparison import NET, SlowComparison, Theirs
from .slow.periods import Days, days_of
from .source import EDITIONS

BY_DAY = {"发送客户数": "sent_customers", "阅读客户数": "read_customers",
          "引导进店客户数": "guided_visitors", "引导购买客户数": "guided_buyers",
          "引导成交金额": "guided_gmv"}  # fmt: skip
BY_AGENT = {"总数": "clients_total", "总退订": "clients_unsubscribed", "发送邀请": "invites_sent",
            "接受邀请": "invites_accepted", "拒绝邀请": "invites_declined",
            "发送": "sent_customers", "阅读": "read_customers", "回复": "replied_customers",
            "成交": "converted_customers", "成交订单数": "followup_orders",
            "成交金额": "followup_gmv", "引导成交金额": "guided_gmv",
            "商机完成数": "opportunities_done", "待办数": "opportunities_todo"}  # fmt: skip
STRANGER = "别店:小紫"
SMALL_SHOP = replace(MIDDLE, buyers=6, agents=4, days=12, relations=14, messages=60, visits=20,
                     orders=40, invitations=12, opportunities=12, receptions=4)  # fmt: skip


class Summary:
    """A summary that states figures of ours, of another edition, net, wrong, or late."""

    def __init__(self, slow: SlowComparison, rng: random.Random) -> None:
        self.slow, self.rng = slow, rng
        self.other = rng.choice(list(EDITIONS))
        self.habit = rng.choice(("other", "other", "net", "late", "wrong", "any"))
        self.headers = BY_DAY if rng.random() < 0.5 else BY_AGENT
        self.columns = rng.sample(sorted(self.headers), rng.randint(3, len(self.headers)))
        self.rows = [self.row(days, agent) for days, agent in self.places()]

    def places(self) -> list[tuple[Days, str | None]]:
        first, last = self.slow.slow[self.slow.own].covered or pytest.fail("no day")
        if self.headers is BY_DAY:
            return [((day, day), None) for day in days_of((first, last + timedelta(days=1)))]
        days = (first + timedelta(days=self.rng.choice((-1, 0, 0, 2, 2))), last)
        agents = self.slow.slow[self.slow.own].agents()
        return [(days, agent) for agent in [*agents, STRANGER]]

    def row(self, days: Days, agent: str | None) -> list[Theirs]:
        asked = [Theirs(days, agent, self.headers[header], None) for header in self.columns]
        return [replace(each, value=self.stated(each)) for each in asked]

    def stated(self, asked: Theirs) -> float | None:
        habits = ("other", "net", "wrong", "ours", "empty")
        habit = self.rng.choice(habits) if self.habit == "any" else self.habit
        last = (self.slow.slow[self.slow.own].covered or pytest.fail("no day"))[1]
        if habit == "late" and (last - asked.days[0]).days < self.rng.choice((2, 3)):
            return self.rng.choice((None, 0.0))
        if habit == "empty":
            return None
        if asked.agent == STRANGER:
            return 7.0
        value = self.slow.ours(asked, name=self.other if habit == "other" else "")
        if habit == "net" and asked.figure in NET:
            value = self.slow.ours(asked, figure=NET[asked.figure])
        off = self.rng.choice((0.0, 1.0, 40.0)) if habit == "wrong" else 0.0
        return None if value is None else round(float(value) + off, 2)

    def write(self, folder: Path) -> None:
        lines = [",".join(["日期" if self.headers is BY_DAY else "客服旺旺", *self.columns])]
        first, last = self.rows[0][0].days
        if self.headers is BY_AGENT:
            lines.insert(0, f"统计时间：{first} 至 {last}")
        for row in self.rows:
            place = row[0].agent or row[0].days[0].isoformat()
            lines.append(",".join([place, *(written(each) for each in row)]))
        (folder / "汇总表.csv").write_text("\r\n".join(lines), encoding="gb18030")


def written(each: Theirs) -> str:
    if each.value is None:
        return ""
    return f"{each.value:.2f}" if each.figure in NET else f"{each.value:.0f}"


def expected(slow: SlowComparison, summary: Summary) -> dict[tuple[Any, ...], tuple[Any, ...]]:
    """Figure, days, agent → theirs, ours, the cause; agents of whom nothing is stated have none."""
    found = {}
    stated = [row for row in summary.rows if any_stated(row)]
    for column in zip(*stated, strict=True):
        for row, cause in zip(column, slow.causes(list(column)), strict=True):
            key = (row.figure, *(day.isoformat() for day in row.days), row.agent)
            found[key] = (row.value, slow.ours(row), cause)
    return found


def any_stated(row: list[Theirs]) -> bool:
    return row[0].agent is None or any(each.value is not None for each in row)


def compared_with_slow(seed: int, folder: Path) -> set[str]:
    """Compare one shop and summary; the causes that occurred."""
    rng = random.Random(seed)
    own = rng.choice(("2022-09", "2022-09", "7-day", "3-day-any"))
    size = replace(SMALL_SHOP, troubles=frozenset(rng.choice(((), ("refunds unknown",)))))
    files = random_shop(rng, size)
    slow = SlowComparison(files, own)
    summary = Summary(slow, rng)
    write(files, folder, rng)
    summary.write(folder)
    settings = Settings.of_edition(own)
    shop = xlcs.read_folder(folder, settings)
    comparison = beside_figures(xlcs.compute(shop, settings), shop, None, None, editions=False)[
        "comparison"
    ]
    got = {
        (row["figure"], row["from"], row["to"], row["agent"]): (
            row["theirs"], row["ours"], row["cause"]
        )
        for row in comparison["rows"]
    }  # fmt: skip
    wanted = expected(slow, summary)
    assert got == wanted
    for row in comparison["rows"]:
        if row["difference"] is not None:
            assert row["difference"] == pytest.approx(row["ours"] - row["theirs"], abs=0.005)
    assert_best(comparison["best_edition"], slow, summary)
    return {str(cause).split()[0] for _, _, cause in wanted.values()}


def assert_best(best: str | None, slow: SlowComparison, summary: Summary) -> None:
    """That no edition has a smaller sum of differences, and ours is taken among equals."""
    sums = dict.fromkeys(EDITIONS, 0.0)
    for column in zip(*summary.rows, strict=True):
        causes = slow.causes(list(column))
        for name in EDITIONS:
            sums[name] += slow.differences(list(column), causes, name)
    if best is not None:
        assert sums[best] == pytest.approx(min(sums.values()))
        if sums[slow.own] == min(sums.values()):
            assert best == slow.own


def test_random_summaries_beside_random_shops(tmp_path: Path) -> None:
    causes = set()
    for seed in (1, 2, 3, 4, 5, 9):
        folder = tmp_path / str(seed)
        folder.mkdir()
        causes |= compared_with_slow(seed, folder)
    # The summaries are such that everything occurs.
    assert causes == {
        "None", "days_not_covered", "unknown_agent", "ours_unknown", "backend_lag",
        "net_of_refunds", "edition", "unexplained",
    }  # fmt: skip
