"""A group's workbook: 概览 a row a shop, 人员 over shops, 每日 over shops, 需要关注.

Money and counts add up over shops: the same buyer in two shops is two buyers.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd

from xlcs.catalogue import EFFECT, FIGURE
from xlcs.report.description.formats import (
    NOTHING,
    at_most,
    figure_value,
    period_text,
    short_money_format,
    verdicts,
)
from xlcs.report.description.sheets import (
    Chart,
    Column,
    Formula,
    Series,
    Sheet,
    Table,
    Text,
    Value,
)
from xlcs.report.description.subtitle import BETWEEN, with_whole_subtitle
from xlcs.report.description.words import Words, figure_column
from xlcs.report.sheets.effect import effect_columns

TABLE_ROW = 4
MOST_CHARTED = 15
"""Shops that a chart shows: as many as fit on a page's height."""
_WIDEST_NAME = 30.0
"""Longer names are wrapped [widths of a digit]."""
LONGEST_TEXT = 255
"""Characters of a text in a formula; with more Excel calls the file damaged."""
PERSON = (
    "clients_total", "sent_customers", "read_customers", "guided_buyers", "converted_customers",
    "followup_orders", "followup_gmv", "guided_gmv", "read_rate", "guided_conversion",
)  # fmt: skip
"""What 人员 shows of guided sales; the JSON has every figure."""

RECEIVED = ("receptions", "buyers", "converted_buyers", "conversion_rate", "average_duration")


@dataclass(frozen=True)
class GroupContent:
    """What a group's workbook shows.

    shops : columns shop, the five effect figures, compliant, conversion_rate, average_duration [s],
        change (of guided_gmv on the period before, in words), target (part of the month's guided
        GMV that is reached) and report (relative path of the shop's own workbook, missing for none)
    people : columns person, group, shops (in words), `PERSON`, and `RECEIVED`
    daily : columns day and the five effect figures
    attention : columns shop, why
    totals : of `shops`: figure → sum
    """

    days: tuple[date, date]
    shops: pd.DataFrame
    people: pd.DataFrame
    daily: pd.DataFrame
    attention: pd.DataFrame
    totals: Mapping[str, Value]


def group_sheets(content: GroupContent, language: str) -> list[Sheet]:
    """概览, 人员, 每日, 需要关注; a sheet without rows is left out."""
    words = Words(language)
    makers = (_overview, _people, _daily, _attention)
    return [sheet for make in makers if (sheet := make(content, words)) is not None]


def _sheet(
    content: GroupContent, words: Words, id: str, name: str, table: Table, note: str,
    charts: Sequence[Chart] = (), *, answer: bool = False, frozen_cols: int = 1,
) -> Sheet:  # fmt: skip
    period = period_text(*content.days, words.language)
    title = words.say("店群客服数据报表", "Customer service of a group of shops")
    sheet = Sheet(
        id=id,
        name=name,
        blocks=(
            Text(1, 1, title if answer else name, "title"),
            Text(2, 1, f"{period}{BETWEEN}{note}", "subtitle"),
            table,
            *charts,
        ),
        freeze=(table.first_row, 1 + frozen_cols),
        repeat=(table.row, table.header_row),
        footer=f"{title}　{period}",
        group="answer" if answer else "detail",
    )
    return with_whole_subtitle(sheet)


def _cells(values: pd.Series[Any], id: str, language: str) -> pd.Series[Any]:
    """A figure's values as cells hold them."""
    unit = FIGURE[id].unit
    cells = [figure_value(None if pd.isna(v) else v, unit, language) for v in values]
    return pd.Series(cells, values.index, dtype=object)


def _overview(content: GroupContent, words: Words) -> Sheet | None:
    say, language, shops = words.say, words.language, content.shops
    if shops.empty:
        return None
    good, bad = verdicts(language)
    totals = {
        id: NOTHING if content.totals.get(id) is None else content.totals[id] for id in EFFECT
    }
    columns = [
        Column("shop", say("店铺", "Shop"), "name", shops["shop"], total=say("合计", "Total")),
        *(figure_column(words, id, shops[id], total=totals[id], width=13) for id in EFFECT),
        Column("change", say("引导成交较上期", "Guided GMV: change"), "change",
               shops["change"], missing=NOTHING, width=13),
        Column("target", say("目标完成", "Of the target"), "rate",
               shops["target"].astype("float64"), missing=NOTHING, width=10),
        figure_column(words, "compliant", _cells(shops["compliant"], "compliant", language),
                      tones={good: "good", bad: "bad"}),
        *(figure_column(words, id, _cells(shops[id], id, language))
          for id in ("conversion_rate", "average_duration")),
        Column("report", say("单店报表", "Its report"), "text", _links(shops["report"], words),
               missing=NOTHING, width=10),
    ]  # fmt: skip
    table = Table("shops", TABLE_ROW, 1, tuple(columns), total=True, filter=True)
    charts = []
    if len(shops) > 1 and (shops["guided_gmv"] > 0).any():
        row, height = table.last_row + 2, 3 + 2 * min(len(shops), MOST_CHARTED)
        caption = words.caption("guided_gmv")
        title = say("各店铺引导成交金额（元）", "Guided GMV by shop (CNY)")
        if len(shops) > MOST_CHARTED:
            title += say(f"：表中前 {MOST_CHARTED} 家", f": the first {MOST_CHARTED} of the table")
        charts = [
            Chart(
                "bar", title, "shops", "shop",
                (Series("guided_gmv", caption, "accent", labels=True),),
                row=row, col=1, end_row=row + height, end_col=8, value_kind="money",
                rows=MOST_CHARTED,
                number_format=short_money_format(float(shops["guided_gmv"].max()), language),
            )
        ]  # fmt: skip
    note = say(
        "合计为各店之和，— 的店不在内；同一买家在两家店算两个客户。"
        "— 是没有数据或不全、没有设目标或没有接待记录，原因见“需要关注”。",
        "Totals are sums over shops, without those of —; the same buyer in two shops is two"
        " customers. —: no data or only a part, no target, or no receptions; see Attention.",
    )
    return _sheet(
        content, words, "overview", say("概览", "Overview"), table, note, charts, answer=True
    )


def _links(paths: pd.Series[Any], words: Words) -> pd.Series[Any]:
    """A click opens the shop's own workbook; a path too long for that stands there as text."""
    shown = words.say("打开", "open")

    def link(path: str) -> Value:
        quoted = path.replace('"', '""')
        return path if len(quoted) > LONGEST_TEXT else Formula(f'=HYPERLINK("{quoted}","{shown}")')

    cells = [None if pd.isna(path) else link(str(path)) for path in paths]
    return pd.Series(cells, paths.index, dtype=object)


def _people(content: GroupContent, words: Words) -> Sheet | None:
    say, people = words.say, content.people
    if people.empty:
        return None
    texts = {
        "person": say("姓名", "Person"), "group": say("组", "Group"), "shops": say("店铺", "Shops")
    }  # fmt: skip
    if not people["group"].ne("").any():
        del texts["group"]
    columns = [
        at_most(Column(id, caption, "name", people[id]), _WIDEST_NAME)
        for id, caption in texts.items()
    ]
    columns += [
        figure_column(words, id, _cells(people[id], id, words.language))
        for id in (*PERSON, *RECEIVED)
    ]
    table = Table("people", TABLE_ROW, 1, tuple(columns), filter=True)
    note = say(
        "客户在一家店内按人去重（多个旺旺只算一次），各店相加；没有对应到人的旺旺单独列出。",
        "Customers are distinct over a person's nicks in one shop, and add up over shops; a nick"
        " without a person has a row of its own.",
    )
    # Two shops may have a nick of one name: who is meant stands on a further page too.
    name = say("人员", "People")
    return _sheet(content, words, "people", name, table, note, frozen_cols=len(texts))


def _daily(content: GroupContent, words: Words) -> Sheet | None:
    if content.daily.empty:
        return None
    totals = {id: NOTHING if (total := content.totals.get(id)) is None else total for id in EFFECT}
    columns = effect_columns(words, content.daily, totals, total_name=("各店合计", "Sum of shops"))
    table = Table("daily", TABLE_ROW, 1, columns, total=True, filter=True)
    note = words.say(
        "每日为各店之和；合计行的客户数在每家店的期间内去重。",
        "Days are sums over shops; customers in the total row are distinct in each shop's period.",
    )
    return _sheet(content, words, "daily", words.say("每日", "By day"), table, note)


def _attention(content: GroupContent, words: Words) -> Sheet | None:
    if content.attention.empty:
        return None
    say, rows = words.say, content.attention
    columns = (
        Column("shop", say("店铺", "Shop"), "name", rows["shop"]),
        Column("why", say("为什么", "Why"), "prose", rows["why"], width=90),
    )
    table = Table("attention", TABLE_ROW, 1, columns, filter=True)
    note = say("按店铺列出，一行一个原因。", "By shop, a row a reason.")
    return _sheet(content, words, "attention", say("需要关注", "Attention"), table, note)
