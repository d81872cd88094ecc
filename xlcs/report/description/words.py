"""Captions and texts in the report's language, from the catalogue and the tables."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import pandas as pd

from xlcs.catalogue import FIGURE, REASON
from xlcs.figures.edition import DEFAULT_EDITION, Edition, renamed_reasons
from xlcs.plurals import BETWEEN, some_of
from xlcs.report.description.formats import KIND_OF_UNIT, NOTHING, wording
from xlcs.report.description.sheets import Column
from xlcs.settings.people import LEVEL_NAMES, NICK, Level
from xlcs.tables import TABLE


class Spoken:
    """Whatever says things in a language."""

    language: str

    def say(self, zh: str, en: str) -> str:
        """The text in that language."""
        return wording(self.language)(zh, en)

    @property
    def level(self) -> Level:
        """Whom the agents' figures are of."""
        return NICK

    @property
    def edition(self) -> Edition:
        """The rule edition that is spoken of."""
        return DEFAULT_EDITION

    @property
    def who(self) -> str:
        """What one whom the agents' figures are of is called, as a caption."""
        zh, en = LEVEL_NAMES[self.level]
        return self.say(zh, en.capitalize())

    def listed(self, names: Iterable[str], most: int | None = None) -> str:
        """Names one after the other; no more than the first `most`, and … where there are more."""
        every = [*names]
        return some_of(every, len(every) if most is None else most, BETWEEN[self.language])

    def caption(self, id: str) -> str:
        """A figure's name as a caption."""
        name = FIGURE[id].name(self.language)
        return name if self.language == "zh" else name[:1].upper() + name[1:]

    def table_name(self, id: str) -> str:
        """A table's name."""
        return TABLE[id].name(self.language)

    def reason_name(self, id: str) -> str:
        """Why an order counts, or not, in a few words, as the rule edition has it."""
        renamed = renamed_reasons(self.edition)
        return self.say(*renamed[id]) if id in renamed else REASON[id].name(self.language)


@dataclass(frozen=True)
class Words(Spoken):
    """A language, where there are no figures to speak of yet."""

    language: str
    edition: Edition = DEFAULT_EDITION


def figure_column(
    words: Spoken, id: str, values: pd.Series[Any] | None = None, **more: Any
) -> Column:
    """A column of a figure; unknown values show as —. No values: for a table that formulas fill."""
    return Column(
        id=id,
        caption=words.caption(id),
        kind=KIND_OF_UNIT[FIGURE[id].unit],
        values=pd.Series(dtype=object) if values is None else values,
        missing=NOTHING,
        **more,
    )
