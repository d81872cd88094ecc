"""The group's sheets on literal figures."""

from __future__ import annotations

from datetime import date

import pandas as pd
import pytest

from xlcs.catalogue import EFFECT
from xlcs.group.workbook import named
from xlcs.report.description.pages import column_breaks, page_scale
from xlcs.report.description.sheets import Chart, Formula
from xlcs.report.group.sheets import PERSON, RECEIVED, GroupContent, group_sheets


def overview(shops: int, reports=None):
    frame = pd.DataFrame({"shop": [f"店{n}" for n in range(shops)]})
    frame = frame.assign(**dict.fromkeys(EFFECT, 1), compliant=None, conversion_rate=None)
    frame = frame.assign(average_duration=None, change=None, target=None, report=reports)
    none = pd.DataFrame()
    days = date(2022, 8, 1), date(2022, 8, 31)
    return group_sheets(GroupContent(days, frame, none, none, none, {}), "zh")[0]


@pytest.mark.parametrize(
    ("shops", "title"),
    [(15, "各店铺引导成交金额（元）"), (16, "各店铺引导成交金额（元）：表中前 15 家")],
)
def test_a_chart_that_leaves_shops_out_says_so(shops, title):
    (chart,) = (block for block in overview(shops).blocks if isinstance(block, Chart))
    assert (chart.title, chart.rows) == (title, 15)


def test_one_shop_has_nothing_to_be_beside():
    assert not [block for block in overview(1).blocks if isinstance(block, Chart)]


def test_a_path_too_long_for_a_formula_stands_there_as_text():
    # Excel calls a file damaged whose formula has a text of more than 255 characters.
    paths = [f"店群/{'a' * length}.xlsx" for length in (247, 248)]
    (link, plain) = next(overview(2, paths).tables()).column("report").values
    assert link == Formula(f'=HYPERLINK("{paths[0]}","打开")')
    assert len(paths[0]) == 255
    assert plain == paths[1]


def people(count: int, group: str):
    frame = pd.DataFrame({"person": [f"一店:客服{n}" for n in range(count)]})
    frame = frame.assign(group=group, shops="一店", **dict.fromkeys((*PERSON, *RECEIVED), 1))
    none = pd.DataFrame()
    days = date(2022, 8, 1), date(2022, 8, 31)
    return group_sheets(GroupContent(days, none, frame, none, none, {}), "zh")[0]


def test_groups_have_a_column_where_there_are_any():
    assert [next(people(2, group).tables()).columns[1].id for group in ("售前", "")] == [
        "group", "shops",
    ]  # fmt: skip


def test_a_few_people_more_than_a_page_holds_are_printed_a_little_smaller():
    # Title, subtitle, a row, 40 and 22 for the header, then 18 points a row, of 510 / 0.7 = 728.
    assert len(column_breaks(people(34, "售前"))) == 1
    assert page_scale(people(30, "售前")) == 0.7
    assert 0.65 <= page_scale(people(36, "售前")) < 0.7
    # 60 rows take two pages whatever their size.
    assert page_scale(people(60, "售前")) == 0.7


def test_of_a_person_in_many_shops_some_are_named():
    shops = tuple(f"店{n}" for n in range(11))
    ten = "店0、店1、店2、店3、店4、店5、店6、店7、店8、店9"
    assert named(shops[:10], "zh") == ten
    assert named(shops, "zh") == ten + "…… 共 11 家"
    assert named(shops, "en").endswith("店9 … (11 in all)")
