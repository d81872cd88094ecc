"""What the data check says of the data as a whole.

Source: spec, "Refused or blanked", "Resolution", "Unknown is not 0", "Agents' names", "Buyers".
Each is one line with its number and two examples, however many rows it concerns.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd

from xlcs.exports.merge.files_of_table import FileRows, nothing_usable
from xlcs.exports.merge.orders import FEW_REFUNDS, Net
from xlcs.exports.merge.people import spellings
from xlcs.exports.shapes import may_be_personal
from xlcs.exports.stray_dates import Days, days_of, stray_rows
from xlcs.exports.values.parsed import ParsedTable
from xlcs.problems import Problem
from xlcs.shop.frames import FEN, Table, Tables
from xlcs.shop.missing_days import missing_days
from xlcs.shop.shop import Coverage
from xlcs.tables import TABLE, TABLES

MASK = "*"
"""What stands for the hidden characters of a masked buyer (`小**明`)."""

HARDLY = 0.05
"""Fewer than this share of messages with a relation, or of orders whose buyer is seen elsewhere,
comes of names in two notations rather than of a shop's business."""

EXAMPLES = 2

DAYS_WITHOUT_ORDERS = 7
"""Who sends messages for so long before the first order, or after the last, lacks exports."""


def looked_over(
    tables: Tables, sheets: Sequence[ParsedTable], refused: Collection[str] = ()
) -> tuple[Coverage, list[Problem]]:
    """Days that each table covers, how well people are known, and the notes on the whole.

    Of the sheets, all that were read, the rows are not needed. `refused`: ids of the tables of
    which merging refused the last row.
    """
    there = tables.there()
    days = {
        id_: days_of(table.frame[TABLE[id_].main_time].to_numpy()) for id_, table in there.items()
    }
    buyers = {
        id_: _seen(table, "buyer_id")
        for id_, table in there.items()
        if "buyer_id" in table.columns()
    }
    names = tables.buyers.categories
    every = _any(buyers.values(), len(names))
    seen = names[np.flatnonzero(every)]
    masked = seen[seen.str.contains(MASK, regex=False)] if len(seen) else seen
    ordering, clients = (buyers.get(id_, np.zeros(0, bool)) for id_ in ("orders", "relations"))
    known = ordering & clients if len(ordering) and len(clients) else np.zeros(0, bool)
    found = Coverage(
        days={id_: (_day(some[0]), _day(some[-1])) for id_, some in days.items() if len(some)},
        buyers=len(seen),
        masked_buyers=len(masked),
        order_buyers=int(ordering.sum()),
        order_buyers_known=int(known.sum()),
    )
    notes = [*_ends_that_differ(found), *_days_missing(days), *_masked(masked)]
    agents = _agents_of_rows(tables)
    notes += _agents(tables, agents)
    if not notes or notes[-1].code != "no_agent_in_common":
        notes += _messages_without_relation(tables)
    notes += _agents_alike(agents)
    if "relations" in buyers:
        notes += _buyers_like_clients(names, buyers["relations"], every)
    notes += _nothing_by_agents(tables)
    notes += _orders_of_strangers(buyers, names)
    notes += _without_reading(tables, sheets)
    notes += _nothing_usable(sheets, refused)
    notes += _no_payment(tables)
    notes += stray_rows(sheets, days)
    return found, notes


def _seen(table: Table, column: str) -> Any:
    """Whether each buyer, or agent, occurs in a table, by code."""
    codes = table.frame[column].cat
    seen = np.zeros(len(codes.categories), dtype=np.bool_)
    seen[codes.codes.to_numpy()] = True
    return seen


def _any(several: Iterable[Any], count: int) -> Any:
    return np.logical_or.reduce([np.zeros(count, dtype=bool), *several])


def _day(days: Any) -> Any:
    return pd.Timestamp(int(days), unit="D").date()


def _note(code: str, table: str | None = None, **found: object) -> Problem:
    return Problem(code, table=table, found={name: str(what) for name, what in found.items()})


def _ends_that_differ(found: Coverage) -> Iterator[Problem]:
    """Messages that end before orders do, and orders that begin late or end early."""
    if "messages" not in found.days or "orders" not in found.days:
        return
    messages, orders = found.days["messages"], found.days["orders"]
    if messages[1] < orders[1]:
        yield _note("messages_end_early", "messages", messages=messages[1], orders=orders[1])
    if max(orders[0] - messages[0], messages[1] - orders[1]).days >= DAYS_WITHOUT_ORDERS:
        yield _note(
            "orders_cover_less", "orders", first=orders[0], last=orders[1],
            messages_first=messages[0], messages_last=messages[1],
        )  # fmt: skip


def _days_missing(days: Mapping[str, Days]) -> Iterator[Problem]:
    """Stretches of days without a row in tables that have some on nearly every other day."""
    for id_ in ("messages", "visits", "orders", "receptions"):
        for first, last in missing_days(days[id_].tolist()) if id_ in days else []:
            told = {"first": _day(first), "last": _day(last), "count": last - first + 1}
            yield _note("days_missing", id_, **told)


def _masked(names: pd.Index[str]) -> Iterator[Problem]:
    if len(names):
        # The first by its characters: how the files were read must not show in the check.
        yield _note("masked_buyers", count=len(names), example=min(names))


def _agents(tables: Tables, names: pd.Index[str]) -> Iterator[Problem]:
    """Agents' names in two notations; relations and messages without an agent in common."""
    shops = {name.partition(":")[0] for name in names if ":" in name}
    # The name of a shop alone is that of its main account.
    bare = sorted(name for name in names if ":" not in name and name not in shops)
    full = sorted(name for name in names if ":" in name)
    if bare and full:
        yield _note("agents_in_two_notations", count=len(bare), bare=_some(bare), full=_some(full))
    if tables.relations is not None and tables.messages is not None:
        of_relations = sorted(tables.relations.agent.unique())
        of_messages = sorted(tables.messages.agent.unique())
        if of_relations and of_messages and set(of_relations).isdisjoint(of_messages):
            told = {"relations": _some(of_relations), "messages": _some(of_messages)}
            yield _note("no_agent_in_common", "messages", **told)


def _agents_of_rows(tables: Tables) -> pd.Index[str]:
    """The agents of rows: some may be of files that are gone."""
    every = tables.agents.categories
    having = [table for table in tables.there().values() if "agent" in table.columns()]
    names: pd.Index[str] = every[_any((_seen(table, "agent") for table in having), len(every))]
    return names


def _agents_alike(names: pd.Index[str]) -> Iterator[Problem]:
    """Agents who differ in the spelling of their names alone, each with figures of its own."""
    form_of = spellings(names)
    alike = form_of[form_of.duplicated(keep=False)]
    if len(alike):
        examples = [" / ".join(sorted(of_one.index)) for _, of_one in alike.groupby(alike)]
        yield _note("agents_alike", count=len(alike), examples=_some(examples))


def _buyers_like_clients(names: pd.Index[str], clients: Any, seen: Any) -> Iterator[Problem]:
    """Buyers without a relation who differ from a client in the spelling of their name alone.

    Of two who both are clients each has a life of its own. A masked name says nothing of this.
    """
    form_of = spellings(names[np.flatnonzero(seen)])
    form_of = form_of[~form_of.str.contains(MASK, regex=False)]
    is_client = clients[names.get_indexer(form_of.index)]
    client_of = pd.Series(form_of.index[is_client], form_of[is_client])
    client_of = client_of[~client_of.index.duplicated()]
    like = form_of[~is_client & form_of.isin(client_of.index).to_numpy()]
    if len(like):
        pairs = [
            f"{client_of[form]} / {name}"
            for name, form in like.head(1000).items()
            if not may_be_personal(name) and not may_be_personal(client_of[form])
        ]
        yield _note("buyers_like_clients", count=len(like), examples=_some(sorted(pairs)) or "…")


def _nothing_by_agents(tables: Tables) -> Iterator[Problem]:
    """Messages of which none was an agent's own: all figures of guided sales are 0."""
    if tables.messages is not None and not tables.messages.by_agent.any():
        yield _note("no_message_by_agents", "messages", count=len(tables.messages))


def _no_payment(tables: Tables) -> Iterator[Problem]:
    """Orders of which none is paid: all money is 0."""
    if tables.orders is None:
        return
    if not tables.orders.payments_known:
        yield _note("no_payment_left", "orders")
    elif not tables.orders.paid_at.notna().any():
        yield _note("no_payment", "orders", count=len(tables.orders))


def _messages_without_relation(tables: Tables) -> Iterator[Problem]:
    """Agents' messages of which hardly any is to a buyer who was ever bound to that agent."""
    if tables.relations is None or tables.messages is None:
        return
    bound = pd.unique(_pairs(tables.relations.frame))
    messages, by_agent = tables.messages.frame, tables.messages.by_agent.to_numpy()
    count = int(by_agent.sum())
    if not count or not len(bound):
        return
    # A part of the messages mostly tells already, in a quarter of the time.
    part = slice(0, len(messages) // 4)
    if _are_among(_pairs(messages[part])[by_agent[part]], bound).sum() > HARDLY * count:
        return
    sent = messages[by_agent]
    without = ~_are_among(_pairs(sent), bound)
    if without.mean() <= 1 - HARDLY:
        return
    few = sent[without].drop_duplicates(["buyer_id", "agent"]).head(1000)
    few = few[[not may_be_personal(buyer) for buyer in few["buyer_id"]]]
    pairs = sorted(f"{b} – {a}" for b, a in zip(few["buyer_id"], few["agent"], strict=True))
    told = {"count": without.sum(), "all": len(sent), "examples": _some(pairs) or "…"}
    yield _note("messages_without_relation", "messages", **told)


def _pairs(frame: pd.DataFrame) -> Any:
    """The buyer and agent of each row as one number."""
    buyers, agents = frame["buyer_id"].cat.codes.to_numpy(), frame["agent"].cat
    return buyers * np.int64(len(agents.categories)) + agents.codes.to_numpy()


def _are_among(pairs: Any, known: Any) -> Any:
    return pd.Series(pairs).isin(known).to_numpy()


def _orders_of_strangers(buyers: Mapping[str, Any], names: pd.Index[str]) -> Iterator[Problem]:
    """Orders' buyers of whom hardly any occurs in another table."""
    others = [seen for id_, seen in buyers.items() if id_ != "orders"]
    if "orders" not in buyers or not others:
        return
    ordering, elsewhere = buyers["orders"], _any(others, len(names))
    strangers = ordering & ~elsewhere
    if strangers.any() and strangers.sum() > (1 - HARDLY) * ordering.sum():
        yield _note(
            "orders_of_strangers", "orders", count=strangers.sum(), all=ordering.sum(),
            examples=_some_buyers(names[np.flatnonzero(strangers)[:1000]]),
            others=_some_buyers(names[np.flatnonzero(elsewhere)[:1000]]),
        )  # fmt: skip


def _without_reading(tables: Tables, sheets: Sequence[ParsedTable]) -> Iterator[Problem]:
    """Files of messages that know neither a time nor a state of reading."""
    without = [
        sheet.source for sheet in sheets
        if sheet.source.table == "messages" and sheet.source.rows > sheet.source.refused_rows
        and "read_at" not in sheet.known
    ]  # fmt: skip
    if tables.messages is not None and without:
        rows = sum(source.rows - source.refused_rows for source in without)
        files = "、".join(dict.fromkeys(source.file for source in without))
        code = "some_without_reading" if "read_at" in tables.messages.known else "reading_unknown"
        yield _note(code, "messages", files=files, count=rows)


def _nothing_usable(sheets: Sequence[ParsedTable], refused: Collection[str]) -> Iterator[Problem]:
    """Tables of which every row was refused: what is computed of them is unknown.

    And files of which every row was, where others have rows of their table.
    """
    for table in TABLES:
        own = [sheet for sheet in sheets if sheet.source.table == table.id]
        if nothing_usable(own) or table.id in refused:
            yield _note("nothing_usable", table.id, rows=sum(sheet.source.rows for sheet in own))
            continue
        for source in (sheet.source for sheet in own if nothing_usable([sheet])):
            told = {"count": str(source.rows)}
            yield Problem("no_row_of_file", source.file, source.sheet, found=told)


def mostly_days(tables: Tables, problems: Iterable[Problem]) -> Iterator[Problem]:
    """Tables most of whose times are dates alone, by the notes on their rows."""
    count: Counter[str] = Counter()
    for problem in problems:
        if problem.table is not None and problem.code == "day_only":
            count[problem.table] += 1
        elif problem.table is not None and problem.found.get("code") == "day_only":
            count[problem.table] += int(problem.found["count"])
    for id_, days in count.items():
        rows = len(tables.there()[id_].frame)
        if days > rows / 2:
            column = TABLE[id_].column(TABLE[id_].main_time).headers[0]
            yield _note("mostly_days", id_, column=column, count=days, all=rows)


def _some(names: Sequence[str]) -> str:
    return "、".join(names[:EXAMPLES])


def _some_buyers(names: Iterable[str]) -> str:
    """Examples of buyers; none that may be a person's own name, telephone number or address.

    In a row that has slipped such a thing stands where the buyer belongs.
    """
    return _some(sorted(name for name in names if not may_be_personal(name))) or "…"


def presale_by_text(numbers: Sequence[str]) -> Problem:
    """The note on orders that only a text calls presale."""
    return _note("presale_by_text", "orders", count=len(numbers), examples=_some(numbers))


def minute_note(where: Mapping[str, Sequence[str]]) -> Problem:
    """The note that times are compared at the minute; `where`: table id → canonical columns."""
    text = "、".join(
        f"{TABLE[table].zh}·{TABLE[table].column(column).headers[0]}"
        for table, columns in where.items()
        for column in columns
    )
    return Problem("minute_resolution", found={"where": text})


def zero_paid_notes(rows: FileRows) -> list[Problem]:
    """Notes on files with paid orders of 0 that had a total, and without any refund."""
    frame = rows.frame
    zero = frame[(frame["amount"] == 0) & (frame["total"] > 0)]
    zero = zero[zero["paid_at"].notna() & zero["deposit_paid_at"].isna()]
    zero = zero[~zero["file"].isin(frame.loc[frame["refund"].notna(), "file"].unique())]
    zero = zero.drop_duplicates(["file", "order_id", "sub_order_id"])
    notes = []
    for _, of_file in zero.groupby("file"):
        first = rows.problem("zero_paid", of_file.index[0], "amount", None)
        found = {"count": str(len(of_file)), "total": f"{int(of_file['total'].sum()) / FEN:.2f}"}
        notes.append(replace(first, row=None, found=found))
    return notes


def net_notes(sheets: Sequence[ParsedTable], nets: Mapping[str, Net]) -> list[Problem]:
    """Notes on files whose amounts are net of refunds, or whose few refunds decided."""
    notes = []
    first = {sheet.source.file: sheet.source for sheet in reversed(sheets)}
    for file, net in nets.items():
        if not net.refunded:
            continue
        header = first[file].headers.get("amount", TABLE["orders"].column("amount").headers[0])
        found = {"refunded": str(net.refunded), "satisfying": str(net.satisfying)}
        if net.net:
            notes.append(Problem("net_of_refunds", file, None, None, "orders", header, None, found))
        if net.refunded < FEW_REFUNDS:
            code = "few_refunds_net" if net.net else "few_refunds_gross"
            notes.append(Problem(code, file, None, None, "orders", header, None, found))
    return notes
