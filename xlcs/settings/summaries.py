"""Which period a summary is of, where neither the file nor its name tells: `[summaries]`, 汇总."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, Protocol

from xlcs.periods_in_text import days_in


class Problems(Protocol):
    """Collects what is wrong in a settings file."""

    def add(self, text: str, **found: object) -> None:
        """Note what is wrong."""

    def section(self, key: str, value: object, allowed: Sequence[str]) -> dict[str, Any]:
        """The section as a dict."""


def summaries_of(value: object, problems: Problems) -> dict[str, tuple[date, date]]:
    """The section `[summaries]`: file → first and last day, from a month or two dates."""
    periods: dict[str, tuple[date, date]] = {}
    for file, text in problems.section("summaries", value, ("<file>",)).items():
        days = days_in(text) if isinstance(text, str) else None
        if days is None:
            problems.add("period", key=f"summaries.{file[:60]}", value=str(text)[:60])
        else:
            periods[file.replace("\\", "/")] = days
    return periods
