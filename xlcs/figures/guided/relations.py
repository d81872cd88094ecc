"""Which relation (专属客户关系) of an owner is active at a time.

An *owner* is a buyer and an agent together (a pair), or a buyer alone.

Source: spec, "Terms": active relation; "Resolution" for times known only by their day.
"""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from xlcs.figures.times_in_numbers import (
    DAY_SECONDS,
    SPAN,
    Flags,
    Numbers,
    codes,
    in_order,
    seconds,
    taken,
)
from xlcs.shop.frames import Relations

NEVER = SPAN - 1
"""Unbound never: later than any time [s since 1970]."""

NOBODY = -1
SEVERAL = -2


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


def relation_at(
    buyer: Numbers,
    second: Numbers,
    is_day: Flags,
    relations: pd.DataFrame,
    of_agent: Numbers | None = None,
    agents: int = 0,
) -> Numbers:
    """The relation that is active for each row's buyer at its time.

    Parameters
    ----------
    buyer : of each row, ascending; labels ascend
    second : [s since 1970]
    is_day : whether only the day is known: the relation must be active from its first to its last
        second
    relations : what `relation_times` gives
    of_agent : given, the relation must be with this agent
    agents : how many there are [count]

    Returns
    -------
    Labels of `relations`, under the ascending labels of the rows that have an active one.
    """
    if relations.empty or buyer.empty:
        return pd.Series(dtype="int64", index=buyer.index[:0])
    only = _only_relation(buyer, relations)
    found = only[_is_active(only, second, is_day, relations, of_agent)]
    several = only == SEVERAL
    if not several.any():
        return found
    related = relations[relations["buyer"].duplicated(keep=False)]
    owner, owners = buyer[several], related["buyer"]
    if of_agent is not None:
        pairs = pd.Index(related["pair"]).unique().sort_values()
        pair = owner * agents + of_agent[several]
        owner = pd.Series(pairs.get_indexer(pd.Index(pair)), pair.index)
        owner = owner[owner != NOBODY]
        owners = pd.Series(pairs.get_indexer(pd.Index(related["pair"])), related.index)
    second, is_day = second.loc[owner.index], is_day.loc[owner.index]
    active = active_relation(owner, second, is_day, owners, related)
    both: Numbers = pd.concat([found, active[active != NOBODY]])
    return both.sort_index(kind="stable")


def _only_relation(buyer: Numbers, relations: pd.DataFrame) -> Numbers:
    """The label of each buyer's relation; NOBODY where it has none, SEVERAL where more than one."""
    related = relations["buyer"]
    last = max([*buyer.tail(1), *related.tail(1)], default=-1)
    only = related.drop_duplicates(keep=False)
    found = pd.Series(NOBODY, range(last + 1))
    found.loc[related] = SEVERAL
    found.loc[only] = only.index
    return taken(found, buyer)


def _is_active(
    relation: Numbers,
    second: Numbers,
    is_day: Flags,
    relations: pd.DataFrame,
    of_agent: Numbers | None,
) -> Flags:
    """Whether each row's relation, where it has one, is active at its time."""
    at = relation.clip(lower=0)
    last = second + is_day * (DAY_SECONDS - 1)
    active = (relation >= 0) & (taken(relations["bound"], at) <= second)
    active &= last < taken(relations["unbound"], at)
    if of_agent is not None:
        active &= taken(relations["agent"], at) == of_agent
    return active


def active_spans(owner: Numbers, relations: pd.DataFrame) -> pd.DataFrame:
    """From when on which relation of each owner is the active one.

    Parameters
    ----------
    owner : of each relation; one's relations stand by `bound`
    relations : columns bound, unbound [s since 1970]

    Returns
    -------
    Columns moment (owner × SPAN + second), relation (its label; NOBODY for none) and owner, by
    moment.

    Notes
    -----
    Active from `bound` up to, not including, `unbound`. Of several active ones the latest `bound`
    is meant; when that one ends, an earlier one may still be active.
    """
    rows = relations[["bound", "unbound"]].assign(owner=owner)
    rows = rows[rows["bound"] < rows["unbound"]]  # the others are never active
    rows = rows.loc[(rows["owner"] * SPAN + rows["bound"]).sort_values(kind="stable").index]
    next_bound = rows["bound"].shift(-1, fill_value=NEVER)
    next_bound = next_bound.where(
        rows["owner"].eq(rows["owner"].shift(-1, fill_value=NOBODY)), NEVER
    )
    ends = rows["unbound"] < next_bound
    outlived = ends & (rows.groupby("owner")["unbound"].cummax() > rows["unbound"])
    spans = [_spans(rows, ends)]
    if outlived.any():
        nested = rows["owner"].isin(rows.loc[outlived, "owner"])
        swept = pd.DataFrame(_sweep(rows[nested]), columns=["moment", "relation"])
        spans = [_spans(rows[~nested], ends[~nested]), swept]
    # Where one ends as another begins, the beginning stands last.
    found = pd.concat(spans).sort_values("moment", kind="stable", ignore_index=True)
    return found.assign(owner=found["moment"] // SPAN)


def _spans(rows: pd.DataFrame, ends: Flags) -> pd.DataFrame:
    owner = rows["owner"] * SPAN
    end = pd.DataFrame({"moment": (owner + rows["unbound"])[ends], "relation": NOBODY})
    begin = pd.DataFrame({"moment": owner + rows["bound"], "relation": rows.index})
    return pd.concat([end, begin], ignore_index=True)


def _sweep(rows: pd.DataFrame) -> Iterator[tuple[int, int]]:
    """The spans of owners whose relations lie inside one another, event by event.

    Those active are a pile with the latest `bound` on top; one that ended is taken off when it
    comes to lie on top.
    """
    label, unbound = rows.index.tolist(), (rows["owner"] * SPAN + rows["unbound"]).tolist()
    bound = (rows["owner"] * SPAN + rows["bound"]).tolist()
    events = [(moment, 0, NOBODY) for moment in unbound]
    events += [(moment, 1, number) for number, moment in enumerate(bound)]
    # An owner's last event, NEVER or not, empties the pile before the next owner's first.
    pile: list[int] = []
    for moment, _, number in sorted(events):
        if number != NOBODY:
            pile.append(number)
        while pile and unbound[pile[-1]] <= moment:
            pile.pop()
        yield moment, label[pile[-1]] if pile else NOBODY


def active_relation(
    owner: Numbers, second: Numbers, is_day: Flags, owners: Numbers, relations: pd.DataFrame
) -> Numbers:
    """The relation that is active for each row's owner at its time.

    Parameters
    ----------
    owner : of each row; labels ascend
    second : [s since 1970]
    is_day : whether only the day is known: the relation must be active from its first to its last
        second
    owners, relations : as `active_spans` takes them

    Returns
    -------
    Labels of `relations`, NOBODY where none is active.
    """
    # Rows of an owner are near each other already, so that a stable sort is quick.
    asked = (owner * SPAN + second).sort_values(kind="stable")
    spans = active_spans(owners, relations)
    found = pd.merge_asof(pd.DataFrame({"moment": asked}), spans, on="moment")
    own = found["owner"].eq(found["moment"] // SPAN)
    active = found["relation"].where(own, NOBODY).astype("int64").set_axis(asked.index).sort_index()
    if is_day.any():
        all_day = _active_all_day(owner[is_day], second[is_day], owners, relations)
        active = active.mask(is_day, all_day.reindex(active.index, fill_value=NOBODY))
    return active


def _active_all_day(
    owner: Numbers, midnight: Numbers, owners: Numbers, relations: pd.DataFrame
) -> Numbers:
    days = pd.DataFrame({"owner": owner, "midnight": midnight})
    of_owner = relations[["bound", "unbound"]].assign(owner=owners, relation=relations.index)
    pairs = days.drop_duplicates().merge(of_owner, on="owner")
    last_second = pairs["midnight"] + DAY_SECONDS - 1
    active = pairs[(pairs["bound"] <= pairs["midnight"]) & (last_second < pairs["unbound"])]
    meant = active.drop_duplicates(["owner", "midnight"], keep="last")
    found = days.merge(meant, on=["owner", "midnight"], how="left")["relation"]
    return found.fillna(NOBODY).astype("int64").set_axis(owner.index)
