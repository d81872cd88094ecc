"""figures.json: what `Figures.report` gives, as a file."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import msgspec

from xlcs.report.write.package import replacing


def figures_json(report: Mapping[str, Any]) -> bytes:
    """The report as UTF-8 JSON; unknown is null, Chinese stays readable."""
    # A shop has hundreds of thousands of orders; Python's own writer takes longer for them than
    # reading and computing everything.
    return msgspec.json.format(msgspec.json.encode(report), indent=2) + b"\n"


def write_figures(report: Mapping[str, Any], path: str | Path, *, language: str = "zh") -> None:
    """Write the report as JSON; an older file of that name is replaced.

    Raises
    ------
    WorkbookError
        The file cannot be written. The older file is whole and nothing is left behind.
    """
    content = figures_json(report)
    with replacing(Path(path), language) as target:
        target.write(content)
