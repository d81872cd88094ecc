"""Editions beside each other, on the shop worked out by hand."""

from __future__ import annotations

import pandas as pd
import pytest

from xlcs import Settings, compute
from xlcs.compare.editions import editions_of_orders, editions_record, editions_table
from xlcs.errors import UnknownEdition
from xlcs.figures.edition import Edition, edition_name, is_confirmed
from xlcs.settings import read_settings

from .shop import GMV, NET_LESS, figures_of, shop_with


def test_each_edition_for_the_shop_and_each_agent(tmp_path):
    table = editions_table(figures_of(shop_with(tmp_path)))
    shop = table[table["agent"].isna()].set_index("edition")
    assert shop["guided_gmv"].to_dict() == GMV
    assert shop["guided_net_gmv"].to_dict() == {name: gmv - NET_LESS for name, gmv in GMV.items()}
    assert shop["guided_orders"].to_dict() == {
        "2022-09": 1, "7-day": 1, "3-day-any": 2, "7-day-any": 3, "15-day-any": 4
    }  # fmt: skip
    agents = table[table["agent"].notna()].pivot(
        index="edition", columns="agent", values="guided_gmv"
    )
    assert agents["店:红"].to_dict() == {
        "2022-09": 100, "7-day": 100, "3-day-any": 1100, "7-day-any": 1100, "15-day-any": 1100
    }  # fmt: skip
    assert agents["店:兰"].to_dict() == {
        "2022-09": 0, "7-day": 0, "3-day-any": 0, "7-day-any": 10_000, "15-day-any": 110_000
    }  # fmt: skip


def test_each_order_with_the_editions_that_count_it_and_who_is_credited(tmp_path):
    figures = figures_of(shop_with(tmp_path))
    orders = editions_of_orders(figures).set_index("order_id")
    counting = {id: [n for n in GMV if pd.notna(row[n])] for id, row in orders.iterrows()}
    assert counting == {
        "1": list(GMV),
        "2": ["3-day-any", "7-day-any", "15-day-any"],
        "3": ["7-day-any", "15-day-any"],
        "4": ["15-day-any"],
    }
    assert orders.loc["4", "15-day-any"] == "店:兰"
    record = editions_record(figures)
    assert record["names"] == list(GMV)
    assert record["orders"][3] == {"order_id": "4", "credited": {"15-day-any": "店:兰"}}
    assert record["figures"][0] == {
        "edition": "2022-09", "agent": None, "guided_orders": 1, "guided_gmv": 100.0,
        "guided_net_gmv": 80.0,
    }  # fmt: skip


@pytest.mark.parametrize("name", GMV)
def test_one_line_of_settings_takes_an_edition_over(tmp_path, name):
    shop = shop_with(tmp_path)
    (tmp_path / "xlcs.toml").write_text(f'edition = "{name}"\n', encoding="utf-8")
    figures = compute(shop, read_settings(tmp_path / "xlcs.toml"))
    assert figures.value("guided_gmv") == GMV[name]
    assert edition_name(figures.edition) == name


def test_a_setting_beside_the_name(tmp_path):
    shop = shop_with(tmp_path)
    (tmp_path / "xlcs.toml").write_text(
        'edition = "7-day-any"\nwindow_days = 3\n', encoding="utf-8"
    )
    figures = compute(shop, read_settings(tmp_path / "xlcs.toml"))
    assert figures.value("guided_gmv") == GMV["3-day-any"]


def test_a_value_of_another_edition_by_name(tmp_path):
    figures = figures_of(shop_with(tmp_path))
    assert figures.value("guided_gmv", edition="7-day-any") == 11_100
    assert figures.value("guided_gmv") == 100
    with pytest.raises(UnknownEdition, match="7-day"):
        figures.value("guided_gmv", edition="7-days")


def test_an_edition_without_a_name_is_told_by_the_nearest_one_and_stands_first(tmp_path):
    assert edition_name(Edition(window_days=7, credit="first")) == "7-day + credit=first"
    assert edition_name(Edition()) == "2022-09"
    shop = shop_with(tmp_path)
    figures = compute(shop, Settings(window_days=5, read_day="any"))
    shown = editions_table(figures)["edition"].drop_duplicates().tolist()
    assert shown == ["3-day-any + window_days=5", *GMV]


def test_only_the_page_that_nobody_confirmed_is_doubted():
    doubted = {name for name in GMV if not is_confirmed(figures_edition(name))}
    assert doubted == {"7-day"}


def figures_edition(name: str) -> Edition:
    settings = Settings.of_edition(name)
    return Edition(settings.window_days, settings.read_day)  # type: ignore[arg-type]
