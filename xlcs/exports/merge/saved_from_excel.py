"""Copies that went through Excel: their times are cut to the minute, beside originals with seconds.

Source: spec, "Saved from Excel". Rows that agree in all else, one of them to the minute and the
other to the second within that minute, are one row, one to one: where a minute holds several, as
many facts stay as the file that holds most of them says.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from xlcs.exports.merge.files_of_table import is_day, is_form, is_minute
from xlcs.exports.merge.same_key import WHERE, one_number
from xlcs.exports.values.parsed import FORM, MINUTE, SECOND

COPY = "copy"
"""Counts the rows of one file that agree in all but their seconds and that no other file gives to
the second, though it gives their minute so: each is a fact of its own. 0 of all other rows, which
their key alone tells apart."""

MOST_PAIRS = 1_000_000
"""Rows of one minute that may each be several others are compared one by one, up to so many."""

ASIDE = (*WHERE, COPY)
"""Columns that say where a row comes from, not what happened."""


def at_their_second(
    rows: pd.DataFrame,
    key: Sequence[str],
    time: str,
    *,
    cut: Sequence[int] = (),
    is_key: bool = True,
) -> pd.DataFrame:
    """The rows, each one to the minute at the second that another file gives for the same fact.

    No two rows of one file find the same row; one that says less than a row of its file and minute
    that has found its second is the same fact. Those that find none keep the minute.

    Parameters
    ----------
    rows : of a table, later files further down
    key : the columns that must be equal in two rows of one fact, without the time
    time : the main time
    cut : the sheets whose date cells may be cut to the minute though they do not say so; their rows
        that find no second stay as they are
    is_key : whether rows of one file with equal `key` and time are one fact, as they are but for
        tasks

    Returns
    -------
    The same rows and labels. With `copy` where some time is to the minute: then rows of one key,
    time and copy are the same fact.
    """
    given, rows = rows, _to_the_minute(rows, cut)
    coarse, exact = is_minute(rows, time), is_form(rows, time, SECOND)
    if not coarse.any():
        return given
    given = given.assign(**{COPY: 0})
    if not exact.any():
        return given
    minute = rows[time].dt.floor("min")
    group = pd.Series(one_number([*(rows[name] for name in key), minute]), rows.index)
    exact &= group.isin(group[coarse].unique())
    coarse &= group.isin(group[exact].unique())
    if not coarse.any():
        return given
    others = [
        str(name) for name in rows.columns
        if name not in (*key, time, *ASIDE) and not str(name).endswith(FORM)
    ]  # fmt: skip
    few = rows[coarse | exact].assign(group=group)
    few = few.assign(alike=_alike(few, others), exact=exact, mixed=_mixed(few, exact, others))
    found = _alike_in_all_else(few, time)
    rest = few[~few["exact"] & ~few.index.isin(found.index)]
    found = pd.concat([found, _alike_but_for_blanks(rest, few, found, others, time, is_key)])
    alone = rest[~rest.index.isin(found.index)]
    alone = alone[is_minute(given, time)[alone.index]]
    stays = given["sheet"].isin(cut) & ~given.index.isin(found.index)
    forms = {
        name: rows[name].where(~stays, given[name] if name in given else np.int8(SECOND))
        for name in map(str, rows.columns)
        if name.endswith(FORM)
    }
    out = given.assign(**forms)
    out.loc[found.index, time] = rows.loc[found, time].array
    out.loc[found.index, time + FORM] = SECOND
    out.loc[alone.index, COPY] = alone.groupby(["file", "alike"]).cumcount()
    return out


def _to_the_minute(rows: pd.DataFrame, cut: Sequence[int]) -> pd.DataFrame:
    """The rows, those of these sheets with their times to the minute."""
    if not cut:
        return rows
    of_cut = rows["sheet"].isin(cut)
    forms = {}
    for name in [str(name) for name in rows.columns if rows[name].dtype.kind == "M"]:
        form = rows.get(name + FORM, pd.Series(np.int8(SECOND), rows.index))
        forms[name + FORM] = form.mask(of_cut & (form == SECOND), np.int8(MINUTE))
    return rows.assign(**forms)


def _alike(few: pd.DataFrame, others: Sequence[str]) -> Any:
    """A number that two rows share which agree in all but seconds."""
    columns = [few["group"]]
    for name in others:
        if few[name].dtype.kind == "M":
            columns += [few[name].dt.floor("min"), is_day(few, name)]
        else:
            columns.append(few[name])
    return one_number(columns)


def _mixed(few: pd.DataFrame, exact: pd.Series[bool], others: Sequence[str]) -> pd.Series[bool]:
    """Rows to the minute that cannot be matched by their number alone.

    They have another time to the second, which must then be equal, or lie in a file that gives the
    minute to the second as well, whose rows are no copies of each other.
    """
    mixed = pd.Series(False, few.index)
    for name in others:
        if few[name].dtype.kind == "M":
            mixed |= is_form(few, name, SECOND)
    at_home = pd.MultiIndex.from_frame(few.loc[exact, ["file", "group"]])
    mixed |= pd.MultiIndex.from_frame(few[["file", "group"]]).isin(at_home)
    return mixed & ~exact


def _alike_in_all_else(few: pd.DataFrame, time: str) -> pd.Series[int]:
    """Row to the minute → its row to the second, of those that agree in all else.

    In turn within a file: the first takes the first fact, the second another one; where facts run
    out, rows that the original has doubled too. Files that hold most of a minute come first, of
    these the later ones: they are likeliest the original.
    """
    exact = few[few["exact"]]
    held = exact.groupby(["file", "group"])["group"].transform("size")
    exact = exact.loc[held.sort_values(ascending=False, kind="stable").index]
    doubled = exact.duplicated(["alike", time])
    exact = exact.assign(label=exact.index)[["alike", "label"]]
    exact = pd.concat([exact[~doubled], exact[doubled]])
    exact["turn"] = exact.groupby("alike").cumcount()
    coarse = few[~few["exact"] & ~few["mixed"]]
    coarse = coarse.assign(
        turn=coarse.groupby(["file", "alike"]).cumcount(), label_of_copy=coarse.index
    )
    pairs = coarse[["label_of_copy", "alike", "turn"]].merge(exact, on=["alike", "turn"])
    return pairs.set_index("label_of_copy")["label"]


def _alike_but_for_blanks(
    rest: pd.DataFrame,
    few: pd.DataFrame,
    found: pd.Series[int],
    others: Sequence[str],
    time: str,
    is_key: bool,
) -> pd.Series[int]:
    """Further rows with their partners: those where a blank meets a value, or a day its moment."""
    exact = few[few["exact"]]
    sizes = rest.groupby("group").size() * exact.groupby("group").size()
    rest = rest[rest["group"].isin(sizes.index[sizes <= MOST_PAIRS])]
    pairs = rest[["file", "group"]].assign(copy_at=rest.index).merge(
        exact[["file", "group"]].assign(exact_at=exact.index), on="group", suffixes=("", "_exact")
    )  # fmt: skip
    pairs = pairs.loc[pairs["file"] != pairs["file_exact"], ["file", "copy_at", "exact_at"]]
    strict, lenient = _agreeing(pairs, few, others)
    taken: defaultdict[int, set[int]] = defaultdict(set)
    facts: defaultdict[int, set[Any]] = defaultdict(set)
    fact_of: dict[int, Any] = dict(zip(exact.index, exact.index, strict=True))
    if is_key:
        fact_of = dict(zip(exact.index, zip(exact["group"], exact[time], strict=True), strict=True))
    files = few["file"].to_dict()
    for copy_at, exact_at in found.items():
        file = files[copy_at]
        taken[file].add(exact_at)
        facts[file].add(fact_of[exact_at])
    partners: dict[int, int] = {}
    for which, other_fact in ((strict, True), (strict, False), (lenient, True)):
        for file, copy_at, exact_at in pairs[which].itertuples(index=False):
            if copy_at in partners or exact_at in taken[file]:
                continue
            if other_fact and fact_of[exact_at] in facts[file]:
                continue
            partners[copy_at] = exact_at
            taken[file].add(exact_at)
            facts[file].add(fact_of[exact_at])
    if is_key:
        # A row that says less than one of its file and minute, which has found its second: to the
        # minute both have one key. One that says the same is counted.
        says_less = lenient & ~pairs["copy_at"].isin(pairs.loc[strict, "copy_at"])
        for file, copy_at, exact_at in pairs[says_less].itertuples(index=False):
            if copy_at not in partners and fact_of[exact_at] in facts[file]:
                partners[copy_at] = exact_at
    return pd.Series(partners, dtype="int64")


def _agreeing(
    pairs: pd.DataFrame, few: pd.DataFrame, others: Sequence[str]
) -> tuple[pd.Series[bool], pd.Series[bool]]:
    """Of each pair, whether it agrees in all else; and whether it does but for blanks."""
    strict = pd.Series(True, pairs.index)
    lenient = pd.Series(True, pairs.index)
    copies = few.loc[pairs["copy_at"]].set_axis(pairs.index)
    exacts = few.loc[pairs["exact_at"]].set_axis(pairs.index)
    for name in others:
        a, b = copies[name], exacts[name]
        blank = a.isna() | b.isna()
        both_blank = a.isna() & b.isna()
        if a.dtype.kind == "M":
            days = is_day(copies, name), is_day(exacts, name)
            minutes = is_minute(copies, name) != is_minute(exacts, name)
            same = (a == b) & (days[0] == days[1]) & ~minutes
            same |= minutes & ~days[0] & ~days[1] & (a.dt.floor("min") == b.dt.floor("min"))
            of_one_day = (days[0] | days[1]) & (a.dt.floor("D") == b.dt.floor("D"))
            maybe = same | of_one_day
        else:
            same = maybe = (a == b).fillna(False).astype(bool)
        strict &= both_blank | (~blank & same)
        lenient &= blank | maybe
    return strict, lenient
