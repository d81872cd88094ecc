"""Tables for cells: a frame of the figures as rows below captions.

A time is Excel's serial number, since the cells of a spilled table take no format from Python;
what is unknown is empty text.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from xlcs.addin.cells import cell_values
from xlcs.addin.cells.cell_values import Cell, Rows
from xlcs.advice.clients import leakage_of_agent
from xlcs.advice.highlights import daily_of
from xlcs.catalogue import AGENT_TABLE, BESIDE, EFFECT, FIGURE, REASON, RECEPTION

if TYPE_CHECKING:
    from xlcs.figures import Figures
    from xlcs.shop.shop import Shop

EPOCH = np.datetime64("1899-12-30", "s")

CAPTIONS: dict[str, dict[str, str]] = {
    "zh": {
        "day": "日期",
        "agent": "客服",
        "period": "周期",
        "start": "开始",
        "end": "结束",
        "partial": "不完整",
        "order_id": "订单编号",
        "buyer_id": "买家",
        "paid_at": "付款时间",
        "amount": "金额",
        "presale": "预售",
        "reason": "计入或未计入的原因",
        "credited_agent": "归属客服",
        "client_agent": "专属客服",
        "by_agent": "发送客服",
        "sent_at": "发送时间",
        "read_at": "阅读时间",
        "bound_at": "关系建立时间",
        "orders": "订单数",
        "kind": "事项",
        "happened_at": "时间",
        "detail": "说明",
        "yes": "是",
        "no": "否",
    },
    "en": {
        "day": "day",
        "agent": "agent",
        "period": "period",
        "start": "from",
        "end": "to",
        "partial": "partial",
        "order_id": "order",
        "buyer_id": "buyer",
        "paid_at": "paid at",
        "amount": "amount",
        "presale": "presale",
        "reason": "why it counts or not",
        "credited_agent": "credited agent",
        "client_agent": "client's agent",
        "by_agent": "sent by",
        "sent_at": "sent at",
        "read_at": "read at",
        "bound_at": "bound at",
        "orders": "orders",
        "kind": "what",
        "happened_at": "time",
        "detail": "detail",
        "yes": "yes",
        "no": "no",
    },
}


COMPARISON_CAPTIONS: dict[str, tuple[str, ...]] = {
    "zh": ("指标", "开始", "结束", "客服", "对方", "我们", "差额", "差额比例", "可能的原因",
           "文件"),
    "en": ("figure", "from", "to", "agent", "theirs", "ours", "difference", "share",
           "likely cause", "file"),
}  # fmt: skip


def daily(figures: Figures, start: date | None, end: date | None, agent: str | None = None) -> Rows:
    """A row a day of the period: the day and the five figures of effect."""
    frame = daily_of(figures, start, end, agent)
    return _rows(frame, ("day", *EFFECT), figures.settings.language)


def agents(figures: Figures, start: date | None, end: date | None, agent: str | None) -> Rows:
    """A row an agent, as the agents' table of the report."""
    frame = figures.agent_table(start, end, agent)
    return _rows(frame, ("agent", *AGENT_TABLE, *BESIDE), figures.settings.language)


def receptions(
    figures: Figures, start: date | None, end: date | None, by: str | None, agent: str | None
) -> Rows:
    """A row a period of receptions, of the shop or of one agent."""
    if agent is None:
        frame = figures.reception(start, end, by)
    else:
        frame = figures.reception_agents(start, end, by, agent)
    columns = ("period", "start", "end", "partial", *RECEPTION)
    return _rows(frame, columns, figures.settings.language)


def orders(figures: Figures, start: date | None, end: date | None, agent: str | None) -> Rows:
    """A row a paid order: why it counts or not, and the message that decided."""
    language = figures.settings.language
    frame = figures.orders(start, end, agent)
    frame = frame.assign(reason=_reasons(frame["reason"], language), by_agent=frame["agent"])
    columns = (
        "order_id", "buyer_id", "paid_at", "amount", "presale", "reason", "credited_agent",
        "by_agent", "sent_at", "read_at", "bound_at", "client_agent",
    )  # fmt: skip
    return _rows(frame, columns, language)


def todo(figures: Figures, day: date | None, agent: str | None) -> Rows:
    """A row a thing to do: whose, what, with which client, since when."""
    # Imported here because the descriptions of sheets behind it are slow to import.
    from xlcs.report.sheets.todo import KIND_NAMES

    language = figures.settings.language
    frame = figures.todo(day, agent)
    kinds = {id: en if language == "en" else zh for id, (zh, en) in KIND_NAMES.items()}
    reasons = _reasons(frame["detail"], language)
    frame = frame.assign(
        kind=frame["kind"].map(kinds), detail=reasons.fillna(frame["detail"]).astype("str")
    )
    columns = ("agent", "kind", "buyer_id", "happened_at", "order_id", "amount", "detail")
    return _rows(frame.rename(columns={"at": "happened_at"}), columns, language)


def comparison(figures: Figures, shop: Shop, start: date | None, end: date | None) -> Rows:
    """A row a figure of the summaries of the period: theirs, ours, and the likely cause.

    Rates are fractions, durations fractions of a day.
    """
    from xlcs.compare.cause_texts import cause_text
    from xlcs.compare.lines import unexplained_first
    from xlcs.compare.summaries import compared

    language = figures.settings.language
    captions = COMPARISON_CAPTIONS[language]
    found = compared(figures, shop, start, end)
    rows: Rows = [list(captions)]
    for line in unexplained_first(found) if found is not None else ():
        unit = FIGURE[line.figure].unit
        values: list[Cell] = [
            "" if value is None else cell_values.cell(value, unit)
            for value in (line.theirs, line.ours, line.difference)
        ]
        assert found is not None
        rows.append(
            [
                cell_values.text(FIGURE[line.figure].name(language)),
                *_serials(pd.Series([line.start, line.end])),
                cell_values.text(line.agent or ""),
                *values,
                "" if line.share is None else line.share,
                cell_values.text(cause_text(line, found, language)),
                cell_values.text(line.file),
            ]
        )
    return rows


def leakage(
    figures: Figures, start: date | None, end: date | None, agent: str | None = None
) -> Rows:
    """Orders and money of each reason, of the shop or of an agent's clients."""
    language = figures.settings.language
    frame = figures.leakage(start, end)
    if agent is not None:
        own = leakage_of_agent(figures.orders(start, end, agent), agent)
        frame = own[own["reason"].isin(frame["reason"])].reset_index(drop=True)
    frame = frame.assign(reason=_reasons(frame["reason"], language))
    return _rows(frame, ("reason", "orders", "amount"), language)


def _reasons(reasons: pd.Series[Any], language: str) -> pd.Series[Any]:
    names = {reason.id: reason.en if language == "en" else reason.zh for reason in REASON.values()}
    return reasons.astype(object).map(names)


def _rows(frame: pd.DataFrame, columns: tuple[str, ...], language: str) -> Rows:
    captions: list[Cell] = [
        FIGURE[name].name(language) if name in FIGURE else CAPTIONS[language][name]
        for name in columns
    ]
    cells = [_cells(name, frame[name], language) for name in columns]
    return [captions, *map(list, zip(*cells, strict=True))]


def _cells(name: str, values: pd.Series[Any], language: str) -> list[Any]:
    unit = FIGURE[name].unit if name in FIGURE else None
    missing = values.isna().to_numpy()
    found: list[Any]
    if unit == "verdict":
        # Imported here because the descriptions of sheets behind it are slow to import.
        from xlcs.report.description.formats import verdict

        words = {flag: verdict(flag, language) for flag in (True, False)}
        found = [words.get(value, "") for value in values.astype(object)]
    elif name in ("presale", "partial"):
        yes, no = CAPTIONS[language]["yes"], CAPTIONS[language]["no"]
        found = np.where(values.to_numpy(dtype=bool), yes, no).tolist()
    elif unit in ("duration", "duration_change"):
        found = (values.to_numpy(dtype=float, na_value=np.nan) / cell_values.SECONDS_A_DAY).tolist()
    elif unit is not None or name in ("amount", "orders"):
        found = values.to_numpy(dtype=float, na_value=np.nan).tolist()
    elif name in ("day", "start", "end") or name.endswith("_at"):
        found = _serials(values)
    else:
        found = [cell_values.text(value) for value in values.astype(object).where(~missing, "")]
    return ["" if none else value for value, none in zip(found, missing.tolist(), strict=True)]


def _serials(values: pd.Series[Any]) -> list[float]:
    moments = pd.to_datetime(values).to_numpy().astype("datetime64[s]")
    days: list[float] = ((moments - EPOCH) / np.timedelta64(1, "D")).tolist()
    return days


def moment(when: datetime | None) -> str:
    """A time in a line of text."""
    return when.strftime("%Y-%m-%d %H:%M") if when else "—"
