"""Whose clients' money was lost, and why.

Frames are as `Figures.orders` gives them. Source: spec, "Whose client".
"""

from __future__ import annotations

import pandas as pd

from xlcs.catalogue import REASONS


def lost_by_client_agent(orders: pd.DataFrame) -> pd.DataFrame:
    """Money [CNY] by the agent whose client the buyer was when paying, and by reason.

    Returns
    -------
    Columns agent, and the reasons of `catalogue.REASONS` but `not_a_client` (whose orders are
    nobody's); by what was lost, greatest first, then by name. Orders without a reason or a client
    agent are left out.
    """
    reasons = [reason.id for reason in REASONS if reason.id != "not_a_client"]
    known = orders.dropna(subset=["client_agent", "reason"])
    key = [known["client_agent"].astype("str"), known["reason"].astype("str")]
    money = known["amount"].groupby(key).sum().unstack().reindex(columns=reasons).fillna(0.0)
    lost = money.drop(columns="counted").sum(axis="columns")
    order = lost.sort_values(ascending=False, kind="stable").index
    found = money.loc[order].round(2).rename_axis(index="agent", columns=None).reset_index()
    return found.astype({"agent": "str"})


def leakage_of_agent(orders: pd.DataFrame, agent: str) -> pd.DataFrame:
    """What the agent's clients paid, by reason, whoever is credited.

    Returns
    -------
    Columns reason, orders [count], amount [CNY]: a row a reason of `catalogue.REASONS`; no rows
    where the agent has no client's order whose reason is known.
    """
    own = orders[(orders["client_agent"] == agent) & orders["reason"].notna()]
    found = own["amount"].groupby(own["reason"].astype("str")).agg(["size", "sum"])
    rows = found.reindex([reason.id for reason in REASONS], fill_value=0)
    table = pd.DataFrame(
        {
            "reason": rows.index.astype("str"),
            "orders": rows["size"].to_numpy(),
            "amount": rows["sum"].astype("float64").round(2).to_numpy(),
        }
    )
    return table if len(own) else table.iloc[:0]
