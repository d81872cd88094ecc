"""Limits, rules and mappings that a shop may set, in `xlcs.toml` beside its data."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import Any

from xlcs.errors import SettingsError
from xlcs.tables import TABLE

FILE_NAME = "xlcs.toml"

READ_RULES = ("before_payment", "same_day")
PERIODS = ("month", "week", "day", "range")
LANGUAGES = ("zh", "en")

CONVERTED = ("协助付款", "协助下单", "付款成功", "催付成功", "已付款", "已转化")
NOT_CONVERTED = ("付款流失", "催付失败", "询单流失", "未付款", "未转化")


@dataclass(frozen=True)
class Settings:
    """What a shop may set; the defaults are the platform's rules.

    read_rule : "before_payment" (read at or before paying) or "same_day" (read by midnight)
    lookback_days : days before the payment in which a message makes `messaged_earlier_day`
    reception_period : "month", "week" (ISO), "day" or "range" (the chosen period as a whole)
    max_average_min : longest average reception that is still 达标 [min]
    min_conversion_rate : lowest conversion rate that is still 达标 [fraction]
    language : "zh" or "en"
    converted, not_converted : reception statuses of each kind, beside the built-in ones
    headers : table id → canonical column → further headers to accept
    """

    read_rule: str = "before_payment"
    lookback_days: int = 7
    reception_period: str = "month"
    max_average_min: float = 50.0
    min_conversion_rate: float = 0.5
    language: str = "zh"
    converted: tuple[str, ...] = ()
    not_converted: tuple[str, ...] = ()
    headers: Mapping[str, Mapping[str, tuple[str, ...]]] = field(default_factory=dict)

    def status_means(self) -> dict[str, bool]:
        """Reception status → whether it means converted; the shop's own mapping wins."""
        means = {s: True for s in CONVERTED} | {s: False for s in NOT_CONVERTED}
        return means | {s: True for s in self.converted} | {s: False for s in self.not_converted}
