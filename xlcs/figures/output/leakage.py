"""What was paid, by why it counts in guided GMV or does not.

Source: spec, "Why an order counts, or not": the leakage waterfall.
"""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from xlcs.figures.guided.attribution import REASON_CODE
from xlcs.figures.lookup.look_up import Answer, LookUp, Span
from xlcs.figures.lookup.sums import summed
from xlcs.shop.frames import FEN

ORDERS, AMOUNT = "leakage.orders", "leakage.amount"
"""The look-ups' names, beside the figures' ids."""


def leakage(orders: pd.DataFrame) -> dict[str, LookUp]:
    """What was paid, by reason: ORDERS and AMOUNT [CNY]; the groups are positions of `REASONS`.

    Parameters
    ----------
    orders : columns reason (position in `catalogue.REASONS`), day [days since 1970], amount [fen]
    """
    reason, day, amount = orders["reason"], orders["day"], orders["amount"]
    return {
        ORDERS: LookUp(summed(reason, day)),
        AMOUNT: LookUp(summed(reason, day, amount), divisor=FEN),
    }


def leakage_table(
    answers: Mapping[str, Answer], span: Span | None, *, read_rule: str
) -> pd.DataFrame:
    """The table of some days, as `Figures.leakage` documents it.

    No rows where it is unknown, or no day is covered. Under the same-day rule nothing is lost by
    reading after the purchase.
    """
    shown = dict(REASON_CODE) if span and ORDERS in answers else {}
    if read_rule == "same_day":
        shown.pop("read_after_purchase", None)
    found = {
        column: [answers[name].of(code, *(span or ())) for code in shown.values()]
        for column, name in (("orders", ORDERS), ("amount", AMOUNT))
    }
    types = {"reason": "str", "orders": "int64", "amount": "float64"}
    return pd.DataFrame({"reason": list(shown), **found}).astype(types)
