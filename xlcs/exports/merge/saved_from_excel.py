"""Copies that went through Excel: their times are cut to the minute, beside originals with seconds.

Source: spec, "Saved from Excel". Rows that agree in all else, one of them to the minute and the
other to the second within that minute, are one row, one to one: where a minute holds several, as
many facts stay as the file that holds most of them says.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd

from xlcs.exports.merge.files_of_table import is_form, is_minute
from xlcs.exports.merge.same_key import one_number
from xlcs.exports.values.parsed import FORM, MINUTE, SECOND

PLACE = "place"
"""Tells apart the facts of one key: 0 of those to the second, unless their rows say else; from 1 on
of those in one minute that no row gives to the second."""

_CONTEXT = ("sheet", "file", "row")


def at_their_second(
    rows: pd.DataFrame, key: Sequence[str], time: str, *, repeated: bool = False
) -> pd.DataFrame:
    """The rows, each one to the minute at the second that another file gives for the same fact.

    Parameters
    ----------
    rows : of a table, later files further down
    key : the columns that make two rows of one moment the same fact, without the time
    time : the main time
    repeated : whether equal rows of a file are different facts (opportunities); these have `place`

    Returns
    -------
    The same rows and labels, with `place`: rows of one key, time and place are the same fact.
    """
    rows = rows if PLACE in rows else rows.assign(**{PLACE: 0})
    coarse = is_minute(rows, time)
    if not coarse.any():
        return rows
    minute = rows[time].dt.floor("min")
    alike = [*(rows[name] for name in key), minute]
    aside = (*key, time, PLACE, *_CONTEXT)
    others = [
        _to_minute(rows[name])
        for name in rows.columns
        if name not in aside and not str(name).endswith(FORM)
    ]
    numbered = rows.assign(group=one_number(alike), agree=one_number([*alike, *others]))
    copies = numbered[coarse]
    # Of a file, rows that are equal in everything are one fact, as elsewhere.
    facts = copies if repeated else copies.drop_duplicates(["file", "agree"])
    exact = numbered[is_form(rows, time, SECOND) & numbered["group"].isin(facts["group"])]
    exact = exact.drop_duplicates(["group", time, PLACE], keep="last")
    found = _partners(facts[["file", "group", "agree"]], exact, time)
    alone = facts.index.difference(found.index)
    found = pd.concat([found, _by_most(facts.loc[alone], time)])
    if not repeated:  # rows equal to one of these go where it goes
        same = copies[["file", "agree"]].merge(
            facts[["file", "agree"]].join(found).reset_index(drop=True), on=["file", "agree"]
        )
        found = same.set_index(copies.index)[found.columns]
    out = rows.copy()
    for name in (time, time + FORM, PLACE):
        out.loc[found.index, name] = found[name].astype(out[name].dtype)
    return out


def _to_minute(column: pd.Series[Any]) -> pd.Series[Any]:
    return column.dt.floor("min") if column.dtype.kind == "M" else column


def _partners(facts: pd.DataFrame, exact: pd.DataFrame, time: str) -> pd.DataFrame:
    """The facts that have a partner to the second, with its time and place.

    First those that agree in all else, then the others of the key by their turn in the file; one to
    one within a file.
    """
    exact = exact.assign(exact=range(len(exact)), turn=exact.groupby("agree").cumcount())
    turn = facts.groupby(["file", "agree"]).cumcount()
    agreeing = _matched(facts.assign(turn=turn), exact, ["agree", "turn"])

    rest = facts.loc[facts.index.difference(agreeing.index)]
    pairs = rest[["file", "group"]].drop_duplicates()
    free = pairs.merge(exact[["group", "exact"]], on="group")
    taken = facts[["file"]].join(agreeing["exact"], how="inner")
    free = free.merge(taken, on=["file", "exact"], how="left", indicator=True)
    free = free[free["_merge"] == "left_only"].drop(columns="_merge")
    free["turn"] = free.groupby(["file", "group"]).cumcount()
    rest = rest.assign(turn=rest.groupby(["file", "group"]).cumcount())
    others = _matched(rest, free, ["file", "group", "turn"])
    found = pd.concat([agreeing, others])
    partner = exact.set_index("exact").loc[found["exact"]]
    return pd.DataFrame(
        {time: partner[time].array, time + FORM: SECOND, PLACE: partner[PLACE].array}, found.index
    )


def _matched(rows: pd.DataFrame, among: pd.DataFrame, on: list[str]) -> pd.DataFrame:
    """The rows that have a partner, with its number; under the rows' labels."""
    label = rows.index.rename("label")
    found = rows[on].set_axis(label).reset_index().merge(among[[*on, "exact"]], on=on)
    return found.set_index("label")[["exact"]]


def _by_most(facts: pd.DataFrame, time: str) -> pd.DataFrame:
    """Facts known only to the minute: as many of a key as the file with most of them says.

    Where the files have just so many different rows, a fact is known by these; else rows were
    filled in between, and it is known by its turn in the file.
    """
    in_file = facts.groupby(["file", "group"])
    most = in_file.size().groupby("group").max()
    different = facts[["file", "group", "agree"]]
    different = different.assign(turn=different.groupby(["file", "agree"]).cumcount())
    first = different.drop_duplicates(["agree", "turn"])
    known = first.assign(**{PLACE: first.groupby("group").cumcount() + 1})
    different = different.merge(known[["agree", "turn", PLACE]], on=["agree", "turn"], how="left")
    by_difference = pd.Series(different[PLACE].array, facts.index)
    fits = facts["group"].map(first.groupby("group").size() == most)
    place = by_difference.where(fits, in_file.cumcount() + 1)
    return pd.DataFrame({time: facts[time], time + FORM: MINUTE, PLACE: place}, facts.index)
