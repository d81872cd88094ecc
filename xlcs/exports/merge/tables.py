"""The rows of each table from all files → each fact once (all tables but orders).

Source: spec, "Overlaps", "Saved from Excel", "Refused or blanked", "Resolution".
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar, cast

import numpy as np
import numpy.typing as npt
import pandas as pd

from xlcs.exports.merge.files_of_table import FileRows, is_day, is_minute, shown
from xlcs.exports.merge.same_key import Key, one_number, one_row_a_key
from xlcs.exports.merge.saved_from_excel import ASIDE, COPY, at_their_second
from xlcs.exports.values.parsed import FORM, ParsedTable
from xlcs.plurals import some_of
from xlcs.problems import Problem
from xlcs.shop.frames import (
    Invitations,
    Messages,
    Opportunities,
    Receptions,
    Relations,
    Table,
    Visits,
)
from xlcs.tables import TABLE

MESSAGE = ("buyer_id", "sent_at", "agent", "by_agent", "sent_at_is_day")
VISIT = ("buyer_id", "visited_at", "visited_at_is_day")
"""What makes two rows of the merged table the same fact; they stand in this order."""

SomeTable = TypeVar("SomeTable", bound=Table)

EARLIEST = ("read_at", "replied_at", "answered_at")
"""The times of which the earliest is kept."""


@dataclass(frozen=True)
class MergedTable:
    """What merging one table gives.

    Parameters
    ----------
    table : its rows
    problems : found while merging, by file (later ones last) and row
    to_the_minute : the columns of which some time is known only to the minute, of those that are
        compared with each other (spec, "Resolution")
    """

    table: Table
    problems: Sequence[Problem] = ()
    to_the_minute: Sequence[str] = ()


def relations(rows: FileRows) -> MergedTable:
    """Merged relations; key (buyer, agent, bound_at)."""
    key = ("buyer_id", "agent")
    frame = at_their_second(rows.frame, key, "bound_at", cut=rows.cut())
    merged = one_row_a_key(frame, _key(frame, *key, "bound_at", COPY)).sort_index()
    return MergedTable(typed(Relations, merged, rows.tells("unbound_at")))


def messages(rows: FileRows, *, to_the_minute: bool = False) -> MergedTable:
    """Merged messages; key (buyer, agent, sent_at, initiated_by).

    A read or reply before the sending is blanked and listed first, so that it cannot win as the
    earliest; `to_the_minute`: they are compared at the minute. Of a message known as read by its
    day in one file and by the moment in another, the moment is kept where it lies on that day.
    """
    frame = rows.frame
    frame = frame.assign(by_agent=frame["initiated_by"] == "agent").drop(columns="initiated_by")
    problems = day_only_notes(rows, "sent_at")
    for column in ("read_at", "replied_at"):
        early = _before_sent(frame, column, to_the_minute=to_the_minute)
        problems += _early_notes(rows, column, early)
        if early.any():
            frame = frame.assign(**{column: frame[column].mask(early)})
    frame = at_their_second(frame, ("buyer_id", "agent", "by_agent"), "sent_at", cut=rows.cut())
    merged = once_in_order([with_flags(Messages, frame)], MESSAGE, earliest=EARLIEST)
    # 是否已读 tells of reading where it says no, too; a time that was blanked here tells nothing.
    known = ["read_at"] if any("is_read" in sheet.known for sheet in rows.sheets) else []
    if merged.empty:  # no message at all: none was read or answered, where the columns are there
        known += rows.tells("read_at", "replied_at")
    return MergedTable(
        typed(Messages, merged, known),
        in_turn(rows.sheets, problems),
        [name for name in ("sent_at", "read_at") if is_minute(merged, name).any()],
    )


def visits(rows: FileRows) -> MergedTable:
    """Merged visits; key (buyer, visited_at)."""
    frame = at_their_second(rows.frame, ("buyer_id",), "visited_at", cut=rows.cut())
    merged = once_in_order([with_flags(Visits, frame)], VISIT)
    return MergedTable(
        typed(Visits, merged),
        in_turn(rows.sheets, day_only_notes(rows, "visited_at")),
        [name for name in ("visited_at",) if is_minute(merged, name).any()],
    )


def invitations(rows: FileRows) -> MergedTable:
    """Merged invitations; key (buyer, agent, invited_at, channel)."""
    key = ("buyer_id", "agent", "channel")
    frame = at_their_second(rows.frame, key, "invited_at", cut=rows.cut())
    number = _key(frame, *key, "invited_at", COPY)
    merged = one_row_a_key(frame, number, earliest=EARLIEST)
    return MergedTable(typed(Invitations, merged.sort_index(), rows.tells("outcome")))


def opportunities(rows: FileRows) -> MergedTable:
    """Merged tasks: (agent, kind, created_at) as often as the file that holds most of them says.

    A workbook's sheets count like files: a sheet that stands in it twice is a copy. Of the
    tasks of one key those done on one day are the same in all sheets, in turn by time,
    likewise as often as the sheet with most of these says. A time of finishing beats 完成状态
    alone, which makes a task done on the day it was created, and both beat a blank, whatever
    the order of the files; where more tasks are said to be done than there are, the later
    files know better.
    """
    frame = rows.frame
    is_done = frame["done_at"].notna()
    by_state = is_day(frame, "done_at") & (frame["done_at"] == frame["created_at"].dt.floor("D"))
    done = pd.Series(1, frame.index, "Int64").where(is_done)  # a blank agrees with it
    frame = frame.assign(done=done, done_at=frame["done_at"].mask(by_state))
    frame = at_their_second(frame, ("agent",), "created_at", cut=rows.cut(), is_key=False)
    if frame["sheet"].nunique() < 2:  # as often as it says; the rest takes half a table's time
        frame = frame.assign(done_at=rows.frame["done_at"].loc[frame.index])
        return MergedTable(typed(Opportunities, frame, rows.tells("done_at")))
    frame["task"] = one_number([frame[name] for name in ("agent", "kind", "created_at")])
    there = _most_in_a_sheet(frame)

    timed = frame[frame["done_at"].notna()]
    day = timed["done_at"].dt.floor("D")
    place = timed.groupby(["sheet", "task", day])["done_at"].rank(method="first")
    timed = one_row_a_key(timed, one_number([timed["task"], day, place]))
    timed = timed.sort_index(ascending=False)  # later files first
    timed = timed[timed.groupby("task").cumcount() < timed["task"].map(there)]
    with_time = timed["task"].value_counts().reindex(there.index, fill_value=0)
    done_at_all = _most_in_a_sheet(frame[is_done]).reindex(there.index, fill_value=0)

    others = frame.drop_duplicates("task", keep="last")
    others = others.loc[others.index.repeat((there - with_time)[others["task"]])]
    by_state = others.groupby("task").cumcount() < others["task"].map(done_at_all - with_time)
    others = others.assign(done_at=others["created_at"].dt.floor("D").where(by_state))
    merged = pd.concat([timed, others]).sort_index(kind="stable")
    return MergedTable(typed(Opportunities, merged, rows.tells("done_at")))


def _most_in_a_sheet(frame: pd.DataFrame) -> pd.Series[int]:
    """Task → how many rows it has in the sheet that holds most of them."""
    return frame.groupby(["sheet", "task"]).size().groupby("task").max()


BY_ID: Mapping[str, Callable[[FileRows], MergedTable]] = {
    "relations": relations, "messages": messages, "visits": visits,
    "invitations": invitations, "opportunities": opportunities,
}  # fmt: skip
"""Table → what merges it, where that takes nothing but its rows."""


def receptions(rows: FileRows, status_means: Mapping[str, bool]) -> MergedTable:
    """Merged receptions; key (buyer, agent, started_at, kind).

    Where start or end is only a date, no duration can be told: the end is left out and listed.
    """
    frame = rows.frame
    by_day = (is_day(frame, "started_at") | is_day(frame, "ended_at")) & frame["ended_at"].notna()
    ends = frame.loc[by_day, "ended_at"]
    problems = rows.problems(
        ends.index,
        lambda at: rows.problem("no_duration", at, "ended_at", shown(ends[at], day_only=True)),
    )
    status = frame["status"]
    unknown = status[~status.isin(list(status_means))]
    # A status stands in several rows, a name that has slipped in one.
    several = unknown.duplicated(keep=False)
    problems += rows.problems(
        unknown.index,
        lambda at: (
            rows.problem("no_status", at, "status", None)
            if pd.isna(unknown[at])
            else rows.problem(
                "unknown_status", at, "status", _told_status(unknown[at], is_status=several[at])
            )
        ),
    )
    frame = frame.assign(ended_at=frame["ended_at"].mask(by_day))
    key = ("buyer_id", "agent", "started_at", COPY)
    frame = at_their_second(frame, ("buyer_id", "agent"), "started_at", cut=rows.cut())
    frame = kinds_filled(frame, key)
    merged = one_row_a_key(frame, _key(frame, *key, "kind")).sort_index()
    many = _many_unknown(merged["status"], status_means)
    return MergedTable(typed(Receptions, merged), [*in_turn(rows.sheets, problems), *many])


# ---- parts of these


MANY_UNKNOWN, WORDS_TOLD = 0.05, 5
"""From such a part of the receptions on, statuses that are unknown make the conversion rate wrong;
so many of the words are told."""


def _many_unknown(status: pd.Series[Any], status_means: Collection[str]) -> list[Problem]:
    """That many receptions have no known status, of which none counts as converted."""
    unknown = status[~status.isin(list(status_means))]
    if unknown.empty or len(unknown) < MANY_UNKNOWN * len(status):
        return []
    words = unknown.value_counts()
    words = words[words > 1].sort_index(kind="stable").sort_values(ascending=False, kind="stable")
    told = [f"{word} {count:,}" for word, count in words.items()]
    if blank := int(unknown.isna().sum()):
        told.insert(0, f"空白/blank {blank:,}")
    found = {"count": f"{len(unknown):,}", "all": f"{len(status):,}"}
    found["words"] = some_of(told, WORDS_TOLD) or "…"
    return [Problem("many_unknown_statuses", table="receptions", found=found)]


def _told_status(word: Any, *, is_status: bool) -> str:
    # Its patterns take some milliseconds of a cell's first call, which has no status to tell.
    from xlcs.exports.shapes import shown_word

    return str(word) if is_status else shown_word(word)


def _key(frame: pd.DataFrame, *columns: str) -> Key:
    """`copy` has no part where no time is to the minute: there it is no column."""
    return one_number([frame[name] for name in columns if name != COPY or name in frame])


def kinds_filled(frame: pd.DataFrame, key: Sequence[str]) -> pd.DataFrame:
    """The receptions without a kind with the only one that their key has elsewhere.

    So keys match where a blank meets a value (spec, "Overlaps").
    """
    blank = frame["kind"].isna()
    if not blank.any() or blank.all():
        return frame
    number = pd.Series(_key(frame, *key), frame.index)
    kinds = frame.loc[~blank, ["kind"]].assign(number=number).drop_duplicates()
    only = kinds.drop_duplicates("number", keep=False).set_index("number")["kind"]
    filled = number[blank].map(only.astype(object)).dropna()
    frame = frame.copy()
    frame.loc[filled.index, "kind"] = filled
    return frame


def with_flags(table: type[Table], frame: pd.DataFrame) -> pd.DataFrame:
    """The rows with what the table's flags say of the forms of their times."""
    told = {"_is_day": is_day, "_is_minute": is_minute}
    flags = {}
    for name in table.columns():
        for ending, has_form in told.items():
            time = name.removesuffix(ending)
            if time != name and (name not in frame or time + FORM in frame):
                flags[name] = has_form(frame, time)
    return frame.assign(**flags)


def typed(table: type[SomeTable], frame: pd.DataFrame, known: Iterable[str] = ()) -> SomeTable:
    """The shop's table of merged rows; a column that no file has is blank.

    `known`: columns known though no row has a value; see `Table`. Of no row these alone are.
    """
    frame = with_flags(table, frame).reset_index(drop=True)
    made = pd.DataFrame(
        {
            name: frame[name]
            if name in frame
            else pd.Series(cast(Any, column.kind.otherwise), frame.index, column.kind.dtype)
            for name, column in table.columns().items()
        },
        copy=False,
    )
    may_miss = {name for name, column in table.columns().items() if column.kind.may_miss}
    having = frozenset() if made.empty else table(made).known - table.blank_tells
    return table(made, having | may_miss.intersection(known))


def once_in_order(
    frames: Sequence[pd.DataFrame], key: Sequence[str], *, earliest: Collection[str] = ()
) -> pd.DataFrame:
    """The rows of some frames with those of one key and copy merged into one, in order of the key.

    Without where the rows come from, which nobody asks of merged ones; `earliest`: see
    `one_row_a_key`. Frames that are in order already are quickly put into one.
    """

    def column(name: str) -> pd.Series[Any]:
        # Several frames are put together column by column: at once they would stand there twice.
        first, *others = parts = [frame[name] for frame in frames]
        if not others or not isinstance(first.dtype, pd.CategoricalDtype):
            return pd.concat(parts, ignore_index=True) if others else first
        # All are of one set of names: `concat` would compare them, which takes far longer.
        codes = np.concatenate([part.cat.codes for part in parts])
        return pd.Series(pd.Categorical.from_codes(codes, dtype=first.dtype, validate=False))

    names = [str(name) for name in frames[0] if name not in ASIDE]

    def rows(places: npt.NDArray[np.intp]) -> pd.DataFrame:
        return pd.DataFrame({n: column(n).array.take(places) for n in names}, copy=False)

    of_key = [name for name in (*key, COPY) if name in frames[0]]
    number = one_number([column(name) for name in of_key])
    order = np.argsort(number, kind="stable" if len(frames) > 1 else None)
    is_again = np.diff(number[order], prepend=-1) == 0
    if not is_again.any():
        return rows(order)
    of_several = is_again | np.append(is_again[1:], False)
    places = np.sort(order[of_several])  # later rows further down
    theirs = number[places]
    merged = one_row_a_key(rows(places), theirs, earliest=earliest)
    merged = merged.iloc[np.argsort(theirs[merged.index])]
    once = rows(order[~is_again])
    once.iloc[np.flatnonzero(of_several[~is_again])] = merged
    return once


def in_turn(sheets: Iterable[ParsedTable], problems: Iterable[Problem]) -> list[Problem]:
    """Problems by sheet, those of later files last, and by row."""
    turn = {(s.source.file, s.source.sheet): number for number, s in enumerate(sheets)}
    return sorted(
        problems, key=lambda p: (turn[p.file or "", p.sheet], p.code == "more_rows", p.row or 0)
    )


def day_only_notes(rows: FileRows, column: str) -> list[Problem]:
    """A note for each row whose time is only a date."""
    times = rows.frame.loc[is_day(rows.frame, column), column]
    return rows.problems(
        times.index,
        lambda at: rows.problem("day_only", at, column, shown(times[at], day_only=True)),
    )


def _before_sent(frame: pd.DataFrame, column: str, *, to_the_minute: bool) -> pd.Series[bool]:
    """Where a time lies before the sending.

    By the day where either is only a date, by the minute where either is only to the minute.
    """
    early = frame[column] < frame["sent_at"]
    if not early.any():
        return early
    at = early[early].index
    few = frame.loc[at]
    by_day = is_day(few, column) | is_day(few, "sent_at")
    by_minute = is_minute(few, column) | is_minute(few, "sent_at") | to_the_minute
    times, sent = few[column], few["sent_at"]
    early[at] = (
        (times.dt.floor("min") < sent.dt.floor("min"))
        .where(by_minute, times < sent)
        .where(~by_day, times.dt.floor("D") < sent.dt.floor("D"))
    )
    return early


def _early_notes(rows: FileRows, column: str, early: pd.Series[bool]) -> list[Problem]:
    start = TABLE["messages"].column("sent_at").headers[0]
    few = rows.frame[early]
    time, by_day = few[column], is_day(few, column)
    sent, sent_by_day = few["sent_at"], is_day(few, "sent_at")

    def problem(at: Any) -> Problem:
        told, other = shown(time[at], by_day[at]), shown(sent[at], sent_by_day[at])
        return rows.problem("before_start", at, column, told, start=start, other=other)

    return rows.problems(few.index, problem)
