"""From the rows of all files to the shop's facts: refused, blanked, named, merged.

Plain loops, written from the spec's "Tables", "Overlaps", "Resolution" and "Unknown is not 0".
"""

from __future__ import annotations

from dataclasses import dataclass

from ..source import COLUMNS, File, Row, Time
from .names import name_agents, name_buyers
from .orders import merged_orders, payment
from .overlaps import KEYS, fill_kinds, latest_event, merged_opportunities, merged_rows
from .resaved import adopt_seconds
from .rows import finish, is_net_of_refunds, kept


@dataclass
class Facts:
    """A shop's facts.

    tables : a list of rows a table; a table that no file holds is absent
    minute : sent, read, visit and payment times are compared at the minute
    reading_known, replies_known, refunds_known : whether any file has such a value
    unbinding_known, outcomes_known, doing_known : whether any file has such a column
    """

    tables: dict[str, list[Row]]
    minute: bool
    reading_known: bool
    replies_known: bool
    refunds_known: bool
    unbinding_known: bool
    outcomes_known: bool
    doing_known: bool


def facts(files: list[File]) -> Facts:
    """The shop's facts. The resolution is that of the facts, not of copies beside them."""
    found = merged(files, minute=False)
    return merged(files, minute=True) if found.minute else found


def merged(files: list[File], *, minute: bool) -> Facts:
    """The facts, if times are compared at this resolution."""
    read = [(file, kept(file)) for file in files]
    name_buyers(row for _, rows in read for row in rows)
    name_agents(row for _, rows in read for row in rows)
    for file, rows in read:
        net = file.table == "orders" and is_net_of_refunds(file, rows)
        for row in rows:
            finish(file, row, net=net, minute=minute)
    # "The later file is the one with the latest event time inside it, then the greater file
    # name"; what is laid over last wins.
    read.sort(key=lambda pair: (latest_event(pair[1]), pair[0].name))
    tables = {}
    for table in COLUMNS:
        of_files = [rows for file, rows in read if file.table == table]
        if not of_files:
            continue
        if table == "orders":
            payments = [payment(order) for order in merged_orders(of_files)]
            tables[table] = [order for order in payments if order is not None]
            continue
        adopt_seconds(table, KEYS[table], of_files)
        if table == "opportunities":
            tables[table] = merged_opportunities(of_files)
            continue
        if table == "receptions":
            fill_kinds(of_files)
        tables[table] = merged_rows(table, of_files)
    messages = [row for file, rows in read if file.table == "messages" for row in rows]
    orders = [row for file, rows in read if file.table == "orders" for row in rows]
    columns = {(file.table, column) for file in files for column in file.columns}
    return Facts(
        tables,
        minute=is_to_the_minute(tables),
        reading_known=any((row["read_at"] or row["is_read"]) is not None for row in messages),
        replies_known=any(row["replied_at"] is not None for row in messages),
        refunds_known=any(row["refund"] is not None for row in orders),
        unbinding_known=("relations", "unbound_at") in columns,
        outcomes_known=("invitations", "outcome") in columns,
        doing_known=bool(columns & {("opportunities", c) for c in ("done_at", "task_status")}),
    )


def is_to_the_minute(tables: dict[str, list[Row]]) -> bool:
    """Section "Resolution": whether any sent, read, visit or payment time is to the minute."""
    times: list[Time | None] = []
    for message in tables.get("messages", []):
        times += [message["sent_at"], message["read_at"]]
    times += [visit["visited_at"] for visit in tables.get("visits", [])]
    times += [order["paid_at"] for order in tables.get("orders", [])]
    return any(time is not None and time.form == "minute" for time in times)
