"""Eligible messages: sent by an agent to a buyer who is that agent's client at that time.

Source: spec, "Terms": eligible message; "Resolution" for times known only by their day.
"""

from __future__ import annotations

from typing import Any

import pandas as pd

from xlcs.figures.guided.relations import OF_PAIR, relation_at
from xlcs.figures.numbers_in_order import in_order, taken
from xlcs.figures.times_in_numbers import NONE, codes, compared, day_of, moment, seconds, sent
from xlcs.shop.frames import Messages


def eligible_messages(
    messages: Messages, relations: pd.DataFrame, agents: int, *, at_the_minute: bool = False
) -> pd.DataFrame:
    """The eligible ones among the messages.

    Parameters
    ----------
    relations : what `relations.relation_times` gives
    agents : how many agents there are [count]
    at_the_minute : whether times are compared at the minute

    Returns
    -------
    In the order of crediting (buyer; time sent, where only the day is known before all moments of
    it; time read, not read or no moment known first; name of the agent, the first one last),
    numbered in it:

    row : its label in `messages`
    moment : buyer and time by which it was surely sent, see `times_in_numbers`
    buyer, agent, pair : codes; the pair is a buyer and an agent
    day : of sending [days since 1970]
    read : [s since 1970], NONE for not read; read_is_day : whether only the day is known
    replied_day : [days since 1970], long past where not replied to
    bound : of the relation that it was sent under [s since 1970]
    older : whether that was on a day before the sending

    Notes
    -----
    A message exactly at `bound_at` is eligible, one exactly at `unbound_at` is not.
    """
    buyer, agent = codes(messages.buyer_id), codes(messages.agent)
    second, is_day = seconds(messages.relation_asked_at()), messages.sent_at_is_day
    asked = {"buyer": buyer, "agent": agent, "second": second, "is_day": is_day}
    relation = relation_at(pd.DataFrame(asked, copy=False), relations, OF_PAIR)
    relation = relation[taken(messages.by_agent, relation.index).to_numpy()]
    row, relation = pd.Series(relation.index), relation.reset_index(drop=True)
    sent_at = compared(seconds(messages.sent_at), at_the_minute=at_the_minute)
    read_at = compared(seconds(messages.read_at), at_the_minute=at_the_minute)

    def of_several_the_last(tied: pd.Index[Any]) -> pd.DataFrame:
        several = row.loc[tied]
        read = taken(read_at, several).mask(taken(messages.read_at_is_day, several), NONE)
        exact, name = ~taken(is_day, several), -taken(agent, several)
        return pd.DataFrame({"exact": exact, "read": read, "name": name})

    order = in_order(moment(taken(buyer, row), taken(sent_at, row)), of_several_the_last)
    row, bound = taken(row, order), taken(relations["bound"], taken(relation, order))
    found = pd.DataFrame(
        {
            "row": row,
            "buyer": taken(buyer, row),
            "agent": taken(agent, row),
            "second": taken(sent_at, row),
            "sent_is_day": taken(is_day, row),
            "read": taken(read_at, row),
            "read_is_day": taken(messages.read_at_is_day, row),
            "replied_day": day_of(taken(seconds(messages.replied_at), row)),
            "bound": bound,
        },
        copy=False,
    )
    found["moment"] = sent(found["buyer"], found["second"], found["sent_is_day"])
    found["pair"] = found["buyer"] * agents + found["agent"]
    found["day"] = day_of(found["second"])
    found["older"] = day_of(found["bound"]) < found["day"]
    return found
