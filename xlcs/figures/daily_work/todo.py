"""今日待办: whom each agent should see to, as of the end of a day."""

from __future__ import annotations

from datetime import date, timedelta

import pandas as pd

from xlcs.figures.daily_work.sent_messages import agents_of_clients, sent_messages
from xlcs.figures.nicks_persons_groups import Owners
from xlcs.figures.periods import FIRST_DAY, LAST_DAY
from xlcs.shop.frames import FEN, Tables, no_orders

KINDS = ("balance_due", "lost_order", "unread", "opportunity")
"""In the order in which money is at stake."""

OLDEST_DEPOSIT_DAYS = 60
"""A deposit paid longer ago is not urged any more [days]."""

COLUMNS = ("agent", "kind", "buyer_id", "at", "order_id", "amount", "detail")


def todo(
    tables: Tables,
    paid_yesterday: pd.DataFrame,
    day: date | None,
    agent: str | None,
    owners: Owners,
) -> pd.DataFrame:
    """What is to be done after a day.

    Parameters
    ----------
    paid_yesterday : what `Figures.orders` gives for the day before `day`
    day : the data's last day, say; None where it has no day: there is nothing to do
    agent : None for all agents
    owners : whose the agents' tasks are; the orders have their names already

    Returns
    -------
    Columns agent, kind (one of `KINDS`), buyer_id (missing for a task without one), at [local
    time], order_id, amount [CNY], detail (the reason of a lost order, the kind of an opportunity);
    by agent, kind as in `KINDS`, at.

    Notes
    -----
    balance_due : a deposit paid within `OLDEST_DEPOSIT_DAYS` and no balance by the end of the day;
        of the agent whose client the buyer is then; `at` and `amount` are the deposit's
    lost_order : paid the day before by a client of the agent, and not counted
    unread : messaged by the agent on the day, and no such message read; `at` is the last sending.
        Of a person or group: by any of its nicks, and none of theirs read. None where it is unknown
        whether messages were read
    opportunity : created by the end of the day, and not done by then. None where it is unknown
        which were done
    """
    parts = [pd.DataFrame(columns=list(COLUMNS))]
    if day is not None:
        of_nicks = [_balances_due(tables, day), _opportunities(tables, day)]
        of_nicks = [part.assign(agent=owners.named(part["agent"])) for part in of_nicks]
        parts += [_lost_orders(paid_yesterday), _unread(tables, day, owners), *of_nicks]
    found = pd.concat([part for part in parts if len(part)] or parts, ignore_index=True)
    found = found.reindex(columns=list(COLUMNS))
    found = found.astype(
        {"agent": "str", "kind": "str", "buyer_id": "str", "order_id": "str", "detail": "str",
         "at": "datetime64[s]", "amount": "float64"}
    )  # fmt: skip
    return in_turn(found if agent is None else found[found["agent"] == agent])


def in_turn(found: pd.DataFrame) -> pd.DataFrame:
    """The rows by agent, kind as in `KINDS`, at; columns as `todo` gives them."""
    rank = found["kind"].map({kind: rank for rank, kind in enumerate(KINDS)})
    order = found.assign(rank=rank).sort_values(
        ["agent", "rank", "at", "buyer_id", "order_id", "detail"], kind="stable"
    )
    return found.loc[order.index].reset_index(drop=True)


def _midnight_after(day: date) -> pd.Timestamp:
    return pd.Timestamp(min(max(day, FIRST_DAY), LAST_DAY) + timedelta(days=1))


def balances_due(tables: Tables, day: date) -> pd.DataFrame:
    """Presale orders with a deposit and no balance by the end of the day.

    Returns
    -------
    Columns order_id, buyer_id, deposit_paid_at [local time], deposit [CNY; missing where unknown],
    agent (whose client the buyer is at the end of the day); those of nobody's clients are left out.
    """
    orders = tables.orders or no_orders()
    midnight = _midnight_after(day)
    deposited, paid = orders.deposit_paid_at, orders.paid_at
    oldest = midnight - pd.Timedelta(days=OLDEST_DEPOSIT_DAYS)
    due = (deposited >= oldest) & (deposited < midnight) & ~(paid < midnight)
    rows = orders.frame.loc[due, ["order_id", "buyer_id", "deposit_paid_at", "deposit"]]
    agents = agents_of_clients(tables, rows["buyer_id"], day)
    rows = rows.assign(agent=agents, deposit=rows["deposit"].astype("Float64") / FEN)
    return rows[agents.notna()].reset_index(drop=True)


def _balances_due(tables: Tables, day: date) -> pd.DataFrame:
    due = balances_due(tables, day)
    names = {"deposit_paid_at": "at", "deposit": "amount"}
    return due.rename(columns=names).assign(kind="balance_due")


def _lost_orders(paid: pd.DataFrame) -> pd.DataFrame:
    lost = paid[paid["client_agent"].notna() & paid["reason"].notna()]
    lost = lost[lost["reason"] != "counted"]
    return pd.DataFrame(
        {
            "agent": lost["client_agent"].astype("str"),
            "kind": "lost_order",
            "buyer_id": lost["buyer_id"],
            "at": lost["paid_at"],
            "order_id": lost["order_id"],
            "amount": lost["amount"],
            "detail": lost["reason"].astype("str"),
        }
    )


def _unread(tables: Tables, day: date, owners: Owners) -> pd.DataFrame:
    if tables.messages is None or "read_at" not in tables.messages.known:
        return pd.DataFrame(columns=list(COLUMNS))
    sent = sent_messages(tables, day, day)
    who = [owners.named(sent["agent"]).astype("str"), sent["buyer_id"].astype("str")]
    of_client = sent.groupby(who, sort=False)
    found = of_client.agg(at=("sent_at", "max"), read_at=("read_at", "min"))
    unread = found[found["read_at"].isna()]
    return unread.drop(columns="read_at").reset_index().assign(kind="unread")


def _opportunities(tables: Tables, day: date) -> pd.DataFrame:
    tasks = tables.opportunities
    if tasks is None or "done_at" not in tasks.known:
        return pd.DataFrame(columns=list(COLUMNS))
    midnight = _midnight_after(day)
    is_open = (tasks.created_at < midnight) & ~(tasks.done_at < midnight)
    rows = tasks.frame[is_open]
    return pd.DataFrame(
        {
            "agent": rows["agent"].astype("str"),
            "kind": "opportunity",
            "at": rows["created_at"],
            "detail": rows["kind"].astype("str"),
        }
    )
