"""Clients at the end of a day, and relations that ended (客户总数, 总退订).

Source: spec, "Per-agent figures": `clients_total`, `clients_unsubscribed`.
"""

from __future__ import annotations

import pandas as pd

from xlcs.figures.guided.relations import NEVER
from xlcs.figures.lookup.look_up import SHOP, LookUp
from xlcs.figures.lookup.sums import summed, total
from xlcs.figures.times_in_numbers import day_of


def clients_total(relations: pd.DataFrame) -> LookUp:
    """Distinct buyers with a relation active at the midnight after a day.

    Parameters
    ----------
    relations : what `relations.relation_times` gives

    Notes
    -----
    Bound at midnight sharp is of the day that begins; unbound at midnight sharp is still active
    at it. So a relation is active at the midnights after the days bound … unbound − 1.
    """
    of_agents = _days(relations, "pair").assign(group=relations["agent"])
    of_shop = _days(relations, "buyer").assign(group=SHOP)
    days = pd.concat([of_agents, of_shop], ignore_index=True)
    begun, ended = summed(days["group"], days["begin"]), summed(days["group"], days["end"])
    return LookUp(begun.sub(ended, fill_value=0).astype("int64"), is_state=True)


def _days(relations: pd.DataFrame, by: str) -> pd.DataFrame:
    """The part of each relation's days that no earlier one of the same buyer, or pair, covers.

    Columns begin, and end (not included); equal where it adds nothing.
    """
    whose, end = relations[by], day_of(relations["unbound"])
    covered = end.groupby(whose).cummax().groupby(whose).shift(fill_value=0)
    begin = day_of(relations["bound"]).clip(lower=covered)
    return pd.DataFrame({"begin": begin, "end": end.clip(lower=begin)})


def clients_unsubscribed(relations: pd.DataFrame) -> LookUp:
    """Relations unbound on each day, by agent; columns as `clients_total` takes them."""
    ended = relations[relations["unbound"] != NEVER]
    return total(ended["agent"], day_of(ended["unbound"]))
