"""What a month is to bring: `[targets]` of the settings, for the shop and for single agents."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import Any

from xlcs.catalogue import FIGURES

SHOP = ""
"""Stands for the shop among the agents that have targets."""

_UNITS = ("customers", "orders", "money", "tasks", "relations", "receptions", "rate")
TARGETED: tuple[str, ...] = tuple(figure.id for figure in FIGURES if figure.unit in _UNITS)
"""Figures that may have a target: those of which more is more."""

ZH = {figure.zh: figure.id for figure in FIGURES if figure.id in TARGETED}

Targets = Mapping[str, Mapping[str, float]]
"""Agent (`SHOP` for the shop) → figure → what it is to reach in a month: money [CNY], rates
[fraction], counts."""


def targets(
    content: Mapping[str, Any],
    unknown: Callable[[str, object, tuple[str, ...]], None],
    bad_number: Callable[[str, object], None],
) -> dict[str, dict[str, float]]:
    """The targets of a settings file.

    Parameters
    ----------
    content : the section: a figure (id or Chinese name) and its target; or an agent and such a
        section
    unknown : told of a key that is no figure, its value and the keys there are
    bad_number : told of a key whose value is no number above 0
    """
    found: dict[str, dict[str, float]] = {}

    def take(agent: str, key: str, value: object, shown: str) -> None:
        id = ZH.get(key, key)
        if id not in TARGETED:
            unknown(shown, value, tuple(ZH))
        elif (
            isinstance(value, bool)
            or not isinstance(value, (int, float))
            or not 0 < value < math.inf
        ):
            bad_number(shown, value)
        else:
            found.setdefault(agent, {})[id] = float(value)

    for key, value in content.items():
        if isinstance(value, dict):
            for name, target in value.items():
                take(key, name, target, f"targets.{key}.{name}")
        else:
            take(SHOP, key, value, f"targets.{key}")
    return found
