"""Single figures of a shop, under any edition of the rule and at any level of its agents."""

from __future__ import annotations

from typing import Any, Self

from xlcs.catalogue import AGENT_TABLE, BESIDE, FIGURE, RECEPTION
from xlcs.figures.edition import Edition, named_edition
from xlcs.figures.guided.guided_sales import RATIOS
from xlcs.figures.lookup.look_up import Answer, Ratio, Span
from xlcs.figures.output.reception_table import figures_received
from xlcs.figures.periods import Day, Range, as_range, clip, day_number
from xlcs.figures.prepare import Prepared
from xlcs.figures.unknown_names import (
    ambiguous_agent,
    unknown_agent,
    unknown_edition,
    unknown_figure,
    unknown_level,
)
from xlcs.settings.people import LEVELS, Level
from xlcs.shop.shop import Shop

Value = int | float | bool | None
"""A figure's value: counts as int, money [CNY], durations [s] and rates as float, the verdict as
bool; None where there is no answer."""

_KEPT_ANSWERS = 100_000
"""Answers that are remembered; more than a workbook asks for, and a few MB."""


class SingleFigures:
    """What `Figures` has of one figure at a time; see there."""

    def __init__(
        self, shop: Shop, prepared: Prepared, edition: Edition, level: Level | None = None
    ) -> None:
        self.settings = prepared.rules.settings
        self.edition, self.level = edition, level or prepared.rules.settings.agents_by
        self.covered = prepared.covered
        received = prepared.receptions
        self.reception_covered: Range | None = None if received is None else received.covered
        names = prepared.names.categories
        self.agents: list[str] = [names[code] for code in prepared.agents]
        self._shop = shop
        self.prepared = prepared
        self._guided = prepared.guided(edition)
        self.codes: dict[str, int] = {
            names[code]: code for code in {*prepared.agents, *prepared.receivers}
        }
        self.everyone = sorted(self.codes)
        self._known: dict[tuple[Any, ...], Value] = {}
        self._kept: dict[tuple[Edition, Level], Self] = {}

    def __repr__(self) -> str:
        days = "no day" if self.covered is None else "{} to {}".format(*self.covered)
        agents = len(self.agents)
        return f"<Figures: {days}, {agents} agent{'' if agents == 1 else 's'}>"

    def under(self, edition: Edition | str) -> Self:
        """The same shop's figures under another edition of the rule, or the one of that name.

        >>> figures.under(Edition(window_days=7, read_day="any")).value("guided_gmv")
        500.0
        """
        if isinstance(edition, str):
            edition = named_edition(edition, self.settings.language)
        if not isinstance(edition, Edition):
            raise unknown_edition(edition, self.settings.language)
        return self._at(edition, self.level)

    def by(self, level: Level | None) -> Self:
        """The same figures, the agents' being of each "nick", "person" or "group" (None: as here).

        Every method's `agent` then is one of these.

        Examples
        --------
        >>> figures.by("person").agents
        ['客服01']
        """
        if level is not None and not isinstance(level, str):
            raise unknown_level(level, self.settings.language)
        return self._at(self.edition, level or self.level)

    def _at(self, edition: Edition, level: Level) -> Self:
        if level not in LEVELS:
            raise unknown_level(level, self.settings.language)
        self._kept[self.edition, self.level] = self
        if (edition, level) not in self._kept:
            prepared = next((f.prepared for at, f in self._kept.items() if at[1] == level), None)
            prepared = prepared or self.prepared.by(self._shop, edition, level)
            self._kept[edition, level] = other = type(self)(self._shop, prepared, edition, level)
            other._kept = self._kept
        return self._kept[edition, level]

    def value(
        self,
        id: str,
        start: Day | None = None,
        end: Day | None = None,
        agent: str | None = None,
        *,
        edition: Edition | str | None = None,
        by: Level | None = None,
    ) -> Value:
        """One figure over a period, of an agent or (`agent` left out) of the shop.

        `edition` is that of the rule, or its name; `by` says what `agent` names: a "nick", "person"
        or "group". Left out, each is as the settings say.

        Returns
        -------
        Money in CNY, durations in seconds, rates as fractions. None where a table that the figure
        needs is missing, where the data covers no day of the period, and where a rate, duration
        or verdict has nothing to go by. A reception figure is that of the period as a whole; its
        changes are against the period before.

        Examples
        --------
        >>> figures.value("guided_gmv", "2022-08-01", "2022-08-31", agent="客服01")
        300.0
        """
        if edition is not None and (not isinstance(edition, Edition) or edition != self.edition):
            return self.under(edition).value(id, start, end, agent, by=by)
        if by is not None and (not isinstance(by, str) or by != self.level):
            return self.by(by).value(id, start, end, agent)
        try:
            return self._known[id, start, end, agent]
        except (KeyError, TypeError):  # not asked before; or a day that is no date, named below
            pass
        if not isinstance(id, str) or id not in FIGURE:
            raise unknown_figure(id, self.settings.language)
        code = None if agent is None else self._code(agent)
        span, answer = self._span(start, end), self._answer(id)
        found: Value = None  # a table that it needs is missing, or no day is covered
        if answer is not None and span is not None:
            found = answer.of(code, *span)
        elif id in RECEPTION:
            asked = self._asked(start, end)
            found = figures_received(self.prepared.receptions, asked, code, self.settings).get(id)
        if len(self._known) >= _KEPT_ANSWERS:
            self._known.clear()
        self._known[id, start, end, agent] = found
        return found

    def shop(self, start: Day | None = None, end: Day | None = None) -> dict[str, Value]:
        """The figures of the agents' table, and those beside them, for the shop as a whole.

        Examples
        --------
        >>> figures.shop("2022-08-01")["guided_gmv"]
        300.0
        """
        return {id: self.value(id, start, end) for id in (*AGENT_TABLE, *BESIDE)}

    def agent_named(self, name: str) -> str:
        """An agent's full name, where it is given whole or without the shop before the colon.

        A bare name is the agent who alone has it (spec, "Agents' names").

        Raises
        ------
        UnknownAgent : there is none of that name, or several.

        Examples
        --------
        >>> figures.agent_named("客服01")
        '客服01'
        """
        if isinstance(name, str):
            if name in self.codes:
                return name
            ends = ":" + name.strip().replace("：", ":")
            found = [full for full in self.codes if (":" + full).endswith(ends)]
            if len(ends) > 1 and len(found) == 1:
                return found[0]
            if len(ends) > 1 and found:
                raise ambiguous_agent(name, sorted(found), self.settings.language)
        raise unknown_agent(name, sorted(self.codes), self.settings.language)

    # ---- looking up

    def _answer(self, id: str) -> Answer | None:
        """The look-up of a figure; None where it has none."""
        if id in RATIOS:
            above, below = (self._answer(of) for of in RATIOS[id])
            return Ratio(above, below) if above and below else None
        return self.prepared.answers.get(id) or self._guided.answer(id)

    def _asked(self, start: Day | None, end: Day | None) -> Range | None:
        """The period that a caller gave; None for all covered days."""
        return as_range(start, end, self.settings.language)

    def _span(self, start: Day | None, end: Day | None) -> Span | None:
        """First and last day of its covered part; None where none is covered."""
        asked = self._asked(start, end)
        found = self.covered if asked is None else clip(asked, self.covered)
        return None if found is None else (day_number(found[0]), day_number(found[1]))

    def _code(self, agent: str) -> int:
        return self.codes[self.agent_named(agent)]
