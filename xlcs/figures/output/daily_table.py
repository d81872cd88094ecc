"""The effect figures day by day, as a table.

Source: spec, "Guided-sales figures", "Rule editions"; columns as `Figures.daily` documents them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from xlcs.catalogue import EFFECT
from xlcs.figures.lookup.sums import Answer
from xlcs.figures.output.column_types import typed


def daily_table(
    days: Sequence[int], answers: Mapping[str, Answer], *, window_days: int, last_day: int
) -> pd.DataFrame:
    """A row for each of the days [days since 1970].

    Parameters
    ----------
    answers : figure id → its look-up; an unknown figure is absent
    window_days : of the edition; of several a day whose window reaches past `last_day` is not final
    """
    columns: dict[str, Any] = {"day": pd.to_datetime(pd.Series(days, dtype="int64"), unit="D")}
    for id in EFFECT:
        answer = answers.get(id)
        columns[id] = [None if answer is None else answer.of(None, day, day) for day in days]
    if window_days > 1:
        columns["final"] = [day + window_days - 1 <= last_day for day in days]
    return typed(pd.DataFrame(columns))
