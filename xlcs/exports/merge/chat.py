"""Chat records → the agents' messages, once all files of a folder are read.

Who of two people is the agent may stand in another file, and a conversation may go on in the next
record; so this is done for all chat records at once, before tables are merged.
Source: spec, "Tables" (chat records).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

import numpy as np
import pandas as pd
import pyarrow as pa

from xlcs.exports.merge.shop import FileRead
from xlcs.exports.values.parsed import (
    DAY,
    FORM,
    NO_TIME,
    SPEAKER,
    ParsedTable,
    is_chat,
    with_known,
)
from xlcs.problems import Problem
from xlcs.shop.shop import Source

SHOP_COLON = ":"
"""Stands in an agent's full name between the shop and the agent."""


def has_chat(files: Iterable[FileRead]) -> bool:
    """Whether any of the files is a chat record."""
    return any(
        is_chat(sheet) or any(problem.code == "chat_read" for problem in sheet.problems)
        for file in files
        for sheet in file.sheets
    )


def with_messages(
    files: Mapping[str, FileRead], *, conversation_gap_min: float
) -> dict[str, FileRead]:
    """The files, with a table of messages in place of each chat record.

    Parameters
    ----------
    files : name → a file with its rows, all those of the folder
    conversation_gap_min : a longer pause ends a conversation [min]

    Returns
    -------
    dict : the same files. A chat record's rows are now those of its agents' messages: row,
        buyer_id, agent, sent_at, initiated_by (agent: an agent opened the conversation),
        read_at (the day of sending, where the record says 已读; absent where it says nothing of
        any message), replied_at (the buyer's next message of that day).
    """
    chats = {name: sheet for name, file in files.items() for sheet in file.sheets if is_chat(sheet)}
    if not chats:
        return dict(files)
    agents = _agents_elsewhere(files.values())
    said = pd.concat(
        {name: _assigned(_rows(sheet), agents) for name, sheet in chats.items()}, names=["file"]
    )
    said = said.reset_index(level="file").reset_index(drop=True)
    said = _with_conversations(said, pd.Timedelta(minutes=conversation_gap_min))
    out = dict(files)
    for name, sheet in chats.items():
        messages = _messages(sheet, said[said.file == name])
        out[name] = FileRead(files[name].sha256, [messages])
    return out


def _agents_elsewhere(files: Iterable[FileRead]) -> set[str]:
    """The names of all agents that other tables name."""
    names: set[str] = set()
    for file in files:
        for sheet in file.sheets:
            if sheet.frame is not None and "agent" in sheet.frame.column_names:
                names.update(filter(None, sheet.frame["agent"].unique().to_pylist()))
    return names


def _rows(chat: ParsedTable) -> pd.DataFrame:
    """A chat record's messages from the first to the last, whichever way the file has them."""
    assert chat.frame is not None
    said: pd.DataFrame = chat.frame.to_pandas()
    said[[SPEAKER, "addressee"]] = said[[SPEAKER, "addressee"]].astype(object)
    step = said.sent_at.diff().dt.total_seconds()
    if (step < 0).sum() > (step > 0).sum():  # the newest first
        said = said.iloc[::-1].reset_index(drop=True)
        said["part"] = said.part.max() - said.part
    return said


def _assigned(said: pd.DataFrame, agents: set[str]) -> pd.DataFrame:
    """The messages of one file, with who speaks, who is the buyer, and which agents take part.

    Columns added: by_agent (bool), sitting (a number), buyer (None where unknown), team (the
    agents who speak with that buyer in the file, joined; "" where there is none). Where all that
    is said to or by a buyer names both, the agent that it names is the team.
    """
    people = pd.unique(pd.concat([said[SPEAKER], said.addressee]))
    full = {name for name in people if SHOP_COLON in name}
    # Where the record has full names, a bare one is somebody else: a buyer may be called 小美 too.
    bare = set() if full else {name.rpartition(SHOP_COLON)[2] for name in agents}
    known = full | agents | bare
    by_agent = said[SPEAKER].isin(known)
    other = said.addressee.where(said.addressee != "", None)
    is_buyer = other.notna() & ~other.isin(known)
    sitting = _sittings(said)
    buyer = said[SPEAKER].where(~by_agent, other.where(is_buyer, None))
    buyer = _nearest_buyers(said.sent_at, buyer, by_agent, sitting)
    said = said.assign(by_agent=by_agent, buyer=buyer, sitting=sitting)
    agent = said[SPEAKER].where(by_agent, other.where(~is_buyer, None))
    teams = _teams(buyer, agent)
    team = pd.Series([teams.get(one, "") for one in buyer], said.index, "str")
    names_both = (agent.notna() & other.notna()).groupby(buyer, dropna=False).transform("all")
    return said.assign(team=team.where(~names_both, agent))


def _teams(buyer: pd.Series[str], agent: pd.Series[str]) -> dict[str, str]:
    """For each buyer the agents who speak with them, in one text."""
    pairs = pd.DataFrame({"buyer": buyer, "agent": agent}).dropna().drop_duplicates()
    teams: dict[str, list[str]] = {}
    for one, other in pairs.sort_values("agent").itertuples(index=False):
        teams.setdefault(one, []).append(other)
    return {one: "\n".join(agents) for one, agents in teams.items()}


def _sittings(said: pd.DataFrame) -> pd.Series[int]:
    """A number for each stretch of a file whose times run on without a rule or heading."""
    begins = (said.sent_at.diff() < pd.Timedelta(0)) | (said.part.diff() != 0)
    return begins.astype(int).cumsum()


def _nearest_buyers(
    sent_at: pd.Series[pd.Timestamp],
    buyer: pd.Series[str],
    by_agent: pd.Series[bool],
    sitting: pd.Series[int],
) -> pd.Series[str]:
    """For each message its buyer; where the file does not say it, the buyer next to it.

    Between two buyers, the one's conversation ends and the other's begins at the longest pause; of
    equal ones at the first where an agent speaks first in that stretch, else at the last. Where
    nobody answers in a whole stretch, it is the file's only buyer, or the one on both sides of it;
    else nobody knows.
    """
    before = buyer.groupby(sitting).ffill()
    after = buyer.groupby(sitting).bfill()
    between = before.notna() & after.notna() & (before != after)
    # A run goes from behind a buyer's message up to and with the next buyer's.
    run = [sitting, buyer.notna().shift(fill_value=False).cumsum()]
    pause = sent_at.diff()
    at = pd.Series(np.arange(len(buyer)), buyer.index)
    longest = at.where(pause == pause.groupby(run).transform("max")).groupby(run)
    agent_first = by_agent.groupby(sitting).transform("first")
    begins = longest.transform("min").where(agent_first, longest.transform("max"))
    nearest = before.where(~(between & (at >= begins)), after).fillna(after)
    if nearest.nunique() == 1:
        return nearest.ffill().bfill()
    around = nearest.ffill()
    return nearest.fillna(around.where(around == nearest.bfill(), None))


def _with_conversations(said: pd.DataFrame, longest_pause: pd.Timedelta) -> pd.DataFrame:
    """All messages in order, with their conversation, who opened it, and the buyer's answer.

    Columns added: conversation (a number), opened (bool: by an agent), replied_at.
    """
    known = said[said.buyer.notna() & (said.team != "")]
    known = known.sort_values(["buyer", "team", "sent_at"], kind="stable")
    of_pair = known.groupby(["buyer", "team"], sort=False)
    begins = of_pair.sent_at.diff().isna() | (of_pair.sent_at.diff() > longest_pause)
    conversation = begins.cumsum()
    opened = known.by_agent.groupby(conversation).transform("first")
    answer = known.sent_at.where(~known.by_agent)
    answer = answer.groupby([known.buyer, known.team], sort=False).bfill()
    same_day = answer.dt.normalize() == known.sent_at.dt.normalize()
    return said.assign(conversation=conversation, opened=opened, replied_at=answer.where(same_day))


def _messages(chat: ParsedTable, said: pd.DataFrame) -> ParsedTable:
    """A file's agents' messages as a parsed table of messages."""
    said = said.sort_values("row")
    usable = said[said.conversation.notna()]
    own = usable[usable.by_agent]
    sent = own.sent_at.astype("datetime64[s]")
    form = own[f"sent_at{FORM}"].to_numpy(np.int8)
    columns = {
        "row": pa.array(own.row, pa.int32()),
        "buyer_id": _words(own.buyer),
        "agent": _words(own[SPEAKER]),
        "sent_at": pa.array(sent, pa.timestamp("s")),
        f"sent_at{FORM}": pa.array(form),
        "initiated_by": _words(own.opened.map({True: "agent", False: "buyer"})),
    }
    says_read = said.is_read.notna().any()
    if says_read:
        is_read = own.is_read.fillna(False).astype(bool)
        columns["read_at"] = pa.array(
            sent.dt.normalize().where(is_read).astype("datetime64[s]"), pa.timestamp("s")
        )
        columns[f"read_at{FORM}"] = pa.array(np.where(is_read, DAY, NO_TIME).astype(np.int8))
    replied = own.replied_at.astype("datetime64[s]")
    columns["replied_at"] = pa.array(replied, pa.timestamp("s"))
    columns[f"replied_at{FORM}"] = pa.array(
        np.where(replied.notna(), form, NO_TIME).astype(np.int8)
    )
    lost = said[said.conversation.isna()]
    source = replace(chat.source, refused_rows=chat.source.refused_rows + len(lost))
    problems = [*chat.problems, *_lost(source, lost), _counted(source, usable)]
    if says_read and len(own):
        problems.append(source.problem("read_by_day"))
    known = frozenset({"is_read", "read_at"} if says_read else ())
    return with_known(ParsedTable(source, pa.table(columns), problems, known))


def _words(names: pd.Series[str]) -> pa.DictionaryArray:
    return pa.array(names.tolist(), pa.string()).dictionary_encode()


def _lost(source: Source, lost: pd.DataFrame) -> list[Problem]:
    """What is told of messages without a buyer or an agent: a stretch of them at a time."""
    code = np.where(lost.by_agent, "chat_no_buyer", "chat_no_agent")
    stretches = lost.assign(code=code).groupby(["code", "sitting"], sort=False).row
    return [
        source.problem(str(kind), int(rows.min()), lines=str(len(rows)))
        for (kind, _), rows in stretches
    ]


def _counted(source: Source, said: pd.DataFrame) -> Problem:
    """The note on what a chat record holds."""
    own = said[said.by_agent]
    return source.problem(
        "chat_read",
        conversations=str(said.conversation.nunique()),
        messages=str(len(said)),
        own=str(len(own)),
        agents=str(own[SPEAKER].nunique()),
        buyers=str(said.buyer.nunique()),
    )
