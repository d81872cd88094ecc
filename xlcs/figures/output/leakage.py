"""What was paid, by why it counts in guided GMV or does not.

Source: spec, "Why an order counts, or not": the leakage waterfall.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from xlcs.catalogue import REASONS
from xlcs.figures.lookup.sums import Sums
from xlcs.shop.frames import FEN


@dataclass(frozen=True)
class Leakage:
    """Orders and money [fen] per reason, for any range of days."""

    orders: Sums
    amount: Sums

    def table(self, first: int, last: int, reasons: Sequence[int]) -> pd.DataFrame:
        """Columns reason, orders [count], amount [CNY]; a row for each of those reasons."""
        return pd.DataFrame(
            {
                "reason": [REASONS[reason].id for reason in reasons],
                "orders": [self.orders.total(reason, first, last) for reason in reasons],
                "amount": [self.amount.total(reason, first, last) / FEN for reason in reasons],
            }
        )


def leakage(orders: pd.DataFrame) -> Leakage:
    """What was paid, by reason; columns reason (position in `catalogue.REASONS`), day, amount."""
    rows = pd.DataFrame({"group": orders["reason"], "day": orders["day"]})
    return Leakage(Sums(rows.assign(value=1)), Sums(rows.assign(value=orders["amount"])))
