"""All figures of a shop, answering any period and agent by look-up."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pandas as pd

from xlcs.catalogue import AGENT_TABLE, BESIDE, EFFECT
from xlcs.figures.daily_work.sending import Sending
from xlcs.figures.lookup.look_up import NO_DAYS
from xlcs.figures.output.column_types import typed
from xlcs.figures.output.leakage import leakage_table
from xlcs.figures.output.notes import period_of
from xlcs.figures.output.reception_table import reception_table
from xlcs.figures.output.report_json import report_json
from xlcs.figures.periods import (
    FIRST_DAY,
    LAST_DAY,
    Day,
    Period,
    Range,
    as_date,
    as_reception_period,
    day_number,
    shown_days,
)
from xlcs.figures.single_figures import SingleFigures
from xlcs.settings.people import Level
from xlcs.shop.missing_days import missing_days


class Figures(SingleFigures):
    """A shop's figures.

    Every method takes a period: `start` and `end` are days (date, datetime, Timestamp or ISO
    text), both included; `start` alone is that day, neither is all covered days. A period partly
    outside the covered days is answered for the part inside, one wholly outside has no figures.
    `agent` and `by` say whose a figure is: the agent of that name, at that level ("nick", "person"
    or "group"; left out, `level`). A name or day that is none raises UnknownFigure, UnknownAgent or
    BadPeriod.

    Attributes
    ----------
    settings : the limits and rules used
    edition : of the rule
    level : whom the agents' figures are of: "nick", "person" or "group"
    agents : the agents of relations, messages, invitations and opportunities, by code point
    everyone : these and the agents of receptions
    covered : first and last day of the messages, visits and payments; None without any
    reception_covered : first and last day on which a reception started; None without any
    """

    _sending: Sending | None = None
    """Of the period that was asked for last: a report asks several times."""

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
        span = self._span(start, end)
        days = [] if span is None else list(shown_days(*span, self.prepared.days))
        columns: dict[str, Any] = {"day": pd.to_datetime(pd.Series(days, dtype="int64"), unit="D")}
        for id in EFFECT:
            answer = self._answer(id)
            columns[id] = [None if answer is None else answer.of(None, day, day) for day in days]
        if (window := self.edition.window_days) > 1:
            last = 0 if self.covered is None else day_number(self.covered[1])
            columns["final"] = [day + window - 1 <= last for day in days]
        return typed(pd.DataFrame(columns))

    def agent_table(
        self,
        start: Day | None = None,
        end: Day | None = None,
        agent: str | None = None,
        *,
        by: Level | None = None,
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
        of = self.by(by)
        names = of.agents
        if agent is not None:
            full_name = of.agent_named(agent)
            names = [name for name in names if name == full_name]
        ids = (*AGENT_TABLE, *BESIDE)
        rows = [
            {"agent": name} | {id: of.value(id, start, end, name) for id in ids} for name in names
        ]
        table = typed(pd.DataFrame(rows, columns=["agent", *ids]))
        # Names come in code-point order, which a stable sort keeps among equals.
        return table.sort_values(
            ["guided_gmv", "followup_gmv"], ascending=False, kind="stable", ignore_index=True
        )

    def orders(
        self,
        start: Day | None = None,
        end: Day | None = None,
        agent: str | None = None,
        *,
        by: Level | None = None,
    ) -> pd.DataFrame:
        """The orders paid in the period, each with its reason.

        Returns
        -------
        Columns order_id, buyer_id, day (datetime64[s]), paid_at [local time], paid_at_is_day,
        amount [CNY], presale, reason (categorical of `catalogue.REASONS`; missing where relations
        or messages are, and where it hangs on reading of which no file tells), credited_agent
        (missing unless counted), and of the message that decided: agent, sent_at,
        sent_at_is_day, read_at, read_at_is_day, bound_at. That is the credited one; else the last
        of those that passed most steps, for `messaged_earlier_day` the last one of the last such
        day; missing where no message did. Further client_agent (whose client the buyer was when
        paying), net_amount [CNY] (less the refund; missing where no file tells of refunds). Sorted
        by paid_at, order_id. With `agent` only the orders credited to that agent, and those of its
        clients.

        Examples
        --------
        >>> figures.orders("2022-08-02")["reason"].tolist()
        ['messaged_earlier_day', 'messaged_earlier_day']
        """
        of = self.by(by)
        code = None if agent is None else of._code(agent)
        return of._guided.orders.table(*(self._span(start, end) or NO_DAYS), code)

    def credited_agents(self, start: Day | None = None, end: Day | None = None) -> pd.Series[Any]:
        """Of each row of `orders` the credited agent alone: where editions stand side by side.

        Examples
        --------
        >>> figures.credited_agents("2022-08-02").isna().tolist()
        [True, True]
        """
        return self._guided.orders.credited(*(self._span(start, end) or NO_DAYS))

    def order(self, order_id: str) -> dict[str, Any] | None:
        """The row of `orders` for one order, whenever it was paid; None if none is paid.

        >>> figures.order("1")["credited_agent"]
        '客服01'
        """
        return self._guided.orders.one(order_id) if isinstance(order_id, str) else None

    @property
    def last_day(self) -> date | None:
        """The data's last day: of messages, visits and payments; without any, of receptions.

        >>> figures.last_day
        datetime.date(2022, 8, 2)
        """
        days = self.covered or self.reception_covered
        return None if days is None else days[1]

    def missing_days(self, *, of_receptions: bool = False) -> list[Range]:
        """Stretches in the midst of the data that are probably missing: first and last day of each.

        Days without a message, visit or payment, or a reception; see `xlcs.shop.missing_days`.

        Examples
        --------
        >>> figures.missing_days()
        []
        """
        received = self.prepared.receptions
        days = self.prepared.days
        if of_receptions:
            days = [] if received is None else received.receptions.days()
        return [(as_date(first), as_date(last)) for first, last in missing_days(days)]

    def todo(
        self, day: Day | None = None, agent: str | None = None, *, by: Level | None = None
    ) -> pd.DataFrame:
        """今日待办: whom each agent should see to after a day (the data's last one).

        Columns, rules and the order of rows are those of `daily_work.todo.todo`.

        Examples
        --------
        >>> figures.todo("2022-08-03")[["agent", "kind", "order_id"]].values.tolist()
        [['客服01', 'lost_order', '4'], ['客服01', 'lost_order', '5']]
        """
        of = self.by(by)
        agent = None if agent is None else of.agent_named(agent)
        asked = self._asked(day, None)
        last = self.last_day if asked is None else min(max(asked[0], FIRST_DAY), LAST_DAY)
        orders = of.orders(None if last is None else last - timedelta(days=1))
        return of.prepared.todo(orders, last, agent)

    def sending(self, start: Day | None = None, end: Day | None = None) -> Sending:
        """When messages were sent and read in the period, and the balances due at its end.

        Examples
        --------
        >>> figures.sending("2022-08-01").sent()[["weekday", "hour", "sent"]].values.tolist()
        [[0, 10, 10]]
        """
        asked = self._asked(start, end)
        days = asked or self.covered or (date.max, date.min)
        if self._sending is None or self._sending.days != days:
            self._sending = self.prepared.sending(*days)
        return self._sending

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
        span = self._span(start, end)
        return leakage_table(self._guided.of_orders, span, read_rule=self.edition.read_rule)

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
        asked, kind = self._asked(start, end), self._reception_period(by)
        return reception_table(self.prepared.receptions, asked, kind, self.settings)

    def reception_agents(
        self,
        start: Day | None = None,
        end: Day | None = None,
        by: str | None = None,
        agent: str | None = None,
        *,
        agents_by: Level | None = None,
    ) -> pd.DataFrame:
        """Receptions by period and agent, sorted so; a row for each agent who received in it.

        Columns agent and those of `reception`. With `agent` only that agent's rows. `by` is the
        period, as in `reception`; `agents_by` says what an agent is.

        Examples
        --------
        >>> figures.reception_agents()[["agent", "conversion_rate"]].values.tolist()
        [['客服01', 1.0]]
        """
        of = self.by(agents_by)
        names = of.everyone if agent is None else [of.agent_named(agent)]
        agents = {name: of.codes[name] for name in names}
        asked, kind = self._asked(start, end), self._reception_period(by)
        return reception_table(of.prepared.receptions, asked, kind, self.settings, agents)

    def _reception_period(self, by: str | None) -> str:
        if by is None:
            return self.settings.reception_period
        return as_reception_period(by, self.settings.language)

    # ---- the period, and everything at once

    def period(self, start: Day | None = None, end: Day | None = None) -> Period:
        """What a period means for this data, and the notes that go with its figures.

        Examples
        --------
        >>> figures.period("2022-08-01", "2022-08-31").covered
        (datetime.date(2022, 8, 1), datetime.date(2022, 8, 2))
        """
        asked = self._asked(start, end)
        there, language = self.prepared.tables.there(), self.settings.language
        return period_of(asked, self.covered, self.reception_covered, there, language)

    def report(
        self,
        start: Day | None = None,
        end: Day | None = None,
        agent: str | None = None,
        *,
        by: Level | None = None,
    ) -> dict[str, Any]:
        """Everything of a period as plain Python, ready for JSON (`figures.json`).

        With `agent` the agents, receptions by agent and orders are that agent's alone.

        Examples
        --------
        >>> figures.report()["leakage"][0]
        {'reason': 'counted', 'orders': 3, 'amount': 300.0}
        """
        of = self.by(by)
        agent = None if agent is None else of.agent_named(agent)
        return report_json(of, self._shop.problems, start, end, agent)
