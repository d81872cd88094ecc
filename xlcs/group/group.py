"""A group of shops: each one's figures of a period, one after another or on many workers."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol

from xlcs.catalogue import FIGURE
from xlcs.errors import XlcsError
from xlcs.figures.covered_days import covered, rows_by_day
from xlcs.figures.edition import EDITIONS, named_edition
from xlcs.figures.periods import Range
from xlcs.group.answers import Failed, ShopAnswer, answer, answer_of_shop
from xlcs.group.people import people_over_shops
from xlcs.group.shops import ShopPlace, open_shop, settings_of_shop
from xlcs.group.split import AskedOfPart, Part, figures_of_part, figures_together
from xlcs.group.stored import StoredShop
from xlcs.settings import Settings
from xlcs.settings.people import LEVELS, NICK, Level
from xlcs.shop.people import nicks_in
from xlcs.shop.progress import Progress
from xlcs.shop.shop import Shop

ROWS_OF_PART = 5_000_000
"""A shop of more rows is split by buyer, where there are workers to share it [count]."""


@dataclass(frozen=True)
class Asked:
    """What is asked of every shop.

    settings : of the group
    own_settings : whether a shop's own settings file counts
    with_reports : whether each shop's own workbook is made
    rows_of_part : a shop of more rows is split [count]
    """

    settings: Settings
    own_settings: bool = True
    with_reports: bool = True
    rows_of_part: int = ROWS_OF_PART

    def of(self, place: ShopPlace) -> Settings:
        """The settings of a shop; see `settings_of_shop`."""
        return settings_of_shop(place, self.settings, own=self.own_settings)


Covered = list[Range]
"""First and last day of messages, visits and payments, and those of receptions."""


class Workers(Protocol):
    """Who does the work: this process, or a cluster."""

    def covers(self, places: Sequence[ShopPlace], asked: Asked) -> Iterator[Covered | Failed]:
        """The days that each shop's data covers, in any order."""

    def answers(
        self, places: Sequence[ShopPlace], asked: Asked, days: Range
    ) -> Iterator[ShopAnswer | Failed]:
        """Each shop's answer, in any order."""


class OneProcess:
    """This process, one shop after another: only one is in memory."""

    def covers(self, places: Sequence[ShopPlace], asked: Asked) -> Iterator[Covered | Failed]:
        """See `Workers`."""
        return (cover_of(place, asked) for place in places)

    def answers(
        self, places: Sequence[ShopPlace], asked: Asked, days: Range
    ) -> Iterator[ShopAnswer | Failed]:
        """See `Workers`."""
        return (answered(opened_shop(place, asked), place, asked, days) for place in places)


def days_covered(
    workers: Workers, places: Sequence[ShopPlace], asked: Asked, tell: Progress
) -> list[Range]:
    """The days that any shop's data covers."""
    found: list[Range] = []
    for done, one in enumerate(workers.covers(places, asked)):
        tell("cover", done, len(places))
        found += [] if isinstance(one, Failed) else one
    return found


@dataclass(frozen=True)
class Group:
    """A group's answers: the shops' by name, and those that failed."""

    days: Range
    shops: list[ShopAnswer]
    failed: list[Failed]


def group_of(
    workers: Workers,
    places: Sequence[ShopPlace],
    asked: Asked,
    days: Range,
    tell: Progress,
    take: Callable[[ShopAnswer], ShopAnswer],
) -> Group:
    """The figures of all shops; `take` is given each answer, and gives back what of it is kept."""
    shops: list[ShopAnswer] = []
    failed: list[Failed] = []
    tell("shops", 0, len(places))
    for done, one in enumerate(workers.answers(places, asked, days), start=1):
        if isinstance(one, Failed):
            failed.append(one)
        else:
            shops.append(take(one))
        tell("shops", done, len(places))
    shops.sort(key=lambda one: one.shop)
    failed.sort(key=lambda one: one.shop)
    return Group(days, shops, failed)


# ---- what is done for one shop, wherever that is


def opened_shop(place: ShopPlace, asked: Asked) -> Shop | StoredShop | Failed:
    """The shop, or why it cannot be read."""
    try:
        return open_shop(place, asked.of(place))
    except (XlcsError, OSError) as error:
        return Failed(place.name, _why(error))


def _why(error: Exception) -> str:
    return str(error) or type(error).__name__


def cover_of(place: ShopPlace, asked: Asked) -> Covered | Failed:
    """The days that a shop's data covers."""
    opened = opened_shop(place, asked)
    if isinstance(opened, Failed):
        return opened
    if isinstance(opened, StoredShop):
        return [opened.covered] if opened.covered else []
    days = covered(rows_by_day(opened.tables))
    found = [days] if days else []
    if (received := opened.coverage.days.get("receptions")) is not None:
        found.append(received)
    return found


_NOTHING = {"zh": "没有可用的表。{why}", "en": "no table is usable. {why}"}
_SUMMARIES_ALONE = {
    "zh": "里面只有汇总数据（只用来对账），没有导出的明细。",
    "en": "It holds only figures already added up (to compare with), no exported rows.",
}


def answered(
    opened: Shop | StoredShop | Failed, place: ShopPlace, asked: Asked, days: Range
) -> ShopAnswer | Failed:
    """The answer of a shop that is computed as one, or, if it is stored so, part after part."""
    if isinstance(opened, Failed):
        return opened
    if isinstance(opened, StoredShop):
        parts = [part_figures(opened, number, place, asked, days) for number in range(opened.parts)]
        return answer_of_parts(opened, parts, place, asked, days)
    try:
        settings = asked.of(place)
        if not opened.tables.there():
            files = [p for p in opened.problems if p.level == "file"]
            why = "; ".join(f"{p.file}: {p.text(settings.language)}" for p in files[:3])
            if not why and opened.summaries:
                why = _SUMMARIES_ALONE[settings.language]
            return Failed(place.name, _NOTHING[settings.language].format(why=why).strip())
        return answer_of_shop(opened, settings, place.name, days, with_report=asked.with_reports)
    except XlcsError as error:
        return Failed(place.name, _why(error))


def asked_of_part(shop: Shop, settings: Settings, asked: Asked, days: Range,
                  day: date | None) -> AskedOfPart:  # fmt: skip
    """What a shop's answer needs of a part; 对账 asks at every level and under every edition."""
    people: Level = "person" if nicks_in(shop, settings) else NICK
    compared = asked.with_reports and bool(shop.summaries)
    levels = (settings.agents_by, people, *(LEVELS if compared else ()))
    return AskedOfPart(
        day,
        tuple(dict.fromkeys(levels)),
        tuple(map(named_edition, EDITIONS)) if compared else (),
        single_orders=asked.with_reports,
        report=days if asked.with_reports else None,
    )


def part_figures(
    shop: Shop | StoredShop,
    number: int,
    place: ShopPlace,
    asked: Asked,
    days: Range,
    day: date | None = None,
) -> Part | Failed:
    """The figures of a part, or why it cannot be read.

    Parameters
    ----------
    shop : the part itself; or the stored shop of which it is that part
    days : first and last day of the answer
    day : the whole shop's last day; a stored shop tells its own
    """
    try:
        settings = asked.of(place)
        if isinstance(shop, StoredShop):
            part, day = shop.part(number), shop.last
        else:
            part = shop
    except (XlcsError, OSError) as error:
        return Failed(place.name, _why(error))
    return figures_of_part(part, settings, asked_of_part(part, settings, asked, days, day))


def answer_of_parts(
    whole: Shop | StoredShop,
    parts: Sequence[Part | Failed],
    place: ShopPlace,
    asked: Asked,
    days: Range,
) -> ShopAnswer | Failed:
    """The answer of a shop, with or without its rows, from its parts."""
    usable = [part for part in parts if not isinstance(part, Failed)]
    failed = next((part for part in parts if isinstance(part, Failed)), None)
    if failed is not None:
        return failed
    try:
        settings = asked.of(place)
        shop = whole.whole() if isinstance(whole, StoredShop) else whole
        figures = figures_together(shop, settings, usable)
        return answer(shop, figures, place.name, days, with_report=asked.with_reports)
    except XlcsError as error:
        return Failed(place.name, _why(error))


# ---- as JSON


def group_json(group: Group) -> dict[str, Any]:
    """The group as plain Python, ready for JSON: period, shops, people, failed."""
    return {
        "period": {"from": group.days[0].isoformat(), "to": group.days[1].isoformat()},
        "shops": [
            {
                "shop": one.shop,
                **one.figures,
                **{FIGURE[id].json_key: value for id, value in one.reception.items()},
            }
            for one in group.shops
        ],
        "people": [
            {
                "person": one.person,
                "group": one.group or None,
                "shops": list(one.shops),
                "nicks": list(one.nicks),
                **{FIGURE[id].json_key: value for id, value in one.figures.items()},
            }
            for one in people_over_shops(group.shops)
        ],
        "failed": [{"shop": one.shop, "why": one.why} for one in group.failed],
    }
