"""What was computed of a shop before, as the shop hands it from its cache to the figures.

`exports` keeps and finds it, `figures` makes and uses it; this module only names the parts.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    import pandas as pd

    from xlcs.shop.buyers import Counts, Flags
    from xlcs.shop.frames import Tables


@dataclass(frozen=True)
class Since:
    """What has become of a shop since something was kept of it.

    changed : of each buyer, by code, whether any of its rows came, went or is another one
    before : the tables of these buyers as they were then
    message_shift : of each other buyer, by code, how much further down its messages stand now
        [rows]
    """

    changed: Flags
    before: Tables
    message_shift: Counts


@dataclass(frozen=True)
class KeptFigures:
    """What is kept: whole numbers in tables, and what they are of, as JSON takes it."""

    about: Mapping[str, Any]
    tables: Mapping[str, pd.DataFrame]


class Kept(Protocol):
    """Where the figures of a shop's tables may be found and kept."""

    @property
    def tables(self) -> Tables:
        """The shop's; what is kept is of no other ones."""

    @property
    def since(self) -> Since | None:
        """How they differ from those whose figures are found; None where they are the same."""

    @property
    def keeps(self) -> bool:
        """Whether figures of these tables are to be kept."""

    def load(self) -> KeptFigures | None:
        """What was kept; None where nothing was, or it is damaged."""

    def keep(self, figures: KeptFigures) -> None:
        """Keep what was computed of these tables."""
