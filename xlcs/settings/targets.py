"""What a month is to bring: `[targets]` of the settings, for the shop and for single agents."""

from __future__ import annotations

import math
from collections.abc import Mapping

from xlcs.catalogue import FIGURE, FIGURES
from xlcs.settings.shown import cut, in_toml
from xlcs.settings.wrong import Problems

SHOP = ""
"""Stands for the shop among the agents that have targets."""

_UNITS = ("customers", "orders", "money", "tasks", "relations", "receptions", "rate")
TARGETED: tuple[str, ...] = tuple(figure.id for figure in FIGURES if figure.unit in _UNITS)
"""Figures that may have a target: those of which more is more."""

ZH = {figure.zh: figure.id for figure in FIGURES if figure.id in TARGETED}

Targets = Mapping[str, Mapping[str, float]]
"""Agent (`SHOP` for the shop) → figure → what it is to reach in a month: money [CNY], rates
[fraction], counts."""


def targets_of(section: object, problems: Problems) -> dict[str, dict[str, float]]:
    """The section `[targets]`: figure (id or Chinese name) → target; or agent → such a section."""
    found: dict[str, dict[str, float]] = {}

    def take(agent: str, key: str, value: object, shown: str) -> None:
        id = ZH.get(key, key)
        if id not in TARGETED:
            problems.unknown(shown, value, ZH)
        elif (
            isinstance(value, bool)
            or not isinstance(value, (int, float))
            or not 0 < value < math.inf
        ):
            problems.add("target", key=cut(shown), value=in_toml(value))
        elif FIGURE[id].unit == "rate" and value > 1:
            problems.add("fraction", key=cut(shown), value=in_toml(value), low=0, high=1)
        else:
            found.setdefault(agent, {})[id] = float(value)

    for key, value in problems.section("targets", section, ZH).items():
        if isinstance(value, dict):
            for name, target in value.items():
                take(key, name, target, f"targets.{key}.{name}")
        else:
            take(SHOP, key, value, f"targets.{key}")
    return found
