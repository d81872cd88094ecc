"""A day that is today, whatever the clock says."""

from __future__ import annotations

from datetime import date
from types import ModuleType

import pytest


def today_is(monkeypatch: pytest.MonkeyPatch, module: ModuleType, day: date) -> None:
    """Let `date.today()` be that day in a module."""

    class Today(date):
        @classmethod
        def today(cls):
            return cls(day.year, day.month, day.day)

    monkeypatch.setattr(module, "date", Today)
