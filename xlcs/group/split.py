"""A shop split by buyer, and the figures of its parts put together.

What a rule asks of one buyer it never asks of another, so that the same functions run on any part
of the buyers; counts, money and orders of the parts add up, in whole numbers, to those of the shop.

Source: design, "One kernel".
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, cast

import numpy as np
import numpy.typing as npt
import pandas as pd

from xlcs.figures.compute import compute
from xlcs.figures.covered_days import covered, rows_by_day
from xlcs.figures.daily_work.sending import Sending, sending_together
from xlcs.figures.daily_work.todo import in_turn
from xlcs.figures.edition import Edition, edition_of
from xlcs.figures.figures import Figures
from xlcs.figures.guided.guided_sales import Guided
from xlcs.figures.lookup.look_up import NO_DAYS, Answer, LookUp, together
from xlcs.figures.periods import Range
from xlcs.figures.prepare import Prepared
from xlcs.figures.rules import Rules
from xlcs.figures.tables.receptions import PreparedReceptions
from xlcs.group.added_up import OrdersOfParts, all_added_up
from xlcs.settings import Settings
from xlcs.settings.people import NICK, Level
from xlcs.shop.buyers import tables_of_buyers
from xlcs.shop.frames import Tables
from xlcs.shop.shop import Shop

ALL_DAYS = (0, 60_000)
"""Day numbers that hold every day."""


def part_of_buyer(buyers: int, parts: int) -> npt.NDArray[np.int64]:
    """The part that each buyer is in, by code: as many in each, next to each other.

    Rows stand by buyer, so that those of a part do too.
    """
    return np.arange(buyers, dtype=np.int64) * parts // max(buyers, 1)


def shop_in_parts(shop: Shop, parts: int) -> list[Shop]:
    """The shop as that many shops, each with all that there is of some of its buyers.

    What has no buyer (opportunities) is in the first one. Names of agents, the resolution of times
    and what no file knows are those of the whole.
    """
    part = part_of_buyer(len(shop.tables.buyers.categories), parts)
    return [
        replace(shop, tables=tables_of_buyers(shop.tables, part == number, with_nobodys=not number))
        for number in range(parts)
    ]


def without_rows(shop: Shop) -> Shop:
    """The shop with empty tables: how it was read, its names of agents, and what is known.

    How many rows the tables had is kept.
    """
    nobody = pd.CategoricalDtype(pd.Index([], dtype="str"))
    made: dict[str, Any] = {}
    for id, table in shop.tables.there().items():
        frame = table.frame.iloc[:0].reset_index(drop=True)
        if "buyer_id" in frame:
            frame = frame.assign(buyer_id=pd.Categorical.from_codes([], dtype=nobody))
        made[id] = type(table)(frame, table.known)
    rows = {id: shop.rows(id) for id in made}
    tables = Tables(**made, buyers=nobody, agents=shop.tables.agents)
    return replace(shop, tables=tables, coverage=replace(shop.coverage, rows=rows))


@dataclass(frozen=True)
class GuidedOfPart:
    """What hangs on an edition of the rule.

    orders : all orders paid, as `Figures.orders` gives them
    """

    answers: dict[str, LookUp]
    orders: pd.DataFrame


@dataclass(frozen=True)
class LevelOfPart:
    """The look-ups of a part at one level of the agents' figures.

    agents, receivers : codes, as `Prepared` has them
    todo : what is to be done after the shop's last day
    sending : of the period of a report; None where none is made
    """

    agents: list[int]
    receivers: list[int]
    answers: dict[str, LookUp]
    guided: dict[Edition, GuidedOfPart]
    receptions: PreparedReceptions | None
    todo: pd.DataFrame
    sending: Sending | None


@dataclass(frozen=True)
class Part:
    """What is left of a part of a shop when its rows are let go."""

    covering: LookUp
    levels: dict[Level, LevelOfPart]


def last_day(shop: Shop) -> date | None:
    """The last day of messages, visits and payments; without any, of receptions."""
    days = covered(rows_by_day(shop.tables))
    if days is not None:
        return days[1]
    receptions = shop.tables.receptions
    if receptions is None or not len(receptions):
        return None
    last: date = receptions.started_at.max().date()
    return last


@dataclass(frozen=True)
class AskedOfPart:
    """What the figures of a part have to hold.

    day : `last_day` of the whole
    levels : of the agents' figures
    editions : of the rule, beside the one that the settings ask for
    single_orders : whether orders and what is to be done are kept
    report : first and last day of a report, for what it says of single messages; None for none
    """

    day: date | None
    levels: tuple[Level, ...] = (NICK,)
    editions: tuple[Edition, ...] = ()
    single_orders: bool = True
    report: Range | None = None


def figures_of_part(part: Shop, settings: Settings, asked: AskedOfPart) -> Part:
    """The figures of a part (of `shop_in_parts`), ready to be put together with the others."""
    figures = compute(part, replace(settings, agents_by=asked.levels[0]))
    found = {level: _level(figures.by(level), asked) for level in asked.levels}
    return Part(figures.prepared.covering, found)


def _level(figures: Figures, asked: AskedOfPart) -> LevelOfPart:
    prepared, own = figures.prepared, figures.edition
    day = asked.day if asked.single_orders else None
    guided = {}
    for edition in dict.fromkeys((own, *asked.editions)):
        found = prepared.guided(edition)
        days = ALL_DAYS if asked.single_orders and edition == own else NO_DAYS
        guided[edition] = GuidedOfPart(_look_ups(found.answers), found.orders.table(*days))
    return LevelOfPart(
        prepared.agents,
        prepared.receivers,
        _look_ups(prepared.answers),
        guided,
        prepared.receptions,
        figures.todo(day) if day is not None else prepared.todo(pd.DataFrame(), None, None),
        None if asked.report is None else prepared.sending(*asked.report),
    )


def _look_ups(answers: Mapping[str, Answer]) -> dict[str, LookUp]:
    # A part is computed from its own rows, of which every answer is a look-up.
    return {id: cast(LookUp, of) for id, of in answers.items()}


@dataclass(frozen=True)
class PreparedParts(Prepared):
    """Parts put together; of its tables there are no rows left.

    parts, level : what it was put together of
    """

    parts: Sequence[Part] = ()
    level: Level = NICK

    def guided(self, edition: Edition) -> Guided:
        """What hangs on an edition that the parts were computed under.

        Raises
        ------
        ValueError : another edition needs the rows, which the parts let go.
        """
        if edition not in self._guided:
            raise ValueError(f"the parts were computed under another edition than {edition}")
        return self._guided[edition]

    def todo(self, orders: pd.DataFrame, day: date | None, agent: str | None) -> pd.DataFrame:
        """What is to be done after the shop's last day."""
        frames = [part.levels[self.level].todo for part in self.parts]
        some = [frame for frame in frames if len(frame)] or frames[:1]
        found = pd.concat(some, ignore_index=True)
        return in_turn(found if agent is None else found[found["agent"] == agent])

    def sending(self, start: date, end: date) -> Sending:
        """What a report says of single messages.

        Raises
        ------
        ValueError : of another period than the one that the parts were computed for.
        """
        known = [part.levels[self.level].sending for part in self.parts]
        parts = [one for one in known if one is not None and one.days == (start, end)]
        if not parts:
            raise ValueError(f"the parts were computed for another report than {start} to {end}")
        return sending_together(parts)

    def by(self, shop: Shop, edition: Edition, level: Level) -> Prepared:
        """The same at another level that the parts were computed for."""
        return prepared_together(shop, self.rules.settings, self.parts, level)


def figures_together(shop: Shop, settings: Settings, parts: Sequence[Part]) -> Figures:
    """The figures of a shop `without_rows` from those of its parts: what the whole would give."""
    prepared = prepared_together(shop, settings, parts, settings.agents_by)
    return Figures(shop, prepared, edition_of(settings))


def prepared_together(
    shop: Shop, settings: Settings, parts: Sequence[Part], level: Level
) -> PreparedParts:
    """The parts' look-ups put together, at one level."""
    of_level = [part.levels[level] for part in parts]
    rules = Rules.of(shop, settings, level)
    received = [part.receptions.look_ups for part in of_level if part.receptions is not None]
    guided = {
        edition: _guided_together([part.guided[edition] for part in of_level], rules.owners.names)
        for edition in of_level[0].guided
    }
    return PreparedParts(
        tables=shop.tables,
        rules=rules,
        covering=together([{"rows": part.covering} for part in parts])["rows"],
        agents=sorted({code for part in of_level for code in part.agents}),
        receivers=sorted({code for part in of_level for code in part.receivers}),
        answers=all_added_up([part.answers for part in of_level]),
        receptions=PreparedReceptions(**together(received)) if received else None,
        _guided=guided,
        parts=parts,
        level=level,
    )


def _guided_together(parts: Sequence[GuidedOfPart], names: pd.CategoricalDtype) -> Guided:
    orders = OrdersOfParts([part.orders for part in parts], names)
    return Guided(orders, all_added_up([part.answers for part in parts]), dict)
