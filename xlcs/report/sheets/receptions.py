"""接待达标: a row a period with its changes and verdict, then the same by agent."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pandas as pd

from xlcs.report.description.formats import (
    NOTHING,
    SECONDS_A_DAY,
    at_most,
    display_width,
    shown,
    signed_durations,
    signed_points,
    verdicts,
)
from xlcs.report.description.scope import TABLE_ROW, Scope
from xlcs.report.description.sheets import Block, Chart, Column, Series, Sheet, Table, Text
from xlcs.report.description.words import Spoken, figure_column
from xlcs.report.sheets.agents import MOST_RANKED, short_names

WIDEST_NAME = 30.0
"""Longer names of agents are wrapped [widths of a digit]."""

_WIDEST_LABEL = 14
"""Of an agent's name below a column of a chart [widths of a digit]."""

_CHART_COL = 3
"""Not over the frozen columns, which are printed on every page."""


def receptions_sheet(scope: Scope) -> Sheet | None:
    """The sheet 接待达标; none where there was no reception."""
    say = scope.say
    by_agent = scope.figures.reception_agents(scope.start, scope.end, None, scope.agent)
    if scope.agent is None:
        frame = scope.figures.reception(scope.start, scope.end)
        whole = frame.assign(agent=say("全店", "Shop"))
    else:
        frame = whole = by_agent
    if frame.empty:
        return None
    lowest = scope.figures.settings.min_conversion_rate
    table = Table("receptions", TABLE_ROW, 1, reception_columns(scope, whole, lowest))
    row = table.last_row + 2
    blocks: list[Block] = [table]
    told = verdicts_explained(scope, frame, by_agent) if scope.agent is None else None
    if told is not None:
        blocks.append(Text(row, 1, told, "note"))
        row += 2
    if len(frame) > 1 and frame["conversion_rate"].notna().all():
        blocks.append(
            Chart(
                "column",
                say("各期间接待转化率", "Conversion rate by period"),
                "receptions",
                "period_and_rate",
                rate_and_limit(scope),
                row,
                _CHART_COL,
                end_row=row + 10,
                end_col=_CHART_COL + 8,
                value_kind="rate",
            )
        )
        row += 12
    if scope.agent is None:
        blocks += _by_agent(scope, by_agent, lowest, row, one_period=len(frame) == 1)
    return scope.sheet(
        "receptions",
        say("接待达标", "Receptions"),
        blocks,
        note=limits_text(scope),
        frozen=table,
        frozen_cols=2,
    )


def _by_agent(
    scope: Scope, by_agent: pd.DataFrame, lowest: float, row: int, *, one_period: bool
) -> Iterator[Block]:
    """The same by agent, under a heading; one period is drawn, with most receptions first."""
    if one_period:
        by_agent = by_agent.sort_values(
            "receptions", ascending=False, kind="stable", ignore_index=True
        )
    agents = Table(
        "reception_agents",
        row + 1,
        1,
        reception_columns(scope, by_agent, lowest),
        filter=not by_agent.empty,
    )
    yield Text(row, 1, scope.say(f"按{scope.who}", f"By {scope.who.lower()}"), "heading")
    yield agents
    if one_period and by_agent["conversion_rate"].notna().sum() > 1:
        yield _agents_chart(scope, agents, by_agent["agent"].nunique())


def _agents_chart(scope: Scope, table: Table, count: int) -> Chart:
    """Agents side by side in the one period that there is."""
    row = table.last_row + 2
    who = scope.who
    title = scope.say(f"各{who}接待转化率", f"Conversion rate by {who.lower()}")
    if count > MOST_RANKED:
        title += scope.say(
            f"：接待最多的 {MOST_RANKED} 名", f": the {MOST_RANKED} with most receptions"
        )
    return Chart(
        "column",
        title,
        table.id,
        "agent_and_rate",
        rate_and_limit(scope),
        row,
        _CHART_COL,
        end_row=row + 12,
        end_col=_CHART_COL + 8,
        value_kind="rate",
        rows=MOST_RANKED,
    )


def rate_and_limit(scope: Scope) -> tuple[Series, ...]:
    """The conversion rate, and as a line the lowest that is still 达标.

    The rates are told below the bars: the line would run through what stands on them.
    """
    return (
        Series("conversion_rate", scope.caption("conversion_rate"), "accent"),
        Series("lowest_rate", scope.say("达标线", "limit"), "limit"),
    )


def verdicts_explained(scope: Scope, frame: pd.DataFrame, by_agent: pd.DataFrame) -> str | None:
    """Why the shop is judged otherwise than each of its agents; None where it is not."""
    of_shop = frame["compliant"].dropna()
    of_agents = by_agent["compliant"].dropna()
    if len(frame) != 1 or of_shop.empty or len(of_agents) < 2:
        return None
    if (of_agents == of_shop.iloc[0]).any():
        return None
    who = scope.who
    return scope.say(
        f"全店的结论和每个{who}都不同：同一个买家由几个{who}接待时，全店只算一个买家，"
        f"每个{who}各算一个；其中一次转化，全店就算转化。",
        f"The shop is judged otherwise than each {who.lower()}: a buyer received by several of them"
        " is one buyer of the shop and one of each, and converted for the shop if converted once.",
    )


def limits_text(scope: Scope) -> str:
    """What 达标 asks for, in words."""
    settings = scope.figures.settings
    longest = shown(settings.max_average_min * 60 / SECONDS_A_DAY, "duration")
    lowest = shown(settings.min_conversion_rate, "rate")
    return scope.say(
        f"达标：平均接待时长 ≤ {longest} 且接待转化率 ≥ {lowest}。变动为与上一期间之差。",
        f"Met: average duration ≤ {longest} and conversion rate ≥ {lowest}. Changes are against the"
        " period before.",
    )


def reception_columns(
    words: Spoken, frame: pd.DataFrame, lowest_rate: float | None = None
) -> tuple[Column, ...]:
    """The columns of a reception table; `frame` has an agent's column.

    `lowest_rate` is the conversion rate [fraction] from which on it is 达标, for charts.

    Changes are shown in words, since Excel cannot show a negative time or percentage points; the
    numbers themselves are in hidden columns at the end.
    """
    say = words.say
    yes, no = verdicts(words.language)
    verdict = frame["compliant"].map({True: yes, False: no}).astype(object)
    note = _partial_notes(words, frame)
    seconds = frame["duration_change"].astype("Float64")
    return (
        at_most(Column("agent", words.who, "name", frame["agent"]), WIDEST_NAME),
        Column("period", say("期间", "Period"), "text", frame["period"].astype("str")),
        figure_column(words, "receptions", frame["receptions"]),
        figure_column(words, "buyers", frame["buyers"]),
        figure_column(words, "converted_buyers", frame["converted_buyers"]),
        figure_column(words, "conversion_rate", frame["conversion_rate"], width=12),
        figure_column(
            words, "average_duration", frame["average_duration"] / SECONDS_A_DAY, width=12
        ),
        figure_column(
            words,
            "conversion_change",
            signed_points(frame["conversion_change"], words.language),
            width=16,
        ),
        figure_column(
            words, "duration_change", signed_durations(frame["duration_change"]), width=14
        ),
        figure_column(words, "compliant", verdict, tones={yes: "good", no: "bad"}, width=12),
        Column("note", say("说明", "Note"), "text", note, width=30),
        _with_rate("agent_and_rate", words.who, short_names(frame["agent"]), frame, words),
        _with_rate("period_and_rate", say("期间", "Period"), frame["period"], frame, words),
        Column(
            "lowest_rate",
            say("图：达标线", "Chart: limit"),
            "rate",
            pd.Series(lowest_rate, frame.index, dtype=object),
            hidden=True,
        ),
        Column(
            "conversion_change_number",
            say("转化率变动（小数）", "Change of conversion (fraction)"),
            "number",
            frame["conversion_change"],
            hidden=True,
        ),
        Column(
            "duration_change_number",
            say("平均时长变动（天）", "Change of duration (days)"),
            "number",
            seconds / SECONDS_A_DAY,
            hidden=True,
        ),
    )


def _with_rate(
    id: str, whose: str, names: pd.Series[Any], frame: pd.DataFrame, words: Spoken
) -> Column:
    """Names as a chart's categories, each with the conversion rate below.

    Long names would be printed aslant over each other: of these the middle is left out, unless
    two agents would be called the same.
    """
    names = names.astype("str")
    short = names.map(_without_middle)
    if short.nunique() == names.nunique():
        names = short
    rates = (
        frame["conversion_rate"]
        .map(lambda rate: shown(None if pd.isna(rate) else rate, "rate"))
        .astype("str")
    )  # also of no rows, which `map` leaves numbers
    caption = words.say(f"图：{whose}和转化率", f"Chart: {whose.lower()} and rate")
    return Column(id, caption, "name", names + "\n" + rates, hidden=True)


def _without_middle(name: str) -> str:
    return name if display_width(name) <= _WIDEST_LABEL else f"{name[:3]}…{name[-4:]}"


def _partial_notes(words: Spoken, frame: pd.DataFrame) -> pd.Series[Any]:
    first = pd.to_datetime(frame["start"]).dt.strftime("%m-%d")
    last = pd.to_datetime(frame["end"]).dt.strftime("%m-%d")
    before, between = words.say("不完整：只含 ", "partial: "), words.say(" 至 ", " to ")
    text = before + first.astype("str") + between + last.astype("str")
    return text.where(frame["partial"].astype(bool))


def change_text(scope: Scope, id: str, change: float | None) -> str:
    """The change of a rate [fraction] or of a duration [s] in words."""
    if change is None:
        return NOTHING
    changes = pd.Series([change], dtype=float)
    if id == "conversion_change":
        return str(signed_points(changes, scope.language).iloc[0])
    return str(signed_durations(changes).iloc[0])
