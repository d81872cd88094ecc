"""Whose clients' money was lost, and why.

Frames are as `Figures.orders` gives them, reasons those of `Figures.leakage`: where the shop has no
leakage, since nothing tells of reading, nobody has (spec, "Unknown is not 0"). Source: spec, "Whose
client".
"""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd


def lost_by_client_agent(orders: pd.DataFrame, reasons: Iterable[str]) -> pd.DataFrame:
    """Money [CNY] by the agent whose client the buyer was when paying, and by reason.

    Returns
    -------
    Columns agent, and the reasons but `not_a_client` (whose orders are nobody's); by what was lost,
    greatest first, then by name. Orders without a client agent are left out. No rows where there
    are no reasons.
    """
    shown = [reason for reason in reasons if reason != "not_a_client"]
    known = orders[orders["client_agent"].notna() & orders["reason"].isin(shown)]
    key = [known["client_agent"].astype("str"), known["reason"].astype("str")]
    money = known["amount"].groupby(key).sum().unstack().reindex(columns=shown).fillna(0.0)
    if money.empty:
        return pd.DataFrame(columns=["agent", *shown])
    lost = money.drop(columns="counted").sum(axis="columns")
    order = lost.sort_values(ascending=False, kind="stable").index
    found = money.loc[order].round(2).rename_axis(index="agent", columns=None).reset_index()
    return found.astype({"agent": "str"})


def leakage_of_agent(orders: pd.DataFrame, agent: str, reasons: Iterable[str]) -> pd.DataFrame:
    """What the agent's clients paid, by reason, whoever is credited.

    Returns
    -------
    Columns reason, orders [count], amount [CNY]: a row a reason; no rows where the agent has no
    client's order whose reason is one of these.
    """
    shown = list(reasons)
    own = orders[(orders["client_agent"] == agent) & orders["reason"].isin(shown)]
    found = own["amount"].groupby(own["reason"].astype("str")).agg(["size", "sum"])
    rows = found.reindex(shown, fill_value=0)
    table = pd.DataFrame(
        {
            "reason": rows.index.astype("str"),
            "orders": rows["size"].to_numpy(),
            "amount": rows["sum"].astype("float64").round(2).to_numpy(),
        }
    )
    return table if len(own) else table.iloc[:0]
