"""What comparing adds to `figures.json`. Source: design, "figures.json"."""

from __future__ import annotations

from datetime import date
from typing import Any

from xlcs.compare.editions import editions_record
from xlcs.compare.summaries import compared
from xlcs.figures.figures import Figures
from xlcs.shop.shop import Shop


def beside_figures(
    figures: Figures, shop: Shop, start: date | None, end: date | None, *, editions: bool
) -> dict[str, Any]:
    """The keys beside those of `Figures.report`.

    Returns
    -------
    "comparison" where summaries of the period were read, "editions" where asked for.
    """
    added: dict[str, Any] = {}
    if (comparison := compared(figures, shop, start, end)) is not None:
        added["comparison"] = comparison.record()
    if editions:
        added["editions"] = editions_record(figures, start, end)
    return added
