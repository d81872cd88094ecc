"""要点 in words, and where their rows are."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

import pandas as pd

from xlcs.addresses import cell_name
from xlcs.advice.highlights import LATE_HOUR, Highlight, highlights
from xlcs.plurals import filled
from xlcs.report.description.formats import shown
from xlcs.report.description.sheets import Sheet, Table, find_table
from xlcs.report.description.words import Spoken, Words
from xlcs.report.sheets.effect import WEEKDAYS

if TYPE_CHECKING:
    from xlcs.figures import Figures

_TARGETS = {
    "verdict_turned": "receptions",
    "best_day": "daily",
    "worst_day": "daily",
    "clients_not_messaged": "orders",
    "late_messages": "orders",
    "balances_not_urged": "todo",
    "few_readers": "agents",
}
"""Rule → the table that holds the rows it is about."""

_TEXT = {
    "best_day": (
        "{day}引导成交 {amount} 元，是平常一天（{usual} 元）的 {times} 倍。",
        "{day} brought {amount} CNY of guided GMV, {times} times a usual day ({usual} CNY).",
    ),
    "worst_day": (
        "{day}引导成交只有 {amount} 元，平常一天是 {usual} 元。",
        "{day} brought only {amount} CNY of guided GMV; a usual day brings {usual} CNY.",
    ),
    "clients_not_messaged": (
        "{agent} 的客户有 {orders} 单、{amount} 元，当天和前几天都没有主动发过消息。",
        "Clients of {agent} paid {orders} orders, {amount} CNY, without having been messaged.",
    ),
    "late_messages": (
        "{hour} 点以后发了 {messages} 条主动消息；收到后第二天才付款的 {orders} 单、{amount} 元"
        "没有计入。",
        "{messages} messages were sent after {hour}:00; {orders} orders of {amount} CNY, paid the"
        " next day, do not count for it.",
    ),
    "balances_not_urged": (
        "{orders} 单预售付了定金（{amount} 元）、没付尾款，之后也没有人发过消息{who}。",
        "{orders} presale orders have a deposit ({amount} CNY), no balance and no message"
        " since{who}.",
    ),
    "few_readers": (
        "发送的 {sent} 位客户里有 {unread} 位（{share}）{in_time}没有读{who}。",
        "{unread} of {sent} clients messaged ({share}) did not read {in_time}{who}.",
    ),
}  # fmt: skip


_OF_ONE = ("，都是 {agent} 的客户", ", all by clients of {agent}")
_OF_MOST = (
    "，最多的是 {agent} 的客户（{of_agent} 单）",
    "; most by clients of {agent} ({of_agent})",
)
"""Whose clients let balances stand."""


def points(
    figures: Figures, start: date | None, end: date | None, agent: str | None = None
) -> list[str]:
    """The sentences of a period; none where it has no days."""
    if start is None or end is None:
        return []
    words = Words(figures.settings.language, figures.edition)
    return [told(words, one) for one in highlights(figures, start, end, agent)]


def told(words: Spoken, highlight: Highlight) -> str:
    """The sentence of a highlight."""
    say, numbers = words.say, highlight.numbers
    if highlight.rule == "verdict_turned":
        if numbers["compliant"]:
            return say("接待比上期好转：由不达标变为达标。", "Receptions: not met before, met now.")
        return say("接待比上期变差：由达标变为不达标。", "Receptions: met before, not met now.")
    found = {
        name: shown(value, "money" if name in ("amount", "usual") else "count")
        for name, value in numbers.items()
        if name not in ("times", "share", "agent_share")
    }
    found["times"] = f"{numbers.get('times', 0):.1f}"
    found["share"] = shown(numbers.get("share"), "rate")
    found["day"] = _day(words, highlight.day) if highlight.day else ""
    found["agent"], found["hour"] = highlight.agent or "", str(LATE_HOUR)
    days = words.edition.window_days  # that a client has for reading
    found["in_time"] = (
        say("当天", "that day") if days == 1 else say(f"{days} 天内", f"within {days} days")
    )
    found["who"] = ""
    if highlight.agent and "agent_share" in numbers:
        share = shown(numbers["agent_share"], "rate")
        found["who"] = say(f"，最多的是 {highlight.agent}（{share}）",
                           f"; most at {highlight.agent} ({share})")  # fmt: skip
    if highlight.rule == "balances_not_urged" and highlight.agent:
        are_all = numbers["of_agent"] == numbers["orders"]
        found["who"] = filled(say(*(_OF_ONE if are_all else _OF_MOST)), found)
    return filled(say(*_TEXT[highlight.rule]), found)


def _day(words: Spoken, day: date) -> str:
    weekday = WEEKDAYS[words.language][day.weekday()]
    return words.say(f"{day.month} 月 {day.day} 日（{weekday}）", f"{day} ({weekday})")


def place_of(highlight: Highlight, sheets: Sequence[Sheet]) -> tuple[str, str]:
    """The sheet (id) and cell of the first row that a highlight is about; none is ""."""
    id = _TARGETS[highlight.rule]
    if not any(table.id == id for sheet in sheets for table in sheet.tables()):
        return "", "A1"
    sheet, table = find_table(sheets, id)
    rows = _rows_about(highlight, table)
    row = table.first_row + (int(rows.to_numpy().argmax()) if rows.any() else 0)
    return sheet.id, cell_name(row, 1)


def _rows_about(highlight: Highlight, table: Table) -> pd.Series[bool]:
    def values(id: str) -> pd.Series[Any]:
        return table.column(id).values

    if highlight.day is not None:
        first = pd.to_datetime(values("day"))  # of the day, week or month
        return first == first[first <= pd.Timestamp(highlight.day)].max()
    if highlight.rule == "clients_not_messaged":
        return (values("client_agent") == highlight.agent) & (values("reason_id") == "not_messaged")
    if highlight.rule == "late_messages":
        late = pd.to_datetime(values("sent_at")).dt.hour >= LATE_HOUR
        return late & (values("reason_id") == "messaged_earlier_day")
    if highlight.rule == "few_readers":
        return values("agent") == highlight.agent
    return pd.Series(False, range(table.length))
