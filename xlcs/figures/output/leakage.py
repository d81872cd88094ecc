"""What was paid, by why it counts in guided GMV or does not.

Source: spec, "Why an order counts, or not": the leakage waterfall.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from xlcs.catalogue import REASONS
from xlcs.figures.guided.attribution import REASON_CODE
from xlcs.figures.lookup.parts import sums_together
from xlcs.figures.lookup.sums import Sums
from xlcs.shop.frames import FEN


@dataclass(frozen=True)
class Leakage:
    """Orders and money [fen] per reason, for any range of days."""

    orders: Sums
    amount: Sums


def leakage_together(parts: Sequence[Leakage]) -> Leakage:
    """The leakage of parts of a shop."""
    return Leakage(
        sums_together([part.orders for part in parts]),
        sums_together([part.amount for part in parts]),
    )


def leakage_table(
    lost: Leakage | None, span: tuple[int, int] | None, *, read_rule: str
) -> pd.DataFrame:
    """The table of some days [days since 1970], as `Figures.leakage` documents it.

    No rows where it is unknown, or no day is covered. Under the same-day rule nothing is lost by
    reading after the purchase.
    """
    if span is None or lost is None:
        return pd.DataFrame({"reason": [], "orders": [], "amount": []}).astype(
            {"reason": "str", "orders": "int64", "amount": "float64"}
        )
    shown = {code: reason.id for code, reason in enumerate(REASONS)}
    if read_rule == "same_day":
        del shown[REASON_CODE["read_after_purchase"]]
    return pd.DataFrame(
        {
            "reason": list(shown.values()),
            "orders": [lost.orders.total(code, *span) for code in shown],
            "amount": [lost.amount.total(code, *span) / FEN for code in shown],
        }
    )


def leakage(orders: pd.DataFrame) -> Leakage:
    """What was paid, by reason; columns reason (position in `catalogue.REASONS`), day, amount."""
    rows = pd.DataFrame({"group": orders["reason"], "day": orders["day"]})
    return Leakage(Sums(rows.assign(value=1)), Sums(rows.assign(value=orders["amount"])))
