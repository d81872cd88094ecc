"""What a group's workbook shows, from the shops' answers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from xlcs.catalogue import EFFECT
from xlcs.group.answers import ShopAnswer
from xlcs.group.attention import attention
from xlcs.group.group import Group
from xlcs.group.people import added, people_over_shops
from xlcs.plurals import listed
from xlcs.report.description.formats import relative_change
from xlcs.report.group.sheets import PERSON, RECEIVED, GroupContent

MOST_NAMED = 10
"""Shops of a person that are named; the JSON has all."""


def group_content(group: Group, reports: Mapping[str, str], language: str) -> GroupContent:
    """The tables of a group's workbook; `reports` : shop → path of its own, relative to this."""
    shop_columns = ["shop", *EFFECT, "change", "target", "compliant", "conversion_rate",
                    "average_duration", "report"]  # fmt: skip
    shops = [_shop_row(shop, reports.get(shop.shop)) for shop in group.shops]
    people = [
        {
            "person": one.person,
            "group": one.group,
            "shops": named(one.shops, language),
            **one.figures,
        }
        for one in people_over_shops(group.shops)
    ]
    people_columns = ["person", "group", "shops", *PERSON, *RECEIVED]
    return GroupContent(
        days=group.days,
        shops=pd.DataFrame(shops, columns=shop_columns).sort_values(
            "guided_gmv", ascending=False, kind="stable", ignore_index=True
        ),
        people=pd.DataFrame(people, columns=people_columns),
        daily=_daily(group),
        attention=pd.DataFrame(attention(group, language), columns=["shop", "why"]),
        totals={id: added(shop.figures[id] for shop in group.shops) for id in EFFECT},
    )


def named(shops: Sequence[str], language: str) -> str:
    """The shops of a person, as a cell has room for: some by name, and how many there are."""
    more = "…… 共 {} 家" if language == "zh" else " … ({} in all)"
    some = listed(shops[:MOST_NAMED], language)
    return some if len(shops) <= MOST_NAMED else some + more.format(len(shops))


def _shop_row(shop: ShopAnswer, report: str | None) -> dict[str, Any]:
    now, before = shop.figures["guided_gmv"], shop.before["guided_gmv"]
    target = shop.targets.get("guided_gmv")
    return {
        "shop": shop.shop,
        **{id: shop.figures[id] for id in EFFECT},
        "change": relative_change(
            None if now is None else float(now), None if before is None else float(before)
        ),
        "target": None if target is None else target.done,
        **{id: shop.reception[id] for id in ("compliant", "conversion_rate", "average_duration")},
        "report": report,
    }


def _daily(group: Group) -> pd.DataFrame:
    """By day over shops: sums of what is known."""
    days = [shop.daily[["day", *EFFECT]] for shop in group.shops if len(shop.daily)]
    if not days:
        return pd.DataFrame(columns=["day", *EFFECT])
    every = pd.concat(days, ignore_index=True)
    found = every.groupby("day", as_index=False).sum(min_count=1)
    return found.assign(guided_gmv=found["guided_gmv"].round(2))
