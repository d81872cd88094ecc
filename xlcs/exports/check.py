"""What the data check says of the data as a whole.

Source: spec, "Refused or blanked", "Resolution", "Tables" (net of refunds).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

import numpy as np
import numpy.typing as npt
import pandas as pd

from xlcs.exports.merge import DAY_SECONDS
from xlcs.exports.orders import FEW_REFUNDS, Net
from xlcs.exports.overlaps import NONE
from xlcs.exports.people import People
from xlcs.exports.stack import Stack
from xlcs.problems import Problem
from xlcs.shop import Coverage
from xlcs.tables import TABLE

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


def coverage(tables: Mapping[str, pd.DataFrame], who: People) -> Coverage:
    """Days that each table covers, and how well buyers are known."""
    days = {}
    for table, frame in tables.items():
        seconds = frame[EVENT[table]].to_numpy().view(np.int64)
        seconds = seconds[seconds != NONE]
        if len(seconds):
            days[table] = (_day(seconds.min()), _day(seconds.max()))
    seen = _seen(tables.values(), len(who.masked))
    ordering = _seen([tables["orders"]] if "orders" in tables else [], len(who.masked))
    clients = _seen([tables["relations"]] if "relations" in tables else [], len(who.masked))
    return Coverage(
        days=days,
        buyers=int(seen.sum()),
        masked_buyers=int((seen & who.masked).sum()),
        order_buyers=int(ordering.sum()),
        order_buyers_known=int((ordering & clients).sum()),
    )


def data_notes(found: Coverage, tables: Mapping[str, pd.DataFrame], who: People) -> list[Problem]:
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
    if found.masked_buyers:
        seen = _seen(tables.values(), len(who.masked))
        example = who.buyers.categories[int(np.flatnonzero(seen & who.masked)[0])]
        notes.append(
            Problem(
                "masked_buyers", found={"count": str(found.masked_buyers), "example": str(example)}
            )
        )
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


def _seen(frames: Iterable[pd.DataFrame], count: int) -> npt.NDArray[np.bool_]:
    seen = np.zeros(count, dtype=np.bool_)
    for frame in frames:
        if "buyer_id" in frame:
            seen[frame["buyer_id"].cat.codes.to_numpy()] = True
    return seen


def _day(seconds: np.int64) -> date:
    return date.fromisoformat(str(np.datetime64(int(seconds) // DAY_SECONDS, "D")))
