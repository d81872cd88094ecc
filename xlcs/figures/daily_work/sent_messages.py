"""The eligible messages of a period, with names and times, and whose client a buyer is then.

Source: spec, "Terms": eligible message, active relation.
"""

from __future__ import annotations

from datetime import date
from typing import Any

import pandas as pd

from xlcs.figures.guided.credit import client_agent
from xlcs.figures.guided.eligible import eligible_messages
from xlcs.figures.guided.relations import relation_times
from xlcs.figures.times_in_numbers import codes, seconds
from xlcs.shop.frames import Messages, Tables

COLUMNS = ("buyer_id", "agent", "sent_at", "sent_at_is_day", "read_at", "read_at_is_day")


def sent_messages(tables: Tables, start: date, end: date) -> pd.DataFrame:
    """The eligible messages sent in a period.

    Returns
    -------
    Columns buyer_id, agent, sent_at, read_at [local time; missing for not read], sent_at_is_day,
    read_at_is_day (whether only the day is known), by sent_at. No rows where there are no
    relations or no messages.
    """
    messages, relations = tables.messages, tables.relations
    if messages is None or relations is None:
        return pd.DataFrame({name: [] for name in COLUMNS}).astype(
            {"sent_at": "datetime64[s]", "read_at": "datetime64[s]",
             "sent_at_is_day": "bool", "read_at_is_day": "bool"}
        )  # fmt: skip
    day = messages.sent_at.dt.normalize()
    asked = day.between(pd.Timestamp(start), pd.Timestamp(end))
    of_period = Messages(messages.frame[asked].reset_index(drop=True), messages.known)
    agents = len(tables.agents.categories)
    found = eligible_messages(of_period, relation_times(relations, agents), agents)
    rows = of_period.frame.loc[found["row"], list(COLUMNS)]
    return rows.sort_values("sent_at", kind="stable", ignore_index=True)


def agents_of_clients(tables: Tables, buyers: pd.Series[Any], day: date) -> pd.Series[Any]:
    """The agent whose client each buyer is at the midnight after the day; missing for none."""
    if tables.relations is None or buyers.empty:
        return pd.Series(None, buyers.index, dtype=tables.agents)
    last_second = pd.Timestamp(day) + pd.Timedelta(days=1) - pd.Timedelta(seconds=1)
    at_midnight = pd.Series(last_second.as_unit("s"), buyers.index)
    asked = pd.DataFrame({"buyer": codes(buyers), "asked": seconds(at_midnight), "is_day": False})
    found = client_agent(asked, relation_times(tables.relations, len(tables.agents.categories)))
    return pd.Series(pd.Categorical.from_codes(found, dtype=tables.agents), buyers.index)
