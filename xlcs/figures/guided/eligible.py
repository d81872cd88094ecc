"""Eligible messages: sent by an agent to a buyer who is that agent's client at that time.

Source: spec, "Terms": eligible message; "Resolution" for times known only by their day.
"""

from __future__ import annotations

import pandas as pd

from xlcs.figures.guided.relations import NOBODY, active_relation
from xlcs.figures.moments import (
    NONE,
    Numbers,
    codes,
    compared,
    day_of,
    in_order,
    moment,
    seconds,
    sent,
    taken,
)
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
    moment : buyer and time by which it was surely sent, see `moments`
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
    pair, asked = buyer * agents + agent, seconds(messages.relation_asked_at())
    is_day, by_agent = messages.sent_at_is_day, messages.by_agent
    bound = _bound(pair[by_agent], asked[by_agent], is_day[by_agent], relations)
    sent_at = compared(seconds(messages.sent_at), at_the_minute=at_the_minute)
    read_at = compared(seconds(messages.read_at), at_the_minute=at_the_minute)
    row = bound.index.to_series()
    found = pd.DataFrame(
        {
            "row": row,
            "buyer": taken(buyer, row),
            "agent": taken(agent, row),
            "pair": taken(pair, row),
            "second": taken(sent_at, row),
            "sent_is_day": taken(is_day, row),
            "read": taken(read_at, row),
            "read_is_day": taken(messages.read_at_is_day, row),
            "replied_day": day_of(taken(seconds(messages.replied_at), row)),
            "bound": bound,
        }
    )
    found["moment"] = sent(found["buyer"], found["second"], found["sent_is_day"])
    found["day"] = day_of(found["second"])
    found["older"] = day_of(bound) < found["day"]
    return in_order(found, moment(found["buyer"], found["second"]), _of_several_the_last)


def _bound(
    pair: Numbers, second: Numbers, is_day: pd.Series[bool], relations: pd.DataFrame
) -> Numbers:
    """When the active relation of each eligible message was bound."""
    related = pd.Index(relations["pair"]).unique().sort_values()
    owner = pd.Series(related.get_indexer(pd.Index(pair)), pair.index)
    owners = pd.Series(related.get_indexer(pd.Index(relations["pair"])), relations.index)
    known = owner != NOBODY
    active = active_relation(owner[known], second[known], is_day[known], owners, relations)
    active = active[active != NOBODY]
    return taken(relations["bound"], active)


def _of_several_the_last(messages: pd.DataFrame) -> pd.DataFrame:
    """What orders a buyer's messages of one second: the last is credited."""
    read_moment = messages["read"].mask(messages["read_is_day"], NONE)
    ties = {"exact": ~messages["sent_is_day"], "read": read_moment, "name": -messages["agent"]}
    return pd.DataFrame(ties)
