"""The report of a shop in parts is the report of the whole shop, sheet by sheet."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date, timedelta

import pandas as pd
import pytest

from tests.figures import shops
from tests.group.exports import csv
from tests.group.random_shop import random_shop
from xlcs.errors import FolderError
from xlcs.exports.folder import read_folder
from xlcs.figures import compute
from xlcs.group.group import Asked, Failed, OneProcess, answer_of_parts, group_of, part_figures
from xlcs.group.shops import ShopPlace
from xlcs.group.split import figures_together, last_day, shop_in_parts, without_rows
from xlcs.group.stored import store_shop, stored_shop
from xlcs.report.report import report_sheets
from xlcs.settings import Settings
from xlcs.settings.people import Nick
from xlcs.shop.shop import Coverage
from xlcs.shop.summaries import Summary, SummaryRow

DAYS = date(2022, 7, 27), date(2022, 8, 4)
PEOPLE = (Nick("张三", "红", "售前"), Nick("张三", "兰"))
PLACE = ShopPlace("店", "exports")


@pytest.fixture(scope="module")
def shop():
    """A random shop; its unpaid orders have a deposit, and the platform's own figures are there."""
    made = random_shop(random.Random(11))
    orders = made.tables.orders.frame
    unpaid = orders["paid_at"].isna()
    deposit = pd.Series(pd.Timestamp("2022-07-26 10:00"), orders.index).where(unpaid)
    orders = orders.assign(
        deposit_paid_at=deposit.astype("datetime64[s]"),
        deposit=pd.Series(2000, orders.index, "Int64").where(unpaid),
    )
    frames = {id: table.frame for id, table in made.tables.there().items()} | {"orders": orders}
    names = ("buyer_id", "agent")
    plain = {
        id: frame.astype({name: "str" for name in names if name in frame})
        for id, frame in frames.items()
    }
    theirs = (SummaryRow(2, None, None, {"guided_gmv": 1.0, "sent_customers": 20.0}),)
    covered = {id: (DAYS[0] - timedelta(days=2), DAYS[1]) for id in ("messages", "orders")}
    return replace(
        shops.shop(**plain),
        coverage=Coverage(covered, 25, 3, 20, 10),
        summaries=(Summary("汇总.csv", None, DAYS, theirs),),
    )


def content(sheets):
    """What stands in the sheets: tables by id, and all texts."""
    return [
        (
            sheet.id,
            {t.id: [(c.id, c.values.astype("str").tolist()) for c in t.columns]
             for t in sheet.tables()},
            [getattr(block, "text", None) for block in sheet.blocks],
        )
        for sheet in sheets
    ]  # fmt: skip


def in_parts(shop, settings, count):
    asked = Asked(settings)
    day = last_day(shop)
    parts = [
        part_figures(part, number, PLACE, asked, DAYS, day)
        for number, part in enumerate(shop_in_parts(shop, count))
    ]
    whole = without_rows(shop)
    return figures_together(whole, settings, parts), whole


@pytest.mark.parametrize("settings", [Settings(), Settings(people=PEOPLE, agents_by="person")])
def test_the_report_of_parts_is_that_of_the_whole(shop, settings):
    expected = content(report_sheets(compute(shop, settings), shop, *DAYS))
    assert {"hours", "todo", "comparison", "check"} <= {sheet[0] for sheet in expected}
    found = content(report_sheets(*in_parts(shop, settings, 3), *DAYS))
    assert found == expected


def test_what_was_not_asked_of_the_parts_is_refused_and_not_guessed(shop):
    figures, _ = in_parts(shop, Settings(), 2)
    with pytest.raises(ValueError, match="another report"):
        figures.sending(DAYS[0], DAYS[0])
    with pytest.raises(ValueError, match="another edition"):
        figures.by("nick").under(replace(figures.edition, window_days=2))


def test_a_stored_shop_knows_its_people_and_says_what_is_not_there(tmp_path):
    csv(tmp_path / "店", "关系.csv", "买家会员名,客服,绑定时间", "甲,红,2022-07-01 10:00:00")
    csv(tmp_path / "店", "人员.csv", "姓名,客服旺旺", "张三,红")
    shop = read_folder(tmp_path / "店")
    store_shop(shop, f"{tmp_path}/存", 2)
    stored = stored_shop(f"{tmp_path}/存")
    assert stored.people == shop.people == (Nick("张三", "红"),)
    whole = stored.whole()
    assert whole.coverage.days == shop.coverage.days
    assert (whole.rows("relations"), whole.coverage.buyers) == (1, 1)
    parts = [part_figures(stored, n, PLACE, Asked(Settings()), DAYS) for n in range(2)]
    answer = answer_of_parts(stored, parts, PLACE, Asked(Settings()), DAYS)
    assert [person.person for person in answer.people] == ["张三"]
    sheets = content(report_sheets(figures_together(whole, Settings(), parts), whole, *DAYS))
    (check,) = [sheet for sheet in sheets if sheet[0] == "check"]
    told = dict(check[1]["problems"])["problem"]
    assert any("存好的 2 份数据（1 行）" in text for text in told)
    assert "依据：存 中存好的分份数据" in sheets[0][2]


def test_a_part_that_is_damaged_or_gone_fails_its_shop_alone(tmp_path):
    places = []
    for name in ("坏店", "好店", "缺店", "乱店"):
        places.append(ShopPlace(name, f"{tmp_path}/{name}"))
        store_shop(random_shop(random.Random(2), messages=30), places[-1].path, 2)
    (tmp_path / "坏店" / "part-00001" / "messages.parquet").write_bytes(b"no parquet")
    (tmp_path / "缺店" / "part-00000" / "orders.parquet").unlink()
    (tmp_path / "乱店" / "xlcs-shop.json").write_text("[]", encoding="utf-8")
    asked = Asked(Settings(), with_reports=False)
    found = group_of(OneProcess(), places, asked, DAYS, lambda *_: None, lambda one: one)
    assert [one.shop for one in found.shops] == ["好店"]
    told = {one.shop: one.why for one in found.failed}
    assert sorted(told) == ["乱店", "坏店", "缺店"]
    assert "messages.parquet" in told["坏店"]
    assert "orders.parquet" in told["缺店"]
    assert "xlcs-shop.json" in told["乱店"]
    assert all(isinstance(one, Failed) for one in found.failed)
    with pytest.raises(FolderError, match="store_shop"):
        stored_shop(f"{tmp_path}/乱店")
