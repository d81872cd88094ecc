"""All figures of a shop, answering any period and agent by look-up."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pandas as pd

from xlcs.catalogue import AGENT_TABLE, BESIDE, FIGURE, RECEPTION
from xlcs.figures.edition import Edition, named_edition
from xlcs.figures.names import unknown_agent, unknown_figure
from xlcs.figures.output.column_types import typed
from xlcs.figures.output.daily_table import daily_table
from xlcs.figures.output.leakage import leakage_table
from xlcs.figures.output.notes import period_of
from xlcs.figures.output.reception_table import (
    figures_received,
    reception_agents_table,
    reception_table,
)
from xlcs.figures.output.report_json import report_json
from xlcs.figures.periods import (
    Day,
    Period,
    Range,
    as_range,
    clip,
    day_number,
    shown_days,
)
from xlcs.figures.prepare import Prepared
from xlcs.settings.people import Level
from xlcs.shop.shop import Shop

Value = int | float | bool | None
"""A figure's value: counts as int, money [CNY], durations [s] and rates as float, the verdict as
bool; None where there is no answer."""

_KEPT_ANSWERS = 100_000
"""Answers that are remembered; more than a workbook asks for, and a few MB."""


class Figures:
    """A shop's figures.

    Every method takes a period: `start` and `end` are days (date, datetime, Timestamp or ISO
    text), both included; `start` alone is that day, neither is all covered days. A period partly
    outside the covered days is answered for the part inside, one wholly outside has no figures.
    A name or day that is none raises UnknownFigure, UnknownAgent or BadPeriod.

    Attributes
    ----------
    settings : the limits and rules used
    agents : the agents of relations, messages, invitations and opportunities, by code point
    everyone : these and the agents of receptions
    covered : first and last day of the messages, visits and payments; None without any
    reception_covered : first and last day on which a reception started; None without any
    """

    def __init__(self, shop: Shop, prepared: Prepared, edition: Edition) -> None:
        self.settings = prepared.settings
        self.edition = edition
        self.covered = prepared.covered
        received = prepared.receptions
        self.reception_covered: Range | None = None if received is None else received.covered
        names = prepared.names.categories
        self.agents: list[str] = [names[code] for code in prepared.agents]
        self._shop = shop
        self.prepared = prepared
        self._guided = prepared.guided(edition)
        self._answers = {**prepared.answers, **self._guided.answers}
        self.codes: dict[str, int] = {
            names[code]: code for code in {*prepared.agents, *prepared.receivers}
        }
        self.everyone = sorted(self.codes)
        self._known: dict[tuple[Any, ...], Value] = {}
        self._editions: dict[Edition, Figures] = {edition: self}
        self._levels: dict[Level, Figures] = {self.settings.agents_by: self}

    def __repr__(self) -> str:
        days = "no day" if self.covered is None else "{} to {}".format(*self.covered)
        return f"<Figures: {days}, {len(self.agents)} agents>"

    def under(self, edition: Edition | str) -> Figures:
        """The same shop's figures under another edition of the rule, or the one of that name.

        >>> figures.under(Edition(window_days=7, read_day="any")).value("guided_gmv")
        500.0
        """
        language = self.settings.language
        edition = named_edition(edition, language) if isinstance(edition, str) else edition
        if edition not in self._editions:
            self._editions[edition] = other = Figures(self._shop, self.prepared, edition)
            other._editions = self._editions
        return self._editions[edition]

    def by(self, level: Level) -> Figures:
        """The same figures, the agents' being of each "nick", "person" or "group".

        Every method's `agent` then is one of these.

        Examples
        --------
        >>> figures.by("person").agents
        ['客服01']
        """
        if level not in self._levels:
            prepared = self.prepared.by(self._shop, self.edition, level)
            self._levels[level] = other = Figures(self._shop, prepared, self.edition)
            other._levels = self._levels
        return self._levels[level]

    # ---- single figures

    def value(
        self,
        id: str,
        start: Day | None = None,
        end: Day | None = None,
        agent: str | None = None,
        *,
        edition: Edition | str | None = None,
    ) -> Value:
        """One figure over a period, of an agent or (`agent` left out) of the shop.

        `edition` is that of the rule, or its name; left out, the one that the settings ask for.

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
        if edition is not None and edition != self.edition:
            return self.under(edition).value(id, start, end, agent)
        try:
            return self._known[id, start, end, agent]
        except (KeyError, TypeError):  # not asked before; or a day that is no date, named below
            pass
        code = None if agent is None else self._code(agent)
        asked = as_range(start, end, self.settings.language)
        answer = self._answers.get(id)
        if answer is not None:
            span = self._span(asked)
            found: Value = None if span is None else answer.of(code, *span)
        elif id in RECEPTION:
            found = figures_received(self.prepared.receptions, asked, code, self.settings).get(id)
        elif id in FIGURE:
            found = None  # a table that it needs is missing, or no day is covered
        else:
            raise unknown_figure(id, self.settings.language)
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

    # ---- tables

    def daily(self, start: Day | None = None, end: Day | None = None) -> pd.DataFrame:
        """The effect figures day by day.

        Returns
        -------
        Columns day (datetime64[s]), sent_customers, read_customers, guided_visitors, guided_buyers
        [count, Int64], guided_gmv [CNY]; in an edition of several days also final, whether the
        day's window lies inside the covered days. A row for each covered day of the period, but
        for stretches of more than 180 days without any message, visit or payment; none where it
        is wholly outside. A figure that is unknown is missing in every row.

        Examples
        --------
        >>> figures.daily()["guided_gmv"].tolist()
        [300.0, 0.0]
        """
        span = self._span(as_range(start, end, self.settings.language))
        days = [] if span is None else list(shown_days(*span, self.prepared.days))
        last = 0 if self.covered is None else day_number(self.covered[1])
        window = self.edition.window_days
        return daily_table(days, self._answers, window_days=window, last_day=last)

    def agent_table(
        self, start: Day | None = None, end: Day | None = None, agent: str | None = None
    ) -> pd.DataFrame:
        """The agents' table.

        Returns
        -------
        Columns agent and those of `catalogue.AGENT_TABLE` and `catalogue.BESIDE` (counts Int64,
        money [CNY], rates [fraction]); a row for each agent, or for `agent` alone: by guided_gmv,
        followup_gmv (greatest first), name.

        Examples
        --------
        >>> figures.agent_table()[["agent", "clients_total"]].values.tolist()
        [['客服01', 10]]
        """
        names = self.agents
        if agent is not None:
            self._code(agent)
            names = [name for name in names if name == agent]
        ids = (*AGENT_TABLE, *BESIDE)
        rows = [
            {"agent": name} | {id: self.value(id, start, end, name) for id in ids} for name in names
        ]
        table = typed(pd.DataFrame(rows, columns=["agent", *ids]))
        # Names come in code-point order, which a stable sort keeps among equals.
        return table.sort_values(
            ["guided_gmv", "followup_gmv"], ascending=False, kind="stable", ignore_index=True
        )

    def orders(
        self, start: Day | None = None, end: Day | None = None, agent: str | None = None
    ) -> pd.DataFrame:
        """The orders paid in the period, each with its reason.

        Returns
        -------
        Columns order_id, buyer_id, day (datetime64[s]), paid_at [local time], paid_at_is_day,
        amount [CNY], presale, reason (categorical of `catalogue.REASONS`; missing where relations
        or messages are, and where it hangs on reading of which no file tells), credited_agent
        (missing unless counted), and of the message that decided: agent, sent_at, read_at,
        read_at_is_day, bound_at. That is the credited one; else the last of those that passed most
        steps, for `messaged_earlier_day` the last one of the last such day; missing where no
        message did. Further client_agent (whose client the buyer was when paying), net_amount
        [CNY] (less the refund; missing where no file tells of refunds). Sorted by paid_at,
        order_id. With `agent` only the orders credited to that agent, and those of its clients.

        Examples
        --------
        >>> figures.orders("2022-08-02")["reason"].tolist()
        ['messaged_earlier_day', 'messaged_earlier_day']
        """
        code = None if agent is None else self._code(agent)
        span = self._span(as_range(start, end, self.settings.language))
        return self._guided.orders.table(*(span or (0, -1)), code)

    def order(self, order_id: str) -> dict[str, Any] | None:
        """The row of `orders` for one order, whenever it was paid; None if none is paid.

        >>> figures.order("1")["credited_agent"]
        '客服01'
        """
        return self._guided.orders.one(order_id)

    @property
    def last_day(self) -> date | None:
        """The data's last day: of messages, visits and payments; without any, of receptions.

        >>> figures.last_day
        datetime.date(2022, 8, 2)
        """
        days = self.covered or self.reception_covered
        return None if days is None else days[1]

    def todo(self, day: Day | None = None, agent: str | None = None) -> pd.DataFrame:
        """今日待办: whom each agent should see to after a day (the data's last one).

        Columns, rules and the order of rows are those of `advice.todo.todo`.

        Examples
        --------
        >>> figures.todo("2022-08-03")[["agent", "kind", "order_id"]].values.tolist()
        [['客服01', 'lost_order', '4'], ['客服01', 'lost_order', '5']]
        """
        if agent is not None:
            self._code(agent)
        asked = as_range(day, None, self.settings.language)
        last = self.last_day if asked is None else asked[0]
        orders = self.orders(None if last is None else last - timedelta(days=1))
        return self.prepared.todo(orders, last, agent)

    def leakage(self, start: Day | None = None, end: Day | None = None) -> pd.DataFrame:
        """What was paid in the period, by reason.

        Returns
        -------
        Columns reason, orders [count], amount [CNY]; a row for each of `catalogue.REASONS` in
        that order, without `read_after_purchase` under the same-day rule. No rows where
        relations, messages or orders are missing, nothing is known of reading, or the period is
        wholly outside.

        Examples
        --------
        >>> figures.leakage().set_index("reason")["amount"].to_dict()["messaged_earlier_day"]
        200.0
        """
        span = self._span(as_range(start, end, self.settings.language))
        return leakage_table(self._guided.leakage, span, read_rule=self.edition.read_rule)

    def reception(
        self, start: Day | None = None, end: Day | None = None, by: str | None = None
    ) -> pd.DataFrame:
        """Receptions by period.

        Parameters
        ----------
        by : "month", "week" (ISO), "day" or "range"; left out, as the settings say

        Returns
        -------
        Columns period (its label), start, end (dates), partial (whether the chosen range cuts
        it), and the reception figures (counts Int64, rates [fraction], durations [s], compliant
        boolean). Every period that has a covered day has a row, but for stretches of more than
        180 days without receptions; without `start` the periods are whole. The change of a whole
        one is against the whole one before, from all data; where the range lies inside one there
        is one row, the range, compared with its own period before; others have no change.

        Examples
        --------
        >>> figures.reception()["period"].tolist()
        ['2022-08']
        """
        asked = as_range(start, end, self.settings.language)
        by = by or self.settings.reception_period
        return reception_table(self.prepared.receptions, asked, by, self.settings)

    def reception_agents(
        self,
        start: Day | None = None,
        end: Day | None = None,
        by: str | None = None,
        agent: str | None = None,
    ) -> pd.DataFrame:
        """Receptions by period and agent, sorted so; a row for each agent who received in it.

        Columns agent and those of `reception`. With `agent` only that agent's rows.

        Examples
        --------
        >>> figures.reception_agents()[["agent", "conversion_rate"]].values.tolist()
        [['客服01', 1.0]]
        """
        if agent is not None:
            self._code(agent)
        names = sorted(self.codes) if agent is None else [agent]
        return reception_agents_table(
            self.prepared.receptions,
            as_range(start, end, self.settings.language),
            by or self.settings.reception_period,
            {name: self.codes[name] for name in names},
            self.settings,
        )

    # ---- the period, and everything at once

    def period(self, start: Day | None = None, end: Day | None = None) -> Period:
        """What a period means for this data, and the notes that go with its figures.

        Examples
        --------
        >>> figures.period("2022-08-01", "2022-08-31").covered
        (datetime.date(2022, 8, 1), datetime.date(2022, 8, 2))
        """
        asked = as_range(start, end, self.settings.language)
        there, language = self.prepared.tables.there(), self.settings.language
        return period_of(asked, self.covered, self.reception_covered, there, language)

    def report(
        self, start: Day | None = None, end: Day | None = None, agent: str | None = None
    ) -> dict[str, Any]:
        """Everything of a period as plain Python, ready for JSON (`figures.json`).

        With `agent` the agents, receptions by agent and orders are that agent's alone.

        Examples
        --------
        >>> figures.report()["leakage"][0]
        {'reason': 'counted', 'orders': 3, 'amount': 300.0}
        """
        return report_json(self, self._shop.problems, start, end, agent)

    # ---- looking up

    def _span(self, asked: Range | None) -> tuple[int, int] | None:
        """First and last day of the covered part [days since 1970]."""
        found = self.covered if asked is None else clip(asked, self.covered)
        return None if found is None else (day_number(found[0]), day_number(found[1]))

    def _code(self, agent: str) -> int:
        code = self.codes.get(agent)
        if code is None:
            raise unknown_agent(agent, sorted(self.codes), self.settings.language)
        return code
