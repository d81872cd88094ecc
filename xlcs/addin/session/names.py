"""Named cells of a workbook that belong to xlcs, its sheets for pasted exports, and its words.

The template makes the cells, macros read them at a refresh; a workbook that is not from the
template gets a name without a cell where the ribbon sets a period or a folder. A formula may use
them like any name: ``=GUIDED_GMV(xlcs_start, xlcs_end, xlcs_agent)``.
"""

from __future__ import annotations

from typing import NamedTuple

from xlcs.settings.texts import WORDS_ZH
from xlcs.tables import TABLES

FOLDER = "xlcs_folder"
START = "xlcs_start"
END = "xlcs_end"
AGENT = "xlcs_agent"
"""The agent that the template's dashboard shows; blank or one of `WHOLE_SHOP` for the shop."""

PERIOD = "xlcs_period"
"""The template's drop-down of periods; START and END are worked out from it by formulas."""
CUSTOM_START = "xlcs_custom_start"
CUSTOM_END = "xlcs_custom_end"
"""The days typed beside the drop-down."""

AGENTS_ARE = "xlcs_agents_are"
"""What the template calls those that it lists: agents, or the persons or groups of them."""

PERIOD_LABEL = "xlcs_period_label"
ORDER = "xlcs_order"
"""The order number that is asked about."""

BEFORE_START = "xlcs_before_start"
BEFORE_END = "xlcs_before_end"
TREND_START = "xlcs_trend_start"
TREND_END = "xlcs_trend_end"
DAYS = "xlcs_days"
TREND_GMV = "xlcs_trend_gmv"
PAID = "xlcs_paid"
"""What the template's formulas work out for each other."""

READ_RULE = "xlcs_read_rule"
LOOKBACK_DAYS = "xlcs_lookback_days"
RECEPTION_PERIOD = "xlcs_reception_period"
MAX_AVERAGE_MIN = "xlcs_max_average_min"
MIN_CONVERSION_RATE = "xlcs_min_conversion_rate"
AGENTS_BY = "xlcs_agents_by"
LANGUAGE = "xlcs_language"

AGENTS = "xlcs_agent_list"
"""The list behind the drop-down of agents: a refresh fills its cells and blanks the rest."""

PERIODS = "xlcs_period_list"
"""The list behind the drop-down of periods, filled likewise."""

SETTINGS: dict[str, str] = {
    READ_RULE: "read_rule",
    LOOKBACK_DAYS: "lookback_days",
    RECEPTION_PERIOD: "reception_period",
    MAX_AVERAGE_MIN: "max_average_min",
    MIN_CONVERSION_RATE: "min_conversion_rate",
    AGENTS_BY: "agents_by",
    LANGUAGE: "language",
}
"""Name → field of `Settings`. A blank cell leaves what `xlcs.toml` beside the data says."""

NAMES: tuple[str, ...] = (FOLDER, START, END, AGENT, AGENTS, *SETTINGS)

WHOLE_SHOP = ("全店", "Whole shop")
"""Words that mean no agent in particular, for drop-downs that cannot be blank."""


class Word(NamedTuple):
    """A value of a setting and how a lead writes it."""

    value: str
    zh: str
    en: str


WORDS: dict[str, tuple[Word, ...]] = {
    "read_rule": (
        Word("before_payment", "付款前已读", "read before paying"),
        Word("same_day", "当日已读", "read that day"),
    ),
    "reception_period": (
        Word("month", "月", "month"),
        Word("week", "周", "week"),
        Word("day", "日", "day"),
        Word("range", "整个期间", "whole period"),
    ),
    "language": (Word("zh", "中文", "中文"), Word("en", "English", "English")),
    "agents_by": (
        Word("nick", "客服", "nick"),
        Word("person", "人员", "person"),
        Word("group", "组", "group"),
    ),
}
"""Field of `Settings` → its values; the drop-downs of the template offer the words."""


def meant(key: str, word: object) -> str | None:
    """The value of a setting that a word in either language and any case means; None for none."""
    text = str(word).strip().casefold()
    text = WORDS_ZH[key].get(text, text)
    known = (each for each in WORDS[key] if text in (each.value, each.zh, each.en.casefold()))
    return next((each.value for each in known), None)


PASTE_PREFIX, PASTE_PREFIX_EN = "粘贴-", "Paste-"
"""Sheets so named are read like files at a refresh: 粘贴-订单 and so on."""

PASTE_SHEETS: dict[str, str] = {table.id: PASTE_PREFIX + table.zh for table in TABLES}
PASTE_SHEETS_EN: dict[str, str] = {table.id: PASTE_PREFIX_EN + table.en for table in TABLES}
"""Table id → the template's sheet to paste its export into, headers in the first row."""
