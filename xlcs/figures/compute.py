"""From a shop to its figures."""

from __future__ import annotations

from collections.abc import Callable

from xlcs.figures.edition import edition_of
from xlcs.figures.figures import Figures
from xlcs.figures.owners import owners_in
from xlcs.figures.prepare import prepare
from xlcs.settings import Settings
from xlcs.shop.shop import Shop


def compute(
    shop: Shop,
    settings: Settings | None = None,
    *,
    progress: Callable[[str, int, int], None] | None = None,
) -> Figures:
    """Compute all figures of a shop.

    Parameters
    ----------
    shop : what `read_folder` gives
    settings : limits and rules; the platform's where left out
    progress : called with the step ("figures"), the parts done and the parts there are; an
        exception from it ends the computation

    Examples
    --------
    >>> compute(shop)
    <Figures: 2022-08-01 to 2022-08-02, 1 agents>
    """
    rules = settings or Settings()
    edition, at_the_minute = edition_of(rules), shop.resolution == "minute"
    prepared = prepare(
        shop.tables,
        rules,
        edition,
        progress or _silently,
        at_the_minute=at_the_minute,
        owners=owners_in(shop, rules, rules.agents_by),
    )
    return Figures(shop, prepared, edition)


def _silently(step: str, done: int, total: int) -> None:
    pass
