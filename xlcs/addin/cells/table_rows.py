"""Tables for cells: a frame of the figures as rows below captions.

A time is Excel's serial number, since the cells of a spilled table take no format from Python;
what is unknown is empty text.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import partial
from typing import TYPE_CHECKING, Any

import pandas as pd

from xlcs.addin.cells import cell_values
from xlcs.addin.cells.cell_values import Cell, Rows
from xlcs.advice.clients import leakage_of_agent
from xlcs.advice.highlights import daily_of
from xlcs.catalogue import AGENT_TABLE, BESIDE, EFFECT, FIGURE, REASON, RECEPTION
from xlcs.figures.edition import renamed_reasons
from xlcs.settings.people import LEVEL_NAMES, NICK

if TYPE_CHECKING:
    from xlcs.figures import Figures
    from xlcs.shop.shop import Shop

CAPTIONS: dict[str, tuple[str, str]] = {
    "agent": ("{who}", "{who}"),
    "day": ("日期", "day"), "period": ("周期", "period"),
    "start": ("开始", "from"), "end": ("结束", "to"), "partial": ("不完整", "partial"),
    "order_id": ("订单编号", "order"), "buyer_id": ("买家", "buyer"),
    "paid_at": ("付款时间", "paid at"), "amount": ("金额", "amount"),
    "presale": ("预售", "presale"), "reason": ("计入或未计入的原因", "why it counts or not"),
    "credited_agent": ("归属{who}", "credited {who}"), "by_agent": ("发送{who}", "sent by"),
    "client_agent": ("专属{who}", "client's {who}"), "sent_at": ("发送时间", "sent at"),
    "read_at": ("阅读时间", "read at"), "bound_at": ("关系建立时间", "bound at"),
    "orders": ("订单数", "orders"), "kind": ("事项", "what"), "happened_at": ("时间", "time"),
    "detail": ("说明", "detail"),
}  # fmt: skip
_YES_NO = {"zh": ("是", "否"), "en": ("yes", "no")}

_COMPARISON_CAPTIONS: dict[str, list[Cell]] = {
    "zh": ["指标", "开始", "结束", "客服", "对方", "我们", "差额", "差额比例", "可能的原因",
           "文件"],
    "en": ["figure", "from", "to", "agent", "theirs", "ours", "difference", "share",
           "likely cause", "file"],
}  # fmt: skip


def daily(figures: Figures, start: date | None, end: date | None, agent: str | None = None) -> Rows:
    """A row a day of the period: the day and the five figures of effect."""
    frame = daily_of(figures, start, end, agent)
    return _rows(frame, ("day", *EFFECT), figures.settings.language)


def agents(figures: Figures, start: date | None, end: date | None, agent: str | None) -> Rows:
    """A row an agent, as the agents' table of the report."""
    frame = figures.agent_table(start, end, agent)
    who = LEVEL_NAMES[figures.level]
    return _rows(frame, ("agent", *AGENT_TABLE, *BESIDE), figures.settings.language, who)


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
    frame = frame.assign(reason=_reasons(frame["reason"], figures), by_agent=frame["agent"])
    columns = (
        "order_id", "buyer_id", "paid_at", "amount", "presale", "reason", "credited_agent",
        "by_agent", "sent_at", "read_at", "bound_at", "client_agent",
    )  # fmt: skip
    return _rows(frame, columns, language, LEVEL_NAMES[figures.level])


def todo(figures: Figures, day: date | None, agent: str | None) -> Rows:
    """A row a thing to do: whose, what, with which client, since when."""
    # Imported here because the descriptions of sheets behind it are slow to import.
    from xlcs.report.sheets.todo import KIND_NAMES

    language = figures.settings.language
    frame = figures.todo(day, agent)
    kinds = {id: en if language == "en" else zh for id, (zh, en) in KIND_NAMES.items()}
    reasons = _reasons(frame["detail"], figures)
    frame = frame.assign(
        kind=frame["kind"].map(kinds), detail=reasons.fillna(frame["detail"]).astype("str")
    )
    columns = ("agent", "kind", "buyer_id", "happened_at", "order_id", "amount", "detail")
    who = LEVEL_NAMES[figures.level]
    return _rows(frame.rename(columns={"at": "happened_at"}), columns, language, who)


def comparison(figures: Figures, shop: Shop, start: date | None, end: date | None) -> Rows:
    """A row a figure of the summaries of the period: theirs, ours, and the likely cause.

    Rates are fractions, durations fractions of a day.
    """
    from xlcs.compare.cause_texts import cause_text
    from xlcs.compare.lines import unexplained_first
    from xlcs.compare.summaries import compared

    language = figures.settings.language
    found = compared(figures, shop, start, end)
    rows: Rows = [_COMPARISON_CAPTIONS[language]]
    if found is None:
        return rows
    for line in unexplained_first(found):
        figure = FIGURE[line.figure]
        rows.append(
            [
                cell_values.text(figure.name(language)),
                *map(cell_values.serial_of_day, (line.start, line.end)),
                cell_values.text(line.agent or ""),
                *(
                    cell_values.in_table(value, figure.unit)
                    for value in (line.theirs, line.ours, line.difference)
                ),
                cell_values.in_table(line.share),
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
        frame = leakage_of_agent(figures.orders(start, end, agent), agent, frame["reason"])
    frame = frame.assign(reason=_reasons(frame["reason"], figures))
    return _rows(frame, ("reason", "orders", "amount"), language)


def _reasons(reasons: pd.Series[Any], figures: Figures) -> pd.Series[Any]:
    names = {id: (reason.zh, reason.en) for id, reason in REASON.items()}
    names |= renamed_reasons(figures.edition)
    is_english = figures.settings.language == "en"
    return reasons.astype(object).map({id: texts[is_english] for id, texts in names.items()})


def _rows(
    frame: pd.DataFrame,
    columns: tuple[str, ...],
    language: str,
    who: tuple[str, str] = LEVEL_NAMES[NICK],
) -> Rows:
    """The rows below their captions; `who` is what an agent is called."""
    is_english = language == "en"
    captions: list[Cell] = [
        FIGURE[name].name(language)
        if name in FIGURE
        else CAPTIONS[name][is_english].format(who=who[is_english])
        for name in columns
    ]
    cells = [_cells(name, frame[name], language) for name in columns]
    return [captions, *map(list, zip(*cells, strict=True))]


def _cells(name: str, values: pd.Series[Any], language: str) -> list[Cell]:
    unit = FIGURE[name].unit if name in FIGURE else None
    missing = values.isna().tolist()
    written: Callable[[Any], Cell] = float
    if unit == "verdict":
        # Imported here because the descriptions of sheets behind it are slow to import.
        from xlcs.report.description.formats import verdict

        written = partial(verdict, language=language)
    elif name in ("presale", "partial"):
        written = dict(zip((True, False), _YES_NO[language], strict=True)).__getitem__
    elif unit in ("duration", "duration_change"):
        values = values.astype(float) / cell_values.SECONDS_A_DAY
    elif name in ("day", "start", "end") or name.endswith("_at"):
        values = (pd.to_datetime(values) - cell_values.EPOCH) / pd.Timedelta(days=1)
    elif unit is None and name not in ("amount", "orders"):
        written = cell_values.text
    # A list is gone through faster than a column is mapped and its blanks are filled.
    return ["" if none else written(v) for v, none in zip(values.tolist(), missing, strict=True)]
