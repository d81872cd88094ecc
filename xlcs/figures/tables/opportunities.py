"""Opportunity tasks done and to do (商机完成数, 待办数).

Source: spec, "Per-agent figures".
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from xlcs.figures.days import Days
from xlcs.figures.lookup.sums import Sums, sums
from xlcs.shop.columns import NO_TIME


def opportunities(table: Mapping[str, Any], agents: int, days: Days) -> tuple[Sums, Sums]:
    """Tasks done on each day, and changes of the tasks to do.

    Parameters
    ----------
    table : as `xlcs.shop.columns.Columns` has it
    agents : how many there are [count]

    Returns
    -------
    done : tasks by the day they were done
    todo : sums whose total from day 0 through a day is the number of tasks to do at the midnight
        after it: created before, and not done before, that midnight
    """
    agent, created, done = table["agent"], table["created_at"], table["done_at"]
    is_done = np.flatnonzero(done != NO_TIME)
    done_day = days.index_of(done[is_done])
    inside = days.inside(done_day)
    begin = np.clip(days.index_of(created), 0, days.count)
    # A task done before it was created was never to do.
    end = np.maximum(np.clip(done_day, 0, days.count), begin[is_done])
    return (
        sums(agent[is_done][inside], done_day[inside], agents, days.count),
        sums(agent, begin, agents, days.count).less(sums(agent[is_done], end, agents, days.count)),
    )
