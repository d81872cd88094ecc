"""figures.json: what `Figures.report` gives, as a file."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from xlcs.report.package import replacing


def figures_json(report: Mapping[str, Any]) -> bytes:
    """The report as UTF-8 JSON; unknown is null, Chinese stays readable."""
    text = json.dumps(report, ensure_ascii=False, indent=1, allow_nan=False)
    return text.encode("utf-8") + b"\n"


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
