"""A chat record's messages, typed: a row a message, both names kept.

Which of the two is the agent, and so which rows are an agent's messages, is decided when files are
merged. Source: spec, "Tables" (chat records).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from xlcs.exports.read.cells import Cells
from xlcs.exports.values.by_kind.names_and_words import names
from xlcs.exports.values.by_kind.times import times
from xlcs.exports.values.faults import more_rows
from xlcs.exports.values.parsed import FORM, SPEAKER, ParsedTable
from xlcs.settings.limits import DEFAULTS
from xlcs.shop.shop import Source

if TYPE_CHECKING:  # the patterns of chat records take milliseconds of a cell's first call
    from xlcs.exports.read.text.chat import ChatRecord

_LISTED = DEFAULTS.listed_torn_rows
"""Lines with a time that does not exist that are listed; of more the numbers are told."""


def chat_table(record: ChatRecord, name: str, sha256: str) -> ParsedTable:
    """A chat record as a parsed table.

    Parameters
    ----------
    record : of `read.chat`
    name, sha256 : of its file

    Returns
    -------
    ParsedTable : of the table `messages`, its frame with the columns
        row : int32, the line that opens the message (1 is the first)
        speaker, addressee : dictionary<int32, string>; the addressee "" where the file does not
            say it
        sent_at : timestamp[s] [local time], and sent_at_form
        is_read : bool, null where nothing is said
        part : int32, the same between two rules or headings
    """
    sent = times(Cells(pa.array(record.time, pa.string())))
    usable = sent.given
    frame = pa.table(
        {
            "row": pa.array(np.asarray(record.row, np.int32)),
            SPEAKER: _people(record.speaker),
            "addressee": _people(record.addressee),
            "sent_at": sent.at,
            f"sent_at{FORM}": pa.array(sent.form, pa.int8()),
            "is_read": pa.array(record.is_read, pa.bool_()),
            "part": pa.array(np.asarray(record.part, np.int32)),
        }
    ).filter(pa.array(usable))
    ends = pc.min_max(frame["sent_at"]).as_py()
    source = Source(
        file=name,
        sha256=sha256,
        table="messages",
        encoding=record.encoding,
        rows=len(usable),
        refused_rows=int((~usable).sum()),
        first=ends["min"],
        last=ends["max"],
    )
    problems = [source.problem(at.code, at.row, lines=str(at.lines)) for at in record.unread]
    bad = np.asarray(record.row)[~usable]
    told = [source.problem("chat_bad_time", row) for row in bad[:_LISTED].tolist()]
    if len(bad) > _LISTED:
        told.append(more_rows(told[0], bad[_LISTED:], differs=False))
    return ParsedTable(source, frame, problems + told)


def _people(written: list[str]) -> pa.DictionaryArray:
    """Names as every table has them; "" for none."""
    texts = pa.array(written, pa.string())
    cleaned, _ = names(Cells(texts), of_agents=True)
    return pc.coalesce(cleaned.cast(pa.string()), texts).dictionary_encode()
