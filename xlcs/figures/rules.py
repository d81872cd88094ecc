"""What the figures of a shop are computed under."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

from xlcs.figures.edition import Edition, edition_of
from xlcs.figures.nicks_persons_groups import Owners, owners_in
from xlcs.settings import Settings
from xlcs.settings.people import Level
from xlcs.shop.shop import Shop


@dataclass(frozen=True)
class Rules:
    """What figures are computed under.

    owners : whom the agents' figures are of
    at_the_minute : whether sent, read, visit and payment times are compared at the minute
    """

    settings: Settings
    edition: Edition
    owners: Owners
    at_the_minute: bool

    @classmethod
    def of(cls, shop: Shop, settings: Settings, level: Level | None = None) -> Self:
        """Those of a shop's settings; the agents' figures at that level, or as the settings say."""
        owners = owners_in(shop, settings, level or settings.agents_by)
        return cls(settings, edition_of(settings), owners, shop.resolution == "minute")
