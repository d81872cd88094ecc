"""Clients at the end of a day, and relations that ended (客户总数, 总退订).

Source: spec, "Per-agent figures": `clients_total`, `clients_unsubscribed`.
"""

from __future__ import annotations

import pandas as pd

from xlcs.figures.guided.relations import NEVER
from xlcs.figures.lookup.sums import SHOP, Sums, Total, total
from xlcs.figures.times_in_numbers import SPAN, Numbers, day_of


def clients_total(relations: pd.DataFrame) -> Total:
    """Distinct buyers with a relation active at the midnight after a day.

    Parameters
    ----------
    relations : columns buyer, agent, pair (codes), bound, unbound [s since 1970]

    Notes
    -----
    Bound at midnight sharp is of the day that begins; unbound at midnight sharp is still active
    at it. So a relation is active at the midnights after the days bound … unbound − 1.
    """
    of_agents = _changes(relations["pair"], relations).assign(group=relations["agent"])
    of_shop = _changes(relations["buyer"], relations).assign(group=SHOP)
    spans = pd.concat([of_agents, of_shop], ignore_index=True)
    begun = spans[["group", "begin"]].set_axis(["group", "day"], axis=1).assign(value=1)
    ended = spans[["group", "end"]].set_axis(["group", "day"], axis=1).assign(value=-1)
    return Total(Sums(pd.concat([begun, ended], ignore_index=True)), is_state=True)


def _changes(owner: Numbers, relations: pd.DataFrame) -> pd.DataFrame:
    """The part of each relation's days that no earlier one of the same owner covers.

    Columns begin, and end (not included); equal where it adds nothing.
    """
    days = pd.DataFrame(
        {"owner": owner, "begin": day_of(relations["bound"]), "end": day_of(relations["unbound"])}
    )
    days = days.loc[(owner * SPAN + relations["bound"]).sort_values(kind="stable").index]
    reached = days.groupby("owner")["end"].cummax()
    covered = reached.shift(fill_value=0).where(
        days["owner"].eq(days["owner"].shift(fill_value=-1)), 0
    )
    begin = days["begin"].clip(lower=covered)
    return pd.DataFrame({"begin": begin, "end": days["end"].clip(lower=begin)})


def clients_unsubscribed(relations: pd.DataFrame) -> Total:
    """Relations unbound on each day, by agent; columns as `clients_total` takes them."""
    ended = relations[relations["unbound"] != NEVER]
    return total(ended["agent"], day_of(ended["unbound"]))
