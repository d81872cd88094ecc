"""客服明细: a row an agent, and the shop's own figures below."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import pandas as pd

from xlcs.advice.targets import Progress, progress
from xlcs.catalogue import AGENT_TABLE, BESIDE, EFFECT, FIGURE
from xlcs.report.description.formats import (
    KIND_OF_UNIT,
    NOTHING,
    at_most,
    short_money_format,
    signed_points,
)
from xlcs.report.description.scope import TABLE_ROW, Scope, totals
from xlcs.report.description.sheets import Chart, Column, Series, Sheet, Table, Value
from xlcs.report.description.words import Spoken, figure_column

MOST_RANKED = 15
"""Agents that a ranking shows."""

_ON_TILES = (*EFFECT, "conversion_rate", "buyers", "converted_buyers")
"""Figures whose targets 概览 shows."""

_WIDEST_NAME = 40.0
"""Longer names are wrapped [widths of a digit]."""

_BANDS = (
    ("客户统计", "Clients", ("clients_total", "clients_unsubscribed")),
    ("邀请表现", "Invitations", ("invites_sent", "invites_accepted", "invites_declined")),
    (
        "消息接受表现", "Messages",
        ("sent_customers", "read_customers", "replied_customers", "guided_visitors",
         "guided_buyers", "converted_customers"),
    ),
    ("跟进后的交易表现", "Sales", ("followup_orders", "followup_gmv", "guided_gmv")),
    ("商机数据", "Opportunities", ("opportunities_done", "opportunities_todo")),
    ("净额与比率", "Net amounts and ratios", BESIDE),
)  # fmt: skip
"""The groups of the platform's page."""


def agents_sheet(scope: Scope) -> Sheet | None:
    """The sheet 客服明细; none where no agent has any of its figures."""
    say = scope.say
    frame = scope.figures.agent_table(scope.start, scope.end, scope.agent)
    if not frame[list(AGENT_TABLE)].notna().any(axis=None):
        return None
    columns = (
        *agent_columns(scope, frame, totals(scope, (*AGENT_TABLE, *BESIDE))),
        *_target_columns(scope, frame["agent"].tolist()),
    )
    table = Table("agents", TABLE_ROW, 1, columns, total=True, filter=True)
    charts = []
    if len(frame) > 1 and (frame["guided_gmv"] > 0).any():
        row = table.last_row + 2
        height = 3 + 2 * min(len(frame), MOST_RANKED)
        charts.append(
            # Not over the names, which are printed on every page.
            ranking_chart(
                scope, frame["guided_gmv"], row=row, col=2, end_row=row + height, end_col=12
            )
        )
    return scope.sheet(
        "agents",
        say("客服明细", "Agents"),
        [table, *charts],
        note=say(
            f"按引导成交金额排序。全店行的客户数为全店去重，不等于各{scope.who}相加；金额、订单和任务数为各{scope.who}之和。",
            "Sorted by guided GMV. Customers in the shop's row are distinct, not the sum of the"
            " rows; money, orders and tasks add up.",
        ),
        frozen=table,
        frozen_cols=1,
    )


def _target_columns(scope: Scope, agents: Sequence[str]) -> Iterator[Column]:
    """Each figure that an agent has a target for, and how much of it is done, drawn as a bar.

    Of a rate it is how far it is from its target. So do those of the shop that no tile of 概览
    shows.
    """
    if scope.days is None:
        return
    of_agents = [progress(scope.figures, *scope.days, agent) for agent in agents]
    of_shop = progress(scope.figures, *scope.days)
    band = scope.say("月目标", "Target of the month")
    of_any = [id for found in of_agents for id in found]
    unseen = [id for id in of_shop if id not in _ON_TILES]
    for id in dict.fromkeys((*of_any, *unseen)):
        known = [found.get(id) for found in of_agents]
        caption, kind = scope.caption(id), KIND_OF_UNIT[FIGURE[id].unit]
        whole = of_shop.get(id)
        yield Column(
            f"{id}_target", scope.say(f"{caption}目标", f"{caption}: target"), kind,
            pd.Series([None if one is None else one.target for one in known], dtype="float64"),
            total=NOTHING if whole is None else whole.target, band=band, missing=NOTHING,
        )  # fmt: skip
        if kind == "rate":
            yield _from_target(scope, id, known, whole, band=band, missing=NOTHING)
            continue
        yield Column(
            f"{id}_done", scope.say(f"{caption}完成", f"{caption}: done"), "rate",
            pd.Series([None if one is None else one.done for one in known], dtype="float64"),
            total=NOTHING if whole is None else whole.done, band=band, missing=NOTHING,
            width=14, bars=True,
        )  # fmt: skip


def _from_target(
    scope: Scope, id: str, known: Sequence[Progress | None], whole: Progress | None, **more: Any
) -> Column:
    """How far a rate is from its target, in percentage points: a share of it would mean nothing."""
    apart = [
        None if one is None or one.value is None else one.value - one.target
        for one in (*known, whole)
    ]
    told = signed_points(pd.Series(apart, dtype="Float64"), scope.language)
    caption = scope.caption(id)
    return Column(
        f"{id}_from_target", scope.say(f"{caption}比目标", f"{caption} against target"), "change",
        told.iloc[:-1], total=NOTHING if pd.isna(told.iloc[-1]) else told.iloc[-1], width=16,
        **more,
    )  # fmt: skip


def agent_columns(
    words: Spoken, frame: pd.DataFrame, total: Mapping[str, Value]
) -> tuple[Column, ...]:
    """The columns of the agents' table: `frame` has agent and its figures."""
    say = words.say
    band = {id: say(zh, en) for zh, en, ids in _BANDS for id in ids}
    whole = say("全店（去重）", "Shop (distinct)")
    ids = (*AGENT_TABLE, *BESIDE)
    width = {
        id: 13.5 if id.endswith("gmv") else 11.0 if id.endswith("_rate") else 9.5 for id in ids
    }
    return (
        at_most(
            Column("agent", words.who, "name", frame["agent"], total=whole, band=" "),
            _WIDEST_NAME,
        ),
        *(
            figure_column(words, id, frame[id], total=total.get(id), band=band[id], width=width[id])
            for id in ids
        ),
        short_name_column(words, frame["agent"], band=band[ids[-1]]),
    )


def short_name_column(words: Spoken, names: pd.Series[Any], **more: Any) -> Column:
    """Agents as charts name them: without the shop, where all are of one shop."""
    caption = words.say(f"图：{words.who}", f"Chart: {words.who.lower()}")
    return Column("short_name", caption, "name", short_names(names), hidden=True, **more)


def short_names(names: pd.Series[Any]) -> pd.Series[Any]:
    """Names without the shop before the colon, where all have the same one."""
    if names.empty:
        return names
    apart = names.astype("str").str.partition(":")
    is_one_shop = apart[0].nunique() == 1 and apart[2].ne("").all()
    return apart[2] if is_one_shop else names


def of_most(words: Spoken, title: str, by: str, count: int) -> str:
    """A ranking's title; where it leaves agents out, it says so."""
    if count <= MOST_RANKED:
        return title
    return words.say(
        f"{title}：前 {MOST_RANKED} 名，按{by}", f"{title}: the first {MOST_RANKED} by {by}"
    )


def ranking_chart(scope: Scope, ranked: pd.Series[Any], **place: Any) -> Chart:
    """Agents by guided GMV [CNY], the highest on top."""
    count = len(ranked)
    caption = scope.caption("guided_gmv")
    who = scope.who
    title = scope.say(f"{who}引导成交金额排名（元）", f"{who}s by guided GMV (CNY)")
    return Chart(
        "bar",
        of_most(scope, title, caption, count),
        "agents",
        "short_name",
        (Series("guided_gmv", caption, "accent", labels=True),),
        value_kind="money",
        rows=MOST_RANKED,
        number_format=short_money_format(ranked.max(), scope.language),
        **place,
    )
