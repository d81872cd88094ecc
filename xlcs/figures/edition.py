"""Editions of the rule: what the platform, and other tools, count as guided.

Source: spec, "Rule editions".
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from xlcs.settings import Settings


@dataclass(frozen=True)
class Edition:
    """Four settings of the rule; the default is the platform's of September 2022.

    window_days : N; an order paid on day P looks at messages sent on the days P−N+1 … P [days]
    read_day : the message is read on the day of "payment_day", or at "any" time
    read_rule : "before_payment", or "same_day": by the end of the day of payment is enough
    credit : of several qualifying messages the "last" or the "first" is credited
    """

    window_days: int = 1
    read_day: Literal["payment_day", "any"] = "payment_day"
    read_rule: Literal["before_payment", "same_day"] = "before_payment"
    credit: Literal["last", "first"] = "last"

    def __post_init__(self) -> None:
        if self.window_days < 1:
            raise ValueError(f"window_days = {self.window_days}: a whole number from 1 on")


def edition_of(settings: Settings) -> Edition:
    """The edition that a shop's settings ask for."""
    same_day = settings.read_rule == "same_day"
    return Edition(read_rule="same_day" if same_day else "before_payment")
