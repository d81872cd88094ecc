"""The same figures by xlcs itself, from the exports and its cache of them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import xlcs
from tests.bench.common import of_report


def every_figure(folder: Path) -> dict[str, Any]:
    """Read the folder, compute, and make every table of the report: what a refresh does."""
    figures = xlcs.compute(xlcs.read_folder(folder))
    return {
        "shop": figures.shop(),
        "daily": figures.daily(),
        "agents": figures.agent_table(),
        "orders": figures.orders(),
        "leakage": figures.leakage(),
        "reception": figures.reception(),
        "reception_agents": figures.reception_agents(),
    }


def figures(folder: Path) -> dict[str, Any]:
    """The same, by way of figures.json, in the form of `common`."""
    return of_report(xlcs.compute(xlcs.read_folder(folder)).report())
