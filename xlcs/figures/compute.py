"""From a shop to its figures."""

from __future__ import annotations

from xlcs.figures.figures import Figures
from xlcs.figures.kept.prepared import figures_to_keep, keeping, prepared_from_kept
from xlcs.figures.prepare import prepare
from xlcs.figures.rules import Rules
from xlcs.settings import Settings
from xlcs.shop.progress import Progress, silent
from xlcs.shop.shop import Shop


def compute(
    shop: Shop,
    settings: Settings | None = None,
    *,
    progress: Progress | None = None,
) -> Figures:
    """Compute all figures of a shop.

    Parameters
    ----------
    shop : what `read_folder` gives
    settings : limits and rules; the platform's where left out
    progress : called with the step ("figures"), the parts done and the parts there are; an
        exception from it ends the computation

    Raises
    ------
    TypeError : the shop is a path, or the settings an edition's name.

    Examples
    --------
    >>> compute(shop)
    <Figures: 2022-08-01 to 2022-08-02, 1 agent>
    """
    if not isinstance(shop, Shop):
        raise TypeError(f"compute(shop) takes what read_folder(path) gives, not {shop!r}")
    if not isinstance(settings, Settings | None):
        raise TypeError(
            f"compute(shop, settings) takes Settings(…) or Settings.of_edition(name), not"
            f" {settings!r}"
        )
    rules = Rules.of(shop, settings or Settings())
    tell = progress or silent
    kept = keeping(shop)
    prepared = None if kept is None else prepared_from_kept(shop, kept, rules, tell)
    is_new = prepared is None or (kept is not None and kept.since is not None)
    if prepared is None:
        prepared = prepare(shop.tables, rules, tell)
    if kept is not None and is_new and kept.keeps:
        kept.keep(figures_to_keep(shop, rules, prepared))
    return Figures(shop, prepared, rules.edition)
