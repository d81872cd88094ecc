"""What the data check says of the data as a whole.

Source: spec, "Refused or blanked", "Resolution", "Tables" (net of refunds).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from xlcs.exports.merge.files_of_table import Stack
from xlcs.exports.merge.merged_table import Part, as_arrow
from xlcs.exports.merge.orders import FEW_REFUNDS, Net
from xlcs.exports.merge.same_key import Bools
from xlcs.exports.merge.tables import DAY_SECONDS
from xlcs.problems import Problem
from xlcs.shop.columns import BUYER_MESSAGES, NO_TIME, Columns, Texts, mark
from xlcs.shop.shop import Coverage
from xlcs.tables import TABLE, TABLES

JOINING = ("messages", BUYER_MESSAGES, "visits")
"""Tables whose rows only ever grow when files are added."""

MASK = "*"
"""What stands for the hidden characters of a masked buyer (`小**明`)."""

EVENT = {
    "relations": "bound_at",
    "messages": "sent_at",
    "visits": "visited_at",
    "orders": "paid_at",
    "invitations": "invited_at",
    "opportunities": "created_at",
    "receptions": "started_at",
}
"""The time by which a table covers days; for orders the payment."""


@dataclass(frozen=True)
class Marks:
    """Of each buyer, in the order of their numbers.

    joined : whether any message or visit is of that buyer
    masked : whether the name is masked (`小**明`)
    """

    joined: Bools
    masked: Bools

    def extended(self, buyers: Texts, joined: Iterable[Part]) -> Marks:
        """The marks of these buyers and more behind them, after further messages and visits."""
        new = as_arrow(buyers).slice(len(self.masked))
        masked = pc.match_substring(new, MASK).to_numpy(zero_copy_only=False).astype(np.bool_)
        seen = _seen(joined, len(buyers))
        seen[: len(self.joined)] |= self.joined
        return Marks(seen, np.concatenate([self.masked, masked]))


NO_MARKS = Marks(np.empty(0, np.bool_), np.empty(0, np.bool_))


def coverage(columns: Columns, marks: Marks) -> tuple[Coverage, list[Problem]]:
    """Days that each table covers, how well buyers are known, and the notes on both."""
    tables = columns.tables
    days = {table.id: ends for table in TABLES if (ends := _days(columns, table.id))}
    count = len(columns.buyers)
    others = [
        part for table, part in tables.items() if table not in (*JOINING, "orders", "relations")
    ]
    ordering = _seen([tables["orders"]] if "orders" in tables else [], count)
    clients = _seen([tables["relations"]] if "relations" in tables else [], count)
    seen = marks.joined | ordering | clients | _seen(others, count)
    names = as_arrow(columns.buyers).take(pa.array(np.flatnonzero(marks.masked & seen)))
    masked = [str(name) for name in names.to_pylist()]
    found = Coverage(
        days=days,
        buyers=int(seen.sum()),
        masked_buyers=len(masked),
        order_buyers=int(ordering.sum()),
        order_buyers_known=int((ordering & clients).sum()),
    )
    return found, _notes(found, masked)


def _days(columns: Columns, table: str) -> tuple[date, date] | None:
    """A table's first and last day; None where it has no time at all."""
    parts = ("messages", BUYER_MESSAGES) if table == "messages" else (table,)
    ends: list[int] = []
    for part in parts:
        if part in columns.tables:
            times = columns.tables[part][EVENT[table]]
            times = times[times != NO_TIME] if part == "orders" else times
            ends += [int(times.min()), int(times.max())] if len(times) else []
    return (_day(min(ends)), _day(max(ends))) if ends else None


def _notes(found: Coverage, masked: Sequence[str]) -> list[Problem]:
    """Notes that concern no single file."""
    notes = []
    if "messages" in found.days and "orders" in found.days:
        messages, orders = found.days["messages"][1], found.days["orders"][1]
        if messages < orders:
            notes.append(
                Problem(
                    "messages_end_early",
                    table="messages",
                    found={"messages": messages.isoformat(), "orders": orders.isoformat()},
                )
            )
    if masked:
        # The first by its characters: how the files were read must not show in the check.
        told = {"count": str(len(masked)), "example": min(masked)}
        notes.append(Problem("masked_buyers", found=told))
    return notes


def minute_note(where: Mapping[str, Sequence[str]]) -> Problem:
    """The note that times were brought to the minute; `where`: table id → canonical columns."""
    text = "、".join(
        f"{TABLE[table].zh}·{TABLE[table].column(column).headers[0]}"
        for table, columns in where.items()
        for column in columns
    )
    return Problem("minute_resolution", found={"where": text})


def net_notes(stack: Stack, nets: Sequence[Net]) -> list[Problem]:
    """Notes on files whose amounts are net of refunds, or whose few refunds decided."""
    notes = []
    told = set()
    for part, net in zip(stack.parts, nets, strict=True):
        file = part.source.file
        if file in told or not net.refunded:
            continue
        told.add(file)
        header = part.source.headers.get("amount", TABLE["orders"].column("amount").headers[0])
        found = {"refunded": str(net.refunded), "satisfying": str(net.satisfying)}
        if net.net:
            notes.append(Problem("net_of_refunds", file, None, None, "orders", header, None, found))
        if net.refunded < FEW_REFUNDS:
            code = "few_refunds_net" if net.net else "few_refunds_gross"
            notes.append(Problem(code, file, None, None, "orders", header, None, found))
    return notes


def _seen(tables: Iterable[Part], count: int) -> npt.NDArray[np.bool_]:
    seen = np.zeros(count, dtype=np.bool_)
    for columns in tables:
        if "buyer_id" in columns:
            mark(seen, columns["buyer_id"])
    return seen


def _day(seconds: int) -> date:
    return date.fromisoformat(str(np.datetime64(seconds // DAY_SECONDS, "D")))
