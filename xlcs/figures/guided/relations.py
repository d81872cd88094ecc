"""Which relation (专属客户关系) is active at a time: of a buyer and an agent, or of a buyer.

Source: spec, "Terms": active relation; "Resolution" for times known only by their day.
"""

from __future__ import annotations

import pandas as pd

from xlcs.figures.numbers_in_order import in_order, taken
from xlcs.figures.times_in_numbers import DAY_SECONDS, SPAN, Flags, Numbers, codes, seconds
from xlcs.shop.frames import Relations

NEVER = SPAN - 1
"""Unbound never: later than any time [s since 1970]."""

NOBODY = -1
_SEVERAL = -2

OF_PAIR = ["buyer", "agent"]
OF_BUYER = ["buyer"]


def relation_times(relations: Relations, agents: int) -> pd.DataFrame:
    """Relations in numbers.

    Parameters
    ----------
    agents : how many agents there are [count]

    Returns
    -------
    Columns buyer, agent (codes), pair (a buyer and an agent), bound, unbound [s since 1970,
    NEVER where not unbound]; by buyer and `bound`, of equal ones the first agent by name last,
    since of several the last is meant.
    """
    buyer, agent = codes(relations.buyer_id), codes(relations.agent)
    bound, unbound = seconds(relations.bound_at), seconds(relations.unbound_at)
    found = pd.DataFrame(
        {
            "buyer": buyer,
            "agent": agent,
            "pair": buyer * agents + agent,
            "bound": bound,
            "unbound": unbound.where(relations.unbound_at.notna(), NEVER),
        }
    )
    order = in_order(buyer * SPAN + bound, lambda tied: -found.loc[tied, ["agent"]])
    return found.take(order.to_numpy()).reset_index(drop=True)


def relation_at(asked: pd.DataFrame, relations: pd.DataFrame, by: list[str]) -> Numbers:
    """The relation with `bound` ≤ t < `unbound`; if several are active, the latest `bound`.

    Parameters
    ----------
    asked : columns of `by`, second (t) [s since 1970] and is_day (whether only the day is known:
        the relation must be active from its first to its last second); by buyer, labels ascend
    relations : what `relation_times` gives
    by : OF_PAIR for the relation of a buyer and an agent, OF_BUYER for that with any agent

    Returns
    -------
    Labels of `relations`, under the labels of the rows that have an active one.
    """
    if relations.empty or asked.empty:
        return pd.Series(dtype="int64", index=asked.index[:0])
    only = _only_relation(asked["buyer"], relations)
    found = only[_is_active(only, asked, relations, by)]
    several = only == _SEVERAL
    if several.any():
        found = pd.concat([found, _latest_active(asked[several], relations, by)]).sort_index()
    return found


def _only_relation(buyer: Numbers, relations: pd.DataFrame) -> Numbers:
    """The label of each buyer's relation; NOBODY where it has none, _SEVERAL where more than one.

    Most buyers have one at most, which takes no search.
    """
    related = relations["buyer"]
    last = max(buyer.iloc[-1], related.iloc[-1])
    only = related.drop_duplicates(keep=False)
    found = pd.Series(NOBODY, range(last + 1))
    found.loc[related] = _SEVERAL
    found.loc[only] = only.index
    return taken(found, buyer)


def _is_active(
    relation: Numbers, asked: pd.DataFrame, relations: pd.DataFrame, by: list[str]
) -> Flags:
    """Whether each row's relation, where it has one, is the one asked for and active."""
    at = relation.clip(lower=0)
    active = (relation >= 0) & (taken(relations["bound"], at) <= asked["second"])
    active &= taken(relations["unbound"], at) > _last_second(asked)
    if "agent" in by:
        active &= taken(relations["agent"], at) == asked["agent"]
    return active


def _last_second(asked: pd.DataFrame) -> Numbers:
    """Until when each row's relation must be active [s since 1970]."""
    return asked["second"] + asked["is_day"] * (DAY_SECONDS - 1)


def _latest_active(asked: pd.DataFrame, relations: pd.DataFrame, by: list[str]) -> Numbers:
    """`relation_at` of buyers with several relations.

    The latest bound by then is the active one; where it has ended, the one that outlives it.
    """
    several = relations[relations["buyer"].duplicated(keep=False)].reset_index(names="label")
    outlived_by = _outlived_by(several, by)
    asked, bound = asked.sort_values("second"), several.sort_values("bound", kind="stable")
    latest = pd.merge_asof(
        asked[[*by, "second"]], bound[[*by, "bound"]].assign(place=bound.index),
        left_on="second", right_on="bound", by=by,
    )["place"]  # fmt: skip
    place = latest.fillna(NOBODY).astype("int64").set_axis(asked.index)
    last_second = _last_second(asked)
    while (ended := (place >= 0) & (taken(several["unbound"], place) <= last_second)).any():
        place = place.mask(ended, taken(outlived_by, place))
    return taken(several["label"], place[place >= 0])


def _outlived_by(relations: pd.DataFrame, by: list[str]) -> Numbers:
    """Of each relation the last one before it of the same buyer (and agent) that ends after it.

    Parameters
    ----------
    relations : numbered, and by `bound`

    Returns
    -------
    Its number, NOBODY for none.
    """
    number, unbound = relations.index.to_series(), relations["unbound"]
    earlier = number.groupby([relations[name] for name in by]).shift(fill_value=NOBODY)
    while (sooner := (earlier >= 0) & (taken(unbound, earlier) <= unbound)).any():
        # One that ends later than what it stands for does so all the more.
        earlier = earlier.mask(sooner, taken(earlier, earlier))
    return earlier
