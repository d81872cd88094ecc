"""What a report says of single messages of a period, in sums: parts of a shop add up to it.

Source: spec, "Terms": eligible message.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import pandas as pd

from xlcs.figures.daily_work.sent_messages import sent_messages
from xlcs.figures.daily_work.todo import balances_due
from xlcs.figures.nicks_persons_groups import Owners
from xlcs.figures.periods import Range
from xlcs.shop.frames import Tables

READ_SOON = pd.Timedelta(hours=1)
"""A message read within this time of its sending was sent at a good hour."""


@dataclass(frozen=True)
class Sending:
    """The eligible messages of a period by hour, and the balances due at its end.

    days : first and last day of the period
    hours : what `counted_by_hour` gives, and agent
    due : what `todo.balances_due` gives, and by_anyone, by_agent: the last message to the buyer
        since the first of these deposits, from any agent or from the buyer's own [local time;
        missing for none]
    """

    days: Range
    hours: pd.DataFrame
    due: pd.DataFrame

    def sent(self, agent: str | None = None) -> pd.DataFrame:
        """The messages by hour, of all agents or of one; see `counted_by_hour`."""
        if agent is None:
            return self.hours
        return self.hours[self.hours["agent"] == agent]

    def balances(self, agent: str | None = None) -> pd.DataFrame:
        """The balances due, of all agents' clients or of one's, and messaged_at.

        That is the last message to the buyer: from anyone, or from that agent.
        """
        if agent is None:
            return self.due.assign(messaged_at=self.due["by_anyone"])
        own = self.due[self.due["agent"] == agent]
        return own.assign(messaged_at=own["by_agent"])


def sending(tables: Tables, start: date, end: date, owners: Owners) -> Sending:
    """What a period's report says of single messages, by the owners of their agents."""
    sent = sent_messages(tables, start, end)
    hours = counted_by_hour(sent.assign(agent=owners.named(sent["agent"])), "agent")
    due = balances_due(tables, end)
    due = due.assign(agent=owners.named(due["agent"]))
    return Sending((start, end), hours, _with_last_messages(tables, due, end, owners))


def counted_by_hour(messages: pd.DataFrame, *also: str) -> pd.DataFrame:
    """Messages by weekday and hour of sending, and how many were read within an hour.

    Those of which only the day is known have no hour and are left out. Read exactly an hour after
    sending is within; a reading of which only the day is known is no reading within the hour.

    Parameters
    ----------
    also : further columns to count by

    Returns
    -------
    Columns weekday (Monday is 0), hour, those of `also`, sent, read_soon [count].
    """
    timed = messages[~messages["sent_at_is_day"]]
    soon = (timed["read_at"] - timed["sent_at"]) <= READ_SOON
    soon &= timed["read_at"].notna() & ~timed["read_at_is_day"]
    rows = {"weekday": timed["sent_at"].dt.day_of_week, "hour": timed["sent_at"].dt.hour}
    rows |= {name: timed[name] for name in also}
    counted = pd.DataFrame({**rows, "sent": 1, "read_soon": soon.astype("int64")})
    found = counted.groupby(list(rows), as_index=False, observed=True).sum()
    return found.astype(dict.fromkeys(also, "str"))


def _with_last_messages(
    tables: Tables, due: pd.DataFrame, end: date, owners: Owners
) -> pd.DataFrame:
    due = due.assign(agent=due["agent"].astype("str"), buyer_id=due["buyer_id"].astype("str"))
    if due.empty:
        never = pd.Series(pd.NaT, due.index, dtype="datetime64[s]")
        return due.assign(by_anyone=never, by_agent=never)
    messages = sent_messages(tables, due["deposit_paid_at"].min().date(), end)
    messages = messages[messages["buyer_id"].isin(due["buyer_id"])]
    to = messages.assign(
        buyer_id=messages["buyer_id"].astype("str"),
        agent=owners.named(messages["agent"].astype("str")),
    )
    anyone = to.groupby("buyer_id")["sent_at"].max().rename("by_anyone")
    own = to.groupby(["buyer_id", "agent"])["sent_at"].max().rename("by_agent")
    return due.join(anyone, on="buyer_id").join(own, on=["buyer_id", "agent"])


def sending_together(parts: Sequence[Sending]) -> Sending:
    """The sending of a shop, from that of its parts."""
    hours = pd.concat([part.hours for part in parts], ignore_index=True)
    due = [part.due for part in parts if len(part.due)] or [parts[0].due]
    return Sending(
        parts[0].days,
        hours.groupby(["weekday", "hour", "agent"], as_index=False).sum(),
        pd.concat(due, ignore_index=True).sort_values("order_id", ignore_index=True),
    )
