"""Opportunity tasks done and to do (商机完成数, 待办数).

Source: spec, "Per-agent figures".
"""

from __future__ import annotations

import pandas as pd

from xlcs.figures.lookup.look_up import LookUp
from xlcs.figures.lookup.sums import total
from xlcs.figures.times_in_numbers import codes, day_of, seconds
from xlcs.shop.frames import Opportunities


def opportunities_done(tasks: Opportunities) -> LookUp:
    """Tasks by the day they were done."""
    is_done = tasks.done_at.notna()
    return total(codes(tasks.agent)[is_done], day_of(seconds(tasks.done_at[is_done])))


def opportunities_todo(tasks: Opportunities) -> LookUp:
    """Tasks to do at the midnight after a day: created before, and not done before, it.

    A task done before it was created was never to do.
    """
    agent, created = codes(tasks.agent), day_of(seconds(tasks.created_at))
    is_done = tasks.done_at.notna()
    done = day_of(seconds(tasks.done_at[is_done])).clip(lower=created[is_done])
    changes = pd.concat(
        [
            pd.DataFrame({"agent": agent, "day": created, "value": 1}),
            pd.DataFrame({"agent": agent[is_done], "day": done, "value": -1}),
        ],
        ignore_index=True,
    )
    return total(changes["agent"], changes["day"], changes["value"], is_state=True)
