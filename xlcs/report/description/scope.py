"""What a report is about: figures, period, agent, language; what its sheets have in common."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import PurePath
from typing import TYPE_CHECKING

import pandas as pd

from xlcs.advice.period_before import comparable
from xlcs.advice.year_before import Beside, beside_year_before, year_before
from xlcs.catalogue import FIGURE
from xlcs.figures.edition import DEFAULT_EDITION, Edition, edition_name
from xlcs.problems import Problem
from xlcs.report.description.formats import NOTHING, figure_value, period_text
from xlcs.report.description.sheets import Block, Group, Sheet, Table, Text, Value
from xlcs.report.description.subtitle import BETWEEN, with_whole_subtitle
from xlcs.report.description.words import Spoken
from xlcs.settings.people import NICK, Level
from xlcs.shop.shop import Shop, Source

if TYPE_CHECKING:
    from xlcs.figures import Figures

_BY = {"person": ("（按人员）", ", by person"), "group": ("（按组）", ", by group")}

TABLE_ROW = 4
"""Where a sheet's first table begins: below title, subtitle and an empty row."""


@dataclass(frozen=True)
class Scope(Spoken):
    """The figures to report, for which days, of which agent (None: all), in which language."""

    figures: Figures
    shop: Shop
    start: date | None
    end: date | None
    agent: str | None
    language: str

    @property
    def notes(self) -> list[Problem]:
        """What the reader should know of the period: partly covered, tables missing."""
        return list(self.figures.period(self.start, self.end).notes)

    @property
    def before(self) -> tuple[date, date] | None:
        """The period that this one is compared with, if the data has it."""
        return self.figures.period(self.start, self.end).before

    def compares(self, id: str) -> bool:
        """Whether a figure that adds up is compared with the period before."""
        if self.days is None or self.before is None:
            return False
        return comparable(self.figures, id, self.days, self.before)

    @cached_property
    def year_before(self) -> Mapping[str, Beside]:
        """Figures beside those of the same period a year before, as far as these are known.

        None where those days are the period before as well, which stands there already.
        """
        if self.days is None or year_before(*self.days) == self.before:
            return {}
        return beside_year_before(self.figures, *self.days, self.agent)

    @property
    def days(self) -> tuple[date, date] | None:
        """The days that were asked for, the same on every sheet; else those that are covered."""
        period = self.figures.period(self.start, self.end)
        return period.asked or period.covered or self.figures.reception_covered

    @property
    def period(self) -> str:
        """The days in words."""
        return period_text(*self.days, self.language) if self.days else NOTHING

    @property
    def level(self) -> Level:
        """Whom the agents' figures are of."""
        return self.figures.level

    @property
    def edition(self) -> Edition:
        """The rule edition that the figures are of."""
        return self.figures.edition

    @property
    def title(self) -> str:
        """What the report is called: with the shop's name, where all agents are of one shop.

        It says which edition of the rule the report is of, and whom its agents' figures are of,
        where these are not the defaults.
        """
        beside = "" if self.level == NICK else self.say(*_BY[self.level])
        if self.edition != DEFAULT_EDITION:
            name = edition_name(self.edition)
            beside += self.say(f"（规则版本 {name}）", f" (rule edition {name})")
        return self._title + beside

    @property
    def _title(self) -> str:
        if self.agent is not None:
            return self.say(f"{self.agent} 客服数据报表", f"{self.agent}: customer service report")
        named = {agent.partition(":")[0] for agent in self.figures.agents if ":" in agent}
        shop = named.pop() if len(named) == 1 else ""
        if not shop:
            return self.say("店铺客服数据报表", "Customer service report")
        return self.say(f"{shop} 客服数据报表", f"{shop}: customer service report")

    @property
    def folder(self) -> str:
        """The data folder's own name; where it lies is nobody's business."""
        return PurePath(self.shop.folder).name or self.shop.folder

    def read_as(self, source: Source) -> str:
        """What a file or sheet was read as."""
        if source.table:
            return self.table_name(source.table)
        if any((s.file, s.sheet) == (source.file, source.sheet) for s in self.shop.summaries):
            return self.say("汇总（对账用）", "summary (compared)")
        return self.say("不认识", "unknown")

    @cached_property
    def orders(self) -> pd.DataFrame:
        """The orders paid in the period: all, or the agent's (credited, or of its clients)."""
        return self.figures.orders(self.start, self.end, self.agent)

    @cached_property
    def sent_by_hour(self) -> pd.DataFrame:
        """The eligible messages of the period by hour, of all agents or of the one."""
        return self.figures.sending(*(self.days or (None, None))).sent(self.agent)

    @cached_property
    def todo(self) -> pd.DataFrame:
        """What is to be done after the data's last day, by all agents or by the one."""
        return self.figures.todo(None, self.agent)

    def value(self, id: str) -> Value:
        """The figure of the shop, or of the agent, as a cell holds it."""
        found: Value = self.figures.value(id, self.start, self.end, self.agent)
        return figure_value(found, FIGURE[id].unit, self.language)

    def sheet(
        self,
        id: str,
        name: str,
        blocks: Iterable[Block],
        *,
        note: str = "",
        subtitle: str = "",
        frozen: Table | None = None,
        frozen_cols: int = 0,
        printed: tuple[int, int] | None = None,
        group: Group = "detail",
    ) -> Sheet:
        """A sheet with title and subtitle, whose header rows stay in view and on every page.

        So do its first columns; without a table to keep in view, these alone.

        The subtitle, where none is given, is the period and the note. `printed` is the last row
        and the last column that are printed, where that is not all.
        """
        subtitle = subtitle or (self.period if not note else f"{self.period}{BETWEEN}{note}")
        sheet = Sheet(
            id=id,
            name=name,
            blocks=(Text(1, 1, name, "title"), Text(2, 1, subtitle, "subtitle"), *blocks),
            freeze=(frozen.first_row if frozen else 1, 1 + frozen_cols)
            if frozen or frozen_cols
            else None,
            repeat=(frozen.row, frozen.header_row) if frozen else None,
            footer=f"{self.title}　{self.period}",
            printed=printed,
            group=group,
        )
        return with_whole_subtitle(sheet)


def totals(scope: Scope, ids: Iterable[str], agent: str | None = None) -> Mapping[str, Value]:
    """The figures of the shop, or of an agent, for a total row; — where unknown."""
    found = {id: scope.figures.value(id, scope.start, scope.end, agent) for id in ids}
    cells = {id: figure_value(found[id], FIGURE[id].unit, scope.language) for id in ids}
    return {id: NOTHING if cell is None else cell for id, cell in cells.items()}
