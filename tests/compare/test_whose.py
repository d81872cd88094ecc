"""Summaries by person and by group: each compared with its own figures, worked out by hand.

Of the shop in `shop.py`: 店:红 has the orders of 100 and 1,000, 店:兰 those of 10,000 and 100,000.
Under `15-day-any` all of them count. 小红 is 店:红, 小兰 is 店:兰; both are in the group 售前.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from xlcs import Settings, compute
from xlcs.compare.lines import Line
from xlcs.compare.summaries import compared
from xlcs.settings.people import Nick

from .shop import shop_with

PEOPLE = (Nick("小红", "店:红", "售前"), Nick("小兰", "兰", "售前"))
BOTH = (Nick("老王", "店:红"), Nick("老王", "店:兰"))
MONTH = "统计时间：2022-08-01 至 2022-08-12\n"


def gmv(
    folder: Path, content: str, people: tuple[Nick, ...] = PEOPLE, **settings: object
) -> dict[str | None, Line]:
    shop = shop_with(folder, ("汇总.csv", MONTH + content))
    chosen = Settings(window_days=15, read_day="any", people=people, **settings)  # type: ignore[arg-type]
    found = compared(compute(shop, chosen), shop)
    assert found is not None
    return {line.agent: line for line in found.lines if line.figure == "guided_gmv"}


@pytest.mark.parametrize("header", ["姓名", "客服", "员工姓名"])
@pytest.mark.parametrize("agents_by", ["nick", "person", "group"])
def test_persons(tmp_path: Path, header: str, agents_by: str) -> None:
    content = f"{header},发送,阅读,引导成交金额\n小红,2,2,1100\n小兰,2,2,999\n合计,4,4,111100\n"
    found = gmv(tmp_path, content, agents_by=agents_by)
    assert {name: (line.ours, line.cause) for name, line in found.items()} == {
        "小红": (1100, None), "小兰": (110_000, "unexplained"), None: (111_100, None),
    }  # fmt: skip


def test_groups_beside_nicks_of_nobody(tmp_path: Path) -> None:
    content = "组别,发送,阅读,引导成交金额\n售前,4,4,111100\n售后,1,1,1\n"
    found = gmv(tmp_path, content)
    assert (found["售前"].ours, found["售前"].cause, found["售前"].level) == (
        111_100,
        None,
        "group",
    )
    assert found["售后"].cause == "unknown_agent"


def test_two_nicks_of_a_person_add_up(tmp_path: Path) -> None:
    content = "姓名,发送,阅读,引导成交金额\n老王,4,4,111100\n"
    found = gmv(tmp_path, content, BOTH)
    assert (found["老王"].ours, found["老王"].cause) == (111_100, None)


def test_nicks_stay_nicks_where_the_figures_are_by_person(tmp_path: Path) -> None:
    content = "客服旺旺,发送,阅读,引导成交金额\n店:红,2,2,1100\n兰,2,2,110000\n"
    found = gmv(tmp_path, content, BOTH, agents_by="person")
    assert {name: (line.ours, line.cause) for name, line in found.items()} == {
        "店:红": (1100, None), "店:兰": (110_000, None),
    }  # fmt: skip


def test_a_nick_and_a_person_of_one_name_are_told_by_the_header(tmp_path: Path) -> None:
    # 红 is the person of both nicks, and the nick 店:红 without its shop
    people = (Nick("红", "店:红"), Nick("红", "店:兰"))
    for header, ours in (("客服旺旺", 1100), ("姓名", 111_100)):
        content = f"{header},发送,阅读,引导成交金额\n红,2,2,1\n"
        folder = tmp_path / header
        folder.mkdir()
        (line,) = gmv(folder, content, people).values()
        assert line.ours == ours


def test_a_person_and_an_edition(tmp_path: Path) -> None:
    content = "姓名,发送,阅读,引导成交金额\n小红,2,2,1100\n小兰,2,2,10000\n"
    found = gmv(tmp_path, content)
    assert (found["小兰"].cause, found["小兰"].edition) == ("edition", "7-day-any")
