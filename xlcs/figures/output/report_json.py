"""Everything of a period as plain Python: what `figures.json` holds.

Source: design, "figures.json". Rates are fractions, durations unrounded seconds, money CNY,
unknown is None.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import pandas as pd

from xlcs.catalogue import FIGURE, RECEPTION
from xlcs.figures.periods import Day
from xlcs.problems import Problem
from xlcs.problems.together import told_together

if TYPE_CHECKING:
    from xlcs.figures.figures import Figures

_ORDER_KEYS = ("order_id", "buyer_id", "day", "amount", "presale", "reason", "credited_agent",
               "client_agent", "net_amount")  # fmt: skip


def report_json(
    figures: Figures,
    problems: Sequence[Problem],
    start: Day | None,
    end: Day | None,
    agent: str | None,
) -> dict[str, Any]:
    """What `Figures.report` gives; to the problems of the files are added the period's notes."""
    language = figures.settings.language
    period = figures.period(start, end)
    told = told_together([*problems, *period.notes], language)
    days = period.asked or figures.covered or figures.reception_covered or (None, None)
    orders = figures.orders(start, end, agent)[list(_ORDER_KEYS)]
    return {
        "period": {"from": _iso(days[0]), "to": _iso(days[1])},
        "shop": figures.shop(start, end),
        "daily": records(figures.daily(start, end)),
        "agents": records(figures.agent_table(start, end, agent)),
        "orders": records(orders),
        "reception": {
            "periods": records(_reception(figures.reception(start, end), "period")),
            "agents": records(
                _reception(figures.reception_agents(start, end, agent=agent), "agent", "period")
            ),
        },
        "leakage": records(figures.leakage(start, end)),
        "todo": records(_todo(figures.todo(None, agent))),
        "data_check": [problem.record(language) for problem in told],
    }


def records(table: pd.DataFrame) -> list[dict[str, Any]]:
    """A table's rows as plain Python: dates as ISO text, missing as None."""
    columns = [_plain(table[name]) for name in table]
    names = [str(name) for name in table]
    return [dict(zip(names, row, strict=True)) for row in zip(*columns, strict=True)]


def _plain(column: pd.Series[Any]) -> list[Any]:
    if column.dtype.kind == "M":
        column = column.dt.strftime("%Y-%m-%d")
    if column.isna().any():
        column = column.astype("object").where(column.notna(), None)
    plain: list[Any] = column.tolist()
    return plain


def _todo(table: pd.DataFrame) -> pd.DataFrame:
    return table.assign(at=table["at"].dt.strftime("%Y-%m-%d %H:%M:%S"))


def _reception(table: pd.DataFrame, *keys: str) -> pd.DataFrame:
    names = {id: FIGURE[id].json_key for id in RECEPTION}
    return table[[*keys, *RECEPTION]].rename(columns=names)


def _iso(day: Any) -> str | None:
    return None if day is None else day.isoformat()
