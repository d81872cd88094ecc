"""Editions of the rule: what the platform, and other tools, count as guided.

Source: spec, "Rule editions".
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from typing import Literal

from xlcs.figures.unknown_names import unknown_edition
from xlcs.settings import EDITIONS as SET_BY_NAME
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


DEFAULT_EDITION = Edition()

EDITIONS: Mapping[str, Edition] = {name: Edition(**own) for name, own in SET_BY_NAME.items()}
"""The named editions, the default first."""

UNCONFIRMED = ("7-day",)
"""Named editions that rest on an undated page which the platform has not confirmed."""


def edition_of(rules: Settings) -> Edition:
    """The edition that a shop's settings ask for."""
    return Edition(**{field.name: getattr(rules, field.name) for field in fields(Edition)})


def named_edition(name: str, language: str = "zh") -> Edition:
    """The edition of that name.

    Raises
    ------
    UnknownEdition : there is none; those that there are are named.
    """
    if name not in EDITIONS:
        raise unknown_edition(name, language)
    return EDITIONS[name]


def edition_name(edition: Edition) -> str:
    """The edition's name; of one that has none the nearest name and what is set beside it.

    Examples
    --------
    >>> edition_name(Edition(window_days=7, credit="first"))
    '7-day + credit=first'
    """
    wanted = asdict(edition)
    beside = {
        name: {key: value for key, value in wanted.items() if asdict(named)[key] != value}
        for name, named in EDITIONS.items()
    }
    name = min(beside, key=lambda one: len(beside[one]))
    return " + ".join([name, *(f"{key}={value}" for key, value in beside[name].items())])


def renamed_reasons(edition: Edition) -> dict[str, tuple[str, str]]:
    """The reasons that the edition calls otherwise than `catalogue.REASONS`, in both languages.

    The catalogue's names speak of one day of messages, and of reading on it.
    """
    found = {}
    if edition.window_days > 1:
        found["messaged_earlier_day"] = (
            "更早发过消息，窗口内没有发", "messaged before the window only",
        )  # fmt: skip
    if edition.read_day == "any":
        found["unread"] = ("没有阅读", "not read")
    return found


def is_confirmed(edition: Edition) -> bool:
    """Whether the platform has confirmed what the edition rests on."""
    return all(
        (edition.window_days, edition.read_day) != (EDITIONS[n].window_days, EDITIONS[n].read_day)
        for n in UNCONFIRMED
    )
