"""Which period a summary is of, where neither the file nor its name tells: `[summaries]`, 汇总."""

from __future__ import annotations

from datetime import date

from xlcs.periods_in_text import days_in
from xlcs.settings.wrong import Problems


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
