"""Editions of the rule beside each other: the shop, each agent, and every order (口径对比).

Source: spec, "Rule editions".
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd

from xlcs.figures.edition import EDITIONS, edition_name, named_edition
from xlcs.figures.figures import Figures
from xlcs.figures.periods import Day

BESIDE_EACH_OTHER = ("guided_orders", "guided_gmv", "guided_net_gmv")
"""What is shown of each edition: orders [count], money and money less refunds [CNY]."""


def shown_editions(figures: Figures) -> list[str]:
    """The named editions; the one that the settings ask for is put first if it has no name."""
    own = edition_name(figures.edition)
    return list(EDITIONS) if own in EDITIONS else [own, *EDITIONS]


def under(figures: Figures, name: str) -> Figures:
    """The figures under an edition of `shown_editions`."""
    if name == edition_name(figures.edition):
        return figures
    return figures.under(named_edition(name, figures.settings.language))


def editions_table(
    figures: Figures,
    start: Day | None = None,
    end: Day | None = None,
    *,
    orders: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """The named editions beside each other for the shop and each agent.

    Parameters
    ----------
    figures : of any edition
    start, end : first and last day; left out, all covered days
    orders : what `editions_of_orders` gives for the same, where that is at hand

    Returns
    -------
    Columns edition, agent (missing: the shop), guided_orders [count, Int64], guided_gmv,
    guided_net_gmv [CNY, Float64; missing where unknown]; per edition the shop, then the agents by
    name. Each agent's orders and money are those credited to it, so that agents add up to the shop.
    """
    if orders is None:
        orders = editions_of_orders(figures, start, end)
    rows: list[dict[str, Any]] = []
    for name in shown_editions(figures):
        of = under(figures, name)
        by_agent = orders[name].value_counts()
        for agent in (None, *figures.agents):
            money = of.value("guided_gmv", start, end, agent)
            counted = by_agent.sum() if agent is None else by_agent.get(agent, 0)
            rows.append(
                {
                    "edition": name,
                    "agent": agent,
                    "guided_orders": None if money is None else int(counted),
                    "guided_gmv": money,
                    "guided_net_gmv": of.value("guided_net_gmv", start, end, agent),
                }
            )
    table = pd.DataFrame(rows, columns=["edition", "agent", *BESIDE_EACH_OTHER])
    return table.astype(
        {"guided_orders": "Int64", "guided_gmv": "Float64", "guided_net_gmv": "Float64"}
    )


def editions_of_orders(
    figures: Figures, start: Day | None = None, end: Day | None = None
) -> pd.DataFrame:
    """For each paid order in which editions it counts, and who is credited there.

    Returns
    -------
    Columns order_id, buyer_id, day (datetime64[s]), amount [CNY], and one for each of
    `shown_editions`: the credited agent, missing where the order does not count. By time of
    payment, then order number.
    """
    paid = figures.orders(start, end)
    table = paid[["order_id", "buyer_id", "day", "amount"]].reset_index(drop=True)
    for name in shown_editions(figures):
        table[name] = under(figures, name).credited_agents(start, end).to_numpy()
    return table


def editions_record(
    figures: Figures, start: Day | None = None, end: Day | None = None
) -> dict[str, Any]:
    """Both tables as plain Python for `figures.json`; unknown is None."""
    names: Sequence[str] = shown_editions(figures)
    orders = editions_of_orders(figures, start, end)
    table = editions_table(figures, start, end, orders=orders)
    return {
        "names": list(names),
        "figures": _plain(table),
        "orders": [
            {
                "order_id": row["order_id"],
                "credited": {name: row[name] for name in names if pd.notna(row[name])},
            }
            for row in orders.to_dict("records")
        ],
    }


def _plain(table: pd.DataFrame) -> list[dict[str, Any]]:
    plain = table.astype("object").where(table.notna(), None)
    return [{str(name): value for name, value in row.items()} for row in plain.to_dict("records")]
